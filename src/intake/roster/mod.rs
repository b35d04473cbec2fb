//! Reads a roster as a stream: rows in, candidates out, in parallel, with bounded memory.
//!
//! In: a stream of UTF-8 and its dialect, or the rows of a sheet. Out: candidates, told with their row.
//! Left to others: what a row becomes (`table`), opening anything (`mod`).

mod cells;
pub(super) mod columns;
pub(super) mod dialect;
pub(super) mod inflow;
pub(super) mod records;
pub(super) mod rows;
pub(super) mod table;

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Mutex;

use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, ParallelBridge, ParallelIterator,
};
use rustc_hash::FxBuildHasher;

use self::columns::Columns;
use self::dialect::Dialect;
use self::rows::{Block, Fault, Rows};
use self::table::{Beside, Table};
use crate::error::Message;
use crate::intake::reading::Role;
use crate::language::columns::Aliases;
use crate::model::candidate::{Candidate, Unread};

/// Who is told of each row, from any thread and in any order.
pub type TellRow<'a> = dyn Fn(usize, Result<Candidate, Unread>) + Sync + 'a;

/// What a roster had to say beside its candidates.
#[derive(Debug, Default)]
pub struct Said {
    /// How its columns were taken.
    pub columns: Vec<Message>,
    /// In the order of its lines.
    pub warnings: Vec<Message>,
}

/// No roster gives more warnings of one kind; the rest are counted.
const MOST: usize = 10;

/// Reads a delimited roster whose first `skip` bytes have gone.
pub fn stream<R: Read + Send>(
    file: &str,
    dialect: &Dialect,
    text: R,
    asked: &[(String, Role)],
    beside: &Beside,
    tell: &TellRow,
) -> Said {
    let columns = columns(dialect, asked);
    let table = Table {
        file,
        columns: &columns,
        beside,
    };
    let notes = Notes::default();
    let rows = Rows::new(text, dialect.delimiter).after(dialect.skipped_lines);
    let reader = Reader {
        table: &table,
        dialect,
        notes: &notes,
        tell,
    };
    rows.par_bridge().for_each(|block| match block {
        Ok(block) => reader.block(&block),
        Err(_) => notes.warn(
            usize::MAX,
            Message::new("roster.cut-short").with("file", file),
        ),
    });
    said(file, dialect.header.as_deref(), &columns, asked, notes)
}

/// Whether the rows of a sheet name their columns.
pub fn has_header(rows: &[SheetRow], asked: &[(String, Role)]) -> bool {
    self::dialect::of_rows(sample(rows), asked).header.is_some()
}

/// Whether the rows of a further sheet are candidates: two known columns, one of them somebody's.
pub fn is_roster(rows: &[SheetRow], asked: &[(String, Role)]) -> bool {
    let dialect = self::dialect::of_rows(sample(rows), asked);
    let header = dialect.header.as_deref().unwrap_or_default();
    let mut known = header.iter().filter_map(|cell| Aliases::both().of(cell));
    dialect.is_roster()
        && known.any(|known| {
            use crate::language::columns::Known::{CvFile, Document, Id, LastName, Name};
            matches!(known, Name | LastName | Id | Document | CvFile)
        })
}

/// A row of a sheet: its number and its cells.
pub type SheetRow = (usize, Vec<String>);

fn sample(rows: &[SheetRow]) -> Vec<Vec<String>> {
    rows.iter()
        .take(60)
        .map(|(_, cells)| cells.clone())
        .collect()
}

/// Reads the rows of a sheet; `before` rows of the workbook's other sheets came before them.
pub fn sheet(
    (file, before): (&str, usize),
    rows: Vec<SheetRow>,
    asked: &[(String, Role)],
    beside: &Beside,
    tell: &TellRow,
) -> Said {
    let mut rows = rows;
    let dialect = self::dialect::of_rows(sample(&rows), asked);
    let above = dialect.titles + usize::from(dialect.header.is_some());
    rows.drain(..above.min(rows.len()));
    let columns = columns(&dialect, asked);
    let table = Table {
        file,
        columns: &columns,
        beside,
    };
    let notes = Notes::default();
    let reader = Reader {
        table: &table,
        dialect: &dialect,
        notes: &notes,
        tell,
    };
    // Candidates are numbered as in a CSV of the same rows; the sheet's numbers say where they stand.
    let rows = rows.into_par_iter().enumerate();
    rows.for_each(|(at, (line, cells))| {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        reader.row(before + at + 1, line, &cells);
    });
    said(file, dialect.header.as_deref(), &columns, asked, notes)
}

struct Reader<'a> {
    table: &'a Table<'a>,
    dialect: &'a Dialect,
    notes: &'a Notes,
    tell: &'a TellRow<'a>,
}

impl Reader<'_> {
    fn block(&self, block: &Block) {
        if block.fault == Some(Fault::TooLong) {
            let source = format!("{}:{}", self.table.file, block.line);
            let reason = Message::new("unread.row-too-long");
            (self.tell)(
                self.number(block.row),
                Err(Unread {
                    source,
                    reason,
                    who: Default::default(),
                }),
            );
            return;
        }
        if block.fault == Some(Fault::Unclosed) {
            self.warn("roster.unclosed-quote", block.line);
            if block.row == 1 && self.dialect.header.is_some() {
                return;
            }
            // Quotes are only characters here, so a CSV reader would do no more than this.
            let line = block.text.trim_end_matches(['\r', '\n']);
            let cells: Vec<&str> = line.split(char::from(self.dialect.delimiter)).collect();
            let cells: Vec<&str> = cells
                .into_iter()
                .map(|cell| cell.trim().trim_matches('"'))
                .collect();
            self.row(self.number(block.row), block.line, &cells);
            return;
        }
        let mut row = block.row;
        cells::each(&block.text, self.dialect.delimiter, |before, cells| {
            let header = row == 1 && self.dialect.header.is_some();
            if !header {
                self.row(self.number(row), block.line + before, cells);
            }
            row += 1;
        });
    }

    /// Rows are counted without the header.
    fn number(&self, row: usize) -> usize {
        row - usize::from(self.dialect.header.is_some())
    }

    fn row(&self, number: usize, line: usize, cells: &[&str]) {
        let width = self.table.columns.list.len();
        let filled = cells
            .iter()
            .rposition(|cell| !cell.trim().is_empty())
            .map_or(0, |last| last + 1);
        if filled > width {
            self.warn("roster.row-too-wide", line);
        } else if cells.len() < width && filled > 0 && self.dialect.delimiter != 0 {
            self.warn("roster.row-too-short", line);
        }
        if let Some(candidate) = self.table.candidate(number, line, cells) {
            if let Ok(candidate) = &candidate
                && candidate.id_is_given
            {
                self.notes.id(&candidate.id, line);
            }
            (self.tell)(number, candidate);
        }
    }

    fn warn(&self, key: &'static str, line: usize) {
        let message = Message::new(key)
            .with("file", self.table.file)
            .with("line", line);
        self.notes.warn(line, message);
    }
}

type Warned = (usize, Vec<(usize, Message)>);

/// What threads note on the way.
#[derive(Default)]
struct Notes {
    /// For each kind, how many and the first of them by line.
    warnings: Mutex<BTreeMap<&'static str, Warned>>,
    /// Hashes of ids with the line they stand on: an id takes 16 bytes, however long.
    ids: Mutex<Vec<(u64, usize)>>,
}

impl Notes {
    fn warn(&self, line: usize, message: Message) {
        warn_of(&self.warnings, line, message);
    }

    fn id(&self, id: &str, line: usize) {
        use std::hash::BuildHasher;
        if let Ok(mut ids) = self.ids.lock() {
            ids.push((FxBuildHasher.hash_one(id), line));
        }
    }
}

fn warn_of(warnings: &Mutex<BTreeMap<&'static str, Warned>>, line: usize, message: Message) {
    let Ok(mut warnings) = warnings.lock() else {
        return;
    };
    let (count, first) = warnings.entry(message.key).or_default();
    *count += 1;
    first.push((line, message));
    // Memory does not grow with how much is wrong; the first by line are kept.
    if first.len() > 16 * MOST {
        first.sort();
        first.truncate(MOST);
    }
}

fn said(
    file: &str,
    header: Option<&[String]>,
    columns: &Columns,
    asked: &[(String, Role)],
    notes: Notes,
) -> Said {
    let mut warnings =
        header.map_or_else(Vec::new, |header| columns::problems(file, header, asked));
    for (id, first) in repeated(notes.ids.into_inner().unwrap_or_default()) {
        let message = Message::new("roster.id-twice").with("file", file);
        let message = message.with("first", first).with("line", id);
        warn_of(&notes.warnings, id, message);
    }
    let noted = notes.warnings.into_inner().unwrap_or_default();
    warnings.extend(counted(file, noted));
    Said {
        columns: columns::line(file, columns),
        warnings,
    }
}

/// Lines whose id stands on an earlier line, with that line.
fn repeated(mut ids: Vec<(u64, usize)>) -> Vec<(usize, usize)> {
    ids.sort_unstable();
    let pairs = ids.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    pairs.map(|pair| (pair[1].1, pair[0].1)).collect()
}

/// At most `MOST` of each kind in the order of their lines, then how many more there were.
fn counted(file: &str, noted: BTreeMap<&'static str, Warned>) -> Vec<Message> {
    let mut kept = Vec::new();
    let mut more = Vec::new();
    for (count, mut first) in noted.into_values() {
        first.sort();
        first.truncate(MOST);
        if count > MOST {
            let message = Message::new("roster.more-warnings").with("file", file);
            more.push(message.with("count", count - MOST));
        }
        kept.extend(first);
    }
    kept.sort();
    kept.into_iter()
        .map(|(_, message)| message)
        .chain(more)
        .collect()
}

/// What each column holds: by its header, or without one by its cells.
fn columns(dialect: &Dialect, asked: &[(String, Role)]) -> Columns {
    match &dialect.header {
        Some(header) => columns::taken(header, asked),
        None => columns::guessed(&dialect.rows, asked),
    }
}
