//! One text of one person, in sections, with every identity masked.

use serde::{Deserialize, Serialize};

/// A byte range of a document's text; both ends fall on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A language the product reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

/// What a headed part of a CV is about; the names are those of JSON Resume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// The profile or cover text at the top.
    Summary,
    /// Jobs and placements.
    Work,
    /// Unpaid roles.
    Volunteer,
    /// Studies.
    Education,
    /// Prizes and distinctions.
    Awards,
    /// Certificates and licences.
    Certificates,
    /// Published work.
    Publications,
    /// Lists of skills, qualities and tools.
    Skills,
    /// Languages spoken.
    Languages,
    /// Interests, hobbies, "and otherwise".
    Interests,
    /// Projects.
    Projects,
    /// Referees.
    References,
    /// Anything else, and text before the first heading.
    Other,
}

/// A headed part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// Its heading as written, if it has one.
    pub heading: Option<Span>,
    /// Everything from its heading to the next; sections cover every byte exactly once.
    pub span: Span,
}

/// One document: a CV file, or one row of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Where it came from, as the user named it; a roster row is `path:line`.
    pub source: String,
    /// The one text: tidied and masked. All spans are into it.
    pub text: String,
    /// Runs that were masked; each reads `[…]` in `text`.
    pub masks: Vec<Span>,
    /// Masked runs that named a relative (*mon mari*): what follows may be somebody else's.
    pub relatives: Vec<Span>,
    /// Byte offset at which each page starts; the first is 0. Lines are counted within a page.
    pub pages: Vec<usize>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// What a reader should know about the file, found while reading it.
    pub flags: Vec<IntegrityFlag>,
}

impl Document {
    /// The text of a span.
    pub fn quote(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// The page (1-based) and the line within that page (1-based) of a byte.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let page = self.pages.partition_point(|&start| start <= at).max(1);
        let start = self.pages.get(page - 1).copied().unwrap_or(0);
        let line = memchr::memchr_iter(b'\n', &self.text.as_bytes()[start..at]).count();
        (page, line + 1)
    }
}

/// The name of an integrity flag. Never points, never a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagKind {
    /// Text in the file that a person would not see on the page.
    HiddenText,
    /// The text layer says something else than the page shows.
    TextMismatch,
    /// Zero-width, bidirectional or control characters inside words.
    InvisibleCharacters,
    /// Letters of another alphabet that look like Latin ones.
    LookAlikeLetters,
    /// The same words over and over.
    Stuffing,
    /// The advertisement pasted into the CV.
    AdCopied,
    /// Sentences addressed to a program.
    InstructionsToAMachine,
    /// Same person or same text as another candidate of this pool.
    DuplicateOf,
    /// A file without a text layer.
    NoText,
    /// A page of questions, or a long text without anything that a CV has: it may be no application.
    PerhapsNoCv,
}

/// An integrity flag with the place where it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityFlag {
    /// What was seen.
    pub flag: FlagKind,
    /// 1-based page.
    pub page: usize,
    /// 1-based line within the page.
    pub line: usize,
    /// A few words of it; renderers escape it. For `duplicate-of`: the other candidate's id.
    pub excerpt: String,
}
