//! Who may be in the pile twice: told, never counted.

#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, shortlist};
use serde_json::Value;

const CV: &str = "Ada Vergne\nada.vergne@mail.example\n06 12 34 56 78\n\nExpérience\n\
    Conseillère clientèle chez Orange, 2019 - 2022\n- 40 appels par jour sur Zendesk, 92 % de clients satisfaits\n\
    - formation de six nouveaux collègues aux réclamations difficiles\n\
    Vendeuse en boulangerie, 2016 - 2019\n- caisse, commandes et fidélisation d'une clientèle de quartier\n\n\
    Formation\nBTS négociation et relation client, lycée de Brest, 2016\n\n\
    Centres d'intérêt\nImprovisation théâtrale depuis 2014, capitaine de l'équipe de Brest\n";

/// Each id with the one it may be.
fn twins(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let folder = folder(files);
    let found = shortlist(&[folder.path().to_str().unwrap()]);
    let candidates = found["candidates"].as_array().unwrap().iter();
    let mut twins: Vec<_> = candidates.filter_map(twin).collect();
    twins.sort();
    twins
}

fn twin(candidate: &Value) -> Option<(String, String)> {
    let flags = candidate["flags"].as_array().unwrap();
    let flag = flags.iter().find(|flag| flag["flag"] == "duplicate-of")?;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Some((text(&candidate["id"]), text(&flag["excerpt"])))
}

fn both(one: &str, other: &str) -> Vec<(String, String)> {
    vec![(one.into(), other.into()), (other.into(), one.into())]
}

#[test]
fn a_text_with_other_spaces_case_and_signs_is_the_same_text() {
    let again = CV
        .replace("- ", "•  ")
        .replace("Expérience", "EXPERIENCE")
        .replace("Ada", "Eva");
    let again = again.replace("ada.vergne", "eva").replace("78", "99");
    assert_eq!(twins(&[("a.txt", CV), ("b.txt", &again)]), both("a", "b"));
}

#[test]
fn a_text_with_a_few_other_words_is_nearly_the_same() {
    let again = CV
        .replace("40 appels", "55 appels")
        .replace("ada.vergne", "eva")
        .replace("78", "99");
    let again = again + "Permis B, disponible en juin.\n";
    assert_eq!(twins(&[("a.txt", CV), ("b.txt", &again)]), both("a", "b"));
}

#[test]
fn the_same_mailbox_or_number_under_another_text_is_told() {
    let other = "Chef de projet\n+33 (0)6 12.34.56.78\n\nExpérience\nChef de projet, 2015 - 2024 : budgets et plannings\n";
    assert_eq!(twins(&[("a.txt", CV), ("b.txt", other)]), both("a", "b"));
    let other = other.replace("+33 (0)6 12.34.56.78", "Ada.Vergne+jobs@mail.example");
    assert_eq!(twins(&[("a.txt", CV), ("b.txt", &other)]), both("a", "b"));
    let other = other.replace("Ada.Vergne", "Ada.Verne");
    assert_eq!(twins(&[("a.txt", CV), ("b.txt", &other)]), []);
}

#[test]
fn two_people_who_fill_in_one_template_are_two() {
    let template = |facts: [&str; 6]| {
        format!(
            "Profil\nConseiller clientèle motivé, à la recherche d'un poste stable dans une équipe dynamique.\n\n\
             Expérience\n{}, {}\n- {}\n- {}\n\nFormation\n{}\n\nLangues\nFrançais courant, anglais B2\n\n\
             Centres d'intérêt\n{}\n",
            facts[0], facts[1], facts[2], facts[3], facts[4], facts[5]
        )
    };
    let one = template([
        "Téléconseiller chez Orange",
        "2019 - 2022",
        "40 appels par jour sur Zendesk",
        "formation de six collègues",
        "BTS négociation et relation client, Brest",
        "Improvisation théâtrale",
    ]);
    let other = template([
        "Vendeuse chez Décathlon",
        "2017 - 2024",
        "ouverture du rayon vélo et tenue de la caisse",
        "prix du meilleur accueil en 2021",
        "Bac professionnel commerce, Toulouse",
        "Judo, ceinture noire",
    ]);
    assert_eq!(twins(&[("a.txt", &one), ("b.txt", &other)]), []);
}

#[test]
fn who_is_whose_twin_depends_neither_on_arguments_nor_on_threads() {
    let other = CV.replace("40 appels", "55 appels");
    let folder = folder(&[
        ("a.txt", CV),
        ("b.txt", &other),
        ("c.txt", CV),
        ("d.txt", "Rien de commun avec les trois autres."),
    ]);
    let file = |name: &str| common::path(&folder, name);
    let first = shortlist(&[
        &file("a.txt"),
        &file("b.txt"),
        &file("c.txt"),
        &file("d.txt"),
        "--threads",
        "1",
    ]);
    let second = shortlist(&[
        &file("d.txt"),
        &file("c.txt"),
        &file("b.txt"),
        &file("a.txt"),
        "--threads",
        "2",
    ]);
    assert_eq!(first, second);
    assert_eq!(
        first["candidates"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(twin)
            .count(),
        3
    );
}

#[test]
fn what_tells_a_twin_is_never_written_down() {
    let folder = folder(&[("a.txt", CV)]);
    let said = common::pepite(&["read", &common::path(&folder, "a.txt"), "--format", "jsonl"]);
    assert!(
        !said.out.contains("likeness") && !said.out.contains("contacts"),
        "{}",
        said.out
    );
}

#[test]
fn a_pair_is_announced_once_and_flagged_on_both() {
    let folder = folder(&[("a.txt", CV), ("b.txt", CV)]);
    let found = shortlist(&[folder.path().to_str().unwrap()]);
    let warnings = found["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
}
