//! A trie that the build grew: all the phrases that ship, walked where they lie, so that no run plants them.
//!
//! In: phrases in symbols, each with an owner. Out: bytes, and a trie that reads them.
//! A walk asks only the branches that lead to an owner in use. The build script uses this file too.

use std::collections::BTreeMap;

use super::lexicon::{Step, Symbol};

/// A place in the trie.
pub type Node = u32;
/// Where phrases start.
pub const ROOT: Node = 0;
/// Where the members of families that are several words start.
pub const MEMBERS: Node = 1;

/// Whose a phrase is: one bit for each owner.
pub type Owners = u128;

/// The symbol of a gap: after all others.
const GAP: Symbol = Symbol::MAX;
/// Branches that are looked through one by one.
const FEW: u32 = 8;

/// A trie while the build grows it.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub struct Growing {
    branches: Vec<BTreeMap<Symbol, usize>>,
    ends: Vec<Vec<u32>>,
    owners: Vec<Owners>,
    /// By symbol: who uses it.
    users: Vec<Owners>,
}

impl Default for Growing {
    fn default() -> Growing {
        Growing {
            branches: vec![BTreeMap::new(); 2],
            ends: vec![Vec::new(); 2],
            owners: vec![0; 2],
            users: Vec::new(),
        }
    }
}

#[allow(dead_code, reason = "the build script packs, the program unpacks")]
impl Growing {
    /// Adds an owner's phrase with a value.
    pub fn add(&mut self, steps: &[Step], owner: Owners, value: u32) {
        if steps.is_empty() {
            return;
        }
        let end = self.grow(ROOT as usize, steps, owner);
        if !self.ends[end].contains(&value) {
            self.ends[end].push(value);
        }
        for step in steps {
            if let Step::Symbol(symbol) = step {
                *self.users_of(*symbol) |= owner;
            }
        }
    }

    /// Adds a member of several words to a family that phrases have used.
    pub fn add_member(&mut self, family: Symbol, member: &[Symbol]) {
        let owner = *self.users_of(family);
        let steps: Vec<Step> = member.iter().map(|symbol| Step::Symbol(*symbol)).collect();
        let end = self.grow(MEMBERS as usize, &steps, owner);
        self.ends[end].push(family);
        for symbol in member {
            *self.users_of(*symbol) |= owner;
        }
    }

    fn users_of(&mut self, symbol: Symbol) -> &mut Owners {
        let at = symbol as usize;
        if self.users.len() <= at {
            self.users.resize(at + 1, 0);
        }
        &mut self.users[at]
    }

    fn grow(&mut self, root: usize, steps: &[Step], owner: Owners) -> usize {
        let mut node = root;
        self.owners[node] |= owner;
        for step in steps {
            let symbol = match step {
                Step::Gap => GAP,
                Step::Symbol(symbol) => *symbol,
            };
            let new = self.branches.len();
            let next = *self.branches[node].entry(symbol).or_insert(new);
            if next == new {
                self.branches.push(BTreeMap::new());
                self.ends.push(Vec::new());
                self.owners.push(0);
            }
            self.owners[next] |= owner;
            node = next;
        }
        node
    }

    /// The trie as bytes: nodes level by level, so that the branches of one stand in a row.
    pub fn pack(&self, into: &mut Vec<u8>) {
        let mut order: Vec<(usize, Symbol)> = vec![(ROOT as usize, 0), (MEMBERS as usize, 0)];
        let (mut heads, mut ends): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some((node, _)) = order.get(at).copied() {
            heads.extend([order.len() as u32, ends.len() as u32]);
            ends.extend(&self.ends[node]);
            order.extend(
                self.branches[node]
                    .iter()
                    .map(|(symbol, next)| (*next, *symbol)),
            );
            at += 1;
        }
        heads.extend([order.len() as u32, ends.len() as u32]);
        let mut firsts = vec![0u32; self.users.len()];
        for (at, (_, symbol)) in order.iter().enumerate().take(heads[2] as usize).skip(2) {
            firsts[*symbol as usize] = at as u32;
        }
        let symbols = order.iter().map(|(_, symbol)| *symbol).collect();
        for numbers in [firsts, symbols, heads, ends] {
            into.extend((numbers.len() as u32).to_le_bytes());
            numbers
                .iter()
                .for_each(|number| into.extend(number.to_le_bytes()));
        }
        let owners = order.iter().map(|(node, _)| self.owners[*node]);
        owners
            .chain(self.users.iter().copied())
            .for_each(|owners| into.extend(owners.to_le_bytes()));
    }
}

/// A trie as the build grew it.
#[derive(Clone, Copy)]
pub struct Grown {
    /// By symbol: the node that phrases starting with it lead to, or 0.
    firsts: &'static [u8],
    /// By node: the symbol that led there.
    symbols: &'static [u8],
    /// By node: its first branch and its first end; those of the next node end them.
    heads: &'static [u8],
    ends: &'static [u8],
    /// By node, then by symbol: who uses it.
    owners: &'static [u8],
}

#[allow(dead_code, reason = "the build script packs, the program unpacks")]
impl Grown {
    /// The trie of these bytes, if they are whole.
    pub fn of(bytes: &'static [u8]) -> Option<Grown> {
        let mut rest = bytes;
        let mut part = || {
            let (count, after) = rest.split_first_chunk::<4>()?;
            let (part, after) = after.split_at_checked(4 * u32::from_le_bytes(*count) as usize)?;
            rest = after;
            Some(part)
        };
        let (firsts, symbols, heads, ends) = (part()?, part()?, part()?, part()?);
        let whole = rest.len() == 4 * (firsts.len() + symbols.len());
        whole.then_some(Grown {
            firsts,
            symbols,
            heads,
            ends,
            owners: rest,
        })
    }

    /// Whether one of these owners has a family with members of several words.
    pub fn has_members(&self, owners: Owners) -> bool {
        self.leads(MEMBERS, owners)
    }

    /// By symbol: whether one of these owners uses it.
    pub fn used(&self, owners: Owners) -> Vec<bool> {
        let users = &self.owners[4 * self.symbols.len()..];
        let (users, _) = users.as_chunks::<16>();
        let used = |users: &[u8; 16]| Owners::from_le_bytes(*users) & owners != 0;
        users.iter().map(used).collect()
    }

    /// The values of the phrases that end at a node.
    pub fn ends(&self, node: Node) -> impl Iterator<Item = u32> {
        let (from, to) = (self.head(node).1, self.head(node + 1).1);
        (from..to).map(|at| number(self.ends, at))
    }

    /// Where a gap leads to.
    pub fn gap(&self, node: Node, owners: Owners) -> Option<Node> {
        let (from, to) = (self.head(node).0, self.head(node + 1).0);
        let last = to.checked_sub(1).filter(|last| *last >= from)?;
        let gap = number(self.symbols, last) == GAP && self.leads(last, owners);
        gap.then_some(last)
    }

    /// Where a symbol leads to.
    pub fn branch(&self, node: Node, symbol: Symbol, owners: Owners) -> Option<Node> {
        let next = match node {
            ROOT => self.first(symbol),
            _ => self.among(self.head(node).0, self.head(node + 1).0, symbol),
        };
        next.filter(|next| self.leads(*next, owners))
    }

    fn first(&self, symbol: Symbol) -> Option<Node> {
        let known = 4 * (symbol as usize) < self.firsts.len();
        let first = known.then(|| number(self.firsts, symbol))?;
        (first != 0).then_some(first)
    }

    fn among(&self, mut from: u32, mut to: u32, symbol: Symbol) -> Option<Node> {
        while to - from > FEW {
            let middle = from + (to - from) / 2;
            match number(self.symbols, middle) <= symbol {
                true => from = middle,
                false => to = middle,
            }
        }
        (from..to).find(|at| number(self.symbols, *at) == symbol)
    }

    /// Whether a phrase of one of these owners lies at a node or beyond.
    fn leads(&self, node: Node, owners: Owners) -> bool {
        let at = 16 * node as usize;
        let bytes = self.owners.get(at..at + 16);
        let bytes = bytes.and_then(|bytes| bytes.first_chunk::<16>());
        bytes.is_some_and(|bytes| Owners::from_le_bytes(*bytes) & owners != 0)
    }

    fn head(&self, node: Node) -> (u32, u32) {
        (
            number(self.heads, 2 * node),
            number(self.heads, 2 * node + 1),
        )
    }
}

fn number(numbers: &[u8], at: u32) -> u32 {
    let at = 4 * at as usize;
    let bytes = numbers.get(at..at + 4);
    let bytes = bytes.and_then(|bytes| bytes.first_chunk::<4>());
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::NUMBER;
    use super::*;

    #[test]
    fn a_trie_comes_back_with_its_phrases_and_their_owners() {
        let word = |symbol: Symbol| Step::Symbol(symbol);
        let mut growing = Growing::default();
        growing.add(&[word(7), Step::Gap, word(NUMBER)], 1, 10);
        growing.add(&[word(7), word(9)], 2, 20);
        for symbol in 20..60 {
            growing.add(&[word(7), word(symbol)], 2, symbol);
        }
        growing.add(&[word(5)], 4, 30);
        growing.add_member(5, &[8, 9]);
        let mut bytes = Vec::new();
        growing.pack(&mut bytes);
        let grown = Grown::of(bytes.leak()).expect("whole bytes");
        let seven = grown.branch(ROOT, 7, 3).expect("a phrase starts so");
        assert_eq!(grown.branch(ROOT, 7, 4), None);
        assert_eq!(grown.branch(ROOT, 9, 7), None);
        let gap = grown.gap(seven, 1).expect("a gap");
        assert_eq!(grown.gap(seven, 2), None);
        let number = grown.branch(gap, NUMBER, 1).expect("its end");
        assert_eq!(grown.ends(number).collect::<Vec<_>>(), [10]);
        for symbol in 20..60 {
            let end = grown.branch(seven, symbol, 2).expect("its end");
            assert_eq!(grown.ends(end).collect::<Vec<_>>(), [symbol]);
        }
        let member = grown
            .branch(MEMBERS, 8, 4)
            .and_then(|eight| grown.branch(eight, 9, 4));
        assert_eq!(
            grown.ends(member.expect("a member")).collect::<Vec<_>>(),
            [5]
        );
        assert_eq!(grown.used(4).iter().filter(|used| **used).count(), 3);
        assert!(Grown::of(&[1, 0, 0, 0]).is_none());
    }
}
