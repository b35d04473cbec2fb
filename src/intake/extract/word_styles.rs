//! What the styles of a Word document say about how text looks.
//!
//! In: `word/styles.xml`. Out: for a style, its [`Look`]: hidden or not, colour, size, shading.

use std::collections::BTreeMap;

use super::sight::{self, Ground, Rgb};
use super::xml::{self, Element, Step};
use crate::error::Message;

/// How many styles may be based on each other.
const CHAIN: usize = 20;

/// No page is higher than this, in half points.
const LIFTED: f32 = 1600.0;

/// How a run of text looks; what is not said is inherited.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    vanishes: Option<bool>,
    colour: Option<Colour>,
    points: Option<f32>,
    /// Letters pressed together, or over each other, until nobody can read them.
    crowded: Option<bool>,
    /// Lifted or lowered by more than a page.
    lifted: Option<bool>,
    /// Filled with nothing.
    clear: bool,
    /// What the run itself paints behind its text.
    pub ground: Ground,
}

/// `auto` is black on light and white on dark: always seen.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Colour {
    Auto,
    Plain(Rgb),
}

impl Look {
    /// Takes a property of a run; false when it is not one.
    pub fn apply(&mut self, name: &str, element: &Element, styles: &Styles) -> bool {
        match name {
            "vanish" | "specVanish" => self.vanishes = Some(is_on(element)),
            "color" => self.colour = colour(element).or(self.colour),
            "sz" => self.points = number(element).map(|half| half / 2.0).or(self.points),
            "w" => {
                self.crowded = number(element)
                    .map(|percent| percent < 12.0)
                    .or(self.crowded)
            }
            "spacing" => {
                self.crowded = number(element)
                    .map(|twips| twips <= -120.0)
                    .or(self.crowded)
            }
            "position" => {
                self.lifted = number(element)
                    .map(|half| half.abs() > LIFTED)
                    .or(self.lifted)
            }
            "shd" => self.ground = shading(element),
            "highlight" => self.ground = highlight(element),
            "rStyle" => {
                if let Some(id) = element.attribute("val") {
                    self.inherit(&styles.resolve(&id));
                }
            }
            _ => return false,
        }
        true
    }

    /// Takes what fills the letters themselves: nothing, or something that lets all light through.
    pub fn fill(&mut self, name: &str, element: &Element) {
        let is_clear = number(element).is_some_and(|transparency| transparency >= 95_000.0);
        self.clear |= name == "noFill" || (name == "alpha" && is_clear);
    }

    /// Whether a person would see text that looks like this on this ground.
    pub fn is_seen(&self, behind: Ground) -> bool {
        let told_apart = match self.colour {
            Some(Colour::Plain(ink)) => sight::stands_out(ink, behind),
            Some(Colour::Auto) | None => true,
        };
        let is_away = [self.vanishes, self.crowded, self.lifted].contains(&Some(true));
        let is_drawn = !is_away && !self.clear;
        is_drawn && told_apart && self.points.is_none_or(sight::is_readable_size)
    }

    /// What `other` says overrules.
    fn inherit(&mut self, other: &Look) {
        self.vanishes = other.vanishes.or(self.vanishes);
        self.colour = other.colour.or(self.colour);
        self.points = other.points.or(self.points);
        self.crowded = other.crowded.or(self.crowded);
        self.lifted = other.lifted.or(self.lifted);
        if other.ground != Ground::Bare {
            self.ground = other.ground;
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    look: Look,
    shades: bool,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    defaults: Look,
    default_paragraph: Option<String>,
    by_id: BTreeMap<String, Style>,
}

impl Styles {
    /// How a paragraph looks that names no style.
    pub fn default_paragraph(&self) -> Look {
        match &self.default_paragraph {
            Some(id) => self.paragraph(id),
            None => self.defaults.clone(),
        }
    }

    /// How a paragraph of this style looks.
    pub fn paragraph(&self, id: &str) -> Look {
        let mut look = self.defaults.clone();
        look.inherit(&self.resolve(id));
        look
    }

    /// Whether a table style paints anything behind its cells.
    pub fn shades(&self, id: &str) -> bool {
        self.chain(id).iter().any(|style| style.shades)
    }

    fn resolve(&self, id: &str) -> Look {
        let mut look = Look::default();
        for style in self.chain(id).into_iter().rev() {
            look.inherit(&style.look);
        }
        look
    }

    /// A style and what it is based on, nearest first; a circle ends at its limit.
    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = self.by_id.get(id);
        while let Some(style) = next
            && chain.len() < CHAIN
        {
            chain.push(style);
            next = style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        }
        chain
    }
}

/// Reads `word/styles.xml`.
pub fn read(part: &[u8]) -> Result<Styles, Message> {
    let mut styles = Styles::default();
    let nothing = Styles::default();
    let mut current: Option<(String, Style)> = None;
    let mut in_mark = false;
    let mut in_defaults = false;
    xml::walk(part, |step| match step {
        Step::Open(element) => match (element.name(), &mut current) {
            ("style", _) => {
                let id = element.attribute("styleId").unwrap_or_default();
                if element.attribute("default").as_deref() == Some("1")
                    && element.attribute("type").as_deref() == Some("paragraph")
                {
                    styles.default_paragraph = Some(id.clone());
                }
                current = Some((id, Style::default()));
            }
            ("rPrDefault", _) => in_defaults = true,
            ("tblStylePr", _) => in_mark = true,
            ("basedOn", Some((_, style))) => style.based_on = element.attribute("val"),
            ("shd", Some((_, style))) if shading(element) != Ground::Bare => {
                style.shades = true;
                if !in_mark {
                    style.look.apply("shd", element, &nothing);
                }
            }
            (name, Some((_, style))) if !in_mark => {
                style.look.apply(name, element, &nothing);
            }
            (name, None) if in_defaults => {
                styles.defaults.apply(name, element, &nothing);
            }
            _ => {}
        },
        Step::Close("style") => {
            if let Some((id, style)) = current.take() {
                styles.by_id.insert(id, style);
            }
        }
        Step::Close("rPrDefault") => in_defaults = false,
        Step::Close("tblStylePr") => in_mark = false,
        _ => {}
    })?;
    Ok(styles)
}

/// What an element `shd` paints.
pub fn shading(element: &Element) -> Ground {
    let pattern = element.attribute("val").unwrap_or_default();
    let fill = element.attribute("fill").unwrap_or_default();
    if element.attribute("themeFill").is_some() && sight::hex(&fill).is_none() {
        return Ground::Busy;
    }
    match (pattern.as_str(), sight::hex(&fill)) {
        // A pattern of two colours, or solid in its own.
        (pattern, _) if !["clear", "nil", ""].contains(&pattern) => Ground::Busy,
        (_, Some(colour)) => Ground::Plain(colour),
        (_, None) => Ground::Bare,
    }
}

fn highlight(element: &Element) -> Ground {
    match element.attribute("val").as_deref() {
        None | Some("none") => Ground::Bare,
        Some("white") => Ground::Plain(sight::PAPER),
        Some("black") => Ground::Plain([0, 0, 0]),
        Some("yellow") => Ground::Plain([255, 255, 0]),
        Some(_) => Ground::Busy,
    }
}

fn colour(element: &Element) -> Option<Colour> {
    let value = element.attribute("val");
    match value.as_deref() {
        Some("auto") => Some(Colour::Auto),
        Some(value) => sight::hex(value).map(Colour::Plain),
        // The first colours of a theme are its paper, white in all that ship.
        None => match element.attribute("themeColor")?.as_str() {
            "background1" | "light1" => Some(Colour::Plain(sight::PAPER)),
            _ => None,
        },
    }
}

fn number(element: &Element) -> Option<f32> {
    element.attribute("val")?.parse().ok()
}

/// A property without a value is on.
pub fn is_on(element: &Element) -> bool {
    let value = element.attribute("val");
    !matches!(value.as_deref(), Some("0" | "false" | "off"))
}
