//! Walks an XML part of a document: no DTD, no entity of its own, no depth without end.
//!
//! In: the bytes of a part. Out: its elements and texts, in order, to a closure.

use std::borrow::Cow;
use std::ops::ControlFlow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::error::Message;
use crate::intake::limits;

/// A step of the walk. Names come without their prefix.
pub enum Step<'a> {
    /// An element opens.
    Open(&'a Element<'a>),
    /// An element closes; every one that opened does.
    Close(&'a str),
    /// Text between two tags.
    Text(&'a str),
}

/// The opening tag of an element.
pub struct Element<'a> {
    tag: BytesStart<'a>,
}

impl Element<'_> {
    /// Its name without a prefix.
    pub fn name(&self) -> &str {
        without_prefix(self.tag.name().0)
    }

    /// An attribute, by its name without a prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        // The check for duplicates is quadratic in the number of attributes.
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| without_prefix(attribute.key.0) == name)?;
        let value = found.value;
        Some(match quick_xml::escape::unescape(&value) {
            Ok(plain) => plain.into_owned(),
            Err(_) => value.into_owned(),
        })
    }
}

/// Calls `visit` for every step of a part.
pub fn walk(bytes: &[u8], mut visit: impl FnMut(Step)) -> Result<(), Message> {
    walk_until(bytes, |step| {
        visit(step);
        ControlFlow::Continue(())
    })
}

/// Calls `visit` for every step until it breaks or the part ends.
pub fn walk_until(
    bytes: &[u8],
    mut visit: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<(), Message> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut depth = 0;
    loop {
        let flow = match reader.read_event().map_err(|_| broken())? {
            Event::Start(tag) => {
                depth += 1;
                if depth > limits::XML_DEPTH {
                    let limit = limits::XML_DEPTH;
                    return Err(Message::new("extract.too-deep").with("limit", limit));
                }
                visit(Step::Open(&Element { tag }))
            }
            Event::Empty(tag) => {
                let element = Element { tag };
                match visit(Step::Open(&element)) {
                    ControlFlow::Continue(()) => visit(Step::Close(element.name())),
                    stop => stop,
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close(without_prefix(tag.name().0)))
            }
            Event::Text(text) => visit(Step::Text(&text)),
            Event::CData(text) => visit(Step::Text(&text)),
            Event::GeneralRef(reference) => visit(Step::Text(&resolve(&reference)?)),
            Event::DocType(_) => return Err(Message::new("extract.dtd")),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
        };
        if flow.is_break() {
            return Ok(());
        }
    }
}

/// A part that is not XML, or stops in the middle of a tag.
fn broken() -> Message {
    Message::new("extract.broken")
}

/// The five entities that XML has of itself, and characters by number; no other can exist without a DTD.
fn resolve(reference: &quick_xml::events::BytesRef) -> Result<String, Message> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character.to_string());
    }
    quick_xml::escape::resolve_xml_entity(reference)
        .map(str::to_string)
        .ok_or_else(broken)
}

/// Office files are UTF-8 or, rarely, UTF-16 with a byte order mark.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None => String::from_utf8_lossy(bytes),
    }
}

fn without_prefix(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Result<String, Message> {
        let mut out = String::new();
        walk(xml.as_bytes(), |step| {
            if let Step::Text(text) = step {
                out.push_str(text);
            }
        })?;
        Ok(out)
    }

    #[test]
    fn the_five_entities_and_numbered_characters_are_text() {
        assert_eq!(texts("<a>R&amp;D &#233;&lt;</a>").unwrap(), "R&D é<");
    }

    #[test]
    fn a_dtd_and_an_unknown_entity_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'bb'>]><a>&b;</a>";
        assert_eq!(texts(bomb).unwrap_err().key, "extract.dtd");
        assert_eq!(texts("<a>&b;</a>").unwrap_err().key, "extract.broken");
    }

    #[test]
    fn depth_at_the_limit_is_read_and_one_more_is_refused() {
        let nested = |depth| format!("{}x{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(texts(&nested(limits::XML_DEPTH)).unwrap(), "x");
        let error = texts(&nested(limits::XML_DEPTH + 1)).unwrap_err();
        assert_eq!(error.key, "extract.too-deep");
    }
}
