//! The contract `pepite.shortlist/1` as JSON: whole, one candidate a line, or one alone.
//!
//! In: a view. Out: bytes that `shortlist.schema.json` describes. Keys are never repurposed.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::error;
use crate::model::document::{IntegrityFlag, SectionKind};
use crate::model::evidence::{Evidence, Level, Polarity};
use crate::model::rubric::Kind;
use crate::model::shortlist::{
    Card, Earned, Kinds, Line, Question, Rarity, Required, RubricStamp, WorthAsking,
};
use crate::render::escape;
use crate::render::view::View;

/// The name and version of the contract.
pub const SCHEMA: &str = "pepite.shortlist/1";

/// The whole shortlist.
pub fn whole(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let list = view.shortlist;
    let ranked = list.cards.len() + list.lines.len();
    let contract = Contract {
        schema: SCHEMA,
        rubric: &list.rubric,
        pool: Counts {
            candidates: ranked + view.unread(),
            ranked,
            unread: view.unread(),
        },
        candidates: candidates(view).collect(),
        unread: unread(view).collect(),
        warnings: list.warnings.iter().map(|w| view.say(w)).collect(),
    };
    let mut json = serde_json::Serializer::with_formatter(&mut *out, escape::pretty());
    contract.serialize(&mut json)?;
    out.write_all(b"\n")
}

/// One candidate a line, then one unread input a line under the key `unread`.
pub fn lines(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for candidate in candidates(view) {
        line(&candidate, out)?;
    }
    for unread in unread(view) {
        line(&OneUnread { unread }, out)?;
    }
    Ok(())
}

/// One candidate as a line, without what only a pool can say.
pub fn alone(view: &View<'_>, card: &Card, out: &mut dyn Write) -> io::Result<()> {
    line(&Full::of(view, card).without_pool(), out)
}

/// One unread record as a line.
pub fn unread_alone(view: &View<'_>, item: &error::Unread, out: &mut dyn Write) -> io::Result<()> {
    line(
        &OneUnread {
            unread: Unread::of(view, item),
        },
        out,
    )
}

fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut json = serde_json::Serializer::with_formatter(&mut *out, escape::compact());
    value.serialize(&mut json)?;
    out.write_all(b"\n")
}

fn candidates<'a>(view: &'a View<'a>) -> impl Iterator<Item = Candidate<'a>> {
    let cards = view.shortlist.cards.iter();
    let cards = cards.map(|card| Candidate::Full(Box::new(Full::of(view, card))));
    let lines = view.shortlist.lines.iter();
    cards.chain(lines.map(|line| Candidate::Short(Short::of(view, line))))
}

fn unread<'a>(view: &'a View<'a>) -> impl Iterator<Item = Unread> {
    let unread = view.shortlist.unread.iter();
    unread.map(|unread| Unread::of(view, unread))
}

#[derive(Serialize)]
struct Contract<'a> {
    schema: &'static str,
    rubric: &'a RubricStamp,
    pool: Counts,
    candidates: Vec<Candidate<'a>>,
    unread: Vec<Unread>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Counts {
    candidates: usize,
    ranked: usize,
    unread: usize,
}

#[derive(Serialize)]
struct Unread {
    source: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Null where names are hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Option<String>>,
}

impl Unread {
    fn of(view: &View<'_>, unread: &error::Unread) -> Unread {
        Unread {
            source: view.unread_source(&unread.source),
            reason: view.say(&unread.reason),
            id: unread.who.id.clone(),
            name: unread
                .who
                .name
                .as_ref()
                .map(|name| view.name(Some(name)).map(str::to_owned)),
        }
    }
}

#[derive(Serialize)]
struct OneUnread {
    unread: Unread,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Candidate<'a> {
    Full(Box<Full<'a>>),
    Short(Short<'a>),
}

/// Somebody below the top.
#[derive(Serialize)]
struct Short<'a> {
    rank: u32,
    id: Cow<'a, str>,
    name: Option<Cow<'a, str>>,
    score: f64,
}

impl<'a> Short<'a> {
    fn of(view: &View<'_>, line: Line<'a>) -> Short<'a> {
        let shown = view.name(line.name.as_deref()).is_some();
        Short {
            rank: line.rank,
            id: line.id,
            name: line.name.filter(|_| shown),
            score: rounded(line.score, 1),
        }
    }
}

#[derive(Serialize)]
struct Full<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<usize>,
    id: &'a str,
    name: Option<&'a str>,
    source: Option<&'a str>,
    score: f64,
    kinds: Kinds,
    documented: f64,
    score_without_mad: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank_without_mad: Option<usize>,
    required: &'a [Required],
    criteria: Vec<Criterion<'a>>,
    unlisted: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rarity: Option<&'a [Rarity]>,
    flags: &'a [IntegrityFlag],
    questions: &'a [Question],
}

impl<'a> Full<'a> {
    fn of(view: &View<'_>, card: &'a Card) -> Full<'a> {
        let judged = &card.judged;
        let share = |kind: Option<f64>| kind.map(|share| rounded(share, 4));
        Full {
            rank: Some(card.rank),
            id: &card.id,
            name: view.name(card.name.as_deref()),
            source: card.source.as_deref().and_then(|file| view.file(file)),
            score: rounded(judged.score, 1),
            kinds: Kinds {
                hard: share(judged.kinds.hard),
                soft: share(judged.kinds.soft),
                mad: share(judged.kinds.mad),
            },
            documented: rounded(judged.documented, 4),
            score_without_mad: rounded(judged.score_without_mad, 1),
            rank_without_mad: Some(card.rank_without_mad),
            required: &judged.required,
            criteria: judged
                .criteria
                .iter()
                .map(|earned| Criterion::of(view, earned))
                .collect(),
            unlisted: card
                .unlisted
                .iter()
                .map(|item| Item::of(view, item))
                .collect(),
            rarity: Some(&card.rarity),
            flags: &card.flags,
            questions: &card.questions,
        }
    }
}

impl Full<'_> {
    fn without_pool(self) -> Self {
        Full {
            rank: None,
            rank_without_mad: None,
            rarity: None,
            ..self
        }
    }
}

#[derive(Serialize)]
struct Criterion<'a> {
    id: &'a str,
    kind: Kind,
    weight: f64,
    level: Level,
    share: f64,
    points: f64,
    evidence: Vec<Piece<'a>>,
}

impl<'a> Criterion<'a> {
    fn of(view: &View<'_>, earned: &'a Earned) -> Criterion<'a> {
        Criterion {
            id: &earned.id,
            kind: earned.kind,
            weight: earned.weight,
            level: earned.level,
            share: rounded(earned.share, 4),
            points: rounded(earned.points, 4),
            evidence: earned
                .evidence
                .iter()
                .map(|evidence| Piece::of(view, evidence))
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct Piece<'a> {
    quote: &'a str,
    file: Option<&'a str>,
    page: usize,
    line: usize,
    start: usize,
    end: usize,
    section: SectionKind,
    polarity: Polarity,
    level: Level,
}

impl<'a> Piece<'a> {
    fn of(view: &View<'_>, evidence: &'a Evidence) -> Piece<'a> {
        Piece {
            quote: &evidence.quote,
            file: view.file(&evidence.file),
            page: evidence.page,
            line: evidence.line,
            start: evidence.start,
            end: evidence.end,
            section: evidence.section,
            polarity: evidence.polarity,
            level: evidence.level,
        }
    }
}

#[derive(Serialize)]
struct Item<'a> {
    quote: &'a str,
    file: Option<&'a str>,
    page: usize,
    line: usize,
    section: SectionKind,
    question: &'a str,
}

impl<'a> Item<'a> {
    fn of(view: &View<'_>, item: &'a WorthAsking) -> Item<'a> {
        Item {
            quote: &item.quote,
            file: item.file.as_deref().and_then(|file| view.file(file)),
            page: item.page,
            line: item.line,
            section: item.section,
            question: &item.question,
        }
    }
}

/// A number as it is written: nobody reads the digits that floating point adds.
fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit
}
