//! `pepite rubric`: what ships, what a rubric says, what is wrong with it.
//!
//! In: a name or path. Out: text for the reader.

use std::cell::Cell;
use std::path::Path;

use crate::error::{Error, Finding, Gravity, Message};
use crate::evidence::{self, Matcher};
use crate::intake::{self, Identity};
use crate::judging::lint;
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::evidence::Polarity;
use crate::model::rubric::Rubric;
use crate::render::rubric as page;
use crate::rubric::{self, Named, Readers, Shipped};
use crate::run::rubric_test::{self, Asked};
use crate::run::{self, Destination, Failure, Outcome};

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Job rubrics.
    Rubric,
    /// Skills of the library.
    Skill,
}

/// `pepite rubric list`: what ships.
pub fn list(lang: Option<Lang>) -> Result<Outcome, Failure> {
    let whole = |shipped: &Shipped| rubric::load_any(&Named::from(shipped)).map_err(Error::Rubric);
    let rubrics = rubric::shipped()
        .map(whole)
        .collect::<Result<Vec<_>, _>>()?;
    let skills = rubric::skills().map(whole).collect::<Result<Vec<_>, _>>()?;
    let criteria = skills.into_iter().flat_map(|skill| skill.criteria);
    let skills: Vec<_> = criteria.map(|criterion| criterion.skill).collect();
    printed(&page::list(&rubrics, &skills, lang.unwrap_or(Lang::Fr)))
}

/// `pepite rubric show`: one rubric or skill.
pub fn show(name: &str, lang: Option<Lang>) -> Result<Outcome, Failure> {
    let named = named(name).map_err(said_in(lang))?;
    let rubric = rubric::load_any(&named).map_err(|found| said_in(lang)(Error::Rubric(found)))?;
    let lang = lang.unwrap_or(rubric.lang);
    let said = match rubric.criteria.as_slice() {
        [only] if rubric.sha256.is_empty() => page::skill(&only.skill, lang),
        _ => page::rubric(&rubric, lang),
    };
    printed(&said)
}

/// `pepite rubric check`: every finding of these files, or of everything that ships, examples included.
pub fn check(names: &[String], lang: Option<Lang>) -> Result<Outcome, Failure> {
    let shipped = rubric::shipped().chain(rubric::skills());
    let asked: Vec<Named> = match names {
        [] => shipped.map(Named::from).collect(),
        names => {
            let named = names.iter().map(|name| named(name));
            named.collect::<Result<_, _>>().map_err(said_in(lang))?
        }
    };
    let labels = Labels::of(lang.unwrap_or(Lang::Fr));
    let mut said = String::new();
    let mut outcome = Outcome::Done;
    for named in &asked {
        let (findings, examples) = findings(named);
        if findings.iter().any(|f| f.gravity == Gravity::Error) {
            outcome = Outcome::Faulty;
        }
        for finding in &findings {
            said += &line(finding, labels);
        }
        said += &summary(named, &findings, examples, labels);
    }
    printed(&said)?;
    Ok(outcome)
}

/// `pepite rubric schema`: for editors that complete and check while one types.
pub fn schema(which: Which) -> Result<Outcome, Failure> {
    printed(&match which {
        Which::Rubric => rubric::schema::rubric(),
        Which::Skill => rubric::schema::skill(),
    })
}

/// `pepite rubric test`: how well a rubric reads labelled CVs. The report is in the rubric's language
/// unless another is asked for.
pub fn test(name: &str, lang: Option<Lang>, asked: Asked) -> Result<Outcome, Failure> {
    let named = named(name).map_err(said_in(lang))?;
    let rubric = rubric::load(&named).map_err(|found| said_in(lang)(Error::Rubric(found)))?;
    let lang = lang.unwrap_or(rubric.lang);
    let report = rubric_test::report(&rubric, &Asked { lang, ..asked });
    printed(&report.map_err(said_in(Some(lang)))?)
}

fn printed(text: &str) -> Result<Outcome, Failure> {
    run::write(Destination::Stdout, &[], |out| {
        out.write_all(text.as_bytes())
    })?;
    Ok(Outcome::Done)
}

fn said_in(lang: Option<Lang>) -> impl Fn(Error) -> Failure {
    move |error| Failure { lang, error }
}

/// The text of a shipped rubric or skill, or of a file.
fn named(name: &str) -> Result<Named, Error> {
    if let Some(shipped) = rubric::find(name).or_else(|| rubric::skill(name)) {
        return Ok(Named::from(shipped));
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Error::Usage(unknown(name)));
    }
    let bytes = intake::open(path).map_err(Error::Unread)?;
    let file = name.to_owned();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Named { file, text }),
        Err(_) => Err(Error::Input(
            Message::new("rubric.not-utf8").with("path", name),
        )),
    }
}

fn unknown(name: &str) -> Message {
    let near = rubric::nearest_of_all(name);
    if near.is_empty() {
        return Message::new("rubric.unknown-name").with("name", name);
    }
    Message::new("rubric.unknown-name.near")
        .with("name", name)
        .with("near", near.join(", "))
}

/// The findings of a file, and how many of its examples were tried.
fn findings(named: &Named) -> (Vec<Finding>, usize) {
    let readable = rubric::load_any(named).ok();
    let examples = readable.as_ref().map(Examples::new);
    let readers = Readers {
        counts: &|id, sentence| examples.as_ref().is_some_and(|e| e.counts(id, sentence)),
        question: &|question, lang| {
            let with_remedy = |fact: Message| {
                let remedy = lint_remedy(&fact);
                (fact, remedy)
            };
            let wrong = lint::findings(question, lang).into_iter();
            wrong.map(with_remedy).collect()
        },
    };
    let findings = rubric::check(named, &readers);
    (
        findings,
        examples.map_or(0, |examples| examples.tried.get()),
    )
}

/// A rubric ready to try sentences on.
struct Examples<'r> {
    rubric: &'r Rubric,
    matcher: Matcher,
    tried: Cell<usize>,
}

impl Examples<'_> {
    fn new(rubric: &Rubric) -> Examples<'_> {
        Examples {
            rubric,
            matcher: Matcher::new(rubric),
            tried: Cell::new(0),
        }
    }

    /// Whether a sentence, alone in a CV, is affirmed evidence of a criterion.
    fn counts(&self, id: &str, sentence: &str) -> bool {
        self.tried.set(self.tried.get() + 1);
        let document = intake::document("example", sentence, &Identity::default());
        let gathered = evidence::gather(&[document], &self.matcher, None);
        let criteria = self.rubric.criteria.iter().zip(&gathered.criteria);
        let mut mine = criteria.filter(|(criterion, _)| criterion.id() == id);
        mine.any(|(_, evidence)| evidence.iter().any(|e| e.polarity == Polarity::Affirmed))
    }
}

fn lint_remedy(fact: &Message) -> Message {
    Message::new(match fact.key {
        "lint.forbidden" => "lint.forbidden.help",
        "lint.leading" => "lint.leading.help",
        "lint.double" => "lint.double.help",
        "lint.long" => "lint.long.help",
        "lint.gendered" => "lint.gendered.help",
        _ => "lint.jargon.help",
    })
}

fn line(finding: &Finding, labels: &Labels) -> String {
    let said = run::finding_lines(finding, labels);
    match finding.gravity {
        Gravity::Error => format!("{said}\n"),
        Gravity::Warning => format!("{}: {said}\n", labels.get("check.warning")),
    }
}

fn summary(named: &Named, findings: &[Finding], examples: usize, labels: &Labels) -> String {
    let errors = findings
        .iter()
        .filter(|f| f.gravity == Gravity::Error)
        .count();
    let key = if findings.is_empty() {
        "check.clean"
    } else {
        "check.summary"
    };
    let message = Message::new(key)
        .with("name", &named.file)
        .with("errors", errors)
        .with("warnings", findings.len() - errors)
        .with("examples", examples);
    format!("{}\n", labels.say(&message))
}
