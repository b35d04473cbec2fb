//! Rubrics and skills as text for a reader: what ships, and what one of them says.
//!
//! In: checked rubrics and skills. Out: lines of at most 80 columns.

use crate::error::Message;
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::rubric::{
    Anchors, Ask, Criterion, Kind, Phrases, QuestionKind, Rubric, Skill, Text, Words,
};

/// How wide a line may be.
const WIDTH: usize = 80;

/// How many cues show what a criterion looks for.
const A_FEW: usize = 6;

const KINDS: [(Kind, &str); 3] = [
    (Kind::Hard, "kind.hard"),
    (Kind::Soft, "kind.soft"),
    (Kind::Mad, "kind.mad"),
];

/// What ships: rubrics by name, skills by kind.
pub fn list(rubrics: &[Rubric], skills: &[Skill], lang: Lang) -> String {
    let labels = Labels::of(lang);
    let mut lines = vec![labels.get("show.rubrics").to_uppercase()];
    for rubric in rubrics {
        lines.push(named(&rubric.id, rubric.title.in_lang(lang)));
        lines.push(format!("{:30}{}", "", counts(rubric, labels)));
    }
    for (kind, key) in KINDS {
        lines.push(String::new());
        lines.push(labels.get(key).to_uppercase());
        let of_kind = skills.iter().filter(|skill| skill.kind == kind);
        lines.extend(of_kind.map(|skill| named(&skill.id, skill.title.in_lang(lang))));
    }
    text(lines)
}

/// A rubric: what it weighs, then its criteria by kind.
pub fn rubric(rubric: &Rubric, lang: Lang) -> String {
    let labels = Labels::of(lang);
    let title = rubric.title.in_lang(lang);
    let mut lines = wrapped(&format!("{}: {title}", rubric.id), 0);
    let facts = Message::new("show.facts")
        .with("version", rubric.version)
        .with("hard", rubric.weight_hard)
        .with("soft", rubric.weight_soft)
        .with("best", rubric.mad_best)
        .with("bonus", rubric.mad_bonus);
    lines.extend(wrapped(&labels.say(&facts), 0));
    if !rubric.aliases.is_empty() {
        let aliases = Message::new("show.aliases").with("aliases", rubric.aliases.join(", "));
        lines.extend(wrapped(&labels.say(&aliases), 0));
    }
    for (kind, key) in KINDS {
        let mut criteria = rubric
            .criteria
            .iter()
            .filter(|c| c.skill.kind == kind)
            .peekable();
        if criteria.peek().is_some() {
            lines.push(String::new());
            lines.push(labels.get(key).to_uppercase());
        }
        for criterion in criteria {
            lines.extend(criterion_lines(criterion, labels, lang));
        }
    }
    text(lines)
}

/// A skill in full.
pub fn skill(skill: &Skill, lang: Lang) -> String {
    let labels = Labels::of(lang);
    let title = skill.title.in_lang(lang);
    let kind = KINDS.iter().find(|(kind, _)| *kind == skill.kind);
    let kind = labels.get(kind.map_or("kind.hard", |(_, key)| key));
    let mut lines = wrapped(&format!("{} ({kind}): {title}", skill.id), 0);
    lines.extend(wrapped(skill.definition.in_lang(lang), 0));
    for (key, said) in [("show.value", &skill.value), ("show.traps", &skill.traps)] {
        lines.extend(about(key, said, labels, lang));
    }
    let vocabulary = &skill.vocabulary;
    for (key, phrases) in [
        ("show.declared", &vocabulary.declared),
        ("show.cues", &vocabulary.cues),
        ("show.shown", &vocabulary.shown),
        ("show.titles", &vocabulary.titles),
        ("show.not", &vocabulary.not),
    ] {
        lines.extend(phrases_of(key, phrases, labels, lang));
    }
    lines.push(String::new());
    lines.extend(skill.ask.iter().flat_map(|ask| question(ask, labels, lang)));
    lines.extend(anchors(&skill.anchors, lang));
    lines.push(String::new());
    for (key, sentences) in [
        ("show.counts", &skill.examples.counts),
        ("show.ignored", &skill.examples.ignored),
    ] {
        lines.push(format!("{}:", labels.get(key)));
        lines.extend(
            sentences
                .iter()
                .flat_map(|sentence| wrapped(&format!("- {sentence}"), 2)),
        );
    }
    text(lines)
}

fn named(id: &str, title: &str) -> String {
    format!("  {id:27} {title}")
}

fn counts(rubric: &Rubric, labels: &Labels) -> String {
    let count = |kind| {
        rubric
            .criteria
            .iter()
            .filter(|c| c.skill.kind == kind)
            .count()
    };
    let counts = Message::new("show.criteria")
        .with("all", rubric.criteria.len())
        .with("hard", count(Kind::Hard))
        .with("soft", count(Kind::Soft))
        .with("mad", count(Kind::Mad));
    labels.say(&counts)
}

fn criterion_lines(criterion: &Criterion, labels: &Labels, lang: Lang) -> Vec<String> {
    let skill = &criterion.skill;
    let weight = Message::new("show.weight").with("weight", criterion.weight);
    let mut head = format!("{} ({})", skill.title.in_lang(lang), skill.id);
    head += &format!(", {}", labels.say(&weight));
    if criterion.required {
        head += &format!(", {}", labels.get("show.required"));
    }
    let mut lines = wrapped(&head, 2);
    lines.extend(about("show.job-link", &criterion.job_link, labels, lang));
    if let Some(column) = &criterion.column {
        let fact = Message::new("show.column")
            .with("name", &column.name)
            .with("least", column.at_least);
        lines.extend(wrapped(&labels.say(&fact), 4));
    }
    let vocabulary = &skill.vocabulary;
    let lists = [&vocabulary.cues, &vocabulary.shown, &vocabulary.declared];
    let some = lists
        .iter()
        .flat_map(|list| in_lang(list, lang))
        .take(A_FEW);
    let some: Vec<&str> = some.map(AsRef::as_ref).collect();
    if !some.is_empty() {
        let fact = Message::new("show.a-few").with("cues", some.join(", "));
        lines.extend(wrapped(&labels.say(&fact), 4));
    }
    lines.extend(
        skill
            .ask
            .iter()
            .take(2)
            .flat_map(|ask| question(ask, labels, lang)),
    );
    lines
}

fn phrases_of(key: &str, phrases: &Phrases, labels: &Labels, lang: Lang) -> Vec<String> {
    let list = in_lang(phrases, lang);
    if list.is_empty() {
        return Vec::new();
    }
    let all = list.join(", ");
    wrapped(&format!("{} ({}): {all}", labels.get(key), list.len()), 2)
}

fn in_lang(phrases: &Phrases, lang: Lang) -> &[Words] {
    match lang {
        Lang::Fr => &phrases.fr,
        Lang::En => &phrases.en,
    }
}

fn about(key: &str, said: &Text, labels: &Labels, lang: Lang) -> Vec<String> {
    match said.in_lang(lang) {
        "" => Vec::new(),
        said => wrapped(&format!("{}: {said}", labels.get(key)), 4),
    }
}

fn question(ask: &Ask, labels: &Labels, lang: Lang) -> Vec<String> {
    let kind = labels.get(match ask.kind {
        QuestionKind::Behavioural => "show.behavioural",
        QuestionKind::Situational => "show.situational",
        QuestionKind::Open => "show.open",
    });
    wrapped(&format!("? {} [{kind}]", ask.text.in_lang(lang)), 4)
}

fn anchors(anchors: &Anchors, lang: Lang) -> Vec<String> {
    let levels = [(1, &anchors.one), (3, &anchors.three), (5, &anchors.five)];
    let said = levels
        .iter()
        .filter(|(_, said)| !said.in_lang(lang).is_empty());
    said.flat_map(|(level, said)| wrapped(&format!("{level}  {}", said.in_lang(lang)), 6))
        .collect()
}

/// A paragraph in lines that start after an indent; what follows the first stands two further.
fn wrapped(paragraph: &str, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    let mut blank = true;
    for word in paragraph.split_whitespace() {
        if !blank && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(line);
            line = " ".repeat(indent + 2);
            blank = true;
        }
        if !blank {
            line.push(' ');
        }
        line += word;
        blank = false;
    }
    if !blank {
        lines.push(line);
    }
    lines
}

fn text(lines: Vec<String>) -> String {
    lines
        .iter()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_stays_within_eighty_columns() {
        let lines = wrapped(&"compétence ".repeat(20), 4);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines[1].starts_with("      compétence"));
    }
}
