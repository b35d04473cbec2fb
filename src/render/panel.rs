//! A panel as a table for a terminal, rows, JSON, or a workbook with room for the decision.
//!
//! In: a [`Panel`] and a language. Out: bytes.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, XlsxError};
use serde::Serialize;

use super::delimited::Dialect;
use super::escape;
use super::grid::{self, Value};
use crate::error::Message;
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::panel::{Drift, Given, Judgement, Panel, Panelled, Rater};

/// The narrowest terminal anybody has.
const WIDTH: u16 = 80;

/// A panel for a reader.
pub struct View<'a> {
    panel: &'a Panel,
    lang: Lang,
    labels: &'static Labels,
}

impl<'a> View<'a> {
    /// In a language.
    pub fn new(panel: &'a Panel, lang: Lang) -> View<'a> {
        View {
            panel,
            lang,
            labels: Labels::of(lang),
        }
    }

    /// For a terminal of 80 columns.
    pub fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let title = Message::new("panel.title").with("job", &self.panel.job);
        let counts = Message::new("panel.counts")
            .with("candidates", self.panel.candidates.len())
            .with("raters", self.panel.raters.len());
        writeln!(
            out,
            "{}",
            wrapped(&escape::terminal(&self.labels.say(&title)), "")
        )?;
        writeln!(out, "{}\n", self.labels.say(&counts))?;
        self.put(&self.summary(), out)?;
        self.discussion(out)?;
        self.heading("panel.raters", out)?;
        self.put(&self.rater_rows(), out)?;
        if let Some(found) = &self.panel.consistency {
            let message = Message::new("panel.icc")
                .with("average", self.decimal(found.average, 2))
                .with("single", self.decimal(found.single, 2))
                .with("candidates", found.candidates);
            writeln!(
                out,
                "{}",
                wrapped(&self.labels.say(&message.with("raters", found.raters)), "")
            )?;
        } else {
            writeln!(out, "{}", wrapped(self.labels.get("panel.no-icc"), ""))?;
        }
        writeln!(out, "\n{}", wrapped(self.labels.get("panel.meaning"), ""))
    }

    /// One row for each criterion of each candidate.
    pub fn delimited(&self, dialect: Dialect) -> io::Result<Vec<u8>> {
        grid::delimited(&self.criteria_rows(), dialect)
    }

    /// The contract `pepite.panel/1`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Whole<'a> {
            schema: &'static str,
            #[serde(flatten)]
            panel: &'a Panel,
            warnings: Vec<String>,
        }
        let warnings = self
            .panel
            .warnings
            .iter()
            .map(|warning| self.labels.say(warning));
        let whole = Whole {
            schema: "pepite.panel/1",
            panel: self.panel,
            warnings: warnings.collect(),
        };
        let mut writer = serde_json::Serializer::with_formatter(&mut *out, escape::pretty());
        whole.serialize(&mut writer)?;
        out.write_all(b"\n")
    }

    /// Sheets for the decision, the criteria and the raters.
    pub fn workbook(&self) -> io::Result<Vec<u8>> {
        self.built().map_err(io::Error::other)
    }

    fn built(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The clock must not change the bytes.
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let mut decision = self.summary();
        let names = ["panel.decision", "panel.reason", "panel.by", "panel.date"];
        for (at, row) in decision.iter_mut().enumerate() {
            row.extend(names.map(|key| match at {
                0 => Value::text(self.labels.get(key)),
                _ => Value::Nothing,
            }));
        }
        self.sheet(&mut book, "panel.decisions", &decision, &[6.0, 24.0])?;
        self.sheet(
            &mut book,
            "panel.criteria",
            &self.criteria_rows(),
            &[24.0, 6.0],
        )?;
        self.sheet(&mut book, "panel.raters", &self.rater_rows(), &[24.0])?;
        book.save_to_buffer()
    }

    fn sheet(
        &self,
        book: &mut Workbook,
        name: &str,
        rows: &[Vec<Value>],
        widths: &[f64],
    ) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(self.labels.get(name))?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_background_color(0xE8EDF5)
            .set_border(FormatBorder::Thin);
        let body = Format::new()
            .set_border(FormatBorder::Thin)
            .set_border_color(0xB9C1D1);
        for column in 0..rows.first().map_or(0, Vec::len) {
            let width = widths.get(column).copied().unwrap_or(15.0);
            sheet.set_column_width(column as u16, width)?;
        }
        for (row, cells) in (0..).zip(rows) {
            let format = if row == 0 { &head } else { &body };
            for (column, value) in (0..).zip(cells) {
                match value {
                    Value::Text(text) => {
                        let text = escape::terminal(text);
                        sheet.write_string_with_format(row, column, text, format)?
                    }
                    Value::Number(number, digits) => {
                        let picture = match digits {
                            0 => "0".to_owned(),
                            _ => format!("0.{}", "0".repeat(*digits)),
                        };
                        let format = format.clone().set_num_format(picture);
                        sheet.write_number_with_format(row, column, *number, &format)?
                    }
                    Value::Nothing => sheet.write_blank(row, column, format)?,
                };
            }
        }
        sheet.set_freeze_panes(1, 2)?;
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn names<const N: usize>(&self, keys: [&str; N]) -> Vec<Value> {
        keys.map(|key| Value::text(self.labels.get(key))).to_vec()
    }

    fn summary(&self) -> Vec<Vec<Value>> {
        let keys = [
            "panel.rank",
            "panel.candidate",
            "panel.total",
            "panel.rated",
            "panel.cards",
        ];
        let mut names = self.names(keys);
        names.extend(self.names(["panel.to-discuss", "panel.up", "panel.down"]));
        let row = |candidate: &Panelled| {
            let count = |count: usize| Value::Number(count as f64, 0);
            let drift = |drifted: usize| match self.reads_files(candidate) {
                true => count(drifted),
                false => Value::Nothing,
            };
            let rank = candidate.rank.map(|rank| rank as f64);
            vec![
                Value::number(rank, 0),
                Value::text(&candidate.id),
                Value::number(candidate.total, 2),
                Value::Number(candidate.rated * 100.0, 0),
                count(candidate.raters),
                count(candidate.to_discuss),
                drift(candidate.up),
                drift(candidate.down),
            ]
        };
        let rows = self.panel.candidates.iter().map(row);
        [names].into_iter().chain(rows).collect()
    }

    fn reads_files(&self, candidate: &Panelled) -> bool {
        candidate
            .criteria
            .iter()
            .any(|judgement| judgement.shown.is_some())
    }

    fn criteria_rows(&self) -> Vec<Vec<Value>> {
        let mut names = self.names(["panel.candidate", "panel.rank", "panel.total"]);
        names.extend(self.names(["panel.criterion", "panel.skill", "panel.weight"]));
        let raters = self.panel.raters.iter();
        names.extend(raters.map(|rater| Value::text(&rater.name)));
        names.extend(self.names(["panel.mean", "panel.range", "panel.ad", "panel.rwg"]));
        names.extend(self.names([
            "panel.discuss",
            "panel.shown",
            "panel.drift",
            "panel.direction",
        ]));
        let each = self.panel.candidates.iter().flat_map(|candidate| {
            let criteria = candidate.criteria.iter();
            criteria.map(move |judgement| self.criterion_row(candidate, judgement))
        });
        [names].into_iter().chain(each).collect()
    }

    fn criterion_row(&self, candidate: &Panelled, judgement: &Judgement) -> Vec<Value> {
        let mut row = vec![
            Value::text(&candidate.id),
            Value::number(candidate.rank.map(|rank| rank as f64), 0),
            Value::number(candidate.total, 2),
            Value::text(&judgement.criterion),
            Value::text(&judgement.title),
            Value::Number(judgement.weight, 4),
        ];
        row.extend(self.panel.raters.iter().map(|rater| {
            let mut given = judgement.ratings.iter();
            rating(given.find(|given| same(&given.rater, &rater.name)))
        }));
        row.extend([
            Value::number(judgement.mean, 2),
            Value::number(judgement.range, 0),
            Value::number(judgement.average_deviation, 3),
            Value::number(judgement.rwg, 3),
            match judgement.discuss {
                true => Value::text(self.labels.get("panel.yes")),
                false => Value::Nothing,
            },
            Value::number(judgement.shown.map(|level| f64::from(level as u8)), 0),
            Value::number(judgement.drift, 2),
            match judgement.direction {
                Some(Drift::Up) => Value::text(self.labels.get("panel.is-up")),
                Some(Drift::Down) => Value::text(self.labels.get("panel.is-down")),
                None => Value::Nothing,
            },
        ]);
        row
    }

    fn rater_rows(&self) -> Vec<Vec<Value>> {
        let mut names = self.names(["panel.rater", "panel.cards", "panel.ratings"]);
        names.extend(self.names(["panel.mean", "panel.leniency", "panel.same"]));
        let row = |rater: &Rater| {
            vec![
                Value::text(&rater.name),
                Value::Number(rater.cards as f64, 0),
                Value::Number(rater.ratings as f64, 0),
                Value::number(rater.mean, 2),
                Value::number(rater.leniency, 2),
                Value::number(rater.same.map(|same| same * 100.0), 0),
            ]
        };
        [names]
            .into_iter()
            .chain(self.panel.raters.iter().map(row))
            .collect()
    }

    /// What to discuss, and where the interview and the file differ.
    fn discussion(&self, out: &mut dyn Write) -> io::Result<()> {
        let of = |wanted: fn(&Judgement) -> bool| {
            let each = self.panel.candidates.iter().flat_map(|candidate| {
                let criteria = candidate.criteria.iter().filter(move |j| wanted(j));
                criteria.map(move |judgement| (candidate, judgement))
            });
            each.collect::<Vec<_>>()
        };
        let apart = of(|judgement| judgement.discuss);
        if !apart.is_empty() {
            self.heading("panel.discussion", out)?;
        }
        for (candidate, judgement) in apart {
            let each = judgement.ratings.iter().filter_map(|given| {
                Some(format!(
                    "{} {}",
                    given.rater,
                    self.decimal(given.rating?, 0)
                ))
            });
            let ratings = each.collect::<Vec<_>>().join(" · ");
            let line = format!("{} · {} · {ratings}", candidate.id, judgement.title);
            writeln!(out, "  {}", wrapped(&escape::terminal(&line), "    "))?;
        }
        let drifted = of(|judgement| judgement.direction.is_some());
        if !drifted.is_empty() {
            writeln!(out)?;
            self.heading("panel.drifts", out)?;
        }
        for (candidate, judgement) in drifted {
            let key = match judgement.direction {
                Some(Drift::Down) => "panel.drift-down",
                _ => "panel.drift-up",
            };
            let shown = judgement.shown.map_or(0, |level| level as u8);
            let message = Message::new(key)
                .with("id", &candidate.id)
                .with("skill", &judgement.title)
                .with("level", shown);
            let mean = judgement
                .mean
                .map_or_else(String::new, |mean| self.decimal(mean, 1));
            let line = self.labels.say(&message.with("mean", mean));
            writeln!(out, "  {}", wrapped(&escape::terminal(&line), "    "))?;
        }
        writeln!(out)
    }

    fn heading(&self, key: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.labels.get(key))
    }

    fn put(&self, rows: &[Vec<Value>], out: &mut dyn Write) -> io::Result<()> {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(WIDTH);
        let shown = |value: &Value| match value {
            Value::Text(text) => Cell::new(escape::terminal(text)),
            Value::Number(number, digits) => {
                Cell::new(self.decimal(*number, *digits)).set_alignment(CellAlignment::Right)
            }
            Value::Nothing => Cell::new("–").set_alignment(CellAlignment::Right),
        };
        if let Some((names, rows)) = rows.split_first() {
            table.set_header(names.iter().map(shown));
            rows.iter().for_each(|row| {
                table.add_row(row.iter().map(shown));
            });
        }
        writeln!(out, "{table}\n")
    }

    fn decimal(&self, number: f64, digits: usize) -> String {
        // No rater is lenient by minus nothing.
        let number = if number.abs() < 0.5 / 10f64.powi(digits as i32) {
            0.0
        } else {
            number
        };
        let written = format!("{number:.digits$}");
        match self.lang {
            Lang::Fr => written.replace('.', ","),
            Lang::En => written,
        }
    }
}

/// A paragraph as lines of the terminal's width, those after the first indented.
fn wrapped(text: &str, indent: &str) -> String {
    let room = usize::from(WIDTH) - 2;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let length = |text: &str| text.chars().count();
        let full = lines.last().map_or(0, |line| length(line)) + 1 + length(word);
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if full <= room => *line += &format!(" {word}"),
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines.join("\n")
}

fn rating(given: Option<&Given>) -> Value {
    match given {
        Some(Given {
            rating: Some(rating),
            ..
        }) => Value::Number(*rating, usize::from(rating.fract() != 0.0)),
        Some(given) if given.not_assessed => Value::text("NE"),
        _ => Value::Nothing,
    }
}

/// Names that differ only in case are one person.
fn same(a: &str, b: &str) -> bool {
    crate::language::fold::fold(a) == crate::language::fold::fold(b)
}
