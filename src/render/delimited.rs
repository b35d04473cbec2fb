//! A shortlist as CSV or TSV, one row a candidate or one a piece of evidence.
//!
//! In: a view. Out: bytes for a spreadsheet or a pipe; what stands in a CV is a text there, never a
//! formula. Left to others: which rows and where they go (`run`).

use std::borrow::Cow;
use std::io::{self, Write};

use crate::error::Message;
use crate::model::evidence::{Evidence, Level};
use crate::model::rubric::Kind;
use crate::model::shortlist::{Card, Earned, Line};
use crate::render::escape;
use crate::render::view::{View, bare};

/// The dialect of a delimited file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Commas, decimal points.
    Csv,
    /// Tabs, decimal points.
    Tsv,
    /// What a French Excel opens with a double click: a byte order mark, semicolons, decimal commas.
    Excel,
}

impl Dialect {
    /// How its rows are written.
    pub fn settings(self) -> csv::WriterBuilder {
        let mut settings = csv::WriterBuilder::new();
        match self {
            Dialect::Csv => settings.delimiter(b','),
            Dialect::Tsv => settings.delimiter(b'\t'),
            Dialect::Excel => settings.delimiter(b';').terminator(csv::Terminator::CRLF),
        };
        settings
    }

    /// What stands before the first row.
    pub fn mark(self) -> &'static [u8] {
        match self {
            Dialect::Excel => "\u{feff}".as_bytes(),
            Dialect::Csv | Dialect::Tsv => &[],
        }
    }
}

/// What one row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// A candidate.
    Candidate,
    /// A piece of evidence.
    Evidence,
}

/// Writes the shortlist; `questions` is how many columns they get.
pub fn write(
    view: &View<'_>,
    rows: Rows,
    dialect: Dialect,
    questions: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(dialect.mark())?;
    let mut sheet = Sheet::new(dialect, out);
    match rows {
        Rows::Candidate => candidates(view, questions, &mut sheet)?,
        Rows::Evidence => evidence(view, &mut sheet)?,
    }
    sheet.writer.flush()
}

struct Sheet<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    dialect: Dialect,
}

impl<'a> Sheet<'a> {
    fn new(dialect: Dialect, out: &'a mut dyn Write) -> Sheet<'a> {
        Sheet {
            writer: dialect.settings().from_writer(out),
            dialect,
        }
    }

    /// One cell of somebody's words.
    fn text(&mut self, text: &str) -> io::Result<()> {
        let cell = escape::cell(text);
        // A TSV has one line a row, whatever stands in a cell.
        let cell = match self.dialect {
            Dialect::Tsv => escape::terminal(&cell).into_owned().into(),
            Dialect::Csv | Dialect::Excel => cell,
        };
        Ok(self.writer.write_field(cell.as_bytes())?)
    }

    /// One cell of somebody's words that are one line by nature: an id, a name.
    fn name(&mut self, text: &str) -> io::Result<()> {
        self.text(&escape::terminal(text))
    }

    /// One cell with our own number, which stays a number.
    fn number(&mut self, value: f64, decimals: usize) -> io::Result<()> {
        let written = format!("{value:.decimals$}");
        let written: Cow<str> = match self.dialect {
            Dialect::Excel => written.replace('.', ",").into(),
            Dialect::Csv | Dialect::Tsv => written.into(),
        };
        Ok(self.writer.write_field(written.as_bytes())?)
    }

    fn count(&mut self, value: usize) -> io::Result<()> {
        Ok(self.writer.write_field(value.to_string())?)
    }

    fn optional(&mut self, value: Option<f64>, decimals: usize) -> io::Result<()> {
        match value {
            Some(value) => self.number(value, decimals),
            None => self.text(""),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }
}

const COLUMNS: [&str; 19] = [
    "screen.rank",
    "screen.id",
    "screen.name",
    "screen.score",
    "kind.hard",
    "kind.soft",
    "kind.mad",
    "screen.documented",
    "screen.rank-without-mad",
    "screen.required",
    "screen.best-hard",
    "screen.best-soft",
    "screen.best-mad",
    "screen.rare",
    "screen.worth-asking",
    "screen.flags",
    "screen.notes",
    "screen.source",
    "screen.unread",
];

fn candidates(view: &View<'_>, questions: usize, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for key in &COLUMNS[..13] {
        sheet.text(view.label(key))?;
    }
    for number in 1..=questions {
        sheet.text(&format!("{} {number}", view.label("screen.question")))?;
    }
    for key in &COLUMNS[13..] {
        sheet.text(view.label(key))?;
    }
    sheet.end()?;
    for card in &view.shortlist.cards {
        candidate(view, card, questions, sheet)?;
    }
    for line in view.shortlist.lines.iter() {
        below(view, &line, questions, sheet)?;
    }
    unread(view, questions, sheet)
}

fn candidate(
    view: &View<'_>,
    card: &Card,
    questions: usize,
    sheet: &mut Sheet<'_>,
) -> io::Result<()> {
    let judged = &card.judged;
    sheet.count(card.rank)?;
    sheet.name(&card.id)?;
    sheet.name(view.name(card.name.as_deref()).unwrap_or_default())?;
    sheet.number(judged.score, 1)?;
    sheet.optional(judged.kinds.hard, 2)?;
    sheet.optional(judged.kinds.soft, 2)?;
    sheet.optional(judged.kinds.mad, 2)?;
    sheet.number(judged.documented, 2)?;
    sheet.count(card.rank_without_mad)?;
    sheet.text(&view.required(card))?;
    let best = view.best(card);
    for kind in [Kind::Hard, Kind::Soft, Kind::Mad] {
        sheet.text(&quoted(view, best.get(&kind)))?;
    }
    for at in 0..questions {
        let question = card.questions.get(at);
        sheet.text(question.map_or("", |question| &question.text))?;
    }
    let rare = card
        .rarity
        .iter()
        .map(|rarity| view.title(&rarity.criterion));
    sheet.text(&rare.collect::<Vec<_>>().join(" ; "))?;
    let unlisted = card.unlisted.iter().map(|item| bare(&item.quote));
    sheet.text(&unlisted.collect::<Vec<_>>().join(" ; "))?;
    let flags = card.flags.iter().map(|flag| view.flag(flag));
    sheet.text(&flags.collect::<Vec<_>>().join(" ; "))?;
    sheet.text(&card.notes.join(" ; "))?;
    let source = card.source.as_deref().and_then(|file| view.file(file));
    sheet.text(source.unwrap_or_default())?;
    sheet.text("")?;
    sheet.end()
}

fn quoted(view: &View<'_>, best: Option<&(&Earned, &Evidence)>) -> String {
    let Some((earned, evidence)) = best else {
        return String::new();
    };
    let message = Message::new("screen.best").with("skill", view.title(&earned.id));
    view.say(&message.with("quote", bare(&evidence.quote)))
}

/// Somebody below the top: id, name and score, in the columns of everybody.
fn below(
    view: &View<'_>,
    line: &Line<'_>,
    questions: usize,
    sheet: &mut Sheet<'_>,
) -> io::Result<()> {
    sheet.count(line.rank as usize)?;
    sheet.name(&line.id)?;
    sheet.name(view.name(line.name.as_deref()).unwrap_or_default())?;
    sheet.number(line.score, 1)?;
    for _ in 4..COLUMNS.len() + questions {
        sheet.text("")?;
    }
    sheet.end()
}

/// What could not be read, with the reason in the last column and no rank.
fn unread(view: &View<'_>, questions: usize, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for unread in &view.shortlist.unread {
        sheet.text("")?;
        sheet.name(unread.who.id.as_deref().unwrap_or_default())?;
        sheet.name(view.name(unread.who.name.as_deref()).unwrap_or_default())?;
        for _ in 3..COLUMNS.len() + questions - 2 {
            sheet.text("")?;
        }
        sheet.text(&view.unread_source(&unread.source))?;
        sheet.text(&view.say(&unread.reason))?;
        sheet.end()?;
    }
    Ok(())
}

const EVIDENCE_COLUMNS: [&str; 18] = [
    "screen.rank",
    "screen.id",
    "screen.name",
    "screen.criterion",
    "screen.title",
    "screen.kind",
    "screen.weight",
    "screen.level",
    "screen.polarity",
    "screen.share",
    "screen.points",
    "screen.quote",
    "screen.section",
    "screen.source",
    "screen.page",
    "screen.line",
    "screen.start",
    "screen.end",
];

fn evidence(view: &View<'_>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for key in EVIDENCE_COLUMNS {
        sheet.text(view.label(key))?;
    }
    sheet.end()?;
    for card in &view.shortlist.cards {
        for earned in &card.judged.criteria {
            pieces(view, card, earned, sheet)?;
        }
    }
    Ok(())
}

fn pieces(view: &View<'_>, card: &Card, earned: &Earned, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for (at, evidence) in earned.evidence.iter().enumerate() {
        // Share and points belong to the criterion: on its first row, so that columns add up.
        let first = at == 0 && earned.level > Level::None;
        sheet.count(card.rank)?;
        sheet.name(&card.id)?;
        sheet.name(view.name(card.name.as_deref()).unwrap_or_default())?;
        sheet.text(&earned.id)?;
        sheet.text(view.title(&earned.id))?;
        sheet.text(view.kind(earned.kind))?;
        sheet.number(earned.weight, 1)?;
        sheet.count(evidence.level as usize)?;
        sheet.text(view.polarity(evidence.polarity))?;
        sheet.optional(first.then_some(earned.share), 4)?;
        sheet.optional(first.then_some(earned.points), 4)?;
        sheet.text(&evidence.quote)?;
        sheet.text(view.section(evidence.section))?;
        sheet.text(view.file(&evidence.file).unwrap_or_default())?;
        for number in [evidence.page, evidence.line, evidence.start, evidence.end] {
            sheet.count(number)?;
        }
        sheet.end()?;
    }
    Ok(())
}
