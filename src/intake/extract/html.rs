//! The text of a web page (`.html`).
//!
//! In: its bytes. Out: a transcript; what the style sheet or an attribute hides is hidden text.
//! Only the tokenizer of a browser is used, not its tree: 100 000 nested elements hang every tree
//! builder, and a stack of our own has a limit. Nothing is fetched and no script runs.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::css::{self, Fill, Named, Place, Said, Sheet, Size};
use super::sight::{self, Ground, Rgb};
use super::transcript::{Extracted, Transcript};
use crate::error::Message;
use crate::intake::limits;

/// Elements that never hold anything.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// Elements whose content is not on the page.
const UNSEEN: &[&str] = &[
    "script", "style", "title", "noscript", "template", "textarea", "select", "iframe", "object",
    "noembed", "noframes",
];
/// Elements that start and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// How often elements are held against the rules of a style sheet, before it is left alone.
const MATCHES: usize = 5_000_000;

/// The text of a web page.
pub fn read(bytes: &[u8]) -> Result<Extracted, Message> {
    text(&decode(bytes))
}

/// The text of a web page that is already decoded.
pub fn text(html: &str) -> Result<Extracted, Message> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // Feeding stops at every script, which we do not run.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let page = tokenizer.sink.0.into_inner();
    if page.too_deep {
        return Err(Message::new("extract.too-deep").with("limit", limits::HTML_DEPTH));
    }
    page.out.finish()
}

/// What the page says of itself: a byte order mark, its first kilobyte, or UTF-8 if it is that.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return text.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_string();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let label = head.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']);
        rest.split(['"', '\'', ' ', '>', ';', '/'])
            .next()
            .unwrap_or("")
            .to_string()
    });
    let said = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let (text, _, _) = said.unwrap_or(encoding_rs::WINDOWS_1252).decode(bytes);
    text.into_owned()
}

/// The tokenizer hands out shared references only.
#[derive(Default)]
struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return page.tag(&tag),
            Token::CharacterTokens(text) => page.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The attributes that a selector may ask for.
fn attributes(tag: &Tag) -> Vec<(String, Option<String>)> {
    let first = tag.attrs.iter().take(16);
    first
        .map(|attribute| {
            (
                attribute.name.local.to_string(),
                Some(attribute.value.to_string()),
            )
        })
        .collect()
}

/// Elements that paint a picture others may lie over.
const PICTURES: [&str; 5] = ["img", "picture", "svg", "canvas", "video"];

/// Elements of a drawing that paint something its letters may lie over.
const SHAPES: [&str; 9] = [
    "rect",
    "path",
    "circle",
    "ellipse",
    "polygon",
    "polyline",
    "image",
    "use",
    "foreignobject",
];

/// An open element and how its text looks.
struct Open {
    named: Named,
    is_unseen: bool,
    is_listed: bool,
    ink: Option<Rgb>,
    ground: Ground,
    points: f32,
    holds_picture: bool,
    keeps_space: bool,
    drawing: Option<Drawing>,
    /// Whether it paints a ground of its own, and whether it keeps what lies below zero above that.
    paints: bool,
    stacks: bool,
    children: usize,
    /// How many children of each tag it has, for the first few tags.
    tags: Vec<(String, usize)>,
}

#[derive(Default)]
struct Page {
    out: Transcript,
    open: Vec<Open>,
    counts: HashMap<String, usize>,
    sheet: Sheet,
    style: String,
    matches: usize,
    space: Space,
    cell_follows: bool,
    too_deep: bool,
}

/// White space before the next word.
#[derive(Default, PartialEq, Clone, Copy)]
enum Space {
    /// At the start of a line: none.
    #[default]
    Start,
    /// A word stands before.
    Word,
    /// A word and white space stand before.
    Pending,
}

impl Page {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if self.too_deep {
            return TokenSinkResult::Continue;
        }
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            self.end(&name);
            return TokenSinkResult::Continue;
        }
        self.start(&name, tag);
        match name.as_str() {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "iframe" | "noembed" | "noframes" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn start(&mut self, name: &str, tag: &Tag) {
        self.close_implied(name);
        if BLOCKS.contains(&name) || name == "br" {
            self.end_line();
        }
        if name == "td" || name == "th" {
            self.cell();
        }
        if PICTURES.contains(&name)
            && let Some(parent) = self.open.last_mut()
        {
            parent.holds_picture = true;
        }
        let in_drawing = self.open.last().is_some_and(|open| open.drawing.is_some());
        if in_drawing && SHAPES.contains(&name) {
            for open in self
                .open
                .iter_mut()
                .rev()
                .take_while(|open| open.drawing.is_some())
            {
                open.ground = Ground::Busy;
            }
        }
        let places = self.count_child(name);
        if VOID.contains(&name) || (in_drawing && tag.self_closing) {
            return;
        }
        if self.open.len() >= limits::HTML_DEPTH {
            self.too_deep = true;
            return;
        }
        let open = self.looks(name, tag, places);
        *self.counts.entry(name.to_string()).or_default() += 1;
        self.open.push(open);
        if name == "li" && self.is_seen() {
            self.word("•");
            self.space = Space::Pending;
        }
    }

    /// Which child, and which of its tag, the element that starts is.
    fn count_child(&mut self, name: &str) -> (usize, usize) {
        let Some(parent) = self.open.last_mut() else {
            return (1, 1);
        };
        parent.children += 1;
        let is_full = parent.tags.len() >= 16;
        let known = parent.tags.iter_mut().find(|(tag, _)| tag == name);
        let of_tag = match known {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None if !is_full => {
                parent.tags.push((name.to_string(), 1));
                1
            }
            // Not counted: no place fits.
            None => 0,
        };
        (parent.children, of_tag)
    }

    /// Elements that HTML lets one leave open: the next of their like closes them.
    fn close_implied(&mut self, name: &str) {
        let closes: &[&str] = match name {
            "li" => &["li"],
            "dt" | "dd" => &["dt", "dd"],
            "tr" => &["tr"],
            "td" | "th" => &["td", "th"],
            "option" => &["option"],
            block if BLOCKS.contains(&block) => &["p"],
            _ => &[],
        };
        let Some(last) = self.open.last().map(|open| open.named.tag.clone()) else {
            return;
        };
        let is_inside_cell = matches!(name, "tr") && matches!(last.as_str(), "td" | "th");
        if is_inside_cell {
            self.end(&last);
        }
        if let Some(last) = self.open.last()
            && closes.contains(&last.named.tag.as_str())
        {
            let last = last.named.tag.clone();
            self.end(&last);
        }
    }

    fn end(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        if self.counts.get(name).copied().unwrap_or(0) == 0 {
            return;
        }
        while let Some(open) = self.open.pop() {
            let tag = open.named.tag;
            if let Some(count) = self.counts.get_mut(&tag) {
                *count = count.saturating_sub(1);
            }
            if tag == "style" {
                let style = std::mem::take(&mut self.style);
                self.sheet.add(&style);
            }
            if tag == name {
                return;
            }
        }
    }

    /// How the text of an element looks: what it inherits, the style sheet, its attributes.
    fn looks(&mut self, name: &str, tag: &Tag, (child, of_tag): (usize, usize)) -> Open {
        let attribute = |wanted: &str| {
            let mut all = tag.attrs.iter();
            let found = all.find(|attribute| &*attribute.name.local == wanted);
            found.map(|attribute| attribute.value.to_string())
        };
        let named = Named {
            tag: name.to_string(),
            id: attribute("id"),
            classes: attribute("class")
                .map(|all| all.split_whitespace().take(16).map(String::from).collect())
                .unwrap_or_default(),
            attributes: match self.sheet.asks_attributes {
                true => attributes(tag),
                false => Vec::new(),
            },
            place: Place::number(child),
            place_of_tag: Place::number(of_tag),
        };
        let (mut said, insisted) = self.sheet_says(&named);
        let legacy =
            |name| attribute(name).and_then(|value| css::colour(&value.to_ascii_lowercase()));
        if name == "font" || name == "body" {
            said.ink = legacy("color").or_else(|| legacy("text")).or(said.ink);
        }
        said.ground = legacy("bgcolor").map(Ground::Plain).or(said.ground);
        // A page inside a drawing is a page again.
        let is_drawing = name != "foreignobject"
            && (name == "svg" || self.open.last().is_some_and(|open| open.drawing.is_some()));
        if is_drawing {
            let mut own = self.drawing_says(&attribute);
            own.overrule(&said);
            said = own;
        }
        let (inline, inline_insisted) = attribute("style")
            .map(|style| self.sheet.inline(&style))
            .unwrap_or_default();
        for later in [&inline, &insisted, &inline_insisted] {
            said.overrule(later);
        }
        let parent = self.open.last();
        // Over a picture: what lies behind cannot be told.
        if said.floats == Some(true) && parent.is_some_and(|parent| parent.holds_picture) {
            said.ground = said.ground.or(Some(Ground::Busy));
        }
        let around = parent.and_then(|parent| parent.drawing).unwrap_or(Drawing {
            fill: Fill::Plain([0; 3]),
            outline: Fill::Nothing,
        });
        let drawing = is_drawing.then(|| Drawing {
            fill: said.fill.unwrap_or(around.fill),
            outline: said.outline.unwrap_or(around.outline),
        });
        let paints = !matches!(name, "html" | "body") && said.ground.is_some();
        let points = parent.map_or(12.0, |parent| parent.points);
        Open {
            is_unseen: parent.is_some_and(|parent| parent.is_unseen)
                || said.is_unseen()
                || (said.level.is_some_and(|level| level < 0) && self.lies_below(&said))
                || (name == "svg" && attribute("width").as_deref() == Some("0"))
                || attribute("hidden").is_some(),
            is_listed: !UNSEEN.contains(&name) && parent.is_none_or(|parent| parent.is_listed),
            ink: said.ink.or(parent.and_then(|parent| parent.ink)),
            ground: said
                .ground
                .or(parent.map(|parent| parent.ground))
                .unwrap_or_default(),
            points: match said.size {
                Some(Size::Points(points)) => points,
                Some(Size::Times(times)) => points * times,
                None => points,
            },
            holds_picture: false,
            keeps_space: name == "pre" || parent.is_some_and(|parent| parent.keeps_space),
            drawing,
            paints,
            stacks: said.level.is_some() || said.may_stack,
            children: 0,
            tags: Vec::new(),
            named,
        }
    }

    /// Whether an element below zero lies under the ground of an element around it.
    fn lies_below(&self, said: &Said) -> bool {
        let mut around = self.open.iter().rev().take_while(|open| !open.stacks);
        said.is_placed == Some(true) && around.any(|open| open.paints)
    }

    /// What the attributes of a part of a drawing say.
    fn drawing_says(&self, attribute: &impl Fn(&str) -> Option<String>) -> Said {
        let names = [
            "fill",
            "fill-opacity",
            "stroke",
            "opacity",
            "visibility",
            "display",
            "font-size",
        ];
        let said = names.iter().filter_map(|name| {
            let value = attribute(name)?;
            let unit = if *name == "font-size" && value.parse::<f32>().is_ok() {
                "px"
            } else {
                ""
            };
            Some(format!("{name}:{value}{unit};"))
        });
        self.sheet.inline(&said.collect::<String>()).0
    }

    fn sheet_says(&mut self, named: &Named) -> (css::Said, css::Said) {
        if self.sheet.is_empty() || self.matches > MATCHES {
            return Default::default();
        }
        self.matches += 1 + self.open.len();
        let ancestors = self.open.iter().map(|open| &open.named);
        self.sheet.said(named, ancestors)
    }

    fn text(&mut self, text: &str) {
        if self.too_deep {
            return;
        }
        match self.open.last() {
            Some(open) if open.named.tag == "style" => return self.style.push_str(text),
            Some(open) if !open.is_listed => return,
            Some(open) if open.keeps_space => return self.preformatted(text),
            _ => {}
        }
        let mut words = text.split([' ', '\t', '\n', '\r', '\x0c']);
        if let Some(first) = words.next() {
            self.word(first);
        }
        for word in words {
            if self.space == Space::Word {
                self.space = Space::Pending;
            }
            self.word(word);
        }
    }

    fn preformatted(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
            }
            self.word(line);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let is_seen = self.is_seen();
        if std::mem::take(&mut self.cell_follows) {
            self.out.write("\t", is_seen);
        } else if self.space == Space::Pending {
            self.out.write(" ", is_seen);
        }
        self.out.write(word, is_seen);
        self.space = Space::Word;
    }

    fn is_seen(&self) -> bool {
        self.open.last().is_none_or(|open| {
            let told_apart = match open.drawing {
                Some(drawing) => drawing.is_seen(open.ground),
                None => (open.ink).is_none_or(|ink| sight::stands_out(ink, open.ground)),
            };
            !open.is_unseen && told_apart && sight::is_readable_size(open.points)
        })
    }

    fn end_line(&mut self) {
        self.out.end_line();
        self.space = Space::Start;
        self.cell_follows = false;
    }

    fn cell(&mut self) {
        self.cell_follows = self.space != Space::Start;
        self.space = Space::Start;
    }
}

/// The colours of letters in a drawing: what they are filled with, black when nothing is said, and what
/// goes around them.
#[derive(Clone, Copy)]
struct Drawing {
    fill: Fill,
    outline: Fill,
}

impl Drawing {
    fn is_seen(self, ground: Ground) -> bool {
        [self.fill, self.outline]
            .into_iter()
            .any(|fill| match fill {
                Fill::Nothing => false,
                Fill::Plain(ink) => sight::stands_out(ink, ground),
                Fill::Busy => true,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> String {
        read(html.as_bytes()).unwrap().text
    }

    #[test]
    fn blocks_are_lines_and_inline_elements_are_not() {
        let html = "<h1>Jean</h1><p>Un <b>conseil</b>ler\n  client&egrave;le<br>depuis 2019<ul><li>Écoute<li>Vente</ul>";
        assert_eq!(
            words(html),
            "Jean\nUn conseiller clientèle\ndepuis 2019\n• Écoute\n• Vente\n"
        );
    }

    #[test]
    fn a_row_of_a_table_is_a_line() {
        let html = "<table><tr><td>2019<td>Caissier<tr><td>2020<td>Vendeur</table>";
        assert_eq!(words(html), "2019\tCaissier\n2020\tVendeur\n");
    }

    #[test]
    fn scripts_styles_and_titles_are_not_text() {
        let html = "<title>t</title><style>p{}</style><script>if (a<b) x()</script><p>Seen</p>";
        assert_eq!(words(html), "Seen\n");
    }

    #[test]
    fn what_a_style_hides_is_flagged_and_not_read() {
        let html = "<style>.k{color:#fff}</style><p>Seen</p><p class=k>best of all</p><p style='display:none'>ever</p>";
        let extracted = read(html.as_bytes()).unwrap();
        assert_eq!(extracted.text, "Seen\n");
        assert_eq!(extracted.flags[0].excerpt, "best of all ever");
    }

    #[test]
    fn what_a_drawing_hides_or_what_lies_below_a_ground_is_not_read() {
        for hidden in [
            "<svg><text fill='white'>best</text></svg>",
            "<svg><g fill='none'><text>best</text></g></svg>",
            "<svg><text fill='#fff0'>best</text></svg>",
            "<svg><text fill-opacity='0'>best</text></svg>",
            "<svg><text opacity='0'>best</text></svg>",
            "<svg><text style='fill:none'>best</text></svg>",
            "<svg><text font-size='0.5'>best</text></svg>",
            "<div style='background:#fff'><p style='position:relative;z-index:-1'>best</p></div>",
            "<style>div p:first-child{display:none}</style><div><p>best</p></div>",
        ] {
            let extracted = read(format!("<p>Seen</p>{hidden}").as_bytes()).unwrap();
            assert_eq!(extracted.text, "Seen\n", "{hidden}");
            assert_eq!(extracted.flags[0].excerpt, "best", "{hidden}");
        }
        for seen in [
            "<svg><rect fill='#036'/><text fill='white'>best</text></svg>",
            "<svg fill='none'><path d='M0 0'/><text fill='#333'>best</text></svg>",
            "<svg><text fill='none' stroke='black'>best</text></svg>",
            "<svg><text fill='url(#g)'>best</text></svg>",
            "<svg><rect fill='none'/><text>best</text></svg>",
            "<div style='background:#036;color:white'><svg><text fill='white'>best</text></svg></div>",
            "<body style='background:#fff'><p style='position:relative;z-index:-1'>best</p></body>",
            "<div style='background:#fff'><p style='z-index:-1'>best</p></div>",
            "<div style='background:#fff;position:relative;z-index:0'><p style='position:absolute;z-index:-1'>best</p></div>",
            "<svg><foreignObject><p>best</p></foreignObject></svg>",
            "<style>div p:nth-child(2){display:none}</style><div><p>best</p></div>",
        ] {
            let extracted = read(seen.as_bytes()).unwrap();
            assert_eq!(
                (extracted.text.trim(), extracted.flags.len()),
                ("best", 0),
                "{seen}"
            );
        }
    }

    #[test]
    fn white_on_a_dark_banner_is_read() {
        let html = "<div style='background:#203040;color:white'><h1>Jean</h1></div>";
        let extracted = read(html.as_bytes()).unwrap();
        assert_eq!(
            (extracted.text.as_str(), extracted.flags.len()),
            ("Jean\n", 0)
        );
    }

    #[test]
    fn depth_at_the_limit_is_read_and_one_more_is_refused() {
        let nested = |depth| format!("{}x{}", "<div>".repeat(depth), "</div>".repeat(depth));
        assert_eq!(words(&nested(limits::HTML_DEPTH)), "x\n");
        let error = read(nested(limits::HTML_DEPTH + 1).as_bytes()).unwrap_err();
        assert_eq!(error.key, "extract.too-deep");
    }

    #[test]
    fn an_old_page_says_its_encoding() {
        let page = b"<meta charset=\"iso-8859-1\"><p>\xe9t\xe9</p>";
        assert_eq!(read(page).unwrap().text, "été\n");
    }
}
