//! Finds protected words in a text and says how far their mask goes.
//!
//! In: words and the lexicon's phrases among them. Out: byte ranges, and which of them name relatives.
//! Left to others: what the phrases are (`language::protected`), names and contacts.

use crate::intake::text::words::{Gap, Words};
use crate::language::markers::markers;
use crate::language::personal::Small;
use crate::language::protected::{Act, Hit, Protected};

/// What protected words have to be masked.
#[derive(Debug, Default)]
pub struct Causes {
    /// Byte ranges, in no order.
    pub ranges: Vec<(usize, usize)>,
    /// Those that named a relative.
    pub relatives: Vec<(usize, usize)>,
}

/// A phrase of the lexicon in this text, in words.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// What it is.
    pub act: Act,
    /// First word.
    pub from: usize,
    /// One past the last word.
    pub to: usize,
    at_start: bool,
}

/// No phrase of the lexicon has more words.
const LONGEST_PHRASE: usize = 12;
/// Words of a segment that says where somebody is from and no more.
const SHORT: usize = 6;

/// Every phrase of the lexicon that no exception covers, in order.
pub fn phrases(words: &Words) -> Vec<Found> {
    let lexicon = Protected::both();
    let mut found: Vec<Found> = Vec::new();
    let (mut hits, mut folded): (Vec<Hit>, String) = (Vec::new(), String::new());
    for at in 0..words.list.len() {
        // A phrase does not run over a sentence's end.
        let word = |index: usize| {
            let broken = index > at && words.gap(index) >= Gap::Comma;
            if broken { None } else { words.get(index) }
        };
        lexicon.find(at, &word, &mut folded, &mut hits);
        found.extend(hits.drain(..).map(|hit| Found {
            act: hit.act,
            from: at,
            to: at + hit.words,
            at_start: hit.at_start,
        }));
    }
    let kept: Vec<(usize, usize)> = found
        .iter()
        .filter(|found| matches!(found.act, Act::Keep | Act::NotNative))
        .map(|found| (found.from, found.to))
        .collect();
    let free = |found: &Found| {
        let helps = matches!(found.act, Act::Served | Act::Occupations | Act::Roles);
        // Exceptions are in order, and none is longer than a few words.
        let near = kept.partition_point(|(from, _)| from + LONGEST_PHRASE < found.from);
        let mut near = kept[near..].iter().take_while(|(from, _)| *from < found.to);
        helps || !near.any(|(from, to)| found.from < *to && *from < found.to)
    };
    found.retain(free);
    found
}

/// The ranges of protected words; `zone` says which bytes are about the person rather than their work.
pub fn find(words: &Words, found: &[Found], zone: &dyn Fn(usize) -> bool) -> Causes {
    let reader = Reader { words, found, zone };
    let mut causes = Causes::default();
    for phrase in found {
        reader.one(phrase, &mut causes);
    }
    causes
}

struct Reader<'a> {
    words: &'a Words<'a>,
    found: &'a [Found],
    zone: &'a dyn Fn(usize) -> bool,
}

impl Reader<'_> {
    fn one(&self, found: &Found, causes: &mut Causes) {
        let range = match found.act {
            Act::Phrases => Some((found.from, found.to)),
            Act::Whole => self.whole(found),
            Act::Native => self.native(found),
            Act::Named => Some(self.named(found)),
            Act::Bodies => Some(if self.any_in_unit(found, Act::Roles) {
                self.office(found)
            } else {
                self.named(found)
            }),
            Act::Offices => (!found.at_start || self.opens_unit(found)).then(|| self.office(found)),
            Act::Fields => self.field(found),
            Act::Leads => self.lead(found),
            Act::Conditions if self.opens_alone(found) => Some((found.from, self.signing(found))),
            Act::Conditions => (!self.serves(found)).then_some((found.from, found.to)),
            Act::Origins => self.origin(found),
            Act::Cohorts => self.cohort(found),
            Act::Civil => self.civil(found),
            Act::Children => self.children(found),
            Act::MotherTongue => Some(self.mother_tongue(found)),
            Act::Sex => self.alone(found).filter(|_| self.in_zone(found)),
            Act::Demonyms => self.demonym(found),
            Act::Relatives => {
                causes
                    .relatives
                    .push(self.words.bytes(found.from, found.to));
                Some((found.from, found.to))
            }
            _ => None,
        };
        if let Some((from, to)) = range.filter(|(from, to)| from < to) {
            causes.ranges.push(self.words.bytes(from, to));
        }
    }

    /// *Père d'une petite fille*: what opens a segment about the family takes all of it; elsewhere a
    /// segment that is about work keeps its other words.
    fn whole(&self, found: &Found) -> Option<(usize, usize)> {
        let (from, to) = self.words.segment(found.from);
        if found.at_start {
            return (from == found.from).then_some((from, to));
        }
        let work = self.in_words(from, to).any(|other| {
            matches!(other.act, Act::Served | Act::Occupations)
                && (other.to <= found.from || other.from >= found.to)
        });
        Some(if work || to - from > LONGEST_PHRASE {
            (found.from, found.to)
        } else {
            (from, to)
        })
    }

    fn in_zone(&self, found: &Found) -> bool {
        (self.zone)(self.words.list[found.from].start)
    }

    fn any_in_unit(&self, found: &Found, act: Act) -> bool {
        let (start, end) = self.words.unit(found.from);
        self.in_words(start, end).any(|other| other.act == act)
    }

    /// Phrases that lie among some words.
    fn in_words(&self, start: usize, end: usize) -> impl Iterator<Item = &Found> {
        let first = self.found.partition_point(|found| found.from < start);
        self.found[first..]
            .iter()
            .take_while(move |found| found.from < end)
            .filter(move |found| found.to <= end)
    }

    /// The phrase with the capitalised words beside it: *paroissiale Saint-Éloi*, *St Mary's parish*.
    fn named(&self, found: &Found) -> (usize, usize) {
        let (unit, end) = self.words.unit(found.from);
        let shouted = (unit..end).all(|at| {
            !self
                .words
                .get(at)
                .is_some_and(|word| word.contains(char::is_lowercase))
        });
        if shouted {
            return (found.from, found.to);
        }
        let mut from = found.from;
        while from > unit
            && self.words.gap(from) <= Gap::Space
            && self.joins(from - 1, from - 1 > unit)
        {
            from -= 1;
        }
        // A small word before the name stays outside the mask.
        while from < found.from && !self.words.capital(from) {
            from += 1;
        }
        let mut to = found.to;
        while self.words.gap(to) <= Gap::Space && self.joins(to, true) {
            to += 1;
        }
        while to > found.to && !self.words.capital(to - 1) && self.words.get(to - 1) != Some("s") {
            to -= 1;
        }
        (from, to)
    }

    /// Whether a word belongs to a name: capitalised, or a small word between two that are.
    fn joins(&self, at: usize, inside: bool) -> bool {
        let Some(word) = self.words.get(at) else {
            return false;
        };
        let saint = ["St", "Saint", "Sainte", "Ste", "Notre", "Our"].contains(&word);
        let small = word == "s" || markers().joins_names.contains(&word.to_lowercase());
        (self.words.capital(at) && (inside || saint)) || (small && inside)
    }

    /// Whether nothing but dates and *former* stands before the phrase in its unit.
    fn opens_unit(&self, found: &Found) -> bool {
        let (start, _) = self.words.unit(found.from);
        (start..found.from).all(|at| self.is_date(at))
    }

    fn is_date(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else {
            return false;
        };
        word.starts_with(|c: char| c.is_ascii_digit())
            || word.chars().count() <= 2
            || markers()
                .months
                .contains(&crate::language::fold::fold(word))
            || Small::LeadsToAnOffice.has(word)
    }

    /// An office takes its unit along, and the bullets under it: nothing of it is read, for or against.
    fn office(&self, found: &Found) -> (usize, usize) {
        let (start, end) = self.words.unit(found.from);
        let clause = self.clause(start, found.from);
        let leads = (start..clause).all(|at| self.is_date(at));
        let from = if leads { start } else { clause };
        (
            from,
            if leads {
                self.bullets_below(start, end)
            } else {
                end
            },
        )
    }

    /// Where the clause of a word starts: after a comma, a bar, a colon or *et*.
    fn clause(&self, start: usize, at: usize) -> usize {
        let mut clause = at;
        while clause > start {
            let joint = self
                .words
                .get(clause - 1)
                .is_some_and(|word| Small::JoinsClauses.has(word));
            if self.words.gap(clause) >= Gap::Comma || self.words.gap(clause) == Gap::Colon || joint
            {
                return clause;
            }
            clause -= 1;
        }
        start
    }

    /// A title line takes the bullets that follow at once.
    fn bullets_below(&self, start: usize, end: usize) -> usize {
        if self.bulleted(start) {
            return end;
        }
        let mut end = end;
        while end < self.words.list.len() && self.bulleted(end) && !self.blank_before(end) {
            end = self.words.unit(end).1;
        }
        end
    }

    fn before(&self, at: usize) -> &str {
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.words.list[before].end);
        self.words
            .list
            .get(at)
            .map_or("", |word| &self.words.text[start..word.start])
    }

    fn bulleted(&self, at: usize) -> bool {
        let line = self.before(at);
        let line = line.rfind('\n').map_or(line, |from| &line[from + 1..]);
        self.words.gap(at) == Gap::Break
            && line
                .trim_start()
                .starts_with(crate::intake::text::lines::BULLETS)
    }

    fn blank_before(&self, at: usize) -> bool {
        let before = self.before(at);
        before.matches('\n').count() > 1
    }

    /// A label with a colon takes what follows, up to the end of the field.
    fn field(&self, found: &Found) -> Option<(usize, usize)> {
        if self.words.gap(found.to) != Gap::Colon {
            return None;
        }
        let (_, end) = self.words.segment(found.to);
        Some((found.from, end))
    }

    /// A lead takes the words that follow at once: one, then those of a date or a name.
    fn lead(&self, found: &Found) -> Option<(usize, usize)> {
        if self.words.gap(found.to) == Gap::Colon {
            return self.field(found);
        }
        // *Born 3 April*, but *born in* has a lead of its own and *born leader* is none.
        let bare = found.to - found.from == 1
            && self
                .words
                .get(found.from)
                .is_some_and(|word| Small::BornOrGifted.has(word));
        if bare && !self.is_date(found.to) {
            return None;
        }
        let (_, end) = self
            .words
            .segment(found.to.saturating_sub(1).max(found.from));
        let mut to = (found.to + 1).min(end.max(found.to));
        let small = |at: usize| {
            self.words
                .get(at)
                .is_some_and(|word| word.chars().count() <= 3)
        };
        while to < end {
            let more = self.kin(to)
                || self.words.capital(to)
                || self.is_date(to)
                || small(to - 1) && to < found.to + 6;
            if !more || self.words.gap(to) == Gap::Wrap && !self.is_date(to) {
                break;
            }
            to += 1;
        }
        // A date may hold a comma: *born April 3, 1975*.
        if to == end
            && self.words.gap(to) == Gap::Comma
            && self
                .words
                .number(to)
                .is_some_and(|year| (1900..2100).contains(&year))
        {
            to += 1;
        }
        Some((found.from, to))
    }

    /// Whether a word belongs to a count of children.
    fn kin(&self, at: usize) -> bool {
        self.in_words(at, at + 1)
            .any(|other| matches!(other.act, Act::Children | Act::Between | Act::Numbers))
    }

    /// Whether a condition is that of the people served.
    fn serves(&self, found: &Found) -> bool {
        let (start, end) = self.words.unit(found.from);
        let near = start.max(found.from.saturating_sub(6))..end.min(found.to + 3);
        self.in_words(near.start, near.end).any(|other| {
            other.act == Act::Served && (other.to <= found.from || other.from >= found.to)
        })
    }

    /// *Deaf, BSL user*: a condition that opens its line as a segment of its own is the candidate's.
    fn opens_alone(&self, found: &Found) -> bool {
        let unit = self.words.unit(found.from).0;
        unit == found.from
            && self.words.segment(found.from) == (found.from, found.to)
            && matches!(self.words.gap(found.to), Gap::Comma | Gap::Bar)
    }

    /// *Sourd, langue des signes*: how somebody hears tells the same as the condition before it.
    fn signing(&self, found: &Found) -> usize {
        let next = self.in_words(found.to, found.to + LONGEST_PHRASE);
        let next = next.filter(|other| other.act == Act::Signing && other.from == found.to);
        next.map(|other| other.to).max().unwrap_or(found.to)
    }

    /// *Nigerian-born*, *citoyenne suisse*, *d'origine algérienne*: a demonym beside a word of
    /// origin, with all of a short segment that is not about work.
    fn origin(&self, found: &Found) -> Option<(usize, usize)> {
        let (from, to) = self.words.segment(found.from);
        let near = |other: &&Found| {
            let beside = other.to + 1 >= found.from && other.from <= found.to + 1;
            other.act == Act::Demonyms && beside
        };
        let demonym = self.in_words(from, to).find(near)?;
        let about_work = self.in_words(from, to).any(|other| {
            matches!(other.act, Act::Served | Act::Occupations) && other.from != demonym.from
        });
        let short = to - from <= SHORT;
        (short && !about_work).then_some((from, to))
    }

    /// *Class of 1985*.
    fn cohort(&self, found: &Found) -> Option<(usize, usize)> {
        let year = self.words.number(found.to)?;
        let follows = self.words.gap(found.to) <= Gap::Colon && (1940..2030).contains(&year);
        follows.then_some((found.from, found.to + 1))
    }

    /// *Arabe langue maternelle* goes with its language; of *Arabe (langue maternelle)* the bracket alone.
    fn mother_tongue(&self, found: &Found) -> (usize, usize) {
        let (from, to) = self.words.segment(found.from);
        let bracket = (from + 1..=found.from).any(|at| self.words.gap(at) == Gap::Bracket);
        if bracket || to - from > 6 {
            (found.from, found.to)
        } else {
            (from, to.max(found.to))
        }
    }

    /// *Native* says where a language comes from, beside its name or as *native speaker*.
    fn native(&self, found: &Found) -> Option<(usize, usize)> {
        let (from, to) = self.words.segment(found.from);
        let language = self
            .in_words(from, to)
            .any(|other| other.act == Act::Demonyms);
        (found.to - found.from > 1 || language).then_some((found.from, found.to))
    }

    fn alone(&self, found: &Found) -> Option<(usize, usize)> {
        let segment = self.words.segment(found.from);
        (segment == (found.from, found.to)).then_some(segment)
    }

    /// Civil status opens its segment; words that are also names or acts are their whole segment.
    fn civil(&self, found: &Found) -> Option<(usize, usize)> {
        let (from, to) = self.words.segment(found.from);
        let word = self.words.get(found.from).unwrap_or("");
        if Small::DoubtfulStatus.has(word) {
            let family = self.child_segment(to).is_some()
                || self.words.gap(from) == Gap::Colon
                || self.in_zone(found);
            return self.alone(found).filter(|_| {
                family && !(Small::FirstName.has(word) && self.words.gap(to) == Gap::Space)
            });
        }
        (from == found.from && to - from <= 4).then_some((from, to))
    }

    /// *Two children*, *3 grands enfants*: a segment that counts one's own.
    fn children(&self, found: &Found) -> Option<(usize, usize)> {
        let (from, to) = self.words.segment(found.from);
        let segment = self.child_segment(from)?;
        let mut end = to;
        // What they are said to do is theirs.
        let (_, unit) = self.words.unit(found.from);
        while end < unit
            && self
                .in_words(end, unit)
                .any(|other| other.act == Act::Continues && other.from == end)
        {
            end = self.words.segment(end).1;
        }
        Some((segment.0, end))
    }

    fn child_segment(&self, from: usize) -> Option<(usize, usize)> {
        let (start, end) = (from < self.words.list.len()).then(|| self.words.segment(from))?;
        let mut at = start;
        let mut counted = false;
        while at < end {
            let here = |act: Act| {
                self.in_words(at, end)
                    .filter(move |found| found.from == at && found.act == act)
                    .map(|found| found.to)
                    .max()
            };
            let number = self
                .words
                .number(at)
                .is_some_and(|number| number <= 12)
                .then_some(at + 1);
            if let Some(to) = here(Act::Numbers).or(number) {
                counted = true;
                at = to;
            } else if let Some(to) = here(Act::Between) {
                at = to;
            } else if let Some(to) = here(Act::Children) {
                let twins = to == start + 1 && Small::Twins.has(self.words.get(start)?);
                let age = self
                    .words
                    .get(to)
                    .is_some_and(|word| Small::OfChildren.has(word))
                    && end - to <= 5;
                let tail = to == end
                    || self.words.gap(to) == Gap::Bracket
                    || age
                    || self
                        .in_words(to, end)
                        .any(|found| found.from == to && found.act == Act::Continues)
                    || self.words.get(to) == Some("à") && end - to <= 3;
                return ((counted || twins) && tail).then_some((start, end));
            } else {
                return None;
            }
        }
        None
    }

    /// A demonym names an origin as a segment among civil status, after *d'origine* or before *citizen*;
    /// elsewhere it is a language.
    fn demonym(&self, found: &Found) -> Option<(usize, usize)> {
        let said = |at: usize, small: Small| self.words.get(at).is_some_and(|word| small.has(word));
        if self.words.gap(found.to) <= Gap::Space && said(found.to, Small::Citizens) {
            // *French national team* says nothing of the candidate.
            let more = self.words.gap(found.to + 1) <= Gap::Space
                && self
                    .words
                    .get(found.to + 1)
                    .is_some_and(|word| word.len() > 2);
            return Some((found.from, found.to + 1))
                .filter(|_| !(more && said(found.to, Small::PerhapsCitizens)));
        }
        if found.from >= 2 && said(found.from - 1, Small::Origins) {
            return Some((found.from - 2, found.to))
                .filter(|_| said(found.from - 2, Small::OfOrigin));
        }
        let (from, to) = self.words.segment(found.from);
        let demonyms = self
            .in_words(from, to)
            .filter(|other| other.act == Act::Demonyms)
            .count();
        let (start, end) = self.words.unit(found.from);
        let civil = self
            .in_words(start, end)
            .any(|other| matches!(other.act, Act::Civil | Act::Children));
        let sentence =
            (start, end) == (from, to) && demonyms >= 2 && self.words.gap(end) == Gap::Stop;
        (demonyms == to - from && (civil || sentence)).then_some((from, to))
    }
}
