//! Every format people send: the same words whatever the format, and only what a person would see.

#![allow(clippy::unwrap_used)]

mod making;

use making::{
    CV, PdfObject, docx_with, every_format, odt_with, pdf_content, pdf_line, pdf_with,
    word_paragraph,
};
use pepite::intake::Extracted;
use pepite::intake::extract::extract;
use pepite::model::document::FlagKind;

const SECRET: &str = "Secret award winner";

fn read(bytes: &[u8]) -> Extracted {
    extract(bytes, "cv").unwrap()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn the_same_cv_has_the_same_words_in_the_same_order_in_every_format() {
    let text = CV.join(" ");
    for (name, bytes) in every_format() {
        let extracted = read(&bytes);
        assert_eq!(words(&extracted.text), words(&text), "{name}");
        assert_eq!(extracted.flags, [], "{name}");
    }
}

/// A page of a PDF with the CV and then this.
fn pdf_and(content: &[u8]) -> Vec<u8> {
    pdf_with(&[&pdf_content(), content].concat(), "", Vec::new())
}

fn secret_line() -> Vec<u8> {
    pdf_line(SECRET, 11.0, 50.0, 300.0)
}

fn wrapped(before: &str, after: &str) -> Vec<u8> {
    pdf_and(&[before.as_bytes(), &secret_line(), after.as_bytes()].concat())
}

fn hidden_in_pdf() -> Vec<(&'static str, Vec<u8>)> {
    let layer = "/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>";
    let content = [&pdf_content()[..], b"/OC /L BDC ", &secret_line(), b" EMC"].concat();
    let switched_off = making::pdf_of(&[
        PdfObject::Dict(format!("<< /Type /Catalog /Pages 2 0 R {layer} >>")),
        PdfObject::Dict("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into()),
        PdfObject::Dict("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F0 5 0 R >> /Properties << /L 7 0 R >> >> >>".into()),
        PdfObject::Stream(String::new(), content),
        PdfObject::Dict("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into()),
        PdfObject::Dict("<< >>".into()),
        PdfObject::Dict("<< /Type /OCG /Name (l) >>".into()),
    ]);
    let clear = pdf_with(
        &[&pdf_content()[..], b"/G gs ", &secret_line()].concat(),
        "/ExtGState << /G << /ca 0 >> >>",
        Vec::new(),
    );
    vec![
        ("white", wrapped("1 g ", "")),
        ("nearly white", wrapped("0.97 0.98 0.97 rg ", "")),
        ("black on black", wrapped("0 g 40 290 400 30 re f ", "")),
        (
            "dark on dark",
            wrapped("0.1 0.2 0.3 rg 40 290 400 30 re f 0.11 0.2 0.3 rg ", ""),
        ),
        (
            "half a point high",
            pdf_and(&pdf_line(SECRET, 0.5, 50.0, 300.0)),
        ),
        ("scaled down", wrapped("q 0.05 0 0 0.05 0 0 cm ", "Q")),
        ("squeezed", wrapped("1 Tz ", "")),
        ("render mode 3", wrapped("3 Tr ", "")),
        ("clear", clear),
        (
            "off the page",
            pdf_and(&pdf_line(SECRET, 11.0, 2000.0, 300.0)),
        ),
        (
            "below the page",
            pdf_and(&pdf_line(SECRET, 11.0, 50.0, -300.0)),
        ),
        ("clipped away", wrapped("q 0 0 5 5 re W n ", " Q")),
        ("covered", wrapped("", "1 g 40 290 400 30 re f")),
        ("on a layer that is off", switched_off),
        (
            "in a gradient from white to white",
            pattern("1 1 1", "1 1 1"),
        ),
        ("in white tiles", tiled("1 g 0 0 9 9 re f")),
        ("white, multiplied", blended("1 g", "/BM /Multiply")),
        ("black, lightening", blended("0 g", "/BM /Screen")),
        (
            "behind a mask that lets nothing through",
            masked("", "0 g 0 0 595 842 re f", false),
        ),
        ("behind an empty mask", masked("", "", false)),
        (
            "behind a mask with its hole elsewhere",
            masked("", "1 g 0 500 595 300 re f", false),
        ),
        (
            "in a form behind a mask",
            masked("", "0 g 0 0 595 842 re f", true),
        ),
        (
            "white behind an open mask",
            masked("1 g ", "1 g 0 0 595 842 re f", false),
        ),
        (
            "the shape of a clip that nothing is painted in",
            wrapped("q 7 Tr ", "Q"),
        ),
        (
            "the shape of a clip that is painted white",
            wrapped("q 7 Tr ", "1 g 0 0 595 842 re f Q"),
        ),
        ("on a layer whose list is compressed", packed_layers()),
    ]
}

/// The secret line painted with a gradient between two colours.
fn pattern(from: &str, to: &str) -> Vec<u8> {
    let text = [b"/Pattern cs /P scn ", &secret_line()[..]].concat();
    pdf_with(
        &[&pdf_content()[..], &text].concat(),
        &format!(
            "/Pattern << /P << /PatternType 2 /Shading {} >> >>",
            gradient(from, to)
        ),
        Vec::new(),
    )
}

fn gradient(from: &str, to: &str) -> String {
    format!(
        "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [50 0 500 0] /Extend [true true] /Function << /FunctionType 2 /Domain [0 1] /C0 [{from}] /C1 [{to}] /N 1 >> >>"
    )
}

/// The secret line painted with tiles that hold this.
fn tiled(content: &str) -> Vec<u8> {
    let tile = "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>";
    let text = [b"/Pattern cs /P scn ", &secret_line()[..]].concat();
    pdf_with(
        &[&pdf_content()[..], &text].concat(),
        "/Pattern << /P 6 0 R >>",
        vec![PdfObject::Stream(tile.into(), content.into())],
    )
}

/// The secret line in this colour and this graphics state.
fn blended(colour: &str, state: &str) -> Vec<u8> {
    let text = [colour.as_bytes(), b" /G gs ", &secret_line()].concat();
    pdf_with(
        &[&pdf_content()[..], &text].concat(),
        &format!("/ExtGState << /G << {state} >> >>"),
        Vec::new(),
    )
}

/// The secret line behind a mask that holds this, drawn in a form or not.
fn masked(before: &str, mask: &str, in_form: bool) -> Vec<u8> {
    let group = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >> /Resources << /Font << /F0 5 0 R >> >>";
    let line = secret_line();
    let drawn = if in_form {
        b"/X Do".to_vec()
    } else {
        line.clone()
    };
    pdf_with(
        &[&pdf_content()[..], b"/G gs ", before.as_bytes(), &drawn].concat(),
        "/ExtGState << /G << /SMask << /S /Luminosity /G 6 0 R >> >> >> /XObject << /X 7 0 R >>",
        vec![
            PdfObject::Stream(group.into(), mask.into()),
            PdfObject::Stream(group.into(), line),
        ],
    )
}

/// The same layer, with the catalog in a compressed stream of objects as most programs write it.
fn packed_layers() -> Vec<u8> {
    let catalog =
        "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >> >>";
    let layer = "<< /Type /OCG /Name (l) >>";
    let objects = format!("1 0 7 {} {catalog} {layer}", catalog.len() + 1);
    let first = objects.len() - catalog.len() - layer.len() - 1;
    let content = [&pdf_content()[..], b"/OC /L BDC ", &secret_line(), b" EMC"].concat();
    let stream = |dict: String, bytes: &[u8]| {
        let head = format!("<< {dict} /Length {} >>\nstream\n", bytes.len());
        [head.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let parts = [
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec()),
        (3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F0 5 0 R >> /Properties << /L 7 0 R >> >> >>".to_vec()),
        (4, stream(String::new(), &content)),
        (5, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec()),
        (6, stream(format!("/Type /ObjStm /N 2 /First {first} /Filter /FlateDecode"), &making::deflated(objects.as_bytes()))),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = [[0u32, 0, 65535]; 9];
    (table[1], table[7]) = ([2, 6, 0], [2, 6, 1]);
    for (number, part) in parts {
        table[number] = [1, pdf.len() as u32, 0];
        pdf.extend(
            format!("{number} 0 obj\n")
                .bytes()
                .chain(part)
                .chain(*b"\nendobj\n"),
        );
    }
    let start = pdf.len();
    table[8] = [1, start as u32, 0];
    let rows = table.iter().flat_map(|[kind, at, index]| {
        let at = at.to_be_bytes();
        [
            *kind as u8,
            at[0],
            at[1],
            at[2],
            at[3],
            (index >> 8) as u8,
            *index as u8,
        ]
    });
    let rows: Vec<u8> = rows.collect();
    let table = stream("/Type /XRef /Size 9 /W [1 4 2] /Root 1 0 R".into(), &rows);
    pdf.extend(b"8 0 obj\n".iter().chain(&table).chain(b"\nendobj\n"));
    pdf.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    pdf
}

fn hidden_in_word() -> Vec<(&'static str, Vec<u8>)> {
    let seen = word_paragraph("", CV[0]);
    let with =
        |properties: &str| docx_with(&(seen.clone() + &word_paragraph(properties, SECRET)), &[]);
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:type=\"character\" w:styleId=\"base\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"own\"><w:basedOn w:val=\"base\"/></w:style></w:styles>";
    let styled = docx_with(
        &(seen.clone() + &word_paragraph("<w:rStyle w:val=\"own\"/>", SECRET)),
        &[("word/styles.xml", styles)],
    );
    vec![
        ("vanish", with("<w:vanish/>")),
        ("vanish of a style", styled),
        ("white", with("<w:color w:val=\"FFFFFF\"/>")),
        (
            "white on white",
            with("<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"FEFEFE\"/>"),
        ),
        ("half a point", with("<w:sz w:val=\"1\"/>")),
        (
            "the paper of the theme",
            with("<w:color w:themeColor=\"background1\"/>"),
        ),
        ("squeezed", with("<w:w w:val=\"1\"/>")),
        (
            "letters over each other",
            with("<w:spacing w:val=\"-200\"/>"),
        ),
        (
            "filled with nothing",
            with("<w14:textFill><w14:noFill/></w14:textFill>"),
        ),
        (
            "lines of no height",
            docx_with(
                &(seen.clone() + &around("<w:spacing w:line=\"1\" w:lineRule=\"exact\"/>")),
                &[],
            ),
        ),
        (
            "beside the page",
            docx_with(&(seen.clone() + &around("<w:ind w:left=\"-20000\"/>")), &[]),
        ),
        (
            "a hidden row",
            docx_with(&(seen.clone() + &row("<w:hidden/>")), &[]),
        ),
        ("lifted off the page", with("<w:position w:val=\"3000\"/>")),
        (
            "a hidden text box",
            docx_with(&(seen.clone() + &text_box("900000", "hidden=\"1\"")), &[]),
        ),
        (
            "a text box of no size",
            docx_with(&(seen.clone() + &text_box("0", "")), &[]),
        ),
        (
            "a hidden shape",
            docx_with(
                &(seen.clone() + &old_box("width:90pt;visibility:hidden")),
                &[],
            ),
        ),
        (
            "a shape that is hidden from all",
            docx_with(&(seen.clone() + &old_box("mso-hide:all")), &[]),
        ),
        (
            "a shape of no size",
            docx_with(&(seen.clone() + &old_box("width:0;height:0pt")), &[]),
        ),
        (
            "a row of no height",
            docx_with(
                &(seen + &row("<w:trHeight w:val=\"1\" w:hRule=\"exact\"/>")),
                &[],
            ),
        ),
    ]
}

/// A paragraph with these properties of its own.
fn around(properties: &str) -> String {
    let paragraph = word_paragraph("", SECRET);
    paragraph.replacen("<w:p>", &format!("<w:p><w:pPr>{properties}</w:pPr>"), 1)
}

/// A text box of this size, with more said of it.
fn text_box(size: &str, said: &str) -> String {
    let paragraph = word_paragraph("", SECRET);
    format!(
        "<w:p><w:r><w:drawing><wp:anchor xmlns:wp=\"d\"><wp:extent cx=\"{size}\" cy=\"{size}\"/><wp:docPr id=\"1\" {said}/><wps:wsp xmlns:wps=\"s\"><wps:txbx><w:txbxContent>{paragraph}</w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></w:r></w:p>"
    )
}

/// A text box of the older drawing language.
fn old_box(style: &str) -> String {
    let paragraph = word_paragraph("", SECRET);
    format!(
        "<w:p><w:r><w:pict><v:shape xmlns:v=\"v\" style=\"{style}\"><v:textbox><w:txbxContent>{paragraph}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
}

/// A table of one row with these properties.
fn row(properties: &str) -> String {
    let paragraph = word_paragraph("", SECRET);
    format!("<w:tbl><w:tr><w:trPr>{properties}</w:trPr><w:tc>{paragraph}</w:tc></w:tr></w:tbl>")
}

fn hidden_elsewhere() -> Vec<(&'static str, Vec<u8>)> {
    let style = |properties: &str| {
        format!("<style:style style:name=\"H\"><style:text-properties {properties}/></style:style>")
    };
    let odt = |styles: &str| {
        let text = format!(
            "<text:p>{}</text:p><text:p><text:span text:style-name=\"H\">{SECRET}</text:span></text:p>",
            CV[0]
        );
        odt_with(styles, &text)
    };
    let html = |attributes: &str| {
        format!("<html><style>.off {{ display: none !important }}</style><p>{}</p><p {attributes}>{SECRET}</p></html>", CV[0]).into_bytes()
    };
    let rtf = |word: &str| {
        format!(
            "{{\\rtf1{{\\colortbl;\\red255\\green255\\blue255;}}{}\\par{{{word} {SECRET}}}\\par}}",
            CV[0]
        )
        .into_bytes()
    };
    let frame = |said: &str| {
        format!(
            "<text:p>{}</text:p><text:p><draw:frame xmlns:draw=\"d\" xmlns:svg=\"v\" {said}><draw:text-box><text:p>{SECRET}</text:p></draw:text-box></draw:frame></text:p>",
            CV[0]
        )
    };
    let hidden = format!(
        "<text:p>{}</text:p><text:hidden-paragraph><text:p>{SECRET}</text:p></text:hidden-paragraph>",
        CV[0]
    );
    vec![
        ("odt: not displayed", odt(&style("text:display=\"none\""))),
        ("odt: white", odt(&style("fo:color=\"#ffffff\""))),
        ("odt: tiny", odt(&style("fo:font-size=\"1pt\""))),
        ("odt: a hidden paragraph", odt_with("", &hidden)),
        ("odt: squeezed", odt(&style("style:text-scale=\"1%\""))),
        (
            "odt: a hundredth of its size",
            odt(&style("fo:font-size=\"1%\"")),
        ),
        (
            "odt: a hidden frame",
            odt_with("", &frame("draw:display=\"none\"")),
        ),
        (
            "odt: a frame of no size",
            odt_with("", &frame("svg:width=\"0cm\" svg:height=\"0cm\"")),
        ),
        (
            "odt: set too small",
            odt(&style("style:text-position=\"super 1%\"")),
        ),
        (
            "odt: a hidden section",
            odt_with(
                "",
                &format!(
                    "<text:p>{}</text:p><text:section text:display=\"none\"><text:p>{SECRET}</text:p></text:section>",
                    CV[0]
                ),
            ),
        ),
        (
            "odt: a paragraph with a field that hides it",
            odt_with(
                "",
                &format!(
                    "<text:p>{}</text:p><text:p><text:hidden-paragraph text:is-hidden=\"true\"/>{SECRET}</text:p>",
                    CV[0]
                ),
            ),
        ),
        ("rtf: squeezed", rtf("\\charscalex1")),
        ("rtf: letters over each other", rtf("\\expndtw-300")),
        ("rtf: lines of no height", rtf("\\sl-1")),
        (
            "html: important",
            html("class=\"off\" style=\"display:block\""),
        ),
        ("rtf: hidden", rtf("\\v")),
        ("rtf: white", rtf("\\cf1")),
        ("rtf: tiny", rtf("\\fs2")),
        ("html: not displayed", html("style=\"display:none\"")),
        ("html: a class", html("class=\"off\"")),
        ("html: white", html("style=\"color:#fff\"")),
        ("html: font size 0", html("style=\"font-size:0\"")),
        (
            "html: off the page",
            html("style=\"position:absolute;left:-9999px\""),
        ),
        ("html: hidden attribute", html("hidden")),
    ]
}

#[test]
fn what_a_person_would_not_see_is_flagged_and_not_read() {
    let cases = [hidden_in_pdf(), hidden_in_word(), hidden_elsewhere()].concat();
    for (name, bytes) in cases {
        let extracted = read(&bytes);
        assert!(
            !extracted.text.contains("Secret"),
            "{name}: {}",
            extracted.text
        );
        assert!(
            extracted.text.contains("Camille"),
            "{name}: {}",
            extracted.text
        );
        let [flag] = extracted.flags.as_slice() else {
            panic!("{name}: {:?}", extracted.flags);
        };
        assert_eq!((flag.flag, flag.page), (FlagKind::HiddenText, 1), "{name}");
        assert_eq!(flag.excerpt, SECRET, "{name}");
    }
}

/// A picture of one pixel that is stretched over the page.
fn picture(grey: u8) -> Vec<PdfObject> {
    let dict = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8";
    vec![PdfObject::Stream(dict.into(), vec![grey])]
}

fn honest() -> Vec<(&'static str, Vec<u8>)> {
    let cv = pdf_content();
    let with = |before: &str| pdf_with(&[before.as_bytes(), &cv].concat(), "", Vec::new());
    let image = "/XObject << /I 6 0 R >>";
    let scan = |content: &[u8]| pdf_with(content, image, picture(240));
    let dark_scan = |content: &[u8]| pdf_with(content, image, picture(40));
    let small = |size: f32| {
        let lines = CV.iter().enumerate();
        let lines = lines.flat_map(|(index, line)| {
            pdf_line(line, size, 50.0, 700.0 - size * 1.3 * index as f32)
        });
        lines.collect::<Vec<u8>>()
    };
    let white_cell = |cell: &str, run: &str| {
        let lines: String = CV.iter().map(|line| word_paragraph(run, line)).collect();
        docx_with(
            &format!("<w:tbl><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{lines}</w:tc></w:tr></w:tbl>"),
            &[],
        )
    };
    let dark = "<w:shd w:val=\"clear\" w:fill=\"1F3864\"/>";
    let white = "<w:color w:val=\"FFFFFF\"/>";
    vec![
        (
            "white on a dark banner",
            with("0.1 0.15 0.3 rg 0 600 595 242 re f 1 g "),
        ),
        (
            "white on a rounded banner",
            with(
                "0.1 0.15 0.3 rg 20 600 m 20 842 l 500 842 l 540 842 560 820 560 800 c 560 600 l h f 1 g ",
            ),
        ),
        (
            "white on a thick line",
            with("0.1 0.15 0.3 RG 242 w 0 721 m 595 721 l S 1 g "),
        ),
        (
            "white on a picture",
            dark_scan(&[b"q 595 0 0 242 0 600 cm /I Do Q 1 g ", &cv[..]].concat()),
        ),
        ("grey", with("0.72 g ")),
        ("six points", pdf_with(&small(6.0), "", Vec::new())),
        (
            "a large font scaled down",
            pdf_with(
                &[b"q 0.1 0 0 0.1 0 500 cm ", &small(110.0)[..], b"Q"].concat(),
                "",
                Vec::new(),
            ),
        ),
        (
            "bold by drawing twice",
            pdf_with(
                &[&cv[..], b"q 1 0 0 1 0.3 0 cm ", &cv, b"Q"].concat(),
                "",
                Vec::new(),
            ),
        ),
        (
            "what a scanner read, over its picture",
            scan(&[b"q 595 0 0 842 0 0 cm /I Do Q 3 Tr ", &cv[..]].concat()),
        ),
        (
            "what a scanner read, under its picture",
            scan(&[&cv[..], b"q 595 0 0 842 0 0 cm /I Do Q"].concat()),
        ),
        (
            "an outline drawn letter by letter over clear text",
            pdf_with(
                &[b"/G gs ", &cv[..], b"/H gs ", &letter_by_letter()].concat(),
                "/ExtGState << /G << /ca 0 >> /H << /ca 1 >> >>",
                Vec::new(),
            ),
        ),
        ("outlined", with("1 Tr 0.4 w 0 G ")),
        ("white with an outline", with("2 Tr 0.4 w 0 G 1 g ")),
        (
            "painted with a gradient",
            pdf_with(
                &[b"/Pattern cs /P scn ", &cv[..]].concat(),
                &format!(
                    "/Pattern << /P << /PatternType 2 /Shading {} >> >>",
                    gradient("1 1 1", "0 0 1")
                ),
                Vec::new(),
            ),
        ),
        (
            "cut out of a gradient",
            pdf_with(
                &CV.iter()
                    .enumerate()
                    .flat_map(|(index, line)| {
                        let line = pdf_line(line, 11.0, 50.0, 780.0 - 15.0 * index as f32);
                        [b"q 7 Tr ", &line[..], b"/S sh Q "].concat()
                    })
                    .collect::<Vec<u8>>(),
                &format!("/Shading << /S {} >>", gradient("1 0 0", "0 0 1")),
                Vec::new(),
            ),
        ),
        ("a mask of letters over a gradient", stencilled(&cv)),
        ("word: white in a dark cell", white_cell(dark, white)),
        (
            "word: white on a dark run",
            white_cell("", &format!("{white}{dark}")),
        ),
        ("word: grey", white_cell("", "<w:color w:val=\"BFBFBF\"/>")),
        (
            "word: in a text box",
            docx_with(&boxed(&text_box("900000", "hidden=\"0\"")), &[]),
        ),
        (
            "word: in an old text box",
            docx_with(&boxed(&old_box("width:90pt;height:0")), &[]),
        ),
        ("word: raised", white_cell("", "<w:position w:val=\"12\"/>")),
        ("word: six points", white_cell("", "<w:sz w:val=\"12\"/>")),
    ]
}

/// The content of a page with the CV on it, every letter drawn by itself.
fn letter_by_letter() -> Vec<u8> {
    let mut apart = Vec::new();
    let mut in_text = false;
    for byte in pdf_content() {
        in_text = (in_text || byte == b'(') && byte != b')';
        apart.push(byte);
        if in_text && byte != b'(' {
            apart.extend(b") Tj (");
        }
    }
    apart
}

/// A text box that holds the CV in place of the secret.
fn boxed(text_box: &str) -> String {
    let lines: String = CV.iter().map(|line| word_paragraph("", line)).collect();
    text_box.replace(&word_paragraph("", SECRET), &lines)
}

/// A gradient behind a mask that holds this, as browsers write letters filled with a gradient.
fn stencilled(letters: &[u8]) -> Vec<u8> {
    let group = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceRGB >>";
    let mask = format!("{group} /Resources << /Font << /F0 5 0 R >> >>");
    let shading = format!(
        "{group} /Resources << /Shading << /S {} >> >>",
        gradient("1 0 0", "0 0 1")
    );
    pdf_with(
        b"q /G gs /X Do Q",
        "/ExtGState << /G << /SMask << /S /Alpha /G 6 0 R >> >> >> /XObject << /X 7 0 R >>",
        vec![
            PdfObject::Stream(mask, letters.to_vec()),
            PdfObject::Stream(shading, b"/S sh".to_vec()),
        ],
    )
}

#[test]
fn honest_files_are_read_whole_and_not_flagged() {
    for (name, bytes) in honest() {
        let extracted = read(&bytes);
        assert_eq!(extracted.flags, [], "{name}");
        assert_eq!(words(&extracted.text), words(&CV.join(" ")), "{name}");
    }
}

#[test]
fn an_actual_text_that_says_something_else_is_flagged_and_the_page_is_read() {
    let before = format!("/Span << /ActualText ({SECRET}) >> BDC ");
    let shown = pdf_line("Boulanger", 11.0, 50.0, 300.0);
    let bytes = pdf_and(&[before.as_bytes(), &shown, b" EMC"].concat());
    let extracted = read(&bytes);
    assert!(extracted.text.contains("Boulanger"));
    assert!(!extracted.text.contains("Secret"));
    assert_eq!(extracted.flags[0].flag, FlagKind::TextMismatch);
    assert_eq!(extracted.flags[0].excerpt, SECRET);
}

#[test]
fn a_font_that_lies_about_its_letters_is_flagged_and_not_read() {
    let pairs: Vec<(char, char)> = "boulangerptsdf"
        .chars()
        .zip("rustexpdvlomnk".chars())
        .collect();
    let map: String = pairs
        .iter()
        .map(|(shown, said)| format!("<{:02x}> <{:04x}>\n", *shown as u32, *said as u32))
        .collect();
    let map = format!(
        "begincmap 1 begincodespacerange <00> <ff> endcodespacerange {} beginbfchar\n{map}endbfchar endcmap",
        pairs.len()
    );
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>";
    let content = [
        &pdf_content()[..],
        b"BT /F1 11 Tf 50 300 Td (boulanger postdf) Tj ET",
    ]
    .concat();
    let mut objects = vec![PdfObject::Dict(font.into())];
    objects.push(PdfObject::Stream(String::new(), map.into_bytes()));
    let bytes = pdf_with(&content, "", objects);
    // The second font goes beside the first.
    let place = bytes
        .windows(10)
        .position(|ten| ten == b"/F0 5 0 R ")
        .unwrap();
    let mut bytes = bytes;
    bytes.splice(place..place, b"/F1 6 0 R ".iter().copied());
    let extracted = read(&bytes);
    assert!(!extracted.text.contains("rust"), "{}", extracted.text);
    assert_eq!(extracted.flags[0].flag, FlagKind::TextMismatch);
}

#[test]
fn a_word_document_is_read_from_its_header_to_its_footer() {
    let part = |name: &str, text: &str| {
        let paragraph = word_paragraph("", text);
        format!("<w:{name} xmlns:w=\"w\">{paragraph}</w:{name}>")
    };
    let (header, footer) = (part("hdr", "Head"), part("ftr", "Foot"));
    let notes = part("footnotes", "Note");
    let links = "<Relationships><Relationship Id=\"r1\" Target=\"header1.xml\"/><Relationship Id=\"r2\" Target=\"footer1.xml\"/><Relationship Id=\"r3\" Target=\"file:///etc/passwd\" TargetMode=\"External\"/></Relationships>";
    let text_box = format!(
        "<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><w:pict><v:textbox xmlns:v=\"v\"><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        word_paragraph("", "Box")
    );
    let table = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        word_paragraph("", "2019"),
        word_paragraph("", "Job")
    );
    let deleted = "<w:p><w:del><w:r><w:delText>Gone</w:delText></w:r></w:del><w:ins><w:r><w:t>Kept</w:t></w:r></w:ins></w:p>";
    let section = "<w:sectPr xmlns:r=\"r\"><w:headerReference r:id=\"r1\"/><w:footerReference r:id=\"r2\"/></w:sectPr>";
    let bytes = docx_with(
        &format!(
            "{text_box}{table}{deleted}<w:p><w:r><w:br w:type=\"page\"/><w:t>Next</w:t></w:r></w:p>{section}"
        ),
        &[
            ("word/header1.xml", &header),
            ("word/footer1.xml", &footer),
            ("word/footnotes.xml", &notes),
            ("word/_rels/document.xml.rels", links),
        ],
    );
    assert_eq!(
        read(&bytes).text,
        "Head\nAnchor\nBox\n2019\tJob\nKept\n\u{c}Next\nNote\nFoot\n"
    );
}

#[test]
fn a_pdf_says_which_page_a_line_stands_on() {
    let page = |contents: usize| {
        PdfObject::Dict(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R /Resources << /Font << /F0 5 0 R >> >> >>"
        ))
    };
    let bytes = making::pdf_of(&[
        PdfObject::Dict("<< /Type /Catalog /Pages 2 0 R >>".into()),
        PdfObject::Dict("<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>".into()),
        page(4),
        PdfObject::Stream(String::new(), pdf_line("One", 11.0, 50.0, 700.0)),
        PdfObject::Dict("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into()),
        page(7),
        PdfObject::Stream(
            String::new(),
            [
                &b"1 g "[..],
                &secret_line(),
                b"0 g ",
                &pdf_line("Two", 11.0, 50.0, 700.0),
            ]
            .concat(),
        ),
    ]);
    let extracted = read(&bytes);
    assert_eq!(extracted.text, "One\n\u{c}Two\n");
    assert_eq!(extracted.flags[0].page, 2);
}

#[test]
fn a_short_letter_carries_the_cv_that_is_attached_to_it() {
    let bytes = making::mail_with("Please find my CV.", "cv.docx", &making::docx());
    let extracted = read(&bytes);
    let text = format!("Please find my CV. {}", CV.join(" "));
    assert_eq!(words(&extracted.text), words(&text));
    assert!(extracted.text.contains('\u{c}'));
}

#[test]
fn a_flag_stands_on_the_line_that_is_printed() {
    // Lines that end inside a word are mended, which moves what follows them up.
    let lines = [
        "Camille Martin",
        "Responsable de la relation clien-",
        "tèle à distance depuis 2019, et anima-",
        "trice d'un atelier",
        "",
        "Centres d'intérêt",
        "Improvisation",
    ];
    let mut body: String = lines.map(|line| word_paragraph("", line)).concat();
    body += &word_paragraph("<w:vanish/>", SECRET);
    body += &word_paragraph("", "Rugby en club");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cv.docx");
    std::fs::write(&path, docx_with(&body, &[])).unwrap();
    let found = std::sync::Mutex::new(Vec::new());
    let reading = pepite::intake::Reading::default();
    pepite::intake::each(&[path], &reading, &|_, candidate| {
        found.lock().unwrap().extend(candidate.ok());
    })
    .unwrap();
    let found = found.into_inner().unwrap();
    let document = &found[0].documents[0];
    let printed: Vec<&str> = document.text.lines().collect();
    assert!(printed.len() < lines.len() + 1, "{printed:?}");
    assert_eq!(
        printed[document.flags[0].line - 1],
        "Rugby en club",
        "{printed:?}"
    );
}
