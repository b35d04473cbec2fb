//! The floor as a whole: every structural error, all at once, and the library that ships.

use proptest::prelude::*;

use super::*;
use crate::error::Message;
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::rubric::{Kind, QuestionKind};

const TEAMWORK: &str = "
skill: teamwork
kind: soft
title: { fr: Travail en équipe, en: Teamwork }
families: { mates: { fr: [collègue], en: [colleague] } }
cues: { fr: [travail d'équipe], en: [teamwork] }
shown: { fr: ['aider .. @mates'], en: ['help .. @customer'] }
ask: [{ kind: behavioural, fr: Racontez., en: Tell. }]
";

const LANGUAGES: &str = "
skill: working-languages
kind: hard
cues: { fr: [anglais courant], en: [fluent french] }
";

static SMALL: Library = Library {
    skills: &[
        Shipped {
            name: "teamwork",
            file: "teamwork.yaml",
            sha256: [0; 32],
            text: TEAMWORK,
            packed: &[],
            skill: "",
            cues: &[],
        },
        Shipped {
            name: "working-languages",
            file: "working-languages.yaml",
            sha256: [0; 32],
            text: LANGUAGES,
            packed: &[],
            skill: "",
            cues: &[],
        },
    ],
    families: Shipped {
        name: "families",
        file: "families.yaml",
        sha256: [0; 32],
        text: "families: { customer: { fr: [client], en: [customer] } }",
        packed: &[],
        skill: "",
        cues: &[],
    },
};

fn named(text: &str) -> Named {
    Named {
        file: "job.yaml".into(),
        text: text.into(),
    }
}

fn loaded(text: &str) -> Rubric {
    load_from(&named(text), &SMALL).expect("a sound rubric")
}

/// Line, column and key of every finding.
fn findings(text: &str) -> Vec<(usize, usize, &'static str)> {
    let findings = load_from(&named(text), &SMALL).expect_err("a broken rubric");
    findings
        .iter()
        .map(|f| (f.line, f.column, f.fact.key))
        .collect()
}

/// The findings of one criterion under a sound head; its first line is line 2.
fn of_criterion(criterion: &str) -> Vec<(usize, usize, &'static str)> {
    findings(&format!("criteria:\n{criterion}\n"))
}

#[test]
fn a_sound_rubric_says_what_it_asks_for() {
    let rubric = loaded(
        "rubric: desk
version: 3
title: { fr: Accueil, en: Desk }
lang: en
weights: { hard: 45, soft: 55 }
mad: { best: 3, bonus: 10 }
order: documented
aliases: [accueil]
criteria:
  - skill: teamwork
    weight: 2.5
    required: true
    job_link: Six people share one desk.
    title: Pulling together
    cues: [shared desk]
    ask: [Who was on your desk?]
  - id: keys
    kind: mad
    cues: { fr: [trousseau], en: ['key* .. @customer'] }
    column: { name: years, at_least: 2 }
",
    );
    assert_eq!(
        (rubric.id.as_str(), rubric.version, rubric.lang),
        ("desk", 3, Lang::En)
    );
    assert_eq!((rubric.weight_hard, rubric.weight_soft), (45.0, 55.0));
    assert_eq!((rubric.mad_best, rubric.mad_bonus), (3, 10.0));
    assert_eq!(rubric.aliases, ["accueil"]);
    let [teamwork, keys] = rubric.criteria.as_slice() else {
        panic!("two criteria");
    };
    assert_eq!(
        (teamwork.weight, teamwork.required, teamwork.line),
        (2.5, true, 10)
    );
    assert_eq!(
        teamwork.job_link.in_lang(Lang::Fr),
        "Six people share one desk."
    );
    assert_eq!(teamwork.skill.title.in_lang(Lang::Fr), "Travail en équipe");
    assert_eq!(teamwork.skill.title.in_lang(Lang::En), "Pulling together");
    assert_eq!(
        teamwork.skill.vocabulary.cues.en,
        ["teamwork", "shared desk"]
    );
    let asked: Vec<&str> = teamwork
        .skill
        .ask
        .iter()
        .map(|ask| ask.text.in_lang(Lang::En))
        .collect();
    assert_eq!(asked, ["Who was on your desk?", "Tell."]);
    let families: Vec<&String> = teamwork.skill.vocabulary.families.keys().collect();
    assert_eq!(families, ["customer", "mates"]);
    assert_eq!(keys.skill.kind, Kind::Mad);
    assert_eq!(keys.weight, 1.0);
    assert_eq!(keys.skill.vocabulary.families["customer"].fr, ["client"]);
    assert_eq!(
        keys.column.as_ref().map(|column| column.at_least),
        Some(2.0)
    );
    assert_eq!(rubric.sha256.len(), 64);
}

#[test]
fn a_rubric_may_say_very_little() {
    let rubric = loaded("criteria: [{ skill: teamwork }]");
    assert_eq!((rubric.id.as_str(), rubric.version), ("job", 1));
    assert_eq!((rubric.mad_best, rubric.mad_bonus), (2, 15.0));
    assert_eq!(rubric.lang, Lang::Fr);
}

#[test]
fn a_question_of_a_mad_criterion_is_open_unless_it_says_otherwise() {
    let rubric = loaded("criteria: [{ id: x, kind: mad, cues: [carillon], ask: [Racontez.] }]");
    assert_eq!(rubric.criteria[0].skill.ask[0].kind, QuestionKind::Open);
}

#[test]
fn every_structural_error_of_a_file_is_told_at_once() {
    let text = "rubric: [job]
wieghts: { hard: 1, soft: 1 }
lang: de
weights: { hard: -1, soft: .nan }
criteria:
  - skill: teamwrok
  - skill: teamwork
    weight: heavy
    cues: [.. client]
  - skill: teamwork
  - id: x
    kind: strong
    cues: [no, \"\", 'ab*']
    patterns: ['(', 'a*']
";
    assert_eq!(
        findings(text),
        [
            (1, 9, "rubric.found.list"),
            (2, 1, "rubric.unknown-key"),
            (3, 7, "rubric.choice"),
            (4, 18, "rubric.out-of-range"),
            (4, 28, "rubric.out-of-range"),
            (6, 12, "rubric.unknown-skill"),
            (8, 13, "rubric.not-a-number"),
            (9, 12, "cue.gap-at-end"),
            (10, 12, "rubric.duplicate-criterion"),
            (12, 11, "rubric.choice"),
            (13, 12, "rubric.not-a-string"),
            (13, 16, "cue.empty"),
            (13, 20, "cue.star-short"),
            (14, 16, "rubric.pattern.broken"),
            (14, 21, "rubric.pattern.empty-match"),
        ]
    );
}

#[test]
fn a_finding_shows_the_line_and_the_remedy() {
    let findings = load_from(&named("criteria:\n  - skill: teamwrok # ours\n"), &SMALL);
    let finding = &findings.expect_err("an unknown skill")[0];
    assert_eq!(
        (finding.file.as_str(), finding.line, finding.column),
        ("job.yaml", 2, 12)
    );
    assert_eq!(finding.excerpt, "  - skill: teamwrok # ours");
    let labels = Labels::of(Lang::En);
    assert_eq!(labels.say(&finding.fact), "unknown skill \"teamwrok\"");
    assert_eq!(labels.say(&finding.remedy), "did you mean: teamwork?");
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest() {
    let findings = load_from(
        &named("criteria:\n  - skill: teamwork\n    wieght: 2\n"),
        &SMALL,
    );
    let remedy = &findings.expect_err("an unknown key")[0].remedy;
    assert_eq!(Labels::of(Lang::En).say(remedy), "did you mean \"weight\"?");
}

#[test]
fn what_is_not_a_rubric_is_refused() {
    assert_eq!(findings(""), [(1, 1, "rubric.blank")]);
    assert_eq!(findings("# nothing\n"), [(1, 1, "rubric.blank")]);
    assert_eq!(findings("hello"), [(1, 1, "rubric.found.plain")]);
    assert_eq!(findings("- a\n- b\n"), [(1, 1, "rubric.found.list")]);
    assert_eq!(findings(TEAMWORK.trim())[0], (1, 1, "rubric.is-a-skill"));
    assert_eq!(findings("a: [1\nb: 2\n")[0].2, "yaml.bracket");
    assert_eq!(findings("criteria: *nowhere\n")[0].2, "yaml.alias");
    assert_eq!(findings("a: b\n---\nc: d\n")[0].2, "yaml.several");
    let large = format!("#{}\n", "x".repeat(2 << 20));
    assert_eq!(findings("a: !!binary é\n")[0].2, "rubric.not-yaml");
    assert_eq!(findings(&large), [(1, 1, "rubric.too-large")]);
    let deep = format!("criteria: {}{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(findings(&deep)[0].2, "yaml.deep");
}

#[test]
fn a_rubric_without_criteria_is_an_error_not_full_marks() {
    assert_eq!(findings("rubric: a\n"), [(1, 1, "rubric.no-criterion")]);
    assert_eq!(findings("criteria: []\n"), [(1, 1, "rubric.no-criterion")]);
    assert_eq!(
        findings("criteria: teamwork\n")[0],
        (1, 11, "rubric.found.plain")
    );
}

#[test]
fn weights_must_be_numbers_that_do_not_all_vanish() {
    let weight = |weight: &str| of_criterion(&format!("  - skill: teamwork\n    weight: {weight}"));
    for broken in ["-1", ".nan", ".inf", "-.inf", "1e9"] {
        assert_eq!(weight(broken), [(3, 13, "rubric.out-of-range")], "{broken}");
    }
    for broken in ["high", "'3'", "3,5", "[3]", "yes"] {
        assert_eq!(weight(broken), [(3, 13, "rubric.not-a-number")], "{broken}");
    }
    assert_eq!(weight("0"), [(1, 1, "rubric.weights-zero")]);
    let shares = "weights: { hard: 3, soft: 0 }\ncriteria: [{ skill: teamwork }]\n";
    assert_eq!(findings(shares), [(1, 1, "rubric.shares-zero")]);
    let half = "weights: { hard: 3 }\ncriteria: [{ skill: teamwork }]\n";
    assert_eq!(findings(half), [(1, 10, "rubric.missing-key")]);
}

#[test]
fn a_criterion_is_either_a_skill_or_its_own() {
    for (criterion, expected) in [
        (
            "  - skill: teamwork\n    id: x",
            (3, 9, "rubric.skill-and-id"),
        ),
        ("  - weight: 2", (2, 5, "rubric.no-name")),
        (
            "  - skill: teamwork\n    kind: hard",
            (3, 5, "rubric.kind-of-skill"),
        ),
        ("  - id: x\n    cues: [a]", (2, 5, "rubric.missing-key")),
        ("  - id: x\n    kind: hard", (2, 5, "rubric.no-cue")),
        ("  - teamwork", (2, 5, "rubric.found.plain")),
        (
            "  - skill: teamwork\n  - skill: teamwork",
            (3, 12, "rubric.duplicate-criterion"),
        ),
    ] {
        assert_eq!(of_criterion(criterion)[0], expected, "{criterion}");
    }
}

#[test]
fn languages_are_asked_for_with_a_reason_only() {
    assert_eq!(
        of_criterion("  - skill: working-languages"),
        [(2, 12, "rubric.language-without-reason")]
    );
    loaded("criteria: [{ skill: working-languages, job_link: La file belge parle néerlandais. }]");
}

#[test]
fn keys_are_words_and_stand_once() {
    for (criterion, expected) in [
        ("  - skill: teamwork\n    no: [a]", (3, 5, "rubric.odd-key")),
        (
            "  - skill: teamwork\n    off: [a]",
            (3, 5, "rubric.odd-key"),
        ),
        ("  - skill: teamwork\n    ~: [a]", (3, 5, "rubric.odd-key")),
        (
            "  - skill: teamwork\n    weight: 1\n    weight: 2",
            (4, 5, "rubric.duplicate-key"),
        ),
        (
            "  - skill: teamwork\n    anchors: { 2: x }",
            (3, 16, "rubric.unknown-key"),
        ),
        (
            "  - skill: teamwork\n    cues: { de: [x] }",
            (3, 13, "rubric.unknown-key"),
        ),
        (
            "  - skill: teamwork\n    examples: { count: [x] }",
            (3, 17, "rubric.unknown-key"),
        ),
        (
            "  - skill: teamwork\n    column: { name: x, at: 1 }",
            (3, 24, "rubric.unknown-key"),
        ),
    ] {
        assert_eq!(of_criterion(criterion)[0], expected, "{criterion}");
    }
}

#[test]
fn values_have_the_shape_they_must() {
    for (criterion, expected) in [
        ("cues: energy", (3, 11, "rubric.found.plain")),
        ("cues: { fr: energy }", (3, 17, "rubric.found.plain")),
        ("cues: { fr: [[a]] }", (3, 18, "rubric.found.list")),
        ("cues: { fr: [{ a: b }] }", (3, 18, "rubric.found.map")),
        ("cues: { fr: [24] }", (3, 18, "rubric.not-a-string")),
        ("cues: { fr: [on] }", (3, 18, "rubric.not-a-string")),
        ("job_link: yes", (3, 15, "rubric.not-a-string")),
        ("job_link: [a]", (3, 15, "rubric.found.list")),
        ("required: oui", (3, 15, "rubric.found.plain")),
        ("ask: [{ kind: hard, fr: a }]", (3, 19, "rubric.choice")),
        (
            "families: { f: { fr: ['@customer'] } }",
            (3, 27, "cue.member"),
        ),
        ("cues: ['@custmer']", (3, 12, "cue.family-unknown")),
        ("not: ['unit: .. x']", (3, 11, "cue.gap-at-end")),
    ] {
        let text = format!("  - skill: teamwork\n    {criterion}");
        assert_eq!(of_criterion(&text)[0], expected, "{criterion}");
    }
}

#[test]
fn a_pattern_is_bounded() {
    let pattern = |pattern: &str| {
        of_criterion(&format!("  - skill: teamwork\n    patterns: ['{pattern}']"))[0].2
    };
    assert_eq!(pattern("["), "rubric.pattern.broken");
    assert_eq!(pattern("x*"), "rubric.pattern.empty-match");
    assert_eq!(pattern(r"\b"), "rubric.pattern.empty-match");
    assert_eq!(
        pattern("((a{1,100}){1,100}){1,100}"),
        "rubric.pattern.broken"
    );
    assert_eq!(pattern(&"a".repeat(5000)), "rubric.pattern.too-long");
}

#[test]
fn findings_in_a_skill_of_the_library_name_its_file() {
    static BROKEN: Library = Library {
        skills: &[Shipped {
            name: "x",
            file: "skills/x.yaml",
            sha256: [0; 32],
            text: "skill: x\nkind: soft\ncues: [a]\n",
            packed: &[],
            skill: "",
            cues: &[],
        }],
        families: SMALL.families,
    };
    let findings = load_from(&named("criteria: [{ skill: x }]"), &BROKEN);
    let finding = &findings.expect_err("a plain list in a file of two languages")[0];
    assert_eq!((finding.file.as_str(), finding.line), ("skills/x.yaml", 3));
}

#[test]
fn the_hash_changes_with_the_rubric_and_with_its_skills() {
    let hash = |text: &str| loaded(text).sha256;
    let plain = hash("criteria: [{ skill: teamwork }]");
    assert_eq!(plain, hash("criteria: [{ skill: teamwork }]"));
    assert_ne!(plain, hash("criteria: [{ skill: teamwork, weight: 2 }]"));
}

/// Line and key of everything that a check says, with readers that know one sentence and one question.
fn checked(text: &str) -> Vec<(usize, &'static str)> {
    let readers = Readers {
        counts: &|_, sentence| sentence.contains("carillon"),
        question: &|question, _| match question.contains("enfants") {
            true => vec![(
                Message::new("lint.forbidden"),
                Message::new("lint.forbidden.help"),
            )],
            false => Vec::new(),
        },
    };
    let findings = check::check(&named(text), &SMALL, &readers);
    findings.iter().map(|f| (f.line, f.fact.key)).collect()
}

#[test]
fn a_check_speaks_of_reasons_law_translation_and_quality() {
    let text = "title: { fr: Jeune conseiller }
criteria:
  - skill: teamwork
    required: true
    ask: [{ fr: Avez-vous des enfants ?, en: Any children? }]
  - id: bells
    kind: mad
    cues: { fr: [carillon, Carillon, marié], en: [] }
    not: { fr: [carillon] }
";
    assert_eq!(
        checked(text),
        [
            (1, "check.no-english"),
            (1, "check.wish"),
            (1, "check.gendered-title"),
            (4, "check.required-without-reason"),
            (5, "lint.forbidden"),
            (6, "check.no-english-cue"),
            (6, "check.no-examples"),
            (8, "check.cue-is-excluded"),
            (8, "check.cue-is-excluded"),
            (8, "check.duplicate-cue"),
            (8, "check.protected-cue"),
        ]
    );
}

#[test]
fn a_title_for_everybody_is_fine() {
    for title in [
        "Conseiller ou conseillère",
        "Conseiller (F/H)",
        "Standardiste",
    ] {
        let text =
            format!("title: {{ fr: {title}, en: Adviser }}\ncriteria: [{{ skill: teamwork }}]\n");
        assert_eq!(checked(&text), [], "{title}");
    }
}

#[test]
fn examples_are_tried_and_the_open_ones_stay_true() {
    let text = "criteria:
  - id: bells
    kind: mad
    cues: { fr: [carillon], en: [bells] }
    examples:
      counts: [Je joue du carillon., Je sonne les cloches.]
      ignored: [Rue du carillon, Rue de la Paix]
      open: [Sonneur depuis 2012, Le carillon, \"not: le carillon du château\", \"not: rien\"]
";
    assert_eq!(
        checked(text),
        [
            (6, "check.example-missed"),
            (7, "check.example-counted"),
            (8, "check.example-no-longer-open"),
            (8, "check.example-no-longer-open"),
        ]
    );
}

#[test]
fn a_skill_file_is_checked_too() {
    assert_eq!(checked(TEAMWORK.trim()), [(1, "check.no-examples")],);
    assert_eq!(checked("families: { f: { fr: [a] } }"), []);
}

#[test]
fn shipped_rubrics_answer_to_their_names_and_aliases() {
    assert_eq!(
        find("customer-adviser").map(|shipped| shipped.name),
        Some("customer-adviser")
    );
    assert_eq!(
        find("conseiller-clientele").map(|shipped| shipped.name),
        Some("customer-adviser")
    );
    assert_eq!(find("nobody"), None);
    assert_eq!(nearest("discovry"), ["discovery"]);
}

#[test]
fn what_the_build_packed_is_what_the_text_says() {
    for file in shipped().chain([&library::LIBRARY.families]) {
        let parsed = yaml::parse(file.text).ok();
        assert!(
            parsed.is_some() && packed::unpack(file.packed) == parsed,
            "{}",
            file.file
        );
    }
    let (families, _) = stock::families(&Named::from(&library::LIBRARY.families));
    for file in skills() {
        let (skill, _) = stock::skill(&Named::from(file), &families);
        assert!(
            skill.is_some() && packed_skill::unpack(file.skill) == skill,
            "{}",
            file.file
        );
    }
}

#[test]
fn the_library_loads_without_a_finding() {
    let (families, mut findings) = stock::families(&Named::from(&library::LIBRARY.families));
    for skill in skills() {
        findings.extend(stock::skill(&Named::from(skill), &families).1);
    }
    for rubric in shipped() {
        findings.extend(load(&Named::from(rubric)).err().unwrap_or_default());
    }
    let labels = Labels::of(Lang::En);
    let said: Vec<String> = findings
        .iter()
        .map(|f| {
            format!(
                "{}:{}:{}: {}",
                f.file,
                f.line,
                f.column,
                labels.say(&f.fact)
            )
        })
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_reading_panic(text in ".{0,300}") {
        let _ = load_from(&named(&text), &SMALL);
    }

    #[test]
    fn no_slip_in_a_sound_file_makes_reading_panic(at in 0usize..400, slip in "[\\[\\]{}:,'\"*&|>#~@N. \n\t-]{1,3}") {
        let sound = "rubric: a\nlang: en\ncriteria:\n  - skill: teamwork\n    weight: 2\n    cues: ['help* .. @customer', \"N calls\"]\n    anchors: { 1: a, 3: b, 5: c }\n    ask:\n      - { kind: open, en: Tell. }\n";
        let mut text = sound.to_owned();
        text.insert_str(at.min(sound.len()), &slip);
        let _ = load_from(&named(&text), &SMALL);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = load_from(&named(&String::from_utf8_lossy(&bytes)), &SMALL);
    }
}
