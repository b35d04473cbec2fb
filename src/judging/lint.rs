//! The question linter: what a question must not do.
//!
//! In: a question and its language. Out: what is wrong with it, as messages.
//! Left to others: which questions are read (`run::rubric`, the tests), the lexicons (`language::interview`).
//!
//! It reads for six faults: a forbidden topic, an answer hidden in the question, two questions in one,
//! more than [`LONGEST`] words, a word that agrees in gender with the person asked, and jargon.

use std::sync::LazyLock;

use regex::Regex;

use crate::error::Message;
use crate::language::fold;
use crate::language::interview::{Gendered, Lexicon, Script};
use crate::model::document::Lang;

/// A longer question is not understood the first time it is heard.
pub const LONGEST: usize = 45;

static FR: LazyLock<Linter> = LazyLock::new(|| Linter::new(Script::of(Lang::Fr)));
static EN: LazyLock<Linter> = LazyLock::new(|| Linter::new(Script::of(Lang::En)));

/// Everything wrong with a question; empty when it can be asked.
pub fn findings(question: &str, lang: Lang) -> Vec<Message> {
    let linter = match lang {
        Lang::Fr => &FR,
        Lang::En => &EN,
    };
    let lower = question.to_lowercase().replace(['’', 'ʼ'], "'");
    let plain: String = lower.chars().map(unaccented).collect();
    let mut found = forbidden(question);
    found.extend(linter.first("lint.leading", &linter.leading, &plain));
    found.extend(linter.first("lint.double", &linter.double, &plain));
    found.extend(too_long(question));
    found.extend(linter.gendered(&lower));
    found.extend(linter.jargon(question, &plain));
    found
}

/// The forbidden topics of a question, whatever language it is in: the law does not depend on it.
pub fn forbidden(question: &str) -> Vec<Message> {
    let folded = fold::fold(question);
    let mut found: Vec<Message> = Vec::new();
    for linter in [&*FR, &*EN] {
        let text = linter.spared.iter().fold(folded.clone(), |text, spared| {
            spared.replace_all(&text, " ").into_owned()
        });
        for (topic, name, patterns) in &linter.topics {
            let Some(words) = patterns.iter().find_map(|p| p.find(&text)) else {
                continue;
            };
            let message = Message::new("lint.forbidden")
                .with("topic", name)
                .with("words", words.as_str().trim())
                .with("id", topic);
            let known = |m: &Message| m.with.last() == message.with.last();
            if !found.iter().any(known) {
                found.push(message);
            }
        }
    }
    found
}

fn too_long(question: &str) -> Option<Message> {
    let words = question.split_whitespace();
    let count = words.filter(|w| w.contains(char::is_alphanumeric)).count();
    let message = Message::new("lint.long")
        .with("words", count)
        .with("longest", LONGEST);
    (count > LONGEST).then_some(message)
}

/// Accents off, one character for one, so that patterns read what was typed without them.
fn unaccented(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'û' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        '‑' | '–' => '-',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// One language's lexicons, compiled.
struct Linter {
    topics: Vec<(&'static str, &'static str, Vec<Regex>)>,
    spared: Vec<Regex>,
    leading: Vec<Regex>,
    double: Vec<Regex>,
    jargon: Vec<Regex>,
    acronyms: &'static [String],
    agreement: Option<Regex>,
    adverbs: &'static [String],
    kept: &'static [String],
    others: Vec<Regex>,
}

impl Linter {
    fn new(script: &'static Script) -> Linter {
        let Lexicon {
            leading,
            double,
            jargon,
            acronyms,
            gendered,
        } = &script.lint;
        let topics = script.forbidden.iter();
        let mut others = compiled(&gendered.others);
        if !gendered.objects.is_empty() {
            let object = format!("{}(?:[^\\p{{L}}(·]|$)", gendered.objects);
            others.extend(compiled(&[object]));
        }
        Linter {
            topics: topics
                .map(|t| (t.topic.as_str(), t.name.as_str(), compiled(&t.patterns)))
                .collect(),
            spared: compiled(&script.spared),
            leading: compiled(leading),
            double: compiled(double),
            jargon: compiled(jargon),
            acronyms,
            agreement: agreement(gendered),
            adverbs: &gendered.adverbs,
            kept: &gendered.kept,
            others,
        }
    }

    /// The first phrase of a lexicon that stands in the text.
    fn first(&self, key: &'static str, patterns: &[Regex], text: &str) -> Option<Message> {
        let words = patterns.iter().find_map(|pattern| pattern.find(text))?;
        Some(Message::new(key).with("words", words.as_str().trim()))
    }

    /// A word that says whether the person asked is a man or a woman.
    fn gendered(&self, lower: &str) -> Option<Message> {
        let agreeing = self.agreement.as_ref().and_then(|agreement| {
            let each = agreement.captures_iter(lower);
            let words = each.filter_map(|found| found.name("word"));
            words.map(|word| word.as_str()).find(|word| {
                let mut adverbs = self.adverbs.iter();
                !adverbs.any(|ending| word.ends_with(ending))
                    && !self.kept.iter().any(|kept| kept == word)
            })
        });
        let words = match agreeing {
            Some(word) => word,
            None => {
                let other = self.others.iter().find_map(|pattern| pattern.find(lower))?;
                other.as_str().trim_matches(|c: char| !c.is_alphanumeric())
            }
        };
        Some(Message::new("lint.gendered").with("words", words))
    }

    /// Words of the trade, and capitals that nobody outside can read.
    fn jargon(&self, question: &str, plain: &str) -> Option<Message> {
        let acronym = question
            .split(|c: char| !c.is_alphanumeric())
            .find(|word| is_acronym(word) && !self.acronyms.iter().any(|known| known == word));
        match acronym {
            Some(word) => Some(Message::new("lint.jargon").with("words", word)),
            None => self.first("lint.jargon", &self.jargon, plain),
        }
    }
}

/// Two to six capitals or digits, with at least two capitals: *NPS*, *PCRM2*.
fn is_acronym(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_ascii_uppercase()).count();
    let others = word
        .chars()
        .any(|c| !c.is_ascii_uppercase() && !c.is_ascii_digit());
    capitals >= 2 && word.len() <= 6 && !others
}

/// What stands before, what may stand between, and a word with an ending that agrees; an inclusive
/// ending, `(e)` or `·e`, agrees with nobody.
fn agreement(gendered: &Gendered) -> Option<Regex> {
    if gendered.before.is_empty() {
        return None;
    }
    let before = gendered.before.join("|");
    let Gendered {
        between,
        endings,
        joins,
        ..
    } = gendered;
    let word = format!("(?P<word>\\p{{L}}+{endings})(?:[^\\p{{L}}(·'-]|-[^\\p{{L}}]|$)");
    let pattern =
        format!("(?:{before}) (?:{between} )*(?:\\p{{L}}+e,? {joins} (?:{between} )*)?{word}");
    compiled(&[pattern]).pop()
}

fn compiled(patterns: &[String]) -> Vec<Regex> {
    let each = patterns.iter();
    each.map(|pattern| Regex::new(pattern).expect("the patterns are ours and a test compiles them"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(question: &str, lang: Lang) -> Vec<&'static str> {
        let each = findings(question, lang).into_iter();
        each.map(|message| message.key).collect()
    }

    fn faults(questions: &[&str], lang: Lang, key: &str) -> Vec<String> {
        let each = questions.iter();
        each.filter(|question| !keys(question, lang).contains(&key))
            .map(|question| question.to_string())
            .collect()
    }

    fn not_clean(questions: &[&str], lang: Lang) -> Vec<String> {
        let each = questions.iter();
        each.filter_map(|question| {
            let found = findings(question, lang);
            (!found.is_empty()).then(|| format!("{question} -> {found:?}"))
        })
        .collect()
    }

    const NONE: Vec<String> = Vec::new();

    #[test]
    fn what_must_never_be_asked_is_found_and_what_replaces_it_is_not() {
        for lang in [Lang::Fr, Lang::En] {
            for topic in &Script::of(lang).forbidden {
                for never in &topic.never {
                    let found = findings(never, lang);
                    let hit = found.iter().any(|m| {
                        m.key == "lint.forbidden" && m.with.contains(&("id", topic.topic.clone()))
                    });
                    assert!(hit, "{never} {found:?}");
                }
                let instead = topic.instead.as_deref().unwrap_or_default();
                assert_eq!(findings(instead, lang), [], "{instead}");
            }
        }
    }

    #[test]
    fn forbidden_topics_are_found_in_other_words() {
        let fr = [
            "Etes-vous mariee ou celibataire ?",
            "Comptez-vous avoir un enfant bientôt ?",
            "Qui garde vos enfants quand ils sont malades ?",
            "En quelle année êtes-vous né ?",
            "Vous venez d'où, avec cet accent ? D'où venez-vous vraiment ?",
            "Votre conjoint accepte-t-il les horaires du soir ?",
            "Êtes-vous croyante ?",
            "Faites-vous le ramadan ?",
            "Avez-vous déjà fait grève ?",
            "Prenez-vous un traitement médical ?",
            "Avez-vous déjà fait un burn-out ?",
            "Avez-vous la RQTH ?",
            "Où habitez-vous ?",
            "Quel était votre salaire précédent ?",
            "Avez-vous un casier judiciaire ?",
            "Êtes-vous homosexuel ?",
            "Quelle est votre nationalité ?",
            "Que faites-vous le week-end ?",
            "Quelles sont vos opinions politiques ?",
            "Envisagez-vous un congé maternité ?",
        ];
        assert_eq!(faults(&fr, Lang::Fr, "lint.forbidden"), NONE);
        let en = [
            "Are you single or married?",
            "Are you planning to start a family?",
            "Who takes care of your children when you work?",
            "What year were you born?",
            "Where were you born?",
            "Does your husband mind the late shifts?",
            "Are you a practising Christian?",
            "Which church do you go to church in?",
            "Have you ever been on strike?",
            "Do you take any medication?",
            "How many days of sick leave did you take?",
            "Where do you live?",
            "What is your current salary?",
            "Have you ever been arrested?",
            "Are you gay?",
            "What is your nationality?",
            "What do you do in your free time?",
            "What are your political views?",
        ];
        assert_eq!(faults(&en, Lang::En, "lint.forbidden"), NONE);
    }

    #[test]
    fn the_same_words_about_customers_may_be_asked() {
        let fr = [
            "Un client dit, très inquiet, que son chauffage est en panne avec un nourrisson à la maison. Comment menez-vous l'appel ?",
            "Racontez une sortie que vous avez encadrée avec des enfants agités. Qu'avez-vous fait ?",
            "Une cliente enceinte attend debout. Que faites-vous ?",
            "Un syndicat de copropriété conteste sa facture. Que répondez-vous ?",
            "Parlez d'une décision d'argent difficile dans une activité que vous meniez.",
            "Une famille veut déclarer un décès. Quels sont vos premiers mots ?",
            "Une cliente handicapée ne peut pas entrer. Que proposez-vous ?",
            "Racontez un client dont vous avez trouvé l'origine de la panne.",
        ];
        assert_eq!(not_clean(&fr, Lang::Fr), NONE);
        let en = [
            "A customer calls to close her late father's contract. How do you handle it?",
            "A worried customer says the heating is off with a baby at home. How do you run the call?",
            "Tell us about an outing you led with restless children. What did you do?",
            "A student union disputes an invoice. What do you reply?",
            "A customer who uses a wheelchair cannot get in. What do you offer?",
        ];
        assert_eq!(not_clean(&en, Lang::En), NONE);
    }

    #[test]
    fn a_question_must_not_hold_its_answer() {
        let fr = [
            "Vous aimez le travail en équipe, n'est-ce pas ?",
            "Ne pensez-vous pas que le client a toujours raison ?",
            "J'imagine que vous savez gérer le stress ?",
            "Êtes-vous quelqu'un de rigoureux ?",
            "Vous savez garder votre calme, non ?",
            "Vous gardez votre calme, bien sûr ?",
        ];
        assert_eq!(faults(&fr, Lang::Fr, "lint.leading"), NONE);
        let en = [
            "You enjoy teamwork, don't you?",
            "Don't you think the customer is always right?",
            "I assume you can handle stress?",
            "Would you say you are a patient person?",
            "You stay calm on the phone, right?",
            "Surely you have dealt with complaints?",
        ];
        assert_eq!(faults(&en, Lang::En, "lint.leading"), NONE);
    }

    #[test]
    fn one_question_at_a_time() {
        let fr = [
            "Comment gérez-vous le stress et aimez-vous travailler en équipe ?",
            "Que faites-vous si la ligne coupe ? Comment organisez-vous votre journée ?",
            "Racontez un conflit et décrivez votre organisation.",
        ];
        assert_eq!(faults(&fr, Lang::Fr, "lint.double"), NONE);
        let en = [
            "How do you handle stress and do you enjoy teamwork?",
            "What do you do if the line drops? How do you plan your day?",
            "Describe a conflict and tell us how you plan.",
        ];
        assert_eq!(faults(&en, Lang::En, "lint.double"), NONE);
        let follow_up = "Que dites-vous et que faites-vous pendant les deux minutes suivantes ?";
        assert_eq!(keys(follow_up, Lang::Fr), NONE);
    }

    #[test]
    fn a_question_of_forty_five_words_is_the_longest() {
        let long = |count: usize| format!("{}?", "mot ".repeat(count));
        assert_eq!(keys(&long(45), Lang::Fr), NONE);
        assert_eq!(keys(&long(46), Lang::Fr), ["lint.long"]);
    }

    #[test]
    fn no_word_agrees_with_the_person_asked() {
        let gendered = [
            "Comment vous y êtes-vous pris ?",
            "Racontez une fois où vous vous êtes senti dépassé.",
            "Comment êtes-vous reparti après cet échec ?",
            "Êtes-vous motivée par ce poste ?",
            "Qu'avez-vous fait pour rester efficace et correct avec chacun ?",
            "Quand avez-vous été formé à cet outil ?",
            "Décrivez une vente dont on vous a remercié plus tard.",
            "En tant que vendeur, que répondez-vous ?",
            "Racontez une fois où vous étiez seul face à une file.",
            "Jusqu'où êtes-vous allé ?",
            "Vous sentez-vous prête à cela ?",
            "Quand vous êtes très fatigué, que changez-vous ?",
        ];
        assert_eq!(faults(&gendered, Lang::Fr, "lint.gendered"), NONE);
        let neutral = [
            "Comment avez-vous procédé ?",
            "Comment vous êtes-vous fait comprendre ?",
            "Quand êtes-vous à l'aise ?",
            "Racontez une situation où vous étiez responsable d'un groupe.",
            "Qu'aviez-vous mal écouté, et qu'avez-vous changé ?",
            "Quand avez-vous été motivé(e) par un défi ?",
            "Racontez un appel où la voix seule devait suffire.",
            "Racontez un moment où vous étiez devant une règle contestée.",
            "Racontez un échange où l'on vous a manqué de respect.",
            "Racontez un projet que vous avez lancé sans qu'on vous le demande.",
        ];
        assert_eq!(not_clean(&neutral, Lang::Fr), NONE);
    }

    #[test]
    fn words_of_the_trade_are_jargon() {
        assert_eq!(keys("Quel était votre NPS ?", Lang::Fr), ["lint.jargon"]);
        assert_eq!(keys("How did you cut AHT?", Lang::En), ["lint.jargon"]);
        assert_eq!(
            keys("Parlez de vos soft skills.", Lang::Fr),
            ["lint.jargon"]
        );
        assert_eq!(keys("Que notez-vous dans le CRM ?", Lang::Fr), NONE);
    }
}
