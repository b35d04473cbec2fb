//! Everybody's scores into an order, what this pool alone can say, and who is kept in full.
//!
//! In: judged candidates, from any thread, in any order. Out: ranks, rarity, pearls, twins; a
//! candidate below the top is an id, a name and a score, so that memory does not grow with the text.
//! Left to others: scores (`score`), which no other candidate changes; pseudonyms and reports (`run`).

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::judging::score;
use crate::judging::twins::{self, Place, Tie};
use crate::model::candidate::Likeness;
use crate::model::evidence::{Evidence, Level, Polarity};
use crate::model::rubric::{Kind, Order};
use crate::model::shortlist::{Judged, Line, Lines, NameAt, NameList, Pearl, Rarity, Row};

/// Under this many candidates, "few" means nothing.
const RARITY_FROM: usize = 20;
/// A criterion is rare when at most one candidate in this many shows it.
const RARE_IS_ONE_IN: usize = 20;
/// How many pearls from below the top are shown.
const PEARLS: usize = 10;

/// Who is entered into the pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Where they stand among the inputs.
    pub place: Place,
    /// The id to print, not yet unique.
    pub id: String,
    /// The name to print.
    pub name: Option<String>,
    /// What tells whether they entered twice.
    pub likeness: Likeness,
}

/// Everybody, with what is kept (`T`) of those at the top.
pub struct Pool<T> {
    order: Order,
    keep: usize,
    everybody: Everybody,
    top: BinaryHeap<Reverse<Top<T>>>,
    pearls: BinaryHeap<Reverse<Found>>,
    shown_by: Vec<usize>,
    alike: Vec<(Place, Likeness)>,
}

/// A pool in its order.
pub struct Ranked<T> {
    /// The top, best first.
    pub top: Vec<(Line<'static>, T)>,
    /// Everybody below, in order.
    pub lines: Lines,
    /// Best mad evidence below the top, best first.
    pub pearls: Vec<Pearl>,
    /// How many candidates show each criterion, in the rubric's order.
    pub shown_by: Vec<usize>,
    /// Candidates who may be one person: each one's id, with the reason and the id of the first other.
    pub twins: BTreeMap<String, (Tie, String)>,
}

impl<T> Pool<T> {
    /// An empty pool that keeps the best `keep` in full.
    pub fn new(order: Order, keep: usize, criteria: usize) -> Pool<T> {
        Pool {
            order,
            keep,
            everybody: Everybody::default(),
            top: BinaryHeap::new(),
            pearls: BinaryHeap::new(),
            shown_by: vec![0; criteria],
            alike: Vec::new(),
        }
    }

    /// Enters a candidate, with what to keep of them should they be at the top, and where their scores
    /// stand in it.
    pub fn enter(&mut self, who: Who, judged: impl Fn(&T) -> &Judged, keep: T) {
        let judged = judged(&keep);
        for (count, earned) in self.shown_by.iter_mut().zip(&judged.criteria) {
            *count += usize::from(earned.level >= Level::Situated);
        }
        let standing = Standing::of(judged, self.order);
        let seat = Seat::new(standing, &who);
        let pearl = pearl(judged);
        let names = &mut self.everybody.names;
        let kept = Kept {
            standing,
            place: who.place,
            without_mad: Standing::without_mad(judged, self.order),
            documented: judged.documented as f32,
            who: names.keep(&who.id, who.name.as_deref()),
        };
        self.everybody.kept.push(kept);
        self.alike.push((who.place, who.likeness));
        self.seat(Top { seat, pearl, keep });
    }

    /// How many were entered.
    pub fn len(&self) -> usize {
        self.everybody.kept.len()
    }

    /// Whether nobody was entered.
    pub fn is_empty(&self) -> bool {
        self.everybody.kept.is_empty()
    }

    /// Everybody in order.
    pub fn ranked(mut self) -> Ranked<T> {
        self.everybody.sort();
        let ids = Ids::of(&self.everybody);
        let twins = named(twins::found(self.alike), &self.everybody, &ids);
        let mut top: Vec<Top<T>> = self.top.into_iter().map(|Reverse(top)| top).collect();
        top.sort_by(|a, b| b.seat.cmp(&a.seat));
        let mut pearls: Vec<Found> = self
            .pearls
            .into_iter()
            .map(|Reverse(found)| found)
            .collect();
        pearls.sort_by(|a, b| b.cmp(a));
        let ranks = ranks(&self.everybody.kept);
        let pearls = pearls
            .into_iter()
            .filter_map(|found| {
                let at = self.everybody.position(&found.seat)?;
                let who = self.everybody.kept[at].who;
                Some(Pearl {
                    rank: ranks[at] as usize,
                    id: ids.id(at, &self.everybody).into(),
                    name: self.everybody.names.name(who).map(str::to_owned),
                    criterion: found.criterion,
                    evidence: found.evidence,
                })
            })
            .collect();
        let mut lines = lines(self.everybody, &ranks, ids);
        let rows: Vec<Row> = lines.rows.drain(..top.len()).collect();
        let top = rows.iter().zip(top);
        let top = top.map(|(row, top)| (owned(lines.line(row)), top.keep));
        Ranked {
            top: top.collect(),
            lines,
            pearls,
            shown_by: self.shown_by,
            twins,
        }
    }

    /// Seats somebody at the top if they belong there; whoever leaves may still be a pearl.
    fn seat(&mut self, newcomer: Top<T>) {
        self.top.push(Reverse(newcomer));
        if self.top.len() > self.keep
            && let Some(Reverse(Top { seat, pearl, .. })) = self.top.pop()
            && let Some((criterion, evidence)) = pearl
        {
            self.pearls.push(Reverse(Found {
                seat,
                criterion,
                evidence,
            }));
            if self.pearls.len() > PEARLS {
                self.pearls.pop();
            }
        }
    }
}

/// What is printed of everybody. Rows take the room of what they are made of.
fn lines(everybody: Everybody, ranks: &[u32], ids: Ids) -> Lines {
    let without_mad = ranks_without_mad(&everybody.kept);
    let Everybody { kept, mut names } = everybody;
    let renamed = ids.0.into_iter().map(|(at, id)| {
        let name = names.name(kept[at].who).map(str::to_owned);
        (at, names.keep(&id, name.as_deref()))
    });
    let renamed: BTreeMap<usize, NameAt> = renamed.collect();
    let rows = kept.into_iter().enumerate().map(|(at, kept)| Row {
        rank: ranks[at],
        rank_without_mad: without_mad[at],
        who: renamed.get(&at).copied().unwrap_or(kept.who),
        tenths: kept.standing.tenths,
        documented: kept.documented,
    });
    Lines {
        rows: rows.collect(),
        names,
    }
}

fn owned(line: Line<'_>) -> Line<'static> {
    Line {
        rank: line.rank,
        rank_without_mad: line.rank_without_mad,
        id: line.id.into_owned().into(),
        name: line.name.map(|name| name.into_owned().into()),
        score: line.score,
        documented: line.documented,
    }
}

/// The criteria of a candidate that few of this pool show.
pub fn rarity(judged: &Judged, shown_by: &[usize], of: usize) -> Vec<Rarity> {
    if of < RARITY_FROM {
        return Vec::new();
    }
    let few = (of / RARE_IS_ONE_IN).max(2);
    let each = judged.criteria.iter().zip(shown_by);
    each.filter(|(earned, count)| earned.level >= Level::Situated && **count <= few)
        .map(|(earned, &shown_by)| Rarity {
            criterion: earned.id.clone(),
            shown_by,
            of,
        })
        .collect()
}

/// A score as everybody sees it, in tenths of a point: what looks equal is equal.
pub fn tenths(score: f64) -> u16 {
    (score * 10.0).round() as u16
}

/// What decides an order, most important first. Documented share comes first where the rubric asks
/// for it, else it is 0 for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    documented: u32,
    tenths: u16,
    tally: [u16; 3],
}

impl Standing {
    fn of(judged: &Judged, order: Order) -> Standing {
        Standing {
            documented: millionths(judged.documented, order),
            tenths: tenths(judged.score),
            tally: judged.tally,
        }
    }

    fn without_mad(judged: &Judged, order: Order) -> Standing {
        let criteria = judged.criteria.iter();
        let others = criteria.filter(|earned| earned.kind != Kind::Mad);
        if others.clone().next().is_none() {
            return Standing::of(judged, order);
        }
        Standing {
            documented: millionths(score::documented(others.clone()), order),
            tenths: tenths(judged.score_without_mad),
            tally: score::tally(others),
        }
    }
}

fn millionths(share: f64, order: Order) -> u32 {
    match order {
        Order::Score => 0,
        Order::Documented => (share * 1e6).round() as u32,
    }
}

/// Where somebody sits: the greatest seat is the first of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seat {
    standing: Standing,
    id: Box<str>,
    place: Place,
}

impl Seat {
    fn new(standing: Standing, who: &Who) -> Seat {
        Seat {
            standing,
            id: who.id.as_str().into(),
            place: who.place,
        }
    }
}

impl Ord for Seat {
    fn cmp(&self, other: &Seat) -> Ordering {
        let by_standing = self.standing.cmp(&other.standing);
        by_standing
            .then_with(|| other.id.cmp(&self.id))
            .then_with(|| other.place.cmp(&self.place))
    }
}

impl PartialOrd for Seat {
    fn partial_cmp(&self, other: &Seat) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What is kept of everybody.
#[derive(Default)]
struct Everybody {
    kept: Vec<Kept>,
    names: NameList,
}

/// What is kept of one of them.
struct Kept {
    standing: Standing,
    without_mad: Standing,
    documented: f32,
    place: Place,
    who: NameAt,
}

impl Everybody {
    /// Puts the first of the list first.
    fn sort(&mut self) {
        let Everybody { kept, names } = self;
        kept.sort_unstable_by(|a, b| {
            let by_standing = b.standing.cmp(&a.standing);
            by_standing
                .then_with(|| names.id(a.who).cmp(names.id(b.who)))
                .then_with(|| a.place.cmp(&b.place))
        });
    }

    fn id(&self, at: usize) -> &str {
        self.names.id(self.kept[at].who)
    }

    /// Where somebody stands whose seat is known.
    fn position(&self, seat: &Seat) -> Option<usize> {
        let order = |kept: &Kept| {
            let by_standing = seat.standing.cmp(&kept.standing);
            by_standing
                .then_with(|| self.names.id(kept.who).cmp(&seat.id))
                .then_with(|| kept.place.cmp(&seat.place))
        };
        self.kept.binary_search_by(order).ok()
    }
}

/// What is kept of somebody at the top.
struct Top<T> {
    seat: Seat,
    pearl: Option<(String, Evidence)>,
    keep: T,
}

impl<T> PartialEq for Top<T> {
    fn eq(&self, other: &Top<T>) -> bool {
        self.seat == other.seat
    }
}

impl<T> Eq for Top<T> {}

impl<T> PartialOrd for Top<T> {
    fn partial_cmp(&self, other: &Top<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Top<T> {
    fn cmp(&self, other: &Top<T>) -> Ordering {
        self.seat.cmp(&other.seat)
    }
}

/// Mad evidence of somebody below the top; the greatest is the best.
#[derive(PartialEq, Eq)]
struct Found {
    seat: Seat,
    criterion: String,
    evidence: Evidence,
}

impl Ord for Found {
    fn cmp(&self, other: &Found) -> Ordering {
        let by_level = self.evidence.level.cmp(&other.evidence.level);
        by_level.then_with(|| self.seat.cmp(&other.seat))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Found) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best mad evidence of a candidate, if any is more than a word.
fn pearl(judged: &Judged) -> Option<(String, Evidence)> {
    let mad = judged.criteria.iter().filter(|e| e.kind == Kind::Mad);
    // The first of the best, in the rubric's order; `max_by_key` would take the last.
    let best = mad.rev().max_by_key(|earned| earned.level)?;
    let evidence = best
        .evidence
        .iter()
        .find(|e| e.polarity == Polarity::Affirmed && e.level == best.level)?;
    (best.level >= Level::Situated).then(|| (best.id.clone(), evidence.clone()))
}

/// The final ids: an id that several have gets `~2`, `~3`… in the order of their places.
struct Ids(BTreeMap<usize, String>);

impl Ids {
    fn of(everybody: &Everybody) -> Ids {
        let mut order: Vec<u32> = (0..everybody.kept.len() as u32).collect();
        let id = |at: u32| everybody.id(at as usize);
        order.sort_unstable_by_key(|&at| (id(at), everybody.kept[at as usize].place));
        let collisions = order.chunk_by(|&a, &b| id(a) == id(b));
        let mut renamed = BTreeMap::new();
        let mut given = BTreeSet::new();
        for same in collisions.filter(|same| same.len() > 1) {
            let own = id(same[0]);
            let mut number = 2;
            for &at in &same[1..] {
                let free = |number: &u32| {
                    let name = format!("{own}~{number}");
                    let taken = order.binary_search_by(|&at| id(at).cmp(name.as_str()));
                    taken.is_err() && !given.contains(&name)
                };
                number = (number..).find(free).unwrap_or(number);
                let name = format!("{own}~{number}");
                renamed.insert(at as usize, name.clone());
                given.insert(name);
                number += 1;
            }
        }
        Ids(renamed)
    }

    fn id<'a>(&'a self, at: usize, everybody: &'a Everybody) -> &'a str {
        self.0.get(&at).map_or(everybody.id(at), String::as_str)
    }
}

/// Equal standings share a rank; the next one counts those before it.
fn ranks(everybody: &[Kept]) -> Vec<u32> {
    let standings = everybody.iter().map(|kept| kept.standing);
    shared_ranks(standings)
}

fn ranks_without_mad(everybody: &[Kept]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..everybody.len() as u32).collect();
    let standing = |at: u32| everybody[at as usize].without_mad;
    order.sort_unstable_by_key(|&at| Reverse(standing(at)));
    let by_order = shared_ranks(order.iter().map(|&at| standing(at)));
    let mut ranks = vec![0; everybody.len()];
    for (at, rank) in order.into_iter().zip(by_order) {
        ranks[at as usize] = rank;
    }
    ranks
}

fn shared_ranks(standings: impl Iterator<Item = Standing>) -> Vec<u32> {
    let mut ranks: Vec<u32> = Vec::new();
    let mut before = None;
    for (at, standing) in standings.enumerate() {
        let rank = match ranks.last() {
            Some(&rank) if before == Some(standing) => rank,
            _ => at as u32 + 1,
        };
        ranks.push(rank);
        before = Some(standing);
    }
    ranks
}

/// Ties between places, by the ids that are printed.
fn named(
    ties: BTreeMap<Place, (Tie, Place)>,
    everybody: &Everybody,
    ids: &Ids,
) -> BTreeMap<String, (Tie, String)> {
    let seated = everybody.kept.iter().enumerate();
    let tied = seated.filter(|(_, kept)| ties.contains_key(&kept.place));
    let of: BTreeMap<Place, &str> = tied
        .map(|(at, kept)| (kept.place, ids.id(at, everybody)))
        .collect();
    let named = ties.iter().filter_map(|(place, (tie, other))| {
        let (id, other) = (of.get(place)?, of.get(other)?);
        Some(((*id).to_owned(), (*tie, (*other).to_owned())))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::SectionKind;
    use crate::model::shortlist::Earned;

    fn earned(kind: Kind, level: u8) -> Earned {
        let level = Level::from_number(level);
        let evidence = Evidence {
            quote: "captain of the improv team".into(),
            file: "cv.txt".into(),
            page: 1,
            line: 1,
            start: 0,
            end: 26,
            section: SectionKind::Interests,
            polarity: Polarity::Affirmed,
            level,
            cue: (0, 7),
        };
        Earned {
            id: format!("{kind:?}").to_lowercase(),
            kind,
            weight: 1.0,
            level,
            share: level.share(),
            points: 0.0,
            evidence: vec![evidence],
        }
    }

    fn judged(score: f64, mad: u8) -> Judged {
        let criteria = vec![earned(Kind::Hard, 2), earned(Kind::Mad, mad)];
        Judged {
            score,
            score_without_mad: score - f64::from(mad),
            tally: score::tally(&criteria),
            documented: score::documented(&criteria),
            criteria,
            ..Judged::default()
        }
    }

    fn who(id: &str, row: u32) -> Who {
        Who {
            place: (0, row),
            id: id.into(),
            name: None,
            likeness: Likeness::default(),
        }
    }

    fn ranked(keep: usize, people: &[(&str, u32, Judged)]) -> Ranked<Judged> {
        let mut pool = Pool::new(Order::Score, keep, 2);
        for (id, row, judged) in people {
            pool.enter(who(id, *row), |judged| judged, judged.clone());
        }
        pool.ranked()
    }

    fn list(ranked: &Ranked<Judged>) -> Vec<(u32, String)> {
        let top = ranked.top.iter().map(|(line, _)| line.clone());
        let all = top.chain(ranked.lines.iter());
        all.map(|line| (line.rank, line.id.to_string())).collect()
    }

    #[test]
    fn what_looks_equal_shares_a_rank_after_the_levels_and_is_listed_by_id() {
        let people = [
            ("d", 1, judged(40.0, 0)),
            ("c", 2, judged(50.04, 0)),
            ("b", 3, judged(49.96, 0)),
            ("a", 4, judged(50.0, 3)),
        ];
        let found = list(&ranked(4, &people));
        let expected = [(1, "a"), (2, "b"), (2, "c"), (4, "d")];
        assert_eq!(found, expected.map(|(rank, id)| (rank, id.to_owned())));
    }

    #[test]
    fn the_order_of_arrival_changes_nothing() {
        let mut people = Vec::new();
        for at in 0..40_u32 {
            let id = format!("{}", at % 7);
            people.push((id, at, judged(f64::from(at * 13 % 11), (at % 5) as u8)));
        }
        let run = |people: &[(String, u32, Judged)]| {
            let people: Vec<_> = people
                .iter()
                .map(|(id, row, judged)| (id.as_str(), *row, judged.clone()))
                .collect();
            let ranked = ranked(5, &people);
            let pearls: Vec<_> = ranked.pearls.iter().map(|pearl| pearl.id.clone()).collect();
            (list(&ranked), pearls)
        };
        let first = run(&people);
        people.reverse();
        assert_eq!(run(&people), first);
        people.rotate_left(17);
        assert_eq!(run(&people), first);
    }

    #[test]
    fn colliding_ids_are_numbered_in_the_order_of_their_places() {
        let people = [
            ("x", 3, judged(10.0, 0)),
            ("x", 1, judged(20.0, 0)),
            ("x", 2, judged(30.0, 0)),
            ("x~2", 4, judged(40.0, 0)),
        ];
        let found = list(&ranked(4, &people));
        let expected = [(1, "x~2"), (2, "x~3"), (3, "x"), (4, "x~4")];
        assert_eq!(found, expected.map(|(rank, id)| (rank, id.to_owned())));
    }

    #[test]
    fn the_list_does_not_hide_the_pearl() {
        let people = [
            ("first", 1, judged(90.0, 4)),
            ("pearl", 2, judged(10.0, 4)),
            ("plain", 3, judged(20.0, 1)),
            ("other", 4, judged(30.0, 3)),
        ];
        let ranked = ranked(1, &people);
        let pearls: Vec<_> = ranked
            .pearls
            .iter()
            .map(|pearl| (pearl.rank, pearl.id.as_str()))
            .collect();
        assert_eq!(pearls, [(4, "pearl"), (2, "other")]);
        assert_eq!((ranked.top.len(), ranked.lines.len()), (1, 3));
    }

    #[test]
    fn the_rank_without_mad_skills_is_known_for_everybody() {
        let people = [("a", 1, judged(50.0, 4)), ("b", 2, judged(49.0, 0))];
        let ranked = ranked(1, &people);
        assert_eq!(ranked.top[0].0.rank_without_mad, 2);
        assert_eq!(ranked.lines.rows[0].rank_without_mad, 1);
    }

    #[test]
    fn rarity_waits_for_twenty_candidates() {
        let judged = judged(50.0, 3);
        assert_eq!(rarity(&judged, &[19, 2], 19), Vec::new());
        let rare = rarity(&judged, &[20, 2], 20);
        assert_eq!(rare.len(), 1);
        assert_eq!((rare[0].shown_by, rare[0].of), (2, 20));
    }

    #[test]
    fn somebody_below_the_top_takes_little_room() {
        assert!(size_of::<Kept>() <= 52 && size_of::<Row>() <= size_of::<Kept>());
    }
}
