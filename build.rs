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
    pub mod grown;
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
#[allow(dead_code, reason = "packing needs less of it")]
#[path = "src/rubric"]
mod rubric {
    pub mod notes;
    pub mod packed;
    pub mod packed_skill;
    pub mod reading;
    pub mod skill;
    pub mod vocabulary;
    pub mod yaml;

    /// What is wrong with the library is told when it is read, not when it is packed.
    mod nearest {
        pub fn nearest<'k>(_: &str, _: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
            Vec::new()
        }
    }
    mod pattern {
        pub fn compiles(_: &str) -> Result<(), crate::error::Message> {
            Ok(())
        }
    }
}

use language::cues::{self, Cue, Scope, Stands};
use language::grown::{Growing, Owners};
use language::lexicon::{self, Lexicon};
use language::packing;
use model::document::Lang;
use model::rubric::Phrases;
use rubric::notes::Notes;
use rubric::vocabulary::{Families, Surroundings, Trust};
use rubric::yaml::{self, Node, Value};
use rubric::{packed, packed_skill, skill};
use sha2::{Digest, Sha256};

const LANGS: [(&str, Lang); 2] = [("fr", Lang::Fr), ("en", Lang::En)];
/// The lists of a vocabulary, in the order in which the matcher adds them.
const LISTS: [&str; 7] = [
    "declared", "cues", "shown", "titles", "raise", "attest", "not",
];
/// The matcher's lists after these: exclusions that cancel their unit, and cues that count as items only.
const WHOLE_UNIT: usize = LISTS.len();
const ITEMS: usize = LISTS.len() + 1;
/// The files of word lists in `src/language/`, in both languages.
const WORD_LISTS: [&str; 12] = [
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
    "quoting",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for used in ["build.rs", "rubrics", "src/error.rs", "src/language"] {
        println!("cargo::rerun-if-changed={used}");
    }
    for used in ["src/evidence/needs.rs", "src/model", "src/rubric"] {
        println!("cargo::rerun-if-changed={used}");
    }
    let mut lexicon = Lexicon::after(lexicon::NUMBER);
    word_lists(&root, &out)?;
    let mut cues = Growing::default();
    markers(&root, &out, &mut lexicon, &mut cues)?;
    library(&root, &out, &mut lexicon, &mut cues)?;
    for (family, member) in lexicon.take_members() {
        cues.add_member(family, &member);
    }
    let mut bytes = Vec::new();
    cues.pack(&mut bytes);
    fs::write(out.join("cues.trie"), bytes)?;
    let mut bytes = Vec::new();
    lexicon.pack(&mut bytes);
    fs::write(out.join("lexicon.packed"), bytes)
}

/// The word lists as texts that need no YAML, and beside them, for a test, what each was packed from.
fn word_lists(root: &Path, out: &Path) -> io::Result<()> {
    let each = WORD_LISTS.iter();
    let files = each.flat_map(|name| LANGS.map(|(lang, _)| format!("{lang}/{name}")));
    let mut code = String::from("static PACKED: &[(&str, &str)] = &[\n");
    for file in files.chain(["addresses", "everyday", "names", "personal"].map(str::to_owned)) {
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

/// Every list of the markers' files as cues, owned by its name; those that are none are not asked for. The
/// words of a vacancy are also the first owner's among the cues of the library.
fn markers(
    root: &Path,
    out: &Path,
    lexicon: &mut Lexicon,
    library: &mut Growing,
) -> io::Result<()> {
    let (mut growing, mut names) = (Growing::default(), Vec::new());
    for (lang, code) in LANGS {
        for (name, phrases) in lists(&root.join(format!("src/language/{lang}/markers.yaml")))? {
            let at = names.iter().position(|known| *known == name);
            let at = at.unwrap_or(names.len());
            for cue in phrases.iter().filter_map(|phrase| cues::parse(phrase).ok()) {
                let steps = lexicon.steps(&cue, code, &BTreeMap::new());
                let steps = steps.unwrap_or_default();
                growing.add(&steps, owner(at)?, at as u32);
                if name == "advert" {
                    library.add(&steps, owner(0)?, 0);
                }
            }
            if at == names.len() {
                names.push(name);
            }
        }
    }
    let mut bytes = Vec::new();
    growing.pack(&mut bytes);
    fs::write(out.join("markers.trie"), bytes)?;
    fs::write(out.join("markers.names"), names.join("\n"))
}

/// The bit of an owner.
fn owner(at: usize) -> io::Result<Owners> {
    let bit = u32::try_from(at).ok().and_then(|at| 1u128.checked_shl(at));
    bit.ok_or_else(|| io::Error::other("more owners of phrases than bits: widen Owners"))
}

/// The files of `rubrics/`.
fn library(root: &Path, out: &Path, lexicon: &mut Lexicon, cues: &mut Growing) -> io::Result<()> {
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
        let shipped = shipped(root, out, file, tree.as_ref(), None)?;
        let _ = writeln!(code, "const FAMILIES: Shipped = {shipped};");
    }
    for (constant, files) in [("RUBRICS", rubrics), ("SKILLS", skills)] {
        let _ = writeln!(code, "static {constant}: &[Shipped] = &[");
        for (at, file) in files.iter().enumerate() {
            let tree = tree(root, file)?;
            pattern_needs(tree.as_ref(), &mut patterns);
            let is_skill = |node: &&Node| node.get("skill").is_some();
            let skill = tree.as_ref().filter(is_skill).map(|node| {
                let cues = skill_cues(node, &shared, 1 + at, lexicon, cues)?;
                let skill = packed_skill(node, &shared).unwrap_or_default();
                Ok::<_, io::Error>(Packed { skill, cues })
            });
            let skill = skill.transpose()?;
            let shipped = shipped(root, out, file, tree.as_ref(), skill)?;
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

/// A skill as the program unpacks it.
#[derive(Default)]
struct Packed {
    skill: String,
    cues: Vec<u8>,
}

/// A skill, checked; none when a run has something to tell about it.
fn packed_skill(node: &Node, shared: &Families) -> Option<String> {
    let around = Surroundings {
        lang: None,
        families: &[shared],
        trust: Trust::Tried,
    };
    let mut notes = Notes::new("", "");
    let skill = skill::read(node, around, &mut notes)?;
    notes.findings().is_empty().then_some(())?;
    packed_skill::pack(&skill)
}

/// The code of one file: its text, and what of it is packed: a skill and its cues, or else its tree.
fn shipped(
    root: &Path,
    out: &Path,
    (name, file): &(String, String),
    tree: Option<&Node>,
    skill: Option<Packed>,
) -> io::Result<String> {
    let path = root.join(file);
    let mut bytes = Vec::new();
    if let (Some(tree), None) = (tree, &skill) {
        packed::pack(tree, &mut bytes);
    }
    let packed = out.join(format!("{}.packed", file.replace('/', "-")));
    fs::write(&packed, bytes)?;
    let Packed { skill, cues } = skill.unwrap_or_default();
    let packed_skill = out.join(format!("{}.skill", file.replace('/', "-")));
    fs::write(&packed_skill, skill)?;
    let packed_cues = out.join(format!("{}.cues", file.replace('/', "-")));
    fs::write(&packed_cues, cues)?;
    let sha256: [u8; 32] = Sha256::digest(fs::read(&path)?).into();
    Ok(format!(
        "Shipped {{ name: {name:?}, file: {file:?}, text: include_str!({path:?}), sha256: {sha256:?}, \
         packed: include_bytes!({packed:?}), skill: include_str!({packed_skill:?}), cues: include_bytes!({packed_cues:?}) }}"
    ))
}

/// Grows the cues of a skill; its owner and how many there are, list by list. Nothing is grown when one of
/// its phrases is no text.
fn skill_cues(
    node: &Node,
    shared: &Families,
    at: usize,
    lexicon: &mut Lexicon,
    growing: &mut Growing,
) -> io::Result<Vec<u8>> {
    let mut families = shared.clone();
    families.extend(families_of(Some(node)));
    let lists = LISTS.iter().enumerate();
    let lists =
        lists.flat_map(|(index, list)| LANGS.map(|(lang, code)| (index, *list, lang, code)));
    let lists: Option<Vec<_>> = lists
        .map(|(index, list, lang, code)| {
            let phrases = node.get(list).and_then(|node| node.get(lang));
            let phrases = phrases.map_or(&[][..], Node::items).iter();
            Some((
                index,
                code,
                phrases.map(phrase).collect::<Option<Vec<_>>>()?,
            ))
        })
        .collect();
    let mut bytes = Vec::new();
    let Some(lists) = lists else {
        return Ok(bytes);
    };
    packing::number(at, &mut bytes);
    for (index, code, phrases) in lists {
        packing::number(phrases.len(), &mut bytes);
        for phrase in phrases {
            // What is no cue takes no step: a run then tells what is wrong with it.
            let Ok((list, cue)) = cue(index, phrase) else {
                continue;
            };
            let value = at * (ITEMS + 1) + list;
            let steps = lexicon.steps(&cue, code, &families).unwrap_or_default();
            growing.add(&steps, owner(at)?, value as u32);
        }
    }
    Ok(bytes)
}

/// A phrase of a list, and the list of the matcher that it belongs to.
fn cue(list: usize, phrase: &str) -> Result<(usize, Cue), error::Message> {
    match LISTS[list] {
        "not" => cues::parse_not(phrase).map(|(scope, cue)| match scope {
            Scope::Overlap => (list, cue),
            Scope::Unit => (WHOLE_UNIT, cue),
        }),
        "cues" => cues::parse_cue(phrase).map(|(stands, cue)| match stands {
            Stands::Anywhere => (list, cue),
            Stands::Alone => (ITEMS, cue),
        }),
        _ => cues::parse(phrase).map(|cue| (list, cue)),
    }
}

fn phrase(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text.trim()),
        Value::Null => Some(""),
        _ => None,
    }
}

/// The families of a file, by name.
fn families_of(node: Option<&Node>) -> Families {
    let families = node.and_then(|node| node.get("families"));
    let Some(Value::Map(entries)) = families.map(|node| &node.value) else {
        return BTreeMap::new();
    };
    let members = |node: &Node, lang| {
        let members = node.get(lang).map_or(&[][..], Node::items).iter();
        members
            .filter_map(phrase)
            .map(|member| member.to_owned().into())
            .collect()
    };
    let family = |entry: &yaml::Entry| {
        let name = entry.key.text()?.to_owned();
        let fr = members(&entry.value, "fr");
        let en = members(&entry.value, "en");
        Some((name, Phrases { fr, en }))
    };
    entries.iter().filter_map(family).collect()
}
