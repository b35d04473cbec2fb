//! The measure of accuracy as text, in the reader's language.
//!
//! In: an accuracy and, for a job rubric, a ranking. Out: lines of at most 100 columns, and below
//! them, if asked for, each wrong answer with its sentence.

use crate::judging::accuracy::{Accuracy, Counts, Ranking, Share, Wrong};
use crate::language::labels::Labels;
use crate::model::document::Lang;

/// Whether each wrong answer is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// Each with the label's sentence and the one that was read.
    Listed,
    /// Only counted.
    Counted,
}

/// Everything measured.
pub fn text(accuracy: &Accuracy, ranking: Option<&Ranking>, errors: Errors, lang: Lang) -> String {
    let labels = Labels::of(lang);
    let mut lines = counts(accuracy, labels);
    lines.extend(shares(accuracy, labels));
    lines.extend(ranking.iter().flat_map(|ranking| ranks(ranking, labels)));
    if errors == Errors::Listed {
        lines.extend(accuracy.wrong.iter().map(|wrong| said(wrong, labels)));
    }
    lines
        .iter()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

fn counts(accuracy: &Accuracy, labels: &Labels) -> Vec<String> {
    let head =
        ["precision", "recall", "f1", "hits", "alarms", "misses"].map(|name| label(labels, name));
    let mut lines = vec![format!(
        "{:34}{:>10}{:>8}{:>8}{:>10}{:>14}{:>8}",
        "", head[0], head[1], head[2], head[3], head[4], head[5]
    )];
    lines.push(row(&label(labels, "all"), &accuracy.all));
    lines.push(format!(
        "{:34}{:>26.3}",
        label(labels, "macro"),
        accuracy.macro_f1()
    ));
    for group in [&accuracy.by_kind, &accuracy.by_lang, &accuracy.by_signal] {
        lines.push(String::new());
        lines.extend(group.iter().map(|(name, counts)| row(name, counts)));
    }
    lines
}

fn row(name: &str, counts: &Counts) -> String {
    format!(
        "{name:34}{:>10.3}{:>8.3}{:>8.3}{:>10}{:>14}{:>8}",
        counts.precision(),
        counts.recall(),
        counts.f1(),
        counts.hits,
        counts.false_alarms,
        counts.misses
    )
}

fn shares(accuracy: &Accuracy, labels: &Labels) -> Vec<String> {
    let mut lines = vec![String::new()];
    for (name, part) in [
        ("explicit", &accuracy.explicit),
        ("implicit", &accuracy.implicit),
        ("tricky", &accuracy.tricky),
        ("level-exact", &accuracy.level_exact),
        ("level-near", &accuracy.level_near),
        ("overlap", &accuracy.overlap),
    ] {
        lines.push(share(&label(labels, name), part));
    }
    lines.push(format!(
        "{:44}{:>10}",
        label(labels, "ambiguous"),
        accuracy.ambiguous
    ));
    if !accuracy.contrast.is_empty() {
        lines.push(String::new());
        lines.push(share(&label(labels, "contrast"), &accuracy.contrast_all()));
        let each = accuracy.contrast.iter();
        lines.extend(each.map(|(name, part)| share(&format!("  {name}"), part)));
    }
    lines
}

fn share(name: &str, share: &Share) -> String {
    format!(
        "{name:44}{:>10.3}{:>8}/{}",
        share.value(),
        share.part,
        share.whole
    )
}

fn ranks(ranking: &Ranking, labels: &Labels) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!("{:44}{:>10}{:>10}", "", "nDCG@10", "tau-b"),
    ];
    for (name, order) in [("own-order", &ranking.own), ("true-order", &ranking.labels)] {
        let name = label(labels, name);
        lines.push(format!("{name:44}{:>10.3}{:>10.3}", order.ndcg, order.tau));
    }
    lines
}

/// One wrong answer on one line: tabs between the parts, so that a spreadsheet takes it too.
fn said(wrong: &Wrong, labels: &Labels) -> String {
    let what = match wrong.false_alarm {
        true => label(labels, "false-alarm"),
        false => label(labels, "miss"),
    };
    let quote = match wrong.quote.is_empty() {
        true => String::new(),
        false => format!("\t<< {}", one_line(&wrong.quote)),
    };
    let (signal, file, note) = (&wrong.signal, &wrong.file, &wrong.note);
    format!(
        "{what}\t{signal}\t{file}\t{note}\t{}{quote}",
        one_line(&wrong.label)
    )
}

fn one_line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn label(labels: &Labels, name: &str) -> String {
    labels.get(&format!("gold.{name}")).to_owned()
}
