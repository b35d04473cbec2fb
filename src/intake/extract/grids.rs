//! Files of cells: every sheet of a workbook, or the one grid of a delimited file.
//!
//! In: bytes and the file's name. Out: cells with the places they stand in.
//! Left to others: what the cells mean (`judging::cards`).

use super::decode;
use super::sheet::{self, Row};
use super::sniff::{Format, sniff};
use crate::error::Message;
use crate::model::panel::Grid;

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// The grids of a file.
pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Grid>, Message> {
    match sniff(bytes, name)? {
        Format::Xlsx => {
            let sheets = sheet::xlsx_sheets(bytes)?.into_iter();
            Ok(sheets
                .map(|(sheet, rows)| grid(name, Some(sheet), rows))
                .collect())
        }
        Format::Ods => {
            let sheets = sheet::ods(bytes)?.into_iter();
            Ok(sheets
                .map(|(sheet, rows)| grid(name, Some(sheet), rows))
                .collect())
        }
        Format::Text => delimited(&decode::text(bytes, None), name),
        _ => Err(Message::new("extract.not-a-sheet")),
    }
}

fn grid(file: &str, sheet: Option<String>, rows: Vec<Row>) -> Grid {
    Grid {
        file: file.to_owned(),
        sheet,
        rows: rows
            .into_iter()
            .map(|row| (row.number, row.cells))
            .collect(),
    }
}

fn delimited(text: &str, name: &str) -> Result<Vec<Grid>, Message> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|_| Message::new("extract.broken"))?;
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            // A spreadsheet shows a record as one row, whatever lines it takes.
            rows.push((at + 1, cells));
        }
    }
    Ok(vec![Grid {
        file: name.to_owned(),
        sheet: None,
        rows,
    }])
}

/// The delimiter that parts the first line the most.
fn delimiter(text: &str) -> u8 {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let parts = |delimiter: &char| line.matches(*delimiter).count();
    let best = DELIMITERS.into_iter().rev().max_by_key(parts);
    best.map_or(b',', |delimiter| delimiter as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_commas_and_tabs_are_told_apart() {
        for (text, cells) in [("a;b,c\n1;2\n", 2), ("a,b\n", 2), ("\u{feff}a\tb\tc\n", 3)] {
            let grids = read(text.as_bytes(), "x.csv").unwrap();
            assert_eq!(grids[0].rows[0].1.len(), cells, "{text}");
        }
    }
}
