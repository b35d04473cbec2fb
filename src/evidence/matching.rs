//! Matching: which cues of a rubric stand in a unit.
//!
//! In: a rubric, once; then the tokens of a unit. Out: cues found, with the criterion and the list
//! they come from; look-alikes already cancelled.
//! Left to others: whether they are affirmed (`polarity`) and how strong they are (`level`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use super::patterns::Patterns;
use crate::language::cues::{self, Scope};
use crate::language::markers::{Marker, markers};
use crate::language::stems::Accents;
use crate::language::tokens::Token;
use crate::language::trie::{Found, Memo, Trie};
use crate::model::document::Span;
use crate::model::rubric::{Kind, Phrases, Rubric, Vocabulary};

/// The list of a vocabulary that a cue comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// The word alone.
    Declared,
    /// A practice, tool or role.
    Cues,
    /// An act.
    Shown,
    /// A job that cannot be done without.
    Titles,
    /// Lifts to level 3.
    Raise,
    /// Lifts to level 4.
    Attest,
    /// Cancels what it overlaps.
    Not,
    /// Cancels the unit.
    NotUnit,
    /// Words of a vacancy, whatever the rubric.
    Advert,
}

/// A cue's criterion and list.
pub type Source = (u32, List);

/// A cue in a unit; `start..end` are tokens of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// The criterion's index in the rubric.
    pub criterion: usize,
    /// The list its cue comes from.
    pub list: List,
}

/// The cues of a rubric, compiled; shared by all threads.
pub struct Matcher {
    trie: Trie<Source>,
    patterns: Patterns,
    kinds: Vec<Kind>,
    scratches: Mutex<Vec<Scratch>>,
}

/// Memory that a thread reuses from unit to unit.
#[derive(Default)]
pub struct Scratch {
    memo: Memo,
    marker_memo: Memo,
    found: Vec<Found<Source>>,
    marked: Vec<Found<Marker>>,
}

impl Matcher {
    /// Compiles the cues of a checked rubric.
    pub fn new(rubric: &Rubric) -> Matcher {
        let mut trie = Trie::new(markers().number_words.iter().map(String::as_str));
        for (index, criterion) in rubric.criteria.iter().enumerate() {
            let vocabulary = &criterion.skill.vocabulary;
            for (list, phrases) in lists(vocabulary) {
                add(
                    &mut trie,
                    (index as u32, list),
                    phrases,
                    &vocabulary.families,
                );
            }
            exclusions(&mut trie, index as u32, vocabulary);
        }
        for (lang, cue) in &markers().advert {
            trie.add(cue, *lang, &BTreeMap::new(), (u32::MAX, List::Advert));
        }
        let kinds = rubric
            .criteria
            .iter()
            .map(|criterion| criterion.skill.kind)
            .collect();
        let patterns = rubric.criteria.iter().enumerate();
        let patterns = patterns.flat_map(|(index, criterion)| {
            let phrases = criterion.skill.vocabulary.patterns.each();
            phrases.map(move |(_, pattern)| (index, pattern))
        });
        Matcher {
            trie,
            patterns: Patterns::new(patterns),
            kinds,
            scratches: Mutex::default(),
        }
    }

    /// The kind of a criterion.
    pub fn kind(&self, criterion: usize) -> Kind {
        self.kinds[criterion]
    }

    /// How many criteria there are.
    pub fn criteria(&self) -> usize {
        self.kinds.len()
    }

    /// Lends memory to a thread; give it back with `give_back`.
    pub fn borrow(&self, accents: Accents) -> Scratch {
        let pool = self.scratches.lock();
        let mut scratch = pool
            .ok()
            .and_then(|mut pool| pool.pop())
            .unwrap_or_default();
        scratch.memo.accents(accents);
        scratch.marker_memo.accents(accents);
        scratch
    }

    /// Takes memory back.
    pub fn give_back(&self, scratch: Scratch) {
        if let Ok(mut pool) = self.scratches.lock() {
            pool.push(scratch);
        }
    }

    /// Appends the cues of a unit, without those that an exclusion cancels.
    pub fn hits(
        &self,
        text: &str,
        unit: Span,
        tokens: &[Token],
        scratch: &mut Scratch,
        hits: &mut Vec<Hit>,
    ) {
        scratch.found.clear();
        self.trie
            .find(text, tokens, &mut scratch.memo, &mut scratch.found);
        let from = hits.len();
        hits.extend(scratch.found.iter().map(hit));
        if !self.patterns.is_empty() && !tokens.is_empty() {
            let lower = text[unit.start..unit.end].to_lowercase();
            let matching = self.patterns.matching(&lower).map(|(criterion, found)| {
                let bytes = unit.start + found.start..unit.start + found.end;
                let (start, end) = touched(tokens, bytes);
                Hit {
                    start,
                    end,
                    criterion,
                    list: List::Cues,
                }
            });
            hits.extend(matching);
        }
        if hits[from..]
            .iter()
            .any(|hit| matches!(hit.list, List::Not | List::NotUnit))
        {
            let kept = without_look_alikes(&hits[from..]);
            hits.truncate(from);
            hits.extend(kept);
        }
    }

    /// The markers of a unit, in order of their first token.
    pub fn marks<'s>(
        &self,
        text: &str,
        tokens: &[Token],
        scratch: &'s mut Scratch,
    ) -> &'s [Found<Marker>] {
        scratch.marked.clear();
        let memo = &mut scratch.marker_memo;
        markers().trie.find(text, tokens, memo, &mut scratch.marked);
        &scratch.marked
    }
}

fn lists(vocabulary: &Vocabulary) -> [(List, &Phrases); 6] {
    [
        (List::Declared, &vocabulary.declared),
        (List::Cues, &vocabulary.cues),
        (List::Shown, &vocabulary.shown),
        (List::Titles, &vocabulary.titles),
        (List::Raise, &vocabulary.raise),
        (List::Attest, &vocabulary.attest),
    ]
}

fn add(
    trie: &mut Trie<Source>,
    source: Source,
    phrases: &Phrases,
    families: &BTreeMap<String, Phrases>,
) {
    for (lang, phrase) in phrases.each() {
        if let Ok(cue) = cues::parse(phrase) {
            trie.add(&cue, lang, families, source);
        }
    }
}

fn exclusions(trie: &mut Trie<Source>, index: u32, vocabulary: &Vocabulary) {
    for (lang, phrase) in vocabulary.not.each() {
        if let Ok((scope, cue)) = cues::parse_not(phrase) {
            let list = match scope {
                Scope::Overlap => List::Not,
                Scope::Unit => List::NotUnit,
            };
            trie.add(&cue, lang, &vocabulary.families, (index, list));
        }
    }
}

fn hit(found: &Found<Source>) -> Hit {
    let (criterion, list) = found.value;
    Hit {
        start: found.start,
        end: found.end,
        criterion: criterion as usize,
        list,
    }
}

/// The tokens that these bytes touch, at least one: a pattern is read on lower case, whose bytes
/// are those of the text but for a handful of letters.
fn touched(tokens: &[Token], bytes: Range<usize>) -> (usize, usize) {
    let start = tokens.partition_point(|token| token.end <= bytes.start);
    let start = start.min(tokens.len() - 1);
    let end = tokens.partition_point(|token| token.start < bytes.end);
    (start, end.max(start + 1))
}

/// A look-alike cancels the cues it overlaps, unless the cue is longer and holds it whole.
fn without_look_alikes(hits: &[Hit]) -> Vec<Hit> {
    let cancelled = |hit: &Hit| {
        hits.iter().any(|other| match other.list {
            _ if other.criterion != hit.criterion => false,
            List::NotUnit => true,
            List::Not => {
                let overlap = other.start < hit.end && hit.start < other.end;
                let held = hit.start <= other.start
                    && other.end <= hit.end
                    && hit.end - hit.start > other.end - other.start;
                overlap && !held
            }
            _ => false,
        })
    };
    let kept = hits
        .iter()
        .filter(|hit| !matches!(hit.list, List::Not | List::NotUnit) && !cancelled(hit));
    kept.copied().collect()
}
