//! Unlisted signals: what is atypical and that no cue covers.
//!
//! A lexicon finds what its author thought of; the most atypical facts are on no list. An item that
//! the candidate does, with a word that ordinary CVs do not have, is worth asking about.
//! In: units that no cue covers. Out: those worth a question; never points.

use crate::language::everyday;
use crate::language::markers::Marker;
use crate::language::protected::{Act, Protected};
use crate::language::tokens::Token;
use crate::language::trie::Found;
use crate::model::document::SectionKind;

/// Most items of one candidate.
pub const KEPT: usize = 5;

/// Whether items of this section may be somebody's own pursuits.
pub fn may_hold(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::Interests
            | SectionKind::Volunteer
            | SectionKind::Projects
            | SectionKind::Awards
            | SectionKind::Publications
            | SectionKind::Other
    )
}

/// Whether a word that ordinary CVs do not have stands in the unit.
pub fn has_rare_word(text: &str, tokens: &[Token]) -> bool {
    tokens.len() > 1 && tokens.iter().any(|token| is_rare(text, token))
}

/// Whether the candidate does it, rather than watches, wishes or has somebody do it.
pub fn is_practised(tokens: &[Token], marks: &[Found<Marker>], section: SectionKind) -> bool {
    let says = |marker: Marker| marks.iter().any(|mark| mark.value == marker);
    let denied = says(Marker::Negation) && !says(Marker::PseudoNegation);
    let not_theirs = denied
        || says(Marker::Watched)
        || says(Marker::SomeoneElse)
        || says(Marker::Wish)
        || says(Marker::NotYet)
        || says(Marker::Advert);
    let practised = says(Marker::FirstPerson)
        || says(Marker::Duration)
        || says(Marker::Frequency)
        || says(Marker::Responsibility)
        || says(Marker::Performance)
        || says(Marker::Level)
        || tokens.iter().any(|token| token.number);
    !not_theirs && (section == SectionKind::Interests || practised)
}

/// Whether the unit opens with where somebody is from: *Ukrainienne, arrivée en 2022*.
pub fn tells_origin(text: &str, tokens: &[Token]) -> bool {
    let word = |at: usize| tokens.get(at).map(|token| &text[token.start..token.end]);
    let (mut folded, mut hits) = (String::new(), Vec::new());
    Protected::both().find(0, &word, &mut folded, &mut hits);
    let mut origins = hits.iter().filter(|hit| hit.act == Act::Demonyms);
    origins.any(
        |hit| match (tokens.get(hit.words - 1), tokens.get(hit.words)) {
            (Some(last), Some(next)) => !text[last.end..next.start].chars().all(|c| c == ' '),
            _ => true,
        },
    )
}

/// A lower-case word, or one that opens the unit, which ordinary CVs do not have; names do not count.
fn is_rare(text: &str, token: &Token) -> bool {
    let word = &text[token.start..token.end];
    let name = word.starts_with(char::is_uppercase) && !opens(text, token.start);
    !token.number && !name && !everyday::is_everyday(word)
}

fn opens(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '«', '"', '-', '–', '*', '•']);
    before.is_empty() || before.ends_with(['\n', '.', '!', '?', ':', ';', ','])
}
