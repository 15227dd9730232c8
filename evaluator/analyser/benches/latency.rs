//! How long a user waits for rust-analyzer: `cargo bench -p rootlet-analyser`.
//!
//! Prints the time from the start of the process until it is ready, medians and maxima of warm answers, and the
//! memory of the process (proportional set size) afterwards. `ROOTLET_RUST_SRC` names a folder `library` of rust-src.

#[path = "../tests/it/client.rs"]
mod client;
#[path = "../../src/complete/analyser/wire.rs"]
mod wire;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use client::Client;

const QUESTIONS: [(&str, &str, &str); 6] = [
    ("method of a Vec", "mut v: std::vec::Vec<f64>", "v.pu‸"),
    ("method of an expression", "v: std::vec::Vec<f64>", "v.iter().map(|x| x * 2.0).fil‸"),
    ("method of a histogram", "h: rootlet::hist::Hist1D", "h.‸"),
    ("name in scope", "h: rootlet::hist::Hist1D", "Hi‸"),
    ("everything in scope", "h: rootlet::hist::Hist1D", "‸"),
    ("path", "", "std::collections::‸"),
];

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn main() {
    let standard = std::env::var_os("ROOTLET_RUST_SRC").map(PathBuf::from);
    let started = Instant::now();
    let mut client = Client::start(standard.as_deref());
    report("start until ready", &[started.elapsed()]);
    for (what, variables, cell) in QUESTIONS {
        let mut times = Vec::new();
        for round in 0..20 {
            // Each question is new, as a user's is.
            let cell = format!("let round = {round};\n{cell}");
            let started = Instant::now();
            let proposals = client.complete(&[], variables, &cell);
            times.push(started.elapsed());
            assert!(!proposals.is_empty(), "{what}: no proposals");
        }
        report(what, &times);
    }
    let status = fs::read_to_string(format!("/proc/{}/smaps_rollup", client.pid())).unwrap_or_default();
    let pss = status.lines().find(|line| line.starts_with("Pss:")).unwrap_or("Pss: unknown");
    println!("memory           {}", pss.trim_start_matches("Pss:").trim());
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn report(what: &str, times: &[Duration]) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{what:<26} median {median:8.1} ms, most {most:8.1} ms");
}
