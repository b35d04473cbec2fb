//! As much of CSS as decides whether a person would see a text: a few properties, simple selectors.
//!
//! In: declarations and style sheets. Out: for an element, what they say about its looks.
//! What is not understood is ignored, so that honest text stays in.

use std::collections::BTreeMap;

use super::sight::{self, Ground, Rgb};

/// Rules of one document; beyond it they are ignored.
const RULES: usize = 2000;

/// Ways to hide a text that do not undo each other.
#[derive(Debug, Clone, Copy)]
enum Way {
    Display,
    Visibility,
    Opacity,
    Ink,
    Place,
    Clip,
    Transform,
    Box,
    Filter,
}
const WAYS: usize = Way::Filter as usize + 1;

/// What declarations say; `None` is inherited or unsaid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// For each way to hide a text, whether it is used.
    hides: [Option<bool>; WAYS],
    /// Whether it is placed by itself, over whatever lies there.
    pub floats: Option<bool>,
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
        for (way, later) in self.hides.iter_mut().zip(later.hides) {
            *way = later.or(*way);
        }
        self.floats = later.floats.or(self.floats);
        self.ink = later.ink.or(self.ink);
        self.ground = later.ground.or(self.ground);
        self.size = later.size.or(self.size);
    }

    /// `display: none`, invisible, transparent, clipped to nothing or off the page.
    pub fn is_unseen(&self) -> bool {
        self.hides.contains(&Some(true))
    }

    fn hide(&mut self, way: Way, hides: bool) {
        self.hides[way as usize] = Some(hides);
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
    /// Its other attributes; in a selector, those asked for, with their value if that is asked for.
    pub attributes: Vec<(String, Option<String>)>,
}

/// The style sheets of a document.
#[derive(Debug, Default)]
pub struct Sheet {
    rules: Vec<Rule>,
    variables: BTreeMap<String, String>,
    /// Whether a rule asks for attributes.
    pub asks_attributes: bool,
}

#[derive(Debug)]
struct Rule {
    /// Outermost first; the last is the element's own.
    path: Vec<Named>,
    said: Said,
    /// What it says with `!important`.
    insisted: Said,
}

impl Rule {
    /// Ids, then classes and attributes, then tags: the more a selector asks for, the more its rule says.
    fn weight(&self) -> (usize, usize, usize) {
        let sum = |count: fn(&Named) -> usize| self.path.iter().map(count).sum::<usize>();
        (
            sum(|named| usize::from(named.id.is_some())),
            sum(|named| named.classes.len() + named.attributes.len()),
            sum(|named| usize::from(!named.tag.is_empty())),
        )
    }
}

impl Sheet {
    /// Adds the rules of a `<style>`.
    pub fn add(&mut self, text: &str) {
        let text = plain(text);
        self.variables.extend(variables(&text));
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
        self.rules.sort_by_key(Rule::weight); // stable: of equals, the later one overrules
    }

    /// What the `style` attribute of an element says, plainly and with `!important`.
    pub fn inline(&self, text: &str) -> (Said, Said) {
        declarations(&plain(text), &self.variables)
    }

    /// What the rules say about an element with these ancestors (outermost first), plainly and with
    /// `!important`.
    pub fn said<'a>(
        &self,
        element: &Named,
        ancestors: impl DoubleEndedIterator<Item = &'a Named> + Clone,
    ) -> (Said, Said) {
        let (mut said, mut insisted) = (Said::default(), Said::default());
        for rule in &self.rules {
            let Some((own, outer)) = rule.path.split_last() else {
                continue;
            };
            if own.fits(element) && fit_in_order(outer, ancestors.clone()) {
                said.overrule(&rule.said);
                insisted.overrule(&rule.insisted);
            }
        }
        (said, insisted)
    }

    /// Whether there is any rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn rule(&mut self, selectors: &str, body: &str) {
        let (said, insisted) = declarations(body, &self.variables);
        if said == Said::default() && insisted == Said::default() {
            return;
        }
        for selector in selectors.split(',') {
            if self.rules.len() < RULES
                && let Some(path) = path(selector)
            {
                self.asks_attributes |= path.iter().any(|named| !named.attributes.is_empty());
                self.rules.push(Rule {
                    path,
                    said: said.clone(),
                    insisted: insisted.clone(),
                });
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
            && self.attributes.iter().all(|(name, value)| {
                let same = |own: &(String, Option<String>)| {
                    own.0 == *name && (value.is_none() || own.1 == *value)
                };
                element.attributes.iter().any(same)
            })
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
    let plain = |c: char| c.is_alphanumeric() || " \t\r\n.#-_*>[]=\"'".contains(c);
    if selector.len() > 200 || !selector.chars().all(plain) {
        return None;
    }
    let selector = selector.replace('>', " ");
    let path: Vec<Named> = selector.split_whitespace().map(names).collect();
    (!path.is_empty()).then_some(path)
}

fn names(compound: &str) -> Named {
    let mut named = Named::default();
    let (mut rest, asked) = compound.split_once('[').unwrap_or((compound, ""));
    for attribute in asked.split('[').filter(|attribute| !attribute.is_empty()) {
        let attribute = attribute.trim_end_matches(']');
        let (name, value) = match attribute.split_once('=') {
            Some((name, value)) => (name, Some(value.trim_matches(['"', '\'']).to_string())),
            None => (attribute, None),
        };
        named.attributes.push((name.to_ascii_lowercase(), value));
    }
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

/// Reads the declarations of a rule or of a `style` attribute: plain ones, and those with `!important`.
fn declarations(text: &str, variables: &BTreeMap<String, String>) -> (Said, Said) {
    let (mut plain, mut insisted) = (Block::default(), Block::default());
    for declaration in text.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let property = property.trim().to_ascii_lowercase();
        let value = filled(&value.to_ascii_lowercase(), variables);
        match value.split_once("!important") {
            Some((value, _)) => insisted.declare(&property, value.trim()),
            None => plain.declare(&property, value.trim()),
        }
    }
    (plain.finish(), insisted.finish())
}

/// Declarations as they are read; some only say something together.
#[derive(Default)]
struct Block {
    said: Said,
    shrinks: bool,
    cuts: bool,
    /// Whether the ink is what lies behind it, or an outline.
    shows_through: bool,
}

impl Block {
    fn declare(&mut self, property: &str, value: &str) {
        let said = &mut self.said;
        match property {
            "display" => said.hide(Way::Display, value == "none"),
            "content-visibility" => said.hide(Way::Display, value == "hidden"),
            "visibility" => said.hide(Way::Visibility, matches!(value, "hidden" | "collapse")),
            "opacity" => said.hide(Way::Opacity, share(value).is_some_and(|alpha| alpha < 0.05)),
            "color" | "-webkit-text-fill-color" => {
                said.hide(Way::Ink, value == "transparent" || is_clear(value));
                said.ink = colour(value).or(said.ink);
            }
            "background-color" | "background" => {
                said.ground = ground(value).or(said.ground);
                self.shows_through |= value.ends_with(" text");
            }
            "background-image" if value != "none" => said.ground = Some(Ground::Busy),
            "background-clip" | "-webkit-background-clip" => self.shows_through |= value == "text",
            "-webkit-text-stroke" | "-webkit-text-stroke-width" => {
                self.shows_through |= !value.starts_with('0');
            }
            "font-size" => said.size = size(value),
            "font" => said.size = value.split([' ', '/']).find_map(size),
            "position" => said.floats = Some(matches!(value, "absolute" | "fixed")),
            "left" | "top" | "right" | "bottom" | "text-indent" | "margin-left" | "margin-top" => {
                let is_far = is_off_page(value, !property.starts_with("margin"));
                said.hide(
                    Way::Place,
                    is_far || said.hides[Way::Place as usize] == Some(true),
                );
            }
            "letter-spacing" => {
                said.hide(Way::Box, points(value).is_some_and(|points| points < -6.0));
            }
            "clip" => said.hide(Way::Clip, is_nothing(value) || is_pixel_clip(value)),
            "clip-path" => said.hide(Way::Clip, is_nothing(value)),
            "transform" | "scale" | "translate" => {
                said.hide(Way::Transform, moves_away(property, value))
            }
            "filter" => said.hide(
                Way::Filter,
                function(value, "opacity").is_some_and(|alpha| alpha < 0.05),
            ),
            "width" | "height" | "max-height" | "max-width" => {
                self.shrinks |= points(value).is_some_and(|points| points <= 1.0);
            }
            "overflow" | "overflow-y" | "overflow-x" => self.cuts |= value == "hidden",
            _ => {}
        }
    }

    fn finish(mut self) -> Said {
        if self.shrinks && self.cuts {
            self.said.hide(Way::Box, true);
        }
        if self.shows_through {
            self.said.hide(Way::Ink, false);
            // Letters of one colour cut out of their ground have that colour.
            if let Some(Ground::Plain(colour)) = self.said.ground {
                (self.said.ink, self.said.ground) = (Some(colour), None);
            }
        }
        self.said
    }
}

/// Further off than any page is wide or high.
fn is_off_page(value: &str, counts_shares: bool) -> bool {
    let of_screen = |unit| {
        value
            .strip_suffix(unit)
            .and_then(|n| n.trim().parse::<f32>().ok())
    };
    points(value).is_some_and(|points| !(-700.0..=4000.0).contains(&points))
        || ["vw", "vh"]
            .into_iter()
            .filter_map(of_screen)
            .any(|share| share.abs() >= 100.0)
        || (counts_shares && of_screen("%").is_some_and(|share| !(-99.0..=150.0).contains(&share)))
}

/// A clip that leaves nothing: all its numbers are zero, or it takes half from every side.
fn is_nothing(value: &str) -> bool {
    let Some((shape, numbers)) = value.split_once('(') else {
        return false;
    };
    let numbers = numbers
        .split([' ', ',', ')'])
        .filter(|number| !number.is_empty());
    let mut sizes = numbers.map(|number| {
        let digits = number.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
        digits.parse::<f32>()
    });
    match shape.trim() {
        "inset" => sizes
            .next()
            .is_some_and(|first| first.is_ok_and(|share| share >= 50.0)),
        "circle" | "ellipse" => sizes.next().is_some_and(|first| first == Ok(0.0)),
        "polygon" | "rect" => sizes.all(|size| size.is_ok_and(|size| size == 0.0)),
        _ => false,
    }
}

/// Shrunk to nothing, turned on its edge, or moved off the page.
fn moves_away(property: &str, value: &str) -> bool {
    let value = match property {
        "transform" => value.to_owned(),
        _ => format!("{property}({value})"),
    };
    let shrunk = ["scale", "scalex", "scaley", "scale3d"];
    let edge = ["rotatex", "rotatey"];
    let moved = ["translate", "translatex", "translatey", "translate3d"];
    let first = |name: &str| {
        let inside = value.split_once(&format!("{name}("))?.1.split(')').next()?;
        inside.split([',', ' ']).next().map(str::to_owned)
    };
    shrunk
        .iter()
        .any(|name| function(&value, name).is_some_and(|times| times.abs() < 0.12))
        || edge
            .iter()
            .any(|name| function(&value, name).is_some_and(|turn| turn.abs() == 90.0))
        || moved
            .iter()
            .any(|name| first(name).is_some_and(|by| is_off_page(&by, true)))
}

/// The first number of a function in a value.
fn function(value: &str, name: &str) -> Option<f32> {
    let inside = value.split_once(&format!("{name}("))?.1;
    share(inside.split([',', ')', ' ']).next()?)
}

/// A number, a percentage or an angle.
fn share(value: &str) -> Option<f32> {
    let value = value.trim();
    match value.strip_suffix('%') {
        Some(percent) => percent
            .trim()
            .parse::<f32>()
            .ok()
            .map(|number| number / 100.0),
        None => value.trim_end_matches("deg").parse().ok(),
    }
}

/// A value with its variables in their place.
fn filled(value: &str, variables: &BTreeMap<String, String>) -> String {
    let mut value = value.to_owned();
    // A variable may name another; a circle ends here.
    for _ in 0..4 {
        let Some(open) = value.find("var(") else {
            break;
        };
        let Some(length) = value[open..].find(')') else {
            break;
        };
        let inside = &value[open + 4..open + length];
        let (name, otherwise) = inside.split_once(',').unwrap_or((inside, ""));
        let put = variables
            .get(name.trim())
            .map_or(otherwise.trim(), String::as_str)
            .to_owned();
        value.replace_range(open..=open + length, &put);
    }
    value
}

/// The variables that the whole page shares.
fn variables(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for block in text.split('}') {
        let Some((head, body)) = block.rsplit_once('{') else {
            continue;
        };
        if ![":root", "html", "body", "*"].contains(&head.trim()) {
            continue;
        }
        for (name, value) in body.split(';').filter_map(|said| said.split_once(':')) {
            if name.trim().starts_with("--") && found.len() < RULES {
                let value = value.trim().chars().take(200).collect::<String>();
                found.insert(name.trim().to_ascii_lowercase(), value.to_ascii_lowercase());
            }
        }
    }
    found
}

/// Style without comments and escapes.
fn plain(text: &str) -> String {
    let text = without_comments(text);
    if !text.contains('\\') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let length = after
            .bytes()
            .take(6)
            .take_while(u8::is_ascii_hexdigit)
            .count();
        let code = u32::from_str_radix(&after[..length], 16).ok();
        plain.extend(code.and_then(char::from_u32));
        rest = &after[length..];
        if length > 0 {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
    }
    plain + rest
}

fn is_pixel_clip(value: &str) -> bool {
    value.replace(' ', "").starts_with("rect(1px,1px,1px,1px")
}

fn is_clear(value: &str) -> bool {
    let hex = value
        .strip_prefix('#')
        .and_then(|digits| match digits.len() {
            4 => u8::from_str_radix(&digits.get(3..)?.repeat(2), 16).ok(),
            8 => u8::from_str_radix(digits.get(6..)?, 16).ok(),
            _ => None,
        });
    let alpha = match value.split_once('(') {
        Some((_, parts)) if parts.contains('/') || parts.matches(',').count() == 3 => parts
            .trim_end_matches(')')
            .rsplit([',', '/'])
            .next()
            .and_then(share),
        _ => hex.map(|alpha| f32::from(alpha) / 255.0),
    };
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
    if let Some(digits) = value.strip_prefix('#') {
        // What follows the colour is how opaque it is.
        let colour = match digits.len() {
            4 => digits.get(..3),
            8 => digits.get(..6),
            _ => Some(digits),
        };
        return sight::hex(colour?);
    }
    if value.starts_with("hsl") {
        return hue(value);
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
        "white" | "snow" | "ghostwhite" | "ivory" | "floralwhite" | "azure" | "mintcream"
        | "aliceblue" | "seashell" | "lavenderblush" | "honeydew" => [255, 255, 255],
        "lightyellow" => [255, 255, 224],
        "cornsilk" => [255, 248, 220],
        "beige" => [245, 245, 220],
        "linen" | "oldlace" => [250, 240, 230],
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

/// `hsl()`, of which only what text and ground need is read: hue, saturation, lightness.
fn hue(value: &str) -> Option<Rgb> {
    let inside = value.split_once('(')?.1;
    let mut numbers = inside
        .split([',', ' ', ')', '/'])
        .filter(|part| !part.is_empty());
    let turn: f32 = numbers.next()?.trim_end_matches("deg").parse().ok()?;
    let (saturation, lightness) = (share(numbers.next()?)?, share(numbers.next()?)?);
    let spread = saturation * lightness.min(1.0 - lightness);
    let channel = |offset: f32| {
        let place = (offset + turn / 30.0).rem_euclid(12.0);
        let level = lightness - spread * (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
        (level.clamp(0.0, 1.0) * 255.0) as u8
    };
    Some([channel(0.0), channel(8.0), channel(4.0)])
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
    (head.starts_with("@media") && !head.contains("print") && !head.contains('('))
        || head.starts_with("@layer")
        || head.starts_with("@supports")
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
            attributes: Vec::new(),
            classes: class.split_whitespace().map(String::from).collect(),
        }
    }

    #[test]
    fn a_class_of_a_sheet_hides_and_only_where_its_ancestors_are() {
        let mut sheet = Sheet::default();
        sheet.add("/* a{} */ p { color: #333 } @media print { p { display: none } } .menu .off { display:none }");
        let (page, menu) = (named("div", "page"), named("div", "menu"));
        let off = named("p", "off");
        let hidden =
            |sheet: &Sheet, above: &[&Named]| sheet.said(&off, above.iter().copied()).0.is_unseen();
        assert!(!hidden(&sheet, &[&page]));
        assert!(hidden(&sheet, &[&page, &menu]));
        assert_eq!(sheet.said(&off, [&page].into_iter()).0.ink, Some([0x33; 3]));
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
            "color: rgb(0 0 0 / 0%)",
            "color: #11223300",
            "display:/**/none",
            "d\\69splay:none",
            "DISPLAY: NONE",
            "visibility:hidden; display:block",
            "opacity: 1%",
            "clip-path: polygon(0 0, 0 0, 0 0)",
            "clip-path: circle(0)",
            "transform: translateX(-9999px)",
            "transform: scale(.01)",
            "transform: rotateY(90deg)",
            "position:absolute; left:99999px",
            "left: -100vw",
            "filter: opacity(0)",
            "content-visibility: hidden",
            "-webkit-text-fill-color: transparent",
            "letter-spacing: -1em",
        ] {
            assert!(said(style).is_unseen(), "{style}");
        }
        assert_eq!(said("font-size:0").size, Some(Size::Points(0.0)));
        for style in ["color:hsl(0,0%,100%)", "color: #ffff", "color: snow"] {
            assert_eq!(said(style).ink, Some([255; 3]), "{style}");
        }
    }

    #[test]
    fn honest_looks_hide_nothing() {
        for style in [
            "letter-spacing:-1px",
            "transform: translate(-50%, -50%) scale(.5)",
            "transform: rotate(-90deg)",
            "margin-left: -100%",
            "left: 50%; top: 100%",
            "clip-path: circle(45%)",
            "opacity: .55",
            "filter: grayscale(1)",
            "color: transparent; -webkit-text-stroke: 1px #000",
            "background: linear-gradient(90deg, #06c, #c06); -webkit-background-clip: text; color: transparent",
        ] {
            assert!(!said(style).is_unseen(), "{style}");
        }
    }

    #[test]
    fn what_is_insisted_on_and_what_asks_for_more_overrule() {
        let mut sheet = Sheet::default();
        sheet.add(":root { --paper: #fff } .z { display: none !important } #a { color: var(--paper) } p { color: red }");
        let mut element = named("p", "z");
        element.id = Some("a".into());
        let (said, insisted) = sheet.said(&element, [].into_iter());
        assert_eq!(said.ink, Some([255; 3]));
        assert!(!said.is_unseen() && insisted.is_unseen());
        sheet.add("p[data-x='1'] { visibility: hidden }");
        assert!(sheet.asks_attributes);
        element.attributes = vec![("data-x".into(), Some("1".into()))];
        assert!(sheet.said(&element, [].into_iter()).0.is_unseen());
    }

    fn said(style: &str) -> Said {
        Sheet::default().inline(style).0
    }
}
