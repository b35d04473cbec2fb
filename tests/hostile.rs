//! Broken and hostile files, one for each defect and named after it: each is named as unread with its
//! reason, or read for what it is, and none takes the run with it.

#![allow(clippy::unwrap_used)]

mod making;

use std::io::Write;

use making::{CV, PdfObject, docx_with, odt_with, pdf_content, pdf_of, pdf_with, zip};
use pepite::intake::extract::{extract, rows};
use pepite::intake::limits;
use proptest::prelude::*;

fn reason(bytes: &[u8]) -> &'static str {
    extract(bytes, "cv").unwrap_err().key
}

fn reads(bytes: &[u8]) -> bool {
    extract(bytes, "cv").is_ok()
}

/// The container of old Office files, with a stream of this name.
fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn an_empty_file() {
    assert_eq!(reason(b""), "extract.empty");
    assert_eq!(reason(b" \r\n\t"), "extract.empty");
}

#[test]
fn an_old_word_document() {
    assert_eq!(reason(&compound("WordDocument")), "extract.legacy-word");
}

#[test]
fn an_old_workbook() {
    assert_eq!(reason(&compound("Workbook")), "extract.legacy-sheet");
}

#[test]
fn an_office_document_with_a_password() {
    assert_eq!(reason(&compound("EncryptedPackage")), "extract.encrypted");
}

#[test]
fn a_pdf_with_a_password() {
    let objects = [
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict("<< /Type /Pages /Kids [] /Count 0 >>".into()),
    ];
    let mut bytes = pdf_of(&objects);
    let crypt = format!(
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{0}> /U <{0}> >> /ID [<00> <00>]",
        "5A".repeat(32)
    );
    let place = bytes.windows(5).rposition(|five| five == b"/Root").unwrap();
    bytes.splice(place..place, crypt.bytes());
    assert_eq!(reason(&bytes), "extract.encrypted");
}

#[test]
fn a_picture() {
    assert_eq!(reason(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "extract.image");
    assert_eq!(reason(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), "extract.image");
}

#[test]
fn a_scan_without_text() {
    let image = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8";
    let bytes = pdf_with(
        b"q 595 0 0 842 0 0 cm /I Do Q",
        "/XObject << /I 6 0 R >>",
        vec![PdfObject::Stream(image.into(), vec![128])],
    );
    assert_eq!(reason(&bytes), "extract.no-text");
}

#[test]
fn a_pdf_cut_off_after_its_header() {
    assert_eq!(reason(b"%PDF-1.7\n1 0 obj\n<< /Type"), "extract.broken");
}

#[test]
fn a_pdf_without_its_table_of_objects_is_read() {
    let bytes = making::pdf();
    let end = bytes.windows(4).rposition(|four| four == b"xref").unwrap() - 10;
    assert!(reads(&bytes[..end]));
}

#[test]
fn a_pdf_after_lines_of_something_else_is_read() {
    assert!(reads(
        &[b"HTTP/1.1 200 OK\r\n\r\n", &making::pdf()[..]].concat()
    ));
}

fn pdf_of_pages(count: usize) -> Vec<u8> {
    let kids: String = (0..count)
        .map(|number| format!("{} 0 R ", number + 5))
        .collect();
    let mut objects = vec![
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict(format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>")),
        PdfObject::Stream(String::new(), making::pdf_line("Page", 11.0, 50.0, 700.0)),
        PdfObject::Dict("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into()),
    ];
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F0 4 0 R >> >> >>";
    objects.extend((0..count).map(|_| PdfObject::Dict(page.into())));
    pdf_of(&objects)
}

#[test]
fn pages_at_the_limit_are_read_and_one_more_is_refused() {
    assert!(reads(&pdf_of_pages(limits::PDF_PAGES)));
    assert_eq!(
        reason(&pdf_of_pages(limits::PDF_PAGES + 1)),
        "extract.too-many-pages"
    );
}

/// Forms of which each draws the next so many times.
fn forms(depth: usize, times: usize) -> Vec<u8> {
    let form = |number: usize| {
        let next = if number < depth {
            format!("/Resources << /XObject << /X {} 0 R >> >>", number + 6)
        } else {
            String::new()
        };
        PdfObject::Stream(
            format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {next}"),
            if number < depth {
                b"/X Do ".repeat(times)
            } else {
                Vec::new()
            },
        )
    };
    let forms = (1..=depth).map(form).collect();
    pdf_with(
        &[&pdf_content()[..], b"/X Do"].concat(),
        "/XObject << /X 6 0 R >>",
        forms,
    )
}

#[test]
fn forms_that_draw_forms_without_end() {
    assert!(reads(&forms(3, 10)));
    assert_eq!(reason(&forms(10, 10)), "extract.too-many-forms");
}

#[test]
fn forms_inside_each_other_at_the_limit_are_read_and_one_more_is_refused() {
    assert!(reads(&forms(limits::PDF_FORM_DEPTH, 1)));
    assert_eq!(
        reason(&forms(limits::PDF_FORM_DEPTH + 2, 1)),
        "extract.too-many-forms"
    );
}

#[test]
fn a_thousand_strokes_behind_masks_full_of_letters_are_read_in_time() {
    let group = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >> /Resources << /Font << /F0 5 0 R >> >>";
    let states: String = (0..300)
        .map(|state| format!("/G{state} << /SMask << /S /Luminosity /G 6 0 R /N {state} >> >> "))
        .collect();
    let strokes: String = (0..3000)
        .map(|stroke| format!("/G{} gs 0 0 9 9 re f\n", stroke % 300))
        .collect();
    let content = [&pdf_content()[..], strokes.as_bytes()].concat();
    let letters = pdf_content().repeat(20);
    let masks = vec![PdfObject::Stream(group.into(), letters)];
    let start = std::time::Instant::now();
    assert!(reads(&pdf_with(
        &content,
        &format!("/ExtGState << {states} >>"),
        masks
    )));
    assert!(start.elapsed() < pepite::intake::limits::TIME);
}

#[test]
fn a_form_that_draws_itself() {
    let form =
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>";
    let bytes = pdf_with(
        &[&pdf_content()[..], b"/X Do"].concat(),
        "/XObject << /X 6 0 R >>",
        vec![PdfObject::Stream(form.into(), b"/X Do".to_vec())],
    );
    assert!(reads(&bytes));
}

/// A PDF with a stream, drawn by nothing, that unpacks to so many bytes.
fn swelling(bytes: usize) -> Vec<u8> {
    let packed = making::deflated(&vec![b' '; bytes]);
    pdf_with(
        &pdf_content(),
        "",
        vec![PdfObject::Stream("/Filter /FlateDecode".into(), packed)],
    )
}

#[test]
fn a_stream_that_unpacks_to_the_limit_is_read_and_one_byte_more_is_refused() {
    assert!(reads(&swelling(limits::PART)));
    assert_eq!(
        reason(&swelling(limits::PART + 1)),
        "extract.too-large-inside"
    );
}

#[test]
fn a_stream_packed_twice() {
    let packed = making::deflated(&making::deflated(&vec![0; 1 << 20]));
    let dict = "/Filter [/FlateDecode /FlateDecode]";
    let bytes = pdf_with(
        &pdf_content(),
        "",
        vec![PdfObject::Stream(dict.into(), packed)],
    );
    assert_eq!(reason(&bytes), "extract.too-large-inside");
}

#[test]
fn more_glyphs_than_any_cv() {
    let line = [
        &b"BT /F0 9 Tf 9 9 Td ("[..],
        &b"a".repeat(10_000),
        b") Tj ET ",
    ]
    .concat();
    let draws = |times: usize| pdf_with(&line.repeat(times), "", Vec::new());
    assert!(reads(&draws(2)));
    assert_eq!(
        reason(&draws(limits::PDF_GLYPHS / 10_000 + 1)),
        "extract.too-many-glyphs"
    );
}

#[test]
fn a_page_tree_in_a_circle() {
    let bytes = pdf_of(&[
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict("<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>".into()),
    ]);
    assert!(!reads(&bytes));
}

#[test]
fn arrays_inside_arrays_without_end() {
    let bytes = pdf_of(&[
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict(format!(
            "<< /Type /Pages /Kids {} /Count 1 >>",
            "[".repeat(20_000)
        )),
    ]);
    assert!(!reads(&bytes));
}

#[test]
fn a_zip_that_is_no_document() {
    assert_eq!(reason(&zip(&[("a.txt", b"hello")])), "extract.archive");
}

#[test]
fn zip_entries_at_the_limit_are_read_and_one_more_is_refused() {
    let with = |count: usize| {
        let names: Vec<String> = (0..count - 2)
            .map(|number| format!("custom/{number}.xml"))
            .collect();
        let others: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        docx_with(&making::word_paragraph("", CV[0]), &others)
    };
    assert!(reads(&with(limits::ZIP_ENTRIES)));
    assert_eq!(
        reason(&with(limits::ZIP_ENTRIES + 1)),
        "extract.too-many-entries"
    );
}

#[test]
fn a_part_that_unpacks_to_the_limit_is_read_and_one_byte_more_is_refused() {
    let with = |bytes: usize| {
        let head = "<w:document xmlns:w=\"w\"><w:p><w:r><w:t>Camille</w:t></w:r></w:p>";
        let tail = "</w:document>";
        let fill = " ".repeat(bytes - head.len() - tail.len());
        zip(&[(
            "word/document.xml",
            format!("{head}{fill}{tail}").as_bytes(),
        )])
    };
    assert!(reads(&with(limits::PART)));
    assert_eq!(reason(&with(limits::PART + 1)), "extract.too-large-inside");
}

#[test]
fn a_part_whose_header_says_it_is_small() {
    let mut bytes = zip(&[("word/document.xml", &vec![b' '; limits::PART + 1])]);
    // The size before packing, in the local header and in the directory.
    let size = u32::try_from(limits::PART + 1).unwrap().to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|&at| bytes[at..at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&7u32.to_le_bytes());
    }
    assert!(!reads(&bytes));
}

#[test]
fn a_document_type_with_entities() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let word = zip(&[(
        "word/document.xml",
        format!("{bomb}<d><p><r><t>&b;</t></r></p></d>").as_bytes(),
    )]);
    assert_eq!(reason(&word), "extract.dtd");
    let file = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><d><p>&a;</p></d>";
    let odt = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", file.as_bytes()),
    ]);
    assert_eq!(reason(&odt), "extract.dtd");
}

#[test]
fn elements_inside_each_other_without_end() {
    let depth = 100_000;
    let nested = "<w:tbl>".repeat(depth) + &"</w:tbl>".repeat(depth);
    assert_eq!(reason(&docx_with(&nested, &[])), "extract.too-deep");
    assert_eq!(
        reason(&odt_with("", &"<text:span>".repeat(depth))),
        "extract.too-deep"
    );
    assert_eq!(
        reason(format!("<html>{}", "<div>".repeat(depth)).as_bytes()),
        "extract.too-deep"
    );
    assert_eq!(
        reason(format!("{{\\rtf1 {}", "{".repeat(depth)).as_bytes()),
        "extract.too-deep"
    );
}

#[test]
fn a_word_document_whose_body_stops_in_the_middle_of_a_tag() {
    let bytes = zip(&[(
        "word/document.xml",
        b"<w:document xmlns:w=\"w\"><w:p><w:r><w:t>Cam</w:",
    )]);
    assert_eq!(reason(&bytes), "extract.broken");
}

#[test]
fn a_word_document_without_a_body() {
    assert_eq!(
        reason(&zip(&[("word/styles.xml", b"<w:styles/>")])),
        "extract.broken"
    );
}

#[test]
fn styles_based_on_each_other_in_a_circle() {
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style><w:style w:styleId=\"b\"><w:basedOn w:val=\"a\"/></w:style></w:styles>";
    let body = making::word_paragraph("<w:rStyle w:val=\"a\"/>", CV[0]);
    assert!(reads(&docx_with(&body, &[("word/styles.xml", styles)])));
}

#[test]
fn a_billion_spaces_in_one_element() {
    let bytes = odt_with("", "<text:p>a<text:s text:c=\"1000000000\"/>b</text:p>");
    assert!(extract(&bytes, "cv").unwrap().text.len() < 200);
}

#[test]
fn binary_data_longer_than_the_rich_text_it_is_in() {
    assert_eq!(
        extract(b"{\\rtf1 a\\bin99999999999 b}", "cv").unwrap().text,
        "a\n"
    );
}

#[test]
fn text_at_the_limit_is_read_and_one_byte_more_is_refused() {
    assert!(reads(&vec![b'a'; limits::TEXT]));
    assert_eq!(
        reason(&vec![b'a'; limits::TEXT + 1]),
        "extract.too-much-text"
    );
}

#[test]
fn a_document_beyond_the_limit_is_refused() {
    let sized = |bytes: usize| {
        let mut pdf = making::pdf();
        pdf.resize(bytes, b' ');
        pdf
    };
    assert!(reads(&sized(limits::DOCUMENT)));
    assert_eq!(reason(&sized(limits::DOCUMENT + 1)), "extract.too-large");
}

#[test]
fn a_message_inside_a_message_without_end() {
    let mut bytes = making::mail_with("", "cv.txt", CV.join("\n").as_bytes());
    for _ in 0..limits::MAIL_DEPTH - 1 {
        bytes = making::mail_with("", "m.eml", &bytes);
    }
    assert!(reads(&bytes));
    assert_eq!(
        reason(&making::mail_with("", "m.eml", &bytes)),
        "extract.mail-depth"
    );
}

#[test]
fn a_sheet_that_claims_a_huge_range_takes_no_memory() {
    let cell = |place: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>x</t></is></c>");
    let sheet = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        cell("A1"),
        cell("XFD1048576")
    );
    let found = rows(&making::xlsx_of_xml(&sheet), "a.xlsx").unwrap();
    assert_eq!((found.len(), found[1].number), (2, limits::ROWS));
    assert_eq!(found[1].cells.len(), limits::COLUMNS);
}

#[test]
fn a_sheet_with_cells_beyond_the_last_column() {
    let sheet = "<row r=\"1\"><c r=\"ZZZZ1\" t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let key = rows(&making::xlsx_of_xml(sheet), "a.xlsx").unwrap_err().key;
    assert!(
        ["extract.sheet-extent", "extract.broken"].contains(&key),
        "{key}"
    );
}

#[test]
fn a_cell_that_is_repeated_a_billion_times() {
    let repeated = |text: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"1000000000\"><table:table-cell table:number-columns-repeated=\"1000000000\">{text}</table:table-cell></table:table-row>"
        )
    };
    let full = making::ods_with(&repeated("<text:p>x</text:p>"));
    assert!(
        ["extract.sheet-extent", "extract.too-many-cells"]
            .contains(&rows(&full, "a.ods").unwrap_err().key)
    );
    let blank = making::ods_with(&repeated(""));
    assert_eq!(rows(&blank, "a.ods").unwrap_err().key, "extract.empty");
}

#[test]
fn a_sheet_is_no_cv_and_a_cv_no_sheet() {
    assert_eq!(reason(&making::xlsx()), "extract.is-a-sheet");
    assert_eq!(
        rows(&making::docx(), "a").unwrap_err().key,
        "extract.not-a-sheet"
    );
    assert_eq!(rows(&making::xlsx(), "a").unwrap()[0].cells, ["name", "cv"]);
    assert_eq!(
        rows(&making::ods(), "a").unwrap()[1].cells,
        ["Camille", "Conseillère"]
    );
}

#[test]
fn an_archive_entry_with_a_path_out_of_the_archive_is_only_a_name() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut bytes);
    zip.start_file(
        "../../etc/cron.d/x",
        zip::write::SimpleFileOptions::default(),
    )
    .unwrap();
    zip.write_all(b"x").unwrap();
    zip.finish().unwrap();
    assert_eq!(reason(&bytes.into_inner()), "extract.archive");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the bytes after a signature are, there is an answer.
    #[test]
    fn any_bytes_after_any_signature_have_an_answer(signature in 0usize..6, bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let signatures: [&[u8]; 6] = [b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"<!DOCTYPE html>", b"From: a\r\nMIME-Version: 1.0\r\n", b""];
        let file = [signatures[signature], &bytes].concat();
        let _ = extract(&file, "cv");
        let _ = rows(&file, "a.xlsx");
    }

    /// Any text survives Word, whatever its characters.
    #[test]
    fn any_text_comes_out_of_a_word_document_as_it_went_in(text in "[a-zà-ÿ &<>'\"]{1,60}") {
        prop_assume!(!text.trim().is_empty());
        let bytes = docx_with(&making::word_paragraph("", &text), &[]);
        let read = extract(&bytes, "cv").unwrap().text;
        prop_assert_eq!(read.trim_end_matches('\n'), text);
    }
}
