//! Words that a rubric should not use, per language.
//!
//! Left to others: where they are looked for (`rubric::check`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::document::Lang;

static FR: LazyLock<Law> = LazyLock::new(|| Law::parse(include_str!("fr/law.yaml")));
static EN: LazyLock<Law> = LazyLock::new(|| Law::parse(include_str!("en/law.yaml")));

/// The words of one language.
#[derive(Debug, Deserialize)]
pub struct Law {
    /// What says whom one would like rather than what the job asks: for titles, reasons and questions.
    pub wishes: Vec<String>,
    /// What says what somebody is: never a cue.
    pub protected: Vec<String>,
    /// Job titles by gender: one without the other excludes half of the people.
    pub gendered: Vec<[String; 2]>,
    /// What makes a one-sided title open to all.
    pub open_to_all: Vec<String>,
}

impl Law {
    /// The words of a language.
    pub fn of(lang: Lang) -> &'static Law {
        match lang {
            Lang::Fr => &FR,
            Lang::En => &EN,
        }
    }

    fn parse(yaml: &str) -> Law {
        serde_yaml::from_str(yaml).expect("the file is ours and a test reads it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_can_be_read() {
        for lang in [Lang::Fr, Lang::En] {
            assert!(!Law::of(lang).wishes.is_empty());
        }
    }
}
