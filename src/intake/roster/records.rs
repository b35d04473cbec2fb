//! Reads records: JSONL rows, JSON Resumes, and the extractions that `pepite read` wrote.
//!
//! In: one JSON object. Out: a candidate, as from a roster row whose columns are the object's keys.

use serde_json::{Map, Value};

use super::columns;
use super::table::{Beside, Table};
use crate::error::{Message, Who};
use crate::intake::compose::{self, Part};
use crate::intake::masking::likeness;
use crate::intake::reading::{Identity, Role};
use crate::model::candidate::{Candidate, Unread};
use crate::model::document::{Document, SectionKind};

/// Tells each value of a JSON list with its number, from 1, without holding the others.
pub fn each(text: &str, tell: impl FnMut(usize, &Value)) -> serde_json::Result<()> {
    let mut list = serde_json::Deserializer::from_str(text);
    serde::Deserializer::deserialize_seq(&mut list, List(tell))?;
    list.end()
}

struct List<T>(T);

impl<'de, T: FnMut(usize, &Value)> serde::de::Visitor<'de> for List<T> {
    type Value = ();

    fn expecting(&self, words: &mut std::fmt::Formatter) -> std::fmt::Result {
        words.write_str("a list")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut row = 0;
        while let Some(value) = list.next_element::<Value>()? {
            row += 1;
            (self.0)(row, &value);
        }
        Ok(())
    }
}

/// What `pepite read --format jsonl` writes.
pub const SCHEMA: &str = "pepite.read/1";

/// A JSON text may be nested no deeper than serde_json allows; a longer line is a row too long.
pub fn parse(line: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(line).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// The candidate of an object; nothing if it is empty.
pub fn candidate(
    file: &str,
    row: usize,
    line: usize,
    object: &Map<String, Value>,
    asked: &[(String, Role)],
    beside: &Beside,
) -> Option<Result<Candidate, Unread>> {
    let source = format!("{file}:{line}");
    if object.get("schema").and_then(Value::as_str) == Some(SCHEMA) {
        return Some(kept(object, &source));
    }
    if is_resume(object) {
        return Some(resume(object, row, file, &source));
    }
    let headers: Vec<String> = object.keys().cloned().collect();
    let cells: Vec<String> = object.values().map(flat).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let columns = columns::taken(&headers, asked);
    Table {
        file,
        columns: &columns,
        beside,
    }
    .candidate(row, line, &cells)
}

/// Whether an object has the shape of a JSON Resume.
pub fn is_resume(object: &Map<String, Value>) -> bool {
    object.get("basics").is_some_and(Value::is_object)
        || ["work", "volunteer", "education"].iter().any(|key| {
            object
                .get(*key)
                .and_then(Value::as_array)
                .is_some_and(|list| list.iter().any(Value::is_object))
        })
}

/// The candidates of an object that only wraps their list (`{"candidates":[…]}`); else the object itself.
pub fn listed(value: Value) -> Result<Vec<Value>, Value> {
    let of_objects = |value: &Value| {
        let list = value.as_array();
        list.is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_object))
    };
    let wraps = value.as_object().is_some_and(|object| {
        let own = is_resume(object) || object.contains_key("schema");
        !own && object.values().filter(|value| of_objects(value)).count() == 1
            && object
                .values()
                .all(|value| of_objects(value) || value.is_number() || value.is_null())
    });
    match value {
        Value::Object(object) if wraps => {
            match object.into_iter().find(|(_, list)| of_objects(list)) {
                Some((_, Value::Array(list))) => Ok(list),
                _ => Ok(Vec::new()),
            }
        }
        value => Err(value),
    }
}

fn flat(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(flat)
                .filter(|item| !item.is_empty())
                .collect();
            items.join("\n")
        }
        Value::Object(fields) => entry(fields),
        other => other.to_string(),
    }
}

/// An entry as a person would write it: its facts on one line, then its sentences, then its points.
fn entry(fields: &Map<String, Value>) -> String {
    let (mut facts, mut told, mut dates) = (Vec::new(), Vec::new(), Vec::new());
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("startDate", Value::String(date)) => dates.insert(0, date.as_str()),
            ("endDate", Value::String(date)) => dates.push(date.as_str()),
            ("url" | "image" | "location" | "website", _) => {}
            (_, Value::Array(items)) => {
                told.extend(items.iter().map(|item| format!("- {}", flat(item))))
            }
            (_, Value::String(text)) if text.len() > 80 || text.contains('\n') => {
                told.insert(0, text.clone())
            }
            (_, value) => facts.push(flat(value)),
        }
    }
    if fields.contains_key("startDate") && dates.len() == 1 {
        dates.push("…");
    }
    facts.extend((!dates.is_empty()).then(|| dates.join(" – ")));
    facts.retain(|fact| !fact.is_empty());
    let mut lines: Vec<String> = (!facts.is_empty())
        .then(|| facts.join(", "))
        .into_iter()
        .collect();
    lines.extend(told);
    lines.join("\n")
}

/// The sections of a JSON Resume.
const SECTIONS: [(&str, SectionKind); 11] = [
    ("work", SectionKind::Work),
    ("volunteer", SectionKind::Volunteer),
    ("education", SectionKind::Education),
    ("awards", SectionKind::Awards),
    ("certificates", SectionKind::Certificates),
    ("publications", SectionKind::Publications),
    ("skills", SectionKind::Skills),
    ("languages", SectionKind::Languages),
    ("interests", SectionKind::Interests),
    ("projects", SectionKind::Projects),
    ("references", SectionKind::References),
];

fn resume(
    object: &Map<String, Value>,
    row: usize,
    file: &str,
    source: &str,
) -> Result<Candidate, Unread> {
    let basics = object.get("basics").and_then(Value::as_object);
    let basic = |key: &str| {
        basics
            .and_then(|basics| basics.get(key))
            .map(flat)
            .filter(|text| !text.is_empty())
    };
    let name = basic("name");
    let identity = Identity {
        names: name.iter().cloned().collect(),
        values: ["email", "phone", "url"]
            .into_iter()
            .filter_map(basic)
            .collect(),
    };
    let summary: Vec<String> = ["label", "summary"].into_iter().filter_map(basic).collect();
    let mut texts = vec![("summary", SectionKind::Summary, summary.join("\n"))];
    for (key, kind) in SECTIONS {
        let list = object.get(key).and_then(Value::as_array);
        let entries = list
            .into_iter()
            .flatten()
            .map(flat)
            .filter(|entry| !entry.is_empty());
        texts.push((key, kind, entries.collect::<Vec<_>>().join("\n\n")));
    }
    let parts: Vec<Part> = texts
        .iter()
        .filter(|(_, _, text)| !text.is_empty())
        .map(|(key, kind, text)| Part {
            heading: key,
            kind: Some(*kind),
            text,
        })
        .collect();
    let read = compose::row(source, &parts, &identity);
    let id = object.get("id").map(flat).filter(|id| !id.is_empty());
    if !compose::says_anything(&read.document, &parts) {
        return Err(Unread {
            source: source.into(),
            reason: Message::new("unread.empty-row"),
            who: Who { id, name },
        });
    }
    Ok(Candidate {
        id_is_given: id.is_some(),
        id: id.unwrap_or_else(|| row.to_string()),
        name,
        source: file.into(),
        likeness: likeness::of(std::slice::from_ref(&read.document), &read.contacts),
        documents: vec![read.document],
        ..Candidate::default()
    })
}

/// A candidate as `pepite read` wrote it. Its text is masked again, in case somebody wrote it by hand.
fn kept(object: &Map<String, Value>, source: &str) -> Result<Candidate, Unread> {
    let broken = || Unread {
        source: source.into(),
        reason: Message::new("unread.not-an-extraction"),
        who: Default::default(),
    };
    let kept: Kept = serde_json::from_value(Value::Object(object.clone())).map_err(|_| broken())?;
    let mut candidate = kept.candidate;
    candidate.documents = candidate.documents.into_iter().map(checked).collect();
    if candidate.documents.is_empty() {
        return Err(broken());
    }
    candidate.likeness = likeness::of(&candidate.documents, &[]);
    Ok(candidate)
}

#[derive(serde::Deserialize)]
struct Kept {
    #[serde(flatten)]
    candidate: Candidate,
}

/// The document itself if it is what intake would have made of its text; else that text read anew.
fn checked(document: Document) -> Document {
    let again = compose::document(&document.source, &document.text, &Identity::default());
    if again.text == document.text && sound(&document) {
        document
    } else {
        again
    }
}

fn sound(document: &Document) -> bool {
    let text = &document.text;
    let spans = document.masks.iter().chain(&document.relatives).copied();
    let headings = document
        .sections
        .iter()
        .filter_map(|section| section.heading);
    let mut at = 0;
    let covers = document.sections.iter().all(|section| {
        let follows =
            section.span.start == at && text.is_char_boundary(section.span.end.min(text.len()));
        at = section.span.end;
        follows && section.span.start <= section.span.end
    });
    let inside = spans
        .chain(headings)
        .all(|span| text.get(span.start..span.end).is_some());
    let pages = document.pages.first() == Some(&0)
        && document.pages.is_sorted()
        && document
            .pages
            .iter()
            .all(|page| text.is_char_boundary((*page).min(text.len())) && *page <= text.len());
    covers && at == text.len() && inside && pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_told_value_by_value_and_one_that_breaks_off_is_an_error() {
        let mut told = Vec::new();
        let mut tell = |row, value: &Value| told.push((row, value.to_string()));
        each("[1, {\"a\": 2}]", &mut tell).unwrap();
        assert!(each("[3, ", &mut tell).is_err());
        assert!(each("[] x", |_, _| {}).is_err());
        let told: Vec<_> = told
            .iter()
            .map(|(row, value)| (*row, value.as_str()))
            .collect();
        assert_eq!(told, [(1, "1"), (2, "{\"a\":2}"), (1, "3")]);
    }
}
