//! Rebuilds two columns that an extractor has interleaved line by line.
//!
//! In: a text. Out: the left column then the right one (or the other way round), if a gutter of
//! spaces runs down the page with a heading on either side of it.
//! Left to others: tables, which read across and stay as they are.

use crate::intake::reading::COLUMN_BREAK;
use crate::language::headings::Headings;

/// Lines that a gutter must part before we believe in it.
const ROWS: usize = 8;
/// Spaces that make a gutter.
const WIDTH: usize = 3;
/// A column cannot start further right than this.
const WIDEST: usize = 200;
/// A column cannot start further left than this.
const LEFTMOST: usize = 12;

/// The text with its columns one after the other, or nothing if it has one column only.
pub fn rebuilt(text: &str) -> Option<String> {
    let gaps = memchr::memmem::find_iter(text.as_bytes(), "   ");
    if gaps.take(ROWS).count() < ROWS {
        return None;
    }
    let mut rebuilt = String::with_capacity(text.len() + 8);
    let mut changed = false;
    for page in text.split_inclusive('\u{0c}') {
        let (body, end) = match page.strip_suffix('\u{0c}') {
            Some(body) => (body, "\u{0c}"),
            None => (page, ""),
        };
        match columns(body) {
            Some(parted) => {
                changed = true;
                rebuilt.push_str(&parted);
            }
            None => rebuilt.push_str(body),
        }
        rebuilt.push_str(end);
    }
    changed.then_some(rebuilt)
}

fn columns(page: &str) -> Option<String> {
    let lines: Vec<Vec<char>> = page
        .lines()
        .map(|line| line.trim_end().chars().collect())
        .collect();
    let gutter = gutter(&lines)?;
    let (first, last) = reach(&lines, gutter);
    let parted: Vec<(String, String)> = lines[first..last]
        .iter()
        .map(|line| part(line, gutter))
        .collect();
    if !convincing(&parted) {
        return None;
    }
    let (left, right): (Vec<String>, Vec<String>) = parted.into_iter().unzip();
    let (one, two) = if right_leads(&left, &right) {
        (right, left)
    } else {
        (left, right)
    };
    let whole = |range: &[Vec<char>]| -> Vec<String> {
        range.iter().map(|line| line.iter().collect()).collect()
    };
    let above = whole(&lines[..first]).join("\n");
    let below = whole(&lines[last..]).join("\n");
    let mut text = String::new();
    for (block, after) in [
        (above, "\n"),
        (column(&one), BREAK),
        (column(&two), "\n"),
        (below, "\n"),
    ] {
        if !block.trim().is_empty() {
            text.push_str(&block);
            text.push_str(after);
        }
    }
    Some(text)
}

const BREAK: &str = "\u{1d}";
const _: () = assert!(BREAK.len() == COLUMN_BREAK.len_utf8());

fn column(lines: &[String]) -> String {
    let text = lines.join("\n");
    text.trim_matches('\n').to_string()
}

/// The column at which most lines start again after a run of spaces.
fn gutter(lines: &[Vec<char>]) -> Option<usize> {
    let mut votes = vec![0usize; WIDEST];
    for line in lines {
        for at in starts(line) {
            if let Some(vote) = votes.get_mut(at) {
                *vote += 1;
            }
        }
    }
    let (at, count) = votes
        .iter()
        .enumerate()
        .skip(LEFTMOST)
        .max_by_key(|(at, count)| (**count, usize::MAX - at))?;
    (*count >= ROWS).then_some(at)
}

/// Columns at which words start after `WIDTH` spaces or the left edge of an indented line.
fn starts(line: &[char]) -> impl Iterator<Item = usize> {
    (WIDTH..line.len().min(WIDEST))
        .filter(|&at| line[at] != ' ' && line[at - WIDTH..at].iter().all(|c| *c == ' '))
}

/// The lines from the first to the last that the gutter parts; nothing in between may cross it.
fn reach(lines: &[Vec<char>], gutter: usize) -> (usize, usize) {
    let parts = |line: &Vec<char>| line.len() > gutter && !crosses(line, gutter);
    let first = lines.iter().position(parts).unwrap_or(0);
    let end = lines[first..].iter().position(|line| crosses(line, gutter));
    let end = end.map_or(lines.len(), |length| first + length);
    // Lines above that fit into the left column belong to it.
    let above = lines[..first]
        .iter()
        .rev()
        .take_while(|line| !crosses(line, gutter))
        .count();
    (first - above, end)
}

fn crosses(line: &[char], gutter: usize) -> bool {
    line.iter()
        .take(gutter)
        .skip(gutter.saturating_sub(2))
        .any(|c| *c != ' ')
}

fn part(line: &[char], gutter: usize) -> (String, String) {
    let cut = gutter.min(line.len());
    let text = |chars: &[char]| chars.iter().collect::<String>().trim_end().to_string();
    (text(&line[..cut]), text(&line[cut..]))
}

/// Columns have headings of their own; the cells of a table do not.
fn convincing(parted: &[(String, String)]) -> bool {
    let filled = |side: &str| !side.trim().is_empty();
    let both = parted
        .iter()
        .filter(|(left, right)| filled(left) && filled(right))
        .count();
    let headed = |side: &str| Headings::both().kind(side.trim()).is_some();
    let left = parted.iter().filter(|(left, _)| headed(left)).count();
    let right = parted.iter().filter(|(_, right)| headed(right)).count();
    both >= ROWS / 2 && parted.len() >= ROWS && left + right >= 3 && left > 0 && right > 0
}

/// The column that opens with a name leads: a left one that opens with a heading is a sidebar.
fn right_leads(left: &[String], right: &[String]) -> bool {
    let opens = |side: &[String]| {
        let first = side.iter().find(|line| !line.trim().is_empty());
        first.is_some_and(|line| Headings::both().kind(line.trim()).is_some())
    };
    opens(left) && !opens(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CV: &str = "\
CONTACT                        Ada Vergne
Nantes (44)                    Conseillère à distance
ada@example.org                EXPÉRIENCES
LANGUES                        Banque Loire, 2019 à 2024
Espagnol courant               Appels et chat : cinquante
Anglais B2                     contacts par jour.
                               Oppositions, fraudes
LOISIRS                        FORMATION
Spéléologie (initiatrice       Licence, 2016
fédérale)                      Bac, 2013
";

    #[test]
    fn two_columns_read_one_after_the_other_and_the_one_with_the_name_leads() {
        let text = rebuilt(CV).expect("two columns");
        let (right, left) = text.split_once('\u{1d}').expect("a column break");
        assert!(right.starts_with("Ada Vergne\nConseillère à distance\nEXPÉRIENCES\n"));
        assert!(right.contains("cinquante\ncontacts par jour."));
        assert!(left.contains("Spéléologie (initiatrice\nfédérale)"));
    }

    #[test]
    fn a_table_reads_across() {
        let table: String = (0..12)
            .map(|i| format!("Excel {i}             avancé, tous les jours\n"))
            .collect();
        assert_eq!(rebuilt(&table), None);
        let dated: String = (0..12)
            .map(|i| format!("20{i:02} - 2019          Vendeuse, Lille\n"))
            .collect();
        assert_eq!(rebuilt(&dated), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_may_have_columns(text in "[A-ZÉ \n\u{c}]{0,400}") {
            rebuilt(&text);
        }
    }
}
