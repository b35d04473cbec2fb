//! The lexicon of the cues that ship, as the build packed it: a table that is looked up where it lies.
//!
//! In: a form of a word. Out: which symbols it means. Left to others: which of them a trie uses.

use super::lexicon::{self, By, Symbol};
use super::packing::Packed;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.packed"));

/// Its highest symbol.
pub fn last() -> Symbol {
    let last = BYTES.first_chunk::<4>();
    last.map_or(0, |last| Symbol::from_le_bytes(*last))
}

/// What a text means by a form.
pub fn meant(by: By, form: &str) -> impl Iterator<Item = Symbol> {
    let mut symbols = lexicon::look_up(BYTES, by, form).unwrap_or(Packed(&[]));
    let count = symbols.number().unwrap_or(0);
    (0..count).map_while(move |_| symbols.number().map(|symbol| symbol as Symbol))
}
