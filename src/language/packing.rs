//! Numbers, words and word lists as bytes: the build packs what ships, so that a run need not parse it.
//!
//! In: values. Out: bytes, and back. Kept free of what is packed: the build script uses this file too.

use std::collections::BTreeMap;

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// Parts the items of a list: no word list has control characters.
const ITEM: char = '\u{1f}';
/// Parts the lists.
const LIST: char = '\u{1e}';

/// Word lists by name, as one text.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn pack_lists(lists: &BTreeMap<String, Vec<String>>) -> String {
    let mut packed = String::new();
    for (name, items) in lists {
        packed.push_str(name);
        for item in items {
            packed.push(ITEM);
            packed.push_str(item);
        }
        packed.push(LIST);
    }
    packed
}

/// The lists of a packed text, sorted by name.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn lists(packed: &str) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    packed.split_terminator(LIST).filter_map(|list| {
        let mut items = list.split(ITEM);
        Some((items.next()?, items))
    })
}

/// The same by what the names stand for, in the order of the variants.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn lists_by<'p, K>(packed: &'p str) -> BTreeMap<K, Vec<&'p str>>
where
    K: serde::Deserialize<'p> + Ord,
{
    let each = lists(packed).map(|(name, items)| {
        let name: StrDeserializer<Error> = name.into_deserializer();
        let key = K::deserialize(name).expect("the lists are ours and a test reads them");
        (key, items.collect())
    });
    each.collect()
}

/// Appends a number: seven bits a byte, the lowest first; the eighth says that more follow.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn number(mut value: usize, into: &mut Vec<u8>) {
    while value >= 0x80 {
        into.push(value as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

/// Appends a text after its length.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn text(text: &str, into: &mut Vec<u8>) {
    number(text.len(), into);
    into.extend(text.bytes());
}

/// Packed bytes as they are read; nothing more comes of bytes that are not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed<'b>(pub &'b [u8]);

#[allow(dead_code, reason = "the build script packs, the program unpacks")]
impl<'b> Packed<'b> {
    /// The next number.
    pub fn number(&mut self) -> Option<usize> {
        let mut value = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= usize::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// The next text.
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// So many bytes as they are.
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packed_list_is_that_of_its_yaml() {
        assert!(PACKED.len() > 20);
        for (yaml, packed) in PACKED {
            let lists: BTreeMap<String, Vec<String>> = serde_yaml::from_str(yaml)
                .or_else(|_| {
                    let single: BTreeMap<String, String> = serde_yaml::from_str(yaml)?;
                    let lists = single.into_iter().map(|(name, text)| (name, vec![text]));
                    Ok::<_, serde_yaml::Error>(lists.collect())
                })
                .expect("lists");
            assert_eq!(pack_lists(&lists), *packed);
        }
    }

    include!(concat!(env!("OUT_DIR"), "/word-lists.rs"));

    #[test]
    fn what_is_packed_comes_back_as_it_was() {
        let mut bytes = Vec::new();
        for value in [0, 127, 128, 300_000] {
            number(value, &mut bytes);
        }
        text("é", &mut bytes);
        let mut packed = Packed(&bytes);
        let numbers: Vec<_> = (0..4).map_while(|_| packed.number()).collect();
        assert_eq!(numbers, [0, 127, 128, 300_000]);
        assert_eq!(packed.text(), Some("é"));
        assert_eq!(packed.number(), None);
    }

    #[test]
    fn lists_come_back_as_they_were() {
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
        let some = BTreeMap::from([
            ("a".to_owned(), list(&["b c", "\n"])),
            ("z".to_owned(), list(&[])),
        ]);
        let packed = pack_lists(&some);
        let back = lists(&packed).map(|(name, items)| {
            let items: Vec<String> = items.map(str::to_owned).collect();
            (name.to_owned(), items)
        });
        assert_eq!(back.collect::<BTreeMap<_, _>>(), some);
    }
}
