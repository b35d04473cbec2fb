//! Promise 4 for names: whoever wrote a CV, it reads the same to the matcher.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use common::{folder, path, pepite};
use pepite::intake::{self, Reading};

/// Names of many origins and in many spellings; the first is the one the others are compared with.
const NAMES: &[&str] = &[
    "Ada Vergne",
    "Mary-Ann Cook",
    "Tom Baker",
    "Harry Potter",
    "Jenny Porter",
    "Wei Zhang",
    "Rose Baker",
    "Grace Young",
    "Will Power",
    "April May",
    "Rose Petit",
    "PETIT Rose",
    "Jean Marchand",
    "Rose Marchand",
    "Élise",
    "Ahmed",
    "Zoé Lefèvre",
    "Zoé LEFÈVRE",
    "BENALI Fatima",
    "FATIMA BENALI",
    "fatima benali",
    "zoé lefèvre",
    "Jean-Baptiste de La Tour du Pin",
    "Marie de la Fontaine",
    "Vincent van der Berg",
    "Ludwig von Hagen",
    "Siobhán O'Brien",
    "Seán O’Connor",
    "Jeanne d'Arc",
    "Youssef El Idrissi",
    "Omar ben Salah",
    "Fatou Binetou N'Diaye",
    "Nguyễn Thị Mai",
    "Łukasz Wałęsa",
    "Şükrü Çelik",
    "José María García López",
    "João dos Santos",
    "Giulia Di Marco",
    "Björn Åkesson",
    "Chidi Okafor",
    "Priya Sharma",
    "J. R. Whitfield",
    "Kwame A. Mensah",
    "Olga Ivanova",
    "Ольга Иванова",
    "Γιώργος Παπαδόπουλος",
    "王小明",
    "山田 太郎",
    "김민준",
    "אברהם כהן",
    "محمد علي",
    "🌟 Zoé Lefèvre 🌟",
    "Wei Zhang 👋🏽",
    "Mme Claire Fontaine",
    "Dr Mark Hunter",
];

/// A CV of somebody of that name.
type Layout = fn(&str) -> String;

const LAYOUTS: &[(&str, Layout)] = &[
    ("with contacts", |name| {
        format!("{name}\n12 rue des Lilas, 29200 Brest\ncontact@x.example | 06 12 34 56 78\n{BODY}")
    }),
    ("without contacts", |name| format!("{name}\n{BODY}")),
    ("under a title", |name| {
        format!("CURRICULUM VITAE\n\n{name}\nConseiller clientèle\n{BODY}")
    }),
    ("after labels", |name| {
        let bare = name.replace(['🌟', '👋', '🏽'], "");
        let bare = bare
            .trim()
            .trim_start_matches("Mme ")
            .trim_start_matches("Dr ");
        let (first, last) = bare.split_once(' ').unwrap_or((bare, bare));
        format!("Nom : {last}\nPrénom : {first}\nTéléphone : 06 12 34 56 78\n{BODY}")
    }),
];

const BODY: &str = "
Expérience
2019-2023 Conseiller clientèle chez Orange : 40 appels par jour, réclamations traitées sous Zendesk.
2015-2019 Serveur, Le Phare : accueil de 80 clients par jour.

Centres d'intérêt
Improvisation théâtrale : 4 ans, deux spectacles par mois.
";

/// The masked text of each CV, by its file.
fn texts(folder: &tempfile::TempDir) -> BTreeMap<String, String> {
    let texts = Mutex::new(BTreeMap::new());
    let paths = [PathBuf::from(folder.path())];
    intake::each(&paths, &Reading::default(), &|_, candidate| {
        for document in candidate.unwrap().documents {
            let name = document.source.rsplit('/').next().unwrap().to_owned();
            texts.lock().unwrap().insert(name, document.text);
        }
    })
    .unwrap();
    texts.into_inner().unwrap()
}

#[test]
fn promise_4_whoever_wrote_it_a_cv_reads_the_same() {
    let mut told = Vec::new();
    for (layout, cv) in LAYOUTS {
        let files: Vec<(String, String)> = NAMES
            .iter()
            .enumerate()
            .map(|(at, name)| (format!("{at:02}.txt"), cv(name)))
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let texts = texts(&folder(&files));
        assert_eq!(texts.len(), NAMES.len());
        let expected = &texts["00.txt"];
        let others = NAMES.iter().zip(texts.values());
        let differ = others.filter(|(_, text)| *text != expected);
        let head = |text: &str| text.lines().take(4).collect::<Vec<_>>().join(" / ");
        told.extend(differ.map(|(name, text)| format!("{layout}: {name}: {}", head(text))));
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn promise_4_another_name_changes_no_byte_of_a_blind_shortlist() {
    for (layout, cv) in LAYOUTS {
        let outputs = |name: &str| {
            let folder = folder(&[("cv.txt", &cv(name))]);
            ["json", "csv"].map(|format| {
                let cv = path(&folder, "cv.txt");
                let said = pepite(&["screen", "discovery", &cv, "--blind", "--format", format]);
                assert_eq!(said.code, 0, "{}", said.err);
                said.out
            })
        };
        let expected = outputs(NAMES[0]);
        assert!(!expected[0].contains("Vergne"), "{layout}");
        for name in NAMES.iter().skip(1).step_by(9) {
            assert_eq!(outputs(name), expected, "{layout}: {name}");
        }
    }
}

#[test]
fn a_roster_without_a_header_shows_nobody_and_says_how_it_was_read() {
    let folder = folder(&[(
        "r.csv",
        "1,Lefèvre,Zoé,12/03/1990,Française,\"Mariée, 2 enfants\",\"Conseillère chez Orange de 2019 à 2023 : 40 appels par jour, réclamations sous Zendesk.\",28 k€\n\
         2,Œuvrard,Jean-Noël,1975,Belge,Célibataire,\"Barman au « Phare » de 2015 à 2020 : accueil de 80 clients par jour\",30 k€\n",
    )]);
    let roster = path(&folder, "r.csv");
    let read = pepite(&["read", &roster]);
    for hidden in ["Zoé", "Lefèvre", "1990", "1975", "Belge", "Mariée", "k€"] {
        assert!(!read.out.contains(hidden), "{hidden}: {}", read.out);
    }
    let said = pepite(&["screen", "discovery", &roster, "--format", "csv"]);
    assert!(said.out.contains("Zoé Lefèvre"), "{}", said.out);
    assert!(said.err.contains("= #1 ;"), "{}", said.err);
    assert!(said.err.contains("= #2, #3, #4 ;"), "{}", said.err);
}

/// What the law keeps out of a hiring, as people put it among their interests.
const PROTECTED: &[&str] = &[
    "Franco-algérien",
    "Femme au foyer de 2010 à 2015",
    "Émigrée du Chili en 1975",
    "Civilité : Madame",
    "Skype : fatima.benali",
    "Casier judiciaire vierge",
    "Candidat aux municipales 2020 sur la liste écologiste",
    "Réfugiée ukrainienne arrivée en 2022",
    "Ukrainienne, arrivée en 2022",
    "Carte de résident valable 10 ans",
    "Maman d'un petit garçon",
    "Daltonien depuis l'enfance",
    "Née sous X",
    "Sikh, turban since 2001",
    "Nigerian-born British",
    "Dual citizen (US/France)",
    "Guyanese roots since 1980",
    "Indefinite leave to remain",
    "Syrian refugee since 2016",
    "Proud dad of three kids",
    "Sourd, langue des signes",
    "Deaf, BSL user",
    "Class of 1985",
    "Right to work in the UK",
];

#[test]
fn promise_4_no_protected_line_earns_points_or_a_question() {
    let cv = |line: &str| {
        format!(
            "Zoé Lefèvre\nzoe@x.example\n\nExpérience\n2019-2023 Conseiller clientèle : 40 appels par jour.\n\n\
             Centres d'intérêt\nCuisine\n{line}\n"
        )
    };
    let files: Vec<(String, String)> = std::iter::once(&"Lecture")
        .chain(PROTECTED)
        .enumerate()
        .map(|(at, line)| (format!("{at:02}.txt"), cv(line)))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder(&files);
    let cvs = folder.path().to_str().unwrap();
    let shortlist = common::shortlist(&[cvs]);
    let scores = common::candidates(&shortlist).iter().map(|candidate| {
        let unlisted = candidate["unlisted"].as_array().unwrap();
        assert!(unlisted.is_empty(), "{unlisted:?}");
        (candidate["id"].to_string(), candidate["score"].to_string())
    });
    let scores: BTreeMap<String, String> = scores.collect();
    assert_eq!(scores.len(), 1 + PROTECTED.len());
    let plain = &scores["\"00\""];
    for ((_, score), line) in scores.iter().skip(1).zip(PROTECTED) {
        assert_eq!(score, plain, "{line}");
    }
}
