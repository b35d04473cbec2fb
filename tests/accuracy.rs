//! What reading must keep finding in the labelled CVs of `tests/gold`. The floors are the targets of the
//! product, not the figures of the day (those are in the README): a change that falls below one is wrong
//! even if everything else gets better.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use pepite::judging::accuracy::Accuracy;
use pepite::rubric;
use pepite::run::rubric_test;

fn measure(folder: &str) -> Accuracy {
    let shipped = rubric::find("discovery").unwrap();
    let rubric = rubric::load(&rubric::Named::from(shipped)).unwrap();
    let signals = rubric_test::signals(include_str!("gold/signals.yaml"), "signals.yaml").unwrap();
    let gold = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/gold")
        .join(folder);
    let read = rubric_test::read(&rubric, &gold).unwrap();
    rubric_test::measure(&rubric, &signals, &gold, &read).unwrap()
}

fn at_least(what: &str, value: f64, floor: f64) {
    assert!(value >= floor, "{what} is {value:.3}, below {floor}");
}

#[test]
fn the_development_cvs_are_read_as_well_as_was_promised() {
    let accuracy = measure("dev");
    at_least("micro-F1", accuracy.all.f1(), 0.88);
    at_least("macro-F1", accuracy.macro_f1(), 0.84);
    for (kind, floor) in [("mad", 0.84), ("soft", 0.86), ("hard", 0.91)] {
        at_least(kind, accuracy.by_kind[kind].f1(), floor);
    }
    at_least(
        "recall on explicit evidence",
        accuracy.explicit.value(),
        0.95,
    );
    at_least(
        "recall on implicit evidence",
        accuracy.implicit.value(),
        0.60,
    );
    at_least("traps avoided", 1.0 - accuracy.tricky.value(), 0.84);
    at_least("levels within one step", accuracy.level_near.value(), 0.90);
    at_least("contrast sentences", accuracy.contrast_all().value(), 0.85);
    let languages = accuracy.by_lang["fr"].f1() - accuracy.by_lang["en"].f1();
    assert!(
        languages.abs() <= 0.04,
        "French and English are {languages:.3} apart"
    );
}

#[test]
fn cvs_that_nobody_tuned_on_are_read_too() {
    let accuracy = measure("held-out");
    at_least("micro-F1", accuracy.all.f1(), 0.80);
    at_least("contrast sentences", accuracy.contrast_all().value(), 0.84);
}
