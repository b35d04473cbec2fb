//! Small words of what somebody says of themselves: ages, births, families, origins.
//!
//! In: `personal.yaml`. Out: whether a word is on one of its lists.
//! Left to others: what is masked (`intake::masking`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::packing;

static LISTS: LazyLock<BTreeMap<Small, Vec<&str>>> =
    LazyLock::new(|| packing::lists_by(include_str!(concat!(env!("OUT_DIR"), "/personal.lists"))));

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "personal.yaml describes each list")]
pub enum Small {
    YearsOld,
    Old,
    Years,
    CutYears,
    CutOld,
    Aged,
    Of,
    OfAge,
    OfChildren,
    Born,
    BornOn,
    BornOrGifted,
    InTowns,
    LeadsToAnOffice,
    JoinsClauses,
    DoubtfulStatus,
    FirstName,
    Twins,
    Citizens,
    PerhapsCitizens,
    Origins,
    OfOrigin,
}

impl Small {
    /// Whether a word is on this list, whatever its case.
    pub fn has(self, word: &str) -> bool {
        let list = LISTS.get(&self).map_or(&[][..], Vec::as_slice);
        let plain = list.iter().any(|known| known.eq_ignore_ascii_case(word));
        plain || (!word.is_ascii() && list.contains(&word.to_lowercase().as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_in_any_case_but_with_its_accents() {
        assert!(Small::OfAge.has("ÉTUDIANT") && Small::Old.has("Old"));
        assert!(Small::DoubtfulStatus.has("Marie") && !Small::DoubtfulStatus.has("marié"));
    }
}
