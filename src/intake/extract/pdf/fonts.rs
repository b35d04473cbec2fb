//! Whether the fonts of a PDF tell the truth: a map to characters may say *developer* for glyphs that
//! show *boulanger*.
//!
//! In: each glyph with the character it claims. Out: the fonts whose shapes contradict their claims:
//! letters that should reach below the line and do not, or rise above the others and do not.

use std::collections::{HashMap, HashSet};

use hayro_interpret::font::{Glyph, GlyphIdentifier, OutlineGlyph};
use hayro_interpret::kurbo::{Rect, Shape};

/// Fewer distinct letters than this prove nothing.
const LETTERS: usize = 6;

/// How many maps to characters are told apart for one font program.
const MAPS: usize = 16;

/// The fonts of a document.
#[derive(Default)]
pub struct Fonts {
    /// The numbers of the fonts that share a program (or have none of their own).
    by_program: HashMap<Option<u128>, Vec<u32>>,
    claims: HashSet<(u32, GlyphIdentifier, char)>,
    records: Vec<Record>,
}

/// What the letters of one font look like.
#[derive(Default)]
struct Record {
    /// What each code stands for: two maps that differ are two fonts, even of one program.
    map: HashMap<u32, char>,
    right: usize,
    wrong: usize,
    lowest: f64,
    highest: f64,
    lowercase: usize,
}

impl Fonts {
    /// A number for the font of a run whose glyphs claim to be these characters; the claims are noted.
    pub fn number(&mut self, glyphs: &[(&Glyph, char)]) -> u32 {
        let program = match glyphs.first() {
            Some((Glyph::Outline(outline), _)) => outline.font_data().map(|font| font.cache_key),
            _ => None,
        };
        let numbers = self.by_program.entry(program).or_default();
        let records = &self.records;
        let fits = |number: &&u32| {
            let record = records.get(**number as usize);
            record.is_some_and(|record| record.agrees(glyphs))
        };
        let number = match numbers.iter().find(fits) {
            Some(number) => *number,
            None if numbers.len() >= MAPS => numbers[0],
            None => {
                let number = self.records.len() as u32;
                numbers.push(number);
                self.records.push(Record::default());
                number
            }
        };
        self.note(number, glyphs);
        number
    }

    fn note(&mut self, number: u32, glyphs: &[(&Glyph, char)]) {
        let Some(record) = self.records.get_mut(number as usize) else {
            return;
        };
        for (glyph, character) in glyphs {
            record.map.insert(glyph.char_code(), *character);
            if let Glyph::Outline(outline) = glyph
                && character.is_ascii_alphanumeric()
                && self
                    .claims
                    .insert((number, outline.identifier(), *character))
            {
                record.note(outline, *character);
            }
        }
    }

    /// Whether the shapes of a font contradict what it claims.
    pub fn lies(&self, font: u32) -> bool {
        self.records.get(font as usize).is_some_and(Record::lies)
    }
}

impl Record {
    fn agrees(&self, glyphs: &[(&Glyph, char)]) -> bool {
        let is_same = |(glyph, character): &(&Glyph, char)| {
            let known = self.map.get(&glyph.char_code());
            known.is_none_or(|known| known == character)
        };
        glyphs.iter().all(is_same)
    }

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
            ..Record::default()
        };
        assert!(!even.lies());
        let lie = Record {
            right: 4,
            wrong: 5,
            lowest: 500.0,
            highest: 720.0,
            lowercase: 9,
            ..Record::default()
        };
        assert!(lie.lies());
    }
}
