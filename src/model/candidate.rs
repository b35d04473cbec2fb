//! A person who applied, before anybody read their evidence.

use std::collections::BTreeMap;

use super::document::Document;
pub use crate::error::Unread;

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
}
