//! What a user waits for when a plot appears: `cargo bench -p rootlet --bench plot`.

use criterion::{Criterion, criterion_group, criterion_main};
use rootlet::plot::{Bins, Edges, Layer, Plot};
use rootlet::{Graph, Hist1D, Hist2D};
use rootlet_display::Show;

fn plots(criterion: &mut Criterion) {
    let mut h = Hist1D::new("h", "h", 100, -4.0, 4.0);
    h.fill_random("gaus", 10_000);
    criterion.bench_function("100 bins: svg + png", |bencher| {
        bencher.iter(|| {
            let plot = h.draw();
            (plot.to_svg(), plot.to_png(1.0))
        });
    });
    criterion.bench_function("100 bins: bundle", |bencher| bencher.iter(|| h.draw().mime_bundle()));

    let mut h2 = Hist2D::new("h2", "h2", 1000, 0.0, 1.0, 1000, 0.0, 1.0);
    for i in 0..1_000_000_u32 {
        let (x, y) = (f64::from(i % 1009) / 1009.0, f64::from(i % 757) / 757.0);
        h2.fill(x, y * y);
    }
    criterion.bench_function("1000 x 1000 cells: bundle", |bencher| bencher.iter(|| h2.draw().mime_bundle()));

    for points in [10_000, 100_000] {
        let x: Vec<f64> = (0..points).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| (x * 0.01).sin()).collect();
        if let Ok(graph) = Graph::new(&x, &y) {
            let name = format!("{points} points: bundle");
            criterion.bench_function(&name, |bencher| bencher.iter(|| graph.draw().mime_bundle()));
        }
    }

    let mut fine = Hist1D::new("fine", "fine", 1_000_000, -4.0, 4.0);
    fine.fill_random("gaus", 100_000);
    criterion.bench_function("a million bins: bundle", |bencher| bencher.iter(|| fine.draw().mime_bundle()));
    let names = (0..1_000_000).map(|i| format!("name {i}")).collect();
    let named = Plot::of(Layer::Bins(Bins::new("l", "", Edges::Labels(names), &vec![1.0; 1_000_000])), "names");
    criterion.bench_function("a million names: bundle", |bencher| bencher.iter(|| named.mime_bundle()));
}

criterion_group!(benches, plots);
criterion_main!(benches);
