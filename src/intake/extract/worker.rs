//! Extraction in a process of its own, so that no file can take the run down with it.
//!
//! In: the bytes of a file. Out: what `extract` says of them; or, when they killed the worker or held
//! it too long, that. The worker is this program started again with [`ARGUMENT`]; it stays for the next
//! file and is replaced when it dies. One works for each thread that asks.
//!
//! Memory is limited where the system can do it (Unix); elsewhere only time is. Without an executable
//! (a library user), or where no process can be started, extraction happens in this process.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::sheet::{Row, Sheet};
use super::{Extracted, Format};
use crate::error::Message;
use crate::intake::extract;
use crate::intake::limits;
use crate::model::document::{FlagKind, IntegrityFlag};

/// What the program is started with to be a worker; nobody types it.
pub const ARGUMENT: &str = "--pepite-extraction-worker";

/// What is asked of a worker.
#[derive(Clone, Copy, PartialEq)]
enum Ask {
    Text = 0,
    Rows = 1,
}

/// Extracts in worker processes, as many as there are threads asking at once.
pub struct Workers {
    executable: Option<PathBuf>,
    idle: Mutex<Vec<Worker>>,
    time: Duration,
}

impl Workers {
    /// Workers of this program; without one, extraction happens in this process.
    pub fn new(executable: Option<PathBuf>) -> Workers {
        Workers {
            executable,
            idle: Mutex::new(Vec::new()),
            time: limits::TIME,
        }
    }

    /// The text of a file; see [`extract::extract`].
    pub fn extract(&self, bytes: &[u8], name_hint: &str) -> Result<Extracted, Message> {
        if is_plain(bytes, name_hint)? {
            return extract::extract(bytes, name_hint);
        }
        match self.ask(Ask::Text, bytes, name_hint) {
            Some(answer) => answer.and_then(|answer| wire::text(&mut answer.as_slice())),
            None => extract::extract(bytes, name_hint),
        }
    }

    /// The sheets of a spreadsheet; see [`extract::sheets`].
    pub fn sheets(&self, bytes: &[u8], name_hint: &str) -> Result<Vec<Sheet>, Message> {
        match self.ask(Ask::Rows, bytes, name_hint) {
            Some(answer) => answer.and_then(|answer| wire::sheets(&mut answer.as_slice())),
            None => extract::sheets(bytes, name_hint),
        }
    }

    /// None when there is no worker to ask.
    fn ask(&self, ask: Ask, bytes: &[u8], name_hint: &str) -> Option<Result<Vec<u8>, Message>> {
        let executable = self.executable.as_ref()?;
        if bytes.len() > limits::DOCUMENT {
            let limit = limits::DOCUMENT >> 20;
            return Some(Err(Message::new("extract.too-large").with("limit", limit)));
        }
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start(executable).ok()?,
        };
        let answer = worker.answer(ask, bytes, name_hint, self.time);
        if answer.is_ok()
            && let Ok(mut idle) = self.idle.lock()
        {
            idle.push(worker);
        }
        Some(answer)
    }
}

/// Plain text is read here: it needs no parser, and there is much of it.
fn is_plain(bytes: &[u8], name_hint: &str) -> Result<bool, Message> {
    // Looking into a zip is already work for a worker.
    Ok(!bytes.starts_with(b"PK") && extract::sniff(bytes, name_hint)? == Format::Text)
}

/// One process, and the thread that waits for its answers.
struct Worker {
    child: Child,
    to: Option<BufWriter<ChildStdin>>,
    from: Receiver<Vec<u8>>,
}

impl Worker {
    fn start(executable: &PathBuf) -> io::Result<Worker> {
        let mut child = Command::new(executable)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let to = child.stdin.take().map(BufWriter::new);
        let (send, from) = mpsc::channel();
        if let Some(output) = child.stdout.take() {
            let mut output = BufReader::new(output);
            // Ends when the process does: reading is all it does, and only a thread can wait with a limit.
            thread::spawn(move || {
                while let Ok(answer) = wire::frame(&mut output) {
                    if send.send(answer).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Worker { child, to, from })
    }

    fn answer(
        &mut self,
        ask: Ask,
        bytes: &[u8],
        name: &str,
        time: Duration,
    ) -> Result<Vec<u8>, Message> {
        let asked = match &mut self.to {
            Some(to) => wire::ask(to, ask as u8, name, bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        if asked.is_err() {
            return Err(Message::new("extract.died"));
        }
        self.from.recv_timeout(time).map_err(|why| match why {
            RecvTimeoutError::Timeout => {
                Message::new("extract.too-slow").with("limit", time.as_secs())
            }
            RecvTimeoutError::Disconnected => Message::new("extract.died"),
        })
    }
}

impl Drop for Worker {
    /// A worker that was let go of is idle, stuck or dead: ending it cannot lose anything.
    fn drop(&mut self) {
        self.to = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether these arguments ask the program to be a worker.
pub fn is_asked(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> bool {
    arguments.nth(1).is_some_and(|first| first == ARGUMENT)
}

/// Is a worker: answers on standard output what is asked on standard input, until that ends.
pub fn serve() {
    limit_resources();
    let watch = watch_the_clock();
    let mut input = BufReader::new(io::stdin());
    let mut output = BufWriter::new(io::stdout());
    while let Ok((ask, name, bytes)) = wire::asked(&mut input) {
        watch.start();
        let answer = if ask == Ask::Rows as u8 {
            wire::from_sheets(&extract::sheets(&bytes, &name))
        } else {
            wire::from_text(&extract::extract(&bytes, &name))
        };
        watch.stop();
        if wire::send(&mut output, &answer).is_err() {
            return;
        }
    }
}

/// No more memory than a file may take, no file written and no core dumped, whatever happens.
#[cfg(unix)]
fn limit_resources() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |resource, most| {
        let most = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        // A system that cannot limit it leaves the limit on time.
        let _ = setrlimit(resource, most);
    };
    limit(Resource::As, limits::MEMORY);
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 0);
}

#[cfg(not(unix))]
fn limit_resources() {}

/// When the file that is being read was started, in milliseconds since the clock was; 0 between files.
struct Watch {
    clock: Instant,
    started: std::sync::Arc<AtomicU64>,
}

impl Watch {
    fn start(&self) {
        let now = self.clock.elapsed().as_millis() as u64;
        self.started.store(now.max(1), Ordering::Relaxed);
    }

    fn stop(&self) {
        self.started.store(0, Ordering::Relaxed);
    }
}

/// Ends a worker that is stuck even when the program that asked is gone.
fn watch_the_clock() -> Watch {
    let started = std::sync::Arc::new(AtomicU64::new(0));
    let watch = Watch {
        clock: Instant::now(),
        started: started.clone(),
    };
    let clock = watch.clock;
    let most = (limits::TIME + Duration::from_secs(1)).as_millis() as u64;
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(500));
            let since = started.load(Ordering::Relaxed);
            let now = clock.elapsed().as_millis() as u64;
            if since != 0 && now.saturating_sub(since) > most {
                std::process::exit(1);
            }
        }
    });
    watch
}

/// What goes through the pipe: numbers of eight bytes, texts after their length.
mod wire {
    use super::*;

    /// No text, list or frame is longer: a worker is ours, but what it read is not.
    const MOST: u64 = 512 << 20;

    /// Every flag a reader of a format raises, by its place.
    const FLAGS: [FlagKind; 3] = [
        FlagKind::HiddenText,
        FlagKind::TextMismatch,
        FlagKind::NoText,
    ];

    /// Every key and every blank that an error of extraction has, so that they can be told from text.
    pub const KEYS: [&str; 27] = [
        "extract.archive",
        "extract.broken",
        "extract.dtd",
        "extract.empty",
        "extract.encrypted",
        "extract.image",
        "extract.is-a-sheet",
        "extract.legacy-sheet",
        "extract.legacy-word",
        "extract.mail-depth",
        "extract.no-text",
        "extract.not-a-sheet",
        "extract.outlook",
        "extract.pages",
        "extract.row-too-long",
        "extract.sheet-extent",
        "extract.too-deep",
        "extract.too-large",
        "extract.too-large-inside",
        "extract.too-many-cells",
        "extract.too-many-entries",
        "extract.too-many-forms",
        "extract.too-many-glyphs",
        "extract.too-many-objects",
        "extract.too-many-pages",
        "extract.too-much-text",
        "extract.unknown",
    ];
    const BLANKS: [&str; 3] = ["limit", "rows", "columns"];

    pub fn ask(to: &mut impl Write, ask: u8, name: &str, bytes: &[u8]) -> io::Result<()> {
        to.write_all(&[ask])?;
        put(to, name.as_bytes())?;
        put(to, bytes)?;
        to.flush()
    }

    pub fn asked(from: &mut impl Read) -> io::Result<(u8, String, Vec<u8>)> {
        let mut ask = [0];
        from.read_exact(&mut ask)?;
        let name = String::from_utf8_lossy(&take(from)?).into_owned();
        Ok((ask[0], name, take(from)?))
    }

    pub fn send(to: &mut impl Write, frame: &[u8]) -> io::Result<()> {
        put(to, frame)?;
        to.flush()
    }

    pub fn frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
        take(from)
    }

    pub fn from_text(result: &Result<Extracted, Message>) -> Vec<u8> {
        let mut out = Vec::new();
        let written = match result {
            Ok(extracted) => put_text(&mut out, extracted),
            Err(message) => put_error(&mut out, message),
        };
        written.map_or_else(|_| Vec::new(), |()| out)
    }

    pub fn from_sheets(result: &Result<Vec<Sheet>, Message>) -> Vec<u8> {
        let mut out = Vec::new();
        let written = match result {
            Ok(sheets) => put_sheets(&mut out, sheets),
            Err(message) => put_error(&mut out, message),
        };
        written.map_or_else(|_| Vec::new(), |()| out)
    }

    pub fn text(from: &mut impl Read) -> Result<Extracted, Message> {
        answer(from, |from| {
            let text = string(from)?;
            let count = number(from)?;
            let flags = (0..count).map(|_| flag(from)).collect::<io::Result<_>>()?;
            Ok(Extracted { text, flags })
        })
    }

    pub fn sheets(from: &mut impl Read) -> Result<Vec<Sheet>, Message> {
        answer(from, |from| {
            let count = number(from)?;
            (0..count).map(|_| sheet(from)).collect()
        })
    }

    fn put_text(out: &mut Vec<u8>, extracted: &Extracted) -> io::Result<()> {
        out.write_all(&[0])?;
        put(out, extracted.text.as_bytes())?;
        put_number(out, extracted.flags.len())?;
        for flag in &extracted.flags {
            let kind = FLAGS.iter().position(|kind| *kind == flag.flag);
            put_number(out, kind.unwrap_or(0))?;
            put_number(out, flag.page)?;
            put_number(out, flag.line)?;
            put(out, flag.excerpt.as_bytes())?;
        }
        Ok(())
    }

    fn put_sheets(out: &mut Vec<u8>, sheets: &[Sheet]) -> io::Result<()> {
        out.write_all(&[0])?;
        put_number(out, sheets.len())?;
        for (name, rows) in sheets {
            put(out, name.as_bytes())?;
            put_rows(out, rows)?;
        }
        Ok(())
    }

    fn put_rows(out: &mut Vec<u8>, rows: &[Row]) -> io::Result<()> {
        put_number(out, rows.len())?;
        for row in rows {
            put_number(out, row.number)?;
            put_number(out, row.cells.len())?;
            for cell in &row.cells {
                put(out, cell.as_bytes())?;
            }
        }
        Ok(())
    }

    fn put_error(out: &mut Vec<u8>, message: &Message) -> io::Result<()> {
        out.write_all(&[1])?;
        put(out, message.key.as_bytes())?;
        put_number(out, message.with.len())?;
        for (name, value) in &message.with {
            put(out, name.as_bytes())?;
            put(out, value.as_bytes())?;
        }
        Ok(())
    }

    /// What was read, or the error that the worker reports; an answer that makes no sense is a death.
    fn answer<R: Read, T>(
        from: &mut R,
        read: impl FnOnce(&mut R) -> io::Result<T>,
    ) -> Result<T, Message> {
        let mut is_error = [0];
        let died = |_| Message::new("extract.died");
        from.read_exact(&mut is_error).map_err(died)?;
        if is_error == [0] {
            return read(from).map_err(died);
        }
        Err(error(from).map_err(died)?)
    }

    fn error(from: &mut impl Read) -> io::Result<Message> {
        let known = |names: &[&'static str], name: String| {
            names.iter().find(|known| **known == name).copied()
        };
        let key = known(&KEYS, string(from)?).unwrap_or("extract.broken");
        let mut message = Message::new(key);
        for _ in 0..number(from)? {
            let (name, value) = (string(from)?, string(from)?);
            if let Some(name) = known(&BLANKS, name) {
                message = message.with(name, value);
            }
        }
        Ok(message)
    }

    fn flag(from: &mut impl Read) -> io::Result<IntegrityFlag> {
        let kind = number(from)? as usize;
        Ok(IntegrityFlag {
            flag: FLAGS.get(kind).copied().unwrap_or(FlagKind::HiddenText),
            page: number(from)? as usize,
            line: number(from)? as usize,
            excerpt: string(from)?,
        })
    }

    fn sheet(from: &mut impl Read) -> io::Result<Sheet> {
        let name = string(from)?;
        let count = number(from)?;
        let rows = (0..count).map(|_| row(from)).collect::<io::Result<_>>()?;
        Ok((name, rows))
    }

    fn row(from: &mut impl Read) -> io::Result<Row> {
        let number_of_row = number(from)? as usize;
        let count = number(from)?;
        let cells = (0..count)
            .map(|_| string(from))
            .collect::<io::Result<_>>()?;
        Ok(Row {
            number: number_of_row,
            cells,
        })
    }

    fn put_number(to: &mut impl Write, number: usize) -> io::Result<()> {
        to.write_all(&(number as u64).to_le_bytes())
    }

    fn put(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
        put_number(to, bytes.len())?;
        to.write_all(bytes)
    }

    fn number(from: &mut impl Read) -> io::Result<u64> {
        let mut bytes = [0; 8];
        from.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn take(from: &mut impl Read) -> io::Result<Vec<u8>> {
        let length = number(from)?;
        if length > MOST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = Vec::with_capacity((length as usize).min(1 << 20));
        from.take(length).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }

    fn string(from: &mut impl Read) -> io::Result<String> {
        String::from_utf8(take(from)?).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through_the_pipe_comes_out_the_same() {
        let extracted = Extracted {
            text: "Été\x0cdeux".into(),
            flags: vec![IntegrityFlag {
                flag: FlagKind::TextMismatch,
                page: 2,
                line: 3,
                excerpt: "x".into(),
            }],
        };
        let sent = wire::from_text(&Ok(extracted.clone()));
        assert_eq!(wire::text(&mut sent.as_slice()), Ok(extracted));
        let rows = vec![Row {
            number: 4,
            cells: vec!["a".into(), String::new()],
        }];
        let sheets = vec![("one".into(), rows), ("two".into(), Vec::new())];
        let sent = wire::from_sheets(&Ok(sheets.clone()));
        assert_eq!(wire::sheets(&mut sent.as_slice()), Ok(sheets));
    }

    #[test]
    fn every_reason_goes_through_the_pipe() {
        let yaml = include_str!("../../language/en/labels/extract.yaml");
        let ours = ["extract.too-slow", "extract.died"];
        for line in yaml.lines().filter(|line| line.starts_with("extract.")) {
            let key = line.split(':').next().unwrap();
            if ours.contains(&key) {
                continue;
            }
            let key = wire::KEYS
                .into_iter()
                .find(|known| *known == key)
                .expect(key);
            let message = Message::new(key).with("limit", 7);
            let sent = wire::from_text(&Err(message.clone()));
            assert_eq!(wire::text(&mut sent.as_slice()), Err(message));
        }
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_a_death() {
        assert_eq!(
            wire::text(&mut [7u8, 1].as_slice()).unwrap_err().key,
            "extract.died"
        );
        assert_eq!(
            wire::text(&mut [].as_slice()).unwrap_err().key,
            "extract.died"
        );
    }

    #[test]
    fn without_an_executable_a_file_is_read_in_this_process() {
        let workers = Workers::new(None);
        let text = workers.extract(b"{\\rtf1 A\\par}", "a.rtf").unwrap().text;
        assert_eq!(text, "A\n");
    }
}
