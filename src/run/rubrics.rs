//! `pepite rubric`: what ships, what a rubric says, what is wrong with it.
//!
//! In: a name or path. Out: text for the reader.

use std::path::Path;

use crate::error::{Error, Message};
use crate::intake;
use crate::model::document::Lang;
use crate::model::rubric::Rubric;
use crate::rubric::{self, Named};
use crate::run::rubric_test::{self, Asked};
use crate::run::{self, Destination};

/// The text of a shipped rubric or skill, or of a file.
fn named(name: &str) -> Result<Named, Error> {
    if let Some(shipped) = rubric::find(name).or_else(|| rubric::skill(name)) {
        return Ok(Named::from(shipped));
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Error::Usage(unknown(name)));
    }
    let bytes = intake::open(path).map_err(|unread| Error::Input(unread.reason))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Named {
            file: name.to_owned(),
            text,
        }),
        Err(_) => Err(Error::Input(
            Message::new("rubric.not-utf8").with("path", name),
        )),
    }
}

fn unknown(name: &str) -> Message {
    let near = rubric::nearest_of_all(name);
    match near.is_empty() {
        true => Message::new("rubric.unknown-name").with("name", name),
        false => Message::new("rubric.unknown-name.near")
            .with("name", name)
            .with("near", near.join(", ")),
    }
}

fn checked(name: &str) -> Result<Rubric, Error> {
    rubric::load(&named(name)?).map_err(Error::Rubric)
}

/// `pepite rubric test`: how well a rubric reads labelled CVs. The report is in the rubric's language
/// unless another is asked for.
pub fn test(name: &str, lang: Option<Lang>, asked: Asked) -> Result<(), Error> {
    let rubric = checked(name)?;
    let asked = Asked {
        lang: lang.unwrap_or(rubric.lang),
        ..asked
    };
    let report = rubric_test::report(&rubric, &asked)?;
    run::write(Destination::Stdout, &[], |out| {
        out.write_all(report.as_bytes())
    })
}
