//! Markers: what a sentence says about the cue that stands in it, as YAML per language.
//!
//! In: `fr/markers.yaml`, `en/markers.yaml`, as the build packed them. Out: one trie over both languages,
//! and the word lists.
//! Left to others: what follows from a marker (`evidence::polarity`, `evidence::level`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::fold;
use super::grown::{Grown, Owners};
use super::packing;
use super::trie::Trie;

/// Each language's lists as words.
static FILES: [&str; 2] = [
    include_str!(concat!(env!("OUT_DIR"), "/fr-markers.lists")),
    include_str!(concat!(env!("OUT_DIR"), "/en-markers.lists")),
];

/// Their phrases, grown; the value of a phrase is its list's place among the names, and so is its owner.
static GROWN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/markers.trie"));
/// The names of the lists.
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/markers.names"));

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
    /// Done by the people it names.
    OfOthers,
    /// Belongs to the people it names.
    Theirs,
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
    /// A measure that is no outcome.
    Limit,
    /// How many.
    Volume,
    /// Alone, unasked.
    Autonomy,
    /// Turns the sentence round.
    Contrast,
    /// An employer's name follows.
    EmployerBefore,
    /// What is listed under it is denied: *what I do not do*.
    DeniedLead,
    /// … or wished: *what I would like to learn*.
    WishedLead,
    /// A later clause that takes back what stands before: *I never touched it*.
    TakenBack,
}

/// Each marker's list in the files, in cue syntax. The other lists are plain words.
const LISTS: [(&str, Marker); 31] = [
    ("negation", Marker::Negation),
    ("negation_after", Marker::NegationAfter),
    ("pseudo_negation", Marker::PseudoNegation),
    ("wish", Marker::Wish),
    ("fulfilled", Marker::Fulfilled),
    ("hypothetical", Marker::Hypothetical),
    ("training", Marker::Training),
    ("not_yet", Marker::NotYet),
    ("someone_else", Marker::SomeoneElse),
    ("of_others", Marker::OfOthers),
    ("theirs", Marker::Theirs),
    ("course", Marker::Course),
    ("first_person", Marker::FirstPerson),
    ("watched", Marker::Watched),
    ("fond_of", Marker::FondOf),
    ("advert", Marker::Advert),
    ("duration", Marker::Duration),
    ("frequency", Marker::Frequency),
    ("responsibility", Marker::Responsibility),
    ("level", Marker::Level),
    ("performance", Marker::Performance),
    ("prize", Marker::Prize),
    ("result", Marker::Result),
    ("limit", Marker::Limit),
    ("volume", Marker::Volume),
    ("autonomy", Marker::Autonomy),
    ("contrast", Marker::Contrast),
    ("employer_before", Marker::EmployerBefore),
    ("denied_lead", Marker::DeniedLead),
    ("wished_lead", Marker::WishedLead),
    ("taken_back", Marker::TakenBack),
];

/// Both languages' markers, ready to use.
pub struct Markers {
    /// Every marker phrase.
    pub trie: Trie<Marker>,
    /// What a vacancy says before a colon: *indispensable, must have*. Folded.
    pub advert_labels: BTreeSet<String>,
    /// Words that count as a number.
    pub number_words: Vec<String>,
    /// Words in an employer's name: *SARL, Ltd*. As written.
    pub legal_forms: BTreeSet<String>,
    /// … that make an employer in a line of capitals too. Folded.
    pub shouted_forms: BTreeSet<String>,
    /// Small words inside a name: *du, of*. Folded.
    pub joins_names: BTreeSet<String>,
    /// Small words between a post or an event and a name: *de, of*. Folded.
    pub leads_to_a_name: BTreeSet<String>,
    /// Words before somebody who did it too: *avec, like*. Folded.
    pub beside: BTreeSet<String>,
    /// Places that are named so: *théâtre, orchestra*. Folded.
    pub venues: BTreeSet<String>,
    /// Words that carry a denial through a list: *or, ni*. Folded.
    pub lists_denied: BTreeSet<String>,
    /// Words that join two items: *and, et*. Folded.
    pub joins_items: BTreeSet<String>,
    /// Denials that cancel an earlier one: *sans*. Folded.
    pub cancels_denial: BTreeSet<String>,
    /// First halves of a French denial: *ne*. Folded.
    pub opens_denial: BTreeSet<String>,
    /// Words after which somebody else did it: *by, par*. Folded.
    pub agents: BTreeSet<String>,
    /// Relatives: as the subject of a sentence they did it. Folded.
    pub kin: BTreeSet<String>,
    /// Words that open a clause about the noun before them: *who, qui*. Folded.
    pub relative_words: BTreeSet<String>,
    /// Small words between a service and whom it is for: *for a, d'un*. Folded.
    pub serves: BTreeSet<String>,
    /// … before somebody not yet known: *for a, pour une*. Folded.
    pub works_for: BTreeSet<String>,
    /// Articles of somebody not yet known: *a, une*. Folded.
    pub articles: BTreeSet<String>,
    /// Groups that one is part of: what they do, one does: *team, équipe*. Folded.
    pub own_groups: BTreeSet<String>,
    /// Whoever is asked: *you, vous*. Folded.
    pub addressed: BTreeSet<String>,
    /// Words that open a question. Folded.
    pub question_words: BTreeSet<String>,
    /// What has a title in quotation marks and is attended: *workshop, atelier*. Folded.
    pub course_nouns: BTreeSet<String>,
    /// Whose somebody named before it is: *my, notre*. Folded.
    pub ours: BTreeSet<String>,
    /// … and what is theirs: *her, sa*. Folded.
    pub his: BTreeSet<String>,
    /// Articles of somebody known: *the, la*. Folded.
    pub known: BTreeSet<String>,
    /// Ends of words for people by what they do: *organist, danseuse*. Folded.
    pub people: BTreeSet<String>,
    /// Words whose full stop ends no sentence. Folded.
    pub abbreviations: BTreeSet<String>,
    /// Months. Folded.
    pub months: BTreeSet<String>,
    /// Words after which a line goes on. Folded.
    pub unfinished_line: BTreeSet<String>,
}

/// The markers of French and English.
pub fn markers() -> &'static Markers {
    static MARKERS: LazyLock<Markers> = LazyLock::new(build);
    &MARKERS
}

fn build() -> Markers {
    let lists = FILES.map(|words| {
        let each = packing::lists(words).map(|(name, items)| (name, items.collect()));
        each.collect::<BTreeMap<&str, Vec<&str>>>()
    });
    let all = |name: &'static str| lists.iter().flat_map(move |lists| &lists[name]).copied();
    let folded = |name| all(name).map(fold::fold).collect();
    let number_words: Vec<String> = all("number_words").map(str::to_owned).collect();
    let mut trie = Trie::new(number_words.iter().map(String::as_str));
    let marker = |name| LISTS.iter().find(|(list, _)| *list == name);
    let meaning: Vec<Option<Marker>> = NAMES
        .lines()
        .map(|name| marker(name).map(|(_, marker)| *marker))
        .collect();
    let owners = meaning.iter().enumerate();
    let owners = owners.filter_map(|(at, marker)| marker.map(|_| 1 << at));
    let owners = owners.fold(0, |all, owner: Owners| all | owner);
    let grown = Grown::of(GROWN).expect("the build packed it whole");
    trie.plant(grown, owners, meaning);
    Markers {
        trie,
        number_words,
        legal_forms: all("legal_forms").map(str::to_owned).collect(),
        shouted_forms: folded("shouted_forms"),
        joins_names: folded("joins_names"),
        leads_to_a_name: folded("leads_to_a_name"),
        beside: folded("beside"),
        venues: folded("venues"),
        advert_labels: folded("advert_labels"),
        lists_denied: folded("lists_denied"),
        joins_items: folded("joins_items"),
        cancels_denial: folded("cancels_denial"),
        opens_denial: folded("opens_denial"),
        agents: folded("agents"),
        kin: folded("kin"),
        relative_words: folded("relative_words"),
        serves: folded("serves"),
        works_for: folded("works_for"),
        articles: folded("articles"),
        own_groups: folded("own_groups"),
        addressed: folded("addressed"),
        question_words: folded("question_words"),
        course_nouns: folded("course_nouns"),
        ours: folded("ours"),
        his: folded("his"),
        known: folded("known"),
        people: folded("people"),
        abbreviations: folded("abbreviations"),
        months: folded("months"),
        unfinished_line: folded("unfinished_line"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cues;
    use super::super::tokens;
    use super::super::trie::Memo;
    use super::*;
    use crate::model::document::Lang;

    const YAML: [(Lang, &str); 2] = [
        (Lang::Fr, include_str!("fr/markers.yaml")),
        (Lang::En, include_str!("en/markers.yaml")),
    ];

    fn parse(yaml: &str) -> BTreeMap<String, Vec<String>> {
        serde_yaml::from_str(yaml).expect("YAML")
    }

    #[test]
    fn every_marker_of_both_files_is_a_cue_and_packed() {
        for ((_, yaml), words) in YAML.iter().zip(FILES) {
            let lists = parse(yaml);
            for (name, _) in LISTS {
                for phrase in &lists[name] {
                    assert!(cues::parse(phrase).is_ok(), "{name}: {phrase}");
                }
            }
            assert_eq!(packing::pack_lists(&lists), words);
        }
    }

    #[test]
    fn packed_markers_find_what_the_words_of_the_files_find() {
        let mut read = Trie::new(markers().number_words.iter().map(String::as_str));
        for (lang, yaml) in YAML {
            let lists = parse(yaml);
            for (name, marker) in LISTS {
                for cue in lists[name].iter().filter_map(|p| cues::parse(p).ok()) {
                    read.add(&cue, lang, &BTreeMap::new(), marker);
                }
            }
        }
        for text in YAML.map(|(_, yaml)| yaml) {
            let mut tokens = Vec::new();
            tokens::append(text, 0, &mut tokens);
            let found = |trie: &Trie<Marker>| {
                let mut found = Vec::new();
                trie.find(text, &tokens, &mut Memo::default(), &mut found);
                found.sort();
                found.dedup();
                found
            };
            assert_eq!(found(&read), found(&markers().trie));
            assert!(found(&read).len() > 500);
        }
    }
}
