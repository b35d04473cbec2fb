//! Hearing: what one unit says for each criterion whose cue stands in it.
//!
//! In: a scanned document and the index of a unit. Out: a piece of evidence for each criterion, or
//! an unlisted signal.

use std::collections::BTreeSet;

use super::level::{self, Around};
use super::matching::{Hit, List, Matcher, Scratch};
use super::polarity::{self, About, Sentence};
use super::scan::Scan;
use super::units::{self, Unit};
use super::unlisted;
use crate::language::markers::Marker;
use crate::language::tokens::{After, Token};
use crate::language::trie::Found;
use crate::model::document::{SectionKind, Span};
use crate::model::evidence::{Evidence, Level, Polarity, Unlisted};
use crate::model::rubric::Kind;

/// Sentences of a bullet that are one statement at most; a longer paragraph speaks of several things.
const STATEMENT: usize = 3;

/// A unit being heard.
pub struct Hearing<'a> {
    /// The document it stands in.
    pub scan: &'a Scan<'a>,
    /// The rubric.
    pub matcher: &'a Matcher,
    /// Which unit.
    pub index: usize,
    /// Whether it was copied from the vacancy.
    pub copied: bool,
}

/// What a unit says of every cue in it.
struct Context {
    keyword_list: bool,
    year: bool,
    block: u32,
    copied: bool,
}

impl Hearing<'_> {
    /// Whether a cue of a criterion stands in the unit.
    pub fn has_cue(&self) -> bool {
        let mut hits = self.scan.hits(self.index).iter();
        hits.any(|hit| !matches!(hit.list, List::Raise | List::Attest))
    }

    /// The evidence of the unit, with the criterion that each piece is for.
    pub fn evidence_of_unit(&self, scratch: &mut Scratch) -> Vec<(usize, Evidence)> {
        let block = self.block_marks(scratch);
        let document = self.scan.document;
        let tokens = self.scan.tokens(self.index);
        let hits = self.scan.hits(self.index);
        let marks = self.matcher.marks(&document.text, tokens, scratch);
        let relatives = &document.relatives;
        let sentence = Sentence {
            text: &document.text,
            tokens,
            marks,
            relatives,
        };
        let mut criteria: Vec<usize> = hits.iter().map(|hit| hit.criterion).collect();
        criteria.sort_unstable();
        criteria.dedup();
        let context = Context {
            keyword_list: is_keyword_list(&document.text, tokens) || is_pile(tokens, hits),
            year: units::has_year(document.quote(self.unit().span)),
            block,
            copied: self.copied,
        };
        let best = |criterion| {
            let best = self.best(&sentence, hits, criterion, &context);
            best.map(|evidence| (criterion, evidence))
        };
        criteria.into_iter().filter_map(best).collect()
    }

    /// No cue covers this unit: it may be the fact that nobody thought of.
    pub fn unlisted(&self, scratch: &mut Scratch) -> Option<Unlisted> {
        let unit = self.unit();
        if unit.heading || self.set_aside() || !unlisted::may_hold(unit.section) {
            return None;
        }
        let document = self.scan.document;
        let tokens = self.scan.tokens(self.index);
        // What stands beside something protected may tell it, and asking about it may be unlawful.
        let beside = |mask: &Span| mask.start < unit.span.end && unit.span.start < mask.end;
        if document.masks.iter().any(beside) || !unlisted::has_rare_word(&document.text, tokens) {
            return None;
        }
        let marks = self.matcher.marks(&document.text, tokens, scratch);
        let (page, line) = document.place(unit.span.start);
        let theirs = unlisted::is_practised(tokens, marks, unit.section)
            && !unlisted::tells_origin(&document.text, tokens);
        theirs.then(|| Unlisted {
            quote: collapsed(document.quote(unit.span)),
            file: document.source.clone(),
            page,
            line,
            section: unit.section,
        })
    }

    /// Words of a vacancy, or of a list of what is not done yet or at all.
    fn set_aside(&self) -> bool {
        self.scan.adverts[self.index] || self.scan.led[self.index].is_some()
    }

    fn unit(&self) -> &Unit {
        &self.scan.units[self.index]
    }

    /// Markers in the other sentences of the same bullet, when it is short enough to be one statement.
    fn block_marks(&self, scratch: &mut Scratch) -> u32 {
        let units = &self.scan.units;
        let mates = |at: &usize| units[*at].block == self.unit().block && *at != self.index;
        if self.stands_in_a_paragraph() {
            return 0;
        }
        let near = self.index.saturating_sub(1)..units.len().min(self.index + 3);
        let mut bits = 0;
        for at in near.filter(mates) {
            let marks = self
                .matcher
                .marks(&self.scan.document.text, self.scan.tokens(at), scratch);
            bits |= marks
                .iter()
                .fold(0, |bits, mark| bits | Around::bit(mark.value));
        }
        bits
    }

    /// Whether the bullet says more than one statement does; a sentence twice is one.
    fn stands_in_a_paragraph(&self) -> bool {
        let (before, after) = self.scan.units.split_at(self.index);
        let mate = |unit: &&Unit| unit.block == self.unit().block;
        let before = before.iter().rev().take_while(mate);
        let mut told: Vec<&str> = Vec::new();
        for unit in before.chain(after.iter().take_while(mate)) {
            let quote = self.scan.document.quote(unit.span);
            if !told.contains(&quote) {
                told.push(quote);
            }
            if told.len() > STATEMENT {
                return true;
            }
        }
        false
    }

    fn around(&self, sentence: &Sentence, hits: &[Hit], hit: &Hit, context: &Context) -> Around {
        let mine = |list: List| {
            hits.iter()
                .any(|other| other.criterion == hit.criterion && other.list == list)
        };
        let counts = |token: &Token| token.number && !is_year(sentence.text, token);
        let mut marks = 0;
        for mark in sentence.marks.iter().filter(|mark| near(mark, hit)) {
            let tokens = &sentence.tokens[mark.start..mark.end];
            let counted = tokens.iter().any(counts);
            // the cue's own words (*NPS*, *certified*) say nothing about it, its numbers do
            let inside = hit.start <= mark.start && mark.end <= hit.end;
            let year = !counted && tokens.iter().any(|token| token.number);
            let own = inside && !counted;
            let mistaken = year && measures(mark.value)
                || sentence.limits(mark)
                || self.is_prize_of_another(sentence, mark, hit);
            if !own && !mistaken {
                marks |= Around::bit(mark.value);
            }
        }
        // the rest of the bullet tells how often and with what result, not what is being learnt
        marks |= context.block
            & (Around::bit(Marker::Duration)
                | Around::bit(Marker::Frequency)
                | Around::bit(Marker::Prize)
                | Around::bit(Marker::Volume)
                | Around::bit(Marker::Responsibility)
                | Around::bit(Marker::Result));
        Around {
            dated: self.unit().dated && situates(self.unit().section),
            year: context.year,
            number: around_cue(sentence.tokens, hit).iter().any(counts),
            keyword_list: context.keyword_list,
            bare: sentence.tokens.len() <= hit.end - hit.start + 1,
            raise: mine(List::Raise),
            attest: mine(List::Attest),
            copied: context.copied,
            marks,
        }
    }

    /// *Champion d'échecs, j'anime le club*: a prize honours what its own clause tells, and a talent named
    /// right before it: *violon, premier prix*.
    fn is_prize_of_another(&self, sentence: &Sentence, mark: &Found<Marker>, hit: &Hit) -> bool {
        let is_talent = self.matcher.kind(hit.criterion) == Kind::Mad;
        let (from, to, signs) = match mark.start >= hit.end {
            true => (hit.end - 1, mark.start, usize::from(is_talent)),
            false => (mark.end - 1, hit.start, 0),
        };
        let between = sentence.tokens.get(from..to).unwrap_or_default();
        let parting = between.iter().filter(|token| token.after >= After::Comma);
        mark.value == Marker::Prize && parting.count() > signs
    }

    /// The best piece of evidence that this unit gives for a criterion.
    fn best(
        &self,
        sentence: &Sentence,
        hits: &[Hit],
        criterion: usize,
        context: &Context,
    ) -> Option<Evidence> {
        let kind = self.matcher.kind(criterion);
        let mine = hits.iter().filter(|hit| {
            hit.criterion == criterion && !matches!(hit.list, List::Raise | List::Attest)
        });
        let judged = mine.map(|hit| {
            let polarity = self.polarity(sentence, hit, kind);
            let level = match polarity {
                Polarity::Affirmed => {
                    level::of(hit.list, kind, &self.around(sentence, hits, hit, context))
                }
                _ => Level::None,
            };
            (level, polarity, hit)
        });
        let best = judged.max_by_key(|(level, polarity, hit)| {
            (
                *polarity == Polarity::Affirmed,
                *level,
                hit.end - hit.start,
                std::cmp::Reverse(hit.start),
            )
        });
        best.map(|(level, polarity, hit)| self.evidence(sentence, hit, polarity, level))
    }

    fn polarity(&self, sentence: &Sentence, hit: &Hit, kind: Kind) -> Polarity {
        if self.scan.adverts[self.index] {
            return Polarity::SomeoneElse;
        }
        if let Some(led) = self.scan.led[self.index] {
            return led;
        }
        let about = match kind {
            Kind::Hard => About::Product,
            Kind::Soft => About::Quality,
            Kind::Mad => About::Talent,
        };
        polarity::of(sentence, hit.start, hit.end, about)
    }

    fn evidence(
        &self,
        sentence: &Sentence,
        hit: &Hit,
        polarity: Polarity,
        level: Level,
    ) -> Evidence {
        let span = self.unit().span;
        let (page, line) = self.scan.document.place(span.start);
        let byte = |at: usize| sentence.tokens.get(at);
        let cue = match (byte(hit.start), byte(hit.end.saturating_sub(1))) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (span.start, span.end),
        };
        Evidence {
            quote: collapsed(self.scan.document.quote(span)),
            file: self.scan.document.source.clone(),
            page,
            line,
            start: span.start,
            end: span.end,
            section: self.unit().section,
            polarity,
            level,
            cue,
        }
    }
}

/// Whether dates of this kind of section tie a cue to a job or a role.
fn situates(section: SectionKind) -> bool {
    !matches!(
        section,
        SectionKind::Summary
            | SectionKind::Skills
            | SectionKind::Languages
            | SectionKind::Interests
            | SectionKind::References
    )
}

fn is_year(text: &str, token: &Token) -> bool {
    units::has_year(&text[token.start..token.end])
}

/// How far from a cue, in tokens, a word still says something about it: text that lost its bullets
/// runs on for pages.
const NEAR: usize = 24;

fn near(mark: &Found<Marker>, hit: &Hit) -> bool {
    mark.start < hit.end + NEAR && hit.start < mark.end + NEAR
}

/// The tokens near a cue.
fn around_cue<'t>(tokens: &'t [Token], hit: &Hit) -> &'t [Token] {
    &tokens[hit.start.saturating_sub(NEAR)..tokens.len().min(hit.end + NEAR)]
}

/// A year is no volume and no result: *2015 volunteer*, *2017 sur 160*.
fn measures(marker: Marker) -> bool {
    matches!(marker, Marker::Volume | Marker::Result | Marker::Frequency)
}

/// Six or more items of one to three words between commas or bars, hardly one with a number.
fn is_keyword_list(text: &str, tokens: &[Token]) -> bool {
    let parts = tokens
        .split_inclusive(|token| matches!(token.after, After::Comma | After::Bar | After::Stop));
    let (mut short, mut long, mut numbered) = (0, 0, 0);
    for part in parts {
        match part.len() {
            0..=3 => short += 1,
            _ => long += 1,
        }
        numbered += usize::from(part.iter().any(|token| token.number));
    }
    let dated = tokens.iter().any(|token| is_year(text, token));
    short >= 6 && short > long * 3 && numbered * 6 <= short && !dated
}

/// Keywords of four criteria or more in a row, without a sign between them: no act, no number.
fn is_pile(tokens: &[Token], hits: &[Hit]) -> bool {
    let keywords = hits
        .iter()
        .filter(|hit| matches!(hit.list, List::Declared | List::Cues | List::Titles));
    let criteria: BTreeSet<usize> = keywords.map(|hit| hit.criterion).collect();
    let criteria = criteria.len();
    criteria >= 4
        && !hits.iter().any(|hit| hit.list == List::Shown)
        && !tokens.iter().any(|token| token.number)
        && tokens.len() <= criteria * 4
        && !tokens.iter().any(|token| token.after >= After::Comma)
}

fn collapsed(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}
