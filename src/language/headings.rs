//! Headings: what a CV calls its sections, in both languages, by kind.
//!
//! In: a line. Out: the kind of section it opens, if it is a known heading.
//! Left to others: whether the line stands as a heading (`intake::sectioning`).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::{self, fold};
use super::packing;
use crate::model::document::SectionKind;

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    Headings::parse(&[
        include_str!(concat!(env!("OUT_DIR"), "/fr-headings.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-headings.lists")),
    ])
});

/// A list of `headings.yaml`.
#[derive(PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum List {
    Leading,
    Joining,
    Title,
    #[serde(untagged)]
    Heading(SectionKind),
}

/// How many first letters tell whether a line may start as a heading does.
const FIRST: usize = 5;

/// Known headings, folded and without spaces, so that letter-spaced ones compare too.
#[derive(Default)]
pub struct Headings {
    kinds: FxHashMap<String, SectionKind>,
    /// Small words before a heading that say nothing about it. Folded.
    leading: FxHashSet<&'static str>,
    /// Words between two headings on one line. Folded.
    joining: FxHashSet<&'static str>,
    /// What a CV calls itself. Folded.
    titles: FxHashSet<&'static str>,
    longest: usize,
    /// The first letters of each heading: all of them where it is shorter.
    starts: FxHashSet<u64>,
    /// The first letters of each small word before a heading.
    leading_starts: FxHashSet<u64>,
}

impl Headings {
    /// Those of both languages.
    pub fn both() -> &'static Headings {
        &HEADINGS
    }

    /// The kind that a whole line names: a heading, or two of them joined.
    pub fn kind(&self, line: &str) -> Option<SectionKind> {
        if line.len() > 3 * self.longest || !self.may_start(line) {
            return None;
        }
        let line = Folded::of(line);
        let words = line.words();
        self.of(words).or_else(|| self.joined(words))
    }

    /// The kind named by the first words of a line, and how many words that took; the longest wins.
    pub fn starting(&self, line: &str) -> Option<(SectionKind, usize)> {
        if !self.may_start(line) {
            return None;
        }
        let line = Folded::of(line);
        let words = line.words();
        (1..=words.len().min(5))
            .rev()
            .find_map(|count| Some((self.of(words.first(count))?, count)))
    }

    /// Whether a line is what a CV calls itself: *Curriculum vitae*.
    pub fn is_title(&self, line: &str) -> bool {
        self.titles.contains(fold(line).as_str())
    }

    /// Whether the first letters of a line are those of a heading. Nearly all lines are let go by
    /// this, before a string is made; a line that is a heading never is.
    pub fn may_start(&self, line: &str) -> bool {
        // the first letters, packed, and those of the first word alone
        let (mut first, mut word, mut count) = (0, None, 0);
        for c in line.chars() {
            match fold::letter(c) {
                Some(letter) => {
                    first = first << 8 | u64::from(letter);
                    count += 1;
                    if self.starts.contains(&first) {
                        return true;
                    }
                    if count == FIRST {
                        break;
                    }
                }
                None if c.is_ascii() || SIGNS.contains(&c) => {
                    word = word.or((count > 0).then_some(first));
                }
                // another alphabet, a ligature, an accent of its own
                None => return true,
            }
        }
        self.leading_starts.contains(&word.unwrap_or(first))
    }

    fn of(&self, words: Words) -> Option<SectionKind> {
        let known = |words: Words| self.kinds.get(words.joined()).copied();
        known(words).or_else(
            || match words.len() > 1 && self.leading.contains(words.word(0)) {
                true => known(words.after(1)),
                false => None,
            },
        )
    }

    fn joined(&self, words: Words) -> Option<SectionKind> {
        let joint = (0..words.len()).find(|at| self.joining.contains(words.word(*at)));
        let cut = match joint {
            Some(at) => (at, at + 1),
            // "Skills & languages" folds to two headings side by side.
            None => (1..words.len())
                .find(|at| {
                    self.of(words.first(*at)).is_some() && self.of(words.after(*at)).is_some()
                })
                .map(|at| (at, at))?,
        };
        let (first, second) = (words.first(cut.0), words.after(cut.1));
        match (
            self.of(first),
            self.of(second).or_else(|| self.joined(second)),
        ) {
            (Some(kind), Some(_)) => Some(kind),
            _ => None,
        }
    }

    fn parse(files: &[&'static str]) -> Headings {
        let mut read = Headings::default();
        for (list, phrases) in files.iter().flat_map(|lists| packing::lists_by(lists)) {
            match list {
                List::Leading => read.leading.extend(phrases),
                List::Joining => read.joining.extend(phrases),
                List::Title => read.titles.extend(phrases),
                List::Heading(kind) => {
                    let joined = phrases.iter().map(|phrase| fold(phrase).replace(' ', ""));
                    joined.for_each(|heading| {
                        read.kinds.entry(heading).or_insert(kind);
                    });
                }
            }
        }
        read.longest = read.kinds.keys().map(String::len).max().unwrap_or(0);
        read.starts = read.kinds.keys().map(|heading| packed(heading)).collect();
        read.leading_starts = read.leading.iter().map(|word| packed(word)).collect();
        read
    }
}

fn packed(word: &str) -> u64 {
    let letters = word.bytes().take(FIRST);
    letters.fold(0, |packed, letter| packed << 8 | u64::from(letter))
}

/// Signs beyond ASCII that stand in many lines and fold to a space.
const SIGNS: &[char] = &['’', '–', '—', '•', '«', '»', '…', '·', '“', '”'];

/// A folded line without its spaces, and where its words stand in it.
struct Folded {
    joined: String,
    /// Where each word starts, and the end.
    starts: Vec<usize>,
}

impl Folded {
    fn of(line: &str) -> Folded {
        let folded = fold(line);
        let mut joined = String::with_capacity(folded.len());
        let mut starts = Vec::with_capacity(8);
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            starts.push(joined.len());
            joined.push_str(word);
        }
        starts.push(joined.len());
        Folded { joined, starts }
    }

    fn words(&self) -> Words<'_> {
        Words {
            joined: &self.joined,
            starts: &self.starts,
        }
    }
}

/// Some words in a row of a folded line.
#[derive(Clone, Copy)]
struct Words<'a> {
    joined: &'a str,
    starts: &'a [usize],
}

impl<'a> Words<'a> {
    fn len(self) -> usize {
        self.starts.len() - 1
    }

    fn word(self, at: usize) -> &'a str {
        &self.joined[self.starts[at]..self.starts[at + 1]]
    }

    /// All of them without the spaces between.
    fn joined(self) -> &'a str {
        &self.joined[self.starts[0]..self.starts[self.len()]]
    }

    fn first(self, count: usize) -> Words<'a> {
        Words {
            starts: &self.starts[..=count],
            ..self
        }
    }

    fn after(self, count: usize) -> Words<'a> {
        Words {
            starts: &self.starts[count..],
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_and_every_dress() {
        let kind = |line| Headings::both().kind(line);
        assert_eq!(
            kind("EXPÉRIENCES PROFESSIONNELLES"),
            Some(SectionKind::Work)
        );
        assert_eq!(kind("Mes expériences"), Some(SectionKind::Work));
        assert_eq!(kind("CENTRES D'INTERET"), Some(SectionKind::Interests));
        assert_eq!(kind("CENTRESD'INTÉRÊTS"), Some(SectionKind::Interests));
        assert_eq!(kind("Et sinon…"), Some(SectionKind::Interests));
        assert_eq!(kind("Off the clock"), Some(SectionKind::Interests));
        assert_eq!(kind("Skills & Languages"), Some(SectionKind::Skills));
        assert_eq!(kind("Engagements et loisirs"), Some(SectionKind::Volunteer));
        assert_eq!(kind("Employment history"), Some(SectionKind::Work));
        assert_eq!(kind("ran the employment history desk"), None);
        assert!(Headings::both().is_title("Curriculum Vitae :"));
    }

    #[test]
    fn no_heading_is_let_go_by_its_first_letters() {
        let headings = Headings::both();
        for heading in headings.kinds.keys() {
            let spaced: Vec<String> = heading.chars().map(String::from).collect();
            for line in [
                heading.clone(),
                heading.to_uppercase(),
                spaced.join(" "),
                format!("– {heading} :"),
                format!("{heading} & {heading}"),
                format!("l’{heading}"),
                format!("some {heading}"),
            ] {
                assert!(headings.may_start(&line), "{line}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn a_line_let_go_names_nothing(line in "(mes |l’|Å|É|&|, |et |langues|compétences|skills|C V|sport|[a-zéà]){0,6}") {
            let headings = Headings::both();
            let folded = Folded::of(&line);
            let kind = headings.of(folded.words()).or_else(|| headings.joined(folded.words()));
            proptest::prop_assert_eq!(headings.kind(&line), kind);
        }
    }
}
