//! Runs the program as a recruiter would.

#![allow(clippy::unwrap_used, dead_code)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a run said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `pepite` from the root of the repository.
pub fn pepite(args: &[&str]) -> Said {
    said(program().args(args))
}

/// The program, for what a plain run cannot say.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pepite"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs a command and keeps what it said.
pub fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs a command with this on its standard input.
pub fn said_with(command: &mut Command, text: &str) -> Said {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    said(command.stdin(file))
}

/// The shortlist of some inputs as JSON.
pub fn shortlist(args: &[&str]) -> Value {
    let said = pepite(
        &[
            &["screen", "customer-adviser", "--format", "json", "--quiet"],
            args,
        ]
        .concat(),
    );
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

/// The candidates of a shortlist.
pub fn candidates(shortlist: &Value) -> &Vec<Value> {
    shortlist["candidates"].as_array().unwrap()
}

/// The paths of the example CVs, in order.
pub fn example_cvs() -> Vec<String> {
    files("examples/cvs")
}

/// The files of a folder of the repository, in order, as one would type them.
pub fn files(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| format!("{folder}/{name}"))
        .collect();
    files.sort();
    files
}

/// A folder with these files in it.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A path in a folder, as an argument.
pub fn path(folder: &tempfile::TempDir, name: &str) -> String {
    PathBuf::from(folder.path())
        .join(name)
        .to_str()
        .unwrap()
        .to_owned()
}
