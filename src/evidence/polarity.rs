//! Polarity: how a cue stands in its sentence.
//!
//! In: the tokens and markers of a unit, and where the cue stands. Out: affirmed, negated, wished,
//! somebody else's, watched, or part of a name.
//! Left to others: how strong an affirmed cue is (`level`).

mod denial;
mod naming;
mod others;
mod watching;

use std::collections::BTreeSet;

use crate::language::fold;
use crate::language::markers::{Marker, markers};
use crate::language::tokens::{After, Token};
use crate::language::trie::Found;
use crate::model::evidence::Polarity;

/// A unit as polarity sees it.
pub struct Sentence<'a> {
    /// The document's text.
    pub text: &'a str,
    /// The tokens of the unit.
    pub tokens: &'a [Token],
    /// The markers of the unit.
    pub marks: &'a [Found<Marker>],
    /// Byte ranges that named a relative before they were masked.
    pub relatives: &'a [crate::model::document::Span],
}

/// What a cue is about: it decides how it may be taken for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A talent: it may be watched, and *Théâtre du Parc* is an employer.
    Talent,
    /// A quality: nobody watches it, and it may be part of a name.
    Quality,
    /// A product: *Zendesk* is always a name.
    Product,
}

/// … and when it goes through a list.
const LIST_REACH: usize = 12;
/// Where a lead starts at the latest, in tokens.
const LEAD: usize = 6;
/// Signs of quotation, opening or both.
const QUOTES: [char; 4] = ['«', '“', '"', '‘'];
/// The polarity of the cue that covers tokens `start..end`.
pub fn of(sentence: &Sentence, start: usize, end: usize, about: About) -> Polarity {
    let checks: [(Polarity, &dyn Fn() -> bool); 5] = [
        (Polarity::Negated, &|| {
            sentence.led(Marker::DeniedLead, start)
                || sentence.negated(start, end)
                || sentence.taken_back(end)
        }),
        (Polarity::Wished, &|| {
            sentence.led(Marker::WishedLead, start) || sentence.wished(start, end)
        }),
        (Polarity::SomeoneElse, &|| {
            sentence.asks()
                || sentence.someone_else(start, end)
                || sentence.others_do(start, about)
                || about == About::Talent && sentence.served(start, end)
                || about == About::Quality && sentence.his(start)
                || sentence.kin_do(end - 1)
                || sentence.somebody_who(start, end - 1)
        }),
        (Polarity::Watched, &|| match about {
            About::Quality => sentence.attended(start, end),
            About::Talent | About::Product => sentence.watched(start, end),
        }),
        (Polarity::Name, &|| match about {
            About::Product => sentence.company_of(start, end),
            About::Quality | About::Talent => sentence.name(start, end, about),
        }),
    ];
    let stands = checks.iter().find(|(_, stands)| stands());
    stands.map_or(Polarity::Affirmed, |(polarity, _)| *polarity)
}

impl Sentence<'_> {
    fn marked(&self, marker: Marker) -> impl Iterator<Item = &Found<Marker>> {
        self.marks.iter().filter(move |mark| mark.value == marker)
    }

    /// Whether a marker stands in these tokens.
    pub fn has(&self, marker: Marker, from: usize, to: usize) -> bool {
        self.marked(marker)
            .any(|mark| mark.start >= from && mark.end <= to)
    }

    /// Whether a measure is a limit or a price, no outcome: *jusqu'à 150 €*, *a budget of £4,000*.
    pub fn limits(&self, mark: &Found<Marker>) -> bool {
        mark.value == Marker::Result
            && self
                .marked(Marker::Limit)
                .any(|limit| self.overlaps(mark, limit.start, limit.end))
    }

    /// Whether a sign at least this strong stands between two tokens.
    fn parted(&self, from: usize, to: usize, by: After) -> bool {
        (from..to).any(|at| self.tokens.get(at).is_some_and(|token| token.after >= by))
    }

    fn parts(&self, at: usize) -> bool {
        self.tokens[at].after > After::Bar
    }

    fn turned(&self, from: usize, to: usize) -> bool {
        self.has(Marker::Contrast, from, to)
    }

    /// *Ce que je ne sais pas faire : prospecter*, *What I would like to learn: a CRM*.
    fn led(&self, lead: Marker, start: usize) -> bool {
        self.marked(lead).any(|mark| {
            mark.start <= LEAD
                && mark.end <= start
                && self.parted(mark.end - 1, start, After::Colon)
                && !self.parted(0, start, After::Semicolon)
        })
    }

    fn wished(&self, start: usize, end: usize) -> bool {
        let wish = self.marks.iter().filter(|mark| {
            matches!(mark.value, Marker::Wish | Marker::Hypothetical) && mark.start < start
        });
        let mut open = wish.filter(|mark| {
            !self.parted(mark.start, start, After::Semicolon)
                && !self.turned(mark.end, start)
                && !self.has(Marker::Fulfilled, mark.end, start)
                && (mark.value == Marker::Hypothetical || !self.overlaps(mark, start, end))
                && !self.first_person_restart(mark, start)
                && !self.denied_wish(mark)
                && start.saturating_sub(mark.end) <= 14
        });
        open.next().is_some() || self.not_yet(start, end)
    }

    /// *sans chercher à*, *not looking for*: no wish at all.
    fn denied_wish(&self, mark: &Found<Marker>) -> bool {
        self.marked(Marker::Negation)
            .any(|denial| denial.end <= mark.start && mark.start - denial.end <= 1)
    }

    fn not_yet(&self, start: usize, end: usize) -> bool {
        self.marked(Marker::NotYet).any(|mark| {
            let (from, to) = if mark.start < start {
                (mark.start, start)
            } else {
                (end - 1, mark.start)
            };
            !self.parted(from, to, After::Stop) && to.saturating_sub(from) <= 10
        })
    }

    /// `Combien d'appels traitez-vous ?`: a question to the reader tells nothing of its author. One's own
    /// (`Why did I leave?`) may.
    fn asks(&self) -> bool {
        let Some(last) = self.tokens.last() else {
            return false;
        };
        let rest = self.text.get(last.end..).unwrap_or_default();
        let asked = rest.trim_start().starts_with('?') && !self.quotes();
        let you = || (0..self.tokens.len()).any(|at| self.among(at, &markers().addressed));
        let opens = || {
            self.among(0, &markers().question_words)
                && !self.first_person_between(0, self.tokens.len())
        };
        asked && (you() || opens())
    }

    /// Whether somebody's words are told inside the sentence.
    fn quotes(&self) -> bool {
        let mut pairs = self.tokens.windows(2);
        pairs.any(|pair| self.text[pair[0].end..pair[1].start].contains(QUOTES))
    }

    fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    fn capital(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }

    fn among(&self, at: usize, words: &BTreeSet<String>) -> bool {
        let mut folded = String::new();
        fold::word(self.word(at), &mut folded);
        words.contains(&folded)
    }
}
