//! A panel: the interviewers' filled scorecards, and what they make together.

use serde::Serialize;

use super::evidence::Level;
use super::rubric::Kind;
use super::shortlist::RubricStamp;
use crate::error::Message;

/// The cells of one sheet of a workbook, or of a delimited file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The file, as the user named it.
    pub file: String,
    /// The sheet; none in a delimited file.
    pub sheet: Option<String>,
    /// Each row that holds anything: its number from 1, and its cells from the first column on.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// What a rater wrote for one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    /// 1 to 5.
    Given(u8),
    /// NE: the question gave no fact.
    NotAssessed,
    /// An empty cell.
    Missing,
}

/// One row of a scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The criterion.
    pub criterion: String,
    /// The rating.
    pub rating: Rating,
    /// What was heard.
    pub note: String,
    /// Where the rating stands.
    pub place: String,
}

/// What one rater wrote about one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    /// The candidate's id.
    pub candidate: String,
    /// Who rated.
    pub rater: String,
    /// Where it stands: the file and the sheet.
    pub place: String,
    /// The rows.
    pub marks: Vec<Mark>,
}

/// One rater on one criterion of one candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Given {
    /// Who.
    pub rater: String,
    /// 1 to 5; the mean when two questions ask about the criterion; null when missing or not assessed.
    pub rating: Option<f64>,
    /// Whether the rater said so rather than leaving it empty.
    pub not_assessed: bool,
    /// What was heard.
    pub notes: Vec<String>,
}

/// Which way the interview differs from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Drift {
    /// More than the file had shown.
    Up,
    /// Less.
    Down,
}

/// What the raters say together about one criterion of one candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// The criterion.
    pub criterion: String,
    /// Its name.
    pub title: String,
    /// Its kind.
    pub kind: Kind,
    /// Its share of the total before what is missing is left out.
    pub weight: f64,
    /// Each rater's rating.
    pub ratings: Vec<Given>,
    /// How many rated.
    pub raters: usize,
    /// The mean of the ratings.
    pub mean: Option<f64>,
    /// Highest minus lowest.
    pub range: Option<f64>,
    /// Mean distance from the mean.
    pub average_deviation: Option<f64>,
    /// Within-group agreement, 0 to 1.
    pub rwg: Option<f64>,
    /// Two points or more apart: to discuss.
    pub discuss: bool,
    /// What the file had shown, when the files were read too.
    pub shown: Option<Level>,
    /// Mean minus what the file had shown, on the same five points.
    pub drift: Option<f64>,
    /// Which way, when they clearly differ.
    pub direction: Option<Drift>,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Panelled {
    /// Equal totals share a rank; null without a total.
    pub rank: Option<usize>,
    /// The id.
    pub id: String,
    /// The weighted mean of the criteria that were rated, 1 to 5.
    pub total: Option<f64>,
    /// How much of the weight was rated, 0 to 1.
    pub rated: f64,
    /// How many cards.
    pub raters: usize,
    /// How many criteria are to discuss.
    pub to_discuss: usize,
    /// How many criteria the interview showed more than the file.
    pub up: usize,
    /// How many less.
    pub down: usize,
    /// Each criterion.
    pub criteria: Vec<Judgement>,
}

/// One rater.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rater {
    /// The name.
    pub name: String,
    /// How many cards.
    pub cards: usize,
    /// How many ratings.
    pub ratings: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// Mean distance from the other raters on the same criteria of the same candidates; above zero is lenient.
    pub leniency: Option<f64>,
    /// How many ratings that rests on.
    pub compared: usize,
    /// The most frequent rating's share: near 1, everybody got the same.
    pub same: Option<f64>,
}

/// How consistent the raters are over the candidates whom all of them rated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consistency {
    /// How many candidates.
    pub candidates: usize,
    /// How many raters.
    pub raters: usize,
    /// ICC(2,1).
    pub single: f64,
    /// ICC(2,k).
    pub average: f64,
}

/// Everybody.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Panel {
    /// The rubric.
    pub rubric: RubricStamp,
    /// The job.
    pub job: String,
    /// The candidates, highest total first, then by id.
    pub candidates: Vec<Panelled>,
    /// The raters, by name.
    pub raters: Vec<Rater>,
    /// Over the totals; null with fewer than five candidates rated by all.
    pub consistency: Option<Consistency>,
    /// What the reader should know.
    #[serde(skip)]
    pub warnings: Vec<Message>,
}
