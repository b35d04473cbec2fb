//! Whether a person would see a piece of text: its colour against what lies behind it, and its size.
//!
//! In: what a format says about a run of text. Out: seen or not. Grey, small print and white on a
//! dark banner are seen; what nobody could read even by trying is not.

/// A colour, red, green and blue.
pub type Rgb = [u8; 3];

/// White: what paper is, when a file says nothing.
pub const PAPER: Rgb = [255, 255, 255];

/// Text below this height, in points, cannot be read on paper nor on a screen at 100 %.
const UNREADABLE_POINTS: f32 = 2.0;

/// Contrast below this ratio cannot be told from the ground (#F0F0F0 on white has 1.14, the lightest
/// grey in use in real CVs, #D9D9D9, has 1.41).
const UNREADABLE_CONTRAST: f32 = 1.2;

/// What lies behind a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// A colour.
    Plain(Rgb),
    /// A picture, a gradient or a shape that we cannot judge: text on it is taken as seen.
    Busy,
    /// Nothing was said: paper.
    #[default]
    Bare,
}

/// Whether text of this colour can be told from its ground.
pub fn stands_out(ink: Rgb, ground: Ground) -> bool {
    let behind = match ground {
        Ground::Busy => return true,
        Ground::Plain(colour) => colour,
        Ground::Bare => PAPER,
    };
    contrast(ink, behind) >= UNREADABLE_CONTRAST || hue_distance(ink, behind) > 120
}

/// Whether text of this height in points can be read.
pub fn is_readable_size(points: f32) -> bool {
    points >= UNREADABLE_POINTS
}

/// The colour of `#RRGGBB`, `RRGGBB` or `#RGB`.
pub fn hex(text: &str) -> Option<Rgb> {
    let digits = text.trim().trim_start_matches('#').as_bytes();
    let value = |at: usize| char::from(*digits.get(at)?).to_digit(16).map(|v| v as u8);
    match digits.len() {
        6 => {
            let byte = |at| Some(value(at)? << 4 | value(at + 1)?);
            Some([byte(0)?, byte(2)?, byte(4)?])
        }
        3 => {
            let byte = |at| Some(value(at)? * 17);
            Some([byte(0)?, byte(1)?, byte(2)?])
        }
        _ => None,
    }
}

/// The contrast ratio of WCAG 2, from 1 (the same) to 21 (black on white).
fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Rgb) -> f32 {
    let [red, green, blue] = colour.map(|channel| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Two colours of equal luminance are still told apart when their hues are far from each other.
fn hue_distance(one: Rgb, other: Rgb) -> u32 {
    one.iter()
        .zip(other)
        .map(|(&a, b)| u32::from(a.abs_diff(b)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_on_white_and_nearly_white_are_not_seen() {
        for ink in ["FFFFFF", "FEFEFE", "F5F5F5", "F0F0F0"] {
            assert!(!stands_out(hex(ink).unwrap(), Ground::Bare), "{ink}");
        }
    }

    #[test]
    fn grey_on_white_and_white_on_a_dark_banner_are_seen() {
        for ink in ["D9D9D9", "CCCCCC", "999999", "FFFF00", "00FF00"] {
            assert!(stands_out(hex(ink).unwrap(), Ground::Bare), "{ink}");
        }
        assert!(stands_out(PAPER, Ground::Plain([30, 40, 80])));
        assert!(stands_out(PAPER, Ground::Busy));
    }

    #[test]
    fn black_on_black_is_not_seen() {
        assert!(!stands_out([0, 0, 0], Ground::Plain([10, 10, 10])));
    }

    #[test]
    fn six_points_can_be_read_and_one_cannot() {
        assert!(is_readable_size(6.0));
        assert!(!is_readable_size(1.0));
    }
}
