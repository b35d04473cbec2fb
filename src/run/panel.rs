//! `pepite panel`: filled scorecards into one decision table.

use std::path::{Path, PathBuf};

use crate::error::{Error, Message};
use crate::intake::{self, extract};
use crate::judging::cards;
use crate::judging::panel::{self, Shown};
use crate::model::document::Lang;
use crate::model::panel::{Panel, Scorecard};
use crate::model::rubric::Rubric;
use crate::render::delimited::Dialect;
use crate::render::panel::View;
use crate::run::screen::{self, Screen};
use crate::run::{self, Destination, Failure, Outcome};

/// What was asked.
#[derive(Debug)]
pub struct Asked {
    /// The rubric, and the applications to compare with, if any.
    pub screen: Screen,
    /// The scorecards: files, or folders of them.
    pub scorecards: Vec<PathBuf>,
    /// The format, if it was named.
    pub format: Option<Format>,
}

/// A format of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Table,
    /// One row for each criterion of each candidate.
    Csv,
    /// The contract.
    Json,
    /// A workbook with room for the decision.
    Xlsx,
}

/// The endings of a file that name a format.
const ENDINGS: &str = ".csv, .json, .xlsx, .txt";

impl Format {
    /// The format of that name, or of a file's extension.
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "table" | "txt" => Some(Format::Table),
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }
}

/// Merges the scorecards.
pub fn panel(asked: &Asked) -> Result<Outcome, Failure> {
    let rubric = run::rubric_alone(
        run::For::PANEL,
        asked.screen.rubric.as_deref(),
        &asked.scorecards,
    )?;
    let lang = asked.screen.lang.unwrap_or(rubric.lang);
    panelled(asked, &rubric, lang).map_err(|error| Failure {
        lang: Some(lang),
        error,
    })
}

fn panelled(asked: &Asked, rubric: &Rubric, lang: Lang) -> Result<Outcome, Error> {
    let format = format(asked)?;
    let files = files(&asked.scorecards)?;
    let read = [screen::inputs(&asked.screen), files.clone()].concat();
    if let Some(path) = &asked.screen.output {
        run::refuse_place(path, &read)?;
    }
    let scorecards = scorecards(&files, rubric)?;
    let shown = shown(asked, rubric, lang)?;
    let panel = panel::merge(rubric, &scorecards, &shown, lang);
    if !asked.screen.quiet {
        let warnings = run::few(panel.warnings.clone(), 5);
        warnings.iter().for_each(|warning| run::tell(lang, warning));
    }
    write(asked, &read, &panel, (format, lang))?;
    Ok(Outcome::Done)
}

/// Each file named, and the scorecards that stand in each folder.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    if paths.is_empty() {
        return Err(Error::Usage(Message::new("panel.nothing")));
    }
    let mut files = Vec::new();
    for path in paths {
        let inside = intake::files(path).map_err(Error::Unread)?;
        files.extend(
            inside
                .into_iter()
                .filter(|file| file == path || is_card(file)),
        );
    }
    files.dedup();
    Ok(files)
}

fn is_card(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ["xlsx", "csv", "tsv", "ods"].contains(&run::ending(path).as_str())
        && !name.starts_with(['.', '~'])
}

/// Every card of every file, or every problem of all of them.
fn scorecards(files: &[PathBuf], rubric: &Rubric) -> Result<Vec<Scorecard>, Error> {
    let mut all = Vec::new();
    let mut problems = Vec::new();
    for path in files {
        let name = path.display().to_string();
        let bytes = intake::open(path).map_err(Error::Unread)?;
        let grids = match extract::grids(&bytes, &name) {
            Ok(grids) => grids,
            Err(reason) => {
                let source = name;
                return Err(Error::Unread(crate::error::Unread {
                    source,
                    reason,
                    who: Default::default(),
                }));
            }
        };
        for grid in &grids {
            match cards::read(grid, rubric) {
                Ok(cards) => all.extend(cards),
                Err(found) => problems.extend(found),
            }
        }
    }
    problems.extend(cards::twice(&all));
    match (problems.is_empty(), all.is_empty()) {
        (false, _) => Err(Error::Scorecards(problems)),
        (true, true) => Err(Error::Usage(Message::new("panel.no-card"))),
        (true, false) => Ok(all),
    }
}

/// What the files of the candidates had shown, when they are given.
fn shown(asked: &Asked, rubric: &Rubric, lang: Lang) -> Result<Shown, Error> {
    if asked.screen.inputs.is_empty() {
        return Ok(Shown::new());
    }
    let shortlist = screen::shortlisted(&asked.screen, rubric, lang, usize::MAX)?;
    let cards = shortlist.cards.into_iter().map(|card| {
        let levels = card.judged.criteria.iter().map(|earned| earned.level);
        (card.id, levels.collect())
    });
    Ok(cards.collect())
}

fn format(asked: &Asked) -> Result<Format, Error> {
    let output = asked.screen.output.as_deref();
    let format = match (asked.format, output) {
        (Some(format), _) => format,
        (None, Some(path)) => run::format_of(path, Format::named, ENDINGS)?,
        (None, None) if asked.screen.excel => Format::Csv,
        (None, None) if run::stdout_is_terminal() => Format::Table,
        (None, None) => Format::Csv,
    };
    if format == Format::Xlsx && output.is_none() && run::stdout_is_terminal() {
        let message = Message::new("interview.binary");
        return Err(Error::Usage(message.with("format", "xlsx")));
    }
    Ok(format)
}

fn write(
    asked: &Asked,
    read: &[PathBuf],
    panel: &Panel,
    (format, lang): (Format, Lang),
) -> Result<(), Error> {
    let view = View::new(panel, lang);
    let output = asked.screen.output.as_deref();
    let to = output.map_or(Destination::Stdout, Destination::File);
    let dialect = match asked.screen.excel {
        true => Dialect::Excel,
        false => Dialect::Csv,
    };
    run::write(to, read, |out| match format {
        Format::Table => view.table(out),
        Format::Csv => out.write_all(&view.delimited(dialect)?),
        Format::Json => view.json(out),
        Format::Xlsx => out.write_all(&view.workbook()?),
    })
}
