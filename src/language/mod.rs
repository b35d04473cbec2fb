//! Words: folding, tokens, stems, the trie, and per language, as YAML, every list and label.

pub mod addresses;
pub mod columns;
pub mod compounds;
pub mod cues;
pub mod everyday;
pub mod fold;
pub mod grown;
pub mod headings;
pub mod interview;
pub mod labels;
pub mod law;
pub mod letters;
pub mod lexicon;
pub mod markers;
pub mod names;
pub mod packing;
pub mod personal;
pub mod protected;
pub mod quoting;
pub mod remembered;
mod shared;
pub mod stems;
pub mod tokens;
pub mod trie;
