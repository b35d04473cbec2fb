//! What cannot be read is named with its reason, on standard error and in the report, however much of
//! it there is.

#![allow(clippy::unwrap_used)]

mod common;
mod making;

use common::{folder, path, pepite};
use serde_json::Value;

const GOOD: &str = "Expérience\n2019-2023 Conseillère clientèle : 40 appels par jour.";

fn screened(args: &[&str]) -> (i32, Value, String) {
    let said = pepite(&[&["screen", "customer-adviser", "--format", "json"], args].concat());
    let report = serde_json::from_str(&said.out).unwrap_or_default();
    (said.code, report, said.err)
}

#[test]
fn each_bad_file_is_named_on_standard_error_and_in_the_report() {
    let bad: Vec<String> = (0..12).map(|number| format!("bad{number}.pdf")).collect();
    let mut files: Vec<(&str, &str)> = bad
        .iter()
        .map(|name| (name.as_str(), "%PDF-1.7 x"))
        .collect();
    files.push(("good.txt", GOOD));
    let folder = folder(&files);
    let (code, report, err) = screened(&[folder.path().to_str().unwrap()]);
    assert_eq!(code, 0);
    assert_eq!(report["candidates"].as_array().unwrap().len(), 1);
    assert_eq!(report["unread"].as_array().unwrap().len(), 12);
    for name in &bad {
        assert!(err.contains(name.as_str()), "{name}: {err}");
        assert!(report["unread"].to_string().contains(name.as_str()));
    }
    assert!(err.contains("redemandez-le"), "{err}");
}

#[test]
fn blind_standard_error_names_no_file() {
    let folder = folder(&[("Jean_Dupont.pdf", "%PDF-1.7 x"), ("good.txt", GOOD)]);
    let (_, _, err) = screened(&[folder.path().to_str().unwrap(), "--blind"]);
    assert!(!err.contains("Dupont"), "{err}");
    assert!(err.contains("[…].pdf"), "{err}");
}

#[test]
fn when_nothing_could_be_read_the_report_says_so_too() {
    let folder = folder(&[("a.pdf", "%PDF-1.7 x"), ("b.docx", "PK\u{3}\u{4}")]);
    let (code, report, err) = screened(&[folder.path().to_str().unwrap()]);
    assert_eq!(code, 1);
    assert_eq!(report["pool"]["unread"], 2);
    assert_eq!(report["candidates"], Value::Array(Vec::new()));
    assert_eq!(report["unread"].as_array().unwrap().len(), 2);
    assert_eq!(err.matches("a.pdf").count(), 1, "{err}");
}

#[cfg(unix)]
#[test]
fn a_name_cannot_write_to_the_terminal() {
    let folder = folder(&[
        ("a\u{1b}[31m\nb\u{202e}.pdf", "%PDF-1.7 x"),
        ("good.txt", GOOD),
    ]);
    let (_, _, err) = screened(&[folder.path().to_str().unwrap()]);
    assert!(err.contains("a\\u{1b}[31m\\nb\\u{202e}.pdf"), "{err:?}");
    let bad = path(&folder, "a\u{1b}[31m\nb\u{202e}.pdf");
    let (_, _, err) = screened(&[&bad]);
    assert!(err.contains("a\\u{1b}[31m\\nb\\u{202e}.pdf"), "{err:?}");
}

#[test]
fn a_header_cannot_write_to_the_terminal() {
    let roster = "id,name,exp\u{1b}[31m\n1,Ann Lee,answered the telephone in a shop\n";
    let folder = folder(&[("r.csv", roster)]);
    let (_, _, err) = screened(&[&path(&folder, "r.csv")]);
    assert!(err.contains("exp\\u{1b}[31m"), "{err:?}");
}

#[test]
fn an_ending_that_names_no_format_is_answered_with_those_that_do() {
    for (command, input, known) in [
        ("screen", "examples/candidates.csv", ".tsv"),
        ("panel", "examples/scorecards", ".xlsx"),
    ] {
        let said = pepite(&[command, "customer-adviser", input, "-o", "x.pdf"]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains(known), "{}", said.err);
    }
}

#[test]
fn rows_without_end_that_cannot_be_read_are_counted_and_the_first_are_listed() {
    let rows = "x,,\n".repeat(150_000);
    let roster = format!("id,name,cv\na,,Zendesk au quotidien\n{rows}");
    let folder = folder(&[("roster.csv", &roster)]);
    let (code, report, err) = screened(&[&path(&folder, "roster.csv")]);
    assert_eq!(code, 0);
    assert_eq!(report["pool"]["candidates"], 150_001);
    assert_eq!(report["pool"]["unread"], 150_000);
    let listed = report["unread"].as_array().unwrap();
    assert_eq!(listed.len(), 100_000);
    assert!(
        listed[0]["source"]
            .as_str()
            .unwrap()
            .ends_with("roster.csv:3")
    );
    assert!(
        report["warnings"].to_string().contains("50000"),
        "{}",
        report["warnings"]
    );
    assert!(err.lines().count() < 12, "{err}");
    assert!(
        err.contains("roster.csv:3") && err.contains("150000"),
        "{err}"
    );
}

#[test]
fn a_folder_that_is_missing_is_said_before_the_work() {
    let folder = folder(&[("good.txt", GOOD)]);
    let out = path(&folder, "nowhere/list.csv");
    let said = pepite(&[
        "screen",
        "customer-adviser",
        "-",
        "-o",
        &out,
        "--lang",
        "en",
    ]);
    // Standard input is never read: nothing but the folder is complained of.
    assert_eq!(said.code, 1);
    assert!(said.err.contains("nowhere"), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
}

#[test]
fn a_pdf_that_was_cut_off_is_broken_and_no_scan() {
    let whole = making::pdf();
    let half = &whole[..whole.len() / 4];
    let reason = pepite::intake::extract::extract(half, "cv.pdf").unwrap_err();
    assert_eq!(reason.key, "extract.broken");
}

#[test]
fn what_is_attached_to_a_letter_is_read_whole() {
    let text =
        |bytes: &[u8]| pepite::intake::extract::extract(bytes, "a.eml").map(|read| read.text);
    let long = "Madame, Monsieur, votre annonce a retenu mon attention. ".repeat(40);
    let read = text(&making::mail_with(&long, "cv.docx", &making::docx())).unwrap();
    assert!(
        read.contains("Madame") && read.contains(making::CV[0]),
        "{read}"
    );
    for broken in [&b"%PDF-1.4 cut"[..], b"\xFF\xD8\xFF\xE0\0\x10JFIF"] {
        let mail = making::mail_with("Bonjour, voici mon CV.", "cv", broken);
        assert!(text(&mail).is_err());
    }
    let pasted = making::CV.join("\r\n");
    let mail = making::mail_with(
        &pasted.repeat(2),
        "photo.jpg",
        b"\xFF\xD8\xFF\xE0\0\x10JFIF",
    );
    assert!(text(&mail).is_ok());
}

#[test]
fn what_is_no_application_is_named_and_not_ranked_at_zero() {
    let folder = folder(&[
        ("stub.docx", "PK"),
        ("contact.vcf", "BEGIN:VCARD\nFN:A B\nEND:VCARD\n"),
        ("script.py", "import os\nprint(1)\n"),
        ("good.txt", GOOD),
    ]);
    let (_, report, _) = screened(&[folder.path().to_str().unwrap()]);
    assert_eq!(report["pool"]["ranked"], 1);
    assert_eq!(report["pool"]["unread"], 3);
}

#[cfg(unix)]
#[test]
fn a_link_is_called_what_it_is() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("good.txt", GOOD)]);
    let root = folder.path();
    symlink("loop", root.join("loop")).unwrap();
    symlink(".", root.join("here")).unwrap();
    symlink("/etc/hostname", root.join("out")).unwrap();
    let (_, _, err) = screened(&[root.to_str().unwrap()]);
    let line = |name: &str| {
        let end = format!("/{name} ");
        err.lines()
            .find(|line| line.contains(&end))
            .unwrap()
            .to_owned()
    };
    assert!(line("loop").contains("aucun fichier"), "{err}");
    assert!(line("here").contains("vers un dossier"), "{err}");
    assert!(line("out").contains("extérieur"), "{err}");
}

#[test]
fn a_cv_file_that_is_a_folder_or_an_address_is_said_in_the_roster_s_words() {
    let folder = folder(&[
        (
            "r.csv",
            "id,cv_file\na,.\nb,https://example.org/cv.pdf\nc,good.txt\n",
        ),
        ("good.txt", GOOD),
    ]);
    let (_, report, _) = screened(&[&path(&folder, "r.csv")]);
    let reasons = report["unread"].to_string();
    assert!(
        reasons.contains("n'est pas un fichier") && reasons.contains("adresse"),
        "{reasons}"
    );
}

#[test]
fn a_resume_on_standard_input_may_be_laid_out_over_lines() {
    let resume = "{\n  \"basics\": {\"name\": \"A B\"},\n  \"work\": [{\"summary\": \"Zendesk au quotidien\"}]\n}\n";
    for (text, many) in [
        (resume.to_owned(), 1),
        (format!("[{resume},{resume}]"), 2),
        (resume.replace('\n', " "), 1),
    ] {
        let mut command = common::program();
        command.args([
            "screen",
            "customer-adviser",
            "-",
            "--format",
            "json",
            "--quiet",
        ]);
        let said = common::said_with(&mut command, &text);
        let report: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(report["pool"]["ranked"], many, "{text}");
        assert!(report["candidates"][0]["score"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn every_sheet_with_candidates_is_read_and_others_are_said_not_to_be() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheets: [(&str, &[[&str; 2]]); 3] = [
        ("Mars", &[["name", "cv"], ["Ana", "Zendesk au quotidien"]]),
        (
            "Avril",
            &[
                ["name", "cv"],
                ["Max", "Zendesk au quotidien"],
                ["Lea", "Vendeuse"],
            ],
        ),
        ("Listes", &[["Rennes", "35"], ["Brest", "29"]]),
    ];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            sheet.write_row(row as u32, 0, *cells).unwrap();
        }
    }
    let folder = folder(&[]);
    let file = path(&folder, "pool.xlsx");
    book.save(&file).unwrap();
    let (_, report, err) = screened(&[&file]);
    let named = |name: &str| {
        let all = report["candidates"].as_array().unwrap();
        all.iter()
            .find(|candidate| candidate["name"] == name)
            .unwrap()
    };
    assert_eq!(report["pool"]["ranked"], 3);
    assert!(
        named("Max")["source"]
            .as_str()
            .unwrap()
            .contains("pool.xlsx:Avril")
    );
    assert_eq!([&named("Ana")["id"], &named("Lea")["id"]], ["1", "4"]);
    assert!(err.contains("Listes"), "{err}");
}
