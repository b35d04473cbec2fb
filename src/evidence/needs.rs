//! What a text must hold for a pattern to match it, read from the pattern.
//!
//! In: a regular expression. Out: words that stand in every match, in their order. Kept free of what is
//! packed: the build script reads the patterns that ship with this file.

use std::borrow::Cow;

use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, ClassUnicodeKind,
    GroupKind, RepetitionKind, RepetitionRange,
};

/// More spellings than this of one run of letters are not written out.
const SPELLINGS: usize = 32;
/// More words than this in a row say nothing new.
const LONGEST: usize = 8;

/// The words that every match of a pattern holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Sets of words of which a match holds one.
    pub sets: Vec<Set>,
    /// The sets in the order in which their words stand; a set may come several times.
    pub order: Vec<usize>,
    /// The set that says most.
    pub first: usize,
}

/// Words of which a match holds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// The words.
    pub words: Vec<Cow<'static, str>>,
    /// No letter stands before the word.
    pub starts: bool,
    /// No letter stands after it.
    pub ends: bool,
}

impl Needs {
    /// What a pattern needs; nothing when that cannot be told.
    pub fn of(pattern: &str) -> Option<Needs> {
        let ast = ast::parse::Parser::new().parse(pattern).ok()?;
        let mut needs = Needs::default();
        for set in sets(&ast)?.into_iter().take(LONGEST) {
            let known = needs.sets.iter().position(|known| *known == set);
            needs.order.push(known.unwrap_or(needs.sets.len()));
            if known.is_none() {
                needs.sets.push(set);
            }
        }
        // the first of the best
        let best = (0..needs.sets.len()).rev();
        needs.first = best.max_by_key(|at| needs.sets[*at].weight())?;
        Some(needs)
    }

    /// The words of which at least one stands in every match.
    pub fn words(&self) -> &[Cow<'static, str>] {
        &self.sets[self.first].words
    }

    /// Whether a text holds every word in its order: if not, the pattern does not match it.
    pub fn stand_in(&self, text: &str) -> bool {
        let mut at = 0;
        self.order.iter().all(|set| {
            let end = self.sets[*set].end_in(text, at);
            at = end.unwrap_or(at);
            end.is_some()
        })
    }
}

impl Set {
    fn weight(&self) -> usize {
        self.words.iter().map(|word| word.len()).min().unwrap_or(0)
    }

    /// Where the first word from here on ends.
    fn end_in(&self, text: &str, from: usize) -> Option<usize> {
        let ends = self.words.iter().filter_map(|word| {
            let mut found = text[from..].match_indices(word.as_ref());
            let stands = |(at, word): &(usize, &str)| {
                let (start, end) = (from + at, from + at + word.len());
                let before = text[..start].chars().next_back();
                let after = text[end..].chars().next();
                !(self.starts && before.is_some_and(char::is_alphabetic)
                    || self.ends && after.is_some_and(char::is_alphabetic))
            };
            found.find(stands).map(|(at, word)| from + at + word.len())
        });
        ends.min()
    }
}

/// The sets of a pattern in the order of their words; nothing when it may match without any.
fn sets(ast: &Ast) -> Option<Vec<Set>> {
    let sets = match ast {
        Ast::Literal(_) | Ast::ClassBracketed(_) => vec![set(spelled(ast)?, &[], &[])?],
        Ast::Group(group) if plain(&group.kind) => return sets(&group.ast),
        Ast::Repetition(repetition) => {
            let inner = sets(&repetition.ast)?;
            let times = least(&repetition.op.kind).min(LONGEST);
            std::iter::repeat_n(inner, times).flatten().collect()
        }
        Ast::Alternation(branches) => vec![either(&branches.asts)?],
        Ast::Concat(parts) => row(&parts.asts),
        _ => return None,
    };
    Some(sets).filter(|sets| !sets.is_empty())
}

/// One word of any branch.
fn either(branches: &[Ast]) -> Option<Set> {
    let mut any = Set {
        words: Vec::new(),
        starts: true,
        ends: true,
    };
    for branch in branches {
        let best = sets(branch)?.into_iter().rev().max_by_key(Set::weight)?;
        any.words.extend(best.words);
        any.starts &= best.starts;
        any.ends &= best.ends;
    }
    Some(any)
}

/// Parts in a row: runs of letters, and parts with words of their own.
fn row(parts: &[Ast]) -> Vec<Set> {
    // `(?i)` in the middle changes what follows: then nothing is certain.
    if parts.iter().any(|part| matches!(part, Ast::Flags(_))) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let (mut run, mut end) = (vec![String::new()], at);
        while let Some(longer) = parts
            .get(end)
            .and_then(|part| product(&run, &spelled(part)?, end == at))
        {
            (run, end) = (longer, end + 1);
        }
        if end > at {
            all.extend(set(run, &parts[..at], &parts[end..]));
            at = end;
        } else {
            all.extend(sets(&parts[at]).unwrap_or_default());
            at += 1;
        }
    }
    all
}

/// Every text of one followed by every text of the other, unless there are too many.
fn product(some: &[String], others: &[String], alone: bool) -> Option<Vec<String>> {
    if !alone && some.len() * others.len() > SPELLINGS {
        return None;
    }
    let each = some.iter();
    let each = each.flat_map(|one| others.iter().map(move |other| format!("{one}{other}")));
    Some(each.collect())
}

/// Every text that a part matches, if they can be written out.
fn spelled(ast: &Ast) -> Option<Vec<String>> {
    match ast {
        Ast::Literal(literal) => Some(vec![literal.c.to_string()]),
        Ast::ClassBracketed(class) if !class.negated => letters(&class.kind),
        Ast::Group(group) if plain(&group.kind) => spelled(&group.ast),
        Ast::Alternation(branches) => {
            let each: Option<Vec<_>> = branches.asts.iter().map(spelled).collect();
            each.map(|each| each.into_iter().flatten().collect())
        }
        Ast::Concat(parts) => parts
            .asts
            .iter()
            .try_fold(vec![String::new()], |run, part| {
                product(&run, &spelled(part)?, false)
            }),
        _ => None,
    }
}

/// The letters of a small class: `[ée]`.
fn letters(class: &ClassSet) -> Option<Vec<String>> {
    let one = |item: &ClassSetItem| match item {
        ClassSetItem::Literal(literal) => Some(literal.c.to_string()),
        _ => None,
    };
    match class {
        ClassSet::Item(ClassSetItem::Union(union)) if union.items.len() <= 4 => {
            union.items.iter().map(one).collect()
        }
        ClassSet::Item(item) => one(item).map(|letter| vec![letter]),
        ClassSet::BinaryOp(_) => None,
    }
}

/// A set between what stands before it and after it.
fn set(words: Vec<String>, before: &[Ast], after: &[Ast]) -> Option<Set> {
    let sound = |edge: fn(&str) -> Option<char>| {
        let letter = |word: &String| edge(word).is_some_and(char::is_alphanumeric);
        words.iter().all(letter)
    };
    let starts = sound(|word| word.chars().next()) && !touches(before.iter().rev(), Side::End);
    let ends = sound(|word| word.chars().next_back()) && !touches(after.iter(), Side::Start);
    let whole = words.iter().all(|word| !word.is_empty());
    whole.then(|| Set {
        words: words.into_iter().map(Cow::Owned).collect(),
        starts,
        ends,
    })
}

/// The side of a part that a word touches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// Whether a letter may touch a word whose neighbours are these, the nearest first.
fn touches<'a>(parts: impl Iterator<Item = &'a Ast>, side: Side) -> bool {
    for part in parts {
        let (letter, passes) = edge(part, side);
        if letter || !passes {
            return letter;
        }
    }
    true
}

/// Whether a part may touch with a letter, and whether it may be empty.
fn edge(ast: &Ast, side: Side) -> (bool, bool) {
    match ast {
        Ast::Empty(_) => (false, true),
        Ast::Literal(literal) => (literal.c.is_alphabetic(), false),
        Ast::Assertion(assertion) => match (&assertion.kind, side) {
            // between a word and a letter there is no such boundary
            (AssertionKind::WordBoundary, _) => (false, false),
            (AssertionKind::StartText | AssertionKind::StartLine, Side::End) => (false, false),
            (AssertionKind::EndText | AssertionKind::EndLine, Side::Start) => (false, false),
            _ => (true, true),
        },
        Ast::ClassPerl(class) => (perl(class), false),
        Ast::ClassBracketed(class) => (bracketed(class), false),
        Ast::Group(group) if plain(&group.kind) => edge(&group.ast, side),
        Ast::Repetition(repetition) => {
            let (letter, passes) = edge(&repetition.ast, side);
            (letter, passes || least(&repetition.op.kind) == 0)
        }
        Ast::Alternation(branches) => branches
            .asts
            .iter()
            .map(|part| edge(part, side))
            .fold((false, false), |(letter, passes), (more, or)| {
                (letter || more, passes || or)
            }),
        Ast::Concat(parts) => match side {
            Side::Start => edges(parts.asts.iter(), side),
            Side::End => edges(parts.asts.iter().rev(), side),
        },
        _ => (true, true),
    }
}

fn edges<'a>(parts: impl Iterator<Item = &'a Ast>, side: Side) -> (bool, bool) {
    let mut any = false;
    for part in parts {
        let (letter, passes) = edge(part, side);
        any |= letter;
        if !passes {
            return (any, false);
        }
    }
    (any, true)
}

/// Whether a class has letters.
fn perl(class: &ClassPerl) -> bool {
    match class.kind {
        ClassPerlKind::Digit | ClassPerlKind::Space => class.negated,
        ClassPerlKind::Word => !class.negated,
    }
}

fn bracketed(class: &ast::ClassBracketed) -> bool {
    let ClassSet::Item(item) = &class.kind else {
        return true;
    };
    match (class.negated, item) {
        (true, ClassSetItem::Perl(perl)) => perl.kind != ClassPerlKind::Word || perl.negated,
        (true, ClassSetItem::Unicode(unicode)) => {
            unicode.negated || unicode.kind != ClassUnicodeKind::OneLetter('L')
        }
        (true, _) => true,
        (false, item) => has_letter(item),
    }
}

fn has_letter(item: &ClassSetItem) -> bool {
    match item {
        ClassSetItem::Empty(_) => false,
        ClassSetItem::Literal(literal) => literal.c.is_alphabetic(),
        ClassSetItem::Perl(class) => perl(class),
        ClassSetItem::Union(union) => union.items.iter().any(has_letter),
        _ => true,
    }
}

fn plain(kind: &GroupKind) -> bool {
    match kind {
        GroupKind::NonCapturing(flags) => flags.items.is_empty(),
        GroupKind::CaptureIndex(_) | GroupKind::CaptureName { .. } => true,
    }
}

/// How often a repetition repeats at least.
fn least(kind: &RepetitionKind) -> usize {
    match kind {
        RepetitionKind::OneOrMore => 1,
        RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => 0,
        RepetitionKind::Range(
            RepetitionRange::Exactly(least)
            | RepetitionRange::AtLeast(least)
            | RepetitionRange::Bounded(least, _),
        ) => *least as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(pattern: &str) -> Option<String> {
        let needs = Needs::of(pattern)?;
        let order = needs.order.iter().map(|at| {
            let set = &needs.sets[*at];
            let mark = |set| if set { "|" } else { "" };
            format!(
                "{}{}{}",
                mark(set.starts),
                set.words.join("/"),
                mark(set.ends)
            )
        });
        Some(order.collect::<Vec<_>>().join(" then "))
    }

    #[test]
    fn every_word_of_a_pattern_is_needed_in_its_order() {
        for (pattern, words) in [
            (
                r"\b(?:teacher|nurse)\b.{0,9}\bcareer",
                "|teacher/nurse| then |career",
            ),
            (
                "t[ée]l[ée]phones?",
                "téléphone/télephone/teléphone/telephone",
            ),
            (r"(?:x|y)* ?(?:vente|vend)+", "vente/vend"),
            (
                r"(?:\b(?:fr|en)\b,){2}",
                "|fr/en| then , then |fr/en| then ,",
            ),
            (r"(?:^|[,;]\s*)tact\s*(?:$|[,;]|\bet\b)", "|tact|"),
        ] {
            assert_eq!(needed(pattern).as_deref(), Some(words), "{pattern}");
        }
        for uncertain in [
            r"\d{4}",
            "(?i)sales",
            "(?i:sales)",
            "(?:sales|)",
            "a*",
            "[a-z]",
        ] {
            assert_eq!(needed(uncertain), None, "{uncertain}");
        }
    }

    #[test]
    fn words_stand_in_a_text_in_their_order_and_whole_where_they_must() {
        let stand = |pattern, text| Needs::of(pattern).expect("words").stand_in(text);
        assert!(stand(r"\btact\b", "avec tact."));
        assert!(!stand(r"\btact\b", "contact"));
        assert!(!stand("a.*b", "b a"));
        assert!(!stand("(?:oui.?){3}", "oui oui"));
    }
}
