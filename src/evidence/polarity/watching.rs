//! What is watched, attended or read about rather than done.
//!
//! In: a sentence and the words of a cue. Out: whether the candidate only looks on.

use super::{LIST_REACH, QUOTES, Sentence};
use crate::language::markers::{Marker, markers};
use crate::language::tokens::After;

/// Words between a course and its title in quotation marks.
const TITLE_REACH: usize = 6;

/// Reach of watching, in tokens; a list carries it further.
const WATCH_REACH: usize = 5;

/// Reach of a course, in tokens: its title, and what it was about.
const COURSE_REACH: usize = 14;

impl Sentence<'_> {
    pub(super) fn watched(&self, start: usize, end: usize) -> bool {
        let before = self.marked(Marker::Watched).any(|mark| {
            mark.start < start
                && !self.overlaps(mark, start, end)
                && !self.parted(mark.start, start, After::Stop)
                && !self.turned(mark.end, start)
                && !self.first_person_restart(mark, start)
                && !self.practised(start, end)
                && start - mark.end <= self.watch_reach(mark.end, start)
        });
        before || self.watched_after(start, end) || self.attended(start, end)
    }

    /// `abonnée au théâtre de la ville et aux matchs de hockey`: all of it is watched.
    fn watch_reach(&self, from: usize, to: usize) -> usize {
        match (from..to).any(|at| self.among(at, &markers().joins_items)) {
            true => LIST_REACH,
            false => WATCH_REACH,
        }
    }

    /// `a webinar called Empathy in Customer Care`: being told about it is not doing it.
    pub(super) fn attended(&self, start: usize, end: usize) -> bool {
        self.titled(start, end) || self.course_in_brackets(end) || self.course_before(start, end)
    }

    /// `Atelier « L'écoute active »`, `Talk: "Handling Conflict"`: the title of what somebody else gave.
    fn titled(&self, start: usize, end: usize) -> bool {
        let from = start.saturating_sub(TITLE_REACH);
        let quoted = |at: &usize| {
            let (last, next) = (self.tokens[*at].end, self.tokens[at + 1].start);
            self.text[last..next].contains(QUOTES)
        };
        let Some(open) = (from..start).rev().find(quoted) else {
            return false;
        };
        let course =
            (open.saturating_sub(2)..=open).any(|at| self.among(at, &markers().course_nouns));
        course
            && !self.practised(start, end)
            && !self.has(Marker::Responsibility, 0, open + 1)
            && !self.first_person_between(0, open)
    }

    /// `Conflict resolution (e-learning, annual)`: how it was met.
    fn course_in_brackets(&self, end: usize) -> bool {
        self.tokens[end - 1].after == After::Bracket
            && self
                .marked(Marker::Course)
                .any(|mark| mark.start >= end && mark.start <= end + 1)
    }

    fn course_before(&self, start: usize, end: usize) -> bool {
        self.marked(Marker::Course).any(|mark| {
            mark.start < start
                && !self.overlaps(mark, start, end)
                && start - mark.end <= COURSE_REACH
                && !self.parted(mark.end - 1, start, After::Semicolon)
                && !self.has(
                    Marker::Responsibility,
                    mark.start.saturating_sub(3),
                    mark.end,
                )
                && !self.first_person_between(mark.end, start)
        })
    }

    /// `Rugby : devant la télé`, `passionnée de cirque, je vois tous les spectacles`.
    fn watched_after(&self, start: usize, end: usize) -> bool {
        let liked = self
            .marked(Marker::FondOf)
            .any(|mark| mark.end <= start && start - mark.end <= 2);
        self.marked(Marker::Watched).any(|mark| {
            mark.start >= end
                && !self.parted(end - 1, mark.start, After::Stop)
                && (liked || mark.start - end <= 5 && !self.turned(end, mark.start))
                && !self.practised(start, end)
        })
    }

    /// A practice beside it outweighs watching: `joueuse depuis 2014, et abonnée au théâtre`.
    pub(super) fn practised(&self, start: usize, end: usize) -> bool {
        self.marks.iter().any(|mark| {
            matches!(
                mark.value,
                Marker::Duration
                    | Marker::Responsibility
                    | Marker::Level
                    | Marker::Performance
                    | Marker::Prize
            ) && (mark.start >= end || mark.end <= start)
                && mark.start + 6 >= start
                && mark.start <= end + 6
                && !self.marks.iter().any(|other| {
                    matches!(other.value, Marker::Watched | Marker::FondOf)
                        && self.overlaps(other, mark.start, mark.end)
                })
        })
    }
}
