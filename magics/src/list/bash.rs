//! `%%bash`, `%%sh`, `%%script` and programs in the background.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::context::shell_program;
use crate::magic::{About, Call, Form, Group, Magic, Opt, Rest, flag, valued};
use crate::shell::{Program, Stdin};
use crate::sinks::{Capture, Captured};
use crate::state::{Job, State};
use crate::{Context, MagicError};
use rootlet_evaluator::{Output, StreamName};

const OPTIONS: &[Opt] = &[
    valued("out", None, "NAME", "bind the standard output as a `String` instead of showing it"),
    valued("err", None, "NAME", "bind the standard error as a `String` instead of showing it"),
    flag("bg", None, "run in the background, without output, and go on"),
    valued("proc", None, "NAME", "with `--bg`: bind the process id as a `u32`"),
    flag("no-raise-error", None, "a failing script is no error of the cell"),
    valued("timeout", None, "SECONDS", "stop the script after this time"),
    flag("persist", None, "keep the directory and the exported variables that the script leaves"),
    valued("ask", None, "PROMPT", "ask the user for a line and give it to the script as its input"),
    flag("script", Some('s'), "accepted as IPython's `-s`: what follows are arguments of the script"),
];

const REST: Rest = Rest::Words { name: "ARGUMENT", least: 0, most: usize::MAX };

const DETAILS: &str = "Output appears as it is written. A script that ends with another code than 0 is an error of the \
    cell. An interrupt sends SIGINT to the script and everything it started, then SIGTERM, then SIGKILL.\n\n\
    ```text\n%%bash --out listing Muon_pt\nrootls -t events.root | grep \"$1\"\n```";

/// `%%bash`.
pub(crate) struct Bash;

impl Magic for Bash {
    fn about(&self) -> &'static About {
        &About {
            name: "bash",
            aliases: &[],
            form: Form::Cell,
            group: Group::Shell,
            summary: "Runs the cell with bash",
            options: OPTIONS,
            rest: REST,
            details: DETAILS,
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        script(context, call, shell_program())
    }
}

/// `%%sh`.
pub(crate) struct Sh;

impl Magic for Sh {
    fn about(&self) -> &'static About {
        &About {
            name: "sh",
            aliases: &[],
            form: Form::Cell,
            group: Group::Shell,
            summary: "Runs the cell with sh",
            options: OPTIONS,
            rest: REST,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        script(context, call, "sh")
    }
}

/// `%%script`.
pub(crate) struct Script;

impl Magic for Script {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "script",
            aliases: &[],
            form: Form::Cell,
            group: Group::Shell,
            summary: "Gives the cell to any interpreter as its standard input",
            options: &[
                valued("out", None, "NAME", "bind the standard output as a `String` instead of showing it"),
                valued("err", None, "NAME", "bind the standard error as a `String` instead of showing it"),
                flag("no-raise-error", None, "a failing script is no error of the cell"),
                valued("timeout", None, "SECONDS", "stop the script after this time"),
            ],
            rest: Rest::Words { name: "PROGRAM", least: 1, most: usize::MAX },
            details: "```text\n%%script gnuplot\nplot sin(x)\n```",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let words = &call.arguments.words;
        let mut command = context.program(&words[0]);
        command.args(&words[1..]);
        let mut program = Program::new(command);
        program.stdin = Stdin::Text(call.body.unwrap_or_default().to_owned());
        program.timeout = timeout(call)?;
        finish(context, call, program, &words[0])
    }
}

/// `%killbgscripts`.
pub(crate) struct KillBackground;

impl Magic for KillBackground {
    fn about(&self) -> &'static About {
        &About {
            name: "killbgscripts",
            aliases: &[],
            form: Form::Line,
            group: Group::Shell,
            summary: "Ends the scripts that were started with `--bg`",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        for job in end_jobs(context.state) {
            context.print(format!("Ended {} ({})\n", job.id, job.command));
        }
        Ok(())
    }
}

/// Ends every program in the background.
pub(crate) fn end_jobs(state: &mut State) -> Vec<Job> {
    let jobs = std::mem::take(&mut state.jobs);
    jobs.into_iter().filter(|job| crate::shell::end_group(job.id)).collect()
}

fn script(context: &mut Context<'_>, call: &Call<'_>, shell: &str) -> Result<(), MagicError> {
    let body = call.body.unwrap_or_default();
    let arguments = &call.arguments;
    let folder = tempfile::tempdir().map_err(MagicError::io("make a temporary directory"))?;
    let left = folder.path().join("left");
    let mut text = String::new();
    if arguments.has("persist") {
        // On the first line of the script, so that the shell's line numbers stay those of the cell.
        text = format!(
            "trap 'rootlet_code=$?; {{ pwd; env -0; }} > \"{}\"; exit $rootlet_code' EXIT; ",
            left.to_string_lossy()
        );
    }
    text += body;
    let mut command = context.program(shell);
    // Linux takes arguments of up to 128 KB each; a longer script goes through a file.
    if text.len() < 100_000 {
        command.arg("-c").arg(&text).arg(shell);
    } else {
        let file = folder.path().join("script");
        std::fs::write(&file, &text).map_err(MagicError::io("write the script to a temporary file"))?;
        command.arg(file);
    }
    command.args(&arguments.words);
    let mut program = Program::new(command);
    program.timeout = timeout(call)?;
    if let Some(prompt) = arguments.value("ask") {
        let answer = context.sink.input(prompt, false).map_err(|error| {
            MagicError::refused(error.to_string(), "run the cell in a notebook or leave `--ask` out")
        })?;
        program.stdin = Stdin::Text(answer + "\n");
    }
    if arguments.has("bg") {
        let id = program.spawn_in_background().map_err(MagicError::io(format!("run `{shell}`")))?;
        let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        context.state.jobs.push(Job { id, command: first.to_owned() });
        return match arguments.value("proc") {
            Some(name) => context.rust(&format!("let {name}: u32 = {id};")),
            None => Ok(()),
        };
    }
    let result = finish(context, call, program, "the script");
    if arguments.has("persist") {
        keep_what_it_left(context, &left)?;
    }
    result
}

/// Runs the program, its streams shown or bound, and judges how it ended.
fn finish(context: &mut Context<'_>, call: &Call<'_>, program: Program, what: &str) -> Result<(), MagicError> {
    let arguments = &call.arguments;
    let (out, err) = (arguments.value("out"), arguments.value("err"));
    let mut captured = Captured::default();
    let keep: fn(&Output) -> bool = match (out, err) {
        (None, None) => |_| false,
        (Some(_), None) => |output| matches!(output, Output::Stream { name: StreamName::Stdout, .. }),
        (None, Some(_)) => |output| matches!(output, Output::Stream { name: StreamName::Stderr, .. }),
        (Some(_), Some(_)) => |output| matches!(output, Output::Stream { .. }),
    };
    let ended = context
        .with_sink(|inner| Capture { inner, captured: &mut captured, keep }, |context| context.run_program(program))?;
    if let Some(name) = out {
        context.bind_text(name, &captured.text(StreamName::Stdout))?;
    }
    if let Some(name) = err {
        context.bind_text(name, &captured.text(StreamName::Stderr))?;
    }
    match Context::ended(what, ended) {
        Err(MagicError::Command { .. }) if arguments.has("no-raise-error") => Ok(()),
        result => result,
    }
}

fn timeout(call: &Call<'_>) -> Result<Option<Duration>, MagicError> {
    let Some(text) = call.arguments.value("timeout") else { return Ok(None) };
    let seconds = text.trim_end_matches('s').parse::<f64>().ok();
    match seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        Some(limit) => Ok(Some(limit)),
        None => Err(MagicError::Usage {
            magic: "--timeout".to_owned(),
            problem: format!("`{text}` is not a number of seconds"),
            usage: "--timeout 2.5".to_owned(),
        }),
    }
}

/// Makes the directory and environment that a script left those of the session.
fn keep_what_it_left(context: &mut Context<'_>, file: &Path) -> Result<(), MagicError> {
    // A script that was killed leaves nothing.
    let Ok(text) = std::fs::read_to_string(file) else { return Ok(()) };
    let Some((directory, environment)) = text.split_once('\n') else { return Ok(()) };
    let left: BTreeMap<&str, &str> = environment.split('\0').filter_map(|entry| entry.split_once('=')).collect();
    let own = ["_", "SHLVL", "PWD", "OLDPWD", "rootlet_code"];
    let search_path = context.state.search_path();
    let mut changes = Vec::new();
    for (name, value) in &left {
        let as_given = *name == "PATH" && *value == search_path;
        if !as_given && !own.contains(name) && context.environment(name).as_deref() != Some(value) {
            changes.push(((*name).to_owned(), Some((*value).to_owned())));
        }
    }
    for (name, _) in std::env::vars() {
        if !left.contains_key(name.as_str()) && !own.contains(&name.as_str()) && context.environment(&name).is_some() {
            changes.push((name, None));
        }
    }
    super::directory::change(context, Some(Path::new(directory)), &changes)
}

/// Replaces `{name}` by the value of the variable `name`, where there is one.
pub(crate) fn interpolate(context: &mut Context<'_>, command: &str) -> String {
    if !command.contains('{') {
        return command.to_owned();
    }
    let variables = context.evaluator.variables();
    let mut text = String::new();
    let mut rest = command;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        text += before;
        let name = after[1..].split('}').next().unwrap_or_default();
        let known = after.contains('}') && variables.iter().any(|variable| variable.name == name);
        let value = known.then(|| value_of(context, name)).flatten();
        if let Some(value) = value {
            text += &value;
            rest = &after[name.len() + 2..];
        } else {
            text.push('{');
            rest = &after[1..];
        }
    }
    text + rest
}

fn value_of(context: &mut Context<'_>, name: &str) -> Option<String> {
    let bundle = context.evaluator.evaluate(&format!("format!(\"{{}}\", {name})")).ok()?;
    let text = bundle.plain_text()?;
    // A `String` is shown as Rust writes it, with quotes and escapes.
    Some(syn::parse_str::<syn::LitStr>(text).map_or_else(|_| text.to_owned(), |literal| literal.value()))
}
