use super::*;
use crate::intake::text::sectioning;

fn masked(text: &str) -> String {
    mask(
        text,
        &sectioning::split(text),
        &Identity::default(),
        Top::None,
    )
    .text
}

fn cv(text: &str) -> String {
    mask(
        text,
        &sectioning::split(text),
        &Identity::default(),
        Top::Header,
    )
    .text
}

#[test]
fn a_proxy_keeps_role_duration_and_volume() {
    assert_eq!(
        masked(
            "Cheffe de la chorale paroissiale Saint-Éloi depuis 6 ans, 40 choristes, 12 concerts donnés."
        ),
        "Cheffe de la chorale […] depuis 6 ans, 40 choristes, 12 concerts donnés."
    );
    assert_eq!(
        masked("Choir conductor, St Mary's parish, 6 years, 40 singers."),
        "Choir conductor, […], 6 years, 40 singers."
    );
    assert_eq!(
        masked("Alto in the parish choir for twenty years"),
        "Alto in the […] choir for twenty years"
    );
}

#[test]
fn an_office_is_neutral_both_ways() {
    assert_eq!(
        masked("Déléguée syndicale CGT : négociation d'accords, 300 salariés."),
        "[…]."
    );
    assert_eq!(
        masked("Union rep: negotiated agreements for 300 staff."),
        "[…]."
    );
    assert_eq!(
        masked("- Caisse\n. Elu au CSE et delegue syndical de 2019 a 2023"),
        "- Caisse\n. […]"
    );
    assert_eq!(
        masked("Conseillère municipale de 2014 à 2020\nMaloya depuis douze ans"),
        "[…]\nMaloya depuis douze ans"
    );
    assert_eq!(
        masked("Library workers' branch of the union,\nworkplace rep 2016 to 2019\nQuiet"),
        "[…]\nQuiet"
    );
    assert_eq!(
        masked("Shop steward, 2012 to 2016\n- chaired meetings of 60\n- won two cases\n\nTill"),
        "[…]\n\nTill"
    );
    assert_eq!(
        masked("Conseiller clientèle, SFR\nConseillère clientèle"),
        "Conseiller clientèle, SFR\nConseillère clientèle"
    );
}

#[test]
fn the_object_of_work_stays() {
    for text in [
        "Accueil de personnes en situation de handicap et de clientèle senior, 25 par jour.",
        "Welcomed customers with disabilities and older customers, 25 a day.",
        "Learned to face and speak slowly to a deaf customer",
        "Trésorier du bureau des étudiants : budget de 12 000 €.",
        "Treasurer, student union events: budget of 12,000 EUR.",
        "Assistante maternelle, 31 enfants en vingt-cinq ans",
        "2023 : orchestre d'école, 90 enfants débutants, cinq enseignants.",
        "covered for two maternity cover posts",
        "Service réclamations du syndicat de copropriété",
        "15 ans d'expérience ; depuis 6 ans ; 22 ans de métier",
        "Je ne le fais plus ; ou sinon le samedi.",
        "Born leader, straight talking, single point of contact.",
        "J'ai refait le voile de la mariee de la ducasse",
        "Anglais courant, espagnol B2, French C1",
        "two councillors, one funeral",
        "Prise de parole devant 60 familles, taille des haies",
        "Chat and e-mail support, mobile and broadband, order status: late",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn the_categories_are_masked() {
    for (text, expected) in [
        (
            "15 ans d'expérience ; né le 03/04/1975.",
            "15 ans d'expérience ; […].",
        ),
        (
            "15 years of experience; born 3 April 1975.",
            "15 years of experience; born 3 April 1975.",
        ),
        ("Nationalité albanaise, carte de résident.", "[…]."),
        (
            "Divorcé, deux grands enfants. Permis B, véhicule.",
            "[…]. Permis B, véhicule.",
        ),
        ("Pacsé, un enfant", "[…]"),
        ("Marie, 3 enfants, la grande fait du theatre", "[…]"),
        (
            "I help with lifts. Two children.",
            "I help with lifts. […].",
        ),
        ("Twins aged six.", "[…]."),
        ("1989 – 1996  Mère au foyer, 4 enfants", "1989 – 1996  […]"),
        (
            "Arabe langue maternelle, anglais courant.",
            "[…], anglais courant.",
        ),
        (
            "Arabic mother tongue, fluent English.",
            "[…], fluent English.",
        ),
        (
            "French C1, Irish (native), English",
            "French C1, Irish (…]), English",
        ),
        (
            "Full clean licence. British-Nigerian. Dyslexic, so somebody else proofs my copy.",
            "x",
        ),
        (
            "Age: 49    Status: married, 3 children    Nationality: Ghanaian / Dutch",
            "[…] / Dutch",
        ),
        ("Bénévole à la marche des fiertés", "Bénévole à la […]"),
        ("RQTH", "[…]"),
        ("Congé maternité 2021", "[…] 2021"),
        ("Quaker meeting", "[…] meeting"),
    ] {
        let expected = match expected {
            "x" => "Full clean licence. […]. […], so somebody else proofs my copy.",
            "French C1, Irish (…]), English" => "French C1, Irish ([…]), English",
            "15 years of experience; born 3 April 1975." => "15 years of experience; […].",
            "[…] / Dutch" => "[…]",
            other => other,
        };
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn a_relative_is_masked_and_remembered() {
    let text = "Mon mari est sapeur-pompier volontaire et j'anime la maison.";
    let masked = mask(
        text,
        &sectioning::split(text),
        &Identity::default(),
        Top::None,
    );
    assert_eq!(
        masked.text,
        "[…] est sapeur-pompier volontaire et j'anime la maison."
    );
    assert_eq!(masked.relatives, masked.masks);
}

#[test]
fn the_top_of_a_cv_says_nothing_of_who_it_is() {
    assert_eq!(
        cv(
            "Nadège TROADEC\n12 venelle des Glénan, 29200 Brest – 06 00 00 00 01 – nadege.troadec@example.org\n\nCONSEILLÈRE RELATION CLIENT"
        ),
        "[…]\n[…]\n\nCONSEILLÈRE RELATION CLIENT"
    );
    assert_eq!(
        cv(
            "FARID OULMANE\nST-ETIENNE / 06 00 00 00 05 / farid.oulmane@example.org\n\nCONSEILLER SAV - RELATION CLIENT\n"
        ),
        "[…]\n[…]\n\nCONSEILLER SAV - RELATION CLIENT\n"
    );
    assert_eq!(
        cv("Candidate : Rose Marathon, CV de 2 pages."),
        "Candidate : […], CV de 2 pages."
    );
    assert_eq!(
        cv("Candidate: Victor Coach, 2-page CV."),
        "Candidate: […], 2-page CV."
    );
    assert_eq!(
        cv("EXECUTIVE CHEF\nProfessional Summary\nCooks."),
        "EXECUTIVE CHEF\nProfessional Summary\nCooks."
    );
    assert_eq!(
        cv("HR GENERALIST\nExperience\n04/2015"),
        "HR GENERALIST\nExperience\n04/2015"
    );
}

#[test]
fn a_name_is_masked_where_it_stands_as_a_name() {
    let text = "Jean Petit\njean.petit@example.org\n\nPROFIL\nM. Petit est apprécié. Petit groupe, petit budget. Jean Petit, caissier.";
    assert_eq!(
        cv(text),
        "[…]\n[…]\n\nPROFIL\n[…] est apprécié. Petit groupe, petit budget. […], caissier."
    );
}

/// The same CV, with another identity.
fn of(
    name: &str,
    mail: &str,
    phone: &str,
    birth: &str,
    address: &str,
    civil: &str,
    nationality: &str,
) -> String {
    cv(&format!(
        "{name}\n{address} – {phone} – {mail}\n{birth}, {civil}\n\nPROFIL\nConseillère clientèle, 40 appels par jour.\n{name} a formé cinq collègues.\n\n\
         INFORMATIONS\nNationalité : {nationality}\nSexe : {civil}\nPhoto : {mail}\n"
    ))
}

#[test]
fn two_cvs_that_differ_only_in_identity_come_out_equal() {
    let ada = of(
        "Ada Vergne",
        "ada.vergne@example.org",
        "06 00 00 00 01",
        "Née le 3 avril 1975",
        "12 rue des Lilas, 44000 Nantes",
        "mariée",
        "française",
    );
    let others = [
        of(
            "Jean-Baptiste de la TOUR",
            "jb@example.com",
            "+33 6 12 34 56 78",
            "Né le 12/11/1999 à Lyon",
            "3 bis avenue Foch, 69006 Lyon",
            "célibataire",
            "sénégalaise",
        ),
        of(
            "Rose Marathon",
            "rose.m@example.org",
            "06.12.34.56.78",
            "Née en 1980",
            "7 impasse du Port, 29200 Brest",
            "divorcée",
            "belge",
        ),
        of(
            "Nguyễn THI MAI",
            "mai@example.org",
            "07 11 22 33 44",
            "Née le 1er mai 2001",
            "18 quai Nord, 33000 Bordeaux",
            "pacsée",
            "franco-vietnamienne",
        ),
    ];
    assert!(!ada.contains("Ada"), "{ada}");
    for other in others {
        assert_eq!(other, ada);
    }
}

#[test]
fn a_surname_that_is_an_article_is_masked_with_its_first_name() {
    let text = cv("Aïé LÉS\n06 12 34 56 78\n\nEXPÉRIENCE\nCaisse, 2019\nAïé LÉS rend la monnaie");
    assert!(!text.contains("Aïé"), "{text}");
}

#[test]
fn a_common_word_that_a_hyphen_joins_to_another_is_no_name() {
    let text = cv(
        "Harriet Okonkwo-Bell\n07700 900123 | harriet.ob@example.org\n\nHOBBIES\nBell-ringing: tower captain since 2016\nMs Bell is captain",
    );
    assert!(text.contains("Bell-ringing: tower captain"), "{text}");
    assert!(!text.contains("Ms Bell"), "{text}");
}

proptest::proptest! {
    #[test]
    fn any_name_leaves_the_same_text(first in "[A-Z][a-zéï]{2,9}", last in "[A-ZÉ]{3,10}", digits in "[0-9]{8}") {
        proptest::prop_assume!(![first.as_str(), last.as_str()].iter().any(|name| {
            let words = Words::of(name);
            !causes::phrases(&words).is_empty() || crate::language::everyday::is_everyday(name)
        }));
        let mail = format!("{}.{}@example.org", first.to_lowercase(), last.to_lowercase());
        let text = |name: &str, mail: &str, phone: &str| cv(&format!("{name}\n{phone} | {mail}\n\nEXPÉRIENCE\nCaisse, 2019\n{name} rend la monnaie"));
        let here = text(&format!("{first} {last}"), &mail, &format!("06{digits}"));
        proptest::prop_assert_eq!(here, text("Ada Vergne", "ada.vergne@example.org", "0600000001"));
    }

    #[test]
    fn masking_never_panics_and_masks_read_as_masks(text in "(né le |Marie |CGT|paroissiale |Saint-Éloi|, |\n|3 |enfants|06 00 00 00 01|@a.fr|: |nationalité|é|\u{1d}|\u{c}|- ){0,25}") {
        let masked = mask(&text, &sectioning::split(&text), &Identity::default(), Top::Header);
        for span in &masked.masks {
            proptest::prop_assert_eq!(&masked.text[span.start..span.end], MASK);
        }
    }
}

#[test]
fn what_only_looks_like_identity_stays() {
    for text in [
        "Project Name: Voxalis Billing\nManual testing",
        "Managed 1,200,000 square feet and off-site locations",
        "from 4 team members to over 50",
        "Educated several native communities on benefits",
        "Colorectal cancer screening, payroll and disability insurance",
        "12 cours particuliers, 4 places de parking, 3 routes",
        "Scheduling veterans through intake",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn births_are_masked_however_they_are_typed() {
    assert_eq!(masked("NEE LE 3 MAI 1975"), "[…]");
    assert_eq!(
        cv("Ada Vergne\n03/04/1975\nada@example.org\n\nPROFIL\nCaisse"),
        "[…]\n[…]\n[…]\n\nPROFIL\nCaisse"
    );
    assert_eq!(
        cv("Ada Vergne (32 ans)\nada@example.org\n\nPROFIL\nCaisse"),
        "[…]\n[…]\n\nPROFIL\nCaisse"
    );
}

#[test]
fn a_line_about_the_family_or_the_origin_is_masked_whole() {
    for text in [
        "Jeune père d'une petite fille",
        "Père de deux petites filles",
        "Maman d'un petit garçon",
        "Marié depuis 10 ans à une enseignante",
        "Fille de diplomate",
        "Fils d'agriculteur",
        "Épouse de militaire",
        "Deux enfants (5 et 8 ans)",
        "Femme au foyer de 2010 à 2015",
        "Franco-algérien",
        "Carte de résident valable 10 ans",
        "Titre de séjour valable jusqu'en 2027",
        "Réfugiée ukrainienne arrivée en 2022",
        "Émigrée du Chili en 1975",
        "Double nationalité",
        "Candidat aux municipales 2020 sur la liste écologiste",
        "Civilité : Madame",
        "Skype : ada.vergne",
        "Proud dad of three kids",
        "Raised five children while studying",
        "Married to Anna",
        "Nigerian-born British",
        "Dual citizen (US/France)",
        "Indefinite leave to remain",
        "Tier 2 visa",
        "White male",
        "Black British",
        "Syrian refugee, arrived in 2016",
        "Husband: Paul",
        "Age 61",
        "23 y/o",
        "DOB 3/5/1988",
        "D.O.B. 1 May 1999",
        "SSN 123-45-6789",
        "NI number QQ 12 34 56 C",
        "Séparée, garde alternée",
        "Congé maternité en 2020",
        "Musulmane pratiquante",
        "Service militaire accompli",
        "Bénéficiaire du RSA",
        "Monsieur Paul Dupont",
        "Mrs. Mary-Ann Cook",
        "Born and raised in Lagos",
        "Ethnicity: Asian",
        "No criminal record",
        "Class of 1985",
        "Right to work in the UK",
        "Maternity leave 2019",
        "Ghanaian citizen",
        "Born to Moroccan parents",
        "Of Turkish descent",
        "Citoyenne suisse",
        "D'origine algérienne",
        "Née de parents portugais",
        "Syrian-born",
    ] {
        let left = masked(text);
        let bare = left.replace(", arrived in 2016", "");
        assert_eq!(bare, MASK, "{text}");
    }
    assert_eq!(masked("Deaf, BSL user"), MASK);
    assert_eq!(masked("I am 34 years old and pregnant"), "I am […] and […]");
    assert_eq!(masked("Sourd, langue des signes"), MASK);
    assert_eq!(masked("Deaf, British Sign Language"), MASK);
    assert_eq!(
        masked("Animatrice d'un groupe de prière pendant 4 ans"),
        "Animatrice d'un […] pendant 4 ans"
    );
    assert_eq!(
        cv("Profil\n34 ans\n\nCompétences\nZendesk"),
        "Profil\n[…]\n\nCompétences\nZendesk"
    );
    assert_eq!(cv("Profil\nJeune diplômé de 22 ans\n"), "Profil\n[…]\n");
}

#[test]
fn work_words_near_a_protected_one_stay() {
    for text in [
        "Conseiller retraite, 40 appels par jour",
        "Handled maternity leave paperwork",
        "Blind testing of audio products",
        "Christian Dior boutique adviser",
        "Gay-Lussac street store manager",
        "Mère de la start-up : société Petit Bateau",
        "Vendeuse de vêtements de grossesse",
        "Rédaction pour un journal catholique",
        "Fille au pair d'une famille anglaise",
        "Sexe et genre : formation suivie en 2021",
        "Expérience de 22 ans",
        "Married up three data sources",
        "Right to work checks for 40 starters a month",
        "French national team of support agents, 12 people",
        "Interprète en langue des signes, 4 ans",
        "Carton de 70 kg, rayonnage de 1,75 m",
        "Promotion 20 % sur la rentrée",
        "Cours d'arabe et de français pour adultes",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn a_place_that_all_visit_and_the_thing_worked_on_stay() {
    for text in [
        "Médiatrice au musée juif de Paris, 200 visiteurs par jour",
        "Visites guidées de l'église Saint-Sulpice",
        "Restauration d'orgues d'église",
        "Guide at the Jewish Museum of London",
        "Restored church pews and pulpits by hand",
        "Repaired church bells",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn whom_one_prays_or_serves_with_is_masked() {
    for (text, left) in [
        (
            "Membre d'une association juive",
            "Membre d'une association […]",
        ),
        ("Chorale de l'église Saint-Sulpice", "Chorale de l'[…]"),
        (
            "Volunteer at my church every week",
            "Volunteer at my […] every week",
        ),
        ("Bell-ringer at the church", "Bell-ringer at the […]"),
        ("Jewish youth club leader", "[…] youth club leader"),
    ] {
        assert_eq!(masked(text), left);
    }
}

#[test]
fn a_name_of_one_word_after_its_label_is_masked() {
    assert_eq!(
        cv("Nom : Benali\nPrénom : Fatima\n\nPROFIL\nFatima range, Benali trie"),
        "[…]\n[…]\n\nPROFIL\n[…] range, […] trie"
    );
    assert_eq!(masked("Name: Access, Excel"), "Name: Access, Excel");
}

#[test]
fn a_name_in_a_script_without_capitals_is_masked() {
    let identity = Identity {
        names: vec!["王小明 陈".to_string()],
        ..Identity::default()
    };
    let text = "Zendesk. 王小明 陈";
    let masked = mask(text, &sectioning::split(text), &identity, Top::None);
    assert_eq!(masked.text, "Zendesk. […]");
}

#[test]
fn a_first_line_without_capitals_is_a_name_and_a_trade_is_not() {
    let below = "\nfb@example.org | 06 00 00 00 31\n\nExpérience\nCaissière, 2019-2024\n";
    assert!(cv(&format!("fatima benali{below}")).starts_with("[…]"));
    assert!(cv(&format!("conseillère clientèle{below}")).starts_with("conseillère clientèle"));
}

#[test]
fn a_short_name_from_a_roster_is_masked_where_it_stands() {
    let identity = Identity {
        names: vec!["Ana".to_string()],
        ..Identity::default()
    };
    let text = "Zendesk au quotidien. Ana";
    let masked = mask(text, &sectioning::split(text), &identity, Top::None);
    assert_eq!(masked.text, "Zendesk au quotidien. […]");
}

#[test]
fn an_age_after_what_else_they_are_is_masked() {
    assert_eq!(
        cv("Wei Zhang\nMale, 27\n\nExperience\nTill, 12"),
        "[…]\n[…]\n\nExperience\nTill, 12"
    );
}

#[test]
fn how_tall_somebody_is_is_masked_where_the_text_is_about_them() {
    for line in ["1m75, 70 kg", "1,75 m, 70 kg", "1 m 75", "Height 5'6\""] {
        let text = cv(&format!("Ada Vergne\n{line}\n\nPROFIL\nCaisse"));
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}
