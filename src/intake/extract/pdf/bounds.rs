//! How much a PDF asks for, before it is drawn: pages, objects, streams that unpack without end, forms
//! that draw forms.
//!
//! In: an opened PDF. Out: nothing, or what is too much.

use std::collections::HashMap;
use std::io::Read;

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::{Filter, Pdf};

use crate::error::Message;
use crate::intake::limits;

/// A stream this small cannot unpack beyond the limit (deflate gives at most 1 032 bytes for one).
const SMALL: usize = limits::PART / 1032;

/// Refuses a PDF that asks for too much.
pub fn check(pdf: &Pdf) -> Result<(), Message> {
    let refuse = |key, limit: usize| Err(Message::new(key).with("limit", limit));
    if pdf.pages().len() > limits::PDF_PAGES {
        return refuse("extract.too-many-pages", limits::PDF_PAGES);
    }
    if pdf.len() > limits::PDF_OBJECTS {
        return refuse("extract.too-many-objects", limits::PDF_OBJECTS);
    }
    for object in pdf.objects() {
        if let Object::Stream(stream) = object
            && !is_picture(&stream)
            && !unpacks_within_limit(&stream)
        {
            return refuse("extract.too-large-inside", limits::PART >> 20);
        }
    }
    for page in pdf.pages().iter() {
        let mut forms = Forms::default();
        let drawn = forms.drawn_by(
            &page.resources().x_objects,
            page.page_stream().unwrap_or(&[]),
            0,
        );
        if drawn.is_none_or(|drawn| drawn > limits::PDF_FORMS) {
            return refuse("extract.too-many-forms", limits::PDF_FORMS);
        }
    }
    Ok(())
}

/// Pictures are never unpacked: their size is all that matters here.
fn is_picture(stream: &Stream) -> bool {
    let subtype = stream.dict().get::<Name>(b"Subtype");
    subtype.is_some_and(|name| name.as_ref() == b"Image")
}

/// Whether unpacking a stream stays within the limit, by unpacking it without keeping anything.
fn unpacks_within_limit(stream: &Stream) -> bool {
    let filters = stream.filters();
    let grows = |filter: &&Filter| {
        matches!(
            filter,
            Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
        )
    };
    let growing = filters.iter().filter(grows).count();
    if filters.len() > limits::PDF_FILTERS || growing > 1 {
        return false;
    }
    let raw = stream.raw_data();
    if raw.len() <= SMALL || filters.first() != Some(&Filter::FlateDecode) {
        return true;
    }
    let mut unpacked = flate2::read::ZlibDecoder::new(raw.as_ref()).take(limits::PART as u64 + 1);
    // A damaged stream ends where it is damaged.
    let mut counted = 0;
    let mut buffer = [0; 16384];
    while let Ok(count @ 1..) = unpacked.read(&mut buffer) {
        counted += count;
    }
    counted <= limits::PART
}

/// How many forms a form draws, itself included; each is counted once and remembered.
#[derive(Default)]
struct Forms {
    known: HashMap<ObjectIdentifier, Option<usize>>,
}

impl Forms {
    /// How many forms content draws; none when they are nested too deep or too many.
    fn drawn_by(&mut self, forms: &Dict, content: &[u8], depth: usize) -> Option<usize> {
        if forms.is_empty() {
            return Some(0);
        }
        if depth > limits::PDF_FORM_DEPTH {
            return None;
        }
        let mut drawn: usize = 0;
        let mut times: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            if let TypedInstruction::XObject(form) = operation {
                *times.entry(form.0.as_ref().to_vec()).or_default() += 1;
            }
        }
        for (name, times) in times {
            let Some(stream) = forms.get::<Stream>(&name) else {
                continue;
            };
            let each = self.form(&stream, forms, depth + 1)?;
            drawn = drawn.saturating_add(each.saturating_mul(times));
        }
        (drawn <= limits::PDF_FORMS).then_some(drawn)
    }

    fn form(&mut self, stream: &Stream, outer: &Dict, depth: usize) -> Option<usize> {
        let is_form = stream
            .dict()
            .get::<Name>(b"Subtype")
            .is_some_and(|name| name.as_ref() == b"Form");
        if !is_form {
            return Some(0);
        }
        if let Some(known) = self.known.get(&stream.obj_id()) {
            return *known;
        }
        // A form that draws itself is too deep; it must not be entered again meanwhile.
        self.known.insert(stream.obj_id(), None);
        let own = stream.dict().get::<Dict>(b"Resources");
        let forms = own.and_then(|resources| resources.get::<Dict>(b"XObject"));
        let drawn = match stream.decoded_data() {
            Ok(content) => self.drawn_by(forms.as_ref().unwrap_or(outer), &content, depth),
            Err(_) => Some(0),
        };
        let drawn = drawn.map(|drawn| drawn + 1);
        self.known.insert(stream.obj_id(), drawn);
        drawn
    }
}
