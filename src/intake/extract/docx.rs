//! The text of a Word document (`.docx`): headers, body, tables, text boxes, notes and footers.
//!
//! In: an opened zip. Out: a transcript, with what Word would not show apart. Deleted text that is
//! only tracked is left out: a person with the final document would not read it.
//! Left to others: what the styles say (`word_styles`).

use std::collections::{BTreeMap, BTreeSet};

use super::sight::{self, Ground};
use super::transcript::{Extracted, Transcript};
use super::word_styles::{self, Look, Styles};
use super::xml::{self, Element, Step};
use super::zipped::Zipped;
use crate::error::Message;

/// Elements whose content is not part of what is shown: tracked deletions, the second copy of a
/// drawing for old programs, former formatting, fields' instructions.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "delInstrText",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "sectPrChange",
    "fldData",
    "docPartObj",
    "binData",
];

/// How many paragraphs a dark shape behind the text may stretch over.
const BANNER_PARAGRAPHS: usize = 30;

/// A shape at least this wide (English Metric Units: 4 cm) can carry text that lies over it.
const BANNER_WIDTH: u64 = 4 * 360_000;

/// The text of a Word document.
pub fn read(zip: &Zipped) -> Result<Extracted, Message> {
    let styles = match zip.optional("word/styles.xml")? {
        Some(part) => word_styles::read(&part)?,
        None => Styles::default(),
    };
    let targets = targets(zip)?;
    let body = part(&zip.part(&main_part(zip)?)?, &styles)?;
    let mut whole = Transcript::default();
    let even = even_pages_differ(zip)?;
    let shown = |kind: &str| -> Vec<&String> {
        let of_kind = body.references.iter().filter(|frame| frame.kind == kind);
        let used = of_kind.filter(|frame| frame.is_used(body.first_page_differs, even));
        used.filter_map(|frame| targets.get(&frame.id)).collect()
    };
    for header in distinct(zip, &styles, &shown("headerReference"))? {
        whole.append(header);
    }
    whole.append(body.transcript);
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(bytes) = zip.optional(notes)? {
            whole.append(part(&bytes, &styles)?.transcript);
        }
    }
    for footer in distinct(zip, &styles, &shown("footerReference"))? {
        whole.append(footer);
    }
    whole.finish()
}

/// Where the text is: Word itself always says `word/document.xml`, other programs may not.
fn main_part(zip: &Zipped) -> Result<String, Message> {
    let mut found = None;
    if let Some(types) = zip.optional("[Content_Types].xml")? {
        xml::walk(&types, |step| {
            if let Step::Open(element) = step
                && element.attribute("ContentType").is_some_and(|kind| {
                    kind.contains("document.main+xml") || kind.contains("template.main+xml")
                })
            {
                found = element.attribute("PartName");
            }
        })?;
    }
    Ok(found.unwrap_or_else(|| "word/document.xml".to_string()))
}

/// Relationship ids of the body and the parts they point to inside the zip. Nothing external is followed.
fn targets(zip: &Zipped) -> Result<BTreeMap<String, String>, Message> {
    let mut targets = BTreeMap::new();
    if let Some(part) = zip.optional("word/_rels/document.xml.rels")? {
        xml::walk(&part, |step| {
            if let Step::Open(element) = step
                && element.attribute("TargetMode").as_deref() != Some("External")
                && let (Some(id), Some(target)) =
                    (element.attribute("Id"), element.attribute("Target"))
            {
                let name = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_string(),
                    None => format!("word/{target}"),
                };
                targets.insert(id, name);
            }
        })?;
    }
    Ok(targets)
}

/// The headers or footers, each text once: first, even and default pages often repeat the same.
fn distinct(zip: &Zipped, styles: &Styles, names: &[&String]) -> Result<Vec<Transcript>, Message> {
    let (mut read, mut texts, mut kept) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for name in names {
        if !read.insert(*name) {
            continue;
        }
        let Some(bytes) = zip.optional(name)? else {
            continue;
        };
        let transcript = part(&bytes, styles)?.transcript;
        if transcript.is_blank() || texts.insert(transcript.shown()) {
            kept.push(transcript);
        }
    }
    Ok(kept)
}

/// Whether even pages have headers of their own; templates keep unused ones.
fn even_pages_differ(zip: &Zipped) -> Result<bool, Message> {
    let settings = zip.optional("word/settings.xml")?.unwrap_or_default();
    Ok(memchr::memmem::find(&settings, b"evenAndOddHeaders").is_some())
}

/// A header or footer that the body names.
struct Frame {
    /// `headerReference` or `footerReference`.
    kind: String,
    /// The pages it is for.
    pages: String,
    /// Its relationship.
    id: String,
}

impl Frame {
    fn is_used(&self, first_page_differs: bool, even_pages_differ: bool) -> bool {
        match self.pages.as_str() {
            "first" => first_page_differs,
            "even" => even_pages_differ,
            _ => true,
        }
    }
}

/// What one XML part says.
struct Part {
    transcript: Transcript,
    references: Vec<Frame>,
    first_page_differs: bool,
}

fn part(bytes: &[u8], styles: &Styles) -> Result<Part, Message> {
    let mut reader = PartReader::new(styles);
    xml::walk(bytes, |step| reader.step(step))?;
    Ok(reader.finish())
}

/// A paragraph being read.
struct Paragraph {
    look: Look,
    run: Option<Look>,
    /// Text boxes anchored in it; their text follows its own.
    boxes: Vec<Transcript>,
    ground: Ground,
    bullet: bool,
    is_empty: bool,
    page_ends_after: bool,
    in_properties: bool,
    /// Lines of no height, or beside the page.
    is_away: bool,
}

/// A table cell being read; cells of one paragraph each make one line of a row.
struct Row {
    cells: Vec<Vec<Transcript>>,
    ground_before: Ground,
    is_hidden: bool,
}

/// A shape being read: what it paints behind its text, and whether it is drawn at all.
struct Shape {
    ground: Ground,
    is_hidden: bool,
}

struct PartReader<'s> {
    styles: &'s Styles,
    /// The text box, table cell or body that is written to is the last.
    out: Vec<Transcript>,
    grounds: Vec<Ground>,
    paragraphs: Vec<Paragraph>,
    rows: Vec<Row>,
    shapes: Vec<Shape>,
    /// For each open drawing, whether it is hidden or has no size.
    drawings: Vec<bool>,
    skipping: usize,
    in_text: bool,
    in_cell_properties: bool,
    in_outline: usize,
    in_fill: bool,
    banner: usize,
    references: Vec<Frame>,
    first_page_differs: bool,
}

impl<'s> PartReader<'s> {
    fn new(styles: &'s Styles) -> Self {
        PartReader {
            styles,
            out: vec![Transcript::default()],
            grounds: vec![Ground::Bare],
            paragraphs: Vec::new(),
            rows: Vec::new(),
            shapes: Vec::new(),
            drawings: Vec::new(),
            skipping: 0,
            in_text: false,
            in_cell_properties: false,
            in_outline: 0,
            in_fill: false,
            banner: 0,
            references: Vec::new(),
            first_page_differs: false,
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
            Step::Text(text) if self.in_text => self.text(&text.replace(['\n', '\r'], " ")),
            Step::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element) {
        match element.name() {
            "p" => self.open_paragraph(),
            "r" => self.open_run(),
            "t" => self.in_text = true,
            "tbl" => self.open_table(),
            "tr" => self.rows.push(Row {
                cells: Vec::new(),
                ground_before: self.ground(),
                is_hidden: false,
            }),
            "hidden" | "trHeight" if !self.rows.is_empty() => self.hide_row(element),
            "tc" => self.open_cell(),
            "tcPr" => self.in_cell_properties = true,
            "shd" if self.in_cell_properties => self.shade_cell(element),
            "txbxContent" => self.open_box(),
            "background" => self.paint_page(element),
            "titlePg" => self.first_page_differs = true,
            "headerReference" | "footerReference" => {
                if let Some(id) = element.attribute("id") {
                    self.references.push(Frame {
                        kind: element.name().to_string(),
                        pages: element.attribute("type").unwrap_or_default(),
                        id,
                    });
                }
            }
            name if self.in_paragraph_properties() => self.paragraph_property(name, element),
            name if self.in_run() => self.run_content(name, element),
            name => self.shape(name, element),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.run = None;
                }
            }
            "pPr" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.in_properties = false;
                }
            }
            "p" => self.close_paragraph(),
            "textFill" => self.in_fill = false,
            "tcPr" => self.in_cell_properties = false,
            "tc" => self.close_cell(),
            "tr" => self.close_row(),
            "tbl" => {
                self.grounds.pop();
            }
            "txbxContent" => self.close_box(),
            "ln" => self.in_outline = self.in_outline.saturating_sub(1),
            "drawing" => drop(self.drawings.pop()),
            "wsp" | "shape" | "rect" | "roundrect" | "oval" => drop(self.shapes.pop()),
            _ => {}
        }
    }

    fn open_paragraph(&mut self) {
        self.banner = self.banner.saturating_sub(1);
        self.paragraphs.push(Paragraph {
            look: self.styles.default_paragraph(),
            run: None,
            boxes: Vec::new(),
            ground: Ground::Bare,
            bullet: false,
            is_empty: true,
            page_ends_after: false,
            in_properties: false,
            is_away: false,
        });
    }

    fn close_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        let out = self.writing();
        out.end_line();
        for text_box in paragraph.boxes {
            out.append(text_box);
            out.end_line();
        }
        if paragraph.page_ends_after {
            out.end_page();
        }
    }

    fn open_run(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.run = Some(paragraph.look.clone());
        }
    }

    fn in_paragraph_properties(&self) -> bool {
        self.paragraphs.last().is_some_and(|p| p.in_properties)
    }

    fn in_run(&self) -> bool {
        self.paragraphs
            .last()
            .is_some_and(|p| p.run.is_some() || p.is_empty)
    }

    fn paragraph_property(&mut self, name: &str, element: &Element) {
        let styles = self.styles;
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        match name {
            "pStyle" => {
                if let Some(id) = element.attribute("val") {
                    paragraph.look = styles.paragraph(&id);
                }
            }
            "numId" => paragraph.bullet = element.attribute("val").as_deref() != Some("0"),
            "shd" => paragraph.ground = word_styles::shading(element),
            "spacing" | "ind" => paragraph.is_away |= is_away(name, element),
            // The mark at the end of a paragraph has a look of its own, which is nobody's text.
            "rPr" => self.skipping = 1,
            _ => {}
        }
    }

    fn run_content(&mut self, name: &str, element: &Element) {
        let styles = self.styles;
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        match (name, &mut paragraph.run) {
            ("pPr", None) => paragraph.in_properties = true,
            ("tab" | "ptab", Some(_)) => self.text("\t"),
            ("noBreakHyphen", Some(_)) => self.text("-"),
            ("cr", Some(_)) => self.writing().end_line(),
            ("br", Some(_)) => self.line_break(element),
            ("lastRenderedPageBreak", Some(_)) => self.page_break(),
            ("textFill", Some(_)) => self.in_fill = true,
            (_, Some(look)) if self.in_fill => look.fill(name, element),
            (_, Some(look)) => {
                if !look.apply(name, element, styles) {
                    self.shape(name, element);
                }
            }
            _ => self.shape(name, element),
        }
    }

    fn line_break(&mut self, element: &Element) {
        match element.attribute("type").as_deref() {
            Some("page") => self.page_break(),
            _ => self.writing().end_line(),
        }
    }

    /// A page that ends in the middle of a paragraph ends after it, so that its sentence stays whole.
    fn page_break(&mut self) {
        let at_start = self.paragraphs.len() == 1 && self.out.len() == 1;
        match self.paragraphs.last_mut() {
            Some(paragraph) if at_start && paragraph.is_empty => self.writing().end_page(),
            Some(paragraph) if at_start => paragraph.page_ends_after = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let ground = self.ground();
        let busy = self.banner > 0;
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        let look = paragraph.run.as_ref().unwrap_or(&paragraph.look);
        let behind = match (look.ground, paragraph.ground) {
            (Ground::Bare, Ground::Bare) if busy => Ground::Busy,
            (Ground::Bare, Ground::Bare) => ground,
            (Ground::Bare, paragraph) => paragraph,
            (run, _) => run,
        };
        let is_hidden = paragraph.is_away
            || self.rows.iter().any(|row| row.is_hidden)
            || self.shapes.iter().any(|shape| shape.is_hidden)
            || self.drawings.contains(&true);
        let is_seen = look.is_seen(behind) && !is_hidden;
        let bullet = paragraph.bullet && paragraph.is_empty && is_seen;
        paragraph.is_empty = paragraph.is_empty && text.trim().is_empty();
        let out = self.writing();
        if bullet {
            out.show("• ");
        }
        out.write(text, is_seen);
    }

    /// Rows may be hidden, or have no height.
    fn hide_row(&mut self, element: &Element) {
        let is_flat = match element.name() {
            "hidden" => word_styles::is_on(element),
            _ => {
                element.attribute("hRule").as_deref() == Some("exact")
                    && twips(element, "val") < 40.0
            }
        };
        if let Some(row) = self.rows.last_mut() {
            row.is_hidden |= is_flat;
        }
    }

    fn open_table(&mut self) {
        self.grounds.push(self.ground());
    }

    fn open_cell(&mut self) {
        self.out.push(Transcript::default());
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(Vec::new());
        }
    }

    fn close_cell(&mut self) {
        if let (Some(row), true) = (self.rows.last_mut(), self.out.len() > 1)
            && let (Some(cell), Some(transcript)) = (row.cells.last_mut(), self.out.pop())
        {
            cell.push(transcript);
        }
        if let (Some(row), Some(ground)) = (self.rows.last(), self.grounds.last_mut()) {
            *ground = row.ground_before;
        }
    }

    fn close_row(&mut self) {
        if let Some(row) = self.rows.pop() {
            let cells = row.cells.into_iter().flatten().collect();
            self.writing().append_row(cells);
        }
    }

    fn open_box(&mut self) {
        self.out.push(Transcript::default());
        let ground = match self.shapes.last() {
            Some(shape) if shape.ground != Ground::Bare => shape.ground,
            _ => self.ground(),
        };
        self.grounds.push(ground);
    }

    fn close_box(&mut self) {
        self.grounds.pop();
        if self.out.len() > 1
            && let Some(text_box) = self.out.pop()
        {
            match self.paragraphs.last_mut() {
                Some(paragraph) => paragraph.boxes.push(text_box),
                None => self.writing().append(text_box),
            }
        }
    }

    fn paint_page(&mut self, element: &Element) {
        if let Some(colour) = element
            .attribute("color")
            .and_then(|text| sight::hex(&text))
            && let Some(page) = self.grounds.first_mut()
        {
            *page = Ground::Plain(colour);
        }
    }

    /// Drawings and cells: what they paint behind the text inside or over them.
    fn shape(&mut self, name: &str, element: &Element) {
        match name {
            "drawing" => self.drawings.push(false),
            "wsp" => self.shapes.push(Shape {
                ground: Ground::Bare,
                is_hidden: false,
            }),
            "shape" | "rect" | "roundrect" | "oval" => self.shapes.push(Shape {
                ground: vml_ground(element),
                is_hidden: vml_is_hidden(element),
            }),
            "docPr" => self.hide_drawing(says_hidden(element)),
            "cNvPr" => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.is_hidden |= says_hidden(element);
                }
            }
            "ln" => self.in_outline += 1,
            "srgbClr" if self.in_outline == 0 => {
                let colour = element.attribute("val").and_then(|text| sight::hex(&text));
                self.fill(colour.map_or(Ground::Busy, Ground::Plain));
            }
            "gradFill" | "blipFill" | "pattFill" | "schemeClr" if self.in_outline == 0 => {
                self.fill(Ground::Busy)
            }
            "fillRef" if element.attribute("idx").as_deref() != Some("0") => {
                self.fill(Ground::Busy)
            }
            "extent" => {
                self.hide_drawing(["cx", "cy"].iter().all(|side| is_speck(element, side)));
                let width = element.attribute("cx").and_then(|text| text.parse().ok());
                if width.is_some_and(|width: u64| width >= BANNER_WIDTH) {
                    self.banner = BANNER_PARAGRAPHS;
                }
            }
            "tblStyle" => {
                let shaded = element
                    .attribute("val")
                    .is_some_and(|id| self.styles.shades(&id));
                if let (true, Some(ground)) = (shaded, self.grounds.last_mut()) {
                    *ground = Ground::Busy;
                }
            }
            _ => {}
        }
    }

    fn hide_drawing(&mut self, is_hidden: bool) {
        if let Some(drawing) = self.drawings.last_mut() {
            *drawing |= is_hidden;
        }
    }

    fn shade_cell(&mut self, element: &Element) {
        let shade = word_styles::shading(element);
        if let (true, Some(ground)) = (shade != Ground::Bare, self.grounds.last_mut()) {
            *ground = shade;
        }
    }

    /// The first fill of a shape is its own; later ones belong to its text.
    fn fill(&mut self, ground: Ground) {
        if let Some(shape) = self.shapes.last_mut()
            && shape.ground == Ground::Bare
        {
            shape.ground = ground;
        }
    }

    fn ground(&self) -> Ground {
        self.grounds.last().copied().unwrap_or_default()
    }

    fn writing(&mut self) -> &mut Transcript {
        if self.out.is_empty() {
            self.out.push(Transcript::default());
        }
        let last = self.out.len() - 1;
        &mut self.out[last]
    }

    /// A part that ends in the middle of a cell or a box still gives what was read.
    fn finish(mut self) -> Part {
        let mut transcript = Transcript::default();
        for piece in self.out.drain(..) {
            transcript.append(piece);
            transcript.end_line();
        }
        Part {
            transcript,
            references: self.references,
            first_page_differs: self.first_page_differs,
        }
    }
}

/// Whether a paragraph's lines have no height, or start beside the page.
fn is_away(name: &str, element: &Element) -> bool {
    match name {
        "spacing" => {
            element.attribute("lineRule").as_deref() == Some("exact")
                && twips(element, "line") < 60.0
        }
        _ => ["left", "start"].iter().any(|side| {
            element.attribute(side).is_some()
                && !(-6000.0..=12_000.0).contains(&twips(element, side))
        }),
    }
}

/// A length in twentieths of a point; very long when it is not said.
fn twips(element: &Element, name: &str) -> f32 {
    let said = element.attribute(name).and_then(|text| text.parse().ok());
    said.unwrap_or(f32::MAX)
}

fn says_hidden(element: &Element) -> bool {
    matches!(
        element.attribute("hidden").as_deref(),
        Some("1" | "true" | "on")
    )
}

/// Whether a side of a drawing is no longer than half a point.
fn is_speck(element: &Element, side: &str) -> bool {
    let length = element.attribute(side).and_then(|text| text.parse().ok());
    length.is_some_and(|length: i64| length <= 6350)
}

/// Whether the style of a shape of the older drawing language keeps it off the page.
fn vml_is_hidden(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default();
    let said = style.split(';').filter_map(|said| said.split_once(':'));
    let said = said.map(|(name, value)| (name.trim(), value.trim()));
    let is_nothing = |value: &str| {
        let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number.parse::<f32>().is_ok_and(|number| number == 0.0)
    };
    let mut flat_sides = 0;
    for (name, value) in said {
        match name.to_ascii_lowercase().as_str() {
            "visibility" if value == "hidden" => return true,
            "display" if value == "none" => return true,
            "mso-hide" if value == "all" => return true,
            "width" | "height" if is_nothing(value) => flat_sides += 1,
            _ => {}
        }
    }
    flat_sides == 2
}

/// The fill of a shape of the older drawing language; it is white unless it says otherwise.
fn vml_ground(element: &Element) -> Ground {
    if element
        .attribute("filled")
        .is_some_and(|filled| filled.starts_with('f'))
    {
        return Ground::Bare;
    }
    match element.attribute("fillcolor") {
        None => Ground::Bare,
        Some(text) => {
            sight::hex(text.split(' ').next().unwrap_or("")).map_or(Ground::Busy, Ground::Plain)
        }
    }
}
