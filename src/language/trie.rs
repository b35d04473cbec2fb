//! The trie: every phrase of a vocabulary, found in one pass over the tokens of a text.
//!
//! In: phrases with a value each; then tokens. Out: which phrase stands where.
//! A token is looked up once: its forms (as written, folded, stems) give symbols, and the trie walks
//! on symbols. What no phrase contains has no symbol and costs a hash.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cues::Cue;
use super::fold;
use super::grown::{self, Grown, Owners};
use super::lexicon::{By, Lexicon, NUMBER, Step, Symbol};
use super::remembered::Remembered;
use super::shared;
use super::stems::{self, Accents, Stems};
use super::tokens::Token;
use crate::model::document::Lang;
use crate::model::rubric::Phrases;

/// Most other words that a gap may skip.
const GAP: usize = 4;
/// Symbols of remembered words before the memory is emptied.
const REMEMBERED: usize = 1 << 16;

type Node = u32;

/// A phrase found: its value, and the tokens it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found<T> {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// What the phrase was added with.
    pub value: T,
}

/// All phrases, ready to walk.
pub struct Trie<T> {
    steps: FxHashMap<(Node, Symbol), Node>,
    gaps: Vec<Option<Node>>,
    ends: Vec<Vec<T>>,
    /// At the end of a member of several words: the families it belongs to.
    members: FxHashMap<Node, Vec<Symbol>>,
    /// The words of phrases that were not packed.
    own: Lexicon,
    /// The phrases that ship.
    planted: Option<Planted<T>>,
    numbers: FxHashSet<Box<str>>,
    stems: Stems,
    /// The last phrase, with its nodes: the next one often starts alike.
    path: Vec<(Step, Node)>,
}

/// The phrases of a trie that the build grew, as far as they are in use.
struct Planted<T> {
    grown: Grown,
    owners: Owners,
    /// Which of the shared symbols they use.
    used: Vec<bool>,
    /// Whether they name families with members of several words.
    members: bool,
    /// What each value of the grown trie means here.
    meaning: Vec<Option<T>>,
}

/// Where phrases start.
const ROOT: Node = 0;
/// Where the members of families that are several words start.
const MEMBERS: Node = 1;

impl<T: Copy + Ord> Trie<T> {
    /// A trie without phrases; `number_words` are words that count as a number (*trente*, *dozen*).
    pub fn new<'a>(number_words: impl Iterator<Item = &'a str>) -> Trie<T> {
        let mut folded = String::new();
        let numbers = number_words.map(|word| {
            fold::word(word, &mut folded);
            folded.as_str().into()
        });
        Trie {
            numbers: numbers.collect(),
            steps: FxHashMap::default(),
            gaps: vec![None, None],
            ends: vec![Vec::new(), Vec::new()],
            members: FxHashMap::default(),
            own: Lexicon::after(shared::last()),
            planted: None,
            stems: Stems::default(),
            path: Vec::new(),
        }
    }

    /// Adds a phrase of a language. Families that are not given match nothing.
    pub fn add(&mut self, cue: &Cue, lang: Lang, families: &BTreeMap<String, Phrases>, value: T) {
        let steps = self.own.steps(cue, lang, families);
        for (family, symbols) in self.own.take_members() {
            self.member(family, &symbols);
        }
        self.spell(&steps.unwrap_or_default(), value);
    }

    /// Adds the phrases of these owners in a trie that the build grew; `meaning` says what their values
    /// stand for.
    pub fn plant(&mut self, grown: Grown, owners: Owners, meaning: Vec<Option<T>>) {
        self.planted = Some(Planted {
            used: grown.used(owners),
            members: grown.has_members(owners),
            grown,
            owners,
            meaning,
        });
    }

    fn member(&mut self, family: Symbol, symbols: &[Symbol]) {
        let steps = symbols.iter().map(|symbol| Step::Symbol(*symbol));
        let end = steps.fold(MEMBERS, |node, step| self.next(node, step));
        self.members.entry(end).or_default().push(family);
    }

    /// Ends a phrase of these steps with a value.
    fn spell(&mut self, steps: &[Step], value: T) {
        if steps.is_empty() {
            return;
        }
        let alike = self.path.iter().zip(steps);
        let alike = alike
            .take_while(|((known, _), step)| known == *step)
            .count();
        self.path.truncate(alike);
        let mut node = self.path.last().map_or(ROOT, |(_, node)| *node);
        for step in &steps[alike..] {
            node = self.next(node, *step);
            self.path.push((*step, node));
        }
        let ends = &mut self.ends[node as usize];
        if !ends.contains(&value) {
            ends.push(value);
        }
    }

    /// The node that a step leads to.
    fn next(&mut self, node: Node, step: Step) -> Node {
        let new = self.gaps.len() as Node;
        let next = match step {
            Step::Gap => *self.gaps[node as usize].get_or_insert(new),
            Step::Symbol(symbol) => *self.steps.entry((node, symbol)).or_insert(new),
        };
        if next == new {
            self.gaps.push(None);
            self.ends.push(Vec::new());
        }
        next
    }

    /// Members of several words that start at a token: the family, and how many tokens they cover.
    fn spans(&self, start: usize, memo: &Memo, spans: &mut Vec<(Symbol, u32)>) {
        if let Some(planted) = self.planted.as_ref().filter(|planted| planted.members) {
            planted.spans(start, memo, spans);
        }
        let starts = |symbol: &Symbol| self.steps.contains_key(&(MEMBERS, *symbol));
        if self.members.is_empty() || !memo.symbols(start).iter().any(starts) {
            return;
        }
        let mut nodes = vec![(MEMBERS, start)];
        while let Some((node, at)) = nodes.pop() {
            if let Some(families) = self.members.get(&node) {
                spans.extend(families.iter().map(|family| (*family, (at - start) as u32)));
            }
            let next =
                |symbol: &Symbol| self.steps.get(&(node, *symbol)).map(|next| (*next, at + 1));
            nodes.extend(memo.symbols(at).iter().filter_map(next));
        }
    }

    /// All phrases that stand in these tokens, in order of their first token.
    pub fn find(&self, text: &str, tokens: &[Token], memo: &mut Memo, found: &mut Vec<Found<T>>) {
        memo.read(self, text, tokens);
        let own = self.gaps.len() > 2;
        for start in (0..tokens.len()).filter(|at| memo.stands(*at)) {
            if let Some(planted) = &self.planted {
                planted.walk(grown::ROOT, start, start, memo, found);
            }
            if own {
                self.walk(ROOT, start, start, memo, found);
            }
        }
    }

    fn walk(&self, node: Node, start: usize, at: usize, memo: &Memo, found: &mut Vec<Found<T>>) {
        for value in &self.ends[node as usize] {
            found.push(Found {
                start,
                end: at,
                value: *value,
            });
        }
        self.step(node, start, at, memo, found);
        if let Some(gap) = self.gaps[node as usize] {
            for skipped in 0..=GAP {
                self.step(gap, start, at + skipped, memo, found);
            }
        }
    }

    fn step(&self, node: Node, start: usize, at: usize, memo: &Memo, found: &mut Vec<Found<T>>) {
        for symbol in memo.symbols(at) {
            if let Some(next) = self.steps.get(&(node, *symbol)) {
                self.walk(*next, start, at + 1, memo, found);
            }
        }
        for (symbol, length) in memo.spans(at) {
            if let Some(next) = self.steps.get(&(node, *symbol)) {
                self.walk(*next, start, at + *length as usize, memo, found);
            }
        }
    }

    /// The symbols of a word as it stands in a text.
    fn look_up(&self, word: &str, number: bool, accents: Accents) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        let lower = word.to_lowercase();
        let mut folded = String::new();
        fold::word(&lower, &mut folded);
        if number || self.numbers.contains(folded.as_str()) {
            symbols.push(NUMBER);
        }
        let accents = accents.of_word(word);
        let mut add = |by, form: &str| self.mean(by, form, &mut symbols);
        add(By::Written, word);
        if word.len() > 1 && word.chars().all(char::is_uppercase) {
            // in capitals the case says nothing
            let capital: String = word.chars().take(1).chain(lower.chars().skip(1)).collect();
            add(By::Written, &capital);
        }
        add(By::Folded, &folded);
        for (lang, by) in [(Lang::Fr, By::StemFr), (Lang::En, By::StemEn)] {
            for stem in self.stems.of(&lower, lang, accents) {
                add(by, &stem);
            }
        }
        if accents == Accents::Lost && folded.len() <= 3 {
            for form in stems::accented(&folded) {
                add(By::Folded, &form);
                add(By::StemFr, &form);
                add(By::StemEn, &form);
            }
        }
        for (end, _) in folded.char_indices().skip(3).chain([(folded.len(), ' ')]) {
            add(By::Prefix, &folded[..end]);
        }
        symbols.sort_unstable();
        symbols.dedup();
        symbols
    }

    /// Adds what a text means by a form, as far as these phrases use it.
    fn mean(&self, by: By, form: &str, symbols: &mut Vec<Symbol>) {
        symbols.extend(self.own.meant(by, form));
        if let Some(planted) = &self.planted {
            let used = |symbol: &Symbol| planted.used.get(*symbol as usize) == Some(&true);
            symbols.extend(shared::meant(by, form).filter(used));
        }
    }
}

impl<T: Copy + Ord> Planted<T> {
    fn spans(&self, start: usize, memo: &Memo, spans: &mut Vec<(Symbol, u32)>) {
        let branch = |node, symbol: &Symbol| self.grown.branch(node, *symbol, self.owners);
        let mut nodes: Vec<(Node, usize)> = Vec::new();
        let first = |symbol: &Symbol| branch(grown::MEMBERS, symbol).map(|next| (next, start + 1));
        nodes.extend(memo.symbols(start).iter().filter_map(first));
        while let Some((node, at)) = nodes.pop() {
            let families = self.grown.ends(node);
            let used = |family: &Symbol| self.used.get(*family as usize) == Some(&true);
            let length = (at - start) as u32;
            spans.extend(families.filter(used).map(|family| (family, length)));
            let next = |symbol: &Symbol| branch(node, symbol).map(|next| (next, at + 1));
            nodes.extend(memo.symbols(at).iter().filter_map(next));
        }
    }

    fn walk(&self, node: Node, start: usize, at: usize, memo: &Memo, found: &mut Vec<Found<T>>) {
        let from = found.len();
        let values = self.grown.ends(node).filter_map(|value| {
            let value = (*self.meaning.get(value as usize)?)?;
            Some(Found {
                start,
                end: at,
                value,
            })
        });
        found.extend(values);
        // the library's order is not that of the rubric
        found[from..].sort_unstable();
        self.step(node, start, at, memo, found);
        if let Some(gap) = self.grown.gap(node, self.owners) {
            for skipped in 0..=GAP {
                self.step(gap, start, at + skipped, memo, found);
            }
        }
    }

    fn step(&self, node: Node, start: usize, at: usize, memo: &Memo, found: &mut Vec<Found<T>>) {
        for symbol in memo.symbols(at) {
            if let Some(next) = self.grown.branch(node, *symbol, self.owners) {
                self.walk(next, start, at + 1, memo, found);
            }
        }
        for (symbol, length) in memo.spans(at) {
            if let Some(next) = self.grown.branch(node, *symbol, self.owners) {
                self.walk(next, start, at + *length as usize, memo, found);
            }
        }
    }
}

/// What a trie remembers of the words it has seen: reused from text to text, bounded.
#[derive(Default)]
pub struct Memo {
    /// Apart for texts with accents and texts without: a pool mixes them. The number of a word is
    /// where its symbols start and end in the arena.
    words: [Option<Remembered>; 2],
    arena: Vec<Symbol>,
    ranges: Vec<(u32, u32)>,
    spans: Vec<(Symbol, u32)>,
    span_ranges: Vec<(u32, u32)>,
    accents: Option<Accents>,
}

impl Memo {
    /// Says whether the next texts were typed without accents.
    pub fn accents(&mut self, accents: Accents) {
        self.accents = Some(accents);
    }

    fn read<T: Copy + Ord>(&mut self, trie: &Trie<T>, text: &str, tokens: &[Token]) {
        if self.arena.len() > REMEMBERED {
            self.words.iter_mut().flatten().for_each(Remembered::clear);
            self.arena.clear();
        }
        let accents = self.accents.unwrap_or(Accents::Kept);
        let words = self.words[accents as usize].get_or_insert_default();
        self.ranges.clear();
        for token in tokens {
            let word = &text[token.start..token.end];
            let slot = Remembered::slot(text, token.start, token.end);
            let known = slot.and_then(|slot| words.get(slot));
            let range = known.map_or_else(
                || {
                    let start = self.arena.len() as u32;
                    let symbols = trie.look_up(word, token.number, accents);
                    self.arena.extend(symbols);
                    let range = (start, self.arena.len() as u32);
                    if let Some(slot) = slot {
                        words.set(slot, u64::from(range.0) << 32 | u64::from(range.1));
                    }
                    range
                },
                |range| ((range >> 32) as u32, range as u32),
            );
            self.ranges.push(range);
        }
        self.read_spans(trie);
    }

    fn read_spans<T: Copy + Ord>(&mut self, trie: &Trie<T>) {
        self.span_ranges.clear();
        let planted = trie.planted.as_ref();
        if trie.members.is_empty() && planted.is_none_or(|planted| !planted.members) {
            return;
        }
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        for at in 0..self.ranges.len() {
            let from = spans.len() as u32;
            trie.spans(at, self, &mut spans);
            self.span_ranges.push((from, spans.len() as u32));
        }
        self.spans = spans;
    }

    /// Whether a word of some phrase stands here.
    fn stands(&self, at: usize) -> bool {
        self.ranges.get(at).is_some_and(|(start, end)| end > start)
    }

    fn spans(&self, at: usize) -> &[(Symbol, u32)] {
        let range = self.span_ranges.get(at);
        range.map_or(&[], |(start, end)| {
            &self.spans[*start as usize..*end as usize]
        })
    }

    fn symbols(&self, at: usize) -> &[Symbol] {
        self.ranges.get(at).map_or(&[], |(start, end)| {
            &self.arena[*start as usize..*end as usize]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::tokens;

    fn finds(phrase: &str, text: &str) -> bool {
        let mut trie = Trie::new(["trente", "thirty"].into_iter());
        let families = BTreeMap::from([(
            "calm".to_owned(),
            Phrases {
                fr: vec!["calmer".into(), "faire redescendre".into()],
                en: vec!["soothe".into()],
            },
        )]);
        let cue = super::super::cues::parse(phrase).expect("a cue");
        trie.add(&cue, Lang::Fr, &families, ());
        let mut tokens = Vec::new();
        tokens::append(text, 0, &mut tokens);
        let mut found = Vec::new();
        trie.find(text, &tokens, &mut Memo::default(), &mut found);
        !found.is_empty()
    }

    #[test]
    fn a_cue_finds_its_inflections_and_no_other_word() {
        assert!(finds("esprit d'équipe", "Bon ESPRIT D’ÉQUIPE"));
        assert!(finds(
            "traiter .. réclamation",
            "traitait toutes les réclamations"
        ));
        assert!(!finds("sav", "savoir"));
        assert!(!finds("~vente", "vent"));
    }

    #[test]
    fn a_gap_skips_at_most_four_words() {
        assert!(finds("a .. z", "a b c d e z"));
        assert!(!finds("a .. z", "a b c d e f z"));
    }

    #[test]
    fn families_stand_for_each_of_their_members() {
        assert!(finds("@calm .. client", "calmé un client"));
        assert!(finds("@calm .. client", "faire redescendre le client"));
        assert!(!finds("@calm .. client", "servi un client"));
    }

    #[test]
    fn a_word_remembered_has_the_symbols_of_one_looked_up() {
        let mut trie = Trie::new(["trente"].into_iter());
        let cues = [
            "gérer",
            "=Excel",
            "bénévol*",
            "~vente",
            "N appels",
            "réclamation",
            "cook",
        ];
        for (value, phrase) in cues.into_iter().enumerate() {
            let cue = super::super::cues::parse(phrase).expect("a cue");
            for lang in [Lang::Fr, Lang::En] {
                trie.add(&cue, lang, &BTreeMap::new(), value);
            }
        }
        let text = include_str!("everyday.yaml").repeat(2)
            + " gérée EXCEL geree bénévoles cooking 1 200 appels";
        let mut tokens = Vec::new();
        tokens::append(&text, 0, &mut tokens);
        for accents in [Accents::Kept, Accents::Lost, Accents::Kept] {
            let mut memo = Memo::default();
            memo.accents(accents);
            memo.read(&trie, &text, &tokens);
            memo.read(&trie, &text, &tokens);
            for (at, token) in tokens.iter().enumerate() {
                let word = &text[token.start..token.end];
                let symbols = trie.look_up(word, token.number, accents);
                assert_eq!(memo.symbols(at), symbols, "{word}");
            }
        }
    }

    #[test]
    fn numbers_capitals_and_prefixes() {
        assert!(finds("N appels", "1 200 appels"));
        assert!(finds("N appels", "trente appels"));
        assert!(finds("=Excel", "EXCEL"));
        assert!(!finds("=Excel", "excel"));
        assert!(finds("bénévol*", "benevolat"));
    }
}
