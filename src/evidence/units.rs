//! Units: the sentences and bullets of a document, inside which cues are read.
//!
//! In: a document. Out: units in order, each with its section, the block (bullet or paragraph) it
//! belongs to, and whether a date situates it.
//! Left to others: what a unit says (`matching`, `polarity`, `level`).

use crate::language::fold;
use crate::language::markers::markers;
use crate::model::document::{Document, SectionKind, Span};

/// A sentence or a bullet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Its bytes.
    pub span: Span,
    /// The bullet or paragraph it stands in: units with the same number share it.
    pub block: usize,
    /// What its section is about.
    pub section: SectionKind,
    /// Which section: its index in the document.
    pub section_index: usize,
    /// Whether a dated job, role or course is told in its section, at it or above.
    pub dated: bool,
    /// Whether it is the heading of its section.
    pub heading: bool,
}

/// A line, without the white space around it.
struct Line<'a> {
    start: usize,
    text: &'a str,
}

/// The units of a document.
pub fn split(document: &Document) -> Vec<Unit> {
    let case = Case::of(&document.text);
    let mut units = Vec::new();
    let mut block = 0;
    for (index, section) in document.sections.iter().enumerate() {
        let mut context = Context {
            block,
            section: section.kind,
            index,
            dated: false,
            full: None,
        };
        let mut body = section.span;
        // "Théâtre : troupe amateur" on one line is an item with its label, not a heading
        let labels = |heading: &Span| {
            let rest = &document.text[heading.end..section.span.end.max(heading.end)];
            let line = rest.split('\n').next().unwrap_or_default();
            line.contains(char::is_alphanumeric)
        };
        if let Some(heading) = section.heading.filter(|heading| !labels(heading)) {
            units.push(context.unit(heading, true));
            context.block += 1;
            body.start = body.start.max(heading.end);
        }
        paragraphs(document, body, case, &mut context, &mut units);
        block = context.block + 1;
    }
    units
}

struct Context {
    block: usize,
    section: SectionKind,
    index: usize,
    dated: bool,
    full: Option<usize>,
}

/// Letters of a line that a margin breaks; longer ones end where their author ended them.
const MARGINS: std::ops::RangeInclusive<usize> = LONG..=140;

impl Context {
    /// Whether a line ends at the margin as a sentence ends, and the paragraph goes on below.
    fn fills(&mut self, above: &str, line: &str, document: &Document) -> bool {
        let letters = above.chars().count();
        let ended = above.ends_with('.') && line.starts_with(char::is_alphabetic);
        let may = ended && MARGINS.contains(&letters);
        may && letters >= *self.full.get_or_insert_with(|| nearly_full(&document.text))
    }

    fn unit(&self, span: Span, heading: bool) -> Unit {
        Unit {
            span,
            block: self.block,
            section: self.section,
            section_index: self.index,
            dated: self.dated,
            heading,
        }
    }
}

/// Joins the lines of a wrapped bullet or sentence, then cuts it into sentences.
fn paragraphs(
    document: &Document,
    body: Span,
    case: Case,
    context: &mut Context,
    units: &mut Vec<Unit>,
) {
    let mut open: Option<Span> = None;
    let mut previous: Option<&str> = None;
    for line in lines(document, body) {
        let joined = match (open, previous) {
            (Some(so_far), Some(above)) if goes_on(above, line.text, case) => Span {
                start: so_far.start,
                end: line.start + line.text.len(),
            },
            _ => {
                let paragraph =
                    previous.is_some_and(|above| context.fills(above, line.text, document));
                close(document, open, context, units);
                context.block -= usize::from(paragraph);
                Span {
                    start: line.start,
                    end: line.start + line.text.len(),
                }
            }
        };
        open = (!line.text.is_empty()).then_some(joined);
        previous = (!line.text.is_empty()).then_some(line.text);
    }
    close(document, open, context, units);
}

fn close(document: &Document, block: Option<Span>, context: &mut Context, units: &mut Vec<Unit>) {
    let Some(block) = block else { return };
    let text = document.quote(block);
    let situates = matches!(
        context.section,
        SectionKind::Work
            | SectionKind::Volunteer
            | SectionKind::Projects
            | SectionKind::Other
            | SectionKind::Awards
    );
    if situates && has_year(text) {
        context.dated = true;
    }
    let mut from = 0;
    for end in sentence_ends(text) {
        let sentence = text[from..end].trim();
        if !sentence.is_empty() {
            if from > 0 && is_bullet(sentence) {
                // bullets on one line say nothing of one another
                context.block += 1;
            }
            let start =
                block.start + from + (text[from..end].len() - text[from..end].trim_start().len());
            units.push(context.unit(
                Span {
                    start,
                    end: start + sentence.len(),
                },
                false,
            ));
        }
        from = end;
    }
    context.block += 1;
}

fn lines(document: &Document, body: Span) -> impl Iterator<Item = Line<'_>> {
    let mut start = body.start;
    std::iter::from_fn(move || {
        let rest = document.text.get(start..body.end)?;
        let end = memchr::memchr2(b'\n', 0x0c, rest.as_bytes());
        let whole = &rest[..end.map_or(rest.len(), |end| end + 1)];
        let text = whole.trim_start();
        let line = Line {
            start: start + (whole.len() - text.len()),
            text: text.trim_end(),
        };
        start += whole.len();
        (!whole.is_empty()).then_some(line)
    })
}

/// Signs that open a bullet.
const BULLETS: &[char] = &[
    '•', '▪', '●', '■', '◦', '○', '‣', '⁃', '*', '-', '–', '—', '➢', '➤', '►', '▶', '✓', '✔', '·',
    '>', '→', '❖', '★', '☆', '\u{f0b7}', '§', '+',
];

/// A line that may go on below, in letters.
const LONG: usize = 50;

/// Whether a line continues the one above.
fn goes_on(above: &str, line: &str, case: Case) -> bool {
    let Some(first) = line.chars().next() else {
        return false;
    };
    if above.is_empty() || is_bullet(line) {
        return false;
    }
    if !first.is_alphanumeric() && !matches!(first, '(' | '«' | '"' | '“' | '€' | '%' | '&') {
        return false;
    }
    let ended = above.ends_with(['.', '!', '?', ':', ';']);
    if ended {
        return false;
    }
    if above.ends_with([',', '-', '–', '(', '/', '&', '«']) {
        return true;
    }
    if ends_unfinished(above, case) {
        return true;
    }
    let long = above.chars().count() >= LONG;
    let inside = match case {
        Case::Mixed => first.is_lowercase(),
        Case::Single(full) => first.is_alphabetic() && above.chars().count() >= full,
    };
    inside
        || long
            && (first.is_ascii_digit() || matches!(first, '(' | '«' | '€' | '%' | '&'))
            && !has_year(line)
}

/// Whether a unit opens with a bullet sign.
pub fn is_bullet(unit: &str) -> bool {
    let sign = !unit.starts_with(|c: char| c.is_ascii_alphanumeric());
    sign && unit.starts_with(BULLETS) && !is_dash_inside(unit)
}

/// `-` before a digit or glued to a word may be a minus or a dash; a bullet has a space after it.
fn is_dash_inside(line: &str) -> bool {
    let mut chars = line.chars();
    matches!(chars.next(), Some('-' | '–' | '+'))
        && chars.next().is_some_and(|c| c.is_ascii_digit())
}

fn ends_unfinished(line: &str, case: Case) -> bool {
    let last = line.rsplit([' ', '\'', '’']).next().unwrap_or_default();
    let mut folded = String::new();
    fold::word(last, &mut folded);
    !folded.is_empty()
        && markers().unfinished_line.contains(&folded)
        && (matches!(case, Case::Single(_)) || last.chars().any(char::is_lowercase))
}

/// Whether capitals say where a sentence starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// They do.
    Mixed,
    /// Hardly a line starts with a capital, or hardly a letter is small: they say nothing. A line
    /// that is at least so many letters long may have been broken by the margin.
    Single(usize),
}

impl Case {
    fn of(text: &str) -> Case {
        let starts = text
            .lines()
            .filter_map(|line| line.chars().find(|c| c.is_alphabetic()));
        let (mut lower, mut all) = (0, 0);
        for start in starts {
            all += 1;
            lower += usize::from(start.is_lowercase());
        }
        let small = lower * 3 > all * 2;
        if all > 4 && (small || lower == 0 && is_shouted(text)) {
            let full = nearly_full(text);
            return Case::Single(if has_margin(text, full) {
                full
            } else {
                usize::MAX
            });
        }
        Case::Mixed
    }
}

/// Whether a margin breaks the lines of a text in the middle of what they say: few lines that reach it end
/// a paragraph, where the long lines of a text without a margin end as often as others.
fn has_margin(text: &str, full: usize) -> bool {
    let lines = || text.lines().map(str::trim);
    let pairs = lines().zip(lines().skip(1).chain([""]));
    let (mut goes_on, mut stops) = (0, 0);
    for (_, below) in pairs.filter(|(above, _)| above.chars().count() >= full) {
        match below.is_empty() || is_bullet(below) {
            true => stops += 1,
            false => goes_on += 1,
        }
    }
    goes_on > 1 && stops * 4 <= goes_on
}

/// How long a line must be for its margin to have broken it: nearly as long as the long ones.
fn nearly_full(text: &str) -> usize {
    let mut lengths: Vec<usize> = text
        .lines()
        .map(|line| line.trim().chars().count())
        .collect();
    lengths.sort_unstable();
    // a line twice is a line
    lengths.dedup();
    let long = lengths.get(lengths.len() * 19 / 20).copied();
    long.unwrap_or_default().max(LONG) * 4 / 5
}

/// Whether hardly a letter of a text is small.
fn is_shouted(text: &str) -> bool {
    let count = |letter: fn(&u8) -> bool| text.bytes().filter(letter).count();
    count(u8::is_ascii_lowercase) * 20 < count(u8::is_ascii_uppercase)
}

/// Where sentences end inside a block: the byte after the sign, and the end.
fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let c = match MAY_END[byte as usize] {
            true => text[at..].chars().next().unwrap_or(' '),
            false => {
                at += 1;
                continue;
            }
        };
        let after = at + c.len_utf8();
        let ends_here = match c {
            '.' | '!' | '?' | '…' => {
                next_starts(text, after) && !(c == '.' && abbreviated(text, at))
            }
            '•' | '▪' | '●' | '■' | '✓' | '➢' | '\u{f0b7}' => {
                at > 0 && text[..at].ends_with(char::is_whitespace)
            }
            _ => false,
        };
        if ends_here {
            // a bullet sign belongs to the bullet it opens
            ends.push(if matches!(c, '.' | '!' | '?' | '…') {
                after
            } else {
                at
            });
        }
        at = after;
    }
    ends.push(text.len());
    ends.dedup();
    ends
}

/// The first bytes of the signs that end a sentence or open a bullet.
static MAY_END: [bool; 256] = {
    let mut may_end = [false; 256];
    let signs = [b'.', b'!', b'?', 0xe2, 0xef];
    let mut at = 0;
    while at < signs.len() {
        may_end[signs[at] as usize] = true;
        at += 1;
    }
    may_end
};

/// A sentence sign ends a sentence when white space and something like a beginning follow.
fn next_starts(text: &str, after: usize) -> bool {
    let rest = &text[after..];
    rest.starts_with(char::is_whitespace)
        && rest.trim_start().starts_with(|c: char| {
            c.is_uppercase()
                || c.is_ascii_digit()
                || c.is_lowercase()
                || matches!(c, '«' | '"' | '“' | '(' | '[')
        })
}

fn abbreviated(text: &str, dot: usize) -> bool {
    let word = text[..dot]
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | '/' | '\'' | '’'));
    let Some(word) = word.take(1).next() else {
        return false;
    };
    if word.is_empty() || word.chars().all(|c| c.is_ascii_digit()) && dot == word.len() {
        return true;
    }
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    markers().abbreviations.contains(&fold::fold(word)) || initial && word != "I"
}

/// Whether a year of a career stands in the text: 1950 to 2049, four digits alone.
pub fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = &bytes[..bytes.len().saturating_sub(3)];
    memchr::memchr2_iter(b'1', b'2', starts).any(|at| {
        let year = &bytes[at..at + 4];
        let decade = matches!(year[..2], [b'1', b'9'] if year[2] >= b'5')
            || matches!(year[..2], [b'2', b'0'] if year[2] <= b'4');
        decade
            && year.iter().all(u8::is_ascii_digit)
            && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
            && !(at > 0 && bytes[at - 1].is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Section;

    fn units(text: &str) -> Vec<String> {
        let span = Span {
            start: 0,
            end: text.len(),
        };
        let section = Section {
            kind: SectionKind::Other,
            heading: None,
            span,
        };
        let document = Document {
            text: text.into(),
            pages: vec![0],
            sections: vec![section],
            ..Document::default()
        };
        split(&document)
            .iter()
            .map(|unit| document.quote(unit.span).to_owned())
            .collect()
    }

    #[test]
    fn bullets_and_sentences_are_units() {
        assert_eq!(
            units("– Appels entrants. Réclamations\n– Ventes !\nExcel"),
            ["– Appels entrants.", "Réclamations", "– Ventes !", "Excel"]
        );
    }

    #[test]
    fn a_wrapped_line_is_one_unit() {
        assert_eq!(
            units("Traitement des réclamations avec\nZendesk, et le suivi\ndes dossiers").len(),
            1
        );
    }

    #[test]
    fn a_line_that_ends_with_a_year_in_french_ends_there() {
        let text = "Fanfare, une quinzaine de sorties par an\nJamais fait de théâtre";
        assert_eq!(units(text).len(), 2);
    }

    #[test]
    fn an_abbreviation_ends_no_sentence() {
        assert_eq!(units("Resp. de l'assoc. des parents. Trésorière").len(), 2);
    }

    #[test]
    fn a_figure_may_end_a_sentence() {
        assert_eq!(
            units("La note est montée de 7,6 à 8,4. Un groupe au bar").len(),
            2
        );
        assert_eq!(units("Je suis passé de 3 à 8. Puis à dix").len(), 2);
        assert_eq!(units("1. Appels entrants").len(), 1);
    }

    #[test]
    fn without_capitals_one_long_line_is_no_margin_and_two_are() {
        let long = "wrote the connector that pushes parcel events into the desk (i have never answered a ticket)";
        let more = "rewrote the export nobody loved in a weekend because it annoyed me, and all of them took it up";
        let short = "one week in four\n\nmail\ntalks\nbooks";
        let text = format!("{long}\n{short}");
        assert_eq!(units(&text)[0], long);
        let text = format!("{long}\nonce\n\n{more}\n{short}");
        assert_eq!(units(&text)[0], format!("{long}\nonce"));
        let text = format!("{long}\nonce\n\n{more}\n{short}\n\n{more} again\n\n{short}");
        assert_eq!(units(&text)[0], long);
    }

    #[test]
    fn a_paragraph_goes_on_where_a_sentence_ends_at_the_margin() {
        let wrapped = "Les avis à une ou deux étoiles, la note en ligne est montée de huit à neuf.\n\
            Un groupe au bar, parlé aux uns, puis aux autres, la police n'est pas montée.\n\
            Deux lettres.\nUn mot.";
        let span = Span {
            start: 0,
            end: wrapped.len(),
        };
        let document = Document {
            text: wrapped.into(),
            sections: vec![Section {
                kind: SectionKind::Other,
                heading: None,
                span,
            }],
            ..Document::default()
        };
        let blocks: Vec<usize> = split(&document).iter().map(|unit| unit.block).collect();
        assert_eq!(blocks, [0, 0, 0, 1]);
    }

    #[test]
    fn bullets_on_one_line_are_no_block() {
        let span = |text: &str| Span {
            start: 0,
            end: text.len(),
        };
        let text = "Écoute • Orienté client • Winner";
        let document = Document {
            text: text.into(),
            sections: vec![Section {
                kind: SectionKind::Other,
                heading: None,
                span: span(text),
            }],
            ..Document::default()
        };
        let blocks: Vec<usize> = split(&document).iter().map(|unit| unit.block).collect();
        assert_eq!(blocks, [0, 1, 2]);
    }

    #[test]
    fn years_are_four_digits_of_a_career() {
        assert!(has_year("2019-2021"));
        assert!(!has_year("12019 appels, 1234"));
    }
}
