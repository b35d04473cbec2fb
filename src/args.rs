//! The command line: what can be asked, in the reader's language.
//!
//! Left to others: doing it (`run`), exit codes (`main`). The words of the help are labels,
//! `help.COMMAND.ARGUMENT` or `help.ARGUMENT`, so that they come in both languages.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};
use pepite::error::{Error, Message};
use pepite::intake::{Reading, Role};
use pepite::language::labels::Labels;
use pepite::model::document::Lang;
use pepite::render::delimited::Rows;
use pepite::render::view::Names;
use pepite::run::interview::{self, Interview};
use pepite::run::panel;
use pepite::run::read;
use pepite::run::screen::{Colour, Format, Screen};

/// A command line that was understood.
#[derive(Debug, Parser)]
#[command(name = "pepite", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// The commands; each one's words are its arguments' labels.
#[derive(Debug, Subcommand)]
pub enum Command {
    Screen(Box<ScreenArgs>),
    Interview(Box<InterviewArgs>),
    Panel(Box<PanelArgs>),
    Read(ReadArgs),
    #[command(subcommand)]
    Rubric(RubricCommand),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

#[derive(Debug, clap::Args)]
pub struct ScreenArgs {
    #[arg(value_name = "RUBRIC")]
    pub rubric: Option<String>,
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub out: OutArgs,
    #[command(flatten)]
    pub reading: ReadingArgs,
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub top: Option<usize>,
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        allow_negative_numbers = true
    )]
    pub questions: usize,
    #[arg(long)]
    pub blind: bool,
    #[arg(long, value_parser = ["candidate", "evidence"], default_value = "candidate")]
    pub rows: String,
    #[arg(long)]
    pub excel: bool,
    #[arg(long, value_name = "FILE")]
    pub ad: Option<PathBuf>,
    #[arg(long)]
    pub stream: bool,
}

/// What can be asked about rubrics.
#[derive(Debug, Subcommand)]
pub enum RubricCommand {
    List(RubricListArgs),
    Show(RubricShowArgs),
    Check(RubricCheckArgs),
    Schema(RubricSchemaArgs),
    Test(RubricTestArgs),
}

#[derive(Debug, clap::Args)]
pub struct RubricListArgs {
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct RubricShowArgs {
    #[arg(value_name = "NAME")]
    pub name: String,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct RubricCheckArgs {
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct RubricSchemaArgs {
    #[arg(value_parser = ["rubric", "skill"], default_value = "rubric")]
    pub which: String,
}

#[derive(Debug, clap::Args)]
pub struct RubricTestArgs {
    #[arg(value_name = "RUBRIC")]
    pub rubric: String,
    #[arg(long, value_name = "DIR")]
    pub gold: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub signals: Option<PathBuf>,
    #[arg(long)]
    pub errors: bool,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct InterviewArgs {
    #[arg(value_name = "RUBRIC")]
    pub rubric: Option<String>,
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    #[arg(long, value_parser = ["markdown", "html", "docx", "json", "xlsx", "csv"])]
    pub format: Option<String>,
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub candidate: Vec<String>,
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub top: Option<usize>,
    #[arg(long, value_name = "NAME")]
    pub interviewer: Vec<String>,
    #[arg(long)]
    pub blind: bool,
    #[arg(long)]
    pub excel: bool,
    #[arg(long, value_name = "FILE")]
    pub ad: Option<PathBuf>,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
    #[arg(long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    #[arg(long, value_parser = ["text", "jsonl"])]
    pub format: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
    #[arg(long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, clap::Args)]
pub struct PanelArgs {
    #[arg(value_name = "RUBRIC")]
    pub rubric: Option<String>,
    #[arg(value_name = "SCORECARD")]
    pub scorecards: Vec<PathBuf>,
    #[arg(long, value_name = "INPUT")]
    pub cvs: Vec<PathBuf>,
    #[arg(long, value_parser = ["table", "csv", "json", "xlsx"])]
    pub format: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long)]
    pub blind: bool,
    #[arg(long)]
    pub excel: bool,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
    #[arg(long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Where and how a result is written.
#[derive(Debug, clap::Args)]
pub struct OutArgs {
    #[arg(long, value_parser = ["table", "csv", "tsv", "json", "jsonl"])]
    pub format: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
    #[arg(long, value_parser = ["auto", "always", "never"], default_value = "auto")]
    pub color: String,
    #[arg(long)]
    pub quiet: bool,
}

/// How inputs are read.
#[derive(Debug, clap::Args)]
pub struct ReadingArgs {
    #[arg(long)]
    pub strict: bool,
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<String>,
    #[arg(long, value_name = "NAME=ROLE")]
    pub column: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    pub shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub struct ManArgs {
    #[arg(long, value_parser = ["fr", "en"])]
    pub lang: Option<String>,
}

/// The command line, understood, or what is wrong with it.
pub fn parse(line: Vec<OsString>) -> Result<Args, clap::Error> {
    let mut command = command(asked_lang(&line).unwrap_or(Lang::En));
    let matches = command.try_get_matches_from_mut(line)?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// What is wrong with a command line, for a reader of either language; nothing when it is a request
/// for help, or a mistake that only the parser can name.
pub fn mistake(error: &clap::Error) -> Option<Error> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let message = match error.kind() {
        ErrorKind::UnknownArgument => Message::new("usage.unknown-argument")
            .with("argument", argument)
            .with("near", context(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => Message::new("usage.unknown-command")
            .with("command", context(ContextKind::InvalidSubcommand))
            .with("near", context(ContextKind::SuggestedSubcommand)),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            Message::new("usage.value-missing").with("argument", argument)
        }
        // Nothing but a number is read from its text.
        ErrorKind::ValueValidation => Message::new("usage.number")
            .with("argument", argument)
            .with("value", context(ContextKind::InvalidValue)),
        ErrorKind::InvalidValue => Message::new("usage.value")
            .with("argument", argument)
            .with("value", context(ContextKind::InvalidValue))
            .with("values", context(ContextKind::ValidValue)),
        ErrorKind::MissingRequiredArgument => {
            Message::new("usage.missing-argument").with("argument", argument)
        }
        ErrorKind::ArgumentConflict => Message::new("usage.twice").with("argument", argument),
        _ => return None,
    };
    Some(Error::Usage(plain(message)))
}

/// The same message, the one without its list or suggestion when there is none.
fn plain(message: Message) -> Message {
    let is_empty = |name: &str| {
        let mut with = message.with.iter();
        with.any(|(known, value)| *known == name && value.is_empty())
    };
    let key = match message.key {
        "usage.unknown-argument" if is_empty("near") => "usage.unknown-argument-plain",
        "usage.unknown-command" if is_empty("near") => "usage.unknown-command-plain",
        "usage.value" if is_empty("values") => "usage.value-plain",
        key => key,
    };
    Message { key, ..message }
}

/// The command with its help in one language, for `--help`, completions and the manual.
pub fn command(lang: Lang) -> clap::Command {
    let labels = Labels::of(lang);
    let mut command = worded(Args::command(), &[], labels);
    command.build();
    command
}

/// The language that a command line asks for, understood or not.
pub fn asked_lang(line: &[OsString]) -> Option<Lang> {
    let words: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
    let next = |at: usize| words.get(at + 1).map(|word| word.to_string());
    words.iter().enumerate().find_map(|(at, word)| {
        let value = match word.strip_prefix("--lang")? {
            "" => next(at)?,
            rest => rest.strip_prefix('=')?.to_owned(),
        };
        lang(&value)
    })
}

/// The language of a code.
pub fn lang(code: &str) -> Option<Lang> {
    match code {
        "fr" => Some(Lang::Fr),
        "en" => Some(Lang::En),
        _ => None,
    }
}

impl ScreenArgs {
    /// What the run is asked, in its own words.
    pub fn into_screen(self) -> anyhow::Result<Screen> {
        Ok(Screen {
            rubric: self.rubric,
            inputs: self.inputs,
            strict: self.reading.strict,
            reading: self.reading.into_reading()?,
            format: self.out.format.as_deref().and_then(Format::named),
            lang: self.out.lang.as_deref().and_then(lang),
            colour: match self.out.color.as_str() {
                "always" => Colour::Always,
                "never" => Colour::Never,
                _ => Colour::Auto,
            },
            quiet: self.out.quiet,
            output: self.out.output,
            top: self.top,
            questions: self.questions,
            names: names(self.blind),
            rows: match self.rows.as_str() {
                "evidence" => Rows::Evidence,
                _ => Rows::Candidate,
            },
            excel: self.excel,
            ad: self.ad,
        })
    }
}

impl InterviewArgs {
    /// What the run is asked, in its own words.
    pub fn into_interview(self) -> anyhow::Result<Interview> {
        Ok(Interview {
            format: self.format.as_deref().and_then(interview::Format::named),
            candidates: self.candidate,
            interviewers: self.interviewer,
            screen: Screen {
                rubric: self.rubric,
                inputs: self.inputs,
                strict: self.reading.strict,
                reading: self.reading.into_reading()?,
                output: self.output,
                lang: self.lang.as_deref().and_then(lang),
                top: self.top,
                names: names(self.blind),
                excel: self.excel,
                ad: self.ad,
                quiet: self.quiet,
                ..Screen::default()
            },
        })
    }
}

impl ReadArgs {
    /// What the run is asked, in its own words.
    pub fn into_read(self) -> anyhow::Result<read::Read> {
        let jsonl = |path: &PathBuf| {
            path.extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("jsonl"))
        };
        let format = match self.format.as_deref() {
            Some("jsonl") => read::Format::Jsonl,
            None if self.output.as_ref().is_some_and(jsonl) => read::Format::Jsonl,
            _ => read::Format::Text,
        };
        Ok(read::Read {
            format,
            inputs: self.inputs,
            strict: self.reading.strict,
            reading: self.reading.into_reading()?,
            output: self.output,
            lang: self.lang.as_deref().and_then(lang).unwrap_or(Lang::En),
            quiet: self.quiet,
        })
    }
}

impl PanelArgs {
    /// What the run is asked, in its own words.
    pub fn into_panel(self) -> anyhow::Result<panel::Asked> {
        Ok(panel::Asked {
            format: self.format.as_deref().and_then(panel::Format::named),
            scorecards: self.scorecards,
            screen: Screen {
                rubric: self.rubric,
                inputs: self.cvs,
                strict: self.reading.strict,
                reading: self.reading.into_reading()?,
                output: self.output,
                lang: self.lang.as_deref().and_then(lang),
                names: names(self.blind),
                excel: self.excel,
                quiet: self.quiet,
                ..Screen::default()
            },
        })
    }
}

impl ReadingArgs {
    /// How to read, checked.
    pub fn into_reading(self) -> anyhow::Result<Reading> {
        let delimiter = self.delimiter.as_deref().map(delimiter).transpose()?;
        let columns: Result<Vec<_>, Error> = self.column.iter().map(|text| column(text)).collect();
        let columns = columns?;
        let same = |(at, (name, _)): &(usize, &(String, Role))| {
            let name = name.trim().to_lowercase();
            let mut before = columns[..*at].iter();
            before.any(|(other, _)| other.trim().to_lowercase() == name)
        };
        if let Some((_, (name, _))) = columns.iter().enumerate().find(same) {
            let message = Message::new("usage.column-twice").with("name", name);
            return Err(Error::Usage(message).into());
        }
        if self.threads == Some(0) {
            return Err(Error::Usage(Message::new("usage.threads")).into());
        }
        Ok(Reading {
            encoding: self.encoding,
            delimiter,
            columns,
            threads: self.threads.unwrap_or(0),
            executable: std::env::current_exe().ok(),
        })
    }
}

fn names(blind: bool) -> Names {
    match blind {
        true => Names::Hidden,
        false => Names::Shown,
    }
}

/// One character, a tab by its name or its escape.
fn delimiter(text: &str) -> Result<u8, Error> {
    match text.as_bytes() {
        _ if matches!(text, "tab" | "\\t") => Ok(b'\t'),
        [byte] => Ok(*byte),
        _ => {
            let message = Message::new("usage.delimiter").with("delimiter", text);
            Err(Error::Usage(message))
        }
    }
}

/// `NAME=ROLE`; a header may have an equals sign of its own.
fn column(text: &str) -> Result<(String, Role), Error> {
    let parts = text.rsplit_once('=');
    let found = parts.and_then(|(name, role)| Some((name.to_owned(), Role::named(role)?)));
    found.ok_or_else(|| {
        let roles = Role::ALL.map(Role::id).join(", ");
        let message = Message::new("usage.column").with("column", text);
        Error::Usage(message.with("roles", roles))
    })
}

fn worded(command: clap::Command, above: &[String], labels: &'static Labels) -> clap::Command {
    let mut path = above.to_vec();
    path.push(command.get_name().to_owned());
    let about = word(labels, &format!("help.{}", path.join(".")));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let mut at = 0;
    let mut command = command
        .about(about)
        .help_template(word(labels, "help.template"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(word(labels, "help.heading.commands"))
        .subcommand_value_name("COMMAND")
        .mut_args(|arg| {
            at += 1;
            worded_arg(arg, at, &path, labels)
        })
        .arg(flag("help", 'h', ActionFor::Help, labels));
    if above.is_empty() {
        command = command.arg(flag("version", 'V', ActionFor::Version, labels));
    }
    for name in names {
        command = command.mut_subcommand(name, |sub| worded(sub, &path, labels));
    }
    command
}

/// An argument with its words; a positional one stands where it is typed: clap sorts headed ones by name.
fn worded_arg(arg: Arg, at: usize, path: &[String], labels: &'static Labels) -> Arg {
    let own = format!("help.{}.{}", path.join("."), arg.get_id());
    let shared = format!("help.{}", arg.get_id());
    let key = if labels.get(&own) == own { shared } else { own };
    let heading = match arg.is_positional() {
        true => "help.heading.arguments",
        false => "help.heading.options",
    };
    let help = word(labels, &key) + &values(&arg, labels);
    let is_valued = arg.get_action().takes_values();
    let arg = arg
        .help(StyledStr::from(help))
        .help_heading(word(labels, heading))
        .hide_default_value(is_valued)
        .hide_possible_values(is_valued);
    match arg.is_positional() {
        true => arg.display_order(at),
        false => arg,
    }
}

/// The default and the possible values of an argument, which clap would say in English.
fn values(arg: &Arg, labels: &Labels) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let defaults = arg.get_default_values().iter();
    let default = defaults.map(|value| {
        let message = Message::new("help.default");
        labels.say(&message.with("value", value.to_string_lossy()))
    });
    let possible = arg.get_possible_values();
    let names: Vec<&str> = possible.iter().map(|value| value.get_name()).collect();
    let possible = (!names.is_empty()).then(|| {
        let message = Message::new("help.values");
        labels.say(&message.with("values", names.join(", ")))
    });
    default.chain(possible).collect()
}

enum ActionFor {
    Help,
    Version,
}

fn flag(name: &'static str, short: char, action: ActionFor, labels: &'static Labels) -> Arg {
    let action = match action {
        ActionFor::Help => ArgAction::Help,
        ActionFor::Version => ArgAction::Version,
    };
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .help(StyledStr::from(word(labels, &format!("help.{name}"))))
        .help_heading(word(labels, "help.heading.options"))
}

fn word(labels: &'static Labels, key: &str) -> String {
    labels.get(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_has_its_help_in_both_languages() {
        for lang in [Lang::Fr, Lang::En] {
            each(&command(lang), &|text| {
                assert!(!text.starts_with("help."), "no label {text}");
                assert!(!text.is_empty());
            });
        }
    }

    #[test]
    fn french_help_has_no_english_of_the_parser_and_arguments_stand_as_typed() {
        let mut french = command(Lang::Fr);
        let mut pages = vec![french.render_help().to_string()];
        for sub in french.get_subcommands_mut() {
            pages.push(sub.render_help().to_string());
            let deeper = sub.get_subcommands_mut();
            pages.extend(deeper.map(|sub| sub.render_help().to_string()));
        }
        let page = pages.join("\n");
        for english in ["possible values", "[default", "Commands", "Options:"] {
            assert!(!page.contains(english), "{english} in {page}");
        }
        let rubric = pages[1].find("  [RUBRIC]");
        assert!(rubric < pages[1].find("  [INPUT]"), "{}", pages[1]);
        assert!(page.contains("[valeurs possibles : fr, en]"));
    }

    #[test]
    fn the_command_line_is_sound() {
        command(Lang::Fr).debug_assert();
    }

    #[test]
    fn the_language_is_known_even_when_the_rest_is_wrong() {
        let line = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(asked_lang(&line("pepite --oops --lang fr")), Some(Lang::Fr));
        assert_eq!(asked_lang(&line("pepite --lang=en x")), Some(Lang::En));
        assert_eq!(asked_lang(&line("pepite screen")), None);
    }

    #[test]
    fn a_mistake_on_the_command_line_is_named_in_both_languages() {
        let said = |text: &str| {
            let line = text.split(' ').map(OsString::from).collect();
            match mistake(&parse(line).unwrap_err()) {
                Some(Error::Usage(message)) => message,
                other => panic!("{other:?}"),
            }
        };
        for (line, french) in [
            (
                "pepite screen --bilnd",
                "option inconnue « --bilnd » ; vouliez-vous dire --blind ?",
            ),
            (
                "pepite scren",
                "commande inconnue « scren » ; vouliez-vous dire screen ?",
            ),
            (
                "pepite screen --lang de",
                "--lang <LANG> « de » : valeurs possibles : fr, en",
            ),
        ] {
            assert_eq!(Labels::of(Lang::Fr).say(&said(line)), french);
            assert!(!Labels::of(Lang::En).say(&said(line)).contains("usage."));
        }
    }

    fn each(command: &clap::Command, check: &dyn Fn(&str)) {
        check(
            &command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        for arg in command.get_arguments() {
            check(&arg.get_help().map(ToString::to_string).unwrap_or_default());
        }
        command.get_subcommands().for_each(|sub| each(sub, check));
    }
}
