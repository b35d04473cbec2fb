//! The text of a rich text file (`.rtf`).
//!
//! In: its bytes. Out: a transcript; `\v`, white text and unreadable sizes are hidden text.
//! A small tokenizer of our own: the format is groups, control words and bytes in old code pages.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::sight::{self, Ground, Rgb};
use super::transcript::{Extracted, Transcript};
use crate::error::Message;
use crate::intake::limits;

/// Groups whose content is not text of the document.
const SKIPPED: &[&str] = &[
    "fonttbl",
    "colortbl",
    "info",
    "pict",
    "nonshppict",
    "objdata",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "mmathPr",
    "fldinst",
    "filetbl",
    "template",
    "pntext",
    "sp",
    "bkmkstart",
    "bkmkend",
    "atnid",
    "atnauthor",
    "annotation",
    "comment",
    "docvar",
    "userprops",
];

/// Starred groups that hold text all the same.
const STARRED_TEXT: &[&str] = &["shpinst", "shptxt", "footnote", "ftnsep"];

/// The text of a rich text file.
pub fn read(bytes: &[u8]) -> Result<Extracted, Message> {
    let mut reader = Reader::new(bytes);
    reader.run()?;
    // A file that ends in the middle of a row still gives what was read.
    reader.end_cell();
    reader.end_row();
    reader.body.end_line();
    let footer = std::mem::take(&mut reader.footer);
    reader.body.append(footer);
    reader.body.finish()
}

/// What holds inside a group.
#[derive(Clone)]
struct Group {
    place: Place,
    hidden: bool,
    deleted: bool,
    /// Letters pressed together, or over each other, until nobody can read them.
    crowded: bool,
    /// Lines of no height, or beside the page.
    is_away: bool,
    /// Lifted or lowered by more than a page.
    is_lifted: bool,
    half_points: i32,
    ink: usize,
    ground: usize,
    paragraph_ground: usize,
    font: i32,
    /// How many bytes stand for a `\u` character in programs that do not know it.
    fallback: usize,
    starred: bool,
    in_table: bool,
    /// The style that a group of the style sheet describes.
    style: Option<Style>,
}

/// A style: which of a document's styles of its kind.
type Style = (Kind, i32);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Paragraph,
    Letters,
}

/// What a style says of how its text looks.
#[derive(Clone, Copy)]
struct Look {
    hidden: bool,
    half_points: i32,
    ink: usize,
}

/// The size of text when nothing is said, in half points.
const USUAL: i32 = 24;

/// How many styles are remembered.
const STYLES: usize = 2000;

/// No page is higher than this, in half points.
const LIFTED: i32 = 1600;

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Body,
    Footer,
    Fonts,
    Colours,
    Styles,
    Nowhere,
}

/// What is painted behind the cells of a row, told before the row.
#[derive(Default)]
struct Row {
    grounds: Vec<usize>,
    next: usize,
}

impl Row {
    fn add(&mut self) {
        if self.grounds.len() < 64 {
            self.grounds.push(std::mem::take(&mut self.next));
        }
    }

    fn ground(&self, cell: usize) -> usize {
        self.grounds.get(cell).copied().unwrap_or(0)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    groups: Vec<Group>,
    now: Group,
    page: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    colours: Vec<Option<Rgb>>,
    colour: (bool, Rgb),
    styles: BTreeMap<Style, Look>,
    /// Bytes of a code page, not yet characters: some pages have two bytes a character.
    pending: Vec<u8>,
    /// The first half of a character beyond the basic plane.
    high: Option<u16>,
    to_skip: usize,
    row: Row,
    cells: Vec<Transcript>,
    cell: Transcript,
    body: Transcript,
    footer: Transcript,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Reader {
            bytes,
            at: 0,
            groups: Vec::new(),
            now: Group {
                place: Place::Body,
                hidden: false,
                deleted: false,
                crowded: false,
                is_away: false,
                is_lifted: false,
                half_points: USUAL,
                ink: 0,
                ground: 0,
                paragraph_ground: 0,
                font: 0,
                fallback: 1,
                starred: false,
                in_table: false,
                style: None,
            },
            page: WINDOWS_1252,
            fonts: BTreeMap::new(),
            colours: Vec::new(),
            colour: (false, [0; 3]),
            styles: BTreeMap::new(),
            pending: Vec::new(),
            high: None,
            to_skip: 0,
            row: Row::default(),
            cells: Vec::new(),
            cell: Transcript::default(),
            body: Transcript::default(),
            footer: Transcript::default(),
        }
    }

    fn run(&mut self) -> Result<(), Message> {
        while let Some(byte) = self.next() {
            match byte {
                b'{' => self.open()?,
                b'}' => self.close(),
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                b'\t' => self.text("\t"),
                b';' if self.now.place == Place::Colours => self.end_colour(),
                _ => self.byte(byte),
            }
        }
        self.flush();
        Ok(())
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn open(&mut self) -> Result<(), Message> {
        self.flush();
        self.to_skip = 0;
        if self.groups.len() >= limits::RTF_DEPTH {
            return Err(Message::new("extract.too-deep").with("limit", limits::RTF_DEPTH));
        }
        self.groups.push(self.now.clone());
        self.now.starred = false;
        if self.now.place == Place::Styles {
            self.plain();
            // A style without a number is the first.
            self.now.style = Some((Kind::Paragraph, 0));
        }
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        self.to_skip = 0;
        if let Some(outer) = self.groups.pop() {
            let leaves_footer = self.now.place == Place::Footer && outer.place != Place::Footer;
            if leaves_footer {
                self.footer.end_line();
            }
            if let (Some(style), Place::Styles) = (self.now.style, self.now.place)
                && self.styles.len() < STYLES
            {
                let Group {
                    hidden,
                    half_points,
                    ink,
                    ..
                } = self.now;
                self.styles.insert(
                    style,
                    Look {
                        hidden,
                        half_points,
                        ink,
                    },
                );
            }
            self.now = outer;
        }
    }

    fn control(&mut self) {
        let Some(first) = self.next() else { return };
        match first {
            b'\'' => self.hex_byte(),
            b'*' => self.now.starred = true,
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'-' => {}
            b'\r' | b'\n' => self.end_line(),
            b'\\' | b'{' | b'}' => self.byte(first),
            letter if letter.is_ascii_alphabetic() => self.word(),
            _ => {}
        }
    }

    fn hex_byte(&mut self) {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit(self.next()), digit(self.next()));
        if let (Some(high), Some(low)) = (high, low) {
            self.byte((high << 4 | low) as u8);
        }
    }

    fn word(&mut self) {
        let start = self.at - 1;
        let rest = &self.bytes[start..];
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let sign = usize::from(rest.get(letters) == Some(&b'-'));
        let digits = rest[letters + sign..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let end = letters + if digits > 0 { sign + digits } else { 0 };
        let name = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let number = std::str::from_utf8(&rest[letters..end]).unwrap_or_default();
        let number = number.parse::<i64>().ok();
        // A space after a control word belongs to it.
        self.at = start + end + usize::from(rest.get(end) == Some(&b' '));
        self.flush();
        self.apply(name, number);
    }

    fn apply(&mut self, name: &str, number: Option<i64>) {
        let value = number.unwrap_or(1).clamp(i32::MIN.into(), i32::MAX.into()) as i32;
        let index = usize::try_from(value).unwrap_or(0);
        match name {
            "par" | "sect" | "line" | "softline" => self.end_line(),
            "intbl" => self.now.in_table = true,
            "row" => self.end_row(),
            "cell" => self.end_cell(),
            "page" => self.end_page(),
            "tab" | "nestcell" => self.text("\t"),
            "u" => self.unicode(value),
            "uc" => self.now.fallback = index.min(8),
            "bin" => self.at = self.at.saturating_add(index).min(self.bytes.len()),
            "v" => self.now.hidden = value != 0,
            "deleted" => self.now.deleted = value != 0,
            "charscalex" => self.now.crowded = value < 12,
            "expndtw" => self.now.crowded = value <= -120,
            "expnd" => self.now.crowded = value <= -24,
            // A negative height of lines is exact.
            "sl" => self.now.is_away = (-60..0).contains(&value),
            "li" | "lin" => self.now.is_away |= !(-6000..=12_000).contains(&value),
            "up" | "dn" => self.now.is_lifted = value.abs() > LIFTED,
            "s" => self.style((Kind::Paragraph, value)),
            "cs" => self.style((Kind::Letters, value)),
            "sbasedon" => self.inherit(value),
            "fs" => self.now.half_points = value,
            "cf" => self.now.ink = index,
            "cb" | "highlight" | "chcbpat" => self.now.ground = index,
            "cbpat" => self.now.paragraph_ground = index,
            "trowd" => self.row = Row::default(),
            "clcbpat" => self.row.next = index,
            "cellx" => self.row.add(),
            "pard" => {
                self.now.paragraph_ground = 0;
                self.now.is_away = false;
                self.now.in_table = false;
            }
            "plain" => self.plain(),
            "ansicpg" => self.page = code_page(value),
            "f" => self.now.font = value,
            "fcharset" => {
                if let Some(encoding) = charset(value) {
                    self.fonts.insert(self.now.font, encoding);
                }
            }
            "red" => {
                self.colour = (
                    true,
                    [index.min(255) as u8, self.colour.1[1], self.colour.1[2]],
                )
            }
            "green" => {
                self.colour = (
                    true,
                    [self.colour.1[0], index.min(255) as u8, self.colour.1[2]],
                )
            }
            "blue" => {
                self.colour = (
                    true,
                    [self.colour.1[0], self.colour.1[1], index.min(255) as u8],
                )
            }
            _ => self.destination(name),
        }
    }

    fn destination(&mut self, name: &str) {
        match name {
            "fonttbl" => self.now.place = Place::Fonts,
            "stylesheet" => self.now.place = Place::Styles,
            "colortbl" => self.now.place = Place::Colours,
            "footer" | "footerl" | "footerr" | "footerf" if self.now.place == Place::Body => {
                self.now.place = Place::Footer
            }
            name if STARRED_TEXT.contains(&name) => self.now.starred = false,
            name if SKIPPED.contains(&name) => self.now.place = Place::Nowhere,
            name => match character(name) {
                Some(text) => self.text(text),
                // A starred group that we do not know is for other programs.
                None if self.now.starred && self.now.place != Place::Styles => {
                    self.now.place = Place::Nowhere
                }
                None => {}
            },
        }
        self.now.starred = false;
    }

    /// Takes a style, or says which the style sheet describes next. What the text says itself overrules.
    fn style(&mut self, style: Style) {
        if self.now.place == Place::Styles {
            self.now.style = Some(style);
        } else if let Some(&look) = self.styles.get(&style) {
            self.take(look);
        }
    }

    /// What a style is based on holds for it too, unless it says otherwise.
    fn inherit(&mut self, number: i32) {
        if let (Place::Styles, Some((kind, _))) = (self.now.place, self.now.style)
            && let Some(&look) = self.styles.get(&(kind, number))
        {
            self.take(look);
        }
    }

    fn take(&mut self, look: Look) {
        self.now.hidden |= look.hidden;
        if self.now.ink == 0 {
            self.now.ink = look.ink;
        }
        if self.now.half_points == USUAL {
            self.now.half_points = look.half_points;
        }
    }

    fn plain(&mut self) {
        self.now.hidden = false;
        self.now.deleted = false;
        self.now.crowded = false;
        self.now.is_lifted = false;
        self.now.half_points = USUAL;
        self.now.ink = 0;
        self.now.ground = 0;
    }

    fn unicode(&mut self, value: i32) {
        self.to_skip = self.now.fallback;
        let unit = value as u16;
        match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.high = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                let pair = char::decode_utf16([high, unit]).flatten().next();
                self.character(pair);
            }
            (_, unit) => self.character(char::from_u32(unit.into())),
        }
    }

    fn character(&mut self, character: Option<char>) {
        if let Some(character) = character {
            let mut buffer = [0; 4];
            self.write(character.encode_utf8(&mut buffer));
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if matches!(self.now.place, Place::Body | Place::Footer) {
            self.pending.push(byte);
        }
    }

    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let encoding = self.fonts.get(&self.now.font).unwrap_or(&self.page);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.write(&text);
    }

    fn text(&mut self, text: &str) {
        self.flush();
        self.write(text);
    }

    fn write(&mut self, text: &str) {
        if self.now.deleted {
            return;
        }
        let is_seen = self.is_seen();
        if let Some(out) = self.writing() {
            out.write(text, is_seen);
        }
    }

    fn end_line(&mut self) {
        self.flush();
        if let Some(out) = self.writing() {
            out.end_line();
        }
    }

    fn end_cell(&mut self) {
        self.flush();
        self.cells.push(std::mem::take(&mut self.cell));
    }

    fn end_row(&mut self) {
        self.flush();
        let cells = std::mem::take(&mut self.cells);
        self.body.append_row(cells);
    }

    fn end_page(&mut self) {
        self.flush();
        if self.now.place == Place::Body {
            self.body.end_page();
        }
    }

    fn writing(&mut self) -> Option<&mut Transcript> {
        match self.now.place {
            Place::Body if self.now.in_table => Some(&mut self.cell),
            Place::Body => Some(&mut self.body),
            Place::Footer => Some(&mut self.footer),
            _ => None,
        }
    }

    fn is_seen(&self) -> bool {
        let colour = |index: usize| self.colours.get(index).copied().flatten();
        let grounds = [
            self.now.ground,
            self.now.paragraph_ground,
            self.row.ground(self.cells.len()),
        ];
        let behind = grounds.into_iter().find_map(colour);
        let behind = behind.map_or(Ground::Bare, Ground::Plain);
        let told_apart = colour(self.now.ink).is_none_or(|ink| sight::stands_out(ink, behind));
        let points = self.now.half_points as f32 / 2.0;
        let is_drawn =
            !(self.now.hidden || self.now.crowded || self.now.is_away || self.now.is_lifted);
        is_drawn && told_apart && sight::is_readable_size(points)
    }

    /// The first colour is usually empty: whatever the program's window has.
    fn end_colour(&mut self) {
        let (is_said, colour) = std::mem::take(&mut self.colour);
        if self.colours.len() < usize::from(u16::MAX) {
            self.colours.push(is_said.then_some(colour));
        }
    }
}

/// Control words that are characters.
fn character(name: &str) -> Option<&'static str> {
    Some(match name {
        "emdash" => "—",
        "endash" => "–",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}

/// The encoding of `\ansicpg`.
fn code_page(number: i32) -> &'static Encoding {
    let label = match number {
        65001 => "utf-8".to_string(),
        10000 => "macintosh".to_string(),
        932 => "shift_jis".to_string(),
        936 => "gbk".to_string(),
        949 => "euc-kr".to_string(),
        950 => "big5".to_string(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

/// The encoding of `\fcharset`; none for the two that say "the document's".
fn charset(number: i32) -> Option<&'static Encoding> {
    Some(code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rtf: &str) -> String {
        read(rtf.as_bytes()).unwrap().text
    }

    #[test]
    fn bytes_and_numbers_become_accents_whatever_way_they_are_written() {
        let rtf = r"{\rtf1\ansi\ansicpg1252 G\'e9r\u233?e, na\u239\'efve \u-10179?\u-8704?\par}";
        assert_eq!(text(rtf), "Gérée, naïve 😀\n");
    }

    #[test]
    fn tables_of_fonts_and_colours_pictures_and_unknown_groups_are_not_text() {
        let rtf = r"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0\green0\blue0;}{\*\odd x}{\pict 00ff}A\par}";
        assert_eq!(text(rtf), "A\n");
    }

    #[test]
    fn hidden_white_and_tiny_text_is_flagged_and_not_read() {
        let rtf = r"{\rtf1{\colortbl;\red255\green255\blue255;}A {\v secret}{\cf1 white}{\fs2 tiny} B\par}";
        let extracted = read(rtf.as_bytes()).unwrap();
        assert_eq!(extracted.text, "A  B\n");
        assert_eq!(extracted.flags[0].excerpt, "secretwhitetiny");
    }

    #[test]
    fn what_a_style_hides_or_lifts_off_the_page_is_flagged_and_not_read() {
        let sheet = r"{\stylesheet{\s0 Normal;}{\s3\v Away;}{\s4\sbasedon3 Too;}{\*\cs5\additive\cf1 White;}{\s6\fs1 Small;}}";
        let read = |body: &str| {
            let colours = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}";
            super::read(format!(r"{{\rtf1{colours}{sheet}A {{{body} best}}\par}}").as_bytes())
                .unwrap()
        };
        for body in [r"\s3", r"\s4", r"\cs5", r"\s6", r"\up3000", r"\dn3000"] {
            let extracted = read(body);
            assert_eq!(extracted.text, "A \n", "{body}");
            assert_eq!(extracted.flags[0].excerpt, "best", "{body}");
        }
        for body in [
            r"\s0",
            r"\s3\v0",
            r"\s3\plain",
            r"\cs5\cf2",
            r"\cf2\cs5",
            r"\s6\fs20",
            r"\up6",
            r"\up0",
        ] {
            let extracted = read(body);
            assert_eq!(extracted.text, "A best\n", "{body}");
            assert_eq!(extracted.flags.len(), 0, "{body}");
        }
    }

    #[test]
    fn white_text_on_a_dark_ground_is_read() {
        let rtf =
            r"{\rtf1{\colortbl;\red255\green255\blue255;\red0\green0\blue90;}\cf1\chcbpat2 A\par}";
        assert_eq!(text(rtf), "A\n");
    }

    #[test]
    fn depth_at_the_limit_is_read_and_one_more_is_refused() {
        let nested = |depth| format!("{}x{}", "{".repeat(depth), "}".repeat(depth));
        assert_eq!(text(&nested(limits::RTF_DEPTH)), "x\n");
        let error = read(nested(limits::RTF_DEPTH + 1).as_bytes()).unwrap_err();
        assert_eq!(error.key, "extract.too-deep");
    }

    #[test]
    fn a_footer_comes_last_and_deleted_text_never() {
        let rtf = r"{\rtf1{\footer Page foot}Body{\deleted gone}\par}";
        assert_eq!(text(rtf), "Body\nPage foot\n");
    }
}
