//! The lexicon of the cues that ship, as the build packed it.
//!
//! In: a form of a word. Out: which symbols it means. Left to others: which of them a trie uses.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon::{By, Symbol, WAYS};
use super::packing::Packed;

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.packed"));

/// What every form means.
pub struct Shared {
    tables: [FxHashMap<&'static str, (u32, u32)>; WAYS],
    arena: Vec<Symbol>,
    members: FxHashMap<Symbol, Vec<Vec<Symbol>>>,
}

/// The lexicon, unpacked when it is first asked for.
pub fn shared() -> &'static Shared {
    static SHARED: LazyLock<Shared> = LazyLock::new(Shared::unpacked);
    &SHARED
}

/// Its highest symbol.
pub fn last() -> Symbol {
    Packed(BYTES).number().unwrap_or(0) as Symbol
}

impl Shared {
    /// What a text means by a form.
    pub fn meant(&self, by: By, form: &str) -> &[Symbol] {
        let range = self.tables[by as usize].get(form);
        range.map_or(&[], |(start, end)| {
            &self.arena[*start as usize..*end as usize]
        })
    }

    /// The members of a family that are several words.
    pub fn members(&self, family: Symbol) -> &[Vec<Symbol>] {
        let members = self.members.get(&family);
        members.map_or(&[], |members| members.as_slice())
    }

    fn unpacked() -> Shared {
        let mut shared = Shared {
            tables: Default::default(),
            arena: Vec::with_capacity(1 << 15),
            members: FxHashMap::default(),
        };
        shared
            .unpack(&mut Packed(BYTES))
            .expect("the build packed it whole");
        shared
    }

    fn unpack(&mut self, packed: &mut Packed<'static>) -> Option<()> {
        packed.number()?;
        for way in 0..WAYS {
            let count = packed.number()?;
            self.tables[way].reserve(count);
            for _ in 0..count {
                let form = packed.text()?;
                let start = self.arena.len() as u32;
                for _ in 0..packed.number()? {
                    self.arena.push(packed.number()? as Symbol);
                }
                let end = self.arena.len() as u32;
                self.tables[way].insert(form, (start, end));
            }
        }
        for _ in 0..packed.number()? {
            let family = packed.number()? as Symbol;
            let count = packed.number()?;
            let symbols = (0..count).map(|_| packed.number().map(|symbol| symbol as Symbol));
            let symbols = symbols.collect::<Option<Vec<_>>>()?;
            self.members.entry(family).or_default().push(symbols);
        }
        Some(())
    }
}
