//! What was found in a document, and how strong it is.

use serde::{Serialize, Serializer};

use super::document::SectionKind;

/// How a cue stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// The candidate says they did or have it.
    Affirmed,
    /// Denied.
    Negated,
    /// Hoped for, planned or hypothetical.
    Wished,
    /// Somebody else's.
    SomeoneElse,
    /// Watched rather than done.
    Watched,
    /// Part of the name of an employer, a place or a product.
    Name,
}

/// Evidence strength, from 0 (none) to 4 (attested).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing, or not affirmed.
    #[default]
    None = 0,
    /// The word alone.
    Declared = 1,
    /// Tied to a dated job or role, a duration, a frequency, a tool in use.
    Situated = 2,
    /// An action with responsibility, level, performance or autonomy.
    Enacted = 3,
    /// Enacted, with a measured result, a prize or a graded certificate.
    Attested = 4,
}

impl Level {
    /// What a criterion earns at this level, from 0 to 1 (design: 0, .10, .45, .75, 1).
    pub fn share(self) -> f64 {
        [0.0, 0.10, 0.45, 0.75, 1.0][self as usize]
    }

    /// The level of a number; above 4 is 4.
    pub fn from_number(number: u8) -> Level {
        match number {
            0 => Level::None,
            1 => Level::Declared,
            2 => Level::Situated,
            3 => Level::Enacted,
            _ => Level::Attested,
        }
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self as u8)
    }
}

/// A cue found in a document, with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The unit it stands in, white space collapsed, masked runs as `[…]`.
    pub quote: String,
    /// The document's source.
    pub file: String,
    /// 1-based page.
    pub page: usize,
    /// 1-based line within the page.
    pub line: usize,
    /// First byte of the unit in the document's text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The section it stands in.
    pub section: SectionKind,
    /// How the cue stands in its sentence.
    pub polarity: Polarity,
    /// How strong it is.
    pub level: Level,
    /// The cue's own words, for a probe that quotes them; byte range in the document's text.
    #[serde(skip)]
    pub cue: (usize, usize),
}

/// Something atypical that no cue covers: worth asking about, never points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unlisted {
    /// The item as written.
    pub quote: String,
    /// The document's source.
    pub file: String,
    /// 1-based page.
    pub page: usize,
    /// 1-based line within the page.
    pub line: usize,
    /// The section it stands in.
    pub section: SectionKind,
}

/// Everything that reading one candidate's documents against a rubric gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gathered {
    /// For each criterion of the rubric, in its order: evidence, best first (level, then place); the
    /// best five of each polarity at most.
    pub criteria: Vec<Vec<Evidence>>,
    /// What is atypical and on no list, in reading order.
    pub unlisted: Vec<Unlisted>,
    /// Flags raised while reading (stuffing, ad copied, instructions to a machine) after those of intake.
    pub flags: Vec<super::document::IntegrityFlag>,
}
