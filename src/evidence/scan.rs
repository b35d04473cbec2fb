//! One pass over a document: its units, their tokens, the cues that stand in them.
//!
//! In: a document and a compiled rubric. Out: what `hearing` judges.

use super::adverts;
use super::leads;
use super::matching::{Hit, List, Matcher, Scratch};
use super::units::{self, Unit};
use crate::language::markers::Marker;
use crate::language::tokens::{self, Token};
use crate::model::document::{Document, Span};
use crate::model::evidence::Polarity;

/// Longest unit that is read, in bytes; the rest of it is not.
const LONGEST_UNIT: usize = 16 * 1024;

/// A document with everything that was found in it, unit by unit.
pub struct Scan<'d> {
    /// The document.
    pub document: &'d Document,
    /// Its units.
    pub units: Vec<Unit>,
    /// Which of them are a vacancy's words.
    pub adverts: Vec<bool>,
    /// What each of them is by the heading or the label above it.
    pub led: Vec<Option<Polarity>>,
    tokens: Vec<Token>,
    token_ends: Vec<usize>,
    hits: Vec<Hit>,
    hit_ends: Vec<usize>,
}

impl<'d> Scan<'d> {
    /// Reads the document once.
    pub fn of(document: &'d Document, matcher: &Matcher, scratch: &mut Scratch) -> Scan<'d> {
        let units = units::split(document);
        let mut scan = Scan {
            document,
            adverts: Vec::new(),
            led: Vec::new(),
            tokens: Vec::with_capacity(document.text.len() / 6),
            token_ends: Vec::with_capacity(units.len()),
            hits: Vec::new(),
            hit_ends: Vec::with_capacity(units.len()),
            units,
        };
        let mut addressed = Vec::with_capacity(scan.units.len());
        for index in 0..scan.units.len() {
            addressed.push(scan.read(index, matcher, scratch));
        }
        scan.adverts = adverts::spread(document, &scan.units, &addressed);
        scan.led = leads::spread(document, &scan.units, |at| scan.lead(at, matcher, scratch));
        scan
    }

    /// What a heading or a label says of the list below it.
    fn lead(&self, at: usize, matcher: &Matcher, scratch: &mut Scratch) -> Option<Polarity> {
        let marks = matcher.marks(&self.document.text, self.tokens(at), scratch);
        marks.iter().find_map(|mark| match mark.value {
            Marker::DeniedLead => Some(Polarity::Negated),
            Marker::WishedLead => Some(Polarity::Wished),
            _ => None,
        })
    }

    /// Reads a unit; whether it addresses the reader of a vacancy.
    fn read(&mut self, index: usize, matcher: &Matcher, scratch: &mut Scratch) -> bool {
        let span = self.units[index].span;
        self.tokenise(span);
        self.token_ends.push(self.tokens.len());
        let from = self.hits.len();
        let tokens = &self.tokens[range(&self.token_ends, index)];
        matcher.hits(&self.document.text, span, tokens, scratch, &mut self.hits);
        let advert = |hit: &Hit| hit.list == List::Advert;
        let addressed = self.hits[from..].iter().any(advert);
        if addressed {
            let kept = self.hits.split_off(from);
            self.hits
                .extend(kept.into_iter().filter(|hit| !advert(hit)));
        }
        self.hit_ends.push(self.hits.len());
        addressed
    }

    fn tokenise(&mut self, span: Span) {
        let text = &self.document.text;
        let mut end = span.end.min(span.start + LONGEST_UNIT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        tokens::append(&text[span.start..end], span.start, &mut self.tokens);
    }

    /// The tokens of a unit.
    pub fn tokens(&self, index: usize) -> &[Token] {
        &self.tokens[range(&self.token_ends, index)]
    }

    /// The cues of a unit.
    pub fn hits(&self, index: usize) -> &[Hit] {
        &self.hits[range(&self.hit_ends, index)]
    }
}

fn range(ends: &[usize], index: usize) -> std::ops::Range<usize> {
    let start = index.checked_sub(1).map_or(0, |before| ends[before]);
    start..ends[index]
}
