//! One document and a rubric into evidence.
//!
//! In: masked documents and a compiled rubric. Out: for each criterion, the sentences that show it
//! (or deny it), with polarity and level; and what is atypical and on no list.
//! Left to others: what it earns (`judging`).

mod adverts;
mod hearing;
mod leads;
mod level;
pub mod matching;
mod needs;
mod openings;
mod patterns;
mod polarity;
mod scan;
mod units;
mod unlisted;
mod vacancy;

pub use matching::Matcher;
pub use vacancy::Vacancy;

use crate::language::fold;
use crate::language::stems::Accents;
use crate::model::document::Document;
use crate::model::evidence::{Evidence, Gathered, Polarity};
use hearing::Hearing;
use scan::Scan;

/// Most evidence kept for a criterion.
const KEPT: usize = 5;

/// The evidence of one candidate's documents.
pub fn gather(documents: &[Document], matcher: &Matcher, vacancy: Option<&Vacancy>) -> Gathered {
    let mut gathered = Gathered {
        criteria: vec![Vec::new(); matcher.criteria()],
        ..Gathered::default()
    };
    for document in documents {
        gathered.flags.extend(document.flags.iter().cloned());
        read(document, matcher, vacancy, &mut gathered);
    }
    for evidence in &mut gathered.criteria {
        best_first(evidence);
    }
    gathered
}

fn read(
    document: &Document,
    matcher: &Matcher,
    vacancy: Option<&Vacancy>,
    gathered: &mut Gathered,
) {
    let mut scratch = matcher.borrow(Accents::of(&document.text));
    let scan = Scan::of(document, matcher, &mut scratch);
    for (index, unit) in scan.units.iter().enumerate() {
        let copied = vacancy.is_some_and(|vacancy| vacancy.holds(document.quote(unit.span)));
        let hearing = Hearing {
            scan: &scan,
            matcher,
            index,
            copied,
        };
        if hearing.has_cue() {
            for (criterion, evidence) in hearing.evidence_of_unit(&mut scratch) {
                gathered.criteria[criterion].push(evidence);
            }
        } else if gathered.unlisted.len() < unlisted::KEPT {
            gathered.unlisted.extend(hearing.unlisted(&mut scratch));
        }
    }
    matcher.give_back(scratch);
}

fn best_first(evidence: &mut Vec<Evidence>) {
    evidence.sort_by(|a, b| {
        let affirmed = |e: &Evidence| e.polarity != Polarity::Affirmed;
        b.level.cmp(&a.level).then(affirmed(a).cmp(&affirmed(b)))
    });
    if all_differ(evidence) {
        return keep_other_sections(evidence);
    }
    // the same sentence twice is one piece of evidence
    let mut seen: Vec<String> = Vec::new();
    evidence.retain(|piece| {
        let quote = fold::fold(&piece.quote);
        let fresh = !seen.contains(&quote);
        if fresh {
            seen.push(quote);
        }
        fresh
    });
    keep_other_sections(evidence);
}

/// Whether no two pieces quote the same sentence; most of the time, and cheap to see.
fn all_differ(evidence: &[Evidence]) -> bool {
    let mut seen = Vec::with_capacity(evidence.len());
    evidence.len() < 2
        || evidence.iter().all(|piece| {
            let hash = fold::hash(&piece.quote);
            let fresh = hash.is_some() && !seen.contains(&hash);
            seen.push(hash);
            fresh
        })
}

/// Keeps the best few, and among them one from another section when there is one: it corroborates.
fn keep_other_sections(evidence: &mut Vec<Evidence>) {
    if evidence.len() <= KEPT {
        return;
    }
    let first = evidence[0].section;
    let other = evidence.iter().position(|piece| piece.section != first);
    if let Some(at) = other.filter(|at| *at >= KEPT) {
        let piece = evidence.remove(at);
        evidence.insert(KEPT - 1, piece);
    }
    evidence.truncate(KEPT);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Lang, Section, SectionKind, Span};
    use crate::model::evidence::Level;
    use crate::model::rubric::{Criterion, Kind, Phrases, Rubric, Skill, Vocabulary};

    fn phrases(fr: &[&str], en: &[&str]) -> Phrases {
        let owned = |list: &[&str]| {
            list.iter()
                .map(|phrase| (*phrase).to_owned().into())
                .collect()
        };
        Phrases {
            fr: owned(fr),
            en: owned(en),
        }
    }

    fn rubric(vocabulary: Vocabulary, kind: Kind) -> Rubric {
        let skill = Skill::bare("one", kind, vocabulary);
        Rubric::bare(Lang::Fr, vec![Criterion::bare(skill, 1.0)])
    }

    fn document(text: &str, kind: SectionKind) -> Document {
        let span = Span {
            start: 0,
            end: text.len(),
        };
        Document {
            source: "cv.txt".into(),
            text: text.into(),
            pages: vec![0],
            sections: vec![Section {
                kind,
                heading: None,
                span,
            }],
            ..Document::default()
        }
    }

    fn heard(text: &str, vocabulary: Vocabulary, kind: Kind) -> Option<(Polarity, Level)> {
        let matcher = Matcher::new(&rubric(vocabulary, kind));
        let gathered = gather(&[document(text, SectionKind::Other)], &matcher, None);
        gathered.criteria[0]
            .first()
            .map(|evidence| (evidence.polarity, evidence.level))
    }

    #[test]
    fn what_is_rare_and_on_no_list_is_worth_asking_about() {
        let matcher = Matcher::new(&rubric(Vocabulary::default(), Kind::Mad));
        let items = |text: &str| {
            let document = document(text, SectionKind::Interests);
            let gathered = gather(&[document], &matcher, None);
            gathered
                .unlisted
                .into_iter()
                .map(|item| item.quote)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            items(
                "Lecture, cinéma, voyages.\nJe restaure des flippers des années 70.\nMon frère élève des furets."
            ),
            ["Je restaure des flippers des années 70."]
        );
    }

    fn stage(text: &str) -> Option<(Polarity, Level)> {
        let cues = phrases(
            &[
                "improvisation théâtrale",
                "théâtre",
                "impro",
                "cirque",
                "improvisation",
            ],
            &["improv", "theatre", "chess"],
        );
        heard(
            text,
            Vocabulary {
                cues,
                ..Vocabulary::default()
            },
            Kind::Mad,
        )
    }

    fn tool(text: &str) -> Option<(Polarity, Level)> {
        let cues = phrases(&["crm", "zendesk"], &["crm", "complaint", "inbound call"]);
        heard(
            text,
            Vocabulary {
                cues,
                ..Vocabulary::default()
            },
            Kind::Hard,
        )
    }

    #[test]
    fn a_short_fact_is_not_a_pile_of_keywords() {
        let words = ["crm", "complaints", "phone", "calm"];
        let mut job = rubric(Vocabulary::default(), Kind::Hard);
        let pattern = job.criteria.remove(0);
        for word in words {
            let mut criterion = pattern.clone();
            criterion.skill.vocabulary.cues = phrases(&[], &[word]);
            criterion.skill.vocabulary.shown = phrases(&[], &[&format!("handled .. {word}")]);
            job.criteria.push(criterion);
        }
        let matcher = Matcher::new(&job);
        let level = |text: &str| {
            let gathered = gather(&[document(text, SectionKind::Other)], &matcher, None);
            gathered.criteria[1].first().map(|evidence| evidence.level)
        };
        assert_eq!(level("crm complaints phone calm"), Some(Level::Declared));
        assert!(level("Handled crm complaints phone calm") >= Some(Level::Situated));
        assert!(level("30 crm complaints phone calm") >= Some(Level::Situated));
    }

    #[test]
    fn denied_is_not_done() {
        for text in [
            "Je n'ai jamais fait de théâtre",
            "Je ne fais pas de théâtre.",
            "I have never done improv comedy but I enjoy humour",
            "Aucune pratique du théâtre",
            "Théâtre : jamais pratiqué",
        ] {
            assert_eq!(
                stage(text).map(|(polarity, _)| polarity),
                Some(Polarity::Negated),
                "{text}"
            );
        }
        for text in [
            "Je n'ai encore jamais travaillé sur un CRM.",
            "Not yet: CRM systems",
            "CRM: none",
        ] {
            assert_eq!(
                tool(text).map(|(polarity, _)| polarity),
                Some(Polarity::Negated),
                "{text}"
            );
        }
    }

    #[test]
    fn what_looks_like_a_denial_is_none() {
        for text in [
            "Pas un seul appel sans fiche remplie dans Zendesk.",
            "No script, no supervisor at my elbow: fifty inbound calls a day for three years.",
            "Complaints handled without difficulty, not only by phone",
            "Jamais en retard, CRM tenu à jour",
        ] {
            assert_eq!(
                tool(text).map(|(polarity, _)| polarity),
                Some(Polarity::Affirmed),
                "{text}"
            );
        }
    }

    #[test]
    fn what_others_do_or_have_is_theirs() {
        for text in [
            "Articles sur le théâtre pour le journal local",
            "Gestion des plannings des théâtres",
            "Improv is my brother's thing",
            "Le théâtre est à ma sœur",
            "Improv sessions were led by the manager",
            "Accompagnement de deux enfants à leur théâtre",
        ] {
            assert_eq!(
                stage(text).map(|(polarity, _)| polarity),
                Some(Polarity::SomeoneElse),
                "{text}"
            );
        }
        let work = "Handled their complaints by phone.";
        assert_eq!(
            tool(work).map(|(polarity, _)| polarity),
            Some(Polarity::Affirmed)
        );
    }

    #[test]
    fn a_course_to_come_is_not_begun() {
        for text in [
            "Stage de théâtre programmé pour l'an prochain",
            "Improv course booked for October",
            "Will begin theatre classes after Easter",
        ] {
            assert_eq!(
                stage(text).map(|(polarity, _)| polarity),
                Some(Polarity::Wished),
                "{text}"
            );
        }
    }

    #[test]
    fn what_a_vacancy_asks_for_is_not_the_candidates() {
        assert_eq!(
            tool("INDISPENSABLE : avoir déjà travaillé avec un CRM").map(|(polarity, _)| polarity),
            Some(Polarity::SomeoneElse)
        );
    }

    #[test]
    fn a_wish_is_not_experience() {
        for text in [
            "J'aimerais me mettre à l'improvisation théâtrale.",
            "Je souhaite apprendre le théâtre d'improvisation",
            "I would like to join an improv troupe",
        ] {
            assert_eq!(
                stage(text).map(|(polarity, _)| polarity),
                Some(Polarity::Wished),
                "{text}"
            );
        }
        let came_true =
            "Je voulais vaincre ma timidité : cinq ans d'improvisation, deux spectacles par an.";
        assert_eq!(
            stage(came_true).map(|(polarity, _)| polarity),
            Some(Polarity::Affirmed)
        );
    }

    #[test]
    fn somebody_elses_practice_is_not_the_candidates() {
        assert_eq!(
            stage("Mon mari fait du théâtre depuis dix ans").map(|(polarity, _)| polarity),
            Some(Polarity::SomeoneElse)
        );
        assert_eq!(
            stage("Comme mon mari, je fais du théâtre depuis 2016").map(|(polarity, _)| polarity),
            Some(Polarity::Affirmed)
        );
        assert_eq!(
            tool("Complaints are handled by a separate team in Cork.")
                .map(|(polarity, _)| polarity),
            Some(Polarity::SomeoneElse)
        );
    }

    #[test]
    fn capitals_and_lost_accents_take_nothing_away() {
        let cues = phrases(
            &["à l'écoute", "caissier", "relation client à distance"],
            &[],
        );
        for text in [
            "A L'ECOUTE DES AUTRES",
            "A l'écoute des autres, déjà",
            "Emploi : caissiere",
            "Titre de conseiller relation client a distance – 2024",
        ] {
            let vocabulary = Vocabulary {
                cues: cues.clone(),
                ..Vocabulary::default()
            };
            assert!(heard(text, vocabulary, Kind::Soft).is_some(), "{text}");
        }
    }

    #[test]
    fn watching_is_not_doing() {
        for text in [
            "J'aime aller au théâtre",
            "Passionnée de cirque, je vois tous les spectacles qui passent à Elbeuf.",
            "Théâtre : abonné au Grand-Rond",
            "Watches chess streams every evening.",
        ] {
            assert_eq!(
                stage(text).map(|(polarity, _)| polarity),
                Some(Polarity::Watched),
                "{text}"
            );
        }
    }

    #[test]
    fn an_employers_name_is_not_a_talent() {
        for text in [
            "Agent d'entretien, Théâtre des Trois Ponts (2019-2022)",
            "Cashier, Improv Ltd",
            "BACKEND ENGINEER, IMPROV SYSTEMS LTD",
        ] {
            assert_eq!(
                stage(text).map(|(polarity, _)| polarity),
                Some(Polarity::Name),
                "{text}"
            );
        }
        assert_eq!(
            stage("Théâtre depuis 2012").map(|(polarity, _)| polarity),
            Some(Polarity::Affirmed)
        );
    }

    #[test]
    fn a_post_or_an_event_before_a_name_is_no_employer() {
        let cues = phrases(&["fondatrice", "marathon"], &["founder", "trustee"]);
        for text in [
            "Fondatrice de La Bonne Pâte",
            "Marathon de Paris 2019",
            "Founder of Kite Coffee Ltd",
            "Trustee of Leeds Mind",
        ] {
            let vocabulary = Vocabulary {
                cues: cues.clone(),
                ..Vocabulary::default()
            };
            let polarity = heard(text, vocabulary, Kind::Mad).map(|(polarity, _)| polarity);
            assert_eq!(polarity, Some(Polarity::Affirmed), "{text}");
        }
    }

    #[test]
    fn a_relative_one_plays_with_takes_nothing_away() {
        for text in ["Impro avec mon cousin", "Comme mon père : impro et scène"] {
            let polarity = stage(text).map(|(polarity, _)| polarity);
            assert_eq!(polarity, Some(Polarity::Affirmed), "{text}");
        }
    }

    #[test]
    fn a_pattern_is_heard_where_it_stands() {
        let patterns = phrases(&[], &[r"\b\dth dan\b"]);
        let polarity = |text: &str| {
            let vocabulary = Vocabulary {
                patterns: patterns.clone(),
                ..Vocabulary::default()
            };
            heard(text, vocabulary, Kind::Mad).map(|(polarity, _)| polarity)
        };
        assert_eq!(polarity("judo, 4th dan"), Some(Polarity::Affirmed));
        assert_eq!(
            polarity("My husband does judo, 4th dan"),
            Some(Polarity::SomeoneElse)
        );
    }

    #[test]
    fn a_label_speaks_for_the_list_under_it() {
        for text in [
            "What I would like to learn:\n- a CRM\n- Italian",
            "Ce que je ne sais pas faire :\n- le CRM",
            "Ce que je ne sais pas faire : encadrer, tenir un CRM",
        ] {
            let polarity = tool(text).map(|(polarity, _)| polarity);
            assert_ne!(polarity, Some(Polarity::Affirmed), "{text}");
            assert_ne!(polarity, None, "{text}");
        }
    }

    #[test]
    fn whom_one_works_for_is_not_oneself() {
        for text in [
            "Dresser for an actress who toured with a theatre company",
            "Two sons who do theatre",
            "Assistante d'un comédien qui fait du théâtre",
        ] {
            let polarity = stage(text).map(|(polarity, _)| polarity);
            assert_eq!(polarity, Some(Polarity::SomeoneElse), "{text}");
        }
        let own = stage("Member of a team that plays improv every week");
        assert_eq!(own.map(|(polarity, _)| polarity), Some(Polarity::Affirmed));
    }

    #[test]
    fn a_product_that_opens_the_name_of_a_company_is_none() {
        let polarity = |text: &str| tool(text).map(|(polarity, _)| polarity);
        assert_eq!(polarity("Zendesk Logistics, driver"), Some(Polarity::Name));
        assert_eq!(polarity("Zendesk, daily"), Some(Polarity::Affirmed));
    }

    #[test]
    fn what_one_has_not_lost_one_has() {
        for text in [
            "I have not lost my theatre",
            "Je n'ai pas lâché le théâtre",
            "Never gave up theatre",
        ] {
            let polarity = stage(text).map(|(polarity, _)| polarity);
            assert_eq!(polarity, Some(Polarity::Affirmed), "{text}");
        }
    }

    fn polarity_of(text: &str) -> Option<Polarity> {
        stage(text).map(|(polarity, _)| polarity)
    }

    #[test]
    fn a_prize_honours_its_own_clause_and_the_talent_right_before_it() {
        let level = |text: &str| stage(text).map(|(_, level)| level);
        for honoured in [
            "Premier prix du festival de théâtre 2019",
            "Théâtre depuis 2012, premier prix du festival",
        ] {
            assert_eq!(level(honoured), Some(Level::Attested), "{honoured}");
        }
        let other = "Médaille d'or de judo en 2019, théâtre";
        assert!(level(other) < Some(Level::Attested), "{other}");
        let work = "Réponse aux clients sous CRM pendant 4 ans, premier prix de slam";
        assert!(tool(work).map(|(_, level)| level) < Some(Level::Attested));
    }

    #[test]
    fn a_question_to_the_reader_tells_nothing_of_its_author() {
        for text in [
            "Avez-vous déjà fait du théâtre ?",
            "Combien de matchs d'impro par an ?",
            "Have you ever done improv?",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::SomeoneElse), "{text}");
        }
        for text in [
            "Why did I leave the theatre?",
            "Improv taught me to ask \"what do you need?\"",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::Affirmed), "{text}");
        }
    }

    #[test]
    fn a_later_clause_takes_back_what_stands_before() {
        for text in [
            "Theatre was for the others; I never joined.",
            "Inscrite au théâtre ; une entorse, et je n'y suis pas allée.",
            "Improv regional final (injured, did not play)",
            "Improv never suited me",
            "Théâtre au festival de Lyon 2020 : annulé",
            "A theatre was to be founded; it never happened.",
            "Speaking in a theatre still terrifies me",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::Negated), "{text}");
        }
        for others in [
            "Took over the theatre when the lead did not play",
            "Took over the theatre when the lead was off sick; the house was full",
        ] {
            assert_eq!(polarity_of(others), Some(Polarity::Affirmed), "{others}");
        }
        let nearer = "Improv every week; chess, never tried it.";
        assert_eq!(polarity_of(nearer), Some(Polarity::Affirmed));
        let other = "Theatre daily, chess not yet";
        assert_eq!(polarity_of(other), Some(Polarity::Affirmed));
        let twice = "There is not a theatre in town that I did not play: improv.";
        assert_eq!(polarity_of(twice), Some(Polarity::Affirmed));
        let lasted = "No chess, ten years of improv";
        assert_eq!(polarity_of(lasted), Some(Polarity::Affirmed));
    }

    #[test]
    fn what_would_have_been_was_not() {
        for text in [
            "Had they said yes, I would have gone into theatre.",
            "J'aurais fait du théâtre si j'avais pu.",
            "I nearly joined a theatre troupe.",
            "J'ai failli faire du théâtre.",
            "If I had the time: improv.",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::Wished), "{text}");
        }
    }

    #[test]
    fn the_title_of_a_course_is_what_somebody_else_gave() {
        for text in [
            "Atelier « Le théâtre au bureau » (une journée)",
            "Workshop: \"Improv at work\", half a day",
            "Favourite play: Theatre of Blood",
            "Dissertation on theatre in Leeds",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::Watched), "{text}");
        }
        for text in [
            "J'ai animé un atelier « Le théâtre au bureau »",
            "Cours « Le théâtre du geste », pendant deux ans",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::Affirmed), "{text}");
        }
    }

    #[test]
    fn a_family_or_a_house_may_be_called_so() {
        for text in [
            "Impro, Martin & Fils, grossiste",
            "Theatre & Sons, removals",
            "Serveur, restaurant La Belle Impro",
        ] {
            assert_eq!(polarity_of(text), Some(Polarity::Name), "{text}");
        }
    }

    #[test]
    fn whoever_is_served_plays_and_not_the_one_who_serves() {
        let cues = phrases(&["pianiste", "champion"], &["pianist"]);
        for text in [
            "I unlock the hall for the pianist",
            "Accordeur pour une pianiste",
            "Formé par un champion",
        ] {
            let vocabulary = Vocabulary {
                cues: cues.clone(),
                ..Vocabulary::default()
            };
            let polarity = heard(text, vocabulary, Kind::Mad).map(|(polarity, _)| polarity);
            assert_eq!(polarity, Some(Polarity::SomeoneElse), "{text}");
        }
    }

    #[test]
    fn a_virtue_of_the_subject_is_not_the_writers() {
        let says = |text: &str| {
            let vocabulary = Vocabulary {
                cues: phrases(&["compassion"], &["compassion"]),
                ..Vocabulary::default()
            };
            heard(text, vocabulary, Kind::Soft).map(|(polarity, _)| polarity)
        };
        for text in [
            "Our chaplain was known for her compassion.",
            "Notre aumônier était connu pour sa compassion.",
            "The job called for compassion.",
        ] {
            assert_eq!(says(text), Some(Polarity::SomeoneElse), "{text}");
        }
        let course = says("Compassion (e-learning, annual)");
        assert_eq!(course, Some(Polarity::Watched));
    }

    #[test]
    fn levels_rise_with_dates_roles_and_results() {
        assert_eq!(
            stage("Théâtre"),
            Some((Polarity::Affirmed, Level::Declared))
        );
        assert_eq!(
            stage("Théâtre depuis 2019"),
            Some((Polarity::Affirmed, Level::Situated))
        );
        assert_eq!(
            stage("Capitaine d'une équipe d'impro, deux matchs par mois"),
            Some((Polarity::Affirmed, Level::Enacted))
        );
        assert_eq!(
            stage("Premier prix du festival d'impro, capitaine"),
            Some((Polarity::Affirmed, Level::Attested))
        );
    }
}
