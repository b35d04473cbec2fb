//! Protected words: what betrays who somebody is or what the law keeps out of a hiring, in both
//! languages, by what masking does with it.
//!
//! In: words. Out: the phrases that start at a word. Left to others: what is masked (`intake::masking`).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{fold, packing};

static PROTECTED: LazyLock<Protected> = LazyLock::new(|| {
    Protected::parse(&[
        include_str!(concat!(env!("OUT_DIR"), "/fr-protected.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-protected.lists")),
    ])
});

/// What a phrase is, and so what becomes of it; the lists of `protected.yaml` say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "protected.yaml describes each list")]
pub enum Act {
    Phrases,
    Whole,
    Named,
    Bodies,
    Roles,
    Offices,
    Fields,
    Leads,
    NameLabels,
    Conditions,
    Served,
    Civil,
    Children,
    Between,
    Numbers,
    Continues,
    Relatives,
    MotherTongue,
    Native,
    NotNative,
    Sex,
    Demonyms,
    Origins,
    Signing,
    Cohorts,
    Keep,
    Titles,
    NameFollowers,
    Occupations,
}

/// A phrase found: what it is, and how many words it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub act: Act,
    /// Its length in words.
    pub words: usize,
    /// Holds at the start of a unit only.
    pub at_start: bool,
}

#[derive(Debug)]
enum Word {
    Exact(String),
    Prefix(String),
    /// As written, capitals included.
    Cased(String),
}

#[derive(Debug)]
struct Phrase {
    rest: Vec<Word>,
    /// The first word as written, if its case counts.
    cased: Option<String>,
    act: Act,
    at_start: bool,
}

/// The lexicon.
pub struct Protected {
    exact: FxHashMap<String, Vec<Phrase>>,
    /// By the first bytes of the prefix; phrases with the whole prefix.
    prefixes: FxHashMap<[u8; 3], Vec<(String, Phrase)>>,
    /// Most words are let go by this.
    starts: Starts,
}

/// The first bytes of the words that start a phrase, as a sieve: it may let a word through in vain.
#[derive(Default)]
struct Starts {
    /// Of whole words, more of their bytes, with their length: a plain word is as long as its folded form.
    sized: Sieve,
    /// Of whole words, whatever their length.
    whole: Sieve,
    /// Of prefixes of four bytes and more.
    prefixes: Sieve,
    /// Of prefixes of three bytes.
    short: Sieve,
}

impl Starts {
    fn word(&mut self, folded: &str) {
        self.whole.add(u32::from_le_bytes(head(folded)));
        self.sized.add(sized(head(folded), folded.len()));
    }

    fn prefix(&mut self, folded: &str) {
        match folded.len() {
            0..=3 => self.short.add(short(head(folded))),
            _ => self.prefixes.add(u32::from_le_bytes(head(folded))),
        }
    }

    fn may_hold(&self, word: &str) -> Ways {
        let mut first: [u8; 8] = head(word);
        if !first[..4].is_ascii() {
            return Ways {
                whole: true,
                prefix: true,
            };
        }
        first.make_ascii_lowercase();
        let [a, b, c, d, ..] = first;
        let four = u32::from_le_bytes([a, b, c, d]);
        let whole = match word.is_ascii() {
            true => self.sized.has(sized(first, word.len())),
            false => self.whole.has(four),
        };
        Ways {
            whole,
            prefix: self.prefixes.has(four) || self.short.has(short([a, b, c, d])),
        }
    }
}

/// How a word may start a phrase.
#[derive(Debug, Clone, Copy)]
struct Ways {
    /// As a word of the lexicon.
    whole: bool,
    /// By one of its prefixes.
    prefix: bool,
}

fn sized(first: [u8; 8], length: usize) -> u32 {
    let mixed = u64::from_le_bytes(first).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32 ^ (length as u32).wrapping_mul(0x0101_8421)
}

fn short([a, b, c, _]: [u8; 4]) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}

/// Which of the numbers that fall on one bit were added.
struct Sieve(Box<[u64; 1 << 9]>);

impl Default for Sieve {
    fn default() -> Sieve {
        Sieve(Box::new([0; 1 << 9]))
    }
}

impl Sieve {
    fn place(number: u32) -> (usize, u64) {
        let mixed = number.wrapping_mul(0x9e37_79b1);
        ((mixed >> 23) as usize, 1 << ((mixed >> 17) & 63))
    }

    fn add(&mut self, number: u32) {
        let (at, bit) = Sieve::place(number);
        self.0[at] |= bit;
    }

    fn has(&self, number: u32) -> bool {
        let (at, bit) = Sieve::place(number);
        self.0[at] & bit != 0
    }
}

fn head<const N: usize>(folded: &str) -> [u8; N] {
    match folded.as_bytes().first_chunk() {
        Some(first) => *first,
        None => {
            let mut first = [0; N];
            first[..folded.len()].copy_from_slice(folded.as_bytes());
            first
        }
    }
}

impl Protected {
    /// The lexicon of both languages: people mix them.
    pub fn both() -> &'static Protected {
        &PROTECTED
    }

    /// Appends the phrases that start at word `at`; `word` gives a word as written, if there is one.
    pub fn find<'a>(
        &self,
        at: usize,
        word: &impl Fn(usize) -> Option<&'a str>,
        folded: &mut String,
        hits: &mut Vec<Hit>,
    ) {
        let Some(first) = word(at) else { return };
        let ways = self.starts.may_hold(first);
        if ways.whole || ways.prefix {
            self.search(ways, at, word, folded, hits);
        }
    }

    fn search<'a>(
        &self,
        ways: Ways,
        at: usize,
        word: &impl Fn(usize) -> Option<&'a str>,
        folded: &mut String,
        hits: &mut Vec<Hit>,
    ) {
        let Some(first) = word(at) else { return };
        fold::word(first, folded);
        let mut scratch = String::new();
        let mut add = |phrase: &Phrase| {
            if phrase.cased.as_deref().is_some_and(|cased| cased != first) {
                return;
            }
            let matches = phrase.rest.iter().enumerate().all(|(offset, wanted)| {
                word(at + 1 + offset).is_some_and(|word| wanted.is(word, &mut scratch))
            });
            if matches {
                hits.push(Hit {
                    act: phrase.act,
                    words: 1 + phrase.rest.len(),
                    at_start: phrase.at_start,
                });
            }
        };
        if ways.whole {
            let whole = self.exact.get(folded.as_str());
            whole.into_iter().flatten().for_each(&mut add);
        }
        if ways.prefix {
            let prefixed = self.prefixes.get(&head(folded)).into_iter().flatten();
            prefixed
                .filter(|(prefix, _)| folded.starts_with(prefix.as_str()))
                .for_each(|(_, phrase)| add(phrase));
        }
    }

    fn parse(files: &[&str]) -> Protected {
        let mut protected = Protected {
            exact: FxHashMap::default(),
            prefixes: FxHashMap::default(),
            starts: Starts::default(),
        };
        for lists in files {
            for (act, phrases) in packing::lists_by(lists) {
                for phrase in phrases {
                    protected.add(act, phrase);
                }
            }
        }
        protected
    }

    fn add(&mut self, act: Act, phrase: &str) {
        let at_start = phrase.starts_with('^');
        let cased = phrase.starts_with('=');
        let words: Vec<&str> = phrase
            .trim_start_matches(['^', '='])
            .split(|c: char| !c.is_alphanumeric() && c != '*')
            .filter(|word| !word.is_empty() && *word != "*")
            .collect();
        let Some((first, rest)) = words.split_first() else {
            return;
        };
        let word = |word: &&str| match word.strip_suffix('*') {
            Some(prefix) => Word::Prefix(folded(prefix)),
            None if cased => Word::Cased((*word).to_string()),
            None => Word::Exact(folded(word)),
        };
        let phrase = Phrase {
            rest: rest.iter().map(word).collect(),
            cased: cased.then(|| (*first).to_string()),
            act,
            at_start,
        };
        match first.strip_suffix('*') {
            Some(prefix) => {
                let prefix = fold::fold(prefix);
                self.starts.prefix(&prefix);
                self.prefixes
                    .entry(head(&prefix))
                    .or_default()
                    .push((prefix, phrase));
            }
            None => {
                let first = folded(first);
                self.starts.word(&first);
                self.exact.entry(first).or_default().push(phrase);
            }
        }
    }
}

fn folded(word: &str) -> String {
    let mut folded = String::new();
    fold::word(word, &mut folded);
    folded
}

impl Word {
    fn is(&self, word: &str, scratch: &mut String) -> bool {
        let (wanted, whole) = match self {
            Word::Cased(cased) => return cased == word,
            Word::Exact(exact) => (exact.as_str(), true),
            Word::Prefix(prefix) => (prefix.as_str(), false),
        };
        // folding a plain word only takes its capitals away
        let word = match word.is_ascii() {
            true => word,
            false => {
                fold::word(word, scratch);
                scratch
            }
        };
        let fits = match whole {
            true => word.len() == wanted.len(),
            false => word.len() >= wanted.len(),
        };
        fits && word.as_bytes()[..wanted.len()].eq_ignore_ascii_case(wanted.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn acts(text: &str) -> Vec<Act> {
        let words: Vec<&str> = text.split(' ').collect();
        let mut hits = Vec::new();
        Protected::both().find(
            0,
            &|at| words.get(at).copied(),
            &mut String::new(),
            &mut hits,
        );
        hits.into_iter().map(|hit| hit.act).collect()
    }

    #[test]
    fn phrases_are_found_by_their_folded_words() {
        assert!(acts("PAROISSIALE").contains(&Act::Named));
        assert!(acts("déléguée syndicale").contains(&Act::Offices));
        assert!(acts("delegue syndical").contains(&Act::Offices));
        assert!(acts("CGT").contains(&Act::Bodies));
        assert!(acts("cgt").is_empty());
        assert!(acts("ne le").is_empty());
        assert!(acts("né le").contains(&Act::Leads));
    }

    #[test]
    fn no_phrase_is_let_go_by_the_first_bytes_of_its_word() {
        let lists = [
            include_str!("fr/protected.yaml"),
            include_str!("en/protected.yaml"),
            include_str!("everyday.yaml"),
        ];
        let lists = lists.join(" ");
        let written: Vec<&str> = lists
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let capitals: Vec<String> = written.iter().map(|word| word.to_uppercase()).collect();
        let words = || {
            written
                .iter()
                .copied()
                .chain(capitals.iter().map(String::as_str))
        };
        let words: Vec<&str> = words().collect();
        let (mut folded, mut all) = (String::new(), 0);
        for at in 0..words.len() {
            let word = |at: usize| words.get(at).copied();
            let (mut let_go, mut searched) = (Vec::new(), Vec::new());
            Protected::both().find(at, &word, &mut folded, &mut let_go);
            let ways = Ways {
                whole: true,
                prefix: true,
            };
            Protected::both().search(ways, at, &word, &mut folded, &mut searched);
            assert_eq!(let_go, searched, "{}", words[at]);
            all += searched.len();
        }
        assert!(all > 1000, "{all}");
    }

    #[test]
    fn prefixes_have_three_letters_at_least() {
        for yaml in [
            include_str!("fr/protected.yaml"),
            include_str!("en/protected.yaml"),
        ] {
            let lists: BTreeMap<Act, Vec<String>> = serde_yaml::from_str(yaml).expect("YAML");
            for phrase in lists.values().flatten() {
                let first = phrase.split(' ').next().unwrap_or("");
                let short = first
                    .strip_suffix('*')
                    .is_some_and(|prefix| fold::fold(prefix).len() < 3);
                assert!(!short, "{phrase}");
            }
        }
    }
}
