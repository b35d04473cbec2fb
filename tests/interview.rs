//! Guides from rubrics: the same questions for everybody, none that may not be asked.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use pepite::evidence::{self, Matcher};
use pepite::intake::{self, Identity};
use pepite::judging::{guide, lint, score};
use pepite::model::document::Lang;
use pepite::model::guide::{Form, Guide, Subject};
use pepite::model::rubric::Rubric;
use pepite::render;
use pepite::rubric::{self, Named};

fn adviser() -> Rubric {
    loaded(include_str!("interview/adviser.yaml"))
}

fn loaded(text: &str) -> Rubric {
    let named = Named {
        file: "adviser.yaml".into(),
        text: text.into(),
    };
    rubric::load(&named).unwrap()
}

fn every_rubric() -> Vec<Rubric> {
    let shipped = rubric::shipped().map(|shipped| rubric::load(&Named::from(shipped)).unwrap());
    shipped.chain([adviser()]).collect()
}

fn forms(guide: &Guide) -> Vec<Form> {
    guide.questions.iter().map(|core| core.form).collect()
}

#[test]
fn the_past_comes_first_then_a_scene_an_open_question_and_a_case() {
    let guide = guide::common(&adviser(), Lang::Fr);
    let mut expected = vec![Form::Behavioural; 5];
    expected.extend([Form::Situational, Form::Open, Form::Case]);
    assert_eq!(forms(&guide), expected);
    assert!(guide.questions[6].text.contains("au travail ou ailleurs"));
}

#[test]
fn every_rubric_gives_six_to_eight_questions_in_an_hour_at_most() {
    for rubric in every_rubric() {
        for lang in [Lang::Fr, Lang::En] {
            let guide = guide::common(&rubric, lang);
            assert!((6..=8).contains(&guide.questions.len()), "{}", rubric.id);
            assert!((45..=60).contains(&guide.minutes), "{}", guide.minutes);
            let weights: f64 = guide.questions.iter().map(|core| core.weight).sum();
            assert!((weights - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn the_language_changes_the_words_and_not_the_criteria() {
    for rubric in every_rubric() {
        let asked = |lang| {
            let guide = guide::common(&rubric, lang);
            let core = guide.questions.into_iter();
            core.map(|core| (core.criterion, core.form, core.weight.to_bits()))
                .collect::<Vec<_>>()
        };
        assert_eq!(asked(Lang::Fr), asked(Lang::En));
    }
}

#[test]
fn every_question_of_every_guide_may_be_asked() {
    for rubric in every_rubric() {
        for lang in [Lang::Fr, Lang::En] {
            let guide = guide::common(&rubric, lang);
            let core = guide.questions.iter().map(|core| &core.text);
            let reserve = guide.reserve.iter().map(|reserve| &reserve.text);
            for question in core.chain(reserve) {
                assert_eq!(lint::findings(question, lang), [], "{question}");
            }
        }
    }
}

#[test]
fn every_question_of_the_library_may_be_asked() {
    let mut wrong = Vec::new();
    for rubric in every_rubric()
        .iter()
        .filter(|rubric| rubric.id != "adviser")
    {
        for ask in rubric
            .criteria
            .iter()
            .flat_map(|criterion| &criterion.skill.ask)
        {
            for (said, lang) in [(&ask.text.fr, Lang::Fr), (&ask.text.en, Lang::En)] {
                let found = lint::findings(said.as_deref().unwrap(), lang);
                wrong.extend(found.into_iter().map(|m| format!("{said:?} {m}")));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_forbidden_question_is_told_and_never_asked() {
    let guide = guide::common(&adviser(), Lang::Fr);
    let told: Vec<_> = guide.warnings.iter().map(|message| message.key).collect();
    assert_eq!(told, ["guide.refused"]);
    let page = render::markdown::page(&render::guide::page(&guide));
    assert!(
        !guide
            .questions
            .iter()
            .any(|core| core.text.contains("enfants")),
        "{page}"
    );
}

#[test]
fn a_job_of_one_criterion_still_gets_its_questions() {
    let guide = guide::common(
        &loaded(
            "rubric: one\ntitle: {fr: Un}\nlang: fr\ncriteria:\n  - id: x\n    kind: hard\n    title: {fr: Soudure}\n    cues: {fr: [souder]}\n",
        ),
        Lang::Fr,
    );
    assert!(!guide.questions.is_empty());
    assert!(
        guide
            .questions
            .iter()
            .all(|core| core.text.contains("Soudure"))
    );
}

#[test]
fn the_same_guide_gives_the_same_bytes() {
    let page = || render::guide::page(&guide::common(&adviser(), Lang::En));
    assert_eq!(render::html::page(&page()), render::html::page(&page()));
    assert_eq!(
        render::docx::page(&page()).unwrap(),
        render::docx::page(&page()).unwrap()
    );
}

/// A CV's guide, and the words that masking took out of it.
fn guided(raw: &str, rubric: &Rubric, matcher: &Matcher) -> (Guide, Vec<String>) {
    let document = intake::document("cv.txt", raw, &Identity::default());
    let kept: Vec<String> = words(&document.text);
    let masked = words(raw).into_iter().filter(|word| !kept.contains(word));
    let masked = masked.filter(|word| word.chars().count() > 2).collect();
    let gathered = evidence::gather(&[document], matcher, None);
    let judged = score::judge(rubric, gathered, &BTreeMap::new());
    let subject = Subject {
        id: "c1".into(),
        name: None,
    };
    let common = guide::common(rubric, Lang::Fr);
    (guide::personal(&common, rubric, subject, &judged), masked)
}

fn words(text: &str) -> Vec<String> {
    let each = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '.' | '-'));
    let each = each.map(|word| word.trim_matches(['.', '-']).to_lowercase());
    each.filter(|word| !word.is_empty()).collect()
}

/// The candidate's words between the quotation marks of each probe.
fn quoted(guide: &Guide) -> Vec<String> {
    let probes = guide.probes.iter().map(|probe| probe.text.as_str());
    let quote = |text: &str| Some(text.split_once('«')?.1.split_once('»')?.0.trim().to_owned());
    probes
        .map(|text| quote(text).expect("a probe quotes"))
        .collect()
}

fn cvs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["examples/cvs", "tests/gold/cvs", "tests/gold/dev/cvs"] {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
            continue;
        };
        paths.extend(entries.map(|entry| entry.unwrap().path()));
    }
    paths.sort();
    let texts = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap_or_default());
    texts.filter(|text| !text.is_empty()).collect()
}

#[test]
fn no_masked_word_reaches_a_guide() {
    let rubric = rubric::load(&Named::from(rubric::find("customer-adviser").unwrap())).unwrap();
    let matcher = Matcher::new(&rubric);
    let identity = "Zéphyrine Quillot\nzephyrine.quillot@example.org\n06 12 34 56 78\n\
                    Née le 3 mars 1988, mariée, deux enfants\n12 rue des Lilas, 35000 Rennes\n\n";
    let (mut probed, mut hidden) = (0, 0);
    for cv in cvs() {
        for raw in [cv.clone(), format!("{identity}{cv}")] {
            let (guide, masked) = guided(&raw, &rubric, &matcher);
            hidden += masked.len();
            for quote in quoted(&guide) {
                probed += 1;
                let count = quote.split_whitespace().count();
                assert!((1..=15).contains(&count) && !quote.contains('…'), "{quote}");
                let leaked = words(&quote).into_iter().find(|word| masked.contains(word));
                assert_eq!(leaked, None, "{quote}");
            }
        }
    }
    assert!(probed > 10 && hidden > 50, "{probed} {hidden}");
}

#[test]
fn two_candidates_who_differ_only_in_name_get_the_same_guide() {
    let rubric = adviser();
    let matcher = Matcher::new(&rubric);
    let cv = |name: &str| {
        format!(
            "{name}\n\nExpérience\n2019-2023 Conseiller clientèle, 35 appels par jour\n\
                 Centres d'intérêt\nLigue d'improvisation depuis 2015, capitaine de l'équipe\n"
        )
    };
    let page = |name| {
        render::html::page(&render::guide::page(
            &guided(&cv(name), &rubric, &matcher).0,
        ))
    };
    assert_eq!(page("Aminata Diallo"), page("Pierre Martin"));
}
