//! The shapes that rubric and skill files are made of: mappings with known keys, texts in two
//! languages, lists of phrases, numbers. What has another shape is noted and left out.

use super::nearest::nearest;
use super::notes::Notes;
use super::yaml::{Node, Place, Value};
use crate::error::Message;
use crate::model::document::Lang;
use crate::model::rubric::{Text, Words};

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// The entries of a mapping whose keys have been checked.
pub struct Fields<'n> {
    /// Where the mapping starts.
    pub at: Place,
    entries: Vec<(&'n str, Place, &'n Node)>,
}

impl<'n> Fields<'n> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        let entry = self.entries.iter().find(|(known, ..)| *known == key);
        entry.map(|(_, _, node)| *node)
    }

    /// Where a key stands, or else the mapping.
    pub fn place(&self, key: &str) -> Place {
        let entry = self.entries.iter().find(|(known, ..)| *known == key);
        entry.map_or(self.at, |(_, place, _)| *place)
    }

    /// Every entry, in the order of the file.
    pub fn each(&self) -> impl Iterator<Item = (&'n str, &'n Node)> {
        self.entries.iter().map(|(key, _, node)| (*key, *node))
    }
}

/// A mapping with these keys and no others.
pub fn fields<'n>(node: &'n Node, known: &[&str], notes: &mut Notes) -> Option<Fields<'n>> {
    let mut fields = free_fields(node, notes)?;
    fields.entries.retain(|(key, at, _)| {
        let is_known = known.contains(key);
        if !is_known {
            notes.error(*at, unknown_key(key), nearest_key(key, known));
        }
        is_known
    });
    Some(fields)
}

/// A mapping with keys of the author's own.
pub fn free_fields<'n>(node: &'n Node, notes: &mut Notes) -> Option<Fields<'n>> {
    let Value::Map(entries) = &node.value else {
        wrong_shape(node, "rubric.shape.map", notes);
        return None;
    };
    let mut seen: Vec<(&str, Place, &Node)> = Vec::new();
    for entry in entries {
        let Some(key) = key(&entry.key, notes) else {
            continue;
        };
        match seen.iter().find(|(known, ..)| *known == key) {
            Some((_, first, _)) => duplicate_key(key, entry.key.at, *first, notes),
            None => seen.push((key, entry.key.at, &entry.value)),
        }
    }
    let at = node.at;
    Some(Fields { at, entries: seen })
}

fn key<'n>(node: &'n Node, notes: &mut Notes) -> Option<&'n str> {
    match &node.value {
        Value::Text(key) => Some(key.as_ref()),
        // The levels of anchors are numbers.
        Value::Number(level) if (0.0..10.0).contains(level) => Some(DIGITS[*level as usize]),
        _ => {
            let fact = Message::new("rubric.odd-key").with("key", notes.written(node.at));
            notes.error(node.at, fact, Message::new("rubric.odd-key.help"));
            None
        }
    }
}

fn unknown_key(key: &str) -> Message {
    Message::new("rubric.unknown-key").with("key", key)
}

fn nearest_key(key: &str, known: &[&str]) -> Message {
    match nearest(key, known.iter().copied()).first() {
        Some(near) => Message::new("rubric.unknown-key.near").with("near", near),
        None => Message::new("rubric.unknown-key.help").with("known", known.join(", ")),
    }
}

fn duplicate_key(key: &str, at: Place, first: Place, notes: &mut Notes) {
    let fact = Message::new("rubric.duplicate-key")
        .with("key", key)
        .with("first", first.line);
    notes.error(at, fact, Message::new("rubric.duplicate-key.help"));
}

/// A list of anything.
pub fn list<'n>(node: &'n Node, notes: &mut Notes) -> &'n [Node] {
    match &node.value {
        Value::List(items) => items,
        _ => {
            wrong_shape(node, "rubric.shape.list", notes);
            &[]
        }
    }
}

/// A word or sentence.
pub fn string<'n>(node: &'n Node, notes: &mut Notes) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.trim()),
        Value::Bool(_) | Value::Number(_) => {
            let word = notes.written(node.at);
            let fact = Message::new("rubric.not-a-string").with("word", &word);
            let remedy = Message::new("rubric.not-a-string.help").with("word", &word);
            notes.error(node.at, fact, remedy);
            None
        }
        Value::Text(_) | Value::Null => {
            let remedy = Message::new("rubric.empty-value.help");
            notes.error(node.at, Message::new("rubric.empty-value"), remedy);
            None
        }
        _ => {
            wrong_shape(node, "rubric.shape.string", notes);
            None
        }
    }
}

fn words(node: &Node, notes: &mut Notes) -> Option<Words> {
    string(node, notes).map(|words| words.to_owned().into())
}

/// A list of words or sentences.
pub fn strings(node: &Node, notes: &mut Notes) -> Vec<Words> {
    let items = list(node, notes).iter();
    items.filter_map(|item| words(item, notes)).collect()
}

/// A text: a plain string in the file's language, where the file has one, or `{ fr: …, en: … }`.
pub fn text(node: &Node, lang: Option<Lang>, notes: &mut Notes) -> Text {
    if let (Value::Map(_), _) | (_, None) = (&node.value, lang) {
        return languages(node, notes)
            .map(|fields| both(&fields, notes))
            .unwrap_or_default();
    }
    let plain = words(node, notes);
    match lang {
        Some(Lang::En) => Text {
            fr: None,
            en: plain,
        },
        _ => Text {
            fr: plain,
            en: None,
        },
    }
}

/// A mapping of languages.
pub fn languages<'n>(node: &'n Node, notes: &mut Notes) -> Option<Fields<'n>> {
    if let Value::Map(_) = node.value {
        return fields(node, &["fr", "en"], notes);
    }
    wrong_shape(node, "rubric.shape.languages", notes);
    None
}

/// The two languages of a mapping.
pub fn both(fields: &Fields, notes: &mut Notes) -> Text {
    let mut of = |key| {
        let node = fields.get(key)?;
        words(node, notes)
    };
    Text {
        fr: of("fr"),
        en: of("en"),
    }
}

/// A finite number of a range.
pub fn number(node: &Node, least: f64, most: f64, notes: &mut Notes) -> Option<f64> {
    let written = notes.written(node.at);
    let fact = match node.value {
        Value::Number(number) if (least..=most).contains(&number) => return Some(number),
        Value::Number(_) => Message::new("rubric.out-of-range")
            .with("number", written)
            .with("least", least)
            .with("most", most),
        _ => Message::new("rubric.not-a-number").with("written", written),
    };
    notes.error(node.at, fact, Message::new("rubric.number.help"));
    None
}

/// A whole number of a range.
pub fn whole(node: &Node, least: u32, most: u32, notes: &mut Notes) -> Option<u32> {
    let number = number(node, f64::from(least), f64::from(most), notes)?;
    if number.fract() == 0.0 {
        return Some(number as u32);
    }
    let fact = Message::new("rubric.not-whole").with("number", number);
    notes.error(node.at, fact, Message::new("rubric.number.help"));
    None
}

/// `true` or `false`.
pub fn truth(node: &Node, notes: &mut Notes) -> Option<bool> {
    if let Value::Bool(truth) = node.value {
        return Some(truth);
    }
    wrong_shape(node, "rubric.shape.truth", notes);
    None
}

/// One of a few words.
pub fn choice<T: Copy>(node: &Node, choices: &[(&str, T)], notes: &mut Notes) -> Option<T> {
    let word = string(node, notes)?;
    let found = choices.iter().find(|(name, _)| *name == word);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let fact = Message::new("rubric.choice").with("word", word);
        let remedy = Message::new("rubric.choice.help").with("known", names.join(", "));
        notes.error(node.at, fact, remedy);
    }
    found.map(|(_, choice)| *choice)
}

/// Notes that a value has another shape than it must; the remedy shows the right one.
pub fn wrong_shape(node: &Node, expected: &'static str, notes: &mut Notes) {
    let found = match node.value {
        Value::Null => "rubric.empty-value",
        Value::List(_) => "rubric.found.list",
        Value::Map(_) => "rubric.found.map",
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => "rubric.found.plain",
    };
    notes.error(node.at, Message::new(found), Message::new(expected));
}
