//! Stems: one form for all inflections of a word.
//!
//! In: a word. Out: its stem, folded. The accented word is stemmed first and folded after: the other
//! way round, *gérée* and *gérer* part. The folded-first form serves texts typed without accents.

use rust_stemmers::{Algorithm, Stemmer};

use super::fold;
use crate::model::document::Lang;

/// The two stemmers; cheap to make, not to be shared with a text.
pub struct Stems {
    fr: Stemmer,
    en: Stemmer,
}

impl Default for Stems {
    fn default() -> Stems {
        Stems {
            fr: Stemmer::create(Algorithm::French),
            en: Stemmer::create(Algorithm::English),
        }
    }
}

/// Words of the text as it stands, and words whose accents may have been lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Accents {
    /// The text has accents.
    Kept,
    /// The text has none: a final *e* may have been *é*.
    Lost,
}

/// Accents rarer than one in so many bytes are accidents.
const RARE: usize = 200;

impl Accents {
    /// Whether a text was typed without accents. Signs outside ASCII (`–`, `€`) say nothing of it, nor
    /// does an accent here and there: a name, a line pasted in. In French one letter in thirty has one.
    pub fn of(text: &str) -> Accents {
        // the first byte of À to ÿ, and that of accents that stand as characters of their own
        let accented = |byte: &u8| matches!(byte, 0xc3 | 0xcc);
        match text.bytes().filter(accented).count() * RARE > text.len() {
            true => Accents::Kept,
            false => Accents::Lost,
        }
    }

    /// Whether one word of the text may have lost its accents: capitals often do (*A L'ECOUTE*).
    pub fn of_word(self, word: &str) -> Accents {
        let capitals = || word.bytes().all(|byte| byte.is_ascii_uppercase());
        match self == Accents::Lost || capitals() {
            true => Accents::Lost,
            false => Accents::Kept,
        }
    }
}

/// The letters of French that capitals and keyboards strip of their accents.
const STRIPPED: &[(char, &[char])] = &[
    ('a', &['à', 'â']),
    ('e', &['é', 'è', 'ê']),
    ('i', &['î']),
    ('o', &['ô', 'ó']),
    ('u', &['û', 'ù']),
    ('c', &['ç']),
];

/// A short word keeps its accents when it is folded (*né* is not *ne*): typed without, it may be any of these.
pub fn accented(short: &str) -> impl Iterator<Item = String> {
    let letters = short.char_indices();
    letters.flat_map(move |(at, letter)| {
        let marked = STRIPPED.iter().filter(move |(bare, _)| *bare == letter);
        marked.flat_map(move |(_, marked)| {
            marked.iter().map(move |mark| {
                let mut word = short.to_owned();
                word.replace_range(at..at + 1, mark.encode_utf8(&mut [0; 4]));
                word
            })
        })
    })
}

impl Stems {
    /// The stems of a lower-case word; the first is that of the word as written.
    pub fn of(&self, word: &str, lang: Lang, accents: Accents) -> Vec<String> {
        let mut stems = Vec::with_capacity(2);
        let mut folded = String::new();
        fold::word(word, &mut folded);
        if word.chars().count() <= 3 {
            return vec![folded];
        }
        self.add(word, lang, &mut stems);
        // most words have no accents: they are stemmed once
        if folded != word {
            self.add(&folded, lang, &mut stems);
        }
        if lang == Lang::Fr
            && accents == Accents::Lost
            && let Some(accented) = with_final_accent(&folded)
        {
            self.add(&accented, lang, &mut stems);
        }
        stems
    }

    fn add(&self, word: &str, lang: Lang, stems: &mut Vec<String>) {
        let stemmer = match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        };
        let mut folded = String::new();
        fold::word(&stemmer.stem(word), &mut folded);
        if !stems.contains(&folded) {
            stems.push(folded);
        }
    }
}

/// *geree* may have been *gérée*: the stemmer takes an accented ending off, a bare one not.
fn with_final_accent(folded: &str) -> Option<String> {
    if folded.len() < 5 {
        return None;
    }
    const ENDINGS: [(&str, &str); 6] = [
        ("ieres", "ières"),
        ("iere", "ière"),
        ("ees", "ées"),
        ("ee", "ée"),
        ("es", "és"),
        ("e", "é"),
    ];
    ENDINGS.iter().find_map(|(bare, accented)| {
        folded
            .strip_suffix(bare)
            .map(|root| format!("{root}{accented}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem() {
        let stems = Stems::default();
        let first = |word| stems.of(word, Lang::Fr, Accents::Kept)[0].clone();
        assert_eq!(first("gérée"), first("gérer"));
        assert_eq!(first("réclamations"), first("réclamation"));
    }

    #[test]
    fn signs_are_no_accents_and_capitals_may_have_lost_theirs() {
        assert_eq!(Accents::of("resume – 30 € “gere”"), Accents::Lost);
        assert_eq!(Accents::of("géré"), Accents::Kept);
        assert_eq!(Accents::Kept.of_word("A"), Accents::Lost);
        assert_eq!(Accents::Kept.of_word("a"), Accents::Kept);
        assert!(accented("a").any(|word| word == "à"));
        assert!(accented("nos").any(|word| word == "nós"));
    }

    #[test]
    fn a_participle_typed_without_accents_is_still_the_verb() {
        let stems = Stems::default();
        let verb = stems.of("gérer", Lang::Fr, Accents::Kept);
        let typed = stems.of("geree", Lang::Fr, Accents::Lost);
        assert!(
            typed.iter().any(|stem| verb.contains(stem)),
            "{typed:?} {verb:?}"
        );
    }
}
