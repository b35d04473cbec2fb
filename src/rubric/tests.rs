//! The floor as a whole: every structural error, all at once, and the library that ships.

use super::*;
use crate::error::Message;

fn named(text: &str) -> Named {
    Named {
        file: "job.yaml".into(),
        text: text.into(),
    }
}

#[test]
fn the_library_loads_without_a_finding() {
    let (families, mut findings) = stock::families(&Named::from(&library::LIBRARY.families));
    for skill in skills() {
        findings.extend(stock::skill(&Named::from(skill), &families).1);
    }
    for rubric in shipped() {
        findings.extend(load(&Named::from(rubric)).err().unwrap_or_default());
    }
    let say =
        |m: &Message| crate::language::labels::Labels::of(crate::model::document::Lang::En).say(m);
    let said: Vec<String> = findings
        .iter()
        .map(|f| {
            format!(
                "{}:{}:{}: {} | {}\n    {}",
                f.file,
                f.line,
                f.column,
                say(&f.fact),
                say(&f.remedy),
                f.excerpt
            )
        })
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}
