use super::{Objective, Stop};

/// The best point found on a line.
pub(crate) struct OnLine {
    /// How far along the direction.
    pub(crate) length: f64,
    pub(crate) value: f64,
}

/// Searches along `direction` from `x`, first at length 1, then at the minima of parabolas.
///
/// `slope` is the derivative along the direction at the start, below zero. `None`: nothing lower was found.
pub(crate) fn search(
    objective: &mut Objective<'_>,
    x: &[f64],
    value: f64,
    direction: &[f64],
    slope: f64,
) -> Result<Option<OnLine>, Stop> {
    let at = |length: f64| -> Vec<f64> { x.iter().zip(direction).map(|(x, d)| x + length * d).collect() };
    let noise = objective.noise(value);
    let mut best: Option<OnLine> = None;
    let mut length = 1.0;
    for attempt in 0..12 {
        let here = objective.value(&at(length))?;
        if here < value && best.as_ref().is_none_or(|best| here < best.value) {
            best = Some(OnLine { length, value: here });
        }
        // The parabola through the start, its slope there, and this point.
        let curve = here - value - slope * length;
        let wanted = if !here.is_finite() {
            0.1 * length
        } else if curve > 0.0 {
            -slope * length * length / (2.0 * curve)
        } else {
            // Falls faster than a line: go further.
            4.0 * length
        };
        let done = match &best {
            // Near enough to the parabola's minimum; one more call would win less than the next step does.
            Some(best) if best.length == length => (0.7..=1.4).contains(&(wanted / length)),
            Some(_) => true,
            None => false,
        };
        if done || (attempt >= 2 && best.is_some()) {
            break;
        }
        if best.is_none() && -slope * length < 0.01 * noise {
            break;
        }
        length = wanted.clamp(0.05 * length, 4.0 * length);
    }
    Ok(best)
}
