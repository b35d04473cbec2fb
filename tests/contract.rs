//! The output contract: JSON against its schema, and what each format promises its reader.

#![allow(clippy::unwrap_used)]

mod common;

use common::{candidates, folder, path, pepite, program, said, shortlist};
use serde_json::Value;

const SCHEMA: &str = include_str!("../src/render/shortlist.schema.json");

#[test]
fn json_keeps_its_contract() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let runs: [&[&str]; 4] = [
        &["examples/candidates.csv", "examples/cvs"],
        &["examples/candidates.csv", "examples/cvs", "--blind"],
        &["examples/cvs", "--top", "3", "--lang", "en"],
        &["examples/cvs", "no-such-file.txt"],
    ];
    for run in runs {
        let shortlist = shortlist(run);
        let errors: Vec<String> = schema
            .iter_errors(&shortlist)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{run:?}");
        let pool = &shortlist["pool"];
        let sum = pool["ranked"].as_u64().unwrap() + pool["unread"].as_u64().unwrap();
        assert_eq!(pool["candidates"].as_u64(), Some(sum));
    }
}

#[test]
fn jsonl_has_the_same_candidates_one_a_line() {
    let args = [
        "screen",
        "customer-adviser",
        "examples/cvs",
        "--format",
        "jsonl",
    ];
    let lines: Vec<Value> = pepite(&args)
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(&lines, candidates(&shortlist(&["examples/cvs"])));
}

#[test]
fn csv_has_one_row_a_candidate_and_the_unread_last() {
    let out = pepite(&[
        "screen",
        "customer-adviser",
        "examples/cvs",
        "no-such-file.txt",
    ])
    .out;
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 14);
    assert_eq!(&heads[0], "rang");
    let source = heads.iter().position(|head| head == "fichier").unwrap();
    assert_eq!((&rows[13][0], &rows[13][source]), ("", "no-such-file.txt"));
    assert!(!rows[13][heads.len() - 1].is_empty());
    for row in &rows[..13] {
        assert!(row[3].parse::<f64>().is_ok(), "{row:?}");
    }
}

#[test]
fn points_in_evidence_rows_add_up_to_the_score() {
    let args = [
        "screen",
        "customer-adviser",
        "examples/cvs/03_owen_pritchard.txt",
        "--lang",
        "en",
    ];
    let rows = pepite(&[&args[..], &["--rows", "evidence"]].concat()).out;
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let at = heads.iter().position(|head| head == "points").unwrap();
    let points: f64 = reader
        .records()
        .filter_map(|row| row.unwrap()[at].parse::<f64>().ok())
        .sum();
    let score = shortlist(&[args[2]])["candidates"][0]["score"]
        .as_f64()
        .unwrap();
    assert!((points - score).abs() < 0.06, "{points} {score}");
}

#[test]
fn excel_gets_a_mark_semicolons_and_decimal_commas() {
    let out = pepite(&["screen", "customer-adviser", "examples/cvs", "--excel"]).out;
    assert!(
        out.starts_with("\u{feff}rang;identifiant;nom;points;"),
        "{out}"
    );
    let first = out.lines().nth(1).unwrap();
    let score = first.split(';').nth(3).unwrap();
    assert!(score.contains(',') && !score.contains('.'), "{first}");
}

#[test]
fn a_table_fits_eighty_columns() {
    for lang in ["fr", "en"] {
        let args = [
            "screen",
            "customer-adviser",
            "examples/candidates.csv",
            "examples/cvs",
        ];
        let out = pepite(&[&args[..], &["--format", "table", "--lang", lang]].concat()).out;
        for line in out.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn exit_codes_tell_how_a_run_ended() {
    let folder = folder(&[("a.txt", "Conseiller, 2019-2024\n"), ("empty.txt", "")]);
    let (good, empty) = (path(&folder, "a.txt"), path(&folder, "empty.txt"));
    let code = |args: &[&str]| pepite(args).code;
    assert_eq!(code(&["screen", "customer-adviser", &good]), 0);
    assert_eq!(code(&["screen", "customer-adviser", &good, &empty]), 0);
    assert_eq!(
        code(&["screen", "customer-adviser", &good, &empty, "--strict"]),
        3
    );
    assert_eq!(code(&["screen", "customer-adviser", &empty]), 1);
    assert_eq!(code(&["screen", "customer-advisor", &good]), 2);
    assert_eq!(code(&["screen", &good]), 2);
    assert_eq!(code(&["screen", "customer-adviser"]), 2);
    assert_eq!(code(&["screen", "customer-adviser", &good, "--oops"]), 2);
    assert_eq!(
        code(&[
            "screen",
            "customer-adviser",
            &good,
            "-o",
            "/no/such/folder/x.csv"
        ]),
        1
    );
    assert_eq!(code(&["screen", "customer-adviser", &good, "-o", &good]), 2);
}

#[test]
fn a_mistyped_or_forgotten_rubric_is_answered_with_the_line_to_type() {
    let mistyped = pepite(&["screen", "customer-advisor", "examples/cvs", "--lang", "en"]).err;
    assert!(
        mistyped.contains("pepite screen customer-adviser examples/cvs"),
        "{mistyped}"
    );
    let forgotten = pepite(&["screen", "examples/cvs", "--lang", "fr"]).err;
    assert!(
        forgotten.contains("pepite screen discovery examples/cvs"),
        "{forgotten}"
    );
}

#[test]
fn a_file_is_written_whole_and_its_ending_chooses_the_format() {
    let folder = folder(&[]);
    let out = path(&folder, "shortlist.json");
    let said = pepite(&[
        "screen",
        "customer-adviser",
        "examples/cvs",
        "-o",
        &out,
        "--quiet",
    ]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    let written: Value = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
    assert_eq!(written, shortlist(&["examples/cvs"]));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet_and_a_full_disk_is_said() {
    let shell = |line: &str| {
        let line = line.replace("PEPITE", env!("CARGO_BIN_EXE_pepite"));
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &line])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        said(&mut command)
    };
    let run = "PEPITE screen customer-adviser examples/cvs --format json --quiet";
    assert_eq!(shell(&format!("{run} | head -c 10 >/dev/null")).err, "");
    if std::path::Path::new("/dev/full").exists() {
        let full = shell(&format!("{run} --lang en >/dev/full"));
        assert_eq!(full.code, 1);
        assert!(full.err.contains("disk is full"), "{}", full.err);
    }
}

#[test]
fn colours_come_only_when_wanted() {
    let run = |args: &[&str]| {
        let mut command = program();
        command.args([
            "screen",
            "customer-adviser",
            "examples/cvs",
            "--format",
            "table",
        ]);
        said(command.args(args)).out
    };
    assert!(!run(&[]).contains('\u{1b}'));
    let coloured = run(&["--color", "always"]);
    assert!(coloured.contains('\u{1b}'));
    let plain = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    let stripped = plain.replace_all(&coloured, "");
    let trimmed: Vec<&str> = stripped.lines().map(str::trim_end).collect();
    assert_eq!(trimmed, run(&[]).lines().collect::<Vec<_>>());
}

#[test]
fn completions_and_the_manual_are_written() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            pepite(&["completions", shell]).out.contains("screen"),
            "{shell}"
        );
    }
    let manual = pepite(&["man", "--lang", "fr"]).out;
    for word in ["candidatures", "pepite\\-panel \\-", "stream", "gold"] {
        assert!(manual.contains(word), "{word}");
    }
}

#[test]
fn a_line_that_cannot_work_is_answered_with_one_that_does() {
    for (line, remedy) in [
        ("interview", "pepite interview customer-adviser"),
        ("panel", "pepite panel customer-adviser scorecards/"),
        ("screen nowhere/", "pepite screen discovery nowhere/"),
        ("screen discovery examples/cvs --top abc", "a whole number"),
        ("screen discovery examples/cvs --top -1", "a whole number"),
        ("screen discovery examples/cvs --threads 0", "1 or more"),
        (
            "screen discovery examples/candidates.csv --column Texte=notes --column texte=id",
            "keep one",
        ),
        (
            "interview discovery -o guide.pdf",
            ".md, .html, .docx, .json, .xlsx or .csv",
        ),
        (
            "interview discovery --interviewer Ana",
            "--format xlsx or --format csv",
        ),
        ("interview discovery --excel", "add --format csv"),
        ("interview discovery --top 2", "add the applications"),
        (
            "interview discovery --candidate c01",
            "add the applications",
        ),
    ] {
        let words: Vec<&str> = line.split(' ').chain(["--lang", "en"]).collect();
        let said = pepite(&words);
        assert_eq!(said.code, 2, "{line}: {}", said.err);
        assert!(said.err.contains(remedy), "{line}: {}", said.err);
        assert_eq!(said.out, "", "{line}");
    }
    assert!(!std::path::Path::new("guide.pdf").exists());
}

#[test]
fn an_unread_row_says_whom_to_ask() {
    let roster = "id,name,cv\nc07,Jean Bertin,\nc08,Ada Vergne,\"Conseillère, 40 appels par jour sous Zendesk.\"\n";
    let folder = folder(&[("r.csv", roster)]);
    let roster = path(&folder, "r.csv");
    let unread =
        |args: &[&str]| shortlist(&[&[roster.as_str()], args].concat())["unread"][0].clone();
    let shown = unread(&[]);
    assert_eq!(
        (&shown["id"], &shown["name"]),
        (&"c07".into(), &"Jean Bertin".into())
    );
    let blind = unread(&["--blind"]);
    assert_eq!(
        (&blind["id"], &blind["name"]),
        (&"c07".into(), &Value::Null)
    );
    let csv = pepite(&["screen", "discovery", &roster, "--format", "csv"]);
    assert!(csv.out.contains("\n,c07,Jean Bertin,"), "{}", csv.out);
    assert!(csv.err.contains("(c07, Jean Bertin)"), "{}", csv.err);
}

#[test]
fn read_gives_the_ids_that_screen_gives() {
    let roster = "id,cv\n1,\"Zendesk, 40 appels par jour\"\n1,\"Caisse, 80 clients par jour\"\n1~2,Accueil de 30 personnes par jour\n";
    let folder = folder(&[("r.csv", roster)]);
    let roster = path(&folder, "r.csv");
    let read = pepite(&["read", &roster]).out;
    let read: Vec<&str> = read
        .lines()
        .filter_map(|line| line.strip_prefix("=== "))
        .collect();
    let read: Vec<&str> = read
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(read, ["1", "1~3", "1~2"]);
    let found = shortlist(&[&roster]);
    let mut ids: Vec<&str> = candidates(&found)
        .iter()
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["1", "1~2", "1~3"]);
}

#[test]
fn an_encoding_that_the_bytes_contradict_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.csv");
    std::fs::write(
        &file,
        b"Nom;CV\nL\xe9a;Zendesk, 40 appels r\xe9ussis par jour\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let said = |encoding: &str| {
        let line = [
            "screen",
            "discovery",
            file,
            "--encoding",
            encoding,
            "--lang",
            "en",
        ];
        pepite(&line).err
    };
    assert!(said("utf-8").contains("not UTF-8"), "{}", said("utf-8"));
    assert!(!said("windows-1252").contains("not UTF-8"));
}

#[test]
fn a_file_that_is_no_cv_is_flagged_and_ranked_all_the_same() {
    let guide = "Guide d'entretien\nParlez d'une réclamation résolue. Qu'avez-vous fait ?\nQuel CRM suivez-vous ?\n\
                 Combien d'appels par jour ?\nPourquoi ce poste ?\nQue feriez-vous devant un client en colère ?\n";
    let cv = "Ada Vergne\nada@x.example\n\nExpérience\n2019-2023 Conseillère clientèle : 40 appels par jour.\n";
    let folder = folder(&[("guide.txt", guide), ("cv.txt", cv)]);
    let found = shortlist(&[folder.path().to_str().unwrap()]);
    assert_eq!(candidates(&found).len(), 2);
    for candidate in candidates(&found) {
        let flags = candidate["flags"].as_array().unwrap();
        let told = flags.iter().any(|flag| flag["flag"] == "perhaps-no-cv");
        assert_eq!(told, candidate["id"] == "guide", "{candidate}");
    }
}
