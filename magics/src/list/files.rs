//! `%%writefile`, `%load` and `%run`.

use std::io::Write as _;
use std::path::Path;

use crate::magic::{About, Call, Form, Group, Magic, Rest, flag};
use crate::{Context, MagicError};

/// `%%writefile`.
pub(crate) struct Writefile;

impl Magic for Writefile {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "writefile",
            aliases: &["file"],
            form: Form::Cell,
            group: Group::Files,
            summary: "Writes the cell to a file",
            options: &[flag("append", Some('a'), "add to the end of the file")],
            rest: Rest::Words { name: "FILE", least: 1, most: 1 },
            details: "",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let name = &call.arguments.words[0];
        let path = context.path(name);
        let append = call.arguments.has("append");
        let existed = path.exists();
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .write(true)
            .append(append)
            .truncate(!append)
            .open(&path)
            .map_err(MagicError::io(format!("write `{name}`")))?;
        let body = call.body.unwrap_or_default();
        let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
        file.write_all(format!("{body}{end}").as_bytes()).map_err(MagicError::io(format!("write `{name}`")))?;
        context.print(match (existed, append) {
            (true, true) => format!("Appended to {name}\n"),
            (true, false) => format!("Overwrote {name}\n"),
            (false, _) => format!("Wrote {name}\n"),
        });
        Ok(())
    }
}

/// `%load`.
pub(crate) struct Load;

impl Magic for Load {
    fn about(&self) -> &'static About {
        &About {
            name: "load",
            aliases: &[],
            form: Form::Line,
            group: Group::Files,
            summary: "Puts a file or earlier cells into the next cell, to be edited",
            options: &[],
            rest: Rest::Words { name: "FILE or CELLS", least: 1, most: usize::MAX },
            details: "`%load fit.rs`, `%load 3-5 8`.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let words = &call.arguments.words;
        let text = match super::history::selected(context, words) {
            Ok(code) => code,
            Err(_) => read(context, &words[0])?,
        };
        context.state.next_input = Some(text);
        Ok(())
    }
}

/// `%run`.
pub(crate) struct Run;

impl Magic for Run {
    fn about(&self) -> &'static About {
        &About {
            name: "run",
            aliases: &[],
            form: Form::Line,
            group: Group::Files,
            summary: "Runs a file in this session: `.rs`, `.ipynb`, `.py`, `.C`, `.cpp`, `.sh`",
            options: &[],
            rest: Rest::Words { name: "FILE", least: 1, most: 1 },
            details: "The cells of a notebook run one after the other, until one fails.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let name = &call.arguments.words[0];
        let text = read(context, name)?;
        let extension = Path::new(name).extension().unwrap_or_default().to_string_lossy().into_owned();
        match extension.as_str() {
            "rs" => context.run(text.strip_prefix("#!").map_or(&text, |_| after_first_line(&text)), 0),
            "ipynb" => {
                for code in code_cells(&text).ok_or_else(|| {
                    MagicError::refused(format!("`{name}` is no notebook of format 4"), "save it again with Jupyter")
                })? {
                    context.run(&code, 0)?;
                }
                Ok(())
            }
            "py" => context.run(&format!("%%python\n{text}"), 0),
            "C" | "cc" | "cpp" | "cxx" => context.run(&format!("%%cpp\n{text}"), 0),
            "sh" => context.run(&format!("%%bash\n{text}"), 0),
            _ => Err(MagicError::refused(
                format!("the language of `{name}` is not known"),
                "`.rs`, `.ipynb`, `.py`, `.C`, `.cpp` and `.sh` work",
            )),
        }
    }
}

fn read(context: &Context<'_>, name: &str) -> Result<String, MagicError> {
    std::fs::read_to_string(context.path(name)).map_err(MagicError::io(format!("read `{name}`")))
}

fn after_first_line(text: &str) -> &str {
    text.find('\n').map_or("", |end| &text[end..])
}

/// The sources of a notebook's code cells.
fn code_cells(text: &str) -> Option<Vec<String>> {
    let notebook: serde_json::Value = serde_json::from_str(text).ok()?;
    let cells = notebook.get("cells")?.as_array()?;
    let code = cells.iter().filter(|cell| cell["cell_type"] == "code").map(|cell| match &cell["source"] {
        serde_json::Value::Array(lines) => lines.iter().filter_map(serde_json::Value::as_str).collect(),
        source => source.as_str().unwrap_or_default().to_owned(),
    });
    Some(code.filter(|code: &String| !code.trim().is_empty()).collect())
}
