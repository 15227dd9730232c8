//! Start values of shapes, from the data.

use super::Points;

/// Height, mean and standard deviation of the points taken as a distribution.
pub(crate) fn guess_peak(points: &Points<'_>) -> Vec<f64> {
    let (mut sum, mut first, mut second, mut top) = (0.0, 0.0, 0.0, 0.0_f64);
    for (&x, &y) in points.x.iter().zip(points.y) {
        let y = y.abs();
        sum += y;
        first += y * x;
        second += y * x * x;
        top = top.max(y);
    }
    let width = spacing(points.x);
    if sum <= 0.0 {
        return vec![1.0, points.x.first().copied().unwrap_or(0.0), width];
    }
    let mean = first / sum;
    let deviation = (second / sum - mean * mean).max(0.0).sqrt();
    let sigma = if deviation > 0.0 { deviation } else { width };
    let from_area = width * sum / ((2.0 * std::f64::consts::PI).sqrt() * sigma);
    vec![0.5 * (top + from_area), mean, sigma]
}

/// A straight line through the logarithms, weighted by y² (the inverse variance of ln y for equal relative errors).
pub(crate) fn guess_exponential(points: &Points<'_>) -> Vec<f64> {
    let (mut s, mut sx, mut sxx, mut sy, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (&x, &y) in points.x.iter().zip(points.y) {
        if y > 0.0 {
            let (w, log) = (y, y.ln());
            s += w;
            sx += w * x;
            sxx += w * x * x;
            sy += w * log;
            sxy += w * x * log;
        }
    }
    let determinant = s * sxx - sx * sx;
    if determinant <= 0.0 {
        return vec![if s > 0.0 { sy / s } else { 0.0 }, 0.0];
    }
    vec![(sxx * sy - sx * sxy) / determinant, (s * sxy - sx * sy) / determinant]
}

/// The mean distance between points; 1 where there are fewer than two.
pub(crate) fn spacing(x: &[f64]) -> f64 {
    let (low, high) = x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    if x.len() > 1 && high > low { (high - low) / (x.len() - 1) as f64 } else { 1.0 }
}

/// As [`guess_peak`], with the area (in units of y times x) in place of the height.
pub(crate) fn guess_area(points: &Points<'_>) -> Vec<f64> {
    let mut peak = guess_peak(points);
    peak[0] = spacing(points.x) * points.y.iter().map(|y| y.abs()).sum::<f64>();
    peak
}

/// The highest point, its place, and a width from the points above half of it.
pub(crate) fn guess_landau(points: &Points<'_>) -> Vec<f64> {
    let peak = guess_peak(points);
    let Some((mode, top)) = points
        .x
        .iter()
        .zip(points.y)
        .max_by(|a, b| a.1.total_cmp(b.1))
        .map(|(&x, &y)| (x, y))
        .filter(|(_, y)| *y > 0.0)
    else {
        return peak;
    };
    let above = points.y.iter().filter(|y| **y > 0.5 * top).count() as f64;
    // Landau's density is 0.18065 at its highest and 4.02 wide at half of it.
    vec![top / 0.18065, mode, (above * spacing(points.x) / 4.02).max(0.1 * spacing(points.x))]
}
