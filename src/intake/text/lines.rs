//! Mends broken lines: words cut by a hyphen, bullets apart from their text, letter-spaced headings.
//!
//! In: a text of tidy characters. Out: the text with its lines mended, if one was broken.
//! Left to others: lines of two columns (`gutter`), what a heading is (`sectioning`).

use crate::language::compounds::keeps_hyphen;
use crate::language::everyday::is_everyday;

/// Characters that stand alone before an item.
pub const BULLETS: &[char] = &[
    '•', '▪', '●', '■', '◦', '○', '‣', '⁃', '·', '∙', '➢', '➤', '►', '▶', '✓', '✔', '❖', '⋄', '◆',
    '→', '*', '-', '–', '—',
];

/// How many cut words are looked up in the rest of the text: no file may take long by having many.
const LOOKUPS: usize = 200;

/// The text with its broken lines mended, or nothing if none is broken.
pub fn mended(text: &str) -> Option<String> {
    if !text.lines().any(broken) {
        return None;
    }
    let mut mended = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    // What a word cut at the end of the line before has taken from this line.
    let mut taken = 0;
    let mut looked_up = 0;
    while let Some(raw) = lines.next() {
        let line = &raw[taken..];
        taken = 0;
        let body = line.trim_end();
        if lone_bullet(body) && lines.peek().is_some_and(|next| starts_item(next)) {
            mended.push_str(body);
            mended.push(' ');
            if let Some(next) = lines.peek() {
                taken = next.len() - next.trim_start_matches([' ', '\t']).len();
            }
        } else if let Some(tail) = lines.peek().and_then(|next| cut_word(body, next)) {
            let known = if looked_up < LOOKUPS { text } else { "" };
            looked_up += 1;
            taken = join(
                known,
                body,
                tail,
                lines.peek().copied().unwrap_or(""),
                &mut mended,
            );
        } else if let Some(spaced) = letter_spaced(body) {
            mended.push_str(&spaced);
            mended.push_str(&line[body.len()..]);
        } else {
            mended.push_str(line);
        }
    }
    Some(mended)
}

fn broken(line: &str) -> bool {
    let body = line.trim_end();
    body.ends_with('-') && body.len() > 2 || lone_bullet(body) || letter_spaced(body).is_some()
}

fn lone_bullet(body: &str) -> bool {
    let body = body.trim_start();
    let mut chars = body.chars();
    // A lone dash is as often an empty cell as a bullet: it needs a bullet's shape.
    matches!((chars.next(), chars.next()), (Some(c), None) if BULLETS.contains(&c))
}

fn starts_item(next: &str) -> bool {
    next.trim_start().starts_with(char::is_alphanumeric)
}

/// The rest of a word that the line before has cut, if it has.
fn cut_word<'a>(body: &str, next: &'a str) -> Option<&'a str> {
    let head = body.strip_suffix('-')?;
    let before = head.chars().next_back()?;
    let next = next.trim_start_matches([' ', '\t']);
    let end = next
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(next.len());
    let tail = &next[..end];
    let lower = tail.chars().next().is_some_and(char::is_lowercase);
    (before.is_lowercase() && lower).then_some(tail)
}

/// Writes the line with its last word whole, and says how much of the next line that took.
/// The line count stays, so that places in the text stay those of the file.
fn join(text: &str, body: &str, tail: &str, next: &str, mended: &mut String) -> usize {
    let head = body.strip_suffix('-').unwrap_or(body);
    let start = head.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| {
        at + head[at..].chars().next().map_or(1, char::len_utf8)
    });
    let first = &head[start..];
    // "work-" opens compounds, but "workshops" is a word
    let whole = is_everyday(&format!("{first}{tail}"));
    let compound = keeps_hyphen(first) && !whole || text.contains(&format!("{first}-{tail}"));
    mended.push_str(head);
    if compound {
        mended.push('-');
    }
    mended.push_str(tail);
    let indent = next.len() - next.trim_start_matches([' ', '\t']).len();
    let rest = &next[indent + tail.len()..];
    let closing = rest.len()
        - rest
            .trim_start_matches([',', '.', ';', ':', ')', '»'])
            .len();
    mended.push_str(&rest[..closing]);
    let rest = &rest[closing..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let taken = indent + tail.len() + closing + gap;
    // A line of that word alone is gone whole: an empty one would look like a new paragraph.
    if rest[gap..].trim().is_empty() {
        if next.ends_with('\n') {
            mended.push('\n');
        }
        return next.len();
    }
    mended.push('\n');
    taken
}

/// `C O M P É T E N C E S` as a word; two spaces or more part words. Nothing for any other line.
fn letter_spaced(body: &str) -> Option<String> {
    let line = body.trim_start();
    // Every other character is a space: cheap to see that most lines are not like that.
    let mut head = line.chars();
    head.next()?;
    if head.next() != Some(' ') {
        return None;
    }
    let mut letters = 0;
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_alphabetic() => letters += 1,
            (Some('\'' | '’' | '-' | '&' | ':'), None) => {}
            _ => return None,
        }
    }
    (letters >= 4).then(|| {
        let words = line.split("  ").map(|word| word.replace(' ', ""));
        words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        mended(text).unwrap_or_else(|| text.into())
    }

    #[test]
    fn a_word_cut_at_a_line_end_is_whole_again_and_lines_keep_their_number() {
        assert_eq!(
            of("Handled com-\nplaints, calls\nTill"),
            "Handled complaints,\ncalls\nTill"
        );
        assert_eq!(
            of("ateliers numé-\n  riques pour tous"),
            "ateliers numériques\npour tous"
        );
        assert_eq!(of("the com-\nplaints\nNext"), "the complaints\nNext");
    }

    #[test]
    fn compounds_keep_their_hyphen() {
        assert_eq!(
            of("de mon savoir-\nfaire acquis"),
            "de mon savoir-faire\nacquis"
        );
        assert_eq!(
            of("low-key, then low-\nkey again"),
            "low-key, then low-key\nagain"
        );
        assert_eq!(of("Paris -\nLyon"), "Paris -\nLyon");
        assert_eq!(of("2019-\n2021"), "2019-\n2021");
    }

    #[test]
    fn a_bullet_alone_joins_its_text() {
        assert_eq!(of("•\nAccueil\n•\n  Caisse\n"), "• Accueil\n• Caisse\n");
        assert_eq!(of("•\n\nAccueil"), "•\n\nAccueil");
    }

    #[test]
    fn a_letter_spaced_heading_is_a_heading() {
        assert_eq!(of("C O M P É T E N C E S\nExcel"), "COMPÉTENCES\nExcel");
        assert_eq!(of("C E N T R E S   D ' I N T É R Ê T"), "CENTRES D'INTÉRÊT");
        assert_eq!(of("Permis A B C D"), "Permis A B C D");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_mended(text in "[-•a-zé \n]{0,60}") {
            of(&text);
        }
    }
}
