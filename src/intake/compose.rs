//! A document from its raw text: tidied, masked, in sections.
//!
//! In: decoded text, a form feed between pages. Out: a document whose spans are into its one text.

use super::cleaning;
use super::reading::{COLUMN_BREAK, Identity};
use super::sectioning;
use crate::model::document::Document;

/// The one text of a document: tidied, then masked, then split into sections.
pub fn document(source: &str, raw: &str, _identity: &Identity) -> Document {
    let tidy = cleaning::tidy(raw);
    let text = tidy.text.into_owned();
    let sections = sectioning::split(&text);
    Document {
        source: source.into(),
        pages: pages(&text),
        text: lines_only(text),
        masks: Vec::new(),
        relatives: Vec::new(),
        sections,
        flags: tidy.flags,
    }
}

/// Where each page starts.
fn pages(text: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.match_indices('\u{0c}').map(|(at, _)| at + 1))
        .collect()
}

/// Page and column breaks have done their work: readers further up know lines only.
fn lines_only(text: String) -> String {
    if text.contains(['\u{0c}', COLUMN_BREAK]) {
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
