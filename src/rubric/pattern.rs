//! Whether a pattern is one that a rubric may have.
//!
//! In: a regular expression as written. Out: nothing, or what is wrong with it.

use regex::RegexBuilder;

use crate::error::Message;

/// A pattern that needs more is a program.
const LONGEST_PATTERN: usize = 4096;

/// Compiled size: a few nested repetitions of a short pattern would take hundreds of megabytes.
const LARGEST_PATTERN: usize = 1 << 20;

/// Whether a pattern compiles, within bounds, and cannot match nothing at all.
pub fn compiles(pattern: &str) -> Result<(), Message> {
    if pattern.len() > LONGEST_PATTERN {
        return Err(Message::new("rubric.pattern.too-long").with("most", LONGEST_PATTERN));
    }
    let built = RegexBuilder::new(pattern)
        .size_limit(LARGEST_PATTERN)
        .nest_limit(64)
        .build();
    match built {
        Ok(regex) if matches_nothing(&regex) => Err(Message::new("rubric.pattern.empty-match")),
        Ok(_) => Ok(()),
        Err(error) => Err(Message::new("rubric.pattern.broken").with("why", last_line(&error))),
    }
}

fn matches_nothing(regex: &regex::Regex) -> bool {
    let anywhere = ["", "a", "a b", "1 a"];
    let found = anywhere.iter().filter_map(|text| regex.find(text));
    found.into_iter().any(|found| found.is_empty())
}

/// The regex crate draws the pattern first and says what is wrong last.
fn last_line(error: &regex::Error) -> String {
    let said = error.to_string();
    let last = said.lines().last().unwrap_or_default();
    last.trim_start_matches("error:").trim().to_owned()
}
