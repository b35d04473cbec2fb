//! What a reader may see of a shortlist, in their language: the one place that knows about blind.
//!
//! In: a shortlist and its rubric. Out: names or none, titles, numbers and states in words.
//! Left to others: layout and escaping (each renderer).

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Message, Unread};
use crate::judging::ask;
use crate::language::labels::Labels;
use crate::model::document::{FlagKind, IntegrityFlag, Lang, SectionKind};
use crate::model::evidence::{Evidence, Level, Polarity};
use crate::model::rubric::{Kind, Order, Rubric, Skill};
use crate::model::shortlist::{Card, Earned, Required, Shortlist, State};

/// Whether identities are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Names and files.
    Shown,
    /// Pseudonyms alone: a file name is identity too.
    Hidden,
}

/// A shortlist as one reader sees it.
pub struct View<'a> {
    /// The shortlist.
    pub shortlist: &'a Shortlist,
    /// The reader's language.
    pub lang: Lang,
    names: Names,
    rubric: &'a Rubric,
    titles: BTreeMap<&'a str, &'a str>,
}

impl<'a> View<'a> {
    /// A shortlist for a reader.
    pub fn new(shortlist: &'a Shortlist, rubric: &'a Rubric, lang: Lang, names: Names) -> View<'a> {
        let title = |skill: &'a Skill| (skill.id.as_str(), skill.title.in_lang(lang));
        let skills = rubric.criteria.iter().map(|criterion| &criterion.skill);
        View {
            shortlist,
            lang,
            names,
            rubric,
            titles: skills.map(title).collect(),
        }
    }

    /// The title of the rubric.
    pub fn rubric_title(&self) -> &'a str {
        self.rubric.title.in_lang(self.lang)
    }

    /// What the order rests on.
    pub fn order(&self) -> Order {
        self.rubric.order
    }

    /// Whether the rubric has a criterion of this kind.
    pub fn has(&self, kind: Kind) -> bool {
        let mut criteria = self.rubric.criteria.iter();
        criteria.any(|criterion| criterion.skill.kind == kind)
    }

    /// The title of a criterion.
    pub fn title(&self, criterion: &'a str) -> &'a str {
        self.titles.get(criterion).copied().unwrap_or(criterion)
    }

    /// A label.
    pub fn label(&self, key: &'a str) -> &'a str {
        Labels::of(self.lang).get(key)
    }

    /// How many could not be read, listed or not.
    pub fn unread(&self) -> usize {
        self.shortlist.unread.len() + self.shortlist.unread_beyond
    }

    /// A message in words.
    pub fn say(&self, message: &Message) -> String {
        Labels::of(self.lang).say(message)
    }

    /// How a candidate is called: name and id, or the id alone.
    pub fn who(&self, name: Option<&str>, id: &str) -> String {
        match self.name(name) {
            Some(name) => format!("{name} ({id})"),
            None => id.to_owned(),
        }
    }

    /// A name, unless names are hidden.
    pub fn name<'n>(&self, name: Option<&'n str>) -> Option<&'n str> {
        name.filter(|name| self.names == Names::Shown && !name.trim().is_empty())
    }

    /// A file, unless names are hidden.
    pub fn file<'f>(&self, file: &'f str) -> Option<&'f str> {
        (self.names == Names::Shown).then_some(file)
    }

    /// Where something unread stands: names hidden, what kind of file it is and no more. A row of a
    /// roster keeps its roster, which is named after no one.
    pub fn unread_source(&self, source: &str) -> String {
        if self.names == Names::Shown || is_row(source) || source == "-" {
            return source.to_owned();
        }
        match source.rsplit_once('.') {
            Some((_, ending)) if ending.len() <= 5 && !ending.contains(['/', '\\']) => {
                format!("[…].{ending}")
            }
            _ => "[…]".to_owned(),
        }
    }

    /// The same with whom to ask, where the row says: *r.csv:3 (c07, Jean B)*.
    pub fn unread_whose(&self, unread: &Unread) -> String {
        let source = self.unread_source(&unread.source);
        let who = [
            unread.who.id.as_deref(),
            self.name(unread.who.name.as_deref()),
        ];
        let who: Vec<&str> = who.into_iter().flatten().collect();
        match who.is_empty() {
            true => source,
            false => format!("{source} ({})", who.join(", ")),
        }
    }

    /// The place of a piece of evidence: file, page when there are several, line.
    pub fn place(&self, file: &str, page: usize, line: usize) -> String {
        let key = match (self.file(file), page > 1) {
            // The lines of a row's text are nobody's lines but ours.
            (Some(file), _) if is_row(file) => "place.row",
            (Some(_), true) => "place.file-page-line",
            (Some(_), false) => "place.file-line",
            (None, true) => "place.page-line",
            (None, false) => "place.line",
        };
        let message = Message::new(key).with("file", file).with("page", page);
        self.say(&message.with("line", line))
    }

    /// A number with this many decimals, as the reader's language writes it.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        let written = format!("{value:.decimals$}");
        match self.lang {
            Lang::Fr => written.replace('.', ","),
            Lang::En => written,
        }
    }

    /// A share as whole per cent.
    pub fn percent(&self, share: f64) -> String {
        let number = format!("{:.0}", share * 100.0);
        self.say(&Message::new("number.percent").with("number", number))
    }

    /// The name of a kind.
    pub fn kind(&self, kind: Kind) -> &'a str {
        self.label(kind_key(kind))
    }

    /// The name of a level.
    pub fn level(&self, level: Level) -> &'a str {
        self.label(ask::level_key(level))
    }

    /// The name of a polarity.
    pub fn polarity(&self, polarity: Polarity) -> &'a str {
        self.label(match polarity {
            Polarity::Affirmed => "polarity.affirmed",
            Polarity::Negated => "polarity.negated",
            Polarity::Wished => "polarity.wished",
            Polarity::SomeoneElse => "polarity.someone-else",
            Polarity::Watched => "polarity.watched",
            Polarity::Name => "polarity.name",
        })
    }

    /// The name of a section.
    pub fn section(&self, section: SectionKind) -> &'a str {
        self.label(ask::section_key(section))
    }

    /// The name of a state.
    pub fn state(&self, state: State) -> &'a str {
        self.label(match state {
            State::Shown => "state.shown",
            State::Unknown => "state.unknown",
            State::Contradicted => "state.contradicted",
        })
    }

    /// An integrity flag in words: what was seen, where, a few words of it.
    pub fn flag(&self, flag: &IntegrityFlag) -> String {
        self.say(&flag_message(flag))
    }

    /// The required criteria and their states, in words.
    pub fn required(&self, card: &'a Card) -> String {
        let required = card.judged.required.iter();
        let each = required.map(|required| self.required_one(required));
        each.collect::<Vec<_>>().join(" ; ")
    }

    /// A required criterion and its state, in words.
    pub fn required_one(&self, required: &'a Required) -> String {
        let message = Message::new("required.one")
            .with("skill", self.title(&required.criterion))
            .with("state", self.state(required.state));
        self.say(&message)
    }

    /// The best affirmed evidence of each kind: the highest level, then the criterion that weighs most,
    /// then the longest phrase. Kinds do not repeat each other's sentence when they have another one as
    /// good: who has fewest to choose from chooses first.
    pub fn best(&self, card: &'a Card) -> BTreeMap<Kind, (&'a Earned, &'a Evidence)> {
        let mut best: BTreeMap<Kind, (&Earned, &Evidence)> = BTreeMap::new();
        let mut kinds =
            [Kind::Mad, Kind::Soft, Kind::Hard].map(|kind| (kind, strongest(card, kind)));
        kinds.sort_by_key(|(_, strongest)| {
            let quotes: BTreeSet<&str> = strongest.iter().map(|(_, e)| e.quote.as_str()).collect();
            quotes.len()
        });
        for (kind, strongest) in kinds {
            let is_new = |e: &Evidence| best.values().all(|(_, other)| other.quote != e.quote);
            let length = |e: &Evidence| e.cue.1.saturating_sub(e.cue.0);
            // Of equals the first in the rubric's order, where `max_by` takes the last.
            let found = strongest.into_iter().rev().max_by(|(a, e), (b, f)| {
                let by_words = is_new(e).cmp(&is_new(f));
                by_words
                    .then_with(|| a.weight.total_cmp(&b.weight))
                    .then_with(|| a.points.total_cmp(&b.points))
                    .then_with(|| length(e).cmp(&length(f)))
            });
            best.extend(found.map(|found| (kind, found)));
        }
        best
    }
}

/// A kind's affirmed evidence of the highest level that it reaches, in the rubric's order.
fn strongest(card: &Card, kind: Kind) -> Vec<(&Earned, &Evidence)> {
    let criteria = card.judged.criteria.iter().filter(|e| e.kind == kind);
    let pairs = criteria.flat_map(|earned| earned.evidence.iter().map(move |e| (earned, e)));
    let mut affirmed: Vec<(&Earned, &Evidence)> = pairs
        .filter(|(_, e)| e.polarity == Polarity::Affirmed && e.level > Level::None)
        .collect();
    let top = affirmed.iter().map(|(_, e)| e.level).max();
    affirmed.retain(|(_, e)| Some(e.level) == top);
    affirmed
}

/// The label of a kind.
fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Hard => "kind.hard",
        Kind::Soft => "kind.soft",
        Kind::Mad => "kind.mad",
    }
}

/// Whether a source is a roster row, `path:line`.
fn is_row(source: &str) -> bool {
    let row = source.rsplit_once(':').map(|(_, row)| row);
    row.is_some_and(|row| !row.is_empty() && row.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A quote without the sign that made it a list item.
pub fn bare(quote: &str) -> &str {
    quote.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '–' | '—' | '•' | '*' | '·' | '▪' | '●' | '◦' | '►' | '✓'
            )
    })
}

/// What a flag says.
pub fn flag_message(flag: &IntegrityFlag) -> Message {
    let key = match flag.flag {
        FlagKind::HiddenText => "flag.hidden-text",
        FlagKind::TextMismatch => "flag.text-mismatch",
        FlagKind::InvisibleCharacters => "flag.invisible-characters",
        FlagKind::LookAlikeLetters => "flag.look-alike-letters",
        FlagKind::Stuffing => "flag.stuffing",
        FlagKind::AdCopied => "flag.ad-copied",
        FlagKind::InstructionsToAMachine => "flag.instructions-to-a-machine",
        FlagKind::DuplicateOf => "flag.duplicate-of",
        FlagKind::NoText => "flag.no-text",
        FlagKind::PerhapsNoCv => "flag.perhaps-no-cv",
    };
    let message = Message::new(key).with("line", flag.line);
    message.with("excerpt", &flag.excerpt)
}
