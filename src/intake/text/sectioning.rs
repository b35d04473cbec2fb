//! Splits a document into sections by its headings.
//!
//! In: tidy text. Out: sections that cover every byte exactly once.
//! Left to others: which words are headings (`language::headings`), how much a section counts
//! (`evidence::level`).

use super::lines::BULLETS;
use crate::intake::reading::COLUMN_BREAK;
use crate::language::headings::Headings;
use crate::model::document::{Section, SectionKind, Span};

/// No heading is longer, in characters.
const LONGEST: usize = 70;

/// The sections of a text.
pub fn split(text: &str) -> Vec<Section> {
    let lines = lines(text);
    let style = Style::of(&lines);
    let mut sections = vec![Section {
        kind: SectionKind::Other,
        heading: None,
        span: Span {
            start: 0,
            end: text.len(),
        },
    }];
    for at in 0..lines.len() {
        let current = sections
            .last()
            .map_or(SectionKind::Other, |section| section.kind);
        if let Some(opened) = opened(&lines, at, current, &style) {
            open(&mut sections, opened, text.len());
        }
    }
    sections
}

fn open(sections: &mut Vec<Section>, opened: Section, end: usize) {
    if let Some(last) = sections.last_mut() {
        last.span.end = opened.span.start;
        if last.span.start == last.span.end {
            sections.pop();
        }
    }
    sections.push(Section {
        span: Span { end, ..opened.span },
        ..opened
    });
}

/// A line with its place; `text` is trimmed and starts at `start`.
struct Line<'a> {
    /// First byte of the whole line.
    from: usize,
    /// First byte of the trimmed text.
    start: usize,
    text: &'a str,
    /// Whether a column of the page ended just before.
    breaks: bool,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut from, mut breaks) = (0, false);
    for piece in pieces(text) {
        let trimmed = piece.trim_start();
        let start = from + piece.len() - trimmed.len();
        let body = trimmed.trim_end_matches(|c: char| c.is_whitespace() || c == COLUMN_BREAK);
        lines.push(Line {
            from,
            start,
            text: body,
            breaks,
        });
        breaks = piece.ends_with(COLUMN_BREAK);
        from += piece.len();
    }
    lines
}

/// The lines of a text, each with the break that ends it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr3(b'\n', 0x0c, COLUMN_BREAK as u8, rest.as_bytes());
        let piece = &rest[..end.map_or(rest.len(), |end| end + 1)];
        from += piece.len();
        Some(piece)
    })
}

/// How this document writes its headings.
struct Style {
    /// At least two known headings stand in capitals, and most other lines do not.
    capitals: bool,
    /// How deep known markdown headings are.
    markdown: Option<usize>,
    /// The line at which the top of the document is over: three lines that say something.
    top: usize,
}

impl Style {
    fn of(lines: &[Line]) -> Style {
        let all_capitals = |line: &&Line| capitals(line.text);
        let known =
            |line: &&Line| line.text.len() <= LONGEST && Headings::both().kind(line.text).is_some();
        let (mut headings, mut shouted, mut written, mut markdown) = (0, 0, 0, None);
        for line in lines.iter().filter(|line| !line.text.is_empty()) {
            written += 1;
            if all_capitals(&line) {
                shouted += 1;
                headings += usize::from(known(&line));
            }
            let depth = depth(line.text);
            if depth > 0 && known(&line) {
                markdown = markdown.max(Some(depth));
            }
        }
        let filled = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.text.is_empty());
        Style {
            top: filled.map(|(at, _)| at + 1).nth(2).unwrap_or(lines.len()),
            capitals: headings >= 2 && shouted * 2 < written,
            markdown,
        }
    }
}

fn opened(lines: &[Line], at: usize, current: SectionKind, style: &Style) -> Option<Section> {
    let line = &lines[at];
    let found = match may_head(line.text) {
        true => whole(lines, at, current, style).or_else(|| inline(lines, at)),
        false => None,
    };
    if let Some((kind, heading)) = found {
        let start = line.start;
        let heading = Span {
            start: start + heading.start,
            end: start + heading.end,
        };
        return Some(Section {
            kind,
            heading: Some(heading),
            span: Span {
                start: line.from,
                end: line.from,
            },
        });
    }
    line.breaks.then(|| Section {
        kind: after_break(&lines[at..]),
        heading: None,
        span: Span {
            start: line.from,
            end: line.from,
        },
    })
}

/// Whether a line may hold a heading: it starts as one does, is numbered, or is dressed as one.
/// Nearly all lines are let go here.
fn may_head(text: &str) -> bool {
    if Headings::both().may_start(text) {
        return true;
    }
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    bare.starts_with(|c: char| c.is_ascii_digit()) || capitals(bare) || depth(text) > 0
}

/// A line that is nothing but a heading.
fn whole(
    lines: &[Line],
    at: usize,
    current: SectionKind,
    style: &Style,
) -> Option<(SectionKind, Span)> {
    let text = lines[at].text;
    if text.is_empty() || text.len() > LONGEST * 2 || longer(text) {
        return None;
    }
    let dress = Dress::of(text, lines.get(at + 1).map_or("", |line| line.text));
    let bare = dress.bare(text);
    let blank = at == 0 || lines[at - 1].text.is_empty() || lines[at].breaks;
    let known = || {
        Headings::both()
            .kind(bare)
            .filter(|kind| stands(bare, *kind, current, &dress, blank, style))
    };
    let kind = known()
        .or_else(|| qualified(bare, &dress, blank))
        .or_else(|| invented(lines, at, current, &dress, blank, style))?;
    Some((kind, dress.span))
}

fn longer(text: &str) -> bool {
    text.len() > LONGEST && text.chars().count() > LONGEST
}

/// What a heading wears.
struct Dress {
    /// The words themselves, in the line.
    span: Span,
    /// Markdown, an underline: nothing but a heading looks like that.
    strong: bool,
    /// A colon after it.
    colon: bool,
    /// A bullet before it.
    bullet: bool,
    /// All its letters are capitals.
    capitals: bool,
    /// How many `#` stand before it.
    depth: usize,
}

impl Dress {
    fn of(text: &str, next: &str) -> Dress {
        let bullet = text.starts_with(BULLETS) && !text.starts_with("**");
        let start = text.len()
            - text
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .len();
        let numbered = text[start..].trim_start_matches(|c: char| c.is_ascii_digit());
        let start = match numbered.strip_prefix(['.', ')']) {
            Some(rest) if rest.starts_with(' ') && numbered.len() < text[start..].len() => {
                text.len() - rest.trim_start().len()
            }
            _ => start,
        };
        let body = &text[start..];
        let end = start
            + body
                .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')')
                .len();
        let depth = depth(text);
        let bold = text.starts_with("**") && text.trim_end_matches(':').ends_with("**");
        let underlined = next.len() >= 3
            && next
                .chars()
                .all(|c| matches!(c, '=' | '-' | '_' | '—' | '─' | '~'));
        Dress {
            span: Span {
                start,
                end: end.max(start),
            },
            strong: depth > 0 || bold || underlined,
            colon: text.trim_end_matches('*').ends_with(':'),
            bullet,
            capitals: capitals(body),
            depth,
        }
    }

    fn bare<'a>(&self, text: &'a str) -> &'a str {
        &text[self.span.start..self.span.end]
    }
}

fn depth(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    if text[hashes..].starts_with(' ') {
        hashes
    } else {
        0
    }
}

/// Whether the letters outside brackets are capitals; at least three.
fn capitals(text: &str) -> bool {
    let (mut upper, mut inside) = (0, 0usize);
    for c in text.chars() {
        match c {
            '(' => inside += 1,
            ')' => inside = inside.saturating_sub(1),
            c if inside == 0 && c.is_lowercase() => return false,
            c if inside == 0 && c.is_uppercase() => upper += 1,
            _ => {}
        }
    }
    upper >= 3
}

/// Whether known words stand as a heading here, rather than as an item of a list or a line's end.
fn stands(
    bare: &str,
    kind: SectionKind,
    current: SectionKind,
    dress: &Dress,
    blank: bool,
    style: &Style,
) -> bool {
    if dress.strong || (dress.capitals && !dress.bullet) {
        return true;
    }
    if dress.bullet {
        return dress.capitals && blank;
    }
    let first = bare.chars().next().is_some_and(char::is_uppercase);
    if dress.colon {
        // One word and a colon, alone on a line, however casually typed.
        return first || blank || !bare.contains(char::is_whitespace);
    }
    if blank {
        return first || bare.split_whitespace().count() <= 3;
    }
    // "Training" and "Presentations" are skills when they stand among skills.
    let item = current == SectionKind::Skills
        && matches!(
            kind,
            SectionKind::Publications
                | SectionKind::Projects
                | SectionKind::Skills
                | SectionKind::Education
        )
        && bare.split_whitespace().count() <= 2
        && !["Education", "Formation", "Formations"].contains(&bare);
    first && !style.capitals && !item
}

/// A known heading with more words after it: *SAVOIR-ÊTRE RECONNUS EN ENTRETIEN (2023)*.
fn qualified(bare: &str, dress: &Dress, blank: bool) -> Option<SectionKind> {
    if dress.bullet || !(dress.capitals || dress.colon || dress.strong) || !(blank || dress.strong)
    {
        return None;
    }
    let words = bare
        .split('(')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .count();
    let (kind, count) = Headings::both().starting(bare)?;
    let digits = bare
        .split('(')
        .next()
        .is_some_and(|head| head.contains(|c: char| c.is_ascii_digit()));
    (!digits && words <= 8 && (count >= 2 || count * 2 >= words)).then_some(kind)
}

/// Words on no list that stand exactly as this document's headings do.
fn invented(
    lines: &[Line],
    at: usize,
    current: SectionKind,
    dress: &Dress,
    blank: bool,
    style: &Style,
) -> Option<SectionKind> {
    let text = dress.bare(lines[at].text);
    let words = text.split_whitespace().count();
    let plain = words <= 5
        && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, ',' | '|' | '…' | '['));
    let early = at < style.top;
    let followed = lines.get(at + 1).is_some_and(|line| !line.text.is_empty());
    if dress.depth > 0 && style.markdown.is_some_and(|depth| dress.depth <= depth) && !early {
        return Some(SectionKind::Other);
    }
    // Among jobs, capitals are more often an employer.
    let jobs = matches!(
        current,
        SectionKind::Work | SectionKind::Education | SectionKind::Volunteer | SectionKind::Projects
    );
    (style.capitals
        && dress.capitals
        && plain
        && blank
        && followed
        && !early
        && !jobs
        && !dress.bullet)
        .then_some(SectionKind::Other)
}

/// `LOISIRS : lecture, théâtre`: a heading and its content on one line.
fn inline(lines: &[Line], at: usize) -> Option<(SectionKind, Span)> {
    let text = lines[at].text;
    let cut = text.find([':', '–']).filter(|cut| *cut <= LONGEST)?;
    let head = text[..cut].trim_end();
    let dress = Dress::of(head, "");
    if dress.bullet || dress.span.start > 8 {
        return None;
    }
    let bare = dress.bare(head);
    let colon = text[cut..].starts_with(':');
    let first = bare.chars().next().is_some_and(char::is_uppercase);
    let kind = Headings::both().kind(bare)?;
    let blank = at == 0 || lines[at - 1].text.is_empty() || lines[at].breaks;
    let side = matches!(
        kind,
        SectionKind::Languages
            | SectionKind::Interests
            | SectionKind::Skills
            | SectionKind::References
    );
    let ends = at > 0 && lines[at - 1].text.ends_with(['.', '!', ';']);
    let stands = dress.capitals || dress.strong || (colon && first && (blank || side || ends));
    stands.then_some((kind, dress.span))
}

/// Lines looked at to tell what a column without a heading is about.
const FORESIGHT: usize = 200;

/// A column that opens without a heading: jobs if it goes on with years, else anything.
fn after_break(lines: &[Line]) -> SectionKind {
    let headed =
        |line: &Line| line.text.len() <= LONGEST && Headings::both().kind(line.text).is_some();
    let body = lines
        .iter()
        .take(FORESIGHT)
        .take_while(|line| !headed(line));
    let years: usize = body.map(|line| years(line.text)).sum();
    if years >= 2 {
        SectionKind::Work
    } else {
        SectionKind::Other
    }
}

fn years(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|number| {
            number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(SectionKind, &str)> {
        let sections = split(text);
        sections
            .iter()
            .map(|section| {
                (
                    section.kind,
                    text[section.span.start..section.span.end].trim(),
                )
            })
            .collect()
    }

    #[test]
    fn headings_part_a_cv() {
        assert_eq!(
            kinds("Ada\n\nEXPÉRIENCES\nBanque\n\nET SINON\nTrapèze"),
            [
                (SectionKind::Other, "Ada"),
                (SectionKind::Work, "EXPÉRIENCES\nBanque"),
                (SectionKind::Interests, "ET SINON\nTrapèze"),
            ]
        );
    }

    #[test]
    fn a_heading_inside_a_sentence_is_no_heading() {
        let text = "Work\nled the\nprojects, then the\ninterests desk\nof languages";
        assert_eq!(kinds(text), [(SectionKind::Work, text)]);
    }

    #[test]
    fn a_heading_may_stand_on_the_line_of_its_content() {
        assert_eq!(
            kinds("LOISIRS : théâtre\nLangues : anglais\n- Projets : deux"),
            [
                (SectionKind::Interests, "LOISIRS : théâtre"),
                (
                    SectionKind::Languages,
                    "Langues : anglais\n- Projets : deux"
                ),
            ]
        );
    }

    #[test]
    fn markdown_underlines_and_colons_make_headings() {
        assert_eq!(
            kinds("## skills\na\n\nprojects\n--------\nb\n\nlanguages:\nc").len(),
            3
        );
    }

    #[test]
    fn a_heading_may_say_more_than_its_word() {
        let text = "SAVOIR-ÊTRE RECONNUS EN ENTRETIEN ANNUEL (2023)\ncalme";
        assert_eq!(kinds(text), [(SectionKind::Skills, text)]);
    }

    #[test]
    fn an_employer_in_capitals_is_no_heading() {
        let text = "EXPERIENCE\n\nVOXALIS\nadviser\n\nLANGUAGES\nFrench";
        assert_eq!(kinds(text).len(), 2);
    }

    #[test]
    fn a_column_without_a_heading_starts_a_section() {
        let text = "VOLUNTEER\nsoup run\u{1d}Barista\nRoastery 2018 - 2021\nEDUCATION\nBA";
        let kinds: Vec<SectionKind> = kinds(text).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(
            kinds,
            [
                SectionKind::Volunteer,
                SectionKind::Work,
                SectionKind::Education
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn sections_cover_every_byte_once(text in "(Skills|EXPÉRIENCE|Langues|\n|:|\u{c}|\u{1d}|é| |# |- |x){0,30}") {
            let sections = split(&text);
            let mut at = 0;
            for section in &sections {
                proptest::prop_assert_eq!(section.span.start, at);
                at = section.span.end;
                if let Some(heading) = section.heading {
                    proptest::prop_assert!(text.get(heading.start..heading.end).is_some());
                    proptest::prop_assert!(heading.start >= section.span.start && heading.end <= section.span.end);
                }
            }
            proptest::prop_assert_eq!(at, text.len());
        }
    }
}
