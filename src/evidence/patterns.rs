//! Patterns: a rubric's regular expressions, each compiled when a text first could match it.
//!
//! In: the patterns of each criterion, once; then units in lower case. Out: the criteria whose
//! patterns match, and where. Compiling a hundred patterns takes longer than reading a CV, and nearly all of
//! them cannot match without certain words: those are looked for first, all of them in one pass.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast, GroupKind, RepetitionKind, RepetitionRange};

/// The patterns of a rubric.
pub struct Patterns {
    list: Vec<Pattern>,
    /// What a text must hold one of, for each pattern of which that is known.
    needed: Option<AhoCorasick>,
    /// The pattern that each needed word is of.
    owners: Vec<usize>,
    /// Patterns that are tried on every text.
    always: Vec<usize>,
}

struct Pattern {
    criterion: usize,
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Patterns {
    /// Takes patterns with the criterion that each belongs to.
    pub fn new<'a>(patterns: impl Iterator<Item = (usize, &'a str)>) -> Patterns {
        let list: Vec<Pattern> = patterns
            .map(|(criterion, text)| Pattern {
                criterion,
                text: text.to_owned(),
                regex: OnceLock::new(),
            })
            .collect();
        let (mut words, mut owners, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for (index, pattern) in list.iter().enumerate() {
            match needed(&pattern.text) {
                Some(needed) => {
                    owners.extend(needed.iter().map(|_| index));
                    words.extend(needed);
                }
                None => always.push(index),
            }
        }
        let needed = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&words);
        let Ok(needed) = needed else {
            // too many words for an automaton: every pattern is tried
            let always = (0..list.len()).collect();
            return Patterns {
                list,
                needed: None,
                owners: Vec::new(),
                always,
            };
        };
        Patterns {
            list,
            needed: Some(needed),
            owners,
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
        if let Some(needed) = &self.needed {
            let found = needed.find_overlapping_iter(lower);
            tried.extend(found.map(|found| self.owners[found.pattern().as_usize()]));
        }
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
        let regex = self.regex.get_or_init(|| {
            let mut builder = RegexBuilder::new(&self.text);
            builder.size_limit(1 << 20).build().ok()
        });
        let found = regex.as_ref()?.find(lower)?;
        Some(found.range())
    }
}

/// Texts of which every match of the pattern holds one; nothing when that cannot be told.
fn needed(pattern: &str) -> Option<Vec<String>> {
    let ast = ast::parse::Parser::new().parse(pattern).ok()?;
    let needed = of(&ast)?;
    needed.iter().all(|word| !word.is_empty()).then_some(needed)
}

fn of(ast: &Ast) -> Option<Vec<String>> {
    match ast {
        Ast::Literal(literal) => Some(vec![literal.c.to_string()]),
        Ast::Group(group) if plain(&group.kind) => of(&group.ast),
        Ast::Repetition(repetition) if once(&repetition.op.kind) => of(&repetition.ast),
        Ast::Alternation(branches) => {
            let each: Option<Vec<_>> = branches.asts.iter().map(of).collect();
            each.map(|each| each.into_iter().flatten().collect())
        }
        Ast::Concat(parts) => sequence(&parts.asts),
        _ => None,
    }
}

/// The best of what stands in a row: runs of letters, or a part with words of its own.
fn sequence(parts: &[Ast]) -> Option<Vec<String>> {
    // `(?i)` in the middle changes what follows: then nothing is certain.
    if parts.iter().any(|part| matches!(part, Ast::Flags(_))) {
        return None;
    }
    let shortest = |words: &[String]| words.iter().map(String::len).min().unwrap_or(0);
    let mut best: Option<Vec<String>> = None;
    let mut run = String::new();
    let mut offer = |words: Vec<String>| {
        if best
            .as_ref()
            .is_none_or(|best| shortest(best) < shortest(&words))
        {
            best = Some(words);
        }
    };
    for part in parts {
        if let Ast::Literal(literal) = part {
            run.push(literal.c);
            continue;
        }
        if !run.is_empty() {
            offer(vec![std::mem::take(&mut run)]);
        }
        of(part).into_iter().for_each(&mut offer);
    }
    if !run.is_empty() {
        offer(vec![run]);
    }
    best
}

fn plain(kind: &GroupKind) -> bool {
    match kind {
        GroupKind::NonCapturing(flags) => flags.items.is_empty(),
        GroupKind::CaptureIndex(_) | GroupKind::CaptureName { .. } => true,
    }
}

fn once(kind: &RepetitionKind) -> bool {
    match kind {
        RepetitionKind::OneOrMore => true,
        RepetitionKind::Range(
            RepetitionRange::Exactly(least)
            | RepetitionRange::AtLeast(least)
            | RepetitionRange::Bounded(least, _),
        ) => *least > 0,
        RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rubric;

    #[test]
    fn a_pattern_needs_its_longest_certain_words() {
        let needed = |pattern| needed(pattern).map(|words| words.join("|"));
        assert_eq!(
            needed(r"\b(?:teacher|nurse)\b.{0,9}\bcareer"),
            Some("career".into())
        );
        assert_eq!(needed("t[ée]l[ée]phone?"), Some("phon".into()));
        assert_eq!(
            needed(r"(?:x|y)* ?(?:vente|vend)+"),
            Some("vente|vend".into())
        );
        for uncertain in [
            r"\d{4}",
            "(?i)sales",
            "(?i:sales)",
            "(?:sales|)",
            "a*",
            "[ab]",
        ] {
            assert_eq!(needed(uncertain), None, "{uncertain}");
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
        }
    }
}
