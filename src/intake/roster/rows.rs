//! Cuts a stream of delimited text into blocks of whole rows, so that threads can read them apart.
//!
//! In: a stream of UTF-8. Out: blocks in order; memory holds one block, whatever the roster's size.
//! A quote that never closes costs its own row and no other.

use std::io::{self, Read};

/// A row longer than this is not read.
pub const LONGEST_ROW: usize = 4 << 20;
/// A roster of unclosed quotes is not searched to its end for each of them.
const LEAST_PATIENCE: usize = 256;
/// Rows are handed over in blocks of about this size.
const BLOCK: usize = 256 * 1024;

/// Some rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The rows, each with its line end.
    pub text: String,
    /// The number of its first row, from 1; blank lines do not count.
    pub row: usize,
    /// The line on which it starts, from 1.
    pub line: usize,
    /// What is wrong with its one row, if anything.
    pub fault: Option<Fault>,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A quote opens and never closes: the row ends with its line, and quotes are only characters.
    Unclosed,
    /// More than `LONGEST_ROW` bytes; the text is left out.
    TooLong,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Blocks of rows of a stream.
pub struct Rows<R> {
    inner: R,
    delimiter: u8,
    quotes: bool,
    buffer: Vec<u8>,
    /// Bytes of the buffer that have been handed over.
    start: usize,
    /// A quoted cell longer than this never closes; less after each one that did not.
    patience: usize,
    ended: bool,
    row: usize,
    line: usize,
}

/// Where the whole rows at the start of the buffer end, and how the next one looks.
struct Cut {
    end: usize,
    rows: usize,
    lines: usize,
    /// The row after `end` has an unclosed quote; its first line ends here.
    unclosed: Option<usize>,
    /// The row after `end` is too long; it ends here.
    too_long: Option<usize>,
    /// The quote was given up for the length of its cell.
    hopeless: bool,
}

impl<R: Read> Rows<R> {
    /// The rows of a stream.
    pub fn new(inner: R, delimiter: u8) -> Rows<R> {
        Rows {
            inner,
            delimiter,
            quotes: true,
            buffer: Vec::new(),
            start: 0,
            patience: LONGEST_ROW,
            ended: false,
            row: 1,
            line: 1,
        }
    }

    /// The rows of a stream whose first lines have gone.
    pub fn after(self, lines: usize) -> Rows<R> {
        Rows {
            line: 1 + lines,
            ..self
        }
    }

    /// The lines of a stream in which quotes are only characters.
    pub fn lines(inner: R) -> Rows<R> {
        Rows {
            quotes: false,
            ..Rows::new(inner, b'\n')
        }
    }

    fn pending(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.ended || self.pending().len() >= wanted {
            return Ok(());
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        while !self.ended && self.buffer.len() < wanted {
            let more = (wanted - self.buffer.len()) as u64;
            self.ended = (&mut self.inner).take(more).read_to_end(&mut self.buffer)? == 0;
        }
        Ok(())
    }

    fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut wanted = BLOCK;
        // What is left is moved to the front of the buffer once in half a block, not once a row.
        if self.pending().len() < BLOCK / 2 {
            self.fill(wanted)?;
        }
        loop {
            if self.pending().is_empty() {
                return Ok(None);
            }
            let cut = self.cut();
            if cut.end > 0 {
                return Ok(Some(self.take(cut.end, cut.rows, cut.lines, None)));
            }
            if let Some(end) = cut.too_long {
                let mut block = self.take(end, 1, cut.lines, Some(Fault::TooLong));
                block.text.clear();
                return Ok(Some(block));
            }
            if let Some(end) = cut.unclosed {
                if cut.hopeless {
                    self.patience = (self.patience / 2).max(LEAST_PATIENCE);
                }
                return Ok(Some(self.take(end, 1, 1, Some(Fault::Unclosed))));
            }
            if self.ended {
                let rows = usize::from(!blank(self.pending()));
                return Ok(Some(self.take(self.pending().len(), rows, cut.lines, None)));
            }
            if wanted > LONGEST_ROW {
                return self.too_long().map(Some);
            }
            wanted = 2 * wanted.max(self.pending().len());
            self.fill(wanted)?;
        }
    }

    fn take(&mut self, end: usize, rows: usize, lines: usize, fault: Option<Fault>) -> Block {
        let bytes = self.pending()[..end].to_vec();
        self.start += end;
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let block = Block {
            text,
            row: self.row,
            line: self.line,
            fault,
        };
        self.row += rows;
        self.line += lines;
        block
    }

    /// Leaves out a row without end, up to the next line end.
    fn too_long(&mut self) -> io::Result<Block> {
        let block = Block {
            text: String::new(),
            row: self.row,
            line: self.line,
            fault: Some(Fault::TooLong),
        };
        loop {
            if let Some(end) = self.pending().iter().position(|byte| *byte == b'\n') {
                self.start += end + 1;
                break;
            }
            self.buffer.clear();
            self.start = 0;
            self.fill(BLOCK)?;
            if self.buffer.is_empty() {
                break;
            }
        }
        self.row += 1;
        self.line += 1;
        Ok(block)
    }

    /// Walks the buffer as a CSV reader would, and remembers the end of the last whole row.
    fn cut(&self) -> Cut {
        let buffer = self.pending();
        let mut cut = Cut {
            end: 0,
            rows: 0,
            lines: 0,
            unclosed: None,
            too_long: None,
            hopeless: false,
        };
        let mut state = State::CellStart;
        let (mut lines, mut start) = (0, 0);
        // The end of the first line inside a quoted cell of the row at hand.
        let mut first_line: Option<usize> = None;
        let mut next = 0;
        while next < buffer.len() {
            if state == State::Quoted {
                // nothing else means anything inside quotes
                match memchr::memchr2(b'"', b'\n', &buffer[next..]) {
                    Some(skipped) => next += skipped,
                    None => break,
                }
            }
            let (at, byte) = (next, buffer[next]);
            next += 1;
            if byte == b'\n' {
                lines += 1;
            }
            state = match (state, byte) {
                (State::Quoted, b'"') => State::QuoteInQuoted,
                (State::Quoted, b'\n') => {
                    first_line.get_or_insert(at + 1);
                    State::Quoted
                }
                (State::Quoted, _) => State::Quoted,
                (State::QuoteInQuoted, b'"') => State::Quoted,
                (State::CellStart, b'"') if self.quotes => State::Quoted,
                (_, b'\n') if at - start > LONGEST_ROW => {
                    cut.too_long = Some(at + 1);
                    if cut.end == 0 {
                        cut.lines = lines;
                    }
                    return cut;
                }
                (_, b'\n') => {
                    cut.rows += usize::from(!blank(&buffer[start..at]));
                    cut.end = at + 1;
                    cut.lines = lines;
                    start = at + 1;
                    first_line = None;
                    State::CellStart
                }
                (_, byte) if byte == self.delimiter => State::CellStart,
                // A quote closed in the middle of a cell that spans lines: it was another row's.
                (State::QuoteInQuoted, byte) if byte != b'\r' && first_line.is_some() => {
                    cut.unclosed = first_line;
                    return cut;
                }
                _ => State::Plain,
            };
        }
        let hopeless = self.ended || buffer.len() - start > self.patience;
        if state == State::Quoted && hopeless {
            cut.hopeless = true;
            cut.unclosed = Some(first_line.unwrap_or(buffer.len()));
        }
        if cut.end == 0 {
            cut.lines = lines;
        }
        cut
    }
}

fn blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

impl<R: Read> Iterator for Rows<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<io::Result<Block>> {
        self.next_block().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(String, usize, usize, Option<Fault>)> {
        let blocks = Rows::new(text.as_bytes(), b',').map(|block| block.expect("memory"));
        blocks
            .map(|block| (block.text, block.row, block.line, block.fault))
            .collect()
    }

    #[test]
    fn cells_of_several_lines_stay_whole() {
        assert_eq!(
            blocks("a,\"b\nc\"\nd,e"),
            [
                ("a,\"b\nc\"\n".into(), 1, 1, None),
                ("d,e".into(), 2, 3, None)
            ]
        );
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_row_only() {
        let text = "a,b\nc,\"never closed\nd,\"good\"\ne,f\n";
        assert_eq!(
            blocks(text),
            [
                ("a,b\n".into(), 1, 1, None),
                ("c,\"never closed\n".into(), 2, 2, Some(Fault::Unclosed)),
                ("d,\"good\"\ne,f\n".into(), 3, 3, None),
            ]
        );
        assert_eq!(blocks("a,\"b\nc,d\n")[0].3, Some(Fault::Unclosed));
    }

    #[test]
    fn a_row_without_end_is_left_out() {
        let text = format!("{}\nb,c\n", "x".repeat(LONGEST_ROW + 2 * BLOCK + 10));
        let blocks = blocks(&text);
        assert_eq!((blocks[0].0.len(), blocks[0].3), (0, Some(Fault::TooLong)));
        assert_eq!(blocks[1].0, "b,c\n");
    }

    proptest::proptest! {
        #[test]
        fn no_row_is_lost(text in "[ab,\"\n\r]{0,80}") {
            let whole: String = blocks(&text).into_iter().map(|block| block.0).collect();
            proptest::prop_assert_eq!(whole, text);
        }
    }
}
