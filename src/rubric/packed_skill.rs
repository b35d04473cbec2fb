//! A checked skill as one text: the build packs the library, so that a run neither parses nor checks it,
//! and copies none of its words.
//!
//! In: a skill. Out: a text, and back. Nothing is packed that is not whole, and what does not unpack is
//! read from its YAML instead, so this can only save time. The build script uses this file too.

use std::collections::BTreeMap;

use crate::model::rubric::{
    Anchors, Ask, Examples, Kind, Phrases, QuestionKind, Skill, Text, Vocabulary, Words,
};

/// Ends a field: no rubric has control characters.
const END: char = '\u{1f}';
/// Stands for a text that is missing.
const NONE: &str = "\u{1e}";

const KINDS: [Kind; 3] = [Kind::Hard, Kind::Soft, Kind::Mad];
const QUESTIONS: [QuestionKind; 3] = [
    QuestionKind::Behavioural,
    QuestionKind::Situational,
    QuestionKind::Open,
];

/// A skill as a text; none when its words cannot be told from the signs between them.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn pack(skill: &Skill) -> Option<String> {
    let mut packing = Packing::default();
    packing.skill(skill);
    let Packing { text, whole } = packing;
    whole.then_some(text)
}

/// The skill of a packed text.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn unpack(text: &'static str) -> Option<Skill> {
    let mut rest = Unpacking(text);
    let skill = rest.skill()?;
    rest.0.is_empty().then_some(skill)
}

struct Packing {
    text: String,
    whole: bool,
}

impl Default for Packing {
    fn default() -> Packing {
        Packing {
            text: String::new(),
            whole: true,
        }
    }
}

#[allow(dead_code, reason = "the build script packs, the program unpacks")]
impl Packing {
    fn skill(&mut self, skill: &Skill) {
        self.field(&skill.id);
        self.number(KINDS.iter().position(|kind| *kind == skill.kind));
        self.list(&skill.rome);
        self.words(&skill.title);
        self.words(&skill.definition);
        self.words(&skill.value);
        self.list(&skill.transfers);
        self.vocabulary(&skill.vocabulary);
        self.words(&skill.traps);
        self.number(Some(skill.ask.len()));
        for ask in &skill.ask {
            self.number(QUESTIONS.iter().position(|kind| *kind == ask.kind));
            self.words(&ask.text);
        }
        self.anchors(&skill.anchors);
        self.number(Some(usize::from(skill.situational_anchors.is_some())));
        if let Some(anchors) = &skill.situational_anchors {
            self.anchors(anchors);
        }
        self.list(&skill.examples.counts);
        self.list(&skill.examples.ignored);
        self.list(&skill.examples.open);
    }

    fn vocabulary(&mut self, vocabulary: &Vocabulary) {
        let lists = vocabulary.cue_lists().into_iter();
        lists
            .chain([&vocabulary.patterns])
            .for_each(|phrases| self.phrases(phrases));
        self.number(Some(vocabulary.families.len()));
        for (name, phrases) in &vocabulary.families {
            self.field(name);
            self.phrases(phrases);
        }
    }

    fn phrases(&mut self, phrases: &Phrases) {
        self.list(&phrases.fr);
        self.list(&phrases.en);
    }

    fn anchors(&mut self, anchors: &Anchors) {
        for text in [&anchors.one, &anchors.three, &anchors.five] {
            self.words(text);
        }
    }

    fn words(&mut self, text: &Text) {
        for words in [&text.fr, &text.en] {
            match words {
                Some(words) => self.field(words),
                None => self.text.extend([NONE, "\u{1f}"]),
            }
        }
    }

    fn list(&mut self, list: &[Words]) {
        self.number(Some(list.len()));
        list.iter().for_each(|item| self.field(item));
    }

    fn number(&mut self, number: Option<usize>) {
        match number {
            Some(number) => self.field(&number.to_string()),
            None => self.whole = false,
        }
    }

    fn field(&mut self, field: &str) {
        self.whole &= !field.contains([END, '\u{1e}']);
        self.text.push_str(field);
        self.text.push(END);
    }
}

struct Unpacking(&'static str);

#[allow(dead_code, reason = "the build script packs, the program unpacks")]
impl Unpacking {
    fn skill(&mut self) -> Option<Skill> {
        Some(Skill {
            id: self.field()?.to_owned(),
            kind: *KINDS.get(self.number()?)?,
            rome: self.list()?,
            title: self.words()?,
            definition: self.words()?,
            value: self.words()?,
            transfers: self.list()?,
            vocabulary: self.vocabulary()?,
            traps: self.words()?,
            ask: self.each(Self::ask)?,
            anchors: self.anchors()?,
            situational_anchors: match self.number()? {
                0 => None,
                _ => Some(self.anchors()?),
            },
            examples: Examples {
                counts: self.list()?,
                ignored: self.list()?,
                open: self.list()?,
            },
        })
    }

    fn vocabulary(&mut self) -> Option<Vocabulary> {
        Some(Vocabulary {
            declared: self.phrases()?,
            cues: self.phrases()?,
            shown: self.phrases()?,
            titles: self.phrases()?,
            raise: self.phrases()?,
            attest: self.phrases()?,
            not: self.phrases()?,
            patterns: self.phrases()?,
            families: self
                .each(|own| Some((own.field()?.to_owned(), own.phrases()?)))?
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
            packed: None,
        })
    }

    fn ask(&mut self) -> Option<Ask> {
        Some(Ask {
            kind: *QUESTIONS.get(self.number()?)?,
            text: self.words()?,
        })
    }

    fn phrases(&mut self) -> Option<Phrases> {
        Some(Phrases {
            fr: self.list()?,
            en: self.list()?,
        })
    }

    fn anchors(&mut self) -> Option<Anchors> {
        Some(Anchors {
            one: self.words()?,
            three: self.words()?,
            five: self.words()?,
        })
    }

    fn words(&mut self) -> Option<Text> {
        let mut of = || {
            let words = self.field()?;
            Some((words != NONE).then_some(Words::Borrowed(words)))
        };
        Some(Text {
            fr: of()?,
            en: of()?,
        })
    }

    fn list(&mut self) -> Option<Vec<Words>> {
        self.each(|own| own.field().map(Words::Borrowed))
    }

    fn each<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        // No item is shorter than its end: a false count cannot reserve more than there is.
        let mut items = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn number(&mut self) -> Option<usize> {
        self.field()?.parse().ok()
    }

    fn field(&mut self) -> Option<&'static str> {
        let end = memchr::memchr(END as u8, self.0.as_bytes())?;
        let (field, rest) = self.0.split_at(end);
        self.0 = &rest[1..];
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_with_the_signs_between_them_are_not_packed() {
        let skill = |id| Skill::bare(id, Kind::Mad, Vocabulary::default());
        let packed = pack(&skill("improv")).expect("plain words");
        assert_eq!(unpack(packed.leak()), Some(skill("improv")));
        assert_eq!(pack(&skill("im\u{1f}prov")), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_unpacking_panic(text in "([0-9]|\u{1f}|\u{1e}|é){0,80}") {
            let _ = unpack(text.leak());
        }
    }
}
