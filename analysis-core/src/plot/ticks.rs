//! Where an axis is marked, and what stands there.
//!
//! The steps (1, 2, 5 times a power of ten, at most ten intervals, each in fifths) and the labels are
//! those that JSROOT chooses for ROOT's default of 510 divisions, so that both views agree.

/// The marks of one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ticks {
    /// Positions with a long tick and their labels (which may be empty).
    pub(crate) major: Vec<(f64, String)>,
    /// Positions with a short tick.
    pub(crate) minor: Vec<f64>,
    /// A power of ten that every label is to be multiplied with; 0 for none.
    pub(crate) exponent: i32,
}

/// Whether large numbers share a power of ten at the end of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exponent {
    Shared,
    Never,
}

/// Marks of a linear axis from `low` to `high` with about `wanted` intervals.
pub(crate) fn linear(low: f64, high: f64, wanted: usize, exponent: Exponent) -> Ticks {
    let wanted = wanted.max(1);
    let mut positions = steps(low, high, wanted as f64);
    if positions.len() > wanted + 1
        || (positions.len() == wanted + 1 && positions[0] != low && positions[wanted] != high)
    {
        let fewer = steps(low, high, (wanted as f64 * 0.7).round());
        if fewer.len() > 2 && fewer.len() <= wanted {
            positions = fewer;
        }
    }
    let minor = steps(low, high, (positions.len() * 5) as f64);
    let minor = if minor.len() > positions.len() { minor } else { Vec::new() };
    let (exponent, labels) = labels(&positions, exponent);
    Ticks { major: positions.into_iter().zip(labels).collect(), minor, exponent }
}

/// Multiples of a round step inside the range.
fn steps(low: f64, high: f64, count: f64) -> Vec<f64> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) || count < 1.0 {
        return if low.is_finite() { vec![low] } else { Vec::new() };
    }
    let raw = span / count;
    let power = raw.log10().floor();
    // The geometric means of 1, 2, 5 and 10 divide which step is nearest.
    let factor = match raw / 10f64.powf(power) {
        excess if excess >= 50f64.sqrt() => 10.0,
        excess if excess >= 10f64.sqrt() => 5.0,
        excess if excess >= 2f64.sqrt() => 2.0,
        _ => 1.0,
    };
    // Below one, dividing by a whole number gives 0.3 where multiplying gives 0.30000000000000004.
    let at: Box<dyn Fn(f64) -> f64> = if power < 0.0 {
        let inverse = 10f64.powf(-power) / factor;
        Box::new(move |i| i / inverse)
    } else {
        let step = 10f64.powf(power) * factor;
        Box::new(move |i| i * step)
    };
    let step = at(1.0);
    if !(step.is_finite() && step > 0.0) {
        return vec![low];
    }
    let (mut first, mut last) = ((low / step).round(), (high / step).round());
    if at(first) < low {
        first += 1.0;
    }
    if at(last) > high {
        last -= 1.0;
    }
    let number = (last - first).max(-1.0) as usize;
    if last < first || number > 1000 {
        return Vec::new();
    }
    (0..=number).map(|i| at(first + i as f64) + 0.0).collect()
}

/// The shortest labels that tell the positions apart, and their common power of ten.
fn labels(positions: &[f64], exponent: Exponent) -> (i32, Vec<String>) {
    let largest = positions.iter().map(|p| p.abs()).fold(0.0, f64::max);
    let plain = written(positions, 0);
    let longest = plain.iter().map(|label| label.trim_start_matches('-').split('.').next().unwrap_or("").len()).max();
    // Labels of huge numbers are short, `2e14`, and no easier to read.
    let extreme = !(1e-4..1e9).contains(&largest);
    if (longest.unwrap_or(0) <= 5 && !extreme) || exponent == Exponent::Never || largest == 0.0 {
        return (0, plain);
    }
    let power = (largest.log10() / 3.0).floor() as i32 * 3;
    if power == 0 { (0, plain) } else { (power, written(positions, power)) }
}

fn written(positions: &[f64], power: i32) -> Vec<String> {
    let scale = 10f64.powi(power);
    for digits in 0..=12 {
        let labels: Vec<String> = positions.iter().map(|p| trimmed(p / scale, digits)).collect();
        let exact = positions.iter().zip(&labels).all(|(p, label)| {
            let value = label.parse::<f64>().unwrap_or(f64::NAN) * scale;
            (value - p).abs() <= 1e-8 * p.abs() + 1e-300
        });
        if exact {
            return labels;
        }
    }
    positions.iter().map(|p| format!("{:e}", p / scale)).collect()
}

/// Fixed notation without trailing zeros; huge numbers in exponential notation.
fn trimmed(value: f64, digits: usize) -> String {
    if value.abs() >= 1e9 {
        return format!("{value:e}");
    }
    let mut text = format!("{value:.digits$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// Marks of a logarithmic axis; `low` must be above zero.
pub(crate) fn logarithmic(low: f64, high: f64) -> Ticks {
    let mut ticks = Ticks::default();
    if !(low > 0.0 && high > low && high.is_finite()) {
        return ticks;
    }
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let decades = (last - first).max(1);
    let every = (decades + 9) / 10;
    let plain = high < 300.0 && low > 0.3;
    let inside = |value: f64| value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9);
    for power in first..=last {
        let decade = 10f64.powi(power);
        if inside(decade) && (power - first) % every == 0 {
            let label = match power {
                0 => "1".to_owned(),
                1 => "10".to_owned(),
                _ if plain => format!("{decade}"),
                _ => format!("10^{{{power}}}"),
            };
            ticks.major.push((decade, label));
        } else if inside(decade) {
            ticks.minor.push(decade);
        }
        if every == 1 {
            ticks.minor.extend((2..10).map(|i| decade * f64::from(i)).filter(|v| inside(*v)));
        }
    }
    if ticks.major.len() < 2 {
        // Less than a decade: ordinary numbers are the better marks.
        let mut linear = linear(low, high, 5, Exponent::Never);
        linear.major.retain(|(value, _)| *value > 0.0);
        linear.minor.retain(|value| *value > 0.0);
        if linear.major.len() >= 2 {
            return linear;
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(low: f64, high: f64) -> String {
        let ticks = linear(low, high, 10, Exponent::Shared);
        let labels: Vec<_> = ticks.major.iter().map(|(_, label)| label.as_str()).collect();
        format!("{} x1e{}", labels.join(" "), ticks.exponent)
    }

    #[test]
    fn steps_are_round_and_labels_short() {
        assert_eq!(marks(-4.0, 4.0), "-4 -3 -2 -1 0 1 2 3 4 x1e0");
        assert_eq!(marks(0.0, 1.0), "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1 x1e0");
        assert_eq!(marks(0.0, 262.5), "0 50 100 150 200 250 x1e0");
        assert_eq!(marks(0.0, 2.5e6), "0 0.5 1 1.5 2 2.5 x1e6");
        assert_eq!(marks(0.0, 2.1e15), "0 0.2 0.4 0.6 0.8 1 1.2 1.4 1.6 1.8 2 x1e15");
        assert_eq!(marks(0.0, 3e-7), "0 50 100 150 200 250 300 x1e-9");
    }

    #[test]
    fn odd_ranges_do_not_hang() {
        for (low, high) in [
            (0.0, 0.0),
            (1.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
            (-1e308, 1e308),
            (1e300, 1e300 + 1e285),
            (0.0, 5e-324),
        ] {
            let ticks = linear(low, high, 10, Exponent::Shared);
            assert!(ticks.major.len() < 30, "{low} {high}");
            assert!(logarithmic(low, high).major.len() < 40);
        }
    }

    #[test]
    fn decades() {
        let ticks = logarithmic(0.5, 2e4);
        let labels: Vec<_> = ticks.major.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(labels, ["1", "10", "10^{2}", "10^{3}", "10^{4}"]);
        assert!(logarithmic(1e-300, 1e300).major.len() <= 12);
    }
}
