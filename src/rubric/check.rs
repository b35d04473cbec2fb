//! Everything that `rubric check` says beyond structure: translation, examples, reasons, law, quality.
//!
//! In: the text of a rubric or skill, and two readers from the floors above. Out: findings, each where
//! it stands.

use std::collections::BTreeMap;

use super::library::{Library, Named};
use super::load;
use super::notes::Notes;
use super::stock;
use super::yaml::{Node, Place, Value};
use crate::error::{Finding, Gravity, Message};
use crate::language::fold::fold;
use crate::language::law::Law;
use crate::model::document::Lang;

/// A fact and its remedy.
pub type Wrong = (Message, Message);

/// What checking needs from the floors above.
pub struct Readers<'r> {
    /// Whether a sentence gives affirmed evidence of the criterion of this id.
    pub counts: &'r dyn Fn(&str, &str) -> bool,
    /// What is wrong with a question, each with its remedy.
    pub question: &'r dyn Fn(&str, Lang) -> Vec<Wrong>,
}

/// The lists whose phrases count for a criterion.
const COUNTING: [&str; 4] = ["declared", "cues", "shown", "titles"];

/// Texts that readers see; each needs both languages.
const READ: [&str; 5] = ["title", "definition", "value", "traps", "job_link"];

/// Every finding of a rubric or skill file: structure first, and the rest only when that is sound.
pub fn check(named: &Named, library: &Library, readers: &Readers) -> Vec<Finding> {
    let (_, mut findings) = load::read_any(named, library);
    if findings
        .iter()
        .any(|finding| finding.gravity == Gravity::Error)
    {
        return with_questions(findings, named, readers);
    }
    let mut notes = Notes::new(&named.file, &named.text);
    let Some(node) = stock::tree(&named.text, &mut notes) else {
        return notes.findings();
    };
    if load::is_a_skill(&node) {
        let id = node.get("skill").and_then(Node::text).unwrap_or_default();
        let page = Page {
            lang: None,
            readers,
        };
        page.skill(&node, id, Whose::Library, &mut notes);
    } else if node.get("criteria").is_some() {
        findings.extend(drawn(&node, library, readers));
        rubric(&node, readers, &mut notes);
    }
    findings.extend(notes.findings());
    findings
}

/// The findings of a file whose structure is unsound, and what is wrong with its questions: nobody
/// should learn of an unlawful one only after mending the rest.
fn with_questions(findings: Vec<Finding>, named: &Named, readers: &Readers) -> Vec<Finding> {
    let mut unread = Notes::new(&named.file, &named.text);
    let Some(node) = stock::tree(&named.text, &mut unread) else {
        return findings;
    };
    let lang = match node.get("lang").and_then(Node::text) {
        Some("en") => Lang::En,
        _ => Lang::Fr,
    };
    let page = Page {
        lang: (!load::is_a_skill(&node)).then_some(lang),
        readers,
    };
    let mut notes = Notes::new(&named.file, &named.text);
    page.questions(&node, &mut notes);
    for criterion in node.get("criteria").map_or(&[][..], Node::items) {
        page.questions(criterion, &mut notes);
    }
    let mut findings = findings;
    findings.extend(notes.findings());
    findings.sort_by_key(|finding| (finding.line, finding.column));
    findings
}

/// The examples of the skills that a rubric draws on.
fn drawn(node: &Node, library: &Library, readers: &Readers) -> Vec<Finding> {
    let mut findings = Vec::new();
    for criterion in node.get("criteria").map_or(&[][..], Node::items) {
        let id = criterion
            .get("skill")
            .and_then(Node::text)
            .unwrap_or_default();
        let Some(shipped) = library.skill(id) else {
            continue;
        };
        let mut notes = Notes::new(shipped.file, shipped.text);
        if let Some(skill) = stock::tree(shipped.text, &mut notes) {
            let page = Page {
                lang: None,
                readers,
            };
            page.examples(&skill, id, &mut notes);
        }
        findings.extend(notes.findings());
    }
    findings
}

fn rubric(node: &Node, readers: &Readers, notes: &mut Notes) {
    let lang = match node.get("lang").and_then(Node::text) {
        Some("en") => Lang::En,
        _ => Lang::Fr,
    };
    let page = Page {
        lang: Some(lang),
        readers,
    };
    if let Some(title) = node.get("title") {
        page.translated(title, notes);
        page.lawful(title, notes);
        page.for_everybody(title, notes);
    }
    for criterion in node.get("criteria").map_or(&[][..], Node::items) {
        let (whose, id) = match (criterion.get("skill"), criterion.get("id")) {
            (Some(id), _) => (Whose::Drawn, id),
            (None, Some(id)) => (Whose::Job, id),
            (None, None) => continue,
        };
        let id = id.text().unwrap_or_default();
        page.criterion(criterion, notes);
        page.skill(criterion, id, whose, notes);
    }
    page.plain_texts(node, notes);
}

/// Where the description of a skill stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// In a file of the library.
    Library,
    /// In the library, with additions in the rubric.
    Drawn,
    /// In the rubric alone.
    Job,
}

/// A file being checked.
struct Page<'p> {
    /// The language of plain strings, where there are any.
    lang: Option<Lang>,
    readers: &'p Readers<'p>,
}

impl Page<'_> {
    fn criterion(&self, node: &Node, notes: &mut Notes) {
        let required = node.get("required");
        if required.is_some_and(|node| node.value == Value::Bool(true))
            && node.get("job_link").is_none()
        {
            let at = required.map_or(node.at, |node| node.at);
            warn("check.required-without-reason", at, notes);
        }
        if let Some(link) = node.get("job_link") {
            self.lawful(link, notes);
        }
    }

    fn skill(&self, node: &Node, id: &str, whose: Whose, notes: &mut Notes) {
        for text in READ.iter().filter_map(|key| node.get(key)) {
            self.translated(text, notes);
        }
        if let Some(title) = node.get("title") {
            self.lawful(title, notes);
        }
        self.questions(node, notes);
        self.cues(node, notes);
        if whose != Whose::Drawn {
            self.complete(node, notes);
        }
        self.examples(node, id, notes);
    }

    /// A criterion that only one language can show, or that nobody has tried out.
    fn complete(&self, node: &Node, notes: &mut Notes) {
        let lists = || COUNTING.iter().filter_map(|key| node.get(key));
        let mut langs = lists()
            .flat_map(|list| self.phrases(list))
            .map(|(lang, ..)| lang);
        let first = langs.next();
        if let Some(first) = first
            && langs.all(|lang| lang == first)
        {
            warn(
                match first {
                    Lang::Fr => "check.no-english-cue",
                    Lang::En => "check.no-french-cue",
                },
                node.at,
                notes,
            );
        }
        let of = |key| node.get("examples").and_then(|examples| examples.get(key));
        let has = |key| of(key).is_some_and(|list| !list.items().is_empty());
        if !(has("counts") && has("ignored")) {
            let at = node.get("examples").map_or(node.at, |examples| examples.at);
            warn("check.no-examples", at, notes);
        }
    }

    fn questions(&self, node: &Node, notes: &mut Notes) {
        for item in node.get("ask").map_or(&[][..], Node::items) {
            self.translated(item, notes);
            for (lang, question, at) in self.texts(item) {
                for (fact, remedy) in (self.readers.question)(question, lang) {
                    notes.warning(at, fact, remedy);
                }
            }
        }
    }

    fn cues(&self, node: &Node, notes: &mut Notes) {
        let not = node
            .get("not")
            .map_or(Vec::new(), |list| self.phrases(list));
        let not: Vec<String> = not.iter().map(|(_, phrase, _)| plain(phrase)).collect();
        for key in COUNTING {
            let list = node.get(key).map_or(Vec::new(), |list| self.phrases(list));
            let mut seen: BTreeMap<(Lang, String), usize> = BTreeMap::new();
            for (lang, phrase, at) in list {
                let same = plain(phrase);
                if not.contains(&same) {
                    warn_of("check.cue-is-excluded", phrase, at, notes);
                }
                if let Some(protected) = protected(phrase, lang) {
                    warn_of("check.protected-cue", protected, at, notes);
                }
                match seen.get(&(lang, same.clone())) {
                    Some(first) => {
                        let fact = Message::new("check.duplicate-cue").with("word", phrase);
                        let remedy = Message::new("check.duplicate-cue.help");
                        notes.warning(at, fact.with("first", first), remedy);
                    }
                    None => drop(seen.insert((lang, same), at.line)),
                }
            }
        }
    }

    /// Runs the examples that stand under a node.
    fn examples(&self, node: &Node, id: &str, notes: &mut Notes) {
        let of = |key| {
            let list = node.get("examples").and_then(|examples| examples.get(key));
            let items = list.map_or(&[][..], Node::items).iter();
            items.filter_map(|item| Some((item.text()?, item.at)))
        };
        let counts = |sentence: &str| (self.readers.counts)(id, sentence);
        for (_, at) in of("counts").filter(|(sentence, _)| !counts(sentence)) {
            fail("check.example-missed", id, at, notes);
        }
        for (_, at) in of("ignored").filter(|(sentence, _)| counts(sentence)) {
            fail("check.example-counted", id, at, notes);
        }
        for (sentence, at) in of("open") {
            let (wanted, sentence) = match sentence.strip_prefix("not: ") {
                Some(rest) => (false, rest),
                None => (true, sentence),
            };
            if counts(sentence) == wanted {
                fail("check.example-no-longer-open", id, at, notes);
            }
        }
    }

    /// A text of two languages that lacks one.
    fn translated(&self, node: &Node, notes: &mut Notes) {
        for (has, lacks, key) in [
            ("fr", "en", "check.no-english"),
            ("en", "fr", "check.no-french"),
        ] {
            if node.get(has).is_some() && node.get(lacks).is_none() {
                warn(key, node.at, notes);
            }
        }
    }

    /// A rubric in plain strings has one language: said once.
    fn plain_texts(&self, node: &Node, notes: &mut Notes) {
        let criteria = node.get("criteria").map_or(&[][..], Node::items);
        let texts = criteria.iter().chain([node]).flat_map(|node| {
            let asked = node.get("ask").map_or(&[][..], Node::items);
            READ.iter().filter_map(|key| node.get(key)).chain(asked)
        });
        let mut plain = texts.filter(|node| node.text().is_some());
        let Some(first) = plain.next() else { return };
        let fact = Message::new("check.one-language").with("count", 1 + plain.count());
        notes.warning(first.at, fact, Message::new("check.one-language.help"));
    }

    fn lawful(&self, node: &Node, notes: &mut Notes) {
        for (lang, text, at) in self.texts(node) {
            let wishes = Law::of(lang).wishes.iter();
            if let Some(wish) = wishes.clone().find(|wish| says(text, wish)) {
                warn_of("check.wish", wish, at, notes);
            }
        }
    }

    fn for_everybody(&self, node: &Node, notes: &mut Notes) {
        for (lang, title, at) in self.texts(node) {
            let law = Law::of(lang);
            if law.open_to_all.iter().any(|mark| says(title, mark)) {
                continue;
            }
            for [one, other] in &law.gendered {
                if says(title, one) != says(title, other) {
                    let fact = Message::new("check.gendered-title").with("one", one);
                    let remedy = Message::new("check.gendered-title.help").with("one", one);
                    notes.warning(at, fact.with("other", other), remedy.with("other", other));
                }
            }
        }
    }

    /// The texts of a node, each with its language.
    fn texts<'n>(&self, node: &'n Node) -> Vec<(Lang, &'n str, Place)> {
        let of = |lang, node: Option<&'n Node>| {
            let node = node?;
            Some((lang, node.text()?, node.at))
        };
        let plain = self.lang.and_then(|lang| of(lang, Some(node)));
        let fr = of(Lang::Fr, node.get("fr"));
        let en = of(Lang::En, node.get("en"));
        plain.into_iter().chain(fr).chain(en).collect()
    }

    /// The phrases of a node, each with its language.
    fn phrases<'n>(&self, node: &'n Node) -> Vec<(Lang, &'n str, Place)> {
        let of = |lang, list: Option<&'n Node>| {
            let items = list.map_or(&[][..], Node::items).iter();
            items.filter_map(move |item| Some((lang, item.text()?, item.at)))
        };
        let plain = self.lang.map(|lang| of(lang, Some(node)));
        let fr = of(Lang::Fr, node.get("fr"));
        let en = of(Lang::En, node.get("en"));
        plain.into_iter().flatten().chain(fr).chain(en).collect()
    }
}

/// A phrase as the matcher would see it, near enough to tell that two are the same; `=JdR` minds its
/// capitals.
fn plain(phrase: &str) -> String {
    let words = phrase.split_whitespace();
    let words = words.map(|word| match word.starts_with('=') {
        true => word.to_owned(),
        false => word.to_lowercase(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whole words of a text, whatever their case and accents.
fn says(text: &str, words: &str) -> bool {
    let text = format!(" {} ", spaced(text));
    text.contains(&format!(" {} ", spaced(words)))
}

fn spaced(text: &str) -> String {
    let words: String = fold(text)
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A cue that is one of the words that say what somebody is.
fn protected(phrase: &str, lang: Lang) -> Option<&'static String> {
    let phrase = spaced(phrase);
    let mut words = Law::of(lang).protected.iter();
    words.find(|word| spaced(word) == phrase)
}

fn warn(key: &'static str, at: Place, notes: &mut Notes) {
    notes.warning(at, Message::new(key), Message::new(remedy(key)));
}

fn warn_of(key: &'static str, word: &str, at: Place, notes: &mut Notes) {
    let fact = Message::new(key).with("word", word);
    notes.warning(at, fact, Message::new(remedy(key)));
}

fn fail(key: &'static str, id: &str, at: Place, notes: &mut Notes) {
    let fact = Message::new(key).with("id", id);
    notes.error(at, fact, Message::new(remedy(key)));
}

fn remedy(key: &'static str) -> &'static str {
    match key {
        "check.required-without-reason" => "check.required-without-reason.help",
        "check.no-english" | "check.no-french" => "check.no-translation.help",
        "check.no-english-cue" | "check.no-french-cue" => "check.no-cue-in-lang.help",
        "check.no-examples" => "check.no-examples.help",
        "check.cue-is-excluded" => "check.cue-is-excluded.help",
        "check.protected-cue" => "check.protected-cue.help",
        "check.wish" => "check.wish.help",
        "check.example-missed" => "check.example-missed.help",
        "check.example-counted" => "check.example-counted.help",
        _ => "check.example-no-longer-open.help",
    }
}
