//! The nouns: what the floors above hand to each other. No algorithm lives here.

pub mod candidate;
pub mod document;
pub mod evidence;
pub mod guide;
pub mod panel;
pub mod rubric;
pub mod shortlist;
