//! Takes each column of a roster for what it holds, by its header alone: what one candidate's cells
//! say never changes how another's are read.
//!
//! In: headers and the user's `--column`. Out: roles, and one line that says so.

use crate::error::Message;
use crate::language::columns::{Aliases, Known};
use crate::language::headings::Headings;
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

/// The columns of a roster without a header line, by what its first rows hold.
pub fn guessed(rows: &[Vec<String>]) -> Columns {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut list: Vec<Column> = (0..width)
        .map(|at| {
            let cells = rows
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.trim());
            let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            Column {
                header: String::new(),
                role: look(&cells),
                kind: SectionKind::Other,
            }
        })
        .collect();
    let named = |column: &Column| column.role == Role::Name;
    if let Some(first) = list.iter().position(named) {
        for column in list
            .iter_mut()
            .skip(first + 1)
            .filter(|column| named(column))
        {
            column.role = Role::Section;
        }
    }
    Columns {
        list,
        notes_speak: false,
    }
}

fn look(cells: &[&str]) -> Role {
    let most = |test: fn(&str) -> bool| {
        !cells.is_empty() && cells.iter().filter(|cell| test(cell)).count() * 2 > cells.len()
    };
    if most(contact) {
        Role::Identity
    } else if most(|cell| cell.len() > 200) {
        Role::Document
    } else if most(person) {
        Role::Name
    } else {
        Role::Section
    }
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
    let words: Vec<&str> = cell.split_whitespace().collect();
    let name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || "-'’.".contains(c))
    };
    (2..=4).contains(&words.len()) && words.iter().all(name)
}

/// How the columns were taken, as messages that make one line.
pub fn line(file: &str, columns: &Columns) -> Vec<Message> {
    let group = |roles: &[Role]| {
        let of = columns
            .list
            .iter()
            .filter(|column| roles.contains(&column.role) && !column.header.is_empty());
        of.map(|column| column.header.as_str())
            .collect::<Vec<_>>()
            .join(", ")
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
    if columns.list.iter().all(|column| column.header.is_empty()) {
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
        let roles: Vec<Role> = guessed(&rows)
            .list
            .into_iter()
            .map(|column| column.role)
            .collect();
        assert_eq!(roles, [Role::Name, Role::Identity, Role::Section]);
    }
}
