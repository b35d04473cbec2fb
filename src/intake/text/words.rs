//! The words of a text, what stands between them, and what that makes of them: segments and units.
//!
//! In: tidy text. Out: words in order. Left to others: what is masked (`masking`).

use super::lines::BULLETS;
use crate::language::letters;

/// What stands between two words, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// A space, an apostrophe, a hyphen inside a word.
    Space,
    /// A bracket or a quotation mark.
    Bracket,
    /// A colon.
    Colon,
    /// A line end inside a sentence.
    Wrap,
    /// A comma.
    Comma,
    /// A bar, a dash between spaces, a tab, a run of spaces.
    Bar,
    /// A line end.
    Line,
    /// A full stop, a semicolon, an exclamation or question mark.
    Stop,
    /// A blank line, a new bullet, a new page or column.
    Break,
}

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
}

/// A sentence is not followed further than this, in words: a text without a full stop must not take long.
const REACH: usize = 300;

/// The words of a text.
pub struct Words<'a> {
    /// The text.
    pub text: &'a str,
    /// Its words.
    pub list: Vec<Word>,
}

impl<'a> Words<'a> {
    /// Cuts a text into words.
    pub fn of(text: &'a str) -> Words<'a> {
        let mut list: Vec<Word> = Vec::with_capacity(text.len() / 5);
        let mut at = 0;
        while let Some((start, end)) = letters::word(text, at) {
            let gap = match list.last() {
                Some(last) => gap(text, *last, start),
                None => Gap::Break,
            };
            list.push(Word { start, end, gap });
            at = end;
        }
        Words { text, list }
    }

    /// A word as written.
    pub fn get(&self, at: usize) -> Option<&'a str> {
        self.list
            .get(at)
            .map(|word| &self.text[word.start..word.end])
    }

    /// What stands before a word; the end of the text is a break.
    pub fn gap(&self, at: usize) -> Gap {
        self.list.get(at).map_or(Gap::Break, |word| word.gap)
    }

    /// Whether a word starts with a capital.
    pub fn capital(&self, at: usize) -> bool {
        self.get(at)
            .is_some_and(|word| word.starts_with(char::is_uppercase))
    }

    /// Whether a word is digits.
    pub fn number(&self, at: usize) -> Option<usize> {
        self.get(at)
            .filter(|word| word.len() <= 6 && word.as_bytes()[0].is_ascii_digit())
            .and_then(|word| word.parse().ok())
    }

    /// The words around one up to a gap that parts them: a comma, a bar, a line end.
    pub fn segment(&self, at: usize) -> (usize, usize) {
        let start = self.back(at, |gap| gap >= Gap::Comma || gap == Gap::Colon);
        (start, self.forth(at, |gap| gap >= Gap::Comma))
    }

    /// The sentence or the bullet that a word stands in.
    pub fn unit(&self, at: usize) -> (usize, usize) {
        let parts = |gap| gap >= Gap::Line;
        (self.back(at, parts), self.forth(at, parts))
    }

    fn back(&self, at: usize, parts: impl Fn(Gap) -> bool) -> usize {
        let mut start = at;
        while start > 0 && at - start < REACH && !parts(self.gap(start)) {
            start -= 1;
        }
        start
    }

    fn forth(&self, at: usize, parts: impl Fn(Gap) -> bool) -> usize {
        let mut end = at + 1;
        while end < self.list.len() && end - at < REACH && !parts(self.gap(end)) {
            end += 1;
        }
        end.min(self.list.len())
    }

    /// The bytes of some words.
    pub fn bytes(&self, from: usize, to: usize) -> (usize, usize) {
        match (self.list.get(from), self.list.get(to.saturating_sub(1))) {
            (Some(first), Some(last)) if from < to => (first.start, last.end),
            _ => (0, 0),
        }
    }
}

/// `M.`, `Dr.`, `St.` and initials end with a full stop that ends nothing.
fn abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    capital
        && (word.len() <= 2 || ["Mrs", "Mme", "Mlle", "Prof", "Ste"].contains(&word))
        && !word.ends_with(char::is_numeric)
}

/// What stands between a word and the next, which starts at a byte.
fn gap(text: &str, last: Word, next: usize) -> Gap {
    let between = &text[last.end..next];
    match between.as_bytes() {
        b" " | b"'" | b"-" | [0xe2, 0x80, 0x99] => return Gap::Space,
        b", " => return Gap::Comma,
        b"\n- " => return Gap::Break,
        _ => {}
    }
    rare_gap(text, last, next)
}

fn rare_gap(text: &str, last: Word, next: usize) -> Gap {
    let between = &text[last.end..next];
    let abbreviated = between.starts_with('.') && abbreviation(&text[last.start..last.end]);
    let mut gap = Gap::Space;
    let mut lines = 0;
    let mut spaces = 0;
    for (at, c) in between.char_indices() {
        let spaced = between[..at].ends_with([' ', '\n']) || at == 0;
        gap = gap.max(match c {
            '\n' => {
                lines += 1;
                Gap::Wrap
            }
            '\u{0c}' | '\u{1d}' => Gap::Break,
            '\t' if lines == 0 => Gap::Bar,
            ',' => Gap::Comma,
            ':' => Gap::Colon,
            '(' | ')' | '[' | ']' | '«' | '»' | '"' | '“' | '”' => Gap::Bracket,
            '.' if abbreviated && at == 0 => Gap::Space,
            '.' if between[at + 1..].starts_with(char::is_whitespace)
                || at + 1 == between.len() && lines > 0 =>
            {
                Gap::Stop
            }
            ';' | '!' | '?' | '…' => Gap::Stop,
            '|' | '•' | '·' | '▪' | '●' => Gap::Bar,
            '-' | '–' | '—' | '/' | '*' | '→'
                if (spaced && at > 0) || between[at + c.len_utf8()..].starts_with(' ') =>
            {
                Gap::Bar
            }
            _ => Gap::Space,
        });
        spaces = if c == ' ' && lines == 0 {
            spaces + 1
        } else {
            0
        };
        if spaces >= 3 {
            gap = gap.max(Gap::Bar);
        }
    }
    if lines == 0 {
        return gap;
    }
    let last = between.rfind('\n').map_or("", |at| &between[at + 1..]);
    let bullet = last.trim_start().starts_with(BULLETS);
    let lower = text[next..].starts_with(char::is_lowercase);
    match gap {
        _ if lines > 1 || bullet => Gap::Break,
        Gap::Comma => Gap::Comma,
        Gap::Wrap | Gap::Colon | Gap::Bracket if lower => Gap::Wrap,
        Gap::Stop | Gap::Break => gap,
        _ => Gap::Line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Vec<String> {
        let words = Words::of(text);
        let mut at = 0;
        let mut segments = Vec::new();
        while at < words.list.len() {
            let (from, to) = words.segment(at);
            let (start, end) = words.bytes(from, to);
            segments.push(text[start..end].to_string());
            at = to;
        }
        segments
    }

    #[test]
    fn segments_end_at_commas_bars_and_lines() {
        assert_eq!(
            segments("Dijon, 58 ans - M. Petit | né le 3\nmai 1975. Saint-Éloi"),
            [
                "Dijon",
                "58 ans",
                "M. Petit",
                "né le 3\nmai 1975",
                "Saint-Éloi"
            ]
        );
    }

    #[test]
    fn a_unit_is_a_sentence_or_a_bullet() {
        let text = "- Élue au CSE,\n  de 2019 à 2023\n- Caisse";
        let words = Words::of(text);
        let (start, end) = words.unit(0);
        let (start, end) = words.bytes(start, end);
        assert_eq!(&text[start..end], "Élue au CSE,\n  de 2019 à 2023");
    }

    proptest::proptest! {
        #[test]
        fn a_frequent_gap_is_what_its_signs_say(text in "[aÉ][ ,'’.\n–-]{1,4}[bA]") {
            let words = Words::of(&text);
            let rare = rare_gap(&text, words.list[0], words.list[1].start);
            proptest::prop_assert_eq!(words.gap(1), rare, "{:?}", text);
        }
    }

    proptest::proptest! {
        #[test]
        fn words_stand_on_character_boundaries(text: String) {
            for word in Words::of(&text).list {
                proptest::prop_assert!(text.get(word.start..word.end).is_some_and(|word| !word.is_empty()));
            }
        }
    }
}
