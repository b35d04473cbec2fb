//! The hot path, part by part: `cargo bench --bench hot`. For counts that do not depend on how busy the
//! machine is, see `benches/instructions.sh`.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use divan::counter::BytesCount;
use pepite::evidence::{self, Matcher};
use pepite::intake::{self, Identity};
use pepite::model::document::Document;
use pepite::model::rubric::Rubric;
use pepite::rubric;

fn main() {
    divan::main();
}

fn customer_adviser() -> Rubric {
    let shipped = rubric::find("customer-adviser").unwrap();
    rubric::load(&shipped.into()).unwrap()
}

/// The CVs of the examples that are plain text.
fn texts() -> Vec<String> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cvs")).unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).ok();
    paths.iter().filter_map(read).collect()
}

fn document(text: &str) -> Document {
    intake::document("cv.txt", text, &Identity::default())
}

fn size(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

/// Tidied, masked, in sections.
#[divan::bench]
fn documents(bencher: Bencher) {
    let texts = texts();
    bencher.counter(size(&texts)).bench(|| {
        let documents = texts.iter().map(|text| document(text));
        documents.collect::<Vec<_>>()
    });
}

/// Units, tokens, cues, polarity and level, with a memory that knows the words.
#[divan::bench]
fn evidence(bencher: Bencher) {
    let texts = texts();
    let documents: Vec<Document> = texts.iter().map(|text| document(text)).collect();
    let matcher = Matcher::new(&customer_adviser());
    bencher.counter(size(&texts)).bench(|| {
        let each = documents.iter();
        let each =
            each.map(|document| evidence::gather(std::slice::from_ref(document), &matcher, None));
        each.collect::<Vec<_>>()
    });
}

/// A shipped rubric from what the build packed.
#[divan::bench]
fn shipped_rubric() -> Rubric {
    customer_adviser()
}

/// Its cues, compiled.
#[divan::bench]
fn compiled_cues(bencher: Bencher) {
    let rubric = customer_adviser();
    bencher.bench(|| Matcher::new(&rubric));
}
