//! The small words at which a quotation may be cut, of both languages: people mix them.
//!
//! In: `fr/quoting.yaml`, `en/quoting.yaml`. Out: whether a word is on their lists.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::packing;

static LISTS: LazyLock<[FxHashSet<&str>; 2]> = LazyLock::new(|| {
    let mut lists = [FxHashSet::default(), FxHashSet::default()];
    for packed in [
        include_str!(concat!(env!("OUT_DIR"), "/fr-quoting.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-quoting.lists")),
    ] {
        for (small, words) in packing::lists_by::<Small>(packed) {
            lists[small as usize].extend(words);
        }
    }
    lists
});

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Small {
    Glue,
    Edges,
}

/// Whether a quotation neither begins nor ends with this word, whatever its case.
pub fn is_glue(word: &str) -> bool {
    listed(word, Small::Glue)
}

/// Whether a few words before or after this one, whatever its case, make a phrase of their own.
pub fn is_edge(word: &str) -> bool {
    is_glue(word) || listed(word, Small::Edges)
}

fn listed(word: &str, small: Small) -> bool {
    LISTS[small as usize].contains(word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_of_both_languages_are_known_in_any_case() {
        for word in ["Et", "d'", "with"] {
            assert!(is_glue(word) && is_edge(word), "{word}");
        }
        for word in ["depuis", "DURING"] {
            assert!(is_edge(word) && !is_glue(word), "{word}");
        }
        assert!(!is_edge("tuba"));
    }
}
