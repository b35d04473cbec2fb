//! Cuts whole rows of delimited text into their cells, which are borrowed from it where they can be.
//!
//! In: rows and their delimiter. Out: each row's cells, with how many lines stand before it.
//! A row that is written in no usual way is left to the CSV reader, with all that follow it.

use std::borrow::Cow;

/// Tells the cells of each row that is not blank, after the lines before it.
pub fn each(text: &str, delimiter: u8, mut tell: impl FnMut(usize, &[&str])) {
    let (mut done, mut lines) = (0, 0);
    let mut cells = Vec::new();
    // Line ends of two signs, byte order marks and odd delimiters are the CSV reader's business.
    let usual = !matches!(delimiter, b'"' | b'\r' | b'\n')
        && memchr::memchr(b'\r', text.as_bytes()).is_none()
        && !text.contains('\u{feff}');
    while usual && done < text.len() {
        let rest = &text[done..];
        let blank = rest.len() - rest.trim_start_matches('\n').len();
        let Some(length) = row(&rest[blank..], delimiter, &mut cells) else {
            break;
        };
        if !cells.is_empty() {
            let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
            tell(lines + blank, &cells);
        }
        let read = &rest.as_bytes()[..blank + length];
        lines += memchr::memchr_iter(b'\n', read).count();
        done += read.len();
    }
    odd(&text[done..], delimiter, |before, cells| {
        tell(lines + before, cells);
    });
}

/// The cells of the row that a text starts with, and its length; nothing for a row written oddly.
fn row<'a>(text: &'a str, delimiter: u8, cells: &mut Vec<Cow<'a, str>>) -> Option<usize> {
    cells.clear();
    if text.is_empty() {
        return Some(0);
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let (cell, end) = match bytes.get(at) {
            Some(b'"') => quoted(text, at)?,
            _ => {
                let end = memchr::memchr2(delimiter, b'\n', &bytes[at..]);
                let end = end.map_or(bytes.len(), |end| at + end);
                (Cow::Borrowed(&text[at..end]), end)
            }
        };
        cells.push(cell);
        match bytes.get(end) {
            None => return Some(end),
            Some(b'\n') => return Some(end + 1),
            Some(byte) if *byte == delimiter => at = end + 1,
            Some(_) => return None,
        }
    }
}

/// The cell whose opening quote stands at a byte, and where it ends; nothing if it never closes.
fn quoted(text: &str, open: usize) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let (mut close, mut doubled) = (open + 1, false);
    loop {
        close += memchr::memchr(b'"', &bytes[close..])?;
        if bytes.get(close + 1) != Some(&b'"') {
            break;
        }
        doubled = true;
        close += 2;
    }
    let inside = &text[open + 1..close];
    let cell = match doubled {
        true => Cow::Owned(inside.replace("\"\"", "\"")),
        false => Cow::Borrowed(inside),
    };
    Some((cell, close + 1))
}

fn odd(text: &str, delimiter: u8, mut tell: impl FnMut(usize, &[&str])) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut before, mut counted) = (0, 0);
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |at| at.byte() as usize);
        let start = row_start(text, start);
        before += line_ends(text, counted, start);
        counted = start;
        let cells: Vec<&str> = record.iter().collect();
        tell(before, &cells);
    }
}

/// Where a row really starts: the reader stands before what is left of the last line end (the second
/// half of Windows' two, blank lines) and takes it with the next row.
fn row_start(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count()
}

fn line_ends(text: &str, from: usize, to: usize) -> usize {
    let between = text.as_bytes().get(from..to).unwrap_or_default();
    memchr::memchr_iter(b'\n', between).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rows = Vec<(usize, Vec<String>)>;

    fn read(by: impl FnOnce(&mut dyn FnMut(usize, &[&str]))) -> Rows {
        let mut rows = Rows::new();
        by(&mut |before, cells| {
            // The CSV reader drops a byte order mark wherever it starts to read.
            let cells = cells.iter().map(|cell| cell.replace('\u{feff}', ""));
            rows.push((before, cells.collect()));
        });
        rows
    }

    #[test]
    fn quotes_hold_delimiters_lines_and_themselves() {
        let rows = read(|tell| each("a;\"b;\n\"\"c\"\"\"\n\nd;", b';', tell));
        let cells = |cells: [&str; 2]| cells.map(String::from).to_vec();
        assert_eq!(
            rows,
            [(0, cells(["a", "b;\n\"c\""])), (3, cells(["d", ""]))]
        );
    }

    #[test]
    fn a_byte_order_mark_in_the_middle_is_left_to_the_csv_reader() {
        let text = ",\n\u{feff}\",\"";
        assert_eq!(
            read(|tell| each(text, b',', tell)),
            read(|tell| odd(text, b',', tell))
        );
    }

    proptest::proptest! {
        #[test]
        fn rows_are_those_of_the_csv_reader(text in "[aé,\"\n]{0,40}|[a,\"\n\r\u{feff}]{0,20}") {
            let fast = read(|tell| each(&text, b',', tell));
            let slow = read(|tell| odd(&text, b',', tell));
            proptest::prop_assert_eq!(fast, slow);
        }
    }
}
