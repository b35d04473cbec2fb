//! A document from its raw text: tidied, masked, in sections.

use super::reading::Identity;
use crate::model::document::{Document, Section, SectionKind, Span};

/// The one text of a document: tidied, then masked, then split into sections.
pub fn document(source: &str, raw: &str, _identity: &Identity) -> Document {
    let span = Span {
        start: 0,
        end: raw.len(),
    };
    Document {
        source: source.into(),
        text: raw.into(),
        pages: vec![0],
        sections: vec![Section {
            kind: SectionKind::Other,
            heading: None,
            span,
        }],
        ..Document::default()
    }
}
