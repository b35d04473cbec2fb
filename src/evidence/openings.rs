//! Openings: the words that patterns need, looked for by their first letters, all of them in one pass.
//!
//! In: words, each with whose it is. Out: whose words stand in a text. An automaton over a thousand words
//! takes longer to build than a CV to read.

use std::borrow::Cow;

/// A shorter word opens too many others.
pub const SHORTEST: usize = 3;
/// Places of the table; a power of two.
const PLACES: usize = 1 << 14;

/// The words.
pub struct Openings {
    /// By the first letters: the last word that opens so, and one more than its place.
    table: Vec<u16>,
    words: Vec<Opening>,
}

struct Opening {
    word: Cow<'static, str>,
    owner: usize,
    /// The word before it at the same place of the table.
    before: u16,
}

impl Openings {
    /// No words yet.
    pub fn new() -> Openings {
        Openings {
            table: vec![0; PLACES],
            words: Vec::new(),
        }
    }

    /// Adds a word; it is refused when it is short or there are too many.
    pub fn add(&mut self, word: Cow<'static, str>, owner: usize) -> bool {
        let next = u16::try_from(self.words.len() + 1);
        let (Some(first), Ok(next)) = (word.as_bytes().first_chunk(), next) else {
            return false;
        };
        let before = std::mem::replace(&mut self.table[place(*first)], next);
        self.words.push(Opening {
            word,
            owner,
            before,
        });
        true
    }

    /// Appends whose words stand in a text, each once for each place.
    pub fn owners(&self, text: &str, owners: &mut Vec<usize>) {
        let bytes = text.as_bytes();
        for (at, first) in bytes.array_windows::<SHORTEST>().enumerate() {
            let mut next = self.table[place(*first)];
            while let Some(opening) = (next as usize).checked_sub(1).map(|at| &self.words[at]) {
                if bytes[at..].starts_with(opening.word.as_bytes()) {
                    owners.push(opening.owner);
                }
                next = opening.before;
            }
        }
    }
}

#[inline]
fn place(first: [u8; SHORTEST]) -> usize {
    let [a, b, c] = first.map(u32::from);
    let mixed = (a | b << 8 | c << 16).wrapping_mul(0x9e37_79b1);
    (mixed >> 18) as usize & (PLACES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand_and_short_ones_are_refused() {
        let mut openings = Openings::new();
        for (owner, word) in ["appel", "appels", "pel", "élan"].into_iter().enumerate() {
            assert!(openings.add(word.into(), owner));
        }
        assert!(!openings.add("go".into(), 9));
        let owners = |text: &str| {
            let mut owners = Vec::new();
            openings.owners(text, &mut owners);
            owners.sort_unstable();
            owners
        };
        assert_eq!(owners("40 appels"), [0, 1, 2]);
        assert_eq!(owners("élan, pel"), [2, 3]);
        assert_eq!(owners("go"), [0usize; 0]);
    }
}
