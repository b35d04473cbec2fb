//! Where a line of the raw text stands once it is tidied: mended words, rebuilt columns and joined
//! lines move what follows them.
//!
//! In: a raw and a tidy text, and flags with the page and line of the raw one. Out: the same flags
//! with the page and line of the tidy one.

use crate::intake::reading::COLUMN_BREAK;
use crate::model::document::IntegrityFlag;

/// So many letters of a line tell it from others.
const KEY: usize = 20;

/// The flags where a reader of the tidy text finds them.
pub fn moved(raw: &str, tidy: &str, mut flags: Vec<IntegrityFlag>) -> Vec<IntegrityFlag> {
    if flags.is_empty() || raw == tidy {
        return flags;
    }
    let pages = |text| -> Vec<Vec<String>> { str::split(text, '\u{c}').map(letters).collect() };
    let (before, after) = (pages(raw), pages(tidy));
    for flag in &mut flags {
        let page = flag.page.saturating_sub(1);
        if let (Some(before), Some(after)) = (before.get(page), after.get(page)) {
            flag.line = line(before, after, flag.line);
        }
    }
    flags
}

/// The letters and digits of each line of a page.
fn letters(page: &str) -> Vec<String> {
    let lines = page.split(['\n', COLUMN_BREAK]);
    lines
        .map(|line| line.chars().filter(|c| c.is_alphanumeric()).collect())
        .collect()
}

/// Where a line went: to the nearest line that says the same, or as far below the last one above it
/// that can be found.
fn line(before: &[String], after: &[String], line: usize) -> usize {
    let most = after.len().max(1);
    let above = (1..=line.min(before.len())).rev();
    let mut found = above.filter_map(|at| Some(found(after, &before[at - 1], at)? + line - at));
    found.next().unwrap_or(line).clamp(1, most)
}

fn found(after: &[String], said: &str, near: usize) -> Option<usize> {
    let count = said.chars().count();
    let first: String = said.chars().take(KEY).collect();
    let last: String = said.chars().skip(count.saturating_sub(KEY)).collect();
    let nearest = |key: &str| {
        let lines = (1..=after.len()).filter(|at| after[at - 1].contains(key));
        lines.min_by_key(|at| at.abs_diff(near))
    };
    (count > 2).then(|| nearest(&first).or_else(|| nearest(&last)))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::FlagKind;

    fn flag(page: usize, line: usize) -> Vec<IntegrityFlag> {
        vec![IntegrityFlag {
            flag: FlagKind::HiddenText,
            page,
            line,
            excerpt: String::new(),
        }]
    }

    #[test]
    fn a_flag_goes_where_its_line_goes() {
        let raw = "un\u{c}premier para-\ngraphe du texte\n\n\nsecond paragraphe\n\ntroisième";
        let tidy = "un\u{c}premier paragraphe du texte\n\nsecond paragraphe\n\ntroisième";
        let line = |line| moved(raw, tidy, flag(2, line))[0].line;
        assert_eq!([line(1), line(5), line(6), line(7)], [1, 3, 4, 5]);
        // A line that is nowhere stands below the last one that is; never beyond the page.
        assert_eq!(line(99), 5);
        assert_eq!(moved(raw, raw, flag(2, 5))[0].line, 5);
    }
}
