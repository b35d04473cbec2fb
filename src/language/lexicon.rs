//! The lexicon: the words of cues as symbols.
//!
//! In: cues. Out: their steps, in symbols; and by which forms of a word a text means which symbols.
//! Words that stand for the same forms share a symbol. Left to others: the search itself (`trie`).
//! Kept free of what is packed: the build script uses this file to pack the cues that ship.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::cues::{Cue, Element, Form, Word};
use super::fold;
use super::packing;
use super::stems::{Accents, Stems};
use super::tokens;
use crate::model::document::Lang;
use crate::model::rubric::Phrases;

/// A word of a cue, a family, or any number.
pub type Symbol = u32;

/// Any number.
pub const NUMBER: Symbol = 0;

/// One step of a spelled-out cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// At most four other words.
    Gap,
    /// A word, number or member of a family.
    Symbol(Symbol),
}

/// A way of comparing a word of a text with a word of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// With its capitals.
    Written,
    /// Folded.
    Folded,
    /// By its French stem.
    StemFr,
    /// By its English stem.
    StemEn,
    /// By its first letters, folded.
    Prefix,
}

/// How many ways there are.
pub const WAYS: usize = 5;

/// Words of cues, each with its symbols.
type Spelled = FxHashMap<Box<str>, Box<[Symbol]>>;

/// The words of some cues.
pub struct Lexicon {
    /// By way and form: what a text means by it.
    tables: [FxHashMap<Box<str>, Vec<Symbol>>; WAYS],
    /// By way and all its forms: the symbol of a word.
    same: [FxHashMap<Box<str>, Symbol>; WAYS],
    /// By language and mark: the symbols of a word as cues write it. Most cues repeat words.
    words: [[Spelled; 4]; 2],
    families: FxHashMap<Box<str>, Symbol>,
    /// Members of families that are several words.
    members: Vec<(Symbol, Vec<Symbol>)>,
    last: Symbol,
    stems: Stems,
}

impl Lexicon {
    /// An empty lexicon whose symbols come after this one.
    pub fn after(last: Symbol) -> Lexicon {
        Lexicon {
            tables: Default::default(),
            same: Default::default(),
            words: Default::default(),
            families: FxHashMap::default(),
            members: Vec::new(),
            last,
            stems: Stems::default(),
        }
    }

    /// The steps of a cue; none when it names a family that is not given.
    pub fn steps(
        &mut self,
        cue: &Cue,
        lang: Lang,
        families: &BTreeMap<String, Phrases>,
    ) -> Option<Vec<Step>> {
        let mut steps = Vec::with_capacity(cue.elements.len());
        for element in &cue.elements {
            match element {
                Element::Gap => steps.push(Step::Gap),
                Element::Number => steps.push(Step::Symbol(NUMBER)),
                Element::Word(word) => {
                    let symbols = self.word(word, lang).iter();
                    steps.extend(symbols.map(|symbol| Step::Symbol(*symbol)));
                }
                Element::Family(name) => {
                    steps.push(Step::Symbol(self.family(name, lang, families.get(name)?)));
                }
            }
        }
        Some(steps)
    }

    /// What a text means by a form.
    pub fn meant(&self, by: By, form: &str) -> &[Symbol] {
        let meant = self.tables[by as usize].get(form);
        meant.map_or(&[], |symbols| symbols.as_slice())
    }

    /// The members of several words that families got since this was last asked.
    pub fn take_members(&mut self) -> Vec<(Symbol, Vec<Symbol>)> {
        std::mem::take(&mut self.members)
    }

    /// Every form with what it means, as bytes: the highest symbol, then a table of places, then the forms.
    #[allow(dead_code, reason = "the build script packs, the program unpacks")]
    pub fn pack(&self, into: &mut Vec<u8>) {
        let forms = self.tables.iter().enumerate().flat_map(|(way, table)| {
            let forms: BTreeMap<_, _> = table.iter().collect();
            forms.into_iter().map(move |form| (way, form))
        });
        let forms: Vec<_> = forms.collect();
        let places = (2 * forms.len()).next_power_of_two();
        let (mut table, mut blob) = (vec![0u32; places], vec![0]);
        for (way, (form, symbols)) in forms {
            let mut at = place(way, form, places);
            while table[at] != 0 {
                at = (at + 1) % places;
            }
            table[at] = blob.len() as u32;
            blob.push(way as u8);
            packing::text(form, &mut blob);
            pack_symbols(symbols, &mut blob);
        }
        into.extend(self.last.to_le_bytes());
        into.extend((places as u32).to_le_bytes());
        table.iter().for_each(|at| into.extend(at.to_le_bytes()));
        into.extend(blob);
    }

    /// A word of a cue may be several tokens (`d'équipe`); the star belongs to the last.
    fn word(&mut self, word: &Word, lang: Lang) -> &[Symbol] {
        let (lang_at, form) = (lang as usize, word.form as usize);
        if !self.words[lang_at][form].contains_key(word.text.as_str()) {
            let symbols = self.spelled(word, lang).into_boxed_slice();
            self.words[lang_at][form].insert(word.text.as_str().into(), symbols);
        }
        &self.words[lang_at][form][word.text.as_str()]
    }

    fn spelled(&mut self, word: &Word, lang: Lang) -> Vec<Symbol> {
        let parts = parts(&word.text);
        let last = parts.len().saturating_sub(1);
        let each = parts.iter().enumerate().map(|(index, part)| {
            let digits = part
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
            let form = match word.form {
                _ if digits => Form::Exact,
                Form::Prefix if index < last => Form::Exact,
                form => form,
            };
            self.literal(part, form, lang)
        });
        each.collect()
    }

    fn literal(&mut self, part: &str, form: Form, lang: Lang) -> Symbol {
        let (by, forms) = self.forms(part, form, lang);
        let all = forms.join("\u{0}").into_boxed_str();
        if let Some(known) = self.same[by as usize].get(&all) {
            return *known;
        }
        let symbol = self.fresh();
        self.same[by as usize].insert(all, symbol);
        self.mean(by, forms, symbol);
        symbol
    }

    /// How a part of a cue is compared, and with which forms.
    fn forms(&self, part: &str, form: Form, lang: Lang) -> (By, Vec<String>) {
        let lower = part.to_lowercase();
        let mut folded = String::new();
        fold::word(&lower, &mut folded);
        match (form, lang) {
            (Form::Exact, _) => (By::Folded, vec![folded]),
            (Form::AsWritten, _) => (By::Written, vec![part.to_owned()]),
            (Form::Prefix, _) => (By::Prefix, vec![folded]),
            (Form::Inflected, Lang::Fr) => (By::StemFr, self.stems.of(&lower, lang, Accents::Kept)),
            (Form::Inflected, Lang::En) => (By::StemEn, self.stems.of(&lower, lang, Accents::Kept)),
        }
    }

    fn mean(&mut self, by: By, forms: Vec<String>, symbol: Symbol) {
        for form in forms {
            let symbols = self.tables[by as usize].entry(form.into()).or_default();
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
        }
    }

    /// A family is one symbol, to which each of its members leads.
    fn family(&mut self, name: &str, lang: Lang, family: &Phrases) -> Symbol {
        let members = match lang {
            Lang::Fr => &family.fr,
            Lang::En => &family.en,
        };
        // two skills may use one name for different words: the name alone is not the family
        let identity = format!("{lang:?}@{name}\u{0}{}", members.join("\u{0}"));
        if let Some(known) = self.families.get(identity.as_str()) {
            return *known;
        }
        let symbol = self.fresh();
        self.families.insert(identity.into(), symbol);
        for member in members
            .iter()
            .filter_map(|member| super::cues::parse(member).ok())
        {
            self.member(&member, lang, symbol);
        }
        symbol
    }

    fn member(&mut self, member: &Cue, lang: Lang, family: Symbol) {
        let mut symbols = Vec::new();
        for element in &member.elements {
            match element {
                Element::Word(word) => {
                    match (parts(&word.text).as_slice(), member.elements.len()) {
                        ([part], 1) => {
                            let (by, forms) = self.forms(part, word.form, lang);
                            return self.mean(by, forms, family);
                        }
                        _ => symbols.extend_from_slice(self.word(word, lang)),
                    }
                }
                Element::Number => symbols.push(NUMBER),
                Element::Gap | Element::Family(_) => return,
            }
        }
        self.members.push((family, symbols));
    }

    fn fresh(&mut self) -> Symbol {
        self.last += 1;
        self.last
    }
}

/// Where the search for a form starts, among so many places.
fn place(way: usize, form: &str, places: usize) -> usize {
    // FNV-1a, which is the same on the machine that builds and on the one that runs
    let mixed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let start = mixed(0xcbf2_9ce4_8422_2325, way as u8);
    let hash = form.bytes().fold(start, mixed);
    (hash ^ hash >> 32) as usize & (places - 1)
}

/// The symbols of a form in a packed lexicon, after their number.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn look_up<'b>(packed: &'b [u8], by: By, form: &str) -> Option<packing::Packed<'b>> {
    let number = |at: usize| {
        let bytes = packed.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let places = number(4)?;
    let blob = packed.get(8 + 4 * places..)?;
    let mut at = place(by as usize, form, places);
    loop {
        let from = Some(number(8 + 4 * at)?).filter(|from| *from != 0)?;
        let (way, rest) = blob.get(from..)?.split_first()?;
        let mut entry = packing::Packed(rest);
        let length = entry.number()?;
        if entry.take(length)? == form.as_bytes() && *way == by as u8 {
            return Some(entry);
        }
        at = (at + 1) % places;
    }
}

#[allow(dead_code, reason = "the build script packs, the program unpacks")]
fn pack_symbols(symbols: &[Symbol], into: &mut Vec<u8>) {
    packing::number(symbols.len(), into);
    for symbol in symbols {
        packing::number(*symbol as usize, into);
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
