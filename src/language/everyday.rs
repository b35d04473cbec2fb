//! The everyday vocabulary: words that are nothing out of the ordinary in a CV.
//!
//! In: `everyday.yaml`. Out: whether a word is everyday, inflections included.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{fold, packing};

static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let lists = packing::lists(include_str!(concat!(env!("OUT_DIR"), "/everyday.lists")));
    let texts = lists.flat_map(|(_, texts)| texts);
    texts.flat_map(str::split_whitespace).collect()
});

/// Endings that part an inflected word from the one in the list.
const ENDINGS: &[&str] = &[
    "s", "x", "e", "es", "ed", "er", "ing", "nt", "ent", "ee", "ees", "r", "d",
];

/// Whether a word is everyday. Short words always are.
pub fn is_everyday(word: &str) -> bool {
    let mut folded = String::new();
    fold::word(word, &mut folded);
    if folded.len() <= 3 || folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let root = |ending: &&str| folded.strip_suffix(*ending).filter(|root| root.len() > 2);
    let known = WORDS.contains(folded.as_str())
        || ENDINGS
            .iter()
            .filter_map(root)
            .any(|root| WORDS.contains(root));
    known || longer(folded)
}

/// Whether a word with one letter more is everyday: the list has *réclamations*, the text *réclamation*.
fn longer(mut word: String) -> bool {
    ['s', 'e'].into_iter().any(|letter| {
        word.push(letter);
        let known = WORDS.contains(word.as_str());
        word.pop();
        known
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_hobbies_are_everyday_and_bell_ringing_is_not() {
        for word in [
            "lecture",
            "cinéma",
            "voyages",
            "Reading",
            "walks",
            "réclamations",
        ] {
            assert!(is_everyday(word), "{word}");
        }
        for word in ["carillon", "flippers", "colombophile", "hedgehog", "kayamb"] {
            assert!(!is_everyday(word), "{word}");
        }
    }
}
