//! The parts of a zip, read into memory one at a time and never onto the disk.
//!
//! In: the bytes of a zip. Out: parts by name, each within the limits, counted on the bytes produced
//! (a header may claim any size).

use std::cell::{Cell, RefCell};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::Message;
use crate::intake::limits;

/// A zip that has at most [`limits::ZIP_ENTRIES`] entries.
pub struct Zipped<'a> {
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    names: Vec<String>,
    produced: Cell<usize>,
}

impl<'a> Zipped<'a> {
    /// Reads the directory of a zip.
    pub fn open(bytes: &'a [u8]) -> Result<Zipped<'a>, Message> {
        if claimed_entries(bytes) > limits::ZIP_ENTRIES {
            return Err(too_many_entries());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        if archive.len() > limits::ZIP_ENTRIES {
            return Err(too_many_entries());
        }
        let names = (0..archive.len()).map(|index| plain_name(&archive, index));
        Ok(Zipped {
            names: names.collect(),
            archive: RefCell::new(archive),
            produced: Cell::new(0),
        })
    }

    /// The names of its entries.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A part that the document cannot do without.
    pub fn part(&self, name: &str) -> Result<Vec<u8>, Message> {
        self.optional(name)?.ok_or_else(broken)
    }

    /// A part, if there is one of this name (case and the kind of slash do not count).
    pub fn optional(&self, name: &str) -> Result<Option<Vec<u8>>, Message> {
        let name = name.trim_start_matches('/');
        let same = |known: &String| known.eq_ignore_ascii_case(name);
        match self.names.iter().position(same) {
            Some(index) => self.read(index).map(Some),
            None => Ok(None),
        }
    }

    fn read(&self, index: usize) -> Result<Vec<u8>, Message> {
        let mut archive = self.archive.borrow_mut();
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(zip::result::ZipError::UnsupportedArchive(why))
                if why == zip::result::ZipError::PASSWORD_REQUIRED =>
            {
                return Err(Message::new("extract.encrypted"));
            }
            Err(_) => return Err(broken()),
        };
        let mut bytes = Vec::new();
        let cap = limits::PART.min(limits::PARTS.saturating_sub(self.produced.get()));
        let read = entry.take(cap as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > cap {
            let limit = limits::PART >> 20;
            return Err(Message::new("extract.too-large-inside").with("limit", limit));
        }
        read.map_err(|_| broken())?;
        self.produced.set(self.produced.get() + bytes.len());
        Ok(bytes)
    }
}

fn plain_name(archive: &ZipArchive<Cursor<&[u8]>>, index: usize) -> String {
    match archive.name_for_index(index) {
        Some(Ok(name)) => name.trim_start_matches('/').replace('\\', "/"),
        _ => String::new(),
    }
}

/// What the end of the directory claims, read before anything is allocated for it.
fn claimed_entries(bytes: &[u8]) -> usize {
    // The record is 22 bytes and a comment of at most 65 535.
    let tail = &bytes[bytes.len().saturating_sub(22 + 65_535)..];
    let Some(at) = tail.windows(4).rposition(|four| four == b"PK\x05\x06") else {
        return 0;
    };
    match tail.get(at + 10..at + 12) {
        Some(&[low, high]) => usize::from(u16::from_le_bytes([low, high])),
        _ => 0,
    }
}

fn too_many_entries() -> Message {
    Message::new("extract.too-many-entries").with("limit", limits::ZIP_ENTRIES)
}

fn broken() -> Message {
    Message::new("extract.broken")
}
