//! A bounded memory of words: what was worked out for a word once is found again by one look.
//!
//! In: words and a number for each. Out: the number, if the word is still remembered. Two words that
//! fall on the same place stand side by side; a third takes the place of the elder, so memory never grows.

/// Words that are remembered, at most; a power of two.
const PLACES: usize = 1 << 16;
/// Longer words are not remembered.
const LONGEST: usize = 15;

/// Mixes the letters of a word.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word in sixteen bytes, length included, and what it stands for.
type Place = [u64; 3];

/// The memory.
pub struct Remembered(Vec<Place>);

/// Where a word is kept, and under what key.
#[derive(Clone, Copy)]
pub struct Slot {
    at: usize,
    key: [u64; 2],
}

impl Default for Remembered {
    fn default() -> Remembered {
        // Zeroes come from the system when they are first looked at: one CV needs few of them.
        Remembered(vec![[0; 3]; PLACES])
    }
}

impl Remembered {
    /// Where the word between two bytes of a text is kept; nothing for one too long to be kept.
    #[inline]
    pub fn slot(text: &str, start: usize, end: usize) -> Option<Slot> {
        let length = end - start;
        if length > LONGEST {
            return None;
        }
        // sixteen bytes are read at once where the text goes on for so long
        let mut padded = match text.as_bytes()[start..].first_chunk::<16>() {
            Some(chunk) => {
                (u128::from_le_bytes(*chunk) & !(u128::MAX << (8 * length))).to_le_bytes()
            }
            None => {
                let mut padded = [0; 16];
                padded[..length].copy_from_slice(&text.as_bytes()[start..end]);
                padded
            }
        };
        // No word is empty, so that an empty place is no word's.
        padded[LONGEST] = length as u8;
        let word = u128::from_le_bytes(padded);
        let key = [word as u64, (word >> 64) as u64];
        let mixed = u128::from(key[0] ^ key[1].wrapping_mul(ODD)) * u128::from(ODD);
        let at = (mixed >> 64) as usize ^ mixed as usize;
        Some(Slot {
            at: at & (PLACES - 2),
            key,
        })
    }

    /// What is remembered in a place, if it is that word's.
    #[inline]
    pub fn get(&self, slot: Slot) -> Option<u64> {
        let pair = &self.0[slot.at..slot.at + 2];
        let place = pair.iter().find(|place| place[..2] == slot.key)?;
        Some(place[2])
    }

    /// Remembers a word in the place of the elder of two.
    pub fn set(&mut self, slot: Slot, value: u64) {
        self.0[slot.at + 1] = self.0[slot.at];
        self.0[slot.at] = [slot.key[0], slot.key[1], value];
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.fill([0; 3]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_from_every_other() {
        let mut memory = Remembered::default();
        let words: Vec<String> = (0..100_000).map(|n| format!("mot{n}")).collect();
        for (n, word) in words.iter().enumerate() {
            let slot = Remembered::slot(word, 0, word.len()).expect("a short word");
            assert_eq!(memory.get(slot), None);
            memory.set(slot, n as u64);
            assert_eq!(memory.get(slot), Some(n as u64));
        }
        let kept = words.iter().enumerate().filter(|(n, word)| {
            let found = Remembered::slot(&format!("{word} and more text"), 0, word.len())
                .and_then(|slot| memory.get(slot));
            found == Some(*n as u64)
        });
        assert!(kept.count() > PLACES / 2);
        assert!(Remembered::slot("anticonstitutionnellement", 0, 25).is_none());
    }
}
