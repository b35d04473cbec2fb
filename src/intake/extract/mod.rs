//! The text of any file people send, or why there is none: one door for all formats.
//!
//! In: the bytes of a file and its name as a hint. Out: its text as a person would see it, and flags;
//! or the rows of a spreadsheet. Works in the calling process; `worker` wraps it in one of its own.

mod css;
pub(super) mod decode;
mod docx;
mod grids;
mod html;
mod mail;
mod odt;
mod pdf;
mod rtf;
mod sheet;
mod sight;
mod sniff;
pub(super) mod transcript;
mod word_styles;
pub mod worker;
mod xml;
mod zipped;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::sheet::{Row, Sheet};
pub use self::sniff::{Format, sniff};
pub use self::transcript::Extracted;
use self::zipped::Zipped;
use crate::error::Message;
use crate::intake::limits;
use crate::model::panel::Grid;

/// The text of a file.
pub fn extract(bytes: &[u8], name_hint: &str) -> Result<Extracted, Message> {
    guarded(|| document(bytes, name_hint, 0))
}

/// The rows of the first sheet of a spreadsheet.
pub fn rows(bytes: &[u8], name_hint: &str) -> Result<Vec<Row>, Message> {
    let first = sheets(bytes, name_hint)?.into_iter().next();
    Ok(first.map(|(_, rows)| rows).unwrap_or_default())
}

/// The sheets of a spreadsheet that hold anything; at least one.
pub fn sheets(bytes: &[u8], name_hint: &str) -> Result<Vec<Sheet>, Message> {
    guarded(|| {
        within_size(bytes)?;
        match sniff(bytes, name_hint)? {
            Format::Xlsx => sheet::xlsx(bytes),
            Format::Ods => sheet::ods(bytes),
            _ => Err(Message::new("extract.not-a-sheet")),
        }
    })
}

/// Every sheet of a workbook, or the one grid of a delimited file.
pub fn grids(bytes: &[u8], name: &str) -> Result<Vec<Grid>, Message> {
    guarded(|| {
        within_size(bytes)?;
        grids::read(bytes, name)
    })
}

/// A library may panic on a file nobody thought of; that is this file's error.
fn guarded<T>(read: impl FnOnce() -> Result<T, Message>) -> Result<T, Message> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Message::new("extract.broken")))
}

fn document(bytes: &[u8], name_hint: &str, depth: usize) -> Result<Extracted, Message> {
    within_size(bytes)?;
    let extracted = match sniff(bytes, name_hint)? {
        Format::Pdf => pdf::read(bytes),
        Format::Docx => docx::read(&Zipped::open(bytes)?),
        Format::Odt => odt::read(&Zipped::open(bytes)?),
        Format::Rtf => rtf::read(bytes),
        Format::Html => html::read(bytes),
        Format::Mail => letter(bytes, depth),
        Format::Xlsx | Format::Ods => Err(Message::new("extract.is-a-sheet")),
        Format::Text => plain(bytes),
    }?;
    if extracted.text.trim().is_empty() {
        return Err(Message::new("extract.no-text"));
    }
    Ok(extracted)
}

fn within_size(bytes: &[u8]) -> Result<(), Message> {
    if bytes.len() > limits::DOCUMENT {
        let limit = limits::DOCUMENT >> 20;
        return Err(Message::new("extract.too-large").with("limit", limit));
    }
    Ok(())
}

/// A letter longer than this may be the CV; a shorter one only carries it.
const TRIVIAL_LETTER: usize = 1500;
/// A letter with no more than this says nothing beside a picture attached to it: that is the CV.
const NOTE: usize = 300;

/// The body of a message and what is attached to it, in this order. An attachment that cannot be read
/// is the CV when nothing else can be: the note it came with is not ranked in its place.
fn letter(bytes: &[u8], depth: usize) -> Result<Extracted, Message> {
    if depth >= limits::MAIL_DEPTH {
        return Err(Message::new("extract.mail-depth").with("limit", limits::MAIL_DEPTH));
    }
    let letter = mail::open(bytes)?;
    let body = match (&letter.page, &letter.text) {
        (Some(page), _) => html::text(page)?,
        (None, Some(text)) => whole(text.clone())?,
        (None, None) => Extracted::default(),
    };
    let said = body.text.trim().len();
    let (mut all, mut read, mut unread) = (body, Vec::new(), Vec::new());
    for (name, bytes) in &letter.attached {
        match document(bytes, name, depth + 1) {
            // The same CV in two formats is one CV.
            Ok(attached) if read.contains(&words(&attached.text)) => {}
            Ok(attached) => {
                read.push(words(&attached.text));
                all = after(all, attached)?;
            }
            Err(reason) => unread.push(reason),
        }
    }
    let is_lost = |reason: &Message| match reason.key {
        // A portrait beside a CV typed into the message is none; what no one knows is no CV either.
        "extract.image" => said <= NOTE,
        "extract.unknown" | "extract.empty" => false,
        _ => said <= TRIVIAL_LETTER,
    };
    match unread.into_iter().find(is_lost) {
        Some(reason) if read.is_empty() => Err(reason),
        _ => Ok(all),
    }
}

/// A text without its white space.
fn words(text: &str) -> String {
    text.split_whitespace().collect()
}

/// One text after the other, on a page of its own.
fn after(mut first: Extracted, second: Extracted) -> Result<Extracted, Message> {
    if first.text.trim().is_empty() {
        first.flags.extend(second.flags);
        first.text = second.text;
        return Ok(first);
    }
    let pages = first.text.matches('\x0c').count() + 1;
    first.text.push('\x0c');
    first.text.push_str(&second.text);
    first.flags.extend(second.flags.into_iter().map(|mut flag| {
        flag.page += pages;
        flag
    }));
    within_text(first)
}

/// Text in whatever encoding: a byte order mark, UTF-8, or the likeliest.
fn plain(bytes: &[u8]) -> Result<Extracted, Message> {
    whole(self::decode::text(bytes, None).into_owned())
}

fn whole(text: String) -> Result<Extracted, Message> {
    within_text(Extracted {
        text,
        flags: Vec::new(),
    })
}

fn within_text(extracted: Extracted) -> Result<Extracted, Message> {
    if extracted.text.len() > limits::TEXT {
        let limit = limits::TEXT >> 20;
        return Err(Message::new("extract.too-much-text").with("limit", limit));
    }
    Ok(extracted)
}
