//! Which known names a mistyped one may have meant.

/// Below this, two names have little in common.
const CLOSE: f64 = 0.8;

/// At most three known names, the closest first.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let name = name.to_lowercase();
    let mut close: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (closeness(&name, &candidate.to_lowercase()), candidate))
        .filter(|(closeness, _)| *closeness >= CLOSE)
        .collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    close.truncate(3);
    close.into_iter().map(|(_, candidate)| candidate).collect()
}

/// A name that holds the other one whole is close however long it is.
fn closeness(name: &str, candidate: &str) -> f64 {
    let whole = name.len() >= 3 && candidate.contains(name);
    let likeness = strsim::jaro_winkler(name, candidate);
    if whole { likeness.max(0.9) } else { likeness }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_finds_the_one_it_meant() {
        let known = ["crm-tools", "customer-adviser", "discovery", "teamwork"];
        assert_eq!(nearest("custmer-adviser", known), ["customer-adviser"]);
        assert_eq!(nearest("Discovry", known), ["discovery"]);
        assert_eq!(nearest("crm", known), ["crm-tools"]);
        assert_eq!(nearest("plumbing", known), Vec::<&str>::new());
    }
}
