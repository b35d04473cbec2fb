//! Matching: which cues of a rubric stand in a unit.
//!
//! In: a rubric, once; then the tokens of a unit. Out: cues found, with the criterion and the list
//! they come from; look-alikes already cancelled.
//! Left to others: whether they are affirmed (`polarity`) and how strong they are (`level`).

use std::ops::Range;
use std::sync::Mutex;

use rustc_hash::FxHashMap;

use super::patterns::Patterns;
use crate::error::Message;
use crate::language::cues::{self, Cue, Scope, Stands};
use crate::language::grown::{Grown, Owners};
use crate::language::markers::{Marker, markers};
use crate::language::packing::Packed;
use crate::language::stems::Accents;
use crate::language::tokens::{After, Token};
use crate::language::trie::{Found, Memo, Trie};
use crate::model::document::{Lang, Span};
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
    /// A cue that counts where it stands alone; a hit has become one of `Cues`.
    Items,
    /// Words of a vacancy, whatever the rubric.
    Advert,
}

/// The cues of all skills that ship, and the words of a vacancy, grown by the build.
static GROWN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cues.trie"));

/// The lists in the order of the values of the grown trie: an owner's value is its place times their
/// number, and the list's place.
const GROWN_LISTS: [List; 9] = [
    List::Declared,
    List::Cues,
    List::Shown,
    List::Titles,
    List::Raise,
    List::Attest,
    List::Not,
    List::NotUnit,
    List::Items,
];

/// The owner of the words of a vacancy in the grown trie; the skills come after it.
const ADVERT: usize = 0;

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
    /// The markers of a document, and where those of a unit are among them, by its first byte.
    marked: Vec<Found<Marker>>,
    marked_units: FxHashMap<usize, Range<usize>>,
}

impl Matcher {
    /// Compiles the cues of a checked rubric.
    pub fn new(rubric: &Rubric) -> Matcher {
        let mut trie = Trie::new(markers().number_words.iter().map(String::as_str));
        let mut owners: Owners = 1 << ADVERT;
        let mut meaning = vec![Some((u32::MAX, List::Advert))];
        for (index, criterion) in rubric.criteria.iter().enumerate() {
            if let Some(owner) = cues(&mut trie, index as u32, &criterion.skill.vocabulary) {
                owners |= 1 << owner;
                let from = owner * GROWN_LISTS.len();
                meaning.resize(meaning.len().max(from + GROWN_LISTS.len()), None);
                for (at, list) in GROWN_LISTS.into_iter().enumerate() {
                    meaning[from + at] = Some((index as u32, list));
                }
            }
        }
        let grown = Grown::of(GROWN).expect("the build packed it whole");
        trie.plant(grown, owners, meaning);
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
        scratch.marked.clear();
        scratch.marked_units.clear();
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
        let counts = |found: &&Found<Source>| {
            found.value.1 != List::Items || stands_alone(text, tokens, found.start..found.end)
        };
        hits.extend(scratch.found.iter().filter(counts).map(hit));
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

    /// The markers of a unit of the document that the memory was lent for, by their first token.
    pub fn marks<'s>(
        &self,
        text: &str,
        tokens: &[Token],
        scratch: &'s mut Scratch,
    ) -> &'s [Found<Marker>] {
        let start = tokens.first().map_or(0, |token| token.start);
        let Scratch {
            marker_memo: memo,
            marked,
            marked_units,
            ..
        } = scratch;
        // a unit is asked for its own sake, and for that of its neighbours
        let range = marked_units.entry(start).or_insert_with(|| {
            let from = marked.len();
            if !tokens.is_empty() {
                markers().trie.find(text, tokens, memo, marked);
            }
            from..marked.len()
        });
        &marked[range.clone()]
    }
}

/// Adds a criterion's cues that the build has not grown; who owns those that it has.
fn cues(trie: &mut Trie<Source>, index: u32, vocabulary: &Vocabulary) -> Option<usize> {
    let mut packed = Packed(vocabulary.packed.unwrap_or_default());
    let owner = packed.number();
    for (list, phrases) in lists(vocabulary) {
        for (lang, phrases) in [(Lang::Fr, &phrases.fr), (Lang::En, &phrases.en)] {
            let known = packed.number().unwrap_or(0);
            for phrase in phrases.iter().skip(known) {
                if let Ok((list, cue)) = parsed(list, phrase) {
                    trie.add(&cue, lang, &vocabulary.families, (index, list));
                }
            }
        }
    }
    owner
}

/// A phrase of a list, and the list that its mark makes of that one.
fn parsed(list: List, phrase: &str) -> Result<(List, Cue), Message> {
    match list {
        List::Not => cues::parse_not(phrase).map(|(scope, cue)| match scope {
            Scope::Overlap => (list, cue),
            Scope::Unit => (List::NotUnit, cue),
        }),
        List::Cues => cues::parse_cue(phrase).map(|(stands, cue)| match stands {
            Stands::Anywhere => (list, cue),
            Stands::Alone => (List::Items, cue),
        }),
        _ => cues::parse(phrase).map(|cue| (list, cue)),
    }
}

/// The lists of a vocabulary, in the order in which the build packs them.
fn lists(vocabulary: &Vocabulary) -> [(List, &Phrases); 7] {
    [
        (List::Declared, &vocabulary.declared),
        (List::Cues, &vocabulary.cues),
        (List::Shown, &vocabulary.shown),
        (List::Titles, &vocabulary.titles),
        (List::Raise, &vocabulary.raise),
        (List::Attest, &vocabulary.attest),
        (List::Not, &vocabulary.not),
    ]
}

fn hit(found: &Found<Source>) -> Hit {
    let (criterion, list) = found.value;
    Hit {
        start: found.start,
        end: found.end,
        criterion: criterion as usize,
        list: match list {
            List::Items => List::Cues,
            list => list,
        },
    }
}

/// Whether these tokens are an item: a sign, or a word that joins items, parts them on both sides from the
/// rest of the unit.
fn stands_alone(text: &str, tokens: &[Token], item: Range<usize>) -> bool {
    let joins = |token: &Token| {
        let word = text[token.start..token.end].to_lowercase();
        markers().joins_items.contains(&word)
    };
    let parted = |before: usize| tokens[before].after > After::Space;
    let opens = |first: usize| parted(first - 1) || joins(&tokens[first - 1]);
    let closes = |next: usize| parted(next - 1) || joins(&tokens[next]);
    (item.start == 0 || opens(item.start)) && (item.end == tokens.len() || closes(item.end))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;
    use crate::rubric;

    #[test]
    fn an_item_counts_between_the_signs_of_a_list_only() {
        let yaml = r#"criteria: [{ id: a, kind: soft, title: a, cues: ["item: communication"] }]"#;
        let named = rubric::Named {
            file: "a.yaml".into(),
            text: format!("title: a\nlang: en\n{yaml}"),
        };
        let matcher = Matcher::new(&rubric::load(&named).expect("it is whole"));
        let found = |text: &str| {
            let (mut tokens, mut hits) = (Vec::new(), Vec::new());
            tokens::append(text, 0, &mut tokens);
            let unit = Span {
                start: 0,
                end: text.len(),
            };
            let mut scratch = matcher.borrow(Accents::Kept);
            matcher.hits(text, unit, &tokens, &mut scratch, &mut hits);
            hits.iter().map(|hit| hit.list).collect::<Vec<_>>()
        };
        for item in [
            "Communication",
            "- teamwork, communication, Excel",
            "teamwork and communication",
            "Skills: communication.",
            "Excel | communication | CRM",
        ] {
            assert_eq!(found(item), [List::Cues], "{item}");
        }
        for part in [
            "communication department",
            "head of communication",
            "a communication degree, Excel",
        ] {
            assert!(found(part).is_empty(), "{part}");
        }
    }

    #[test]
    fn packed_cues_find_what_the_words_of_the_library_find() {
        let shipped = rubric::find("customer-adviser").expect("it is shipped");
        let mut rubric = rubric::load(&shipped.into()).expect("it is whole");
        let packed = Matcher::new(&rubric);
        for criterion in &mut rubric.criteria {
            assert!(criterion.skill.vocabulary.packed.take().is_some());
        }
        let read = Matcher::new(&rubric);
        let mut found = 0;
        for criterion in &rubric.criteria {
            let examples = &criterion.skill.examples;
            for text in examples.counts.iter().chain(&examples.ignored) {
                let unit = Span {
                    start: 0,
                    end: text.len(),
                };
                let mut tokens = Vec::new();
                tokens::append(text, 0, &mut tokens);
                for accents in [Accents::Kept, Accents::Lost] {
                    let hits = |matcher: &Matcher| {
                        let (mut scratch, mut hits) = (matcher.borrow(accents), Vec::new());
                        matcher.hits(text, unit, &tokens, &mut scratch, &mut hits);
                        hits.sort();
                        hits.dedup();
                        hits
                    };
                    assert_eq!(hits(&packed), hits(&read), "{text}");
                    found += hits(&packed).len();
                }
            }
        }
        assert!(found > 1000);
    }
}
