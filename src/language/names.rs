//! Words that tell a name from an ordinary line where the everyday vocabulary cannot.
//!
//! In: `names.yaml`. Out: whether a word is a given name, joins a name, or names a trade.
//! Left to others: which line is somebody's name (`intake`).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{fold, packing};

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    let lists = packing::lists(include_str!(concat!(env!("OUT_DIR"), "/names.lists")));
    for (name, texts) in lists {
        let words = texts.flat_map(str::split_whitespace);
        match name {
            "continues" => names.continues.extend(words),
            "given" => names.given.extend(words),
            "particles" => names.particles.extend(words),
            "surnames" => names.surnames.extend(words),
            _ => names.trades.extend(words),
        }
    }
    names
});

#[derive(Default)]
struct Names {
    continues: FxHashSet<&'static str>,
    given: FxHashSet<&'static str>,
    particles: FxHashSet<&'static str>,
    surnames: FxHashSet<&'static str>,
    trades: Vec<&'static str>,
}

/// Whether a word is a given name although it is short, an everyday word or ends like a trade.
pub fn is_given(word: &str) -> bool {
    NAMES.given.contains(fold::fold(word).as_str())
}

/// Whether a small word joins the words of a name: *van, de, d*.
pub fn is_particle(word: &str) -> bool {
    word.len() <= 3 && NAMES.particles.contains(fold::fold(word).as_str())
}

/// Whether the word before is part of the name of something: the *de* of *Marathon de Paris*.
pub fn is_continued_by(word: &str) -> bool {
    NAMES.continues.contains(word)
}

/// Whether a trade is a surname too: *Cook*.
pub fn is_surname(word: &str) -> bool {
    NAMES.surnames.contains(fold::fold(word).as_str())
}

/// Whether a word ends like the name of a trade.
pub fn is_trade(word: &str) -> bool {
    let folded = fold::fold(word);
    NAMES.trades.iter().any(|ending| folded.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_an_everyday_word_and_a_trade_is_none() {
        assert!(is_given("Rose") && is_given("ZOÉ") && !is_given("Zendesk"));
        assert!(is_particle("van") && is_particle("d") && !is_particle("the"));
        assert!(is_trade("Sophrologue") && !is_trade("Ahmed"));
    }
}
