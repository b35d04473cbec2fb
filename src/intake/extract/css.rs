//! As much of CSS as decides whether a person would see a text: a few properties, simple selectors.
//!
//! In: declarations and style sheets. Out: for an element, what they say about its looks.
//! What is not understood is ignored, so that honest text stays in.

use super::sight::{self, Ground, Rgb};

/// Rules of one document; beyond it they are ignored.
const RULES: usize = 2000;

/// What declarations say; `None` is inherited or unsaid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// `display: none`, invisible, transparent, clipped to nothing or off the page.
    pub unseen: Option<bool>,
    /// `color`.
    pub ink: Option<Rgb>,
    /// `background` and `background-color`.
    pub ground: Option<Ground>,
    /// `font-size`.
    pub size: Option<Size>,
}

/// A font size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// Points.
    Points(f32),
    /// Times that of the parent.
    Times(f32),
}

impl Said {
    /// What `later` says overrules.
    pub fn overrule(&mut self, later: &Said) {
        self.unseen = later.unseen.or(self.unseen);
        self.ink = later.ink.or(self.ink);
        self.ground = later.ground.or(self.ground);
        self.size = later.size.or(self.size);
    }
}

/// What an element is called, for selectors.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Its tag.
    pub tag: String,
    /// Its id.
    pub id: Option<String>,
    /// Its classes.
    pub classes: Vec<String>,
}

/// The style sheets of a document.
#[derive(Debug, Default)]
pub struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    /// Outermost first; the last is the element's own.
    path: Vec<Named>,
    said: Said,
}

impl Sheet {
    /// Adds the rules of a `<style>`.
    pub fn add(&mut self, text: &str) {
        let text = without_comments(text);
        let mut rest = text.as_str();
        while let Some(open) = rest.find('{') {
            let head = rest[..open].trim();
            let body = &rest[open + 1..];
            if head.starts_with('@') && is_for_screen(head) {
                rest = body; // its rules count like the others; the brace that closes it is skipped below
                continue;
            }
            let close = if head.starts_with('@') {
                end_of_block(body)
            } else {
                body.find('}').unwrap_or(body.len())
            };
            if !head.starts_with('@') {
                self.rule(head, &body[..close]);
            }
            rest = body
                .get(close + 1..)
                .unwrap_or("")
                .trim_start_matches(|c: char| c == '}' || c.is_whitespace());
        }
    }

    /// What the rules say about an element with these ancestors (outermost first).
    pub fn said<'a>(
        &self,
        element: &Named,
        ancestors: impl DoubleEndedIterator<Item = &'a Named> + Clone,
    ) -> Said {
        let mut said = Said::default();
        for rule in &self.rules {
            let Some((own, outer)) = rule.path.split_last() else {
                continue;
            };
            if own.fits(element) && fit_in_order(outer, ancestors.clone()) {
                said.overrule(&rule.said);
            }
        }
        said
    }

    /// Whether there is any rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn rule(&mut self, selectors: &str, body: &str) {
        let said = declarations(body);
        if said == Said::default() {
            return;
        }
        for selector in selectors.split(',') {
            if self.rules.len() < RULES
                && let Some(path) = path(selector)
            {
                let said = said.clone();
                self.rules.push(Rule { path, said });
            }
        }
    }
}

impl Named {
    /// Whether a selector of these names fits an element.
    fn fits(&self, element: &Named) -> bool {
        (self.tag.is_empty() || self.tag == element.tag)
            && (self.id.is_none() || self.id == element.id)
            && self
                .classes
                .iter()
                .all(|class| element.classes.contains(class))
    }
}

fn fit_in_order<'a>(
    outer: &[Named],
    ancestors: impl DoubleEndedIterator<Item = &'a Named>,
) -> bool {
    let mut wanted = outer.iter().rev();
    let mut next = wanted.next();
    for ancestor in ancestors.rev() {
        match next {
            None => return true,
            Some(names) if names.fits(ancestor) => next = wanted.next(),
            Some(_) => {}
        }
    }
    next.is_none()
}

/// A selector as names from the outside in; none when it asks for more than names.
fn path(selector: &str) -> Option<Vec<Named>> {
    let plain = |c: char| c.is_alphanumeric() || " \t\r\n.#-_*>".contains(c);
    if selector.len() > 200 || !selector.chars().all(plain) {
        return None;
    }
    let selector = selector.replace('>', " ");
    let path: Vec<Named> = selector.split_whitespace().map(names).collect();
    (!path.is_empty()).then_some(path)
}

fn names(compound: &str) -> Named {
    let mut named = Named::default();
    let mut rest = compound;
    let mut mark = ' ';
    loop {
        let end = rest.find(['.', '#']).unwrap_or(rest.len());
        let name = &rest[..end];
        match mark {
            '.' => named.classes.push(name.to_string()),
            '#' => named.id = Some(name.to_string()),
            _ => named.tag = name.trim_matches('*').to_ascii_lowercase(),
        }
        match rest[end..].chars().next() {
            Some(next) => mark = next,
            None => return named,
        }
        rest = &rest[end + 1..];
    }
}

/// Reads the declarations of a rule or of a `style` attribute.
pub fn declarations(text: &str) -> Said {
    let mut said = Said::default();
    let mut shrinks = false;
    let mut cuts = false;
    for declaration in text.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let property = property.trim().to_ascii_lowercase();
        let value = value.to_ascii_lowercase().replace("!important", "");
        let value = value.trim();
        match property.as_str() {
            "display" => said.unseen = Some(value == "none"),
            "visibility" if value == "hidden" || value == "collapse" => said.unseen = Some(true),
            "opacity" if value.parse::<f32>().is_ok_and(|alpha| alpha < 0.05) => {
                said.unseen = Some(true)
            }
            "color" if value == "transparent" || is_clear(value) => said.unseen = Some(true),
            "color" => said.ink = colour(value),
            "background-color" | "background" => said.ground = ground(value).or(said.ground),
            "background-image" if value != "none" => said.ground = Some(Ground::Busy),
            "font-size" => said.size = size(value),
            "font" => said.size = value.split([' ', '/']).find_map(size),
            "left" | "top" | "right" | "text-indent" | "margin-left" | "margin-top" => {
                let is_off_page = points(value).is_some_and(|points| points < -700.0);
                said.unseen = is_off_page.then_some(true).or(said.unseen);
            }
            "clip"
                if value.replace([' ', ','], "").starts_with("rect(00") || is_pixel_clip(value) =>
            {
                said.unseen = Some(true)
            }
            "clip-path" if value.contains("inset(50%") || value.contains("inset(100%") => {
                said.unseen = Some(true)
            }
            "transform" if value.contains("scale(0)") => said.unseen = Some(true),
            "width" | "height" | "max-height" | "max-width" => {
                shrinks |= points(value).is_some_and(|points| points <= 1.0)
            }
            "overflow" | "overflow-y" | "overflow-x" => cuts |= value == "hidden",
            _ => {}
        }
    }
    if shrinks && cuts {
        said.unseen = Some(true);
    }
    said
}

fn is_pixel_clip(value: &str) -> bool {
    value.replace(' ', "").starts_with("rect(1px,1px,1px,1px")
}

fn is_clear(value: &str) -> bool {
    let alpha = value.strip_prefix("rgba(").and_then(|rest| {
        let alpha = rest.trim_end_matches(')').rsplit([',', '/']).next()?;
        alpha.trim().parse::<f32>().ok()
    });
    alpha.is_some_and(|alpha| alpha < 0.05)
}

fn ground(value: &str) -> Option<Ground> {
    if value.contains("url(") || value.contains("gradient") {
        return Some(Ground::Busy);
    }
    let single = if value.contains('(') {
        value
    } else {
        value.split(' ').next()?
    };
    match single {
        "none" | "transparent" | "inherit" | "initial" => None,
        _ if is_clear(single) => None,
        _ => Some(colour(single).map_or(Ground::Busy, Ground::Plain)),
    }
}

/// A colour: `#rgb`, `#rrggbb`, `rgb()` or one of the names in daily use.
pub fn colour(value: &str) -> Option<Rgb> {
    if value.starts_with('#') {
        return sight::hex(value);
    }
    if let Some(channels) = value
        .strip_prefix("rgb")
        .and_then(|rest| rest.split_once('('))
    {
        let mut numbers = channels
            .1
            .split([',', ' ', ')'])
            .filter_map(|part| part.trim().parse::<f32>().ok());
        let mut next = || numbers.next().map(|number| number.clamp(0.0, 255.0) as u8);
        return Some([next()?, next()?, next()?]);
    }
    Some(match value {
        "white" | "snow" | "ghostwhite" | "ivory" | "floralwhite" => [255, 255, 255],
        "whitesmoke" => [245, 245, 245],
        "black" => [0, 0, 0],
        "red" => [255, 0, 0],
        "green" => [0, 128, 0],
        "blue" => [0, 0, 255],
        "navy" => [0, 0, 128],
        "yellow" => [255, 255, 0],
        "gray" | "grey" => [128, 128, 128],
        "lightgray" | "lightgrey" => [211, 211, 211],
        "silver" => [192, 192, 192],
        "teal" => [0, 128, 128],
        "maroon" => [128, 0, 0],
        "purple" => [128, 0, 128],
        "orange" => [255, 165, 0],
        _ => return None,
    })
}

fn size(value: &str) -> Option<Size> {
    let number = |unit: &str| {
        value
            .strip_suffix(unit)
            .and_then(|n| n.trim().parse::<f32>().ok())
    };
    if let Some(times) = number("rem") {
        return Some(Size::Points(times * 12.0));
    }
    if let Some(times) = number("em") {
        return Some(Size::Times(times));
    }
    if let Some(percent) = number("%") {
        return Some(Size::Times(percent / 100.0));
    }
    points(value).map(Size::Points)
}

/// A length in points; a pixel is three quarters of one.
fn points(value: &str) -> Option<f32> {
    let number = |unit: &str| {
        value
            .strip_suffix(unit)
            .and_then(|n| n.trim().parse::<f32>().ok())
    };
    number("pt")
        .or_else(|| number("px").map(|pixels| pixels * 0.75))
        .or_else(|| {
            number("rem")
                .or_else(|| number("em"))
                .map(|times| times * 12.0)
        })
        .or_else(|| number("cm").map(|cm| cm * 28.35))
        .or_else(|| (value.trim() == "0").then_some(0.0))
}

/// `@media screen` and the like hold for a person at a screen; print, widths and fonts do not.
fn is_for_screen(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    head.starts_with("@media") && !head.contains("print") && !head.contains('(')
}

fn end_of_block(body: &str) -> usize {
    let mut depth = 1;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    body.len()
}

fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("/*") {
        plain.push_str(&rest[..open]);
        rest = match rest[open..].find("*/") {
            Some(close) => &rest[open + close + 2..],
            None => "",
        };
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(tag: &str, class: &str) -> Named {
        Named {
            tag: tag.into(),
            id: None,
            classes: class.split_whitespace().map(String::from).collect(),
        }
    }

    #[test]
    fn a_class_of_a_sheet_hides_and_only_where_its_ancestors_are() {
        let mut sheet = Sheet::default();
        sheet.add("/* a{} */ p { color: #333 } @media print { p { display: none } } .menu .off { display:none }");
        let (page, menu) = (named("div", "page"), named("div", "menu"));
        let off = named("p", "off");
        assert_eq!(sheet.said(&off, [&page].into_iter()).unseen, None);
        assert_eq!(
            sheet.said(&off, [&page, &menu].into_iter()).unseen,
            Some(true)
        );
        assert_eq!(sheet.said(&off, [&page].into_iter()).ink, Some([0x33; 3]));
    }

    #[test]
    fn every_usual_way_to_hide_is_known() {
        for style in [
            "display:none",
            "visibility: hidden",
            "opacity:0",
            "color: transparent",
            "position:absolute; left:-9999px",
            "text-indent: -9999px",
            "height:0; overflow:hidden",
            "clip: rect(0, 0, 0, 0)",
            "color: rgba(0,0,0,0)",
        ] {
            assert_eq!(declarations(style).unseen, Some(true), "{style}");
        }
        assert_eq!(declarations("font-size:0").size, Some(Size::Points(0.0)));
    }
}
