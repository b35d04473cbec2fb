//! A shortlist for a terminal of 80 columns: who first, why, what to ask.
//!
//! In: a view. Out: one line for each candidate, cards for the top, the pearls of those below, what
//! could not be read, and what the numbers mean. The width is fixed: same input, same bytes.

use std::borrow::Cow;
use std::io::{self, Write};

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Row, Table, Width,
    presets,
};

use crate::error::Message;
use crate::model::evidence::Evidence;
use crate::model::rubric::{Kind, Order};
use crate::model::shortlist::{Card, Earned, Pearl, State};
use crate::render::escape;
use crate::render::view::{View, bare};

/// The narrowest terminal anybody has.
const WIDTH: u16 = 80;
/// A column of numbers, in characters.
const NUMBER: u16 = 7;
/// Unlisted items and rare skills that a card has room for, each.
const SHORT: usize = 3;
/// A quote on a card is cut at this many characters; the whole stands in the other formats.
const QUOTE: usize = 220;
/// Unread files that a terminal has room for.
const UNREAD: usize = 20;

/// Whether a terminal gets colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// Bold and colours.
    On,
    /// Plain text.
    Off,
}

/// Writes the shortlist.
pub fn write(view: &View<'_>, colours: Colours, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { view, colours };
    page.head(out)?;
    page.everybody(out)?;
    for card in &view.shortlist.cards {
        page.card(card, out)?;
    }
    page.pearls(out)?;
    page.unread(out)?;
    page.meaning(out)
}

struct Page<'a> {
    view: &'a View<'a>,
    colours: Colours,
}

impl<'a> Page<'a> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let list = self.view.shortlist;
        let message = Message::new(match self.view.unread() {
            0 => "screen.head",
            _ => "screen.head-unread",
        });
        let message = message
            .with("ranked", list.cards.len() + list.lines.len())
            .with("unread", self.view.unread());
        self.heading(self.view.rubric_title(), out)?;
        writeln!(out, "{}\n", self.view.say(&message))
    }

    fn everybody(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = self.table();
        let (shown, rows) = (self.columns(), self.rows());
        table.set_header(shown.iter().map(|column| self.header(column.label)));
        for row in rows {
            let cells = row.into_iter().zip(&shown);
            let cells = cells.map(|(text, column)| Cell::new(text).set_alignment(column.side));
            let mut row: Row = Row::from(cells.collect::<Vec<_>>());
            row.max_height(1);
            table.add_row(row);
        }
        for (at, column) in shown.iter().enumerate() {
            if let Some(place) = table.column_mut(at) {
                place.set_padding((0, 1));
                place.set_constraint(ColumnConstraint::Absolute(Width::Fixed(column.width)));
            }
        }
        self.put(&table, out)
    }

    fn columns(&self) -> Vec<Column> {
        let number = |label| Column {
            label,
            width: NUMBER,
            side: CellAlignment::Right,
        };
        let mut columns = vec![number("table.rank"), number("table.score")];
        columns.extend(self.kinds().map(|kind| number(kind_column(kind))));
        columns.push(number("table.documented"));
        if self.requires() {
            columns.push(number("table.required"));
        }
        let who = Column {
            label: "table.who",
            width: WIDTH - NUMBER * columns.len() as u16,
            side: CellAlignment::Left,
        };
        columns.insert(1, who);
        columns
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let view = self.view;
        let cards = view.shortlist.cards.iter().map(|card| {
            let judged = &card.judged;
            let mut row = vec![
                card.rank.to_string(),
                self.listed(card.name.as_deref(), &card.id),
                view.number(judged.score, 1),
            ];
            for kind in self.kinds() {
                let share = match kind {
                    Kind::Hard => judged.kinds.hard,
                    Kind::Soft => judged.kinds.soft,
                    Kind::Mad => judged.kinds.mad,
                };
                row.push(share.map_or(String::new(), |share| view.number(share * 100.0, 0)));
            }
            row.push(view.percent(judged.documented));
            if self.requires() {
                row.push(required(card));
            }
            row
        });
        let lines = view.shortlist.lines.iter().map(|line| {
            let blanks = self.kinds().count();
            let mut row = vec![
                line.rank.to_string(),
                self.listed(line.name.as_deref(), &line.id),
                view.number(line.score, 1),
            ];
            row.extend((0..blanks).map(|_| String::new()));
            row.push(view.percent(line.documented));
            if self.requires() {
                row.push(String::new());
            }
            row
        });
        cards.chain(lines).collect()
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        let kinds = [Kind::Hard, Kind::Soft, Kind::Mad];
        kinds.into_iter().filter(|kind| self.view.has(*kind))
    }

    fn requires(&self) -> bool {
        let mut cards = self.view.shortlist.cards.iter();
        cards.any(|card| !card.judged.required.is_empty())
    }

    fn card(&self, card: &'a Card, out: &mut dyn Write) -> io::Result<()> {
        let view = self.view;
        let message = Message::new("screen.card")
            .with("rank", card.rank)
            .with("who", self.who(card.name.as_deref(), &card.id))
            .with("score", view.number(card.judged.score, 1));
        writeln!(out)?;
        self.heading(&view.say(&message), out)?;
        let mut table = self.table();
        for (label, text, style) in self.card_lines(card) {
            table.add_row(vec![
                self.styled(Cell::new(label), Style::Faint),
                self.styled(Cell::new(text), style),
            ]);
        }
        if let Some(labels) = table.column_mut(0) {
            labels.set_constraint(ColumnConstraint::Absolute(Width::Fixed(14)));
        }
        self.put(&table, out)
    }

    /// The lines of a card: label, text, style.
    fn card_lines(&self, card: &'a Card) -> Vec<(&'a str, String, Style)> {
        let view = self.view;
        let mut lines = Vec::new();
        let best = view.best(card);
        for kind in self.kinds() {
            let style = match kind {
                Kind::Mad => Style::Pearl,
                Kind::Hard | Kind::Soft => Style::Plain,
            };
            lines.push((
                view.label(kind_card(kind)),
                self.why(best.get(&kind)),
                style,
            ));
        }
        lines.extend(self.standing(card));
        lines.extend(self.to_ask(card));
        // A label stands once, over all of its lines.
        for at in (1..lines.len()).rev() {
            if lines[at].0 == lines[at - 1].0 {
                lines[at].0 = "";
            }
        }
        lines
    }

    /// What is required and not shown, where they stand without mad skills, what is rare.
    fn standing(&self, card: &'a Card) -> Vec<(&'a str, String, Style)> {
        let view = self.view;
        let mut lines = Vec::new();
        for required in &card.judged.required {
            if required.state != State::Shown {
                let text = clean(&view.required_one(required));
                lines.push((view.label("card.required"), text, Style::Warned));
            }
        }
        if card.rank != card.rank_without_mad {
            let rank = card.rank_without_mad.to_string();
            lines.push((view.label("card.without-mad"), rank, Style::Plain));
        }
        for rarity in card.rarity.iter().take(SHORT) {
            let message = Message::new("card.rare")
                .with("skill", view.title(&rarity.criterion))
                .with("count", rarity.shown_by)
                .with("of", rarity.of);
            lines.push((
                view.label("card.rarity"),
                clean(&view.say(&message)),
                Style::Plain,
            ));
        }
        lines
    }

    /// What to ask and what to check.
    fn to_ask(&self, card: &'a Card) -> Vec<(&'a str, String, Style)> {
        let view = self.view;
        let mut lines = Vec::new();
        for question in &card.questions {
            let because = Message::new("card.because").with("because", &question.because);
            let text = format!("{}\n{}", clean(&question.text), clean(&view.say(&because)));
            lines.push((view.label("card.ask"), text, Style::Plain));
        }
        for item in card.unlisted.iter().take(SHORT) {
            let text = format!("{}\n{}", quoted(view, &item.quote), clean(&item.question));
            lines.push((view.label("card.unlisted"), text, Style::Plain));
        }
        for flag in &card.flags {
            lines.push((
                view.label("card.flag"),
                clean(&view.flag(flag)),
                Style::Warned,
            ));
        }
        for note in &card.notes {
            lines.push((view.label("card.note"), clean(note), Style::Plain));
        }
        lines
    }

    /// The best quote of a kind, what it shows, how strongly and where it stands.
    fn why(&self, best: Option<&(&'a Earned, &'a Evidence)>) -> String {
        let view = self.view;
        let Some((earned, evidence)) = best else {
            return view.label("card.nothing").to_owned();
        };
        let message = Message::new("card.why")
            .with("skill", view.title(&earned.id))
            .with("level", view.level(evidence.level))
            .with(
                "place",
                view.place(&evidence.file, evidence.page, evidence.line),
            );
        format!(
            "{}\n{}",
            quoted(view, &evidence.quote),
            clean(&view.say(&message))
        )
    }

    fn pearls(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.view.shortlist.pearls.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        self.heading(self.view.label("screen.pearls"), out)?;
        let mut table = self.table();
        for pearl in &self.view.shortlist.pearls {
            let cell = self.styled(Cell::new(self.pearl(pearl)), Style::Pearl);
            let rank = Cell::new(pearl.rank).set_alignment(CellAlignment::Right);
            table.add_row(vec![rank, cell]);
        }
        self.put(&table, out)
    }

    fn pearl(&self, pearl: &'a Pearl) -> String {
        let view = self.view;
        let message = Message::new("screen.pearl")
            .with("who", self.who(pearl.name.as_deref(), &pearl.id))
            .with("skill", view.title(&pearl.criterion))
            .with("level", view.level(pearl.evidence.level));
        format!(
            "{}\n{}",
            clean(&view.say(&message)),
            quoted(view, &pearl.evidence.quote)
        )
    }

    fn unread(&self, out: &mut dyn Write) -> io::Result<()> {
        let unread = &self.view.shortlist.unread;
        if unread.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        self.heading(self.view.label("screen.unread-heading"), out)?;
        let mut table = self.table();
        for item in unread.iter().take(UNREAD) {
            let source = self.view.unread_whose(item);
            let reason = self.view.say(&item.reason);
            let message = Message::new("screen.unread-line").with("source", source);
            let cell = Cell::new(clean(&self.view.say(&message.with("reason", reason))));
            table.add_row(vec![self.styled(cell, Style::Warned)]);
        }
        if unread.len() > UNREAD {
            let more =
                Message::new("screen.more-unread").with("count", self.view.unread() - UNREAD);
            table.add_row(vec![Cell::new(self.view.say(&more))]);
        }
        self.put(&table, out)
    }

    fn meaning(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        self.heading(self.view.label("screen.meaning"), out)?;
        let mut keys = vec!["meaning.score", "meaning.documented", "meaning.levels"];
        if self.view.order() == Order::Documented {
            keys.insert(0, "meaning.order-documented");
        }
        keys.push("meaning.person");
        let mut table = self.table();
        for key in keys {
            let cell = self.styled(Cell::new(self.view.label(key)), Style::Faint);
            table.add_row(vec![cell]);
        }
        self.put(&table, out)
    }

    fn who(&self, name: Option<&str>, id: &str) -> String {
        clean(&self.view.who(name, id))
    }

    /// The id first: a long name is cut, an id must not be.
    fn listed(&self, name: Option<&str>, id: &str) -> String {
        match self.view.name(name) {
            Some(name) => clean(&format!("{id}  {name}")),
            None => clean(id),
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_truncation_indicator("…")
            .set_width(WIDTH);
        match self.colours {
            Colours::On => table.enforce_styling(),
            Colours::Off => table.force_no_tty(),
        };
        table
    }

    fn header(&self, key: &'a str) -> Cell {
        self.styled(Cell::new(self.view.label(key)), Style::Faint)
    }

    fn styled(&self, cell: Cell, style: Style) -> Cell {
        if self.colours == Colours::Off {
            return cell;
        }
        match style {
            Style::Plain => cell,
            Style::Heading => cell.add_attribute(Attribute::Bold),
            Style::Faint => cell.add_attribute(Attribute::Dim),
            Style::Pearl => cell.fg(Color::Cyan),
            Style::Warned => cell.fg(Color::Yellow),
        }
    }

    /// A heading, wrapped like everything else.
    fn heading(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut table = self.table();
        table.add_row(vec![self.styled(Cell::new(clean(text)), Style::Heading)]);
        if let Some(only) = table.column_mut(0) {
            only.set_padding((0, 0));
        }
        self.put(&table, out)
    }

    /// The table without the blanks that pad its lines.
    fn put(&self, table: &Table, out: &mut dyn Write) -> io::Result<()> {
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A column of the list.
struct Column {
    label: &'static str,
    /// In characters, the blank after it included.
    width: u16,
    side: CellAlignment,
}

#[derive(Clone, Copy)]
enum Style {
    Plain,
    Heading,
    Faint,
    Pearl,
    Warned,
}

fn kind_column(kind: Kind) -> &'static str {
    match kind {
        Kind::Hard => "table.hard",
        Kind::Soft => "table.soft",
        Kind::Mad => "table.mad",
    }
}

fn kind_card(kind: Kind) -> &'static str {
    match kind {
        Kind::Hard => "card.hard",
        Kind::Soft => "card.soft",
        Kind::Mad => "card.mad",
    }
}

/// How many of the required criteria are shown.
fn required(card: &Card) -> String {
    let required = &card.judged.required;
    let shown = required.iter().filter(|r| r.state == State::Shown).count();
    format!("{shown}/{}", required.len())
}

fn clean(text: &str) -> String {
    escape::terminal(text).into_owned()
}

/// A quote as it stands on a card.
fn quoted(view: &View<'_>, quote: &str) -> String {
    let quote = cut(bare(quote));
    let message = Message::new("card.quote").with("quote", quote);
    clean(&view.say(&message))
}

fn cut(quote: &str) -> Cow<'_, str> {
    match quote.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", quote[..end].trim_end()).into(),
        None => quote.into(),
    }
}
