//! A rubric's YAML into a checked rubric, or every structural error of the file at once.
//!
//! In: a text, its name, and the library it may draw on. Out: a rubric, or findings.
//! Left to others: translation, examples, law and quality (`check`).

use sha2::Digest;

use super::criterion;
use super::library::{self, Library, Named, Shipped};
use super::notes::Notes;
use super::reading::{self, Fields};
use super::skill;
use super::stock::{self, Stock};
use super::yaml::{Node, Value};
use crate::error::{Finding, Gravity, Message};
use crate::model::document::Lang;
use crate::model::rubric::{Criterion, Kind, Order, Rubric, Skill, Text, Words};

/// The keys of a rubric file.
pub const KEYS: [&str; 9] = [
    "rubric", "version", "title", "lang", "weights", "mad", "order", "aliases", "criteria",
];

const LANGS: [(&str, Lang); 2] = [("fr", Lang::Fr), ("en", Lang::En)];
const ORDERS: [(&str, Order); 2] = [("score", Order::Score), ("documented", Order::Documented)];

/// A checked rubric, or everything that keeps it from being one.
pub fn load(named: &Named, library: &Library) -> Result<Rubric, Vec<Finding>> {
    let (rubric, findings) = read(named, library);
    match rubric {
        Some(rubric) if findings.iter().all(|f| f.gravity == Gravity::Warning) => Ok(rubric),
        _ => Err(findings),
    }
}

/// What could be read of a rubric, with every finding.
pub fn read(named: &Named, library: &Library) -> (Option<Rubric>, Vec<Finding>) {
    let mut notes = Notes::new(&named.file, &named.text);
    let mut stock = Stock::new(library);
    stock.hash.update(&named.text);
    let rubric =
        parsed(named, &mut notes).and_then(|node| rubric(&node, named, &mut stock, &mut notes));
    let mut findings = notes.findings();
    findings.append(&mut stock.findings);
    (rubric, findings)
}

/// The tree of a rubric: that of a shipped one is packed.
fn parsed(named: &Named, notes: &mut Notes) -> Option<Node> {
    let mut shipped = library::rubrics().iter();
    let same = shipped.find(|shipped| shipped.file == named.file && shipped.text == named.text);
    match same {
        Some(shipped) => stock::grown(shipped, notes),
        None => stock::tree(&named.text, notes),
    }
}

/// The same for a skill file, as a rubric with that one criterion, and for a file of families, which
/// gives no rubric.
pub fn read_any(named: &Named, library: &Library) -> (Option<Rubric>, Vec<Finding>) {
    let mut notes = Notes::new(&named.file, &named.text);
    let node = stock::tree(&named.text, &mut notes);
    match node {
        Some(node) if is_a_skill(&node) => {
            let stock = Stock::new(library);
            let (skill, findings) = stock::skill(named, &stock.families);
            (skill.map(alone), findings)
        }
        Some(node) if node.get("families").is_some() => (None, stock::families(named).1),
        _ => read(named, library),
    }
}

/// A rubric that asks for one skill.
fn alone(skill: Skill) -> Rubric {
    Rubric {
        id: skill.id.clone(),
        version: 1,
        aliases: Vec::new(),
        title: skill.title.clone(),
        lang: Lang::Fr,
        weight_hard: 50.0,
        weight_soft: 50.0,
        mad_best: 1,
        mad_bonus: 0.0,
        order: Order::Score,
        criteria: vec![Criterion {
            skill,
            weight: 1.0,
            required: false,
            job_link: Text::default(),
            column: None,
            line: 1,
        }],
        sha256: String::new(),
    }
}

fn rubric(node: &Node, named: &Named, stock: &mut Stock, notes: &mut Notes) -> Option<Rubric> {
    if is_a_skill(node) {
        let remedy = Message::new("rubric.is-a-skill.help");
        notes.error(node.at, Message::new("rubric.is-a-skill"), remedy);
        return None;
    }
    let fields = reading::fields(node, &KEYS, notes)?;
    let get = |key| fields.get(key);
    let lang = get("lang").and_then(|node| reading::choice(node, &LANGS, notes));
    let lang = lang.unwrap_or(Lang::Fr);
    let id = get("rubric").and_then(|node| reading::string(node, notes));
    let title = get("title").map(|node| reading::text(node, Some(lang), notes));
    let version = get("version").and_then(|node| reading::whole(node, 0, 1_000_000, notes));
    let aliases = get("aliases").map(|node| reading::strings(node, notes));
    let order = get("order").and_then(|node| reading::choice(node, &ORDERS, notes));
    let (weight_hard, weight_soft) = weights(&fields, notes);
    let (mad_best, mad_bonus) = mad(&fields, notes);
    let criteria = criteria(&fields, lang, stock, notes);
    let rubric = Rubric {
        id: id.map_or_else(|| stem(&named.file), str::to_owned),
        version: version.unwrap_or(1),
        aliases: aliases.unwrap_or_default(),
        title: title.unwrap_or_default(),
        lang,
        weight_hard,
        weight_soft,
        mad_best,
        mad_bonus,
        order: order.unwrap_or_default(),
        criteria,
        sha256: hexadecimal(&stock.hash.clone().finalize()),
    };
    something_counts(&rubric, &fields, notes);
    Some(rubric)
}

/// Whether the tree is that of a skill file.
pub fn is_a_skill(node: &Node) -> bool {
    node.get("skill").is_some() && node.get("criteria").is_none()
}

/// A rubric without `weights` gives both kinds the same share.
fn weights(fields: &Fields, notes: &mut Notes) -> (f64, f64) {
    let equal = (50.0, 50.0);
    let known = ["hard", "soft"];
    let Some(inner) = fields
        .get("weights")
        .and_then(|node| reading::fields(node, &known, notes))
    else {
        return equal;
    };
    let mut of = |key| {
        let node = skill::required(&inner, key, notes)?;
        reading::number(node, 0.0, criterion::HEAVIEST, notes)
    };
    match (of("hard"), of("soft")) {
        (Some(hard), Some(soft)) => (hard, soft),
        _ => equal,
    }
}

fn mad(fields: &Fields, notes: &mut Notes) -> (usize, f64) {
    let known = ["best", "bonus"];
    let inner = fields
        .get("mad")
        .and_then(|node| reading::fields(node, &known, notes));
    let get = |key| inner.as_ref().and_then(|inner| inner.get(key));
    let best = get("best").and_then(|node| reading::whole(node, 1, 20, notes));
    let bonus = get("bonus").and_then(|node| reading::number(node, 0.0, 100.0, notes));
    (best.unwrap_or(2) as usize, bonus.unwrap_or(15.0))
}

fn criteria(fields: &Fields, lang: Lang, stock: &mut Stock, notes: &mut Notes) -> Vec<Criterion> {
    let items = fields
        .get("criteria")
        .map(|node| reading::list(node, notes));
    let items = items.unwrap_or_default();
    let is_list = |node: &Node| matches!(node.value, Value::List(_));
    let mistyped = notes.mistyped(fields.at, &["criteria"]);
    if items.is_empty() && !mistyped && fields.get("criteria").is_none_or(is_list) {
        let fact = Message::new("rubric.no-criterion");
        let remedy = Message::new("rubric.no-criterion.help");
        notes.error(fields.place("criteria"), fact, remedy);
    }
    let mut criteria: Vec<Criterion> = Vec::new();
    let mut seen: Vec<(String, usize)> = Vec::new();
    for item in items {
        if let Some((id, at)) = criterion::id(item) {
            match seen.iter().find(|(known, _)| *known == id) {
                Some((_, first)) => {
                    let fact = Message::new("rubric.duplicate-criterion")
                        .with("id", &id)
                        .with("first", first);
                    let remedy = Message::new("rubric.duplicate-criterion.help");
                    notes.error(at, fact, remedy);
                }
                None => seen.push((id, at.line)),
            }
        }
        criteria.extend(criterion::read(item, lang, stock, notes));
    }
    criteria
}

/// A rubric in which nothing counts would give everybody the same score.
fn something_counts(rubric: &Rubric, fields: &Fields, notes: &mut Notes) {
    let sum = |kind| -> f64 {
        let of_kind = rubric.criteria.iter().filter(|c| c.skill.kind == kind);
        of_kind.map(|criterion| criterion.weight).sum()
    };
    let (hard, soft, mad) = (sum(Kind::Hard), sum(Kind::Soft), sum(Kind::Mad));
    if rubric.criteria.is_empty() {
        return;
    }
    if hard + soft + mad == 0.0 {
        let fact = Message::new("rubric.weights-zero");
        let remedy = Message::new("rubric.weights-zero.help");
        notes.error(fields.place("criteria"), fact, remedy);
        return;
    }
    let share = |sum: f64, weight: f64| if sum > 0.0 { weight } else { 0.0 };
    let based = hard + soft > 0.0;
    if based && share(hard, rubric.weight_hard) + share(soft, rubric.weight_soft) == 0.0 {
        let fact = Message::new("rubric.shares-zero");
        let remedy = Message::new("rubric.shares-zero.help");
        notes.error(fields.place("weights"), fact, remedy);
    }
}

/// `cvs/Nurse.yaml` without `rubric:` is called `Nurse`.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.split('.').next().unwrap_or(name);
    stem.to_owned()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Other names of a shipped rubric, without reading the rest of it.
pub fn aliases(shipped: &Shipped) -> Vec<Words> {
    let mut notes = Notes::new(shipped.file, shipped.text);
    let Some(node) = stock::grown(shipped, &mut notes) else {
        return Vec::new();
    };
    let fields = reading::fields(&node, &KEYS, &mut notes);
    let aliases = fields.and_then(|fields| fields.get("aliases"));
    aliases.map_or(Vec::new(), |node| reading::strings(node, &mut notes))
}
