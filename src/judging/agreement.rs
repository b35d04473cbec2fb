//! How far raters agree on a scale from 1 to 5.
//!
//! In: ratings. Out: mean, spread, and three measures of agreement.
//! Left to others: which ratings belong together (`judging::panel`).
//!
//! Formulas, with *k* raters and *x̄* their mean:
//! - average deviation `AD = Σ|xᵢ − x̄| / k` (Burke, Finkelstein & Dusig 1999, *Organizational Research
//!   Methods* 2:49): on five points, up to 0.8 is usually read as agreement (Burke & Dunlap 2002);
//! - `r_wg = 1 − s² / σ²` with the sample variance `s²` and the variance of chance `σ² = (A² − 1) / 12`,
//!   2 for `A = 5`, clipped to 0 and 1 (James, Demaree & Wolf 1984, *J. Appl. Psych.* 69:85);
//! - `ICC(2,1) = (MSR − MSE) / (MSR + (k − 1)·MSE + k·(MSC − MSE) / n)` and
//!   `ICC(2,k) = (MSR − MSE) / (MSR + (MSC − MSE) / n)`, two-way random effects, absolute agreement
//!   (Shrout & Fleiss 1979, *Psych. Bull.* 86:420; McGraw & Wong 1996, *Psych. Methods* 1:30).

/// Points of the scale.
const POINTS: f64 = 5.0;
/// With fewer candidates an intraclass correlation says more about chance than about raters.
pub const FEWEST_FOR_ICC: usize = 5;

/// The mean; none of no ratings.
pub fn mean(ratings: &[f64]) -> Option<f64> {
    (!ratings.is_empty()).then(|| ratings.iter().sum::<f64>() / ratings.len() as f64)
}

/// Highest minus lowest; none of no ratings.
pub fn range(ratings: &[f64]) -> Option<f64> {
    let highest = ratings.iter().copied().reduce(f64::max)?;
    let lowest = ratings.iter().copied().reduce(f64::min)?;
    Some(highest - lowest)
}

/// Average deviation from the mean; needs two ratings.
pub fn average_deviation(ratings: &[f64]) -> Option<f64> {
    let mean = several(ratings)?;
    let deviations = ratings.iter().map(|rating| (rating - mean).abs());
    Some(deviations.sum::<f64>() / ratings.len() as f64)
}

/// Within-group agreement against a uniform distribution; needs two ratings.
pub fn rwg(ratings: &[f64]) -> Option<f64> {
    let mean = several(ratings)?;
    let squares = ratings.iter().map(|rating| (rating - mean).powi(2));
    let variance = squares.sum::<f64>() / (ratings.len() - 1) as f64;
    let chance = (POINTS * POINTS - 1.0) / 12.0;
    Some((1.0 - variance / chance).clamp(0.0, 1.0))
}

fn several(ratings: &[f64]) -> Option<f64> {
    (ratings.len() >= 2).then(|| mean(ratings))?
}

/// Two intraclass correlations of one matrix.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Icc {
    /// Of one rater.
    pub single: f64,
    /// Of the mean of all the raters.
    pub average: f64,
}

/// ICC(2,1) and ICC(2,k) of candidates (rows) by raters (columns), every cell rated. None when there
/// are fewer than two raters or candidates, or when nothing varies.
pub fn icc(rows: &[Vec<f64>]) -> Option<Icc> {
    let (n, k) = (rows.len(), rows.first()?.len());
    if n < 2 || k < 2 || rows.iter().any(|row| row.len() != k) {
        return None;
    }
    let (n, k) = (n as f64, k as f64);
    let grand = rows.iter().flatten().sum::<f64>() / (n * k);
    let between = |means: &mut dyn Iterator<Item = f64>| -> f64 {
        means.map(|mean| (mean - grand).powi(2)).sum()
    };
    let of_rows = k * between(&mut rows.iter().map(|row| row.iter().sum::<f64>() / k));
    let columns = (0..rows[0].len()).map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / n);
    let of_columns = n * between(&mut columns.into_iter());
    let total = between(&mut rows.iter().flatten().copied());
    let msr = of_rows / (n - 1.0);
    let msc = of_columns / (k - 1.0);
    let mse = (total - of_rows - of_columns) / ((n - 1.0) * (k - 1.0));
    let single = (msr - mse) / (msr + (k - 1.0) * mse + k * (msc - mse) / n);
    let average = (msr - mse) / (msr + (msc - mse) / n);
    let icc = Icc { single, average };
    (single.is_finite() && average.is_finite()).then_some(icc)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(value: Option<f64>) -> Option<f64> {
        value.map(|value| (value * 1000.0).round() / 1000.0)
    }

    #[test]
    fn published_vectors_of_one_criterion() {
        let four = [4.0, 4.0, 2.0];
        assert_eq!(rounded(mean(&four)), Some(3.333));
        assert_eq!(rounded(average_deviation(&four)), Some(0.889));
        assert_eq!(rounded(rwg(&four)), Some(0.333));
        assert_eq!(range(&four), Some(2.0));
        let close = [3.0, 4.0, 4.0];
        assert_eq!(rounded(mean(&close)), Some(3.667));
        assert_eq!(rounded(average_deviation(&close)), Some(0.444));
        assert_eq!(rounded(rwg(&close)), Some(0.833));
        let far = [5.0, 1.0, 3.0];
        assert_eq!(rounded(mean(&far)), Some(3.0));
        assert_eq!(rounded(average_deviation(&far)), Some(1.333));
        assert_eq!(rwg(&far), Some(0.0));
    }

    #[test]
    fn published_vector_of_a_matrix() {
        let rows: Vec<Vec<f64>> = [[4, 4, 3], [2, 3, 2], [5, 4, 5], [3, 3, 4], [1, 2, 2]]
            .iter()
            .map(|row| row.iter().map(|&rating| f64::from(rating)).collect())
            .collect();
        let found = icc(&rows);
        assert_eq!(rounded(found.map(|icc| icc.single)), Some(0.787));
        assert_eq!(rounded(found.map(|icc| icc.average)), Some(0.917));
    }

    #[test]
    fn one_rater_agrees_with_nobody() {
        assert_eq!(rwg(&[4.0]), None);
        assert_eq!(average_deviation(&[4.0]), None);
        assert_eq!(mean(&[]), None);
        assert_eq!(icc(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(icc(&[vec![3.0, 3.0], vec![3.0, 3.0]]), None);
    }
}
