//! Cues, look-alikes, patterns and families of a skill or criterion, each phrase checked where it stands.
//!
//! In: the fields of a skill or criterion. Out: a vocabulary whose phrases all parse, whose patterns
//! all compile, and which holds every family that its cues name.

use std::collections::BTreeMap;

use super::nearest::nearest;
use super::notes::Notes;
use super::pattern;
use super::reading::{self, Fields};
use super::yaml::{Node, Value};
use crate::error::Message;
use crate::language::cues::{self, Cue, Element};
use crate::model::document::Lang;
use crate::model::rubric::{Phrases, Vocabulary, Words};

/// Families by name.
pub type Families = BTreeMap<String, Phrases>;

/// How far the phrases of a file are to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A user's file, or one being checked: every phrase is parsed and every pattern compiled.
    Try,
    /// A file of the library, which a test has tried: its phrases are taken as they are, because
    /// compiling its patterns twice would take longer than reading a CV.
    Tried,
}

/// The keys of a vocabulary in a file.
pub const KEYS: [&str; 9] = [
    "families", "declared", "cues", "shown", "titles", "raise", "attest", "not", "patterns",
];

/// What reading a skill or criterion depends on.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'s> {
    /// The language of plain strings; a file of the library has none.
    pub lang: Option<Lang>,
    /// The families that its cues may name besides its own, the nearest first.
    pub families: &'s [&'s Families],
    /// Whether its phrases are tried.
    pub trust: Trust,
}

/// The vocabulary of a file, with every family that its cues name.
pub fn read(fields: &Fields, around: Surroundings, notes: &mut Notes) -> Vocabulary {
    let families = families(fields.get("families"), around, notes);
    let mut reader = Reader {
        around,
        families,
        notes,
    };
    Vocabulary {
        declared: reader.cues(fields.get("declared")),
        cues: reader.cues_and_items(fields.get("cues")),
        shown: reader.cues(fields.get("shown")),
        titles: reader.cues(fields.get("titles")),
        raise: reader.cues(fields.get("raise")),
        attest: reader.cues(fields.get("attest")),
        not: reader.exclusions(fields.get("not")),
        patterns: reader.patterns(fields.get("patterns")),
        families: reader.families,
        packed: None,
    }
}

/// Word families, each member checked.
pub fn families(node: Option<&Node>, around: Surroundings, notes: &mut Notes) -> Families {
    let fields = node.and_then(|node| reading::free_fields(node, notes));
    let mut families = Families::new();
    for (name, node) in fields.iter().flat_map(Fields::each) {
        let members = phrases(Some(node), around, notes, |member| {
            cues::parse_member(member).map(drop)
        });
        families.insert(name.to_owned(), members);
    }
    families
}

/// Adds the families that the cues of a vocabulary name and that are not its own.
pub fn complete(vocabulary: &mut Vocabulary, around: Surroundings) {
    let mut families = std::mem::take(&mut vocabulary.families);
    let lists = vocabulary.cue_lists();
    for (_, phrase) in lists.iter().flat_map(|list| list.each()) {
        if !phrase.contains('@') {
            continue;
        }
        for name in phrase
            .split_whitespace()
            .filter_map(|word| word.strip_prefix('@'))
        {
            if !families.contains_key(name)
                && let Some(members) = around.families.iter().find_map(|known| known.get(name))
            {
                families.insert(name.to_owned(), members.clone());
            }
        }
    }
    vocabulary.families = families;
}

struct Reader<'r, 't> {
    around: Surroundings<'r>,
    families: Families,
    notes: &'r mut Notes<'t>,
}

impl Reader<'_, '_> {
    fn cues(&mut self, node: Option<&Node>) -> Phrases {
        let (own, known) = (&self.families, self.around.families);
        phrases(node, self.around, self.notes, |phrase| {
            known_families(&cues::parse(phrase)?, own, known)
        })
    }

    fn cues_and_items(&mut self, node: Option<&Node>) -> Phrases {
        let (own, known) = (&self.families, self.around.families);
        phrases(node, self.around, self.notes, |phrase| {
            known_families(&cues::parse_cue(phrase)?.1, own, known)
        })
    }

    fn exclusions(&mut self, node: Option<&Node>) -> Phrases {
        let (own, known) = (&self.families, self.around.families);
        phrases(node, self.around, self.notes, |phrase| {
            known_families(&cues::parse_not(phrase)?.1, own, known)
        })
    }

    fn patterns(&mut self, node: Option<&Node>) -> Phrases {
        phrases(node, self.around, self.notes, pattern::compiles)
    }
}

/// Phrases of both languages that pass a check: a plain list in the file's language, where the file
/// has one, or `{ fr: […], en: […] }`.
fn phrases(
    node: Option<&Node>,
    around: Surroundings,
    notes: &mut Notes,
    check: impl Fn(&str) -> Result<(), Message>,
) -> Phrases {
    let Some(node) = node else {
        return Phrases::default();
    };
    let read = |list: Option<&Node>, notes: &mut Notes| -> Vec<Words> {
        let items = list.map(|list| reading::list(list, notes));
        let items = items.unwrap_or_default();
        let mut phrases = Vec::with_capacity(items.len());
        phrases.extend(
            items
                .iter()
                .filter_map(|item| phrase(item, around.trust, notes, &check)),
        );
        phrases
    };
    match (&node.value, around.lang) {
        (Value::Map(_), _) | (_, None) => {
            let Some(fields) = reading::languages(node, notes) else {
                return Phrases::default();
            };
            let fr = read(fields.get("fr"), notes);
            let en = read(fields.get("en"), notes);
            Phrases { fr, en }
        }
        (_, Some(Lang::Fr)) => Phrases {
            fr: read(Some(node), notes),
            en: Vec::new(),
        },
        (_, Some(Lang::En)) => Phrases {
            fr: Vec::new(),
            en: read(Some(node), notes),
        },
    }
}

fn phrase(
    node: &Node,
    trust: Trust,
    notes: &mut Notes,
    check: impl Fn(&str) -> Result<(), Message>,
) -> Option<Words> {
    let text = match &node.value {
        Value::Text(text) => text.trim(),
        Value::Null => "",
        _ => reading::string(node, notes)?,
    };
    if trust == Trust::Tried {
        return Some(text.to_owned().into());
    }
    match check(text) {
        Ok(()) => Some(text.to_owned().into()),
        Err(fact) => {
            let remedy = remedy(&fact);
            notes.error(node.at, fact, remedy);
            None
        }
    }
}

fn remedy(fact: &Message) -> Message {
    match fact.key {
        "rubric.pattern.empty-match" => Message::new("rubric.pattern.empty-match.help"),
        "rubric.pattern.too-long" => Message::new("rubric.pattern.too-long.help"),
        "rubric.pattern.broken" => Message::new("rubric.pattern.broken.help"),
        _ => cues::remedy(fact),
    }
}

fn known_families(cue: &Cue, own: &Families, known: &[&Families]) -> Result<(), Message> {
    let all = || known.iter().copied().chain([own]);
    for element in &cue.elements {
        if let Element::Family(name) = element
            && !all().any(|families| families.contains_key(name))
        {
            return Err(unknown_family(name, all().flat_map(BTreeMap::keys)));
        }
    }
    Ok(())
}

fn unknown_family<'k>(name: &str, known: impl Iterator<Item = &'k String>) -> Message {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let near = nearest(name, known.iter().copied());
    let shown = if near.is_empty() { known } else { near };
    Message::new("cue.family-unknown")
        .with("name", name)
        .with("known", shown.join(", "))
}
