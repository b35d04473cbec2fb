//! What a page has been painted with, coarsely: enough to say what lies behind a letter when it is
//! drawn, and whether something was painted over it later.
//!
//! In: shapes in points, y downwards, in drawing order. Out: the ground at a point.

use hayro_interpret::kurbo::{BezPath, PathEl, Point, flatten};

use crate::intake::extract::sight::{Ground, Rgb};

/// The longer side has at most so many cells; a cell is a point on an A4 page.
const CELLS: f64 = 1200.0;

/// How much painting is followed on one page; a hostile page that paints more is taken as busy.
const WORK: usize = 60_000_000;

/// What is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coat {
    /// A colour.
    Plain(Rgb),
    /// A picture, and its colour when it has only one: text that lies invisibly on it may be what a
    /// scanner read.
    Picture(Option<Rgb>),
    /// A gradient, a pattern or a blend that we do not judge.
    Busy,
}

/// A coat, and whether it hides what was there before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// What is painted.
    pub coat: Coat,
    /// From 0, clear, to 1.
    pub opacity: f32,
}

#[derive(Clone, Copy)]
struct Cell {
    coat: Coat,
    /// When it was last painted so that nothing below can be seen.
    covered: u32,
}

const BARE: Cell = Cell {
    coat: Coat::Plain([255, 255, 255]),
    covered: 0,
};

/// One page.
pub struct Canvas {
    width: f64,
    height: f64,
    scale: f64,
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
    work: usize,
    clock: u32,
}

impl Canvas {
    /// A bare page of this size in points.
    pub fn new(width: f64, height: f64) -> Canvas {
        let longest = width.max(height).max(1.0);
        let scale = (CELLS / longest).min(1.0);
        let count = |length: f64| (length * scale).ceil().clamp(1.0, CELLS) as usize;
        Canvas {
            width,
            height,
            scale,
            columns: count(width),
            rows: count(height),
            cells: Vec::new(),
            work: 0,
            clock: 1,
        }
    }

    /// The time of the next stroke; text remembers it to know what was painted later.
    pub fn now(&self) -> u32 {
        self.clock
    }

    /// Whether a point lies on the page.
    pub fn holds(&self, point: Point) -> bool {
        (0.0..=self.width).contains(&point.x) && (0.0..=self.height).contains(&point.y)
    }

    /// What lies at a point now.
    pub fn coat(&self, point: Point) -> Coat {
        match self.cell(point) {
            Some(cell) => cell.coat,
            None if self.work >= WORK => Coat::Busy,
            None => BARE.coat,
        }
    }

    /// The ground that text at a point would have.
    pub fn ground(&self, point: Point) -> Ground {
        match self.coat(point) {
            Coat::Plain(colour) | Coat::Picture(Some(colour)) => Ground::Plain(colour),
            Coat::Picture(None) | Coat::Busy => Ground::Busy,
        }
    }

    /// Whether something was painted over a point since that time.
    pub fn is_covered_since(&self, point: Point, time: u32) -> bool {
        self.cell(point).is_some_and(|cell| cell.covered > time)
    }

    /// Paints the inside of a path, within a clip (left, top, right, bottom).
    pub fn fill(&mut self, path: &BezPath, clip: [f64; 4], paint: Paint) {
        self.clock = self.clock.saturating_add(1);
        if self.work >= WORK || paint.opacity <= 0.0 {
            return;
        }
        if self.cells.is_empty() {
            self.cells = vec![BARE; self.columns * self.rows];
        }
        let edges = self.edges(path);
        let span = |low: f64, high: f64, count: usize| {
            let low = (low * self.scale).max(0.0) as usize;
            let high = (high * self.scale).min(count as f64).max(0.0).ceil() as usize;
            (low.min(count), high.min(count))
        };
        let (first, last) = edges
            .iter()
            .fold((f64::MAX, f64::MIN), |(low, high), edge| {
                (low.min(edge.top), high.max(edge.bottom))
            });
        let (top, bottom) = span(first.max(clip[1]), last.min(clip[3]), self.rows);
        let (left, right) = span(clip[0], clip[2], self.columns);
        for row in top..bottom {
            self.row(row, left..right, &edges, paint);
        }
    }

    fn row(&mut self, row: usize, columns: std::ops::Range<usize>, edges: &[Edge], paint: Paint) {
        self.work += edges.len();
        if self.work >= WORK {
            self.cells = Vec::new();
            return;
        }
        let y = (row as f64 + 0.5) / self.scale;
        let mut crossings: Vec<(f64, i32)> =
            edges.iter().filter_map(|edge| edge.cross(y)).collect();
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            winding += pair[0].1;
            if winding != 0 {
                self.span(row, &columns, pair[0].0, pair[1].0, paint);
            }
        }
    }

    fn span(
        &mut self,
        row: usize,
        columns: &std::ops::Range<usize>,
        from: f64,
        to: f64,
        paint: Paint,
    ) {
        let cell = |x: f64| (x * self.scale - 0.5).ceil().max(0.0) as usize;
        let from = cell(from).max(columns.start);
        let to = cell(to).min(columns.end);
        if from >= to {
            return;
        }
        self.work += to - from;
        let (time, base) = (self.clock, row * self.columns);
        if let Some(cells) = self.cells.get_mut(base + from..base + to) {
            for cell in cells {
                cell.paint(paint, time);
            }
        }
    }

    fn edges(&self, path: &BezPath) -> Vec<Edge> {
        let mut edges = Vec::new();
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        flatten(
            path.elements().iter().copied(),
            0.5,
            |element| match element {
                PathEl::MoveTo(point) => {
                    edges.extend(Edge::new(last, start));
                    (start, last) = (point, point);
                }
                PathEl::LineTo(point) => {
                    edges.extend(Edge::new(last, point));
                    last = point;
                }
                PathEl::ClosePath => {
                    edges.extend(Edge::new(last, start));
                    last = start;
                }
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
            },
        );
        edges.extend(Edge::new(last, start));
        edges
    }

    fn cell(&self, point: Point) -> Option<&Cell> {
        if self.cells.is_empty() || !self.holds(point) {
            return None;
        }
        let column = ((point.x * self.scale) as usize).min(self.columns - 1);
        let row = ((point.y * self.scale) as usize).min(self.rows - 1);
        self.cells.get(row * self.columns + column)
    }
}

impl Cell {
    fn paint(&mut self, paint: Paint, time: u32) {
        if paint.opacity > 0.95 {
            self.covered = time;
            self.coat = paint.coat;
            return;
        }
        self.coat = match (self.coat, paint.coat) {
            (Coat::Plain(below), Coat::Plain(above)) => {
                Coat::Plain(mix(below, above, paint.opacity))
            }
            (Coat::Picture(_), _) | (_, Coat::Picture(_)) => Coat::Picture(None),
            _ => Coat::Busy,
        };
    }
}

/// A colour seen through another.
pub fn mix(below: Rgb, above: Rgb, opacity: f32) -> Rgb {
    let mut mixed = below;
    for (low, high) in mixed.iter_mut().zip(above) {
        let value = f32::from(*low) * (1.0 - opacity) + f32::from(high) * opacity;
        *low = value.clamp(0.0, 255.0) as u8;
    }
    mixed
}

/// A straight side of a shape, from its upper end down.
struct Edge {
    top: f64,
    bottom: f64,
    x: f64,
    slope: f64,
    direction: i32,
}

impl Edge {
    fn new(from: Point, to: Point) -> Option<Edge> {
        let is_drawable =
            from.x.is_finite() && from.y.is_finite() && to.x.is_finite() && to.y.is_finite();
        if !is_drawable || from.y == to.y {
            return None;
        }
        let (upper, lower, direction) = if from.y < to.y {
            (from, to, 1)
        } else {
            (to, from, -1)
        };
        Some(Edge {
            top: upper.y,
            bottom: lower.y,
            x: upper.x,
            slope: (lower.x - upper.x) / (lower.y - upper.y),
            direction,
        })
    }

    fn cross(&self, y: f64) -> Option<(f64, i32)> {
        let is_at = self.top <= y && y < self.bottom;
        is_at.then_some((self.x + (y - self.top) * self.slope, self.direction))
    }
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{Circle, Rect, Shape};

    use super::*;

    const PAGE: [f64; 4] = [0.0, 0.0, 600.0, 800.0];

    fn paint(coat: Coat) -> Paint {
        Paint { coat, opacity: 1.0 }
    }

    #[test]
    fn a_point_has_the_colour_that_was_painted_last() {
        let mut canvas = Canvas::new(600.0, 800.0);
        let point = Point::new(50.0, 50.0);
        canvas.fill(
            &Rect::new(0.0, 0.0, 600.0, 100.0).to_path(0.1),
            PAGE,
            paint(Coat::Plain([1, 2, 3])),
        );
        assert_eq!(canvas.ground(point), Ground::Plain([1, 2, 3]));
        assert_eq!(
            canvas.ground(Point::new(50.0, 150.0)),
            Ground::Plain([255; 3])
        );
        let time = canvas.now();
        assert!(!canvas.is_covered_since(point, time));
        canvas.fill(
            &Circle::new(point, 20.0).to_path(0.1),
            PAGE,
            paint(Coat::Picture(None)),
        );
        assert!(canvas.is_covered_since(point, time));
        assert_eq!(canvas.coat(point), Coat::Picture(None));
        assert_eq!(
            canvas.ground(Point::new(80.0, 50.0)),
            Ground::Plain([1, 2, 3])
        );
    }

    #[test]
    fn a_page_painted_without_end_is_busy() {
        let mut canvas = Canvas::new(600.0, 800.0);
        for _ in 0..500 {
            canvas.fill(
                &Rect::new(0.0, 0.0, 600.0, 800.0).to_path(0.1),
                PAGE,
                paint(Coat::Picture(None)),
            );
        }
        assert_eq!(canvas.ground(Point::new(1.0, 1.0)), Ground::Busy);
    }
}
