//! The rows of a spreadsheet (`.xlsx`, `.ods`): its visible sheets that hold anything.
//!
//! In: its bytes. Out: rows of cells as text. Extents are counted as cells come: a workbook of 1.6 KB
//! may claim a range that takes half a terabyte to lay out, so nothing is ever laid out.

use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx};

use super::xml::{self, Element, Step};
use super::zipped::Zipped;
use crate::error::Message;
use crate::intake::limits;

/// One row that holds anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub number: usize,
    /// Its cells from the first column on; empty ones at the end are left out.
    pub cells: Vec<String>,
}

/// A sheet: its name and its rows.
pub type Sheet = (String, Vec<Row>);

/// The visible sheets of an Excel workbook that hold anything; of one that cannot be read after
/// another could, the name alone.
pub fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Message> {
    let (mut book, names) = opened(bytes)?;
    let (mut sheets, mut cells) = (Vec::new(), 0);
    for name in names {
        match worksheet(&mut book, &name) {
            Ok(rows) if rows.is_empty() => {}
            Ok(rows) => {
                cells = within_cells(cells, &rows)?;
                sheets.push((name, rows));
            }
            Err(reason) if sheets.is_empty() => return Err(reason),
            Err(_) => sheets.push((name, Vec::new())),
        }
    }
    something(sheets)
}

/// Sheets together hold no more cells than one may.
fn within_cells(before: usize, rows: &[Row]) -> Result<usize, Message> {
    let cells = before + rows.iter().map(|row| row.cells.len()).sum::<usize>();
    match cells > limits::CELLS {
        true => Err(Message::new("extract.too-many-cells").with("limit", limits::CELLS)),
        false => Ok(cells),
    }
}

fn something(sheets: Vec<Sheet>) -> Result<Vec<Sheet>, Message> {
    match sheets.is_empty() {
        true => Err(Message::new("extract.empty")),
        false => Ok(sheets),
    }
}

/// Every visible sheet of an Excel workbook that holds anything, with its name.
pub fn xlsx_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Message> {
    let (mut book, names) = opened(bytes)?;
    let mut sheets = Vec::new();
    for name in names {
        let rows = worksheet(&mut book, &name)?;
        if !rows.is_empty() {
            sheets.push((name, rows));
        }
    }
    Ok(sheets)
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A workbook and the names of its visible sheets.
fn opened(bytes: &[u8]) -> Result<(Book<'_>, Vec<String>), Message> {
    check_parts(bytes)?;
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let sheets = book.sheets_metadata().iter();
    let visible = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names = visible.map(|sheet| sheet.name.clone()).collect();
    Ok((book, names))
}

/// Every part is decompressed once within its limit before calamine does it without one.
fn check_parts(bytes: &[u8]) -> Result<(), Message> {
    let zip = Zipped::open(bytes)?;
    for name in zip.names() {
        let lower = name.to_ascii_lowercase();
        if lower.ends_with(".xml") || lower.ends_with(".rels") {
            let part = zip.part(name)?;
            if memchr::memmem::find(&part, b"<!DOCTYPE").is_some() {
                return Err(Message::new("extract.dtd"));
            }
        }
    }
    Ok(())
}

fn worksheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, Message> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A sheet may be a chart.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(_) => return Err(broken()),
    };
    let mut grid = Grid::default();
    while let Some(cell) = cells.next_cell().map_err(|_| broken())? {
        let (row, column) = cell.get_position();
        grid.put(row as usize, column as usize, text(cell.get_value()))?;
    }
    Ok(grid.finish())
}

fn text(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => date_text(date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn date_text(date: &ExcelDateTime) -> String {
    if date.is_duration() || !(0.0..2_958_466.0).contains(&date.as_f64()) {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

/// The sheets of an OpenDocument spreadsheet that hold anything.
pub fn ods(bytes: &[u8]) -> Result<Vec<Sheet>, Message> {
    let zip = Zipped::open(bytes)?;
    let mut reader = OdsReader::default();
    let mut failure = None;
    xml::walk_until(&zip.part("content.xml")?, |step| match reader.step(step) {
        Ok(flow) => flow,
        Err(message) => {
            failure = Some(message);
            ControlFlow::Break(())
        }
    })?;
    // What a file ends in the middle of is read as far as it goes.
    reader.end_sheet()?;
    match failure {
        Some(message) => Err(message),
        None => something(reader.sheets),
    }
}

#[derive(Default)]
struct OdsReader {
    sheets: Vec<Sheet>,
    cells: usize,
    name: String,
    grid: Grid,
    row: usize,
    column: usize,
    rows_repeat: usize,
    columns_repeat: usize,
    cell: Option<String>,
    paragraphs: usize,
    note: usize,
}

impl OdsReader {
    fn step(&mut self, step: Step) -> Result<ControlFlow<()>, Message> {
        match step {
            Step::Open(element) => self.open(element),
            Step::Close(name) => return self.close(name),
            Step::Text(text) => {
                if let (Some(cell), true) = (&mut self.cell, self.paragraphs > 0 && self.note == 0)
                {
                    cell.push_str(text);
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn open(&mut self, element: &Element) {
        let repeat = |name| {
            let said = element.attribute(name).and_then(|count| count.parse().ok());
            said.unwrap_or(1)
        };
        match element.name() {
            "table" => self.name = element.attribute("name").unwrap_or_default(),
            "table-row" => {
                self.rows_repeat = repeat("number-rows-repeated");
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                self.columns_repeat = repeat("number-columns-repeated");
                self.cell = Some(String::new());
                self.paragraphs = 0;
            }
            "annotation" => self.note += 1,
            "p" if self.note == 0 => {
                self.paragraphs += 1;
                if let (Some(cell), true) = (&mut self.cell, self.paragraphs > 1) {
                    cell.push('\n');
                }
            }
            "s" => {
                if let Some(cell) = &mut self.cell {
                    cell.push(' ');
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<ControlFlow<()>, Message> {
        match name {
            "annotation" => self.note = self.note.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.end_cell()?,
            "table-row" => self.row = self.row.saturating_add(self.rows_repeat),
            "table" => self.end_sheet()?,
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end_sheet(&mut self) -> Result<(), Message> {
        self.row = 0;
        let grid = std::mem::take(&mut self.grid);
        if !grid.is_empty() {
            let rows = grid.finish();
            self.cells = within_cells(self.cells, &rows)?;
            self.sheets.push((std::mem::take(&mut self.name), rows));
        }
        Ok(())
    }

    /// A repeated cell is written out when it says something; the empty million at the end is not.
    fn end_cell(&mut self) -> Result<(), Message> {
        let text = self.cell.take().unwrap_or_default();
        if text.is_empty() {
            self.column = self.column.saturating_add(self.columns_repeat);
            return Ok(());
        }
        for _ in 0..self.columns_repeat {
            for repeated in 0..self.rows_repeat {
                self.grid
                    .put(self.row.saturating_add(repeated), self.column, text.clone())?;
            }
            self.column += 1;
        }
        Ok(())
    }
}

/// Rows as they grow, within the limits.
#[derive(Default)]
struct Grid {
    rows: Vec<Row>,
    cells: usize,
    row_bytes: usize,
}

impl Grid {
    fn put(&mut self, row: usize, column: usize, text: String) -> Result<(), Message> {
        if text.is_empty() {
            return Ok(());
        }
        if row >= limits::ROWS || column >= limits::COLUMNS {
            return Err(Message::new("extract.sheet-extent")
                .with("rows", limits::ROWS)
                .with("columns", limits::COLUMNS));
        }
        let place = self.place(row);
        let cells = &mut self.rows[place].cells;
        let grows = (column + 1).saturating_sub(cells.len());
        self.cells += grows;
        self.row_bytes += text.len();
        if self.cells > limits::CELLS {
            return Err(Message::new("extract.too-many-cells").with("limit", limits::CELLS));
        }
        if self.row_bytes > limits::ROW {
            return Err(Message::new("extract.row-too-long").with("limit", limits::ROW >> 20));
        }
        cells.resize(cells.len() + grows, String::new());
        cells[column] = text;
        Ok(())
    }

    /// Where a row stands; rows come in order in every honest file and are found if they do not.
    fn place(&mut self, row: usize) -> usize {
        let number = row + 1;
        match self.rows.last() {
            Some(last) if last.number == number => return self.rows.len() - 1,
            Some(last) if last.number > number => {
                return match self.rows.binary_search_by_key(&number, |row| row.number) {
                    Ok(place) => place,
                    Err(place) => {
                        self.rows.insert(
                            place,
                            Row {
                                number,
                                cells: Vec::new(),
                            },
                        );
                        place
                    }
                };
            }
            _ => {}
        }
        self.row_bytes = 0;
        self.rows.push(Row {
            number,
            cells: Vec::new(),
        });
        self.rows.len() - 1
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn finish(self) -> Vec<Row> {
        self.rows
    }
}

fn broken() -> Message {
    Message::new("extract.broken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_at_the_corner_of_the_largest_sheet_take_one_row() {
        let mut grid = Grid::default();
        grid.put(limits::ROWS - 1, limits::COLUMNS - 1, "x".into())
            .unwrap();
        let rows = grid.finish();
        assert_eq!((rows.len(), rows[0].number), (1, limits::ROWS));
    }

    #[test]
    fn beyond_the_largest_sheet_is_refused() {
        let put = |row, column| {
            Grid::default()
                .put(row, column, "x".into())
                .unwrap_err()
                .key
        };
        assert_eq!(put(limits::ROWS, 0), "extract.sheet-extent");
        assert_eq!(put(0, limits::COLUMNS), "extract.sheet-extent");
    }

    #[test]
    fn a_row_at_its_limit_is_kept_and_one_byte_more_is_refused() {
        let mut grid = Grid::default();
        grid.put(0, 0, "a".repeat(limits::ROW)).unwrap();
        assert_eq!(
            grid.put(0, 1, "a".into()).unwrap_err().key,
            "extract.row-too-long"
        );
    }

    #[test]
    fn cells_are_counted_with_the_empty_ones_before_them() {
        let mut grid = Grid::default();
        let fill = limits::CELLS / limits::COLUMNS;
        for row in 0..fill {
            grid.put(row, limits::COLUMNS - 1, "x".into()).unwrap();
        }
        let rest = limits::CELLS - fill * limits::COLUMNS;
        if rest > 0 {
            grid.put(fill, rest - 1, "x".into()).unwrap();
        }
        assert_eq!(
            grid.put(fill + 1, 0, "x".into()).unwrap_err().key,
            "extract.too-many-cells"
        );
    }
}
