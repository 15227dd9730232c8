//! Crates of items that the next session finds compiled.

use rootlet_evaluator::native::NativeEvaluator;
use rootlet_evaluator::{Cell, CellError, Evaluator};

use crate::harness::{Made, run, start, value};

/// A library that no earlier run of this test has left behind.
fn library() -> String {
    format!(
        "pub const MADE_BY: u32 = {};\n#[derive(Clone, Debug)]\npub struct Circle {{ pub radius: f64 }}\n\nimpl Circle {{\n    \
         pub fn area(&self) -> f64 {{ if self.radius < 0.0 {{ panic!(\"negative\") }} 3.0 * self.radius * self.radius }}\n}}",
        std::process::id()
    )
}

fn keep(engine: &mut NativeEvaluator, number: u32, code: &str) -> Result<(), CellError> {
    engine.execute_kept(&Cell { code, number, allow_stdin: false }, Some("3"), &mut Made::default())
}

#[test]
fn a_kept_crate_serves_the_next_session() {
    let code = library();
    for _ in 0..2 {
        let mut engine = start();
        keep(&mut engine, 1, &code).unwrap();
        run(&mut engine, 2, "let circle = Circle { radius: 2.0 };", &[]).1.unwrap();
        assert_eq!(value(&mut engine, "circle.area()"), "12.0");
        let error = run(&mut engine, 3, "Circle { radius: -1.0 }.area();", &[]).1.unwrap_err();
        assert_eq!(error.message, "negative");
        assert!(error.traceback.join("\n").contains("In[1]:6"), "{}", error.traceback.join("\n"));
        // A method that a later cell adds makes it a crate of this session alone.
        run(&mut engine, 4, "impl Circle { fn twice(&self) -> f64 { 2.0 * self.area() } }", &[]).1.unwrap();
        assert_eq!(value(&mut engine, "circle.twice()"), "24.0");
        engine.shutdown();
    }
}

#[test]
fn a_kept_crate_is_run_again_in_its_session() {
    let mut engine = start();
    let code = library();
    engine.prepare_kept(&code, Some("3"));
    keep(&mut engine, 1, &code).unwrap();
    run(&mut engine, 2, "struct Circle;", &[]).1.unwrap();
    keep(&mut engine, 3, &code).unwrap();
    assert_eq!(value(&mut engine, "Circle { radius: 1.0 }.area()"), "3.0", "the newest name counts");
    engine.reset().unwrap();
    keep(&mut engine, 1, &code).unwrap();
    assert_eq!(value(&mut engine, "Circle { radius: 1.0 }.area()"), "3.0");
    engine.shutdown();
}

#[test]
fn what_names_the_session_is_compiled_as_ever() {
    let mut engine = start();
    run(&mut engine, 1, "fn own(x: f64) -> f64 { x + 1.0 }", &[]).1.unwrap();
    keep(&mut engine, 2, "fn other(x: f64) -> f64 { own(x) * 2.0 }").unwrap();
    assert_eq!(value(&mut engine, "other(1.0)"), "4.0");
    run(&mut engine, 3, "fn own(x: f64) -> f64 { x + 2.0 }", &[]).1.unwrap();
    keep(&mut engine, 4, "fn other(x: f64) -> f64 { own(x) * 2.0 }").unwrap();
    assert_eq!(value(&mut engine, "other(1.0)"), "6.0");
    engine.shutdown();
}

#[test]
fn what_rustc_refuses_is_said_in_the_lines_of_the_cell() {
    let mut engine = start();
    let error = keep(&mut engine, 1, "fn wrong() -> f64 {\n    \"text\"\n}").unwrap_err();
    assert_eq!(error.name, "CompileError");
    assert!(error.traceback.join("\n").contains("In[1]:2"), "{}", error.traceback.join("\n"));
    engine.shutdown();
}
