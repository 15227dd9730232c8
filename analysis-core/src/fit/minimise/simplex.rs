use super::{Ending, Objective, Stop};

/// Nelder and Mead's search; needs no derivatives. Returns the lowest point and the value there.
pub(crate) fn simplex(
    objective: &mut Objective<'_>,
    x: &[f64],
    value: f64,
    steps: &[f64],
    goal: f64,
) -> Result<(Vec<f64>, f64, Ending), Stop> {
    let n = x.len();
    let mut corners = vec![(x.to_vec(), value)];
    let ending = explore(objective, &mut corners, steps, goal, n);
    corners.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (best, value) = corners.swap_remove(0);
    match ending {
        Ok(ending) => Ok((best, value, ending)),
        Err(Stop::CallLimit) => Ok((best, value, Ending::CallLimit)),
        Err(stop) => Err(stop),
    }
}

fn explore(
    objective: &mut Objective<'_>,
    corners: &mut Vec<(Vec<f64>, f64)>,
    steps: &[f64],
    goal: f64,
    n: usize,
) -> Result<Ending, Stop> {
    for i in 0..n {
        let mut corner = corners[0].0.clone();
        corner[i] += steps[i];
        let value = objective.value(&corner)?;
        corners.push((corner, value));
    }
    let mut small = 0;
    loop {
        corners.sort_by(|a, b| a.1.total_cmp(&b.1));
        let spread = corners[n].1 - corners[0].1;
        small = if spread < goal { small + 1 } else { 0 };
        // One flat simplex may straddle a valley; several in a row do not.
        if small > n {
            return Ok(Ending::Converged);
        }
        let centre: Vec<f64> =
            (0..n).map(|k| corners[..n].iter().map(|corner| corner.0[k]).sum::<f64>() / n as f64).collect();
        let toward = |factor: f64| -> Vec<f64> {
            centre.iter().zip(&corners[n].0).map(|(c, worst)| c + factor * (c - worst)).collect()
        };
        let (reflected, expanded) = (toward(1.0), toward(2.0));
        let value = objective.value(&reflected)?;
        if value < corners[0].1 {
            let further = objective.value(&expanded)?;
            corners[n] = if further < value { (expanded, further) } else { (reflected, value) };
        } else if value < corners[n - 1].1 {
            corners[n] = (reflected, value);
        } else {
            let (inside, limit) =
                if value < corners[n].1 { (toward(0.5), value) } else { (toward(-0.5), corners[n].1) };
            let contracted = objective.value(&inside)?;
            if contracted < limit {
                corners[n] = (inside, contracted);
            } else {
                shrink(objective, corners)?;
            }
        }
    }
}

fn shrink(objective: &mut Objective<'_>, corners: &mut [(Vec<f64>, f64)]) -> Result<(), Stop> {
    let best = corners[0].0.clone();
    for corner in &mut corners[1..] {
        corner.0.iter_mut().zip(&best).for_each(|(x, b)| *x = 0.5 * (*x + b));
        corner.1 = objective.value(&corner.0)?;
    }
    Ok(())
}
