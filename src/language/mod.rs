//! Words: folding, tokens, stems, the trie, and per language, as YAML, every list and label.

pub mod labels;
