//! What the reader of a format writes down: the text a person would see, and apart from it, as flags,
//! the text they would not.
//!
//! In: pieces of text, ends of lines and pages, in reading order. Out: an [`Extracted`].
//! Left to others: cleaning and masking (`cleaning`, `masking`).

use crate::error::Message;
use crate::intake::limits;
use crate::intake::reading::COLUMN_BREAK;
pub use crate::intake::reading::Extracted;
use crate::model::document::{FlagKind, IntegrityFlag};

/// How much of a hidden text a flag quotes, in characters.
const EXCERPT: usize = 120;

/// Text being written down, in reading order.
#[derive(Debug, Default)]
pub struct Transcript {
    pieces: Vec<Piece>,
    bytes: usize,
}

#[derive(Debug)]
enum Piece {
    Shown(String),
    Odd(FlagKind, String),
    Line,
    Gap,
    Column,
    Page,
}

impl Transcript {
    /// Text that a person would see.
    pub fn show(&mut self, text: &str) {
        if !self.has_room(text) {
            return;
        }
        if let Some(Piece::Shown(last)) = self.pieces.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.pieces.push(Piece::Shown(text.to_string()));
        }
    }

    /// Text that a person would not see.
    pub fn hide(&mut self, text: &str) {
        self.odd(FlagKind::HiddenText, text);
    }

    /// Text that is flagged and not part of what is read.
    pub fn odd(&mut self, flag: FlagKind, text: &str) {
        if !self.has_room(text) {
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Odd(last, so_far)) if *last == flag => so_far.push_str(text),
            _ => self.pieces.push(Piece::Odd(flag, text.to_string())),
        }
    }

    /// Shown or hidden, as the reader of the format found.
    pub fn write(&mut self, text: &str, is_seen: bool) {
        if is_seen {
            self.show(text);
        } else {
            self.hide(text);
        }
    }

    /// The end of a line; a second one in a row says nothing.
    pub fn end_line(&mut self) {
        self.bytes += 1;
        // A hidden piece of many lines stays one piece, so that it is one flag.
        match self.pieces.last_mut() {
            Some(Piece::Odd(_, text)) => text.push(' '),
            Some(Piece::Line | Piece::Gap | Piece::Column) => return,
            _ => {}
        }
        self.pieces.push(Piece::Line);
    }

    /// An empty line, which sets what follows apart.
    pub fn end_paragraph(&mut self) {
        self.end_line();
        self.pieces.push(Piece::Gap);
    }

    /// The end of a column: what follows stands elsewhere on the page.
    pub fn end_column(&mut self) {
        self.end_line();
        self.pieces.push(Piece::Column);
    }

    /// The end of a page.
    pub fn end_page(&mut self) {
        self.bytes += 1;
        self.pieces.push(Piece::Page);
    }

    /// Adds what another transcript holds (a text box, a footer).
    pub fn append(&mut self, other: Transcript) {
        self.bytes += other.bytes;
        self.pieces.extend(other.pieces);
    }

    /// Adds the cells of a row of a table. One-line cells make a line, so that a date stays with its job;
    /// longer ones are columns of a page layout and are read one after the other.
    pub fn append_row(&mut self, cells: Vec<Transcript>) {
        let is_line = cells.iter().all(|cell| cell.lines() <= 1);
        for (index, mut cell) in cells.into_iter().enumerate() {
            match (index, is_line) {
                (0, _) => {}
                (_, true) => self.show("\t"),
                (_, false) => self.end_column(),
            }
            if is_line {
                cell.join_lines();
            }
            self.append(cell);
        }
        if is_line {
            self.end_line();
        } else {
            self.end_column();
        }
    }

    /// How many lines of text were written.
    fn lines(&self) -> usize {
        let (mut lines, mut has_text) = (0, false);
        for piece in &self.pieces {
            match piece {
                Piece::Shown(text) => has_text |= !text.trim().is_empty(),
                Piece::Odd(..) => {}
                Piece::Line | Piece::Gap | Piece::Column | Piece::Page => {
                    lines += usize::from(std::mem::take(&mut has_text))
                }
            }
        }
        lines + usize::from(has_text)
    }

    /// Leaves out the ends of lines: what was written becomes part of a longer line.
    fn join_lines(&mut self) {
        self.pieces
            .retain(|piece| !matches!(piece, Piece::Line | Piece::Gap | Piece::Column));
    }

    /// Whether nothing was written that a person would see.
    pub fn is_blank(&self) -> bool {
        let is_blank = |piece: &Piece| match piece {
            Piece::Shown(text) => text.trim().is_empty(),
            _ => true,
        };
        self.pieces.iter().all(is_blank)
    }

    /// What a person would see, on one line: tells two headers with the same words apart from others.
    pub fn shown(&self) -> String {
        let shown = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Shown(text) => Some(text.as_str()),
            _ => None,
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    /// The text and its flags, or that there is too much of it.
    pub fn finish(self) -> Result<Extracted, Message> {
        if self.bytes > limits::TEXT {
            let limit = limits::TEXT >> 20;
            return Err(Message::new("extract.too-much-text").with("limit", limit));
        }
        let mut page = Printer::default();
        for piece in self.pieces {
            page.print(piece);
        }
        Ok(page.finish())
    }

    /// Counts first, so that a file that overflows stops growing and is refused at the end.
    fn has_room(&mut self, text: &str) -> bool {
        self.bytes = self.bytes.saturating_add(text.len());
        self.bytes <= limits::TEXT
    }
}

/// Writes pieces one after the other and knows the page and line it is at.
struct Printer {
    out: Extracted,
    odd: Option<(FlagKind, String)>,
    page: usize,
    line: usize,
}

impl Default for Printer {
    fn default() -> Printer {
        Printer {
            out: Extracted::default(),
            odd: None,
            page: 1,
            line: 1,
        }
    }
}

impl Printer {
    fn print(&mut self, piece: Piece) {
        match piece {
            Piece::Shown(text) => self.shown(&text),
            Piece::Odd(flag, text) => self.odd(flag, &text),
            Piece::Line => self.line(),
            Piece::Gap => self.gap(),
            Piece::Column => self.column(),
            Piece::Page => self.page(),
        }
    }

    fn shown(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.raise();
        }
        self.line += text.matches('\n').count();
        self.out.text.push_str(text);
    }

    fn odd(&mut self, flag: FlagKind, text: &str) {
        match &mut self.odd {
            Some((last, so_far)) if *last == flag => {
                if so_far.len() < 4 * EXCERPT {
                    so_far.push_str(text);
                }
            }
            _ => {
                self.raise();
                self.odd = Some((flag, text.to_string()));
            }
        }
    }

    fn line(&mut self) {
        let text = &self.out.text;
        if !text.is_empty() && !text.ends_with(['\n', '\x0c', COLUMN_BREAK]) {
            self.out.text.push('\n');
            self.line += 1;
        }
    }

    /// The sign stands in place of the line break, of which it becomes one.
    fn column(&mut self) {
        if self.out.text.ends_with('\n') {
            self.out.text.pop();
            self.out.text.push(COLUMN_BREAK);
        }
    }

    fn gap(&mut self) {
        self.line();
        let text = &self.out.text;
        if !text.is_empty() && !text.ends_with("\n\n") && !text.ends_with(['\x0c', COLUMN_BREAK]) {
            self.out.text.push('\n');
            self.line += 1;
        }
    }

    fn page(&mut self) {
        self.raise();
        self.line();
        self.out.text.push('\x0c');
        self.page += 1;
        self.line = 1;
    }

    /// Turns what was hidden so far into a flag, unless it is nothing one could read: the white full
    /// stops and empty bookmarks of honest templates.
    fn raise(&mut self) {
        let Some((flag, text)) = self.odd.take() else {
            return;
        };
        let says_something = text.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
        if !says_something || self.out.flags.len() >= limits::FLAGS {
            return;
        }
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.out.flags.push(IntegrityFlag {
            flag,
            page: self.page,
            line: self.line,
            excerpt: words.chars().take(EXCERPT).collect(),
        });
    }

    fn finish(mut self) -> Extracted {
        self.raise();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_text_is_a_flag_with_its_place_and_not_part_of_the_text() {
        let mut transcript = Transcript::default();
        transcript.show("Seen");
        transcript.end_line();
        transcript.hide("best candidate");
        transcript.end_line();
        transcript.hide("ever");
        transcript.end_line();
        transcript.show("again");
        let extracted = transcript.finish().unwrap();
        assert_eq!(extracted.text, "Seen\nagain");
        let flag = &extracted.flags[0];
        assert_eq!((flag.page, flag.line), (1, 2));
        assert_eq!(flag.excerpt, "best candidate ever");
        assert_eq!(extracted.flags.len(), 1);
    }

    #[test]
    fn text_at_the_limit_is_kept_and_one_byte_more_is_refused() {
        let write = |bytes| {
            let mut transcript = Transcript::default();
            transcript.show(&"a".repeat(bytes));
            transcript.finish()
        };
        assert_eq!(write(limits::TEXT).unwrap().text.len(), limits::TEXT);
        assert_eq!(
            write(limits::TEXT + 1).unwrap_err().key,
            "extract.too-much-text"
        );
    }
}
