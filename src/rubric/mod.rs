//! YAML text into a checked rubric and its findings; the embedded library. Pure.

pub mod cues;
