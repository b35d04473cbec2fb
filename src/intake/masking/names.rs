//! Finds the candidate's name: at the top, after a label, or spelled by the e-mail address; then
//! wherever it stands as a name.
//!
//! In: words, the lexicon's phrases among them, contacts and names from a roster. Out: byte ranges,
//! and the name as written. A common word is never masked because somebody is called *Petit*.

use super::causes::Found;
use super::name_line;
use crate::intake::text::words::{Gap, Words};
use crate::language::everyday::is_everyday;
use crate::language::fold::{fold, letter};
use crate::language::headings::Headings;
use crate::language::markers::markers;
use crate::language::names::{is_continued_by, is_given, is_particle};
use crate::language::protected::Act;

/// A candidate's names.
#[derive(Debug, Default)]
pub struct Names {
    /// Byte ranges, in no order.
    pub ranges: Vec<(usize, usize)>,
    /// The name as written in the text.
    pub written: Option<String>,
    /// The words at which the name line starts and ends.
    pub line: Option<(usize, usize)>,
}

/// Words of a name.
const LONGEST: usize = 6;
/// Lines at the top among which a name may stand by its look alone.
const TOP_LINES: usize = 2;

/// The top of a text.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    /// Its end.
    pub end: usize,
    /// Whether headings or contacts say that the text is a CV.
    pub of_cv: bool,
}

/// A name in a text, in words, and where the label before it starts.
struct Span {
    label: usize,
    from: usize,
    to: usize,
}

/// The names in a text; `given` come from a roster, `mails` are the text's e-mail addresses.
pub fn find(
    words: &Words,
    found: &[Found],
    given: &[String],
    mails: &[&str],
    top: Header,
) -> Names {
    let finder = Finder { words, found };
    let locals: Vec<String> = mails
        .iter()
        .filter_map(|mail| mail.split('@').next())
        .map(str::to_lowercase)
        .collect();
    let mut names = Names::default();
    let mut spans = finder.labelled(top.end);
    let by_look = given.is_empty() && spans.is_empty();
    let at_top = finder.at_top(top, &locals, by_look);
    spans.extend(at_top.map(|(from, to)| Span {
        label: from,
        from,
        to,
    }));
    let mut tokens: Vec<String> = given.iter().flat_map(|name| parts(name)).collect();
    for span in &spans {
        let (start, end) = words.bytes(span.from, span.to);
        let name = &words.text[start..end];
        tokens.extend(parts(name));
        let (start, end) = decorated(words.text, words.bytes(span.label, span.to));
        names.ranges.push((start, end));
        names.ranges.extend(verbatim(words.text, name));
    }
    for name in given {
        names.ranges.extend(verbatim(words.text, name));
    }
    if let Some(&Span { from, to, .. }) = spans.first() {
        let (start, end) = words.bytes(from, to);
        names.written = Some(
            words.text[start..end]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        );
        names.line = Some((from, to));
    }
    names.ranges.extend(finder.titled_lines());
    tokens.sort();
    tokens.dedup();
    if !tokens.is_empty() {
        finder.elsewhere(&tokens, &mut names.ranges);
    }
    names
}

/// The words of a name, folded; small ones that join them left out.
fn parts(name: &str) -> Vec<String> {
    let folded = fold(name);
    // One sign of Chinese is a whole name.
    let words = folded
        .split(' ')
        .filter(|word| word.chars().count() > 1 || word.len() > 2);
    words
        .filter(|word| !markers().joins_names.contains(*word))
        .map(String::from)
        .collect()
}

/// A name with the ornaments that share its line with nothing else: an emoji tells who it is.
fn decorated(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let ornament = |c: char| c == ' ' || !c.is_ascii() && !c.is_alphanumeric();
    let before = text[..start].trim_end_matches(ornament);
    let after = text[end..].trim_start_matches(|c: char| c == '.' || ornament(c));
    let ended = |c: char| c.is_control();
    if !(before.is_empty() || before.ends_with(ended))
        || !(after.is_empty() || after.starts_with(ended))
    {
        return (start, end);
    }
    let indent = text[before.len()..start].trim_start_matches(' ').len();
    (start - indent, text.len() - after.len())
}

/// Everywhere else that a name of several words stands as it is typed: without capitals, or with an
/// article for a surname.
fn verbatim<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = (usize, usize)> {
    let several = name.contains(' ');
    let name = if several { name } else { "\0" };
    let found = memchr::memmem::find_iter(text.as_bytes(), name.as_bytes());
    let whole = move |(start, end): &(usize, usize)| {
        !text[..*start].ends_with(char::is_alphanumeric)
            && !text[*end..].starts_with(char::is_alphanumeric)
    };
    found
        .map(move |start| (start, start + name.len()))
        .filter(whole)
}

/// Whether a word is one of these; most are let go by their first letter.
fn among(word: &str, tokens: &[String]) -> bool {
    let first = word.chars().next().and_then(letter);
    let starts = |first| tokens.iter().any(|token| token.as_bytes()[0] == first);
    first.is_none_or(starts) && tokens.binary_search(&fold(word)).is_ok()
}

struct Finder<'a> {
    words: &'a Words<'a>,
    found: &'a [Found],
}

impl Finder<'_> {
    fn is(&self, at: usize, act: Act) -> bool {
        let first = self.found.partition_point(|found| found.from < at);
        self.found[first..]
            .iter()
            .take_while(|found| found.from == at)
            .any(|found| found.act == act)
    }

    /// Names after *Nom :* or *Candidate:*.
    fn labelled(&self, top: usize) -> Vec<Span> {
        let labels = self
            .found
            .iter()
            .filter(|found| found.act == Act::NameLabels);
        // *Project name:* is no label of a person.
        let colon = labels.filter(|found| {
            self.words.gap(found.to) == Gap::Colon && self.words.gap(found.from) >= Gap::Comma
        });
        let named = |found: &Found| {
            if let Some((from, to)) = self.field(found, top) {
                let label = found.from;
                return Some(Span { label, from, to });
            }
            let name = self.name_at(found.to).or_else(|| self.single(found));
            name.map(|(from, to)| Span {
                label: from,
                from,
                to,
            })
        };
        colon.filter_map(named).collect()
    }

    /// *Nom : van der Berg*: at the top, all of a line after its label is a name, but for a job.
    fn field(&self, label: &Found, top: usize) -> Option<(usize, usize)> {
        let from = label.to;
        let opens = self.words.gap(label.from) >= Gap::Bar;
        let word = self.words.list.get(from).filter(|word| word.start < top)?;
        let to = (from + 1..self.words.list.len().min(from + LONGEST + 3))
            .find(|at| self.words.gap(*at) >= Gap::Comma)
            .unwrap_or(self.words.list.len());
        let letters = (from..to).all(|at| {
            let word = self.words.get(at).unwrap_or("");
            word.chars().all(char::is_alphabetic)
        });
        let job = to - from > 1 && (from..to).any(|at| self.is(at, Act::Occupations));
        let ends = !matches!(self.words.gap(to), Gap::Comma);
        let below = self.words.text[..word.start].trim_end_matches([' ', ':']);
        let here = !self.words.text[below.len()..word.start].contains('\n');
        (opens && here && letters && !job && ends && to - from <= LONGEST).then_some((from, to))
    }

    /// *Monsieur Paul Dupont* on a line of its own: whoever it is, a name says nothing of work.
    fn titled_lines(&self) -> Vec<(usize, usize)> {
        let titles = self
            .found
            .iter()
            .filter(|found| found.act == Act::Titles && self.words.gap(found.from) >= Gap::Line);
        let named = titles.filter_map(|found| self.name_at(found.from));
        let whole = named.filter(|(_, to)| self.words.gap(*to) >= Gap::Line);
        whole.map(|(from, to)| self.words.bytes(from, to)).collect()
    }

    /// *Nom : Benali* on a line of its own: the one word is a name if it is no everyday word.
    fn single(&self, label: &Found) -> Option<(usize, usize)> {
        let at = label.to;
        let opens = self.words.gap(label.from) >= Gap::Bar;
        let strange = self.words.get(at).is_some_and(|word| !is_everyday(word));
        let ends = self.words.gap(at + 1) >= Gap::Bar;
        (opens && ends && strange && self.words.capital(at)).then_some((at, at + 1))
    }

    /// The name that the top of the text shows, or that the e-mail address spells, wherever it stands.
    fn at_top(&self, top: Header, locals: &[String], by_look: bool) -> Option<(usize, usize)> {
        let mut lines = 0;
        let mut at = 0;
        let mut looks = None;
        // The name is the first line, or the one under a job.
        let mut opens = by_look;
        while at < self.words.list.len() {
            let line = self.line_end(at);
            if opens && at == 0 && !locals.is_empty() && self.opens_a_cv(line) {
                return Some((0, line));
            }
            if opens && top.of_cv && self.words.list[at].start < top.end {
                looks = self.line(at, line);
            }
            if let Some((from, to)) = self.name_at(at) {
                if self.spelled(from, to, locals) {
                    return Some((from, to));
                }
                if by_look
                    && looks.is_none()
                    && lines < TOP_LINES
                    && self.words.list[at].start < top.end
                    && self.looks(from, to, !locals.is_empty())
                {
                    looks = Some((from, to));
                }
            }
            let ended = self.words.gap(line) > Gap::Bar || self.words.gap(line) == Gap::Wrap;
            let title = self.is_title(at, line);
            let job = (at..line).any(|at| self.is(at, Act::Occupations));
            opens &= looks.is_none() && ended && (title || lines == 0 && job);
            lines += usize::from(ended && !title);
            at = line;
            // Without an address to look for, only the top can tell.
            if locals.is_empty() && lines >= TOP_LINES {
                break;
            }
        }
        looks
    }

    /// A line of nothing but a name, with the next if each has one word: *Zoé* above *LEFÈVRE*.
    fn line(&self, at: usize, line: usize) -> Option<(usize, usize)> {
        let (from, to) = name_line::name(self.words, self.found, at, line)?;
        let next = (to == at + 1 && self.words.gap(to) == Gap::Line).then(|| self.line_end(to));
        let below = next.filter(|end| *end == to + 1 && !self.is(to, Act::Occupations));
        let surname = below.and_then(|end| name_line::name(self.words, self.found, to, end));
        Some((from, surname.map_or(to, |(_, to)| to)))
    }

    fn line_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end < self.words.list.len()
            && !matches!(
                self.words.gap(end),
                Gap::Bar | Gap::Line | Gap::Break | Gap::Wrap
            )
        {
            end += 1;
        }
        end
    }

    /// *fatima benali*: a first line of a few words that opens with no everyday word and no
    /// job is a name, whatever its capitals.
    fn opens_a_cv(&self, line: usize) -> bool {
        let alphabetic = |word: &str| word.chars().all(|c| c.is_alphabetic() || "-'’".contains(c));
        let mut words = (0..line).filter_map(|at| self.words.get(at));
        let (start, end) = self.words.bytes(0, line);
        let strange = |word: &str| !is_everyday(word) || is_given(word);
        let strange = self.words.get(0).is_some_and(strange);
        let job = (0..line.saturating_sub(1)).any(|at| self.is(at, Act::Occupations));
        let parted = (1..line).any(|at| self.words.gap(at) >= Gap::Comma);
        (2..=LONGEST).contains(&line)
            && words.all(alphabetic)
            && strange
            && !job
            && !parted
            && Headings::both()
                .kind(&self.words.text[start..end])
                .is_none()
    }

    /// *Curriculum vitae* above the name is no line.
    fn is_title(&self, at: usize, end: usize) -> bool {
        let (start, stop) = self.words.bytes(at, end);
        Headings::both().is_title(&self.words.text[start..stop])
    }

    /// The capitalised words that start at a word, if they could be a name.
    fn name_at(&self, at: usize) -> Option<(usize, usize)> {
        let start = if self.is(at, Act::Titles) { at + 1 } else { at };
        let mut end = start;
        let mut capitals = 0;
        while end < self.words.list.len() && end - start < LONGEST + 2 {
            let gap = self.words.gap(end);
            if end > start
                && (gap > Gap::Bracket || (gap == Gap::Bracket && !self.words.capital(end)))
            {
                break;
            }
            let word = self.words.get(end)?;
            let small = end > start
                && (markers().joins_names.contains(&word.to_lowercase()) || is_particle(word));
            if word.contains(|c: char| !c.is_alphabetic())
                || !(self.words.capital(end) || small || self.elided(end))
            {
                break;
            }
            capitals += usize::from(self.words.capital(end));
            end += 1;
        }
        while end > start && !self.words.capital(end - 1) {
            end -= 1;
            if self.words.gap(end + 1) == Gap::Space
                && end + 1 < self.words.list.len()
                && !self.words.capital(end)
            {
                continue;
            }
        }
        let followed = self.words.gap(end) >= Gap::Bracket;
        ((2..=LONGEST).contains(&capitals) && followed).then_some((at, end))
    }

    /// The *d* of *d'Arc*.
    fn elided(&self, at: usize) -> bool {
        self.words
            .get(at)
            .is_some_and(|word| matches!(word, "d" | "l" | "t"))
    }

    /// Whether an e-mail address spells a word of a name.
    fn spelled(&self, from: usize, to: usize, locals: &[String]) -> bool {
        let (start, end) = self.words.bytes(from, to);
        let parts = parts(&self.words.text[start..end]);
        locals.iter().any(|local| {
            let local = fold(local).replace(' ', "");
            parts
                .iter()
                .any(|part| part.chars().count() >= 3 && local.contains(part.as_str()))
        })
    }

    /// Whether capitalised words look like a name: no heading, no job. Everyday words may be one
    /// (*Rose Marathon*) where contacts say that the top of the text is about a person.
    fn looks(&self, from: usize, to: usize, contacts: bool) -> bool {
        let (start, end) = self.words.bytes(from, to);
        let text = &self.words.text[start..end];
        let everyday = (from..to)
            .filter_map(|at| self.words.get(at))
            .all(is_everyday);
        let mixed = (from..to).any(|at| self.shouts(at)) && !(from..to).all(|at| self.shouts(at));
        let job = (from..to).any(|at| self.is(at, Act::Occupations));
        Headings::both().kind(text).is_none() && !job && (!everyday || mixed || contacts)
    }

    fn shouts(&self, at: usize) -> bool {
        self.words
            .get(at)
            .is_some_and(|word| word.chars().count() > 1 && !word.contains(char::is_lowercase))
    }

    /// Everywhere else that the name stands as a name.
    fn elsewhere(&self, tokens: &[String], ranges: &mut Vec<(usize, usize)>) {
        let mut at = 0;
        while at < self.words.list.len() {
            if !self.proper(at) {
                at += 1;
                continue;
            }
            let end = self.run(at, tokens);
            if end > at && (end - at > 1 || self.titled(at) || self.stands_alone(at)) {
                let from = if self.titled(at) { at - 1 } else { at };
                ranges.push(self.words.bytes(from, end));
            }
            at = end.max(at + 1);
        }
    }

    /// How far words of the name follow one another.
    fn run(&self, at: usize, tokens: &[String]) -> usize {
        let mut end = at;
        let mut last = at;
        while let Some(word) = self.words.get(end) {
            if end > at && self.words.gap(end) > Gap::Space {
                break;
            }
            let capital = self.proper(end);
            if capital && among(word, tokens) {
                last = end + 1;
            } else if end == at && !self.elided_before(end)
                || !(markers().joins_names.contains(&word.to_lowercase())
                    || is_particle(word)
                    || word.chars().count() == 1)
            {
                break;
            }
            end += 1;
        }
        last
    }

    /// The *O* of *O'Brien*.
    fn elided_before(&self, at: usize) -> bool {
        let ends = |word: &crate::intake::text::words::Word| {
            self.words.text[word.end..].starts_with(['\'', '’'])
        };
        let letter = self
            .words
            .get(at)
            .is_some_and(|word| word.chars().count() == 1);
        letter && self.words.list.get(at).is_some_and(ends)
    }

    /// A capital, or a letter of a script that has none.
    fn proper(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            let uncased = |c: char| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase();
            word.starts_with(|c: char| c.is_uppercase() || uncased(c))
        })
    }

    fn titled(&self, at: usize) -> bool {
        at > 0 && self.words.gap(at) <= Gap::Space && self.is(at - 1, Act::Titles)
    }

    /// A single word of the name stands as a name if no other reading is likely.
    fn stands_alone(&self, at: usize) -> bool {
        if self.shouts(at) && self.words.get(at).is_some_and(|word| word.len() < 4) {
            return false;
        }
        if self.compounds(at) {
            return false;
        }
        let follows = self.words.gap(at + 1) <= Gap::Space && self.is(at + 1, Act::NameFollowers);
        let first = self.words.gap(at) >= Gap::Colon;
        let before = at
            .checked_sub(1)
            .and_then(|before| self.words.get(before))
            .unwrap_or("");
        let determined = before.chars().count() <= 3;
        let word = self.words.get(at).unwrap_or("");
        // *Ana* and *Zoé* are short, but no other words.
        let month = || markers().months.contains(&fold(word));
        let short = word.chars().count() <= 3 && is_given(word) && !month();
        let common = is_everyday(word) && !short;
        follows
            || (!common && !self.names_something(at))
            || (!first && !determined && !self.words.capital(at - 1) && !common)
    }

    /// *Bell-ringing*: joined to a word without a capital, it is a common word.
    fn compounds(&self, at: usize) -> bool {
        let end = self.words.list.get(at).map_or(0, |word| word.end);
        let rest = self.words.text[end..].strip_prefix(['-', '‐', '‑']);
        rest.is_some_and(|rest| rest.starts_with(char::is_lowercase))
    }

    /// *Marathon de Paris*, *Rose Music Hall*: the word is part of another name.
    fn names_something(&self, at: usize) -> bool {
        let next = self.words.gap(at + 1) <= Gap::Space;
        let joined = self.words.get(at + 1).is_some_and(is_continued_by);
        let before = at > 0 && self.words.gap(at) <= Gap::Space && self.words.capital(at - 1);
        (next && (joined || self.words.capital(at + 1))) || before
    }
}
