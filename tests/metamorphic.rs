//! What says nothing about a skill changes nothing: order, repetition, padding, capitals, accents, identity.
//!
//! Each test rewrites every CV of `tests/gold` in one way and says what may move.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use pepite::evidence::{self, Matcher};
use pepite::intake;
use pepite::judging::score;
use pepite::model::rubric::Rubric;
use pepite::model::shortlist::Judged;
use pepite::rubric;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Labelled CVs of both languages, in thirty layouts.
const GOLD: &str = "tests/gold/dev/cvs";

/// Lines that show no skill, in both languages.
const PADDING: &str = "\n\nLe pont du village sera repeint au printemps et la place restera ouverte.\n\
    The weather in the north was mild for most of the winter and the roads stayed dry.\n";

static RUBRIC: LazyLock<Rubric> = LazyLock::new(|| {
    let shipped = rubric::find("discovery").unwrap();
    rubric::load(&shipped.into()).unwrap()
});
static MATCHER: LazyLock<Matcher> = LazyLock::new(|| Matcher::new(&RUBRIC));

fn cvs() -> Vec<(String, String)> {
    let mut cvs = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLD);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        cvs.push((name, std::fs::read_to_string(path).unwrap()));
    }
    cvs.sort();
    assert_eq!(cvs.len(), 60);
    cvs
}

fn judged(text: &str) -> Judged {
    let document = intake::document("cv.txt", text, &intake::Identity::default());
    let gathered = evidence::gather(&[document], &MATCHER, None);
    score::judge(&RUBRIC, gathered, &BTreeMap::new())
}

/// How a rewriting moved the CVs.
#[derive(Default)]
struct Moved {
    /// Each CV with its score before and after.
    scores: Vec<(String, f64, f64)>,
    /// Criteria that lost or won a level, with the CV.
    lost: Vec<String>,
    won: Vec<String>,
}

impl Moved {
    fn by(rewritten: impl Fn(&str) -> String) -> Moved {
        Moved::between(str::to_owned, rewritten)
    }

    fn between(plain: impl Fn(&str) -> String, rewritten: impl Fn(&str) -> String) -> Moved {
        let mut moved = Moved::default();
        for (name, text) in cvs() {
            let (before, after) = (judged(&plain(&text)), judged(&rewritten(&text)));
            for (old, new) in before.criteria.iter().zip(&after.criteria) {
                let what = || format!("{name}: {} {:?} {:?}", old.id, old.level, new.level);
                match old.level.cmp(&new.level) {
                    std::cmp::Ordering::Greater => moved.lost.push(what()),
                    std::cmp::Ordering::Less => moved.won.push(what()),
                    std::cmp::Ordering::Equal => {}
                }
            }
            moved.scores.push((name, before.score, after.score));
        }
        moved
    }

    fn nothing(&self) {
        assert!(self.lost.is_empty(), "lost {:#?}", self.lost);
        assert!(self.won.is_empty(), "won {:#?}", self.won);
        for (name, before, after) in &self.scores {
            assert!((before - after).abs() < 1e-9, "{name} {before} {after}");
        }
    }

    fn mean(&self) -> f64 {
        let sum: f64 = self.scores.iter().map(|(_, a, b)| b - a).sum();
        sum / self.scores.len() as f64
    }

    fn largest(&self) -> f64 {
        let each = self.scores.iter().map(|(_, a, b)| (b - a).abs());
        each.fold(0.0, f64::max)
    }
}

#[test]
fn saying_a_thing_twice_is_worth_nothing() {
    // lines that end a sentence: doubling half of a wrapped one would change the text
    let twice = |text: &str| {
        let mut lines = Vec::new();
        for line in text.lines() {
            lines.push(line);
            if line.trim().len() > 30 && line.trim_end().ends_with(['.', '!']) {
                lines.push(line);
            }
        }
        lines.join("\n")
    };
    Moved::by(twice).nothing();
}

#[test]
fn a_paragraph_that_shows_no_skill_moves_nothing() {
    Moved::by(|text| match text.contains(char::is_lowercase) {
        true => format!("{text}{PADDING}"),
        false => format!("{text}{}", PADDING.to_uppercase()),
    })
    .nothing();
}

#[test]
fn sections_may_stand_in_any_order() {
    // the top stays; both are put together from sections, so that only their order differs
    let parts = |text: &str| {
        let document = intake::document("cv.txt", text, &intake::Identity::default());
        let quote = |span| document.quote(span).trim_matches('\n').to_owned();
        let sections = document.sections.iter();
        sections
            .map(|section| quote(section.span))
            .collect::<Vec<_>>()
    };
    let plain = |text: &str| parts(text).join("\n\n");
    let turned = |text: &str| {
        let mut parts = parts(text);
        parts[1..].reverse();
        parts.join("\n\n")
    };
    let moved = Moved::between(plain, turned);
    // a heading of one's own invention is known by what stands around it
    assert!(
        moved.lost.len() + moved.won.len() <= 5,
        "lost {:#?} won {:#?}",
        moved.lost,
        moved.won
    );
    assert!(moved.mean().abs() < 0.1 && moved.largest() < 3.0);
}

#[test]
fn accents_that_a_keyboard_lacks_cost_nothing() {
    let bare = |text: &str| {
        let open = text.replace('œ', "oe").replace('Œ', "OE");
        open.nfd().filter(|c| !is_combining_mark(*c)).collect()
    };
    let moved = Moved::by(bare);
    assert!(moved.lost.is_empty(), "lost {:#?}", moved.lost);
    // what is won: words that only accents tell apart (*âme*, *élève*)
    assert!(
        moved.mean() < 0.1 && moved.largest() < 4.0,
        "{:#?}",
        moved.won
    );
    assert!(moved.won.len() < 12, "won {:#?}", moved.won);
}

#[test]
fn capitals_cost_hardly_anything() {
    // they hide names of employers and where a broken line starts, so something moves both ways
    let moved = Moved::by(str::to_uppercase);
    let levels = moved.lost.len() + moved.won.len();
    assert!(levels < 45, "lost {:#?} won {:#?}", moved.lost, moved.won);
    assert!(
        moved.mean().abs() < 0.4 && moved.largest() < 8.0,
        "{:?}",
        moved.scores
    );
}
