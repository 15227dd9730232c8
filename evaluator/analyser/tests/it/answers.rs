use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use crate::client::Client;

/// One process for all tests: it takes seconds to read the library.
fn client() -> MutexGuard<'static, Client> {
    static CLIENT: LazyLock<Mutex<Client>> = LazyLock::new(|| Mutex::new(Client::start(None)));
    CLIENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Earlier cells with items, variables as parameters, the cell, and what must be among the proposals.
const COMPLETIONS: &[(&[&str], &str, &str, &[&str])] = &[
    // Methods of what variables are.
    (&[], "mut v: std::vec::Vec<f64>", "v.pu‸", &["push"]),
    (&[], "mut v: std::vec::Vec<f64>", "v.so‸", &["sort_by", "sort_by_key", "sort"]),
    (&[], "v: std::vec::Vec<f64>", "v[0].sq‸", &["sqrt"]),
    (&[], "v: std::vec::Vec<f64>", "v.first().unwrap().ab‸", &["abs"]),
    (&[], "s: std::string::String", "s.trim().spl‸", &["split", "split_once", "split_whitespace"]),
    (&[], "m: std::collections::HashMap<std::string::String, std::vec::Vec<f64>>", "m[\"a\"].le‸", &["len"]),
    (&[], "m: std::collections::BTreeMap<i32, f64>", "m.ent‸", &["entry"]),
    (&[], "m: std::collections::HashMap<i32, f64>", "m.get(&1).unw‸", &["unwrap", "unwrap_or"]),
    (&[], "r: std::rc::Rc<std::cell::RefCell<std::vec::Vec<i32>>>", "r.borrow_mut().pu‸", &["push"]),
    (&[], "t: (f64, std::string::String)", "t.1.chars().re‸", &["rev"]),
    (&[], "f: std::boxed::Box<dyn std::ops::Fn(f64) -> f64>", "f(1.0).ro‸", &["round"]),
    // What expressions are.
    (&[], "v: std::vec::Vec<f64>", "let w = v.iter().map(|x| x * 2.0).collect::<Vec<f64>>(); w.is_em‸", &["is_empty"]),
    (&[], "v: std::vec::Vec<f64>", "v.iter().enum‸", &["enumerate"]),
    (&[], "v: std::vec::Vec<f64>", "v.iter().map(|x| x.flo‸)", &["floor"]),
    (&[], "v: std::vec::Vec<f64>", "v.iter().filter(|x| **x > 0.0).map(|x| x.powi(2)).su‸", &["sum"]),
    (&[], "v: std::vec::Vec<f64>", "for x in &v { x.ln‸ }", &["ln"]),
    (&[], "", "let a = \"12\".parse::<i64>()?; a.po‸", &["pow"]),
    (&[], "", "let x = 1.5; x.ta‸", &["tan", "tanh"]),
    (&[], "", "vec![1, 2].ite‸", &["iter", "iter_mut"]),
    (&[], "", "(0..10).rev().step‸", &["step_by"]),
    (&[], "", "format!(\"{}\", 1).to_up‸", &["to_uppercase"]),
    (&[], "", "if let Some(x) = [1.5f64].first() { x.ce‸ }", &["ceil"]),
    // The library.
    (&[], "h: rootlet::hist::Hist1D", "h.fil‸", &["fill", "fill_weight", "fill_random"]),
    (&[], "h: rootlet::hist::Hist1D", "h.mea‸", &["mean"]),
    (&[], "", "let h = Hist1D::new(\"h\", \"t\", 10, 0.0, 1.0); h.entr‸", &["entries"]),
    (&[], "", "Hist1D::ne‸", &["new"]),
    (&[], "", "Hist‸", &["Hist1D", "Hist2D", "HistError"]),
    (&[], "", "use rootlet::io::Root‸;", &["RootFile", "RootWriter"]),
    (&[], "", "Model::new(|x: f64, p: &[f64]| p[0] * x).par‸", &["params"]),
    // What earlier cells and this one made.
    (
        &["pub struct Point { pub x: f64, pub y: f64 } impl Point { pub fn norm(&self) -> f64 { 0.0 } }"],
        "p: cell_1::Point",
        "p.‸",
        &["x", "y", "norm"],
    ),
    (
        &["pub struct Point { pub x: f64, pub y: f64 } impl Point { pub fn norm(&self) -> f64 { 0.0 } }"],
        "p: cell_1::Point",
        "p.norm().ab‸",
        &["abs"],
    ),
    (&["pub enum Shape { Circle(f64), Square { side: f64 } }"], "", "Shape::‸", &["Circle", "Square"]),
    (&["pub fn twice(x: f64) -> f64 { 2.0 * x }"], "", "twi‸", &["twice"]),
    (&["pub fn twice(x: f64) -> f64 { 2.0 * x }"], "", "twice(1.0).sq‸", &["sqrt"]),
    (&["#[macro_export] macro_rules! square { ($x:expr) => { $x * $x }; }"], "", "squ‸", &["square!"]),
    (&["pub mod geometry { pub fn area() -> f64 { 0.0 } }"], "", "geometry::ar‸", &["area"]),
    (
        &[
            "pub struct A;",
            "pub trait Named { fn name(&self) -> String; } impl Named for cell_1::A { fn name(&self) -> String { String::new() } }",
        ],
        "a: cell_1::A",
        "a.nam‸",
        &["name"],
    ),
    (&[], "", "struct Own { first: i32 } let own = Own { first: 1 }; own.fi‸", &["first"]),
    (&[], "valley: f64", "val‸", &["valley"]),
    // Paths, macros, keywords.
    (&[], "", "std::f64::consts::P‸", &["PI"]),
    (&[], "", "use std::collections::Hash‸;", &["HashMap", "HashSet"]),
    (&[], "", "std::time::Inst‸", &["Instant"]),
    (&[], "", "printl‸", &["println!"]),
    (&[], "", "whil‸", &["while"]),
    (&[], "", "let x: f6‸", &["f64"]),
    // Calls of dynamic closures, errors, threads, maps: what the signatures of the standard library must carry.
    (&[], "f: std::boxed::Box<dyn std::ops::Fn(f64) -> f64 + Send + Sync>", "f(1.0).ro‸", &["round"]),
    (&[], "", "std::fs::read_to_string(\"a\")?.lin‸", &["lines"]),
    (&[], "", "std::fs::read(\"a\").map_err(|e| e.ki‸)", &["kind"]),
    (&[], "", "async fn a() -> f64 { 1.0 } a().await.sq‸", &["sqrt"]),
    (&[], "", "let (tx, rx) = std::sync::mpsc::channel::<f64>(); rx.recv()?.ab‸", &["abs"]),
    (&[], "", "std::sync::Mutex::new(vec![1]).lock().unwrap().pu‸", &["push"]),
    (&[], "", "let h = std::thread::spawn(|| 1.5); h.join().unwrap().si‸", &["sin"]),
    (&[], "", "let t = std::time::Instant::now(); t.elapsed().as_se‸", &["as_secs_f64"]),
    (&[], "", "let mut c = std::collections::HashMap::new(); c.insert(1, 2.5); for (k, v) in &c { v.sq‸ }", &["sqrt"]),
    (&[], "v: Vec<f64>", "v.iter().zip(v.iter()).map(|(a, b)| a * b).sum::<f64>().sq‸", &["sqrt"]),
    (&[], "v: Vec<f64>", "let (a, b): (Vec<f64>, Vec<f64>) = v.iter().partition(|x| **x > 0.0); a.le‸", &["len"]),
    (&[], "v: Vec<f64>", "v.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>()[0].ab‸", &["abs"]),
    (&[], "v: Vec<f64>", "v.iter().map(|x| format!(\"{x}\")).collect::<Vec<String>>().jo‸", &["join"]),
    (&[], "", "\"a b\".split(\" \").map(|x| x.parse::<f64>()).collect::<Result<Vec<_>, _>>()?.le‸", &["len"]),
    (&[], "", "#[derive(Clone, Debug, Default)] struct S { a: f64 } S::default().clone().a‸", &["a"]),
    (&[], "", "let s = String::from(\"x\") + \"y\"; s.len‸", &["len"]),
    // In the middle of a line and of an identifier, with more behind, and where nothing parses.
    (&[], "v: std::vec::Vec<f64>", "let n = v.le‸n() + 1;\nlet m = 2;", &["len"]),
    (&[], "v: std::vec::Vec<f64>", "let a = (1;\nv.capa‸", &["capacity"]),
    (&[], "größe: f64", "let µ = grö‸", &["größe"]),
    (&[], "v: std::vec::Vec<f64>", "v\n    .iter()\n    .ma‸", &["map", "max_by"]),
    // A slip of the case.
    (&[], "", "hist1‸", &["Hist1D"]),
];

#[test]
fn every_place_has_its_proposals() {
    let mut client = client();
    let mut failures = Vec::new();
    for (cells, variables, cell, expected) in COMPLETIONS {
        let proposals = client.complete(cells, variables, cell);
        let texts: Vec<&str> = proposals.iter().map(|proposal| proposal.text.as_str()).collect();
        if !expected.iter().all(|text| texts.contains(text)) {
            let shown = &texts[..texts.len().min(12)];
            failures.push(format!("`{cell}`: expected {expected:?}, got {shown:?}"));
        }
    }
    let count = COMPLETIONS.len();
    assert!(failures.is_empty(), "{} of {count} differ:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_best_proposals_come_first() {
    let mut client = client();
    let mut first = |variables: &str, cell: &str| {
        client.complete(&[], variables, cell).into_iter().next().map(|proposal| proposal.text)
    };
    assert_eq!(first("histogram: rootlet::hist::Hist1D", "hist‸").as_deref(), Some("histogram"));
    assert_eq!(first("", "Hist1D::n‸").as_deref(), Some("new"));
}

#[test]
fn proposals_have_signatures_and_the_first_line_of_their_documentation() {
    let mut client = client();
    let mut only = |variables: &str, cell: &str, text: &str| {
        let found = client.complete(&[], variables, cell);
        found.into_iter().find(|proposal| proposal.text == text).unwrap_or_else(|| panic!("no {text} at {cell}"))
    };
    let push = only("mut v: std::vec::Vec<f64>", "v.pus‸", "push");
    assert_eq!((push.kind.as_str(), push.signature.as_str()), ("function", "pub fn push(&mut self, value: T)"));
    assert_eq!(push.summary, "Puts a value at the end.");
    let fill = only("h: rootlet::hist::Hist1D", "h.fill_w‸", "fill_weight");
    assert!(fill.signature.contains("&mut self") && !fill.summary.is_empty(), "{fill:?}");
    let field = only("p: rootlet::PtEtaPhiM", "p.p‸", "pt");
    assert!(!field.signature.is_empty(), "{field:?}");
}

#[test]
fn nothing_of_our_own_making_is_proposed() {
    let texts: Vec<String> = client().complete(&[], "", "‸").into_iter().map(|proposal| proposal.text).collect();
    assert!(texts.len() > 50, "{texts:?}");
    assert!(!texts.iter().any(|text| text.starts_with("__")), "{texts:?}");
}

#[test]
fn documentation_has_the_signature_as_markdown_and_text() {
    let mut client = client();
    let (markdown, text) = client.describe(&[], "mut h: rootlet::hist::Hist1D", "h.fi‸ll(1.0)");
    assert!(markdown.contains("```rust") && markdown.contains("pub fn fill(&mut self"), "{markdown}");
    assert!(text.contains("pub fn fill(&mut self") && !text.contains("```"), "{text}");
    let (_, text) = client.describe(&[], "v: std::vec::Vec<f64>", "v.iter().ma‸p(|x| x)");
    assert!(text.contains("fn map") && text.contains("What a function makes of each value."), "{text}");
    // Between the parentheses of a call it is the function.
    let (markdown, _) =
        client.describe(&["/// Doubles.\npub fn twice(number: f64) -> f64 { 2.0 * number }"], "", "twice(‸)");
    assert!(markdown.contains("fn twice(number: f64) -> f64") && markdown.contains("Doubles."), "{markdown}");
    let (markdown, text) = client.describe(&[], "", "nothing_at_all‸");
    assert_eq!((markdown.as_str(), text.as_str()), ("", ""));
}
