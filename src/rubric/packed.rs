//! A tree of YAML as bytes: the build packs the library, so that a run need not parse half a megabyte.
//!
//! In: a tree. Out: bytes, and back. What does not unpack is read from its text instead, so this can
//! only save time. Kept free of the rest of the crate: the build script uses this file too.

use super::yaml::{Entry, Node, Place, Value};

/// A tree as bytes.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn pack(node: &Node, into: &mut Vec<u8>) {
    number(node.at.line, into);
    number(node.at.column, into);
    match &node.value {
        Value::Null => into.push(b'0'),
        Value::Bool(truth) => into.extend([b'b', u8::from(*truth)]),
        Value::Number(value) => {
            into.push(b'n');
            into.extend(value.to_le_bytes());
        }
        Value::Text(text) => {
            into.push(b't');
            number(text.len(), into);
            into.extend(text.bytes());
        }
        Value::List(items) => {
            into.push(b'l');
            number(items.len(), into);
            items.iter().for_each(|item| pack(item, into));
        }
        Value::Map(entries) => {
            into.push(b'm');
            number(entries.len(), into);
            for entry in entries {
                pack(&entry.key, into);
                pack(&entry.value, into);
            }
        }
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
fn number(mut value: usize, into: &mut Vec<u8>) {
    while value >= 0x80 {
        into.push(value as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

/// The tree of some bytes; none when they are not a packed tree.
#[allow(dead_code, reason = "the build script packs, the program unpacks")]
pub fn unpack(bytes: &'static [u8]) -> Option<Node> {
    let mut rest = bytes;
    let node = Unpacking(&mut rest).node(0)?;
    rest.is_empty().then_some(node)
}

/// Deeper than the YAML reader lets a tree grow.
const DEEPEST: usize = 64;

struct Unpacking<'u>(&'u mut &'static [u8]);

impl Unpacking<'_> {
    fn node(&mut self, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let line = self.number()?;
        let column = self.number()?;
        let value = match self.take(1)?[0] {
            b'0' => Value::Null,
            b'b' => Value::Bool(self.take(1)?[0] == 1),
            b'n' => Value::Number(f64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            b't' => Value::Text(self.text()?.into()),
            b'l' => Value::List(self.items(|own| own.node(depth + 1))?),
            b'm' => Value::Map(self.items(|own| {
                let key = own.node(depth + 1)?;
                let value = own.node(depth + 1)?;
                Some(Entry { key, value })
            })?),
            _ => return None,
        };
        let at = Place { line, column };
        Some(Node { at, value })
    }

    fn items<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        // No item is shorter than three bytes: a false count cannot reserve more than there is.
        let mut items = Vec::with_capacity(count.min(self.0.len() / 3));
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn text(&mut self) -> Option<&'static str> {
        let length = self.number()?;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).ok()
    }

    fn number(&mut self) -> Option<usize> {
        let mut value = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.take(1)?[0];
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        *self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::yaml;
    use super::*;

    #[test]
    fn a_tree_comes_back_as_it_was() {
        let text = "a: [1, -2.5, yes, ~, 'é', { 3: \"\\n\" }]\nlong: |\n  x\n";
        let tree = yaml::parse(text).expect("plain YAML");
        let mut bytes = Vec::new();
        pack(&tree, &mut bytes);
        assert_eq!(unpack(bytes.leak()), Some(tree));
    }

    proptest! {
        #[test]
        fn no_bytes_make_unpacking_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(bytes.leak());
        }
    }
}
