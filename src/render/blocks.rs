//! A printed page as blocks, whatever the format: what each says, not how it looks.
//!
//! Left to others: the words (`render::guide`), the bytes (`render::markdown`, `html`, `docx`), escaping.

use crate::model::document::Lang;

/// A page to print.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The language it is written in.
    pub lang: Lang,
    /// Its title, for a window or a file's properties.
    pub title: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// The title of the page.
    Title(String),
    /// What stands below it.
    Lead(String),
    /// The heading of a section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A remark beside the matter.
    Note(String),
    /// A list.
    List(Vec<String>),
    /// A list whose items have a name.
    Terms(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// Names of lines to fill in by hand.
    Fill(Vec<String>),
    /// A question with everything it needs.
    Card(Box<Card>),
    /// What follows starts a new sheet.
    NewSheet,
}

/// A table; every row has as many cells as the head.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A question with everything it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its number.
    pub number: usize,
    /// The criterion.
    pub title: String,
    /// What sort of question, how long, what it weighs.
    pub facts: Vec<String>,
    /// The question.
    pub question: String,
    /// Why it is asked for this job.
    pub why: (String, String),
    /// The follow-ups, and their name.
    pub follow_ups: (String, Vec<(String, String)>),
    /// Prompts that suggest nothing, and their name.
    pub prompts: (String, Vec<String>),
    /// One candidate's own follow-ups, and their name.
    pub probes: (String, Vec<String>),
    /// The anchors: mark, name, what an answer looks like.
    pub anchors: Vec<(String, String, String)>,
    /// What to tick beside the rating, and its name.
    pub ticks: Option<(String, Vec<String>)>,
    /// The name of the rating, and the marks to circle.
    pub rating: (String, Vec<String>),
    /// The name of the space for notes.
    pub notes: String,
}

/// French signs that stand after a space are kept with their word, so that no line begins with one.
pub fn bound(text: &str) -> String {
    let mut bound = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let before_sign = matches!(chars.peek(), Some('?' | '!' | ':' | ';' | '»' | '%'));
        let after_mark = bound.ends_with('«');
        bound.push(match c == ' ' && (before_sign || after_mark) {
            true => '\u{a0}',
            false => c,
        });
    }
    bound
}
