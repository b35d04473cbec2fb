//! `pepite rubric test`: how well a rubric reads labelled CVs.
//!
//! In: a rubric, a folder of labelled CVs (`cvs/`, `labels.jsonl` and, if present, `contrast.jsonl`
//! and `ranking.jsonl`) and a table of signals. Out: the measure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::{Error, Message};
use crate::evidence::{self, Matcher};
use crate::intake::{self, Identity, Reading};
use crate::judging::accuracy::{self, Accuracy, Contrast, Finding, Label, Ranking, Relevance};
use crate::judging::score;
use crate::model::document::{Lang, SectionKind};
use crate::model::evidence::{Evidence, Gathered, Level, Polarity};
use crate::model::rubric::{Criterion, Rubric};
use crate::render::accuracy::{Errors, text as accuracy_text};

/// Which skills answer for which label.
pub type Signals = BTreeMap<String, Vec<String>>;

/// The table of a YAML file.
pub fn signals(yaml: &str, path: &str) -> Result<Signals, Error> {
    serde_yaml::from_str(yaml).map_err(|error| {
        Error::Input(
            Message::new("gold.signals")
                .with("path", path)
                .with("reason", error),
        )
    })
}

/// The table that ships: the labels of `tests/gold` and the skills of the library.
const SIGNALS: &str = include_str!("../../tests/gold/signals.yaml");

/// What to measure, and how to say it.
pub struct Asked<'a> {
    /// The folder of labelled CVs.
    pub gold: &'a Path,
    /// Another table of signals than the folder's own or the one that ships.
    pub signals: Option<&'a Path>,
    /// Whether each wrong answer is listed.
    pub errors: Errors,
    /// The language of the report.
    pub lang: Lang,
}

/// The report on a rubric.
pub fn report(rubric: &Rubric, asked: &Asked) -> Result<String, Error> {
    let signals = signals_for(asked)?;
    let read = read(rubric, asked.gold)?;
    let accuracy = measure(rubric, &signals, asked.gold, &read)?;
    let ranking = ranking(rubric, &signals, asked.gold, &read)?;
    Ok(accuracy_text(
        &accuracy,
        ranking.as_ref(),
        asked.errors,
        asked.lang,
    ))
}

fn signals_for(asked: &Asked) -> Result<Signals, Error> {
    let beside = asked.gold.join("signals.yaml");
    let path = match asked.signals {
        Some(path) => path,
        None if beside.is_file() => &beside,
        None => return signals(SIGNALS, "signals.yaml"),
    };
    let bytes = intake::open(path).map_err(|unread| Error::Input(unread.reason))?;
    signals(
        &String::from_utf8_lossy(&bytes),
        &path.display().to_string(),
    )
}

/// What reading each CV of the folder gave, by file name.
pub type Read = BTreeMap<String, Gathered>;

/// Reads every labelled CV of `gold/cvs`.
pub fn read(rubric: &Rubric, gold: &Path) -> Result<Read, Error> {
    let matcher = Matcher::new(rubric);
    let read: Mutex<Read> = Mutex::default();
    let files: BTreeSet<String> = labels(gold)?.into_iter().map(|label| label.file).collect();
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|file| gold.join("cvs").join(file))
        .collect();
    intake::each(&paths, &Reading::default(), &|_, candidate| {
        let Ok(candidate) = candidate else { return };
        let gathered = evidence::gather(&candidate.documents, &matcher, None);
        let name = Path::new(&candidate.source).file_name().unwrap_or_default();
        if let Ok(mut read) = read.lock() {
            read.insert(name.display().to_string(), gathered);
        }
    })?;
    Ok(read.into_inner().unwrap_or_default())
}

/// The measure of a rubric on a folder of labelled CVs.
pub fn measure(
    rubric: &Rubric,
    signals: &Signals,
    gold: &Path,
    read: &Read,
) -> Result<Accuracy, Error> {
    let labels = labels(gold)?.into_iter();
    let labels: Vec<Label> = labels
        .filter(|label| asks(rubric, signals, &label.signal))
        .collect();
    let mut findings = BTreeMap::new();
    for (file, gathered) in read {
        for (signal, skills) in signals {
            findings.insert(
                (file.clone(), signal.clone()),
                finding(rubric, skills, gathered),
            );
        }
    }
    let mut accuracy = accuracy::measure(&labels, &findings);
    if let Some(sentences) = rows::<Contrast>(gold, "contrast.jsonl")? {
        let answered = answer(rubric, signals, sentences);
        accuracy::contrast(&mut accuracy, &answered);
    }
    Ok(accuracy)
}

fn labels(gold: &Path) -> Result<Vec<Label>, Error> {
    let missing = || Error::Input(Message::new("gold.no-labels").with("path", gold.display()));
    rows(gold, "labels.jsonl")?.ok_or_else(missing)
}

/// A job rubric is not measured on signals that it does not ask for.
fn asks(rubric: &Rubric, signals: &Signals, signal: &str) -> bool {
    let Some(skills) = signals.get(signal) else {
        return true;
    };
    let mut ids = rubric.criteria.iter().map(Criterion::id);
    ids.any(|id| skills.iter().any(|skill| skill == id))
}

/// The order that the rubric gives, beside the one of the true labels, when the folder has judgements.
pub fn ranking(
    rubric: &Rubric,
    signals: &Signals,
    gold: &Path,
    read: &Read,
) -> Result<Option<Ranking>, Error> {
    let Some(relevances) = rows::<Relevance>(gold, "ranking.jsonl")? else {
        return Ok(None);
    };
    let labels = labels(gold)?;
    let (mut own, mut labelled) = (Vec::new(), Vec::new());
    for relevance in &relevances {
        let Some(gathered) = read.get(&relevance.file) else {
            continue;
        };
        let told = told(rubric, signals, &labels, &relevance.file);
        for (scores, gathered) in [(&mut own, gathered.clone()), (&mut labelled, told)] {
            let score = score::judge(rubric, gathered, &BTreeMap::new()).score;
            scores.push((relevance.file.as_str(), score, relevance.relevance));
        }
    }
    Ok(Some(Ranking {
        own: accuracy::agreement(&own),
        labels: accuracy::agreement(&labelled),
    }))
}

/// What reading would have gathered, had it found for each criterion what the labels say.
fn told(rubric: &Rubric, signals: &Signals, labels: &[Label], file: &str) -> Gathered {
    let mine = labels.iter().filter(|label| label.file == file);
    let mine: Vec<&Label> = mine
        .filter(|label| label.present && !label.ambiguous)
        .collect();
    let level = |id: &str| {
        let answers = |label: &&&Label| {
            let skills = signals.get(&label.signal);
            skills.is_some_and(|skills| skills.iter().any(|skill| skill == id))
        };
        let levels = mine.iter().filter(answers).filter_map(|label| label.level);
        levels.max()
    };
    let criteria = rubric.criteria.iter().map(|criterion| {
        let level = level(criterion.id());
        level
            .map(|level| evidence_of(Level::from_number(level)))
            .into_iter()
            .collect()
    });
    Gathered {
        criteria: criteria.collect(),
        ..Gathered::default()
    }
}

fn evidence_of(level: Level) -> Evidence {
    Evidence {
        quote: String::new(),
        file: String::new(),
        page: 1,
        line: 1,
        start: 0,
        end: 0,
        section: SectionKind::Other,
        polarity: Polarity::Affirmed,
        level,
        cue: (0, 0),
    }
}

fn answer(
    rubric: &Rubric,
    signals: &Signals,
    sentences: Vec<Contrast>,
) -> Vec<(Contrast, Finding)> {
    let matcher = Matcher::new(rubric);
    let answer = |sentence: Contrast| {
        let document = intake::document(&sentence.id, &sentence.text, &Identity::default());
        let gathered = evidence::gather(&[document], &matcher, None);
        let skills = signals
            .get(&sentence.signal)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let finding = finding(rubric, skills, &gathered);
        (sentence, finding)
    };
    sentences.into_iter().map(answer).collect()
}

/// The best evidence of the skills that answer for a signal.
fn finding(rubric: &Rubric, skills: &[String], gathered: &Gathered) -> Finding {
    let mine = rubric.criteria.iter().zip(&gathered.criteria);
    let mine = mine.filter(|(criterion, _)| skills.iter().any(|skill| skill == criterion.id()));
    let pieces = mine.flat_map(|(_, evidence)| evidence);
    let best = pieces.max_by_key(|piece| (piece.polarity == Polarity::Affirmed, piece.level));
    best.map_or_else(Finding::default, |piece: &Evidence| Finding {
        level: if piece.polarity == Polarity::Affirmed {
            piece.level as u8
        } else {
            0
        },
        quote: Some(piece.quote.clone()),
    })
}

/// The rows of a JSON Lines file of the folder; none when there is no such file.
pub fn rows<T: serde::de::DeserializeOwned>(
    gold: &Path,
    name: &str,
) -> Result<Option<Vec<T>>, Error> {
    let path = gold.join(name);
    let Ok(bytes) = intake::open(&path) else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let row = |(at, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| {
            let message = Message::new("gold.row").with("path", path.display());
            Error::Input(message.with("line", at + 1).with("reason", error))
        })
    };
    lines.map(row).collect::<Result<Vec<T>, Error>>().map(Some)
}
