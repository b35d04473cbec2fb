//! A CV is a stranger's text: takes away what a terminal, a spreadsheet or a parser would obey.
//!
//! In: any text. Out: the same text for a reader, harmless in one format. Escaped last, once.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// A text on one terminal line: whatever moves, colours, hides or reorders is shown as `\u{…}`.
pub fn terminal(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// A text in a delimited file: what a spreadsheet would run is kept from it by an apostrophe, what a
/// terminal would obey is shown as `\u{…}`; line breaks stay, a cell may have several lines.
pub fn cell(text: &str) -> Cow<'_, str> {
    let shown = escaped(text, |c| matches!(c, '\n' | '\t'));
    if !shown.split('\n').any(starts_formula) {
        return shown;
    }
    let lines = shown.split('\n').map(|line| match starts_formula(line) {
        true => Cow::Owned(format!("'{line}")),
        false => Cow::Borrowed(line),
    });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// Whether a spreadsheet may take a line for a formula; spaces before the sign do not stop it.
fn starts_formula(line: &str) -> bool {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    line.starts_with('\t') || line.trim_start().starts_with(signs)
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(|c| is_obeyed(c) && !keep(c)) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            _ if !is_obeyed(c) || keep(c) => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    shown.into()
}

/// Controls, line and paragraph separators, and characters that reorder or hide text.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// JSON whose strings stay harmless on a terminal: what it would obey is written `\u….`
pub struct Json<F>(F);

/// JSON on one line.
pub fn compact() -> Json<CompactFormatter> {
    Json(CompactFormatter)
}

/// JSON for reading.
pub fn pretty() -> Json<PrettyFormatter<'static>> {
    Json(PrettyFormatter::new())
}

impl<F: Formatter> Formatter for Json<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_obeyed) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut chars = rest[at..].chars();
            let mut units = [0; 2];
            for unit in chars.next().unwrap_or_default().encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[test]
    fn a_formula_stays_a_text() {
        for (raw, written) in [
            ("=1+1", "'=1+1"),
            ("+33 6", "'+33 6"),
            ("- 40 appels", "'- 40 appels"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1+1", "'  =1+1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("\t=1", "'\t=1"),
            ("＝cmd", "'＝cmd"),
            ("fine\n=cmd", "fine\n'=cmd"),
            ("a = b", "a = b"),
            ("31 %", "31 %"),
        ] {
            assert_eq!(cell(raw), written);
        }
    }

    #[test]
    fn a_terminal_obeys_nothing_from_a_cv() {
        assert_eq!(terminal("Zoé \u{1b}[31mRouge"), "Zoé \\u{1b}[31mRouge");
        assert_eq!(terminal("a\nb\r\tc"), "a\\nb\\r\\tc");
        assert_eq!(terminal("a\u{202e}b\u{200b}"), "a\\u{202e}b\\u{200b}");
        assert_eq!(terminal("\u{9b}31m\u{7f}"), "\\u{9b}31m\\u{7f}");
        assert_eq!(terminal("l'été, 31 % — œuvre"), "l'été, 31 % — œuvre");
    }

    #[test]
    fn json_reads_back_the_same_and_prints_no_control() {
        let raw = "a\u{7f}\u{202e}\u{e0041}\u{1b}é\"\\";
        let mut bytes = Vec::new();
        let mut out = serde_json::Serializer::with_formatter(&mut bytes, compact());
        raw.serialize(&mut out).unwrap();
        let written = String::from_utf8(bytes).unwrap();
        assert_eq!(terminal(&written), written.as_str());
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), raw);
    }
}
