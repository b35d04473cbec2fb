//! The rubrics, skills and word families that ship in the binary.
//!
//! Left to others: reading them (`load`, `skill`).

/// A file of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name: what users type, and what `skill:` names.
    pub name: &'static str,
    /// Where it stands in the sources, for findings.
    pub file: &'static str,
    /// Its YAML.
    pub text: &'static str,
    /// The SHA-256 of its YAML.
    pub sha256: [u8; 32],
    /// The same as a packed tree; empty for a skill, and where the text alone is kept.
    pub packed: &'static [u8],
    /// A skill, checked and packed; empty where it is read from its text.
    pub skill: &'static str,
    /// Whose cues a skill's are in the trie that the build grew, and how many of each list are in it.
    pub cues: &'static [u8],
}

/// A text and what to call it in findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The file as the user named it.
    pub file: String,
    /// Its YAML.
    pub text: String,
}

impl From<&Shipped> for Named {
    fn from(shipped: &Shipped) -> Named {
        Named {
            file: shipped.file.to_owned(),
            text: shipped.text.to_owned(),
        }
    }
}

/// What a rubric may draw on.
#[derive(Debug, Clone, Copy)]
pub struct Library {
    /// Skills, sorted by name.
    pub skills: &'static [Shipped],
    /// The families that every cue may name.
    pub families: Shipped,
}

impl Library {
    /// The skill of this id.
    pub fn skill(&self, id: &str) -> Option<&'static Shipped> {
        self.skills.iter().find(|skill| skill.name == id)
    }
}

include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// What ships.
pub static LIBRARY: Library = Library {
    skills: SKILLS,
    families: FAMILIES,
};

/// The job rubrics that ship, sorted by name.
pub fn rubrics() -> &'static [Shipped] {
    RUBRICS
}
