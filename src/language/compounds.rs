//! Compounds: first halves (*savoir-*, *self-*) that keep their hyphen at the end of a line.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::fold::fold;

static KEEP: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let files = [
        include_str!("fr/compounds.yaml"),
        include_str!("en/compounds.yaml"),
    ];
    let read = |yaml| -> BTreeMap<String, Vec<String>> {
        serde_yaml::from_str(yaml).expect("the compounds are ours and a test reads them")
    };
    files
        .iter()
        .flat_map(|yaml| read(yaml).into_values().flatten())
        .map(|word| fold(&word))
        .collect()
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
