//! Whether the fonts of a PDF tell the truth: a map to characters may say *developer* for glyphs that
//! show *boulanger*.
//!
//! In: each glyph with the character it claims. Out: the fonts whose shapes contradict their claims:
//! letters that should reach below the line and do not, or rise above the others and do not.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph, GlyphIdentifier, OutlineGlyph};
use hayro_interpret::kurbo::{Rect, Shape};

/// Fewer distinct letters than this prove nothing.
const LETTERS: usize = 6;

/// The fonts of a document.
#[derive(Default)]
pub struct Fonts {
    numbers: HashMap<FontKey, u32>,
    claims: HashMap<(GlyphIdentifier, char), ()>,
    records: Vec<Record>,
}

/// A font program, or whatever has none of its own.
type FontKey = Option<u128>;

/// What the letters of one font look like.
#[derive(Default)]
struct Record {
    right: usize,
    wrong: usize,
    lowest: f64,
    highest: f64,
    lowercase: usize,
}

impl Fonts {
    /// A number for the font of a glyph.
    pub fn number(&mut self, glyph: &Glyph) -> u32 {
        let key = match glyph {
            Glyph::Outline(outline) => outline.font_data().map(|font| font.cache_key),
            Glyph::Type3(_) => None,
        };
        let next = self.records.len() as u32;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.records.push(Record::default());
        }
        number
    }

    /// Notes what a glyph claims to be.
    pub fn claim(&mut self, glyph: &Glyph, font: u32, character: char) {
        let Glyph::Outline(outline) = glyph else {
            return;
        };
        if !character.is_ascii_alphanumeric() {
            return;
        }
        let key = (outline.identifier(), character);
        if self.claims.insert(key, ()).is_none()
            && let Some(record) = self.records.get_mut(font as usize)
        {
            record.note(outline, character);
        }
    }

    /// Whether the shapes of a font contradict what it claims.
    pub fn lies(&self, font: u32) -> bool {
        self.records.get(font as usize).is_some_and(Record::lies)
    }
}

impl Record {
    fn note(&mut self, outline: &OutlineGlyph, character: char) {
        let shape = outline.outline().bounding_box();
        if shape.height() < 50.0 {
            return;
        }
        match fits(character, shape) {
            Some(true) => self.right += 1,
            Some(false) => self.wrong += 1,
            None => return,
        }
        if character.is_ascii_lowercase() {
            let is_first = self.lowercase == 0;
            self.lowercase += 1;
            self.lowest = if is_first {
                shape.y1
            } else {
                self.lowest.min(shape.y1)
            };
            self.highest = if is_first {
                shape.y1
            } else {
                self.highest.max(shape.y1)
            };
        }
    }

    fn lies(&self) -> bool {
        let all = self.right + self.wrong;
        // Small capitals, and fonts that only have capitals: every letter is as high as the others.
        let is_even = self.lowercase >= 3 && self.highest - self.lowest < 80.0;
        all >= LETTERS && self.wrong >= 3 && self.wrong * 100 >= all * 34 && !is_even
    }
}

/// Whether a shape, in thousandths of the font's size, can be that letter; none when it says little.
fn fits(character: char, shape: Rect) -> Option<bool> {
    let rises = shape.y1 > 600.0;
    let falls = shape.y0 < -90.0;
    Some(match character {
        'a' | 'c' | 'e' | 'm' | 'n' | 'o' | 'r' | 's' | 'u' | 'v' | 'w' | 'x' | 'z' => {
            !rises && !falls
        }
        'b' | 'd' | 'h' | 'k' | 'l' => rises && !falls,
        'g' | 'p' | 'q' | 'y' => falls && !rises,
        'A'..='I' | 'K'..='P' | 'R'..='Z' => shape.y1 > 560.0 && !falls,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_the_height_of_their_kind() {
        let x_height = Rect::new(0.0, -10.0, 400.0, 520.0);
        let tall = Rect::new(0.0, 0.0, 400.0, 720.0);
        let deep = Rect::new(0.0, -210.0, 400.0, 520.0);
        assert_eq!(fits('e', x_height), Some(true));
        assert_eq!(fits('e', tall), Some(false));
        assert_eq!(fits('d', tall), Some(true));
        assert_eq!(fits('p', deep), Some(true));
        assert_eq!(fits('p', x_height), Some(false));
        assert_eq!(fits('!', tall), None);
    }

    #[test]
    fn small_capitals_do_not_lie() {
        let even = Record {
            right: 10,
            wrong: 8,
            lowest: 500.0,
            highest: 520.0,
            lowercase: 18,
        };
        assert!(!even.lies());
        let lie = Record {
            right: 4,
            wrong: 5,
            lowest: 500.0,
            highest: 720.0,
            lowercase: 9,
        };
        assert!(lie.lies());
    }
}
