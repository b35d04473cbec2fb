//! A document from its raw text: tidied, masked, in sections.
//!
//! In: decoded text, a form feed between pages. Out: a document whose spans are into its one text.

use super::reading::{COLUMN_BREAK, Extracted, Identity};
use crate::intake::masking::likeness;
use crate::intake::masking::{self, Top};
use crate::intake::text::cleaning;
use crate::intake::text::places;
use crate::intake::text::sectioning;
use crate::model::document::{Document, FlagKind, IntegrityFlag, Section, SectionKind, Span};

/// A document, and what was told apart from it.
pub struct Composed {
    /// The document, masked.
    pub document: Document,
    /// The candidate's name, if it stands at the top.
    pub name: Option<String>,
    /// Hashes of their e-mail addresses and telephone numbers (`likeness`).
    pub contacts: Vec<u64>,
}

/// The one text of a document: tidied, then masked, then split into sections.
pub fn document(source: &str, raw: &str, identity: &Identity) -> Document {
    read(source, (raw, &[]), identity, Top::Header).document
}

/// The document of a CV, with the candidate's name and contacts from its top.
pub fn cv(source: &str, raw: &Extracted, identity: &Identity) -> Composed {
    let mut read = read(source, (&raw.text, &raw.flags), identity, Top::Header);
    if may_be_no_cv(&read.document) {
        read.document.flags.push(IntegrityFlag {
            flag: FlagKind::PerhapsNoCv,
            page: 1,
            line: 1,
            excerpt: String::new(),
        });
    }
    read
}

/// Nobody asks so many questions in a CV.
const QUESTIONS: usize = 5;
/// A shorter text may be a pitch without headings.
const LONG: usize = 600;

/// Whether a whole file reads like an interview guide, or like nothing that a CV is. It is ranked all the
/// same: a person decides.
fn may_be_no_cv(document: &Document) -> bool {
    let questions = document.text.lines();
    let questions = questions.filter(|line| line.trim_end().ends_with('?'));
    let known = |section: &Section| section.kind != SectionKind::Other;
    let bare = document.masks.is_empty() && !document.sections.iter().any(known);
    questions.take(QUESTIONS).count() == QUESTIONS || (bare && document.text.len() > LONG)
}

fn read(
    source: &str,
    (raw, flags): (&str, &[IntegrityFlag]),
    identity: &Identity,
    top: Top,
) -> Composed {
    let tidy = cleaning::tidy(raw);
    let flags = [tidy.flags, flags.to_vec()].concat();
    let flags = places::moved(raw, &tidy.text, flags);
    let bare = sectioning::split(&tidy.text);
    let masked = masking::mask(&tidy.text, &bare, identity, top);
    // Where sections start must not depend on what was masked.
    let sections = sectioning::split(&masked.text);
    let document = Document {
        source: source.into(),
        pages: pages(&masked.text),
        text: lines_only(masked.text),
        masks: masked.masks,
        relatives: masked.relatives,
        sections,
        flags,
    };
    Composed {
        document,
        name: masked.name,
        contacts: masked.contacts,
    }
}

/// A cell of a roster, or a field of a record, that is part of a document.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What it is called; may be empty.
    pub heading: &'a str,
    /// What it is about; nothing for a whole CV, which has headings of its own.
    pub kind: Option<SectionKind>,
    /// Its words.
    pub text: &'a str,
}

/// The document of a row: each part a section under its heading.
pub fn row(source: &str, parts: &[Part], identity: &Identity) -> Composed {
    let mut whole = Document {
        source: source.into(),
        pages: vec![0],
        ..Document::default()
    };
    let written = identity.values.iter();
    let mut contacts: Vec<u64> = written
        .filter_map(|value| likeness::contact(value))
        .collect();
    for part in parts {
        let top = if part.kind.is_none() {
            Top::Header
        } else {
            Top::None
        };
        let part_of = read(source, (part.text, &[]), identity, top);
        contacts.extend(part_of.contacts);
        append(&mut whole, part, part_of.document);
    }
    if whole.sections.is_empty() {
        whole.sections.push(Section {
            kind: SectionKind::Other,
            heading: None,
            span: Span { start: 0, end: 0 },
        });
    }
    Composed {
        document: whole,
        name: None,
        contacts,
    }
}

fn append(whole: &mut Document, part: &Part, read: Document) {
    let start = whole.text.len();
    // Counted only when a flag needs it: a record may have very many fields.
    let lines = match read.flags.is_empty() {
        true => 0,
        false => whole.text.matches('\n').count() + usize::from(!part.heading.is_empty()),
    };
    if !part.heading.is_empty() {
        // A header is the roster's, not the candidate's: it is not masked, but it is one line.
        whole.text.extend(
            part.heading
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c }),
        );
        whole.text.push('\n');
    }
    let body = whole.text.len();
    whole.text.push_str(&read.text);
    whole.text.push_str("\n\n");
    let moved = |span: Span| Span {
        start: span.start + body,
        end: span.end + body,
    };
    whole.masks.extend(read.masks.into_iter().map(moved));
    whole
        .relatives
        .extend(read.relatives.into_iter().map(moved));
    whole.flags.extend(read.flags.into_iter().map(|mut flag| {
        (flag.page, flag.line) = (1, flag.line + lines);
        flag
    }));
    for (at, section) in read.sections.into_iter().enumerate() {
        let mut section = Section {
            kind: section.kind,
            heading: section.heading.map(moved),
            span: moved(section.span),
        };
        // What stands before any heading of its own belongs to the column.
        if at == 0 && section.heading.is_none() {
            section.kind = part.kind.unwrap_or(section.kind);
            let heading = Span {
                start,
                end: body.saturating_sub(1).max(start),
            };
            section.heading = (!part.heading.is_empty()).then_some(heading);
            section.span.start = start;
        } else if at == 0 {
            section.span.start = start;
        }
        whole.sections.push(section);
    }
    if let Some(last) = whole.sections.last_mut() {
        last.span.end = whole.text.len();
    }
}

/// Whether a row says anything beside who the candidate is and what its columns are called.
pub fn says_anything(document: &Document, parts: &[Part]) -> bool {
    let masks: usize = document
        .masks
        .iter()
        .map(|mask| {
            document
                .quote(*mask)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .count()
        })
        .sum();
    let headings: usize = parts
        .iter()
        .map(|part| part.heading.chars().filter(|c| c.is_alphanumeric()).count())
        .sum();
    let mut said = document.text.chars().filter(|c| c.is_alphanumeric());
    said.nth(masks + headings).is_some()
}

/// Where each page starts.
fn pages(text: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.match_indices('\u{0c}').map(|(at, _)| at + 1))
        .collect()
}

/// Page and column breaks have done their work: readers further up know lines only.
fn lines_only(text: String) -> String {
    if memchr::memchr2(0x0c, COLUMN_BREAK as u8, text.as_bytes()).is_some() {
        text.replace(['\u{0c}', COLUMN_BREAK], "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_lines_are_those_of_the_file() {
        let document = document(
            "cv.txt",
            "un\ndeux\n\u{0c}trois\nquatre",
            &Identity::default(),
        );
        assert_eq!(document.text, "un\ndeux\ntrois\nquatre");
        let at = document.text.find("quatre").expect("it is there");
        assert_eq!(document.place(at), (2, 2));
    }
}
