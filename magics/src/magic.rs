use crate::{Context, MagicError, options::Arguments};

/// One magic: what it is called, what it takes, and what it does.
///
/// Help, completion, `%lsmagic` and the documentation are read from [`Magic::about`].
pub trait Magic: Sync {
    /// The description from which everything but the behaviour follows.
    fn about(&self) -> &'static About;

    /// Does it.
    ///
    /// # Errors
    /// What went wrong, as the cell's error.
    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError>;
}

/// The description of a magic.
#[derive(Debug)]
pub struct About {
    /// The name without `%`.
    pub name: &'static str,
    /// Other names, among them evcxr's, which start with `:`.
    pub aliases: &'static [&'static str],
    /// Whether it is written `%name`, `%%name` or both.
    pub form: Form,
    /// The section of the documentation.
    pub group: Group,
    /// One sentence without a full stop.
    pub summary: &'static str,
    /// The options, in the order of the help.
    pub options: &'static [Opt],
    /// What follows the options.
    pub rest: Rest,
    /// More help: Markdown, often an example; may be empty.
    pub details: &'static str,
}

/// How a magic is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `%name`: one line.
    Line,
    /// `%%name`: the whole cell.
    Cell,
    /// Both.
    Both,
}

/// The sections of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Cells in other languages.
    Languages,
    /// The shell, directories and the environment.
    Shell,
    /// Times.
    Timing,
    /// Variables and the session.
    Session,
    /// Showing things.
    Display,
    /// Files and earlier cells.
    Files,
    /// Help and configuration.
    Help,
    /// Known from IPython, not here.
    Refused,
}

impl Group {
    /// The heading of the section.
    pub fn title(self) -> &'static str {
        match self {
            Self::Languages => "Languages",
            Self::Shell => "Shell and directories",
            Self::Timing => "Timing",
            Self::Session => "Variables and session",
            Self::Display => "Display",
            Self::Files => "Files and earlier cells",
            Self::Help => "Help and configuration",
            Self::Refused => "Not here",
        }
    }
}

/// One option of a magic.
#[derive(Debug)]
pub struct Opt {
    /// The name after `--`.
    pub long: &'static str,
    /// The letter after `-`.
    pub short: Option<char>,
    /// The name of its value in the help; `None` for a flag.
    pub value: Option<&'static str>,
    /// One sentence without a full stop.
    pub help: &'static str,
}

/// An option that is either there or not.
pub(crate) const fn flag(long: &'static str, short: Option<char>, help: &'static str) -> Opt {
    Opt { long, short, value: None, help }
}

/// An option with a value.
pub(crate) const fn valued(long: &'static str, short: Option<char>, value: &'static str, help: &'static str) -> Opt {
    Opt { long, short, value: Some(value), help }
}

/// What follows the options of a magic.
#[derive(Debug)]
pub enum Rest {
    /// Nothing.
    Nothing,
    /// Between `least` and `most` words, split as a shell does, quotes respected.
    Words {
        /// Their name in the help.
        name: &'static str,
        /// How many there must be.
        least: usize,
        /// How many there may be.
        most: usize,
    },
    /// The rest of the line as it stands.
    Text {
        /// Its name in the help.
        name: &'static str,
        /// Whether it may be missing.
        required: bool,
    },
}

/// One use of a magic.
#[derive(Debug)]
pub struct Call<'a> {
    /// The name as the user wrote it: `%time`, `%%time`, `:dep`.
    pub written: &'a str,
    /// What follows the name, parsed.
    pub arguments: Arguments,
    /// The rest of the cell; `None` in the line form.
    pub body: Option<&'a str>,
    /// How many lines of the cell stand before the body (or before the line).
    pub lines_before: usize,
}

impl About {
    /// How it is written, for example `%%bash [--out NAME] [--bg] [ARGUMENT…]`.
    pub fn usage(&self) -> String {
        let name = match self.form {
            Form::Line => format!("%{}", self.name),
            Form::Cell => format!("%%{}", self.name),
            Form::Both => format!("%{0} or %%{0}", self.name),
        };
        let options = self.options.iter().map(|option| match option.value {
            Some(value) => format!("[{} {value}]", option.spelling()),
            None => format!("[{}]", option.spelling()),
        });
        let rest = match self.rest {
            Rest::Nothing => None,
            Rest::Words { name, least: 0, most: 1 } | Rest::Text { name, required: false } => Some(format!("[{name}]")),
            Rest::Words { name, least: 0, .. } => Some(format!("[{name}…]")),
            Rest::Words { name, most: 1, .. } | Rest::Text { name, required: true } => Some(name.to_owned()),
            Rest::Words { name, .. } => Some(format!("{name}…")),
        };
        [name].into_iter().chain(options).chain(rest).collect::<Vec<_>>().join(" ")
    }

    /// The name as it is usually written, with `%` or `%%`.
    pub fn written(&self) -> String {
        match self.form {
            Form::Cell => format!("%%{}", self.name),
            Form::Line | Form::Both => format!("%{}", self.name),
        }
    }
}

impl Opt {
    /// `--out`.
    pub(crate) fn spelling(&self) -> String {
        format!("--{}", self.long)
    }

    /// Every spelling: `-n, --number`.
    pub(crate) fn spellings(&self) -> String {
        match self.short {
            Some(short) => format!("-{short}, --{}", self.long),
            None => self.spelling(),
        }
    }
}
