//! As much of CSS as decides whether a person would see a text: a few properties, simple selectors.
//!
//! In: declarations and style sheets. Out: for an element, what they say about its looks.
//! What is not understood is ignored, so that honest text stays in.

use std::collections::BTreeMap;

use super::sight::{self, Ground, Rgb};

/// Rules of one document; beyond it they are ignored.
const RULES: usize = 2000;

/// Blocks inside each other.
const NESTED: usize = 8;

/// What a list of selectors may come to.
const ALTERNATIVES: usize = 64;

/// The longest selector, in bytes.
const SELECTOR: usize = 200;

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
    /// `z-index`.
    pub level: Option<i32>,
    /// Whether it is placed at all, which is what `z-index` asks for.
    pub is_placed: Option<bool>,
    /// Whether it may keep what lies below zero above its own ground.
    pub may_stack: bool,
    /// What letters of a drawing are filled with, and drawn around with.
    pub fill: Option<Fill>,
    /// See `fill`.
    pub outline: Option<Fill>,
}

/// What a drawing fills a shape with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// Nothing that could be seen.
    Nothing,
    /// A colour.
    Plain(Rgb),
    /// A gradient or a pattern.
    Busy,
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
        self.level = later.level.or(self.level);
        self.is_placed = later.is_placed.or(self.is_placed);
        self.may_stack |= later.may_stack;
        self.fill = later.fill.or(self.fill);
        self.outline = later.outline.or(self.outline);
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
    /// Which child of its parent it is, counted from 1; in a selector, which children are asked for.
    pub place: Place,
    /// Which of the children of its tag it is.
    pub place_of_tag: Place,
}

/// Every how many children, and from which on: `an + b`. An element is the child `b`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Place {
    /// How far apart.
    pub every: i32,
    /// The first; 0 is unsaid.
    pub first: i32,
}

impl Place {
    /// The child with this number.
    pub fn number(first: usize) -> Place {
        let first = i32::try_from(first).unwrap_or(i32::MAX);
        Place { every: 0, first }
    }

    /// `odd`, `even`, `3`, `2n`, `2n+1`, `n+3`, `-n+3`.
    fn read(text: &str) -> Option<Place> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (every, first) = match text.as_str() {
            "odd" => (2, 1),
            "even" => (2, 0),
            text => match text.split_once('n') {
                None => (0, text.parse().ok()?),
                Some((every, first)) => {
                    let every = match every {
                        "" | "+" => 1,
                        "-" => -1,
                        number => number.parse().ok()?,
                    };
                    let first = if first.is_empty() { "0" } else { first };
                    (every, first.parse().ok()?)
                }
            },
        };
        // `2n` starts at the second child, `-n+3` ends at the third.
        let first = if first == 0 && every > 0 {
            every
        } else {
            first
        };
        Some(Place { every, first }).filter(|place| *place != Place::default())
    }

    fn fits(self, child: Place) -> bool {
        let beyond = i64::from(child.first) - i64::from(self.first);
        match self.every {
            _ if self == Place::default() => true,
            0 => beyond == 0,
            every => beyond % i64::from(every) == 0 && beyond / i64::from(every) >= 0,
        }
    }
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
            sum(|named| {
                let places = [named.place, named.place_of_tag];
                let places = places.iter().filter(|place| **place != Place::default());
                named.classes.len() + named.attributes.len() + places.count()
            }),
            sum(|named| usize::from(!named.tag.is_empty())),
        )
    }
}

impl Sheet {
    /// Adds the rules of a `<style>`.
    pub fn add(&mut self, text: &str) {
        let text = plain(text);
        self.variables.extend(variables(&text));
        self.block(&[], &text, 0);
        self.rules.sort_by_key(Rule::weight); // stable: of equals, the later one overrules
    }

    /// The rules in a block: declarations for the selectors around it, and blocks of their own.
    fn block(&mut self, around: &[String], text: &str, depth: usize) {
        if depth > NESTED {
            return;
        }
        let mut said = String::new();
        let mut inner = Vec::new();
        let mut rest = text;
        while let Some(end) = end_of_statement(rest) {
            let (head, after) = (rest[..end].trim(), &rest[end + 1..]);
            match rest.as_bytes()[end] {
                b'{' => {
                    let close = end_of_block(after);
                    inner.push((head, &after[..close]));
                    rest = after.get(close + 1..).unwrap_or("");
                    continue;
                }
                b';' if !head.starts_with('@') => {
                    said.push_str(head);
                    said.push(';');
                }
                // A brace that closes nothing.
                _ => {}
            }
            rest = after;
        }
        said.push_str(rest);
        self.rule(around, &said);
        for (head, body) in inner {
            if !head.starts_with('@') {
                self.block(&selectors(around, head), body, depth + 1);
            } else if is_for_screen(head) {
                self.block(around, body, depth + 1);
            }
        }
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

    fn rule(&mut self, selectors: &[String], body: &str) {
        if selectors.is_empty() {
            return;
        }
        let (said, insisted) = declarations(body, &self.variables);
        if said == Said::default() && insisted == Said::default() {
            return;
        }
        for selector in selectors {
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

/// The selectors of a block inside blocks with these selectors.
fn selectors(around: &[String], head: &str) -> Vec<String> {
    let own = parts(head).flat_map(alternatives);
    let own: Vec<String> = own.take(ALTERNATIVES).collect();
    if around.is_empty() {
        return own;
    }
    let nested = around.iter().flat_map(|outer| {
        own.iter().map(move |inner| match inner.contains('&') {
            true => inner.replace('&', outer),
            false => format!("{outer} {inner}"),
        })
    });
    nested.take(ALTERNATIVES).collect()
}

/// A list at its commas, but not those inside brackets.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    list.split(move |c| {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        c == ',' && depth == 0
    })
}

/// A selector once for each of those that `:is()` and `:where()` name.
fn alternatives(selector: &str) -> Vec<String> {
    let mut open = vec![selector.trim().to_string()];
    let mut plain = Vec::new();
    while let Some(selector) = open.pop() {
        let found = [":is(", ":where(", ":matches("]
            .iter()
            .find_map(|name| selector.find(name).map(|at| (at, at + name.len())));
        let Some((start, inside)) = found else {
            plain.push(selector);
            continue;
        };
        let close = inside + end_of_brackets(&selector[inside..]);
        let after = selector.get(close + 1..).unwrap_or("");
        for part in parts(&selector[inside..close]) {
            let (before, part) = (&selector[..start], part.trim());
            let stands_alone = before.is_empty() || before.ends_with([' ', '>']);
            let is_tag = part.starts_with(|c: char| c.is_alphanumeric());
            // `p:is(div)` is nothing, `p:is(p)` is `p`.
            let tag = before.rsplit([' ', '>']).next().unwrap_or("");
            let text = match is_tag && !stands_alone {
                true if part == tag => format!("{before}{after}"),
                true => continue,
                false => format!("{before}{part}{after}"),
            };
            if open.len() + plain.len() < ALTERNATIVES && text.len() <= SELECTOR {
                open.push(text);
            }
        }
    }
    plain
}

impl Named {
    /// Whether a selector of these names fits an element.
    fn fits(&self, element: &Named) -> bool {
        (self.tag.is_empty() || self.tag == element.tag)
            && (self.id.is_none() || self.id == element.id)
            && self.place.fits(element.place)
            && self.place_of_tag.fits(element.place_of_tag)
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

/// A selector as names from the outside in; none when it asks for more than names and places.
fn path(selector: &str) -> Option<Vec<Named>> {
    let plain = |c: char| c.is_alphanumeric() || " \t\r\n.#-_*>[]=\"'&:()+".contains(c);
    if selector.len() > SELECTOR || !selector.chars().all(plain) {
        return None;
    }
    // Spaces part what stands around them, but not in the brackets of a place.
    let mut depth = 0i32;
    let spread = selector.chars().filter_map(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        match c {
            c if depth > 0 => (!c.is_whitespace()).then_some(c),
            '>' => Some(' '),
            c => Some(c),
        }
    });
    let spread: String = spread.collect();
    let path: Option<Vec<Named>> = spread.split_whitespace().map(placed).collect();
    path.filter(|path| !path.is_empty())
}

/// A part of a selector, with the places it asks for.
fn placed(compound: &str) -> Option<Named> {
    let mut asked = compound.split(':');
    let mut named = names(asked.next()?);
    if named.tag.contains(['(', ')', '+', '&']) {
        return None;
    }
    for asked in asked {
        let (name, place) = asked.split_once('(').unwrap_or((asked, ""));
        let place = Place::read(place.trim_end_matches(')'));
        match name {
            "first-child" => named.place = Place::number(1),
            "first-of-type" => named.place_of_tag = Place::number(1),
            "nth-child" => named.place = place?,
            "nth-of-type" => named.place_of_tag = place?,
            "root" => named.tag = "html".into(),
            _ => return None,
        }
    }
    Some(named)
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

/// Properties that may set an element's layers apart from those around it.
const STACKING: &[&str] = &[
    "opacity",
    "transform",
    "scale",
    "translate",
    "rotate",
    "filter",
    "isolation",
    "contain",
    "will-change",
    "perspective",
    "clip-path",
    "mask",
    "mix-blend-mode",
    "backdrop-filter",
    "container-type",
    "mask-image",
];

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
        said.may_stack |= STACKING.contains(&property) || value == "fixed" || value == "sticky";
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
            "position" => {
                said.floats = Some(matches!(value, "absolute" | "fixed"));
                said.is_placed = Some(value != "static");
            }
            "z-index" => said.level = value.parse().ok(),
            "fill" => said.fill = fill(value).or(said.fill),
            "stroke" => said.outline = fill(value).or(said.outline),
            "fill-opacity" if share(value).is_some_and(|alpha| alpha < 0.05) => {
                said.fill = Some(Fill::Nothing);
            }
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

/// What a drawing is filled or drawn with; none when it is what is around it.
pub fn fill(value: &str) -> Option<Fill> {
    match value {
        "none" | "transparent" => Some(Fill::Nothing),
        "inherit" => None,
        _ if is_clear(value) => Some(Fill::Nothing),
        _ => Some(colour(value).map_or(Fill::Busy, Fill::Plain)),
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

/// Where the next statement ends: at a semicolon or a brace that stands in no brackets or quotes.
fn end_of_statement(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0usize, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) => quote = (open != byte && byte != b'\n').then_some(open),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            // A brace ends whatever was left open before it.
            (None, b'{' | b'}') => return Some(at),
            (None, b';') if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Where the brackets close that are open before this.
fn end_of_brackets(text: &str) -> usize {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
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
            classes: class.split_whitespace().map(String::from).collect(),
            ..Named::default()
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

    #[test]
    fn rules_inside_rules_and_lists_inside_selectors_count() {
        let element = |class: &str, child| Named {
            place: Place::number(child),
            place_of_tag: Place::number(child),
            ..named("p", class)
        };
        let hides = |style: &str, element: &Named| {
            let mut sheet = Sheet::default();
            sheet.add(style);
            sheet
                .said(element, [&named("div", "cv")].into_iter())
                .0
                .is_unseen()
        };
        for style in [
            ".cv { color: #222; .off { display: none } }",
            ".cv { & .off { display: none; } font-size: 1em }",
            ".cv { @media screen { p { display: none } } }",
            "@import url(x.css); .off { display: none }",
            ":is(.a, .off) { display: none }",
            ".cv :where(h1, p.off) { display: none }",
            "p:is(.off) { display: none }",
            "p:nth-child(3) { display: none }",
            "p:nth-child( 2n + 1 ) { display: none }",
            ".cv > p:nth-of-type(n+2) { display: none }",
            ".cv > p:nth-child(odd) { display: none }",
        ] {
            assert!(hides(style, &element("off", 3)), "{style}");
        }
        for style in [
            "p:nth-child(2n) { display: none }",
            "p:first-child { display: none }",
            "p:nth-child(-n+2) { display: none }",
            "p::before, p:hover, p:last-child { display: none }",
            "div:is(p) { display: none }",
            ".cv { @media print { p { display: none } } }",
            ".cv { background: url('a;b{.off{display:none}'); }",
            "h2 + p { display: none }",
        ] {
            assert!(!hides(style, &element("off", 3)), "{style}");
        }
        assert!(hides("p:first-child { display: none }", &element("", 1)));
    }

    fn said(style: &str) -> Said {
        Sheet::default().inline(style).0
    }
}
