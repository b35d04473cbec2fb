//! Rosters as people have them, read without any option.

use std::path::PathBuf;
use std::sync::Mutex;

use pepite::intake::{self, Place, Reading, Role};
use pepite::language::labels::Labels;
use pepite::model::candidate::{Candidate, Unread};
use pepite::model::document::{Lang, SectionKind};

type Told = Vec<(Place, Result<Candidate, Unread>)>;

fn read(folder: &tempfile::TempDir, file: &str, reading: &Reading) -> (Told, intake::Seen) {
    let told = Mutex::new(Vec::new());
    let paths = [folder.path().join(file)];
    let tell = |place, candidate| told.lock().expect("one at a time").push((place, candidate));
    let seen = intake::each(&paths, reading, &tell).expect("good options");
    let mut told = told.into_inner().expect("one at a time");
    told.sort_by_key(|(place, _)| *place);
    (told, seen)
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path: PathBuf = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    folder
}

fn alone(bytes: &[u8], name: &str) -> (Told, intake::Seen) {
    read(&folder(&[(name, bytes)]), name, &Reading::default())
}

fn text(told: &Told, at: usize) -> String {
    let candidate = told[at].1.as_ref().expect("read");
    candidate
        .documents
        .iter()
        .map(|document| document.text.as_str())
        .collect()
}

fn names(told: &Told) -> Vec<Option<String>> {
    told.iter()
        .map(|(_, candidate)| candidate.as_ref().ok().and_then(|c| c.name.clone()))
        .collect()
}

fn keys(seen: &intake::Seen) -> Vec<&str> {
    seen.warnings.iter().map(|warning| warning.key).collect()
}

const FRENCH: &str = "Prénom;Nom;Courriel;Téléphone;Poste actuel;Employeur;Commentaires\n\
    Léa;Marchal;lea@example.org;06 00 00 00 01;Hôtesse de caisse;Le Panier;\"Réclamations ; improvisation.\nTrésorière d'une association\"\n\
    Noé;Karst;noe@example.org;+33 6 00 00 00 02;;;\"\"\"Reconversion\"\" après 8 ans ; CRM : Zendesk\"\n\
    Zoé;Vide;zoe@example.org;;;;\n";

#[test]
fn a_french_excel_export_is_read_whatever_its_encoding() {
    let utf8 = alone(FRENCH.as_bytes(), "pool.csv").0;
    let marked = alone(format!("\u{feff}{FRENCH}").as_bytes(), "pool.csv").0;
    let narrow = alone(&encoding_rs::WINDOWS_1252.encode(FRENCH).0, "pool.csv").0;
    let wide: Vec<u8> = format!("\u{feff}{FRENCH}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = alone(&wide, "pool.csv").0;
    for told in [utf8, marked, narrow, wide] {
        assert_eq!(
            names(&told),
            [Some("Léa Marchal".into()), Some("Noé Karst".into()), None]
        );
        assert!(
            text(&told, 0).contains("Réclamations ; improvisation.\nTrésorière d'une association")
        );
        assert!(text(&told, 1).contains("\"Reconversion\" après 8 ans"));
        assert!(!text(&told, 0).contains("lea@example.org"));
    }
}

#[test]
fn a_row_that_says_nothing_is_unread_and_counted() {
    let (told, seen) = alone(FRENCH.as_bytes(), "pool.csv");
    assert_eq!((seen.candidates, seen.unread), (2, 1));
    assert_eq!(
        told[2].1.as_ref().expect_err("unread").reason.key,
        "unread.empty-row"
    );
}

#[test]
fn the_columns_are_told_on_one_line() {
    let (_, seen) = alone(FRENCH.as_bytes(), "pool.csv");
    let labels = Labels::of(Lang::En);
    let line: Vec<String> = seen.columns[0]
        .iter()
        .skip(1)
        .map(|message| labels.say(message))
        .collect();
    assert_eq!(
        line.join(" "),
        "identity, masked = Prénom, Nom, Courriel, Téléphone; \
         read as the application = Poste actuel, Employeur, Commentaires. \
         Notes are read as the application, since no other column holds a CV, a letter or an account of experience; --column NAME=notes leaves them unscored."
    );
}

#[test]
fn columns_become_sections_under_their_headers() {
    let roster = "id,name,Experience,Interests,years_b2b,Recruiter notes\n7,Ada Vergne,Till work,Bell-ringing,3,nice\n";
    let (told, _) = alone(roster.as_bytes(), "pool.csv");
    let candidate = told[0].1.as_ref().expect("read");
    assert_eq!((candidate.id.as_str(), candidate.id_is_given), ("7", true));
    assert_eq!(candidate.notes, ["nice"]);
    assert_eq!(candidate.columns["years_b2b"], "3");
    let document = &candidate.documents[0];
    assert_eq!(
        document.text,
        "Experience\nTill work\n\nInterests\nBell-ringing\n\nyears_b2b\n3\n\n"
    );
    let kinds: Vec<SectionKind> = document
        .sections
        .iter()
        .map(|section| section.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            SectionKind::Work,
            SectionKind::Interests,
            SectionKind::Other
        ]
    );
}

#[test]
fn the_user_may_say_what_a_column_is() {
    let files = folder(&[("pool.csv", b"who,what\nAda,Till\n")]);
    let reading = Reading {
        columns: vec![("who".into(), Role::Name)],
        ..Reading::default()
    };
    let (told, _) = read(&files, "pool.csv", &reading);
    assert_eq!(names(&told), [Some("Ada".into())]);
}

#[test]
fn faults_are_told_with_their_line_and_good_rows_are_read() {
    let roster = "id,name,experience,experience,\n\
        1,Ada Vergne,till,,\n\
        2,Bo Lund,\"never closed,,\n\
        1,Cy Moor,\"closed\",x,\n\
        4,Di Nash,bar\n\
        5,Ed Orr,bar,x,,too,many\n";
    let (told, seen) = alone(roster.as_bytes(), "pool.csv");
    assert_eq!(told.len(), 5);
    assert!(told.iter().all(|(_, candidate)| candidate.is_ok()));
    assert_eq!(
        keys(&seen),
        [
            "roster.header-twice",
            "roster.header-missing",
            "roster.unclosed-quote",
            "roster.id-twice",
            "roster.row-too-short",
            "roster.row-too-wide",
        ]
    );
    let line = |at: usize| {
        &seen.warnings[at]
            .with
            .iter()
            .find(|(name, _)| *name == "line")
            .expect("a line")
            .1
    };
    assert_eq!([line(2), line(3), line(4), line(5)], ["3", "4", "5", "6"]);
}

#[test]
fn a_cv_file_is_read_beside_the_roster_and_nowhere_else() {
    let roster = "name,cv_file\nAda Vergne,cvs/ada.txt\nBo Lund,../secret.txt\nCy Moor,gone.txt\n";
    let files = folder(&[
        ("pool.csv", roster.as_bytes()),
        ("cvs/ada.txt", b"Ada Vergne\n\nEXPERIENCE\nTill, 2019"),
    ]);
    let outside = files.path().parent().expect("a folder").join("secret.txt");
    std::fs::write(&outside, "secret").expect("a file");
    let (told, seen) = read(&files, "pool.csv", &Reading::default());
    std::fs::remove_file(outside).expect("it is there");
    assert_eq!((seen.candidates, seen.unread), (1, 2));
    assert!(text(&told, 0).contains("Till, 2019"));
    let reasons: Vec<&str> = told[1..]
        .iter()
        .map(|(_, c)| c.as_ref().expect_err("unread").reason.key)
        .collect();
    assert_eq!(
        reasons,
        ["unread.cv-file-outside", "unread.cv-file-missing"]
    );
}

#[test]
fn a_spreadsheet_export_with_tabs_and_no_header_is_read() {
    let (told, _) = alone(
        "Ada Vergne\tada@example.org\tTill and floor\n".as_bytes(),
        "pool.tsv",
    );
    assert_eq!(names(&told), [Some("Ada Vergne".into())]);
    assert_eq!(text(&told, 0), "Till and floor\n\n");
}

#[test]
fn jsonl_rows_and_json_resumes_are_read_by_their_fields() {
    let lines = r#"{"id":"a1","name":"Ada Vergne","experience":["Till","Floor"]}
not json
{"basics":{"name":"Bo Lund","email":"bo@example.org"},"work":[{"name":"Voxalis","position":"Adviser","startDate":"2019","highlights":["40 calls a day"]}]}
"#;
    let (told, seen) = alone(lines.as_bytes(), "pool.jsonl");
    assert_eq!((seen.candidates, seen.unread), (2, 1));
    assert_eq!(text(&told, 0), "experience\nTill\nFloor\n\n");
    assert!(text(&told, 2).contains("- 40 calls a day"));
    let candidate = told[2].1.as_ref().expect("read");
    assert_eq!(candidate.documents[0].sections[0].kind, SectionKind::Work);
}

#[test]
fn thousands_of_rows_come_out_once_each_in_their_order() {
    let rows: String = (1..=20_000)
        .map(|i| format!("c{i},Skill number {i} \"quoted\"\n"))
        .collect();
    let (told, seen) = alone(format!("id,skills\n{rows}").as_bytes(), "pool.csv");
    assert_eq!(seen.candidates, 20_000);
    assert!(told.iter().enumerate().all(|(i, (place, candidate))| {
        place.row == i + 1
            && candidate
                .as_ref()
                .is_ok_and(|c| c.id == format!("c{}", i + 1))
    }));
}

#[test]
fn a_folder_is_walked_and_what_cannot_be_read_is_listed() {
    let files = folder(&[
        ("cvs/b.txt", b"Till work"),
        ("cvs/a/a.md", b"# Ada\n\n## Skills\nTill"),
        ("cvs/pool.csv", b"name\nAda"),
        ("cvs/empty.txt", b" \n"),
        ("cvs/.DS_Store", b"x"),
        ("cvs/~$a.docx", b"x"),
    ]);
    let (told, seen) = read(&files, "cvs", &Reading::default());
    assert_eq!((seen.candidates, seen.unread), (2, 2));
    assert_eq!(keys(&seen), ["folder.system"]);
    let ids: Vec<String> = told
        .iter()
        .filter_map(|(_, c)| Some(c.as_ref().ok()?.id.clone()))
        .collect();
    assert_eq!(ids, ["a", "b"]);
}

#[cfg(unix)]
#[test]
fn nothing_but_regular_files_is_opened() {
    let files = folder(&[("cvs/a.txt", b"Till work")]);
    let link = files.path().join("cvs/out.txt");
    std::os::unix::fs::symlink("/etc/hostname", link).expect("a link");
    std::os::unix::fs::symlink("..", files.path().join("cvs/loop")).expect("a link");
    let (_, seen) = read(&files, "cvs", &Reading::default());
    assert_eq!((seen.candidates, seen.unread), (1, 2));
    let unread = intake::open(std::path::Path::new("/dev/null")).expect_err("a device");
    assert_eq!(unread.reason.key, "unread.not-a-file");
}

#[test]
fn an_unknown_encoding_is_a_mistake_of_usage() {
    let reading = Reading {
        encoding: Some("klingon".into()),
        ..Reading::default()
    };
    assert!(intake::each(&[], &reading, &|_, _| ()).is_err());
}

#[test]
fn an_extraction_reads_back_as_the_same_candidates() {
    let rows = "id,name,email,Experience,Interests,CV\n\
        7,Ada Vergne,ada@example.org,\"Till, 2019\",Bell-ringing,\"Ada Vergne\nada@example.org\n\nSKILLS\nZendesk\n\nEDUCATION\nBA\"\n";
    let cv = "Bo Lund\nbo.lund@example.org\n\nEXPERIENCE\nMy husband is a firefighter.\nTill, 2019 at the pa-\nrish fair\n\nLANGUAGES\nFrench B1\n";
    let files = folder(&[("in/a.txt", cv.as_bytes()), ("pool.csv", rows.as_bytes())]);
    let first: Vec<Candidate> = ["in", "pool.csv"]
        .into_iter()
        .flat_map(|name| read(&files, name, &Reading::default()).0)
        .map(|(_, candidate)| candidate.expect("read"))
        .map(|mut candidate| {
            // Where somebody is reached is not written down, not even as a hash.
            candidate.likeness.contacts = [0; 3];
            candidate
        })
        .collect();
    let kept = |candidate: &Candidate| {
        let mut object = serde_json::to_value(candidate).expect("JSON");
        object["schema"] = intake::SCHEMA.into();
        format!("{object}\n")
    };
    let lines: String = first.iter().map(kept).collect();
    let (told, _) = alone(lines.as_bytes(), "kept.jsonl");
    let again: Vec<Candidate> = told
        .into_iter()
        .map(|(_, candidate)| candidate.expect("read"))
        .collect();
    assert_eq!(again, first);
}

#[test]
fn an_extraction_written_by_hand_is_masked_all_the_same() {
    let line = r#"{"schema":"pepite.read/1","id":"x","source":"x","documents":[{"source":"x","text":"Ada Vergne\nada.vergne@example.org\n\nTill","sections":[{"kind":"work","heading":null,"span":{"start":0,"end":9999}}]}]}"#;
    let (told, _) = alone(line.as_bytes(), "kept.jsonl");
    assert!(!text(&told, 0).contains("Vergne"));
}

#[test]
fn jsonl_comes_in_any_encoding_and_a_folder_may_hold_json_resumes() {
    let line = "{\"name\":\"Zoé Lund\",\"experience\":\"Réclamations\"}\n";
    let wide: Vec<u8> = format!("\u{feff}{line}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (told, _) = alone(&wide, "pool.jsonl");
    assert_eq!(text(&told, 0), "experience\nRéclamations\n\n");
    let one = br#"{"basics":{"name":"Bo Lund"},"work":[{"position":"Adviser"}]}"#;
    let files = folder(&[("cvs/bo.json", one), ("cvs/many.json", b"[{},{}]")]);
    let (told, seen) = read(&files, "cvs", &Reading::default());
    assert_eq!((seen.candidates, seen.unread), (1, 1));
    assert_eq!(told[0].1.as_ref().expect("read").id, "bo");
}

fn sources(told: &Told) -> Vec<String> {
    let source = |candidate: &Result<Candidate, Unread>| match candidate {
        Ok(candidate) => candidate.documents[0].source.clone(),
        Err(unread) => unread.source.clone(),
    };
    told.iter()
        .map(|(_, candidate)| source(candidate))
        .collect()
}

#[test]
fn rows_are_told_with_the_line_on_which_an_editor_shows_them() {
    let lines = "Name,CV\nA B,Zendesk\n\nC D,\"two\nlines\"\nE F,\nG H,till\n";
    let marked = format!("sep=,\n{lines}");
    for (roster, expected) in [
        (lines.to_string(), ["2", "4", "6", "7"]),
        (lines.replace('\n', "\r\n"), ["2", "4", "6", "7"]),
        (marked.clone(), ["3", "5", "7", "8"]),
        (marked.replace('\n', "\r\n"), ["3", "5", "7", "8"]),
    ] {
        let (told, _) = alone(roster.as_bytes(), "p.csv");
        let expected = expected.map(|line| format!("p.csv:{line}"));
        let told = sources(&told);
        let told: Vec<&str> = told
            .iter()
            .map(|source| &source[source.find("p.csv").unwrap_or(0)..])
            .collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn titles_above_the_header_are_not_the_header() {
    let rows =
        "Export du 24/11/2026\n\nNom;Prénom;Parcours\nLefèvre;Zoé;Zendesk 3 ans\nLund;Bo;Caisse\n";
    for roster in [rows.to_string(), rows.replace('\n', "\r\n")] {
        let (told, seen) = alone(roster.as_bytes(), "p.csv");
        assert_eq!(
            names(&told),
            [Some("Zoé Lefèvre".into()), Some("Bo Lund".into())]
        );
        assert_eq!(text(&told, 1), "Parcours\nCaisse\n\n");
        assert!(sources(&told)[0].ends_with("p.csv:4"));
        assert_eq!(keys(&seen), [""; 0]);
    }
}

#[test]
fn the_job_applied_for_is_not_the_candidate_s() {
    let roster = "Nom du candidat,Intitulé de l'offre,Requisition Title,Position applied,job title,Formation\n\
        A B,Zendesk,Zendesk,Zendesk,Zendesk,BTS\n";
    let (told, _) = alone(roster.as_bytes(), "p.csv");
    assert_eq!(text(&told, 0), "Formation\nBTS\n\n");
    let (told, _) = alone(b"name,job title\nAda Vergne,Baker\n", "p.csv");
    assert_eq!(text(&told, 0), "job title\nBaker\n\n");
}

#[test]
fn comments_beside_a_message_are_the_recruiter_s() {
    for roster in [
        "Nom;Message;Commentaires\nLund;Caisse, 2019;Zendesk\n",
        "First Name;Headline;Notes\nBo;Caisse, 2019;Zendesk\n",
    ] {
        let (told, _) = alone(roster.as_bytes(), "p.csv");
        assert_eq!(told[0].1.as_ref().expect("read").notes, ["Zendesk"]);
        assert!(!text(&told, 0).contains("Zendesk"));
    }
}

#[test]
fn the_dates_of_a_json_resume_stay_in_their_order() {
    let one = br#"{"basics":{"name":"Bo Lund"},"work":[{"position":"Adviser","startDate":"2019-01","endDate":"2023-06"}]}"#;
    let (told, _) = alone(one, "p.json");
    assert!(text(&told, 0).contains("2019-01 \u{2013} 2023-06"));
}

#[test]
fn an_object_around_a_list_of_candidates_is_the_list() {
    let all = br#"{"total":2,"candidates":[{"basics":{"name":"Bo Lund"},"work":[{"position":"Adviser"}]},{"basics":{"name":"Ada Vergne"},"work":[{"position":"Baker"}]}]}"#;
    let (told, _) = alone(all, "p.json");
    assert_eq!(
        names(&told),
        [Some("Bo Lund".into()), Some("Ada Vergne".into())]
    );
}

#[test]
fn a_record_without_a_word_is_unread() {
    let (told, _) = alone(br#"{"foo":1}"#, "p.json");
    let unread = told[0].1.as_ref().expect_err("unread");
    assert_eq!(unread.reason.key, "unread.empty-row");
}
