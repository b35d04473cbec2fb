//! What one candidate's evidence is worth to a rubric.
//!
//! In: a rubric, the evidence of one candidate, their roster columns. Out: scores, each with the
//! evidence that earned it. Nothing here depends on who else applied.
//! Left to others: reading order (`rank`), questions (`ask`), rounding (`render`).

use std::collections::{BTreeMap, BTreeSet};

use crate::language::fold::fold;
use crate::model::evidence::{Evidence, Gathered, Level, Polarity};
use crate::model::rubric::{Column, Criterion, Kind, Rubric};
use crate::model::shortlist::{Earned, Judged, Kinds, Required, State};

/// What a second unit at level 2 or more, from another section, adds to a share.
const CORROBORATION: f64 = 0.05;
/// What all declarations together are worth at most, in points.
const DECLARED_CAP: f64 = 5.0;
/// From this share of hard skills on, no documented soft skill is worth a question.
const HARD_IS_SHOWN: f64 = 0.6;

/// Scores one candidate.
pub fn judge(rubric: &Rubric, gathered: Gathered, columns: &BTreeMap<String, String>) -> Judged {
    let mut evidence = gathered.criteria.into_iter();
    let earned = rubric.criteria.iter();
    let criteria = earned
        .map(|criterion| earned_by(criterion, evidence.next().unwrap_or_default()))
        .collect();
    judged(rubric, criteria, columns)
}

fn judged(
    rubric: &Rubric,
    mut criteria: Vec<Earned>,
    columns: &BTreeMap<String, String>,
) -> Judged {
    let required = required(rubric, &criteria, columns);
    let score_without_mad = match rubric.criteria.iter().all(|c| c.skill.kind == Kind::Mad) {
        true => None,
        false => Some(Worth::of(rubric, &criteria, Mad::Left).capped().score()),
    };
    let worth = Worth::of(rubric, &criteria, Mad::Counted).capped();
    worth.write_into(&mut criteria);
    let kinds = worth.kinds();
    let score = worth.score();
    Judged {
        score,
        score_without_mad: score_without_mad.unwrap_or(score),
        kinds,
        documented: documented(&criteria),
        required,
        relation_unproven: relation_unproven(kinds, &criteria),
        tally: tally(&criteria),
        criteria,
    }
}

/// How many scored criteria stand at level 4, 3 and 2; what is only shown moves nobody.
pub fn tally<'a>(criteria: impl IntoIterator<Item = &'a Earned>) -> [u16; 3] {
    let criteria = criteria.into_iter();
    let scored = criteria.filter(|earned| earned.weight > 0.0);
    scored.fold([0; 3], |mut tally, earned| {
        match earned.level {
            Level::Attested => tally[0] += 1,
            Level::Enacted => tally[1] += 1,
            Level::Situated => tally[2] += 1,
            Level::Declared | Level::None => {}
        }
        tally
    })
}

/// The share of these criteria at level 2 or more.
pub fn documented<'a>(criteria: impl IntoIterator<Item = &'a Earned>) -> f64 {
    let (mut all, mut shown) = (0.0, 0.0);
    for earned in criteria {
        all += 1.0;
        if earned.level >= Level::Situated {
            shown += 1.0;
        }
    }
    if all > 0.0 { shown / all } else { 0.0 }
}

/// What one criterion earns before the cap on declarations.
fn earned_by(criterion: &Criterion, evidence: Vec<Evidence>) -> Earned {
    let level = level(&evidence);
    Earned {
        id: criterion.id().to_owned(),
        kind: criterion.skill.kind,
        weight: weighed(criterion),
        level,
        share: share(level, &evidence),
        points: 0.0,
        evidence,
    }
}

/// What a criterion weighs: nothing when a column alone answers it, since no quote can ever earn its
/// share and everybody's score would be capped.
fn weighed(criterion: &Criterion) -> f64 {
    let is_fact = criterion.column.is_some() && !criterion.skill.vocabulary.can_be_quoted();
    if is_fact { 0.0 } else { criterion.weight }
}

/// The level of the best evidence; repetition adds nothing.
fn level(evidence: &[Evidence]) -> Level {
    let affirmed = evidence.iter().filter(|e| e.polarity == Polarity::Affirmed);
    affirmed.map(|e| e.level).max().unwrap_or_default()
}

fn share(level: Level, evidence: &[Evidence]) -> f64 {
    let situated = evidence
        .iter()
        .filter(|e| e.polarity == Polarity::Affirmed && e.level >= Level::Situated);
    let sections: BTreeSet<_> = situated.map(|e| e.section).collect();
    match sections.len() {
        0 | 1 => level.share(),
        _ => (level.share() + CORROBORATION).min(1.0),
    }
}

/// Whether mad skills are part of the sum.
#[derive(Clone, Copy, PartialEq)]
enum Mad {
    Counted,
    Left,
}

/// What the shares add up to: each kind's sum is split into declarations and the rest, because
/// declarations are capped together.
struct Worth {
    /// Share of the base of each criterion's share, hard and soft; 0 for mad.
    base_part: Vec<f64>,
    /// Share of the mad mean of each criterion's share; 0 but for the best few.
    mad_part: Vec<f64>,
    shares: Vec<f64>,
    declared: Vec<bool>,
    /// The kinds that have a criterion that counts.
    kinds: Vec<(Kind, Vec<f64>)>,
    /// What the mad mean adds to the base, from 0 to 1; a rubric of mad skills alone has no base to
    /// add to.
    bonus: Option<f64>,
}

impl Worth {
    fn of(rubric: &Rubric, criteria: &[Earned], mad: Mad) -> Worth {
        let hard = parts(criteria, Kind::Hard);
        let soft = parts(criteria, Kind::Soft);
        let best = best_mad(criteria, rubric.mad_best);
        let (hard_weight, soft_weight) = kind_weights(rubric, &hard, &soft);
        let part_of = |parts: &Option<Vec<f64>>, at: usize| parts.as_ref().map_or(0.0, |p| p[at]);
        let base_part = (0..criteria.len())
            .map(|at| hard_weight * part_of(&hard, at) + soft_weight * part_of(&soft, at))
            .collect();
        let has_base = hard.is_some() || soft.is_some();
        let counted = best.clone().filter(|_| mad == Mad::Counted);
        let kinds = [(Kind::Hard, hard), (Kind::Soft, soft), (Kind::Mad, best)];
        Worth {
            base_part,
            mad_part: counted.unwrap_or_else(|| vec![0.0; criteria.len()]),
            shares: criteria.iter().map(|earned| earned.share).collect(),
            declared: criteria
                .iter()
                .map(|earned| earned.level == Level::Declared)
                .collect(),
            kinds: kinds
                .into_iter()
                .filter_map(|(kind, parts)| Some((kind, parts?)))
                .collect(),
            bonus: has_base.then_some(rubric.mad_bonus / 100.0),
        }
    }

    /// The same with declarations scaled down, all by one factor, to the points they may be worth.
    fn capped(mut self) -> Worth {
        let factor = self.declared_factor();
        for (share, declared) in self.shares.iter_mut().zip(&self.declared) {
            if *declared {
                *share *= factor;
            }
        }
        self
    }

    /// The factor at which the score with declarations exceeds the score without by the cap.
    ///
    /// With declarations scaled by f the score is (b + f·B)·(1 + bonus·(m + f·M)), where capitals are
    /// what declarations bring: its excess over f = 0 is a·f² + c·f.
    fn declared_factor(&self) -> f64 {
        let (b, big_b) = self.split(&self.base_part);
        let (m, big_m) = self.split(&self.mad_part);
        let (a, c) = match self.bonus {
            Some(bonus) => (
                100.0 * bonus * big_b * big_m,
                100.0 * (big_b * (1.0 + bonus * m) + b * bonus * big_m),
            ),
            None => (0.0, 100.0 * big_m),
        };
        if a + c <= DECLARED_CAP {
            return 1.0;
        }
        // The stable form of the root: no subtraction of near equals, and right for a = 0.
        2.0 * DECLARED_CAP / (c + (c * c + 4.0 * a * DECLARED_CAP).sqrt())
    }

    /// The sum of parts times shares: what is more than declared, and what is declared.
    fn split(&self, parts: &[f64]) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for ((part, share), declared) in parts.iter().zip(&self.shares).zip(&self.declared) {
            match declared {
                true => sums.1 += part * share,
                false => sums.0 += part * share,
            }
        }
        sums
    }

    fn sum(&self, parts: &[f64]) -> f64 {
        let each = parts.iter().zip(&self.shares);
        each.map(|(part, share)| part * share).sum()
    }

    fn score(&self) -> f64 {
        self.raw_score().min(100.0)
    }

    fn raw_score(&self) -> f64 {
        let mad = self.sum(&self.mad_part);
        match self.bonus {
            Some(bonus) => 100.0 * self.sum(&self.base_part) * (1.0 + bonus * mad),
            None => 100.0 * mad,
        }
    }

    fn kinds(&self) -> Kinds {
        let mut kinds = Kinds::default();
        for (kind, parts) in &self.kinds {
            let place = match kind {
                Kind::Hard => &mut kinds.hard,
                Kind::Soft => &mut kinds.soft,
                Kind::Mad => &mut kinds.mad,
            };
            *place = Some(self.sum(parts));
        }
        kinds
    }

    /// Gives each criterion its share and its points: the points add up to the score.
    fn write_into(&self, criteria: &mut [Earned]) {
        let raw = self.raw_score();
        let fit = if raw > 100.0 { 100.0 / raw } else { 1.0 };
        let mad_worth = match self.bonus {
            Some(bonus) => 100.0 * self.sum(&self.base_part) * bonus,
            None => 100.0,
        };
        for (at, earned) in criteria.iter_mut().enumerate() {
            let worth = 100.0 * self.base_part[at] + mad_worth * self.mad_part[at];
            earned.share = self.shares[at];
            earned.points = fit * worth * earned.share;
        }
    }
}

/// Each criterion's part of its kind's weighted mean; nothing when no criterion of the kind counts.
fn parts(criteria: &[Earned], kind: Kind) -> Option<Vec<f64>> {
    let weight = |earned: &Earned| {
        if earned.kind == kind {
            earned.weight
        } else {
            0.0
        }
    };
    let sum: f64 = criteria.iter().map(weight).sum();
    (sum > 0.0).then(|| criteria.iter().map(|earned| weight(earned) / sum).collect())
}

/// Each mad criterion's part of the mean of the best; the rubric's order breaks ties.
fn best_mad(criteria: &[Earned], best: usize) -> Option<Vec<f64>> {
    let counts = |earned: &Earned| earned.kind == Kind::Mad && earned.weight > 0.0;
    let mut mad: Vec<usize> = (0..criteria.len())
        .filter(|&at| counts(&criteria[at]))
        .collect();
    mad.sort_by(|&a, &b| criteria[b].share.total_cmp(&criteria[a].share));
    mad.truncate(best);
    if mad.is_empty() {
        return None;
    }
    let mut parts = vec![0.0; criteria.len()];
    for at in &mad {
        parts[*at] = 1.0 / mad.len() as f64;
    }
    Some(parts)
}

/// The shares of the base that hard and soft make; a kind without criteria drops out.
fn kind_weights(rubric: &Rubric, hard: &Option<Vec<f64>>, soft: &Option<Vec<f64>>) -> (f64, f64) {
    match (hard, soft) {
        (Some(_), Some(_)) => {
            let sum = rubric.weight_hard + rubric.weight_soft;
            (rubric.weight_hard / sum, rubric.weight_soft / sum)
        }
        (Some(_), None) => (1.0, 0.0),
        (None, Some(_)) => (0.0, 1.0),
        (None, None) => (0.0, 0.0),
    }
}

/// Hard skills are shown and no soft skill is documented: a question, never points.
fn relation_unproven(kinds: Kinds, criteria: &[Earned]) -> bool {
    let mut soft = criteria.iter().filter(|earned| earned.kind == Kind::Soft);
    let hard_is_shown = kinds.hard.is_some_and(|share| share >= HARD_IS_SHOWN);
    hard_is_shown && kinds.soft.is_some() && soft.all(|earned| earned.level < Level::Situated)
}

fn required(
    rubric: &Rubric,
    criteria: &[Earned],
    columns: &BTreeMap<String, String>,
) -> Vec<Required> {
    let pairs = rubric.criteria.iter().zip(criteria);
    pairs
        .filter(|(criterion, _)| criterion.required)
        .map(|(criterion, earned)| Required {
            criterion: earned.id.clone(),
            state: state(criterion, earned, columns),
        })
        .collect()
}

fn state(criterion: &Criterion, earned: &Earned, columns: &BTreeMap<String, String>) -> State {
    let by_column = criterion
        .column
        .as_ref()
        .and_then(|column| is_met(column, columns));
    let denied = |e: &Evidence| e.polarity == Polarity::Negated;
    if earned.level >= Level::Situated || by_column == Some(true) {
        State::Shown
    } else if by_column == Some(false)
        || (earned.level == Level::None && earned.evidence.iter().any(denied))
    {
        State::Contradicted
    } else {
        State::Unknown
    }
}

/// Whether the column reaches its number; nothing when the cell has none.
fn is_met(column: &Column, columns: &BTreeMap<String, String>) -> Option<bool> {
    let wanted = fold(&column.name);
    let (_, cell) = columns.iter().find(|(header, _)| fold(header) == wanted)?;
    Some(number(cell)? >= column.at_least)
}

/// The first number of a cell, written in French or English: `2,5 ans`, `1 200`, `3.5`.
fn number(cell: &str) -> Option<f64> {
    let start = cell.find(|c: char| c.is_ascii_digit())?;
    let mut written = String::new();
    let mut rest = cell[start..].chars().peekable();
    while let Some(c) = rest.next() {
        let before_digit = rest.peek().is_some_and(char::is_ascii_digit);
        match c {
            '0'..='9' => written.push(c),
            ',' | '.' if before_digit && !written.contains('.') => written.push('.'),
            ' ' | '\u{a0}' | '\u{202f}' | '_' | '\'' if before_digit => {}
            _ => break,
        }
    }
    let sign = if cell[..start].trim_end().ends_with('-') {
        -1.0
    } else {
        1.0
    };
    written.parse::<f64>().ok().map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Lang, SectionKind};
    use crate::model::rubric::{Skill, Vocabulary};

    fn criterion(id: &str, kind: Kind, weight: f64) -> Criterion {
        Criterion::bare(Skill::bare(id, kind, Vocabulary::default()), weight)
    }

    fn rubric(criteria: Vec<Criterion>) -> Rubric {
        Rubric::bare(Lang::En, criteria)
    }

    fn piece(level: u8, section: SectionKind, polarity: Polarity) -> Evidence {
        Evidence {
            quote: "ran the complaints desk".into(),
            file: "cv.txt".into(),
            page: 1,
            line: 1,
            start: 0,
            end: 23,
            section,
            polarity,
            level: Level::from_number(level),
            cue: (8, 18),
        }
    }

    fn at(level: u8) -> Vec<Evidence> {
        vec![piece(level, SectionKind::Work, Polarity::Affirmed)]
    }

    fn judged(criteria: Vec<Criterion>, evidence: Vec<Vec<Evidence>>) -> Judged {
        let gathered = Gathered {
            criteria: evidence,
            ..Gathered::default()
        };
        judge(&rubric(criteria), gathered, &BTreeMap::new())
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    fn points(judged: &Judged) -> f64 {
        judged.criteria.iter().map(|earned| earned.points).sum()
    }

    #[test]
    fn hard_and_soft_make_the_base_and_the_best_two_mad_skills_add_to_it() {
        let judged = judged(
            vec![
                criterion("crm", Kind::Hard, 3.0),
                criterion("excel", Kind::Hard, 1.0),
                criterion("listening", Kind::Soft, 2.0),
                criterion("improv", Kind::Mad, 1.0),
                criterion("chess", Kind::Mad, 1.0),
                criterion("choir", Kind::Mad, 1.0),
            ],
            vec![at(3), at(2), at(4), at(3), at(2), at(4)],
        );
        let hard = (3.0 * 0.75 + 0.45) / 4.0;
        near(judged.kinds.hard.unwrap(), hard);
        near(judged.kinds.soft.unwrap(), 1.0);
        near(judged.kinds.mad.unwrap(), 0.875);
        let base = 45.0 * hard + 55.0;
        near(judged.score, base * (1.0 + 0.15 * 0.875));
        near(judged.score_without_mad, base);
        near(points(&judged), judged.score);
        near(judged.criteria[4].points, 0.0);
        assert_eq!(judged.tally, [2, 2, 2]);
    }

    #[test]
    fn the_best_unit_counts_and_another_section_adds_a_twentieth() {
        let work = piece(3, SectionKind::Work, Polarity::Affirmed);
        let more = piece(2, SectionKind::Work, Polarity::Affirmed);
        let other = piece(2, SectionKind::Volunteer, Polarity::Affirmed);
        let word = piece(1, SectionKind::Skills, Polarity::Affirmed);
        let share = |evidence: Vec<Evidence>| {
            judged(vec![criterion("a", Kind::Hard, 1.0)], vec![evidence]).criteria[0].share
        };
        near(share(vec![work.clone(), more, word]), 0.75);
        near(share(vec![work, other]), 0.80);
        let most = piece(4, SectionKind::Work, Polarity::Affirmed);
        let prize = piece(4, SectionKind::Awards, Polarity::Affirmed);
        near(share(vec![most, prize]), 1.0);
    }

    #[test]
    fn declarations_together_are_worth_at_most_five_points() {
        let criteria = || {
            (0..10)
                .map(|at| criterion(&format!("c{at}"), [Kind::Hard, Kind::Soft][at % 2], 1.0))
                .collect::<Vec<_>>()
        };
        let only_words = judged(criteria(), vec![at(1); 10]);
        near(only_words.score, 5.0);
        near(points(&only_words), 5.0);
        let few_words = judged(criteria(), vec![at(1), at(1)]);
        near(few_words.score, 2.0);
    }

    #[test]
    fn declarations_count_five_points_beside_proofs_too_mad_ones_included() {
        let criteria = || {
            let mut criteria: Vec<Criterion> = (0..10)
                .map(|at| criterion(&format!("c{at}"), [Kind::Hard, Kind::Soft][at % 2], 1.0))
                .collect();
            criteria.push(criterion("improv", Kind::Mad, 1.0));
            criteria.push(criterion("chess", Kind::Mad, 1.0));
            criteria
        };
        let mut evidence = vec![at(1); 10];
        evidence[0] = at(4);
        evidence[1] = at(4);
        evidence.extend([at(3), at(1)]);
        let with = judged(criteria(), evidence.clone());
        for piece in evidence.iter_mut().flatten() {
            if piece.level == Level::Declared {
                piece.polarity = Polarity::Wished;
            }
        }
        let without = judged(criteria(), evidence);
        near(with.score - without.score, 5.0);
        near(points(&with), with.score);
    }

    #[test]
    fn a_kind_without_criteria_drops_out() {
        let hard = judged(vec![criterion("crm", Kind::Hard, 1.0)], vec![at(3)]);
        near(hard.score, 75.0);
        assert_eq!(hard.kinds.soft, None);
        let mad = judged(
            vec![
                criterion("a", Kind::Mad, 1.0),
                criterion("b", Kind::Mad, 1.0),
            ],
            vec![at(4), at(2)],
        );
        near(mad.score, 72.5);
        near(points(&mad), 72.5);
        near(mad.score_without_mad, mad.score);
    }

    #[test]
    fn a_weight_of_nothing_is_shown_and_not_scored() {
        let judged = judged(
            vec![
                criterion("a", Kind::Hard, 1.0),
                criterion("b", Kind::Hard, 0.0),
            ],
            vec![at(2), at(4)],
        );
        near(judged.score, 45.0);
        assert_eq!(judged.criteria[1].level, Level::Attested);
        near(judged.criteria[1].points, 0.0);
        assert_eq!(judged.tally, [0, 0, 1]);
    }

    #[test]
    fn a_fact_that_only_a_column_tells_caps_nobody() {
        let mut fact = criterion("years", Kind::Hard, 3.0);
        fact.column = Some(Column {
            name: "years".into(),
            at_least: 5.0,
        });
        let judged = judged(
            vec![criterion("a", Kind::Hard, 1.0), fact],
            vec![at(2), Vec::new()],
        );
        near(judged.score, 45.0);
    }

    #[test]
    fn nobody_has_more_than_a_hundred_points_and_they_still_add_up() {
        let judged = judged(
            vec![
                criterion("a", Kind::Hard, 1.0),
                criterion("b", Kind::Soft, 1.0),
                criterion("c", Kind::Mad, 1.0),
            ],
            vec![at(4), at(4), at(4)],
        );
        near(judged.score, 100.0);
        near(points(&judged), 100.0);
    }

    #[test]
    fn what_is_required_is_shown_unknown_or_contradicted() {
        let state = |evidence: Vec<Evidence>, cell: Option<&str>| {
            let mut crm = criterion("crm", Kind::Hard, 1.0);
            crm.required = true;
            crm.column = Some(Column {
                name: "Années CRM".into(),
                at_least: 2.0,
            });
            let gathered = Gathered {
                criteria: vec![evidence],
                ..Gathered::default()
            };
            let cells = cell.map(|cell| ("annees crm".to_owned(), cell.to_owned()));
            let columns = cells.into_iter().collect();
            judge(&rubric(vec![crm]), gathered, &columns).required[0].state
        };
        let denied = || vec![piece(0, SectionKind::Work, Polarity::Negated)];
        assert_eq!(state(at(2), None), State::Shown);
        assert_eq!(state(at(1), None), State::Unknown);
        assert_eq!(state(Vec::new(), Some("n. c.")), State::Unknown);
        assert_eq!(state(denied(), None), State::Contradicted);
        assert_eq!(state(Vec::new(), Some("2,5 ans")), State::Shown);
        assert_eq!(state(Vec::new(), Some("1 an")), State::Contradicted);
        assert_eq!(state(denied(), Some("3")), State::Shown);
    }

    #[test]
    fn hard_skills_without_any_documented_soft_skill_leave_the_relation_unproven() {
        let unproven = |hard: u8, soft: u8| {
            let criteria = vec![
                criterion("a", Kind::Hard, 1.0),
                criterion("b", Kind::Soft, 1.0),
            ];
            judged(criteria, vec![at(hard), at(soft)]).relation_unproven
        };
        assert!(unproven(3, 1));
        assert!(!unproven(3, 2));
        assert!(!unproven(2, 1));
    }

    #[test]
    fn numbers_are_read_in_french_and_english() {
        for (cell, value) in [
            ("2,5 ans", Some(2.5)),
            ("3.5", Some(3.5)),
            ("1 200", Some(1200.0)),
            ("environ 4", Some(4.0)),
            ("-1", Some(-1.0)),
            ("aucun", None),
        ] {
            assert_eq!(number(cell), value, "{cell}");
        }
    }
}
