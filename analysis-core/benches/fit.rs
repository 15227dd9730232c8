//! Fits: what a user waits for. `peers/fit.py` does the same with iminuit and numpy.
#![expect(clippy::print_stdout, reason = "shows what is measured")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rootlet::fit::{Algorithm, Unbinned};
use rootlet::random::{Generator, TRandom3};
use rootlet::{FitOptions, Hist1D, Model};

const EVENTS: usize = 100_000;

/// 30 % of a normal peak and 70 % of an exponential decay, on [0, 10].
fn events() -> Vec<f64> {
    let mut generator = TRandom3::new(4357);
    let mut events = Vec::with_capacity(EVENTS);
    while events.len() < EVENTS {
        let x = if generator.rndm() < 0.3 { generator.gaus(4.0, 0.6) } else { generator.exp(3.0) };
        if (0.0..10.0).contains(&x) {
            events.push(x);
        }
    }
    events
}

const DENSITY: &str = "[s]*exp(-0.5*((x-[mu])/[sigma])^2)/(sqrt(2*pi)*[sigma])+[b]*exp(-x/[tau])/[tau]";
const START: [(&str, f64); 5] = [("s", 25e3), ("mu", 3.8), ("sigma", 0.7), ("b", 80e3), ("tau", 2.5)];

fn formula() -> Model {
    Model::from(DENSITY).params([START[0], START[1], START[2], START[3], START[4]])
}

fn closure() -> Model {
    Model::new(|x, p| {
        let z = (x - p[1]) / p[2];
        p[0] * (-0.5 * z * z).exp() / (p[2] * 2.506_628_274_631) + p[3] * (-x / p[4]).exp() / p[4]
    })
    .params(START)
}

fn unbinned(c: &mut Criterion) {
    let events = events();
    let mut group = c.benchmark_group("extended unbinned, 1e5 events, 5 parameters");
    group.sample_size(20);
    let options = FitOptions::default();
    let fit = Unbinned::new(&events, formula()).range(0.0, 10.0).extended().threads(1).fit(&options);
    println!("{}", fit.as_ref().map_or_else(ToString::to_string, ToString::to_string));
    for threads in [1, 2] {
        group.bench_function(format!("formula, {threads} thread(s)"), |b| {
            b.iter(|| Unbinned::new(&events, formula()).range(0.0, 10.0).extended().threads(threads).fit(&options));
        });
        group.bench_function(format!("closure, {threads} thread(s)"), |b| {
            b.iter(|| Unbinned::new(&events, closure()).range(0.0, 10.0).extended().threads(threads).fit(&options));
        });
    }
    group.finish();
}

fn histograms(c: &mut Criterion) {
    let mut h = Hist1D::new("h", "", 100, 0.0, 10.0);
    h.fill_n(&events());
    let model = "gaus+[B]*exp(-x/[tau])";
    let model = || Model::from(model).start("B", 1000.0).start("tau", 2.0).start("Mean", 4.0).start("Sigma", 0.8);
    let mut group = c.benchmark_group("histogram, 100 bins, 5 parameters");
    for (name, options) in [
        ("chi2", FitOptions::default()),
        ("likelihood", FitOptions::likelihood()),
        ("chi2, Levenberg-Marquardt", FitOptions { algorithm: Algorithm::LevenbergMarquardt, ..FitOptions::default() }),
        ("chi2 and MINOS", FitOptions::default().minos()),
    ] {
        group.bench_function(name, |b| b.iter(|| black_box(h.fit_with(model(), &options))));
    }
    group.finish();
}

criterion_group!(benches, unbinned, histograms);
criterion_main!(benches);
