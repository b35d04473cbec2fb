//! The reading order of a page: letters into words, words into lines, lines into columns.
//!
//! In: letters with their places, as drawn. Out: lines of text in the order a person reads them.
//! Columns and sidebars are found by recursive cuts along empty strips (XY-cut); a narrow column of
//! dates beside jobs is not a column but the start of its rows.

/// A letter where it stands; x to the right, y downwards, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// What it reads.
    pub character: char,
    /// Left end of its advance.
    pub left: f32,
    /// Right end of its advance.
    pub right: f32,
    /// Where it stands.
    pub baseline: f32,
    /// Height of its font.
    pub size: f32,
    /// Which run of letters it was drawn in; runs are drawn in order.
    pub run: u32,
}

/// A line of text with the place of its first letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it reads; a wide gap is a tab.
    pub text: String,
    /// Where it stands.
    pub baseline: f32,
    /// Whether empty space sets it apart from the line before.
    pub starts_paragraph: bool,
    /// Whether it is the first of a column beside the lines before.
    pub starts_column: bool,
}

/// A gap of this much of the font's size separates words.
const WORD_GAP: f32 = 0.14;
/// A gap of this many font sizes separates parts of a line.
const PART_GAP: f32 = 1.4;
/// An empty strip between columns has at least this many font sizes.
const GUTTER: f32 = 0.9;
/// Lines further apart than this many font sizes are not of one paragraph.
const PARAGRAPH_GAP: f32 = 1.75;
/// Pages with more strips than this are read from top to bottom: no CV has them, and cuts are quadratic.
const STRIPS: usize = 1500;
/// How deep cuts go.
const DEPTH: usize = 12;

/// The lines of a page in reading order.
pub fn lines(letters: &[Letter]) -> Vec<Line> {
    let words = words(letters);
    let parts = parts(words);
    let mut page = Reading::default();
    cut(parts, 0, &mut page);
    join_hyphens(&mut page.lines);
    page.lines
}

/// A page being written down.
#[derive(Default)]
struct Reading {
    lines: Vec<Line>,
    starts_column: bool,
}

/// Letters without a gap.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
}

/// Words of one line without a wide gap: what columns are cut between.
#[derive(Debug, Clone)]
struct Part {
    words: Vec<Word>,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
}

impl Part {
    fn top(&self) -> f32 {
        self.baseline - 0.7 * self.size
    }

    fn bottom(&self) -> f32 {
        self.baseline + 0.15 * self.size
    }

    /// What ends short of an edge is taken to end so far from it that the gutter is seen.
    fn short_of(mut self, edges: &[f32]) -> Part {
        for at in edges {
            if self.left < at - self.size && self.right <= at + EDGE_SLACK {
                self.right = self.right.min(at - self.size).max(self.left);
            }
        }
        self
    }

    /// A bullet or a number before an item.
    fn is_mark(&self) -> bool {
        let text = self.text();
        text.chars().count() <= 3 && text.chars().filter(|c| c.is_alphabetic()).count() <= 1
    }

    fn text(&self) -> String {
        let texts: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        texts.join(" ")
    }
}

fn words(letters: &[Letter]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut is_open = false;
    for run in letters.chunk_by(|a, b| a.run == b.run) {
        let tracking = tracking(run);
        for letter in run {
            if letter.character.is_whitespace() {
                is_open = false;
                continue;
            }
            match words.last_mut() {
                Some(word) if is_open && word.takes(letter, tracking) => word.push(letter),
                _ => words.push(Word::new(letter)),
            }
            is_open = true;
        }
    }
    words
}

/// The space that a run adds between all its letters, as headings do: E X P E R I E N C E.
fn tracking(run: &[Letter]) -> f32 {
    let gaps = run.windows(2).filter_map(|pair| {
        let has_space = pair.iter().any(|letter| letter.character.is_whitespace());
        (!has_space).then(|| pair[1].left - pair[0].right)
    });
    let (count, least) = gaps.fold((0, f32::MAX), |(count, least), gap| {
        (count + 1, gap.min(least))
    });
    if count >= 3 { least.max(0.0) } else { 0.0 }
}

impl Word {
    fn new(letter: &Letter) -> Word {
        Word {
            text: letter.character.to_string(),
            left: letter.left,
            right: letter.right,
            baseline: letter.baseline,
            size: letter.size,
        }
    }

    fn shares_line(&self, other: &Word) -> bool {
        let size = self.size.min(other.size).max(1.0);
        other.baseline - self.baseline < 0.3 * size
    }

    fn takes(&self, letter: &Letter, tracking: f32) -> bool {
        let size = self.size.max(letter.size);
        let gap = letter.left - self.right - tracking;
        let on_line = (letter.baseline - self.baseline).abs() < 0.35 * size;
        on_line && gap < WORD_GAP * size && letter.left > self.left - 0.3 * size && gap > -size
    }

    fn push(&mut self, letter: &Letter) {
        let overlaps = letter.left < self.right - 0.25 * (self.right - letter.left).abs().max(0.01)
            && letter.left < self.right - 0.1 * letter.size;
        match self.text.chars().last() {
            Some(last) if overlaps && compose(last, letter.character).is_some() => {
                self.text.pop();
                self.text.extend(compose(last, letter.character));
            }
            _ => self.text.push(letter.character),
        }
        self.right = self.right.max(letter.right);
        self.size = self.size.max(letter.size);
    }

    fn join(&mut self, other: &Word) {
        self.text.push_str(&other.text);
        self.right = self.right.max(other.right);
        self.size = self.size.max(other.size);
    }
}

/// A letter and the accent drawn over it, in either order, as one character.
fn compose(first: char, second: char) -> Option<char> {
    let over = |letter: char, accent: char| {
        let mark = match accent {
            '´' | '\u{2ca}' => '\u{301}',
            '`' | '\u{2cb}' => '\u{300}',
            '^' | 'ˆ' => '\u{302}',
            '¨' => '\u{308}',
            '~' | '˜' => '\u{303}',
            '¸' => '\u{327}',
            '˚' => '\u{30a}',
            _ => return None,
        };
        let letter = match letter {
            'ı' => 'i',
            letter if letter.is_alphabetic() => letter,
            _ => return None,
        };
        unicode_normalization::char::compose(letter, mark)
    };
    over(second, first).or_else(|| over(first, second))
}

/// Words of one line, from left to right, as long as the gaps are narrow.
fn parts(words: Vec<Word>) -> Vec<Part> {
    let rows = rows(words);
    let edges = edges(&rows);
    let mut parts = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let own = edges.iter().filter(|edge| edge.holds_in(index));
        let own: Vec<f32> = own.map(|edge| edge.at).collect();
        split_row(row, &own, &mut parts);
    }
    parts
}

/// Words on one baseline, from left to right.
fn rows(mut words: Vec<Word>) -> Vec<Vec<Word>> {
    words.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if row[0].shares_line(&word) => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    let in_order = |mut row: Vec<Word>| {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
        join_spaced(join_touching(row))
    };
    rows.into_iter().map(in_order).collect()
}

/// The left edge of a column that stands so close to its neighbour that no gap tells them apart: many
/// rows have a word that starts exactly there, and no row between them has one that lies across.
struct Edge {
    at: f32,
    first: usize,
    last: usize,
}

impl Edge {
    fn holds_in(&self, row: usize) -> bool {
        (self.first..=self.last).contains(&row)
    }
}

/// Rows that must start a word at an edge.
const EDGE_ROWS: usize = 6;
/// How far from an edge a word may start, in points.
const EDGE_SLACK: f32 = 0.6;

fn edges(rows: &[Vec<Word>]) -> Vec<Edge> {
    let mut starts: Vec<f32> = rows
        .iter()
        .flat_map(|row| row.windows(2))
        .filter(|pair| pair[0].text.contains(char::is_alphanumeric))
        .map(|pair| pair[1].left)
        .collect();
    starts.sort_by(f32::total_cmp);
    let groups = starts.chunk_by(|a, b| b - a < EDGE_SLACK);
    let common = groups.filter(|group| group.len() >= EDGE_ROWS);
    common
        .flat_map(|group| stretches(rows, group[group.len() / 2]))
        .collect()
}

/// The longest runs of rows in which nothing lies across an edge and enough words start at it.
fn stretches(rows: &[Vec<Word>], at: f32) -> Vec<Edge> {
    let mut edges = Vec::new();
    let (mut first, mut last, mut count) = (0, 0, 0);
    for (index, row) in rows.iter().enumerate() {
        let crosses = row
            .iter()
            .any(|word| word.left < at - EDGE_SLACK && word.right > at);
        if crosses {
            if count >= EDGE_ROWS {
                edges.push(Edge { at, first, last });
            }
            count = 0;
            continue;
        }
        let starts = row
            .iter()
            .skip(1)
            .any(|word| (word.left - at).abs() <= EDGE_SLACK);
        if starts {
            first = if count == 0 { index } else { first };
            last = index;
            count += 1;
        }
    }
    if count >= EDGE_ROWS {
        edges.push(Edge { at, first, last });
    }
    edges
}

fn split_row(row: Vec<Word>, edges: &[f32], parts: &mut Vec<Part>) {
    let mut row_parts: Vec<Part> = Vec::new();
    let mut current: Option<Part> = None;
    for word in row {
        let starts_column = edges.iter().any(|at| (word.left - at).abs() <= EDGE_SLACK);
        match &mut current {
            Some(part)
                if !starts_column
                    && word.left - part.right < PART_GAP * part.size.max(word.size) =>
            {
                part.right = part.right.max(word.right);
                part.size = part.size.max(word.size);
                part.words.push(word);
            }
            _ => {
                row_parts.extend(current.take());
                current = Some(Part {
                    left: word.left,
                    right: word.right,
                    baseline: word.baseline,
                    size: word.size,
                    words: vec![word],
                });
            }
        }
    }
    row_parts.extend(current);
    parts.extend(row_parts.into_iter().map(|part| part.short_of(edges)));
}

/// Pieces of a word that were drawn apart (kerning, or one letter at a time in any order).
fn join_touching(row: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::new();
    for word in row {
        match joined.last_mut() {
            Some(last) if last.touches(&word) => last.join(&word),
            _ => joined.push(word),
        }
    }
    joined
}

impl Word {
    fn touches(&self, next: &Word) -> bool {
        let gap = next.left - self.right;
        let size = self.size.max(next.size);
        gap < 0.09 * size && gap > -0.4 * size
    }
}

/// A heading whose letters were drawn one by one with even spaces between: one word again.
fn join_spaced(row: Vec<Word>) -> Vec<Word> {
    let single = |word: &Word| word.text.chars().count() == 1;
    if row.len() < 5 || row.iter().filter(|word| single(word)).count() * 10 < row.len() * 9 {
        return row;
    }
    let least = row
        .windows(2)
        .map(|pair| pair[1].left - pair[0].right)
        .fold(f32::MAX, f32::min);
    let size = row[0].size;
    if !(0.0..size).contains(&least) {
        return row;
    }
    let mut joined: Vec<Word> = Vec::new();
    for word in row {
        match joined.last_mut() {
            Some(last) if word.left - last.right < least + 0.2 * size => last.join(&word),
            _ => joined.push(word),
        }
    }
    joined
}

/// Cuts a block along its gutters, or along the strips above and below a region that has one.
fn cut(parts: Vec<Part>, depth: usize, page: &mut Reading) {
    if parts.len() < 4 || depth >= DEPTH {
        return write(parts, page);
    }
    let strips = strips(parts);
    if strips.len() > STRIPS {
        return write(strips.into_iter().flatten().collect(), page);
    }
    let mut plain: Vec<Part> = Vec::new();
    let mut strips = std::collections::VecDeque::from(strips);
    while !strips.is_empty() {
        match region(strips.make_contiguous()) {
            Some((height, gutter)) => {
                write(std::mem::take(&mut plain), page);
                let region: Vec<Part> = strips.drain(..height).flatten().collect();
                let (left, right) = region.into_iter().partition(|part| part.right <= gutter);
                cut(left, depth + 1, page);
                page.starts_column = true;
                cut(right, depth + 1, page);
                page.starts_column = true;
            }
            None => plain.extend(strips.pop_front().unwrap_or_default()),
        }
    }
    write(plain, page);
}

/// Parts that no empty horizontal line separates.
fn strips(mut parts: Vec<Part>) -> Vec<Vec<Part>> {
    parts.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let mut strips: Vec<Vec<Part>> = Vec::new();
    let mut bottom = f32::MIN;
    for part in parts {
        let is_below = part.top() >= bottom;
        bottom = bottom.max(part.bottom());
        match strips.last_mut() {
            Some(strip) if !is_below => strip.push(part),
            _ => strips.push(vec![part]),
        }
    }
    strips
}

/// How many strips from the first on share a gutter, and where it is; none when they are one column.
fn region(strips: &[Vec<Part>]) -> Option<(usize, f32)> {
    let mut free = Free::new(strips);
    let mut best = None;
    let mut taken: Vec<&Part> = Vec::new();
    for (index, strip) in strips.iter().enumerate() {
        for part in strip {
            free.occupy(part.left, part.right);
            taken.push(part);
        }
        if free.is_full() {
            break;
        }
        // The end of a long region is looked for at its end only: gutters narrow, they never widen.
        let is_last = index + 1 == strips.len() || {
            let mut next = free.clone();
            strips[index + 1]
                .iter()
                .for_each(|part| next.occupy(part.left, part.right));
            next.inner() != free.inner()
        };
        if is_last
            && let Some(gutter) = free.widest()
            && are_columns(&taken, gutter)
        {
            best = Some((index + 1, gutter));
        }
    }
    best
}

/// The horizontal spans of a block that nothing stands in.
#[derive(Clone, PartialEq)]
struct Free {
    spans: Vec<(f32, f32)>,
    left: f32,
    right: f32,
    width: f32,
}

impl Free {
    fn new(strips: &[Vec<Part>]) -> Free {
        let all = || strips.iter().flatten();
        let left = all().map(|part| part.left).fold(f32::MAX, f32::min);
        let right = all().map(|part| part.right).fold(f32::MIN, f32::max);
        let mut sizes: Vec<f32> = all().map(|part| part.size).collect();
        sizes.sort_by(f32::total_cmp);
        let size = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0);
        Free {
            spans: vec![(left, right)],
            left,
            right,
            width: GUTTER * size,
        }
    }

    fn occupy(&mut self, left: f32, right: f32) {
        let mut spans = Vec::with_capacity(self.spans.len() + 1);
        for &(from, to) in &self.spans {
            if right <= from || left >= to {
                spans.push((from, to));
                continue;
            }
            if left - from >= self.width {
                spans.push((from, left));
            }
            if to - right >= self.width {
                spans.push((right, to));
            }
        }
        self.spans = spans;
    }

    /// Whether nothing is left but the margin on the left.
    fn is_full(&self) -> bool {
        self.spans.iter().all(|span| span.0 <= self.left)
    }

    /// The spans with something on both sides.
    fn inner(&self) -> Vec<(f32, f32)> {
        let is_inner = |span: &&(f32, f32)| span.0 > self.left && span.1 < self.right;
        self.spans.iter().filter(is_inner).copied().collect()
    }

    /// The middle of the widest gutter.
    fn widest(&self) -> Option<f32> {
        let inner = self.inner();
        let widest = inner
            .iter()
            .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))?;
        Some((widest.0 + widest.1) / 2.0)
    }
}

/// Whether the two sides of a gutter are columns to read one after the other.
fn are_columns(parts: &[&Part], gutter: f32) -> bool {
    let (left, right): (Vec<&Part>, Vec<&Part>) =
        parts.iter().partition(|part| part.right <= gutter);
    if left.len() < 2 || right.len() < 2 || left.len() + right.len() < 6 {
        return false;
    }
    overlap(&left, &right) > 0.3 && !annotates(&left, &right) && !annotates(&right, &left)
}

/// Which part of the lower of two sides stands beside the other.
fn overlap(one: &[&Part], other: &[&Part]) -> f32 {
    let extent = |parts: &[&Part]| {
        let top = parts.iter().map(|part| part.top()).fold(f32::MAX, f32::min);
        let bottom = parts
            .iter()
            .map(|part| part.bottom())
            .fold(f32::MIN, f32::max);
        (top, bottom)
    };
    let (a, b) = (extent(one), extent(other));
    let common = a.1.min(b.1) - a.0.max(b.0);
    common / (a.1 - a.0).min(b.1 - b.0).max(1.0)
}

/// Whether a side only says something about the lines of the other: dates or places beside jobs.
fn annotates(side: &[&Part], other: &[&Part]) -> bool {
    let aligned = side.iter().filter(|part| {
        let near = |line: &&Part| (line.baseline - part.baseline).abs() < 0.4 * part.size;
        other.iter().any(near)
    });
    if aligned.count() * 10 < side.len() * 8 {
        return false;
    }
    let marks = side.iter().filter(|part| part.is_mark()).count();
    if marks * 10 >= side.len() * 7 {
        return true;
    }
    let dated = side.iter().filter(|part| has_year(&part.text())).count();
    if dated * 10 >= side.len() * 6 {
        return true;
    }
    let mut baselines: Vec<(f32, f32)> =
        side.iter().map(|part| (part.baseline, part.size)).collect();
    baselines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let close = baselines
        .windows(2)
        .filter(|pair| pair[1].0 - pair[0].0 < 1.6 * pair[0].1)
        .count();
    close * 5 <= side.len() && side.len() * 2 <= other.len()
}

/// Four digits that can be a year.
fn has_year(text: &str) -> bool {
    let runs = text.split(|character: char| !character.is_ascii_digit());
    runs.into_iter()
        .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
}

/// Writes a block line by line.
fn write(mut parts: Vec<Part>, page: &mut Reading) {
    parts.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut row: Vec<Part> = Vec::new();
    let mut last: Option<(f32, f32)> = None;
    for part in parts {
        let is_same = row.first().is_some_and(|first: &Part| {
            part.baseline - first.baseline < 0.4 * first.size.min(part.size).max(1.0)
        });
        if !is_same {
            last = write_row(std::mem::take(&mut row), last, page);
        }
        row.push(part);
    }
    write_row(row, last, page);
}

fn write_row(
    mut row: Vec<Part>,
    last: Option<(f32, f32)>,
    page: &mut Reading,
) -> Option<(f32, f32)> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let Some(first) = row.first() else {
        return last;
    };
    let (baseline, size) = (first.baseline, first.size);
    let starts_paragraph = last
        .is_none_or(|(above, above_size)| baseline - above > PARAGRAPH_GAP * size.max(above_size));
    let mut text = first.text();
    for pair in row.windows(2) {
        text.push(if pair[0].is_mark() { ' ' } else { '\t' });
        text.push_str(&pair[1].text());
    }
    page.lines.push(Line {
        text,
        baseline,
        starts_paragraph,
        starts_column: std::mem::take(&mut page.starts_column),
    });
    Some((baseline, size))
}

/// A word divided at the end of a line is written whole at the end of that line.
fn join_hyphens(lines: &mut [Line]) {
    for index in 1..lines.len() {
        let (before, after) = lines.split_at_mut(index);
        let (Some(line), Some(next)) = (before.last_mut(), after.first_mut()) else {
            continue;
        };
        let stem = line.text.strip_suffix(['-', '\u{ad}', '\u{2010}']);
        let divides = stem.is_some_and(|stem| stem.ends_with(char::is_lowercase))
            && next.text.starts_with(char::is_lowercase)
            && !next.starts_paragraph;
        if divides {
            let end = next.text.find([' ', '\t']).unwrap_or(next.text.len());
            line.text.pop();
            line.text.push_str(&next.text[..end]);
            next.text = next.text[end..].trim_start().to_string();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters six points wide and ten high, at this place.
    fn put(letters: &mut Vec<Letter>, text: &str, left: f32, baseline: f32) {
        let run = letters.last().map_or(0, |last| last.run + 1);
        for (index, character) in text.chars().enumerate() {
            let left = left + 6.0 * index as f32;
            letters.push(Letter {
                character,
                left,
                right: left + 6.0,
                baseline,
                size: 10.0,
                run,
            });
        }
    }

    fn read(pieces: &[(&str, f32, f32)]) -> Vec<String> {
        let mut letters = Vec::new();
        for (text, left, baseline) in pieces {
            put(&mut letters, text, *left, *baseline);
        }
        lines(&letters).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn two_columns_are_read_one_after_the_other_below_a_title_across_both() {
        let read = read(&[
            ("A title that stands across both of the columns", 0.0, 10.0),
            ("left one", 0.0, 40.0),
            ("right one", 200.0, 40.0),
            ("left two", 0.0, 52.0),
            ("right two", 200.0, 52.0),
            ("left three", 0.0, 64.0),
            ("right three", 200.0, 64.0),
            ("left four", 0.0, 76.0),
        ]);
        assert_eq!(read[0], "A title that stands across both of the columns");
        assert_eq!(
            read[1..5],
            ["left one", "left two", "left three", "left four"]
        );
        assert_eq!(read[5..], ["right one", "right two", "right three"]);
    }

    #[test]
    fn dates_beside_jobs_stay_on_the_lines_of_their_jobs() {
        let read = read(&[
            ("2019-2021", 0.0, 10.0),
            ("Conseiller", 100.0, 10.0),
            ("accueil", 100.0, 22.0),
            ("2017-2019", 0.0, 40.0),
            ("Vendeur", 100.0, 40.0),
            ("conseil", 100.0, 52.0),
        ]);
        assert_eq!(
            read,
            [
                "2019-2021\tConseiller",
                "accueil",
                "2017-2019\tVendeur",
                "conseil"
            ]
        );
    }

    #[test]
    fn a_divided_word_is_whole_again() {
        assert_eq!(
            read(&[("un conseil-", 0.0, 10.0), ("ler client", 0.0, 22.0)]),
            ["un conseiller", "client"]
        );
    }

    #[test]
    fn an_accent_drawn_over_its_letter_is_one_character() {
        let mut letters = Vec::new();
        put(&mut letters, "d", 0.0, 10.0);
        put(&mut letters, "´", 6.0, 10.0);
        put(&mut letters, "e", 6.5, 10.0);
        assert_eq!(lines(&letters)[0].text, "dé");
    }

    #[test]
    fn a_heading_with_spaced_letters_is_a_word() {
        let mut letters = Vec::new();
        for (index, letter) in "VENTE".chars().enumerate() {
            put(&mut letters, &letter.to_string(), 10.0 * index as f32, 10.0);
        }
        assert_eq!(lines(&letters)[0].text, "VENTE");
    }
}
