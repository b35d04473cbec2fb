//! What a cue says: a phrase of the YAML into words, gaps, numbers and families.
//!
//! In: a phrase as written. Out: its elements, or what is wrong with it.
//! Left to others: folding, stems and the search itself (`evidence`).

use crate::error::Message;

/// A phrase that shows a criterion, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cue {
    /// In the order of the phrase; neither the first nor the last is a gap, and no two gaps touch.
    pub elements: Vec<Element>,
}

/// One piece of a cue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A word.
    Word(Word),
    /// ` .. `: at most four other words of the unit.
    Gap,
    /// `N`: any number.
    Number,
    /// `@name`: any member of a family.
    Family(String),
}

/// A word of a cue as written between two spaces, without its mark. The tokens of a text may cut it
/// further (`d'équipe`, `24/7`): then each part is read the same way, and a star belongs to the last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// Neither folded nor lower-cased.
    pub text: String,
    /// How close the text must be.
    pub form: Form,
}

/// How close a word of a text must be to a word of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `word`: any inflection of it.
    Inflected,
    /// `~word`: this word, folded, and nothing else.
    Exact,
    /// `word*`: any word that starts so, folded.
    Prefix,
    /// `=Word`: this word with these capitals.
    AsWritten,
}

/// What a phrase under `not` cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The cues it overlaps.
    Overlap,
    /// `unit: `: every cue of its sentence or bullet.
    Unit,
}

/// Where a phrase of `cues` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stands {
    /// In any sentence.
    Anywhere,
    /// `item: `: alone, as an item of a list or a line of its own. *Communication* between two commas is
    /// a claim; in *communication department* it is not.
    Alone,
}

/// The mark of a phrase that counts as an item only.
const ITEM: &str = "item:";

/// The longest phrase that can still be called one, in characters.
const LONGEST: usize = 200;

/// A shorter prefix would match half of the dictionary.
const SHORTEST_PREFIX: usize = 3;

/// A phrase of `declared`, `shown`, `titles`, `raise` or `attest`.
pub fn parse(phrase: &str) -> Result<Cue, Message> {
    if phrase.trim_start().starts_with(ITEM) {
        return Err(Message::new("cue.item-misplaced"));
    }
    if phrase.chars().count() > LONGEST {
        return Err(Message::new("cue.too-long").with("longest", LONGEST));
    }
    balanced(phrase)?;
    let pieces = phrase.split_whitespace().filter(|piece| !is_sign(piece));
    let elements = pieces.map(element).collect::<Result<Vec<_>, _>>()?;
    gaps_stand_between_words(&elements)?;
    if elements.iter().all(|e| matches!(e, Element::Number)) {
        return Err(Message::new(if elements.is_empty() {
            "cue.empty"
        } else {
            "cue.number-alone"
        }));
    }
    Ok(Cue { elements })
}

/// A phrase of `cues`: where it counts, and the phrase.
pub fn parse_cue(phrase: &str) -> Result<(Stands, Cue), Message> {
    let phrase = phrase.trim();
    match phrase.strip_prefix(ITEM) {
        Some(rest) => Ok((Stands::Alone, parse(rest)?)),
        None => Ok((Stands::Anywhere, parse(phrase)?)),
    }
}

/// A phrase of `not`: what it cancels, and the phrase.
pub fn parse_not(phrase: &str) -> Result<(Scope, Cue), Message> {
    let phrase = phrase.trim();
    match phrase.strip_prefix("unit:") {
        Some(rest) => Ok((Scope::Unit, parse(rest)?)),
        None => Ok((Scope::Overlap, parse(phrase)?)),
    }
}

/// A member of a word family: a word or several, without gaps and without other families.
pub fn parse_member(phrase: &str) -> Result<Cue, Message> {
    let cue = parse(phrase)?;
    let plain = |e: &Element| !matches!(e, Element::Gap | Element::Family(_));
    if cue.elements.iter().all(plain) {
        Ok(cue)
    } else {
        Err(Message::new("cue.member"))
    }
}

/// How to mend what `parse` refused.
pub fn remedy(fact: &Message) -> Message {
    let key = match fact.key {
        "cue.empty" => "cue.empty.help",
        "cue.too-long" => "cue.too-long.help",
        "cue.unbalanced" => "cue.unbalanced.help",
        "cue.gap-at-end" => "cue.gap-at-end.help",
        "cue.gaps-touch" => "cue.gaps-touch.help",
        "cue.gap-glued" => "cue.gap-glued.help",
        "cue.number-alone" => "cue.number-alone.help",
        "cue.star-alone" | "cue.star-short" | "cue.star-inside" => "cue.star.help",
        "cue.mark-alone" | "cue.marks-mixed" => "cue.marks.help",
        "cue.item-misplaced" => "cue.item-misplaced.help",
        "cue.no-letter" => "cue.no-letter.help",
        "cue.member" => "cue.member.help",
        _ => "cue.family-unknown.help",
    };
    let with = fact.with.clone();
    Message { key, with }
}

/// Brackets and quotation marks come in pairs; a lone one is a slip of the keyboard or of YAML.
fn balanced(phrase: &str) -> Result<(), Message> {
    let mut open = Vec::new();
    for c in phrase.chars() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            '«' => open.push('»'),
            ')' | ']' | '}' | '»' if open.pop() != Some(c) => return Err(unbalanced(c)),
            _ => {}
        }
    }
    if let Some(c) = open.pop() {
        return Err(unbalanced(c));
    }
    if phrase.matches('"').count() % 2 == 1 {
        return Err(unbalanced('"'));
    }
    Ok(())
}

/// `&`, `:` between spaces: no token of a text, as if it were not there.
fn is_sign(piece: &str) -> bool {
    let kept = |c: char| "*~=@.".contains(c) || super::tokens::SIGNS.contains(&c);
    let sign = |c: char| !c.is_alphanumeric() && !kept(c);
    piece.chars().all(sign)
}

fn unbalanced(mark: char) -> Message {
    Message::new("cue.unbalanced").with("mark", mark)
}

fn element(piece: &str) -> Result<Element, Message> {
    if piece == ".." {
        return Ok(Element::Gap);
    }
    if piece.contains("..") {
        return Err(about("cue.gap-glued", piece));
    }
    match (piece, piece.strip_prefix('@')) {
        ("N", _) => Ok(Element::Number),
        (_, Some(name)) => family(piece, name),
        _ => word(piece).map(Element::Word),
    }
}

fn family(piece: &str, name: &str) -> Result<Element, Message> {
    if name.is_empty() {
        return Err(about("cue.mark-alone", piece));
    }
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.chars().all(plain) {
        Ok(Element::Family(name.to_owned()))
    } else {
        Err(about("cue.marks-mixed", piece))
    }
}

fn word(piece: &str) -> Result<Word, Message> {
    let (form, rest) = marked(piece);
    if rest.is_empty() {
        return Err(about("cue.mark-alone", piece));
    }
    if rest.starts_with(['~', '=', '@']) {
        return Err(about("cue.marks-mixed", piece));
    }
    let (form, text) = starred(form, rest, piece)?;
    if !text
        .chars()
        .any(|c| c.is_alphanumeric() || super::tokens::SIGNS.contains(&c))
    {
        return Err(about("cue.no-letter", piece));
    }
    let text = text.to_owned();
    Ok(Word { text, form })
}

fn marked(piece: &str) -> (Form, &str) {
    if let Some(rest) = piece.strip_prefix('~') {
        (Form::Exact, rest)
    } else if let Some(rest) = piece.strip_prefix('=') {
        (Form::AsWritten, rest)
    } else {
        (Form::Inflected, piece)
    }
}

fn starred<'a>(form: Form, rest: &'a str, piece: &str) -> Result<(Form, &'a str), Message> {
    let Some(text) = rest.strip_suffix('*') else {
        return match rest.contains('*') {
            true => Err(about("cue.star-inside", piece)),
            false => Ok((form, rest)),
        };
    };
    if text.is_empty() {
        return Err(Message::new("cue.star-alone"));
    }
    if text.contains('*') {
        return Err(about("cue.star-inside", piece));
    }
    if form == Form::AsWritten {
        return Err(about("cue.marks-mixed", piece));
    }
    if text.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST_PREFIX {
        return Err(about("cue.star-short", piece).with("shortest", SHORTEST_PREFIX));
    }
    Ok((Form::Prefix, text))
}

fn gaps_stand_between_words(elements: &[Element]) -> Result<(), Message> {
    let gap = |e: Option<&Element>| matches!(e, Some(Element::Gap));
    if gap(elements.first()) || gap(elements.last()) {
        return Err(Message::new("cue.gap-at-end"));
    }
    if elements
        .windows(2)
        .any(|two| two == [Element::Gap, Element::Gap])
    {
        return Err(Message::new("cue.gaps-touch"));
    }
    Ok(())
}

fn about(key: &'static str, piece: &str) -> Message {
    Message::new(key).with("word", piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, form: Form) -> Element {
        let text = text.to_owned();
        Element::Word(Word { text, form })
    }

    #[test]
    fn a_phrase_becomes_words_gaps_numbers_and_families() {
        assert_eq!(
            parse("désamorc* .. @customer N ~vente =Excel d'équipe").map(|cue| cue.elements),
            Ok(vec![
                word("désamorc", Form::Prefix),
                Element::Gap,
                Element::Family("customer".into()),
                Element::Number,
                word("vente", Form::Exact),
                word("Excel", Form::AsWritten),
                word("d'équipe", Form::Inflected),
            ])
        );
    }

    #[test]
    fn names_with_signs_and_inclusive_forms_are_words() {
        for phrase in [
            "C++",
            ".NET",
            "24/7",
            "R&D",
            "conseiller(ère)",
            "bénévole(s)",
            "n8n",
        ] {
            assert!(parse(phrase).is_ok(), "{phrase}");
        }
    }

    #[test]
    fn every_slip_of_a_cue_has_its_name() {
        for (phrase, key) in [
            ("", "cue.empty"),
            ("   ", "cue.empty"),
            (".. client", "cue.gap-at-end"),
            ("client ..", "cue.gap-at-end"),
            ("client .. .. calme", "cue.gaps-touch"),
            ("client..calme", "cue.gap-glued"),
            ("client ...", "cue.gap-glued"),
            ("*", "cue.star-alone"),
            ("ab*", "cue.star-short"),
            ("*client", "cue.star-inside"),
            ("cli*ent", "cue.star-inside"),
            ("client**", "cue.star-inside"),
            ("@", "cue.mark-alone"),
            ("~", "cue.mark-alone"),
            ("~=Excel", "cue.marks-mixed"),
            ("=Exc*", "cue.marks-mixed"),
            ("@cust*", "cue.marks-mixed"),
            ("~&", "cue.no-letter"),
            ("&", "cue.empty"),
            ("(client", "cue.unbalanced"),
            ("client)", "cue.unbalanced"),
            ("\"client", "cue.unbalanced"),
            ("N", "cue.number-alone"),
            ("item: client", "cue.item-misplaced"),
        ] {
            assert_eq!(parse(phrase).map_err(|m| m.key), Err(key), "{phrase:?}");
        }
        assert_eq!(
            parse(&"mot ".repeat(60)).map_err(|m| m.key),
            Err("cue.too-long")
        );
    }

    #[test]
    fn a_cue_may_count_as_an_item_only() {
        let cue = |phrase| parse(phrase).expect("a plain phrase");
        let item = (Stands::Alone, cue("communication"));
        assert_eq!(parse_cue("item: communication"), Ok(item));
        let anywhere = (Stands::Anywhere, cue("communication"));
        assert_eq!(parse_cue("communication"), Ok(anywhere));
    }

    #[test]
    fn an_exclusion_may_cancel_its_whole_unit() {
        let cue = |phrase| parse(phrase).expect("a plain phrase");
        assert_eq!(
            parse_not("unit: chef d'orchestre"),
            Ok((Scope::Unit, cue("chef d'orchestre")))
        );
        assert_eq!(
            parse_not("échec scolaire"),
            Ok((Scope::Overlap, cue("échec scolaire")))
        );
    }

    #[test]
    fn a_member_of_a_family_names_no_other_family() {
        assert!(parse_member("calm* down").is_ok());
        for phrase in ["@customer", "calmer .. client"] {
            assert_eq!(
                parse_member(phrase).map_err(|m| m.key),
                Err("cue.member"),
                "{phrase}"
            );
        }
    }
}
