use super::{Axis, HistError};
use crate::function::Function;
use crate::random::{Density, Generator, NamedDensity, integrate};

/// What a histogram can be filled from at random: a function (`&f`, `&|x: f64| …`), or the name or formula of one
/// (`"gaus"`, `"1+cos(x)"`).
pub trait IntoDensity<'a> {
    /// The function.
    ///
    /// # Errors
    /// Where a text is no function.
    fn into_density(self) -> Result<Box<dyn Density + 'a>, HistError>;
}

impl<'a, D: Density> IntoDensity<'a> for &'a D {
    fn into_density(self) -> Result<Box<dyn Density + 'a>, HistError> {
        Ok(Box::new(move |x: f64| self.density(x)))
    }
}

impl<'a> IntoDensity<'a> for &'a dyn Density {
    fn into_density(self) -> Result<Box<dyn Density + 'a>, HistError> {
        Ok(Box::new(move |x: f64| self.density(x)))
    }
}

impl IntoDensity<'static> for &str {
    #[inline(never)]
    fn into_density(self) -> Result<Box<dyn Density>, HistError> {
        // The predefined ones by themselves: bit for bit as ROOT computes them.
        if let Ok(density) = NamedDensity::find(self) {
            return Ok(Box::new(density));
        }
        let bad =
            |error: crate::FunctionError| HistError::BadFunction { text: self.to_owned(), reason: error.to_string() };
        Ok(Box::new(Function::formula(self).map_err(bad)?))
    }
}

/// The integral of a function up to each edge, divided by the whole one: `nbins + 1` numbers from 0 to 1.
#[inline(never)]
pub(crate) fn integrals_of(axis: &Axis, function: &dyn Density) -> Result<Vec<f64>, HistError> {
    let bins = axis.nbins();
    cumulate((1..=bins).map(|bin| integrate(function, axis.low_edge(bin), axis.low_edge(bin + 1))))
}

/// Cumulates and normalises the integrals of the bins.
pub(crate) fn cumulate(integrals: impl Iterator<Item = f64>) -> Result<Vec<f64>, HistError> {
    let mut sum = 0.0;
    let mut cumulative = vec![0.0];
    for integral in integrals {
        sum += integral;
        cumulative.push(sum);
    }
    if !(sum > 0.0 && sum.is_finite()) {
        return Err(HistError::BadIntegral { integral: sum });
    }
    for value in &mut cumulative[1..] {
        *value /= sum;
    }
    Ok(cumulative)
}

/// One draw: the last bin whose integral is at most a uniform draw, then linear inside of it.
#[inline]
pub(crate) fn draw(axis: &Axis, cumulative: &[f64], generator: &mut dyn Generator) -> f64 {
    let r = generator.rndm();
    let bin = position(cumulative, r);
    let low = axis.low_edge(bin + 1);
    let (from, to) = (cumulative[bin], cumulative[bin + 1]);
    if to > from { low + axis.width(bin + 1) * (r - from) / (to - from) } else { low }
}

/// The last place (from 0, never the end) where the cumulated integral is at most `r`.
#[inline]
pub(crate) fn position(cumulative: &[f64], r: f64) -> usize {
    cumulative.partition_point(|integral| *integral <= r).saturating_sub(1).min(cumulative.len() - 2)
}
