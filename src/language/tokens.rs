//! Tokens: the words and numbers of a text, with what stands between them.
//!
//! In: a text. Out: tokens in order, each with its byte range.
//! Left to others: folding and stems; what a unit is (`evidence::units`).

use super::letters;

/// What stands between a token and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum After {
    /// A space, an apostrophe, a hyphen inside a word.
    #[default]
    Space,
    /// A slash, a bar, a dash between spaces.
    Bar,
    /// A comma.
    Comma,
    /// A bracket, opening or closing, or a quotation mark.
    Bracket,
    /// A colon.
    Colon,
    /// A semicolon.
    Semicolon,
    /// A full stop, exclamation or question mark.
    Stop,
}

/// A word or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte, without an inclusive ending.
    pub end: usize,
    /// Whether it is a number: digits, with thousands and decimals.
    pub number: bool,
    /// What stands between it and the next token.
    pub after: After,
}

/// Signs that are tokens of their own: they say what a number counts.
pub const SIGNS: &[char] = &['%', '€', '£', '$'];

/// Endings that inclusive French adds to a word: *conseiller·ère, motivé(e)s, acteur/trice*.
const INCLUSIVE: &[&str] = &[
    "e", "es", "s", "ère", "ères", "ere", "trice", "trices", "rice", "rices", "euse", "euses",
    "se", "ses", "ne", "nes", "ienne", "iennes", "ive", "ives", "ve", "ves", "le", "les", "fe",
    "fes", "esse", "esses", "te", "tes", "enne",
];

/// Appends the tokens of `text` to `tokens`; offsets are shifted by `base`.
pub fn append(text: &str, base: usize, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = word_char(text, at);
        if length == 0 {
            if bytes[at] == b' ' {
                at += 1;
                continue;
            }
            let c = letters::char_length(bytes[at]);
            if text[at..].starts_with(SIGNS) {
                let (start, end) = (base + at, base + at + c);
                tokens.push(Token {
                    start,
                    end,
                    number: false,
                    after: After::Space,
                });
                at += c;
                continue;
            }
            if let Some(last) = tokens
                .last_mut()
                .filter(|last| last.end > base || base == 0)
            {
                last.after = last.after.max(sign(text, at, c));
            }
            at += c;
            continue;
        }
        let start = at;
        let (end, number) = word_end(text, start);
        tokens.push(Token {
            start: base + start,
            end: base + end,
            number,
            after: After::Space,
        });
        at = if number {
            end
        } else {
            inclusive_end(text, end)
        };
    }
}

/// The length of the letter, digit or accent here, or 0.
#[inline]
fn word_char(text: &str, at: usize) -> usize {
    match (letters::length(text, at), &text.as_bytes()[at..]) {
        // U+0300 to U+036F: accents that stand as characters of their own
        (0, [0xcc, ..] | [0xcd, 0x80..=0xaf, ..]) => 2,
        (length, _) => length,
    }
}

fn word_end(text: &str, start: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut end = start;
    let mut number = true;
    while end < bytes.len() {
        let length = word_char(text, end);
        if length == 0 {
            break;
        }
        number &= bytes[end].is_ascii_digit();
        end += length;
    }
    if number {
        (number_end(text, end, end - start), true)
    } else {
        (end, false)
    }
}

/// Takes in thousands (*1 200*, *1,200*) and decimals (*4,7*, *4.7*).
fn number_end(text: &str, mut end: usize, mut first_group: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        let Some(separator) = text[end..].chars().next() else {
            return end;
        };
        let after = end + separator.len_utf8();
        let digits = bytes[after..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let ends_there = bytes
            .get(after + digits)
            .is_none_or(|byte| !byte.is_ascii_alphabetic());
        let thousands = matches!(
            separator,
            ' ' | '\u{a0}' | '\u{202f}' | ',' | '.' | '\'' | '\u{2009}'
        ) && digits == 3
            && first_group <= 3;
        let decimals = matches!(separator, ',' | '.') && (1..=2).contains(&digits);
        if !ends_there || !(thousands || decimals) {
            return end;
        }
        end = after + digits;
        first_group = if thousands { 3 } else { 9 };
    }
}

/// Skips an inclusive ending after a word.
fn inclusive_end(text: &str, end: usize) -> usize {
    // nearly all words end at a sign that starts no ending
    let next = text.as_bytes().get(end);
    if next.is_none_or(|next| next.is_ascii() && !matches!(next, b'.' | b'(' | b'/' | b'-')) {
        return end;
    }
    let mut at = end;
    // `·e·s`, `.e.s`, `(e)s`: at most two endings in a row
    for _ in 0..2 {
        match one_inclusive_ending(text, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

fn one_inclusive_ending(text: &str, at: usize) -> Option<usize> {
    let mark = text[at..].chars().next()?;
    if !matches!(
        mark,
        '·' | '•' | '‧' | '∙' | '.' | '(' | '/' | '-' | '\u{2011}'
    ) {
        return None;
    }
    let from = at + mark.len_utf8();
    let ending: usize = text[from..]
        .chars()
        .take_while(|c| c.is_alphabetic())
        .map(char::len_utf8)
        .sum();
    let word = &text[from..from + ending];
    let ascii_mark = matches!(mark, '.' | '/' | '-' | '\u{2011}' | '•');
    // a full stop or hyphen is an everyday sign: only endings that are no words of their own
    if !INCLUSIVE.contains(&word)
        || (ascii_mark && matches!(word, "le" | "les" | "te" | "se" | "ses"))
    {
        return None;
    }
    let mut next = from + ending;
    if mark == '(' {
        next += text[next..].starts_with(')').then_some(1)?;
        let plural = text[next..].starts_with('s')
            && !text[next + 1..].starts_with(|c: char| c.is_alphanumeric());
        next += usize::from(plural);
    }
    Some(next)
}

fn sign(text: &str, at: usize, length: usize) -> After {
    match &text[at..at + length] {
        "," => After::Comma,
        "(" | ")" | "[" | "]" | "«" | "»" | "\"" | "“" | "”" => After::Bracket,
        ":" => After::Colon,
        ";" => After::Semicolon,
        "." | "!" | "?" | "…" => {
            let inside = length == 1 && text[at + 1..].starts_with(|c: char| c.is_alphanumeric());
            if inside { After::Space } else { After::Stop }
        }
        "|" | "/" | "•" | "—" | "–" | "·" | "\t" => After::Bar,
        "-" if text[at + 1..].starts_with(' ') => After::Bar,
        _ => After::Space,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        append(text, 0, &mut tokens);
        tokens
            .iter()
            .map(|token| &text[token.start..token.end])
            .collect()
    }

    #[test]
    fn apostrophes_and_hyphens_part_words() {
        assert_eq!(
            words("l’esprit d'équipe, sang-froid"),
            ["l", "esprit", "d", "équipe", "sang", "froid"]
        );
    }

    #[test]
    fn inclusive_endings_are_not_words() {
        assert_eq!(
            words("conseiller·ère motivé(e)s acteur/trice bénévole(s) salarié.e.s"),
            ["conseiller", "motivé", "acteur", "bénévole", "salarié"]
        );
    }

    #[test]
    fn thousands_and_decimals_are_one_number_and_telephone_digits_are_not() {
        assert_eq!(
            words("1 200 appels, note 4,7 sur 5, en 2019 2021, 06 00 00 00 01"),
            [
                "1 200", "appels", "note", "4,7", "sur", "5", "en", "2019", "2021", "06", "00",
                "00", "00", "01"
            ]
        );
    }
}
