//! Every word that a reader sees in an output, a warning or an error.
//!
//! In: a key and what fills it. Out: the sentence in French or English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::packing;
use crate::error::Message;
use crate::model::document::Lang;

static FR: LazyLock<Labels> = LazyLock::new(|| {
    Labels::parse(&[
        include_str!(concat!(env!("OUT_DIR"), "/fr-labels-intake.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/fr-labels-extract.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/fr-labels-rubric.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/fr-labels-screen.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/fr-labels-interview.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/fr-labels-gold.lists")),
    ])
});
static EN: LazyLock<Labels> = LazyLock::new(|| {
    Labels::parse(&[
        include_str!(concat!(env!("OUT_DIR"), "/en-labels-intake.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-labels-extract.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-labels-rubric.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-labels-screen.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-labels-interview.lists")),
        include_str!(concat!(env!("OUT_DIR"), "/en-labels-gold.lists")),
    ])
});

/// The labels of one language: key to sentence, with `{name}` where a value goes.
pub struct Labels(BTreeMap<&'static str, &'static str>);

impl Labels {
    /// The labels of a language.
    pub fn of(lang: Lang) -> &'static Labels {
        match lang {
            Lang::Fr => &FR,
            Lang::En => &EN,
        }
    }

    /// A label that nothing fills. An unknown key reads as itself; a test keeps that from shipping.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, |label| *label)
    }

    /// A label with its values. Values are not searched for braces again.
    pub fn say(&self, message: &Message) -> String {
        let mut said = String::new();
        let mut rest = self.get(message.key);
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else {
                break;
            };
            let name = &rest[open + 1..open + close];
            said.push_str(&rest[..open]);
            // A brace that holds no name is YAML shown to the reader: `{ fr: …, en: … }`.
            if !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
                said.push('{');
                rest = &rest[open + 1..];
                continue;
            }
            let value = message.with.iter().find(|(known, _)| *known == name);
            said.push_str(value.map_or("", |(_, value)| value));
            rest = &rest[open + close + 1..];
        }
        said + rest
    }

    fn parse(files: &[&'static str]) -> Labels {
        let lists = files.iter().flat_map(|lists| packing::lists(lists));
        let labels = lists.filter_map(|(key, mut texts)| Some((key, texts.next()?)));
        Labels(labels.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_the_same_blanks() {
        let blanks = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .map(|part| part.split('}').next().unwrap_or("").into())
                .collect();
            names.sort();
            names
        };
        let keys: Vec<_> = FR.0.keys().collect();
        assert_eq!(keys, EN.0.keys().collect::<Vec<_>>());
        for (key, french) in &FR.0 {
            assert_eq!(blanks(french), blanks(EN.0[key]), "{key}");
        }
    }

    #[test]
    fn a_label_is_filled_with_its_values() {
        let labels = Labels(BTreeMap::from([("row", "line {line} of {file}")]));
        let message = Message::new("row")
            .with("file", "{line}.csv")
            .with("line", 7);
        assert_eq!(labels.say(&message), "line 7 of {line}.csv");
    }

    #[test]
    fn braces_around_something_else_than_a_name_stay() {
        let labels = Labels(BTreeMap::from([("form", "{what}: { fr: …, en: … }")]));
        let message = Message::new("form").with("what", "write");
        assert_eq!(labels.say(&message), "write: { fr: …, en: … }");
    }
}
