//! Packs the YAML files of `rubrics/`, so that the binary carries them, works from any folder, and
//! does not parse half a megabyte at each start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/rubric/packed.rs"]
mod packed;
#[allow(dead_code, reason = "reading rubrics needs more of it")]
#[path = "src/rubric/yaml.rs"]
mod yaml;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for used in [
        "build.rs",
        "rubrics",
        "src/rubric/packed.rs",
        "src/rubric/yaml.rs",
    ] {
        println!("cargo::rerun-if-changed={used}");
    }
    let (families, rubrics): (Vec<_>, Vec<_>) = yaml_files(&root, "rubrics")?
        .into_iter()
        .partition(|(name, _)| name == "families");
    let skills = yaml_files(&root, "rubrics/skills")?;
    let mut code = String::new();
    for (constant, files) in [("RUBRICS", rubrics), ("SKILLS", skills)] {
        let _ = writeln!(code, "static {constant}: &[Shipped] = &[");
        for file in &files {
            let _ = writeln!(code, "    {},", shipped(&root, &out, file)?);
        }
        let _ = writeln!(code, "];");
    }
    for file in &families {
        let shipped = shipped(&root, &out, file)?;
        let _ = writeln!(code, "const FAMILIES: Shipped = {shipped};");
    }
    fs::write(out.join("library.rs"), code)
}

/// Name and path below the root, sorted by name.
fn yaml_files(root: &Path, folder: &str) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".yaml") {
            files.push((stem.to_owned(), format!("{folder}/{name}")));
        }
    }
    files.sort();
    Ok(files)
}

/// The code of one file: its text, and its packed tree unless it is broken, which a run then tells.
fn shipped(root: &Path, out: &Path, (name, file): &(String, String)) -> io::Result<String> {
    let path = root.join(file);
    let mut bytes = Vec::new();
    if let Ok(tree) = yaml::parse(&fs::read_to_string(&path)?) {
        packed::pack(&tree, &mut bytes);
    }
    let packed = out.join(format!("{}.packed", file.replace('/', "-")));
    fs::write(&packed, bytes)?;
    Ok(format!(
        "Shipped {{ name: {name:?}, file: {file:?}, text: include_str!({path:?}), \
         packed: include_bytes!({packed:?}) }}"
    ))
}
