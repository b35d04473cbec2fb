//! One page of a PDF as it is drawn: its letters, each with whether a person would see it.
//!
//! In: drawing instructions, from hayro. Out: letters in drawing order.
//! Left to others: reading order (`layout`), files and limits (`mod`), lying fonts (`fonts`).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{self, Affine, BezPath, Point, Rect, Shape, Vec2};
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    Paint as PdfPaint, SoftMask,
};

use super::canvas::{self, Canvas, Coat};
use super::fonts::Fonts;
use super::stencil::{self, Mask};
use crate::intake::extract::sight::{self, Rgb};
use crate::intake::limits;

/// Stands for a glyph that says no character.
pub const UNKNOWN: char = '\u{fffd}';

/// Text less opaque than this is not seen.
const CLEAR: f32 = 0.08;

/// A glyph narrower than this much of what its font says cannot be read.
const SQUEEZED: f64 = 0.12;

/// How many masks of a page are looked at; the others are taken to hide nothing.
const MASKS: usize = 100;

/// How much of a run's places are remembered to find text that is drawn twice.
const REPEATS: usize = 64;

/// Whether a person would see a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// No.
    Unseen,
    /// Only as what a scanner read in the picture it lies on.
    Layer,
    /// Yes.
    Seen,
}

/// A quarter turn of the text against the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Upright.
    None,
    /// From top to bottom.
    Down,
    /// Upside down.
    Over,
    /// From bottom to top.
    Up,
}

/// A letter as drawn.
#[derive(Debug, Clone, Copy)]
pub struct Drawn {
    /// What it reads.
    pub character: char,
    /// Its ends along its line, and its line, turned upright.
    pub left: f32,
    /// See `left`.
    pub right: f32,
    /// See `left`.
    pub baseline: f32,
    /// Height of its font in points.
    pub size: f32,
    /// How the text is turned.
    pub turn: Turn,
    /// The run it was drawn in.
    pub run: u32,
    /// Whether a person would see it.
    pub sight: Sight,
    /// The font it was drawn with, a number of `Fonts`.
    pub font: u32,
    time: u32,
    probes: [Point; 3],
}

impl Drawn {
    /// The same letter nearer than this is the same letter drawn again, not the second of two.
    fn reach(&self) -> f64 {
        f64::from((self.size * 0.25).min((self.right - self.left) * 0.6))
    }
}

/// What was found on a page.
pub struct Page<'f> {
    /// Its letters in drawing order.
    pub letters: Vec<Drawn>,
    /// Texts that the file gives for what is drawn, and that say something else: the text, and the
    /// number of the letter it starts at.
    pub contradicted: Vec<(String, usize)>,
    /// Glyphs drawn so far in the document.
    pub glyphs: usize,
    fonts: &'f mut Fonts,
    canvas: Canvas,
    clips: Vec<Clip>,
    groups: Vec<Group>,
    marks: Vec<Option<(String, usize)>>,
    places: HashMap<u64, Vec<(Point, usize, usize)>>,
    run: u32,
    masks: HashMap<u128, Rc<Mask>>,
    /// The letters of masks that were read: a mask may be used for every stroke of a page.
    cuts: HashMap<u128, Cut>,
    /// Whether the letters of a mask are being read.
    reads_mask: bool,
    /// The first of the invisible letters drawn last: a clip may follow that has their shape.
    unpainted: Option<usize>,
}

/// Letters that show what is painted through them.
type Cut = Option<Range<usize>>;

struct Clip {
    bounds: [f64; 4],
    /// Kept when it is not a rectangle.
    path: Option<BezPath>,
    cut: Cut,
}

struct Group {
    opacity: f32,
    blend: BlendMode,
    mask: Option<Rc<Mask>>,
    cut: Cut,
}

/// What text is drawn with.
struct Ink {
    /// None for a pattern, which stands out.
    colour: Option<Rgb>,
    opacity: f32,
    is_drawn: bool,
    blend: BlendMode,
    masks: Vec<Rc<Mask>>,
}

impl<'f> Page<'f> {
    /// An empty page of this size; `glyphs` were drawn on the pages before.
    pub fn new(width: f64, height: f64, glyphs: usize, fonts: &'f mut Fonts) -> Self {
        Page {
            letters: Vec::new(),
            contradicted: Vec::new(),
            glyphs,
            fonts,
            canvas: Canvas::new(width, height),
            clips: vec![Clip {
                bounds: [-1.0, -1.0, width + 1.0, height + 1.0],
                path: None,
                cut: None,
            }],
            groups: Vec::new(),
            marks: Vec::new(),
            places: HashMap::new(),
            run: 0,
            masks: HashMap::new(),
            cuts: HashMap::new(),
            reads_mask: false,
            unpainted: None,
        }
    }

    /// Judges what only the finished page tells: text painted over, scans, small print against the rest.
    pub fn finish(&mut self) {
        for letter in &mut self.letters {
            let covered = |probe: &Point| self.canvas.is_covered_since(*probe, letter.time);
            if letter.sight == Sight::Seen && letter.probes.iter().all(covered) {
                letter.sight = match self.canvas.coat(letter.probes[1]) {
                    Coat::Picture(_) => Sight::Layer,
                    _ => Sight::Unseen,
                };
            }
        }
        self.hide_specks();
        self.settle_layer();
        self.drop_shadows();
    }

    /// An outline is often drawn letter by letter over the same text without ink: it is one text, and seen.
    fn drop_shadows(&mut self) {
        let cell = |letter: &Drawn, by: f64| (letter.probes[1].x + by).div_euclid(8.0) as i64;
        let line = |letter: &Drawn, by: f64| (letter.probes[1].y + by).div_euclid(8.0) as i64;
        let mut seen: HashMap<(char, i64, i64), Vec<usize>> = HashMap::new();
        for (index, letter) in self.letters.iter().enumerate() {
            if letter.sight == Sight::Seen {
                let key = (letter.character, cell(letter, 0.0), line(letter, 0.0));
                let places = seen.entry(key).or_default();
                if places.len() < REPEATS {
                    places.push(index);
                }
            }
        }
        let letters = &self.letters;
        let is_shadow = |letter: &Drawn| {
            let reach = letter.reach().min(4.0);
            let corners = [
                (-reach, -reach),
                (-reach, reach),
                (reach, -reach),
                (reach, reach),
            ];
            letter.sight != Sight::Seen
                && corners.iter().any(|&(right, down)| {
                    let key = (letter.character, cell(letter, right), line(letter, down));
                    let near = seen.get(&key).into_iter().flatten();
                    let mut near = near.filter_map(|index| letters.get(*index));
                    near.any(|seen| seen.probes[1].distance(letter.probes[1]) < reach)
                })
        };
        let keeps: Vec<bool> = letters.iter().map(|letter| !is_shadow(letter)).collect();
        for (_, at) in &mut self.contradicted {
            *at = keeps.iter().take(*at).filter(|keeps| **keeps).count();
        }
        let mut keeps = keeps.into_iter();
        self.letters.retain(|_| keeps.next().unwrap_or(true));
    }

    /// Letters far smaller than the page's own are as good as invisible, whatever the page's size.
    fn hide_specks(&mut self) {
        let mut sizes: Vec<f32> = self.letters.iter().map(|letter| letter.size).collect();
        if sizes.is_empty() {
            return;
        }
        let middle = sizes.len() / 2;
        let (_, median, _) = sizes.select_nth_unstable_by(middle, f32::total_cmp);
        let least = *median * 0.15;
        for letter in self.letters.iter_mut().filter(|letter| letter.size < least) {
            letter.sight = Sight::Unseen;
        }
    }

    /// Invisible text on a picture is what a scanner read, if the page has hardly any other text.
    fn settle_layer(&mut self) {
        let count = |sight| {
            let has = |letter: &&Drawn| letter.sight == sight && letter.character.is_alphanumeric();
            self.letters.iter().filter(has).count()
        };
        let is_scan = count(Sight::Seen) * 4 < count(Sight::Layer);
        for letter in self
            .letters
            .iter_mut()
            .filter(|letter| letter.sight == Sight::Layer)
        {
            letter.sight = if is_scan { Sight::Seen } else { Sight::Unseen };
        }
    }

    fn opacity(&self) -> f32 {
        self.groups.iter().map(|group| group.opacity).product()
    }

    fn is_masked(&self) -> bool {
        let is_plain = |group: &Group| group.mask.is_none() && group.blend == BlendMode::Normal;
        !self.groups.iter().all(is_plain)
    }

    fn clip(&self) -> [f64; 4] {
        self.clips.last().map_or([0.0; 4], |clip| clip.bounds)
    }

    /// Clips what is drawn next to a box, and to a path in it when it is not a rectangle.
    fn clip_to(&mut self, bounds: &Rect, path: Option<BezPath>, cut: Cut) {
        let [left, top, right, bottom] = self.clip();
        self.clips.push(Clip {
            bounds: [
                left.max(bounds.x0),
                top.max(bounds.y0),
                right.min(bounds.x1),
                bottom.min(bounds.y1),
            ],
            path,
            cut,
        });
    }

    fn is_in_bounds(&self, point: Point) -> bool {
        let [left, top, right, bottom] = self.clip();
        let in_clip = left <= point.x && point.x <= right && top <= point.y && point.y <= bottom;
        in_clip && self.canvas.holds(point)
    }

    fn is_inside_clip(&self, point: Point) -> bool {
        let [left, top, right, bottom] = self.clip();
        let in_bounds = left <= point.x && point.x <= right && top <= point.y && point.y <= bottom;
        let in_paths = |clip: &Clip| clip.path.as_ref().is_none_or(|path| path.contains(point));
        in_bounds && self.clips.iter().all(in_paths)
    }

    fn ink(&mut self, props: &DrawProps, mode: &DrawMode) -> Ink {
        let own = props.soft_mask.as_ref().map(|mask| self.mask(mask));
        let (colour, alpha) = match &props.paint {
            PdfPaint::Color(colour) => {
                let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
                (Some([red, green, blue]), f32::from(alpha) / 255.0)
            }
            PdfPaint::Pattern(pattern) => (stencil::only_colour(pattern), 1.0),
        };
        let is_plain = |group: &Group| group.blend == BlendMode::Normal;
        let masks = self.groups.iter().filter_map(|group| group.mask.clone());
        Ink {
            // What a group is blended with cannot be judged, so it is taken to stand out.
            colour: colour.filter(|_| self.groups.iter().all(is_plain)),
            opacity: alpha * self.opacity(),
            is_drawn: !matches!(mode, DrawMode::Invisible),
            blend: props.blend_mode,
            masks: masks.chain(own).collect(),
        }
    }

    fn mask(&mut self, mask: &SoftMask) -> Rc<Mask> {
        let is_full = self.masks.len() >= MASKS;
        let known = self.masks.entry(mask.cache_key());
        let look = || Rc::new(if is_full { Mask::OPEN } else { Mask::of(mask) });
        known.or_insert_with(look).clone()
    }

    /// The letters that a mask is made of; they are not seen before something is painted through them.
    fn letters_of<'a>(&mut self, mask: &SoftMask<'a>) -> Cut
    where
        Self: Device<'a>,
    {
        if self.reads_mask || !self.mask(mask).has_letters {
            return None;
        }
        if let Some(cut) = self.cuts.get(&mask.cache_key()) {
            return cut.clone();
        }
        let first = self.letters.len();
        let (clips, groups) = (self.clips.len(), self.groups.len());
        self.reads_mask = true;
        mask.interpret(self);
        self.reads_mask = false;
        self.clips.truncate(clips);
        self.groups.truncate(groups);
        let cut = first..self.letters.len();
        let cut = (!cut.is_empty()).then_some(cut);
        self.cuts.insert(mask.cache_key(), cut.clone());
        cut
    }

    /// The invisible letters drawn last, if a clip has their shape.
    fn letters_of_clip(&mut self, path: &BezPath, bounds: &Rect) -> Cut {
        let cut = self.unpainted.take()?..self.letters.len();
        let letters = self.letters.get(cut.clone())?;
        let count = letters
            .iter()
            .filter(|letter| letter.character.is_alphanumeric());
        let outlines = path.elements().iter();
        let outlines = outlines.filter(|element| matches!(element, kurbo::PathEl::MoveTo(_)));
        let is_inside = |letter: &Drawn| bounds.inflate(2.0, 2.0).contains(letter.probes[1]);
        let is_theirs = !letters.is_empty() && outlines.count() >= count.count();
        let is_sparse = path.area().abs() < 0.7 * bounds.area();
        (is_theirs && is_sparse && letters.iter().all(is_inside)).then_some(cut)
    }

    /// Shows the letters that something is painted through; false when there are none around.
    fn paint_letters(&mut self, cut: Cut, place: &Rect, coat: Coat, opacity: f32) -> bool {
        let clips = self.clips.iter().filter_map(|clip| clip.cut.clone());
        let groups = self.groups.iter().filter_map(|group| group.cut.clone());
        let cuts: Vec<Range<usize>> = clips.chain(groups).chain(cut).collect();
        for letter in cuts.iter().flat_map(|cut| cut.clone()) {
            let Some(probe) = self.letters.get(letter).map(|letter| letter.probes[1]) else {
                continue;
            };
            let stands_out = match (coat, self.canvas.coat(probe)) {
                (Coat::Plain(ink) | Coat::Picture(Some(ink)), Coat::Plain(below)) => {
                    let seen = canvas::mix(below, ink, opacity);
                    sight::stands_out(seen, sight::Ground::Plain(below))
                }
                _ => opacity >= CLEAR,
            };
            if stands_out && place.contains(probe) && self.is_in_bounds(probe) {
                self.letters[letter].sight = Sight::Seen;
            }
        }
        !cuts.is_empty()
    }

    fn glyph(&mut self, glyph: &Glyph, place: Affine, stretch: f64, ink: &Ink) {
        let origin = place * Point::ORIGIN;
        let along = place * Point::new(1.0, 0.0) - origin;
        let up = place * Point::new(0.0, 1.0) - origin;
        let size = up.hypot() * 1000.0;
        if !(origin.x.is_finite() && origin.y.is_finite() && size.is_finite()) || size <= 0.0 {
            return;
        }
        let width = f64::from(advance(glyph)) * up.hypot() * stretch;
        let direction = if along.hypot() > 0.0 {
            along / along.hypot()
        } else {
            Vec2::new(1.0, 0.0)
        };
        let upwards = up / up.hypot();
        let probe = |height: f64| origin + direction * (width / 2.0) + upwards * (height * size);
        let probes = [probe(0.12), probe(0.3), probe(0.55)];
        let mut sight = self.sight(ink, size, &probes);
        if along.hypot() < SQUEEZED * up.hypot() {
            sight = Sight::Unseen;
        }
        let (turn, start, baseline) = turned(direction, origin);
        let drawn = Drawn {
            character: UNKNOWN,
            left: start as f32,
            right: (start + width) as f32,
            baseline: baseline as f32,
            size: size as f32,
            turn,
            run: self.run,
            sight,
            font: 0,
            time: self.canvas.now(),
            probes,
        };
        self.spell(glyph, drawn);
    }

    /// A glyph may stand for several characters; each takes its part of the width.
    fn spell(&mut self, glyph: &Glyph, drawn: Drawn) {
        let single = match glyph.as_unicode() {
            Some(BfString::Char(character)) => Some(character),
            Some(BfString::String(text)) => return self.spell_text(&text, drawn),
            None => None,
        };
        match single.map_or(UNKNOWN, plain) {
            '\u{fb00}'..='\u{fb06}' => {
                let text = ligature(single.unwrap_or(UNKNOWN));
                self.spell_text(text, drawn);
            }
            character => {
                self.letters.push(Drawn { character, ..drawn });
            }
        }
    }

    fn spell_text(&mut self, text: &str, drawn: Drawn) {
        let count = text.chars().count().max(1) as f32;
        let step = (drawn.right - drawn.left) / count;
        for (index, character) in text.chars().take(16).enumerate() {
            let left = drawn.left + step * index as f32;
            let character = plain(character);
            let right = left + step;
            self.letters.push(Drawn {
                character,
                left,
                right,
                ..drawn
            });
        }
    }

    fn sight(&self, ink: &Ink, size: f64, probes: &[Point; 3]) -> Sight {
        let is_on_page = self.canvas.holds(probes[1]);
        if !is_on_page || !probes.iter().any(|probe| self.is_inside_clip(*probe)) {
            return Sight::Unseen;
        }
        if !ink.is_drawn {
            return match self.canvas.coat(probes[1]) {
                Coat::Picture(_) => Sight::Layer,
                _ => Sight::Unseen,
            };
        }
        let is_masked = |mask: &Rc<Mask>| !probes.iter().any(|probe| mask.is_open(*probe));
        if ink.opacity < CLEAR
            || !sight::is_readable_size(size as f32)
            || ink.masks.iter().any(is_masked)
        {
            return Sight::Unseen;
        }
        let Some(colour) = ink.colour else {
            return Sight::Seen;
        };
        let stands_out = probes.iter().any(|probe| match self.canvas.coat(*probe) {
            Coat::Plain(below) | Coat::Picture(Some(below)) => {
                let Some(colour) = blended(below, colour, ink.blend) else {
                    return true;
                };
                let seen = canvas::mix(below, colour, ink.opacity);
                sight::stands_out(seen, self.canvas.ground(*probe))
            }
            Coat::Picture(None) | Coat::Busy => true,
        });
        if stands_out {
            Sight::Seen
        } else {
            Sight::Unseen
        }
    }

    /// Bold by drawing twice, outlines and shadows: the same letters at nearly the same place are one.
    fn drop_repeat(&mut self, first: usize) {
        let text: String = self.letters[first..]
            .iter()
            .map(|letter| letter.character)
            .collect();
        let Some(start) = self.letters.get(first) else {
            return;
        };
        // A run of one letter may be the second of two alike.
        let reach = match self.letters.len() - first {
            1 => start.reach(),
            _ => 0.25 * f64::from(start.size),
        };
        let (place, sight) = (start.probes[0], self.best_sight(first));
        let mut hasher = DefaultHasher::new();
        (text, start.turn as u8).hash(&mut hasher);
        let places = self.places.entry(hasher.finish()).or_default();
        let near = places.iter().find(|known| known.0.distance(place) < reach);
        if let Some(&(_, from, to)) = near {
            self.letters.truncate(first);
            // Glyphs that were given their text may have become fewer letters since.
            for letter in self.letters.iter_mut().take(to).skip(from) {
                letter.sight = letter.sight.max(sight);
            }
        } else if places.len() < REPEATS {
            places.push((place, first, self.letters.len()));
        }
    }

    fn best_sight(&self, first: usize) -> Sight {
        let sights = self.letters[first..].iter().map(|letter| letter.sight);
        sights.max().unwrap_or(Sight::Unseen)
    }

    fn paint(&mut self, path: &BezPath, props: &DrawProps, cut: Cut) {
        let (coat, alpha) = match &props.paint {
            PdfPaint::Color(colour) => {
                let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
                (Coat::Plain([red, green, blue]), f32::from(alpha) / 255.0)
            }
            PdfPaint::Pattern(pattern) => match **pattern {
                hayro_interpret::pattern::Pattern::Shading(_) => (
                    stencil::only_colour(pattern).map_or(Coat::Busy, Coat::Plain),
                    1.0,
                ),
                // A tile may have holes.
                hayro_interpret::pattern::Pattern::Tiling(_) => (Coat::Busy, 0.5),
            },
        };
        let opacity = alpha * self.opacity();
        if !self.paint_letters(cut, &path.bounding_box(), coat, opacity) {
            let is_masked = props.soft_mask.is_some();
            self.coat(path, coat, opacity, props.blend_mode, is_masked);
        }
    }

    fn coat(
        &mut self,
        path: &BezPath,
        coat: Coat,
        opacity: f32,
        blend: BlendMode,
        is_masked: bool,
    ) {
        let is_plain = blend == BlendMode::Normal && !is_masked && !self.is_masked();
        // White multiplied with anything changes nothing.
        if blend == BlendMode::Multiply && coat == Coat::Plain(sight::PAPER) {
            return;
        }
        let paint = if is_plain {
            canvas::Paint { coat, opacity }
        } else {
            canvas::Paint {
                coat: if matches!(coat, Coat::Picture(_)) {
                    coat
                } else {
                    Coat::Busy
                },
                opacity: opacity.min(0.5),
            }
        };
        let clip = self.clip();
        self.canvas.fill(path, clip, paint);
    }
}

/// A colour blended with what is below it; none for the ways that are not judged.
fn blended(below: Rgb, above: Rgb, blend: BlendMode) -> Option<Rgb> {
    let each = |channel: fn(u16, u16) -> u16| {
        let mut mixed = above;
        for (high, low) in mixed.iter_mut().zip(below) {
            *high = channel((*high).into(), low.into()).min(255) as u8;
        }
        Some(mixed)
    };
    match blend {
        BlendMode::Normal => Some(above),
        BlendMode::Multiply => each(|high, low| high * low / 255),
        BlendMode::Screen => each(|high, low| 255 - (255 - high) * (255 - low) / 255),
        BlendMode::Darken => each(u16::min),
        BlendMode::Lighten => each(u16::max),
        _ => None,
    }
}

/// Lines thinner than this, in points, neither hide text nor carry it.
const THICK: f64 = 3.0;

/// What a path paints on the page; nothing when it is a thin line.
fn painted(path: &BezPath, props: &DrawProps, mode: &DrawMode) -> Option<BezPath> {
    match mode {
        DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => Some(props.transform * path.clone()),
        DrawMode::Stroke(line) => {
            let width = f64::from(line.line_width);
            let scale = props.transform.determinant().abs().sqrt();
            let is_simple = path.elements().len() <= 200 && line.dash_array.is_empty();
            let is_thick = width * scale > THICK && (width * scale).is_finite() && is_simple;
            let style = kurbo::Stroke::new(width).with_caps(kurbo::Cap::Butt);
            let options = kurbo::StrokeOpts::default();
            let outline = || kurbo::stroke(path.iter(), &style, &options, 0.5 / scale.max(0.001));
            is_thick.then(|| props.transform * outline())
        }
        DrawMode::Invisible => None,
    }
}

/// Packed pictures larger than this have more than one colour.
const ONE_COLOUR_BYTES: usize = 8192;

/// The colour of a picture that has only one: a white picture behind white text is as good as paper.
fn only_colour(raster: &hayro_interpret::RasterImage) -> Option<Rgb> {
    let stream = raster.stream();
    let pixels = u64::from(raster.width()) * u64::from(raster.height());
    if pixels > 4_000_000 || stream.raw_data().len() > ONE_COLOUR_BYTES {
        return None;
    }
    let mut colour = None;
    raster.with_rgba(
        |data, _| {
            colour = match &data {
                ImageData::Rgb(rgb) => uniform(&rgb.data, 3),
                ImageData::Luma(luma) => uniform(&luma.data, 1),
            }
        },
        None,
    );
    colour
}

/// The colour that all pixels nearly have.
fn uniform(data: &[u8], channels: usize) -> Option<Rgb> {
    let first = data.get(..channels)?;
    let is_near = |pixel: &[u8]| pixel.iter().zip(first).all(|(a, b)| a.abs_diff(*b) < 6);
    let colour = [first[0], first[channels / 2], first[channels - 1]];
    data.chunks_exact(channels).all(is_near).then_some(colour)
}

/// The advance of a glyph in thousandths of its size.
fn advance(glyph: &Glyph) -> f32 {
    let width = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    width
        .filter(|width| width.is_finite())
        .unwrap_or(500.0)
        .clamp(-4000.0, 4000.0)
}

/// A direction as a quarter turn, and a point in a frame where text of that turn runs to the right.
fn turned(direction: Vec2, at: Point) -> (Turn, f64, f64) {
    if direction.x.abs() >= direction.y.abs() {
        match direction.x >= 0.0 {
            true => (Turn::None, at.x, at.y),
            false => (Turn::Over, -at.x, -at.y),
        }
    } else {
        match direction.y >= 0.0 {
            true => (Turn::Down, at.y, -at.x),
            false => (Turn::Up, -at.y, at.x),
        }
    }
}

/// Characters that stand for others: bullets of symbol fonts, spaces, soft hyphens, icons.
fn plain(character: char) -> char {
    match character {
        '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '\u{f076}' | '\u{f0fc}' | '\u{f06e}' => '•',
        '\u{e000}'..='\u{f8ff}' | '\0' => UNKNOWN,
        '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' => ' ',
        control if control.is_control() => ' ',
        character => character,
    }
}

fn ligature(character: char) -> &'static str {
    match character {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        _ => "st",
    }
}

/// How much wider or narrower than its font says a run sets its glyphs. The transform cannot be asked:
/// it also holds the stretching of a font that stands in for a missing one.
fn stretch(run: &GlyphRun, transform: Affine) -> f64 {
    let glyphs = run.glyphs();
    let Some(first) = glyphs.first() else {
        return 1.0;
    };
    let place = transform * first.transform();
    let origin = place * Point::ORIGIN;
    let along = (place * Point::new(1.0, 0.0) - origin).hypot();
    let up = (place * Point::new(0.0, 1.0) - origin).hypot();
    let said = along / up;
    if !said.is_finite() || (said - 1.0).abs() < 0.02 {
        return 1.0;
    }
    let mut ratios: Vec<f64> = glyphs
        .windows(2)
        .take(64)
        .filter_map(|pair| {
            let from = transform * pair[0].transform() * Point::ORIGIN;
            let to = transform * pair[1].transform() * Point::ORIGIN;
            let ratio = from.distance(to) / (f64::from(advance(&pair[0])) * up);
            ratio.is_finite().then_some(ratio)
        })
        .collect();
    if ratios.is_empty() {
        return said.clamp(0.05, 20.0);
    }
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2].clamp(said.min(1.0), said.max(1.0))
}

impl<'a> Device<'a> for Page<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if self.reads_mask {
            return;
        }
        self.unpainted = None;
        if let Some(path) = painted(path, &props, mode) {
            let cut = props.soft_mask.as_ref();
            let cut = cut.and_then(|mask| self.letters_of(mask));
            self.paint(&path, &props, cut);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box();
        let is_box =
            clip.path.elements().len() <= 6 && (clip.path.area().abs() - bounds.area()).abs() < 1.0;
        let is_small = clip.path.elements().len() < 400;
        let cut = match is_box {
            true => None,
            false => self.letters_of_clip(&clip.path, &bounds),
        };
        let path = (!is_box && is_small && cut.is_none()).then(|| clip.path.clone());
        self.clip_to(&bounds, path, cut);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.clip_to(rect, None, None);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        let cut = mask.as_ref().and_then(|mask| self.letters_of(mask));
        let mask = mask.map(|mask| self.mask(&mask));
        self.groups.push(Group {
            opacity,
            blend,
            mask,
            cut,
        });
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.glyphs += run.glyphs().len();
        if self.glyphs > limits::PDF_GLYPHS {
            return;
        }
        self.run += 1;
        let first = self.letters.len();
        let mut ink = self.ink(&props, mode);
        ink.is_drawn &= !self.reads_mask;
        self.unpainted = match (ink.is_drawn, self.unpainted) {
            (true, _) => None,
            (false, before) => before.or(Some(first)),
        };
        let stretch = stretch(run, props.transform);
        let mut claims: Vec<(&Glyph, char)> = Vec::with_capacity(run.glyphs().len());
        for glyph in run.glyphs() {
            let next = self.letters.len();
            self.glyph(glyph, props.transform * glyph.transform(), stretch, &ink);
            if let [letter] = &self.letters[next..] {
                claims.push((glyph, letter.character));
            }
        }
        let font = self.fonts.number(&claims);
        for letter in &mut self.letters[first..] {
            letter.font = font;
        }
        self.drop_repeat(first);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.reads_mask {
            return;
        }
        self.unpainted = None;
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let path = props.transform * Rect::new(0.0, 0.0, width, height).to_path(0.1);
        let (has_holes, colour) = match &image {
            Image::Stencil(_) => (true, None),
            Image::Raster(raster) => {
                let dict = raster.stream().dict().clone();
                let has_holes = dict.contains_key(b"SMask") || dict.contains_key(b"Mask");
                (has_holes, only_colour(raster))
            }
        };
        let opacity = self.opacity() * if has_holes { 0.5 } else { 1.0 };
        let coat = Coat::Picture(colour);
        let cut = props.soft_mask.as_ref();
        let cut = cut.and_then(|mask| self.letters_of(mask));
        if !self.paint_letters(cut, &path.bounding_box(), coat, opacity) {
            let is_masked = props.soft_mask.is_some();
            self.coat(&path, coat, opacity, props.blend_mode, is_masked);
        }
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|properties| properties.get::<PdfString>(b"ActualText"));
        let start = self.letters.len();
        self.marks.push(text.map(|text| (decode(&text), start)));
    }

    fn end_marked_content(&mut self) {
        let Some(Some((text, start))) = self.marks.pop() else {
            return;
        };
        let start = start.min(self.letters.len());
        let drawn: String = self.letters[start..]
            .iter()
            .map(|letter| letter.character)
            .collect();
        if !drawn.is_empty() && drawn.chars().all(|character| character == UNKNOWN) {
            self.respell(start, &text);
        } else if contradicts(&drawn, &text) && self.contradicted.len() < limits::FLAGS {
            self.contradicted.push((text, start));
        }
    }
}

impl Page<'_> {
    /// Glyphs that say nothing of themselves read what the file gives for them.
    fn respell(&mut self, start: usize, text: &str) {
        let glyphs = self.letters.split_off(start);
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else {
            return;
        };
        // A long text for a glyph or two is not what they show.
        if text.chars().count() > 4 * glyphs.len() {
            self.letters.extend(glyphs);
            return;
        }
        let right = if last.baseline == first.baseline {
            last.right
        } else {
            first.right
        };
        self.spell_text_whole(text, Drawn { right, ..*first });
    }

    fn spell_text_whole(&mut self, text: &str, drawn: Drawn) {
        let count = text.chars().count().max(1) as f32;
        let step = (drawn.right - drawn.left) / count;
        for (index, character) in text.chars().enumerate() {
            let left = drawn.left + step * index as f32;
            let (character, right) = (plain(character), left + step);
            self.letters.push(Drawn {
                character,
                left,
                right,
                ..drawn
            });
        }
    }
}

/// A text string: UTF-16 or UTF-8 with a mark, else close enough to Windows-1252.
fn decode(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned(),
        None => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

/// Whether what a file gives for drawn text says something else: ligatures, hyphens, spaces and
/// capitals may differ, the letters may not.
fn contradicts(drawn: &str, given: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        use unicode_normalization::UnicodeNormalization;
        let folded = text.nfkd().filter(|character| character.is_alphanumeric());
        folded.flat_map(char::to_lowercase).take(4000).collect()
    };
    let (drawn, given) = (letters(drawn), letters(given));
    if given.len() < 4 {
        return false;
    }
    if drawn.is_empty() {
        return given.len() > 24;
    }
    let pairs = |letters: &[char]| -> std::collections::BTreeSet<(char, char)> {
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (drawn, given) = (pairs(&drawn), pairs(&given));
    let common = given.intersection(&drawn).count();
    common * 2 < given.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_and_hyphens_do_not_contradict_and_other_words_do() {
        assert!(!contradicts("o\u{fb03}ce", "office"));
        assert!(!contradicts("conseil-", "conseil\u{ad}"));
        assert!(contradicts("Baker", "Senior Rust developer"));
    }
}
