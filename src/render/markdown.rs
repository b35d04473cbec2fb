//! A page as Markdown.
//!
//! In: a [`Page`]. Out: CommonMark with tables, that reads well as plain text too.

use super::blocks::{Block, Card, Page, Table};
use super::escape;

/// The page as Markdown.
pub fn page(page: &Page) -> String {
    let parts: Vec<String> = page.blocks.iter().map(block).collect();
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Title(text) => format!("# {}", inline(text)),
        Block::Lead(text) => format!("**{}**", inline(text)),
        Block::Heading(text) => format!("## {}", inline(text)),
        Block::Text(text) => inline(text),
        Block::Note(text) => format!("*{}*", inline(text)),
        Block::List(items) => lines(items.iter().map(|item| format!("- {}", inline(item)))),
        Block::Terms(terms) => lines(terms.iter().map(|(term, text)| named(term, text))),
        Block::Table(rows) => table(rows),
        Block::Fill(names) => {
            let each = names
                .iter()
                .map(|name| format!("{}: ____________", inline(name)));
            each.collect::<Vec<_>>().join(" · ")
        }
        Block::Card(question) => card(question),
        Block::NewSheet => "---".to_owned(),
    }
}

fn named(term: &str, text: &str) -> String {
    format!("- **{}**: {}", inline(term), inline(text))
}

fn lines(each: impl Iterator<Item = String>) -> String {
    each.collect::<Vec<_>>().join("\n")
}

fn table(table: &Table) -> String {
    let row = |cells: &[String]| {
        let cells = cells.iter().map(|cell| inline(cell));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = format!("|{}", " --- |".repeat(table.head.len()));
    let head = [row(&table.head), rule];
    lines(
        head.into_iter()
            .chain(table.rows.iter().map(|cells| row(cells))),
    )
}

fn card(card: &Card) -> String {
    let mut parts = vec![
        format!("### {}. {}", card.number, inline(&card.title)),
        format!("*{}*", inline(&card.facts.join(" · "))),
        format!("> **{}**", inline(&card.question)),
        format!("{}: {}", inline(&card.why.0), inline(&card.why.1)),
    ];
    let (name, probes) = &card.probes;
    parts.extend(
        probes
            .iter()
            .map(|probe| format!("> {}: **{}**", inline(name), inline(probe))),
    );
    let (name, steps) = &card.follow_ups;
    let steps = steps.iter().map(|(step, ask)| named(step, ask));
    parts.push(format!("{}:\n\n{}", inline(name), lines(steps)));
    let (name, prompts) = &card.prompts;
    parts.push(format!("{}: {}", inline(name), inline(&prompts.join(" "))));
    let anchors = card.anchors.iter();
    parts.push(table(&Table {
        head: anchors
            .clone()
            .map(|(mark, name, _)| format!("{mark} · {name}"))
            .collect(),
        rows: vec![anchors.map(|(_, _, text)| text.clone()).collect()],
    }));
    parts.extend(card.ticks.iter().map(ticks));
    parts.push(ticks(&card.rating));
    parts.push(format!(
        "{}:\n\n{}",
        inline(&card.notes),
        ["____", "____", "____"].join("\n\n")
    ));
    parts.join("\n\n")
}

fn ticks((name, marks): &(String, Vec<String>)) -> String {
    let boxes = marks.iter().map(|mark| format!("☐ {}", inline(mark)));
    format!("{}: {}", inline(name), boxes.collect::<Vec<_>>().join("  "))
}

/// A text on one line, with what Markdown, HTML inside it or a terminal would obey escaped.
fn inline(text: &str) -> String {
    let shown = escape::terminal(text);
    let mut safe = String::with_capacity(shown.len() + 8);
    for (at, c) in shown.char_indices() {
        let starts = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '~');
        if starts
            || matches!(
                c,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&'
            )
        {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_is_not_markup() {
        let raw = "# <b>*x*</b> [y](z)\n\u{1b}[1m|";
        assert_eq!(
            inline(raw),
            "\\# \\<b\\>\\*x\\*\\</b\\> \\[y\\](z)\\\\n\\\\u{1b}\\[1m\\|"
        );
    }
}
