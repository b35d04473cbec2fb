//! The files that ship beside the code: schemas and the library.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use pepite::rubric::schema;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    files.sort();
    files
}

fn job_rubrics() -> Vec<PathBuf> {
    let files = yaml_files("rubrics").into_iter();
    files
        .filter(|path| !path.ends_with("families.yaml"))
        .collect()
}

#[test]
fn the_schemas_are_those_of_the_types() {
    for (name, schema) in [("rubric", schema::rubric()), ("skill", schema::skill())] {
        let file = format!("src/rubric/{name}.schema.json");
        let kept = fs::read_to_string(root().join(&file)).unwrap_or_default();
        assert!(
            kept == schema,
            "run: cargo run -- rubric schema {name} > {file}"
        );
    }
}

#[test]
fn every_shipped_file_names_its_schema_and_follows_it() {
    for (files, schema, path) in [
        (
            job_rubrics(),
            schema::rubric(),
            "../src/rubric/rubric.schema.json",
        ),
        (
            yaml_files("rubrics/skills"),
            schema::skill(),
            "../../src/rubric/skill.schema.json",
        ),
    ] {
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let first = format!("# yaml-language-server: $schema={path}");
            assert_eq!(
                text.lines().next(),
                Some(first.as_str()),
                "{}",
                file.display()
            );
            let value: Value = serde_yaml::from_str(&text).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|e| e.to_string())
                .collect();
            assert!(errors.is_empty(), "{}: {errors:?}", file.display());
        }
    }
}

#[test]
fn every_example_of_the_library_holds_and_no_shipped_file_has_an_error() {
    let output = assert_cmd::Command::cargo_bin("pepite")
        .unwrap()
        .args(["rubric", "check", "--lang", "en"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
}

#[test]
fn a_broken_rubric_is_told_whole_and_ends_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("job.yaml");
    fs::write(&path, "wieghts: 3\ncriteria:\n  - skill: crm-tool\n").unwrap();
    let output = assert_cmd::Command::cargo_bin("pepite")
        .unwrap()
        .current_dir(folder.path())
        .args(["rubric", "check", "job.yaml", "--lang", "en"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "job.yaml:1:1: unknown key \"wieghts\"
    wieghts: 3
  help: did you mean \"weights\"?
job.yaml:3:12: unknown skill \"crm-tool\"
    - skill: crm-tool
  help: did you mean: crm-tools?
job.yaml: errors 2, warnings 0, examples tried 0
"
    );
}

/// The skills that a rubric file draws on.
fn drawn_on(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let rubric: Value = serde_yaml::from_str(&text).unwrap();
    let criteria = rubric["criteria"].as_array().unwrap().iter();
    let mut skills: Vec<String> = criteria
        .filter_map(|criterion| criterion["skill"].as_str().map(str::to_owned))
        .collect();
    skills.sort();
    skills
}

fn library() -> Vec<String> {
    let stem = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    yaml_files("rubrics/skills").iter().map(stem).collect()
}

#[test]
fn discovery_draws_on_the_whole_library() {
    assert_eq!(drawn_on("rubrics/discovery.yaml"), library());
}

#[test]
fn every_signal_is_answered_for_by_skills_of_the_library() {
    let text = fs::read_to_string(root().join("tests/gold/signals.yaml")).unwrap();
    let signals: Value = serde_yaml::from_str(&text).unwrap();
    for (signal, skills) in signals.as_object().unwrap() {
        for skill in skills.as_array().unwrap() {
            let skill = skill.as_str().unwrap().to_owned();
            assert!(library().contains(&skill), "{signal}: {skill}");
        }
    }
}

#[test]
fn a_typing_mistake_is_one_error_and_hides_no_unlawful_question() {
    let rubric = "rubric: x\nversion: 1\ntitle: { fr: Poste, en: Post }\nlang: fr\ncriteria:\n  - id: b2b\n    kind: hard\n    cuse: { fr: [fourniture] }\n    ask: [{ fr: \"Êtes-vous enceinte ?\", en: Are you pregnant? }]\n  - skil: phone-service\n";
    let folder = common::folder(&[("x.yaml", rubric)]);
    let file = common::path(&folder, "x.yaml");
    let said = common::pepite(&["rubric", "check", &file, "--lang", "en"]);
    assert_eq!(said.code, 2);
    let of = |words: &str| said.out.matches(words).count();
    assert_eq!(of("x.yaml:8:"), 1, "{}", said.out);
    assert_eq!(of("x.yaml:10:"), 1, "{}", said.out);
    assert_eq!(of("x.yaml:6:"), 0, "{}", said.out);
    assert!(of("x.yaml:9:") > 0, "{}", said.out);
}

#[test]
fn nothing_that_ships_has_a_finding() {
    let skills = common::files("rubrics/skills");
    let names = skills.iter().map(String::as_str);
    let line: Vec<&str> = ["rubric", "check", "--lang", "en"]
        .into_iter()
        .chain(names)
        .collect();
    let said = common::pepite(&line);
    assert_eq!(said.code, 0, "{}", said.out);
    assert_eq!(said.out.matches("warning:").count(), 0, "{}", said.out);
}
