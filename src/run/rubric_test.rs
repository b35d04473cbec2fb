//! `pepite rubric test`: how well a rubric reads labelled CVs.
//!
//! In: a rubric, a folder of labelled CVs (`cvs/`, `labels.jsonl` and, if present, `contrast.jsonl`,
//! `ranking.jsonl`, `unlisted.jsonl`) and a table of signals. Out: the measure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::{Error, Message};
use crate::evidence::{self, Matcher};
use crate::intake::{self, Identity, Reading};
use crate::judging::accuracy::{self, Accuracy, Contrast, Finding, Label, Relevance};
use crate::model::evidence::{Evidence, Gathered, Polarity};
use crate::model::rubric::Rubric;

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

/// What reading each CV of the folder gave, by file name.
pub type Read = BTreeMap<String, Gathered>;

/// Reads every CV of `gold/cvs`.
pub fn read(rubric: &Rubric, gold: &Path) -> Result<Read, Error> {
    let matcher = Matcher::new(rubric);
    let read: Mutex<Read> = Mutex::default();
    let folder: PathBuf = gold.join("cvs");
    intake::each(&[folder], &Reading::default(), &|_, candidate| {
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
    let labels: Vec<Label> = rows(gold, "labels.jsonl")?.unwrap_or_default();
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

/// The recruiter's judgements, if the folder has any.
pub fn relevances(gold: &Path) -> Result<Option<Vec<Relevance>>, Error> {
    rows(gold, "ranking.jsonl")
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
