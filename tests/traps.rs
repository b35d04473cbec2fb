//! The realistic traps of reading a CV, in French and English: what must not count, what must, what is
//! masked and what is not (`tests/data/traps.yaml`).

#![allow(clippy::unwrap_used)]

use pepite::evidence::{self, Matcher};
use pepite::intake::{self, Identity};
use pepite::model::document::Document;
use pepite::model::evidence::{Evidence, Gathered};
use pepite::model::rubric::Rubric;
use pepite::rubric;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trap {
    id: String,
    fr: String,
    en: String,
    skill: Option<String>,
    max: Option<u8>,
    min: Option<u8>,
    #[serde(default)]
    also_zero: Vec<String>,
    #[serde(default)]
    quote_without: Vec<String>,
    masks: Option<bool>,
    #[serde(default)]
    keep: Vec<String>,
}

fn traps() -> Vec<Trap> {
    serde_yaml::from_str(include_str!("data/traps.yaml")).unwrap()
}

fn discovery() -> Rubric {
    let shipped = rubric::find("discovery").unwrap();
    rubric::load(&rubric::Named::from(shipped)).unwrap()
}

fn read(matcher: &Matcher, text: &str) -> (Document, Gathered) {
    let document = intake::document("cv.txt", text, &Identity::default());
    let gathered = evidence::gather(std::slice::from_ref(&document), matcher, None);
    (document, gathered)
}

fn evidence<'a>(rubric: &Rubric, gathered: &'a Gathered, skill: &str) -> &'a [Evidence] {
    let at = rubric
        .criteria
        .iter()
        .position(|criterion| criterion.id() == skill);
    &gathered.criteria[at.unwrap_or_else(|| panic!("no skill {skill} in the library"))]
}

fn level(rubric: &Rubric, gathered: &Gathered, skill: &str) -> u8 {
    evidence(rubric, gathered, skill)
        .first()
        .map_or(0, |piece| piece.level as u8)
}

#[test]
fn every_trap_is_read_as_a_careful_reader_would() {
    let rubric = discovery();
    let matcher = Matcher::new(&rubric);
    let mut wrong = Vec::new();
    for trap in traps() {
        for text in [&trap.fr, &trap.en] {
            let (document, gathered) = read(&matcher, text);
            wrong.extend(
                judge(&rubric, &trap, &document, &gathered)
                    .map(|fault| format!("{}: {text}: {fault}", trap.id)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge(
    rubric: &Rubric,
    trap: &Trap,
    document: &Document,
    gathered: &Gathered,
) -> impl Iterator<Item = String> {
    let mut faults = Vec::new();
    if let Some(skill) = &trap.skill {
        let level = level(rubric, gathered, skill);
        if trap.max.is_some_and(|max| level > max) || trap.min.is_some_and(|min| level < min) {
            faults.push(format!("{skill} at level {level}"));
        }
        for piece in evidence(rubric, gathered, skill) {
            let told = trap
                .quote_without
                .iter()
                .filter(|word| piece.quote.contains(*word));
            faults.extend(told.map(|word| format!("the quote says {word}: {}", piece.quote)));
        }
    }
    for skill in &trap.also_zero {
        let level = level(rubric, gathered, skill);
        if level > 0 {
            faults.push(format!("{skill} at level {level}"));
        }
    }
    if let Some(masks) = trap.masks
        && masks != document.text.contains("[…]")
    {
        faults.push(format!("masked: {}", document.text));
    }
    if !trap.keep.is_empty() && !trap.keep.iter().any(|kept| document.text.contains(kept)) {
        faults.push(format!("not kept: {}", document.text));
    }
    faults.into_iter()
}

#[test]
fn sixteen_words_of_self_praise_are_declared_and_no_more() {
    let rubric = discovery();
    let stuffing = "Dynamique, empathique, à l'écoute, rigoureuse, autonome, organisée, créative, souriante, adaptable.";
    let (_, gathered) = read(&Matcher::new(&rubric), &stuffing.repeat(3));
    let highest = gathered
        .criteria
        .iter()
        .flatten()
        .map(|piece| piece.level as u8)
        .max();
    assert_eq!(highest, Some(1));
}
