//! Records in, records out: each line of standard input answered as it comes, in constant memory.
//!
//! In: what `screen` is asked. Out: the rows of its JSONL, without what only a pool can say.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, Message};
use crate::intake;
use crate::model::candidate::{Candidate, Unread};
use crate::model::document::Lang;
use crate::model::rubric::Rubric;
use crate::model::shortlist::{Lines, Shortlist};
use crate::render::delimited::Rows;
use crate::render::json;
use crate::render::view::View;
use crate::run::screen::{self, Format, Judge, Screen};
use crate::run::{self, Destination, Outcome};

/// Answers standard input.
pub fn stream(asked: &Screen) -> Result<Outcome, run::Failure> {
    let rubric = run::rubric(asked.rubric.as_deref(), &asked.inputs)?;
    let lang = asked.lang.unwrap_or(rubric.lang);
    streamed(asked, &rubric, lang).map_err(|error| run::Failure {
        lang: Some(lang),
        error,
    })
}

fn streamed(asked: &Screen, rubric: &Rubric, lang: Lang) -> Result<Outcome, Error> {
    refuse(asked)?;
    let judge = Judge::new(asked, rubric)?;
    let nobody = nobody(rubric);
    let view = View::new(&nobody, rubric, lang, asked.names);
    let unread = AtomicUsize::new(0);
    let answer = |candidate: Result<Candidate, Unread>| {
        unread.fetch_add(usize::from(candidate.is_err()), Ordering::Relaxed);
        answer(&view, &judge, lang, candidate)
    };
    run::write(Destination::Stdout, &[], |out| {
        intake::stream(&asked.reading, &answer, &mut |answers| {
            answers.iter().try_for_each(|line| out.write_all(line))?;
            out.flush()
        })
    })?;
    Ok(match asked.strict && unread.into_inner() > 0 {
        true => Outcome::SomeUnread,
        false => Outcome::Done,
    })
}

fn answer(
    view: &View<'_>,
    judge: &Judge<'_>,
    lang: Lang,
    candidate: Result<Candidate, Unread>,
) -> Vec<u8> {
    let mut line = Vec::new();
    let written = match candidate {
        Ok(candidate) => json::alone(view, &judge.card_alone(candidate, lang), &mut line),
        Err(unread) => json::unread_alone(view, &unread, &mut line),
    };
    debug_assert!(written.is_ok(), "memory cannot fail to be written");
    line
}

/// What a stream cannot do is refused, not left out: it has no pool, and one form.
fn refuse(asked: &Screen) -> Result<(), Error> {
    let refused = [
        ("--top", asked.top.is_some()),
        ("--rows", asked.rows == Rows::Evidence),
        ("--excel", asked.excel),
        ("--output", asked.output.is_some()),
        ("--encoding", asked.reading.encoding.is_some()),
        ("--delimiter", asked.reading.delimiter.is_some()),
        ("--format", asked.format.is_some_and(|f| f != Format::Jsonl)),
    ];
    if let Some((option, _)) = refused.iter().find(|(_, asked)| *asked) {
        let message = Message::new("usage.stream-option");
        return Err(Error::Usage(message.with("option", option)));
    }
    match asked.inputs.as_slice() {
        [one] if one == Path::new("-") => Ok(()),
        _ => Err(Error::Usage(Message::new("usage.stream-input"))),
    }
}

/// The pool of a stream.
fn nobody(rubric: &Rubric) -> Shortlist {
    Shortlist {
        rubric: screen::stamp(rubric),
        cards: Vec::new(),
        lines: Lines::default(),
        pearls: Vec::new(),
        unread: Vec::new(),
        unread_beyond: 0,
        warnings: Vec::new(),
    }
}
