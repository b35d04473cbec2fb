//! Everybody's evidence into scores, ranks, rarity, questions, guides, panels and accuracy.

pub mod accuracy;
