//! The form of rubric and skill files as types, and the JSON Schema that editors complete and check with.
//!
//! Out: two schemas. Left to others: reading files (`load`, `skill`), which accepts exactly these keys
//! and says more than a schema can; a test compares the keys.

use std::collections::BTreeMap;

use schemars::{JsonSchema, schema_for};

/// The schema of a job rubric.
pub fn rubric() -> String {
    pretty(&schema_for!(RubricForm))
}

/// The schema of a skill file.
pub fn skill() -> String {
    pretty(&schema_for!(SkillForm))
}

fn pretty(schema: &schemars::Schema) -> String {
    serde_json::to_string_pretty(schema).map_or_else(|_| String::new(), |text| text + "\n")
}

/// What one job needs.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Pépite rubric")]
#[allow(dead_code, reason = "only their schema is used")]
struct RubricForm {
    /// The rubric's name; the file's name when absent.
    rubric: Option<String>,
    /// Raised when the meaning changes; 1 when absent.
    version: Option<u32>,
    /// The name of the job.
    title: Option<TextForm>,
    /// The language of plain strings, and of the outputs unless --lang says otherwise; fr when absent.
    lang: Option<LangForm>,
    /// What hard and soft skills share of the base; equal when absent.
    weights: Option<SharesForm>,
    /// What the best mad skills add.
    mad: Option<MadForm>,
    /// How candidates are ordered; score when absent.
    order: Option<OrderForm>,
    /// Other names the rubric answers to.
    aliases: Option<Vec<String>>,
    /// What the job needs, each once.
    #[schemars(length(min = 1))]
    criteria: Vec<CriterionForm>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "only their schema is used")]
enum LangForm {
    Fr,
    En,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct SharesForm {
    #[schemars(range(min = 0, max = 1000))]
    hard: f64,
    #[schemars(range(min = 0, max = 1000))]
    soft: f64,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct MadForm {
    /// How many mad skills count; 2 when absent.
    #[schemars(range(min = 1, max = 20))]
    best: Option<u32>,
    /// How much they add to the base at most, in per cent; 15 when absent.
    #[schemars(range(min = 0, max = 100))]
    bonus: Option<f64>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "only their schema is used")]
enum OrderForm {
    Score,
    Documented,
}

/// A skill of the library with what this job adds to it, or, with id and kind, a criterion of its own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct CriterionForm {
    /// A skill of the library (pepite rubric list).
    skill: Option<String>,
    /// The name of a criterion of this job alone; it needs kind, and cues or a column.
    id: Option<String>,
    /// With id only.
    kind: Option<KindForm>,
    /// How much it counts within its kind; 1 when absent, 0: shown, not scored.
    #[schemars(range(min = 0, max = 1000))]
    weight: Option<f64>,
    /// Whether the job cannot be done without it.
    required: Option<bool>,
    /// Why it is direct and necessary for this job.
    job_link: Option<TextForm>,
    /// A roster column that shows it.
    column: Option<ColumnForm>,
    #[schemars(flatten)]
    described: DescribedForm,
}

/// A skill of the library.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Pépite skill")]
#[allow(dead_code, reason = "only their schema is used")]
struct SkillForm {
    /// English kebab-case, as the file is called.
    skill: String,
    kind: KindForm,
    #[schemars(flatten)]
    described: DescribedForm,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "only their schema is used")]
enum KindForm {
    Hard,
    Soft,
    Mad,
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "only their schema is used")]
struct DescribedForm {
    /// Its name for the reader.
    title: Option<TextForm>,
    /// What it is.
    definition: Option<TextForm>,
    /// What it is worth to the job.
    value: Option<TextForm>,
    /// Mad skills: the soft skills it may open a question about.
    transfers: Option<Vec<String>>,
    /// What looks like it and is not.
    traps: Option<TextForm>,
    /// Its questions.
    ask: Option<Vec<AskForm>>,
    /// A weak (1), an expected (3) and an outstanding (5) answer.
    anchors: Option<AnchorsForm>,
    /// The same for situational questions, where they differ.
    situational_anchors: Option<AnchorsForm>,
    /// Sentences that are tried at each check.
    examples: Option<ExamplesForm>,
    /// Codes of the matching ROME 4.0 savoir-être.
    rome: Option<Vec<String>>,
    /// Word families that cues name as @name.
    families: Option<BTreeMap<String, PhrasesForm>>,
    /// The word alone or self-praise: level 1, never more than 2.
    declared: Option<PhrasesForm>,
    /// A practice, tool or role. word: any inflection; ~word: exactly; word*: a prefix; =Word: with its
    /// capitals; N: a number; ' .. ': up to four words; @name: a family; after 'item: ' only where it stands
    /// alone in a list.
    cues: Option<PhrasesForm>,
    /// An act that is itself the proof: level 2 or more.
    shown: Option<PhrasesForm>,
    /// Titles and duties of jobs that cannot be done without it: level 2 and never more.
    titles: Option<PhrasesForm>,
    /// Markers that lift a cue of the same sentence to level 3.
    raise: Option<PhrasesForm>,
    /// Markers that lift a cue of the same sentence to level 4.
    attest: Option<PhrasesForm>,
    /// Look-alikes: each cancels the cues it overlaps; after 'unit: ' every cue of the sentence.
    not: Option<PhrasesForm>,
    /// Regular expressions over the lower-cased sentence, for what cues cannot say.
    patterns: Option<PhrasesForm>,
}

/// A plain string in the rubric's language, or both languages.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "only their schema is used")]
enum TextForm {
    Plain(String),
    Both(LanguagesForm<String>),
}

/// A plain list in the rubric's language, or both languages.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "only their schema is used")]
enum PhrasesForm {
    Plain(Vec<String>),
    Both(LanguagesForm<Vec<String>>),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct LanguagesForm<T> {
    fr: Option<T>,
    en: Option<T>,
}

/// A question; behavioural, or open for a mad skill, unless it says otherwise.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code, reason = "only their schema is used")]
enum AskForm {
    Plain(String),
    Both(QuestionForm),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct QuestionForm {
    kind: Option<QuestionKindForm>,
    fr: Option<String>,
    en: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "only their schema is used")]
enum QuestionKindForm {
    Behavioural,
    Situational,
    Open,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct AnchorsForm {
    #[schemars(rename = "1")]
    one: Option<TextForm>,
    #[schemars(rename = "3")]
    three: Option<TextForm>,
    #[schemars(rename = "5")]
    five: Option<TextForm>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct ExamplesForm {
    /// Must count.
    counts: Option<Vec<String>>,
    /// Must not.
    ignored: Option<Vec<String>>,
    /// Should count and does not yet; after 'not: ', should not and does.
    open: Option<Vec<String>>,
}

/// Met when the column's number is at least this.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "only their schema is used")]
struct ColumnForm {
    name: String,
    at_least: f64,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{criterion, load, skill as skills, vocabulary};
    use super::*;

    fn keys(schema: &str, pointer: &str) -> BTreeSet<String> {
        let schema: serde_json::Value = serde_json::from_str(schema).expect("our own JSON");
        let properties = schema.pointer(pointer).and_then(|found| found.as_object());
        properties.expect("an object").keys().cloned().collect()
    }

    fn set(lists: &[&[&str]]) -> BTreeSet<String> {
        lists.concat().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_schema_knows_the_keys_that_reading_accepts() {
        assert_eq!(keys(&rubric(), "/properties"), set(&[&load::KEYS]));
        assert_eq!(
            keys(&rubric(), "/$defs/CriterionForm/properties"),
            set(&[
                &criterion::WHAT,
                &criterion::KEYS,
                &skills::KEYS,
                &vocabulary::KEYS
            ])
        );
        assert_eq!(
            keys(&skill(), "/properties"),
            set(&[&skills::FILE_KEYS, &skills::KEYS, &vocabulary::KEYS])
        );
    }
}
