//! The ranked candidates, each number with the evidence that earned it.

use std::borrow::Cow;

use serde::Serialize;

use super::candidate::Unread;
use super::document::{IntegrityFlag, SectionKind};
use super::evidence::{Evidence, Level};
use super::rubric::{Kind, QuestionKind};
use crate::error::Message;

/// What one criterion earned, with the evidence that earned it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Earned {
    /// The criterion.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its weight in the rubric.
    pub weight: f64,
    /// The level of the best evidence.
    pub level: Level,
    /// From 0 to 1, corroboration and the cap on declarations included.
    pub share: f64,
    /// What it adds to the candidate's score, in points; mad criteria: their part of the bonus.
    pub points: f64,
    /// The evidence, best first; not affirmed ones last, at level 0.
    pub evidence: Vec<Evidence>,
}

/// Whether something required was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// At level 2 or more, or by its column.
    Shown,
    /// Nothing says so.
    Unknown,
    /// Only denied, or the column is below.
    Contradicted,
}

/// A required criterion and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Required {
    /// The criterion.
    pub criterion: String,
    /// Its state.
    pub state: State,
}

/// The shares of the three kinds, from 0 to 1; absent when the rubric has no criterion of the kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Kinds {
    /// Weighted mean of the hard criteria.
    pub hard: Option<f64>,
    /// Weighted mean of the soft criteria.
    pub soft: Option<f64>,
    /// Mean of the best mad families.
    pub mad: Option<f64>,
}

/// Everything that judging one candidate alone gives: nothing here depends on who else applied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// 0 to 100, not rounded.
    pub score: f64,
    /// The same without the mad bonus.
    pub score_without_mad: f64,
    /// The shares per kind.
    pub kinds: Kinds,
    /// Share of the criteria at level 2 or more, 0 to 1.
    pub documented: f64,
    /// Required criteria and their states.
    pub required: Vec<Required>,
    /// Hard skills shown (0.6 or more) and no soft skill documented.
    pub relation_unproven: bool,
    /// How many criteria stand at level 4, 3 and 2: breaks ties of score.
    pub tally: [u16; 3],
    /// Every criterion, in the rubric's order.
    pub criteria: Vec<Earned>,
}

/// How few of this pool show a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rarity {
    /// The criterion.
    pub criterion: String,
    /// How many candidates show it at level 2 or more.
    pub shown_by: usize,
    /// Of how many ranked.
    pub of: usize,
}

/// A question to ask this candidate, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The criterion it is about; absent for what is on no list.
    pub criterion: Option<String>,
    /// What it is for.
    pub kind: QuestionKind,
    /// The question.
    pub text: String,
    /// Why it is asked.
    pub because: String,
}

/// Something atypical on no list, with its open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorthAsking {
    /// The item as written.
    pub quote: String,
    /// The document's source; null in blind mode.
    pub file: Option<String>,
    /// 1-based page.
    pub page: usize,
    /// 1-based line.
    pub line: usize,
    /// The section it stands in.
    pub section: SectionKind,
    /// An open question.
    pub question: String,
}

/// One candidate of the shortlist, in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Equal scores share a rank.
    pub rank: usize,
    /// The rank without mad skills.
    pub rank_without_mad: usize,
    /// The id to print (a pseudonym in blind mode).
    pub id: String,
    /// The name to print; none in blind mode.
    pub name: Option<String>,
    /// The source to print; none in blind mode.
    pub source: Option<String>,
    /// The recruiter's notes; none in blind mode.
    pub notes: Vec<String>,
    /// Scores and evidence.
    pub judged: Judged,
    /// What is atypical and on no list.
    pub unlisted: Vec<WorthAsking>,
    /// Criteria that few of this pool show.
    pub rarity: Vec<Rarity>,
    /// Integrity flags.
    pub flags: Vec<IntegrityFlag>,
    /// What to ask.
    pub questions: Vec<Question>,
}

/// A candidate below the top: id, name and score, and that is all that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'l> {
    /// Equal scores share a rank.
    pub rank: u32,
    /// The rank without mad skills.
    pub rank_without_mad: u32,
    /// The id to print.
    pub id: Cow<'l, str>,
    /// The name to print.
    pub name: Option<Cow<'l, str>>,
    /// 0 to 100, in tenths.
    pub score: f64,
    /// Share of the criteria at level 2 or more.
    pub documented: f64,
}

/// An id and a name among those of many candidates, which are kept as one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameAt {
    /// The first byte in two halves, so that a million of these take little room.
    start: [u32; 2],
    id: u32,
    /// `NAMELESS` where there is none.
    name: u32,
}

/// Stands for the length of a name that is missing.
const NAMELESS: u32 = u32::MAX;

/// The ids and names of many candidates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameList(String);

impl NameList {
    /// Keeps an id, and the name if there is one.
    pub fn keep(&mut self, id: &str, name: Option<&str>) -> NameAt {
        let start = self.0.len() as u64;
        self.0.push_str(id);
        self.0.push_str(name.unwrap_or_default());
        NameAt {
            start: [start as u32, (start >> 32) as u32],
            id: id.len() as u32,
            name: name.map_or(NAMELESS, |name| name.len() as u32),
        }
    }

    /// The id at a place.
    pub fn id(&self, at: NameAt) -> &str {
        let start = start(at);
        &self.0[start..start + at.id as usize]
    }

    /// The name at a place, if there is one.
    pub fn name(&self, at: NameAt) -> Option<&str> {
        let start = start(at) + at.id as usize;
        (at.name != NAMELESS).then(|| &self.0[start..start + at.name as usize])
    }
}

fn start(at: NameAt) -> usize {
    let [low, high] = at.start.map(u64::from);
    (low | high << 32) as usize
}

/// A line as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Equal scores share a rank.
    pub rank: u32,
    /// The rank without mad skills.
    pub rank_without_mad: u32,
    /// The id and the name to print.
    pub who: NameAt,
    /// 0 to 1000: tenths of a point.
    pub tenths: u16,
    /// Share of the criteria at level 2 or more.
    pub documented: f32,
}

/// Everybody below the top, in order and in little room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lines {
    /// One for each candidate.
    pub rows: Vec<Row>,
    /// The words of the rows.
    pub names: NameList,
}

impl Lines {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every line, in order.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|row| self.line(row))
    }

    /// A row as it is read.
    pub fn line(&self, row: &Row) -> Line<'_> {
        Line {
            rank: row.rank,
            rank_without_mad: row.rank_without_mad,
            id: self.names.id(row.who).into(),
            name: self.names.name(row.who).map(Cow::Borrowed),
            score: f64::from(row.tenths) / 10.0,
            documented: f64::from(row.documented),
        }
    }
}

/// The best mad evidence of somebody below the top: the shortlist must not hide the pearl.
#[derive(Debug, Clone, PartialEq)]
pub struct Pearl {
    /// Their rank.
    pub rank: usize,
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: Option<String>,
    /// The mad criterion.
    pub criterion: String,
    /// Its evidence.
    pub evidence: Evidence,
}

/// The rubric a shortlist was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RubricStamp {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of its text and of every skill it loaded.
    pub sha256: String,
}

/// The ranked candidates of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortlist {
    /// The rubric.
    pub rubric: RubricStamp,
    /// Full cards of the top, in order.
    pub cards: Vec<Card>,
    /// Everybody below, in order.
    pub lines: Lines,
    /// Best mad evidence below the top, best first.
    pub pearls: Vec<Pearl>,
    /// What could not be read, by source.
    pub unread: Vec<Unread>,
    /// How many more could not be read than are listed.
    pub unread_beyond: usize,
    /// What the reader should know about the run, in order.
    pub warnings: Vec<Message>,
}
