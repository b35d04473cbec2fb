//! Lists the YAML files of `rubrics/`, so that the binary carries them and works from any folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=rubrics");
    let (families, rubrics): (Vec<_>, Vec<_>) = yaml_files(&root, "rubrics")?
        .into_iter()
        .partition(|(name, _)| name == "families");
    let skills = yaml_files(&root, "rubrics/skills")?;
    let mut code = String::new();
    for (constant, files) in [("RUBRICS", rubrics), ("SKILLS", skills)] {
        let entries: String = files.iter().map(|file| shipped(&root, file)).collect();
        let _ = writeln!(code, "static {constant}: &[Shipped] = &[\n{entries}];");
    }
    let families: String = families.iter().map(|file| shipped(&root, file)).collect();
    let families = families.trim_end_matches(",\n");
    let _ = writeln!(code, "const FAMILIES: Shipped = {families};");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("library.rs"), code)
}

/// Name and path below the root, sorted by name.
fn yaml_files(root: &Path, folder: &str) -> io::Result<Vec<(String, String)>> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".yaml") {
            files.push((stem.to_owned(), format!("{folder}/{name}")));
        }
    }
    files.sort();
    Ok(files)
}

fn shipped(root: &Path, (name, file): &(String, String)) -> String {
    let path = root.join(file);
    format!("    Shipped {{ name: {name:?}, file: {file:?}, text: include_str!({path:?}) }},\n")
}
