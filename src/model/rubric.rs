//! What one job needs, checked: a value of these types has passed `rubric::check`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::document::Lang;

/// The three kinds of skill.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Technical.
    Hard,
    /// Behavioural.
    Soft,
    /// Atypical talents and experiences; *compétences folles*.
    Mad,
}

/// Words of a rubric: those of the library are the binary's own and are not copied.
pub type Words = Cow<'static, str>;

/// A text in both languages; either may be missing in a user's rubric, never both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// French.
    pub fr: Option<Words>,
    /// English.
    pub en: Option<Words>,
}

impl Text {
    /// The text in this language, else in the other.
    pub fn in_lang(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Fr => (&self.fr, &self.en),
            Lang::En => (&self.en, &self.fr),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }
}

/// Phrases of each language, as written in the YAML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases {
    /// French.
    pub fr: Vec<Words>,
    /// English.
    pub en: Vec<Words>,
}

impl Phrases {
    /// Both languages, each phrase with its language.
    pub fn each(&self) -> impl Iterator<Item = (Lang, &str)> {
        let fr = self.fr.iter().map(|phrase| (Lang::Fr, phrase.as_ref()));
        fr.chain(self.en.iter().map(|phrase| (Lang::En, phrase.as_ref())))
    }

    /// Whether neither language has a phrase.
    pub fn is_empty(&self) -> bool {
        self.fr.is_empty() && self.en.is_empty()
    }
}

/// What shows a criterion in a text: the vocabulary of a skill, or of a criterion of one job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The word alone or self-praise: level 1, never more than 2.
    pub declared: Phrases,
    /// A practice, tool or role: level 1 alone, 2 when situated, more with markers.
    pub cues: Phrases,
    /// An act that is itself the proof: level 2, more with markers.
    pub shown: Phrases,
    /// Titles and duties of jobs that cannot be done without: level 2 and never more.
    pub titles: Phrases,
    /// The criterion's own markers that lift a cue of the same unit to level 3.
    pub raise: Phrases,
    /// … to level 4.
    pub attest: Phrases,
    /// Look-alikes: cancel every cue they overlap; after `unit: ` every cue of the unit.
    pub not: Phrases,
    /// Regular expressions over the lower-cased text of one unit; count like `cues`.
    pub patterns: Phrases,
    /// Named word families that cues use as `@name`: own ones first, then the shared ones they name.
    pub families: BTreeMap<String, Phrases>,
    /// Whose phrases they are in the trie that the build grew, and how many of each list but the patterns
    /// are in it: the first ones, and what comes after them is the job's own.
    pub packed: Option<&'static [u8]>,
}

impl Vocabulary {
    /// The lists in cue syntax: all but the patterns.
    pub fn cue_lists(&self) -> [&Phrases; 7] {
        [
            &self.declared,
            &self.cues,
            &self.shown,
            &self.titles,
            &self.raise,
            &self.attest,
            &self.not,
        ]
    }

    /// Whether any phrase of it can stand in a text as evidence.
    pub fn can_be_quoted(&self) -> bool {
        let lists = [
            &self.declared,
            &self.cues,
            &self.shown,
            &self.titles,
            &self.patterns,
        ];
        lists.iter().any(|list| !list.is_empty())
    }
}

/// What a question is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// What did you do, in the past.
    Behavioural,
    /// What would you do in this scene.
    Situational,
    /// Open, for a mad skill: "at work or elsewhere".
    Open,
}

/// A question of a skill or criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What it is for.
    pub kind: QuestionKind,
    /// The question.
    pub text: Text,
}

/// What a weak (1), an expected (3) and an outstanding (5) answer look like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Weak.
    pub one: Text,
    /// Expected.
    pub three: Text,
    /// Outstanding.
    pub five: Text,
}

/// Sentences that must count, must not, or are known to be read wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    /// Must give affirmed evidence.
    pub counts: Vec<Words>,
    /// Must not.
    pub ignored: Vec<Words>,
    /// Read wrong today; a test fails when one starts to pass.
    pub open: Vec<Words>,
}

/// A roster column that is a fact: met when its number is at least this.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The header, compared folded.
    pub name: String,
    /// The smallest number that shows the criterion.
    pub at_least: f64,
}

/// A skill of the library, or the skill part of a job's own criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// English kebab-case id, unique in the library.
    pub id: String,
    /// Hard, soft or mad.
    pub kind: Kind,
    /// Codes of the ROME 4.0 *savoir-être* it corresponds to.
    pub rome: Vec<Words>,
    /// Its name for the reader.
    pub title: Text,
    /// What it is.
    pub definition: Text,
    /// What it is worth to a job with customers.
    pub value: Text,
    /// Soft skills that a mad skill may open a question about.
    pub transfers: Vec<Words>,
    /// What shows it.
    pub vocabulary: Vocabulary,
    /// What looks like it and is not.
    pub traps: Text,
    /// Its questions.
    pub ask: Vec<Ask>,
    /// Anchors of behavioural and open questions.
    pub anchors: Anchors,
    /// Anchors of situational questions, when they differ.
    pub situational_anchors: Option<Anchors>,
    /// Its examples.
    pub examples: Examples,
}

/// One line of a rubric: a skill and how much this job needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// The skill, with the rubric's additions merged in.
    pub skill: Skill,
    /// How much it counts within its kind; finite, not negative. 0: shown, not scored.
    pub weight: f64,
    /// Whether the job cannot be done without it.
    pub required: bool,
    /// Why it is direct and necessary for this job (C. trav. L1221-6).
    pub job_link: Text,
    /// A roster column that shows it.
    pub column: Option<Column>,
    /// Where it stands in the rubric file (1-based line).
    pub line: usize,
}

impl Criterion {
    /// The id of the skill.
    pub fn id(&self) -> &str {
        &self.skill.id
    }
}

/// A checked rubric. It has at least one criterion, and its weights do not sum to zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Rubric {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Other names it answers to.
    pub aliases: Vec<Words>,
    /// Its title.
    pub title: Text,
    /// The language of its plain strings, and of outputs unless `--lang` says otherwise.
    pub lang: Lang,
    /// Share of the base that hard skills make, any unit.
    pub weight_hard: f64,
    /// Share of the base that soft skills make, same unit.
    pub weight_soft: f64,
    /// How many mad families count.
    pub mad_best: usize,
    /// How much they add to the base at most, in per cent.
    pub mad_bonus: f64,
    /// How candidates are ordered.
    pub order: Order,
    /// The criteria, in the file's order.
    pub criteria: Vec<Criterion>,
    /// SHA-256 of the rubric's text and of every skill it loaded, in hexadecimal.
    pub sha256: String,
}

/// How candidates are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// By score.
    #[default]
    Score,
    /// By documented share (a rubric that asks "what is in this pile?").
    Documented,
}

#[cfg(test)]
impl Skill {
    /// A skill that has nothing but this.
    pub fn bare(id: &str, kind: Kind, vocabulary: Vocabulary) -> Skill {
        Skill {
            id: id.to_owned(),
            kind,
            rome: Vec::new(),
            title: Text::default(),
            definition: Text::default(),
            value: Text::default(),
            transfers: Vec::new(),
            vocabulary,
            traps: Text::default(),
            ask: Vec::new(),
            anchors: Anchors::default(),
            situational_anchors: None,
            examples: Examples::default(),
        }
    }
}

#[cfg(test)]
impl Criterion {
    /// A criterion that nothing but its skill and weight tells from another.
    pub fn bare(skill: Skill, weight: f64) -> Criterion {
        Criterion {
            skill,
            weight,
            required: false,
            job_link: Text::default(),
            column: None,
            line: 1,
        }
    }
}

#[cfg(test)]
impl Rubric {
    /// These criteria under the weights of most rubrics.
    pub fn bare(lang: Lang, criteria: Vec<Criterion>) -> Rubric {
        Rubric {
            id: "test".to_owned(),
            version: 1,
            aliases: Vec::new(),
            title: Text::default(),
            lang,
            weight_hard: 45.0,
            weight_soft: 55.0,
            mad_best: 2,
            mad_bonus: 15.0,
            order: Order::Score,
            criteria,
            sha256: String::new(),
        }
    }
}
