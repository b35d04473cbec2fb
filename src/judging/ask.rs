//! What to ask a candidate, and why.
//!
//! In: a rubric, one candidate's scores and unlisted items, a language. Out: a few questions, each
//! with its reason; an open question for each unlisted item.
//! Left to others: the words (labels and skills), how many candidates get questions (`run`).

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::error::Message;
use crate::judging::lint;
use crate::language::everyday;
use crate::language::interview::Script;
use crate::language::labels::Labels;
use crate::language::quoting;
use crate::model::document::{Lang, SectionKind};
use crate::model::evidence::{Evidence, Level, Polarity, Unlisted};
use crate::model::rubric::{Criterion, Kind, QuestionKind, Rubric};
use crate::model::shortlist::{Earned, Judged, Question, State, WorthAsking};

/// A quotation in a question has at most this many words.
const QUOTED_WORDS: usize = 15;

/// The questions for one candidate, at most `most`, the most useful first: one of each reason, then
/// the others.
pub fn questions(rubric: &Rubric, judged: &Judged, lang: Lang, most: usize) -> Vec<Question> {
    let mut questions = Vec::new();
    for reason in in_turn(rubric, judged).into_iter().take(most) {
        let pair = (&rubric.criteria[reason.at], &judged.criteria[reason.at]);
        questions.push(question(&reason, pair, lang));
    }
    questions
}

/// The reasons in the order in which they are asked, each criterion once.
fn in_turn(rubric: &Rubric, judged: &Judged) -> Vec<Reason> {
    let (mut missing, mut mad) = (missing(rubric, judged), mad(judged));
    let mut claims = claims(judged);
    let mut all = relation(rubric, judged);
    for first in [&mut missing, &mut mad, &mut claims] {
        all.extend((!first.is_empty()).then(|| first.remove(0)));
    }
    all.extend(missing);
    all.extend(claims);
    all.extend(mad);
    all.extend(silent(rubric, judged));
    let mut asked = BTreeSet::new();
    all.retain(|reason| asked.insert(reason.at));
    all
}

/// Probes for an interview guide: questions after the candidate's own words, at most `most`, on the
/// criteria that `asked` accepts; none repeats a question that is `taken`.
pub fn probes(
    rubric: &Rubric,
    judged: &Judged,
    lang: Lang,
    most: usize,
    asked: &dyn Fn(&Criterion) -> bool,
    taken: &[&str],
) -> Vec<Question> {
    let (mut mad, mut claims) = (mad(judged).into_iter(), claims(judged).into_iter());
    let probe = |reasons: &mut std::vec::IntoIter<Reason>| {
        reasons.find_map(|reason| {
            let criterion = &rubric.criteria[reason.at];
            let pair = (criterion, &judged.criteria[reason.at]);
            asked(criterion).then(|| probe(&reason, pair, lang, taken))?
        })
    };
    let mut probes = Vec::new();
    while probes.len() < most {
        let round: Vec<Question> = [probe(&mut mad), probe(&mut claims)]
            .into_iter()
            .flatten()
            .collect();
        if round.is_empty() {
            break;
        }
        probes.extend(round);
    }
    probes.truncate(most);
    probes
}

/// A probe, when the candidate's words may be said. What would be too long to be heard asks for one
/// situation instead.
fn probe(
    reason: &Reason,
    (criterion, earned): (&Criterion, &Earned),
    lang: Lang,
    taken: &[&str],
) -> Option<Question> {
    let words = unglued(sayable(earned)?)?;
    let labels = Labels::of(lang);
    let said = |asked: &str| {
        let quoted = Message::new("ask.quoted").with("quote", words);
        labels.say(&quoted.with("question", asked))
    };
    let past = criterion.skill.ask.iter();
    let own = past
        .filter(|ask| ask.kind != QuestionKind::Situational)
        .map(|ask| ask.text.in_lang(lang))
        .filter(|text| !taken.contains(text))
        .map(said)
        .find(|text| lint::findings(text, lang).is_empty());
    Some(Question {
        criterion: Some(earned.id.clone()),
        kind: reason.kind,
        text: own.unwrap_or_else(|| said(&Script::of(lang).probe)),
        // Raters see neither points nor levels: a guide says why in its own words.
        because: String::new(),
    })
}

/// The words without what joined them to the rest of their sentence; two words at least say something.
fn unglued(words: &str) -> Option<&str> {
    let mut words = words;
    while let Some((first, rest)) = words.split_once(' ') {
        if !quoting::is_glue(first) {
            break;
        }
        words = trimmed(rest);
    }
    while let Some((rest, last)) = words.rsplit_once(' ') {
        if !quoting::is_glue(last) {
            break;
        }
        words = trimmed(rest);
    }
    words.contains(' ').then_some(words)
}

/// The unlisted items, each with an open question.
pub fn worth_asking(unlisted: Vec<Unlisted>, lang: Lang) -> Vec<WorthAsking> {
    let labels = Labels::of(lang);
    let each = unlisted.into_iter().map(|item| {
        let question = match sentence(&item.quote) {
            Some(words) => labels.say(&Message::new("ask.unlisted-quoted").with("quote", words)),
            None => {
                let section = labels.get(section_key(item.section));
                labels.say(&Message::new("ask.unlisted").with("section", section))
            }
        };
        WorthAsking {
            quote: item.quote,
            file: Some(item.file),
            page: item.page,
            line: item.line,
            section: item.section,
            question,
        }
    });
    each.collect()
}

/// The label of a section's name.
pub fn section_key(section: SectionKind) -> &'static str {
    match section {
        SectionKind::Summary => "section.summary",
        SectionKind::Work => "section.work",
        SectionKind::Volunteer => "section.volunteer",
        SectionKind::Education => "section.education",
        SectionKind::Awards => "section.awards",
        SectionKind::Certificates => "section.certificates",
        SectionKind::Publications => "section.publications",
        SectionKind::Skills => "section.skills",
        SectionKind::Languages => "section.languages",
        SectionKind::Interests => "section.interests",
        SectionKind::Projects => "section.projects",
        SectionKind::References => "section.references",
        SectionKind::Other => "section.other",
    }
}

/// Why a criterion is asked about.
struct Reason {
    /// The criterion's place in the rubric.
    at: usize,
    /// The label of the reason.
    because: &'static str,
    /// Which of the skill's questions fits best.
    kind: QuestionKind,
}

fn reason(at: usize, because: &'static str, kind: QuestionKind) -> Reason {
    Reason { at, because, kind }
}

/// Hard skills are shown and nothing says how this person is with people: the heaviest soft skill.
fn relation(rubric: &Rubric, judged: &Judged) -> Vec<Reason> {
    if !judged.relation_unproven {
        return Vec::new();
    }
    let soft = places(judged, |earned| earned.kind == Kind::Soft);
    let mut soft: Vec<usize> = soft.collect();
    soft.sort_by(|&a, &b| heavier(rubric, a, b));
    let each = soft.into_iter().take(1);
    each.map(|at| reason(at, "because.relation-unproven", QuestionKind::Behavioural))
        .collect()
}

/// What the job requires and the CV does not show, heaviest first.
fn missing(rubric: &Rubric, judged: &Judged) -> Vec<Reason> {
    let state_of = |at: usize| {
        let id = &judged.criteria[at].id;
        let required = judged.required.iter().find(|r| &r.criterion == id)?;
        Some(required.state)
    };
    let mut missing: Vec<(usize, State)> = (0..judged.criteria.len())
        .filter_map(|at| Some((at, state_of(at)?)))
        .filter(|(_, state)| *state != State::Shown)
        .collect();
    missing.sort_by(|(a, _), (b, _)| heavier(rubric, *a, *b));
    let because = |state| match state {
        State::Contradicted => "because.required-contradicted",
        State::Unknown | State::Shown => "because.required-unknown",
    };
    missing
        .into_iter()
        .map(|(at, state)| reason(at, because(state), QuestionKind::Behavioural))
        .collect()
}

/// Mad skills that stand on more than a word, the strongest first.
fn mad(judged: &Judged) -> Vec<Reason> {
    let mad = |earned: &Earned| earned.kind == Kind::Mad && earned.level >= Level::Situated;
    let mut mad: Vec<usize> = places(judged, mad).collect();
    mad.sort_by(|&a, &b| {
        judged.criteria[b]
            .share
            .total_cmp(&judged.criteria[a].share)
    });
    mad.into_iter()
        .map(|at| reason(at, "because.mad", QuestionKind::Open))
        .collect()
}

/// The claims that most points rest on.
fn claims(judged: &Judged) -> Vec<Reason> {
    let strong = |earned: &Earned| earned.kind != Kind::Mad && earned.level >= Level::Situated;
    let mut claims: Vec<usize> = places(judged, strong).collect();
    claims.sort_by(|&a, &b| {
        let (a, b) = (&judged.criteria[a], &judged.criteria[b]);
        let by_level = (b.level >= Level::Enacted).cmp(&(a.level >= Level::Enacted));
        by_level.then_with(|| b.points.total_cmp(&a.points))
    });
    claims
        .into_iter()
        .map(|at| reason(at, "because.claim", QuestionKind::Behavioural))
        .collect()
}

/// What weighs in this job and the CV says nothing of, heaviest first.
fn silent(rubric: &Rubric, judged: &Judged) -> Vec<Reason> {
    let silent = |earned: &Earned| {
        earned.kind != Kind::Mad && earned.weight > 0.0 && earned.level < Level::Situated
    };
    let mut silent: Vec<usize> = places(judged, silent).collect();
    silent.sort_by(|&a, &b| heavier(rubric, a, b));
    silent
        .into_iter()
        .map(|at| reason(at, "because.silent", QuestionKind::Behavioural))
        .collect()
}

/// The heavier of two criteria first.
fn heavier(rubric: &Rubric, a: usize, b: usize) -> Ordering {
    let weight = |at: usize| rubric.criteria[at].weight;
    weight(b).total_cmp(&weight(a))
}

fn places<'a>(
    judged: &'a Judged,
    wanted: impl Fn(&Earned) -> bool + 'a,
) -> impl Iterator<Item = usize> + 'a {
    let criteria = judged.criteria.iter().enumerate();
    criteria
        .filter(move |(_, earned)| wanted(earned))
        .map(|(at, _)| at)
}

fn question(reason: &Reason, (criterion, earned): (&Criterion, &Earned), lang: Lang) -> Question {
    let skill = &criterion.skill;
    let of_kind = skill.ask.iter().find(|ask| ask.kind == reason.kind);
    let ask = of_kind.or_else(|| skill.ask.first());
    let labels = Labels::of(lang);
    let title = skill.title.in_lang(lang);
    let asked = match ask {
        Some(ask) => ask.text.in_lang(lang).to_owned(),
        None => labels.say(&Message::new("ask.plain").with("skill", title)),
    };
    let because = Message::new(reason.because)
        .with("skill", title)
        .with("level", labels.get(level_key(earned.level)))
        .with("points", points(earned.points, lang));
    Question {
        criterion: Some(earned.id.clone()),
        kind: ask.map_or(reason.kind, |ask| ask.kind),
        text: opened(reason, earned, (title, &asked), labels),
        because: labels.say(&because),
    }
}

/// The question, after the candidate's own words where they may be said, else after the skill's name.
fn opened(
    reason: &Reason,
    earned: &Earned,
    (title, asked): (&str, &str),
    labels: &Labels,
) -> String {
    let stands = matches!(reason.because, "because.mad" | "because.claim");
    let message = match sayable(earned).filter(|_| stands) {
        Some(words) => Message::new("ask.quoted").with("quote", words),
        None => Message::new("ask.named").with("skill", title),
    };
    labels.say(&message.with("question", asked))
}

/// The words of the best evidence, when they may be said.
fn sayable(earned: &Earned) -> Option<&str> {
    let mut evidence = earned.evidence.iter();
    let best = evidence.find(|e| {
        e.polarity == Polarity::Affirmed && e.level >= Level::Situated && e.level == earned.level
    });
    best.and_then(own_words)
}

/// The label of a level's name.
pub fn level_key(level: Level) -> &'static str {
    match level {
        Level::None => "level.0",
        Level::Declared => "level.1",
        Level::Situated => "level.2",
        Level::Enacted => "level.3",
        Level::Attested => "level.4",
    }
}

fn points(points: f64, lang: Lang) -> String {
    let written = format!("{points:.1}");
    match lang {
        Lang::Fr => written.replace('.', ","),
        Lang::En => written,
    }
}

/// The words of a piece of evidence that a question may quote: its sentence, else the cue alone when it
/// is more than a word.
fn own_words(evidence: &Evidence) -> Option<&str> {
    sentence(&evidence.quote).or_else(|| phrase(&evidence.quote, cue(evidence)?))
}

/// The cue alone, when it is a phrase of its own: two words at least that nothing parts, between signs or
/// small words. *Tuba, depuis* and *minutes pour rassurer* are cut out of one.
fn phrase(quote: &str, range: std::ops::Range<usize>) -> Option<&str> {
    let words = quotable(quote.get(range.clone())?)?;
    let small = |word: &str| {
        // *L'équipe*: what an apostrophe joins is a word of its own.
        let word = word
            .split_inclusive(['\'', '’'])
            .next()
            .unwrap_or(word)
            .replace('’', "'");
        quoting::is_edge(&word)
    };
    let before = quote.get(..range.start)?.trim_end();
    let after = quote.get(range.end..)?.trim_start();
    let sign = |c: char| !c.is_alphanumeric() && c != '%';
    let opens = before.is_empty()
        || before.ends_with(sign)
        || before.rsplit(char::is_whitespace).next().is_some_and(small);
    let closes = after.is_empty()
        || after.starts_with(sign)
        || after.split(char::is_whitespace).next().is_some_and(small);
    let parted = words.contains([',', ';', ':', '(', ')']);
    let last = words.rsplit(char::is_whitespace).next().unwrap_or(words);
    let ended = !quoting::is_edge(last) && last.ends_with(|c: char| c.is_alphabetic() || c == '%');
    let several = words.contains(char::is_whitespace);
    (several && opens && closes && ended && !parted).then_some(words)
}

/// A whole sentence that begins with a capital and has no other: who writes like this would give a
/// name its capital, and an everyday first word is no name.
fn sentence(quote: &str) -> Option<&str> {
    let quote = trimmed(quote);
    let (first, rest) = quote.split_once(char::is_whitespace)?;
    let mut letters = first.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let small = !letters.any(char::is_uppercase) && everyday::is_everyday(first);
    (capital && small && quotable(rest).is_some() && is_short(quote) && !dates(first))
        .then_some(quote)
}

/// The cue inside the quote; unknown when white space was collapsed before it.
fn cue(evidence: &Evidence) -> Option<std::ops::Range<usize>> {
    if evidence.quote.len() != evidence.end.checked_sub(evidence.start)? {
        return None;
    }
    let (start, end) = evidence.cue;
    Some(start.checked_sub(evidence.start)?..end.checked_sub(evidence.start)?)
}

/// Words that name nobody: nothing masked, no name, place, date or organisation. What cannot be told
/// apart from one of those (a capital, a year, an address) is left out with it.
fn quotable(words: &str) -> Option<&str> {
    let words = trimmed(words);
    let has_sign = words.contains(['…', '[', ']', '@', '/', '\\', '«', '»', '"', '<', '>']);
    let plain = |word: &str| !names(word) && !dates(word);
    let fits = is_short(words) && !has_sign;
    (fits && words.split_whitespace().all(plain)).then_some(words)
}

fn trimmed(words: &str) -> &str {
    words
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | ')'))
}

fn is_short(words: &str) -> bool {
    (1..=QUOTED_WORDS).contains(&words.split_whitespace().count())
}

/// A capital may start a name, even at the start of a sentence.
fn names(word: &str) -> bool {
    word.chars().any(char::is_uppercase)
}

/// Four digits may be a year, and digits around a point or a colon a date or a time.
fn dates(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits >= 4 || (digits >= 2 && word.contains(['.', ':', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(quote: &str, cue: &str) -> Option<String> {
        let start = quote.find(cue).unwrap();
        let evidence = Evidence {
            quote: quote.into(),
            file: "cv.txt".into(),
            page: 1,
            line: 1,
            start: 100,
            end: 100 + quote.len(),
            section: SectionKind::Work,
            polarity: Polarity::Affirmed,
            level: Level::Enacted,
            cue: (100 + start, 100 + start + cue.len()),
        };
        own_words(&evidence).map(str::to_owned)
    }

    #[test]
    fn a_plain_sentence_is_quoted_whole() {
        let sentence = "Rappels des abonnés décidés à partir, 27 % gardés";
        assert_eq!(quoted(sentence, "abonnés"), Some(sentence.into()));
    }

    #[test]
    fn a_sentence_with_a_name_gives_its_cue_alone() {
        for sentence in [
            "Rappels d'abonnés, puis encadrement d'une équipe pour Filandre",
            "voxalis, encadrement d'une équipe",
            "[…] encadrement d'une équipe",
        ] {
            let words = quoted(sentence, "encadrement d'une équipe");
            assert_eq!(
                words.as_deref(),
                Some("encadrement d'une équipe"),
                "{sentence}"
            );
        }
    }

    #[test]
    fn a_cue_that_is_cut_out_of_a_phrase_is_not_quoted() {
        for (sentence, cue) in [
            ("Fanfare de Lille, tuba, depuis l'enfance", "tuba, depuis"),
            (
                "Chez Filandre, dix minutes pour rassurer",
                "minutes pour rassurer",
            ),
            (
                "Chez Filandre : formation de 30 conseillers",
                "formation de 30",
            ),
            (
                "At Voxalis handled 30 complaints a week",
                "complaints a week",
            ),
        ] {
            assert_eq!(quoted(sentence, cue), None, "{sentence}");
        }
        let whole = "Chez Filandre, tutrice de quatre apprentis";
        let cue = "tutrice de quatre apprentis";
        assert_eq!(quoted(whole, cue), Some(cue.into()));
    }

    #[test]
    fn masked_words_dates_and_single_words_are_never_quoted() {
        assert_eq!(quoted("[…] 12/05/2021 Zendesk", "Zendesk"), None);
        assert_eq!(quoted("Paris 2019 mémo", "mémo"), None);
        assert_eq!(
            quoted("Lyon, équipe […] du soir", "équipe […] du soir"),
            None
        );
    }
}
