use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::landau_quantile;

/// A source of uniform draws, and the distributions made from them.
///
/// Each distribution takes its draws in ROOT's order and rounds as ROOT does, so that a [`TRandom3`](super::TRandom3)
/// gives the same values as the class of that name, and leaves the generator in the same state.
pub trait Generator {
    /// A uniform draw in the open interval (0, 1).
    fn rndm(&mut self) -> f64;

    /// A uniform draw between `low` and `high`.
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.rndm()
    }

    /// A draw from the normal distribution with this mean and standard deviation; a negative `sigma` mirrors it.
    ///
    /// By the acceptance-complement ratio: on average 1.3 uniform draws, but not a fixed number.
    fn gaus(&mut self, mean: f64, sigma: f64) -> f64 {
        mean + sigma * standard_normal(&mut || self.rndm())
    }

    /// A draw from the exponential distribution with mean `tau`, from 0 on; a negative `tau` mirrors it.
    fn exp(&mut self, tau: f64) -> f64 {
        -tau * self.rndm().ln()
    }

    /// A draw from the Landau distribution at location `mu` (not the most probable value) with scale `sigma`.
    ///
    /// 0 where `sigma` ≤ 0, as in ROOT.
    fn landau(&mut self, mu: f64, sigma: f64) -> f64 {
        if sigma <= 0.0 {
            return 0.0;
        }
        mu + landau_quantile(self.rndm(), sigma)
    }

    /// A draw from the Poisson distribution; 0 where `mean` is not above 0.
    fn poisson(&mut self, mean: f64) -> u64 {
        poisson(&mut || self.rndm(), mean, 0.5) as u64
    }

    /// [`poisson`](Self::poisson) as a floating-point number; above a mean of 10⁹ not a whole one, as in ROOT.
    fn poisson_f64(&mut self, mean: f64) -> f64 {
        poisson(&mut || self.rndm(), mean, 0.5)
    }

    /// A whole number in `0..max`; 0 where `max` is 0.
    fn integer(&mut self, max: u32) -> u32 {
        (f64::from(max) * self.rndm()) as u32
    }

    /// The number of successes in `trials` trials; 0 where `probability` is not in \[0, 1\].
    fn binomial(&mut self, trials: u32, probability: f64) -> u32 {
        if !(0.0..=1.0).contains(&probability) {
            return 0;
        }
        (0..trials).filter(|_| self.rndm() <= probability).count() as u32
    }

    /// A draw from the Breit–Wigner (Cauchy) distribution with full width `gamma` at half maximum.
    fn breit_wigner(&mut self, mean: f64, gamma: f64) -> f64 {
        let rval = 2.0 * self.rndm() - 1.0;
        mean + 0.5 * gamma * (rval * FRAC_PI_2).tan()
    }

    /// A point `(x, y)` on a circle.
    fn circle(&mut self, radius: f64) -> (f64, f64) {
        let phi = self.uniform(0.0, TAU);
        (radius * phi.cos(), radius * phi.sin())
    }

    /// A point `(x, y, z)` on a sphere.
    fn sphere(&mut self, radius: f64) -> (f64, f64, f64) {
        // A point in the disc of radius ½, lifted onto the sphere (Marsaglia 1972).
        loop {
            let a = self.rndm() - 0.5;
            let b = self.rndm() - 0.5;
            let r2 = a * a + b * b;
            if r2 <= 0.25 {
                let scale = 8.0 * radius * (0.25 - r2).sqrt();
                return (a * scale, b * scale, radius * (-1.0 + 8.0 * r2));
            }
        }
    }

    /// Two independent standard normal draws, by Box and Muller.
    fn rannor(&mut self) -> (f64, f64) {
        let y = self.rndm();
        let x = self.rndm() * TAU;
        let r = (-2.0 * y.ln()).sqrt();
        (r * x.sin(), r * x.cos())
    }

    /// Fills a slice with uniform draws in (0, 1).
    fn rndm_array(&mut self, values: &mut [f64]) {
        for value in values {
            *value = self.rndm();
        }
    }
}

/// The acceptance-complement ratio method of Hörmann and Derflinger (OR Spektrum 12 (1990) 181); the letters
/// and constants are the paper's.
#[inline(never)]
fn standard_normal(rndm: &mut dyn FnMut() -> f64) -> f64 {
    let y = rndm();
    if y > 0.516058551 {
        return 4.132731354 * y - 3.132731354;
    }
    if y < 0.107981933 {
        let rn = 18.52161694 * y - 1.0;
        return if rn > 0.0 { 1.0 + rn } else { -1.0 + rn };
    }
    if y < 0.483941449
        && let Some(accepted) = acceptance_step(y, rndm)
    {
        return accepted;
    }
    loop {
        let mut x = rndm();
        let mut y = 0.187308492 * rndm();
        let z = 0.4571828819 - 0.7270572718 * x - y;
        let rn = if z > 0.0 {
            2.0 + y / x
        } else {
            x = 1.0 - x;
            y = 0.187308492 - y;
            -(2.0 + y / x)
        };
        if (y - 0.8853395638 + x) * (0.2770276848 + x) + 0.2452635696 < 0.0 {
            return rn;
        }
        if y < x + 0.03895759111 && rn * rn < 4.0 * (0.5029324303 - x.ln()) {
            return rn;
        }
    }
}

fn acceptance_step(y: f64, rndm: &mut dyn FnMut() -> f64) -> Option<f64> {
    let draw = rndm();
    let rn = draw - 1.0 + draw;
    let z = if rn > 0.0 { 2.0 - rn } else { -2.0 - rn };
    if (1.448242853 - y) * (1.46754004 + z.abs()) < 3.307147487 {
        return Some(z);
    }
    let x = rn * rn;
    if (y + 1.036467755) * (3.631288474 + x) < 5.295844968 {
        return Some(rn);
    }
    if 0.591923442 - y < (-(z * z + 0.4515827053) / 2.0).exp() {
        return Some(z);
    }
    (y + 0.375959516 < (-(x + 0.4515827053) / 2.0).exp()).then_some(rn)
}

/// Products of uniform draws below a mean of 25, rejection from a Lorentzian up to 10⁹, a normal draw beyond.
#[inline(never)]
fn poisson(rndm: &mut dyn FnMut() -> f64, mean: f64, rounding: f64) -> f64 {
    if mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    if mean < 25.0 {
        let limit = (-mean).exp();
        let mut product = rndm();
        let mut n = 0.0;
        while product > limit {
            n += 1.0;
            product *= rndm();
        }
        return n;
    }
    if mean < 1e9 {
        let width = (2.0 * mean).sqrt();
        let log_mean = mean.ln();
        let g = mean * log_mean - libm::lgamma(mean + 1.0);
        loop {
            let (y, n) = loop {
                let y = (PI * rndm()).tan();
                let n = width * y + mean;
                if n >= 0.0 {
                    break (y, n.floor());
                }
            };
            let t = 0.9 * (1.0 + y * y) * (n * log_mean - libm::lgamma(n + 1.0) - g).exp();
            if rndm() <= t {
                return n;
            }
        }
    }
    standard_normal(rndm) * mean.sqrt() + mean + rounding
}
