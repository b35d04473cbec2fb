//! Masks who the candidate is and what the law keeps out of a hiring: one `[…]` for each run, whatever
//! its length or kind.
//!
//! In: tidy text, its sections, and who a roster says the candidate is. Out: masked text with the
//! masked runs. Two texts that differ only in identity come out equal.
//! Left to others: what to look for (`causes`, `contacts`, `names`), sections (`sectioning`).

mod addresses;
mod causes;
mod contacts;
pub(super) mod likeness;
mod name_line;
mod names;

use self::causes::Found;
use self::names::{Header, Names};
use crate::intake::reading::Identity;
use crate::intake::text::words::{Gap, Words};
use crate::language::everyday::is_everyday;
use crate::language::fold::fold;
use crate::language::markers::markers;
use crate::language::personal::Small;
use crate::language::protected::Act;
use crate::model::document::{Section, SectionKind, Span};

/// What stands in the place of a masked run.
pub const MASK: &str = "[…]";

/// A masked text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text.
    pub text: String,
    /// Its masked runs.
    pub masks: Vec<Span>,
    /// Those that named a relative.
    pub relatives: Vec<Span>,
    /// The candidate's name, if the text shows it.
    pub name: Option<String>,
    /// Hashes of e-mail addresses and telephone numbers where the text is about the person.
    pub contacts: Vec<u64>,
}

/// Whether a text starts with who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Top {
    /// A CV: name and contacts stand at the top.
    Header,
    /// A cell or a field.
    None,
}

/// A CV has one e-mail address, or two.
const MAILS: usize = 8;

/// The text without its identity.
pub fn mask(text: &str, sections: &[Section], identity: &Identity, top: Top) -> Masked {
    let words = Words::of(text);
    let found = causes::phrases(&words);
    let person = Person {
        top: top_end(text, sections, top),
        personal: personal(text, sections),
        profile: profile(sections),
    };
    let mut contacts = contacts::find(text);
    contacts.sort_unstable();
    let mails: Vec<&str> = contacts
        .iter()
        .map(|(start, end)| &text[*start..*end])
        .filter(|mail| mail.contains('@'))
        .take(MAILS)
        .collect();
    let header = Header {
        end: person.top,
        of_cv: is_cv(sections, &contacts, person.top),
    };
    let names = names::find(&words, &found, &identity.names, &mails, header);
    let causes = causes::find(&words, &found, &|at| person.holds(at));
    let theirs = contacts.iter().filter(|(start, _)| person.holds(*start));
    let reached = theirs.filter_map(|(start, end)| likeness::contact(&text[*start..*end]));
    let reached: Vec<u64> = reached.collect();
    let mut ranges = contacts.clone();
    ranges.extend(places(&words, &found, &contacts, &names, &person));
    ranges.extend(ages(&words, &person));
    ranges.extend(births(&words, &person));
    ranges.extend(builds(&words, &person));
    ranges.extend(values(text, &identity.values));
    ranges.extend(names.ranges);
    ranges.extend(causes.ranges);
    let (masked, masks, relatives) = written(text, merged(text, ranges), &causes.relatives);
    Masked {
        text: masked,
        masks,
        relatives,
        name: names.written,
        contacts: reached,
    }
}

/// A heading, or a contact at the top, says that a text is a CV.
fn is_cv(sections: &[Section], contacts: &[(usize, usize)], top: usize) -> bool {
    let headed =
        |section: &Section| section.heading.is_some() && section.kind != SectionKind::Other;
    let contact = contacts.first().is_some_and(|(start, _)| *start < top);
    top > 0 && (contact || sections.iter().any(headed))
}

/// Where a text is about the person rather than about their work.
struct Person {
    /// Up to here at the top.
    top: usize,
    /// In sections of contacts and personal details.
    personal: Vec<Span>,
    /// The profile, which tells of the person and of the work.
    profile: Vec<Span>,
}

impl Person {
    fn tells(&self, at: usize) -> bool {
        let profile = |span: &Span| span.start <= at && at < span.end;
        self.holds(at) || self.profile.iter().any(profile)
    }

    fn holds(&self, at: usize) -> bool {
        let next = self.personal.partition_point(|span| span.end <= at);
        at < self.top || self.personal.get(next).is_some_and(|span| span.start <= at)
    }
}

/// Lines of a header, at most.
const HEADER: usize = 10;

fn top_end(text: &str, sections: &[Section], top: Top) -> usize {
    if top == Top::None {
        return 0;
    }
    let headed = sections
        .iter()
        .find(|section| section.heading.is_some() && section.kind != SectionKind::Other);
    let heading = headed.map_or(text.len(), |section| section.span.start);
    let lines = text.split_inclusive(['\n', '\u{0c}']);
    let mut filled = 0;
    let mut end = 0;
    for line in lines {
        filled += usize::from(!line.trim().is_empty());
        if filled > HEADER || end >= heading {
            break;
        }
        end += line.len();
    }
    end.min(heading)
}

fn profile(sections: &[Section]) -> Vec<Span> {
    let profile = |section: &&Section| section.kind == SectionKind::Summary;
    sections
        .iter()
        .filter(profile)
        .map(|section| section.span)
        .collect()
}

fn personal(text: &str, sections: &[Section]) -> Vec<Span> {
    let about = |section: &&Section| {
        section.kind == SectionKind::Other
            && section.heading.is_some_and(|heading| {
                crate::language::headings::Headings::both()
                    .kind(&text[heading.start..heading.end])
                    .is_some()
            })
    };
    sections
        .iter()
        .filter(about)
        .map(|section| section.span)
        .collect()
}

/// Towns beside a contact or the name: capitalised words without a job among them.
fn places(
    words: &Words,
    found: &[Found],
    contacts: &[(usize, usize)],
    names: &Names,
    person: &Person,
) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut at = 0;
    let mut near = Vec::new();
    let lines: Vec<(usize, usize)> = std::iter::from_fn(|| {
        let start = (at < words.list.len()).then_some(at)?;
        at = line_end(words, start);
        Some((start, at))
    })
    .take_while(|(start, _)| words.list[*start].start < person.top || !person.personal.is_empty())
    .collect();
    let told = |(from, to): &(usize, usize)| {
        let (start, end) = words.bytes(*from, *to);
        let next = contacts.partition_point(|(from, _)| *from < start);
        let contact = contacts.get(next).is_some_and(|(_, to)| *to <= end + 1);
        contact
            || names
                .line
                .is_some_and(|(name, _)| (*from..*to).contains(&name))
    };
    let marks: Vec<bool> = lines.iter().map(told).collect();
    for (index, line) in lines.iter().enumerate() {
        let beside = (index > 0 && marks[index - 1]) || marks.get(index + 1) == Some(&true);
        let here = marks[index] || (beside && town_line(words, found, *line));
        if !person.holds(words.list[line.0].start) {
            continue;
        }
        if here {
            near.push(*line);
        } else if beside {
            ranges.extend(last_town(words, found, *line));
        }
    }
    for (from, to) in near {
        let mut at = from;
        while at < to {
            let end = place_end(words, at, to);
            if is_place(words, found, at, end) {
                ranges.push(words.bytes(at, end));
            }
            at = end;
        }
    }
    ranges
}

/// A line beside a contact may be a town's; one with a job or with everyday words is not.
fn town_line(words: &Words, found: &[Found], (from, to): (usize, usize)) -> bool {
    let everyday = (from..to).filter_map(|at| words.get(at)).all(is_everyday);
    to - from <= 12 && !everyday && !has_job(found, from, to)
}

/// *Assistante, 51 ans, Maubeuge*: the town may end the line of a job.
fn last_town(words: &Words, found: &[Found], (from, to): (usize, usize)) -> Option<(usize, usize)> {
    let start = (from + 1..to)
        .rev()
        .find(|at| words.gap(*at) >= Gap::Comma)?;
    let strange = (start..to)
        .filter_map(|at| words.get(at))
        .any(|word| !is_everyday(word));
    let spoken = (from..to).any(|at| {
        words
            .get(at)
            .is_some_and(|word| word.starts_with(char::is_lowercase))
    });
    (to - start <= 2 && strange && spoken && is_place(words, found, start, to))
        .then(|| words.bytes(start, to))
}

fn has_job(found: &[Found], from: usize, to: usize) -> bool {
    let first = found.partition_point(|found| found.from < from);
    found[first..]
        .iter()
        .take_while(|found| found.from < to)
        .any(|found| found.act == Act::Occupations)
}

fn line_end(words: &Words, start: usize) -> usize {
    let mut end = start + 1;
    while end < words.list.len() {
        let before = &words.text[words.list[end - 1].end..words.list[end].start];
        if before
            .bytes()
            .any(|byte| matches!(byte, b'\n' | 0x0c | 0x1d))
        {
            break;
        }
        end += 1;
    }
    end
}

fn place_end(words: &Words, at: usize, line: usize) -> usize {
    let mut end = at + 1;
    while end < line && words.gap(end) < Gap::Comma && words.gap(end) != Gap::Colon {
        end += 1;
    }
    end
}

fn is_place(words: &Words, found: &[Found], from: usize, to: usize) -> bool {
    let small = |word: &str| {
        markers().joins_names.contains(&word.to_lowercase()) || Small::InTowns.has(word)
    };
    let fits = |at: usize| {
        words.get(at).is_some_and(|word| {
            let digits = word.chars().all(|c| c.is_ascii_digit());
            (digits && word.len() <= 5) || words.capital(at) || (at > from && small(word))
        })
    };
    let job = has_job(found, from, to);
    let (start, end) = words.bytes(from, to);
    let heading = crate::language::headings::Headings::both()
        .kind(&words.text[start..end])
        .is_some();
    // *Toulouse (since 2019)*: what a bracket adds goes along.
    let bare = (from + 1..to)
        .find(|at| words.gap(*at) == Gap::Bracket)
        .unwrap_or(to);
    words.capital(from)
        && !job
        && !heading
        && bare - from <= 6
        && to - bare <= 4
        && (from..bare).all(fits)
}

/// Ages: *47 ans* as a segment of its own about the person, *32 years old* anywhere.
fn ages(words: &Words, person: &Person) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    for at in starting(words, |first| first.is_ascii_digit()) {
        let Some(age) = words.number(at).filter(|age| (14..=90).contains(age)) else {
            continue;
        };
        let next = words.get(at + 1).unwrap_or("");
        let segment = words.segment(at);
        let here = person.holds(words.list[at].start);
        let before = at
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .unwrap_or("");
        let after = words.get(at + 2).unwrap_or("");
        let old = Small::YearsOld.has(next) && Small::Old.has(after);
        let years = Small::Years.has(next)
            && words.gap(at) >= Gap::Bracket
            && words.gap(at + 2) >= Gap::Bracket;
        let letters = Small::CutYears.has(next) && Small::CutOld.has(after);
        let line = words.unit(at) == (at, at + 2) && person.tells(words.list[at].start);
        let ends = Small::Years.has(next) && words.gap(at + 2) >= Gap::Bracket;
        let of = Small::Of.has(before) && ends && of_age(words, segment.0);
        // *Male, 27*: the number may end the line of what else they are.
        let ends_line = words.gap(at) == Gap::Comma && words.gap(at + 1) >= Gap::Line;
        let number = segment == (at, at + 1) && (words.gap(at) >= Gap::Line || ends_line);
        let aged = Small::Aged.has(before) && segment == (at - 1, at + 1);
        let range = match () {
            () if old && age >= 16 && (segment.1 - segment.0 <= 6 || i_am(words, at)) => {
                Some((at, at + 3))
            }
            () if of => Some((at - 1, at + 2)),
            () if letters => Some((at, at + 3)),
            () if years && (here || line) => Some((at, at + 2)),
            () if aged || (number && here) => Some(segment),
            () => None,
        };
        ranges.extend(range.map(|(from, to)| words.bytes(from, to)));
    }
    ranges
}

/// How tall and heavy somebody is, where the text is about them: *1m75*, *1,75 m*, *70 kg*, *5'6*.
fn builds(words: &Words, person: &Person) -> Vec<(usize, usize)> {
    let here = |at: &usize| person.tells(words.list[*at].start);
    let numbers = starting(words, |first| first.is_ascii_digit()).filter(here);
    let build = |at: usize| {
        let word = words.get(at)?;
        let unit = |offset: usize| words.get(at + offset).unwrap_or("");
        let two = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit());
        let metres = matches!(word, "1" | "2");
        let joined = word.strip_prefix("1m").or(word.strip_prefix("2m"));
        let feet = matches!(word, "4" | "5" | "6")
            && words.text[words.list[at].end..].starts_with(['\'', '’', '′']);
        let to = match () {
            () if joined.is_some_and(two) => at + 1,
            () if metres && unit(1) == "m" && two(unit(2)) => at + 3,
            () if metres && two(unit(1)) && unit(2) == "m" => at + 3,
            () if feet && words.number(at + 1).is_some_and(|inches| inches < 12) => at + 2,
            () if unit(1) == "kg" && words.segment(at) == (at, at + 2) => at + 2,
            () => return None,
        };
        Some(words.bytes(at, to))
    };
    numbers.filter_map(build).collect()
}

/// *I am 34 years old and …*.
fn i_am(words: &Words, at: usize) -> bool {
    at >= 2 && words.get(at - 1) == Some("am") && words.get(at - 2) == Some("I")
}

/// *Jeune diplômé de 22 ans*, where the segment opens with somebody.
fn of_age(words: &Words, first: usize) -> bool {
    words.get(first).is_some_and(|word| Small::OfAge.has(word))
}

/// The words that start with such a byte: few words hold a number or tell a birth.
fn starting(words: &Words, first: impl Fn(u8) -> bool) -> impl Iterator<Item = usize> {
    let text = words.text.as_bytes();
    let starts = words.list.iter().enumerate();
    starts.filter_map(move |(at, word)| first(text[word.start]).then_some(at))
}

/// Births that no word tells: *NE LE 3 MAI 1975* without its accent, a bare date at the top.
fn births(words: &Words, person: &Person) -> Vec<(usize, usize)> {
    let is = |at: usize, small: Small| words.get(at).is_some_and(|word| small.has(word));
    let digits = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let month = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| markers().months.contains(&fold(word)))
    };
    let mut ranges = Vec::new();
    for at in starting(words, |first| {
        first.is_ascii_digit() || matches!(first, b'n' | b'N')
    }) {
        if is(at, Small::Born) && is(at + 1, Small::BornOn) && digits(at + 2) {
            let date = (at + 2..at + 5)
                .take_while(|at| digits(*at) || month(*at))
                .count();
            ranges.push(words.bytes(at, at + 2 + date));
        }
        if !digits(at) {
            continue;
        }
        let alone = words.gap(at) >= Gap::Wrap && words.gap(at + 3) >= Gap::Wrap;
        let year = words
            .number(at + 2)
            .is_some_and(|year| (1930..2013).contains(&year));
        if alone && year && (digits(at + 1) || month(at + 1)) && person.holds(words.list[at].start)
        {
            ranges.push(words.bytes(at, at + 3));
        }
    }
    ranges
}

/// What a roster says is theirs alone: numbers and addresses, never the name of a town, which may be
/// anybody's.
fn values<'a>(text: &'a str, values: &'a [String]) -> impl Iterator<Item = (usize, usize)> {
    let theirs = |value: &&String| {
        value.len() >= 6 && value.contains(|c: char| c == '@' || c.is_ascii_digit())
    };
    values.iter().filter(theirs).flat_map(move |value| {
        memchr::memmem::find_iter(text.as_bytes(), value.as_bytes())
            .map(|at| (at, at + value.len()))
    })
}

/// Ranges in order, without overlap; those that nothing but signs and spaces parts become one.
fn merged(text: &str, mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.retain(|(start, end)| start < end);
    ranges.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match merged.last_mut() {
            Some(last) if start <= last.1 || nothing(&text[last.1..start]) => {
                last.1 = last.1.max(end)
            }
            _ => merged.push((start, end)),
        }
    }
    for (start, end) in &mut merged {
        let inside = &text[*start..*end];
        if text[*end..].starts_with(')')
            && inside.matches('(').count() > inside.matches(')').count()
        {
            *end += 1;
        }
    }
    merged
}

fn nothing(between: &str) -> bool {
    between
        .chars()
        .all(|c| c != '\n' && c != '\u{0c}' && c != '\u{1d}' && c != '.' && !c.is_alphanumeric())
}

fn written(
    text: &str,
    ranges: Vec<(usize, usize)>,
    relatives: &[(usize, usize)],
) -> (String, Vec<Span>, Vec<Span>) {
    let mut masked = String::with_capacity(text.len());
    let (mut masks, mut of_relatives) = (Vec::new(), Vec::new());
    let mut done = 0;
    for (start, end) in ranges {
        masked.push_str(&text[done..start]);
        narrow(&mut masked);
        let span = Span {
            start: masked.len(),
            end: masked.len() + MASK.len(),
        };
        masked.push_str(MASK);
        masks.push(span);
        let next = relatives.partition_point(|(from, _)| *from < start);
        if relatives.get(next).is_some_and(|(_, to)| *to <= end) {
            of_relatives.push(span);
        }
        done = end + spaces_after(&text[end..]);
    }
    masked.push_str(&text[done..]);
    (masked, masks, of_relatives)
}

/// Spaces beside a mask would tell how long it was where columns are aligned: three part as many do.
const ALIGNED: usize = 3;

fn narrow(masked: &mut String) {
    let bare = masked.trim_end_matches(' ').len();
    masked.truncate(masked.len().min(bare + ALIGNED));
}

/// How many spaces after a mask are left out: all at a line's end, those past three elsewhere.
fn spaces_after(rest: &str) -> usize {
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let ends = rest[spaces..].is_empty() || rest[spaces..].starts_with(['\n', '\u{0c}', '\u{1d}']);
    if ends {
        spaces
    } else {
        spaces.saturating_sub(ALIGNED)
    }
}

#[cfg(test)]
mod tests;
