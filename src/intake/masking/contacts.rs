//! Finds what reaches or numbers a person: e-mail, telephone, links, handles, addresses, IBAN, social
//! security numbers. By shape alone; the words that announce them are left (`masking`).
//!
//! In: tidy text. Out: byte ranges.

use std::sync::LazyLock;

use regex::Regex;

use super::addresses;

type Range = (usize, usize);

/// The ranges of contacts, in no order.
pub fn find(text: &str) -> Vec<Range> {
    let mut ranges = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            byte if !TOLD[byte as usize] => {}
            b'@' => ranges.extend(mail(text, at)),
            b'0'..=b'9' | b'+' if at == 0 || !part_of_number(bytes[at - 1]) => {
                let (end, phone) = number(text, at);
                if phone {
                    let open = at > 0 && bytes[at - 1] == b'(';
                    ranges.push((at - usize::from(open), end));
                } else {
                    ranges.extend(address(text, at));
                }
                at = end.max(at + 1);
                continue;
            }
            b'0'..=b'9' => {
                let found = coded(text, at);
                let street = ranges.last().copied();
                ranges.extend(found.map(|code| with_town(text, street, code)));
            }
            _ => {}
        }
        at += 1;
    }
    if may_link(text) {
        let trimmed = |link: regex::Match| {
            let bare = link
                .as_str()
                .trim_end_matches(['.', ',', ';', ':', '!', '?']);
            (link.start(), link.start() + bare.len())
        };
        ranges.extend(LINK.find_iter(text).map(trimmed));
    }
    ranges
}

/// Bytes by which an address or a number is told.
static TOLD: [bool; 256] = {
    let mut told = [false; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        told[digit as usize] = true;
        digit += 1;
    }
    told[b'@' as usize] = true;
    told[b'+' as usize] = true;
    told
};

/// After a full stop, one of these makes a link.
const LINKS: [&[u8]; 7] = [b"com/", b"fr/", b"in/", b"me/", b"net/", b"org/", b"io"];

/// Whether there is a link to look for.
fn may_link(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find(bytes, b"://").is_some()
        || memchr::memchr_iter(b'.', bytes).any(|at| {
            let (before, after) = (&bytes[..at], &bytes[at + 1..]);
            before.ends_with(b"www") || LINKS.iter().any(|link| after.starts_with(link))
        })
}

// ASCII word boundaries: the Unicode ones cost the search its automaton.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)(?:https?://|www\.)[^\s<>()]+|(?-u:\b)(?:[a-z0-9-]+\.)+(?:com|fr|org|net|eu|io|me|be|ch|ca|uk|ie|in|de)/[^\s<>()]*|(?-u:\b)[a-z0-9-]+\.(?:github|gitlab)\.io(?-u:\b)",
    )
});

// A town and a state before five digits: the United States.
static STATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Z][\p{L}]+(?: [A-Z][\p{L}]+)?, [A-Z]{2} $"));

/// An address that starts with a number, or a town before its code.
fn address(text: &str, at: usize) -> Option<Range> {
    let bytes = text.as_bytes();
    let digits = bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let next = bytes.get(at + digits).copied();
    if digits == 5 {
        let start = before(text, at, 50);
        let state =
            bytes[start..at].ends_with(b" ") && bytes[..at - 1].last_chunk().is_some_and(is_state);
        if let Some(town) = state.then(|| STATE.find(&text[start..at])).flatten() {
            return Some((start + town.start(), at + 5));
        }
        let capital = bytes
            .get(at + 6)
            .is_some_and(|byte| !byte.is_ascii_lowercase());
        let found = (next == Some(b' ') && capital)
            .then(|| addresses::town(window(text, at)))
            .flatten()?;
        let foreign = text[..at].ends_with('-') && at >= 2 && bytes[at - 2].is_ascii_uppercase();
        return Some((at - if foreign { 2 } else { 0 }, at + found));
    }
    let streets = digits <= 4 && matches!(next, Some(b' ' | b',' | b'b' | b'B' | b't' | b'T'));
    let found = streets
        .then(|| addresses::street(window(text, at)))
        .flatten()?;
    Some((at, at + found))
}

/// `, NY`: looked for before the expression is compiled.
fn is_state(end: &[u8; 4]) -> bool {
    end.starts_with(b", ") && end[2..].iter().all(u8::is_ascii_uppercase)
}

/// *12 Mill Lane, Leeds LS1 4AB*: the town between a street and its code goes with them.
fn with_town(text: &str, street: Option<Range>, (start, end): Range) -> Range {
    let between = street.and_then(|(_, from)| Some((from, text.get(from..start)?)));
    let town = |between: &str| {
        let words = between.split([' ', ',', '-']);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let capital = |word: &&str| word.starts_with(char::is_uppercase);
        between.len() <= LONGEST_TOWN && !words.is_empty() && words.iter().all(capital)
    };
    match between {
        Some((from, between)) if town(between) => (from, end),
        _ => (start, end),
    }
}

/// Bytes between a street and its code: a town, and at most a county.
const LONGEST_TOWN: usize = 40;

/// A code in which capitals come before the digit here.
fn coded(text: &str, at: usize) -> Option<Range> {
    let bytes = text.as_bytes();
    let capitals = bytes[..at]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    let start = at - capitals;
    let whole =
        start == 0 || !(bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] >= 0x80);
    let found = ((1..=2).contains(&capitals) && whole)
        .then(|| addresses::code(window(text, start)))
        .flatten()?;
    Some((start, start + found))
}

/// Up to the end of the line, and not too far.
fn window(text: &str, at: usize) -> &str {
    let mut end = text.len().min(at + 120);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let near = &text[at..end];
    near.lines().next().unwrap_or(near)
}

/// Where the last `length` bytes before a place start.
fn before(text: &str, at: usize, length: usize) -> usize {
    let mut start = at.saturating_sub(length);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is ours and a test compiles it")
}

fn mail(text: &str, at: usize) -> Option<Range> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let start = text[..at].rfind(|c: char| !part(c)).map_or(0, |before| {
        before + text[before..].chars().next().map_or(1, char::len_utf8)
    });
    let rest = &text[at + 1..];
    let end = at + 1 + rest.find(|c: char| !part(c)).unwrap_or(rest.len());
    let end = at + text[at..end].trim_end_matches(['.', '-', '_']).len();
    // An address, or a handle that stands on its own.
    let handle = start == at && end > at + 2 && text[at + 1..].starts_with(char::is_alphabetic);
    (handle || (start < at && end > at + 2)).then_some((start, end))
}

fn part_of_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte >= 0x80
}

/// Where a run of digits and their separators ends, and whether it dials.
fn number(text: &str, start: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let (mut at, mut end) = (start, start);
    let mut digits = 0;
    let mut gap = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                gap = 0;
                end = at + 1;
            }
            b'+' if at == start => {}
            b' ' | b'.' | b'-' | b'/' | b'(' | b')' if gap < 3 => gap += 1,
            _ => break,
        }
        at += 1;
        // Nothing that dials is longer; a page of figures is not read again from each of them.
        if digits > 16 {
            break;
        }
    }
    let joined = bytes
        .get(end)
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'%');
    let run = &text[start..end];
    (end, !joined && (dials(run, digits) || insured(run, digits)))
}

fn dials(run: &str, digits: usize) -> bool {
    let groups: Vec<&str> = run
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let year =
        |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let dated =
        groups.iter().any(year) && (run.contains('/') || run.contains(" - ") || groups.len() < 4);
    if run.starts_with('+') {
        return (8..=15).contains(&digits);
    }
    let short = groups.iter().all(|group| group.len() <= 4);
    let shape: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let american = shape == [3, 3, 4] || (shape == [1, 3, 3, 4] && groups[0] == "1");
    // A social security number of the United States dials nothing, and says as much.
    let insured = shape == [3, 2, 4] && run.matches('-').count() == 2;
    let zero = run.starts_with('0') && (9..=13).contains(&digits) && !run.contains(" - ");
    (zero && !dated && (short || groups.len() <= 2)) || american || insured
}

/// A French social security number: sex, year, month, department, and so on.
fn insured(run: &str, digits: usize) -> bool {
    let plain: String = run.chars().filter(char::is_ascii_digit).collect();
    let month = plain.get(3..5).and_then(|month| month.parse::<u8>().ok());
    matches!(digits, 13 | 15)
        && plain.starts_with(['1', '2'])
        && month.is_some_and(|month| (1..=12).contains(&month))
        && !run.contains(['/', '.', '+'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut ranges = find(text);
        ranges.sort_unstable();
        ranges
            .into_iter()
            .map(|(start, end)| &text[start..end])
            .collect()
    }

    #[test]
    fn what_reaches_a_person_is_found() {
        assert_eq!(
            found("ada.vergne@example.org, 06 00 00 00 01"),
            ["ada.vergne@example.org", "06 00 00 00 01"]
        );
        assert_eq!(
            found("+33 (0)6 00 00 00 02 / (555) 010-0199"),
            ["+33 (0)6 00 00 00 02", "(555) 010-0199"]
        );
        assert_eq!(
            found("linkedin.com/in/ada, https://ada.example"),
            ["linkedin.com/in/ada", "https://ada.example"]
        );
        assert_eq!(
            found("12 venelle des Glénan, 29200 Brest"),
            ["12 venelle des Glénan", "29200 Brest"]
        );
        assert_eq!(
            found("221 Baker Street, NW1 6XE"),
            ["221 Baker Street", "NW1 6XE"]
        );
        assert_eq!(
            found("1 84 12 76 451 089 46; FR76 3000 6000 0112 3456 7890 189").len(),
            2
        );
    }

    #[test]
    fn a_town_goes_with_its_street_and_code() {
        assert_eq!(
            found("12 Mill Lane, Leeds, West Yorkshire LS1 4AB | Advisor"),
            ["12 Mill Lane", ", Leeds, West Yorkshire LS1 4AB"]
        );
        assert_eq!(
            found("12 Mill Lane, adviser at LS1 4AB"),
            ["12 Mill Lane", "LS1 4AB"]
        );
    }

    #[test]
    fn figures_are_no_contacts() {
        let text = "1 200 appels, 2019 - 2021, 03/2018 - 09/2019, 02/04/2019, 4,7/5 sur 2 900, 12 000 €, \
            0 litige, 10 000 000 clients, 20 rues, C++ 17, Booking.com, 45% de 1 234 567 890";
        assert_eq!(found(text), Vec::<&str>::new());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_searched_and_ranges_are_whole_characters(text in "[0-9+()@.é /a-]{0,60}") {
            for (start, end) in find(&text) {
                proptest::prop_assert!(text.get(start..end).is_some());
            }
        }
    }
}
