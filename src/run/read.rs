//! `pepite read`: the text, sections and masks of each application as the matcher sees them, or an
//! extraction to keep and score again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Message, Unread};
use crate::intake::{self, Place, Reading};
use crate::language::labels::Labels;
use crate::model::candidate::Candidate;
use crate::model::document::{Document, Lang};
use crate::render::{escape, view};
use crate::run::unread::Unreads;
use crate::run::{self, Destination, Outcome};

/// What was asked.
#[derive(Debug)]
pub struct Read {
    /// Rosters, CVs, folders, `-`.
    pub inputs: Vec<PathBuf>,
    /// How to read them.
    pub reading: Reading,
    /// The format of the output.
    pub format: Format,
    /// The file to write.
    pub output: Option<PathBuf>,
    /// The language of what is said.
    pub lang: Lang,
    /// Whether something unread changes the exit code.
    pub strict: bool,
    /// Whether only errors are said.
    pub quiet: bool,
}

/// A format of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Text,
    /// One candidate a line, for `pepite screen` to read back.
    Jsonl,
}

/// A candidate's id, and what is said of them.
type Told = (String, Vec<u8>);

/// Reads, and writes what was read in the order of the inputs.
pub fn read(asked: &Read) -> Result<Outcome, Error> {
    if let Some(path) = &asked.output {
        run::refuse_place(path, &asked.inputs)?;
    }
    let told: Mutex<(BTreeMap<Place, Told>, Unreads)> = Mutex::default();
    let seen = intake::each(&asked.inputs, &asked.reading, &|place, candidate| {
        let shown = candidate.map(|candidate| {
            let shown = shown(&candidate, asked);
            (candidate.id, shown)
        });
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        match shown {
            Ok(shown) => drop(told.0.insert(place, shown)),
            Err(unread) => told.1.enter(place, unread),
        }
    })?;
    let (told, unread) = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    let unread = unread.listed().said();
    if !asked.quiet {
        tell(&seen, asked.lang);
    }
    if seen.candidates == 0 {
        return Err(Error::NothingRead(unread));
    }
    if !asked.quiet && seen.unread > 0 {
        tell_unread(&unread, seen.unread, asked.lang);
    }
    write(asked, &told)?;
    Ok(match asked.strict && !unread.is_empty() {
        true => Outcome::SomeUnread,
        false => Outcome::Done,
    })
}

/// Writes what was read of everybody, in the order of the inputs.
fn write(asked: &Read, told: &BTreeMap<Place, Told>) -> Result<(), Error> {
    let to = asked
        .output
        .as_deref()
        .map_or(Destination::Stdout, Destination::File);
    let ids = match asked.format {
        Format::Text => own_ids(told.values().map(|(id, _)| id.as_str())),
        // Reading it back numbers them again.
        Format::Jsonl => Vec::new(),
    };
    run::write(to, &asked.inputs, |out| {
        for (at, (_, shown)) in told.values().enumerate() {
            if let Some(id) = ids.get(at) {
                write!(out, "=== {}", escape::terminal(id))?;
            }
            out.write_all(shown)?;
        }
        Ok(())
    })
}

fn tell(seen: &intake::Seen, lang: Lang) {
    run::tell_columns(&seen.columns, lang);
    for warning in &seen.warnings {
        run::tell(lang, warning);
    }
}

/// What could not be read: the first of it, and how much it was.
fn tell_unread(first: &[Unread], count: usize, lang: Lang) {
    first
        .iter()
        .for_each(|unread| run::tell_unread(lang, unread));
    let message = Message::new("read.some-unread");
    run::tell(lang, &message.with("count", count));
}

/// The ids as `pepite screen` gives them: one that several have gets `~2`, `~3`… in order.
fn own_ids<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let ids: Vec<&str> = ids.collect();
    let mut taken: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    let mut first = BTreeSet::new();
    let own = ids.into_iter().map(|id| {
        if first.insert(id) {
            return id.to_owned();
        }
        let again = (2..).map(|number| format!("{id}~{number}"));
        let mut free = again.filter(|name| taken.insert(name.clone()));
        free.next().unwrap_or_default()
    });
    own.collect()
}

/// One candidate in the format asked for. Memory cannot fail to be written.
fn shown(candidate: &Candidate, asked: &Read) -> Vec<u8> {
    let mut out = Vec::new();
    let written = match asked.format {
        Format::Text => text(candidate, Labels::of(asked.lang), &mut out),
        Format::Jsonl => jsonl(candidate, &mut out),
    };
    debug_assert!(written.is_ok());
    out
}

#[derive(serde::Serialize)]
struct Kept<'a> {
    schema: &'static str,
    #[serde(flatten)]
    candidate: &'a Candidate,
}

fn jsonl(candidate: &Candidate, out: &mut Vec<u8>) -> io::Result<()> {
    let kept = Kept {
        schema: intake::SCHEMA,
        candidate,
    };
    serde_json::to_writer(&mut *out, &kept)?;
    out.push(b'\n');
    Ok(())
}

fn text(candidate: &Candidate, labels: &Labels, out: &mut Vec<u8>) -> io::Result<()> {
    writeln!(out, " ({})", escape::terminal(&candidate.source))?;
    for document in &candidate.documents {
        sections(document, labels, out)?;
    }
    for notes in &candidate.notes {
        writeln!(out, "--- {}", labels.get("read.notes"))?;
        writeln!(out, "{}", escaped(notes))?;
    }
    Ok(())
}

/// Each section with the bytes it takes in the document's text.
fn sections(document: &Document, labels: &Labels, out: &mut Vec<u8>) -> io::Result<()> {
    for section in &document.sections {
        let kind = serde_json::to_value(section.kind)?;
        let key = format!("section.{}", kind.as_str().unwrap_or_default());
        let (start, end) = (section.span.start, section.span.end);
        let (page, line) = document.place(start);
        let place = Message::new("read.place")
            .with("page", page)
            .with("line", line);
        let place = labels.say(&place.with("start", start).with("end", end));
        writeln!(out, "--- {} ({place})", labels.get(&key))?;
        writeln!(
            out,
            "{}",
            escaped(document.quote(section.span).trim_end_matches('\n'))
        )?;
    }
    for flag in &document.flags {
        let said = labels.say(&view::flag_message(flag));
        writeln!(out, "!!! {}", escape::terminal(&said))?;
    }
    Ok(())
}

/// Line by line, so that line ends stay line ends.
fn escaped(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape::terminal).collect();
    lines.join("\n")
}
