//! Everybody's evidence into scores, ranks, rarity, questions, guides, panels and accuracy.

pub mod accuracy;
pub mod ask;
pub mod rank;
pub mod score;
