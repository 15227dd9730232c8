use super::places::Places;
use super::{Cost, CostKind, chi_square};
use crate::fit::FitError;
use crate::function::Function;

/// Poisson likelihood of bin contents, as −2 ln of its ratio to the best possible one (Baker and Cousins 1984):
/// `2 Σ (f − n + n ln(n / f))`. It is distributed like χ² for many entries.
pub struct BinnedLikelihood {
    function: Function,
    places: Places,
    counts: Vec<f64>,
    /// Σw² / Σw per bin, for weighted entries.
    weights: Option<Vec<f64>>,
}

impl BinnedLikelihood {
    /// The likelihood of counts at points.
    ///
    /// # Errors
    /// Slices of different length, counts below zero, or numbers that are not finite.
    pub fn new(function: &Function, x: &[f64], counts: &[f64]) -> Result<Self, FitError> {
        chi_square::check_dimension(function, 1)?;
        chi_square::same_length("counts of the likelihood", x.len(), counts.len())?;
        chi_square::finite("x value", x)?;
        Self::at(function, Places::points(vec![x.to_vec()]), counts.to_vec(), None)
    }

    /// The likelihood at places; `variances` (Σw²) make it one of weighted entries.
    pub(crate) fn at(
        function: &Function,
        places: Places,
        counts: Vec<f64>,
        variances: Option<&[f64]>,
    ) -> Result<Self, FitError> {
        chi_square::finite("bin content", &counts)?;
        if let Some((index, &value)) = counts.iter().enumerate().find(|(_, count)| **count < 0.0) {
            return Err(FitError::BadNumber { what: "bin content below zero, number", index, value });
        }
        let weights = variances.map(|variances| {
            let mean = variances.iter().sum::<f64>() / counts.iter().sum::<f64>();
            counts.iter().zip(variances).map(|(n, v)| if *n > 0.0 { v / n } else { mean }).collect()
        });
        Ok(Self { function: function.clone(), places, counts, weights })
    }
}

impl Cost for BinnedLikelihood {
    fn value(&self, parameters: &[f64]) -> f64 {
        self.places.with_model(&self.function, parameters, |model| {
            model.iter().zip(&self.counts).map(|(f, n)| deviance(*f, *n)).sum()
        })
    }

    fn points(&self) -> usize {
        self.places.count()
    }

    fn kind(&self) -> CostKind {
        CostKind::LikelihoodRatio
    }

    fn with_squared_weights(&self) -> Option<Box<dyn Cost + '_>> {
        self.weights.as_ref()?;
        Some(Box::new(Squared(self)))
    }
}

/// The same likelihood with every bin weighted by Σw² / Σw.
struct Squared<'a>(&'a BinnedLikelihood);

impl Cost for Squared<'_> {
    fn value(&self, parameters: &[f64]) -> f64 {
        let all = self.0;
        let Some(weights) = &all.weights else { return f64::NAN };
        all.places.with_model(&all.function, parameters, |model| {
            model.iter().zip(&all.counts).zip(weights).map(|((f, n), weight)| weight * deviance(*f, *n)).sum()
        })
    }
}

/// Twice the log of the ratio of Poisson probabilities; where the model is not positive it goes on as a straight
/// line, steep enough to drive the search back.
fn deviance(f: f64, n: f64) -> f64 {
    let floor = 1e-9 * (n + 1.0);
    if n == 0.0 {
        return if f >= 0.0 { 2.0 * f } else { -2.0 * f / floor };
    }
    if f > floor {
        // n ln(n/f) + f − n without cancellation near f = n.
        let d = (f - n) / n;
        return 2.0 * n * (d - d.ln_1p());
    }
    if f.is_nan() {
        return f;
    }
    let at_floor = 2.0 * (floor - n + n * (n / floor).ln());
    at_floor + 2.0 * (n / floor - 1.0) * (floor - f)
}

#[cfg(test)]
mod tests {
    use super::deviance;

    #[test]
    fn deviance_has_its_minimum_at_the_count_and_no_jump() {
        assert_eq!(deviance(5.0, 5.0), 0.0);
        assert!((deviance(4.0, 5.0) - 2.0 * (4.0 - 5.0 + 5.0 * (1.25_f64).ln())).abs() < 1e-14);
        let floor = 1e-9 * 6.0;
        assert!((deviance(floor * 1.000_001, 5.0) - deviance(floor * 0.999_999, 5.0)).abs() < 1e-4);
        assert!(deviance(-1.0, 5.0) > deviance(floor, 5.0));
        assert!(deviance(-1.0, 0.0) > 0.0);
    }
}
