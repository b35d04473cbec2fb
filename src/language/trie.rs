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
    /// At the end of a member of several words: the families it belongs to.
    members: FxHashMap<Node, Vec<Symbol>>,
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
    /// Literals and families that have a symbol already.
    known: FxHashMap<(Box<str>, Lang), Symbol>,
    count: Symbol,
}

/// One step of a spelled-out phrase.
#[derive(Clone)]
enum Step {
    Symbol(Symbol),
    Gap,
}

const NUMBER: Symbol = 0;
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
            (folded.as_str().into(), ())
        });
        Trie {
            numbers: numbers.collect(),
            steps: FxHashMap::default(),
            gaps: vec![None, None],
            ends: vec![Vec::new(), Vec::new()],
            members: FxHashMap::default(),
            symbols: Symbols {
                count: 1,
                ..Symbols::default()
            },
            stems: Stems::default(),
        }
    }

    /// Adds a phrase of a language. Families that are not given match nothing.
    pub fn add(&mut self, cue: &Cue, lang: Lang, families: &BTreeMap<String, Phrases>, value: T) {
        let mut steps = Vec::with_capacity(cue.elements.len());
        for element in &cue.elements {
            match element {
                Element::Gap => steps.push(Step::Gap),
                Element::Number => steps.push(Step::Symbol(NUMBER)),
                Element::Word(word) => self.word(word, lang, &mut steps),
                Element::Family(name) => match families.get(name) {
                    Some(family) => steps.push(Step::Symbol(self.family(name, lang, family))),
                    None => return,
                },
            }
        }
        if steps.is_empty() {
            return;
        }
        let end = self.insert(ROOT, &steps);
        let ends = &mut self.ends[end as usize];
        if !ends.contains(&value) {
            ends.push(value);
        }
    }

    /// The node at the end of these steps.
    fn insert(&mut self, root: Node, steps: &[Step]) -> Node {
        let mut node = root;
        for step in steps {
            let known = match step {
                Step::Gap => self.gaps[node as usize],
                Step::Symbol(symbol) => self.steps.get(&(node, *symbol)).copied(),
            };
            node = known.unwrap_or_else(|| {
                let next = self.new_node();
                match step {
                    Step::Gap => self.gaps[node as usize] = Some(next),
                    Step::Symbol(symbol) => {
                        self.steps.insert((node, *symbol), next);
                    }
                }
                next
            });
        }
        node
    }

    fn new_node(&mut self) -> Node {
        self.gaps.push(None);
        self.ends.push(Vec::new());
        (self.gaps.len() - 1) as Node
    }

    /// A family is one symbol, to which each of its members leads.
    fn family(&mut self, name: &str, lang: Lang, family: &Phrases) -> Symbol {
        let members = match lang {
            Lang::Fr => &family.fr,
            Lang::En => &family.en,
        };
        // two skills may use one name for different words: the name alone is not the family
        let identity = format!("@{name}\u{0}{}", members.join("\u{0}"));
        let key = (identity.into_boxed_str(), lang);
        if let Some(known) = self.symbols.known.get(&key) {
            return *known;
        }
        let symbol = self.symbols.fresh();
        self.symbols.known.insert(key, symbol);
        for member in members
            .iter()
            .filter_map(|member| super::cues::parse(member).ok())
        {
            self.member(&member, lang, symbol);
        }
        symbol
    }

    fn member(&mut self, member: &Cue, lang: Lang, family: Symbol) {
        let mut steps = Vec::new();
        for element in &member.elements {
            match element {
                Element::Word(word) => {
                    match (parts(&word.text).as_slice(), member.elements.len()) {
                        ([part], 1) => return self.register(part, word.form, lang, family),
                        _ => self.word(word, lang, &mut steps),
                    }
                }
                Element::Number => steps.push(Step::Symbol(NUMBER)),
                Element::Gap | Element::Family(_) => return,
            }
        }
        let end = self.insert(MEMBERS, &steps);
        self.members.entry(end).or_default().push(family);
    }

    /// A word of a cue may be several tokens (`d'équipe`); the star belongs to the last.
    fn word(&mut self, word: &Word, lang: Lang, steps: &mut Vec<Step>) {
        let parts = parts(&word.text);
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.iter().enumerate() {
            let digits = part
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
            let form = match word.form {
                _ if digits => Form::Exact,
                Form::Prefix if index < last => Form::Exact,
                form => form,
            };
            steps.push(Step::Symbol(self.literal(part, form, lang)));
        }
    }

    fn literal(&mut self, part: &str, form: Form, lang: Lang) -> Symbol {
        let key = format!("{part}\u{0}{form:?}");
        let key = (key.into_boxed_str(), lang);
        if let Some(known) = self.symbols.known.get(&key) {
            return *known;
        }
        let symbol = self.symbols.fresh();
        self.symbols.known.insert(key, symbol);
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

    /// Members of several words that start at a token: the family, and how many tokens they cover.
    fn spans(&self, start: usize, memo: &Memo, spans: &mut Vec<(Symbol, u32)>) {
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
        for start in (0..tokens.len()).filter(|at| memo.stands(*at)) {
            self.walk(ROOT, start, start, memo, found);
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

/// What a trie remembers of the words it has seen: reused from text to text, bounded.
#[derive(Default)]
pub struct Memo {
    /// Apart for texts with accents and texts without: a pool mixes them.
    words: [FxHashMap<Box<str>, (u32, u32)>; 2],
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
        if self.words.iter().map(FxHashMap::len).sum::<usize>() > REMEMBERED {
            self.words.iter_mut().for_each(FxHashMap::clear);
            self.arena.clear();
        }
        let accents = self.accents.unwrap_or(Accents::Kept);
        let words = &mut self.words[accents as usize];
        self.ranges.clear();
        for token in tokens {
            let word = &text[token.start..token.end];
            let range = match words.get(word) {
                Some(range) => *range,
                None => {
                    let symbols = trie.look_up(word, token.number, accents);
                    let start = self.arena.len() as u32;
                    self.arena.extend(symbols);
                    let range = (start, self.arena.len() as u32);
                    words.insert(word.into(), range);
                    range
                }
            };
            self.ranges.push(range);
        }
        self.read_spans(trie);
    }

    fn read_spans<T: Copy + Ord>(&mut self, trie: &Trie<T>) {
        self.span_ranges.clear();
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        for at in 0..self.ranges.len() {
            let from = spans.len() as u32;
            if !trie.members.is_empty() && !self.symbols(at).is_empty() {
                trie.spans(at, self, &mut spans);
            }
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
