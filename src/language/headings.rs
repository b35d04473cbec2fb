//! Headings: what a CV calls its sections, in both languages, by kind.
//!
//! In: a line. Out: the kind of section it opens, if it is a known heading.
//! Left to others: whether the line stands as a heading (`intake::sectioning`).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fold::fold;
use super::packing;
use crate::model::document::SectionKind;

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    Headings::parse(&[
        include_str!(concat!(env!("OUT_DIR"), "/fr-headings.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-headings.lists")),
    ])
});

/// Small words before a heading that say nothing about it.
const LEADING: &[&str] = &[
    "mes", "mon", "ma", "les", "le", "la", "l", "my", "the", "nos", "our", "quelques", "some",
];
/// Words between two headings on one line.
const JOINING: &[&str] = &["et", "and", "ou", "or"];

/// Known headings, folded and without spaces, so that letter-spaced ones compare too.
pub struct Headings {
    kinds: FxHashMap<String, SectionKind>,
    longest: usize,
}

impl Headings {
    /// Those of both languages.
    pub fn both() -> &'static Headings {
        &HEADINGS
    }

    /// The kind that a whole line names: a heading, or two of them joined.
    pub fn kind(&self, line: &str) -> Option<SectionKind> {
        if line.len() > 3 * self.longest {
            return None;
        }
        let folded = fold(line);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        self.of(&words).or_else(|| self.joined(&words))
    }

    /// The kind named by the first words of a line, and how many words that took; the longest wins.
    pub fn starting(&self, line: &str) -> Option<(SectionKind, usize)> {
        let folded = fold(line);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        (1..=words.len().min(5))
            .rev()
            .find_map(|count| Some((self.of(&words[..count])?, count)))
    }

    fn of(&self, words: &[&str]) -> Option<SectionKind> {
        let bare = match words.first() {
            Some(first) if words.len() > 1 && LEADING.contains(first) => &words[1..],
            _ => words,
        };
        let known = |words: &[&str]| self.kinds.get(&words.concat()).copied();
        known(words).or_else(|| known(bare))
    }

    fn joined(&self, words: &[&str]) -> Option<SectionKind> {
        let joint = words.iter().position(|word| JOINING.contains(word));
        let cut = match joint {
            Some(at) => (at, at + 1),
            // "Skills & languages" folds to two headings side by side.
            None => (1..words.len())
                .find(|at| self.of(&words[..*at]).is_some() && self.of(&words[*at..]).is_some())
                .map(|at| (at, at))?,
        };
        let (first, second) = (&words[..cut.0], &words[cut.1..]);
        match (
            self.of(first),
            self.of(second).or_else(|| self.joined(second)),
        ) {
            (Some(kind), Some(_)) => Some(kind),
            _ => None,
        }
    }

    fn parse(files: &[&str]) -> Headings {
        let mut kinds = FxHashMap::default();
        for lists in files {
            for (kind, phrases) in packing::lists_by(lists) {
                for phrase in phrases {
                    kinds.entry(fold(phrase).replace(' ', "")).or_insert(kind);
                }
            }
        }
        let longest = kinds.keys().map(String::len).max().unwrap_or(0);
        Headings { kinds, longest }
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
    }
}
