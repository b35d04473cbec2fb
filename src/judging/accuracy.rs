//! Accuracy against labelled CVs.
//!
//! In: what labels say and what reading found. Out: precision, recall, F1 (micro, macro, by kind,
//! language and signal), recall on explicit and implicit evidence, false alarms on tricky negatives,
//! agreement of levels, overlap of quotes, contrast accuracy, nDCG and Kendall's tau.
//! Ambiguous labels are not scored.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// One label: what a reader says of a signal in a CV.
#[derive(Debug, Clone, Deserialize)]
pub struct Label {
    /// The CV's file name.
    pub file: String,
    /// The signal.
    pub signal: String,
    /// `soft`, `mad` or `hard`.
    pub family: String,
    /// `fr` or `en`.
    pub lang: String,
    /// Whether the CV shows it.
    pub present: bool,
    /// The sentence that shows it.
    #[serde(default)]
    pub evidence: Option<String>,
    /// `explicit` or `implicit`.
    #[serde(default)]
    pub strength: Option<String>,
    /// 1 to 4.
    #[serde(default)]
    pub level: Option<u8>,
    /// Two careful readers could differ: not scored.
    #[serde(default)]
    pub ambiguous: bool,
    /// Looks like it and is not.
    #[serde(default)]
    pub tricky_negative: bool,
    /// The text that looks like it.
    #[serde(default)]
    pub trap_text: Option<String>,
}

/// One contrast sentence.
#[derive(Debug, Clone, Deserialize)]
pub struct Contrast {
    /// Its id.
    pub id: String,
    /// `fr` or `en`.
    pub lang: String,
    /// The signal it is about.
    pub signal: String,
    /// The sentence.
    pub text: String,
    /// Whether it shows the signal.
    pub present: bool,
    /// What it tests: negation, homonym, …
    pub phenomenon: String,
}

/// A recruiter's judgement of a CV for a job.
#[derive(Debug, Clone, Deserialize)]
pub struct Relevance {
    /// The CV's file name.
    pub file: String,
    /// 0 to 3.
    pub relevance: u8,
}

/// What reading found for a signal in a CV.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// 0 when nothing is affirmed.
    pub level: u8,
    /// The best sentence, affirmed or not.
    pub quote: Option<String>,
}

/// Counts of right and wrong answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Present and found.
    pub hits: usize,
    /// Absent and found.
    pub false_alarms: usize,
    /// Present and not found.
    pub misses: usize,
}

impl Counts {
    /// Share of what was found that is there; 0 when nothing was found.
    pub fn precision(&self) -> f64 {
        ratio(self.hits, self.hits + self.false_alarms)
    }

    /// Share of what is there that was found; 0 when nothing is there.
    pub fn recall(&self) -> f64 {
        ratio(self.hits, self.hits + self.misses)
    }

    /// Harmonic mean of the two: 2·hits / (2·hits + false alarms + misses).
    pub fn f1(&self) -> f64 {
        ratio(
            2 * self.hits,
            2 * self.hits + self.false_alarms + self.misses,
        )
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// A share: how many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Share {
    /// From 0 to 1; 0 of 0 is 0.
    pub fn value(&self) -> f64 {
        ratio(self.part, self.whole)
    }

    fn count(&mut self, yes: bool) {
        self.whole += 1;
        self.part += usize::from(yes);
    }
}

/// A wrong answer, with the sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// Found though absent (`true`), or missed (`false`).
    pub false_alarm: bool,
    /// The signal.
    pub signal: String,
    /// The CV or the contrast sentence's id.
    pub file: String,
    /// What the label quotes.
    pub label: String,
    /// What reading quotes.
    pub quote: String,
    /// Explicit, implicit, tricky, or the phenomenon of a contrast sentence.
    pub note: String,
}

/// The measure.
#[derive(Debug, Clone, Default)]
pub struct Accuracy {
    /// All labels together.
    pub all: Counts,
    /// By kind.
    pub by_kind: BTreeMap<String, Counts>,
    /// By language.
    pub by_lang: BTreeMap<String, Counts>,
    /// By signal.
    pub by_signal: BTreeMap<String, Counts>,
    /// Recall on evidence that names the skill.
    pub explicit: Share,
    /// Recall on evidence that shows it without the word.
    pub implicit: Share,
    /// Tricky negatives that were found.
    pub tricky: Share,
    /// Levels equal to the label's, among hits.
    pub level_exact: Share,
    /// Levels at most one step away, among hits.
    pub level_near: Share,
    /// Quotes that share 30 % of the label's words, among hits.
    pub overlap: Share,
    /// Labels not scored.
    pub ambiguous: usize,
    /// Contrast sentences answered right, by phenomenon.
    pub contrast: BTreeMap<String, Share>,
    /// What was answered wrong.
    pub wrong: Vec<Wrong>,
}

impl Accuracy {
    /// Mean of the signals' F1; signals without a positive or an alarm are left out.
    pub fn macro_f1(&self) -> f64 {
        let counted = self
            .by_signal
            .values()
            .filter(|counts| **counts != Counts::default());
        let scores: Vec<f64> = counted.map(Counts::f1).collect();
        if scores.is_empty() {
            0.0
        } else {
            scores.iter().sum::<f64>() / scores.len() as f64
        }
    }

    /// All contrast sentences together.
    pub fn contrast_all(&self) -> Share {
        self.contrast
            .values()
            .fold(Share::default(), |sum, share| Share {
                part: sum.part + share.part,
                whole: sum.whole + share.whole,
            })
    }
}

/// Measures findings, by (file, signal), against labels. A pair without finding counts as absent.
pub fn measure(labels: &[Label], findings: &BTreeMap<(String, String), Finding>) -> Accuracy {
    let mut accuracy = Accuracy::default();
    let nothing = Finding::default();
    for label in labels {
        if label.ambiguous {
            accuracy.ambiguous += 1;
            continue;
        }
        let finding = findings
            .get(&(label.file.clone(), label.signal.clone()))
            .unwrap_or(&nothing);
        accuracy.count(label, finding);
    }
    accuracy.wrong.sort();
    accuracy
}

impl Accuracy {
    fn count(&mut self, label: &Label, finding: &Finding) {
        let found = finding.level > 0;
        for counts in [
            &mut self.all,
            self.by_kind.entry(label.family.clone()).or_default(),
            self.by_lang.entry(label.lang.clone()).or_default(),
            self.by_signal.entry(label.signal.clone()).or_default(),
        ] {
            match (label.present, found) {
                (true, true) => counts.hits += 1,
                (false, true) => counts.false_alarms += 1,
                (true, false) => counts.misses += 1,
                (false, false) => {}
            }
        }
        if label.tricky_negative {
            self.tricky.count(found);
        }
        if label.present {
            self.count_present(label, finding);
        }
        if label.present != found {
            self.wrong.push(wrong(label, finding));
        }
    }

    fn count_present(&mut self, label: &Label, finding: &Finding) {
        let found = finding.level > 0;
        match label.strength.as_deref() {
            Some("implicit") => self.implicit.count(found),
            _ => self.explicit.count(found),
        }
        if !found {
            return;
        }
        if let Some(level) = label.level {
            self.level_exact.count(level == finding.level);
            self.level_near.count(level.abs_diff(finding.level) <= 1);
        }
        if let (Some(evidence), Some(quote)) = (&label.evidence, &finding.quote) {
            let (wanted, got) = (long_words(evidence), long_words(quote));
            let shared = wanted.intersection(&got).count();
            self.overlap
                .count(shared > 0 && shared as f64 >= 0.3 * wanted.len() as f64);
        }
    }
}

fn wrong(label: &Label, finding: &Finding) -> Wrong {
    let text = label.trap_text.as_ref().or(label.evidence.as_ref());
    let note = if label.tricky_negative {
        "tricky"
    } else {
        label.strength.as_deref().unwrap_or_default()
    };
    Wrong {
        false_alarm: !label.present,
        signal: label.signal.clone(),
        file: label.file.clone(),
        label: text.cloned().unwrap_or_default(),
        quote: finding.quote.clone().unwrap_or_default(),
        note: note.to_owned(),
    }
}

/// Words of three letters or more, lower case.
fn long_words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_lowercase)
        .collect()
}

/// Adds what was found in the contrast sentences.
pub fn contrast(accuracy: &mut Accuracy, sentences: &[(Contrast, Finding)]) {
    for (sentence, finding) in sentences {
        let found = finding.level > 0;
        accuracy
            .contrast
            .entry(sentence.phenomenon.clone())
            .or_default()
            .count(found == sentence.present);
        if found != sentence.present {
            accuracy.wrong.push(Wrong {
                false_alarm: found,
                signal: sentence.signal.clone(),
                file: sentence.id.clone(),
                label: sentence.text.clone(),
                quote: finding.quote.clone().unwrap_or_default(),
                note: sentence.phenomenon.clone(),
            });
        }
    }
}

/// How well an order agrees with a recruiter's judgement.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Agreement {
    /// nDCG of the first ten.
    pub ndcg: f64,
    /// Kendall's tau-b.
    pub tau: f64,
}

/// The order a rubric gives, beside the one that the true labels give under the same rubric.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ranking {
    /// By what reading found.
    pub own: Agreement,
    /// By what the labels say.
    pub labels: Agreement,
}

/// How well scores agree with relevances. Equal scores keep the order of the names given with them.
pub fn agreement(judged: &[(&str, f64, u8)]) -> Agreement {
    let mut order = judged.to_vec();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let relevances: Vec<u8> = order.iter().map(|(_, _, relevance)| *relevance).collect();
    let pairs: Vec<(f64, u8)> = order.iter().map(|(_, score, rel)| (*score, *rel)).collect();
    Agreement {
        ndcg: ndcg(&relevances, 10),
        tau: kendall(&pairs),
    }
}

/// Normalised discounted cumulative gain of the first `k`, gain 2^relevance − 1
/// (Järvelin & Kekäläinen 2002; Burges et al. 2005). `order` holds relevances, best ranked first.
pub fn ndcg(order: &[u8], k: usize) -> f64 {
    let gain = |relevances: &[u8]| -> f64 {
        let gains = relevances.iter().take(k).enumerate();
        gains
            .map(|(at, rel)| (2f64.powi(i32::from(*rel)) - 1.0) / (at as f64 + 2.0).log2())
            .sum()
    };
    let mut ideal = order.to_vec();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = gain(&ideal);
    if best == 0.0 { 0.0 } else { gain(order) / best }
}

/// Kendall's tau-b between scores and relevances (Kendall 1945), ties allowed on both sides.
pub fn kendall(pairs: &[(f64, u8)]) -> f64 {
    let (mut concordant, mut discordant, mut tied_scores, mut tied_relevances) =
        (0f64, 0f64, 0f64, 0f64);
    for (at, a) in pairs.iter().enumerate() {
        for b in &pairs[at + 1..] {
            let scores = a.0.total_cmp(&b.0);
            let relevances = a.1.cmp(&b.1);
            match (scores.is_eq(), relevances.is_eq()) {
                (true, true) => {}
                (true, false) => tied_scores += 1.0,
                (false, true) => tied_relevances += 1.0,
                _ if scores == relevances => concordant += 1.0,
                _ => discordant += 1.0,
            }
        }
    }
    let untied = concordant + discordant;
    let norm = ((untied + tied_scores) * (untied + tied_relevances)).sqrt();
    if norm == 0.0 {
        0.0
    } else {
        (concordant - discordant) / norm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(signal: &str, present: bool) -> Label {
        Label {
            file: "a.txt".into(),
            signal: signal.into(),
            family: "mad".into(),
            lang: "fr".into(),
            present,
            evidence: Some("joue du carillon".into()),
            strength: Some("implicit".into()),
            level: Some(3),
            ambiguous: false,
            tricky_negative: !present,
            trap_text: None,
        }
    }

    fn found(signal: &str) -> ((String, String), Finding) {
        let quote = Some("je joue du carillon".to_owned());
        (("a.txt".into(), signal.into()), Finding { level: 2, quote })
    }

    #[test]
    fn hits_alarms_and_misses_are_told_apart() {
        let labels = [
            label("music", true),
            label("sport", false),
            label("awards", true),
        ];
        let accuracy = measure(&labels, &BTreeMap::from([found("music"), found("sport")]));
        assert_eq!(
            accuracy.all,
            Counts {
                hits: 1,
                false_alarms: 1,
                misses: 1
            }
        );
        assert_eq!(accuracy.implicit, Share { part: 1, whole: 2 });
        assert_eq!(accuracy.tricky, Share { part: 1, whole: 1 });
        assert_eq!(accuracy.level_near, Share { part: 1, whole: 1 });
        assert_eq!(accuracy.level_exact, Share { part: 0, whole: 1 });
        assert_eq!(accuracy.overlap, Share { part: 1, whole: 1 });
    }

    #[test]
    fn the_ideal_order_has_a_gain_of_one() {
        assert_eq!(ndcg(&[3, 2, 1, 0], 10), 1.0);
        assert!(ndcg(&[0, 1, 2, 3], 10) < 0.6);
    }

    #[test]
    fn tau_is_one_for_the_same_order_and_minus_one_for_the_reverse() {
        assert_eq!(kendall(&[(9.0, 3), (5.0, 2), (1.0, 0)]), 1.0);
        assert_eq!(kendall(&[(1.0, 3), (5.0, 2), (9.0, 0)]), -1.0);
    }
}
