//! Patterns: a rubric's regular expressions, each compiled when a text first could match it.
//!
//! In: the patterns of each criterion, once; then units in lower case. Out: the criteria whose
//! patterns match, and where. Compiling a hundred patterns takes longer than reading a CV, and nearly all of
//! them cannot match without certain words: those are looked for first, all of them in one pass.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;

use super::needs::{Needs, Set};
use super::openings::{self, Openings};
use crate::language::packing::Packed;

/// The patterns of a rubric.
pub struct Patterns {
    list: Vec<Pattern>,
    /// What a text must hold one of, for each pattern of which that is known.
    openings: Openings,
    /// Patterns that are tried on every text.
    always: Vec<usize>,
}

struct Pattern {
    criterion: usize,
    text: String,
    needs: Option<Needs>,
    regex: OnceLock<Option<Regex>>,
}

impl Patterns {
    /// Takes patterns with the criterion that each belongs to.
    pub fn new<'a>(patterns: impl Iterator<Item = (usize, &'a str)>) -> Patterns {
        let list: Vec<Pattern> = patterns
            .map(|(criterion, text)| Pattern {
                criterion,
                text: text.to_owned(),
                needs: SHIPPED
                    .get(text)
                    .cloned()
                    .unwrap_or_else(|| Needs::of(text)),
                regex: OnceLock::new(),
            })
            .collect();
        let (mut openings, mut always) = (Openings::new(), Vec::new());
        for (index, pattern) in list.iter().enumerate() {
            let needs = pattern.needs.as_ref();
            let mut words = needs.map_or(&[][..], Needs::words).iter();
            let long = words.clone().all(|word| word.len() >= openings::SHORTEST);
            // what cannot be looked for is tried on every text
            let sought =
                needs.is_some() && long && words.all(|word| openings.add(word.clone(), index));
            if !sought {
                always.push(index);
            }
        }
        Patterns {
            list,
            openings,
            always,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The criteria of the patterns that match, in the order of the rubric, and the bytes of each match.
    pub fn matching(&self, lower: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        let mut tried = self.always.clone();
        self.openings.owners(lower, &mut tried);
        tried.sort_unstable();
        tried.dedup();
        tried.into_iter().filter_map(move |index| {
            let pattern = &self.list[index];
            Some((pattern.criterion, pattern.find(lower)?))
        })
    }
}

impl Pattern {
    fn find(&self, lower: &str) -> Option<Range<usize>> {
        // Compiling takes longer than reading a CV: not before a text holds all the words.
        let hopeless = |needs: &Needs| !needs.stand_in(lower);
        if self.regex.get().is_none() && self.needs.as_ref().is_some_and(hopeless) {
            return None;
        }
        let regex = self.regex.get_or_init(|| compiled(&self.text));
        let found = regex.as_ref()?.find(lower)?;
        Some(found.range())
    }
}

/// An expression, without the automata that pay on long texts and take half of the time to compile.
fn compiled(pattern: &str) -> Option<Regex> {
    let config = Config::new()
        .nfa_size_limit(Some(1 << 20))
        .which_captures(WhichCaptures::Implicit)
        .hybrid(false)
        .dfa(false)
        .onepass(false);
    Regex::builder().configure(config).build(pattern).ok()
}

/// What the patterns that ship need, as the build read it.
static SHIPPED: LazyLock<BTreeMap<&str, Option<Needs>>> = LazyLock::new(|| {
    let bytes: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.packed"));
    let mut packed = Packed(bytes);
    let mut shipped = BTreeMap::new();
    while let Some(pattern) = packed.text() {
        let needs = unpacked(&mut packed).expect("the build packed it whole");
        shipped.insert(pattern, Some(needs).filter(|needs| !needs.order.is_empty()));
    }
    shipped
});

fn unpacked(packed: &mut Packed<'static>) -> Option<Needs> {
    let mut needs = Needs::default();
    for _ in 0..packed.number()? {
        let edges = packed.number()?;
        let count = packed.number()?;
        let words = (0..count).map(|_| packed.text().map(Into::into));
        needs.sets.push(Set {
            words: words.collect::<Option<_>>()?,
            starts: edges & 1 != 0,
            ends: edges & 2 != 0,
        });
    }
    let count = packed.number()?;
    needs.order = (0..count).map(|_| packed.number()).collect::<Option<_>>()?;
    needs.first = packed.number()?;
    Some(needs)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::rubric;

    #[test]
    fn what_the_build_read_is_what_the_patterns_say() {
        assert!(SHIPPED.len() > 50);
        for (pattern, needs) in SHIPPED.iter() {
            assert_eq!(*needs, Needs::of(pattern), "{pattern}");
        }
    }

    #[test]
    fn looking_for_words_first_changes_no_answer() {
        let shipped = rubric::find("discovery").expect("it is shipped");
        let rubric = rubric::load(&shipped.into()).expect("it is whole");
        let all = || {
            let each = rubric.criteria.iter().enumerate();
            each.flat_map(|(index, criterion)| {
                let patterns = criterion.skill.vocabulary.patterns.each();
                patterns.map(move |(_, pattern)| (index, pattern))
            })
        };
        let patterns = Patterns::new(all());
        let plain: Vec<(usize, Regex)> = all()
            .filter_map(|(index, pattern)| Some((index, Regex::new(pattern).ok()?)))
            .collect();
        assert!(plain.len() > 50);
        let examples = rubric.criteria.iter().flat_map(|criterion| {
            let examples = &criterion.skill.examples;
            examples.counts.iter().chain(&examples.ignored)
        });
        for example in examples {
            let lower = example.to_lowercase();
            let slow = plain
                .iter()
                .filter_map(|(index, regex)| Some((*index, regex.find(&lower)?.range())));
            let slow: Vec<_> = slow.collect();
            assert_eq!(
                patterns.matching(&lower).collect::<Vec<_>>(),
                slow,
                "{lower}"
            );
            for (pattern, (_, regex)) in patterns.list.iter().zip(&plain) {
                let needs = pattern.needs.as_ref();
                let hopeless = needs.is_some_and(|needs| !needs.stand_in(&lower));
                assert!(!hopeless || !regex.is_match(&lower), "{lower}");
            }
        }
    }
}
