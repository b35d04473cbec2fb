//! What a file is, by what it holds rather than by what it is called.
//!
//! In: bytes and the name as a last resort. Out: a [`Format`], readable or named as unreadable.

use super::zipped::Zipped;
use crate::error::Message;

/// How far into a file a signature may stand (scanners and mailers put lines before a PDF).
const HEAD: usize = 1024;

/// A document of an office program is never as small, whatever its bytes are.
const STUB: usize = 32;
const OFFICE: [&str; 6] = ["pdf", "docx", "odt", "rtf", "doc", "eml"];

/// Texts that machines read: no person writes a CV so, and none is ranked for it.
const NO_PROSE: [&str; 34] = [
    "vcf", "ics", "py", "js", "ts", "sh", "bat", "cmd", "ps1", "vbs", "css", "c", "h", "cpp", "cs",
    "java", "rb", "php", "go", "rs", "sql", "ini", "cfg", "toml", "yaml", "yml", "log", "lnk",
    "url", "pem", "key", "srt", "svg", "tmp",
];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Portable document.
    Pdf,
    /// Word, since 2007.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// Web page.
    Html,
    /// E-mail message.
    Mail,
    /// Excel, since 2007.
    Xlsx,
    /// OpenDocument spreadsheet.
    Ods,
    /// Plain text in any encoding, Markdown, CSV, JSON: `decode` and the rosters read these.
    Text,
}

/// What a file is, or why it cannot be read whatever it is.
pub fn sniff(bytes: &[u8], name_hint: &str) -> Result<Format, Message> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let extension = name_hint
        .rsplit_once('.')
        .map_or("", |(_, end)| end)
        .to_ascii_lowercase();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Message::new("extract.empty"));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return zipped(bytes);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Err(compound(bytes));
    }
    if is_image(head) {
        return Err(Message::new("extract.image"));
    }
    if is_archive(head) {
        return Err(Message::new("extract.archive"));
    }
    let plain = trimmed(head);
    if plain.starts_with(b"{\\rtf") {
        return Ok(Format::Rtf);
    }
    if contains(head, b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if is_html(plain)
        || (["html", "htm", "xhtml"].contains(&extension.as_str()) && contains(head, b"<"))
    {
        return Ok(Format::Html);
    }
    if is_mail(head) || (extension == "eml" && first_header(head).is_some()) {
        return Ok(Format::Mail);
    }
    if is_binary(bytes) || is_no_prose(plain, &extension) {
        return Err(Message::new("extract.unknown"));
    }
    if bytes.len() < STUB && OFFICE.contains(&extension.as_str()) {
        return Err(Message::new("extract.broken"));
    }
    Ok(Format::Text)
}

/// Office files are zips; which one, their parts say.
fn zipped(bytes: &[u8]) -> Result<Format, Message> {
    let zip = Zipped::open(bytes)?;
    let has = |name: &str| {
        zip.names()
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    let starts = |start: &str| {
        zip.names()
            .iter()
            .any(|known| known.to_ascii_lowercase().starts_with(start))
    };
    let kind = match zip.optional("mimetype")? {
        Some(kind) => String::from_utf8_lossy(&kind).into_owned(),
        None => String::new(),
    };
    if kind.contains("opendocument") && is_encrypted_odf(&zip)? {
        return Err(Message::new("extract.encrypted"));
    }
    if kind.contains("opendocument.text") {
        return Ok(Format::Odt);
    }
    if kind.contains("opendocument.spreadsheet") {
        return Ok(Format::Ods);
    }
    if has("xl/workbook.bin") {
        return Err(Message::new("extract.legacy-sheet"));
    }
    if starts("xl/") {
        return Ok(Format::Xlsx);
    }
    if starts("word/") || (has("[Content_Types].xml") && content_types_say_word(&zip)?) {
        return Ok(Format::Docx);
    }
    if starts("index/") && starts("metadata/") || has("index.zip") {
        return Err(Message::new("extract.pages"));
    }
    if starts("ppt/") || kind.contains("opendocument") {
        return Err(Message::new("extract.unknown"));
    }
    Err(Message::new("extract.archive"))
}

fn content_types_say_word(zip: &Zipped) -> Result<bool, Message> {
    let types = zip.part("[Content_Types].xml")?;
    Ok(contains(&types, b"wordprocessingml.document.main"))
}

fn is_encrypted_odf(zip: &Zipped) -> Result<bool, Message> {
    let manifest = zip.optional("META-INF/manifest.xml")?;
    Ok(manifest.is_some_and(|manifest| contains(&manifest, b"encryption-data")))
}

/// Old Office files and encrypted new ones share a container; its directory names the streams in UTF-16.
fn compound(bytes: &[u8]) -> Message {
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if names("EncryptedPackage") {
        Message::new("extract.encrypted")
    } else if names("WordDocument") {
        Message::new("extract.legacy-word")
    } else if names("Workbook") || names("Book") {
        Message::new("extract.legacy-sheet")
    } else if names("__properties_version1.0") {
        Message::new("extract.outlook")
    } else {
        Message::new("extract.unknown")
    }
}

fn is_image(head: &[u8]) -> bool {
    let starts = |signature: &[u8]| head.starts_with(signature);
    starts(b"\x89PNG")
        || starts(b"\xFF\xD8\xFF")
        || starts(b"GIF8")
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || (starts(b"BM") && head.get(6..10) == Some(&[0; 4]))
        || (starts(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
        || (head.get(4..8) == Some(b"ftyp")
            && head.get(8..12).is_some_and(|brand| {
                brand.starts_with(b"he") || brand.starts_with(b"mif") || brand.starts_with(b"avif")
            }))
}

fn is_archive(head: &[u8]) -> bool {
    let starts = |signature: &[u8]| head.starts_with(signature);
    starts(b"7z\xBC\xAF\x27\x1C")
        || starts(b"Rar!")
        || starts(b"\x1F\x8B")
        || starts(b"BZh")
        || starts(b"\xFD7zXZ")
        || head.get(257..262) == Some(b"ustar")
}

fn is_html(plain: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&plain[..plain.len().min(HEAD)]).to_ascii_lowercase();
    let mut rest = start.trim_start();
    // Comments and an XML declaration may stand before the first tag.
    loop {
        let end = match rest {
            comment if comment.starts_with("<!--") => "-->",
            declaration if declaration.starts_with("<?xml") => "?>",
            _ => break,
        };
        match rest.find(end) {
            Some(at) => rest = rest[at + end.len()..].trim_start(),
            None => break,
        }
    }
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta ",
        "<div",
        "<p>",
        "<table",
    ]
    .iter()
    .any(|tag| rest.starts_with(tag))
}

/// A message starts with headers, some of which no letter starts with.
fn is_mail(head: &[u8]) -> bool {
    let Some(first) = first_header(head) else {
        return false;
    };
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let lines = || text.lines().take_while(|line| !line.trim().is_empty());
    let has = |name: &str| lines().any(|line| line.starts_with(name));
    let is_technical = [
        "received:",
        "return-path:",
        "message-id:",
        "mime-version:",
        "dkim-signature:",
        "delivered-to:",
        "x-mozilla-status:",
        "content-type:",
    ];
    !first.is_empty()
        && is_technical.iter().any(|name| has(name))
        && (has("from:") || has("received:") || has("subject:"))
}

/// The name of the header on the first line, if the first line is one.
fn first_header(head: &[u8]) -> Option<&str> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    if line.starts_with(b"From ") {
        return Some("From");
    }
    let name = line.split(|&byte| byte == b':').next()?;
    let is_name = name.len() < line.len()
        && !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    is_name.then(|| std::str::from_utf8(name).ok()).flatten()
}

/// Text has almost no control characters; UTF-16 has zeros and says so, or has one in every pair.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(8192)];
    if encoding_rs::Encoding::for_bom(sample).is_some() {
        return false;
    }
    let zeros = sample.iter().filter(|&&byte| byte == 0).count();
    let looks_wide = zeros * 10 > sample.len() * 3 && zeros * 10 < sample.len() * 6;
    let odd = sample
        .iter()
        .filter(|&&byte| byte < 32 && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    (zeros > 0 && !looks_wide && zeros * 100 > sample.len()) || odd * 20 > sample.len()
}

/// A card of an address book, an appointment, a script: text, but nobody's application.
fn is_no_prose(plain: &[u8], extension: &str) -> bool {
    NO_PROSE.contains(&extension) || plain.starts_with(b"BEGIN:V") || plain.starts_with(b"#!/")
}

/// Without a byte order mark and leading white space.
fn trimmed(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_not_the_name() {
        assert_eq!(sniff(b"%PDF-1.4\n", "cv.docx"), Ok(Format::Pdf));
        assert_eq!(sniff(b"{\\rtf1 x}", "cv.doc"), Ok(Format::Rtf));
        assert_eq!(sniff(b"<!DOCTYPE html><p>x", "cv.txt"), Ok(Format::Html));
        let typed = "Été 2019 : conseillère clientèle à Rennes".as_bytes();
        assert_eq!(sniff(typed, "cv.pdf"), Ok(Format::Text));
        // What is left of a document is no text.
        let left = sniff(b"PK", "cv.docx").map_err(|reason| reason.key);
        assert_eq!(left, Err("extract.broken"));
    }

    #[test]
    fn a_letter_is_not_a_message() {
        assert_eq!(
            sniff(b"Subject: application\n\nDear", "a.txt"),
            Ok(Format::Text)
        );
        let mail = b"From: a@b.fr\r\nMIME-Version: 1.0\r\n\r\nHello";
        assert_eq!(sniff(mail, "a"), Ok(Format::Mail));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let key = |bytes: &[u8]| sniff(bytes, "cv.pdf").unwrap_err().key;
        assert_eq!(key(b"\x89PNG\r\n\x1a\n"), "extract.image");
        assert_eq!(key(b"Rar!\x1a\x07"), "extract.archive");
        assert_eq!(key(b" \n"), "extract.empty");
        assert_eq!(key(&[1, 2, 3, 0, 0, 0, 4, 5]), "extract.unknown");
        let mut doc = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        doc.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(key(&doc), "extract.legacy-word");
    }
}
