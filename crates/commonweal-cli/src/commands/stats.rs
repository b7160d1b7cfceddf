//! `commonweal stats METHOD`: any method on any table. The methods' own catalogue says which flags there are.

use crate::output;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};
use commonweal_app::{read_method_table, write_method_table};
use commonweal_methods::{
    Answer, Choice, Kind, Method, MethodError, Request, Table, all, json_answer, json_rows, read_csv, write_csv,
};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Stats {
    #[command(subcommand)]
    asked: Asked,
}

/// A method with its arguments as typed.
struct Asked {
    method: &'static Method,
    columns: Vec<(&'static str, String)>,
    options: Vec<(&'static str, String)>,
    by: Vec<String>,
    input: Option<PathBuf>,
    out: Option<PathBuf>,
    table: Option<String>,
    json: bool,
    example: bool,
}

impl Asked {
    /// The question in the methods' own terms.
    fn request<'a>(&self, table: &'a Table) -> Request<'a> {
        let request = Request::new(self.method, table).by(self.by.clone());
        let request = self.columns.iter().fold(request, |request, (role, column)| request.column(role, column));
        self.options.iter().fold(request, |request, (name, value)| request.option(name, value))
    }
}

impl Subcommand for Asked {
    fn augment_subcommands(command: Command) -> Command {
        command.subcommand_required(true).arg_required_else_help(true).subcommands(all().into_iter().map(command_of))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        all().iter().any(|method| method.id == name)
    }
}

impl FromArgMatches for Asked {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let nothing = || clap::Error::raw(ErrorKind::MissingSubcommand, "name a method\n");
        let (name, given) = matches.subcommand().ok_or_else(nothing)?;
        let method = all().into_iter().find(|method| method.id == name).ok_or_else(nothing)?;
        let typed = |name: &'static str| {
            given.get_one::<String>(name).map(|value| (name, value.clone())).into_iter().collect::<Vec<_>>()
        };
        Ok(Self {
            method,
            columns: method.columns.iter().flat_map(|role| typed(role.name)).collect(),
            options: method.options.iter().flat_map(|choice| typed(choice.name)).collect(),
            by: if method.grouped { given.get_many("by").into_iter().flatten().cloned().collect() } else { vec![] },
            input: given.get_one::<PathBuf>("FILE").cloned(),
            out: given.get_one::<PathBuf>("out").cloned(),
            table: given.get_one::<String>("table").cloned(),
            json: given.get_flag("json"),
            example: given.get_flag("example"),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The flags of a method, its explanation and its example.
fn command_of(method: &'static Method) -> Command {
    let mut command = Command::new(method.id)
        .about(method.summary)
        .after_help("--help explains the method; --example runs it on a small table.")
        .after_long_help(format!(
            "{}\nExample (`commonweal stats {} --example` runs it):\n\n{}\n    {}\n",
            without_programs(method.chapter),
            method.id,
            indented(method.example),
            method.example_command(),
        ))
        .arg(
            Arg::new("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help("CSV or Parquet [default: CSV on standard input]"),
        );
    for role in method.columns {
        let needed = if role.required { "" } else { " (may be left out)" };
        let help = format!("Column of {}{needed} [default: `{}`]", role.help, role.name);
        command =
            command.arg(Arg::new(role.name).long(role.name).value_name("COLUMN").help(help).help_heading("Columns"));
    }
    for choice in method.options {
        command = command.arg(option(choice));
    }
    if method.grouped {
        let by = Arg::new("by").long("by").value_name("COLUMN").value_delimiter(',').action(ArgAction::Append);
        command = command
            .arg(by.help("Answer for each group of rows with the same values here; may be given more than once"));
    }
    command
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help("Write here: .csv, .parquet or .json [default: CSV on standard output]"),
        )
        .arg(
            Arg::new("table")
                .long("table")
                .value_name("NAME")
                .help("Which table of the answer, where there are several [default: the first]"),
        )
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print as JSON, an object a row"))
        .arg(
            Arg::new("example")
                .long("example")
                .action(ArgAction::SetTrue)
                .help("Show the example: its table, its command and its answer"),
        )
}

fn option(choice: &'static Choice) -> Arg {
    let default = if choice.default.is_empty() { String::new() } else { format!(" [default: {}]", choice.default) };
    let arg = Arg::new(choice.name)
        .long(choice.name)
        .help(format!("{}{default}", sentence(choice.help)))
        .allow_hyphen_values(true);
    match choice.kind {
        Kind::Number => arg.value_name("NUMBER"),
        Kind::Count => arg.value_name("N"),
        Kind::Levels => arg.value_name("LEVEL"),
        Kind::Text => arg.value_name("TEXT"),
        Kind::Word(words) => arg.value_name("WORD").value_parser(words.to_vec()),
        Kind::Flag => arg
            .value_name("true|false")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(["true", "false"]),
    }
}

fn sentence(help: &str) -> String {
    let mut letters = help.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A chapter for a terminal: paragraphs on one line each (the terminal wraps them), without the examples for
/// programmers and without marks of Markdown.
fn without_programs(chapter: &str) -> String {
    let mut lines: Vec<String> = vec![];
    let mut fence: Option<bool> = None;
    let mut in_paragraph = false;
    for line in chapter.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(kind == "text" || kind == "console") };
            in_paragraph = false;
            continue;
        }
        match fence {
            Some(false) => {}
            Some(true) => lines.push(format!("    {line}")),
            None => {
                let plain = line.trim_start_matches('#').trim().replace('`', "").replace("**", "");
                let begins = line.starts_with(['#', '-', '|', '*']) || line.starts_with(|c: char| c.is_ascii_digit());
                match lines.last_mut() {
                    Some(last) if in_paragraph && !begins && !plain.is_empty() => *last += &format!(" {plain}"),
                    Some(last) if plain.is_empty() && last.is_empty() => {}
                    _ => lines.push(plain),
                }
                in_paragraph = !line.is_empty() && !line.starts_with(['#', '|']);
            }
        }
    }
    lines.join("\n") + "\n"
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

pub(crate) fn run(arguments: &Stats) -> anyhow::Result<ExitCode> {
    let asked = &arguments.asked;
    if asked.example {
        return example(asked.method);
    }
    let table = match &asked.input {
        Some(path) => read_method_table(path)?,
        None if std::io::stdin().is_terminal() => {
            eprintln!(
                "commonweal: name a FILE or send CSV to standard input; `commonweal stats {} --example` shows how",
                asked.method.id
            );
            return Ok(ExitCode::from(2));
        }
        None => read_csv("standard input", std::io::stdin().lock())?,
    };
    let answer = match asked.request(&table).run() {
        Ok(answer) => answer,
        Err(misuse) if is_misuse(&misuse) => {
            eprintln!("commonweal: {misuse}");
            return Ok(ExitCode::from(2));
        }
        Err(other) => return Err(other.into()),
    };
    for warning in &answer.warnings {
        eprintln!("commonweal: note: {warning}");
    }
    write(asked, &answer)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the arguments are at fault, and not the numbers.
fn is_misuse(error: &MethodError) -> bool {
    use MethodError::{BadOption, ColumnMissing, NoSuchColumn, NoSuchOption};
    matches!(error, BadOption { .. } | ColumnMissing { .. } | NoSuchColumn { .. } | NoSuchOption { .. })
}

fn write(asked: &Asked, answer: &Answer) -> anyhow::Result<()> {
    let chosen: &Table = match &asked.table {
        None => answer.main(),
        Some(name) => answer.table(name).ok_or_else(|| {
            let names: Vec<&str> = answer.tables.iter().map(|(name, _)| *name).collect();
            anyhow::anyhow!("the answer has no table `{name}`; it has: {}", names.join(", "))
        })?,
    };
    let as_json = || match &asked.table {
        None => format!("{:#}\n", json_answer(answer)),
        Some(_) => format!("{:#}\n", json_rows(chosen)),
    };
    match &asked.out {
        Some(path) if path.extension().is_some_and(|extension| extension == "json") => {
            Ok(std::fs::write(path, as_json())?)
        }
        Some(path) => Ok(write_method_table(chosen, path)?),
        None if asked.json => output::print(&as_json()),
        None => {
            let mut bytes = Vec::new();
            write_csv(chosen, &mut bytes)?;
            output::print(&String::from_utf8_lossy(&bytes))
        }
    }
}

/// The example as a newcomer would run it.
fn example(method: &'static Method) -> anyhow::Result<ExitCode> {
    let answer = method.example_answer()?;
    let mut bytes = Vec::new();
    write_csv(answer.main(), &mut bytes)?;
    let (table, command) = (method.example, method.example_command());
    output::print(&format!("$ cat example.csv\n{table}\n$ {command}\n{}", String::from_utf8_lossy(&bytes)))?;
    for warning in &answer.warnings {
        eprintln!("commonweal: note: {warning}");
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Flags that every method has.
    const SHARED: [&str; 6] = ["by", "out", "table", "json", "example", "FILE"];

    #[test]
    fn no_flag_of_a_method_hides_a_shared_one() {
        for method in all() {
            let mut names: Vec<&str> = method.columns.iter().map(|role| role.name).collect();
            names.extend(method.options.iter().map(|choice| choice.name));
            names.extend(SHARED);
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(count, names.len(), "{}", method.id);
        }
    }

    #[test]
    fn every_example_is_a_command_that_can_be_typed() {
        for method in all() {
            let command = method.example_command();
            let words = command.split_whitespace().skip(2);
            let stats = Asked::augment_subcommands(Command::new("stats").no_binary_name(true));
            let matches = stats.try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}: {error}"));
            let asked = Asked::from_arg_matches(&matches).expect("a method");
            let table = method.example_table().expect("a table");
            let typed = asked.request(&table).run().expect("an answer");
            assert_eq!(typed, method.example_answer().expect("an answer"), "{command}");
        }
    }

    #[test]
    fn programs_are_left_out_of_the_terminal() {
        let chapter = "# Share\n\nText with `code`, in\ntwo lines.\n\n```\nlet x = 1;\n```\n\n```text\na / b\n```\n";
        assert_eq!(without_programs(chapter), "Share\n\nText with code, in two lines.\n\n    a / b\n");
    }
}
