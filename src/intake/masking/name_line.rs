//! Whether a line at the top of a CV is somebody's name and nothing else.
//!
//! In: the words of the line, the lexicon's phrases among them. Out: the words of the name.
//! Left to others: where such a line may stand, and where else the name does (`names`).

use super::causes::Found;
use crate::intake::text::words::{Gap, Words};
use crate::language::everyday::is_everyday;
use crate::language::headings::Headings;
use crate::language::names::{is_given, is_particle, is_surname, is_trade};
use crate::language::protected::Act;

/// Words of a name, small ones included.
const LONGEST: usize = 8;
/// Words after the name on its line, in brackets or after a comma: *(she/her)*, *23 ans*.
const AFTER: usize = 4;

/// The words of the name that is all of a line, but for an age or a bracket after it.
pub fn name(words: &Words, found: &[Found], from: usize, to: usize) -> Option<(usize, usize)> {
    let line = Line { words, found };
    let start = from + usize::from(line.is(from, Act::Titles));
    let end = (start + 1..to).find(|at| words.gap(*at) >= Gap::Bracket);
    let end = end.unwrap_or(to);
    let (first, last) = words.bytes(start, end);
    let heading = || Headings::both().kind(&words.text[first..last]).is_some();
    let fits = start < end && end - start <= LONGEST && line.follows(end, to);
    (fits && line.names(start, end) && !heading()).then_some((from, end))
}

/// How a word of the line is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    /// With a capital, or in a script without any.
    Proper,
    Lower,
}

struct Line<'a> {
    words: &'a Words<'a>,
    found: &'a [Found],
}

impl Line<'_> {
    fn is(&self, at: usize, act: Act) -> bool {
        let first = self.found.partition_point(|found| found.from + 3 < at);
        self.found[first..]
            .iter()
            .take_while(|found| found.from <= at)
            .any(|found| found.act == act && at < found.to)
    }

    fn follows(&self, end: usize, to: usize) -> bool {
        let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let number = self.words.get(end).is_some_and(digit);
        match self.words.gap(end) {
            _ if end == to => true,
            Gap::Bracket => to - end <= AFTER,
            Gap::Comma => number && to - end <= AFTER,
            _ => false,
        }
    }

    fn names(&self, start: usize, end: usize) -> bool {
        let word = |at: usize| self.words.get(at).unwrap_or("");
        let letters = |at: usize| word(at).chars().all(char::is_alphabetic);
        // Initials and small words make no name.
        let core: Vec<usize> = (start..end)
            .filter(|at| !self.small(*at, start) && long(word(*at)))
            .collect();
        let lower = core.iter().filter(|at| case(word(**at)) == Case::Lower);
        let lower = lower.count();
        let jobs: Vec<usize> = (start..end)
            .filter(|at| self.is(*at, Act::Occupations))
            .collect();
        let all = |of: &[usize]| of.iter().all(|at| kin(word(*at)));
        if !(start..end).all(letters) || !(lower == 0 || lower == core.len()) {
            return false;
        }
        match (core.as_slice(), jobs.as_slice()) {
            ([only], []) => lower == 0 && kin(word(*only)) && !trade(word(*only)),
            ([_, _, ..], []) if lower > 0 => core.len() <= 3 && all(&core),
            ([_, _, ..], []) => core.len() <= 5 && core.iter().any(|at| kin(word(*at))),
            // *Mary-Ann Cook*, *Boulanger Zoé*: a trade that is a surname, at either end of a name.
            ([first @ .., last], [job]) if job == last && !first.is_empty() => {
                lower == 0
                    && is_surname(word(*last))
                    && first.len() <= 3
                    && all(first)
                    && !first.iter().any(|at| trade(word(*at)))
            }
            ([first, other], [job]) if job == first => {
                lower == 0 && is_surname(word(*first)) && is_given(word(*other))
            }
            _ => false,
        }
    }

    /// *van*, *de la*, the *d* of *d'Arc*.
    fn small(&self, at: usize, start: usize) -> bool {
        let word = self.words.get(at).unwrap_or("");
        is_particle(word) && (at > start || case(word) == Case::Lower)
    }
}

fn case(word: &str) -> Case {
    match word.starts_with(char::is_lowercase) {
        true => Case::Lower,
        false => Case::Proper,
    }
}

/// More than an initial; one sign of Chinese is a whole word.
fn long(word: &str) -> bool {
    word.chars().count() > 1 || word.len() > 2
}

/// Whether a word may be a name: no ordinary word, or one that is a given name too.
fn kin(word: &str) -> bool {
    let cased = word.contains(|c: char| c.is_uppercase() || c.is_lowercase());
    !cased || !is_everyday(word) || is_given(word)
}

fn trade(word: &str) -> bool {
    is_trade(word) && !is_given(word)
}

#[cfg(test)]
mod tests {
    use super::super::causes;
    use super::*;

    fn is_name(line: &str) -> bool {
        let words = Words::of(line);
        let found = causes::phrases(&words);
        name(&words, &found, 0, words.list.len()).is_some()
    }

    #[test]
    fn a_line_of_nothing_but_a_name_is_one() {
        for line in [
            "Mary-Ann Cook",
            "Rose Petit",
            "Grace Young, 23 y/o",
            "Jane Doe (she/her)",
            "Ahmed",
            "Élise",
            "Vincent van der Berg",
            "BENALI Fatima",
            "fatima benali",
            "王小明",
            "Mme Claire Fontaine",
        ] {
            assert!(is_name(line), "{line}");
        }
    }

    #[test]
    fn a_job_a_skill_or_a_heading_is_none() {
        for line in [
            "Pastry Cook",
            "PRESCHOOL TEACHER",
            "REALTOR",
            "Forklift Driver",
            "EXECUTIVE CHEF",
            "Sophrologue",
            "Conseillère clientèle",
            "conseillère clientèle",
            "Sage CRM, EBP",
            "MS Dynamics",
            "Walked the Pacific Crest Trail",
            "Objectif : vendre",
            "Career Overview",
            "Centres d'intérêt",
            "Experience",
        ] {
            assert!(!is_name(line), "{line}");
        }
    }
}
