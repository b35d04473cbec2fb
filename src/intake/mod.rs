//! Paths and bytes into candidates and documents. The only place that opens a file.

// What comes in is a stranger's: nothing here may panic over it. `expect` is for our own patterns.
#![cfg_attr(
    not(test),
    deny(clippy::panic, clippy::unreachable, clippy::unimplemented)
)]

mod compose;
pub mod extract;
mod folder;
pub mod limits;
mod masking;
mod reading;
mod roster;
mod text;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use encoding_rs::Encoding;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

pub use compose::document;
pub use reading::{COLUMN_BREAK, Extracted, Identity, Place, Reading, Role, Seen};
pub use roster::records::SCHEMA;

use extract::decode;
use extract::worker::Workers;
use masking::likeness;
use roster::{dialect, inflow, records, rows, table};

use crate::error::{Error, Message};
use crate::model::candidate::{Candidate, Unread};

/// Who is told of each candidate, from any thread and in any order; `Place` gives the order.
pub type Tell<'a> = dyn Fn(Place, Result<Candidate, Unread>) + Sync + 'a;

/// A file itself, or the files that stand in a folder, by name: scorecards, never applications.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Unread> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|_| Unread {
        source: path.display().to_string(),
        reason: Message::new("unread.missing"),
        who: Default::default(),
    })?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

/// The bytes of a file: a regular one, of at most [`limits::DOCUMENT`] bytes.
pub fn open(path: &Path) -> Result<Vec<u8>, Unread> {
    let unread = |reason| Unread {
        source: name(path),
        reason,
        who: Default::default(),
    };
    let file = regular(path).map_err(unread)?;
    whole(file).map_err(unread)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

/// Opens a regular file; opening anything else might wait for ever.
fn regular(path: &Path) -> Result<File, Message> {
    let missing = |_| Message::new("unread.missing");
    if !std::fs::metadata(path).map_err(missing)?.is_file() {
        return Err(Message::new("unread.not-a-file"));
    }
    let file = File::open(path).map_err(missing)?;
    match file.metadata().map_err(missing)?.is_file() {
        true => Ok(file),
        false => Err(Message::new("unread.not-a-file")),
    }
}

/// The first bytes of a stream, by which it is known; an empty one is not read.
fn head(stream: impl Read) -> Result<Vec<u8>, Message> {
    let mut head = Vec::new();
    let read = stream.take(decode::SAMPLE as u64).read_to_end(&mut head);
    read.map_err(|_| Message::new("unread.broken-off"))?;
    match head.iter().all(u8::is_ascii_whitespace) && head.len() < decode::SAMPLE {
        true => Err(Message::new("unread.empty")),
        false => Ok(head),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().display().to_string()
}

fn whole(stream: impl Read) -> Result<Vec<u8>, Message> {
    let mut bytes = Vec::new();
    let mut capped = stream.take(limits::DOCUMENT as u64 + 1);
    capped
        .read_to_end(&mut bytes)
        .map_err(|_| Message::new("unread.broken-off"))?;
    if bytes.len() > limits::DOCUMENT {
        return Err(Message::new("unread.too-large").with("limit", limits::DOCUMENT >> 20));
    }
    Ok(bytes)
}

/// One thing to read, and what it is called.
struct Item {
    source: String,
    what: What,
}

enum What {
    Document(PathBuf),
    Roster(PathBuf),
    Records(PathBuf),
    Resume(PathBuf),
    Stdin,
    Unread(Message),
}

/// Tells every candidate of the inputs (files, folders, `-` for standard input), read or unread.
pub fn each(inputs: &[PathBuf], reading: &Reading, tell: &Tell) -> Result<Seen, Error> {
    let encoding = asked(reading)?;
    let (mut items, system) = items(inputs);
    // One order whatever the order of the arguments.
    items.sort_by(|a, b| a.source.cmp(&b.source));
    let (read, unread) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let counting = |place: Place, candidate: Result<Candidate, Unread>| {
        let counter = if candidate.is_ok() { &read } else { &unread };
        counter.fetch_add(1, Ordering::Relaxed);
        tell(place, candidate);
    };
    let door = Door {
        reading,
        encoding,
        workers: &Workers::new(reading.executable.clone()),
        tell: &counting,
    };
    let said = match &items[..] {
        [only] if matches!(only.what, What::Document(_)) => vec![door.item(0, only)],
        several => side_by_side(reading.threads, || door.items(several)),
    };
    let mut seen = Seen::default();
    if system > 0 {
        seen.warnings
            .push(Message::new("folder.system").with("count", system));
    }
    for said in said.into_iter().flatten() {
        seen.columns.push(said.columns);
        seen.warnings.extend(said.warnings);
    }
    (seen.candidates, seen.unread) = (read.into_inner(), unread.into_inner());
    Ok(seen)
}

/// Does work on so many threads; they take longer to start than one document takes to read.
fn side_by_side<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Answers the records of standard input, one a line, as they come: what each becomes, in order, is
/// handed over before the next line is waited for.
pub fn stream<T: Send>(
    reading: &Reading,
    answer: &(dyn Fn(Result<Candidate, Unread>) -> T + Sync),
    hand_over: &mut dyn FnMut(Vec<T>) -> io::Result<()>,
) -> io::Result<()> {
    let mut lines = inflow::Inflow::new(std::io::stdin());
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(reading.threads)
        .build()
        .map_err(io::Error::other)?;
    let read = |line: &inflow::Line| line_read(line, reading).map(answer);
    loop {
        let answers: Vec<Option<T>> = match lines.arrived() {
            Ok(None) => return Ok(()),
            Ok(Some(arrived)) => pool.install(|| arrived.par_iter().map(read).collect()),
            Err(_) => {
                let reason = Message::new("unread.broken-off");
                let source = format!("-:{}", lines.next_line());
                return hand_over(vec![answer(Err(Unread {
                    source,
                    reason,
                    who: Default::default(),
                }))]);
            }
        };
        hand_over(answers.into_iter().flatten().collect())?;
    }
}

/// The candidate of a line of standard input; nothing for an object with nothing in it.
fn line_read(line: &inflow::Line, reading: &Reading) -> Option<Result<Candidate, Unread>> {
    let beside = |cell: &str| Err(Message::new("unread.cv-file-nowhere").with("path", cell));
    let Some(bytes) = &line.bytes else {
        return Some(Err(Unread {
            source: format!("-:{}", line.line),
            reason: Message::new("unread.row-too-long"),
            who: Default::default(),
        }));
    };
    let text = decode::text(bytes, Some(encoding_rs::UTF_8));
    record("-", (line.row, line.line), &text, reading, &beside)
}

/// The candidate of a line of JSON, by its row and its line.
fn record(
    file: &str,
    (row, line): (usize, usize),
    text: &str,
    reading: &Reading,
    beside: &table::Beside,
) -> Option<Result<Candidate, Unread>> {
    match records::parse(text.trim_start_matches('\u{feff}')) {
        Some(object) => records::candidate(file, row, line, &object, &reading.columns, beside),
        None => Some(Err(Unread {
            source: format!("{file}:{line}"),
            reason: Message::new("unread.not-json"),
            who: Default::default(),
        })),
    }
}

fn asked(reading: &Reading) -> Result<Option<&'static Encoding>, Error> {
    let Some(label) = &reading.encoding else {
        return Ok(None);
    };
    let known = decode::named(label);
    known
        .map(Some)
        .ok_or_else(|| Error::Usage(Message::new("usage.encoding").with("name", label)))
}

fn items(inputs: &[PathBuf]) -> (Vec<Item>, usize) {
    let (mut items, mut system) = (Vec::new(), 0);
    for path in inputs {
        if path.as_os_str() == "-" {
            items.push(Item {
                source: "-".into(),
                what: What::Stdin,
            });
        } else if path.is_dir() {
            let found = folder::walk(path);
            system += found.system;
            let of = |(path, reason): (PathBuf, Option<Message>)| Item {
                source: name(&path),
                what: reason.map_or_else(|| in_folder(path), What::Unread),
            };
            items.extend(found.files.into_iter().map(of));
        } else {
            items.push(Item {
                source: name(path),
                what: what(path),
            });
        }
    }
    (items, system)
}

/// In a folder one file is one candidate, a JSON Resume too.
fn in_folder(path: PathBuf) -> What {
    match path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    {
        true => What::Resume(path),
        false => What::Document(path),
    }
}

fn what(path: &Path) -> What {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    match extension.as_str() {
        "csv" | "tsv" | "xlsx" | "ods" => What::Roster(path.into()),
        "jsonl" | "ndjson" | "json" => What::Records(path.into()),
        _ => What::Document(path.into()),
    }
}

/// The door during one run.
struct Door<'a> {
    reading: &'a Reading,
    encoding: Option<&'static Encoding>,
    workers: &'a Workers,
    tell: &'a Tell<'a>,
}

impl Door<'_> {
    fn items(&self, items: &[Item]) -> Vec<Option<roster::Said>> {
        let read = |(source, item)| self.item(source, item);
        items.par_iter().enumerate().map(read).collect()
    }

    fn item(&self, source: usize, item: &Item) -> Option<roster::Said> {
        let said = match &item.what {
            What::Document(path) => Ok(self.one(source, path)),
            What::Roster(path) => self.roster(source, path),
            What::Records(path) => self.records(source, path),
            What::Resume(path) => self.resume(source, path),
            What::Stdin => self.stdin(source),
            What::Unread(reason) => Err(reason.clone()),
        };
        said.unwrap_or_else(|reason| {
            self.unread(source, &item.source, reason);
            None
        })
    }

    fn unread(&self, source: usize, named: &str, reason: Message) {
        (self.tell)(
            Place { source, row: 0 },
            Err(Unread {
                source: named.into(),
                reason,
                who: Default::default(),
            }),
        );
    }

    fn one(&self, source: usize, path: &Path) -> Option<roster::Said> {
        let candidate = open(path).and_then(|bytes| self.candidate(&name(path), &bytes));
        let id = path.file_stem().unwrap_or_default().display().to_string();
        let candidate = candidate.map(|candidate| Candidate { id, ..candidate });
        (self.tell)(Place { source, row: 0 }, candidate);
        None
    }

    /// The candidate of one CV.
    fn candidate(&self, source: &str, bytes: &[u8]) -> Result<Candidate, Unread> {
        let extracted = self.extracted(bytes, source);
        let extracted = extracted.map_err(|reason| Unread {
            source: source.into(),
            reason,
            who: Default::default(),
        })?;
        let read = compose::cv(source, &extracted, &Identity::default());
        let documents = vec![read.document];
        Ok(Candidate {
            name: read.name,
            source: source.into(),
            likeness: likeness::of(&documents, &read.contacts),
            documents,
            ..Candidate::default()
        })
    }

    /// The words of a file, whatever its format.
    fn extracted(&self, bytes: &[u8], name: &str) -> Result<Extracted, Message> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Message::new("unread.empty"));
        }
        if self.encoding.is_some() && extract::sniff(bytes, name)? == extract::Format::Text {
            let text = decode::text(bytes, self.encoding).into_owned();
            return Ok(Extracted {
                text,
                flags: Vec::new(),
            });
        }
        self.workers.extract(bytes, name)
    }

    fn roster(&self, source: usize, path: &Path) -> Result<Option<roster::Said>, Message> {
        let mut file = regular(path)?;
        let head = head(&mut file)?;
        let folder = path.parent();
        // A workbook under the name of a roster, or the other way round.
        if head.starts_with(b"PK") {
            let bytes = whole(Cursor::new(head).chain(file))?;
            return self.sheet(source, &name(path), &bytes, folder).map(Some);
        }
        // A CV under the name of a roster is a CV.
        if extract::sniff(&head, "").is_ok_and(|format| format != extract::Format::Text) {
            return Ok(self.one(source, path));
        }
        Ok(Some(self.delimited(
            source,
            &name(path),
            head,
            file,
            folder,
        )))
    }

    fn sheet(
        &self,
        source: usize,
        file: &str,
        bytes: &[u8],
        folder: Option<&Path>,
    ) -> Result<roster::Said, Message> {
        let asked = &self.reading.columns;
        let beside = |cell: &str| self.beside(folder, cell);
        let tell = |row, candidate| (self.tell)(Place { source, row }, candidate);
        let sheets: Vec<(String, Vec<roster::SheetRow>)> = self
            .workers
            .sheets(bytes, file)?
            .into_iter()
            .map(|(name, rows)| {
                (
                    name,
                    rows.into_iter()
                        .map(|row| (row.number, row.cells))
                        .collect(),
                )
            })
            .collect();
        let rosters: Vec<bool> = sheets
            .iter()
            .map(|(_, rows)| roster::is_roster(rows, asked))
            .collect();
        let (mut said, mut before) = (roster::Said::default(), 0);
        for (at, (name, rows)) in sheets.into_iter().enumerate() {
            // The first sheet is the roster, unless it names no columns and another one does.
            let is_first =
                at == 0 && (roster::has_header(&rows, asked) || !rosters.contains(&true));
            if !is_first && !rosters[at] {
                let message = Message::new("roster.sheet-passed-over").with("file", file);
                said.warnings.push(message.with("sheet", name));
                continue;
            }
            let file = match at {
                0 => file.to_owned(),
                _ => format!("{file}:{name}"),
            };
            let count = rows.len();
            let one = roster::sheet((&file, before), rows, asked, &beside, &tell);
            said.columns.extend(one.columns);
            said.warnings.extend(one.warnings);
            before += count;
        }
        Ok(said)
    }

    fn delimited(
        &self,
        source: usize,
        file: &str,
        head: Vec<u8>,
        rest: impl Read + Send,
        folder: Option<&Path>,
    ) -> roster::Said {
        let whole = head.len() < decode::SAMPLE;
        let mut text = decode::Utf8::new(&head, rest, self.encoding);
        let mut sample = Vec::new();
        // A stream that breaks off shows again, and is told, when its rows are read.
        let _ = (&mut text)
            .take(2 * decode::SAMPLE as u64)
            .read_to_end(&mut sample);
        let shown = String::from_utf8_lossy(&sample);
        let dialect = dialect::of(&shown, whole, self.reading.delimiter, &self.reading.columns);
        let rest = Cursor::new(sample.split_off(dialect.skip)).chain(text);
        let beside = |cell: &str| self.beside(folder, cell);
        let tell = |row, candidate| (self.tell)(Place { source, row }, candidate);
        let odd = decode::contradicts(&head, self.encoding);
        let mut said = roster::stream(file, &dialect, rest, &self.reading.columns, &beside, &tell);
        if odd {
            let message = Message::new("roster.not-utf8").with("file", file);
            said.warnings.insert(0, message);
        }
        said
    }

    /// A `cv_file`: a path beside the roster, never outside its folder.
    fn beside(&self, folder: Option<&Path>, cell: &str) -> Result<(String, Extracted), Message> {
        let told = |key| Message::new(key).with("path", cell);
        if cell.contains("://") {
            return Err(told("unread.cv-file-address"));
        }
        let folder = folder.ok_or_else(|| told("unread.cv-file-nowhere"))?;
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let path = folder.join(cell.replace('\\', "/"));
        let (root, target) = (folder.canonicalize(), path.canonicalize());
        let (Ok(root), Ok(target)) = (root, target) else {
            return Err(told("unread.cv-file-missing"));
        };
        if !target.starts_with(root) {
            return Err(told("unread.cv-file-outside"));
        }
        if !target.is_file() {
            return Err(told("unread.cv-file-no-file"));
        }
        let bytes = open(&target).map_err(|unread| unread.reason.with("path", cell))?;
        Ok((name(&path), self.extracted(&bytes, cell)?))
    }

    fn records(&self, source: usize, path: &Path) -> Result<Option<roster::Said>, Message> {
        let mut file = regular(path)?;
        let head = head(&mut file)?;
        let one = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if one {
            self.resumes(
                source,
                &name(path),
                &whole(Cursor::new(head).chain(file))?,
                (stem(path), path.parent()),
            )?;
        } else {
            let text = decode::Utf8::new(&head, file, self.encoding);
            self.lines(source, &name(path), text, path.parent());
        }
        Ok(None)
    }

    /// JSONL: one object a line, a block of lines at a time.
    fn lines(&self, source: usize, file: &str, lines: impl Read + Send, folder: Option<&Path>) {
        use rayon::iter::ParallelBridge;
        let beside = |cell: &str| self.beside(folder, cell);
        // No delimiter and no quotes: rows of JSONL are lines.
        rows::Rows::lines(lines).par_bridge().for_each(|block| {
            let Ok(block) = block else { return };
            let row = Place {
                source,
                row: block.row,
            };
            if block.fault.is_some() {
                let reason = Message::new("unread.row-too-long");
                (self.tell)(
                    row,
                    Err(Unread {
                        source: format!("{file}:{}", block.line),
                        reason,
                        who: Default::default(),
                    }),
                );
                return;
            }
            let (mut row, mut line) = (block.row, block.line);
            for text in block.text.split_terminator('\n') {
                if !text.trim().is_empty() {
                    let candidate = record(file, (row, line), text, self.reading, &beside);
                    if let Some(candidate) = candidate {
                        (self.tell)(Place { source, row }, candidate);
                    }
                    row += 1;
                }
                line += 1;
            }
        });
    }

    /// A JSON Resume of one person; a list of them is a roster.
    fn resume(&self, source: usize, path: &Path) -> Result<Option<roster::Said>, Message> {
        let bytes = open(path).map_err(|unread| unread.reason)?;
        let text = decode::text(&bytes, self.encoding);
        if records::parse(text.trim_start_matches('\u{feff}')).is_none() {
            return Err(Message::new("unread.roster-in-folder"));
        }
        self.resumes(source, &name(path), &bytes, (stem(path), path.parent()))?;
        Ok(None)
    }

    /// JSON Resume: one object, or a list of them.
    fn resumes(
        &self,
        source: usize,
        file: &str,
        bytes: &[u8],
        (stem, folder): (String, Option<&Path>),
    ) -> Result<(), Message> {
        let text: Cow<str> = decode::text(bytes, self.encoding);
        let text = text.trim_start_matches('\u{feff}');
        let not_json = |_| Message::new("unread.not-json");
        let beside = |cell: &str| self.beside(folder, cell);
        let tell = |row: usize, value: &serde_json::Value, alone: bool| {
            let place = Place { source, row };
            let candidate = value.as_object().and_then(|object| {
                records::candidate(file, row, row, object, &self.reading.columns, &beside)
            });
            let missing = || {
                Err(Unread {
                    source: format!("{file}:{row}"),
                    reason: Message::new("unread.not-json"),
                    who: Default::default(),
                })
            };
            let named = |candidate: Candidate| match candidate.id_is_given || !alone {
                true => candidate,
                false => Candidate {
                    id: stem.clone(),
                    ..candidate
                },
            };
            (self.tell)(place, candidate.unwrap_or_else(missing).map(named));
        };
        if text.trim_start().starts_with('[') {
            // Nothing is told of a list that breaks off, and no list is ever held whole.
            records::each(text, |_, _| {}).map_err(not_json)?;
            return records::each(text, |row, value| tell(row, value, false)).map_err(not_json);
        }
        let value: serde_json::Value = serde_json::from_str(text).map_err(not_json)?;
        let (list, alone) = match records::listed(value) {
            Ok(list) => (list, false),
            Err(value) => (vec![value], true),
        };
        for (at, value) in list.iter().enumerate() {
            tell(at + 1, value, alone);
        }
        Ok(())
    }

    /// Standard input: a roster, records, or one CV.
    fn stdin(&self, source: usize) -> Result<Option<roster::Said>, Message> {
        let mut stdin = std::io::stdin();
        let head = head(&mut stdin)?;
        if extract::sniff(&head, "").is_ok_and(|format| format != extract::Format::Text) {
            return self.piped(source, &whole(Cursor::new(head).chain(stdin))?);
        }
        let shown = decode::text(&head, self.encoding).into_owned();
        if shown
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{')
        {
            return self.piped_json(source, &shown, head, stdin);
        }
        if shown
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('[')
        {
            let bytes = whole(Cursor::new(&head).chain(&mut stdin))?;
            if self
                .resumes(source, "-", &bytes, ("stdin".into(), None))
                .is_ok()
            {
                return Ok(None);
            }
            return self.piped(source, &bytes);
        }
        let dialect = dialect::of(
            &shown,
            head.len() < decode::SAMPLE,
            self.reading.delimiter,
            &self.reading.columns,
        );
        if dialect.is_roster() || (self.reading.delimiter.is_some() && dialect.header.is_some()) {
            return Ok(Some(self.delimited(source, "-", head, stdin, None)));
        }
        self.piped(source, &whole(Cursor::new(head).chain(stdin))?)
    }

    /// One object a line, or one that a person laid out over several lines.
    fn piped_json(
        &self,
        source: usize,
        shown: &str,
        head: Vec<u8>,
        stdin: std::io::Stdin,
    ) -> Result<Option<roster::Said>, Message> {
        let first = shown
            .trim_start_matches('\u{feff}')
            .trim_start()
            .lines()
            .next();
        let is_cut = first.is_some_and(|first| records::parse(first).is_none());
        if is_cut && shown.trim_end().contains('\n') {
            let bytes = whole(Cursor::new(head).chain(stdin))?;
            if self
                .resumes(source, "-", &bytes, ("stdin".into(), None))
                .is_err()
            {
                let (head, rest) = bytes.split_at(bytes.len().min(decode::SAMPLE));
                let json = decode::Utf8::new(head, rest, self.encoding);
                self.lines(source, "-", json, None);
            }
            return Ok(None);
        }
        let json = decode::Utf8::new(&head, stdin, self.encoding);
        self.lines(source, "-", json, None);
        Ok(None)
    }

    fn piped(&self, source: usize, bytes: &[u8]) -> Result<Option<roster::Said>, Message> {
        if extract::sniff(bytes, "")
            .is_ok_and(|format| matches!(format, extract::Format::Xlsx | extract::Format::Ods))
        {
            return self.sheet(source, "-", bytes, None).map(Some);
        }
        let candidate = self.candidate("-", bytes);
        let candidate = candidate.map(|candidate| Candidate {
            id: "stdin".into(),
            ..candidate
        });
        (self.tell)(Place { source, row: 0 }, candidate);
        Ok(None)
    }
}
