use crate::list::{
    alias, bash, capture, configure, cpp, directory, display, files, history, python, refused, rust, time, variables,
};
use crate::magic::{Form, Magic};
use crate::state::State;
use crate::{MagicError, list::lsmagic};

/// Every magic, in the order of the documentation.
pub static MAGICS: &[&dyn Magic] = &[
    &python::Python,
    &cpp::Cpp,
    &rust::Rust,
    &bash::Bash,
    &bash::Sh,
    &bash::Script,
    &bash::KillBackground,
    &directory::Cd,
    &directory::Pwd,
    &directory::Ls,
    &directory::Env,
    &time::Time,
    &time::Timeit,
    &time::Timing,
    &variables::Who,
    &variables::Whos,
    &variables::Reset,
    &capture::Capture,
    &display::Html,
    &display::Markdown,
    &display::Latex,
    &display::Svg,
    &display::Javascript,
    &display::Image,
    &display::Jsroot,
    &files::Writefile,
    &files::Load,
    &files::Run,
    &history::History,
    &history::Save,
    &history::Rerun,
    &alias::Alias,
    &alias::Unalias,
    &alias::Macro,
    &configure::Dep,
    &configure::Opt,
    &configure::Matplotlib,
    &configure::Pip,
    &lsmagic::Lsmagic,
    &lsmagic::MagicHelp,
    &refused::Pdb,
    &refused::Autoreload,
    &refused::Gui,
];

/// The magic with this name or alias; aliases of evcxr start with `:`.
pub fn find(name: &str) -> Option<&'static dyn Magic> {
    MAGICS.iter().copied().find(|magic| {
        let about = magic.about();
        about.name == name || about.aliases.contains(&name)
    })
}

/// An error unless `%name` can be used as a line.
pub(crate) fn check_line(name: &str, state: &State) -> Result<(), MagicError> {
    if let Some(name) = name.strip_prefix('%') {
        check_cell(name)?;
        return Err(MagicError::refused(
            format!("`%%{name}` stands in the middle of a cell"),
            "a cell magic is the cell's first line",
        ));
    }
    if state.aliases.contains_key(name) || state.macros.contains_key(name) {
        return Ok(());
    }
    match find(name) {
        None => Err(MagicError::Unknown { written: format!("%{name}"), near: near(&format!("%{name}"), state) }),
        Some(magic) if magic.about().form == Form::Cell => Err(MagicError::refused(
            format!("`%{name}` is a cell magic"),
            format!("write `%%{name}` as the first line of a cell"),
        )),
        Some(_) => Ok(()),
    }
}

/// An error unless `%%name` can begin a cell.
pub(crate) fn check_cell(name: &str) -> Result<(), MagicError> {
    match find(name) {
        None => Err(MagicError::Unknown { written: format!("%%{name}"), near: near_names(name, true, &[]) }),
        Some(magic) if magic.about().form == Form::Line => {
            Err(MagicError::refused(format!("`%%{name}` is a line magic"), format!("write `%{name}`")))
        }
        Some(_) => Ok(()),
    }
}

/// Names like the one written, nearest first, as they are written.
pub(crate) fn near(written: &str, state: &State) -> Vec<String> {
    let own: Vec<&str> = state.aliases.keys().chain(state.macros.keys()).map(String::as_str).collect();
    near_names(written.trim_start_matches('%'), written.starts_with("%%"), &own)
}

fn near_names(name: &str, cell: bool, own: &[&str]) -> Vec<String> {
    let name = name.to_lowercase();
    let mut near: Vec<(usize, String)> = MAGICS
        .iter()
        .map(|magic| magic.about())
        .map(|about| {
            (about.name, if cell && about.form != Form::Line { format!("%%{}", about.name) } else { about.written() })
        })
        .chain(own.iter().map(|own| (*own, format!("%{own}"))))
        .filter_map(|(candidate, written)| {
            let distance = strsim::damerau_levenshtein(candidate, &name);
            let limit = (name.chars().count() / 3).clamp(1, 3);
            let begins = name.len() >= 3 && candidate.starts_with(&name);
            (distance <= limit || begins).then_some((distance, written))
        })
        .collect();
    near.sort();
    near.truncate(3);
    near.into_iter().map(|(_, written)| written).collect()
}
