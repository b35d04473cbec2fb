//! The floors of the architecture: a file uses its own folder and lower floors only, no two files use
//! each other, one file opens inputs and one file writes.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;

const FLOORS: [&str; 10] = [
    "error", "model", "language", "rubric", "intake", "evidence", "judging", "render", "run",
    "main",
];

#[test]
fn a_file_uses_its_own_folder_and_lower_floors_only() {
    for (file, uses) in uses() {
        let Some(here) = floor(&file) else { continue };
        for used in uses {
            let there = floor(&used).unwrap_or(0);
            assert!(there <= here, "{file} uses {used}, which is above it");
        }
    }
}

#[test]
fn no_two_files_use_each_other() {
    let uses = uses();
    for file in uses.keys() {
        let path = path_back_to(file, &uses);
        assert!(path.is_none(), "a circle: {}", path.unwrap_or_default());
    }
}

#[test]
fn only_the_intake_opens_inputs_and_only_the_run_writes() {
    let opens = Regex::new(r"File::open|fs::read|OpenOptions|read_to_string\((?:&|path)|io::stdin")
        .unwrap();
    let writes = Regex::new(
        r"File::create|fs::(?:write|rename|copy|remove)|OpenOptions|[tT]emp(?:file|dir)|\be?print(?:ln)?!|io::(?:stdout|stderr)",
    )
    .unwrap();
    // The extraction worker answers its own parent process through a pipe; no reader sees that.
    let opening = ["intake/mod.rs", "intake/extract/worker.rs", "run/mod.rs"];
    let writing = ["run/mod.rs", "intake/extract/worker.rs"];
    for (file, code) in sources() {
        if !opening.contains(&file.as_str()) {
            assert_eq!(opens.find(&code).map(|hit| hit.as_str()), None, "{file}");
        }
        if !writing.contains(&file.as_str()) {
            assert_eq!(writes.find(&code).map(|hit| hit.as_str()), None, "{file}");
        }
    }
}

/// Each file with the files it uses.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources();
    let path = Regex::new(r"\b(?:crate|self|super|pepite)(?:::\w+)+").unwrap();
    let resolve = |file: &str, code: &str| {
        let expanded = expanded(code);
        let found = path.find_iter(&expanded);
        found
            .filter_map(|hit| target(file, hit.as_str(), &sources))
            .filter(|used| used != file)
            .collect()
    };
    sources
        .iter()
        .map(|(file, code)| (file.clone(), resolve(file, code)))
        .collect()
}

/// The code of every file under `src/`, without comments and tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = BTreeMap::new();
    for path in rust_files(&root) {
        let code = std::fs::read_to_string(&path).unwrap();
        let code = code.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().map(|line| line.split("//").next().unwrap());
        let code = lines.collect::<Vec<_>>().join("\n");
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
        sources.insert(name.replace('\\', "/"), code);
    }
    sources
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The code with `a::{b, c::{d, e}}` written out as `a::b a::c::d a::c::e`.
fn expanded(code: &str) -> String {
    let group = Regex::new(r"([\w:]+::)\{([^{}]*)\}").unwrap();
    let mut code = code.to_owned();
    while group.is_match(&code) {
        code = group
            .replace_all(&code, |found: &regex::Captures| {
                let each = found[2].split(',').map(|part| {
                    let written = part.split_whitespace();
                    let written = written.map(|word| format!("{}{word}", &found[1]));
                    written.collect::<Vec<_>>().join(" ")
                });
                each.collect::<Vec<_>>().join(", ")
            })
            .into_owned();
    }
    code
}

/// The file a path leads to: the longest beginning of it that is a file.
fn target(file: &str, path: &str, sources: &BTreeMap<String, String>) -> Option<String> {
    let mut parts: Vec<&str> = path.split("::").collect();
    let mut base: Vec<&str> = Vec::new();
    let start = parts.remove(0);
    if start == "super" || start == "self" {
        base = file.split('/').collect();
        let name = base.pop()?;
        if start == "super" && name == "mod.rs" {
            base.pop();
        }
    }
    base.extend(parts);
    (1..=base.len()).rev().find_map(|length| {
        let stem = base[..length].join("/");
        let names = [format!("{stem}.rs"), format!("{stem}/mod.rs")];
        names.into_iter().find(|name| sources.contains_key(name))
    })
}

fn floor(file: &str) -> Option<usize> {
    if file == "lib.rs" {
        return None;
    }
    let first = file.split(['/', '.']).next()?;
    let place = FLOORS.iter().position(|name| *name == first);
    Some(place.unwrap_or(FLOORS.len() - 1))
}

fn path_back_to(start: &str, uses: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Vec<&str>> = vec![vec![start]];
    while let Some(path) = open.pop() {
        for next in uses.get(*path.last()?)? {
            if next == start {
                return Some(path.join(" uses ") + " uses " + start);
            }
            if seen.insert(next) {
                open.push([path.clone(), vec![next]].concat());
            }
        }
    }
    None
}
