//! A page as a Word document.
//!
//! In: a [`Page`]. Out: the bytes of a DOCX (WordprocessingML in a zip), the same for the same page.

use std::io::{self, Cursor, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::blocks::{Block, Card, Page, Table, bound};
use super::escape;
use crate::model::document::Lang;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const CONTENT_TYPES: &str = include_str!("docx/content-types.xml");
const RELATIONS: &str = include_str!("docx/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("docx/document-relations.xml");
const STYLES: &str = include_str!("docx/styles.xml");
const FOOTER: &str = include_str!("docx/footer.xml");
/// The width of the text on A4 with these margins, in twentieths of a point.
const WIDTH: usize = 9866;

type Xml = Writer<Vec<u8>>;

/// The page as DOCX.
pub fn page(page: &Page) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The first day a zip can tell: the clock must not change the bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let lang = match page.lang {
        Lang::Fr => "fr-FR",
        Lang::En => "en-GB",
    };
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", properties(page)?),
        (
            "word/_rels/document.xml.rels",
            DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/styles.xml", STYLES.replace("fr-FR", lang)),
        ("word/footer1.xml", FOOTER.to_owned()),
        ("word/document.xml", document(page)?),
    ];
    for (name, text) in parts {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn xml(body: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<String> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new(
        "1.0",
        Some("UTF-8"),
        Some("yes"),
    )))?;
    body(&mut xml)?;
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

fn properties(page: &Page) -> io::Result<String> {
    let core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    xml(|xml| {
        let element = xml.create_element("cp:coreProperties").with_attributes([
            ("xmlns:cp", core),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ]);
        element.write_inner_content(|xml| {
            let title = xml.create_element("dc:title");
            title.write_text_content(BytesText::new(&said(&page.title)))?;
            Ok(())
        })?;
        Ok(())
    })
}

fn document(page: &Page) -> io::Result<String> {
    let r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    xml(|xml| {
        let names = [("xmlns:w", W), ("xmlns:r", r)];
        let element = xml.create_element("w:document").with_attributes(names);
        element.write_inner_content(|xml| {
            xml.create_element("w:body").write_inner_content(|xml| {
                page.blocks.iter().try_for_each(|part| block(xml, part))?;
                section(xml)
            })?;
            Ok(())
        })?;
        Ok(())
    })
}

/// A4, its margins and the footer.
fn section(xml: &mut Xml) -> io::Result<()> {
    xml.create_element("w:sectPr").write_inner_content(|xml| {
        let footer = [("w:type", "default"), ("r:id", "rId2")];
        empty(xml, "w:footerReference", &footer)?;
        empty(xml, "w:pgSz", &[("w:w", "11906"), ("w:h", "16838")])?;
        let margins = [
            ("w:top", "964"),
            ("w:right", "1020"),
            ("w:bottom", "1020"),
            ("w:left", "1020"),
            ("w:header", "500"),
            ("w:footer", "500"),
            ("w:gutter", "0"),
        ];
        empty(xml, "w:pgMar", &margins)
    })?;
    Ok(())
}

fn block(xml: &mut Xml, block: &Block) -> io::Result<()> {
    match block {
        Block::Title(text) => paragraph(xml, "Title", &[plain(text)]),
        Block::Lead(text) => paragraph(xml, "Subtitle", &[plain(text)]),
        Block::Heading(text) => paragraph(xml, "Heading1", &[plain(text)]),
        Block::Text(text) => paragraph(xml, "Normal", &[plain(text)]),
        Block::Note(text) => paragraph(xml, "Remark", &[plain(text)]),
        Block::List(items) => items
            .iter()
            .try_for_each(|item| bullet(xml, &[plain(item)])),
        Block::Terms(terms) => terms.iter().try_for_each(|(term, text)| {
            let term = format!("{term} · ");
            bullet(xml, &[bold(&term), plain(text)])
        }),
        Block::Table(rows) => table(xml, rows),
        Block::Fill(names) => names.iter().try_for_each(|name| {
            let line = format!("{name} : {}", "_".repeat(40));
            paragraph(xml, "Normal", &[plain(&line)])
        }),
        Block::Card(question) => card(xml, question),
        Block::NewSheet => xml
            .create_element("w:p")
            .write_inner_content(|xml| {
                xml.create_element("w:r")
                    .write_inner_content(|xml| empty(xml, "w:br", &[("w:type", "page")]))?;
                Ok(())
            })
            .map(|_| ()),
    }
}

fn card(xml: &mut Xml, card: &Card) -> io::Result<()> {
    let heading = format!("{}. {}", card.number, card.title);
    paragraph(xml, "Heading2", &[plain(&heading)])?;
    paragraph(xml, "Remark", &[plain(&card.facts.join(" · "))])?;
    paragraph(xml, "Question", &[plain(&card.question)])?;
    for probe in &card.probes.1 {
        let name = format!("{} · ", card.probes.0);
        paragraph(xml, "Probe", &[bold(&name), plain(probe)])?;
    }
    let why = format!("{} · ", card.why.0);
    paragraph(xml, "Small", &[bold(&why), plain(&card.why.1)])?;
    for (step, ask) in &card.follow_ups.1 {
        bullet(xml, &[bold(&format!("{step} · ")), plain(ask)])?;
    }
    let prompts = format!("{} · ", card.prompts.0);
    paragraph(
        xml,
        "Small",
        &[bold(&prompts), plain(&card.prompts.1.join(" "))],
    )?;
    let anchors = card.anchors.iter();
    let head = anchors
        .clone()
        .map(|(mark, name, _)| format!("{mark} · {name}"));
    let texts = anchors.map(|(_, _, text)| text.clone());
    table(
        xml,
        &Table {
            head: head.collect(),
            rows: vec![texts.collect()],
        },
    )?;
    for (name, marks) in card.ticks.iter().chain([&card.rating]) {
        let boxes = marks.iter().map(|mark| format!("☐ {mark}"));
        let boxes = boxes.collect::<Vec<_>>().join("    ");
        paragraph(xml, "Marks", &[bold(&format!("{name} · ")), plain(&boxes)])?;
    }
    notes(xml, &card.notes)
}

/// An empty box to write in.
fn notes(xml: &mut Xml, name: &str) -> io::Result<()> {
    boxed(xml, |xml| {
        xml.create_element("w:tr").write_inner_content(|xml| {
            xml.create_element("w:trPr").write_inner_content(|xml| {
                empty(xml, "w:cantSplit", &[])?;
                empty(
                    xml,
                    "w:trHeight",
                    &[("w:val", "1500"), ("w:hRule", "atLeast")],
                )
            })?;
            cell(xml, WIDTH, Shade::None, &[plain(name)])
        })?;
        Ok(())
    })
}

fn table(xml: &mut Xml, table: &Table) -> io::Result<()> {
    let width = WIDTH / table.head.len().max(1);
    boxed(xml, |xml| {
        xml.create_element("w:tr").write_inner_content(|xml| {
            xml.create_element("w:trPr")
                .write_inner_content(|xml| empty(xml, "w:tblHeader", &[]))?;
            let mut names = table.head.iter();
            names.try_for_each(|name| cell(xml, width, Shade::Head, &[bold(name)]))
        })?;
        table.rows.iter().try_for_each(|row| {
            xml.create_element("w:tr").write_inner_content(|xml| {
                xml.create_element("w:trPr")
                    .write_inner_content(|xml| empty(xml, "w:cantSplit", &[]))?;
                let mut cells = row.iter();
                cells.try_for_each(|text| cell(xml, width, Shade::None, &[plain(text)]))
            })?;
            Ok(())
        })
    })?;
    paragraph(xml, "Small", &[])
}

fn boxed(xml: &mut Xml, rows: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element("w:tbl").write_inner_content(|xml| {
        xml.create_element("w:tblPr").write_inner_content(|xml| {
            empty(xml, "w:tblStyle", &[("w:val", "Grid")])?;
            let width = WIDTH.to_string();
            empty(xml, "w:tblW", &[("w:w", &width), ("w:type", "dxa")])
        })?;
        rows(xml)
    })?;
    Ok(())
}

/// Whether a cell names its column.
#[derive(Clone, Copy, PartialEq)]
enum Shade {
    Head,
    None,
}

fn cell(xml: &mut Xml, width: usize, shade: Shade, runs: &[Run]) -> io::Result<()> {
    xml.create_element("w:tc").write_inner_content(|xml| {
        xml.create_element("w:tcPr").write_inner_content(|xml| {
            let width = width.to_string();
            empty(xml, "w:tcW", &[("w:w", &width), ("w:type", "dxa")])?;
            match shade {
                Shade::Head => empty(xml, "w:shd", &[("w:val", "clear"), ("w:fill", "E8EDF5")]),
                Shade::None => Ok(()),
            }
        })?;
        paragraph(xml, "Cell", runs)
    })?;
    Ok(())
}

/// Words of one look.
struct Run<'a> {
    text: &'a str,
    is_bold: bool,
}

fn plain(text: &str) -> Run<'_> {
    Run {
        text,
        is_bold: false,
    }
}

fn bold(text: &str) -> Run<'_> {
    Run {
        text,
        is_bold: true,
    }
}

fn bullet(xml: &mut Xml, runs: &[Run]) -> io::Result<()> {
    let marked: Vec<Run> = [plain("• ")]
        .into_iter()
        .chain(runs.iter().map(again))
        .collect();
    paragraph(xml, "Bullet", &marked)
}

fn again<'a>(run: &Run<'a>) -> Run<'a> {
    Run { ..*run }
}

fn paragraph(xml: &mut Xml, style: &str, runs: &[Run]) -> io::Result<()> {
    xml.create_element("w:p").write_inner_content(|xml| {
        xml.create_element("w:pPr")
            .write_inner_content(|xml| empty(xml, "w:pStyle", &[("w:val", style)]))?;
        runs.iter().try_for_each(|words| run(xml, words))
    })?;
    Ok(())
}

fn run(xml: &mut Xml, words: &Run) -> io::Result<()> {
    xml.create_element("w:r").write_inner_content(|xml| {
        if words.is_bold {
            xml.create_element("w:rPr")
                .write_inner_content(|xml| empty(xml, "w:b", &[]))?;
        }
        let text = xml
            .create_element("w:t")
            .with_attribute(("xml:space", "preserve"));
        text.write_text_content(BytesText::new(&said(words.text)))?;
        Ok(())
    })?;
    Ok(())
}

fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    let element = xml
        .create_element(name)
        .with_attributes(attributes.iter().copied());
    element.write_empty()?;
    Ok(())
}

/// Controls, which XML refuses, and characters that reorder a line are shown, not obeyed.
fn said(text: &str) -> String {
    bound(&escape::terminal(text))
}
