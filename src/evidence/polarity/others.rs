//! What somebody else does: a relative, the customer served, the team, a post that asked for it.
//!
//! In: a sentence and the words of a cue. Out: whether they tell of the candidate.

use super::{About, Sentence};
use crate::language::fold;
use crate::language::markers::{Marker, markers};
use crate::language::tokens::After;
use crate::language::trie::Found;

/// Words between *who* and what they do.
const CLAUSE_REACH: usize = 7;

/// Words between a relative and what they do.
const KIN_REACH: usize = 8;

/// Words between whose it is and what it is: `articles sur les bénévoles`.
const OTHERS_REACH: usize = 1;

impl Sentence<'_> {
    /// `I unlock the church for the organist`, `secrétaire de la violoniste`: whom one works for plays.
    pub(super) fn served(&self, start: usize, end: usize) -> bool {
        let whom = || {
            self.among(start - 1, &markers().known) && self.among(start - 2, &markers().serves)
                || self.among(start - 1, &markers().articles)
                    && self.among(start - 2, &markers().works_for)
        };
        start >= 2
            && whom()
            && (start - 2..start).all(|at| self.tokens[at].after == After::Space)
            && self.is_somebody(end - 1)
    }

    /// Whether a word names people by what they do.
    fn is_somebody(&self, at: usize) -> bool {
        let mut folded = String::new();
        fold::word(self.word(at), &mut folded);
        let people = &markers().people;
        people.iter().any(|ending| folded.ends_with(ending))
    }

    /// `Our chaplain was known for her compassion`: the subject is somebody else, and so is the virtue.
    pub(super) fn his(&self, start: usize) -> bool {
        let near = |at: usize| self.among(at, &markers().his);
        self.among(0, &markers().ours)
            && !self.among(1, &markers().own_groups)
            && (start.saturating_sub(2).max(2)..start).any(near)
            && !self.first_person_between(1, start)
    }

    pub(super) fn someone_else(&self, start: usize, end: usize) -> bool {
        let named = self.marked(Marker::SomeoneElse).any(|mark| {
            let before = mark.start < start;
            if !before && self.overlaps(mark, start, end) || self.beside(mark.start) {
                return false;
            }
            let (from, to) = if before {
                (mark.end.saturating_sub(1).min(start), start)
            } else {
                (end - 1, mark.start)
            };
            let passive = !before && self.agent_after(mark);
            (before && !self.first_person_between(mark.end, start) || passive)
                && !self.parted(from, to, After::Stop)
        });
        named || self.relative_before(start)
    }

    /// `recrutement de téléconseillers`, `leur créativité`: the people named do it, or have it. What the
    /// work deals with may well be theirs: `leurs réclamations`.
    pub(super) fn others_do(&self, start: usize, about: About) -> bool {
        let near = |marker: Marker, reach: usize| {
            self.marked(marker).any(|mark| {
                mark.end <= start
                    && start - mark.end <= reach
                    && !self.parted(mark.end - 1, start, After::Bar)
            })
        };
        near(Marker::OfOthers, OTHERS_REACH) || about != About::Product && near(Marker::Theirs, 1)
    }

    /// *Wife sings in a choir*, *Two sons who row*: a relative is the subject, without *my*.
    pub(super) fn kin_do(&self, start: usize) -> bool {
        let subject = |at: usize| {
            let opens = at == 0
                || at == 1 && (self.tokens[0].number || self.counts(0))
                || self.tokens[at - 1].after >= After::Comma;
            opens
                && self.tokens[at].after == After::Space
                && !self.capital(at + 1)
                && self.among(at, &markers().kin)
        };
        let from = start.saturating_sub(KIN_REACH);
        (from..start).any(|at| {
            subject(at)
                && !self.first_person_between(at + 1, start)
                && !self.parted(at, start, After::Comma)
        })
    }

    fn counts(&self, at: usize) -> bool {
        let word = self.word(at);
        let words = &markers().number_words;
        words.iter().any(|number| number.eq_ignore_ascii_case(word))
    }

    /// *Dresser for an actress who toured*, *Assistante d'un chef qui a reçu un prix*: it is whom one worked
    /// for who did. What one's own team does, one does.
    pub(super) fn somebody_who(&self, start: usize, last: usize) -> bool {
        let from = start.saturating_sub(CLAUSE_REACH);
        let who = (from..last).rev().find(|at| {
            self.among(*at, &markers().relative_words) && !self.parted(*at, start, After::Comma)
        });
        let Some(who) = who.filter(|who| *who >= 3) else {
            return false;
        };
        let noun = (who - 2..who).any(|at| self.among(at, &markers().own_groups));
        let served = (who.saturating_sub(4)..who - 1).any(|at| {
            self.among(at, &markers().articles)
                && at > 0
                && self.among(at - 1, &markers().serves)
                && !self.parted(at - 1, who, After::Comma)
        });
        served && !noun && !self.first_person_between(who, start)
    }

    /// `handled by a separate team`: only an agent after the cue takes the act away.
    fn agent_after(&self, mark: &Found<Marker>) -> bool {
        self.among(mark.start, &markers().agents)
    }

    /// A relative named earlier in the sentence, now masked.
    fn relative_before(&self, start: usize) -> bool {
        let (Some(first), Some(cue)) = (self.tokens.first(), self.tokens.get(start)) else {
            return false;
        };
        self.relatives.iter().any(|relative| {
            // a mask may open the sentence, before its first word: nothing but signs between them
            let before = self.text.get(relative.end..first.start).unwrap_or_default();
            let inside = relative.start + 16 >= first.start
                && relative.end <= cue.start
                && !before.contains(['\n', '.', '!', '?']);
            let at = self
                .tokens
                .partition_point(|token| token.start < relative.end);
            let named = self
                .tokens
                .partition_point(|token| token.start < relative.start);
            inside
                && !self.beside(named)
                && !self.first_person_between(at, start)
                && !self.parted(at, start, After::Stop)
        })
    }

    /// `avec mon cousin`, `comme mon père`: they did it too.
    fn beside(&self, at: usize) -> bool {
        at > 0 && self.among(at - 1, &markers().beside)
    }

    pub(super) fn first_person_between(&self, from: usize, to: usize) -> bool {
        self.marked(Marker::FirstPerson)
            .any(|mark| mark.start >= from && mark.end <= to + 1)
    }
}
