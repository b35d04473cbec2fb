//! A page as HTML that prints well on A4: one file, its style inside, nothing to fetch.
//!
//! In: a [`Page`]. Out: HTML. maud escapes every text.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::blocks::{Block, Card, Page, Table, bound};
use super::escape;
use crate::model::document::Lang;

const STYLE: &str = include_str!("page.css");
/// Nothing is fetched, sent or run, whatever a text contains.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page as HTML.
pub fn page(page: &Page) -> String {
    let lang = match page.lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    let whole = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (said(&page.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { @for part in &page.blocks { (block(part)) "\n" } }
        }
    };
    whole.into_string() + "\n"
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Title(text) => html! { h1 { (said(text)) } },
        Block::Lead(text) => html! { p.lead { (said(text)) } },
        Block::Heading(text) => html! { h2 { (said(text)) } },
        Block::Text(text) => html! { p { (said(text)) } },
        Block::Note(text) => html! { p.note { (said(text)) } },
        Block::List(items) => html! { ul { @for item in items { li { (said(item)) } } } },
        Block::Terms(terms) => html! {
            dl { @for (term, text) in terms { div { dt { (said(term)) } dd { (said(text)) } } } }
        },
        Block::Table(rows) => table(rows),
        Block::Fill(names) => html! { div.fill { @for name in names { span { (said(name)) } } } },
        Block::Card(question) => card(question),
        Block::NewSheet => html! { div.sheet {} },
    }
}

fn table(table: &Table) -> Markup {
    html! {
        table {
            thead { tr { @for name in &table.head { th { (said(name)) } } } }
            tbody {
                @for row in &table.rows { tr { @for cell in row { td { (said(cell)) } } } }
            }
        }
    }
}

fn card(card: &Card) -> Markup {
    html! {
        section.card {
            header {
                b { (card.number) }
                h3 { (said(&card.title)) }
                span.facts { (said(&card.facts.join(" · "))) }
            }
            p.question { (said(&card.question)) }
            @for probe in &card.probes.1 {
                p.probe { b { (said(&card.probes.0)) } (said(probe)) }
            }
            p.why { b { (said(&card.why.0)) " · " } (said(&card.why.1)) }
            ul.steps {
                @for (step, ask) in &card.follow_ups.1 { li { b { (said(step)) " · " } (said(ask)) } }
            }
            p.prompts { b { (said(&card.prompts.0)) " · " } (said(&card.prompts.1.join(" "))) }
            (anchors(card))
            @if let Some(ticks) = &card.ticks { (marks(ticks)) }
            (marks(&card.rating))
            div.lines { (said(&card.notes)) }
        }
    }
}

fn anchors(card: &Card) -> Markup {
    html! {
        table.anchors {
            thead { tr { @for (mark, name, _) in &card.anchors { th { (mark) " · " (said(name)) } } } }
            tbody { tr { @for (_, _, text) in &card.anchors { td { (said(text)) } } } }
        }
    }
}

fn marks((name, marks): &(String, Vec<String>)) -> Markup {
    html! { p.marks { b { (said(name)) } @for mark in marks { span { (said(mark)) } } } }
}

/// Controls and characters that reorder a line are shown, not obeyed.
fn said(text: &str) -> String {
    bound(&escape::terminal(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_is_not_a_script() {
        let hostile = Page {
            lang: Lang::Fr,
            title: "</title><script>x</script>".into(),
            blocks: vec![Block::Text("<img onerror=x>\u{202e}".into())],
        };
        let written = page(&hostile);
        assert!(
            !written.contains("<script") && !written.contains("<img"),
            "{written}"
        );
        assert!(!written.contains('\u{202e}'));
    }
}
