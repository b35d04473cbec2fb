//! `pepite screen`: a rubric and applications into a ranked shortlist.
//!
//! Everything before the pool is per candidate, pure and parallel; a candidate's text is gone once it
//! is gathered, and below the top only id, name and score are kept.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest, Sha256};

use crate::error::{Error, Message, Unread};
use crate::evidence::{self, Matcher, Vacancy};
use crate::intake::{self, Place, Reading};
use crate::judging::rank::{Pool, Ranked, Who};
use crate::judging::twins::Tie;
use crate::judging::{ask, rank, score};
use crate::model::candidate::Candidate;
use crate::model::document::{Document, FlagKind, IntegrityFlag, Lang};
use crate::model::evidence::Unlisted;
use crate::model::rubric::Rubric;
use crate::model::shortlist::{Card, Judged, Line, RubricStamp, Shortlist};
use crate::render::delimited::{self, Dialect, Rows};
use crate::render::json;
use crate::render::table::{self, Colours};
use crate::render::view::{Names, View};
use crate::run::unread::{Listed, Unreads};
use crate::run::{self, Destination, Outcome};

/// How many full cards a terminal gets; other formats get everybody's.
const TOP_OF_A_TABLE: usize = 10;
/// How many warnings of one kind are said before they are counted.
const WARNINGS_OF_A_KIND: usize = 5;

/// What was asked.
#[derive(Debug)]
pub struct Screen {
    /// The name of a shipped rubric, or a path.
    pub rubric: Option<String>,
    /// Rosters, CVs, folders, `-`.
    pub inputs: Vec<PathBuf>,
    /// How to read them.
    pub reading: Reading,
    /// The format of the output, if it was named.
    pub format: Option<Format>,
    /// The file to write.
    pub output: Option<PathBuf>,
    /// The language of the output, if it was named.
    pub lang: Option<Lang>,
    /// How many full cards, if it was said.
    pub top: Option<usize>,
    /// How many questions for one candidate.
    pub questions: usize,
    /// Whether names are shown.
    pub names: Names,
    /// What a row is about.
    pub rows: Rows,
    /// Whether CSV is for a French Excel.
    pub excel: bool,
    /// The advertisement.
    pub ad: Option<PathBuf>,
    /// Whether something unread changes the exit code.
    pub strict: bool,
    /// Whether only errors are said.
    pub quiet: bool,
    /// When to use colours.
    pub colour: Colour,
}

impl Default for Screen {
    /// Nothing asked for beyond a rubric and applications.
    fn default() -> Screen {
        Screen {
            rubric: None,
            inputs: Vec::new(),
            reading: Reading::default(),
            format: None,
            output: None,
            lang: None,
            top: None,
            questions: 0,
            names: Names::Shown,
            rows: Rows::Candidate,
            excel: false,
            ad: None,
            strict: false,
            quiet: false,
            colour: Colour::Never,
        }
    }
}

/// A format of a shortlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Table,
    /// Commas.
    Csv,
    /// Tabs.
    Tsv,
    /// The contract, whole.
    Json,
    /// The contract, one candidate a line.
    Jsonl,
}

/// The endings of a file that name a format.
const ENDINGS: &str = ".csv, .tsv, .json, .jsonl, .txt";

impl Format {
    /// The format of that name, or of a file's extension.
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "table" | "txt" => Some(Format::Table),
            "csv" => Some(Format::Csv),
            "tsv" => Some(Format::Tsv),
            "json" => Some(Format::Json),
            "jsonl" => Some(Format::Jsonl),
            _ => None,
        }
    }
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal, unless the reader asks for none everywhere (`NO_COLOR`).
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Screens.
pub fn screen(asked: &Screen) -> Result<Outcome, run::Failure> {
    let rubric = run::rubric(asked.rubric.as_deref(), &asked.inputs)?;
    let lang = asked.lang.unwrap_or(rubric.lang);
    screened(asked, &rubric, lang).map_err(|error| run::Failure {
        lang: Some(lang),
        error,
    })
}

fn screened(asked: &Screen, rubric: &Rubric, lang: Lang) -> Result<Outcome, Error> {
    let format = format(asked)?;
    let read = inputs(asked);
    if let Some(path) = &asked.output {
        run::refuse_place(path, &read)?;
    }
    let top = asked.top.unwrap_or(match format {
        Format::Table => TOP_OF_A_TABLE,
        _ => usize::MAX,
    });
    let (shortlist, failure) = listed(asked, rubric, lang, top)?;
    let count = shortlist.unread.len();
    let view = View::new(&shortlist, rubric, lang, asked.names);
    let to = asked
        .output
        .as_deref()
        .map_or(Destination::Stdout, Destination::File);
    run::write(to, &read, |out| match format {
        Format::Table => table::write(&view, colours(asked), out),
        Format::Csv if asked.excel => {
            delimited::write(&view, asked.rows, Dialect::Excel, asked.questions, out)
        }
        Format::Csv => delimited::write(&view, asked.rows, Dialect::Csv, asked.questions, out),
        Format::Tsv => delimited::write(&view, asked.rows, Dialect::Tsv, asked.questions, out),
        Format::Json => json::whole(&view, out),
        Format::Jsonl => json::lines(&view, out),
    })?;
    match (failure, asked.strict && count > 0) {
        (Some(nobody), _) => Err(nobody),
        (None, true) => Ok(Outcome::SomeUnread),
        (None, false) => Ok(Outcome::Done),
    }
}

/// Reads, scores and ranks what was asked for, and says what there is to say about the reading.
pub fn shortlisted(
    asked: &Screen,
    rubric: &Rubric,
    lang: Lang,
    top: usize,
) -> Result<Shortlist, Error> {
    match listed(asked, rubric, lang, top)? {
        (shortlist, None) => Ok(shortlist),
        (_, Some(nobody)) => Err(nobody),
    }
}

/// The shortlist; when nobody is on it, also what to say of those who could not be read.
fn listed(
    asked: &Screen,
    rubric: &Rubric,
    lang: Lang,
    top: usize,
) -> Result<(Shortlist, Option<Error>), Error> {
    let screening = Screening::new(asked, rubric, top)?;
    let seen = intake::each(&asked.inputs, &asked.reading, &|place, candidate| {
        screening.enter(place, candidate);
    })?;
    let (ranked, unread) = screening.done();
    if !asked.quiet {
        run::tell_columns(&seen.columns, lang);
    }
    let unread = unread.listed();
    let said = unread.said();
    let is_empty = ranked.top.is_empty() && ranked.lines.is_empty();
    if is_empty && said.is_empty() {
        return Err(Error::NothingRead(said));
    }
    let shortlist = shortlist(asked, rubric, lang, (ranked, unread, seen.warnings));
    if !asked.quiet {
        shortlist.warnings.iter().for_each(|w| run::tell(lang, w));
    }
    let view = View::new(&shortlist, rubric, lang, asked.names);
    let said = said.into_iter().map(|unread| Unread {
        source: view.unread_whose(&unread),
        ..unread
    });
    if is_empty {
        let said = said.collect();
        return Ok((shortlist, Some(Error::NothingRead(said))));
    }
    if !asked.quiet {
        tell_unread(&view, said);
    }
    Ok((shortlist, None))
}

fn tell_unread(view: &View<'_>, said: impl Iterator<Item = Unread>) {
    said.for_each(|unread| run::tell_unread(view.lang, &unread));
    let count = view.unread();
    if count > 0 {
        let message = Message::new("screen.some-unread");
        run::tell(view.lang, &message.with("count", count));
    }
}

/// The format asked for, or that the file's extension names, or that habit wants.
fn format(asked: &Screen) -> Result<Format, Error> {
    let format = match (asked.format, &asked.output) {
        (Some(format), _) => format,
        (None, Some(path)) => run::format_of(path, Format::named, ENDINGS)?,
        (None, None) if asked.excel || asked.rows == Rows::Evidence => Format::Csv,
        (None, None) if run::stdout_is_terminal() => Format::Table,
        (None, None) => Format::Csv,
    };
    let is_delimited = matches!(format, Format::Csv | Format::Tsv);
    if asked.rows == Rows::Evidence && !is_delimited {
        return Err(Error::Usage(Message::new("usage.rows")));
    }
    if asked.excel && format != Format::Csv {
        return Err(Error::Usage(Message::new("usage.excel")));
    }
    Ok(format)
}

fn colours(asked: &Screen) -> Colours {
    let wanted = match asked.colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            asked.output.is_none() && run::stdout_is_terminal() && !refused
        }
    };
    if wanted { Colours::On } else { Colours::Off }
}

/// Everything that this run reads: nothing is written over it.
pub fn inputs(asked: &Screen) -> Vec<PathBuf> {
    let rubric = asked.rubric.iter().map(PathBuf::from);
    rubric
        .chain(asked.ad.clone())
        .chain(asked.inputs.iter().cloned())
        .collect()
}

/// What it takes to judge candidates one by one, from any thread.
pub struct Judge<'a> {
    asked: &'a Screen,
    rubric: &'a Rubric,
    matcher: Matcher,
    vacancy: Option<Vacancy>,
}

/// A screening under way, from any thread.
struct Screening<'a> {
    judge: Judge<'a>,
    progress: ProgressBar,
    gathered: Mutex<Everybody>,
}

/// The pool, and what could not be read.
type Everybody = (Pool<Kept>, Unreads);

/// What is kept of somebody at the top.
pub struct Kept {
    source: String,
    notes: Vec<String>,
    judged: Judged,
    unlisted: Vec<Unlisted>,
    flags: Vec<IntegrityFlag>,
}

impl<'a> Judge<'a> {
    /// Compiles a rubric, and reads the advertisement if there is one.
    pub fn new(asked: &'a Screen, rubric: &'a Rubric) -> Result<Judge<'a>, Error> {
        let executable = &asked.reading.executable;
        let vacancy = asked.ad.as_deref();
        let vacancy = vacancy.map(|ad| run::words(ad, executable)).transpose()?;
        Ok(Judge {
            asked,
            rubric,
            matcher: Matcher::new(rubric),
            vacancy: vacancy.as_deref().map(Vacancy::new),
        })
    }

    /// Who a candidate is, and what they earn.
    pub fn judge(&self, place: Place, candidate: Candidate) -> (Who, Kept) {
        let who = who(place, &candidate, self.asked.names);
        let mut gathered =
            evidence::gather(&candidate.documents, &self.matcher, self.vacancy.as_ref());
        let unlisted = std::mem::take(&mut gathered.unlisted);
        let flags = std::mem::take(&mut gathered.flags);
        let judged = score::judge(self.rubric, gathered, &candidate.columns);
        let kept = Kept {
            source: candidate.source,
            notes: candidate.notes,
            judged,
            unlisted,
            flags,
        };
        (who, kept)
    }

    /// The card of somebody who stands alone: nothing in it comes from a pool.
    pub fn card_alone(&self, candidate: Candidate, lang: Lang) -> Card {
        let (who, kept) = self.judge(Place::default(), candidate);
        let line = Line {
            rank: 0,
            rank_without_mad: 0,
            id: who.id.into(),
            name: who.name.map(Into::into),
            score: kept.judged.score,
            documented: kept.judged.documented,
        };
        card(self.asked, self.rubric, lang, (line, kept))
    }
}

impl<'a> Screening<'a> {
    fn new(asked: &'a Screen, rubric: &'a Rubric, top: usize) -> Result<Screening<'a>, Error> {
        Ok(Screening {
            judge: Judge::new(asked, rubric)?,
            progress: progress(asked.quiet),
            gathered: Mutex::new((
                Pool::new(rubric.order, top, rubric.criteria.len()),
                Unreads::default(),
            )),
        })
    }

    fn enter(&self, place: Place, candidate: Result<Candidate, Unread>) {
        self.progress.inc(1);
        match candidate {
            Ok(candidate) => self.enter_read(place, candidate),
            Err(unread) => self.locked(|(_, all)| all.enter(place, unread)),
        }
    }

    fn enter_read(&self, place: Place, candidate: Candidate) {
        let (who, kept) = self.judge.judge(place, candidate);
        self.locked(|(pool, _)| pool.enter(who, |kept: &Kept| &kept.judged, kept));
    }

    fn locked<R>(&self, act: impl FnOnce(&mut Everybody) -> R) -> R {
        // A panic elsewhere does not make what is here less true.
        act(&mut self.gathered.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn done(self) -> (Ranked<Kept>, Unreads) {
        self.progress.finish_and_clear();
        let gathered = self.gathered.into_inner();
        let (pool, unread) = gathered.unwrap_or_else(PoisonError::into_inner);
        (pool.ranked(), unread)
    }
}

/// Counts candidates on standard error, where somebody sees it.
fn progress(quiet: bool) -> ProgressBar {
    if quiet || !run::stderr_is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    match ProgressStyle::with_template("{spinner} {pos}  {per_sec}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Who a candidate is for the reader.
fn who(place: Place, candidate: &Candidate, names: Names) -> Who {
    let id = match names {
        Names::Hidden if !candidate.id_is_given => pseudonym(&candidate.documents),
        Names::Hidden | Names::Shown => candidate.id.clone(),
    };
    Who {
        place: (place.source as u32, place.row as u32),
        id,
        name: candidate.name.clone().filter(|_| names == Names::Shown),
        likeness: candidate.likeness,
    }
}

/// `c-` and eight hexadecimal digits of the masked text's hash.
fn pseudonym(documents: &[Document]) -> String {
    let mut hash = Sha256::new();
    documents
        .iter()
        .for_each(|document| hash.update(&document.text));
    let digits = hash.finalize();
    let digits = digits.iter().take(4).map(|byte| format!("{byte:02x}"));
    format!("c-{}", digits.collect::<String>())
}

fn shortlist(
    asked: &Screen,
    rubric: &Rubric,
    lang: Lang,
    (ranked, unread, warnings): (Ranked<Kept>, Listed, Vec<Message>),
) -> Shortlist {
    let of = ranked.top.len() + ranked.lines.len();
    let beyond = unread.beyond();
    let warnings = [warnings, of_twins(&ranked.twins)].concat();
    let cards = ranked.top.into_iter().map(|(line, kept)| {
        let mut card = card(asked, rubric, lang, (line, kept));
        card.rarity = rank::rarity(&card.judged, &ranked.shown_by, of);
        card.flags.extend(
            ranked
                .twins
                .get(&card.id)
                .map(|(_, other)| duplicate(other)),
        );
        card
    });
    Shortlist {
        rubric: stamp(rubric),
        cards: cards.collect(),
        lines: ranked.lines,
        pearls: ranked.pearls,
        unread_beyond: unread.more,
        unread: unread.first.into_iter().map(|(_, unread)| unread).collect(),
        warnings: run::few(warnings, WARNINGS_OF_A_KIND)
            .into_iter()
            .chain(beyond)
            .collect(),
    }
}

/// Who may be one person, each pair once.
fn of_twins(twins: &BTreeMap<String, (Tie, String)>) -> Vec<Message> {
    // Of two that name each other, one says it.
    let again = |id: &str, tie: &Tie, other: &str| {
        let back = twins.get(other);
        other < id && back.is_some_and(|(same, to)| same == tie && **to == *id)
    };
    let each = twins.iter();
    let once = each.filter(|(id, (tie, other))| !again(id, tie, other));
    let said = once.map(|(id, (tie, other))| {
        let message = Message::new(match tie {
            Tie::Text => "screen.same-text",
            Tie::Contact => "screen.same-contact",
            Tie::Near => "screen.near-text",
        });
        message.with("id", id).with("other", other)
    });
    said.collect()
}

/// What the rubric was.
pub fn stamp(rubric: &Rubric) -> RubricStamp {
    RubricStamp {
        id: rubric.id.clone(),
        version: rubric.version,
        sha256: rubric.sha256.clone(),
    }
}

fn card(asked: &Screen, rubric: &Rubric, lang: Lang, (line, kept): (Line<'_>, Kept)) -> Card {
    let shown = asked.names == Names::Shown;
    Card {
        rank: line.rank as usize,
        rank_without_mad: line.rank_without_mad as usize,
        id: line.id.into(),
        name: line.name.map(Into::into),
        source: Some(kept.source).filter(|_| shown),
        notes: if shown { kept.notes } else { Vec::new() },
        questions: ask::questions(rubric, &kept.judged, lang, asked.questions),
        judged: kept.judged,
        unlisted: ask::worth_asking(kept.unlisted, lang),
        rarity: Vec::new(),
        flags: kept
            .flags
            .into_iter()
            .map(|flag| excerpted(flag, asked.names))
            .collect(),
    }
}

/// An excerpt is raw text, and may hold a name: a blind reader gets the place alone.
fn excerpted(flag: IntegrityFlag, names: Names) -> IntegrityFlag {
    match names {
        Names::Shown => flag,
        Names::Hidden => IntegrityFlag {
            excerpt: String::new(),
            ..flag
        },
    }
}

fn duplicate(other: &str) -> IntegrityFlag {
    IntegrityFlag {
        flag: FlagKind::DuplicateOf,
        page: 1,
        line: 1,
        excerpt: other.to_owned(),
    }
}
