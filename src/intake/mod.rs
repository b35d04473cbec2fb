//! Paths and bytes into candidates and documents. The only place that opens a file.

mod canvas;
mod cleaning;
mod compose;
mod css;
#[allow(dead_code)]
mod decode;
mod docx;
pub mod extract;
mod gutter;
mod html;
mod layout;
pub mod limits;
mod lines;
mod mail;
mod odt;
mod pdf;
mod pdf_bounds;
mod pdf_fonts;
mod pdf_page;
mod reading;
mod rtf;
mod sectioning;
mod sheet;
mod sight;
mod sniff;
mod transcript;
mod word_styles;
mod xml;
mod zipped;

use std::path::{Path, PathBuf};

pub use compose::document;
pub use reading::{COLUMN_BREAK, Extracted, Identity, Place, Reading, Role, Seen};

use crate::error::{Error, Message};
use crate::model::candidate::{Candidate, Unread};

/// Who is told of each candidate, from any thread and in any order; `Place` gives the order.
pub type Tell<'a> = dyn Fn(Place, Result<Candidate, Unread>) + Sync + 'a;

/// The bytes of a file.
pub fn open(path: &Path) -> Result<Vec<u8>, Unread> {
    std::fs::read(path).map_err(|_| Unread {
        source: path.display().to_string(),
        reason: Message::new("unread.missing"),
    })
}

/// Tells every candidate of the inputs (files, folders, `-` for standard input), read or unread.
pub fn each(inputs: &[PathBuf], _reading: &Reading, tell: &Tell) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    for (source, path) in inputs.iter().enumerate() {
        let candidate = file(path);
        match candidate {
            Ok(_) => seen.candidates += 1,
            Err(_) => seen.unread += 1,
        }
        tell(Place { source, row: 0 }, candidate);
    }
    Ok(seen)
}

fn file(path: &Path) -> Result<Candidate, Unread> {
    let source = path.display().to_string();
    let bytes = open(path)?;
    let unread = |reason| Unread {
        source: source.clone(),
        reason,
    };
    let extracted = extract::extract(&bytes, &source).map_err(unread)?;
    let mut document = document(&source, &extracted.text, &Identity::default());
    document.flags.extend(extracted.flags);
    Ok(Candidate {
        id: path.file_stem().unwrap_or_default().display().to_string(),
        source: source.clone(),
        documents: vec![document],
        ..Candidate::default()
    })
}
