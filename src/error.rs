//! Every way a run can fail, and every thing a run has to say: facts and remedies, without their words.
//!
//! Left to others: the words (`language::labels`), printing (`run`), exit codes (`main`).

/// Something to say to the reader, later and in their language: the key of a label, and what fills it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    /// A key of `labels.yaml`.
    pub key: &'static str,
    /// What replaces `{name}` in the label.
    pub with: Vec<(&'static str, String)>,
}

impl Message {
    /// A message that nothing fills.
    pub fn new(key: &'static str) -> Message {
        Message {
            key,
            with: Vec::new(),
        }
    }

    /// The same message with one more value.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Message {
        self.with.push((name, value.to_string()));
        self
    }
}

/// For logs and library users; readers get the label in their language.
impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.key)?;
        for (name, value) in &self.with {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

/// A failure that ends the run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rubric, or a skill it draws on, has structural errors: nothing is ranked with it.
    #[error("{} findings in the rubric", .0.len())]
    Rubric(Vec<Finding>),
    /// A file the run cannot do without (a rubric, an advertisement, gold labels) could not be read,
    /// or there is no such thing.
    #[error("{0}")]
    Input(Message),
    /// A file that is not an application (a rubric, an advertisement) could not be read.
    #[error("{}: {}", .0.source, .0.reason)]
    Unread(Unread),
    /// Not one candidate could be read; the unread are told apart.
    #[error("nothing could be read")]
    NothingRead(Vec<Unread>),
    /// Scorecards that cannot be merged: each problem with its file, sheet and cell.
    #[error("{} problems in the scorecards", .0.len())]
    Scorecards(Vec<Message>),
    /// The result could not be written.
    #[error("{0}")]
    Output(Message),
    /// The reader of our output went away: not an error for anybody.
    #[error("closed pipe")]
    ClosedPipe,
    /// The command line asks for something that cannot be done.
    #[error("{0}")]
    Usage(Message),
}

/// Something that could not be read: listed apart with the reason, never ranked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The file, or `file:line` of a row.
    pub source: String,
    /// Why, and what to do about it.
    pub reason: Message,
    /// Whom to ask, if the row says.
    pub who: Who,
}

/// The candidate that a row says it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Who {
    /// The roster's id.
    pub id: Option<String>,
    /// The name as written.
    pub name: Option<String>,
}

/// One thing wrong with a rubric or a skill file, where it stands and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file as it was named by the user, or the shipped name.
    pub file: String,
    /// 1-based line; 0 when the whole file is meant.
    pub line: usize,
    /// 1-based column, in characters; 0 when the whole line is meant.
    pub column: usize,
    /// The line itself, as it stands in the file.
    pub excerpt: String,
    /// What is wrong.
    pub fact: Message,
    /// What to do.
    pub remedy: Message,
    /// Whether it stops a run.
    pub gravity: Gravity,
}

/// Whether a finding stops a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Structure: the rubric cannot be used.
    Error,
    /// Translation, examples, law or quality: the rubric can be used.
    Warning,
}
