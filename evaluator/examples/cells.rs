//! Runs the cells of a text file, separated by lines of `---`, and prints what they make.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::time::Instant;

use rootlet_display::InputError;
use rootlet_evaluator::native::{NativeEvaluator, Options};
use rootlet_evaluator::{Cell, Evaluator, Output, OutputSink};

struct Print;

impl OutputSink for Print {
    fn output(&mut self, output: Output) {
        match output {
            Output::Stream { name, text } => println!("[{}] {text:?}", name.as_str()),
            Output::Display(event) => {
                println!("[display] {}", format!("{event:?}").chars().take(600).collect::<String>());
            }
        }
    }
    fn input(&mut self, prompt: &str, _: bool) -> Result<String, InputError> {
        println!("[input {prompt:?}]");
        Ok("an answer".into())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (host, file) = (arguments.next().ok_or("host program?")?, arguments.next().ok_or("file?")?);
    let options = Options { host: vec![host.into()], memory_limit: None, words: Vec::new() };
    let mut engine = NativeEvaluator::start(options, &mut |line| eprintln!("{line}"))?;
    for (number, code) in std::fs::read_to_string(file)?.split("---\n").enumerate() {
        let started = Instant::now();
        let result = engine.execute(&Cell { code, number: number as u32 + 1, allow_stdin: true }, &mut Print);
        println!("-- In[{}] {:.1} ms {:?}", number + 1, started.elapsed().as_secs_f64() * 1e3, engine.timing());
        if let Err(error) = result {
            println!("{}\n{}", error, error.traceback.join("\n"));
        }
    }
    engine.shutdown();
    Ok(())
}
