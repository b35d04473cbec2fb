//! Compounds: first halves (*savoir-*, *self-*) that keep their hyphen at the end of a line.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::fold::fold;
use super::packing;

static KEEP: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let files = [
        include_str!(concat!(env!("OUT_DIR"), "/fr-compounds.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-compounds.lists")),
    ];
    let words = files.iter().flat_map(|lists| packing::lists(lists));
    words.flat_map(|(_, words)| words.map(fold)).collect()
});

/// Whether a hyphen after this word belongs to it.
pub fn keeps_hyphen(word: &str) -> bool {
    KEEP.contains(fold(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_keeps_its_hyphen_and_a_broken_word_does_not() {
        assert!(keeps_hyphen("Savoir") && keeps_hyphen("well"));
        assert!(!keeps_hyphen("com") && !keeps_hyphen("numé"));
    }
}
