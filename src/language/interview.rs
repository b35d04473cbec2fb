//! The words around an interview, per language, as YAML: script, probes, what not to ask, the linter's
//! lexicons.
//!
//! In: `fr/interview.yaml`, `en/interview.yaml`. Out: one [`Script`] per language.
//! Left to others: which question is asked of whom (`judging::guide`), what a pattern means (`judging::lint`).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::model::document::Lang;

static FR: LazyLock<Script> = LazyLock::new(|| parse(include_str!("fr/interview.yaml")));
static EN: LazyLock<Script> = LazyLock::new(|| parse(include_str!("en/interview.yaml")));

/// Everything fixed that a guide says in one language.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The marks, 1 to 5 and NE, with their names.
    pub levels: Vec<LevelName>,
    /// What is said first, the same to everybody.
    pub opening: Vec<String>,
    /// The offer of reasonable adjustments; the answer never reaches a rating.
    pub adjustments: String,
    /// What is said last.
    pub closing: Vec<String>,
    /// What to do when protected information is volunteered.
    pub volunteered: String,
    /// The only follow-ups of a question about the past.
    pub star: Vec<Step>,
    /// The only follow-ups of a question about a scene.
    pub scene: Vec<Step>,
    /// Prompts that suggest nothing.
    pub prompts: Vec<String>,
    /// How to take notes.
    pub notes: Vec<String>,
    /// Errors of rating, and how to guard against each.
    pub errors: Vec<RatingError>,
    /// Styles of communication, described by what is done.
    pub styles: Vec<Style>,
    /// How the styles are used beside the anchors.
    pub styles_use: String,
    /// Questions for criteria that have none.
    #[serde(skip_serializing)]
    pub fallback: Fallback,
    /// What is asked after a candidate's own words when every question of the skill is taken.
    #[serde(skip_serializing)]
    pub probe: String,
    /// Phrases that open a question to everybody, with or without a job.
    #[serde(skip_serializing)]
    pub elsewhere: Vec<String>,
    /// Anchors for criteria that have none.
    #[serde(skip_serializing)]
    pub anchors: ThreeAnchors,
    /// Anchors of a scene, for criteria that have none.
    #[serde(skip_serializing)]
    pub case_anchors: ThreeAnchors,
    /// Further questions tied to skills.
    #[serde(skip_serializing)]
    pub bank: Vec<Banked>,
    /// The columns of a scorecard.
    #[serde(skip_serializing)]
    pub columns: CardColumns,
    /// Words for a criterion that was not assessed.
    #[serde(skip_serializing)]
    pub unrated: Vec<String>,
    /// What must not be asked, and what to ask instead.
    pub forbidden: Vec<Topic>,
    /// Phrases that only look forbidden.
    #[serde(skip_serializing)]
    pub spared: Vec<String>,
    /// The linter's lexicons.
    #[serde(skip_serializing)]
    pub lint: Lexicon,
}

impl Script {
    /// The script of a language.
    pub fn of(lang: Lang) -> &'static Script {
        match lang {
            Lang::Fr => &FR,
            Lang::En => &EN,
        }
    }
}

/// A mark and its name.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LevelName {
    /// 1 to 5 or NE.
    pub mark: String,
    /// What it means.
    pub name: String,
}

/// A step of an answer and the question that asks for it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The step.
    pub step: String,
    /// Its question.
    pub ask: String,
}

/// An error of rating.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RatingError {
    /// Its name.
    pub name: String,
    /// What keeps it away.
    pub guard: String,
}

/// A style of communication.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Its name.
    pub name: String,
    /// What a person does.
    pub shows: String,
}

/// Questions for criteria that have none of the kind; `{skill}` stands for the criterion's title.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// About the past.
    pub behavioural: String,
    /// About a difficulty of the past.
    pub again: String,
    /// Open to everybody.
    pub open: String,
    /// A scene of the job.
    pub case: String,
}

/// What a weak, an expected and an outstanding answer look like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreeAnchors {
    /// Weak.
    pub one: String,
    /// Expected.
    pub three: String,
    /// Outstanding.
    pub five: String,
}

/// A further question with its anchors, for the first of its skills that a rubric has.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Banked {
    /// Where it comes from.
    pub of: String,
    /// What it is about.
    pub name: String,
    /// Skills it may be asked for, the nearest first.
    pub skills: Vec<String>,
    /// The question.
    pub ask: String,
    /// Weak.
    pub one: String,
    /// Expected.
    pub three: String,
    /// Outstanding.
    pub five: String,
}

/// The names of a scorecard's columns and cells; the first is the one that is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardColumns {
    /// The candidate's id.
    pub candidate: Vec<String>,
    /// Who rated.
    pub rater: Vec<String>,
    /// The question's number.
    pub number: Vec<String>,
    /// The criterion's id.
    pub criterion: Vec<String>,
    /// The criterion's name.
    pub title: Vec<String>,
    /// The question.
    pub question: Vec<String>,
    /// The rating.
    pub rating: Vec<String>,
    /// What was heard.
    pub notes: Vec<String>,
    /// The question's share of the total.
    pub weight: Vec<String>,
}

/// A topic that no question may touch.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The same in both languages.
    pub topic: String,
    /// Its name for the reader.
    pub name: String,
    /// Questions that must never be asked.
    pub never: Vec<String>,
    /// What may be asked instead, if the job needs it.
    pub instead: Option<String>,
    /// What betrays it, on folded text.
    #[serde(skip_serializing)]
    pub patterns: Vec<String>,
}

/// The linter's lexicons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// The answer is in the question.
    pub leading: Vec<String>,
    /// Two questions in one.
    pub double: Vec<String>,
    /// Words of the trade that a candidate cannot know.
    pub jargon: Vec<String>,
    /// Acronyms that everybody knows.
    pub acronyms: Vec<String>,
    /// Agreement with the gender of the person addressed.
    pub gendered: Gendered,
}

/// How a language agrees with the person addressed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gendered {
    /// What may stand before a word that agrees.
    pub before: Vec<String>,
    /// What may stand between the two.
    pub between: String,
    /// How a word that agrees ends.
    pub endings: String,
    /// What may stand between two words that agree.
    pub joins: String,
    /// How a word ends that never agrees.
    pub adverbs: Vec<String>,
    /// Words that end like one that agrees and do not agree.
    pub kept: Vec<String>,
    /// A participle that agrees with a person addressed before it.
    pub objects: String,
    /// Other phrases.
    pub others: Vec<String>,
}

fn parse(yaml: &str) -> Script {
    serde_yaml::from_str(yaml).expect("the script is ours and a test reads it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        let (fr, en) = (Script::of(Lang::Fr), Script::of(Lang::En));
        let marks = |script: &Script| -> Vec<String> {
            script
                .levels
                .iter()
                .map(|level| level.mark.clone())
                .collect()
        };
        let topics = |script: &Script| -> Vec<(String, bool)> {
            let each = script.forbidden.iter();
            each.map(|t| (t.topic.clone(), t.instead.is_some()))
                .collect()
        };
        let bank = |script: &Script| -> Vec<Vec<String>> {
            script.bank.iter().map(|b| b.skills.clone()).collect()
        };
        assert_eq!(marks(fr), marks(en));
        assert_eq!(topics(fr), topics(en));
        assert_eq!(bank(fr), bank(en));
        assert_eq!(fr.errors.len(), en.errors.len());
        assert_eq!(
            (fr.opening.len(), fr.closing.len()),
            (en.opening.len(), en.closing.len())
        );
    }
}
