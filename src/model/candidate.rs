//! A person who applied, before anybody read their evidence.

use std::collections::BTreeMap;

use super::document::Document;
pub use crate::error::Unread;

/// What tells that two applications may be one person's, without saying whose: hashes alone, which are
/// compared with each other and neither shown, scored nor written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Likeness {
    /// A hash of the masked text without case, accents, signs and spaces; 0 when it says too little.
    pub text: u64,
    /// The least hash of each of 64 groups of its pairs of words, a byte each; zeros when there are few.
    pub sketch: [u64; 8],
    /// Hashes of their own e-mail addresses and telephone numbers; 0 for none.
    pub contacts: [u64; 3],
}

/// A candidate as intake hands them on: identity apart, documents masked.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Candidate {
    /// Unique in the pool: the roster's id, else the row number, else the file stem; `~2` on collision.
    pub id: String,
    /// Whether the id came from the roster (it then stays in blind mode).
    pub id_is_given: bool,
    /// The name for the reader; never reaches the matcher.
    pub name: Option<String>,
    /// The file, as the user named it.
    pub source: String,
    /// What is read: the row as a document, then the `cv_file` if there is one; or the CV alone.
    pub documents: Vec<Document>,
    /// Roster columns by header, for criteria with `column`.
    pub columns: BTreeMap<String, String>,
    /// The recruiter's own notes: shown, never scored.
    pub notes: Vec<String>,
    /// What tells them from others, or not; never part of an extraction that is kept.
    #[serde(skip)]
    pub likeness: Likeness,
}
