//! The command line: arguments in, one call, one exit code.

mod args;

use std::process::ExitCode;

use args::{Args, Command, RubricCommand};
use pepite::error::Error;
use pepite::model::document::Lang;
use pepite::render::accuracy::Errors;
use pepite::run::{self, Destination, Failure, Outcome, rubric_test, rubrics};

fn main() -> ExitCode {
    if pepite::intake::extract::worker::is_asked(std::env::args_os()) {
        pepite::intake::extract::worker::serve();
        return ExitCode::SUCCESS;
    }
    let line: Vec<_> = std::env::args_os().collect();
    let lang = args::asked_lang(&line);
    match args::parse(line) {
        Ok(args) => exit(call(args), lang),
        Err(error) if let Some(mistake) = args::mistake(&error) => exit(Err(mistake.into()), lang),
        Err(error) => {
            // Help and version go to standard output with 0, mistakes to standard error with 2.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

/// One call for each command.
fn call(args: Args) -> anyhow::Result<Outcome> {
    match args.command {
        Command::Screen(asked) if asked.stream => Ok(run::stream::stream(&asked.into_screen()?)?),
        Command::Screen(asked) => Ok(run::screen::screen(&asked.into_screen()?)?),
        Command::Read(asked) => Ok(run::read::read(&asked.into_read()?)?),
        Command::Rubric(asked) => about_rubrics(asked),
        Command::Interview(asked) => Ok(run::interview::interview(&asked.into_interview()?)?),
        Command::Panel(asked) => Ok(run::panel::panel(&asked.into_panel()?)?),
        Command::Completions(asked) => {
            let mut command = args::command(Lang::En);
            let mut script = Vec::new();
            clap_complete::generate(asked.shell, &mut command, "pepite", &mut script);
            run::write(Destination::Stdout, &[], |out| out.write_all(&script))?;
            Ok(Outcome::Done)
        }
        Command::Man(asked) => {
            let lang = asked.lang.as_deref().and_then(args::lang);
            let mut pages = Vec::new();
            manual(args::command(lang.unwrap_or(Lang::En)), &mut pages)?;
            run::write(Destination::Stdout, &[], |out| out.write_all(&pages))?;
            Ok(Outcome::Done)
        }
    }
}

/// The page of a command, then those of the commands below it, which its page refers to.
fn manual(command: clap::Command, pages: &mut Vec<u8>) -> std::io::Result<()> {
    let below: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    clap_mangen::Man::new(command).render(pages)?;
    below.into_iter().try_for_each(|sub| manual(sub, pages))
}

fn about_rubrics(asked: RubricCommand) -> anyhow::Result<Outcome> {
    let lang = |code: &Option<String>| code.as_deref().and_then(args::lang);
    Ok(match asked {
        RubricCommand::List(asked) => rubrics::list(lang(&asked.lang))?,
        RubricCommand::Show(asked) => rubrics::show(&asked.name, lang(&asked.lang))?,
        RubricCommand::Check(asked) => rubrics::check(&asked.names, lang(&asked.lang))?,
        RubricCommand::Schema(asked) => rubrics::schema(match asked.which.as_str() {
            "skill" => rubrics::Which::Skill,
            _ => rubrics::Which::Rubric,
        })?,
        RubricCommand::Test(asked) => {
            let measure = rubric_test::Asked {
                gold: &asked.gold,
                signals: asked.signals.as_deref(),
                errors: match asked.errors {
                    true => Errors::Listed,
                    false => Errors::Counted,
                },
                lang: Lang::Fr,
            };
            rubrics::test(&asked.rubric, lang(&asked.lang), measure)?
        }
    })
}

/// The exit code: 0 done; 1 nothing could be read or written; 2 bad usage or broken rubric; 3 done,
/// but some inputs could not be read (only with `--strict`).
fn exit(result: anyhow::Result<Outcome>, lang: Option<Lang>) -> ExitCode {
    let error = match result {
        Ok(Outcome::Done) => return ExitCode::SUCCESS,
        Ok(Outcome::SomeUnread) => return ExitCode::from(3),
        Ok(Outcome::Faulty) => return ExitCode::from(2),
        Err(error) => error,
    };
    let (lang, error) = match error.downcast::<Failure>() {
        Ok(failure) => (lang.or(failure.lang), failure.error),
        Err(other) => match other.downcast::<Error>() {
            Ok(error) => (lang, error),
            Err(other) => {
                run::tell_line(&format!("pepite: {other:#}"));
                return ExitCode::from(1);
            }
        },
    };
    run::tell_error(lang, &error);
    match error {
        Error::ClosedPipe => ExitCode::SUCCESS,
        Error::Rubric(_) | Error::Usage(_) | Error::Unread(_) => ExitCode::from(2),
        Error::Input(_) | Error::Output(_) | Error::NothingRead(_) | Error::Scorecards(_) => {
            ExitCode::from(1)
        }
    }
}
