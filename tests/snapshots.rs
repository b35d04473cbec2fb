//! What a recruiter sees, whole, in both languages: read before it is accepted.
//!
//! The values are made by hand, so that a better matcher changes no page here. To accept a change:
//! `SNAPSHOTS=overwrite cargo test --test snapshots`, then read the diff.

#![allow(clippy::unwrap_used)]

use pepite::error::{Message, Unread};
use pepite::judging::ask;
use pepite::model::document::{FlagKind, IntegrityFlag, Lang, SectionKind};
use pepite::model::evidence::{Evidence, Level, Polarity, Unlisted};
use pepite::model::rubric::{Kind, Rubric};
use pepite::model::shortlist::{
    Card, Earned, Judged, Kinds, Lines, NameList, Pearl, Rarity, Required, Row, RubricStamp,
    Shortlist, State,
};
use pepite::render::delimited::{self, Dialect, Rows};
use pepite::render::table::{self, Colours};
use pepite::render::view::{Names, View};
use pepite::rubric::{self, Named};
use snapbox::{Assert, Data};

#[test]
fn a_table_in_french() {
    shown("table_fr.txt", &table(Lang::Fr, Names::Shown));
}

#[test]
fn a_table_in_english_without_names() {
    shown("table_en_blind.txt", &table(Lang::En, Names::Hidden));
}

#[test]
fn a_row_a_candidate() {
    shown("candidates_fr.csv", &csv(Lang::Fr, Rows::Candidate));
}

#[test]
fn a_row_a_piece_of_evidence() {
    shown("evidence_en.csv", &csv(Lang::En, Rows::Evidence));
}

fn shown(name: &str, page: &str) {
    let path = format!("{}/tests/snapshots/{name}", env!("CARGO_MANIFEST_DIR"));
    let expected = Data::read_from(std::path::Path::new(&path), None).raw();
    Assert::new()
        .action_env("SNAPSHOTS")
        .eq(page.to_owned(), expected);
}

fn table(lang: Lang, names: Names) -> String {
    let rubric = rubric();
    let shortlist = shortlist(&rubric, lang);
    let mut page = Vec::new();
    let view = View::new(&shortlist, &rubric, lang, names);
    table::write(&view, Colours::Off, &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

fn csv(lang: Lang, rows: Rows) -> String {
    let rubric = rubric();
    let shortlist = shortlist(&rubric, lang);
    let mut page = Vec::new();
    let view = View::new(&shortlist, &rubric, lang, Names::Shown);
    delimited::write(&view, rows, Dialect::Csv, 3, &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

fn rubric() -> Rubric {
    let shipped = rubric::find("customer-adviser").unwrap();
    let mut rubric = rubric::load(&Named::from(shipped)).unwrap();
    let kept = [
        "crm-tools",
        "written-communication",
        "de-escalation",
        "improv-and-stage",
    ];
    rubric
        .criteria
        .retain(|criterion| kept.contains(&criterion.id()));
    for criterion in &mut rubric.criteria {
        // Questions are the library's to word; here they stand still.
        for ask in &mut criterion.skill.ask {
            ask.text.fr = Some("Racontez.".into());
            ask.text.en = Some("Tell us.".into());
        }
    }
    rubric
}

fn lines() -> Lines {
    let mut names = NameList::default();
    let row = Row {
        rank: 3,
        rank_without_mad: 3,
        who: names.keep(
            "c03",
            Some("Hugo Rousselet-Montgomery de la Très Longue Particule"),
        ),
        tenths: 80,
        documented: 0.25,
    };
    Lines {
        rows: vec![row],
        names,
    }
}

fn shortlist(rubric: &Rubric, lang: Lang) -> Shortlist {
    Shortlist {
        rubric: RubricStamp {
            id: rubric.id.clone(),
            version: rubric.version,
            sha256: "0".repeat(64),
        },
        cards: vec![first(rubric, lang), second(rubric, lang)],
        lines: lines(),
        pearls: vec![Pearl {
            rank: 3,
            id: "c03".into(),
            name: Some("Hugo Rousselet-Montgomery de la Très Longue Particule".into()),
            criterion: "improv-and-stage".into(),
            evidence: piece(
                "Ligue d'impro, deux matchs par mois depuis 2018",
                3,
                "cvs/c03.txt",
            ),
        }],
        unread_beyond: 0,
        unread: vec![Unread {
            source: "cvs/photo.pdf".into(),
            reason: Message::new("unread.empty"),
            who: Default::default(),
        }],
        warnings: Vec::new(),
    }
}

fn first(rubric: &Rubric, lang: Lang) -> Card {
    let judged = Judged {
        score: 61.34,
        score_without_mad: 57.1,
        kinds: Kinds {
            hard: Some(0.62),
            soft: Some(0.53),
            mad: Some(0.6),
        },
        documented: 0.75,
        required: states(State::Shown, State::Unknown),
        criteria: vec![
            earned(
                "crm-tools",
                Kind::Hard,
                30.0,
                "40 appels par jour sous Zendesk depuis 2019",
                3,
            ),
            earned("written-communication", Kind::Hard, 0.0, "", 0),
            earned(
                "de-escalation",
                Kind::Soft,
                25.0,
                "=Calmer\u{1b}[31m les appels tendus",
                3,
            ),
            earned(
                "improv-and-stage",
                Kind::Mad,
                6.34,
                "Capitaine de l'équipe d'impro",
                3,
            ),
        ],
        ..Judged::default()
    };
    Card {
        rank: 1,
        rank_without_mad: 2,
        id: "c01".into(),
        name: Some("Zoé\nBertin".into()),
        source: Some("cvs/c01.txt".into()),
        notes: vec!["Disponible en janvier".into()],
        questions: ask::questions(rubric, &judged, lang, 3),
        judged,
        unlisted: ask::worth_asking(
            vec![Unlisted {
                quote: "- dresse des abeilles noires".into(),
                file: "cvs/c01.txt".into(),
                page: 2,
                line: 4,
                section: SectionKind::Interests,
            }],
            lang,
        ),
        rarity: vec![Rarity {
            criterion: "improv-and-stage".into(),
            shown_by: 2,
            of: 40,
        }],
        flags: vec![IntegrityFlag {
            flag: FlagKind::HiddenText,
            page: 1,
            line: 3,
            excerpt: "blanc sur blanc".into(),
        }],
    }
}

fn second(rubric: &Rubric, lang: Lang) -> Card {
    let judged = Judged {
        score: 24.0,
        score_without_mad: 24.0,
        kinds: Kinds {
            hard: Some(0.3),
            soft: Some(0.0),
            mad: Some(0.0),
        },
        documented: 0.25,
        required: states(State::Contradicted, State::Shown),
        criteria: vec![
            earned("crm-tools", Kind::Hard, 0.0, "", 0),
            earned(
                "written-communication",
                Kind::Hard,
                24.0,
                "Wrote 18 e-mail templates",
                3,
            ),
            earned("de-escalation", Kind::Soft, 0.0, "", 0),
            earned("improv-and-stage", Kind::Mad, 0.0, "", 0),
        ],
        ..Judged::default()
    };
    Card {
        rank: 2,
        rank_without_mad: 1,
        id: "c02".into(),
        name: None,
        source: Some("roster.csv:3".into()),
        notes: Vec::new(),
        questions: ask::questions(rubric, &judged, lang, 2),
        judged,
        unlisted: Vec::new(),
        rarity: Vec::new(),
        flags: Vec::new(),
    }
}

fn states(crm: State, writing: State) -> Vec<Required> {
    let each = [("crm-tools", crm), ("written-communication", writing)];
    each.into_iter()
        .map(|(criterion, state)| Required {
            criterion: criterion.into(),
            state,
        })
        .collect()
}

fn earned(id: &str, kind: Kind, points: f64, quote: &str, level: u8) -> Earned {
    let level = Level::from_number(level);
    let evidence = match level {
        Level::None => Vec::new(),
        _ => vec![piece(quote, level as u8, "cvs/c01.txt")],
    };
    Earned {
        id: id.into(),
        kind,
        weight: 1.0,
        level,
        share: level.share(),
        points,
        evidence,
    }
}

fn piece(quote: &str, level: u8, file: &str) -> Evidence {
    Evidence {
        quote: quote.into(),
        file: file.into(),
        page: 1,
        line: 12,
        start: 400,
        end: 400 + quote.len(),
        section: SectionKind::Work,
        polarity: Polarity::Affirmed,
        level: Level::from_number(level),
        cue: (400, 400 + quote.len()),
    }
}
