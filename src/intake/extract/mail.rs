//! The parts of an e-mail message (`.eml`) that can hold a CV: its body and its attachments.
//!
//! In: its bytes. Out: the body as text or as a web page, and the attached files.
//! Left to others: which of them is the CV (`extract`).

use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::error::Message;

/// A message, taken apart.
pub struct Letter {
    /// Its text, if it has a plain version.
    pub text: Option<String>,
    /// Its web page, if it has one.
    pub page: Option<String>,
    /// Attached files: name and bytes.
    pub attached: Vec<(String, Vec<u8>)>,
}

/// Takes a message apart.
pub fn open(bytes: &[u8]) -> Result<Letter, Message> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Message::new("extract.broken"))?;
    let plain = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let page = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(page) => Some(page.to_string()),
        _ => None,
    });
    let attached = message.attachments().filter_map(|part| {
        let name = part.attachment_name().unwrap_or_default().to_string();
        match &part.body {
            PartType::Binary(bytes) => Some((name, bytes.to_vec())),
            PartType::Text(text) | PartType::Html(text) => Some((name, text.as_bytes().to_vec())),
            PartType::Message(inner) => Some((name, inner.raw_message().to_vec())),
            PartType::InlineBinary(_) | PartType::Multipart(_) => None,
        }
    });
    Ok(Letter {
        text: plain,
        page,
        attached: attached.collect(),
    })
}
