//! Walks a folder of CVs: one file is one candidate, in sorted order.
//!
//! In: a folder. Out: its files, those to leave unread with the reason, and a count of system files.
//! Left to others: opening anything (`mod`).

use std::path::{Path, PathBuf};

use crate::error::Message;

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, or the reason not to.
    pub files: Vec<(PathBuf, Option<Message>)>,
    /// System and lock files passed over.
    pub system: usize,
}

/// Files of rosters, by extension: a roster is named on the command line, not found in a folder.
const ROSTERS: [&str; 7] = ["csv", "tsv", "xlsx", "ods", "jsonl", "ndjson", "xls"];

/// The files of a folder and its subfolders.
pub fn walk(folder: &Path) -> Found {
    let mut found = Found::default();
    let root = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    let mut walk = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = walk.next() {
        let Ok(entry) = entry else {
            found.files.push((
                error_path(&entry, folder),
                Some(Message::new("unread.no-entry")),
            ));
            continue;
        };
        let kind = entry.file_type();
        if system(entry.file_name().to_str()) && entry.depth() > 0 {
            found.system += 1;
            if kind.is_dir() {
                walk.skip_current_dir();
            }
        } else if kind.is_symlink() {
            found
                .files
                .push((entry.path().to_path_buf(), link(entry.path(), &root)));
        } else if !kind.is_dir() {
            let reason = if kind.is_file() {
                roster(entry.path())
            } else {
                Some(Message::new("unread.not-a-file"))
            };
            found.files.push((entry.path().to_path_buf(), reason));
        }
    }
    found
}

fn error_path(entry: &Result<walkdir::DirEntry, walkdir::Error>, folder: &Path) -> PathBuf {
    let path = entry.as_ref().err().and_then(walkdir::Error::path);
    path.unwrap_or(folder).to_path_buf()
}

/// A link may lead to a file of the same folder and nowhere else.
fn link(path: &Path, root: &Path) -> Option<Message> {
    let Ok(target) = path.canonicalize() else {
        return Some(Message::new("unread.link-leads-nowhere"));
    };
    match (target.starts_with(root), target.is_file()) {
        (false, _) => Some(Message::new("unread.link-leads-out")),
        (true, true) => roster(path),
        (true, false) => Some(Message::new("unread.link-to-a-folder")),
    }
}

fn roster(path: &Path) -> Option<Message> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    ROSTERS
        .contains(&extension.as_str())
        .then(|| Message::new("unread.roster-in-folder"))
}

/// Files that systems and office programs leave behind.
fn system(name: Option<&str>) -> bool {
    let Some(name) = name else { return false };
    let lower = name.to_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || ["thumbs.db", "desktop.ini", "__macosx", "icon\r"].contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_and_lock_files_are_known() {
        for name in [".DS_Store", "Thumbs.db", "~$cv.docx", ".~lock.cv.odt#"] {
            assert!(system(Some(name)), "{name}");
        }
        assert!(!system(Some("cv.txt")));
    }

    #[test]
    fn a_roster_in_a_folder_is_left_with_a_hint() {
        assert!(roster(Path::new("a/pool.CSV")).is_some());
        assert!(roster(Path::new("a/cv.pdf")).is_none());
    }
}
