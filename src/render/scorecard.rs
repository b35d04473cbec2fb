//! Blank scorecards: one for each guide and rater, as sheets of a workbook or rows of CSV.
//!
//! In: guides and raters. Out: XLSX with lists to choose from, visible anchors, room for notes and
//! means that compute themselves; or CSV.
//! Left to others: reading filled ones (`judging::cards`).

use std::collections::BTreeSet;
use std::io;

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::delimited::Dialect;
use super::escape;
use super::grid::{self, Value};
use crate::error::Message;
use crate::language::interview::Script;
use crate::language::labels::Labels;
use crate::model::guide::{Core, Guide};

/// The row of the column names, and the first row of questions.
const HEAD: u32 = 6;
const FIRST: u32 = HEAD + 1;
/// Where ratings, notes and weights stand.
const RATING: u16 = 7;
const NOTES: u16 = 8;
const WEIGHT: u16 = 9;
const CHECK: u16 = 10;
const WIDTHS: [f64; 11] = [
    4.0, 20.0, 22.0, 42.0, 24.0, 24.0, 24.0, 10.0, 48.0, 8.0, 14.0,
];
/// A sheet's name has at most this many characters.
const LONGEST_NAME: usize = 31;

/// A workbook with a sheet for each guide and rater; an empty rater leaves the name to fill in.
pub fn workbook(guides: &[Guide], raters: &[String]) -> io::Result<Vec<u8>> {
    built(guides, raters).map_err(io::Error::other)
}

fn built(guides: &[Guide], raters: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The clock must not change the bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let mut names = BTreeSet::new();
    for guide in guides {
        for rater in raters {
            let name = sheet_name(guide, rater, &mut names);
            let sheet = book.add_worksheet();
            sheet.set_name(name)?;
            Card::new(guide, rater).write(sheet)?;
        }
    }
    book.save_to_buffer()
}

/// A name that a workbook accepts: no sign of its own, not too long, not twice.
fn sheet_name(guide: &Guide, rater: &str, taken: &mut BTreeSet<String>) -> String {
    let label = Labels::of(guide.lang).get("card.sheet");
    let id = guide
        .candidate
        .as_ref()
        .map_or(label, |subject| &subject.id);
    let whole = match rater.is_empty() {
        true => id.to_owned(),
        false => format!("{id} {rater}"),
    };
    let plain = |c: char| match c {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' => '-',
        _ if c.is_control() => '-',
        _ => c,
    };
    let name: String = whole.chars().map(plain).collect();
    let name = escape::terminal(name.trim()).into_owned();
    let fits = |suffix: &str| -> String {
        let room = LONGEST_NAME - suffix.len();
        let kept: String = name.chars().take(room).collect();
        format!("{}{suffix}", kept.trim_end())
    };
    let numbered = (2..).map(|number| fits(&format!("~{number}")));
    let mut free = [fits("")].into_iter().chain(numbered);
    free.find(|name| taken.insert(name.to_lowercase()))
        .unwrap_or_default()
}

/// One card of one rater.
struct Card<'a> {
    guide: &'a Guide,
    rater: &'a str,
    script: &'static Script,
    labels: &'static Labels,
}

impl<'a> Card<'a> {
    fn new(guide: &'a Guide, rater: &'a str) -> Card<'a> {
        Card {
            guide,
            rater,
            script: Script::of(guide.lang),
            labels: Labels::of(guide.lang),
        }
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, width) in WIDTHS.into_iter().enumerate() {
            sheet.set_column_width(column as u16, width)?;
        }
        self.head(sheet)?;
        for (at, core) in self.guide.questions.iter().enumerate() {
            self.question(sheet, FIRST + at as u32, core)?;
        }
        self.rules(sheet)?;
        self.results(sheet)?;
        sheet.set_freeze_panes(FIRST, 3)?;
        sheet.set_landscape().set_paper_size(9);
        sheet
            .set_print_fit_to_pages(1, 0)
            .set_repeat_rows(HEAD, HEAD)?;
        Ok(())
    }

    fn last(&self) -> u32 {
        FIRST + (self.guide.questions.len() as u32).saturating_sub(1)
    }

    fn head(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let columns = &self.script.columns;
        let title = Message::new("card.title").with("job", &self.guide.job);
        let big = Format::new()
            .set_bold()
            .set_font_size(15)
            .set_font_color(0x14324F);
        sheet.write_string_with_format(0, 0, self.labels.say(&title), &big)?;
        let id = self
            .guide
            .candidate
            .as_ref()
            .map_or("", |subject| &subject.id);
        let date = self.labels.get("card.date");
        let filled = [
            (&columns.candidate[0][..], id),
            (&columns.rater[0], self.rater),
            (date, ""),
        ];
        let name = Format::new().set_bold();
        let fill = Format::new()
            .set_border_bottom(FormatBorder::Thin)
            .set_background_color(0xFDF6E7);
        for (row, (label, value)) in (1..).zip(filled) {
            sheet.write_string_with_format(row, 0, label, &name)?;
            sheet.write_string_with_format(row, 2, escape::terminal(value), &fill)?;
        }
        let small = Format::new().set_font_color(0x55607A);
        sheet.write_string_with_format(4, 0, self.labels.get("card.how"), &small)?;
        sheet.write_string_with_format(5, 0, self.labels.get("card.no-notes"), &small)?;
        let head = boxed()
            .set_bold()
            .set_background_color(0xE8EDF5)
            .set_font_color(0x14324F);
        for (column, name) in self.names().into_iter().enumerate() {
            sheet.write_string_with_format(HEAD, column as u16, name, &head)?;
        }
        Ok(())
    }

    /// The names of the columns.
    fn names(&self) -> [String; 11] {
        let columns = &self.script.columns;
        let anchor = |mark: &str| {
            let level = self.script.levels.iter().find(|level| level.mark == mark);
            format!("{mark} · {}", level.map_or("", |level| &level.name))
        };
        [
            columns.number[0].clone(),
            columns.criterion[0].clone(),
            columns.title[0].clone(),
            columns.question[0].clone(),
            anchor("1"),
            anchor("3"),
            anchor("5"),
            columns.rating[0].clone(),
            columns.notes[0].clone(),
            columns.weight[0].clone(),
            self.labels.get("card.check").to_owned(),
        ]
    }

    fn question(&self, sheet: &mut Worksheet, row: u32, core: &Core) -> Result<(), XlsxError> {
        let text = boxed();
        let strong = boxed().set_bold();
        let code = boxed().set_font_color(0x55607A).set_font_size(8);
        sheet.set_row_height(row, 92)?;
        sheet.write_number_with_format(row, 0, core.number as f64, &text)?;
        sheet.write_string_with_format(row, 1, escape::terminal(&core.criterion), &code)?;
        sheet.write_string_with_format(row, 2, escape::terminal(&core.title), &strong)?;
        sheet.write_string_with_format(row, 3, escape::terminal(&core.text), &strong)?;
        let anchors = [&core.anchors.one, &core.anchors.three, &core.anchors.five];
        for (column, anchor) in (4..).zip(anchors) {
            sheet.write_string_with_format(row, column, escape::terminal(anchor), &text)?;
        }
        let rating = boxed()
            .set_background_color(0xFDF6E7)
            .set_font_size(14)
            .set_align(FormatAlign::Center);
        sheet.write_blank(row, RATING, &rating)?;
        sheet.write_blank(row, NOTES, &boxed().set_background_color(0xFDF6E7))?;
        let share = boxed().set_num_format("0 %");
        sheet.write_number_with_format(row, WEIGHT, core.weight, &share)?;
        // A 1 or a 5 without a fact cannot be explained to anybody.
        let (rating, notes) = (at(row, RATING), at(row, NOTES));
        let needed = self.labels.get("card.note-needed").replace('"', "\"\"");
        let check = format!(
            "=IF(AND(OR({rating}&\"\"=\"1\",{rating}&\"\"=\"5\"),TRIM({notes})=\"\"),\"{needed}\",\"\")"
        );
        let alert = boxed().set_font_color(0xB3261E).set_bold();
        sheet.write_formula_with_format(row, CHECK, empty(&check), &alert)?;
        Ok(())
    }

    /// 1 to 5 or NE, and nothing else; what is chosen is coloured.
    fn rules(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let marks: Vec<&str> = self
            .script
            .levels
            .iter()
            .map(|level| level.mark.as_str())
            .collect();
        let choice = DataValidation::new()
            .allow_list_strings(&marks)?
            .set_input_title(self.labels.get("card.prompt.title"))?
            .set_input_message(self.labels.get("card.prompt"))?
            .set_error_message(self.labels.get("card.error"))?;
        let last = self.last();
        sheet.add_data_validation(FIRST, RATING, last, RATING, &choice)?;
        let missing = Format::new().set_background_color(0xDDEBDD);
        let filled = ConditionalFormatFormula::new()
            .set_rule(format!("=LEN(H{})>0", FIRST + 1).as_str())
            .set_format(missing);
        sheet.add_conditional_format(FIRST, RATING, last, RATING, &filled)?;
        Ok(())
    }

    /// Means over what was rated, whether a mark was typed as a number or chosen as text; NE and empty
    /// cells are left out.
    fn results(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let last = self.last();
        let ratings = format!("{}:{}", at(FIRST, RATING), at(last, RATING));
        let weights = format!("{}:{}", at(FIRST, WEIGHT), at(last, WEIGHT));
        // One column for each mark: a rating stands in at most one of them.
        let marked = format!("({ratings}&\"\"={{\"1\",\"2\",\"3\",\"4\",\"5\"}})");
        let mean = |weights: &str| {
            format!(
                "=IFERROR(SUMPRODUCT({marked}*{{1,2,3,4,5}}*{weights})/SUMPRODUCT({marked}*{weights}),\"\")"
            )
        };
        let rated = format!("=SUMPRODUCT({marked}*1)");
        let results = [
            ("card.rated", rated, "0"),
            ("card.mean", mean("1"), "0.00"),
            ("card.total", mean(&weights), "0.00"),
        ];
        let name = Format::new().set_bold().set_align(FormatAlign::Right);
        for (row, (key, formula, digits)) in (last + 2..).zip(results) {
            let number = Format::new()
                .set_bold()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Center)
                .set_num_format(digits);
            sheet.write_string_with_format(row, RATING - 1, self.labels.get(key), &name)?;
            let formula = match key {
                "card.rated" => Formula::new(&formula).set_result("0"),
                _ => empty(&formula),
            };
            sheet.write_formula_with_format(row, RATING, formula, &number)?;
        }
        Ok(())
    }
}

fn boxed() -> Format {
    Format::new()
        .set_border(FormatBorder::Thin)
        .set_border_color(0xB9C1D1)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

/// A formula that shows nothing until it is computed. LibreOffice computes when a cell changes and shows
/// until then what the file says: an empty text would read as zero.
fn empty(formula: &str) -> Formula {
    Formula::new(formula).set_result(" ")
}

/// The name of a cell: `H8`.
fn at(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

/// The cards as a delimited file: one row for each question, guide and rater.
pub fn delimited(guides: &[Guide], raters: &[String], dialect: Dialect) -> io::Result<Vec<u8>> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for guide in guides {
        for rater in raters {
            let card = Card::new(guide, rater);
            if rows.is_empty() {
                rows.push(card.row_names());
            }
            rows.extend(guide.questions.iter().map(|core| card.row(core)));
        }
    }
    grid::delimited(&rows, dialect)
}

impl Card<'_> {
    fn row_names(&self) -> Vec<Value> {
        let columns = &self.script.columns;
        let [rest @ .., _check] = self.names();
        let first = [columns.candidate[0].clone(), columns.rater[0].clone()];
        first.into_iter().chain(rest).map(Value::text).collect()
    }

    fn row(&self, core: &Core) -> Vec<Value> {
        let id = self
            .guide
            .candidate
            .as_ref()
            .map_or("", |subject| &subject.id);
        vec![
            Value::text(id),
            Value::text(self.rater),
            Value::Number(core.number as f64, 0),
            Value::text(&core.criterion),
            Value::text(&core.title),
            Value::text(&core.text),
            Value::text(&core.anchors.one),
            Value::text(&core.anchors.three),
            Value::text(&core.anchors.five),
            Value::Nothing,
            Value::Nothing,
            Value::Number(core.weight, 4),
        ]
    }
}
