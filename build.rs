//! Packs what ships as YAML, so that the binary carries it, works from any folder, and does not parse a
//! megabyte at each start: the files of `rubrics/` as trees, the cues of skills and markers in symbols,
//! and the word lists of `src/language/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[allow(dead_code, reason = "packing needs less of it")]
#[path = "src/error.rs"]
mod error;
#[allow(dead_code, reason = "packing needs less of it")]
#[path = "src/language"]
mod language {
    pub mod cues;
    pub mod fold;
    #[allow(dead_code, reason = "the build script reads tokens alone")]
    pub mod letters;
    pub mod lexicon;
    pub mod packing;
    pub mod stems;
    pub mod tokens;
}
#[allow(dead_code, reason = "packing needs less of it")]
#[path = "src/model"]
mod model {
    pub mod document;
    pub mod rubric;
}
#[allow(dead_code, reason = "packing needs less of it")]
#[path = "src/evidence/needs.rs"]
mod needs;
#[path = "src/rubric/packed.rs"]
mod packed;
#[allow(dead_code, reason = "reading rubrics needs more of it")]
#[path = "src/rubric/yaml.rs"]
mod yaml;

use language::cues::{self, Scope};
use language::lexicon::{self, Lexicon, Step};
use language::packing;
use model::document::Lang;
use model::rubric::Phrases;
use yaml::{Node, Value};

const LANGS: [(&str, Lang); 2] = [("fr", Lang::Fr), ("en", Lang::En)];
/// The lists of a vocabulary, in the order in which the matcher adds them.
const LISTS: [&str; 7] = [
    "declared", "cues", "shown", "titles", "raise", "attest", "not",
];
/// The files of word lists in `src/language/`, in both languages.
const WORD_LISTS: [&str; 11] = [
    "columns",
    "compounds",
    "headings",
    "labels/extract",
    "labels/gold",
    "labels/intake",
    "labels/interview",
    "labels/rubric",
    "labels/screen",
    "markers",
    "protected",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for used in ["build.rs", "rubrics", "src/error.rs", "src/language"] {
        println!("cargo::rerun-if-changed={used}");
    }
    for used in [
        "src/evidence/needs.rs",
        "src/model",
        "src/rubric/packed.rs",
        "src/rubric/yaml.rs",
    ] {
        println!("cargo::rerun-if-changed={used}");
    }
    let mut lexicon = Lexicon::after(lexicon::NUMBER);
    word_lists(&root, &out)?;
    markers(&root, &out, &mut lexicon)?;
    library(&root, &out, &mut lexicon)?;
    let mut bytes = Vec::new();
    lexicon.pack(&mut bytes);
    fs::write(out.join("lexicon.packed"), bytes)
}

/// The word lists as texts that need no YAML, and beside them, for a test, what each was packed from.
fn word_lists(root: &Path, out: &Path) -> io::Result<()> {
    let each = WORD_LISTS.iter();
    let files = each.flat_map(|name| LANGS.map(|(lang, _)| format!("{lang}/{name}")));
    let mut code = String::from("static PACKED: &[(&str, &str)] = &[\n");
    for file in files.chain(["everyday", "names"].map(str::to_owned)) {
        let path = root.join(format!("src/language/{file}.yaml"));
        let packed = out.join(format!("{}.lists", file.replace('/', "-")));
        fs::write(&packed, packing::pack_lists(&lists(&path)?))?;
        let _ = writeln!(code, "(include_str!({path:?}), include_str!({packed:?})),");
    }
    code.push_str("];\n");
    fs::write(out.join("word-lists.rs"), code)
}

/// A file of lists, or of single words, by name.
fn lists(path: &Path) -> io::Result<BTreeMap<String, Vec<String>>> {
    let text = fs::read_to_string(path)?;
    if let Ok(single) = serde_yaml::from_str::<BTreeMap<String, String>>(&text) {
        return Ok(single.into_iter().map(|(k, v)| (k, vec![v])).collect());
    }
    serde_yaml::from_str(&text)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

/// Every list of the markers' files as cues, by name; those that are none are not asked for.
fn markers(root: &Path, out: &Path, lexicon: &mut Lexicon) -> io::Result<()> {
    for (lang, code) in LANGS {
        let mut bytes = Vec::new();
        for (name, phrases) in lists(&root.join(format!("src/language/{lang}/markers.yaml")))? {
            let steps = |phrase: &String| {
                let cue = cues::parse(phrase).ok()?;
                lexicon.steps(&cue, code, &BTreeMap::new())
            };
            let cues: Vec<_> = phrases
                .iter()
                .filter_map(steps)
                .map(|c| (false, c))
                .collect();
            let mut list = Vec::new();
            lexicon::pack_cues(&cues, &mut list);
            packing::text(&name, &mut bytes);
            packing::number(list.len(), &mut bytes);
            bytes.append(&mut list);
        }
        fs::write(out.join(format!("{lang}-markers.cues")), bytes)?;
    }
    Ok(())
}

/// The files of `rubrics/`.
fn library(root: &Path, out: &Path, lexicon: &mut Lexicon) -> io::Result<()> {
    let (families, rubrics): (Vec<_>, Vec<_>) = yaml_files(root, "rubrics")?
        .into_iter()
        .partition(|(name, _)| name == "families");
    let skills = yaml_files(root, "rubrics/skills")?;
    let mut code = String::new();
    let mut patterns = Vec::new();
    let mut shared = BTreeMap::new();
    for file in &families {
        let tree = tree(root, file)?;
        shared = families_of(tree.as_ref());
        let shipped = shipped(root, out, file, tree.as_ref(), &[])?;
        let _ = writeln!(code, "const FAMILIES: Shipped = {shipped};");
    }
    for (constant, files) in [("RUBRICS", rubrics), ("SKILLS", skills)] {
        let _ = writeln!(code, "static {constant}: &[Shipped] = &[");
        for file in &files {
            let tree = tree(root, file)?;
            pattern_needs(tree.as_ref(), &mut patterns);
            let cues = tree.as_ref().filter(|node| node.get("skill").is_some());
            let cues = cues.and_then(|node| skill_cues(node, &shared, lexicon));
            let cues = cues.unwrap_or_default();
            let shipped = shipped(root, out, file, tree.as_ref(), &cues)?;
            let _ = writeln!(code, "    {shipped},");
        }
        let _ = writeln!(code, "];");
    }
    fs::write(out.join("patterns.packed"), patterns)?;
    fs::write(out.join("library.rs"), code)
}

/// What each pattern of a skill needs.
fn pattern_needs(node: Option<&Node>, bytes: &mut Vec<u8>) {
    let patterns = node.and_then(|node| node.get("patterns"));
    let each = LANGS.iter().filter_map(|(lang, _)| patterns?.get(lang));
    for pattern in each.flat_map(Node::items).filter_map(phrase) {
        let needs = needs::Needs::of(pattern).unwrap_or_default();
        packing::text(pattern, bytes);
        packing::number(needs.sets.len(), bytes);
        for set in &needs.sets {
            packing::number(usize::from(set.starts) | usize::from(set.ends) << 1, bytes);
            packing::number(set.words.len(), bytes);
            set.words.iter().for_each(|word| packing::text(word, bytes));
        }
        packing::number(needs.order.len(), bytes);
        needs
            .order
            .iter()
            .for_each(|at| packing::number(*at, bytes));
        packing::number(needs.first, bytes);
    }
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

/// The tree of a file, unless it is broken, which a run then tells.
fn tree(root: &Path, (_, file): &(String, String)) -> io::Result<Option<Node>> {
    Ok(yaml::parse(&fs::read_to_string(root.join(file))?).ok())
}

/// The code of one file: its text, its packed tree and its packed cues.
fn shipped(
    root: &Path,
    out: &Path,
    (name, file): &(String, String),
    tree: Option<&Node>,
    cues: &[u8],
) -> io::Result<String> {
    let path = root.join(file);
    let mut bytes = Vec::new();
    if let Some(tree) = tree {
        packed::pack(tree, &mut bytes);
    }
    let packed = out.join(format!("{}.packed", file.replace('/', "-")));
    fs::write(&packed, bytes)?;
    let packed_cues = out.join(format!("{}.cues", file.replace('/', "-")));
    fs::write(&packed_cues, cues)?;
    Ok(format!(
        "Shipped {{ name: {name:?}, file: {file:?}, text: include_str!({path:?}), \
         packed: include_bytes!({packed:?}), cues: include_bytes!({packed_cues:?}) }}"
    ))
}

/// The cues of a skill, list by list, in symbols; none when one of its phrases is no text.
fn skill_cues(
    node: &Node,
    shared: &BTreeMap<String, Phrases>,
    lexicon: &mut Lexicon,
) -> Option<Vec<u8>> {
    let mut families = shared.clone();
    families.extend(families_of(Some(node)));
    let mut bytes = Vec::new();
    for list in LISTS {
        for (lang, code) in LANGS {
            let phrases = node.get(list).and_then(|node| node.get(lang));
            let phrases = phrases.map_or(&[][..], Node::items).iter();
            let phrases = phrases.map(phrase).collect::<Option<Vec<_>>>()?;
            let cues: Vec<(bool, Vec<Step>)> = phrases
                .into_iter()
                .map(|phrase| {
                    let parsed = match list {
                        "not" => cues::parse_not(phrase),
                        _ => cues::parse(phrase).map(|cue| (Scope::Overlap, cue)),
                    };
                    // What is no cue takes no step: a run then tells what is wrong with it.
                    let Ok((scope, cue)) = parsed else {
                        return (false, Vec::new());
                    };
                    let steps = lexicon.steps(&cue, code, &families);
                    (scope == Scope::Unit, steps.unwrap_or_default())
                })
                .collect();
            lexicon::pack_cues(&cues, &mut bytes);
        }
    }
    Some(bytes)
}

fn phrase(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text.trim()),
        Value::Null => Some(""),
        _ => None,
    }
}

/// The families of a file, by name.
fn families_of(node: Option<&Node>) -> BTreeMap<String, Phrases> {
    let families = node.and_then(|node| node.get("families"));
    let Some(Value::Map(entries)) = families.map(|node| &node.value) else {
        return BTreeMap::new();
    };
    let members = |node: &Node, lang| {
        let members = node.get(lang).map_or(&[][..], Node::items).iter();
        members.filter_map(phrase).map(str::to_owned).collect()
    };
    let family = |entry: &yaml::Entry| {
        let name = entry.key.text()?.to_owned();
        let fr = members(&entry.value, "fr");
        let en = members(&entry.value, "en");
        Some((name, Phrases { fr, en }))
    };
    entries.iter().filter_map(family).collect()
}
