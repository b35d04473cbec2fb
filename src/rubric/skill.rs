//! A skill of the library, and the part of a criterion that reads like one.
//!
//! In: the fields of a file. Out: a skill; what a criterion does not say stays blank.

use super::notes::Notes;
use super::reading::{self, Fields};
use super::vocabulary::{self, Surroundings};
use super::yaml::{Node, Value};
use crate::error::Message;
use crate::model::document::Lang;
use crate::model::rubric::{Anchors, Ask, Examples, Kind, QuestionKind, Skill};

/// The keys that describe a skill wherever it stands, besides those of its vocabulary.
pub const KEYS: [&str; 10] = [
    "title",
    "definition",
    "value",
    "transfers",
    "traps",
    "ask",
    "anchors",
    "situational_anchors",
    "examples",
    "rome",
];

/// The keys of a skill file only.
pub const FILE_KEYS: [&str; 2] = ["skill", "kind"];

/// The kinds as files write them.
pub const KINDS: [(&str, Kind); 3] = [
    ("hard", Kind::Hard),
    ("soft", Kind::Soft),
    ("mad", Kind::Mad),
];

const QUESTIONS: [(&str, QuestionKind); 3] = [
    ("behavioural", QuestionKind::Behavioural),
    ("situational", QuestionKind::Situational),
    ("open", QuestionKind::Open),
];

/// The skill of a library file.
pub fn read(node: &Node, around: Surroundings, notes: &mut Notes) -> Option<Skill> {
    let known = [&FILE_KEYS[..], &KEYS, &vocabulary::KEYS].concat();
    let fields = reading::fields(node, &known, notes)?;
    let id = required(&fields, "skill", notes).and_then(|node| reading::string(node, notes));
    let kind = kind(&fields, notes);
    let mut skill = described(&fields, id?, kind?, around, notes);
    if !can_be_shown(&fields) {
        no_cue(&fields, &skill.id, notes);
    }
    vocabulary::complete(&mut skill.vocabulary, around);
    Some(skill)
}

/// The kind that a skill file or a criterion of one job must give.
pub fn kind(fields: &Fields, notes: &mut Notes) -> Option<Kind> {
    let node = required(fields, "kind", notes)?;
    reading::choice(node, &KINDS, notes)
}

/// Everything that describes a skill.
pub fn described(
    fields: &Fields,
    id: &str,
    kind: Kind,
    around: Surroundings,
    notes: &mut Notes,
) -> Skill {
    let mut text = |key| {
        let node = fields.get(key);
        node.map(|node| reading::text(node, around.lang, notes))
            .unwrap_or_default()
    };
    let (title, definition) = (text("title"), text("definition"));
    let (value, traps) = (text("value"), text("traps"));
    let mut strings = |key| {
        let node = fields.get(key);
        node.map(|node| reading::strings(node, notes))
            .unwrap_or_default()
    };
    let (rome, transfers) = (strings("rome"), strings("transfers"));
    Skill {
        id: id.to_owned(),
        kind,
        rome,
        title,
        definition,
        value,
        transfers,
        vocabulary: vocabulary::read(fields, around, notes),
        traps,
        ask: questions(fields.get("ask"), kind, around.lang, notes),
        anchors: anchors(fields.get("anchors"), around.lang, notes).unwrap_or_default(),
        situational_anchors: anchors(fields.get("situational_anchors"), around.lang, notes),
        examples: examples(fields.get("examples"), notes),
    }
}

/// Whether anything in a CV can show it, or was meant to: a broken cue is told on its own.
pub fn can_be_shown(fields: &Fields) -> bool {
    let lists = ["declared", "cues", "shown", "titles", "patterns"];
    lists
        .iter()
        .any(|key| fields.get(key).is_some_and(says_something))
}

fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => entries.iter().any(|entry| says_something(&entry.value)),
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => true,
    }
}

/// Notes that nothing in a CV could show a criterion.
pub fn no_cue(fields: &Fields, id: &str, notes: &mut Notes) {
    if notes.mistyped(fields.at, &vocabulary::KEYS) {
        return;
    }
    let fact = Message::new("rubric.no-cue").with("id", id);
    notes.error(fields.at, fact, Message::new("rubric.no-cue.help"));
}

/// A value that must be there.
pub fn required<'n>(fields: &Fields<'n>, key: &'static str, notes: &mut Notes) -> Option<&'n Node> {
    let found = fields.get(key);
    if found.is_none() && !notes.mistyped(fields.at, &[key]) {
        let fact = Message::new("rubric.missing-key").with("key", key);
        let remedy = Message::new("rubric.missing-key.help").with("key", key);
        notes.error(fields.at, fact, remedy);
    }
    found
}

fn questions(node: Option<&Node>, kind: Kind, lang: Option<Lang>, notes: &mut Notes) -> Vec<Ask> {
    let items = node.map(|node| reading::list(node, notes));
    let items = items.unwrap_or_default().iter();
    items
        .filter_map(|item| question(item, kind, lang, notes))
        .collect()
}

fn question(node: &Node, kind: Kind, lang: Option<Lang>, notes: &mut Notes) -> Option<Ask> {
    let usual = match kind {
        Kind::Mad => QuestionKind::Open,
        Kind::Hard | Kind::Soft => QuestionKind::Behavioural,
    };
    let (kind, text) = match node.value {
        Value::Map(_) => {
            let fields = reading::fields(node, &["kind", "fr", "en"], notes)?;
            let kind = fields.get("kind");
            let kind = kind.and_then(|node| reading::choice(node, &QUESTIONS, notes));
            (kind, reading::both(&fields, notes))
        }
        _ => (None, reading::text(node, lang, notes)),
    };
    let kind = kind.unwrap_or(usual);
    (text.fr.is_some() || text.en.is_some()).then_some(Ask { kind, text })
}

fn anchors(node: Option<&Node>, lang: Option<Lang>, notes: &mut Notes) -> Option<Anchors> {
    let fields = reading::fields(node?, &["1", "3", "5"], notes)?;
    let mut level = |key| {
        let node = fields.get(key);
        node.map(|node| reading::text(node, lang, notes))
            .unwrap_or_default()
    };
    Some(Anchors {
        one: level("1"),
        three: level("3"),
        five: level("5"),
    })
}

fn examples(node: Option<&Node>, notes: &mut Notes) -> Examples {
    let known = ["counts", "ignored", "open"];
    let Some(fields) = node.and_then(|node| reading::fields(node, &known, notes)) else {
        return Examples::default();
    };
    let mut of = |key| {
        let node = fields.get(key);
        node.map(|node| reading::strings(node, notes))
            .unwrap_or_default()
    };
    Examples {
        counts: of("counts"),
        ignored: of("ignored"),
        open: of("open"),
    }
}
