//! Bytes of a text file into UTF-8: byte order mark, UTF-8, UTF-16, then the likeliest code page.
//!
//! In: bytes, whole or as a stream. Out: a text or a stream of UTF-8.
//! Left to others: what the text is (`mod`), characters that do not belong in it (`cleaning`).

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a stream is looked at before choosing its encoding.
pub const SAMPLE: usize = 64 * 1024;

/// The encoding of that web name.
pub fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// The text of a whole file.
pub fn text<'a>(bytes: &'a [u8], asked: Option<&'static Encoding>) -> Cow<'a, str> {
    let (encoding, mark) = choose(bytes, asked);
    let bytes = &bytes[mark..];
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(mended(bytes)),
        };
    }
    encoding.decode_without_bom_handling(bytes).0
}

/// Whether these first bytes are no text in the encoding that was asked for.
pub fn contradicts(head: &[u8], asked: Option<&'static Encoding>) -> bool {
    let utf8 = asked == Some(UTF_8) && Encoding::for_bom(head).is_none();
    // A sample may end inside a character.
    utf8 && std::str::from_utf8(head).is_err_and(|error| error.error_len().is_some())
}

/// The encoding of a file by its first bytes, and the length of its byte order mark.
pub fn choose(head: &[u8], asked: Option<&'static Encoding>) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(head) {
        return (asked.unwrap_or(encoding), length);
    }
    let encoding = asked.or_else(|| wide(head)).unwrap_or_else(|| narrow(head));
    (encoding, 0)
}

/// UTF-16 without a mark shows by zero bytes on one side of nearly every pair.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = &head[..head.len().min(4096) & !1];
    let count = pairs.len() / 2;
    let zeros = |side: usize| {
        pairs
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (high, low) = (zeros(0), zeros(1));
    match count {
        0 | 1 => None,
        _ if low * 2 > count && high * 10 < count => Some(UTF_16LE),
        _ if high * 2 > count && low * 10 < count => Some(UTF_16BE),
        _ => None,
    }
}

fn narrow(head: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(head) {
        Ok(_) => return UTF_8,
        // A sample may end inside a character.
        Err(error) if error.error_len().is_none() => return UTF_8,
        Err(error) if mostly_utf8(head, error.valid_up_to()) => return UTF_8,
        Err(_) => {}
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guess = detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny);
    // Between the Latin code pages a line or two cannot tell; ours are read in Western Europe.
    if guess.is_single_byte() && latin(guess) {
        WINDOWS_1252
    } else {
        guess
    }
}

/// UTF-8 with a few stray bytes: characters of several bytes came out right before or after them.
fn mostly_utf8(head: &[u8], valid: usize) -> bool {
    let (mut right, mut wrong) = (wide_characters(&head[..valid]), 0);
    let mut rest = &head[valid..];
    while let Err(error) = std::str::from_utf8(rest) {
        let Some(length) = error.error_len() else {
            break;
        };
        wrong += 1;
        right += wide_characters(&rest[..error.valid_up_to()]);
        rest = &rest[error.valid_up_to() + length..];
    }
    right += wide_characters(rest);
    right > 4 * wrong
}

fn wide_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0xc2).count()
}

fn latin(encoding: &'static Encoding) -> bool {
    let name = encoding.name();
    let other = [
        "windows-1251",
        "windows-1253",
        "windows-1255",
        "windows-1256",
        "windows-874",
    ];
    let cyrillic = name.starts_with("KOI8") || name == "IBM866" || name == "x-mac-cyrillic";
    let iso = [
        "ISO-8859-5",
        "ISO-8859-6",
        "ISO-8859-7",
        "ISO-8859-8",
        "ISO-8859-8-I",
    ];
    !cyrillic && !other.contains(&name) && !iso.contains(&name)
}

/// UTF-8 where it holds; a byte that is not is read as Windows-1252, so that one pasted accent
/// spoils nothing around it.
fn mended(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// A stream of bytes as a stream of UTF-8.
pub struct Utf8<R> {
    inner: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    /// A stream whose first bytes, `head`, have been read already.
    pub fn new(head: &[u8], inner: R, asked: Option<&'static Encoding>) -> Utf8<R> {
        let (encoding, mark) = choose(head, asked);
        Utf8 {
            inner,
            decoder: (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling()),
            raw: head[mark..].to_vec(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() && !(self.ended && self.raw.is_empty()) {
            if self.raw.len() < 8 && !self.ended {
                let mut more = (&mut self.inner).take(SAMPLE as u64);
                self.ended = more.read_to_end(&mut self.raw)? == 0;
            }
            self.convert();
        }
        Ok(())
    }

    fn convert(&mut self) {
        let Some(decoder) = &mut self.decoder else {
            let whole = if self.ended {
                self.raw.len()
            } else {
                whole_characters(&self.raw)
            };
            match std::str::from_utf8(&self.raw[..whole]) {
                Ok(_) => self.ready.extend_from_slice(&self.raw[..whole]),
                Err(_) => self
                    .ready
                    .extend_from_slice(mended(&self.raw[..whole]).as_bytes()),
            }
            self.raw.drain(..whole);
            return;
        };
        let size = decoder
            .max_utf8_buffer_length(self.raw.len())
            .unwrap_or(SAMPLE);
        self.ready.resize(size, 0);
        let (result, read, written, _) =
            decoder.decode_to_utf8(&self.raw, &mut self.ready, self.ended);
        debug_assert!(result == CoderResult::InputEmpty);
        self.ready.truncate(written);
        self.raw.drain(..read);
    }
}

/// How many bytes from the start do not cut a character in two.
fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(3).position(|byte| *byte >= 0xc0);
    match tail {
        Some(back) => {
            let start = bytes.len() - 1 - back;
            let needed = match bytes[start] {
                0xf0.. => 4,
                0xe0.. => 3,
                _ => 2,
            };
            if start + needed > bytes.len() {
                start
            } else {
                bytes.len()
            }
        }
        None => bytes.len(),
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.refill()?;
        }
        let count = into.len().min(self.ready.len() - self.given);
        into[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streamed(bytes: &[u8], head: usize) -> String {
        let head = head.min(bytes.len());
        let mut text = String::new();
        Utf8::new(&bytes[..head], &bytes[head..], None)
            .read_to_string(&mut text)
            .expect("memory");
        text
    }

    #[test]
    fn a_line_of_windows_1252_is_read_right() {
        let bytes = b"Pr\xe9nom;Nom\nA\xefcha;Bensa\xefd\n";
        assert_eq!(text(bytes, None), "Prénom;Nom\nAïcha;Bensaïd\n");
        assert_eq!(streamed(bytes, 1024), "Prénom;Nom\nAïcha;Bensaïd\n");
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        assert_eq!(
            text(&wide("\u{feff}Né à Brest, conseillère"), None),
            "Né à Brest, conseillère"
        );
        assert_eq!(
            text(&wide("Né à Brest, conseillère"), None),
            "Né à Brest, conseillère"
        );
        let big: Vec<u8> = "Nom;Prénom"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(text(&big, None), "Nom;Prénom");
        assert_eq!(
            streamed(&wide("Nom;Prénom\nZoé;Łukasik"), 6),
            "Nom;Prénom\nZoé;Łukasik"
        );
    }

    #[test]
    fn one_stray_byte_does_not_spoil_utf_8() {
        let bytes = b"d\xc3\xa9j\xc3\xa0 trait\xc3\xa9, \xc3\xa9t\xc3\xa9 caf\xe9";
        assert_eq!(text(bytes, None), "déjà traité, été café");
    }

    #[test]
    fn the_encoding_asked_for_wins() {
        let cyrillic = named("windows-1251");
        assert_eq!(text(b"\xcf\xf0\xe8\xe2\xe5\xf2", cyrillic), "Привет");
        assert_eq!(named("no such thing"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_stream_to_the_text_of_the_whole(bytes: Vec<u8>, cut in 0usize..40) {
            let encoding = choose(&bytes[..cut.min(bytes.len())], None);
            let whole = text(&bytes, Some(encoding.0));
            let head = cut.min(bytes.len());
            let mut text = Vec::new();
            Utf8::new(&bytes[..head], &bytes[head..], Some(encoding.0))
                .read_to_end(&mut text)
                .expect("memory");
            if encoding.0 == UTF_8 {
                proptest::prop_assert_eq!(String::from_utf8_lossy(&text), whole);
            }
        }
    }
}
