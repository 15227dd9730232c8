use crate::magic::{About, Call, Form, Group, Magic, Rest};
use crate::{Context, MagicError, python};

/// `%%python`.
pub(crate) struct Python;

impl Magic for Python {
    fn about(&self) -> &'static About {
        &About {
            name: "python",
            aliases: &["py", "python3"],
            form: Form::Both,
            group: Group::Languages,
            summary: "Runs Python in the same process, with the variables of Rust",
            options: &[],
            rest: Rest::Text { name: "CODE", required: false },
            details: "Numbers, strings, vectors, histograms, objects and functions of Rust are there by their names: vectors as \
                read-only numpy arrays over Rust's own memory, histograms as objects for `mplhep.histplot(h)` and \
                `hist.Hist(h)`, structs of cells with their fields and methods, functions of Rust and of C++ cells as \
                functions, C++ classes as classes. A Rust panic or `Err` is a `RuntimeError`.\n\n\
                What Python assigns has its name in Rust: numbers, strings, lists and arrays of numbers, histograms of \
                boost_histogram and hist, objects of Rust, and functions (`f.call(1.0)?`, `Model::new(f.model())`). The \
                name belongs to the language that assigned it last.\n\n\
                When Rust uses a vector or an object again while Python still holds on to it, Python keeps what it saw \
                (a copy, or the old memory); an object that cannot be cloned is gone for Python then.\n\n\
                The value of the last expression and open figures of matplotlib are shown; `display`, `Image`, `HTML` and \
                the like of `IPython.display` work with and without IPython. An exception keeps what the cell did before \
                it.\n\nThe interpreter is that of `$VIRTUAL_ENV`, `$CONDA_PREFIX`, `./.venv` or `python3`, version 3.9 or \
                later; it needs its shared library.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let line = call.arguments.text.as_str();
        match call.body {
            Some(body) => python::run(
                context,
                &format!("{}{body}", if line.is_empty() { String::new() } else { format!("{line}\n") }),
            ),
            None => python::run(context, line),
        }
    }
}
