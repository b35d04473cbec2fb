//! Folding: lower case, no accents, ligatures opened.
//!
//! In: a word or a line. Out: the form in which words are compared.
//! Left to others: where words end (`tokens`), inflection (`stems`).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Calls for each word of a text folded, in one buffer.
pub fn each_word(text: &str, mut call: impl FnMut(&[u8])) {
    let (mut word, mut other) = (Vec::with_capacity(64), String::new());
    let mut end = |word: &mut Vec<u8>| {
        if !word.is_empty() {
            call(word);
            word.clear();
        }
    };
    for c in text.chars() {
        if let Some(letter) = letter(c) {
            word.push(letter);
        } else if !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)) {
            other.clear();
            push(c, &mut other);
            // some letters fold to several with a space between
            for byte in other.bytes() {
                match byte {
                    b' ' => end(&mut word),
                    byte => word.push(byte),
                }
            }
        } else {
            end(&mut word);
        }
    }
    end(&mut word);
}

/// The whole text folded; apostrophes, hyphens and any other sign read as one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if let Some(letter) = letter(c) {
            folded.push(char::from(letter));
        } else if !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)) {
            push(c, &mut folded);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A hash of what a text folds to, made without folding it; nothing where a letter is not plain.
pub fn hash(text: &str) -> Option<u64> {
    let (mut hash, mut space) = (0u64, false);
    for c in text.chars() {
        match letter(c) {
            Some(letter) => {
                let gap = if space && hash != 0 { 0x100 } else { 0 };
                hash = (hash.rotate_left(5) ^ (gap | u64::from(letter)))
                    .wrapping_mul(0x517c_c1b7_2722_0a95);
                space = false;
            }
            None if c.is_alphanumeric() || is_combining_mark(c) => return None,
            None => space = true,
        }
    }
    Some(hash)
}

/// One word folded. Words of three letters or fewer keep their accents: *né* is not *ne*.
pub fn word(word: &str, into: &mut String) {
    into.clear();
    if word.is_ascii() {
        into.push_str(word);
        into.make_ascii_lowercase();
        return;
    }
    if word.len() <= 12 && word.chars().filter(|c| !is_combining_mark(*c)).count() <= 3 {
        into.extend(word.nfc().flat_map(char::to_lowercase));
        return;
    }
    for c in word.chars() {
        push(c, into);
    }
}

/// The one plain letter or digit that a character folds to; nothing for a ligature, another alphabet or a sign.
#[inline]
pub fn letter(c: char) -> Option<u8> {
    match LETTERS.get(c as usize) {
        None | Some(0) => None,
        Some(letter) => Some(*letter),
    }
}

/// A table is looked up faster than ranges are compared. 0 for what folds to no plain letter.
static LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut code = 0;
    while code < 256 {
        letters[code] = plain(code as u8 as char);
        code += 1;
    }
    letters
};

const fn plain(c: char) -> u8 {
    match c {
        'a'..='z' | '0'..='9' => c as u8,
        'A'..='Z' => c as u8 | 0x20,
        'à' | 'â' | 'À' | 'Â' => b'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => b'e',
        'î' | 'ï' | 'Î' | 'Ï' => b'i',
        'ô' | 'Ô' => b'o',
        'û' | 'ù' | 'Û' | 'Ù' => b'u',
        'ç' | 'Ç' => b'c',
        _ => 0,
    }
}

fn push(c: char, into: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => into.push(c),
        'A'..='Z' => into.push(c.to_ascii_lowercase()),
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' | 'À' | 'Â' | 'Ä' | 'Á' | 'Ã' | 'Å' => {
            into.push('a')
        }
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => into.push('e'),
        'î' | 'ï' | 'í' | 'ì' | 'Î' | 'Ï' | 'Í' | 'Ì' => into.push('i'),
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'ø' | 'Ô' | 'Ö' | 'Ó' | 'Ò' | 'Õ' | 'Ø' => {
            into.push('o')
        }
        'û' | 'ü' | 'ù' | 'ú' | 'Û' | 'Ü' | 'Ù' | 'Ú' => into.push('u'),
        'ç' | 'Ç' => into.push('c'),
        'ñ' | 'Ñ' => into.push('n'),
        'ÿ' | 'Ÿ' | 'ý' | 'Ý' => into.push('y'),
        'œ' | 'Œ' => into.push_str("oe"),
        'æ' | 'Æ' => into.push_str("ae"),
        'ß' => into.push_str("ss"),
        'ł' | 'Ł' => into.push('l'),
        _ => into.extend(
            c.nfkd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut into = String::new();
        word(text, &mut into);
        into
    }

    #[test]
    fn accents_case_and_ligatures_do_not_count() {
        assert_eq!(folded("Cœur"), "coeur");
        assert_eq!(folded("ÉQUIPE"), "equipe");
        assert_eq!(folded("e\u{301}quipe"), "equipe");
        assert_eq!(folded("oﬃce"), "office");
    }

    #[test]
    fn short_words_keep_their_accents() {
        assert_eq!(folded("né"), "né");
        assert_eq!(folded("NE"), "ne");
        assert_ne!(folded("où"), folded("ou"));
    }

    #[test]
    fn a_single_letter_folds_as_a_word_does() {
        for c in (0..0x250).filter_map(char::from_u32) {
            let Some(letter) = letter(c) else { continue };
            let mut whole = String::new();
            push(c, &mut whole);
            assert_eq!(whole, char::from(letter).to_string(), "{c}");
        }
    }

    proptest::proptest! {
        #[test]
        fn texts_that_fold_alike_have_one_hash(a in "[ab éÀ’-]{0,5}", b in "[ab éÀ’-]{0,5}") {
            proptest::prop_assert_eq!(fold(&a) == fold(&b), hash(&a) == hash(&b));
            proptest::prop_assert_eq!(hash("œ"), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_words_of_a_text_are_those_of_its_fold(text in "([a-zA-Zéœß０²½ﷺ’ –\u{301}\n-]|\\PC){0,40}") {
            let mut words = Vec::new();
            each_word(&text, |word| words.push(word.to_vec()));
            let folded = fold(&text);
            let split: Vec<&[u8]> = folded.split(' ').map(str::as_bytes).filter(|word| !word.is_empty()).collect();
            proptest::prop_assert_eq!(words, split);
        }
    }

    #[test]
    fn signs_become_single_spaces() {
        assert_eq!(
            fold("  Chargé·e d’accueil – N° 1 "),
            "charge e d accueil n 1"
        );
    }
}
