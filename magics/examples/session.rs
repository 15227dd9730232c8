//! Runs the cells of a text file, separated by lines of `+++`, with magics over the native engine.
//!
//! A cell that contains `interrupt me` is interrupted after half a second.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::ffi::OsString;
use std::time::{Duration, Instant};

use rootlet_display::{DisplayEvent, InputError};
use rootlet_evaluator::native::{NativeEvaluator, Options, supervise};
use rootlet_evaluator::{Cell, Evaluator, Output, OutputSink};
use rootlet_magics::WithMagics;

struct Print;

impl OutputSink for Print {
    fn output(&mut self, output: Output) {
        match output {
            Output::Stream { name, text } => println!("[{}] {}", name.as_str(), text.trim_end()),
            Output::Display(DisplayEvent::Display { bundle, .. } | DisplayEvent::Result(bundle)) => {
                let kinds: Vec<_> = bundle.data.keys().map(String::as_str).collect();
                println!("[display {}] {}", kinds.join(" "), bundle.plain_text().unwrap_or_default());
            }
            Output::Display(event) => println!("[{event:?}]"),
        }
    }

    fn input(&mut self, prompt: &str, _: bool) -> Result<String, InputError> {
        println!("[input {prompt:?}]");
        Ok("an answer".into())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|word| word == "supervise") {
        std::process::exit(supervise(&arguments[2..]));
    }
    let file = arguments.get(1).ok_or("a file with cells?")?;
    let options = Options {
        host: vec![std::env::current_exe()?.into(), "supervise".into()],
        memory_limit: None,
        words: Vec::new(),
    };
    let mut engine = WithMagics::new(Box::new(NativeEvaluator::start(options, &mut |line| eprintln!("{line}"))?));
    for (number, code) in (1..).zip(std::fs::read_to_string(file)?.split("+++\n")) {
        if code.contains("interrupt me") {
            let interrupter = engine.interrupter();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(500));
                interrupter.interrupt();
            });
        }
        let started = Instant::now();
        let result = engine.execute(&Cell { code, number, allow_stdin: true }, &mut Print);
        println!("-- In[{number}] {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
        if let Err(error) = result {
            println!("{error}\n{}", error.traceback.join("\n"));
        }
    }
    engine.shutdown();
    Ok(())
}
