//! The text of a PDF: pages, each read as it is drawn.
//!
//! In: its bytes. Out: a transcript; what is drawn so that nobody sees it, and what the file says
//! against what it shows, is flagged.
//! hayro does the drawing; this folder is all that knows it.

mod bounds;
mod canvas;
mod fonts;
mod layers;
mod layout;
mod page;
mod stencil;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};

use self::fonts::Fonts;
use self::layout::{Letter, Line};
use self::page::{Drawn, Page, Sight, Turn, UNKNOWN};
use crate::error::Message;
use crate::intake::extract::transcript::{Extracted, Transcript};
use crate::intake::limits;
use crate::model::document::FlagKind;

/// The text of a PDF.
pub fn read(bytes: &[u8]) -> Result<Extracted, Message> {
    let pdf = open(bytes.to_vec())?;
    bounds::check(&pdf)?;
    let pages = drawn_pages(&pdf)?;
    if pages
        .iter()
        .all(|page| page.lines.is_empty() && page.odd.is_empty())
        && is_cut(bytes, &pdf)
    {
        return Err(Message::new("extract.broken"));
    }
    let shadow = concealed_layers(bytes, &pdf, &pages);
    let unknown = pages.iter().map(|page| page.unknown).sum::<usize>();
    let known = pages.iter().map(|page| page.known).sum::<usize>();
    if unknown > 2 * known {
        // Glyphs without characters: a text layer that nobody can read but a person at a screen.
        return Err(Message::new("extract.no-text"));
    }
    let mut transcript = Transcript::default();
    for (index, page) in pages.into_iter().enumerate() {
        if index > 0 {
            transcript.end_page();
        }
        if let Some(hidden) = shadow.get(index).filter(|text| !text.is_empty()) {
            transcript.hide(hidden);
            transcript.end_line();
        }
        page.write(&mut transcript);
    }
    transcript.finish()
}

/// Whether a PDF has no page, or ends before its end: a scan has both.
fn is_cut(bytes: &[u8], pdf: &Pdf) -> bool {
    let end = &bytes[bytes.len().saturating_sub(2048)..];
    pdf.pages().is_empty() || memchr::memmem::find(end, b"%%EOF").is_none()
}

fn open(bytes: Vec<u8>) -> Result<Pdf, Message> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => Message::new("extract.encrypted"),
        _ => Message::new("extract.broken"),
    })
}

/// A page as lines, and what was flagged on it.
struct Read {
    lines: Vec<Line>,
    /// What is flagged, what it says, and how far down the page it stands.
    odd: Vec<(FlagKind, String, f32)>,
    /// Letters drawn, for comparison with the page with every layer switched on.
    drawn: Vec<char>,
    unknown: usize,
    known: usize,
}

fn drawn_pages(pdf: &Pdf) -> Result<Vec<Read>, Message> {
    let cache = InterpreterCache::new();
    let mut fonts = Fonts::default();
    let mut glyphs = 0;
    let mut drawn = Vec::new();
    for page in pdf.pages().iter() {
        let found = draw(pdf, page, &cache, glyphs, &mut fonts);
        glyphs = found.1;
        if glyphs > limits::PDF_GLYPHS {
            return Err(Message::new("extract.too-many-glyphs").with("limit", limits::PDF_GLYPHS));
        }
        drawn.push(found.0);
    }
    Ok(drawn.into_iter().map(|page| page.read(&fonts)).collect())
}

/// The letters of a page, before it is known which fonts lie.
struct Letters {
    letters: Vec<Drawn>,
    contradicted: Vec<(String, usize)>,
}

fn draw<'a>(
    pdf: &'a Pdf,
    page: &PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    glyphs: usize,
    fonts: &mut Fonts,
) -> (Letters, usize) {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let bounds = Rect::new(0.0, 0.0, width, height);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, bounds, cache, pdf.xref(), settings);
    let mut found = Page::new(width, height, glyphs, fonts);
    interpret_page(page, &mut context, &mut found);
    found.finish();
    let letters = Letters {
        letters: std::mem::take(&mut found.letters),
        contradicted: std::mem::take(&mut found.contradicted),
    };
    (letters, found.glyphs)
}

impl Letters {
    fn read(self, fonts: &Fonts) -> Read {
        let lies: Vec<bool> = self
            .letters
            .iter()
            .map(|letter| fonts.lies(letter.font))
            .collect();
        let is_text = |index: usize| self.letters[index].sight == Sight::Seen && !lies[index];
        let mut odd = Vec::new();
        let mut start = 0;
        for end in 1..=self.letters.len() {
            let is_same =
                |index: usize| is_text(index) == is_text(start) && lies[index] == lies[start];
            if end < self.letters.len() && is_same(end) {
                continue;
            }
            if !is_text(start) {
                let flag = if lies[start] {
                    FlagKind::TextMismatch
                } else {
                    FlagKind::HiddenText
                };
                odd.push((
                    flag,
                    excerpt(&self.letters[start..end]),
                    self.letters[start].baseline,
                ));
            }
            start = end;
        }
        for (text, at) in &self.contradicted {
            let place = self.letters.get(*at).map_or(0.0, |letter| letter.baseline);
            odd.push((FlagKind::TextMismatch, text.clone(), place));
        }
        let seen = (0..self.letters.len()).filter(|&index| is_text(index));
        let seen: Vec<&Drawn> = seen.map(|index| &self.letters[index]).collect();
        let unknown = seen
            .iter()
            .filter(|letter| letter.character == UNKNOWN)
            .count();
        Read {
            lines: lines(&seen),
            odd,
            drawn: self.letters.iter().map(|letter| letter.character).collect(),
            unknown,
            known: seen
                .iter()
                .filter(|letter| letter.character.is_alphanumeric())
                .count(),
        }
    }
}

/// Upright text first, then what is turned, each in its own reading order.
fn lines(letters: &[&Drawn]) -> Vec<Line> {
    let mut lines = Vec::new();
    for turn in [Turn::None, Turn::Down, Turn::Up, Turn::Over] {
        let of_turn = letters.iter().filter(|letter| letter.turn == turn);
        let upright: Vec<Letter> = of_turn.map(|letter| upright(letter)).collect();
        lines.extend(layout::lines(&upright));
    }
    lines
}

fn upright(letter: &Drawn) -> Letter {
    Letter {
        character: if letter.character == UNKNOWN {
            ' '
        } else {
            letter.character
        },
        left: letter.left,
        right: letter.right,
        baseline: letter.baseline,
        size: letter.size,
        run: letter.run,
    }
}

/// What hidden letters say, in drawing order.
fn excerpt(letters: &[Drawn]) -> String {
    let mut text = String::new();
    let mut last: Option<&Drawn> = None;
    for letter in letters.iter().take(2000) {
        let is_apart = last.is_some_and(|last| {
            let gap = letter.left - last.right;
            (letter.baseline - last.baseline).abs() > 0.3 * letter.size
                || gap.abs() > 0.2 * letter.size
        });
        if is_apart {
            text.push(' ');
        }
        text.push(if letter.character == UNKNOWN {
            ' '
        } else {
            letter.character
        });
        last = Some(letter);
    }
    text
}

impl Read {
    /// Lines in reading order, and each flag before the line that is nearest to it.
    fn write(self, transcript: &mut Transcript) {
        let mut odd: Vec<Vec<(FlagKind, String)>> = vec![Vec::new(); self.lines.len() + 1];
        for (flag, text, place) in self.odd {
            let distance = |line: &Line| (line.baseline - place).abs();
            let lines = self.lines.iter().enumerate();
            let nearest = lines.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
            odd[nearest.map_or(0, |(index, _)| index)].push((flag, text));
        }
        let mut lines = self.lines.into_iter();
        for before in odd {
            for (flag, text) in before {
                transcript.odd(flag, &text);
                transcript.end_line();
            }
            if let Some(line) = lines.next() {
                match (line.starts_column, line.starts_paragraph) {
                    (true, _) => transcript.end_column(),
                    (false, true) => transcript.end_paragraph(),
                    (false, false) => {}
                }
                transcript.show(&line.text);
                transcript.end_line();
            }
        }
    }
}

/// What stands on layers that are switched off: the same file is drawn once more with its list of
/// layers crossed out, and what is new was concealed. One string for each page.
fn concealed_layers(bytes: &[u8], pdf: &Pdf, pages: &[Read]) -> Vec<String> {
    let Some(Ok(pdf)) = layers::crossed_out(bytes, pdf).map(open) else {
        return Vec::new();
    };
    let Ok(all) = drawn_pages(&pdf) else {
        return Vec::new();
    };
    let pairs = all.iter().zip(pages);
    pairs
        .map(|(all, shown)| only_in(&all.drawn, &shown.drawn))
        .collect()
}

/// What the longer text says between the start and the end that both share.
fn only_in(all: &[char], shown: &[char]) -> String {
    let mut added = String::new();
    let mut shown = shown.iter().peekable();
    for &character in all {
        if shown.peek() == Some(&&character) {
            shown.next();
        } else {
            added.push(character);
        }
    }
    added
}
