//! Filled scorecards out of cells.
//!
//! In: the grid of a sheet or file, and the rubric. Out: one [`Scorecard`] for each candidate and rater,
//! or every problem with its place: unknown criteria, ratings out of range, nobody named.
//! Left to others: opening files (`intake`), merging (`judging::panel`).

use std::collections::BTreeMap;

use crate::error::Message;
use crate::language::fold::fold;
use crate::language::interview::{CardColumns, Script};
use crate::model::document::Lang;
use crate::model::panel::{Grid, Mark, Rating, Scorecard};
use crate::model::rubric::{Rubric, Words};

/// The cards of a grid; none when nothing in it looks like one.
pub fn read(grid: &Grid, rubric: &Rubric) -> Result<Vec<Scorecard>, Vec<Message>> {
    let Some(head) = Head::find(grid) else {
        return Ok(Vec::new());
    };
    let mut reading = Reading {
        grid,
        rubric,
        head,
        cards: Vec::new(),
        problems: Vec::new(),
    };
    let below = reading.head.row;
    for (number, cells) in grid.rows.iter().filter(|(number, _)| *number > below) {
        reading.row(*number, cells);
    }
    reading.done()
}

/// Where what stands.
struct Head {
    row: usize,
    candidate: Option<usize>,
    rater: Option<usize>,
    number: Option<usize>,
    criterion: usize,
    rating: usize,
    notes: Option<usize>,
    /// What is said once above the table: the candidate and the rater.
    above: [Option<String>; 2],
}

/// Whether a cell bears one of a column's names, in either language.
fn bears(cell: &str, column: fn(&CardColumns) -> &[String]) -> bool {
    let cell = fold(cell);
    let mut scripts = [Lang::Fr, Lang::En].into_iter().map(Script::of);
    scripts.any(|script| {
        column(&script.columns)
            .iter()
            .any(|name| fold(name) == cell)
    })
}

impl Head {
    /// The first row that has a criterion's and a rating's column.
    fn find(grid: &Grid) -> Option<Head> {
        let mut above = [None, None];
        for (row, cells) in &grid.rows {
            let find = |column| cells.iter().position(|cell| bears(cell, column));
            let criterion = find(|columns| &columns.criterion);
            let rating = find(|columns| &columns.rating);
            if let (Some(criterion), Some(rating)) = (criterion, rating) {
                return Some(Head {
                    row: *row,
                    candidate: find(|columns| &columns.candidate),
                    rater: find(|columns| &columns.rater),
                    number: find(|columns| &columns.number),
                    criterion,
                    rating,
                    notes: find(|columns| &columns.notes),
                    above,
                });
            }
            let (Some(name), rest) = (cells.first(), cells.get(1..).unwrap_or_default()) else {
                continue;
            };
            let value = rest
                .iter()
                .map(|cell| cell.trim())
                .find(|cell| !cell.is_empty());
            if bears(name, |columns| &columns.candidate) {
                above[0] = value.map(str::to_owned);
            } else if bears(name, |columns| &columns.rater) {
                above[1] = value.map(str::to_owned);
            }
        }
        None
    }
}

struct Reading<'a> {
    grid: &'a Grid,
    rubric: &'a Rubric,
    head: Head,
    cards: Vec<(Scorecard, Vec<String>)>,
    problems: Vec<Message>,
}

impl Reading<'_> {
    fn row(&mut self, number: usize, cells: &[String]) {
        let cell = |column: Option<usize>| {
            let text = column
                .and_then(|column| cells.get(column))
                .map(|cell| cell.trim());
            text.filter(|text| !text.is_empty()).map(unquoted)
        };
        // Means below the table have no criterion.
        let Some(criterion) = cell(Some(self.head.criterion)) else {
            return;
        };
        let (column, row) = (self.head.rating, number);
        let place = place(self.grid, Some((column, row)));
        let known = self.known(criterion);
        if known.is_none() {
            let at = self::place(self.grid, Some((self.head.criterion, row)));
            let message = Message::new("panel.unknown-criterion").with("place", at);
            self.problems.push(message.with("criterion", criterion));
        }
        let written = cell(Some(column)).unwrap_or_default();
        let rating = rating(written);
        if rating.is_none() {
            let message = Message::new("panel.bad-rating").with("place", &place);
            self.problems.push(message.with("rating", written));
        }
        let [candidate, rater] = &self.head.above;
        let candidate = cell(self.head.candidate)
            .or(candidate.as_deref())
            .unwrap_or_default();
        let rater = cell(self.head.rater)
            .or(rater.as_deref())
            .unwrap_or_default();
        let asked = cell(self.head.number).unwrap_or_default();
        let (candidate, rater) = (candidate.to_owned(), rater.to_owned());
        if let (Some(criterion), Some(rating)) = (known, rating) {
            let question = format!("{criterion} {asked}");
            let mark = Mark {
                criterion,
                rating,
                note: cell(self.head.notes).unwrap_or_default().to_owned(),
                place,
            };
            self.put((candidate, rater), question, mark);
        }
    }

    /// The criterion of this id, or of this name in either language.
    fn known(&self, written: &str) -> Option<String> {
        let mut criteria = self.rubric.criteria.iter();
        let named = |text: &Option<Words>| {
            text.as_deref()
                .is_some_and(|text| fold(text) == fold(written))
        };
        let found = criteria.find(|criterion| {
            let title = &criterion.skill.title;
            criterion.id() == written || named(&title.fr) || named(&title.en)
        });
        found.map(|criterion| criterion.id().to_owned())
    }

    fn put(&mut self, (candidate, rater): (String, String), question: String, mark: Mark) {
        let same = |(card, _): &&mut (Scorecard, Vec<String>)| {
            card.candidate == candidate && key(&card.rater) == key(&rater)
        };
        if let Some((card, questions)) = self.cards.iter_mut().find(same) {
            if questions.contains(&question) {
                let message = Message::new("panel.rated-twice").with("place", &mark.place);
                self.problems
                    .push(message.with("criterion", &mark.criterion));
                return;
            }
            questions.push(question);
            card.marks.push(mark);
            return;
        }
        let card = Scorecard {
            candidate,
            rater,
            place: place(self.grid, None),
            marks: vec![mark],
        };
        self.cards.push((card, vec![question]));
    }

    /// Cards that hold something; one that does must say of whom and by whom.
    fn done(mut self) -> Result<Vec<Scorecard>, Vec<Message>> {
        let filled = |card: &Scorecard| {
            let mut marks = card.marks.iter();
            marks.any(|mark| mark.rating != Rating::Missing || !mark.note.is_empty())
        };
        let cards = self.cards.into_iter().map(|(card, _)| card);
        let cards: Vec<Scorecard> = cards.filter(filled).collect();
        for card in &cards {
            for (name, key) in [
                (&card.candidate, "panel.no-candidate"),
                (&card.rater, "panel.no-rater"),
            ] {
                if name.is_empty() {
                    self.problems
                        .push(Message::new(key).with("place", &card.place));
                }
            }
        }
        match self.problems.is_empty() {
            true => Ok(cards),
            false => Err(self.problems),
        }
    }
}

/// Two cards of one rater about one candidate: nobody can tell which one counts.
pub fn twice(cards: &[Scorecard]) -> Vec<Message> {
    let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for card in cards {
        let other = seen.insert((&card.candidate, key(&card.rater)), &card.place);
        if let Some(other) = other {
            let message = Message::new("panel.two-cards")
                .with("place", &card.place)
                .with("other", other)
                .with("rater", &card.rater);
            problems.push(message.with("candidate", &card.candidate));
        }
    }
    problems
}

/// Names that differ only in case or accents are one person.
pub fn key(rater: &str) -> String {
    fold(rater)
}

/// 1 to 5, NE in either language, or nothing; a spreadsheet may write 4 as 4.0.
fn rating(written: &str) -> Option<Rating> {
    if written.is_empty() {
        return Some(Rating::Missing);
    }
    let mut scripts = [Lang::Fr, Lang::En].into_iter().map(Script::of);
    if scripts.any(|script| {
        script
            .unrated
            .iter()
            .any(|word| fold(word) == fold(written))
    }) {
        return Some(Rating::NotAssessed);
    }
    let number: f64 = written.replace(',', ".").parse().ok()?;
    let whole = (1.0..=5.0).contains(&number) && number.fract() == 0.0;
    whole.then_some(Rating::Given(number as u8))
}

/// The apostrophe that keeps a spreadsheet from running an id is not part of it.
fn unquoted(text: &str) -> &str {
    let rest = text.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(text)
}

/// `cards.xlsx 'Sheet'!H8`, as a spreadsheet says it; `cards.csv H8` in a delimited file.
fn place(grid: &Grid, cell: Option<(usize, usize)>) -> String {
    let file = &grid.file;
    let cell = cell.map(|(column, row)| format!("{}{row}", letters(column)));
    match (&grid.sheet, cell) {
        (Some(sheet), Some(cell)) => format!("{file} '{sheet}'!{cell}"),
        (Some(sheet), None) => format!("{file} '{sheet}'"),
        (None, Some(cell)) => format!("{file} {cell}"),
        (None, None) => file.clone(),
    }
}

/// The letters of a column: 0 is A, 26 is AA.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters
        .iter()
        .rev()
        .map(|&letter| char::from(letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_one_to_five_not_assessed_or_missing() {
        assert_eq!(rating("4"), Some(Rating::Given(4)));
        assert_eq!(rating("4.0"), Some(Rating::Given(4)));
        assert_eq!(rating("NE"), Some(Rating::NotAssessed));
        assert_eq!(rating("not assessed"), Some(Rating::NotAssessed));
        assert_eq!(rating(""), Some(Rating::Missing));
        for wrong in ["0", "6", "3,5", "A", "-1", "nan", "inf"] {
            assert_eq!(rating(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_column_is_named_as_a_spreadsheet_names_it() {
        assert_eq!(
            [0, 7, 25, 26, 27, 702].map(letters),
            ["A", "H", "Z", "AA", "AB", "AAA"]
        );
    }
}
