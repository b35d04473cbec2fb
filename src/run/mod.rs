//! A command and its paths into the files and lines asked for. The only place that writes.
//!
//! In: what the floors below give. Out: bytes on standard output, files, lines on standard error.
//! Left to others: which bytes (`render`), exit codes (`main`).

pub mod interview;
pub mod panel;
pub mod read;
pub mod rubric_test;
pub mod rubrics;
pub mod screen;
pub mod stream;
mod unread;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Finding, Message, Unread};
use crate::intake;
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::rubric::Rubric;
use crate::render::escape;
use crate::rubric::{self, Named};

/// Where a result goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination<'a> {
    /// Standard output.
    Stdout,
    /// A file that takes its final name only when it is whole.
    File(&'a Path),
}

/// How a run that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was read, or nobody asked to be strict.
    Done,
    /// Some inputs could not be read, and the reader asked to be told by the exit code.
    SomeUnread,
    /// What was to be checked has errors.
    Faulty,
}

/// An error and the language to say it in, when it is known.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct Failure {
    /// The reader's language; both when it is not known.
    pub lang: Option<Lang>,
    /// What went wrong.
    pub error: Error,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { lang: None, error }
    }
}

/// The command that wants a rubric, for the line to type.
#[derive(Debug, Clone, Copy)]
pub struct For {
    name: &'static str,
    /// What is said when it was given nothing at all.
    nothing: &'static str,
}

impl For {
    const SCREEN: For = For {
        name: "screen",
        nothing: "usage.nothing",
    };
    const INTERVIEW: For = For {
        name: "interview",
        nothing: "interview.nothing",
    };
    const PANEL: For = For {
        name: "panel",
        nothing: "panel.no-rubric",
    };
}

/// The rubric of this name or path. A mistyped or forgotten one is answered with the nearest names and
/// the line to type.
pub fn rubric(name: Option<&str>, inputs: &[PathBuf]) -> Result<Rubric, Failure> {
    let rubric = rubric_alone(For::SCREEN, name, inputs)?;
    if let (Some(name), true) = (name, inputs.is_empty()) {
        let message = Message::new("usage.no-input").with("rubric", name);
        return Err(Error::Usage(message).into());
    }
    Ok(rubric)
}

/// The rubric of this name or path, for a command that may go without applications.
pub fn rubric_alone(
    command: For,
    name: Option<&str>,
    inputs: &[PathBuf],
) -> Result<Rubric, Failure> {
    let Some(name) = name else {
        return Err(Error::Usage(Message::new(command.nothing).with("names", shipped())).into());
    };
    let named = match rubric::find(name) {
        Some(shipped) => Named::from(shipped),
        None => rubric_file(command, name, inputs)?,
    };
    let lang = written_in(&named.text);
    rubric::load(&named).map_err(|findings| Failure {
        lang,
        error: Error::Rubric(findings),
    })
}

fn rubric_file(command: For, name: &str, inputs: &[PathBuf]) -> Result<Named, Error> {
    let path = Path::new(name);
    if !["yaml", "yml"].contains(&ending(path).as_str()) {
        let message = no_rubric(name, inputs);
        return Err(Error::Usage(message.with("command", command.name)));
    }
    let text = String::from_utf8(opened(path)?);
    let file = name.to_owned();
    match text {
        Ok(text) => Ok(Named { file, text }),
        Err(_) => Err(Error::Usage(
            Message::new("input.not-utf8").with("path", name),
        )),
    }
}

/// What to type instead of what is no rubric.
fn no_rubric(name: &str, inputs: &[PathBuf]) -> Message {
    let path = Path::new(name);
    let rest: Vec<_> = inputs.iter().map(|path| shown(path)).collect();
    if path.exists() || name == "-" {
        // The first input stands where the rubric should.
        let typed = [vec![shown(path)], rest].concat().join(" ");
        let message = Message::new("usage.forgotten-rubric").with("names", shipped());
        return message.with("inputs", typed);
    }
    if inputs.is_empty() && name.contains(['/', '\\', '.']) {
        let message = Message::new("usage.no-such-path").with("path", name);
        return message.with("names", shipped());
    }
    let near = rubric::nearest(name);
    let names = match near.is_empty() {
        true => shipped(),
        false => near.join(", "),
    };
    Message::new("usage.unknown-rubric")
        .with("name", name)
        .with("names", names)
        .with("nearest", near.first().map_or("discovery", String::as_str))
        .with("inputs", rest.join(" "))
}

/// The ending of a file's name in lower case, without its full stop.
fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_lowercase()
}

/// The format that a file's ending names, `known` being those that name one.
fn format_of<F>(path: &Path, named: fn(&str) -> Option<F>, known: &str) -> Result<F, Error> {
    named(&ending(path)).ok_or_else(|| {
        let message = Message::new("usage.extension").with("path", path.display());
        Error::Usage(message.with("known", known))
    })
}

/// The words of a file that is not an application: an advertisement, in any format that a CV may have.
/// A stranger may have written that too, so it is read where it can do no harm.
pub fn words(path: &Path, executable: &Option<PathBuf>) -> Result<String, Error> {
    let source = path.display().to_string();
    let workers = intake::extract::worker::Workers::new(executable.clone());
    let read = workers.extract(&opened(path)?, &source);
    let read = read.map_err(|reason| {
        Error::Unread(Unread {
            source,
            reason,
            who: Default::default(),
        })
    })?;
    Ok(read.text)
}

/// At most `most` messages of a kind, then how many more there are.
pub fn few(messages: Vec<Message>, most: usize) -> Vec<Message> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut few = Vec::new();
    for message in messages {
        let count = counts.entry(message.key).or_default();
        *count += 1;
        if *count <= most {
            few.push(message);
        }
    }
    let many = counts.into_iter().filter(|(_, count)| *count > most);
    few.extend(many.map(|(_, count)| {
        let said = Message::new("screen.more-warnings");
        said.with("count", count - most)
    }));
    few
}

fn opened(path: &Path) -> Result<Vec<u8>, Error> {
    intake::open(path).map_err(Error::Unread)
}

fn shipped() -> String {
    let names: Vec<&str> = rubric::shipped().map(|shipped| shipped.name).collect();
    names.join(", ")
}

/// A path as one would type it.
fn shown(path: &Path) -> String {
    let path = path.display().to_string();
    match path.contains(char::is_whitespace) {
        true => format!("\"{path}\""),
        false => path,
    }
}

/// The language that a rubric says it is in, readable or not.
fn written_in(text: &str) -> Option<Lang> {
    text.lines()
        .find_map(|line| match line.strip_prefix("lang:")?.trim() {
            "fr" => Some(Lang::Fr),
            "en" => Some(Lang::En),
            _ => None,
        })
}

/// Writes what `body` says, all of it or nothing: a file appears under its name only when complete
/// and on disk, readable by its owner alone, and never in the place of something that was read.
pub fn write(
    to: Destination<'_>,
    inputs: &[PathBuf],
    body: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    match to {
        Destination::Stdout => to_stdout(body),
        Destination::File(path) => {
            refuse_input(path, inputs)?;
            to_file(path, body).map_err(|error| unwritten(path, &error))
        }
    }
}

/// Refuses a file whose folder is missing or that this run reads; called before the work, so that
/// nobody waits for a result that cannot be kept.
pub fn refuse_place(path: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    match beside(path).is_dir() {
        true => refuse_input(path, inputs),
        false => Err(unwritten(path, &io::ErrorKind::NotFound.into())),
    }
}

/// Refuses a place that holds something this run reads.
pub fn refuse_input(path: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    let Ok(target) = fs::canonicalize(path) else {
        return Ok(()); // Nothing stands there yet.
    };
    let is_read = |input: &PathBuf| {
        // A folder is read whole, so what stands in it is an input as well.
        fs::canonicalize(input).is_ok_and(|input| target.starts_with(&input))
    };
    if target.is_file() && inputs.iter().any(is_read) {
        let message = Message::new("output.is-input").with("path", path.display());
        return Err(Error::Usage(message));
    }
    Ok(())
}

/// Makes a folder for a result of several files, and those above it.
pub fn folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| unwritten(path, &error))
}

/// Whether standard output is a terminal: habit then wants a table, else CSV.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard error is a terminal: only then is progress worth showing.
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Says something on standard error, in the reader's language.
pub fn tell(lang: Lang, message: &Message) {
    tell_line(&said(Labels::of(lang), message));
}

/// Says how each roster's columns were taken, one line a roster: its headers are a stranger's words.
fn tell_columns(columns: &[Vec<Message>], lang: Lang) {
    let labels = Labels::of(lang);
    for columns in columns {
        let each = columns.iter().map(|message| said(labels, message));
        tell_line(&each.collect::<Vec<_>>().join(" "));
    }
}

/// Says what could not be read, and why.
pub fn tell_unread(lang: Lang, unread: &Unread) {
    let labels = Labels::of(lang);
    let message = Message::new("read.unread").with("source", &unread.source);
    let reason = labels.say(&unread.reason);
    tell_line(&said(labels, &message.with("reason", reason)));
}

/// A message in words; what fills it may be the name of a stranger's file, which a terminal must not obey.
fn said(labels: &Labels, message: &Message) -> String {
    let with = message.with.iter();
    labels.say(&Message {
        key: message.key,
        with: with
            .map(|(name, value)| (*name, escape::terminal(value).into_owned()))
            .collect(),
    })
}

/// Says a line on standard error. Nobody can be told that standard error is gone, so that is ignored.
pub fn tell_line(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Says why the run ended, in the reader's language, or in both when nothing tells which it is.
pub fn tell_error(lang: Option<Lang>, error: &Error) {
    let langs = lang.map_or(vec![Lang::Fr, Lang::En], |lang| vec![lang]);
    for lang in langs {
        let labels = Labels::of(lang);
        match error {
            Error::Input(message) | Error::Output(message) | Error::Usage(message) => {
                tell_line(&format!("pepite: {}", said(labels, message)));
            }
            Error::Unread(unread) => {
                let reason = said(labels, &unread.reason);
                let source = escape::terminal(&unread.source);
                tell_line(&format!("pepite: {source}: {reason}"));
            }
            Error::Rubric(findings) => findings.iter().for_each(|finding| {
                tell_line(&finding_lines(finding, labels));
            }),
            Error::Scorecards(problems) => problems.iter().for_each(|problem| {
                tell_line(&said(labels, problem));
            }),
            Error::NothingRead(unread) => {
                let key = match unread.is_empty() {
                    true => "screen.nothing-found",
                    false => "screen.nothing-read",
                };
                tell_line(&format!("pepite: {}", labels.get(key)));
                for item in unread {
                    let reason = said(labels, &item.reason);
                    let source = escape::terminal(&item.source);
                    tell_line(&format!("  {source}: {reason}"));
                }
            }
            Error::ClosedPipe => {}
        }
    }
}

/// A finding as lines: the place and the fact, the line itself, the remedy.
pub fn finding_lines(finding: &Finding, labels: &Labels) -> String {
    let mut lines = escape::terminal(&finding.file).into_owned();
    for number in [finding.line, finding.column] {
        if number > 0 {
            lines += &format!(":{number}");
        }
    }
    lines += &format!(": {}", said(labels, &finding.fact));
    if !finding.excerpt.is_empty() {
        lines += &format!("\n    {}", escape::terminal(finding.excerpt.trim()));
    }
    let remedy = said(labels, &finding.remedy);
    lines + &format!("\n  {}: {remedy}", labels.get("finding.help"))
}

fn to_stdout(body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = body(&mut out).and_then(|()| out.flush());
    // What could not be written must not be tried again when the buffer goes.
    let (_, _) = out.into_parts();
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Error::ClosedPipe,
        _ => unwritten(Path::new("-"), &error),
    })
}

fn to_file(path: &Path, body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|place| !place.is_file() && !place.is_dir()) {
        // A device or a named pipe cannot be replaced by a file.
        let device = fs::OpenOptions::new().write(true).open(path)?;
        return filled(device, body).map(|_| ());
    }
    // tempfile gives mode 0600: a shortlist is personal data.
    let mut temporary = tempfile::Builder::new()
        .prefix(".pepite-")
        .tempfile_in(beside(path))?;
    filled(temporary.as_file_mut(), body)?.sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The folder that a path stands in.
fn beside(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn filled<W: Write>(
    place: W,
    body: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<W> {
    let mut out = BufWriter::with_capacity(1 << 16, place);
    body(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let key = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "output.full",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "output.denied",
        io::ErrorKind::NotFound => "output.no-folder",
        io::ErrorKind::IsADirectory => "output.is-folder",
        _ if path.is_dir() => "output.is-folder",
        _ => "output.failed",
    };
    let message = Message::new(key).with("path", path.display());
    Error::Output(message.with("error", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_that_fails_half_way_leaves_the_old_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shortlist.csv");
        fs::write(&path, "old").unwrap();
        let half = |out: &mut dyn Write| {
            out.write_all(b"new")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let error = write(Destination::File(&path), &[], half).unwrap_err();
        let Error::Output(message) = error else {
            panic!("{error:?}");
        };
        assert_eq!(message.key, "output.full");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_result_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shortlist.csv");
        write(Destination::File(&path), &[], |out| out.write_all(b"new")).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn nothing_that_was_read_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let cv = folder.path().join("cv.csv");
        fs::write(&cv, "a CV").unwrap();
        for inputs in [[cv.clone()], [folder.path().to_path_buf()]] {
            let result = write(Destination::File(&cv), &inputs, |out| out.write_all(b"x"));
            assert!(matches!(result, Err(Error::Usage(_))), "{result:?}");
        }
        assert_eq!(fs::read_to_string(&cv).unwrap(), "a CV");
    }
}
