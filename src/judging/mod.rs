//! Everybody's evidence into scores, ranks, rarity, questions, guides, panels and accuracy.

pub mod accuracy;
pub mod agreement;
pub mod ask;
pub mod guide;
pub mod lint;
pub mod rank;
pub mod score;
