//! The text of an OpenDocument text (`.odt`): headers, body, tables, frames, notes and footers.
//!
//! In: an opened zip. Out: a transcript; hidden paragraphs and white text are hidden text, tracked
//! deletions and comments are left out.

use std::collections::BTreeMap;

use super::sight::{self, Ground, Rgb};
use super::transcript::{Extracted, Transcript};
use super::xml::{self, Element, Step};
use super::zipped::Zipped;
use crate::error::Message;

/// Elements whose content is not part of what is shown.
const SKIPPED: &[&str] = &[
    "tracked-changes",
    "annotation",
    "annotation-end",
    "note-citation",
    "script",
    "binary-data",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "title",
    "desc",
    "event-listeners",
];

/// How many styles may have each other as parent.
const CHAIN: usize = 20;

/// The most spaces that one element may stand for.
const SPACES: usize = 100;

/// The text of an OpenDocument text.
pub fn read(zip: &Zipped) -> Result<Extracted, Message> {
    let content = zip.part("content.xml")?;
    let mut styles = Styles::default();
    let mut frame = (Transcript::default(), Transcript::default());
    if let Some(part) = zip.optional("styles.xml")? {
        styles.read(&part)?;
        frame = headers_and_footers(&part, &styles)?;
    }
    styles.read(&content)?;
    let (header, footer) = frame;
    let mut whole = header;
    whole.append(body(&content, &styles)?);
    whole.append(footer);
    whole.finish()
}

/// What a style says; what it does not say is its parent's.
#[derive(Debug, Default, Clone)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    ink: Option<Rgb>,
    points: Option<f32>,
    ground: Option<Ground>,
    page_before: bool,
}

#[derive(Default)]
struct Styles(BTreeMap<String, Style>);

impl Styles {
    fn read(&mut self, part: &[u8]) -> Result<(), Message> {
        let mut current: Option<(String, Style)> = None;
        xml::walk(part, |step| match step {
            Step::Open(element) if element.name() == "style" => {
                let name = element.attribute("name").unwrap_or_default();
                let parent = element.attribute("parent-style-name");
                current = Some((
                    name,
                    Style {
                        parent,
                        ..Style::default()
                    },
                ));
            }
            Step::Open(element) if element.name().ends_with("-properties") => {
                if let Some((_, style)) = &mut current {
                    style.take(element);
                }
            }
            Step::Close("style") => {
                if let Some((name, style)) = current.take() {
                    self.0.insert(name, style);
                }
            }
            _ => {}
        })
    }

    /// A style with what its parents say; a circle ends at its limit.
    fn resolve(&self, name: &str) -> Style {
        let mut whole = Style::default();
        let mut next = self.0.get(name);
        for _ in 0..CHAIN {
            let Some(style) = next else { break };
            whole.hidden = whole.hidden.or(style.hidden);
            whole.ink = whole.ink.or(style.ink);
            whole.points = whole.points.or(style.points);
            whole.ground = whole.ground.or(style.ground);
            whole.page_before |= style.page_before;
            next = style.parent.as_ref().and_then(|parent| self.0.get(parent));
        }
        whole
    }
}

impl Style {
    /// Lifted or lowered out of its line, or set so small there that nobody can read it.
    fn lifts_away(element: &Element) -> bool {
        let position = element.attribute("text-position").unwrap_or_default();
        let mut parts = position.split_whitespace();
        let percent = |part: Option<&str>| part?.trim_end_matches('%').parse::<f32>().ok();
        let by = percent(parts.next());
        let size = percent(parts.next());
        by.is_some_and(|by| by.abs() > 10_000.0) || size.is_some_and(|size| size < 12.0)
    }

    fn take(&mut self, element: &Element) {
        let colour = |name| element.attribute(name).and_then(|text| sight::hex(&text));
        self.ink = colour("color").or(self.ink);
        if element.attribute("display").as_deref() == Some("none") {
            self.hidden = Some(true);
        }
        if let Some(size) = element.attribute("font-size") {
            let number = |unit| size.strip_suffix(unit).and_then(|n| n.parse::<f32>().ok());
            self.points = number("pt").or_else(|| number("%").map(|percent| percent * 0.12));
        }
        let percent = |name| {
            let said = element.attribute(name)?;
            said.trim_end_matches('%').parse::<f32>().ok()
        };
        // Of a frame it is the ground that is clear, not the text.
        let is_text = element.name() == "text-properties";
        if is_text
            && (percent("text-scale").is_some_and(|width| width < 12.0)
                || Style::lifts_away(element)
                || percent("opacity").is_some_and(|opacity| opacity < 5.0))
        {
            self.hidden = Some(true);
        }
        if let Some(ground) = colour("background-color") {
            self.ground = Some(Ground::Plain(ground));
        }
        match element.attribute("fill").as_deref() {
            Some("solid") => {
                self.ground = Some(colour("fill-color").map_or(Ground::Busy, Ground::Plain))
            }
            Some("gradient" | "bitmap" | "hatch") => self.ground = Some(Ground::Busy),
            _ => {}
        }
        self.page_before |= element.attribute("break-before").as_deref() == Some("page");
    }
}

/// Whether a frame or a shape is not on the page, or has no size there.
fn is_hidden_shape(element: &Element) -> bool {
    let is_nothing = |side| {
        let length: Option<String> = element.attribute(side);
        length.is_some_and(|length| {
            let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            number.parse::<f32>().is_ok_and(|number| number == 0.0)
        })
    };
    element.attribute("display").as_deref() == Some("none")
        || (is_nothing("width") && is_nothing("height"))
}

/// The headers and footers of the master pages that say something.
fn headers_and_footers(part: &[u8], styles: &Styles) -> Result<(Transcript, Transcript), Message> {
    let mut reader = Reader::new(styles);
    let (mut header, mut footer) = (Transcript::default(), Transcript::default());
    xml::walk(part, |step| {
        match &step {
            Step::Open(element) if is_frame(element.name()) => {
                reader.out = vec![Transcript::default()]
            }
            Step::Close(name) if is_frame(name) => {
                let read = reader.take();
                match *name {
                    name if name.starts_with("header") => header.append(read),
                    _ => footer.append(read),
                }
            }
            _ => {}
        }
        reader.step(step);
    })?;
    Ok((header, footer))
}

fn is_frame(name: &str) -> bool {
    matches!(name, "header" | "footer" | "header-first" | "footer-first")
}

fn body(content: &[u8], styles: &Styles) -> Result<Transcript, Message> {
    let mut reader = Reader::new(styles);
    xml::walk(content, |step| reader.step(step))?;
    Ok(reader.take())
}

/// What is open around the text.
struct Open {
    style: Style,
    /// Ends a line when it closes.
    is_line: bool,
}

struct Reader<'s> {
    styles: &'s Styles,
    out: Vec<Transcript>,
    open: Vec<Open>,
    grounds: Vec<Ground>,
    /// Frames and notes anchored in the paragraph; their text follows it.
    anchored: Vec<Transcript>,
    rows: Vec<Vec<Transcript>>,
    /// For each open section, row, cell and frame, whether it is hidden.
    hidden: Vec<bool>,
    skipping: usize,
    bullet: bool,
    at_start: bool,
}

impl<'s> Reader<'s> {
    fn new(styles: &'s Styles) -> Self {
        Reader {
            styles,
            out: vec![Transcript::default()],
            open: Vec::new(),
            grounds: Vec::new(),
            anchored: Vec::new(),
            rows: Vec::new(),
            hidden: Vec::new(),
            skipping: 0,
            bullet: false,
            at_start: true,
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Open(_) if self.skipping > 0 => self.skipping += 1,
            Step::Close(_) if self.skipping > 0 => self.skipping -= 1,
            Step::Text(_) if self.skipping > 0 => {}
            Step::Open(element) if SKIPPED.contains(&element.name()) => self.skipping = 1,
            Step::Open(element) => self.open(element),
            Step::Close(name) => self.close(name),
            Step::Text(text) if self.open.last().is_some() => self.text(text),
            Step::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element) {
        let style = || {
            let name = element.attribute("style-name");
            name.map(|name| self.styles.resolve(&name))
                .unwrap_or_default()
        };
        match element.name() {
            "p" | "h" => {
                let style = style();
                if style.page_before && self.out.len() == 1 && !self.out[0].is_blank() {
                    self.out[0].end_page();
                }
                self.at_start = true;
                self.open.push(Open {
                    style,
                    is_line: true,
                });
            }
            "span" | "a" => {
                let style = style();
                self.open.push(Open {
                    style,
                    is_line: false,
                });
            }
            "hidden-text" | "hidden-paragraph" => {
                let hidden = element.attribute("is-hidden").as_deref() != Some("false");
                let paragraph = self.open.iter_mut().rfind(|open| open.is_line);
                // The field hides the paragraph it stands in.
                if let (true, "hidden-paragraph", Some(paragraph)) =
                    (hidden, element.name(), paragraph)
                {
                    paragraph.style.hidden = Some(true);
                }
                self.open.push(Open {
                    style: Style {
                        hidden: Some(hidden),
                        ..Style::default()
                    },
                    is_line: false,
                });
            }
            "section" => {
                let is_shown = match element.attribute("display").as_deref() {
                    Some("none") => false,
                    Some("condition") => element.attribute("is-hidden").as_deref() != Some("true"),
                    _ => true,
                };
                self.hidden.push(!is_shown);
            }
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok());
                self.text(&" ".repeat(count.unwrap_or(1).min(SPACES)));
            }
            "tab" => self.text("\t"),
            "line-break" => self.writing().end_line(),
            "list-item" => self.bullet = true,
            "table-row" => {
                let visibility = element.attribute("visibility");
                self.hidden
                    .push(matches!(visibility.as_deref(), Some("collapse" | "filter")));
                self.rows.push(Vec::new());
            }
            "table-cell" | "frame" | "custom-shape" | "note-body" => {
                let ground = style().ground.or(self.grounds.last().copied());
                self.grounds.push(ground.unwrap_or_default());
                self.hidden.push(is_hidden_shape(element));
                self.out.push(Transcript::default());
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" | "span" | "a" | "hidden-text" | "hidden-paragraph" => {
                let is_line = self.open.pop().is_some_and(|open| open.is_line);
                if is_line {
                    self.end_paragraph();
                }
            }
            "table-cell" => {
                self.grounds.pop();
                self.hidden.pop();
                if let (Some(row), true) = (self.rows.last_mut(), self.out.len() > 1)
                    && let Some(cell) = self.out.pop()
                {
                    row.push(cell);
                }
            }
            "table-row" => {
                self.hidden.pop();
                self.end_row();
            }
            "section" => drop(self.hidden.pop()),
            "frame" | "custom-shape" | "note-body" => {
                self.grounds.pop();
                self.hidden.pop();
                if self.out.len() > 1
                    && let Some(text) = self.out.pop()
                {
                    self.anchored.push(text);
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        self.bullet = false;
        self.writing().end_line();
        // What is anchored in a paragraph inside a frame waits for the paragraph around the frame.
        if self.open.is_empty() {
            for text in std::mem::take(&mut self.anchored) {
                self.writing().append(text);
                self.writing().end_line();
            }
        }
    }

    fn end_row(&mut self) {
        if let Some(cells) = self.rows.pop() {
            self.writing().append_row(cells);
        }
    }

    fn text(&mut self, text: &str) {
        let text = text.replace(['\n', '\r'], " ");
        let is_seen = self.is_seen();
        let bullet = self.bullet && self.at_start && is_seen;
        self.at_start = self.at_start && text.trim().is_empty();
        let out = self.writing();
        if bullet {
            out.show("• ");
        }
        out.write(&text, is_seen);
        self.bullet = self.bullet && !bullet;
    }

    fn is_seen(&self) -> bool {
        let said = |what: fn(&Style) -> Option<Rgb>| {
            self.open.iter().rev().find_map(|open| what(&open.style))
        };
        let ink = said(|style| style.ink);
        let points = self.open.iter().rev().find_map(|open| open.style.points);
        let behind = self.open.iter().rev().find_map(|open| open.style.ground);
        let behind = behind.or(self.grounds.last().copied()).unwrap_or_default();
        let is_hidden = self.hidden.contains(&true)
            || self.open.iter().any(|open| open.style.hidden == Some(true));
        !is_hidden
            && ink.is_none_or(|ink| sight::stands_out(ink, behind))
            && points.is_none_or(sight::is_readable_size)
    }

    fn writing(&mut self) -> &mut Transcript {
        if self.out.is_empty() {
            self.out.push(Transcript::default());
        }
        let last = self.out.len() - 1;
        &mut self.out[last]
    }

    /// What was read so far, also when the part ends in the middle of a cell.
    fn take(&mut self) -> Transcript {
        let mut whole = Transcript::default();
        for text in self.out.drain(..).chain(self.anchored.drain(..)) {
            whole.append(text);
            whole.end_line();
        }
        whole
    }
}
