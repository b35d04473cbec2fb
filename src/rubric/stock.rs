//! What a rubric draws on while it is read: the skills and families of a library, each parsed when
//! it is first named.

use sha2::{Digest, Sha256};

use super::library::{Library, Named, Shipped};
use super::notes::Notes;
use super::packed;
use super::packed_skill;
use super::reading;
use super::skill::read as read_skill;
use super::vocabulary::{self, Families, Surroundings, Trust};
use super::yaml::{self, Node, Place, Value};
use crate::error::{Finding, Message};
use crate::model::rubric::Skill;

/// A library in use.
pub struct Stock<'l> {
    /// Where skills come from.
    pub library: &'l Library,
    /// The families that every cue may name.
    pub families: Families,
    /// What is wrong in the files of the library.
    pub findings: Vec<Finding>,
    /// The rubric, and the hash of every file of the library that it draws on.
    pub hash: Sha256,
}

impl<'l> Stock<'l> {
    /// The library with its families read.
    pub fn new(library: &'l Library) -> Stock<'l> {
        let shipped = &library.families;
        let mut notes = Notes::new(shipped.file, shipped.text);
        let families = grown(shipped, &mut notes)
            .and_then(|node| shared(&node, Trust::Tried, &mut notes))
            .unwrap_or_default();
        let mut hash = Sha256::new();
        hash.update(shipped.sha256);
        Stock {
            library,
            families,
            findings: notes.findings(),
            hash,
        }
    }

    /// A skill of the library; findings in its file are kept.
    pub fn skill(&mut self, shipped: &Shipped) -> Option<Skill> {
        self.hash.update(shipped.sha256);
        let mut skill = packed_skill::unpack(shipped.skill).or_else(|| self.read(shipped))?;
        skill.vocabulary.packed = Some(shipped.cues).filter(|cues| !cues.is_empty());
        Some(skill)
    }

    fn read(&mut self, shipped: &Shipped) -> Option<Skill> {
        let mut notes = Notes::new(shipped.file, shipped.text);
        let around = Surroundings {
            lang: None,
            families: &[&self.families],
            trust: Trust::Tried,
        };
        let node = tree(shipped.text, &mut notes);
        let skill = node.and_then(|node| read_skill(&node, around, &mut notes));
        self.findings.append(&mut notes.findings());
        skill
    }
}

/// A skill file, with what is wrong in it.
pub fn skill(named: &Named, families: &Families) -> (Option<Skill>, Vec<Finding>) {
    let around = Surroundings {
        lang: None,
        families: &[families],
        trust: Trust::Try,
    };
    let mut notes = Notes::new(&named.file, &named.text);
    let node = tree(&named.text, &mut notes);
    let skill = node.and_then(|node| read_skill(&node, around, &mut notes));
    (skill, notes.findings())
}

/// A file of shared families, with what is wrong in it.
pub fn families(named: &Named) -> (Families, Vec<Finding>) {
    let mut notes = Notes::new(&named.file, &named.text);
    let node = tree(&named.text, &mut notes);
    let families = node.and_then(|node| shared(&node, Trust::Try, &mut notes));
    (families.unwrap_or_default(), notes.findings())
}

fn shared(node: &Node, trust: Trust, notes: &mut Notes) -> Option<Families> {
    let around = Surroundings {
        lang: None,
        families: &[],
        trust,
    };
    let fields = reading::fields(node, &["families"], notes)?;
    let families = fields.get("families");
    Some(vocabulary::families(families, around, notes))
}

/// The tree of a shipped file: as the build packed it, else from its text.
pub fn grown(shipped: &Shipped, notes: &mut Notes) -> Option<Node> {
    packed::unpack(shipped.packed).or_else(|| tree(shipped.text, notes))
}

/// The tree of a text; what is not YAML, too large or blank is noted.
pub fn tree(text: &str, notes: &mut Notes) -> Option<Node> {
    let start = Place { line: 1, column: 1 };
    if text.len() > yaml::LARGEST {
        let fact = Message::new("rubric.too-large").with("most", yaml::LARGEST >> 10);
        notes.error(start, fact, Message::new("rubric.too-large.help"));
        return None;
    }
    match yaml::parse(text) {
        Ok(node) if node.value == Value::Null => {
            let remedy = Message::new("rubric.blank.help");
            notes.error(start, Message::new("rubric.blank"), remedy);
            None
        }
        Ok(node) => Some(node),
        Err(stopped) => {
            let fact = Message::new(stopped.fact).with("why", stopped.why);
            notes.error(stopped.at, fact, Message::new(stopped.remedy));
            None
        }
    }
}
