//! One line of a rubric: a skill of the library with what this job adds to it, or a criterion of its own.
//!
//! In: a node of `criteria`. Out: a criterion with its whole vocabulary.

use super::nearest::nearest;
use super::notes::Notes;
use super::reading::{self, Fields};
use super::skill;
use super::stock::Stock;
use super::vocabulary::{self, Surroundings, Trust};
use super::yaml::{Node, Place, Value};
use crate::error::Message;
use crate::model::document::Lang;
use crate::model::rubric::{Anchors, Column, Criterion, Phrases, Skill, Text, Vocabulary};

/// A weight above this says "only this counts" less clearly than leaving the others out.
pub const HEAVIEST: f64 = 1000.0;

/// The keys of every criterion.
pub const KEYS: [&str; 4] = ["weight", "required", "job_link", "column"];

/// What a criterion is: a skill of the library, or one of this job alone with its kind.
pub const WHAT: [&str; 3] = ["skill", "id", "kind"];

/// Skills that say where somebody comes from more than what they can do, unless the job says why
/// it needs them (C. trav. L1132-1).
const NEED_A_REASON: [&str; 1] = ["working-languages"];

/// Which criterion a node is about, and where it says so.
pub fn id(node: &Node) -> Option<(String, Place)> {
    let Value::Map(entries) = &node.value else {
        return None;
    };
    let named = |key: &str| {
        entries
            .iter()
            .find_map(|entry| match (&entry.key.value, &entry.value.value) {
                (Value::Text(known), Value::Text(id)) if known == key => {
                    Some((id.trim().to_owned(), entry.value.at))
                }
                _ => None,
            })
    };
    named("skill").or_else(|| named("id"))
}

/// A criterion, unless it cannot be told what it is about.
pub fn read(node: &Node, lang: Lang, stock: &mut Stock, notes: &mut Notes) -> Option<Criterion> {
    let known = [&WHAT[..], &KEYS, &skill::KEYS, &vocabulary::KEYS].concat();
    let fields = reading::fields(node, &known, notes)?;
    let weight = fields
        .get("weight")
        .and_then(|node| reading::number(node, 0.0, HEAVIEST, notes));
    let required = fields
        .get("required")
        .and_then(|node| reading::truth(node, notes));
    let job_link = fields
        .get("job_link")
        .map(|node| reading::text(node, Some(lang), notes));
    let column = column(&fields, notes);
    let skill = match (fields.get("skill"), fields.get("id")) {
        (Some(node), None) => drawn(node, &fields, lang, stock, notes),
        (None, Some(node)) => own(node, &fields, lang, stock, column.is_some(), notes),
        (Some(_), Some(id)) => {
            let remedy = Message::new("rubric.skill-and-id.help");
            notes.error(id.at, Message::new("rubric.skill-and-id"), remedy);
            None
        }
        (None, None) if notes.mistyped(fields.at, &["skill", "id"]) => None,
        (None, None) => {
            let remedy = Message::new("rubric.no-name.help");
            notes.error(fields.at, Message::new("rubric.no-name"), remedy);
            None
        }
    }?;
    Some(Criterion {
        skill,
        weight: weight.unwrap_or(1.0),
        required: required.unwrap_or(false),
        job_link: job_link.unwrap_or_default(),
        column,
        line: node.at.line,
    })
}

fn column(fields: &Fields, notes: &mut Notes) -> Option<Column> {
    let node = fields.get("column")?;
    let inner = reading::fields(node, &["name", "at_least"], notes)?;
    let name = skill::required(&inner, "name", notes);
    let name = name.and_then(|node| reading::string(node, notes));
    let at_least = skill::required(&inner, "at_least", notes);
    let at_least = at_least.and_then(|node| reading::number(node, -1e9, 1e9, notes));
    Some(Column {
        name: name?.to_owned(),
        at_least: at_least?,
    })
}

/// A criterion of this job alone.
fn own(
    node: &Node,
    fields: &Fields,
    lang: Lang,
    stock: &Stock,
    has_column: bool,
    notes: &mut Notes,
) -> Option<Skill> {
    let id = reading::string(node, notes);
    let kind = skill::kind(fields, notes);
    let around = Surroundings {
        lang: Some(lang),
        families: &[&stock.families],
        trust: Trust::Try,
    };
    // Without a kind the rest is still read, so that all its problems are told at once.
    let usual = crate::model::rubric::Kind::Hard;
    let mut skill = skill::described(
        fields,
        id.unwrap_or_default(),
        kind.unwrap_or(usual),
        around,
        notes,
    );
    if !has_column && !skill::can_be_shown(fields) {
        skill::no_cue(fields, &skill.id, notes);
    }
    vocabulary::complete(&mut skill.vocabulary, around);
    (id.is_some() && kind.is_some()).then_some(skill)
}

/// A skill of the library, with what this job adds to it.
fn drawn(
    node: &Node,
    fields: &Fields,
    lang: Lang,
    stock: &mut Stock,
    notes: &mut Notes,
) -> Option<Skill> {
    if fields.get("kind").is_some() {
        let remedy = Message::new("rubric.kind-of-skill.help");
        notes.error(
            fields.place("kind"),
            Message::new("rubric.kind-of-skill"),
            remedy,
        );
    }
    let id = reading::string(node, notes)?;
    let Some(shipped) = stock.library.skill(id) else {
        unknown_skill(id, node.at, stock, notes);
        return None;
    };
    if NEED_A_REASON.contains(&id) && fields.get("job_link").is_none() {
        let fact = Message::new("rubric.language-without-reason").with("id", id);
        let remedy = Message::new("rubric.language-without-reason.help");
        notes.error(node.at, fact, remedy);
    }
    let base = stock.skill(shipped)?;
    let own = base.vocabulary.families.clone();
    let around = Surroundings {
        lang: Some(lang),
        families: &[&own, &stock.families],
        trust: Trust::Try,
    };
    let added = skill::described(fields, id, base.kind, around, notes);
    // a skill of the library has the families that its cues name
    let plain = added.vocabulary == Vocabulary::default();
    let mut merged = merged(base, added);
    if !plain {
        vocabulary::complete(&mut merged.vocabulary, around);
    }
    Some(merged)
}

fn unknown_skill(id: &str, at: Place, stock: &Stock, notes: &mut Notes) {
    let known = stock.library.skills.iter().map(|skill| skill.name);
    let near = nearest(id, known);
    let fact = Message::new("rubric.unknown-skill").with("id", id);
    let remedy = match near.is_empty() {
        true => Message::new("rubric.unknown-skill.help"),
        false => Message::new("rubric.unknown-skill.near").with("near", near.join(", ")),
    };
    notes.error(at, fact, remedy);
}

/// Lists grow, texts are replaced, and the job's own questions come first.
fn merged(mut base: Skill, mut added: Skill) -> Skill {
    for (text, other) in [
        (&mut base.title, added.title),
        (&mut base.definition, added.definition),
        (&mut base.value, added.value),
        (&mut base.traps, added.traps),
    ] {
        replace(text, other);
    }
    base.rome.append(&mut added.rome);
    base.transfers.append(&mut added.transfers);
    added.ask.append(&mut base.ask);
    base.ask = added.ask;
    replace_anchors(&mut base.anchors, added.anchors);
    if let Some(anchors) = added.situational_anchors {
        replace_anchors(base.situational_anchors.get_or_insert_default(), anchors);
    }
    base.examples.counts.append(&mut added.examples.counts);
    base.examples.ignored.append(&mut added.examples.ignored);
    base.examples.open.append(&mut added.examples.open);
    extend_vocabulary(&mut base.vocabulary, added.vocabulary);
    base
}

fn replace(text: &mut Text, other: Text) {
    text.fr = other.fr.or(text.fr.take());
    text.en = other.en.or(text.en.take());
}

fn replace_anchors(anchors: &mut Anchors, other: Anchors) {
    replace(&mut anchors.one, other.one);
    replace(&mut anchors.three, other.three);
    replace(&mut anchors.five, other.five);
}

fn extend_vocabulary(base: &mut Vocabulary, added: Vocabulary) {
    for (list, more) in [
        (&mut base.declared, added.declared),
        (&mut base.cues, added.cues),
        (&mut base.shown, added.shown),
        (&mut base.titles, added.titles),
        (&mut base.raise, added.raise),
        (&mut base.attest, added.attest),
        (&mut base.not, added.not),
        (&mut base.patterns, added.patterns),
    ] {
        extend(list, more);
    }
    if !added.families.is_empty() {
        // what was packed knows the families as they were
        base.packed = None;
    }
    for (name, members) in added.families {
        extend(base.families.entry(name).or_default(), members);
    }
}

fn extend(list: &mut Phrases, mut more: Phrases) {
    list.fr.append(&mut more.fr);
    list.en.append(&mut more.en);
}
