//! YAML text into nodes that know where they stand: permissive, so that the checks above can report
//! every problem of a file and not just the first. No other file knows more of the YAML crate than to read a
//! file of ours.
//!
//! In: the text of a file. Out: its tree, or the place and the words of its first syntax error.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_yaml::{Error, Location, Spanned};

/// No rubric written by a person comes near this.
pub const LARGEST: usize = 1 << 20;

/// Rubrics nest six levels deep.
const DEEPEST: usize = 24;

/// Aliases save typing; thousands of them are an attack.
const MOST_ALIASES: usize = 500;

/// 1-based line and column, in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// 0 when unknown.
    pub line: usize,
    /// 0 when unknown.
    pub column: usize,
}

/// A value of the tree and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its first character.
    pub at: Place,
    /// What it is.
    pub value: Value,
}

impl Node {
    /// The value of a key, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else {
            return None;
        };
        let is_key = |entry: &&Entry| entry.key.text() == Some(key);
        entries.iter().find(is_key).map(|entry| &entry.value)
    }

    /// The items, when this is a list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The words, when this is a plain value that YAML takes for words.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }
}

/// What YAML takes a value for.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, and also `yes`, `no`, `on`, `off`.
    Bool(bool),
    /// Any number, also not finite.
    Number(f64),
    /// Anything else.
    Text(Cow<'static, str>),
    /// `[a, b]` or dashes.
    List(Vec<Node>),
    /// `key: value`, duplicates included, in the order of the file.
    Map(Vec<Entry>),
}

/// One `key: value` of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key; a key that is not a word is a number, a truth value or nothing.
    pub key: Node,
    /// The value.
    pub value: Node,
}

/// Why a text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotYaml {
    /// Where reading stopped.
    pub at: Place,
    /// What it is called, and its remedy: those of one of the commonest faults, or the general ones.
    pub fact: &'static str,
    /// See `fact`.
    pub remedy: &'static str,
    /// What the reader of YAML says about it, in its own words, which are English.
    pub why: String,
}

/// The faults that people make when they type YAML: what the reader of YAML says, and the words and the remedy
/// for it; the first that fits.
const FAULTS: [(&str, &str, &str); 15] = [
    ("unclosed quote", "yaml.quote", "yaml.quote.help"),
    ("found a tab", "yaml.tab", "yaml.tab.help"),
    ("unknown escape", "yaml.escape", "yaml.escape.help"),
    ("invalid trailing content", "yaml.tail", "yaml.tail.help"),
    ("unknown anchor", "yaml.alias", "yaml.alias.help"),
    ("unexpected character", "yaml.sign", "yaml.sign.help"),
    (
        "simple key expected ':'",
        "yaml.no-colon",
        "yaml.no-colon.help",
    ),
    ("unclosed bracket", "yaml.bracket", "yaml.bracket.help"),
    ("misplaced bracket", "yaml.bracket", "yaml.bracket.help"),
    (
        "illegal placement of ':'",
        "yaml.bracket",
        "yaml.bracket.help",
    ),
    ("while parsing a flow", "yaml.bracket", "yaml.bracket.help"),
    (
        "mapping values are not allowed",
        "yaml.colon",
        "yaml.colon.help",
    ),
    ("did not find expected", "yaml.indent", "yaml.indent.help"),
    (
        "budget breached: Documents",
        "yaml.several",
        "yaml.several.help",
    ),
    ("recursion limit", "yaml.deep", "yaml.deep.help"),
];

const OTHER_FAULT: (&str, &str, &str) = ("", "rubric.not-yaml", "rubric.not-yaml.help");

/// The tree of a text. A blank text is a `Null`.
pub fn parse(text: &str) -> Result<Node, NotYaml> {
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_aliases: MOST_ALIASES,
            max_documents: 1,
            max_merge_keys: MOST_ALIASES,
        },
        alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: 20_000 },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    };
    serde_yaml::from_str_with_options(text, options).map_err(|error| stopped(&error))
}

fn stopped(error: &Error) -> NotYaml {
    let at = error.location().map(place).unwrap_or_default();
    let why = error.without_snippet().render();
    let why = why.lines().next().unwrap_or_default();
    let told = FAULTS.iter().find(|(said, ..)| why.contains(said));
    let (_, fact, remedy) = told.unwrap_or(&OTHER_FAULT);
    // The place is told by ourselves.
    let why = why.split(" at line ").next().unwrap_or(why);
    NotYaml {
        at,
        fact,
        remedy,
        why: why.to_owned(),
    }
}

fn place(location: Location) -> Place {
    let number = |n: u64| usize::try_from(n).unwrap_or(0);
    Place {
        line: number(location.line()),
        column: number(location.column()),
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Node {
            at: place(spanned.defined),
            value: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned().into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry()? {
            map.push(Entry { key, value });
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> Place {
        Place { line, column }
    }

    #[test]
    fn every_node_knows_its_line_and_column() {
        let text = |line, column, value: &str| Node {
            at: at(line, column),
            value: Value::Text(value.to_owned().into()),
        };
        let tree = parse("é: [a, 'b c']\nn: .nan\n").expect("plain YAML");
        let Value::Map(entries) = tree.value else {
            panic!("a mapping: {tree:?}");
        };
        assert_eq!(entries[0].key, text(1, 1, "é"));
        assert_eq!(
            entries[0].value.value,
            Value::List(vec![text(1, 5, "a"), text(1, 8, "b c")])
        );
        assert_eq!(entries[1].value.at, at(2, 4));
        assert!(matches!(entries[1].value.value, Value::Number(n) if n.is_nan()));
    }

    #[test]
    fn duplicate_keys_and_odd_keys_reach_the_checks() {
        let tree = parse("a: 1\na: 2\nno: 3\n4: 5\n").expect("plain YAML");
        let Value::Map(entries) = tree.value else {
            panic!("a mapping: {tree:?}");
        };
        let keys: Vec<Value> = entries.into_iter().map(|entry| entry.key.value).collect();
        assert_eq!(
            keys,
            [
                Value::Text("a".into()),
                Value::Text("a".into()),
                Value::Bool(false),
                Value::Number(4.0),
            ]
        );
    }

    #[test]
    fn a_syntax_error_has_a_place() {
        let error = parse("a: [1\nb: 2\n").expect_err("an open bracket");
        assert_eq!(error.at.line, 2, "{error:?}");
        assert!(!error.why.is_empty());
    }

    #[test]
    fn the_commonest_faults_are_told_apart() {
        let deep = "[".repeat(100);
        for (text, fault) in [
            ("a: *b", "yaml.alias"),
            ("a: }", "yaml.bracket"),
            ("a: [{b: c", "yaml.bracket"),
            ("a: [1\nb: 2\n", "yaml.bracket"),
            ("a: {fr: [b], en: [c]\nd: 2\n", "yaml.bracket"),
            ("a: b: c", "yaml.colon"),
            ("a: b\n  c: d", "yaml.colon"),
            (deep.as_str(), "yaml.deep"),
            ("a: \"\\q\"", "yaml.escape"),
            ("a:\n  - b: c\n d: e", "yaml.indent"),
            ("a: b\nc d\n", "yaml.no-colon"),
            ("a: \"b\nc: d\n", "yaml.quote"),
            ("a: @b", "yaml.sign"),
            ("a: b\n---\nc: d\n", "yaml.several"),
            ("a: b\n\tc: d\n", "yaml.tab"),
            ("a: 'l'été'", "yaml.tail"),
        ] {
            let error = parse(text).expect_err("no YAML");
            assert_eq!(error.fact, fault, "{text} {error:?}");
        }
    }

    #[test]
    fn bombs_are_refused_quickly() {
        let nested = "[".repeat(200_000);
        assert!(parse(&nested).is_err());
        let mut aliases = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (new, old) in ('b'..='h').zip('a'..='g') {
            let tens = vec![format!("*{old}"); 10].join(", ");
            aliases += &format!("{new}: &{new} [{tens}]\n");
        }
        assert!(parse(&aliases).is_err());
    }
}
