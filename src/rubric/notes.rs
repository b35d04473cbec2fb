//! Collects what is wrong with a file, each with its place and the line itself.
//!
//! In: places and messages. Out: findings in the order of the file.

use super::yaml::Place;
use crate::error::{Finding, Gravity, Message};

/// After so many findings the file is another kind of file, and the rest says nothing new.
const MOST: usize = 300;

/// A longer line is shown around its column.
const WIDEST: usize = 160;

/// The findings of one file.
pub struct Notes<'t> {
    file: &'t str,
    text: &'t str,
    findings: Vec<Finding>,
}

impl<'t> Notes<'t> {
    /// Nothing noted yet.
    pub fn new(file: &'t str, text: &'t str) -> Notes<'t> {
        // The YAML reader does not count a byte-order mark as a column.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Notes {
            file,
            text,
            findings: Vec::new(),
        }
    }

    /// Something that stops a run.
    pub fn error(&mut self, at: Place, fact: Message, remedy: Message) {
        self.note(at, fact, remedy, Gravity::Error);
    }

    /// Something that does not.
    pub fn warning(&mut self, at: Place, fact: Message, remedy: Message) {
        self.note(at, fact, remedy, Gravity::Warning);
    }

    /// Whether one of these keys was mistyped below a place: what it should have held is not missing.
    pub fn mistyped(&self, below: Place, keys: &[&str]) -> bool {
        self.findings.iter().any(|finding| {
            let remedy = &finding.remedy;
            let meant = |(_, near): &(&str, String)| keys.contains(&near.as_str());
            let near = remedy.key == "rubric.unknown-key.near";
            near && finding.line >= below.line && remedy.with.iter().any(meant)
        })
    }

    /// Everything noted, in the order of the file.
    pub fn findings(mut self) -> Vec<Finding> {
        let place = |finding: &Finding| (finding.line, finding.column);
        self.findings.sort_by_key(place);
        self.findings
    }

    /// What stands at a place, as the author wrote it: up to what ends a plain value.
    pub fn written(&self, at: Place) -> String {
        let line = self.line(at).chars().skip(at.column.saturating_sub(1));
        let written: String = line.take(80).collect();
        let end = written.find([',', ']', '}', '#', ':']);
        written[..end.unwrap_or(written.len())].trim().to_owned()
    }

    fn note(&mut self, at: Place, fact: Message, remedy: Message, gravity: Gravity) {
        if self.findings.len() == MOST {
            return;
        }
        self.findings.push(Finding {
            file: self.file.to_owned(),
            line: at.line,
            column: at.column,
            excerpt: excerpt(self.line(at), at.column),
            fact,
            remedy,
            gravity,
        });
    }

    fn line(&self, at: Place) -> &'t str {
        let line = at.line.checked_sub(1);
        let line = line.and_then(|n| self.text.lines().nth(n));
        line.unwrap_or_default()
    }
}

fn excerpt(line: &str, column: usize) -> String {
    let length = line.chars().count();
    if length <= WIDEST {
        return line.trim_end().to_owned();
    }
    let start = column
        .saturating_sub(WIDEST / 2)
        .min(length.saturating_sub(WIDEST));
    let shown: String = line.chars().skip(start).take(WIDEST).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if start + WIDEST < length { "…" } else { "" };
    format!("{before}{}{after}", shown.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_shown_around_its_column() {
        let line = format!("{}x{}", "a".repeat(400), "b".repeat(400));
        let shown = excerpt(&line, 401);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains('x'));
        assert_eq!(shown.chars().count(), WIDEST + 2);
    }

    #[test]
    fn findings_come_in_the_order_of_the_file() {
        let mut notes = Notes::new("a.yaml", "one\ntwo\n");
        for line in [2, 1] {
            let at = Place { line, column: 1 };
            notes.error(at, Message::new("fact"), Message::new("remedy"));
        }
        let lines: Vec<String> = notes.findings().into_iter().map(|f| f.excerpt).collect();
        assert_eq!(lines, ["one", "two"]);
    }
}
