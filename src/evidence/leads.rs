//! Leads: a heading or a label that speaks for the list below it: *What I would like to learn*.
//!
//! In: units, and what each one that may be a lead says. Out: the polarity that it gives to the units below.

use super::units::{self, Unit};
use crate::model::document::Document;
use crate::model::evidence::Polarity;

/// Whether a unit may speak for others: a heading, or words before a colon that ends them.
pub fn may_lead(document: &Document, unit: &Unit) -> bool {
    unit.heading || document.quote(unit.span).ends_with(':')
}

/// What each unit is by the lead above it; `says` tells what a lead says.
pub fn spread(
    document: &Document,
    units: &[Unit],
    mut says: impl FnMut(usize) -> Option<Polarity>,
) -> Vec<Option<Polarity>> {
    let mut lead: Option<(usize, Polarity)> = None;
    let mut led = Vec::with_capacity(units.len());
    for (at, unit) in units.iter().enumerate() {
        if may_lead(document, unit) {
            lead = says(at).map(|polarity| (at, polarity));
        } else if let Some((by, _)) = lead {
            let listed = units[by].heading || units::is_bullet(document.quote(unit.span));
            if !listed || units[by].section_index != unit.section_index {
                lead = None;
            }
        }
        led.push(lead.map(|(_, polarity)| polarity));
    }
    led
}
