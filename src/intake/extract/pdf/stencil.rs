//! What a pattern, a gradient or a mask comes to, where that is plain to tell.
//!
//! In: what text or a shape is painted with, or seen through. Out: its one colour; where it lets
//! anything through.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{BezPath, Point, Rect, Shape};
use hayro_interpret::pattern::{Pattern, ShadingPattern};
use hayro_interpret::shading::ShadingType;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, MaskType, Paint,
    SoftMask,
};

use crate::intake::extract::sight::Rgb;

/// How many strokes of a mask or a tile are looked at; with more, nothing is said of it.
const STROKES: usize = 400;

/// What is less opaque or lighter than this lets nothing through.
const CLEAR: f32 = 0.05;

/// The one colour that a pattern has everywhere, if it has only one.
pub fn only_colour(pattern: &Pattern) -> Option<Rgb> {
    let colours = match pattern {
        Pattern::Shading(shading) => shades(shading)?,
        Pattern::Tiling(tile) => {
            let mut sketch = Sketch::default();
            let transform = hayro_interpret::kurbo::Affine::IDENTITY;
            tile.interpret(&mut sketch, transform, false)?;
            if sketch.is_full {
                return None;
            }
            let strokes = sketch.strokes.iter();
            strokes
                .map(|stroke| stroke.colour)
                .collect::<Option<Vec<_>>>()?
        }
    };
    let first = *colours.first()?;
    let is_near =
        |colour: &Rgb| (colour.iter().zip(first)).all(|(channel, own)| channel.abs_diff(own) < 12);
    colours.iter().all(is_near).then_some(first)
}

/// Colours along a gradient between two places; none for other gradients.
fn shades(pattern: &ShadingPattern) -> Option<Vec<Rgb>> {
    let shading = &pattern.shading;
    let ShadingType::RadialAxial {
        domain, function, ..
    } = shading.shading_type.as_ref()
    else {
        return None;
    };
    let shade = |step: u8| {
        let at = domain[0] + (domain[1] - domain[0]) * f32::from(step) / 16.0;
        let mut mixed = vec![0.0; function.num_outputs()];
        function.eval(&[at], &mut mixed)?;
        if mixed.len() < usize::from(shading.color_space.num_components()) {
            return None;
        }
        let [red, green, blue, _] = shading.color_space.to_rgba(&mixed, 1.0).to_rgba8();
        Some([red, green, blue])
    };
    (0..=16).map(shade).collect()
}

/// Where a mask lets anything through.
pub struct Mask {
    /// None when everywhere, or when it cannot be told.
    holes: Option<Vec<Rect>>,
    /// Whether it has the shape of letters.
    pub has_letters: bool,
}

impl Mask {
    /// A mask that is not looked at.
    pub const OPEN: Mask = Mask {
        holes: None,
        has_letters: false,
    };

    /// Looks at a mask.
    pub fn of(mask: &SoftMask) -> Mask {
        let mut sketch = Sketch::default();
        mask.interpret(&mut sketch);
        let is_alpha = mask.mask_type() == MaskType::Alpha;
        let [red, green, blue, _] = mask.background_color().to_rgba().to_rgba8();
        let opens_elsewhere =
            mask.transfer_function().is_some() || (!is_alpha && is_light([red, green, blue]));
        let lets = |stroke: &&Stroke| {
            stroke.opacity > CLEAR && (is_alpha || stroke.colour.is_none_or(is_light))
        };
        let holes = sketch
            .strokes
            .iter()
            .filter(lets)
            .map(|stroke| stroke.place);
        Mask {
            holes: (!opens_elsewhere && !sketch.is_full).then(|| holes.collect()),
            has_letters: sketch.has_letters,
        }
    }

    /// Whether it lets anything through at a point.
    pub fn is_open(&self, point: Point) -> bool {
        let is_at = |hole: &Rect| hole.contains(point);
        self.holes
            .as_ref()
            .is_none_or(|holes| holes.iter().any(is_at))
    }
}

fn is_light(colour: Rgb) -> bool {
    colour
        .iter()
        .any(|&channel| f32::from(channel) > CLEAR * 255.0)
}

/// Something painted: where, in what colour if it has one, how opaque.
struct Stroke {
    place: Rect,
    colour: Option<Rgb>,
    opacity: f32,
}

/// What a mask or a tile draws, roughly.
#[derive(Default)]
struct Sketch {
    strokes: Vec<Stroke>,
    groups: Vec<f32>,
    has_letters: bool,
    is_full: bool,
}

impl Sketch {
    fn add(&mut self, place: Rect, paint: Option<&Paint>) {
        if self.strokes.len() >= STROKES {
            self.is_full = true;
            return;
        }
        let (colour, alpha) = match paint {
            Some(Paint::Color(colour)) => {
                let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
                (Some([red, green, blue]), f32::from(alpha) / 255.0)
            }
            _ => (None, 1.0),
        };
        self.strokes.push(Stroke {
            place,
            colour,
            opacity: alpha * self.groups.iter().product::<f32>(),
        });
    }
}

impl<'a> Device<'a> for Sketch {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let width = match mode {
            DrawMode::Stroke(line) | DrawMode::FillAndStroke(_, line) => line.line_width.into(),
            DrawMode::Fill(_) | DrawMode::Invisible => 0.0,
        };
        let around = path.bounding_box().inflate(width, width);
        self.add(
            props
                .transform
                .transform_rect_bbox(around)
                .inflate(1.0, 1.0),
            Some(&props.paint),
        );
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.groups.push(opacity);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.has_letters |= !run.glyphs().is_empty();
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let body = Rect::new(-1000.0, -1000.0, 1000.0, 1000.0);
            self.add(place.transform_rect_bbox(body), Some(&props.paint));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Rect::new(0.0, 0.0, image.width().into(), image.height().into());
        self.add(props.transform.transform_rect_bbox(size), None);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}
