//! Addresses by their shape: streets after a number, towns after a postal code, codes of other countries.
//!
//! In: the rest of a line, from a number or a code. Out: where the address ends.
//! Read letter by letter: expressions for the same take longer to compile than a CV to read. They are kept
//! for lines with letters beyond Latin, and a test compares the two.

use std::sync::LazyLock;

use regex::Regex;

use crate::language::addresses::words;

// A number and a word for a way, up to the end of the segment.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    let words = words();
    let name = r"[^\n,;|•·–]{0,60}";
    let (doors, articles) = (either(&words.doors), either(&words.articles));
    let way = format!("{} {name}", either(&words.ways));
    let place = format!(
        r"{} (?:{articles} ?){{0,2}}(?-i:[A-ZÀ-Ý]){name}",
        either(&words.places)
    );
    let english = format!(
        r"(?:(?-i:[A-Z])[\w'’-]+ ){{1,3}}{}(?-u:\b)",
        either(&words.after_a_name)
    );
    pattern(&format!(
        r"^(?i)[1-9]\d{{0,3}}(?: ?{doors})?,? (?:{way}|{place}|{english})"
    ))
});

// A postal code and a town: France, a capital after five digits.
static TOWN: LazyLock<Regex> = LazyLock::new(|| {
    let word = r"[A-ZÉÈÎ][\p{L}'’-]+";
    let small = either(&words().in_towns);
    pattern(&format!(
        r"^\d{{5}} {word}(?: (?:{word}|{small}|\d{{1,2}}))*"
    ))
});

// A postal code of the United Kingdom or of Canada, or an IBAN.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)(?-u:\b)",
    )
});

/// Letters of the name of a way, at most.
const NAME: usize = 60;

/// Where the street ends whose number a text starts with.
pub fn street(text: &str) -> Option<usize> {
    if !may_be_a_street(text) {
        return None;
    }
    match is_latin(text) {
        true => street_by_letter(text),
        false => STREET.find(text).map(|found| found.end()),
    }
}

/// Where the town ends whose postal code a text starts with.
pub fn town(text: &str) -> Option<usize> {
    match is_latin(text) {
        true => town_by_letter(text),
        false => TOWN.find(text).map(|found| found.end()),
    }
}

/// Where the code or the account number ends that a text starts with.
pub fn code(text: &str) -> Option<usize> {
    match is_latin(text) {
        true => code_by_letter(text),
        false => CODE.find(text).map(|found| found.end()),
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is ours and a test compiles it")
}

/// One of some words, the first that fits.
fn either(words: &[&str]) -> String {
    let each: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    format!("(?:{})", each.join("|"))
}

/// Whether all letters are those of Latin alphabets, but for the old long s: then a letter is what the
/// expressions take for one.
fn is_latin(text: &str) -> bool {
    text.is_ascii()
        || text
            .chars()
            .all(|c| c < '\u{17f}' || matches!(c, '\u{2010}'..='\u{205e}' | '€'))
}

/// Whether a word for a way, or a capital, may follow the number: nearly all numbers are let go by this.
fn may_be_a_street(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let [b' ', first, second, ..] = text.as_bytes()[digits..] else {
        return true;
    };
    let plain = first.is_ascii() && second.is_ascii() && !first.is_ascii_uppercase();
    !plain || MAY_START.contains(&[first, second.to_ascii_lowercase()])
}

/// The first two letters of all ways, and of what stands between a number and a way.
static MAY_START: LazyLock<Vec<[u8; 2]>> = LazyLock::new(|| {
    let words = words();
    let all = words.ways.iter().chain(&words.places).chain(&words.doors);
    let first = all.filter_map(|word| word.as_bytes().first_chunk().copied());
    let mut first: Vec<[u8; 2]> = first.collect();
    first.sort_unstable();
    first.dedup();
    first
});

fn street_by_letter(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if text.starts_with('0') || !(1..=4).contains(&digits) {
        return None;
    }
    let bare = &text[digits..];
    let spaced = bare.strip_prefix(' ').unwrap_or(bare);
    let doubled = words().doors.iter().find_map(|word| after(spaced, word));
    let named = |rest: &str| {
        let rest = rest.strip_prefix(',').unwrap_or(rest);
        let rest = rest.strip_prefix(' ')?;
        let left = way(rest)
            .or_else(|| place(rest))
            .or_else(|| english(rest))?;
        Some(text.len() - left.len())
    };
    doubled.and_then(named).or_else(|| named(bare))
}

/// What is left of a text after a word, whatever its case.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in word.chars() {
        let lower = rest.next()?.to_lowercase();
        lower.eq([wanted]).then_some(())?;
    }
    Some(rest.as_str())
}

fn way(text: &str) -> Option<&str> {
    let rest = words()
        .ways
        .iter()
        .find_map(|way| after(text, way)?.strip_prefix(' '))?;
    Some(after_name(rest))
}

/// What is left after the letters of a name.
fn after_name(text: &str) -> &str {
    let ends = |c: &char| matches!(c, '\n' | ',' | ';' | '|' | '•' | '·' | '–');
    let letters = text.chars().take(NAME).take_while(|c| !ends(c));
    &text[letters.map(char::len_utf8).sum::<usize>()..]
}

fn place(text: &str) -> Option<&str> {
    let rest = words()
        .places
        .iter()
        .find_map(|way| after(text, way)?.strip_prefix(' '))?;
    capital_after(rest, 2)
}

/// A capital and the rest of the name, after so many small words at most.
fn capital_after(text: &str, articles: usize) -> Option<&str> {
    let again = |rest: &'_ str| -> Option<usize> {
        let spaced = rest.strip_prefix(' ');
        let found = spaced.and_then(|rest| capital_after(rest, articles - 1));
        let found = found.or_else(|| capital_after(rest, articles - 1))?;
        Some(found.len())
    };
    let with = (articles > 0).then(|| {
        let mut each = words()
            .articles
            .iter()
            .filter_map(|article| after(text, article));
        each.find_map(again)
    });
    if let Some(left) = with.flatten() {
        return Some(&text[text.len() - left..]);
    }
    let capital = text.starts_with(|c: char| matches!(c, 'A'..='Z' | 'À'..='Ý'));
    let length = text.chars().next().map_or(0, char::len_utf8);
    capital.then(|| after_name(&text[length..]))
}

fn english(text: &str) -> Option<&str> {
    let mut ends = Vec::with_capacity(3);
    let mut rest = text;
    while let Some(next) = (ends.len() < 3).then(|| capitalised(rest)).flatten() {
        ends.push(next);
        rest = next;
    }
    let way = |rest: &&'_ str| {
        words().after_a_name.iter().find_map(|way| {
            let left = after(rest, way)?;
            bounds(way, left).then_some(left.len())
        })
    };
    let left = ends.iter().rev().find_map(way)?;
    Some(&text[text.len() - left..])
}

/// What is left after a word with a capital and the space after it.
fn capitalised(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    let part =
        |c: char| c.is_alphabetic() || c.is_ascii_digit() || matches!(c, '_' | '\'' | '’' | '-');
    let left = rest.trim_start_matches(part);
    (left.len() < rest.len()).then_some(())?;
    left.strip_prefix(' ')
}

/// Whether a word of plain letters, digits and underscores ends or starts between two texts.
fn bounds(before: &str, left: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    before.ends_with(part) != left.starts_with(part)
}

fn town_by_letter(text: &str) -> Option<usize> {
    let digits = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(' ').filter(|_| digits == 5)?;
    let mut left = town_word(rest)?;
    while let Some(next) = left.strip_prefix(' ').and_then(more_of_a_town) {
        left = next;
    }
    Some(text.len() - left.len())
}

fn more_of_a_town(text: &str) -> Option<&str> {
    let small = || {
        words()
            .in_towns
            .iter()
            .find_map(|word| text.strip_prefix(word))
    };
    let number = || {
        let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
        (digits > 0).then(|| &text[digits..])
    };
    town_word(text).or_else(small).or_else(number)
}

fn town_word(text: &str) -> Option<&str> {
    let rest =
        text.strip_prefix(|c: char| c.is_ascii_uppercase() || matches!(c, 'É' | 'È' | 'Î'))?;
    let left =
        rest.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'));
    (left.len() < rest.len()).then_some(left)
}

fn code_by_letter(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let capitals = bytes.iter().take_while(|byte| byte.is_ascii_uppercase());
    let capitals = capitals.count();
    british(bytes, capitals)
        .or_else(|| shaped(bytes, b"A0A 0A0").filter(|_| capitals == 1))
        .filter(|end| bounds(&text[..*end], &text[*end..]))
        .or_else(|| account(text))
}

/// *NW1 6XE, SW1A 1AA*.
fn british(bytes: &[u8], capitals: usize) -> Option<usize> {
    let shapes: [&[u8]; 3] = match capitals {
        1 => [b"A0 0AA", b"A00 0AA", b"A0A 0AA"],
        2 => [b"AA0 0AA", b"AA00 0AA", b"AA0A 0AA"],
        _ => return None,
    };
    shapes.iter().find_map(|shape| shaped(bytes, shape))
}

/// Where bytes end that have a shape: `A` a capital, `0` a digit.
fn shaped(bytes: &[u8], shape: &[u8]) -> Option<usize> {
    let fits = |(byte, shape): (&u8, &u8)| match shape {
        b'A' => byte.is_ascii_uppercase(),
        b'0' => byte.is_ascii_digit(),
        other => byte == other,
    };
    let start = bytes.get(..shape.len())?;
    start.iter().zip(shape).all(fits).then_some(shape.len())
}

/// An IBAN: three to seven groups of four after the country and its two digits, and what remains.
fn account(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let part = |at: &usize| {
        let byte = bytes.get(*at);
        byte.is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let spaced = |at: usize| at + usize::from(bytes.get(at) == Some(&b' '));
    let mut ends = vec![shaped(bytes, b"AA00")?];
    while ends.len() <= 7 {
        let from = spaced(ends[ends.len() - 1]);
        if !(from..from + 4).all(|at| part(&at)) {
            break;
        }
        ends.push(from + 4);
    }
    let whole = |end: &usize| bounds(&text[..*end], &text[*end..]);
    let groups = ends.iter().skip(3).rev();
    groups.copied().find_map(|end| {
        let from = spaced(end);
        let more = (from..from + 3).take_while(part).count();
        let mut longer = (1..=more).rev().map(|more| from + more);
        longer.find(whole).or(Some(end).filter(whole))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_they_should() {
        let end = |text: &str| street(text).map(|end| text[..end].to_owned());
        assert_eq!(
            end("12 bis, rue du Bac, Paris").as_deref(),
            Some("12 bis, rue du Bac")
        );
        assert_eq!(
            end("4 place de l’Église"),
            Some("4 place de l’Église".into())
        );
        assert_eq!(end("4 place de travail"), None);
        assert_eq!(end("221 Baker St. London").as_deref(), Some("221 Baker St"));
        assert_eq!(town("29200 Brest cedex"), Some("29200 Brest".len()));
        assert_eq!(code("NW1 6XE."), Some(7));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4000))]

        #[test]
        fn letters_say_what_expressions_say(text in "[0-9]{1,5}( ?bis| ?Ter|,|  ){0,1}( rue| AV\\.| Allées| place| Cité| Quai| Des| de | la| L'|l’|d’| É|[A-Z]|[a-zéÈ_]{1,3}| Baker| O'Neil| St\\.?| Road| street| rd\\.| Mews|,|;|–|\\.|-|ſ|ⓐ| |[0-9]){0,9}") {
            let expression = |regex: &Regex| regex.find(&text).map(|found| found.end());
            proptest::prop_assert_eq!(street(&text), expression(&STREET));
            proptest::prop_assert_eq!(town(&text), expression(&TOWN));
        }

        #[test]
        fn towns_say_what_expressions_say(text in "[0-9]{5} ([A-ZÉ][a-zéèî'’-]{0,3}| | d[eu]s?| la| les?| lès| sur| sous| en| aux?| CEDEX| [0-9]{1,3}|[A-Z]|ß|Ὠ|٣){0,8}") {
            proptest::prop_assert_eq!(town(&text), TOWN.find(&text).map(|found| found.end()));
        }

        #[test]
        fn codes_say_what_expressions_say(text in "([A-Z]{1,2}[0-9]{1,2}[A-Z]?|[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,8})( |)([A-Z0-9]{1,4}| |é|_|٣){0,3}") {
            proptest::prop_assert_eq!(code(&text), CODE.find(&text).map(|found| found.end()));
        }
    }
}
