//! A bounded memory of words: what was worked out for a word once is found again by one look.
//!
//! In: words and a number for each. Out: the number, if the word is still remembered. Two words that
//! fall on the same place stand side by side; a third takes the place of the elder, so memory never grows.

/// Words that are remembered, at most; a power of two.
const PLACES: usize = 1 << 16;
/// Places at first: one CV has few words, and each page of memory that is touched costs time.
const FIRST: usize = 1 << 9;
/// How many times more there are each time that the memory grows.
const GROWTH: usize = 8;
/// Longer words are not remembered.
const LONGEST: usize = 15;

/// Mixes the letters of a word.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word in sixteen bytes, length included, and what it stands for.
type Place = [u64; 3];

/// The memory.
pub struct Remembered {
    places: Vec<Place>,
    /// Words set since it last grew.
    set: usize,
}

/// Where a word is kept, and under what key.
#[derive(Clone, Copy)]
pub struct Slot {
    hash: usize,
    key: [u64; 2],
}

impl Default for Remembered {
    fn default() -> Remembered {
        Remembered {
            places: vec![[0; 3]; FIRST],
            set: 0,
        }
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
        Some(Slot {
            hash: hash(key),
            key,
        })
    }

    /// What is remembered in a place, if it is that word's.
    #[inline]
    pub fn get(&self, slot: Slot) -> Option<u64> {
        let at = self.at(slot.hash);
        let pair = &self.places[at..at + 2];
        let place = pair.iter().find(|place| place[..2] == slot.key)?;
        Some(place[2])
    }

    /// Remembers a word in the place of the elder of two.
    pub fn set(&mut self, slot: Slot, value: u64) {
        if self.set >= self.places.len() / 2 && self.places.len() < PLACES {
            self.grow();
        }
        self.set += 1;
        self.put([slot.key[0], slot.key[1], value], slot.hash);
    }

    fn put(&mut self, place: Place, hash: usize) {
        let at = self.at(hash);
        self.places[at + 1] = self.places[at];
        self.places[at] = place;
    }

    /// Where the pair of places for a hash starts.
    #[inline]
    fn at(&self, hash: usize) -> usize {
        hash & (self.places.len() - 2)
    }

    fn grow(&mut self) {
        let grown = vec![[0; 3]; (self.places.len() * GROWTH).min(PLACES)];
        let known = std::mem::replace(&mut self.places, grown);
        self.set = 0;
        for place in known.into_iter().filter(|place| *place != [0; 3]) {
            self.set += 1;
            self.put(place, hash([place[0], place[1]]));
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.places.fill([0; 3]);
    }
}

fn hash(key: [u64; 2]) -> usize {
    let mixed = u128::from(key[0] ^ key[1].wrapping_mul(ODD)) * u128::from(ODD);
    (mixed >> 64) as usize ^ mixed as usize
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
