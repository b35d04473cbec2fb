//! The extraction worker: no file takes more than its time and memory, and none takes others with it.

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::time::{Duration, Instant};

use pepite::intake::extract::worker::Workers;

fn workers() -> Workers {
    Workers::new(Some(env!("CARGO_BIN_EXE_pepite").into()))
}

/// A PDF whose list of objects is one compressed stream that unpacks to this many zeros.
fn swelling_pdf(bytes: usize) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..bytes >> 20 {
        packed.write_all(&zeros).unwrap();
    }
    let packed = packed.finish().unwrap();
    let mut pdf = b"%PDF-1.5\n".to_vec();
    let at = pdf.len();
    let head = format!(
        "1 0 obj\n<< /Type /XRef /Size 9 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode /Length {} >>\nstream\n",
        packed.len()
    );
    pdf.extend(head.as_bytes());
    pdf.extend(packed);
    pdf.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF").as_bytes());
    pdf
}

/// A web page with one element of very many attributes, each held against all others.
fn slow_page() -> Vec<u8> {
    let attributes: String = (0..400_000).map(|number| format!(" a{number}=1")).collect();
    format!("<html><p{attributes}>text</p></html>").into_bytes()
}

#[test]
fn a_file_is_read_in_a_process_of_its_own() {
    let workers = workers();
    for _ in 0..3 {
        let text = workers
            .extract(b"{\\rtf1 Caf\\'e9\\par}", "a.rtf")
            .unwrap()
            .text;
        assert_eq!(text, "Café\n");
    }
    let reason = workers.extract(b"%PDF-1.4 nothing", "a.pdf").unwrap_err();
    assert_eq!(reason.key, "extract.broken");
}

#[test]
fn a_file_that_holds_the_worker_is_its_own_error_and_the_next_is_read() {
    let workers = workers();
    let start = Instant::now();
    let reason = workers.extract(&slow_page(), "a.html").unwrap_err();
    assert_eq!(reason.key, "extract.too-slow");
    assert!(start.elapsed() < Duration::from_secs(9));
    assert_eq!(
        workers.extract(b"{\\rtf1 next}", "b.rtf").unwrap().text,
        "next\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_takes_all_memory_is_its_own_error_and_the_next_is_read() {
    let workers = workers();
    let reason = workers
        .extract(&swelling_pdf(700 << 20), "a.pdf")
        .unwrap_err();
    assert!(
        ["extract.died", "extract.broken", "extract.too-slow"].contains(&reason.key),
        "{reason}"
    );
    assert_eq!(
        workers.extract(b"{\\rtf1 next}", "b.rtf").unwrap().text,
        "next\n"
    );
}

#[test]
fn many_threads_have_a_worker_each() {
    let workers = workers();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let workers = &workers;
            scope.spawn(move || {
                for _ in 0..5 {
                    let rtf = format!("{{\\rtf1 number {number}\\par}}");
                    let text = workers.extract(rtf.as_bytes(), "a.rtf").unwrap().text;
                    assert_eq!(text, format!("number {number}\n"));
                }
            });
        }
    });
}
