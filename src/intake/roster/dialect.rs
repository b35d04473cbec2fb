//! How a roster is written: its delimiter, and whether its first line is a header.
//!
//! In: its first characters. Out: a dialect and the rows of the sample.

use super::columns::{contact, person, same};
use crate::intake::reading::Role;
use crate::language::columns::Aliases;

/// How a roster is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// What parts cells.
    pub delimiter: u8,
    /// Bytes before the header or first row: `sep=;` and titles.
    pub skip: usize,
    /// Lines in those bytes.
    pub skipped_lines: usize,
    /// How many rows are titles of the export, above its header.
    pub titles: usize,
    /// The header line, if there is one.
    pub header: Option<Vec<String>>,
    /// The first rows, header excluded.
    pub rows: Vec<Vec<String>>,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows looked at.
const ROWS: usize = 60;

/// The dialect of a roster; `whole` says that the sample is all of it.
pub fn of(sample: &str, whole: bool, asked: Option<u8>, names: &[(String, Role)]) -> Dialect {
    let (declared, skip) = declared(sample);
    let body = &sample[skip..];
    let one = asked.or(declared);
    let candidates = one.as_ref().map_or(&DELIMITERS[..], std::slice::from_ref);
    let tried = candidates
        .iter()
        .map(|delimiter| (*delimiter, untitled(parse(body, *delimiter, whole), names)));
    let best = tried.max_by(|a, b| {
        likelihood(&a.1.1)
            .total_cmp(&likelihood(&b.1.1))
            .then(b.0.cmp(&a.0))
    });
    let (delimiter, (titles, mut rows)) = best.unwrap_or((b',', (0, Vec::new())));
    let skip = skip + start_of(body, delimiter, titles);
    let header = is_header(&rows, names).then(|| rows.remove(0));
    Dialect {
        delimiter,
        skip,
        skipped_lines: memchr::memchr_iter(b'\n', &sample.as_bytes()[..skip]).count(),
        titles,
        header,
        rows,
    }
}

/// The dialect of rows that are cut already: a sheet's; its delimiter is none.
pub fn of_rows(rows: Vec<Vec<String>>, names: &[(String, Role)]) -> Dialect {
    let (titles, mut rows) = untitled(rows, names);
    let header = is_header(&rows, names).then(|| rows.remove(0));
    Dialect {
        delimiter: 0,
        skip: 0,
        skipped_lines: 0,
        titles,
        header,
        rows,
    }
}

impl Dialect {
    /// Whether a text of unknown nature is a roster: two known headers at least.
    pub fn is_roster(&self) -> bool {
        let known = |header: &Vec<String>| {
            header.len() >= 2
                && header
                    .iter()
                    .filter(|cell| Aliases::both().of(cell).is_some())
                    .count()
                    >= 2
        };
        // A CV may open with a name and a line of contacts: under a title, rows must agree too.
        let wide = |header: &Vec<String>| {
            let alike = self.rows.iter().filter(|row| row.len() == header.len());
            self.titles == 0 || (header.len() > 2 && alike.count() == self.rows.len())
        };
        let header = self.header.as_ref();
        header.is_some_and(|header| known(header) && wide(header))
    }
}

/// Excel writes `sep=;` above the header.
fn declared(sample: &str) -> (Option<u8>, usize) {
    let line = sample.lines().next().unwrap_or("");
    match line
        .trim_matches('"')
        .strip_prefix("sep=")
        .map(str::as_bytes)
    {
        Some([delimiter]) => {
            let end = sample.find('\n').map_or(sample.len(), |at| at + 1);
            (Some(*delimiter), end)
        }
        _ => (None, 0),
    }
}

fn parse(body: &str, delimiter: u8, whole: bool) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let records = reader.records().take(ROWS).filter_map(Result::ok);
    let mut rows: Vec<Vec<String>> = records
        .map(|record| record.iter().map(String::from).collect())
        .collect();
    // The sample may end inside its last row.
    if !whole && rows.len() < ROWS && rows.len() > 1 {
        rows.pop();
    }
    rows
}

/// No export has more lines above its header.
const TITLES: usize = 10;

/// How many rows are titles, and the rows below: what stands above the first row that names columns,
/// when nothing up there fills more than two cells.
fn untitled(mut rows: Vec<Vec<String>>, names: &[(String, Role)]) -> (usize, Vec<Vec<String>>) {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let known = |row: &[String]| {
        let named = |cell: &&String| names.iter().any(|(name, _)| same(name, cell));
        let known = |cell: &&String| Aliases::both().of(cell).is_some() || named(cell);
        row.iter().filter(known).count()
    };
    let heads = |row: &Vec<String>| {
        filled(row) > 1 && known(row) > 0 && known(row) + 1 >= filled(row).min(3)
    };
    let wider = |at: usize| rows[..at].iter().all(|row| filled(row) < filled(&rows[at]));
    let mut above = rows
        .iter()
        .take(TITLES + 1)
        .take_while(|row| filled(row) <= 2);
    let titles = match above.position(&heads) {
        Some(at) => at,
        None => rows
            .iter()
            .take(TITLES + 1)
            .take_while(|row| filled(row) <= 2)
            .count(),
    };
    let found = titles > 0
        && titles + 1 < rows.len()
        && heads(&rows[titles])
        && wider(titles)
        && is_header(&rows[titles..], names);
    let titles = if found { titles } else { 0 };
    rows.drain(..titles);
    (titles, rows)
}

/// Where the row after the titles starts.
fn start_of(body: &str, delimiter: u8, titles: usize) -> usize {
    if titles == 0 {
        return 0;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let record = reader.records().filter_map(Result::ok).nth(titles);
    let start = record.and_then(|record| record.position().map(|at| at.byte() as usize));
    let start = start.unwrap_or(0);
    // What is left of the last line end belongs to the titles.
    let rest = body.as_bytes().get(start..).unwrap_or_default();
    start
        + rest
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count()
}

/// Higher when rows agree on their width and the first line names columns.
fn likelihood(rows: &[Vec<String>]) -> f64 {
    let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 1) else {
        return 0.0;
    };
    let same = rows.iter().filter(|row| row.len() == width).count() as f64 / rows.len() as f64;
    let known = rows[0]
        .iter()
        .filter(|cell| Aliases::both().of(cell).is_some())
        .count() as f64;
    let stray = rows[0]
        .iter()
        .filter(|cell| cell.contains(['\t', ';', '|']))
        .count() as f64;
    same * 2.0 + known + (width as f64).ln() * 0.25 - stray
}

/// A header names columns and holds nobody's contact.
fn is_header(rows: &[Vec<String>], names: &[(String, Role)]) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let cells = || first.iter().map(|cell| cell.trim());
    let named = |cell: &str| names.iter().any(|(name, _)| same(name, cell));
    let known = |cell: &str| Aliases::both().of(cell).is_some() || named(cell);
    if cells().any(contact) {
        return false;
    }
    // What names nothing we know may still be a header, if it could not be somebody's row.
    let number =
        |cell: &str| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || c == ' ');
    let row_like = cells().any(|cell| cell.len() > 60 || number(cell) || person(cell));
    cells().any(known) || (!row_like && rows.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(sample: &str) -> char {
        char::from(of(sample, true, None, &[]).delimiter)
    }

    #[test]
    fn the_delimiter_is_found_whatever_the_cells_hold() {
        assert_eq!(delimiter("Nom;Poste\nAda;\"Accueil, caisse, tri\"\n"), ';');
        assert_eq!(
            delimiter("name,notes\nAda,\"a;b;c;d\nsecond line; x\"\n"),
            ','
        );
        assert_eq!(delimiter("name\tnotes\nAda\tone, two; three\n"), '\t');
        assert_eq!(delimiter("name|notes\nAda|one, two\n"), '|');
        assert_eq!(delimiter("sep=;\nname;notes\nAda;one, two\n"), ';');
    }

    #[test]
    fn a_roster_may_have_no_header() {
        assert!(
            of("Ada Vergne;ada@example.org;Accueil\n", true, None, &[])
                .header
                .is_none()
        );
        assert!(
            of("Nom;Courriel\nAda;ada@example.org\n", true, None, &[])
                .header
                .is_some()
        );
    }
}
