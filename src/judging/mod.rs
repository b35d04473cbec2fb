//! Everybody's evidence into scores, ranks, rarity, questions, guides, panels and accuracy.

pub mod accuracy;
pub mod agreement;
pub mod ask;
pub mod cards;
pub mod guide;
pub mod lint;
pub mod panel;
pub mod rank;
pub mod score;
pub mod twins;
