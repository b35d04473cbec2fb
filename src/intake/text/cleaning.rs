//! Tidies a raw text: what an extractor, a keyboard or a cheat left in it and no reader would see.
//!
//! In: decoded text, a form feed between pages. Out: the same words as a person reads them, and
//! flags for what was hidden in them. Nothing is added, and a clean text passes through untouched.
//! Left to others: two columns (`gutter`), broken lines (`lines`), identity (`masking`).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::gutter;
use super::lines;
use crate::intake::reading::COLUMN_BREAK;
use crate::model::document::{FlagKind, IntegrityFlag};

/// A tidy text.
pub struct Tidy<'a> {
    /// The text; pages still start at a form feed.
    pub text: Cow<'a, str>,
    /// What was hidden inside its words.
    pub flags: Vec<IntegrityFlag>,
}

/// The text as a person reads it.
pub fn tidy(raw: &str) -> Tidy<'_> {
    let (text, flags) = characters(raw);
    let text = composed(text);
    let text = then(text, gutter::rebuilt);
    let text = then(text, lines::mended);
    Tidy { text, flags }
}

fn then<'a>(text: Cow<'a, str>, step: fn(&str) -> Option<String>) -> Cow<'a, str> {
    match step(&text) {
        Some(changed) => Cow::Owned(changed),
        None => text,
    }
}

/// Accents that stand as characters of their own join their letter.
fn composed(text: Cow<'_, str>) -> Cow<'_, str> {
    // U+0300 to U+036F start with 0xCC or 0xCD and nothing that needs no look does.
    if memchr::memchr2(0xcc, 0xcd, text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.nfc().collect())
}

/// Goes through the characters that a tidy text does not have; runs without one are copied whole.
fn characters(raw: &str) -> (Cow<'_, str>, Vec<IntegrityFlag>) {
    let Some(first) = next_odd(raw, 0) else {
        return (Cow::Borrowed(raw), Vec::new());
    };
    let mut pen = Pen::new(raw);
    let mut odd = Some(first);
    while let Some(at) = odd {
        pen.text.push_str(&raw[pen.done..at]);
        pen.done = at + pen.one(at);
        odd = next_odd(raw, pen.done);
    }
    pen.text.push_str(&raw[pen.done..]);
    let Pen {
        mut text,
        mut flags,
        ..
    } = pen;
    if let Some(undone) = look_alikes(&text, &mut flags) {
        text = undone;
    }
    (Cow::Owned(text), flags)
}

/// The next character that may need a change, from a byte.
fn next_odd(raw: &str, from: usize) -> Option<usize> {
    let bytes = raw.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            byte if PLAIN[byte as usize] => at += 1,
            // Latin letters with accents, but for the marks of mojibake.
            0xc3 => match bytes.get(at + 1) {
                Some(0x82 | 0x83 | 0xa2 | 0xaf | 0xb0) => return Some(at),
                _ => at += 2,
            },
            // Dashes, quotes, bullets and the like.
            0xe2 if matches!(bytes.get(at + 1), Some(0x82..=0xbf))
                || (bytes.get(at + 1) == Some(&0x80)
                    && matches!(bytes.get(at + 2), Some(0x90..=0xa7 | 0xb0..=0xbf))) =>
            {
                at += 3;
            }
            _ => return Some(at),
        }
    }
    None
}

/// Bytes that a tidy text has: a table is looked up faster than ranges are compared.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0x20;
    while byte <= 0x7e {
        plain[byte] = true;
        byte += 1;
    }
    plain[b'\n' as usize] = true;
    plain[b'\t' as usize] = true;
    plain
};

/// Writes the tidy text.
struct Pen<'a> {
    raw: &'a str,
    text: String,
    /// Everything before this byte of `raw` is written.
    done: usize,
    flags: Vec<IntegrityFlag>,
    at: Counter,
}

impl<'a> Pen<'a> {
    fn new(raw: &'a str) -> Pen<'a> {
        Pen {
            raw,
            text: String::with_capacity(raw.len()),
            done: 0,
            flags: Vec::new(),
            at: Counter::default(),
        }
    }

    /// Writes what the character at `at` becomes; returns how many bytes that used up.
    fn one(&mut self, at: usize) -> usize {
        let rest = &self.raw[at..];
        let Some(c) = rest.chars().next() else {
            return 0;
        };
        if let Some((right, used)) = mojibake(rest) {
            self.text.push(right);
            return used;
        }
        match c {
            '\r' => {
                self.text.push('\n');
                return if rest.as_bytes().get(1) == Some(&b'\n') {
                    2
                } else {
                    1
                };
            }
            '\u{0c}' => self.page(),
            COLUMN_BREAK => self.text.push(COLUMN_BREAK),
            '\u{0b}' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.text.push('\n'),
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => {
                self.text.push(' ');
            }
            // A soft hyphen shows at the end of a line only: there it is a hyphen.
            '\u{ad}' => {
                if rest[2..].starts_with(['\n', '\r']) {
                    self.text.push('-');
                }
            }
            c if invisible(c) => self.hidden(at, c),
            '\u{fb00}'..='\u{fb06}' | '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' => {
                self.text.extend(std::iter::once(c).nfkc());
            }
            // Icon fonts: at the start of a line a bullet, elsewhere nothing to read.
            '\u{e000}'..='\u{f8ff}' => {
                self.text.push(if self.line_is_empty() { '•' } else { ' ' })
            }
            '´' | '¨' | 'ˆ' | '¸' => return self.detached(rest, c),
            c => self.text.push(c),
        }
        c.len_utf8()
    }

    fn page(&mut self) {
        self.text
            .truncate(self.text.trim_end_matches([' ', '\n']).len());
        self.text.push('\u{0c}');
    }

    /// Whether nothing but spaces stands on the line so far; a longer indent is no indent.
    fn line_is_empty(&self) -> bool {
        let line = self.text.chars().rev().take(64).take_while(|c| *c != '\n');
        line.clone().count() < 64 && line.into_iter().all(char::is_whitespace)
    }

    /// An accent that an old PDF puts before its letter: `pr´esent`.
    fn detached(&mut self, rest: &str, accent: char) -> usize {
        let mark = match accent {
            '´' => '\u{301}',
            '¨' => '\u{308}',
            'ˆ' => '\u{302}',
            _ => '\u{327}',
        };
        let letter = rest.chars().nth(1).filter(|c| c.is_alphabetic());
        let joined = letter.and_then(|letter| unicode_normalization::char::compose(letter, mark));
        match (joined, letter) {
            (Some(joined), Some(letter)) => {
                self.text.push(joined);
                accent.len_utf8() + letter.len_utf8()
            }
            _ => {
                self.text.push(accent);
                accent.len_utf8()
            }
        }
    }

    /// Drops an invisible character; one that splits a word, or reverses it, is told.
    fn hidden(&mut self, at: usize, c: char) {
        // A long run of them is one.
        let after = self.raw[at..].chars().take(64).find(|c| !invisible(*c));
        let splits = self
            .text
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
            && after.is_some_and(char::is_alphanumeric);
        let tag = ('\u{e0000}'..='\u{e007f}').contains(&c);
        let reverses = matches!(c, '\u{202d}' | '\u{202e}');
        if splits || tag || reverses {
            self.flag(FlagKind::InvisibleCharacters, at);
        }
    }

    fn flag(&mut self, kind: FlagKind, at: usize) {
        let (page, line) = self.at.place(&self.text);
        let told = |flag: &IntegrityFlag| (flag.flag, flag.page, flag.line) == (kind, page, line);
        if self.flags.len() < MOST_FLAGS && !self.flags.iter().any(told) {
            let excerpt = excerpt(self.raw, at);
            self.flags.push(IntegrityFlag {
                flag: kind,
                page,
                line,
                excerpt,
            });
        }
    }
}

/// More than these say nothing more.
const MOST_FLAGS: usize = 20;

/// Counts pages and lines as a text grows, each byte once.
#[derive(Default)]
struct Counter {
    counted: usize,
    pages: usize,
    lines: usize,
}

impl Counter {
    /// The page and the line at the end of a text.
    fn place(&mut self, text: &str) -> (usize, usize) {
        for byte in &text.as_bytes()[self.counted.min(text.len())..] {
            match byte {
                0x0c => (self.pages, self.lines) = (self.pages + 1, 0),
                b'\n' | 0x1d => self.lines += 1,
                _ => {}
            }
        }
        self.counted = text.len();
        (self.pages + 1, self.lines + 1)
    }
}

/// A few words around a byte.
fn excerpt(text: &str, at: usize) -> String {
    let start = text[..at]
        .char_indices()
        .rev()
        .nth(20)
        .map_or(0, |(i, _)| i);
    let line = text[start..at].rfind('\n').map_or(start, |i| start + i + 1);
    text[line..]
        .chars()
        .take(60)
        .take_while(|c| *c != '\n')
        .collect()
}

fn invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1c}' | '\u{1e}' | '\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// UTF-8 that was once read as Windows-1252 (`Ã©`, `â€™`): the right character and what it used up.
fn mojibake(rest: &str) -> Option<(char, usize)> {
    let first = rest.chars().next()?;
    let length = match first {
        'Â' | 'Ã' => 2,
        'â' | 'ï' => 3,
        'ð' => 4,
        _ => return None,
    };
    let mut bytes = [0u8; 4];
    let mut used = 0;
    for (i, c) in rest.chars().take(length).enumerate() {
        bytes[i] = windows_1252(c)?;
        used += c.len_utf8();
    }
    let right = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some((if right == '\u{feff}' { ' ' } else { right }, used))
}

fn windows_1252(c: char) -> Option<u8> {
    let high = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
    const BYTES: [u8; 27] = [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92,
        0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ];
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        _ => high
            .chars()
            .position(|known| known == c)
            .map(|at| BYTES[at]),
    }
}

/// Letters of another alphabet inside Latin words become the letters they pose as.
fn look_alikes(text: &str, flags: &mut Vec<IntegrityFlag>) -> Option<String> {
    // Greek and Cyrillic start with 0xCD to 0xD3.
    if !text.bytes().any(|byte| (0xcd..=0xd3).contains(&byte)) {
        return None;
    }
    let mut undone = String::with_capacity(text.len());
    let mut at = Counter::default();
    for word in text.split_inclusive(|c: char| !c.is_alphabetic() && !is_combining_mark(c)) {
        let poses = word.chars().any(|c| latin_twin(c).is_some());
        let latin = word.chars().filter(char::is_ascii_alphabetic).count();
        let foreign = |c: char| matches!(c, '\u{370}'..='\u{52f}') && latin_twin(c).is_none();
        if poses && latin > 0 && !word.chars().any(foreign) {
            let (page, line) = at.place(&undone);
            if flags.len() < MOST_FLAGS {
                let excerpt = word.trim_end().chars().take(60).collect();
                flags.push(IntegrityFlag {
                    flag: FlagKind::LookAlikeLetters,
                    page,
                    line,
                    excerpt,
                });
            }
            undone.extend(word.chars().map(|c| latin_twin(c).unwrap_or(c)));
        } else {
            undone.push_str(word);
        }
    }
    Some(undone)
}

fn latin_twin(c: char) -> Option<char> {
    let foreign = "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαινυρϲ";
    let latin = "ABESIJKMHOPCTYXaesijopcyxhdqwABEZHIKMNOPTYXoaivupc";
    let at = foreign.chars().position(|known| known == c)?;
    latin.chars().nth(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(raw: &str) -> String {
        tidy(raw).text.into_owned()
    }

    #[test]
    fn a_clean_text_passes_through_untouched() {
        let raw = "Conseillère clientèle – 40 appels par jour\n• à l’écoute\n";
        assert!(matches!(tidy(raw).text, Cow::Borrowed(same) if same == raw));
    }

    #[test]
    fn accents_ligatures_and_spaces_are_those_a_person_reads() {
        assert_eq!(tidied("Cliente\u{300}le"), "Clientèle");
        assert_eq!(tidied("Exp´erience, pr´esent"), "Expérience, présent");
        assert_eq!(
            tidied("e\u{fb03}cace, \u{fb01}délisation"),
            "efficace, fidélisation"
        );
        assert_eq!(
            tidied("1\u{202f}200\u{a0}appels\r\nau\rcalme"),
            "1 200 appels\nau\ncalme"
        );
        assert_eq!(tidied("\u{1d402}\u{1d411}\u{1d40c}"), "CRM");
        assert_eq!(tidied("\u{f0b7} tri\n\u{f0b7} accueil"), "• tri\n• accueil");
    }

    #[test]
    fn mojibake_is_undone_and_honest_accents_are_not() {
        assert_eq!(
            tidied("Company Name â€“ City, dÃ©jÃ\u{a0} lâ€™Ã©tÃ©"),
            "Company Name – City, déjà l’été"
        );
        assert_eq!(
            tidied("« CAFÉ», PÂTE, château, âge, naïf"),
            "« CAFÉ», PÂTE, château, âge, naïf"
        );
    }

    #[test]
    fn a_word_split_by_invisible_characters_is_one_word_and_is_told() {
        let tidy = tidy("Zen\u{200b}desk et CR\u{ad}M\nHub\u{2060}Spot");
        assert_eq!(tidy.text, "Zendesk et CRM\nHubSpot");
        let places: Vec<_> = tidy
            .flags
            .iter()
            .map(|flag| (flag.flag, flag.line))
            .collect();
        assert_eq!(
            places,
            [
                (FlagKind::InvisibleCharacters, 1),
                (FlagKind::InvisibleCharacters, 2)
            ]
        );
    }

    #[test]
    fn invisible_characters_between_words_are_no_offence() {
        assert!(
            tidy("\u{feff}Bonjour \u{200b}\n👩\u{200d}💻 code")
                .flags
                .is_empty()
        );
    }

    #[test]
    fn look_alike_letters_are_undone_and_told_and_greek_words_are_not() {
        let tidy = tidy("CRМ Zеndesk; Λόγος, 5 µs, Привет");
        assert_eq!(tidy.text, "CRM Zendesk; Λόγος, 5 µs, Привет");
        assert_eq!(tidy.flags.len(), 2);
        assert_eq!(tidy.flags[0].flag, FlagKind::LookAlikeLetters);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_tidied_once_and_for_all(raw: String) {
            let once = tidied(&raw);
            let left = once.contains(['\r', '\u{ad}', '\u{200b}']);
            proptest::prop_assert!(!left);
        }
    }
}
