//! `screen RUBRIC - --stream`: lines in, lines out.

#![allow(clippy::unwrap_used)]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use common::{path, pepite, program};
use serde_json::{Value, json};

/// The roster of the examples as records.
fn records() -> Vec<String> {
    let read = pepite(&["read", "examples/cvs", "--format", "jsonl", "--quiet"]);
    assert_eq!(read.code, 0, "{}", read.err);
    let mut lines: Vec<String> = read.out.lines().map(str::to_owned).collect();
    for number in 0..30 {
        let record = json!({
            "id": format!("r{number}"),
            "name": "Camille Petit",
            "cv": format!("Vendeuse en {}. J'ai traité {number} réclamations par semaine.", 2000 + number),
            "loisirs": if number % 7 == 0 { "théâtre d'improvisation depuis 2015" } else { "lecture" },
        });
        lines.push(record.to_string());
    }
    lines
}

fn started(args: &[&str]) -> (Child, ChildStdin, BufReader<ChildStdout>) {
    let mut child = program()
        .args(["screen", "customer-adviser", "-", "--stream"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    (child, input, BufReader::new(output))
}

fn answers(args: &[&str], text: &[u8]) -> (Vec<String>, i32) {
    let (mut child, mut input, mut output) = started(args);
    let text = text.to_vec();
    let sender = std::thread::spawn(move || input.write_all(&text));
    let mut said = String::new();
    output.read_to_string(&mut said).unwrap();
    sender.join().unwrap().unwrap();
    let code = child.wait().unwrap().code().unwrap();
    (said.lines().map(str::to_owned).collect(), code)
}

/// A row of a normal run without the keys that only a pool can fill, every other byte as it was.
fn without_pool(row: &str) -> String {
    let value: Value = serde_json::from_str(row).unwrap();
    let mut row = row.to_owned();
    for key in ["rank", "rank_without_mad"] {
        let text = format!("\"{key}\":{},", value[key]);
        assert!(row.contains(&text), "{text} in {row}");
        row = row.replacen(&text, "", 1);
    }
    let (before, rest) = row.split_once(",\"rarity\":[").unwrap();
    let (_, after) = rest.split_once("],\"flags\":").unwrap();
    format!("{before},\"flags\":{after}")
}

#[test]
fn a_row_is_that_of_a_normal_run_but_for_what_only_a_pool_can_say() {
    let records = records();
    let text = records.join("\n");
    for args in [
        &["--threads", "1"][..],
        &["--threads", "2", "--lang", "en", "--questions", "1"],
        &["--blind", "--ad", "examples/candidates.csv"],
    ] {
        let (mut rows, code) = answers(args, text.as_bytes());
        assert_eq!((rows.len(), code), (records.len(), 0));
        let ids = |rows: &[String]| -> Vec<String> {
            let id = |row: &String| serde_json::from_str::<Value>(row).unwrap()["id"].to_string();
            rows.iter().map(id).collect()
        };
        if !args.contains(&"--blind") {
            let sent: Vec<String> = ids(&records);
            assert_eq!(ids(&rows), sent, "in the order of the lines");
        }
        let mut normal = program();
        normal.args(["screen", "customer-adviser", "-", "--quiet"]);
        normal.args(["--format", "jsonl"]).args(args);
        let mut child = normal
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut input, sent) = (child.stdin.take().unwrap(), text.clone());
        let sender = std::thread::spawn(move || input.write_all(sent.as_bytes()));
        let output = child.wait_with_output().unwrap();
        sender.join().unwrap().unwrap();
        let output = String::from_utf8(output.stdout).unwrap();
        let mut whole: Vec<String> = output.lines().map(without_pool).collect();
        rows.sort();
        whole.sort();
        assert_eq!(rows, whole);
    }
}

#[test]
fn an_answer_comes_before_the_next_line_is_sent() {
    let (mut child, mut input, mut output) = started(&[]);
    for record in records().iter().take(3) {
        writeln!(input, "{record}").unwrap();
        input.flush().unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert!(answer["score"].is_number());
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_bad_line_is_answered_with_the_reason_and_costs_no_other() {
    let mut text =
        b"\n{\"id\":\"a\",\"cv\":\"Ten years of complaints handling.\"}\nnot JSON\n  \r\n".to_vec();
    text.extend(b"{\"id\":\"b\",\"cv\":\"");
    text.resize(text.len() + (4 << 20) + 10, b'x');
    text.extend(
        b"\"}\n[1]\n{\"id\":\"c\",\"cv_file\":\"c.pdf\"}\n{\"id\":\"d\",\"cv\":\"caf\xe9\"}",
    );
    let (rows, code) = answers(&["--lang", "en"], &text);
    assert_eq!(code, 0);
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect();
    let what: Vec<&str> = rows
        .iter()
        .map(|row| {
            row["id"]
                .as_str()
                .or(row["unread"]["source"].as_str())
                .unwrap()
        })
        .collect();
    assert_eq!(what, ["a", "-:3", "-:5", "-:6", "-:7", "d"]);
    assert!(rows.iter().all(|row| row["unread"]["reason"] != ""));
    let (_, code) = answers(&["--strict"], &text);
    assert_eq!(code, 3);
}

#[test]
fn nothing_in_gives_nothing_out() {
    assert_eq!(answers(&["--strict"], b""), (Vec::new(), 0));
}

#[test]
fn what_needs_a_pool_or_another_form_is_refused_with_the_remedy() {
    let folder = common::folder(&[]);
    let file = path(&folder, "out.jsonl");
    for (args, word) in [
        (&["-", "--top", "3"][..], "--top"),
        (&["-", "--format", "csv"], "--format"),
        (&["-", "--rows", "evidence"], "--rows"),
        (&["-", "--excel"], "--excel"),
        (&["-", "-o", &file], "--output"),
        (&["examples/cvs"], "- "),
        (&["-", "examples/cvs"], "- "),
    ] {
        let asked = [&["screen", "discovery", "--stream", "--lang", "en"], args].concat();
        let said = pepite(&asked);
        assert_eq!(said.code, 2, "{args:?}");
        assert!(said.err.contains(word), "{}", said.err);
    }
}
