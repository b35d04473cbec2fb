//! Words of a postal address.
//!
//! In: `addresses.yaml`. Out: each of its lists.
//! Left to others: where an address stands and ends (`intake`).

use std::sync::LazyLock;

use super::packing;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let lists = packing::lists(include_str!(concat!(env!("OUT_DIR"), "/addresses.lists")));
    for (name, items) in lists {
        let list = match name {
            "after_a_name" => &mut words.after_a_name,
            "articles" => &mut words.articles,
            "doors" => &mut words.doors,
            "in_towns" => &mut words.in_towns,
            "places" => &mut words.places,
            "ways" => &mut words.ways,
            _ => continue,
        };
        list.extend(items);
    }
    words
});

/// The lists, in lower case; of two words that start alike, the longer first.
#[derive(Debug, Default)]
pub struct Words {
    /// English ways, after their name; with a full stop where they are cut short.
    pub after_a_name: Vec<&'static str>,
    /// Small words between one of `places` and its name.
    pub articles: Vec<&'static str>,
    /// A second door of a number: *bis*.
    pub doors: Vec<&'static str>,
    /// Small words in the name of a town.
    pub in_towns: Vec<&'static str>,
    /// Ways that are words of work too: a capital must follow.
    pub places: Vec<&'static str>,
    /// Ways that any name may follow.
    pub ways: Vec<&'static str>,
}

/// The words of both languages.
pub fn words() -> &'static Words {
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_hides_a_longer_one_after_it() {
        let words = words();
        let lists = [&words.ways, &words.places, &words.articles, &words.doors];
        for list in lists
            .into_iter()
            .chain([&words.after_a_name, &words.in_towns])
        {
            assert!(!list.is_empty());
            for (at, word) in list.iter().enumerate() {
                let hidden = list[at + 1..].iter().find(|later| later.starts_with(word));
                assert_eq!(hidden, None, "{word}");
            }
        }
    }
}
