//! Markers: what a sentence says about the cue that stands in it, as YAML per language.
//!
//! In: `fr/markers.yaml`, `en/markers.yaml`. Out: one trie over both languages, and the word lists.
//! Left to others: what follows from a marker (`evidence::polarity`, `evidence::level`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::cues::{self, Cue};
use super::fold;
use super::trie::Trie;
use crate::model::document::Lang;

/// What a marker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// Denies what follows.
    Negation,
    /// Denies what stands before.
    NegationAfter,
    /// Looks like a denial and is none.
    PseudoNegation,
    /// Wished, planned, sought.
    Wish,
    /// The wish came true.
    Fulfilled,
    /// Would, could, if needed.
    Hypothetical,
    /// Being learnt.
    Training,
    /// Not begun.
    NotYet,
    /// Somebody else's.
    SomeoneElse,
    /// A course attended.
    Course,
    /// The candidate speaks.
    FirstPerson,
    /// Watched, listened to, attended.
    Watched,
    /// Liked.
    FondOf,
    /// Words of a vacancy.
    Advert,
    /// How long.
    Duration,
    /// How often.
    Frequency,
    /// In charge.
    Responsibility,
    /// At a level of competition, grade or certificate.
    Level,
    /// Before a public.
    Performance,
    /// Won.
    Prize,
    /// A measured outcome.
    Result,
    /// How many.
    Volume,
    /// Alone, unasked.
    Autonomy,
    /// Turns the sentence round.
    Contrast,
    /// An employer's name follows.
    EmployerBefore,
}

/// The lists of a language's file. Every marker list in cue syntax; the others are plain words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    number_words: Vec<String>,
    negation: Vec<String>,
    negation_after: Vec<String>,
    pseudo_negation: Vec<String>,
    wish: Vec<String>,
    fulfilled: Vec<String>,
    hypothetical: Vec<String>,
    training: Vec<String>,
    not_yet: Vec<String>,
    someone_else: Vec<String>,
    course: Vec<String>,
    first_person: Vec<String>,
    watched: Vec<String>,
    fond_of: Vec<String>,
    advert: Vec<String>,
    duration: Vec<String>,
    frequency: Vec<String>,
    responsibility: Vec<String>,
    level: Vec<String>,
    performance: Vec<String>,
    prize: Vec<String>,
    result: Vec<String>,
    volume: Vec<String>,
    autonomy: Vec<String>,
    contrast: Vec<String>,
    employer_before: Vec<String>,
    legal_forms: Vec<String>,
    joins_names: Vec<String>,
    leads_to_a_name: Vec<String>,
    beside: Vec<String>,
    venues: Vec<String>,
    abbreviations: Vec<String>,
    months: Vec<String>,
    unfinished_line: Vec<String>,
}

/// Both languages' markers, ready to use.
pub struct Markers {
    /// Every marker phrase.
    pub trie: Trie<Marker>,
    /// The phrases of a vacancy, for whoever looks for them alone.
    pub advert: Vec<(Lang, Cue)>,
    /// Words that count as a number.
    pub number_words: Vec<String>,
    /// Words in an employer's name: *SARL, Ltd*. As written.
    pub legal_forms: BTreeSet<String>,
    /// Small words inside a name: *du, of*. Folded.
    pub joins_names: BTreeSet<String>,
    /// Small words between a post or an event and a name: *de, of*. Folded.
    pub leads_to_a_name: BTreeSet<String>,
    /// Words before somebody who did it too: *avec, like*. Folded.
    pub beside: BTreeSet<String>,
    /// Places that are named so: *théâtre, orchestra*. Folded.
    pub venues: BTreeSet<String>,
    /// Words whose full stop ends no sentence. Folded.
    pub abbreviations: BTreeSet<String>,
    /// Months. Folded.
    pub months: BTreeSet<String>,
    /// Words after which a line goes on. Folded.
    pub unfinished_line: BTreeSet<String>,
}

/// The markers of French and English.
pub fn markers() -> &'static Markers {
    static MARKERS: LazyLock<Markers> = LazyLock::new(|| {
        let fr = include_str!("fr/markers.yaml");
        let en = include_str!("en/markers.yaml");
        build(&[(Lang::Fr, parse(fr)), (Lang::En, parse(en))])
    });
    &MARKERS
}

fn parse(yaml: &str) -> Lists {
    serde_yaml::from_str(yaml).expect("the markers are ours and a test reads them")
}

fn build(languages: &[(Lang, Lists)]) -> Markers {
    let all = |list: fn(&Lists) -> &Vec<String>| -> Vec<String> {
        languages
            .iter()
            .flat_map(|(_, lists)| list(lists).clone())
            .collect()
    };
    let folded = |list| all(list).iter().map(|word| fold::fold(word)).collect();
    let number_words = all(|lists| &lists.number_words);
    let mut trie = Trie::new(number_words.iter().map(String::as_str));
    let no_families = BTreeMap::new();
    for (lang, lists) in languages {
        for (marker, phrases) in lists.each() {
            for cue in phrases.iter().filter_map(|phrase| cues::parse(phrase).ok()) {
                trie.add(&cue, *lang, &no_families, marker);
            }
        }
    }
    let adverts = languages.iter().flat_map(|(lang, lists)| {
        lists
            .advert
            .iter()
            .filter_map(|phrase| Some((*lang, cues::parse(phrase).ok()?)))
    });
    Markers {
        advert: adverts.collect(),
        trie,
        number_words,
        legal_forms: all(|lists| &lists.legal_forms).into_iter().collect(),
        joins_names: folded(|lists| &lists.joins_names),
        leads_to_a_name: folded(|lists| &lists.leads_to_a_name),
        beside: folded(|lists| &lists.beside),
        venues: folded(|lists| &lists.venues),
        abbreviations: folded(|lists| &lists.abbreviations),
        months: folded(|lists| &lists.months),
        unfinished_line: folded(|lists| &lists.unfinished_line),
    }
}

impl Lists {
    fn each(&self) -> [(Marker, &Vec<String>); 25] {
        [
            (Marker::Negation, &self.negation),
            (Marker::NegationAfter, &self.negation_after),
            (Marker::PseudoNegation, &self.pseudo_negation),
            (Marker::Wish, &self.wish),
            (Marker::Fulfilled, &self.fulfilled),
            (Marker::Hypothetical, &self.hypothetical),
            (Marker::Training, &self.training),
            (Marker::NotYet, &self.not_yet),
            (Marker::SomeoneElse, &self.someone_else),
            (Marker::Course, &self.course),
            (Marker::FirstPerson, &self.first_person),
            (Marker::Watched, &self.watched),
            (Marker::FondOf, &self.fond_of),
            (Marker::Advert, &self.advert),
            (Marker::Duration, &self.duration),
            (Marker::Frequency, &self.frequency),
            (Marker::Responsibility, &self.responsibility),
            (Marker::Level, &self.level),
            (Marker::Performance, &self.performance),
            (Marker::Prize, &self.prize),
            (Marker::Result, &self.result),
            (Marker::Volume, &self.volume),
            (Marker::Autonomy, &self.autonomy),
            (Marker::Contrast, &self.contrast),
            (Marker::EmployerBefore, &self.employer_before),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_of_both_files_is_a_cue() {
        for yaml in [
            include_str!("fr/markers.yaml"),
            include_str!("en/markers.yaml"),
        ] {
            for (marker, phrases) in parse(yaml).each() {
                for phrase in phrases {
                    assert!(cues::parse(phrase).is_ok(), "{marker:?}: {phrase}");
                }
            }
        }
    }
}
