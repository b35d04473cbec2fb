//! How much of a stranger's file is read before it is refused: one number for every dimension.
//!
//! Each limit is checked before memory is allocated or time spent for what lies beyond it. They are far
//! above what people send (a CV has two pages and 300 KB) and far below what hurts.
//!
//! | dimension | limit | beyond it |
//! |---|---|---|
//! | document | 32 MiB | unread, with the reason |
//! | time for one file | 4 s | its worker is killed, the file is unread |
//! | memory for one file | 512 MiB (Unix) | its worker ends, the file is unread |
//! | text of one document | 4 MiB | unread |
//! | zip entries | 4 096 | unread |
//! | decompressed part of a zip | 64 MiB, counted on the bytes produced | unread |
//! | decompressed parts of a zip together | 128 MiB | unread |
//! | XML elements inside each other | 256 | unread |
//! | DTD, entity other than the five of XML | none | unread |
//! | HTML elements inside each other | 2 000 | unread |
//! | RTF groups inside each other | 256 | unread |
//! | PDF pages | 200 | unread |
//! | PDF objects | 200 000 | unread |
//! | PDF filters on one stream | 8 | that stream is not read |
//! | PDF decompressed stream | 64 MiB, counted on the bytes produced | unread |
//! | PDF forms drawn for one page, repeats counted | 4 096 | unread |
//! | PDF forms inside each other | 16 | unread |
//! | PDF glyphs of one document | 1 000 000 | unread |
//! | messages inside a message | 4 | the inner one is not read |
//! | columns of a sheet | 16 384 | unread |
//! | rows of a sheet | 1 048 576 | unread |
//! | cells of a sheet, the empty ones of a row counted | 4 000 000 | unread |
//! | text of one row of a sheet | 4 MiB | unread |
//! | integrity flags of one document | 32 | further ones are not listed |
//! | unread files and rows listed | 100 000 | further ones are counted |

use std::time::Duration;

/// Bytes of a document.
pub const DOCUMENT: usize = 32 << 20;
/// Time for one file, in the worker: what starts and ends it, and ranks the rest, has a second more.
pub const TIME: Duration = Duration::from_secs(4);
/// Address space of a worker, in bytes, where the system can limit it.
pub const MEMORY: u64 = 512 << 20;
/// Bytes of text of one document.
pub const TEXT: usize = 4 << 20;
/// Entries of a zip.
pub const ZIP_ENTRIES: usize = 4096;
/// Bytes that one part of a zip, or one stream of a PDF, may give.
pub const PART: usize = 64 << 20;
/// Bytes that all parts of a zip may give together.
pub const PARTS: usize = 128 << 20;
/// XML elements inside each other.
pub const XML_DEPTH: usize = 256;
/// HTML elements inside each other.
pub const HTML_DEPTH: usize = 2000;
/// RTF groups inside each other.
pub const RTF_DEPTH: usize = 256;
/// Pages of a PDF.
pub const PDF_PAGES: usize = 200;
/// Objects of a PDF.
pub const PDF_OBJECTS: usize = 200_000;
/// Filters on one stream of a PDF.
pub const PDF_FILTERS: usize = 8;
/// Forms drawn for one page, counting each time.
pub const PDF_FORMS: usize = 4096;
/// Forms inside each other.
pub const PDF_FORM_DEPTH: usize = 16;
/// Glyphs of one document.
pub const PDF_GLYPHS: usize = 1_000_000;
/// Messages inside a message.
pub const MAIL_DEPTH: usize = 4;
/// Columns of a sheet.
pub const COLUMNS: usize = 16_384;
/// Rows of a sheet.
pub const ROWS: usize = 1_048_576;
/// Cells of a sheet, with the empty ones before the last of each row.
pub const CELLS: usize = 4_000_000;
/// Bytes of text of one row of a sheet.
pub const ROW: usize = 4 << 20;
/// Unread files and rows that are listed.
pub const UNREAD: usize = 100_000;
/// Integrity flags of one document.
pub const FLAGS: usize = 32;
