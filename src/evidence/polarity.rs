//! Polarity: how a cue stands in its sentence.
//!
//! In: the tokens and markers of a unit, and where the cue stands. Out: affirmed, negated, wished,
//! somebody else's, watched, or part of a name.
//! Left to others: how strong an affirmed cue is (`level`).

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

/// Reach of a denial, in tokens.
const REACH: usize = 6;

/// … and when it goes through a list.
const LIST_REACH: usize = 12;
/// Reach of a course, in tokens: its title, and what it was about.
const COURSE_REACH: usize = 14;

/// Words between whose it is and what it is: `articles sur les bénévoles`.
const OTHERS_REACH: usize = 1;
/// Reach of watching, in tokens; a list carries it further.
const WATCH_REACH: usize = 5;

/// Where a lead starts at the latest, in tokens.
const LEAD: usize = 6;
/// Words between a relative and what they do.
const KIN_REACH: usize = 8;
/// Words between *who* and what they do.
const CLAUSE_REACH: usize = 7;
/// Words between a cue and the clause that takes it back.
const BACK_REACH: usize = 12;
/// Words between a course and its title in quotation marks.
const TITLE_REACH: usize = 6;
/// Signs of quotation, opening or both.
const QUOTES: [char; 4] = ['«', '“', '"', '‘'];
/// Words between a cue and the form of a company.
const SHOUTED_REACH: usize = 3;

/// Longest label in front of a colon, in tokens.
const LABEL: usize = 3;

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

    fn negated(&self, start: usize, end: usize) -> bool {
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
    fn first_person_restart(&self, mark: &Found<Marker>, start: usize) -> bool {
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

    fn overlaps(&self, mark: &Found<Marker>, start: usize, end: usize) -> bool {
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
    fn taken_back(&self, end: usize) -> bool {
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
            strongest < After::Semicolon || strongest == last && last == After::Semicolon
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

    /// `I unlock the church for the organist`, `secrétaire de la violoniste`: whom one works for plays.
    fn served(&self, start: usize, end: usize) -> bool {
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
    fn his(&self, start: usize) -> bool {
        let near = |at: usize| self.among(at, &markers().his);
        self.among(0, &markers().ours)
            && !self.among(1, &markers().own_groups)
            && (start.saturating_sub(2).max(2)..start).any(near)
            && !self.first_person_between(1, start)
    }

    fn someone_else(&self, start: usize, end: usize) -> bool {
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
    fn others_do(&self, start: usize, about: About) -> bool {
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
    fn kin_do(&self, start: usize) -> bool {
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
    fn somebody_who(&self, start: usize, last: usize) -> bool {
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

    fn first_person_between(&self, from: usize, to: usize) -> bool {
        self.marked(Marker::FirstPerson)
            .any(|mark| mark.start >= from && mark.end <= to + 1)
    }

    fn watched(&self, start: usize, end: usize) -> bool {
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
    fn attended(&self, start: usize, end: usize) -> bool {
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
    fn practised(&self, start: usize, end: usize) -> bool {
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

    fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    fn capital(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }

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
    fn name(&self, start: usize, end: usize, about: About) -> bool {
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
    fn company_of(&self, start: usize, end: usize) -> bool {
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

    fn among(&self, at: usize, words: &BTreeSet<String>) -> bool {
        let mut folded = String::new();
        fold::word(self.word(at), &mut folded);
        words.contains(&folded)
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
