//! One row of a roster into a candidate.
//!
//! In: cells and the columns. Out: a candidate whose identity is apart and whose document is masked.
//! Left to others: how rows are found (`rows`), what columns hold (`columns`).

use std::collections::BTreeMap;

use super::columns::{Column, Columns};
use crate::error::{Message, Who};
use crate::intake::compose::{self, Part};
use crate::intake::masking::likeness;
use crate::intake::reading::{Extracted, Identity, Role};
use crate::model::candidate::{Candidate, Unread};

/// Reads a file that a row names, beside the roster: its name for the reader, and its words.
pub type Beside<'a> = dyn Fn(&str) -> Result<(String, Extracted), Message> + Sync + 'a;

/// A longer cell is a text, not a fact that a criterion could ask for.
const FACT: usize = 200;

/// A roster.
pub struct Table<'a> {
    /// Its name for the reader.
    pub file: &'a str,
    /// Its columns.
    pub columns: &'a Columns,
    /// Reads the files its rows name.
    pub beside: &'a Beside<'a>,
}

impl Table<'_> {
    /// The candidate of a row; nothing for a row without any content.
    pub fn candidate(
        &self,
        row: usize,
        line: usize,
        cells: &[&str],
    ) -> Option<Result<Candidate, Unread>> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let source = format!("{}:{line}", self.file);
        let read = self.read(row, &source, cells);
        Some(read.map_err(|reason| Unread {
            source,
            reason,
            who: self.who(cells),
        }))
    }

    fn read(&self, number: usize, source: &str, cells: &[&str]) -> Result<Candidate, Message> {
        let identity = self.identity(cells);
        let mut documents = Vec::new();
        let parts: Vec<Part> = self
            .cells(cells)
            .filter_map(|(column, cell)| part(column, cell))
            .collect();
        let mut row = compose::row(source, &parts, &identity);
        // Numbers alone tell nothing of a person that could be ranked.
        let lettered = |part: &Part| part.text.chars().any(char::is_alphabetic);
        if parts.iter().any(lettered) && compose::says_anything(&row.document, &parts) {
            documents.push(row.document);
        }
        for (_, path) in self.of(Role::CvFile, cells) {
            let (name, extracted) = (self.beside)(path)?;
            let read = compose::cv(&name, &extracted, &identity);
            documents.push(read.document);
            row.contacts.extend(read.contacts);
        }
        if documents.is_empty() {
            return Err(Message::new("unread.empty-row"));
        }
        let given = self.id(cells);
        Ok(Candidate {
            id_is_given: given.is_some(),
            id: given.unwrap_or_else(|| number.to_string()),
            name: self.name(cells),
            source: self.file.to_string(),
            likeness: likeness::of(&documents, &row.contacts),
            documents,
            columns: self.facts(cells),
            notes: self
                .of(Role::Notes, cells)
                .map(|(_, cell)| cell.to_string())
                .collect(),
        })
    }

    /// Cells that hold anything, with their column.
    fn cells<'a>(&'a self, cells: &'a [&'a str]) -> impl Iterator<Item = (&'a Column, &'a str)> {
        let pairs = self.columns.list.iter().zip(cells);
        pairs
            .map(|(column, cell)| (column, cell.trim()))
            .filter(|(_, cell)| !cell.is_empty())
    }

    fn of<'a>(
        &'a self,
        role: Role,
        cells: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a Column, &'a str)> {
        self.cells(cells)
            .filter(move |(column, _)| column.role == role)
    }

    /// Whom to ask for what a row lacks. A cell may hold megabytes, and very many rows may be unread.
    fn who(&self, cells: &[&str]) -> Who {
        let short = |text: String| text.chars().take(80).collect();
        Who {
            id: self.id(cells).map(short),
            name: self.name(cells).map(short),
        }
    }

    fn id(&self, cells: &[&str]) -> Option<String> {
        let mut ids = self.of(Role::Id, cells);
        ids.next().map(|(_, cell)| cell.to_string())
    }

    fn name(&self, cells: &[&str]) -> Option<String> {
        let whole = self
            .of(Role::Name, cells)
            .next()
            .map(|(_, cell)| cell.to_string());
        whole.or_else(|| {
            let first = self.of(Role::FirstName, cells).map(|(_, cell)| cell);
            let last = self.of(Role::LastName, cells).map(|(_, cell)| cell);
            let both: Vec<&str> = first.chain(last).collect();
            (!both.is_empty()).then(|| both.join(" "))
        })
    }

    fn identity(&self, cells: &[&str]) -> Identity {
        let values = self
            .of(Role::Identity, cells)
            .map(|(_, cell)| cell.to_string());
        let parts = [Role::Name, Role::FirstName, Role::LastName];
        let parts = parts
            .into_iter()
            .flat_map(|role| self.of(role, cells).map(|(_, cell)| cell.to_string()));
        let mut names: Vec<String> = self.name(cells).into_iter().chain(parts).collect();
        names.dedup();
        Identity {
            names,
            values: values.collect(),
        }
    }

    fn facts(&self, cells: &[&str]) -> BTreeMap<String, String> {
        let facts = self
            .of(Role::Section, cells)
            .filter(|(column, cell)| !column.header.is_empty() && cell.len() <= FACT);
        facts
            .map(|(column, cell)| (column.header.clone(), cell.to_string()))
            .collect()
    }
}

fn part<'a>(column: &'a Column, cell: &'a str) -> Option<Part<'a>> {
    match column.role {
        Role::Section => Some(Part {
            heading: &column.header,
            kind: Some(column.kind),
            text: cell,
        }),
        Role::Document => Some(Part {
            heading: "",
            kind: None,
            text: cell,
        }),
        _ => None,
    }
}
