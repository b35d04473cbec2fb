//! What a sentence denies: *jamais fait, no experience of, n'y touchais pas*.
//!
//! In: a sentence and the words of a cue. Out: whether they are denied, before, inside or after.

use super::{LIST_REACH, Sentence};
use crate::language::markers::{Marker, markers};
use crate::language::tokens::After;
use crate::language::trie::Found;

/// Longest label in front of a colon, in tokens.
const LABEL: usize = 3;

/// Words between a cue and the clause that takes it back.
const BACK_REACH: usize = 12;

/// Reach of a denial, in tokens.
const REACH: usize = 6;

impl Sentence<'_> {
    pub(super) fn negated(&self, start: usize, end: usize) -> bool {
        let before = self.marked(Marker::Negation).filter(|mark| {
            mark.end <= start.max(1)
                && mark.start < start
                && start - mark.end <= self.reach(mark.end, start)
                && !self.pseudo(mark)
                && !self.overlaps(mark, start, end)
                && (!self.parted(mark.start, start, After::Colon) || self.is_label(mark, start))
                && !self.turned(mark.end, start)
                && !self.first_person_restart(mark, start)
                && !self.counted_restart(mark, start)
        });
        // two denials in one clause cancel out: "not a day without a complaint solved"
        let mut spans: Vec<usize> = before.map(|mark| mark.start).collect();
        spans.dedup();
        let cancelled = spans.len() == 2 && self.cancel_out(&spans);
        if !spans.is_empty() && !cancelled {
            return true;
        }
        self.denied_after(start, end) || self.denied_inside(start, end)
    }

    /// `I do not play anything, run anywhere or belong to any choir`: a list is denied to its end.
    fn reach(&self, from: usize, to: usize) -> usize {
        let lists = (from..to).any(|at| self.among(at, &markers().lists_denied));
        if lists { LIST_REACH } else { REACH }
    }

    /// `not … without`, `jamais … sans`, `not a report that I did not write`.
    fn cancel_out(&self, spans: &[usize]) -> bool {
        self.among(spans[1], &markers().cancels_denial)
            || self.first_person_between(spans[0], spans[1])
                && (spans[0]..spans[1]).any(|at| self.among(at, &markers().relative_words))
    }

    /// Words in front of a colon are about what follows: `Not yet: CRM systems`.
    fn is_label(&self, mark: &Found<Marker>, start: usize) -> bool {
        let colon = (mark.start..start).find(|at| self.tokens[*at].after == After::Colon);
        let strong = (mark.start..start).any(|at| self.tokens[at].after > After::Colon);
        let whole = |end: usize| {
            mark.end == end
                || self
                    .marked(Marker::NegationAfter)
                    .any(|label| label.end == end && label.start <= mark.start)
        };
        !strong && mark.start == 0 && colon.is_some_and(|at| at < LABEL && whole(at + 1))
    }

    /// `…, mais je …` and `…, je …`: the denial was about something else.
    pub(super) fn first_person_restart(&self, mark: &Found<Marker>, start: usize) -> bool {
        (mark.end..start).any(|at| {
            at > mark.end
                && self.tokens[at - 1].after >= After::Comma
                && self.has(Marker::FirstPerson, at, at + 1)
        })
    }

    /// `No theatre, ten years of improv`: what has lasted is not denied.
    fn counted_restart(&self, mark: &Found<Marker>, start: usize) -> bool {
        self.marked(Marker::Duration).any(|lasted| {
            lasted.start > mark.end
                && lasted.start <= start
                && self.tokens[lasted.start - 1].after >= After::Comma
        })
    }

    fn pseudo(&self, mark: &Found<Marker>) -> bool {
        self.marked(Marker::PseudoNegation).any(|pseudo| {
            pseudo.start <= mark.start && mark.end <= pseudo.end.max(mark.end.min(pseudo.end))
        })
    }

    pub(super) fn overlaps(&self, mark: &Found<Marker>, start: usize, end: usize) -> bool {
        mark.start < end && start < mark.end
    }

    /// `Zendesk : jamais utilisé`, `Excel (not yet)`: the denial follows in the same clause.
    fn denied_after(&self, start: usize, end: usize) -> bool {
        self.marked(Marker::NegationAfter).any(|mark| {
            // `Marathon de Paris 2020 : annulé`: the last words of the line are about all of it
            let last = mark.end == self.tokens.len() && self.parts(mark.start - 1);
            let reach = if last { REACH } else { 2 };
            if mark.start < end
                || mark.start - end > reach
                || start >= mark.start
                || self.pseudo(mark)
            {
                return false;
            }
            let signs = (end - 1..mark.start).map(|at| self.tokens[at].after);
            match signs.max().unwrap_or_default() {
                After::Bar | After::Bracket | After::Colon => true,
                // `French fluent, German not yet`: the sign parts the denial from what it is about
                After::Comma | After::Semicolon => {
                    mark.end - mark.start > 1 && self.parts(mark.start - 1)
                }
                // `phoning strangers terrifies me`
                After::Space => mark.start <= end + 1 && mark.end - mark.start > 1,
                After::Stop => false,
            }
        })
    }

    /// `je ne vends pas`, `I do not sell`: the cue stands between the two halves, or holds one.
    fn denied_inside(&self, start: usize, end: usize) -> bool {
        let opened =
            (start.saturating_sub(2)..start).any(|at| self.among(at, &markers().opens_denial));
        opened
            && self.marked(Marker::Negation).any(|mark| {
                mark.start >= start
                    && mark.start <= end + 1
                    && !self.pseudo(mark)
                    && !self.parted(start, mark.start, After::Comma)
            })
    }

    /// `Salesforce, c'était l'outil de l'assistante ; je n'y touchais pas`, `Down for a marathon; I did not
    /// run`: a later clause denies what stands before, unless a stronger sign says that it is about something
    /// nearer.
    pub(super) fn taken_back(&self, end: usize) -> bool {
        self.marked(Marker::TakenBack).any(|mark| {
            if mark.start < end || mark.start - end > BACK_REACH || self.turned(end, mark.start) {
                return false;
            }
            let signs = (end - 1..mark.start).map(|at| self.tokens[at].after);
            // a comma before *and* parts no less than what it joins
            let joined = |at: usize| self.among(at + 1, &markers().joins_items);
            let last = (end - 1..mark.start).rfind(|at| self.parts(*at) && !joined(*at));
            let last = last.map_or(After::Space, |at| self.tokens[at].after);
            let strongest = signs.max().unwrap_or_default();
            // without a sign there is no later clause: `took it over when the lead did not play`
            let is_later = strongest > After::Space;
            is_later
                && (strongest < After::Semicolon || strongest == last && last == After::Semicolon)
        })
    }
}
