//! YAML text into a checked rubric and its findings; the embedded library. Pure.

mod check;
mod criterion;
pub mod library;
mod load;
mod nearest;
mod notes;
mod packed;
mod packed_skill;
mod pattern;
mod reading;
pub mod schema;
mod skill;
mod stock;
mod vocabulary;
mod yaml;

pub use check::Readers;
pub use library::{Library, Named, Shipped};

use crate::error::Finding;
use crate::model::rubric::Rubric;

/// A checked rubric, or every structural error of its file at once.
pub fn load(named: &Named) -> Result<Rubric, Vec<Finding>> {
    load::load(named, &library::LIBRARY)
}

/// A rubric, or a skill as a rubric with that one criterion, as far as it can be read.
pub fn load_any(named: &Named) -> Result<Rubric, Vec<Finding>> {
    let (rubric, findings) = load::read_any(named, &library::LIBRARY);
    rubric.ok_or(findings)
}

/// Every finding of a rubric, skill or family file, structure and the rest.
pub fn check(named: &Named, readers: &Readers) -> Vec<Finding> {
    check::check(named, &library::LIBRARY, readers)
}

/// The same, drawing on another library than the shipped one.
pub fn load_from(named: &Named, library: &Library) -> Result<Rubric, Vec<Finding>> {
    load::load(named, library)
}

/// The shipped rubric of this name, or that answers to it as an alias.
pub fn find(name: &str) -> Option<&'static Shipped> {
    let mut all = library::rubrics().iter();
    let exact = all.clone().find(|shipped| shipped.name == name);
    exact.or_else(|| all.find(|shipped| load::aliases(shipped).iter().any(|a| a == name)))
}

/// The shipped skill of this id.
pub fn skill(id: &str) -> Option<&'static Shipped> {
    library::LIBRARY.skill(id)
}

/// Every shipped rubric, sorted by name.
pub fn shipped() -> impl Iterator<Item = &'static Shipped> {
    library::rubrics().iter()
}

/// Every shipped skill, sorted by id.
pub fn skills() -> impl Iterator<Item = &'static Shipped> {
    library::LIBRARY.skills.iter()
}

/// The shipped rubrics whose name or alias is close to a mistyped one, the closest first.
pub fn nearest(name: &str) -> Vec<String> {
    closest(name, names())
}

/// The same among rubrics and skills.
pub fn nearest_of_all(name: &str) -> Vec<String> {
    let skills = skills().map(|skill| skill.name.to_owned());
    closest(name, names().into_iter().chain(skills).collect())
}

fn names() -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for shipped in library::rubrics() {
        known.push(shipped.name.to_owned());
        known.extend(load::aliases(shipped).into_iter().map(String::from));
    }
    known
}

fn closest(name: &str, known: Vec<String>) -> Vec<String> {
    let near = nearest::nearest(name, known.iter().map(String::as_str));
    near.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
