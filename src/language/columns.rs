//! Roster columns: what exports call them, in both languages.
//!
//! In: a header. Out: what the column holds, if a list knows it.
//! Left to others: what the roster as a whole makes of it (`intake::columns`).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fold::fold;
use super::packing;

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    Aliases::parse(&[
        include_str!(concat!(env!("OUT_DIR"), "/en-columns.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/fr-columns.lists")),
    ])
});

/// What a header says its column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// A whole name.
    Name,
    /// A first name.
    FirstName,
    /// A last name.
    LastName,
    /// A contact, an address, a birth date.
    Identity,
    /// A protected characteristic.
    Protected,
    /// How the application goes.
    Recruiting,
    /// The recruiter's notes, in so many words.
    Notes,
    /// Notes: the recruiter's, or all that a small export has on the candidate.
    PerhapsNotes,
    /// An id.
    Id,
    /// A CV as text.
    Document,
    /// A path to a CV.
    CvFile,
    /// A job title or an employer: a section, but too little to know a candidate by.
    Job,
    /// A job title: the one applied for in an export that tells how applications go, else the last one.
    PerhapsJob,
    /// What the candidate wrote of themselves (a message, a headline, a letter).
    Tells,
    /// Words that betray an identity column wherever they stand in the header.
    Contains,
}

/// The aliases of columns.
pub struct Aliases {
    known: FxHashMap<String, Known>,
    contains: Vec<String>,
}

impl Aliases {
    /// Those of both languages.
    pub fn both() -> &'static Aliases {
        &ALIASES
    }

    /// What a header says.
    pub fn of(&self, header: &str) -> Option<Known> {
        let folded = fold(header);
        let known = self.known.get(&folded.replace(' ', "")).copied();
        known.or_else(|| {
            let padded = format!(" {folded} ");
            let betrays = |word: &String| padded.contains(&format!(" {word} "));
            self.contains.iter().any(betrays).then_some(Known::Identity)
        })
    }

    fn parse(files: &[&str]) -> Aliases {
        let mut known = FxHashMap::default();
        let mut contains = Vec::new();
        for lists in files {
            for (kind, phrases) in packing::lists_by(lists) {
                for phrase in phrases {
                    let folded = fold(phrase);
                    if kind == Known::Contains {
                        contains.push(folded);
                    } else {
                        known.entry(folded.replace(' ', "")).or_insert(kind);
                    }
                }
            }
        }
        Aliases { known, contains }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_whatever_their_case_accents_and_spaces() {
        let of = |header| Aliases::both().of(header);
        assert_eq!(of("PRENOM"), Some(Known::FirstName));
        assert_eq!(of("First Name"), Some(Known::FirstName));
        assert_eq!(of("firstName"), Some(Known::FirstName));
        assert_eq!(of("Adresse e-mail pro"), Some(Known::Identity));
        assert_eq!(of("cv_file"), Some(Known::CvFile));
        assert_eq!(of("Commentaires"), Some(Known::PerhapsNotes));
        assert_eq!(of("years_b2b"), None);
    }
}
