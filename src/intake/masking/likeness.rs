//! What tells that two applications may be one person's, without saying whose.
//!
//! In: masked documents, and contacts as written. Out: hashes. The text gives one that spaces, case,
//! accents and signs do not change, and a sketch by which texts that are nearly the same are found
//! without comparing everybody with everybody.
//! Left to others: what is alike (`judging::twins`).

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::language::fold;
use crate::model::candidate::Likeness;
use crate::model::document::Document;

/// A shorter text says too little to be somebody's own: two rows may well read *Sales assistant*.
const FEWEST_WORDS: usize = 8;
/// With fewer pairs of words than this a sketch would be chance.
const FEWEST_PAIRS: usize = 40;
/// The fewest and the most digits of a telephone number; its last nine are the same with and without
/// the country's code.
const DIGITS: (usize, usize) = (9, 15);
const LAST_DIGITS: usize = 9;

/// The likeness of a candidate: what their masked texts say, and where they are reached.
pub fn of(documents: &[Document], contacts: &[u64]) -> Likeness {
    let mut sketch = Sketch::default();
    for document in documents {
        fold::each_word(&document.text, |word| sketch.word(word));
    }
    let mut likeness = sketch.done();
    for contact in contacts {
        let known = likeness.contacts.contains(contact);
        let place = likeness.contacts.iter_mut().find(|place| **place == 0);
        if let Some(place) = place.filter(|_| !known) {
            *place = *contact;
        }
    }
    likeness
}

/// The hash of an e-mail address or of a telephone number; nothing for any other contact, nor for a
/// number that nobody has (a form's `00 00 00 00 00`).
pub fn contact(written: &str) -> Option<u64> {
    let written = written.trim();
    if let Some((mailbox, host)) = written.split_once('@') {
        // What follows a plus sign is the owner's own mark.
        let mailbox = mailbox.split('+').next().unwrap_or(mailbox);
        let whole = !mailbox.is_empty() && host.contains('.');
        return whole.then(|| hash(format!("{mailbox}@{host}").to_lowercase().as_bytes()));
    }
    if written.contains(|c: char| c.is_alphabetic() || c == '/') {
        return None;
    }
    let digits: Vec<u8> = written.bytes().filter(u8::is_ascii_digit).collect();
    let dials = (DIGITS.0..=DIGITS.1).contains(&digits.len());
    let last = digits.get(digits.len().checked_sub(LAST_DIGITS)?..)?;
    let various = last[1..].iter().any(|digit| *digit != last[1]);
    (dials && various).then(|| hash(last))
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    spread(hasher.finish()).max(1)
}

/// Every bit of the result depends on every bit of the hash, so that groups and bytes can be cut from it.
fn spread(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 32)
}

/// How many groups the pairs of a text are dealt into.
const GROUPS: usize = 64;

/// Reads words one after the other.
struct Sketch {
    text: FxHasher,
    words: usize,
    before: u64,
    least: [u64; GROUPS],
}

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch {
            text: FxHasher::default(),
            words: 0,
            before: 0,
            least: [u64::MAX; GROUPS],
        }
    }
}

impl Sketch {
    fn word(&mut self, word: &[u8]) {
        let own = hash(word);
        self.text.write_u64(own);
        if self.words > 0 {
            let pair = spread(self.before.rotate_left(21) ^ own);
            let group = (pair >> 58) as usize;
            self.least[group] = self.least[group].min(pair << 6);
        }
        self.before = own;
        self.words += 1;
    }

    fn done(self) -> Likeness {
        let text = match self.words >= FEWEST_WORDS {
            true => self.text.finish().max(1),
            false => 0,
        };
        Likeness {
            text,
            sketch: self.bytes().map_or([0; 8], packed),
            ..Likeness::default()
        }
    }

    /// A byte for each group; an empty one takes that of the next, so that texts of different length
    /// stay comparable.
    fn bytes(&self) -> Option<[u8; GROUPS]> {
        if self.words <= FEWEST_PAIRS {
            return None;
        }
        let mut bytes = [0; GROUPS];
        for (group, byte) in bytes.iter_mut().enumerate() {
            let ahead = (0..GROUPS).find(|ahead| {
                let other = self.least[(group + ahead) % GROUPS];
                other != u64::MAX
            })?;
            let least = self.least[(group + ahead) % GROUPS];
            *byte = (spread(least.wrapping_add(ahead as u64)) >> 40) as u8;
        }
        Some(bytes)
    }
}

fn packed(bytes: [u8; GROUPS]) -> [u64; 8] {
    let mut packed = [0; 8];
    for (word, eight) in packed.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = eight
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Likeness {
        let document = Document {
            text: text.into(),
            ..Document::default()
        };
        of(&[document], &[])
    }

    #[test]
    fn case_accents_signs_and_spaces_make_no_other_text() {
        let one = text("Conseillère clientèle : 40 appels par jour, CRM Zendesk, anglais courant");
        let other =
            text("CONSEILLERE CLIENTELE\n- 40 appels  par jour\n- CRM Zendesk ; anglais courant");
        assert_ne!(one.text, 0);
        assert_eq!(one.text, other.text);
        assert_ne!(
            one.text,
            text("Conseillère clientèle : 50 appels par jour, CRM Zendesk, anglais courant").text
        );
    }

    #[test]
    fn a_few_words_are_nobodys_own() {
        assert_eq!(text("Sales assistant, Excel and Word").text, 0);
    }

    #[test]
    fn a_contact_is_the_same_however_it_is_written() {
        let same = |written: [&str; 2]| assert_eq!(contact(written[0]), contact(written[1]));
        same(["Ada.Vergne@Example.org", "ada.vergne+cv@example.org"]);
        same(["06 12 34 56 78", "+33 (0)6.12.34.56.78"]);
        same(["0612345678", "33612345678"]);
        assert_ne!(contact("06 12 34 56 78"), contact("06 12 34 56 79"));
        for nothing in [
            "00 00 00 00 00",
            "@ada",
            "12 rue de Brest",
            "03/05/1975",
            "1975-05-03",
        ] {
            assert_eq!(contact(nothing), None, "{nothing}");
        }
    }
}
