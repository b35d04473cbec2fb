//! One document and a rubric into evidence.
//!
//! In: masked documents and a compiled rubric. Out: for each criterion, the sentences that show it
//! (or deny it), with polarity and level; and the flags that reading raised.
//! Left to others: what it earns (`judging`).

mod level;
pub mod matching;
mod polarity;
mod units;
mod unlisted;

pub use matching::Matcher;

use crate::language::fold;
use crate::language::markers::Marker;
use crate::language::stems::Accents;
use crate::language::tokens::{self, After, Token};
use crate::model::document::{Document, SectionKind, Span};
use crate::model::evidence::{Evidence, Gathered, Level, Polarity, Unlisted};
use crate::model::rubric::Kind;
use level::Around;
use matching::{Hit, List, Scratch};
use polarity::{Named, Sentence};
use units::Unit;

/// Most evidence kept for a criterion.
const KEPT: usize = 5;
/// Longest unit that is read, in bytes; the rest of it is not.
const LONGEST_UNIT: usize = 16 * 1024;

/// What the vacancy says, for finding what was copied from it.
pub struct Vacancy(std::collections::BTreeSet<Vec<String>>);

/// Sentences of a vacancy between two that address its reader.
const ADVERT_GAP: usize = 3;

/// Copied when this many words in a row are the vacancy's.
const COPIED: usize = 6;

impl Vacancy {
    /// Remembers every run of six words of the vacancy.
    pub fn new(text: &str) -> Vacancy {
        let words: Vec<String> = fold::fold(text).split(' ').map(str::to_owned).collect();
        Vacancy(words.windows(COPIED).map(<[String]>::to_vec).collect())
    }

    fn holds(&self, unit: &str) -> bool {
        let words: Vec<String> = fold::fold(unit).split(' ').map(str::to_owned).collect();
        words.windows(COPIED).any(|run| self.0.contains(run))
    }
}

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

fn best_first(evidence: &mut Vec<Evidence>) {
    evidence.sort_by(|a, b| {
        let affirmed = |e: &Evidence| e.polarity != Polarity::Affirmed;
        b.level.cmp(&a.level).then(affirmed(a).cmp(&affirmed(b)))
    });
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

fn read(
    document: &Document,
    matcher: &Matcher,
    vacancy: Option<&Vacancy>,
    gathered: &mut Gathered,
) {
    let accents = if document.text.is_ascii() {
        Accents::Lost
    } else {
        Accents::Kept
    };
    let mut scratch = matcher.borrow(accents);
    let units = units::split(document);
    let adverts = adverts(document, matcher, &units, &mut scratch);
    for (index, unit) in units.iter().enumerate() {
        let heard = Heard {
            document,
            matcher,
            unit,
            advert: adverts[index],
            vacancy,
        };
        heard.read(&units, index, &mut scratch, gathered);
    }
    matcher.give_back(scratch);
}

/// Units that belong to a vacancy pasted into the CV: the block is addressed to its reader.
fn adverts(
    document: &Document,
    matcher: &Matcher,
    units: &[Unit],
    scratch: &mut Scratch,
) -> Vec<bool> {
    let mut addressed = vec![false; units.len()];
    for (index, unit) in units.iter().enumerate() {
        tokenise(document, unit.span, &mut scratch.tokens);
        let marks = matcher.marks(&document.text, scratch);
        addressed[index] = marks.iter().any(|mark| mark.value == Marker::Advert);
    }
    let in_section = |section: usize| {
        let mine = || {
            units
                .iter()
                .zip(&addressed)
                .filter(move |(unit, _)| unit.section_index == section)
        };
        let count = mine().filter(|(_, advert)| **advert).count();
        let headed = mine().any(|(unit, advert)| unit.heading && *advert);
        headed || count >= 3 && count * 2 >= mine().count()
    };
    let between = |at: usize| {
        let section = units[at].section_index;
        let near = |range: std::ops::Range<usize>| {
            range
                .into_iter()
                .any(|other| addressed[other] && units[other].section_index == section)
        };
        near(at.saturating_sub(ADVERT_GAP)..at)
            && near(at + 1..units.len().min(at + 1 + ADVERT_GAP))
    };
    let mut adverts = Vec::with_capacity(units.len());
    let mut listing = None;
    for (at, (unit, advert)) in units.iter().zip(&addressed).enumerate() {
        let quote = document.quote(unit.span);
        // "we are looking for:" speaks for the bullets below it
        if *advert {
            listing = quote.ends_with(':').then_some(unit.section_index);
        } else if listing.is_some()
            && !(listing == Some(unit.section_index) && units::is_bullet(quote))
        {
            listing = None;
        }
        adverts.push(*advert || listing.is_some() || between(at) || in_section(unit.section_index));
    }
    adverts
}

fn tokenise(document: &Document, span: Span, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut end = span.end.min(span.start + LONGEST_UNIT);
    while !document.text.is_char_boundary(end) {
        end -= 1;
    }
    tokens::append(&document.text[span.start..end], span.start, tokens);
}

/// What a unit says of every cue in it.
struct Context {
    keyword_list: bool,
    year: bool,
    block: u32,
    copied: bool,
}

/// A unit being read.
struct Heard<'a> {
    document: &'a Document,
    matcher: &'a Matcher,
    unit: &'a Unit,
    advert: bool,
    vacancy: Option<&'a Vacancy>,
}

impl Heard<'_> {
    fn read(&self, units: &[Unit], index: usize, scratch: &mut Scratch, gathered: &mut Gathered) {
        let text = &self.document.text;
        tokenise(self.document, self.unit.span, &mut scratch.tokens);
        let hits = self
            .matcher
            .hits(text, self.document.quote(self.unit.span), scratch);
        if !hits
            .iter()
            .any(|hit| !matches!(hit.list, List::Raise | List::Attest))
        {
            self.note_unlisted(scratch, gathered);
            return;
        }
        let block_marks = self.block_marks(units, index, scratch);
        tokenise(self.document, self.unit.span, &mut scratch.tokens);
        self.matcher.marks(text, scratch);
        let tokens = std::mem::take(&mut scratch.tokens);
        let marks = scratch.marked().to_vec();
        let sentence = Sentence {
            text,
            tokens: &tokens,
            marks: &marks,
            relatives: &self.document.relatives,
        };
        let copied = self
            .vacancy
            .is_some_and(|vacancy| vacancy.holds(self.document.quote(self.unit.span)));
        let mut criteria: Vec<usize> = hits.iter().map(|hit| hit.criterion).collect();
        criteria.sort_unstable();
        criteria.dedup();
        let context = Context {
            keyword_list: is_keyword_list(&tokens) || is_pile(&tokens, criteria.len()),
            year: units::has_year(self.document.quote(self.unit.span)),
            block: block_marks,
            copied,
        };
        for criterion in criteria {
            let best = self.best(&sentence, &hits, criterion, &context);
            gathered.criteria[criterion].extend(best);
        }
        scratch.tokens = tokens;
    }

    /// No cue covers this unit: it may be the fact that nobody thought of.
    fn note_unlisted(&self, scratch: &mut Scratch, gathered: &mut Gathered) {
        let unit = self.unit;
        let full = gathered.unlisted.len() >= unlisted::KEPT;
        if full || unit.heading || self.advert || !unlisted::may_hold(unit.section) {
            return;
        }
        let text = &self.document.text;
        let marks = self.matcher.marks(text, scratch).to_vec();
        if unlisted::is_atypical(text, &scratch.tokens, &marks, unit.section) {
            let (page, line) = self.document.place(unit.span.start);
            gathered.unlisted.push(Unlisted {
                quote: collapsed(self.document.quote(unit.span)),
                file: self.document.source.clone(),
                page,
                line,
                section: unit.section,
            });
        }
    }

    /// Markers in the other sentences of the same bullet, when it is short enough to be one statement.
    fn block_marks(&self, units: &[Unit], index: usize, scratch: &mut Scratch) -> u32 {
        let mates = |at: &usize| units[*at].block == self.unit.block && *at != index;
        let near = index.saturating_sub(1)..units.len().min(index + 3);
        let mut marks = 0;
        for at in near.filter(mates) {
            tokenise(self.document, units[at].span, &mut scratch.tokens);
            for mark in self.matcher.marks(&self.document.text, scratch) {
                marks |= Around::bit(mark.value);
            }
        }
        marks
    }

    fn around(&self, sentence: &Sentence, hits: &[Hit], hit: &Hit, context: &Context) -> Around {
        let mine = |list: List| {
            hits.iter()
                .any(|other| other.criterion == hit.criterion && other.list == list)
        };
        let counts = |token: &Token| token.number && !is_year(sentence.text, token);
        let mut marks = 0;
        for mark in sentence.marks {
            // the cue's own words (*NPS*, *certified*) say nothing about it, its numbers do
            let inside = hit.start <= mark.start && mark.end <= hit.end;
            if !inside || sentence.tokens[mark.start..mark.end].iter().any(counts) {
                marks |= Around::bit(mark.value);
            }
        }
        // the rest of the bullet tells how often and with what result, not what is being learnt
        marks |= context.block
            & (Around::bit(Marker::Duration)
                | Around::bit(Marker::Frequency)
                | Around::bit(Marker::Prize)
                | Around::bit(Marker::Volume)
                | Around::bit(Marker::Responsibility)
                | Around::bit(Marker::Result));
        Around {
            dated: self.unit.dated && situates(self.unit.section),
            year: context.year,
            number: sentence.tokens.iter().any(counts),
            keyword_list: context.keyword_list,
            raise: mine(List::Raise),
            attest: mine(List::Attest),
            copied: context.copied,
            marks,
        }
    }

    /// The best piece of evidence that this unit gives for a criterion.
    fn best(
        &self,
        sentence: &Sentence,
        hits: &[Hit],
        criterion: usize,
        context: &Context,
    ) -> Option<Evidence> {
        let kind = self.matcher.kind(criterion);
        let mine = hits.iter().filter(|hit| {
            hit.criterion == criterion && !matches!(hit.list, List::Raise | List::Attest)
        });
        let judged = mine.map(|hit| {
            let polarity = self.polarity(sentence, hit, kind);
            let level = match polarity {
                Polarity::Affirmed => {
                    level::of(hit.list, kind, &self.around(sentence, hits, hit, context))
                }
                _ => Level::None,
            };
            (level, polarity, hit)
        });
        let best = judged.max_by_key(|(level, polarity, hit)| {
            (
                *polarity == Polarity::Affirmed,
                *level,
                hit.end - hit.start,
                std::cmp::Reverse(hit.start),
            )
        });
        best.map(|(level, polarity, hit)| self.evidence(sentence, hit, polarity, level))
    }

    fn polarity(&self, sentence: &Sentence, hit: &Hit, kind: Kind) -> Polarity {
        if self.advert {
            return Polarity::SomeoneElse;
        }
        let named = if kind == Kind::Hard {
            Named::Always
        } else {
            Named::MayBe
        };
        polarity::of(sentence, hit.start, hit.end, named)
    }

    fn evidence(
        &self,
        sentence: &Sentence,
        hit: &Hit,
        polarity: Polarity,
        level: Level,
    ) -> Evidence {
        let span = self.unit.span;
        let (page, line) = self.document.place(span.start);
        let byte = |at: usize| sentence.tokens.get(at);
        let cue = match (byte(hit.start), byte(hit.end.saturating_sub(1))) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (span.start, span.end),
        };
        Evidence {
            quote: collapsed(self.document.quote(span)),
            file: self.document.source.clone(),
            page,
            line,
            start: span.start,
            end: span.end,
            section: self.unit.section,
            polarity,
            level,
            cue,
        }
    }
}

/// Whether dates of this kind of section tie a cue to a job or a role.
fn situates(section: SectionKind) -> bool {
    !matches!(
        section,
        SectionKind::Summary
            | SectionKind::Skills
            | SectionKind::Languages
            | SectionKind::Interests
            | SectionKind::References
    )
}

fn is_year(text: &str, token: &Token) -> bool {
    units::has_year(&text[token.start..token.end])
}

/// Six or more items of one to three words between commas or bars, without a number.
fn is_keyword_list(tokens: &[Token]) -> bool {
    let parts = tokens
        .split_inclusive(|token| matches!(token.after, After::Comma | After::Bar | After::Stop));
    let (mut short, mut long) = (0, 0);
    for part in parts {
        match part.len() {
            0..=3 => short += 1,
            _ => long += 1,
        }
    }
    short >= 6 && short > long * 3 && !tokens.iter().any(|token| token.number)
}

/// Keywords of four criteria or more in a row, without a sign or a small word between them.
fn is_pile(tokens: &[Token], criteria: usize) -> bool {
    criteria >= 4
        && tokens.len() <= criteria * 4
        && !tokens.iter().any(|token| token.after >= After::Comma)
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Lang, Section};
    use crate::model::rubric::{
        Anchors, Criterion, Examples, Order, Phrases, Rubric, Skill, Text, Vocabulary,
    };

    fn phrases(fr: &[&str], en: &[&str]) -> Phrases {
        let owned = |list: &[&str]| list.iter().map(|phrase| (*phrase).to_owned()).collect();
        Phrases {
            fr: owned(fr),
            en: owned(en),
        }
    }

    fn rubric(vocabulary: Vocabulary, kind: Kind) -> Rubric {
        let skill = Skill {
            id: "one".into(),
            kind,
            rome: Vec::new(),
            title: Text::default(),
            definition: Text::default(),
            value: Text::default(),
            transfers: Vec::new(),
            vocabulary,
            traps: Text::default(),
            ask: Vec::new(),
            anchors: Anchors::default(),
            situational_anchors: None,
            examples: Examples::default(),
        };
        let criterion = Criterion {
            skill,
            weight: 1.0,
            required: false,
            job_link: Text::default(),
            column: None,
            line: 1,
        };
        Rubric {
            id: "test".into(),
            version: 1,
            aliases: Vec::new(),
            title: Text::default(),
            lang: Lang::Fr,
            weight_hard: 1.0,
            weight_soft: 1.0,
            mad_best: 2,
            mad_bonus: 15.0,
            order: Order::Score,
            criteria: vec![criterion],
            sha256: String::new(),
        }
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
