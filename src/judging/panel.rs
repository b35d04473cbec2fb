//! Filled scorecards into one decision table.
//!
//! In: a rubric, scorecards, and what the files had shown when they were read too. Out: a [`Panel`].
//! Left to others: reading cards (`judging::cards`), the formulas (`judging::agreement`), the decision.
//!
//! A rating that is missing or not assessed is left out of every mean: it is never a zero. The total is
//! the weighted mean of what was rated, and says how much of the weight that is.

use std::collections::BTreeMap;

use crate::error::Message;
use crate::judging::{agreement, cards, guide};
use crate::model::document::Lang;
use crate::model::evidence::Level;
use crate::model::panel::{
    Consistency, Drift, Given, Judgement, Panel, Panelled, Rater, Rating, Scorecard,
};
use crate::model::rubric::{Criterion, Kind, Rubric};
use crate::model::shortlist::RubricStamp;

/// Ratings this far apart are discussed.
const DISCUSSED: f64 = 2.0;
/// The interview and the file differ when they are this far apart: the two scales meet only roughly.
const DRIFTED: f64 = 1.5;
/// A rating that says a lot when the file said nothing.
const STRONG: f64 = 4.0;

/// What the file of each candidate had shown: the level of each criterion of the rubric, in its order.
pub type Shown = BTreeMap<String, Vec<Level>>;

/// Merges the cards.
pub fn merge(rubric: &Rubric, scorecards: &[Scorecard], shown: &Shown, lang: Lang) -> Panel {
    let weights = weights(rubric, lang);
    let mut by_candidate: BTreeMap<&str, Vec<&Scorecard>> = BTreeMap::new();
    for card in scorecards {
        by_candidate.entry(&card.candidate).or_default().push(card);
    }
    let mut candidates: Vec<Panelled> = by_candidate
        .into_iter()
        .map(|(id, cards)| panelled(id, &cards, rubric, &weights, shown.get(id), lang))
        .collect();
    rank(&mut candidates);
    let warnings = warnings(scorecards, &candidates, shown);
    Panel {
        rubric: RubricStamp {
            id: rubric.id.clone(),
            version: rubric.version,
            sha256: rubric.sha256.clone(),
        },
        job: rubric.title.in_lang(lang).to_owned(),
        raters: raters(scorecards, &candidates),
        consistency: consistency(&candidates),
        candidates,
        warnings,
    }
}

/// What each criterion weighs: as in the guide; one that the guide does not ask about weighs what the
/// guide gives to its kind.
fn weights(rubric: &Rubric, lang: Lang) -> Vec<f64> {
    let guide = guide::common(rubric, lang);
    let asked = |criterion: &Criterion| -> f64 {
        let core = guide
            .questions
            .iter()
            .filter(|core| core.criterion == criterion.id());
        core.map(|core| core.weight).sum()
    };
    let of_kind = |criterion: &Criterion| {
        let same = rubric
            .criteria
            .iter()
            .filter(|c| c.skill.kind == criterion.skill.kind);
        same.filter(|c| c.weight > 0.0)
            .map(|c| asked(c) / c.weight)
            .find(|unit| *unit > 0.0)
    };
    let each = rubric
        .criteria
        .iter()
        .map(|criterion| match asked(criterion) {
            weight if weight > 0.0 => weight,
            _ => of_kind(criterion).unwrap_or(0.0) * criterion.weight,
        });
    each.collect()
}

fn panelled(
    id: &str,
    cards: &[&Scorecard],
    rubric: &Rubric,
    weights: &[f64],
    shown: Option<&Vec<Level>>,
    lang: Lang,
) -> Panelled {
    let criteria: Vec<Judgement> = rubric
        .criteria
        .iter()
        .zip(weights)
        .enumerate()
        .filter_map(|(at, (criterion, weight))| {
            let shown = shown.and_then(|levels| shown_by(rubric, levels, at));
            judgement(criterion, *weight, cards, shown, lang)
        })
        .collect();
    let asked: f64 = criteria.iter().map(|judgement| judgement.weight).sum();
    let rated = |judgement: &&Judgement| judgement.mean.is_some();
    let part: f64 = criteria
        .iter()
        .filter(rated)
        .map(|judgement| judgement.weight)
        .sum();
    let direction = |wanted| {
        criteria
            .iter()
            .filter(|j| j.direction == Some(wanted))
            .count()
    };
    Panelled {
        rank: None,
        id: id.to_owned(),
        total: weighted(
            criteria
                .iter()
                .map(|judgement| (judgement.weight, judgement.mean)),
        ),
        rated: if asked > 0.0 { part / asked } else { 0.0 },
        raters: cards.len(),
        to_discuss: criteria
            .iter()
            .filter(|judgement| judgement.discuss)
            .count(),
        up: direction(Drift::Up),
        down: direction(Drift::Down),
        criteria,
    }
}

/// What the file had shown of a criterion. The open question is answered with any mad skill, so the best
/// one stands for all.
fn shown_by(rubric: &Rubric, levels: &[Level], at: usize) -> Option<Level> {
    let is_mad = |criterion: &Criterion| criterion.skill.kind == Kind::Mad;
    let own = levels.get(at).copied();
    match is_mad(&rubric.criteria[at]) {
        true => {
            let pairs = rubric.criteria.iter().zip(levels);
            let mad = pairs.filter(|(criterion, _)| is_mad(criterion));
            mad.map(|(_, level)| *level).max()
        }
        false => own,
    }
}

/// The weighted mean of what is known.
fn weighted(parts: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let known = parts.filter_map(|(weight, value)| Some((weight, value?)));
    let (weights, sum) = known.fold((0.0, 0.0), |(weights, sum), (weight, value)| {
        (weights + weight, sum + weight * value)
    });
    (weights > 0.0).then(|| sum / weights)
}

/// One criterion, when a card has a row for it.
fn judgement(
    criterion: &Criterion,
    weight: f64,
    cards: &[&Scorecard],
    shown: Option<Level>,
    lang: Lang,
) -> Option<Judgement> {
    let ratings: Vec<Given> = cards
        .iter()
        .filter_map(|card| given(criterion.id(), card))
        .collect();
    if ratings.is_empty() {
        return None;
    }
    let known: Vec<f64> = ratings.iter().filter_map(|given| given.rating).collect();
    let mean = agreement::mean(&known);
    let range = agreement::range(&known);
    let (drift, direction) = drift(mean, shown);
    Some(Judgement {
        criterion: criterion.id().to_owned(),
        title: criterion.skill.title.in_lang(lang).to_owned(),
        kind: criterion.skill.kind,
        weight,
        raters: known.len(),
        mean,
        range,
        average_deviation: agreement::average_deviation(&known),
        rwg: agreement::rwg(&known),
        discuss: range.is_some_and(|range| range >= DISCUSSED),
        ratings,
        shown,
        drift,
        direction,
    })
}

/// What a card says of a criterion; the mean when two questions ask about it.
fn given(criterion: &str, card: &Scorecard) -> Option<Given> {
    let marks: Vec<_> = card
        .marks
        .iter()
        .filter(|mark| mark.criterion == criterion)
        .collect();
    let numbers: Vec<f64> = marks
        .iter()
        .filter_map(|mark| match mark.rating {
            Rating::Given(number) => Some(f64::from(number)),
            Rating::NotAssessed | Rating::Missing => None,
        })
        .collect();
    let notes = marks.iter().map(|mark| mark.note.clone());
    (!marks.is_empty()).then(|| Given {
        rater: card.rater.clone(),
        rating: agreement::mean(&numbers),
        not_assessed: marks.iter().all(|mark| mark.rating == Rating::NotAssessed),
        notes: notes.filter(|note| !note.is_empty()).collect(),
    })
}

/// Levels 1 to 4 of a file stand for ratings 2 to 5. A silent file expects nothing, so only a strong
/// answer differs from it.
fn drift(mean: Option<f64>, shown: Option<Level>) -> (Option<f64>, Option<Drift>) {
    let (Some(mean), Some(shown)) = (mean, shown) else {
        return (None, None);
    };
    if shown == Level::None {
        return (None, (mean >= STRONG).then_some(Drift::Up));
    }
    let drift = mean - (1.0 + f64::from(shown as u8));
    let direction = match drift {
        _ if drift >= DRIFTED => Some(Drift::Up),
        _ if drift <= -DRIFTED => Some(Drift::Down),
        _ => None,
    };
    (Some(drift), direction)
}

/// Highest total first, equal totals together, then by id; without a total last.
fn rank(candidates: &mut [Panelled]) {
    let total = |candidate: &Panelled| candidate.total.map_or(i64::MIN, rounded);
    candidates.sort_by(|a, b| total(b).cmp(&total(a)).then_with(|| a.id.cmp(&b.id)));
    let totals: Vec<i64> = candidates.iter().map(total).collect();
    for (candidate, mine) in candidates.iter_mut().zip(&totals) {
        let above = totals.iter().filter(|other| *other > mine).count();
        candidate.rank = candidate.total.map(|_| above + 1);
    }
}

/// Totals that differ after the sixth digit are equal: the order of additions is not a merit.
fn rounded(total: f64) -> i64 {
    (total * 1e6).round() as i64
}

fn raters(scorecards: &[Scorecard], candidates: &[Panelled]) -> Vec<Rater> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for card in scorecards {
        names.entry(cards::key(&card.rater)).or_insert(&card.rater);
    }
    let each = names.into_iter().map(|(key, name)| {
        let cards = scorecards
            .iter()
            .filter(|card| cards::key(&card.rater) == key);
        rater((&key, name), cards.count(), candidates)
    });
    each.collect()
}

fn rater((key, name): (&str, &str), cards: usize, candidates: &[Panelled]) -> Rater {
    let mut own = Vec::new();
    let mut against = Vec::new();
    for judgement in candidates.iter().flat_map(|candidate| &candidate.criteria) {
        let (mine, others): (Vec<&Given>, Vec<&Given>) = judgement
            .ratings
            .iter()
            .partition(|given| cards::key(&given.rater) == key);
        let mine: Vec<f64> = mine.iter().filter_map(|given| given.rating).collect();
        let others: Vec<f64> = others.iter().filter_map(|given| given.rating).collect();
        own.extend(&mine);
        if let (Some(mine), Some(others)) = (agreement::mean(&mine), agreement::mean(&others)) {
            against.push(mine - others);
        }
    }
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    own.iter()
        .for_each(|rating| *counts.entry(rounded(*rating)).or_default() += 1);
    let most = counts.values().max().copied();
    Rater {
        name: name.to_owned(),
        cards,
        ratings: own.len(),
        mean: agreement::mean(&own),
        leniency: agreement::mean(&against),
        compared: against.len(),
        same: most.map(|most| most as f64 / own.len() as f64),
    }
}

/// ICC over each rater's own weighted total, of the candidates whom every rater rated.
fn consistency(candidates: &[Panelled]) -> Option<Consistency> {
    let totals = |candidate: &Panelled| -> BTreeMap<String, f64> {
        let mut parts: BTreeMap<String, Vec<(f64, Option<f64>)>> = BTreeMap::new();
        for judgement in &candidate.criteria {
            for given in &judgement.ratings {
                let part = (judgement.weight, given.rating);
                parts
                    .entry(cards::key(&given.rater))
                    .or_default()
                    .push(part);
            }
        }
        let each = parts.into_iter();
        each.filter_map(|(rater, parts)| Some((rater, weighted(parts.into_iter())?)))
            .collect()
    };
    let each: Vec<BTreeMap<String, f64>> = candidates.iter().map(totals).collect();
    let mut everybody: Vec<&String> = each.iter().flat_map(BTreeMap::keys).collect();
    everybody.sort();
    everybody.dedup();
    let whole = |totals: &&BTreeMap<String, f64>| totals.len() == everybody.len();
    let rows = each
        .iter()
        .filter(whole)
        .map(|totals| totals.values().copied().collect());
    let rows: Vec<Vec<f64>> = rows.collect();
    if rows.len() < agreement::FEWEST_FOR_ICC {
        return None;
    }
    let icc = agreement::icc(&rows)?;
    Some(Consistency {
        candidates: rows.len(),
        raters: everybody.len(),
        single: icc.single,
        average: icc.average,
    })
}

fn warnings(scorecards: &[Scorecard], candidates: &[Panelled], shown: &Shown) -> Vec<Message> {
    let mut warnings = Vec::new();
    for card in scorecards {
        let bare = card
            .marks
            .iter()
            .filter(|mark| matches!(mark.rating, Rating::Given(1 | 5)) && mark.note.is_empty());
        warnings.extend(bare.map(|mark| Message::new("panel.no-note").with("place", &mark.place)));
    }
    let alone = candidates.iter().filter(|candidate| candidate.raters < 2);
    warnings.extend(alone.map(|c| Message::new("panel.one-rater").with("id", &c.id)));
    if !shown.is_empty() {
        let unknown = candidates
            .iter()
            .filter(|candidate| !shown.contains_key(&candidate.id));
        warnings.extend(unknown.map(|c| Message::new("panel.no-file").with("id", &c.id)));
    }
    warnings
}
