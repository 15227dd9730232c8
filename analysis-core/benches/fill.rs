//! What filling costs, in nanoseconds per entry: `cargo bench -p rootlet --bench fill`.
//!
//! The peers run on the same data by `peers/fill.py`. Set `FILL_ENTRIES` for another number of entries.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rootlet::random::{FastRandom, Generator};
use rootlet::{Axis, Hist1D, Hist2D};

/// 100 edges, denser in the middle.
fn edges() -> Vec<f64> {
    (0..=100).map(|i| -1.0 + f64::from(i) / 50.0).map(|u| 4.0 * u * u.abs()).collect()
}

fn fill(criterion: &mut Criterion) {
    let entries = std::env::var("FILL_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000_000);
    let mut generator = FastRandom::new(1);
    let x: Vec<f64> = (0..entries).map(|_| generator.gaus(0.0, 1.0)).collect();
    let y: Vec<f64> = (0..entries).map(|_| generator.gaus(0.0, 1.0)).collect();
    let w: Vec<f64> = (0..entries).map(|_| generator.uniform(0.5, 1.5)).collect();

    let mut group = criterion.benchmark_group("fill");
    group.throughput(Throughput::Elements(entries as u64)).sample_size(10);
    group.bench_function("read floor", |bencher| {
        bencher.iter(|| {
            let mut lanes = [0.0; 8];
            for eight in black_box(&x).as_chunks::<8>().0 {
                lanes.iter_mut().zip(eight).for_each(|(sum, x)| *sum += x);
            }
            lanes
        });
    });
    group.bench_function("one by one", |bencher| {
        let mut h = Hist1D::new("h", "", 100, -4.0, 4.0);
        bencher.iter(|| black_box(&x).iter().for_each(|x| h.fill(*x)));
    });
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("uniform", threads), |bencher| {
            let mut h = Hist1D::new("h", "", 100, -4.0, 4.0);
            bencher.iter(|| h.fill_n_threads(black_box(&x), threads));
        });
        group.bench_function(BenchmarkId::new("weighted", threads), |bencher| {
            let mut h = Hist1D::new("h", "", 100, -4.0, 4.0);
            bencher.iter(|| h.fill_weights_threads(black_box(&x), &w, threads));
        });
        group.bench_function(BenchmarkId::new("variable", threads), |bencher| {
            let mut h = Hist1D::with_axis("h", "", Axis::variable(&edges()).expect("the edges increase"));
            bencher.iter(|| h.fill_n_threads(black_box(&x), threads));
        });
        group.bench_function(BenchmarkId::new("two dimensions", threads), |bencher| {
            let mut h = Hist2D::new("h", "", 100, -4.0, 4.0, 100, -4.0, 4.0);
            bencher.iter(|| h.fill_n_threads(black_box(&x), &y, threads));
        });
    }
    group.finish();
}

criterion_group!(benches, fill);
criterion_main!(benches);
