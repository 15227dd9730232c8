//! One timed piece of work for `tests/peers/bench.py`: prints CPU seconds, wall seconds and peak memory as JSON.
//!
//! - `read FILE TABLE THREADS`: every column, whole;
//! - `stream FILE TABLE THREADS`: every column, cluster by cluster;
//! - `spin THREADS`: no file, only registers: how much faster several threads can be on this machine at all;
//! - `write FILE TABLE OUT tree|ntuple zstd|lz4 THREADS`: the columns of `FILE`, which are read before the clock starts.

use std::{fs, time::Instant};

use rootio::{Array, Compression, ReadOptions, Result, RootFile, RootWriter, Type, WriteOptions};
use serde_json::json;

/// CPU seconds of this process so far, in steps of 10 ms: user and system time of `/proc/self/stat`.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |i: usize| after.split_whitespace().nth(i).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory held so far, in MB.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn values(array: &Array) -> usize {
    match array {
        Array::List(list) => values(&list.values),
        Array::Fixed(fixed) => values(&fixed.values),
        Array::Struct(structs) => structs.fields.iter().map(|(_, field)| values(field)).sum(),
        other => other.len(),
    }
}

fn number(word: Option<&String>) -> usize {
    word.and_then(|word| word.parse().ok()).unwrap_or(1)
}

/// The same number of steps, shared by some threads.
fn spin(threads: usize) {
    let before = Instant::now();
    let steps = 400_000_000 / threads.max(1);
    std::thread::scope(|scope| {
        for seed in 1..=threads as u64 {
            scope.spawn(move || {
                let mut x = seed;
                for _ in 0..steps {
                    x ^= x << 13;
                    x ^= x >> 7;
                    x ^= x << 17;
                }
                std::hint::black_box(x)
            });
        }
    });
    report(cpu(), before, threads);
}

fn run(words: &[String]) -> Result<()> {
    if let [work, threads] = words
        && work == "spin"
    {
        spin(number(Some(threads)));
        return Ok(());
    }
    let [work, path, table, rest @ ..] = words else {
        eprintln!("rootio_bench read|stream|write FILE TABLE …, rootio_bench spin THREADS");
        return Ok(());
    };
    let table = RootFile::open(path)?.table(table)?;
    let names = table.select(&["*"])?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (cpu_before, before) = (cpu(), Instant::now());
    match work.as_str() {
        "read" => {
            let batch = table.read(&names, 0..table.entries(), ReadOptions { threads: number(rest.first()) })?;
            let count = batch.columns.iter().map(|(_, array)| values(array)).sum();
            // Before the memory is given back.
            report(cpu() - cpu_before, before, count);
        }
        "stream" => {
            rootio::keep_freed_memory();
            let mut count = 0;
            for range in table.clusters(&names)? {
                let batch = table.read(&names, range, ReadOptions { threads: number(rest.first()) })?;
                count += batch.columns.iter().map(|(_, array)| values(array)).sum::<usize>();
            }
            report(cpu() - cpu_before, before, count);
        }
        _ => {
            let batch = table.read(&names, 0..table.entries(), ReadOptions::default())?;
            let [out, kind, compression, ..] = rest else { return Ok(()) };
            let compression = if compression == "lz4" { Compression::Lz4 } else { Compression::Zstd(5) };
            let given: Vec<(&str, &Array)> = batch.columns.iter().map(|(name, array)| (name.as_str(), array)).collect();
            let counted = |name: &str| name.starts_with("nMuon") || name.starts_with("nJet");
            let given: Vec<_> = given.into_iter().filter(|(name, _)| kind == "ntuple" || !counted(name)).collect();
            let types: Vec<(&str, Type)> = given.iter().map(|(name, array)| (*name, array.ty())).collect();
            let (cpu_before, before) = (cpu(), Instant::now());
            let mut file = RootWriter::create_with(out, WriteOptions { compression })?;
            if kind == "tree" {
                let mut tree = file.tree("Events", "", &types)?;
                for counter in ["nMuon", "nJet"] {
                    let names: Vec<&str> = types
                        .iter()
                        .map(|(n, _)| *n)
                        .filter(|n| n.starts_with(&format!("{}_", &counter[1..])))
                        .collect();
                    if !names.is_empty() {
                        tree.counter(counter, &names)?;
                    }
                }
                tree.write(&given)?;
                tree.finish()?;
            } else {
                let mut ntuple = file.ntuple("Events", "", &types)?;
                ntuple.write(&given)?;
                ntuple.finish()?;
            }
            file.finish()?;
            let size = fs::metadata(out).map_or(0, |data| data.len());
            report(cpu() - cpu_before, before, size as usize);
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the result of the program")]
fn report(cpu: f64, before: Instant, count: usize) {
    println!("{}", json!({"cpu": cpu, "wall": before.elapsed().as_secs_f64(), "peak": peak(), "count": count}));
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    run(&words)
}
