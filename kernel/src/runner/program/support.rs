//! What a cell of a notebook has and an ordinary program lacks.

use std::error::Error;
use std::fmt::Debug;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use rootlet::prelude::Show;
use rootlet_display::{DisplayEvent, Host, InputError};

/// What `main` returns: `?` ends the program with any error.
pub type Result<T = (), E = Box<dyn Error>> = std::result::Result<T, E>;

/// Makes `display(…)` print and `input(…)` ask at the terminal.
pub fn start() {
    rootlet_display::set_host(Box::new(Terminal));
}

struct Terminal;

impl Host for Terminal {
    fn event(&self, event: DisplayEvent) {
        match event {
            DisplayEvent::Display { bundle, .. }
            | DisplayEvent::Update { bundle, .. }
            | DisplayEvent::Result(bundle) => {
                println!("{}", bundle.plain_text().unwrap_or_default());
            }
            DisplayEvent::ClearOutput { .. } => {}
        }
    }

    fn input(&self, prompt: &str, _password: bool) -> std::result::Result<String, InputError> {
        print!("{prompt}");
        let _ = io::stdout().flush();
        let mut line = String::new();
        match io::stdin().read_line(&mut line) {
            Ok(0) | Err(_) => Err(InputError::NotAvailable),
            Ok(_) => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
        }
    }
}

/// Prints a value as the notebook shows it: by the text of its `Show`, else by `Debug`, else its type's name.
macro_rules! show {
    ($value:expr) => {
        match &($value) {
            value => {
                use $crate::notebook::{ByDebug as _, ByName as _, ByShow as _};
                (&&&$crate::notebook::Shown(value)).print();
            }
        }
    };
}

/// A command line's output as a text, in the words of `format!`.
macro_rules! sh {
    ($($argument:tt)*) => {
        match $crate::notebook::capture(&format!($($argument)*)) {
            Ok(text) => text.trim_end_matches('\n').to_owned(),
            Err(error) => panic!("{error}"),
        }
    };
}

/// A value on its way to its text. Method lookup prefers fewer automatic references, and so [`ByShow`].
pub struct Shown<'a, T: ?Sized>(pub &'a T);

/// The text of types with a rich form.
pub trait ByShow<Via> {
    /// Prints the text.
    fn print(&self);
}

impl<Via, T: Show<Via> + ?Sized> ByShow<Via> for &&Shown<'_, T> {
    fn print(&self) {
        println!("{}", self.0.mime_bundle().plain_text().unwrap_or_default());
    }
}

/// The text of types that only have `Debug`; `()` has none.
pub trait ByDebug {
    /// Prints the text.
    fn print(&self);
}

impl<T: Debug + ?Sized> ByDebug for &Shown<'_, T> {
    fn print(&self) {
        if std::any::type_name::<T>() != "()" {
            println!("{:?}", self.0);
        }
    }
}

/// The text of every other type: its name.
pub trait ByName {
    /// Prints the text.
    fn print(&self);
}

impl<T: ?Sized> ByName for Shown<'_, T> {
    fn print(&self) {
        println!("<{}>", std::any::type_name::<T>());
    }
}

/// Runs a script with bash, or sh where there is none; its output is the program's.
pub fn shell(script: &str) -> Result {
    run(script, Stdio::inherit()).map(drop)
}

/// What a script prints.
pub fn capture(script: &str) -> Result<String> {
    run(script, Stdio::piped())
}

/// The lines that a script prints.
pub fn lines(script: &str) -> Result<Vec<String>> {
    Ok(run(script, Stdio::piped())?.lines().map(str::to_owned).collect())
}

fn run(script: &str, stdout: Stdio) -> Result<String> {
    let bash = Command::new("bash").arg("-c").arg("exit").status().is_ok_and(|status| status.success());
    let shell = if bash { "bash" } else { "sh" };
    let output = Command::new(shell)
        .arg("-c")
        .arg(script)
        .stdout(stdout)
        .stderr(Stdio::inherit())
        .spawn()?
        .wait_with_output()?;
    if !output.status.success() {
        return Err(format!("`{}` ended with {}", script.trim(), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Drives a future to its end on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}
