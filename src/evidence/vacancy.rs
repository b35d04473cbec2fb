//! The vacancy's text, for finding what was copied from it.

use std::collections::BTreeSet;

use crate::language::fold;

/// What the vacancy says, for finding what was copied from it.
pub struct Vacancy(BTreeSet<Vec<String>>);

/// Copied when this many words in a row are the vacancy's.
const COPIED: usize = 6;

impl Vacancy {
    /// Remembers every run of six words of the vacancy.
    pub fn new(text: &str) -> Vacancy {
        let words: Vec<String> = fold::fold(text).split(' ').map(str::to_owned).collect();
        Vacancy(words.windows(COPIED).map(<[String]>::to_vec).collect())
    }

    /// Whether six words in a row of a unit are the vacancy's.
    pub fn holds(&self, unit: &str) -> bool {
        let words: Vec<String> = fold::fold(unit).split(' ').map(str::to_owned).collect();
        words.windows(COPIED).any(|run| self.0.contains(run))
    }
}
