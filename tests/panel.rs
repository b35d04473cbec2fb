//! Panels out of filled scorecards: missing is missing, problems have a place, nothing is merged twice.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use pepite::error::Message;
use pepite::intake::extract;
use pepite::judging::{cards, guide, panel};
use pepite::model::document::Lang;
use pepite::model::evidence::Level;
use pepite::model::panel::{Drift, Panel, Panelled, Scorecard};
use pepite::model::rubric::Rubric;
use pepite::render::delimited::Dialect;
use pepite::render::{panel as rendered, scorecard};
use pepite::rubric::{self, Named};

fn adviser() -> Rubric {
    let named = Named {
        file: "adviser.yaml".into(),
        text: include_str!("interview/adviser.yaml").into(),
    };
    rubric::load(&named).unwrap()
}

fn read(name: &str, bytes: &[u8]) -> Result<Vec<Scorecard>, Vec<Message>> {
    let mut all = Vec::new();
    for grid in extract::grids(bytes, name).unwrap() {
        all.extend(cards::read(&grid, &adviser())?);
    }
    Ok(all)
}

fn merged(csv: &str) -> Panel {
    let cards = read("cards.csv", csv.as_bytes()).unwrap();
    assert_eq!(cards::twice(&cards), []);
    panel::merge(&adviser(), &cards, &BTreeMap::new(), Lang::En)
}

fn candidate<'a>(panel: &'a Panel, id: &str) -> &'a Panelled {
    panel
        .candidates
        .iter()
        .find(|candidate| candidate.id == id)
        .unwrap()
}

fn problems(csv: &str) -> Vec<(&'static str, String)> {
    let found = read("cards.csv", csv.as_bytes()).unwrap_err();
    let place = |message: &Message| message.with[0].1.clone();
    found
        .iter()
        .map(|message| (message.key, place(message)))
        .collect()
}

#[test]
fn a_missing_rating_is_left_out_and_never_a_zero() {
    let panel = merged(
        "candidate,rater,criterion,rating,notes\n\
         c1,Alice,crm-tools,4,\nc1,Alice,active-listening,,\nc1,Alice,stress-management,NE,\n\
         c1,Bruno,crm-tools,2,\nc1,Bruno,active-listening,3,\n",
    );
    let one = candidate(&panel, "c1");
    let means: Vec<_> = one
        .criteria
        .iter()
        .map(|j| (j.criterion.as_str(), j.mean, j.raters))
        .collect();
    assert_eq!(
        means,
        [
            ("crm-tools", Some(3.0), 2),
            ("active-listening", Some(3.0), 1),
            ("stress-management", None, 0),
        ]
    );
    assert_eq!(one.total, Some(3.0));
    assert!(one.rated < 1.0);
    assert_eq!(one.to_discuss, 1);
}

#[test]
fn the_total_weighs_what_the_guide_weighs() {
    let rubric = adviser();
    let guide = guide::common(&rubric, Lang::En);
    let rows: String = guide
        .questions
        .iter()
        .map(|core| format!("c1,Alice,{},{}\n", core.criterion, 1 + core.number % 5))
        .collect();
    let panel = merged(&format!("candidate,rater,criterion,rating\n{rows}"));
    let expected: f64 = guide
        .questions
        .iter()
        .map(|core| core.weight * (1 + core.number % 5) as f64)
        .sum();
    let total = candidate(&panel, "c1").total.unwrap();
    assert!((total - expected).abs() < 1e-9, "{total} {expected}");
}

#[test]
fn every_problem_is_told_with_its_cell() {
    let found = problems(
        "candidate;rater;criterion;rating\n\
         c1;Alice;juggling;4\nc1;Alice;crm-tools;6\nc1;Alice;music;3,5\n;Bruno;music;3\nc1;;music;3\n",
    );
    assert_eq!(
        found,
        [
            ("panel.unknown-criterion", "cards.csv C2".to_owned()),
            ("panel.bad-rating", "cards.csv D3".to_owned()),
            ("panel.bad-rating", "cards.csv D4".to_owned()),
            ("panel.no-candidate", "cards.csv".to_owned()),
            ("panel.no-rater", "cards.csv".to_owned()),
        ]
    );
}

#[test]
fn one_rater_fills_one_card_for_a_candidate() {
    let one = "candidate,rater,criterion,rating\nc1,Zoé Martin,music,4\n";
    let mut cards = read("a.csv", one.as_bytes()).unwrap();
    cards.extend(read("b.csv", one.replace("Zoé Martin", "zoe martin").as_bytes()).unwrap());
    let found = cards::twice(&cards);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].key, "panel.two-cards");
    assert!(found[0].with.contains(&("other", "a.csv".into())));
    assert_eq!(
        problems("candidate,rater,criterion,rating\nc1,A,music,4\nc1,A,music,5\n"),
        [("panel.rated-twice", "cards.csv D3".to_owned())]
    );
}

#[test]
fn a_blank_card_of_any_format_holds_no_rating() {
    let guide = guide::common(&adviser(), Lang::Fr);
    let raters = ["Alice".to_owned(), "Bruno".to_owned()];
    let guides = [guide];
    let book = scorecard::workbook(&guides, &raters).unwrap();
    assert_eq!(read("card.xlsx", &book), Ok(Vec::new()));
    let rows = scorecard::delimited(&guides, &raters, Dialect::Excel).unwrap();
    assert_eq!(read("card.csv", &rows), Ok(Vec::new()));
    assert_eq!(book, scorecard::workbook(&guides, &raters).unwrap());
}

#[test]
fn a_lenient_rater_is_seen_and_drift_goes_both_ways() {
    let rubric = adviser();
    let cards = read(
        "cards.csv",
        b"candidate,rater,criterion,rating\nc1,Alice,crm-tools,2\nc1,Bruno,crm-tools,3\n\
          c1,Alice,active-listening,4\nc1,Bruno,active-listening,5\n",
    )
    .unwrap();
    let mut levels = vec![Level::None; rubric.criteria.len()];
    levels[0] = Level::Attested;
    let shown = BTreeMap::from([("c1".to_owned(), levels)]);
    let panel = panel::merge(&rubric, &cards, &shown, Lang::Fr);
    let one = candidate(&panel, "c1");
    let ways: Vec<_> = one.criteria.iter().map(|j| j.direction).collect();
    assert_eq!(ways, [Some(Drift::Down), Some(Drift::Up)]);
    let lenient: Vec<_> = panel.raters.iter().map(|rater| rater.leniency).collect();
    assert_eq!(lenient, [Some(-1.0), Some(1.0)]);
    let mut shown = Vec::new();
    rendered::View::new(&panel, Lang::Fr)
        .table(&mut shown)
        .unwrap();
    let shown = String::from_utf8(shown).unwrap();
    let widest = shown.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{shown}");
}

#[test]
fn the_shipped_scorecards_make_a_panel_that_can_be_trusted() {
    let shipped = rubric::find("customer-adviser").unwrap();
    let rubric = rubric::load(&Named::from(shipped)).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/scorecards");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for grid in extract::grids(&bytes, &path.display().to_string()).unwrap() {
            all.extend(cards::read(&grid, &rubric).unwrap());
        }
    }
    all.sort_by(|a, b| a.place.cmp(&b.place));
    assert_eq!(cards::twice(&all), []);
    let panel = panel::merge(&rubric, &all, &BTreeMap::new(), Lang::Fr);
    assert_eq!((panel.candidates.len(), panel.raters.len()), (6, 3));
    assert_eq!(panel.candidates[0].id, "c01");
    assert!(panel.consistency.unwrap().average > 0.8);
    let discussed: usize = panel
        .candidates
        .iter()
        .map(|candidate| candidate.to_discuss)
        .sum();
    assert_eq!(discussed, 2);
}
