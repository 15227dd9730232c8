//! Nine ways for a cell to die, one after the other, in one session with live variables.

use std::thread;
use std::time::{Duration, Instant};

use rootlet_evaluator::Evaluator;

use crate::harness::{engine, run, start, value};

const VARIABLES: &str = r#"
#[derive(Debug, Clone, PartialEq)]
struct Point { x: f64, tags: Vec<String> }
let mut point = Point { x: 1.5, tags: vec!["a".into(), "µ".into()] };
let mut numbers: Vec<i64> = (0..100_000).collect();
let offset = 3.5;
let add = move |x: f64| x + offset;
let mut histogram = Hist1D::new("h", "title", 64, -4.0, 4.0);
histogram.fill_random("gaus", 5000);
let mut table = std::collections::BTreeMap::new();
table.insert("k".to_string(), vec![1, 2, 3]);
let frame = df!("k" => ["a", "b", "a"], "x" => [1.0, 2.0, 4.0])?;
"#;

/// A query that runs in polars' pools of threads.
const QUERY: &str = r#"frame.clone().lazy().group_by([col("k")]).agg([col("x").sum()]).sort(["k"], Default::default()).collect()?.column("x")?.f64()?.iter().flatten().map(|x| x.to_string()).collect::<Vec<_>>().join(" ")"#;

const LOOK: &str = r#"format!("{point:?} {} {} {:.6} {} {table:?}", numbers.iter().sum::<i64>(), add(1.0), histogram.mean(), histogram.entries())"#;

/// The same through a file, which polars reads in a runtime of its own.
const FILE_QUERY: &str = r#"let path = std::env::temp_dir().join(format!("rootlet-deaths-{}.parquet", std::process::id()));
polars::prelude::ParquetWriter::new(std::fs::File::create(&path)?).finish(&mut frame.clone())?;
let read = LazyFrame::scan_parquet(path.to_str().unwrap().into(), Default::default())?.select([col("x").sum()]).collect()?;
std::fs::remove_file(&path)?;
read.column("x")?.f64()?.get(0)"#;

#[test]
fn every_death_leaves_the_variables() {
    let mut engine = engine();
    run(&mut engine, 1, VARIABLES, &[]).1.unwrap();
    let before = value(&mut engine, LOOK);
    assert_eq!(value(&mut engine, QUERY), "\"5 2\"");
    assert_eq!(value(&mut engine, FILE_QUERY), "Some(7.0)");
    assert!(before.contains("4999950000 4.5 0.008152 5000"), "{before}");
    let deaths = [
        ("Panic", "numbers.clear(); panic!(\"oh\");"),
        ("Crash", "numbers.clear(); unsafe { std::ptr::null_mut::<u8>().write_volatile(1) };"),
        (
            "Crash",
            "fn deep(n: u64) -> u64 { let a = [n; 512]; if n == u64::MAX { 0 } else { deep(n + 1) + a[n as usize % 512] } }\nhistogram.fill(0.0); println!(\"{}\", deep(0));",
        ),
        ("Crash", "table.clear(); std::process::abort();"),
        ("Crash", "drop(frame); drop(numbers); std::process::exit(0);"),
        ("Crash", "let mut all = Vec::new(); unsafe { limit() }; loop { all.push(vec![1u8; 1 << 24]); }"),
        (
            "Crash",
            "std::process::Command::new(\"kill\").args([\"-9\", &std::process::id().to_string()]).status()?; std::thread::sleep(std::time::Duration::from_secs(5));",
        ),
        ("Error", "drop(point); \"x\".parse::<i64>()?;"),
        ("CompileError", "numbers.clear(); let x: i64 = \"text\";"),
    ];
    let limit = "unsafe fn limit() { unsafe extern \"C\" { fn setrlimit(what: i32, limit: *const [u64; 2]) -> i32; } let limit = [1u64 << 30; 2]; unsafe { setrlimit(9, &limit) }; }";
    run(&mut engine, 2, limit, &[]).1.unwrap();
    for (kind, code) in deaths {
        let error = run(&mut engine, 3, code, &[]).1.expect_err(code);
        assert_eq!(error.name, kind, "{code}: {error}");
        assert_eq!(value(&mut engine, LOOK), before, "after `{code}`");
        assert_eq!(value(&mut engine, QUERY), "\"5 2\"", "after `{code}`");
        assert_eq!(value(&mut engine, FILE_QUERY), "Some(7.0)", "after `{code}`");
    }
}

#[test]
fn an_interrupt_stops_loops_and_sleeps_and_keeps_the_variables() {
    let mut engine = start();
    run(&mut engine, 1, "let mut kept = vec![1, 2, 3];", &[]).1.unwrap();
    for code in [
        "kept.clear(); let mut n = 0u64; loop { n = std::hint::black_box(n + 1); }",
        "kept.clear(); std::thread::sleep(std::time::Duration::from_secs(60));",
        "kept.clear(); std::process::Command::new(\"sleep\").arg(\"60\").status()?; loop {}",
        "kept.clear(); let mut h = Hist1D::new(\"h\", \"\", 64, -4.0, 4.0); h.fill_random(\"gaus\", 1 << 40);",
        "kept.clear(); minimize(|p: &[f64]| { std::thread::sleep(std::time::Duration::from_millis(50)); (p[0] - 2.0).powi(4) + (p[1] - p[0] * p[0]).powi(2) * 100.0 }, [(\"x\", -1.2), (\"y\", 1.0)], &FitOptions::default())?; loop {}",
        "kept.clear(); #[allow(long_running_const_eval)] const LONG: u64 = { let mut n = 0; while n < 1 << 50 { n += 1 } n }; LONG",
    ] {
        let interrupter = engine.interrupter();
        let asking = thread::spawn(move || {
            thread::sleep(Duration::from_millis(600));
            // Twice in a row never hurts.
            interrupter.interrupt();
            interrupter.interrupt();
            Instant::now()
        });
        let error = run(&mut engine, 2, code, &[]).1.expect_err(code);
        let waited = asking.join().unwrap().elapsed();
        assert_eq!(error.name, "Interrupted", "{code}");
        assert!(waited < Duration::from_secs(4), "{code}: {waited:?}");
        assert_eq!(value(&mut engine, "kept.len()"), "3");
    }
    engine.interrupter().interrupt();
    assert_eq!(value(&mut engine, "kept.len()"), "3");
    engine.shutdown();
}

#[test]
fn an_idle_evaluator_that_is_killed_comes_back() {
    let mut engine = start();
    run(&mut engine, 1, "let kept = String::from(\"here\");", &[]).1.unwrap();
    thread::sleep(Duration::from_millis(100));
    let process = engine.process_id().unwrap();
    std::process::Command::new("kill").args(["-9", &process.to_string()]).status().unwrap();
    thread::sleep(Duration::from_millis(100));
    assert_eq!(value(&mut engine, "kept.as_str()"), "\"here\"");
    assert_ne!(engine.process_id().unwrap(), process);
    engine.shutdown();
}

#[test]
fn nothing_is_left_after_a_shutdown() {
    let mut engine = start();
    run(&mut engine, 1, "std::process::Command::new(\"sleep\").arg(\"1000.25\").spawn()?;", &[]).1.unwrap();
    let process = engine.process_id().unwrap();
    engine.shutdown();
    drop(engine);
    thread::sleep(Duration::from_millis(200));
    // A zombie is gone; whoever adopted it may be slow to say so.
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    assert!(status.is_empty() || status.contains("State:\tZ"), "{status}");
    let left = std::process::Command::new("pgrep").args(["-f", "sleep 1000.25"]).output().unwrap();
    assert!(left.stdout.is_empty(), "a child of a cell survived");
}

#[test]
fn both_streams_and_displays_keep_their_order() {
    let mut engine = engine();
    let code = "for i in 0..50 { print!(\"o{i} \"); eprint!(\"e{i} \"); if i % 10 == 0 { display(&html(format!(\"d{i}\"))); } }";
    let (made, result) = run(&mut engine, 1, code, &[]);
    result.unwrap();
    let expected: Vec<String> = (0..50)
        .flat_map(|i| {
            [format!("out o{i} "), format!("err e{i} ")]
                .into_iter()
                .chain((i % 10 == 0).then(|| format!("display d{i}")))
        })
        .collect();
    // What one `eprint!` writes may arrive in pieces.
    let mut order: Vec<String> = Vec::new();
    for piece in made.order {
        match (order.last_mut(), piece.strip_prefix("err ")) {
            (Some(last), Some(more)) if last.starts_with("err ") => last.push_str(more),
            _ => order.push(piece),
        }
    }
    assert_eq!(order, expected);
}
