//! The nouns of reading: what a reader is told, and what reading saw beside the candidates.

use crate::error::Message;
use crate::model::document::IntegrityFlag;

/// How to read the inputs; the default detects everything.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The encoding of text files by its web name (`windows-1252`); detected when absent.
    pub encoding: Option<String>,
    /// The delimiter of rosters; detected when absent.
    pub delimiter: Option<u8>,
    /// What the aliases miss: a column by its header and its role.
    pub columns: Vec<(String, Role)>,
    /// How many threads read; 0 is one for each core.
    pub threads: usize,
    /// This program, to extract in processes of its own (`worker`); without it, in this one.
    pub executable: Option<std::path::PathBuf>,
}

/// What a roster column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whole name, masked everywhere, shown unless blind.
    Name,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Contact, address, birth date: masked everywhere.
    Identity,
    /// A protected characteristic: masked.
    Protected,
    /// How the application goes (source, stage, owner, salary): ignored.
    Recruiting,
    /// The recruiter's notes: shown, never scored.
    Notes,
    /// The candidate's id.
    Id,
    /// A whole CV in a cell.
    Document,
    /// A path to a CV beside the roster.
    CvFile,
    /// A section of the candidate's document, under its header.
    Section,
}

impl Role {
    /// Every role, in the order in which columns are told.
    pub const ALL: [Role; 11] = [
        Role::Id,
        Role::Name,
        Role::FirstName,
        Role::LastName,
        Role::Identity,
        Role::Protected,
        Role::Recruiting,
        Role::Notes,
        Role::Document,
        Role::CvFile,
        Role::Section,
    ];

    /// The name to type after `--column NAME=`.
    pub fn id(self) -> &'static str {
        match self {
            Role::Name => "name",
            Role::FirstName => "first_name",
            Role::LastName => "last_name",
            Role::Identity => "identity",
            Role::Protected => "protected",
            Role::Recruiting => "recruiting",
            Role::Notes => "notes",
            Role::Id => "id",
            Role::Document => "document",
            Role::CvFile => "cv_file",
            Role::Section => "section",
        }
    }

    /// The role of that name.
    pub fn named(id: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.id() == id)
    }
}

/// Where a candidate stands among the inputs: gives one order whatever the threads and arguments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's rank among all files of the run, by name.
    pub source: usize,
    /// The row's rank within it, from 1; 0 for a file that is one candidate.
    pub row: usize,
}

/// Who the candidate is, so that masking can take it out of their text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Names as written in identity columns: masked where they stand as names.
    pub names: Vec<String>,
    /// Anything else that is theirs alone (e-mail, telephone, address): masked wherever it stands.
    pub values: Vec<String>,
}

/// Ends a column in a text that had several side by side: the next line belongs to another part of
/// the page, whatever its words. Extractors may write it; it becomes a line break in the document.
pub const COLUMN_BREAK: char = '\u{1d}';

/// A file's words, before anything is tidied or masked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The text; a form feed starts each page after the first.
    pub text: String,
    /// What a reader should know about the file, found while reading it.
    pub flags: Vec<IntegrityFlag>,
}

/// What reading saw beside the candidates, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// For each roster, how its columns were taken: messages to say on one line, joined by a space.
    pub columns: Vec<Vec<Message>>,
    /// What the reader should know, in order.
    pub warnings: Vec<Message>,
    /// How many candidates were read.
    pub candidates: usize,
    /// How many could not be read.
    pub unread: usize,
}
