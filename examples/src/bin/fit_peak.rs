//! A peak on a background: χ² and likelihood fits, MINOS, a contour, a tied parameter, an unbinned fit.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use rootlet::fit::Unbinned;
use rootlet::random::{Generator, TRandom3};
use rootlet::{FitError, FitOptions, Hist1D, Model};

fn main() -> Result<(), FitError> {
    let mut generator = TRandom3::new(4357);
    let events: Vec<f64> = (0..20_000)
        .map(|i| if i % 4 == 0 { generator.gaus(4.0, 0.5) } else { generator.exp(3.0) })
        .filter(|x| *x < 10.0)
        .collect();
    let mut h = Hist1D::new("h", "a peak on a decay", 100, 0.0, 10.0);
    h.fill_n(&events);

    // A formula: `gaus` guesses its start, the other parameters need one.
    let model = || {
        Model::from("gaus+[B]*exp(-x/[tau])")
            .start("Mean", 4.2)
            .start("Sigma", 0.8)
            .start("B", 400.0)
            .start("tau", 2.0)
            .limit("Sigma", 0.1, 2.0)
    };
    let fit = h.fit(model())?;
    println!("{fit}");

    let likelihood = h.fit_with(model(), &FitOptions::likelihood().minos())?;
    println!("{likelihood}");
    let contour = likelihood.contour("Mean", "Sigma", 0.68, 8)?;
    println!("68 % contour of Mean and Sigma: {contour:.3?}\n");

    // A closure, with a width that follows from the height.
    let closure = Model::new(|x, p| p[0] * (-0.5 * ((x - p[1]) / p[2]).powi(2)).exp() + p[3] * (-x / p[4]).exp())
        .params([("N", 400.0), ("mu", 4.0), ("sigma", 0.5), ("B", 400.0), ("tau", 3.0)])
        .tie("sigma", |p| 0.125 * p[1]);
    println!("{}", h.fit(closure)?);

    // All events, without bins: the integral of the density is the expected number.
    let density = "[s]*TMath::Gaus(x,[mu],[sigma],1)+[b]*exp(-x/[tau])/[tau]";
    let density = Model::from(density).params([("s", 4e3), ("mu", 3.8), ("sigma", 0.6), ("b", 1.2e4), ("tau", 2.5)]);
    println!("{}", Unbinned::new(&events, density).range(0.0, 10.0).extended().fit(&FitOptions::default())?);
    Ok(())
}
