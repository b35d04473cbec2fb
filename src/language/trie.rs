//! The trie: every phrase of a vocabulary, found in one pass over the tokens of a text.
//!
//! In: phrases with a value each; then tokens. Out: which phrase stands where.
//! A token is looked up once: its forms (as written, folded, stems) give symbols, and the trie walks
//! on symbols. What no phrase contains has no symbol and costs a hash.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::cues::{Cue, Element, Form, Word};
use super::fold;
use super::stems::{Accents, Stems};
use super::tokens::{self, Token};
use crate::model::document::Lang;
use crate::model::rubric::Phrases;

/// Most other words that a gap may skip.
const GAP: usize = 4;
/// Families may have members of several words; a phrase is spelled out for each, up to this many.
const SPELLINGS: usize = 4096;
/// Words remembered with their symbols before the memory is emptied.
const REMEMBERED: usize = 1 << 16;

type Symbol = u32;
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
    symbols: Symbols,
    numbers: FxHashMap<Box<str>, ()>,
    stems: Stems,
}

#[derive(Default)]
struct Symbols {
    written: FxHashMap<Box<str>, Vec<Symbol>>,
    folded: FxHashMap<Box<str>, Vec<Symbol>>,
    stems: [FxHashMap<Box<str>, Vec<Symbol>>; 2],
    prefixes: BTreeMap<Box<str>, Vec<Symbol>>,
    families: FxHashMap<(Box<str>, Lang), Symbol>,
    count: Symbol,
}

/// One step of a spelled-out phrase.
#[derive(Clone)]
enum Step {
    Symbol(Symbol),
    Gap,
}

const NUMBER: Symbol = 0;

impl<T: Copy + Ord> Trie<T> {
    /// A trie without phrases; `number_words` are words that count as a number (*trente*, *dozen*).
    pub fn new<'a>(number_words: impl Iterator<Item = &'a str>) -> Trie<T> {
        let mut folded = String::new();
        let numbers = number_words.map(|word| {
            fold::word(word, &mut folded);
            (folded.as_str().into(), ())
        });
        Trie {
            numbers: numbers.collect(),
            steps: FxHashMap::default(),
            gaps: vec![None],
            ends: vec![Vec::new()],
            symbols: Symbols {
                count: 1,
                ..Symbols::default()
            },
            stems: Stems::default(),
        }
    }

    /// Adds a phrase of a language. Families that are not given match nothing.
    pub fn add(&mut self, cue: &Cue, lang: Lang, families: &BTreeMap<String, Phrases>, value: T) {
        let mut spellings: Vec<Vec<Step>> = vec![Vec::new()];
        for element in &cue.elements {
            let choices = self.choices(element, lang, families);
            let longer = spellings.iter().flat_map(|so_far| {
                choices
                    .iter()
                    .map(move |choice| [so_far.as_slice(), choice.as_slice()].concat())
            });
            spellings = longer.take(SPELLINGS).collect();
        }
        for spelling in spellings.iter().filter(|spelling| !spelling.is_empty()) {
            self.insert(spelling, value);
        }
    }

    fn insert(&mut self, spelling: &[Step], value: T) {
        let mut node: Node = 0;
        for step in spelling {
            node = match step {
                Step::Gap => match self.gaps[node as usize] {
                    Some(next) => next,
                    None => {
                        let next = self.new_node();
                        self.gaps[node as usize] = Some(next);
                        next
                    }
                },
                Step::Symbol(symbol) => match self.steps.get(&(node, *symbol)) {
                    Some(next) => *next,
                    None => {
                        let next = self.new_node();
                        self.steps.insert((node, *symbol), next);
                        next
                    }
                },
            };
        }
        let ends = &mut self.ends[node as usize];
        if !ends.contains(&value) {
            ends.push(value);
        }
    }

    fn new_node(&mut self) -> Node {
        self.gaps.push(None);
        self.ends.push(Vec::new());
        (self.gaps.len() - 1) as Node
    }

    /// The ways in which an element may be spelled.
    fn choices(
        &mut self,
        element: &Element,
        lang: Lang,
        families: &BTreeMap<String, Phrases>,
    ) -> Vec<Vec<Step>> {
        match element {
            Element::Gap => vec![vec![Step::Gap]],
            Element::Number => vec![vec![Step::Symbol(NUMBER)]],
            Element::Word(word) => vec![self.word(word, lang)],
            Element::Family(name) => self.family(name, lang, families),
        }
    }

    /// A family is one symbol for its members of one word, and a spelling for each longer member.
    fn family(
        &mut self,
        name: &str,
        lang: Lang,
        families: &BTreeMap<String, Phrases>,
    ) -> Vec<Vec<Step>> {
        let Some(phrases) = families.get(name) else {
            return Vec::new();
        };
        let members = match lang {
            Lang::Fr => &phrases.fr,
            Lang::En => &phrases.en,
        };
        let (single, several): (Vec<_>, Vec<_>) = members
            .iter()
            .filter_map(|member| super::cues::parse(member).ok())
            .partition(one_token);
        // two skills may use one name for different words: the name alone is not the family
        let mut identity = format!("{name}\u{0}");
        members
            .iter()
            .for_each(|member| identity = format!("{identity}{member}\u{0}"));
        let key = (identity.into_boxed_str(), lang);
        let symbol = match self.symbols.families.get(&key) {
            Some(known) => *known,
            None => {
                let symbol = self.symbols.fresh();
                self.symbols.families.insert(key, symbol);
                for cue in &single {
                    if let Some(Element::Word(word)) = cue.elements.first() {
                        self.register(&word.text, word.form, lang, symbol);
                    }
                }
                symbol
            }
        };
        let mut choices = vec![vec![Step::Symbol(symbol)]];
        for cue in several {
            let steps = cue.elements.iter().flat_map(|element| match element {
                Element::Word(word) => self.word(word, lang),
                Element::Number => vec![Step::Symbol(NUMBER)],
                Element::Gap => vec![Step::Gap],
                Element::Family(_) => Vec::new(),
            });
            choices.push(steps.collect());
        }
        choices
    }

    /// A word of a cue may be several tokens (`d'équipe`); the star belongs to the last.
    fn word(&mut self, word: &Word, lang: Lang) -> Vec<Step> {
        let parts = parts(&word.text);
        let last = parts.len().saturating_sub(1);
        let steps = parts.iter().enumerate().map(|(index, part)| {
            let form = match word.form {
                Form::Prefix if index < last => Form::Exact,
                form => form,
            };
            let digits = part
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
            Step::Symbol(self.literal(part, if digits { Form::Exact } else { form }, lang))
        });
        steps.collect()
    }

    fn literal(&mut self, part: &str, form: Form, lang: Lang) -> Symbol {
        let key = format!("{part}\u{0}{form:?}");
        let key = (key.into_boxed_str(), lang);
        if let Some(known) = self.symbols.families.get(&key) {
            return *known;
        }
        let symbol = self.symbols.fresh();
        self.symbols.families.insert(key, symbol);
        self.register(part, form, lang, symbol);
        symbol
    }

    /// Makes a form of a word lead to a symbol.
    fn register(&mut self, part: &str, form: Form, lang: Lang, symbol: Symbol) {
        let lower = part.to_lowercase();
        let mut folded = String::new();
        fold::word(&lower, &mut folded);
        match form {
            Form::Exact => add(&mut self.symbols.folded, &folded, symbol),
            Form::AsWritten => add(&mut self.symbols.written, part, symbol),
            Form::Prefix => {
                self.symbols
                    .prefixes
                    .entry(folded.into())
                    .or_default()
                    .push(symbol);
            }
            Form::Inflected => {
                for stem in self.stems.of(&lower, lang, Accents::Kept) {
                    add(&mut self.symbols.stems[lang as usize], &stem, symbol);
                }
            }
        }
    }

    /// All phrases that stand in these tokens, in order of their first token.
    pub fn find(&self, text: &str, tokens: &[Token], memo: &mut Memo, found: &mut Vec<Found<T>>) {
        memo.read(self, text, tokens);
        for start in 0..tokens.len() {
            self.walk(0, start, start, memo, found);
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
    }

    /// The symbols of a word as it stands in a text.
    fn look_up(&self, word: &str, number: bool, accents: Accents) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        let known = &self.symbols;
        let lower = word.to_lowercase();
        let mut folded = String::new();
        fold::word(&lower, &mut folded);
        if number || self.numbers.contains_key(folded.as_str()) {
            symbols.push(NUMBER);
        }
        let mut add = |found: Option<&Vec<Symbol>>| symbols.extend(found.into_iter().flatten());
        add(known.written.get(word));
        if word.len() > 1 && word.chars().all(char::is_uppercase) {
            // in capitals the case says nothing
            let capital: String = word.chars().take(1).chain(lower.chars().skip(1)).collect();
            add(known.written.get(capital.as_str()));
        }
        add(known.folded.get(folded.as_str()));
        for lang in [Lang::Fr, Lang::En] {
            for stem in self.stems.of(&lower, lang, accents) {
                add(known.stems[lang as usize].get(stem.as_str()));
            }
        }
        for (end, _) in folded.char_indices().skip(3).chain([(folded.len(), ' ')]) {
            add(known.prefixes.get(&folded[..end]));
        }
        symbols.sort_unstable();
        symbols.dedup();
        symbols
    }
}

impl Symbols {
    fn fresh(&mut self) -> Symbol {
        self.count += 1;
        self.count
    }
}

fn add(map: &mut FxHashMap<Box<str>, Vec<Symbol>>, key: &str, symbol: Symbol) {
    let symbols = map.entry(key.into()).or_default();
    if !symbols.contains(&symbol) {
        symbols.push(symbol);
    }
}

fn parts(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    tokens::append(text, 0, &mut tokens);
    tokens
        .iter()
        .map(|token| &text[token.start..token.end])
        .collect()
}

fn one_token(cue: &Cue) -> bool {
    match cue.elements.as_slice() {
        [Element::Word(word)] => parts(&word.text).len() == 1,
        _ => false,
    }
}

/// What a trie remembers of the words it has seen: reused from text to text, bounded.
#[derive(Default)]
pub struct Memo {
    words: FxHashMap<(Box<str>, bool), (u32, u32)>,
    arena: Vec<Symbol>,
    ranges: Vec<(u32, u32)>,
    accents: Option<Accents>,
}

impl Memo {
    /// Says whether the next texts were typed without accents.
    pub fn accents(&mut self, accents: Accents) {
        if self.accents != Some(accents) {
            self.words.clear();
            self.arena.clear();
            self.accents = Some(accents);
        }
    }

    fn read<T: Copy + Ord>(&mut self, trie: &Trie<T>, text: &str, tokens: &[Token]) {
        if self.words.len() > REMEMBERED {
            self.words.clear();
            self.arena.clear();
        }
        self.ranges.clear();
        for token in tokens {
            let key = (Box::from(&text[token.start..token.end]), token.number);
            let range = match self.words.get(&key) {
                Some(range) => *range,
                None => {
                    let symbols =
                        trie.look_up(&key.0, token.number, self.accents.unwrap_or(Accents::Kept));
                    let start = self.arena.len() as u32;
                    self.arena.extend(symbols);
                    let range = (start, self.arena.len() as u32);
                    self.words.insert(key, range);
                    range
                }
            };
            self.ranges.push(range);
        }
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
    fn numbers_capitals_and_prefixes() {
        assert!(finds("N appels", "1 200 appels"));
        assert!(finds("N appels", "trente appels"));
        assert!(finds("=Excel", "EXCEL"));
        assert!(!finds("=Excel", "excel"));
        assert!(finds("bénévol*", "benevolat"));
    }
}
