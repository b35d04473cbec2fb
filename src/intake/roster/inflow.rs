//! Takes lines from a stream as they come, so that each can be answered before the next is sent.
//!
//! In: a stream. Out: the whole lines that are there, in order; waiting only when there is none. Memory holds
//! one line or one reading of the stream, whatever comes.

use std::io::{self, Read};

use super::rows::LONGEST_ROW;

/// How much is asked of the stream at a time: some tens of CVs, for threads to share.
const READING: usize = 256 * 1024;

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number among those that are not blank, from 1.
    pub row: usize,
    /// Its number among all, from 1.
    pub line: usize,
    /// Its bytes without the line end; none when there are more than a row may have.
    pub bytes: Option<Vec<u8>>,
}

/// The lines of a stream.
pub struct Inflow<R> {
    inner: R,
    reading: Vec<u8>,
    /// What came of the line at hand.
    begun: Vec<u8>,
    /// The line at hand is too long: the rest of it is left out.
    leaving: bool,
    ended: bool,
    row: usize,
    line: usize,
}

impl<R: Read> Inflow<R> {
    /// The lines of this stream.
    pub fn new(inner: R) -> Inflow<R> {
        Inflow {
            inner,
            reading: vec![0; READING],
            begun: Vec::new(),
            leaving: false,
            ended: false,
            row: 1,
            line: 1,
        }
    }

    /// The number of the line that comes next.
    pub fn next_line(&self) -> usize {
        self.line
    }

    /// The lines that came since this was last asked; none at all when the stream has ended.
    pub fn arrived(&mut self) -> io::Result<Option<Vec<Line>>> {
        let mut lines = Vec::new();
        while lines.is_empty() && !self.ended {
            let count = match self.inner.read(&mut self.reading) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                count => count?,
            };
            self.ended = count == 0;
            self.cut(count, &mut lines);
        }
        Ok(Some(lines).filter(|lines| !lines.is_empty()))
    }

    fn cut(&mut self, count: usize, lines: &mut Vec<Line>) {
        let reading = std::mem::take(&mut self.reading);
        for piece in reading[..count].split_inclusive(|byte| *byte == b'\n') {
            let whole = piece.ends_with(b"\n");
            self.begin(&piece[..piece.len() - usize::from(whole)]);
            if whole {
                self.end(lines);
            }
        }
        self.reading = reading;
        if self.ended && (self.leaving || !self.begun.is_empty()) {
            self.end(lines);
        }
    }

    fn begin(&mut self, piece: &[u8]) {
        self.leaving |= self.begun.len() + piece.len() > LONGEST_ROW;
        match self.leaving {
            true => self.begun = Vec::new(),
            false => self.begun.extend_from_slice(piece),
        }
    }

    fn end(&mut self, lines: &mut Vec<Line>) {
        let begun = std::mem::take(&mut self.begun);
        let bytes = (!std::mem::take(&mut self.leaving)).then_some(begun);
        let blank = |bytes: &Vec<u8>| bytes.iter().all(u8::is_ascii_whitespace);
        if !bytes.as_ref().is_some_and(blank) {
            lines.push(Line {
                row: self.row,
                line: self.line,
                bytes,
            });
            self.row += 1;
        }
        self.line += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its pieces one reading at a time.
    struct Pieces(Vec<Vec<u8>>);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let piece = self.0.remove(0);
            into[..piece.len()].copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    fn arrivals(pieces: &[&[u8]]) -> Vec<Vec<(usize, usize, Option<String>)>> {
        let pieces = pieces.iter().map(|piece| piece.to_vec()).collect();
        let mut inflow = Inflow::new(Pieces(pieces));
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        std::iter::from_fn(|| inflow.arrived().unwrap())
            .map(|lines| {
                let lines = lines.into_iter();
                lines
                    .map(|line| (line.row, line.line, line.bytes.map(text)))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn a_line_is_there_as_soon_as_it_is_whole() {
        let line = |row, line, text: &str| (row, line, Some(text.to_owned()));
        assert_eq!(
            arrivals(&[b"a\nb\nc", b"d\n\n", b" \r\ne"]),
            [
                vec![line(1, 1, "a"), line(2, 2, "b")],
                vec![line(3, 3, "cd")],
                vec![line(4, 6, "e")],
            ]
        );
    }

    #[test]
    fn a_line_without_end_is_left_out_and_counted() {
        let long = vec![b'x'; READING];
        let mut pieces = vec![long.as_slice(); LONGEST_ROW / READING + 1];
        pieces.push(b"y\nz\n");
        let arrivals = arrivals(&pieces);
        assert_eq!(
            arrivals.concat(),
            [(1, 1, None), (2, 2, Some("z".to_owned()))]
        );
    }
}
