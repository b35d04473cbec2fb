//! Small files of every format, made by code: the same CV in each, and whatever a test needs instead.

#![allow(clippy::unwrap_used, dead_code)]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A CV, line by line.
pub const CV: &[&str] = &[
    "Camille Exemple",
    "Conseillère clientèle à distance",
    "2019-2023 Téléconseillère, énergie & gaz",
    "Traité 45 appels par jour, 92 % de satisfaction",
    "Formé six collègues à l'écoute active",
    "Improvisation théâtrale depuis 2016, huit matchs par an",
];

/// A zip of these parts.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Text as it stands in XML and HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word document with this in its body, and other parts beside it.
pub fn docx_with(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let types = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let document =
        format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    parts.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&parts)
}

/// A paragraph of a Word document; `properties` are those of its only run.
pub fn word_paragraph(properties: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        "<w:p><w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
    )
}

/// The CV as a Word document.
pub fn docx() -> Vec<u8> {
    let body: String = CV.iter().map(|line| word_paragraph("", line)).collect();
    docx_with(&body, &[])
}

/// An OpenDocument text with these automatic styles and this text.
pub fn odt_with(styles: &str, text: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\" xmlns:fo=\"f\" xmlns:table=\"b\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ])
}

/// The CV as an OpenDocument text.
pub fn odt() -> Vec<u8> {
    let lines = CV
        .iter()
        .map(|line| format!("<text:p>{}</text:p>", escaped(line)));
    odt_with("", &lines.collect::<String>())
}

/// The CV as rich text.
pub fn rtf() -> Vec<u8> {
    let coded = |character: char| match character {
        '\\' | '{' | '}' => format!("\\{character}"),
        character if character.is_ascii() => character.to_string(),
        character => format!("\\u{}?", character as u32),
    };
    let lines = CV
        .iter()
        .map(|line| line.chars().map(coded).collect::<String>() + "\\par\n");
    let body: String = lines.collect();
    format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}{{\\colortbl;\\red255\\green255\\blue255;}}\\f0\\fs22 {body}}}").into_bytes()
}

/// The CV as a web page.
pub fn html() -> Vec<u8> {
    let lines: String = CV
        .iter()
        .map(|line| format!("<p>{}</p>\n", escaped(line)))
        .collect();
    format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>CV</title><style>p {{ color: #222 }}</style></head><body>{lines}</body></html>").into_bytes()
}

/// The CV as plain text.
pub fn text() -> Vec<u8> {
    CV.join("\n").into_bytes()
}

/// A message with this text and this file attached.
pub fn mail_with(text: &str, name: &str, attached: &[u8]) -> Vec<u8> {
    format!(
        "From: a@example.org\r\nSubject: CV\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        base64(attached)
    )
    .into_bytes()
}

/// The CV as a message.
pub fn mail() -> Vec<u8> {
    mail_with(&CV.join("\r\n"), "x.bin", b"\0\x01\x02\x03")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (index, three) in bytes.chunks(3).enumerate() {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let is_padding = digit > three.len();
            let value = DIGITS[(bits >> (18 - 6 * digit) & 63) as usize];
            text.push(if is_padding { '=' } else { value.into() });
        }
        if index % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}

/// A workbook of one sheet of these rows.
pub fn xlsx_with(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet
                .write_string(row as u32, column as u16, *cell)
                .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A roster as a workbook.
pub fn xlsx() -> Vec<u8> {
    xlsx_with(&[
        &["name", "cv"],
        &["Camille", "Conseillère"],
        &["Sacha", "Vendeur"],
    ])
}

/// A roster as a workbook whose sheet has this XML for its rows.
pub fn xlsx_of_xml(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    zip(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// An OpenDocument spreadsheet with this in its only table.
pub fn ods_with(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

/// A roster as an OpenDocument spreadsheet.
pub fn ods() -> Vec<u8> {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|text| cell(text)).collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    ods_with(&(row(&["name", "cv"]) + &row(&["Camille", "Conseillère"])))
}

/// An object of a PDF: a dictionary alone, or one with a stream.
pub enum PdfObject {
    Dict(String),
    Stream(String, Vec<u8>),
}

/// A PDF of these objects, numbered from 1; the first is the catalog.
pub fn pdf_of(objects: &[PdfObject]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", index + 1).as_bytes());
        match object {
            PdfObject::Dict(dict) => pdf.extend(dict.as_bytes()),
            PdfObject::Stream(dict, bytes) => {
                pdf.extend(format!("<< {dict} /Length {} >>\nstream\n", bytes.len()).as_bytes());
                pdf.extend(bytes);
                pdf.extend(b"\nendstream");
            }
        }
        pdf.extend(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        pdf.extend(format!("{place:010} 00000 n \n").as_bytes());
    }
    pdf.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .as_bytes(),
    );
    pdf
}

/// A PDF of one A4 page with this content; `resources` go beside the fonts F0 (Helvetica), `more` are
/// objects from number 6 on.
pub fn pdf_with(content: &[u8], resources: &str, more: Vec<PdfObject>) -> Vec<u8> {
    let mut objects = vec![
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into()),
        PdfObject::Dict(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F0 5 0 R >> {resources} >> >>"
        )),
        PdfObject::Stream(String::new(), content.to_vec()),
        PdfObject::Dict(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                .into(),
        ),
    ];
    objects.extend(more);
    pdf_of(&objects)
}

/// The instruction that writes a line at a place, in black Helvetica of this size.
pub fn pdf_line(text: &str, size: f32, x: f32, y: f32) -> Vec<u8> {
    let mut line = format!("BT /F0 {size} Tf {x} {y} Td (").into_bytes();
    for character in text.chars() {
        match character {
            '(' | ')' | '\\' => line.extend([b'\\', character as u8]),
            '’' => line.push(0x92),
            // Latin-1 is Windows-1252 where the CV goes.
            character => line.push(u8::try_from(character as u32).unwrap_or(b'?')),
        }
    }
    line.extend(b") Tj ET\n");
    line
}

/// The content of a page with the CV on it.
pub fn pdf_content() -> Vec<u8> {
    let lines = CV.iter().enumerate();
    lines
        .flat_map(|(index, line)| pdf_line(line, 11.0, 50.0, 780.0 - 15.0 * index as f32))
        .collect()
}

/// The CV as a PDF.
pub fn pdf() -> Vec<u8> {
    pdf_with(&pdf_content(), "", Vec::new())
}

/// The CV as a PDF whose content is compressed.
pub fn packed_pdf() -> Vec<u8> {
    let packed = deflated(&pdf_content());
    let mut objects = vec![
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into()),
        PdfObject::Dict("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F0 5 0 R >> >> >>".into()),
    ];
    objects.push(PdfObject::Stream("/Filter /FlateDecode".into(), packed));
    objects.push(PdfObject::Dict(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into(),
    ));
    pdf_of(&objects)
}

/// Bytes as zlib packs them.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// The CV in every format, with a name.
pub fn every_format() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("cv.pdf", pdf()),
        ("packed.pdf", packed_pdf()),
        ("cv.docx", docx()),
        ("cv.odt", odt()),
        ("cv.rtf", rtf()),
        ("cv.html", html()),
        ("cv.eml", mail()),
        ("cv.txt", text()),
    ]
}
