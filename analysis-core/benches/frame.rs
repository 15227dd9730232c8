//! What an event loop over columns in memory costs: per event, without reading.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rootlet::frame::{Builder, ColumnType, ElementType};
use rootlet::{ColumnData, Frame, Hist1D, Memory};

const EVENTS: u64 = 200_000;

/// Jets with a falling spectrum, from a small generator of its own.
fn events() -> Memory {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut uniform = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u64 << 24) as f32
    };
    let kind = ColumnType { element: ElementType::F32, jagged: true };
    let (mut pt, mut eta, mut met) = (Builder::new(kind), Builder::new(kind), Vec::new());
    for _ in 0..EVENTS {
        for _ in 0..(uniform() * 6.0) as usize {
            pt.list::<f32>().push(15.0 - 25.0 * (1.0 - uniform()).ln());
            eta.list::<f32>().push(5.0 * uniform() - 2.5);
        }
        pt.end_list();
        eta.end_list();
        met.push(-30.0 * (1.0 - uniform()).ln());
    }
    Memory::new()
        .with("Jet_pt", pt.finish())
        .and_then(|m| m.with("Jet_eta", eta.finish()))
        .and_then(|m| m.with("MET_pt", ColumnData::flat(met)))
        .expect("the columns have one length")
}

fn hist() -> Hist1D {
    Hist1D::new("h", "", 100, 0.0, 200.0)
}

fn loops(criterion: &mut Criterion) {
    let memory = events();
    let frame = || Frame::new(memory.clone()).threads(1);
    let mut group = criterion.benchmark_group("frame");
    group.throughput(Throughput::Elements(EVENTS)).sample_size(20);
    group.bench_function("histogram of a column", |b| {
        b.iter(|| black_box(frame().histo1d(hist(), "MET_pt").unwrap().value().unwrap().entries()));
    });
    group.bench_function("expression: MET with two jets", |b| {
        b.iter(|| {
            let two = frame().filter("Sum(Jet_pt > 40) >= 2").unwrap();
            black_box(two.histo1d(hist(), "MET_pt").unwrap().value().unwrap().entries())
        });
    });
    group.bench_function("closure: MET with two jets", |b| {
        b.iter(|| {
            let frame = frame();
            let pt = frame.column::<[f32]>("Jet_pt").unwrap();
            let two = frame.filter_with(move |row| row[pt].iter().filter(|&&pt| pt > 40.0).count() >= 2);
            black_box(two.histo1d(hist(), "MET_pt").unwrap().value().unwrap().entries())
        });
    });
    for count in [0, 20] {
        group.bench_function(format!("expression with {count} variations"), |b| {
            let shifts: Vec<_> =
                (0..count).map(|i| (format!("v{i}"), format!("Jet_pt * {}", 0.9 + 0.01 * f64::from(i)))).collect();
            let shifts: Vec<_> = shifts.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
            b.iter(|| {
                let varied = frame().vary("Jet_pt", &shifts).unwrap();
                let hard = varied.define("hard", "Jet_pt[abs(Jet_eta) < 2 && Jet_pt > 30]").unwrap();
                let all = hard.histo1d(hist(), "hard").unwrap().variations();
                black_box(all.value("nominal").unwrap().entries())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, loops);
criterion_main!(benches);
