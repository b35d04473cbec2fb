//! Pépite reads a pile of applications, quotes the facts that show a skill, ranks whom to read first
//! and writes the questions to ask. Offline, deterministic, French and English.
//!
//! The floors, from the ground up; a file uses its own folder and lower floors only:
//! [`error`], [`model`], [`language`], [`rubric`], [`intake`], [`evidence`], [`judging`], [`render`], [`run`].

pub mod error;
pub mod evidence;
pub mod intake;
pub mod judging;
pub mod language;
pub mod model;
pub mod render;
pub mod rubric;
pub mod run;
