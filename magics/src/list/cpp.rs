use crate::cpp::{self, Flags};
use crate::magic::{About, Call, Form, Group, Magic, Rest, flag, valued};
use crate::{Context, MagicError};

/// `%%cpp`.
pub(crate) struct Cpp;

impl Magic for Cpp {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "cpp",
            aliases: &["c++"],
            form: Form::Cell,
            group: Group::Languages,
            summary: "Compiles the cell as C++ and makes its functions and classes callable from Rust",
            options: &[
                flag("declare", Some('d'), "declarations only: functions, classes, templates, includes"),
                valued(
                    "library",
                    Some('a'),
                    "NAME",
                    "an optimised library, kept in `.rootlet/lib/NAME`; an empty cell loads it",
                ),
                valued("opt", Some('O'), "LEVEL", "the level of optimisation; 2 without it, 3 for libraries"),
                valued("std", None, "STANDARD", "the language; `c++20` without it"),
                valued("include", Some('I'), "FOLDER", "a folder with headers; may be repeated"),
                valued("define", Some('D'), "NAME", "a macro; may be repeated"),
                valued("libs", Some('L'), "FOLDER", "a folder with libraries; may be repeated"),
                valued("link", Some('l'), "NAME", "a library to link; may be repeated"),
                valued("pkg", None, "NAME", "the flags that `pkg-config` knows for a package; may be repeated"),
            ],
            rest: Rest::Nothing,
            details: "Without an option the cell runs: its variables stay for later C++ cells, and numbers, strings and vectors \
                of them have their names in Rust and Python after it. Numbers, strings and vectors of Rust can be read by \
                their names; a mutable `Hist1D` is filled where it is (`h.Fill(x)`), and `rl::Hist made(\"name\", \"title\", 10, 0, 1)` is a \
                `Hist1D` of Rust afterwards. The value of a last expression without `;` is \
                printed.\n\n```text\n%%cpp -d\ndouble myG(double* x, double* par) {\n    double t = (x[0] - par[1]) / par[2];\n    \
                return par[0] * exp(-0.5 * t * t);\n}\n```\n\nThen in Rust: `h.fit(Model::new(myG).params([…]))`, `myG(1.0, &[1.0, 0.0, 1.0])`; a \
                function of the form `double f(double*, double*)` takes a number and a slice there, and `myG_at` a point.\n\n\
                Numbers, `std::string`, `std::vector` of them, pointers to numbers, `std::span` (no copy), `rl::Hist` and classes \
                of earlier cells cross, to Rust and from there to Python. A C++ \
                exception is a panic with its `what()`; `try_myG` returns it as an `Err`. Methods have their C++ name and its \
                form in Rust (`getName`, `get_name`); an overload and a call with fewer arguments have a longer name \
                (`scale_f64`). Whatever cannot cross is named, and works in C++ cells.",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let arguments = &call.arguments;
        let body = call.body.unwrap_or_default();
        let library = arguments.value("library");
        let mut flags = Flags {
            standard: arguments.value("std").unwrap_or("c++20").to_owned(),
            level: arguments.value("opt").unwrap_or(if library.is_some() { "3" } else { "2" }).to_owned(),
            compile: Vec::new(),
            link: Vec::new(),
        };
        flags.compile.extend(arguments.values("include").map(|folder| format!("-I{folder}")));
        flags.compile.extend(arguments.values("define").map(|name| format!("-D{name}")));
        flags.link.extend(arguments.values("libs").map(|folder| format!("-L{folder}")));
        flags.link.extend(arguments.values("link").map(|name| format!("-l{name}")));
        for package in arguments.values("pkg") {
            package_flags(context, package, &mut flags)?;
        }
        if let Some(name) = library {
            if !name.chars().all(|c| c.is_alphanumeric() || c == '_') || name.is_empty() {
                return Err(MagicError::Usage {
                    magic: call.written.to_owned(),
                    problem: format!("`{name}` cannot be the name of a library: letters, digits and `_` can"),
                    usage: self.about().usage(),
                });
            }
            let folder = cpp::library_folder(context, name);
            if body.trim().is_empty() {
                let source = cpp::library_source(context, name, |name| format!("{name}.cpp"))?;
                return cpp::declare(context, &source, call.lines_before, &flags, Some((name, &folder)));
            }
            return cpp::declare(context, body, call.lines_before, &flags, Some((name, &folder)));
        }
        if arguments.has("declare") {
            cpp::declare(context, body, call.lines_before, &flags, None)
        } else {
            cpp::run(context, body, call.lines_before, &flags)
        }
    }
}

/// Asks `pkg-config` for the flags of a package.
fn package_flags(context: &Context<'_>, package: &str, flags: &mut Flags) -> Result<(), MagicError> {
    for (what, into) in [("--cflags", &mut flags.compile), ("--libs", &mut flags.link)] {
        let output =
            context.program("pkg-config").args([what, package]).output().map_err(MagicError::io("run `pkg-config`"))?;
        if !output.status.success() {
            return Err(MagicError::refused(
                format!("`pkg-config` knows no package `{package}`"),
                "`pkg-config --list-all` lists them",
            ));
        }
        into.extend(String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned));
    }
    Ok(())
}
