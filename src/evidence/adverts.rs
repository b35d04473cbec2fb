//! Adverts: the sentences of a vacancy pasted into a CV.
//!
//! In: units, and which of them address their reader. Out: which of them are the vacancy's words.

use super::units::{self, Unit};
use crate::language::fold;
use crate::language::markers::markers;
use crate::model::document::Document;

/// Sentences of a vacancy between two that address its reader.
const GAP: usize = 3;
/// Longest label of a vacancy, in bytes.
const LABEL: usize = 24;

/// Which units are a vacancy's words; `addressed` says which hold a marker of one.
pub fn spread(document: &Document, units: &[Unit], addressed: &[bool]) -> Vec<bool> {
    let labelled = |unit: &Unit| is_labelled(document.quote(unit.span));
    let addressed: Vec<bool> = units
        .iter()
        .zip(addressed)
        .map(|(unit, addressed)| *addressed || labelled(unit))
        .collect();
    let addressed = addressed.as_slice();
    if !addressed.contains(&true) {
        return vec![false; units.len()];
    }
    let whole = whole_sections(units, addressed);
    let mut adverts = Vec::with_capacity(units.len());
    let mut listing = None;
    for (at, unit) in units.iter().enumerate() {
        let quote = document.quote(unit.span);
        let section = unit.section_index;
        // "we are looking for:" speaks for the bullets below it
        if addressed[at] {
            listing = quote.ends_with(':').then_some(section);
        } else if listing != Some(section) || !units::is_bullet(quote) {
            listing = None;
        }
        let mine = addressed[at] || listing.is_some() || between(units, addressed, at);
        adverts.push(mine || whole.binary_search(&section).is_ok());
    }
    adverts
}

/// *INDISPENSABLE : un CRM*, *Must have: French*.
fn is_labelled(quote: &str) -> bool {
    quote.find(':').is_some_and(|colon| {
        colon <= LABEL
            && markers()
                .advert_labels
                .contains(&fold::fold(&quote[..colon]))
    })
}

/// Sections that are a vacancy from end to end: headed as one, or half of their sentences address a reader.
fn whole_sections(units: &[Unit], addressed: &[bool]) -> Vec<usize> {
    let mut whole = Vec::new();
    for section in units.chunk_by(|a, b| a.section_index == b.section_index) {
        let from = whole_start(units, section);
        let flags = &addressed[from..from + section.len()];
        let count = flags.iter().filter(|flag| **flag).count();
        let headed = section
            .iter()
            .zip(flags)
            .any(|(unit, flag)| unit.heading && *flag);
        if headed || count >= 3 && count * 2 >= section.len() {
            whole.push(section[0].section_index);
        }
    }
    whole
}

/// Where a slice of the units starts in them.
fn whole_start(units: &[Unit], section: &[Unit]) -> usize {
    units.partition_point(|unit| unit.section_index < section[0].section_index)
}

fn between(units: &[Unit], addressed: &[bool], at: usize) -> bool {
    let section = units[at].section_index;
    let near = |mut range: std::ops::Range<usize>| {
        range.any(|other| addressed[other] && units[other].section_index == section)
    };
    near(at.saturating_sub(GAP)..at) && near(at + 1..units.len().min(at + 1 + GAP))
}
