//! No short cut changes a result: cues that the build packed find what their words find, and what is
//! remembered from one candidate changes nothing for the next.

use std::path::{Path, PathBuf};

use pepite::evidence::{self, Matcher};
use pepite::intake::{self, Identity};
use pepite::model::document::Document;
use pepite::rubric;

#[test]
fn every_path_gives_the_same_evidence_on_the_gold_cvs() {
    let documents = documents();
    assert!(documents.len() > 20);
    let mut pieces = 0;
    for name in ["customer-adviser", "discovery"] {
        let shipped = rubric::find(name).expect("it is shipped");
        let mut rubric = rubric::load(&shipped.into()).expect("it is whole");
        let packed = Matcher::new(&rubric);
        let fresh: Vec<Matcher> = documents.iter().map(|_| Matcher::new(&rubric)).collect();
        for criterion in &mut rubric.criteria {
            assert!(criterion.skill.vocabulary.packed.take().is_some());
        }
        let plain = Matcher::new(&rubric);
        for (document, fresh) in documents.iter().zip(&fresh) {
            let gathered =
                |matcher: &Matcher| evidence::gather(std::slice::from_ref(document), matcher, None);
            let found = gathered(&packed);
            assert_eq!(found, gathered(&plain), "{}", document.source);
            assert_eq!(found, gathered(fresh), "{}", document.source);
            pieces += found.criteria.iter().map(Vec::len).sum::<usize>();
        }
    }
    assert!(pieces > 500, "{pieces}");
}

/// The CVs in plain text of the sets that may be tuned on.
fn documents() -> Vec<Document> {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut paths = Vec::new();
    for set in ["dev", "other-hand", "unseen"] {
        texts(&gold.join(set), &mut paths);
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).ok()?;
        Some(intake::document(
            &path.to_string_lossy(),
            &text,
            &Identity::default(),
        ))
    };
    paths.iter().filter_map(read).collect()
}

fn texts(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of CVs") {
        let path = entry.expect("its entries").path();
        match path.extension() {
            Some(ending) if ending == "txt" || ending == "md" => paths.push(path),
            _ if path.is_dir() => texts(&path, paths),
            _ => {}
        }
    }
}
