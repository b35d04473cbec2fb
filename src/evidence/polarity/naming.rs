//! What is a name: of an employer, a house, a product.
//!
//! In: a sentence and the words of a cue. Out: whether they are part of a name.

use super::{About, Sentence};
use crate::language::markers::{Marker, markers};
use crate::language::tokens::After;

/// Words between a cue and the form of a company.
const SHOUTED_REACH: usize = 3;

impl Sentence<'_> {
    fn shouted(&self) -> bool {
        let letters = self
            .tokens
            .iter()
            .filter(|token| !token.number)
            .map(|token| &self.text[token.start..token.end]);
        let long: Vec<&str> = letters.filter(|word| word.len() > 3).collect();
        !long.is_empty()
            && long
                .iter()
                .filter(|word| word.chars().all(char::is_uppercase))
                .count()
                * 2
                > long.len()
    }

    /// Whether the cue is part of the name of an employer, a place or a product.
    pub(super) fn name(&self, start: usize, end: usize, about: About) -> bool {
        if about == About::Quality && self.house_of(start) || self.firm_of(start, end) {
            return true;
        }
        if !self.capital(start) || self.leads_to_a_name(start, end) {
            return false;
        }
        if self.shouted() {
            return self.shouted_name(end);
        }
        let (from, to) = self.capitalised_run(start, end);
        let longer = to > end || from < start;
        let legal = (from..to).any(|at| markers().legal_forms.contains(self.word(at)))
            || markers().legal_forms.contains(self.word(to));
        let employed = self
            .marked(Marker::EmployerBefore)
            .any(|mark| mark.end == from);
        let opens = from == 0
            || self.tokens[from - 1].after >= After::Bracket
            || self.tokens[from - 1].after == After::Comma
            || self.tokens[from - 1].after == After::Bar;
        let place = (end..to).any(|at| self.capital(at)) && to - end >= 2;
        // a quality in front of a post is the person's: *Compassionate Certified Nurse*
        let house = match about {
            About::Quality => {
                from < start && (self.among(from, &markers().venues) || opens && place)
            }
            About::Talent | About::Product => place && opens && !self.practised(start, end),
        };
        longer && (legal || house) || employed || self.sign_of(from, start)
    }

    /// *Alto, Basson & Fils*: what opens a list of names that ends in a family is a family's name.
    fn firm_of(&self, start: usize, end: usize) -> bool {
        let families = &markers().legal_forms;
        let to = self.tokens.len().min(end + SHOUTED_REACH);
        let capitals = |at: usize| (end..at).all(|at| self.capital(at));
        let signed = |at: usize| (end - 1..at).all(|at| self.tokens[at].after <= After::Comma);
        let family = |at: &usize| {
            let before = &self.text[self.tokens[at - 1].end..self.tokens[*at].start];
            before.contains('&') && families.contains(self.word(*at))
        };
        let found = (end..to).find(family);
        self.capital(start) && found.is_some_and(|at| capitals(at) && signed(at))
    }

    /// *restaurant La Médaille d'Or*, *at the pub The Golden Trophy*: an article in capitals inside a sentence
    /// opens the name of the house before it.
    fn sign_of(&self, from: usize, start: usize) -> bool {
        from > 0
            && from < start
            && self.among(from, &markers().known)
            && self.tokens[from - 1].after == After::Space
            && self.among(from - 1, &markers().venues)
    }

    /// *Excel Driving School*: a product that opens the name of a company is none. Only the last word of
    /// the name tells.
    pub(super) fn company_of(&self, start: usize, end: usize) -> bool {
        if !self.capital(start) || self.shouted() || self.tokens[end - 1].after != After::Space {
            return false;
        }
        let (from, to) = self.capitalised_run(start, end);
        from == start && to > end && markers().legal_forms.contains(self.word(to - 1))
    }

    /// *IMPROV SYSTEMS LTD*: in capitals only the form of a company says that it is one.
    fn shouted_name(&self, end: usize) -> bool {
        let mut at = end;
        while at < end + SHOUTED_REACH && self.tokens.get(at).is_some() {
            if self.tokens[at - 1].after > After::Space {
                return false;
            }
            if self.among(at, &markers().shouted_forms) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// *Centre de médiation*, *School of Listening*: a quality is what the house is for.
    fn house_of(&self, start: usize) -> bool {
        start >= 2
            && self.among(start - 1, &markers().leads_to_a_name)
            && self.among(start - 2, &markers().venues)
            && self.tokens[start - 2].after == After::Space
    }

    /// *Fondatrice de La Bonne Pâte*, *Marathon de Paris*: a person or an event, then whose or where.
    /// *Théâtre du Parc* is a place, whatever follows.
    fn leads_to_a_name(&self, start: usize, end: usize) -> bool {
        let opens = start == 0
            || self.tokens[start - 1].after > After::Space
            || !self.capital(start - 1) && !self.among(start - 1, &markers().joins_names);
        opens
            && self.tokens[end - 1].after == After::Space
            && self.among(end, &markers().leads_to_a_name)
            && !self.among(start, &markers().venues)
    }

    /// The run of capitalised words, and small words between them, around the cue.
    fn capitalised_run(&self, start: usize, end: usize) -> (usize, usize) {
        let joins = |at: usize| self.among(at, &markers().joins_names);
        let mut to = end;
        let mut at = end;
        while at < self.tokens.len() && self.tokens[at - 1].after == After::Space {
            if self.capital(at) {
                to = at + 1;
            } else if !joins(at) {
                break;
            }
            at += 1;
        }
        let mut from = start;
        let mut at = start;
        while at > 0 && self.tokens[at - 1].after == After::Space {
            at -= 1;
            if self.capital(at) {
                from = at;
            } else if !joins(at) {
                break;
            }
        }
        (from, to)
    }
}
