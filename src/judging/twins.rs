//! Finds candidates of one pool who may be one person: same text, same contact, nearly the same text.
//!
//! In: everybody's likeness, in any order. Out: for each of them the first other, and why.
//! A fact of the pool: shown, never points. Nobody is compared with everybody: equal hashes meet by
//! sorting, near texts where a slice of their sketches is equal.

use std::collections::BTreeMap;

use crate::model::candidate::Likeness;

/// A place among the inputs: gives one order whatever the threads and the arguments.
pub type Place = (u32, u32);

/// Why two candidates may be one; the first reason that holds is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// The same words in the same order.
    Text,
    /// The same e-mail address or telephone number.
    Contact,
    /// Nearly the same words.
    Near,
}

/// A contact that more people give is nobody's own: an agency's, a school's, a form's example.
const SHARED_BY_AT_MOST: usize = 8;
/// How many of the 64 bytes of two sketches are equal when texts are nearly the same: about as many
/// as the pairs of words they share, seven in ten. People who fill in one template share five at most.
const NEAR: usize = 45;
/// Bytes of a sketch that must be equal for two texts to meet: with 16 slices, texts that share seven
/// pairs in ten meet 99 times in 100.
const SLICE: usize = 4;
/// With how many of those it meets in a slice a text is compared; a crowd of near texts stays cheap.
const COMPARED: usize = 24;

/// Each candidate who may be another one, with the first other.
pub fn found(mut everybody: Vec<(Place, Likeness)>) -> BTreeMap<Place, (Tie, Place)> {
    everybody.sort_unstable_by_key(|(place, _)| *place);
    let mut ties = Ties(BTreeMap::new());
    let first_of_their_text = ties.same_text(&everybody);
    ties.same_contact(&everybody);
    ties.near(&everybody, first_of_their_text);
    let place = |at: u32| everybody[at as usize].0;
    let ties = ties.0.into_iter();
    ties.map(|(at, (tie, other))| (place(at), (tie, place(other))))
        .collect()
}

/// For each candidate, by number, the best tie and the first other it holds with.
struct Ties(BTreeMap<u32, (Tie, u32)>);

impl Ties {
    fn tie(&mut self, tie: Tie, one: u32, other: u32) {
        for (at, other) in [(one, other), (other, one)] {
            let known = self.0.entry(at).or_insert((tie, other));
            *known = (*known).min((tie, other));
        }
    }

    /// Ties everybody of a group to its first.
    fn group(&mut self, tie: Tie, mut group: impl Iterator<Item = u32>) {
        if let Some(first) = group.next() {
            group.for_each(|other| self.tie(tie, first, other));
        }
    }

    /// Ties equal texts; returns the first of each text.
    fn same_text(&mut self, everybody: &[(Place, Likeness)]) -> Vec<u32> {
        let text = |at: u32| everybody[at as usize].1.text;
        // numbers alone are sorted: a million candidates take room enough
        let mut texts: Vec<u32> = numbers(everybody).filter(|at| text(*at) != 0).collect();
        texts.sort_unstable_by_key(|at| (text(*at), *at));
        for same in texts.chunk_by(|a, b| text(*a) == text(*b)) {
            self.group(Tie::Text, same.iter().copied());
        }
        texts.dedup_by_key(|at| text(*at));
        texts
    }

    fn same_contact(&mut self, everybody: &[(Place, Likeness)]) {
        // one number for a candidate and for which of their contacts
        let contact = |one: u32| everybody[one as usize / 4].1.contacts[one as usize % 4];
        let all = numbers(everybody).flat_map(|at| [4 * at, 4 * at + 1, 4 * at + 2]);
        let mut contacts: Vec<u32> = all.filter(|one| contact(*one) != 0).collect();
        contacts.sort_unstable_by_key(|one| (contact(*one), *one));
        for same in contacts.chunk_by(|a, b| contact(*a) == contact(*b)) {
            if same.len() <= SHARED_BY_AT_MOST {
                self.group(Tie::Contact, same.iter().map(|one| one / 4));
            }
        }
    }

    fn near(&mut self, everybody: &[(Place, Likeness)], mut among: Vec<u32>) {
        let sketch = |at: u32| &everybody[at as usize].1.sketch;
        among.retain(|at| sketch(*at).iter().any(|bytes| *bytes != 0));
        for slice in 0..64 / SLICE {
            let own = |at: u32| (sketch(at)[slice / 2] >> (32 * (slice % 2))) as u32;
            among.sort_unstable_by_key(|at| (own(*at), *at));
            for group in among.chunk_by_mut(|a, b| own(*a) == own(*b)) {
                if group.len() > COMPARED {
                    // Whom a text is compared with must depend on the texts alone.
                    group.sort_unstable_by_key(|at| (sketch(*at), *at));
                }
                for (first, one) in group.iter().enumerate() {
                    let rest = group[first + 1..].iter().take(COMPARED);
                    for other in rest.filter(|other| near(sketch(*one), sketch(**other))) {
                        self.tie(Tie::Near, *one, *other);
                    }
                }
            }
        }
    }
}

fn numbers(everybody: &[(Place, Likeness)]) -> std::ops::Range<u32> {
    0..everybody.len() as u32
}

fn near(one: &[u64; 8], other: &[u64; 8]) -> bool {
    let pairs = one.iter().zip(other);
    let equal = pairs.map(|(one, other)| {
        let differ = (one ^ other).to_le_bytes();
        differ.iter().filter(|byte| **byte == 0).count()
    });
    equal.sum::<usize>() >= NEAR
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn like(text: u64, sketch: u64, contacts: [u64; 3]) -> Likeness {
        Likeness {
            text,
            sketch: [sketch * 0x0101_0101_0101_0101; 8],
            contacts,
        }
    }

    fn at(row: u32) -> Place {
        (0, row)
    }

    #[test]
    fn each_one_learns_the_first_other_and_the_plainest_reason() {
        let everybody = vec![
            (at(4), like(7, 1, [9, 0, 0])),
            (at(1), like(5, 2, [9, 0, 0])),
            (at(2), like(7, 1, [0; 3])),
            (at(3), like(8, 3, [0; 3])),
        ];
        let expected = [
            (at(1), (Tie::Contact, at(4))),
            (at(2), (Tie::Text, at(4))),
            (at(4), (Tie::Text, at(2))),
        ];
        assert_eq!(found(everybody), BTreeMap::from(expected));
    }

    #[test]
    fn a_contact_that_many_give_is_nobodys_own() {
        let many = (0..9).map(|row| (at(row), like(u64::from(row) + 1, 0, [9, 0, 0])));
        assert_eq!(found(many.collect()), BTreeMap::new());
    }

    #[test]
    fn a_crowd_of_near_texts_costs_no_more_than_a_crowd() {
        let crowd = (0..5_000).map(|row| {
            let sketch = [1, 2, 3, 4, 5, 6, 7, u64::from(row)];
            let likeness = Likeness {
                text: u64::from(row) + 1,
                sketch,
                contacts: [0; 3],
            };
            (at(row), likeness)
        });
        assert_eq!(found(crowd.collect()).len(), 5_000);
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing(
            people in proptest::collection::vec((0_u64..6, 0_u64..4, 0_u64..5), 0..40),
            turn in 0_usize..40,
        ) {
            let likeness = |(text, sketch, contact): &(u64, u64, u64)| like(*text, *sketch, [*contact, 0, 0]);
            let people: Vec<_> = (0..).map(at).zip(people.iter().map(likeness)).collect();
            let mut turned = people.clone();
            turned.rotate_left(turn.min(people.len()));
            turned.reverse();
            prop_assert_eq!(found(people), found(turned));
        }
    }
}
