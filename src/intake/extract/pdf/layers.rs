//! The list of layers of a PDF, crossed out so that a drawing shows every layer.
//!
//! In: the bytes of a file and the file opened. Out: the same file without the list, if it has one.

use std::io::Write;

use hayro_interpret::hayro_syntax::object::{Name, Object, Stream};
use hayro_interpret::hayro_syntax::{Filter, Pdf};

const LIST: &[u8] = b"/OCProperties";

/// The file with its list of layers crossed out.
pub fn crossed_out(bytes: &[u8], pdf: &Pdf) -> Option<Vec<u8>> {
    let mut crossed = None;
    if let Some(at) = memchr::memmem::find(bytes, LIST) {
        let mut plain = bytes.to_vec();
        plain[at + 1] = b'X';
        crossed = Some(plain);
    }
    for object in pdf.objects() {
        if let Object::Stream(stream) = object
            && let Some((at, packed)) = repacked(bytes, &stream)
        {
            let file = crossed.get_or_insert_with(|| bytes.to_vec());
            file[at..at + packed.len()].copy_from_slice(&packed);
        }
    }
    crossed
}

/// A compressed stream of objects that holds the list: where it stands, and the same without the list,
/// as long as before (what follows the end of what is packed is not read).
fn repacked(bytes: &[u8], stream: &Stream) -> Option<(usize, Vec<u8>)> {
    let kind = stream.dict().get::<Name>(b"Type")?;
    if kind.as_ref() != b"ObjStm" || stream.filters().as_slice() != [Filter::FlateDecode] {
        return None;
    }
    let mut objects = stream.decoded_data().ok()?.to_vec();
    let list = memchr::memmem::find(&objects, LIST)?;
    let end = list + LIST.len() + length(&objects[list + LIST.len()..]);
    objects[list..end].fill(b' ');
    let raw = stream.raw_data();
    let at = memchr::memmem::find(bytes, raw.as_ref())?;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&objects).ok()?;
    let mut packed = packer.finish().ok()?;
    (packed.len() <= raw.len()).then(|| packed.resize(raw.len(), 0))?;
    Some((at, packed))
}

/// How long a value is: a dictionary to its end, a reference to the next key or the end around it.
fn length(value: &[u8]) -> usize {
    let blank = value
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    if !value[blank..].starts_with(b"<<") {
        let rest = &value[blank..];
        return blank
            + rest
                .iter()
                .position(|byte| b"/>".contains(byte))
                .unwrap_or(rest.len());
    }
    let (mut depth, mut at) = (0, blank);
    while at < value.len() {
        match &value[at..] {
            [b'<', b'<', ..] => (depth, at) = (depth + 1, at + 2),
            [b'>', b'>', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_it_ends() {
        assert_eq!(length(b" 6 0 R /Pages"), 7);
        assert_eq!(length(b"<< /D << /OFF [1 0 R] >> >> /Pages"), 27);
        assert_eq!(length(b"<< /D"), 5);
    }
}
