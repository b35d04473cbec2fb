//! Letters: which characters of a text make its words.
//!
//! In: a text and a byte. Out: how long the letter or digit there is, and where words stand.
//! Left to others: numbers, inclusive endings (`tokens`), what stands between words.

/// Bytes that are a whole letter or digit.
static ASCII: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

/// The length of the letter or digit at a byte, or 0.
#[inline]
pub fn length(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes[at] {
        byte if ASCII[byte as usize] => 1,
        0..=0x7f => 0,
        // À to ÿ are letters, but for × and ÷.
        0xc3 => match bytes.get(at + 1) {
            Some(0x97 | 0xb7) => 0,
            _ => 2,
        },
        // Dashes, quotes, bullets.
        0xe2 if bytes.get(at + 1) == Some(&0x80) => 0,
        _ => rare(text, at),
    }
}

fn rare(text: &str, at: usize) -> usize {
    let c = text[at..].chars().next().unwrap_or(' ');
    if c.is_alphanumeric() { c.len_utf8() } else { 0 }
}

/// How long the character that starts with a byte is.
#[inline]
pub fn char_length(first: u8) -> usize {
    match first {
        0..=0x7f => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

/// The next run of letters and digits: its first byte, and one past its last.
#[inline]
pub fn word(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() && length(text, at) == 0 {
        at += char_length(bytes[at]);
    }
    let start = at;
    while at < bytes.len() {
        match length(text, at) {
            0 => break,
            length => at += length,
        }
    }
    (at > start).then_some((start, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_what_unicode_says() {
        for c in (0..0x3000).filter_map(char::from_u32) {
            let text = c.to_string();
            assert_eq!(length(&text, 0) > 0, c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let text = "« L’été 2019 » : ×3";
        let (mut words, mut at) = (Vec::new(), 0);
        while let Some((start, end)) = word(text, at) {
            words.push(&text[start..end]);
            at = end;
        }
        assert_eq!(words, ["L", "été", "2019", "3"]);
        assert_eq!(word("", 0), None);
        assert_eq!(word("…", 0), None);
        assert_eq!(word("café", 5), None);
    }
}
