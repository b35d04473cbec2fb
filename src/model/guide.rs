//! An interview guide: the questions of a job, the same for everybody, and what one candidate adds.

use serde::Serialize;

use super::document::Lang;
use super::rubric::Kind;
use super::shortlist::{RubricStamp, State};
use crate::error::Message;

/// What a core question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// What was done, in the past.
    Behavioural,
    /// What would be done in a scene with people.
    Situational,
    /// Open to everybody, "at work or elsewhere": a mad skill.
    Open,
    /// A case of the job: a hard skill.
    Case,
}

impl Form {
    /// Whether the answer tells a past action, and STAR asks for the rest of it.
    pub fn is_past(self) -> bool {
        matches!(self, Form::Behavioural | Form::Open)
    }
}

/// What a weak (1), an expected (3) and an outstanding (5) answer look like, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scale {
    /// Weak.
    #[serde(rename = "1")]
    pub one: String,
    /// Expected.
    #[serde(rename = "3")]
    pub three: String,
    /// Outstanding.
    #[serde(rename = "5")]
    pub five: String,
}

/// A question that every candidate is asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Core {
    /// Its place, from 1.
    pub number: usize,
    /// The criterion it is about.
    pub criterion: String,
    /// The criterion's name.
    pub title: String,
    /// The criterion's kind.
    pub kind: Kind,
    /// What sort of question it is.
    pub form: Form,
    /// The question.
    pub text: String,
    /// Why it is asked for this job.
    pub why: String,
    /// Minutes for it.
    pub minutes: usize,
    /// Its share of the total, 0 to 1; the shares of a guide add up to 1.
    pub weight: f64,
    /// What answers look like.
    pub anchors: Scale,
}

/// A follow-up on one candidate's own words, rated with a core question and on its anchors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// The criterion the words show.
    pub criterion: String,
    /// Its name.
    pub title: String,
    /// The number of the core question it is rated with.
    pub rated_with: usize,
    /// The question, after the quotation.
    pub text: String,
    /// Why it is asked.
    pub because: String,
}

/// Something the job requires that the file does not show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToEstablish {
    /// The criterion.
    pub criterion: String,
    /// Its name.
    pub title: String,
    /// Unknown or contradicted.
    pub state: State,
    /// The core question that asks for it.
    pub asked_in: Option<usize>,
    /// A question for it, when no core question asks.
    pub ask: Option<String>,
}

/// A further question on a criterion of the guide, to replace a core question for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reserve {
    /// The criterion.
    pub criterion: String,
    /// Its name.
    pub title: String,
    /// What it is about, when it comes from the bank.
    pub about: Option<String>,
    /// The question.
    pub text: String,
    /// What answers look like.
    pub anchors: Scale,
}

/// A part of the time plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// The key of its label.
    pub part: &'static str,
    /// Minutes.
    pub minutes: usize,
}

/// The candidate a guide is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The id to print.
    pub id: String,
    /// The name to print; none in blind mode.
    pub name: Option<String>,
}

/// A guide: the job's common one, or one candidate's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guide {
    /// The rubric it was made with.
    #[serde(skip)]
    pub rubric: RubricStamp,
    /// The language it is written in.
    #[serde(skip)]
    pub lang: Lang,
    /// The job.
    #[serde(skip)]
    pub job: String,
    /// Whom it is for; none is everybody.
    pub candidate: Option<Subject>,
    /// Minutes in all.
    pub minutes: usize,
    /// The time plan.
    pub plan: Vec<Slot>,
    /// The core questions, in order.
    pub questions: Vec<Core>,
    /// At most two follow-ups on the candidate's own words.
    pub probes: Vec<Probe>,
    /// What is required and not shown.
    pub to_establish: Vec<ToEstablish>,
    /// Further questions.
    pub reserve: Vec<Reserve>,
    /// Questions of the rubric that were left out, and why.
    #[serde(skip)]
    pub warnings: Vec<Message>,
}
