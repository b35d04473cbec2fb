//! Takes each column of a roster for what it holds, by its header alone: what one candidate's cells
//! say never changes how another's are read.
//!
//! In: headers and the user's `--column`. Out: roles, and one line that says so.

use crate::error::Message;
use crate::language::columns::{Aliases, Known};
use crate::language::everyday::is_everyday;
use crate::language::headings::Headings;
use crate::language::names::{is_given, is_particle};
use crate::language::protected::{Act, Protected};
use crate::model::document::SectionKind;

use crate::intake::reading::Role;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header as written; empty if it has none.
    pub header: String,
    /// What it is taken for.
    pub role: Role,
    /// What its section is about.
    pub kind: SectionKind,
}

/// The columns of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// In the roster's order.
    pub list: Vec<Column>,
    /// Whether notes are read as the application, for want of anything else.
    pub notes_speak: bool,
}

/// The columns of a header line; what the user asked for wins over the aliases.
pub fn taken(headers: &[String], asked: &[(String, Role)]) -> Columns {
    let known: Vec<Option<Known>> = headers
        .iter()
        .map(|header| Aliases::both().of(header))
        .collect();
    let mut list: Vec<Column> = headers
        .iter()
        .zip(&known)
        .map(|(header, known)| column(header, *known))
        .collect();
    let speaks = |column: &Column| narrative(column.role, column.kind);
    let spoken = list
        .iter()
        .zip(&known)
        .any(|(column, known)| !title(*known) && speaks(column));
    let tracks = known.contains(&Some(Known::Recruiting));
    let mut notes_speak = false;
    for (column, known) in list.iter_mut().zip(&known) {
        if *known == Some(Known::PerhapsNotes) && spoken {
            column.role = Role::Notes;
        }
        if *known == Some(Known::PerhapsJob) && tracks {
            column.role = Role::Recruiting;
        }
        notes_speak |= *known == Some(Known::PerhapsNotes) && !spoken;
        if let Some((_, role)) = asked.iter().find(|(name, _)| same(name, &column.header)) {
            notes_speak &= *known != Some(Known::PerhapsNotes);
            column.role = *role;
        }
    }
    Columns { list, notes_speak }
}

fn title(known: Option<Known>) -> bool {
    matches!(known, Some(Known::Job | Known::PerhapsJob))
}

/// Whether a `--column` names this header.
pub fn same(asked: &str, header: &str) -> bool {
    asked.trim().to_lowercase() == header.trim().to_lowercase()
}

fn column(header: &str, known: Option<Known>) -> Column {
    let heading = || {
        let headings = Headings::both();
        let starting = || headings.starting(header).map(|(kind, _)| kind);
        headings
            .kind(header)
            .or_else(starting)
            .unwrap_or(SectionKind::Other)
    };
    let (role, kind) = match known {
        Some(Known::Name) => (Role::Name, SectionKind::Other),
        Some(Known::FirstName) => (Role::FirstName, SectionKind::Other),
        Some(Known::LastName) => (Role::LastName, SectionKind::Other),
        Some(Known::Identity | Known::Contains) => (Role::Identity, SectionKind::Other),
        Some(Known::Protected) => (Role::Protected, SectionKind::Other),
        Some(Known::Recruiting) => (Role::Recruiting, SectionKind::Other),
        Some(Known::Notes) => (Role::Notes, SectionKind::Other),
        Some(Known::Id) => (Role::Id, SectionKind::Other),
        Some(Known::Document) => (Role::Document, SectionKind::Other),
        Some(Known::CvFile) => (Role::CvFile, SectionKind::Other),
        Some(Known::Tells) => (Role::Section, SectionKind::Summary),
        Some(Known::Job | Known::PerhapsJob) => (Role::Section, SectionKind::Work),
        Some(Known::PerhapsNotes) => (Role::Section, SectionKind::Other),
        None => (Role::Section, heading()),
    };
    Column {
        header: header.trim().to_string(),
        role,
        kind,
    }
}

/// Whether a column tells what a candidate did, so that notes need not.
fn narrative(role: Role, kind: SectionKind) -> bool {
    let told = matches!(
        kind,
        SectionKind::Summary
            | SectionKind::Work
            | SectionKind::Volunteer
            | SectionKind::Education
            | SectionKind::Projects
            | SectionKind::Interests
    );
    matches!(role, Role::Document | Role::CvFile) || (role == Role::Section && told)
}

/// The columns of a roster without a header line, by what its first rows hold; `#2` asks for the
/// second.
pub fn guessed(rows: &[Vec<String>], asked: &[(String, Role)]) -> Columns {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let looks: Vec<Look> = (0..width).map(|at| look(&filled(rows, at))).collect();
    let whole = looks.contains(&Look::Name);
    let (mut named, mut parts, mut numbered) = (false, 0, false);
    let mut list = Vec::with_capacity(width);
    for (at, look) in looks.iter().enumerate() {
        let role = match look {
            Look::Is(Role::Id) if numbered => Role::Recruiting,
            Look::Is(role) => *role,
            Look::Name if named => Role::Section,
            Look::Name => Role::Name,
            // A town beside a name is a word like a name.
            Look::Part if whole || parts > 1 => Role::Identity,
            Look::Part if parts == 1 => Role::FirstName,
            Look::Part => Role::LastName,
        };
        numbered |= role == Role::Id;
        named |= role == Role::Name;
        parts += usize::from(*look == Look::Part);
        let asked = asked
            .iter()
            .find(|(name, _)| same(name, &numbered_header(at)));
        list.push(Column {
            header: String::new(),
            role: asked.map_or(role, |(_, role)| *role),
            kind: SectionKind::Other,
        });
    }
    Columns {
        list,
        notes_speak: false,
    }
}

/// What a column without a header is called.
fn numbered_header(at: usize) -> String {
    format!("#{}", at + 1)
}

fn filled(rows: &[Vec<String>], at: usize) -> Vec<&str> {
    let cells = rows.iter().filter_map(|row| row.get(at));
    let cells = cells.map(|cell| cell.trim());
    cells.filter(|cell| !cell.is_empty()).collect()
}

/// What the cells of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Whole names.
    Name,
    /// First names, last names or towns: one strange word, or a few.
    Part,
    Is(Role),
}

fn look(cells: &[&str]) -> Look {
    let most = |test: &dyn Fn(&str) -> bool| {
        !cells.is_empty() && cells.iter().filter(|cell| test(cell)).count() * 2 > cells.len()
    };
    let once = || {
        let mut seen = std::collections::BTreeSet::new();
        cells.iter().all(|cell| seen.insert(*cell))
    };
    match () {
        () if most(&|cell| cell.len() > 200) => Look::Is(Role::Document),
        () if most(&date) => Look::Is(Role::Identity),
        () if most(&contact) => Look::Is(Role::Identity),
        () if most(&numeral) && once() => Look::Is(Role::Id),
        () if most(&|cell| numeral(cell) || money(cell)) => Look::Is(Role::Recruiting),
        () if most(&status) => Look::Is(Role::Protected),
        () if most(&person) => Look::Name,
        () if most(&part) => Look::Part,
        () => Look::Is(Role::Section),
    }
}

fn numeral(cell: &str) -> bool {
    cell.len() <= 12 && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// A date, or the year somebody was born in.
fn date(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split(['/', '-', '.', ' ']).collect();
    let numbers = parts
        .iter()
        .all(|part| part.len() <= 4 && numeral(part) && !part.is_empty());
    let year = |part: &&str| part.len() == 4 && ("1930".."2013").contains(part);
    numbers && matches!(parts.len(), 1 | 3) && parts.iter().any(year)
}

fn money(cell: &str) -> bool {
    let sign = |c: char| "€$£".contains(c);
    cell.len() <= 24 && cell.contains(sign) && cell.contains(|c: char| c.is_ascii_digit())
}

/// A few words that open with a civil status, a sex or where somebody is from.
fn status(cell: &str) -> bool {
    let words: Vec<&str> = cell
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let (mut folded, mut hits) = (String::new(), Vec::new());
    Protected::both().find(0, &|at| words.get(at).copied(), &mut folded, &mut hits);
    let told = |act| matches!(act, Act::Civil | Act::Sex | Act::Demonyms);
    words.len() <= 4 && hits.iter().any(|hit| told(hit.act))
}

/// An e-mail address, a telephone number or a link.
pub fn contact(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let dialled = cell
        .chars()
        .all(|c| c.is_ascii_digit() || "+-. ()/".contains(c));
    (cell.contains('@') && !cell.contains(' '))
        || cell.starts_with("http")
        || (digits >= 8 && dialled)
}

/// Two to four capitalised words and nothing else.
pub fn person(cell: &str) -> bool {
    (2..=4).contains(&cell.split_whitespace().count()) && capitals(cell)
}

/// A word, or a name of two or three, that is no ordinary word.
fn part(cell: &str) -> bool {
    let strange = |word: &str| !is_everyday(word) || is_given(word);
    let words = || {
        cell.split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
    };
    (1..=3).contains(&cell.split_whitespace().count()) && capitals(cell) && words().any(strange)
}

fn capitals(cell: &str) -> bool {
    cell.split_whitespace().all(|word| {
        (word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) || is_particle(word))
            && word
                .chars()
                .all(|c| c.is_alphabetic() || "-'’.".contains(c))
    })
}

/// How the columns were taken, as messages that make one line.
pub fn line(file: &str, columns: &Columns) -> Vec<Message> {
    let bare = columns.list.iter().all(|column| column.header.is_empty());
    let group = |roles: &[Role]| {
        let of = columns.list.iter().enumerate();
        let of = of.filter(|(_, column)| roles.contains(&column.role));
        let called = of.filter_map(|(at, column)| match column.header.is_empty() {
            true => bare.then(|| numbered_header(at)),
            false => Some(column.header.clone()),
        });
        called.collect::<Vec<_>>().join(", ")
    };
    let mut said = vec![Message::new("columns.of").with("file", file)];
    let groups: [(&'static str, &[Role]); 8] = [
        ("columns.id", &[Role::Id]),
        (
            "columns.identity",
            &[Role::Name, Role::FirstName, Role::LastName, Role::Identity],
        ),
        ("columns.protected", &[Role::Protected]),
        ("columns.recruiting", &[Role::Recruiting]),
        ("columns.notes", &[Role::Notes]),
        ("columns.document", &[Role::Document]),
        ("columns.cv-file", &[Role::CvFile]),
        ("columns.section", &[Role::Section]),
    ];
    for (key, roles) in groups {
        let names = group(roles);
        if !names.is_empty() {
            said.push(Message::new(key).with("names", names));
        }
    }
    if bare {
        said.push(Message::new("columns.no-header"));
    }
    if columns.notes_speak {
        said.push(Message::new("columns.notes-speak"));
    }
    said
}

/// Headers that are missing or twice there, and `--column` names that no header has.
pub fn problems(file: &str, headers: &[String], asked: &[(String, Role)]) -> Vec<Message> {
    let mut said = Vec::new();
    let told = |key, name: &str| Message::new(key).with("file", file).with("name", name);
    let mut before = std::collections::BTreeSet::new();
    for (at, header) in headers.iter().enumerate() {
        if header.trim().is_empty() {
            said.push(told("roster.header-missing", &(at + 1).to_string()));
        } else if !before.insert(header.trim().to_lowercase()) {
            said.push(told("roster.header-twice", header.trim()));
        }
    }
    for (name, _) in asked {
        if !headers.iter().any(|header| same(name, header)) {
            said.push(told("roster.no-such-column", name));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(headers: &[&str], asked: &[(String, Role)]) -> Vec<Role> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).into()).collect();
        taken(&headers, asked)
            .list
            .into_iter()
            .map(|column| column.role)
            .collect()
    }

    #[test]
    fn an_export_needs_no_configuration() {
        use Role::{FirstName, Identity, LastName, Recruiting, Section};
        assert_eq!(
            roles(
                &[
                    "First Name",
                    "Last Name",
                    "Company",
                    "Title",
                    "Notes",
                    "Email",
                    "Source",
                    "Job"
                ],
                &[]
            ),
            [
                FirstName, LastName, Section, Section, Section, Identity, Recruiting, Recruiting
            ]
        );
    }

    #[test]
    fn notes_are_the_recruiter_s_when_another_column_tells_the_candidate() {
        assert_eq!(
            roles(&["Nom", "Expérience", "Commentaires"], &[])[2],
            Role::Notes
        );
        assert_eq!(roles(&["Nom", "CV", "Notes"], &[])[2], Role::Notes);
        assert_eq!(
            roles(&["Nom", "Poste actuel", "Commentaires"], &[])[2],
            Role::Section
        );
        assert_eq!(roles(&["Nom", "Notes du recruteur"], &[])[1], Role::Notes);
    }

    #[test]
    fn the_user_has_the_last_word() {
        let asked = [
            ("commentaires".to_string(), Role::Notes),
            ("X".into(), Role::Document),
        ];
        assert_eq!(
            roles(&["Commentaires", "x"], &asked),
            [Role::Notes, Role::Document]
        );
    }

    #[test]
    fn without_a_header_cells_tell() {
        let rows = [vec![
            "Ada Vergne".to_string(),
            "ada@example.org".into(),
            "Accueil".into(),
        ]];
        let roles: Vec<Role> = guessed(&rows, &[])
            .list
            .into_iter()
            .map(|column| column.role)
            .collect();
        assert_eq!(roles, [Role::Name, Role::Identity, Role::Section]);
    }

    #[test]
    fn without_a_header_identity_is_known_by_its_look() {
        let rows = [
            "1|Lefèvre|Zoé|12/03/1990|Française|Mariée, 2 enfants|Conseillère chez Orange : 40 appels par jour|Brest|28 k€",
            "2|Œuvrard|Jean-Noël|1975|Belge|Célibataire|Barman au « Phare » de 2015 à 2020|Maubeuge|30 k€",
        ];
        let rows = rows.map(|row| row.split('|').map(String::from).collect::<Vec<_>>());
        let roles = |asked: &[(String, Role)]| -> Vec<Role> {
            guessed(&rows, asked)
                .list
                .iter()
                .map(|column| column.role)
                .collect()
        };
        use Role::{FirstName, Id, Identity, LastName, Protected, Recruiting, Section};
        assert_eq!(
            roles(&[]),
            [
                Id, LastName, FirstName, Identity, Protected, Protected, Section, Identity,
                Recruiting
            ]
        );
        assert_eq!(roles(&[("#8".to_string(), Section)])[7], Section);
    }
}
