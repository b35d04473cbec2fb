//! Rows of values as a delimited file.
//!
//! In: rows. Out: CSV, TSV, or CSV for a French Excel; a number has as many digits as it was given.

use std::io;

use super::delimited::Dialect;
use super::escape;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number and its digits after the point.
    Number(f64, usize),
    /// Nothing is known: never zero.
    Nothing,
}

impl Value {
    /// Words.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// A number that may be unknown.
    pub fn number(number: Option<f64>, digits: usize) -> Value {
        number.map_or(Value::Nothing, |number| Value::Number(number, digits))
    }
}

/// The rows as bytes.
pub fn delimited(rows: &[Vec<Value>], dialect: Dialect) -> io::Result<Vec<u8>> {
    let mut bytes = dialect.mark().to_vec();
    let mut settings = dialect.settings();
    let mut writer = settings.flexible(true).from_writer(&mut bytes);
    for row in rows {
        writer.write_record(row.iter().map(|value| cell(value, dialect)))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

fn cell(value: &Value, dialect: Dialect) -> String {
    match value {
        Value::Text(text) => escape::cell(text).into_owned(),
        Value::Number(number, digits) => {
            let written = format!("{number:.digits$}");
            match dialect {
                Dialect::Excel => written.replace('.', ","),
                Dialect::Csv | Dialect::Tsv => written,
            }
        }
        Value::Nothing => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_not_zero_and_a_formula_is_a_text() {
        let row = vec![Value::Nothing, Value::Number(3.5, 2), Value::text("=1")];
        let rows = [row];
        let written = |dialect| String::from_utf8(delimited(&rows, dialect).unwrap()).unwrap();
        assert_eq!(written(Dialect::Csv), ",3.50,'=1\n");
        assert_eq!(written(Dialect::Excel), "\u{feff};3,50;'=1\r\n");
    }
}
