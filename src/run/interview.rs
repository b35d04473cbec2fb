//! `pepite interview`: the guide of a job, one guide for each candidate, and blank scorecards.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Message};
use crate::judging::guide;
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::guide::{Guide, Subject};
use crate::model::rubric::Rubric;
use crate::model::shortlist::Shortlist;
use crate::render::delimited::Dialect;
use crate::render::{docx, html, markdown, scorecard};
use crate::run::screen::{self, Screen};
use crate::run::{self, Destination, Failure, Outcome};

/// What was asked.
#[derive(Debug)]
pub struct Interview {
    /// The rubric, the applications and how to read them.
    pub screen: Screen,
    /// The format, if it was named.
    pub format: Option<Format>,
    /// The candidates wanted; none is everybody.
    pub candidates: Vec<String>,
    /// Who will rate: one scorecard each.
    pub interviewers: Vec<String>,
}

/// A format of a guide or a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For reading and for other tools.
    Markdown,
    /// For printing.
    Html,
    /// For editing.
    Docx,
    /// For other programs.
    Json,
    /// Blank scorecards with lists and means.
    Xlsx,
    /// Blank scorecards as rows.
    Csv,
}

impl Format {
    /// The format of that name, or of a file's extension.
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "markdown" | "md" => Some(Format::Markdown),
            "html" | "htm" => Some(Format::Html),
            "docx" => Some(Format::Docx),
            "json" => Some(Format::Json),
            "xlsx" => Some(Format::Xlsx),
            "csv" => Some(Format::Csv),
            _ => None,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Json => "json",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }

    fn is_binary(self) -> bool {
        matches!(self, Format::Docx | Format::Xlsx)
    }
}

/// Where guides go.
enum Place<'a> {
    Stdout,
    File(&'a Path),
    Folder(&'a Path),
}

/// Writes the guides.
pub fn interview(asked: &Interview) -> Result<Outcome, Failure> {
    let screen = &asked.screen;
    let rubric = run::rubric_alone(
        run::For::INTERVIEW,
        screen.rubric.as_deref(),
        &screen.inputs,
    )?;
    let lang = screen.lang.unwrap_or(rubric.lang);
    interviewed(asked, &rubric, lang).map_err(|error| Failure {
        lang: Some(lang),
        error,
    })
}

fn interviewed(asked: &Interview, rubric: &Rubric, lang: Lang) -> Result<Outcome, Error> {
    let (place, format) = place(asked)?;
    idle(asked, format).map_or(Ok(()), |(option, need)| {
        let need = Labels::of(lang).get(need);
        let message = Message::new("interview.no-effect").with("option", option);
        Err(Error::Usage(message.with("need", need)))
    })?;
    let common = guide::common(rubric, lang);
    if !asked.screen.quiet {
        common
            .warnings
            .iter()
            .for_each(|warning| run::tell(lang, warning));
    }
    let (guides, unread) = guides(asked, rubric, common)?;
    match place {
        Place::Stdout => write(asked, Destination::Stdout, &guides, format)?,
        Place::File(path) => write(asked, Destination::File(path), &guides, format)?,
        Place::Folder(folder) => {
            run::folder(folder)?;
            let mut taken = BTreeSet::new();
            for guide in &guides {
                let name = file_name(guide, &mut taken);
                let path = folder.join(format!("{name}.{}", format.extension()));
                let one = std::slice::from_ref(guide);
                write(asked, Destination::File(&path), one, format)?;
            }
            if !asked.screen.quiet {
                let key = match guides.len() {
                    1 => "interview.written-one",
                    _ => "interview.written",
                };
                let message = Message::new(key).with("count", guides.len());
                run::tell(lang, &message.with("folder", folder.display()));
            }
        }
    }
    match asked.screen.strict && unread > 0 {
        true => Ok(Outcome::SomeUnread),
        false => Ok(Outcome::Done),
    }
}

/// The job's guide, or one for each candidate wanted, and how many applications were not read.
fn guides(asked: &Interview, rubric: &Rubric, common: Guide) -> Result<(Vec<Guide>, usize), Error> {
    if asked.screen.inputs.is_empty() {
        return Ok((vec![common], 0));
    }
    let top = match asked.candidates.is_empty() {
        true => asked.screen.top.unwrap_or(usize::MAX),
        false => usize::MAX,
    };
    let shortlist = screen::shortlisted(&asked.screen, rubric, common.lang, top)?;
    refuse_unknown(&asked.candidates, &shortlist)?;
    let wanted = |id: &String| asked.candidates.is_empty() || asked.candidates.contains(id);
    let cards = shortlist.cards.into_iter().filter(|card| wanted(&card.id));
    let guides = cards.map(|card| {
        let subject = Subject {
            id: card.id,
            name: card.name,
        };
        guide::personal(&common, rubric, subject, &card.judged)
    });
    Ok((guides.collect(), shortlist.unread.len()))
}

fn refuse_unknown(wanted: &[String], shortlist: &Shortlist) -> Result<(), Error> {
    let is_unknown = |id: &&String| !shortlist.cards.iter().any(|card| &card.id == *id);
    match wanted.iter().find(is_unknown) {
        Some(id) => {
            let message = Message::new("interview.unknown-candidate");
            Err(Error::Usage(message.with("id", id)))
        }
        None => Ok(()),
    }
}

/// An option that would change nothing, and what it needs to.
fn idle(asked: &Interview, format: Format) -> Option<(&'static str, &'static str)> {
    let alone = asked.screen.inputs.is_empty();
    let cards = matches!(format, Format::Xlsx | Format::Csv);
    match () {
        () if alone && !asked.candidates.is_empty() => {
            Some(("--candidate", "interview.need-inputs"))
        }
        () if alone && asked.screen.top.is_some() => Some(("--top", "interview.need-inputs")),
        () if !cards && !asked.interviewers.is_empty() => {
            Some(("--interviewer", "interview.need-cards"))
        }
        () if format != Format::Csv && asked.screen.excel => {
            Some(("--excel", "interview.need-csv"))
        }
        () => None,
    }
}

/// Where and in which format: a known extension is a file, any other name a folder; guides on paper
/// are HTML, guides on a terminal Markdown.
fn place(asked: &Interview) -> Result<(Place<'_>, Format), Error> {
    let Some(path) = asked.screen.output.as_deref() else {
        let format = asked.format.unwrap_or(Format::Markdown);
        if format.is_binary() && run::stdout_is_terminal() {
            let message = Message::new("interview.binary");
            return Err(Error::Usage(message.with("format", format.extension())));
        }
        return Ok((Place::Stdout, format));
    };
    let ending = run::ending(path);
    let by_name = Format::named(&ending).filter(|_| !path.is_dir());
    let letters = ending.chars().any(char::is_alphabetic) && ending.len() <= 5;
    if by_name.is_none() && letters && !path.is_dir() {
        let message = Message::new("interview.extension").with("path", path.display());
        return Err(Error::Usage(message));
    }
    let read: Vec<PathBuf> = screen::inputs(&asked.screen);
    match by_name {
        Some(_) => run::refuse_place(path, &read)?,
        None => run::refuse_input(path, &read)?,
    }
    match by_name {
        Some(format) => Ok((Place::File(path), asked.format.unwrap_or(format))),
        None => Ok((Place::Folder(path), asked.format.unwrap_or(Format::Html))),
    }
}

fn write(
    asked: &Interview,
    to: Destination<'_>,
    guides: &[Guide],
    format: Format,
) -> Result<(), Error> {
    let read = screen::inputs(&asked.screen);
    run::write(to, &read, |out| match format {
        Format::Json => crate::render::guide::json(guides, out),
        _ => out.write_all(&bytes(asked, guides, format)?),
    })
}

fn bytes(asked: &Interview, guides: &[Guide], format: Format) -> io::Result<Vec<u8>> {
    let nobody = [String::new()];
    let raters = match asked.interviewers.is_empty() {
        true => &nobody[..],
        false => &asked.interviewers,
    };
    let dialect = match asked.screen.excel {
        true => Dialect::Excel,
        false => Dialect::Csv,
    };
    let page = crate::render::guide::pages(guides);
    match format {
        Format::Html => Ok(html::page(&page).into_bytes()),
        Format::Docx => docx::page(&page),
        Format::Xlsx => scorecard::workbook(guides, raters),
        Format::Csv => scorecard::delimited(guides, raters, dialect),
        Format::Markdown | Format::Json => Ok(markdown::page(&page).into_bytes()),
    }
}

/// A name that every system takes: the id with odd signs as `_`, never twice, never a device of
/// Windows, never hidden.
fn file_name(guide: &Guide, taken: &mut BTreeSet<String>) -> String {
    let id = guide
        .candidate
        .as_ref()
        .map_or("guide", |subject| &subject.id);
    let plain = |c: char| match c.is_alphanumeric() || matches!(c, '-' | '_' | '~' | '.' | '@') {
        true => c,
        false => '_',
    };
    let mut name: String = id.chars().map(plain).take(100).collect();
    let stem = name.split('.').next().unwrap_or_default().to_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    if device || name.is_empty() || name.starts_with(['.', '-']) || name.ends_with('.') {
        name = format!("_{}", name.trim_end_matches('.'));
    }
    let again = (2..).map(|number| format!("{name}~{number}"));
    let mut free = [name.clone()].into_iter().chain(again);
    free.find(|name| taken.insert(name.to_lowercase()))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::shortlist::RubricStamp;

    fn named(id: &str, taken: &mut BTreeSet<String>) -> String {
        let guide = Guide {
            rubric: RubricStamp {
                id: String::new(),
                version: 1,
                sha256: String::new(),
            },
            lang: Lang::En,
            job: String::new(),
            candidate: Some(Subject {
                id: id.to_owned(),
                name: None,
            }),
            minutes: 0,
            plan: Vec::new(),
            questions: Vec::new(),
            probes: Vec::new(),
            to_establish: Vec::new(),
            reserve: Vec::new(),
            warnings: Vec::new(),
        };
        file_name(&guide, taken)
    }

    #[test]
    fn a_candidates_id_stays_inside_the_folder() {
        let mut taken = BTreeSet::new();
        assert_eq!(named("../../etc/passwd", &mut taken), "_.._.._etc_passwd");
        assert_eq!(named("nul", &mut taken), "_nul");
        assert_eq!(named("a/b", &mut taken), "a_b");
        assert_eq!(named("a:b", &mut taken), "a_b~2");
        assert_eq!(named("A:B", &mut taken), "A_B~3");
        assert_eq!(named("", &mut taken), "_");
    }
}
