use std::fmt;

use rootlet_display::{MimeBundle, Show};

use super::cost::CostKind;
use super::{Algorithm, CovarianceQuality, FitResult, FitStatus, FittedParameter};

impl FitResult {
    /// One sentence about how it ended.
    pub fn summary(&self) -> &'static str {
        match (self.status, self.quality) {
            (FitStatus::Converged, CovarianceQuality::Accurate) => "converged",
            (FitStatus::Converged, CovarianceQuality::Approximate) => "converged; errors are approximate",
            (FitStatus::Converged, CovarianceQuality::MadePositive) => {
                "converged, but HESSE: second derivatives are not positive definite; the data do not determine all parameters"
            }
            (FitStatus::CallLimit, _) => "NOT converged: the limit of calls was reached; raise `max_calls`",
            (FitStatus::NotConverged, _) => {
                "NOT converged: no step lowers the function, yet its gradient does not vanish"
            }
        }
    }

    /// Name and value of the lines above the parameters.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        match self.kind {
            CostKind::ChiSquare => facts.push(("Chi2", general(self.chi2()))),
            CostKind::LikelihoodRatio => {
                facts.push(("MinFCN", general(0.5 * self.minimum)));
                facts.push(("Chi2", format!("{} (2 MinFCN)", general(self.chi2()))));
            }
            CostKind::Likelihood => facts.push(("MinFCN (-ln L)", general(0.5 * self.minimum))),
            CostKind::Other => facts.push(("MinFCN", general(self.minimum))),
        }
        if self.chi2.is_some() {
            facts.push(("NDf", self.ndf().to_string()));
            facts.push(("p-value", general(self.p_value())));
        }
        if let Some(scale) = self.scaled {
            facts.push(("Errors scaled by", format!("{} (√(χ²/ndf))", general(scale))));
        }
        facts.push(("Edm", general(self.edm)));
        facts.push(("NCalls", self.calls.to_string()));
        facts
    }

    fn has_minos(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.minos.is_some())
    }
}

/// The table that ROOT prints after a fit.
impl fmt::Display for FitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "****************************************")?;
        writeln!(f, "Minimizer is rootlet / {}", algorithm_name(self.algorithm))?;
        if self.summary() != "converged" {
            writeln!(f, "Status: {}", self.summary())?;
        }
        for (name, value) in self.facts() {
            writeln!(f, "{name:<25} = {value:>12}")?;
        }
        for parameter in &self.parameters {
            let value = general(parameter.value);
            write!(f, "{:<25} = {value:>12}", parameter.name)?;
            if !parameter.fixed {
                write!(f, "   +/-   {:<12}", general(parameter.error))?;
            }
            if let Some((down, up)) = parameter.minos {
                write!(f, "{:>12}  +{:<12}(Minos)", general(down), general(up))?;
            }
            writeln!(f, "{}", remark(parameter))?;
        }
        Ok(())
    }
}

impl fmt::Debug for FitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Show for FitResult {
    fn mime_bundle(&self) -> MimeBundle {
        MimeBundle::text(self.to_string().trim_end()).with("text/html", self.html())
    }
}

impl FitResult {
    fn html(&self) -> String {
        let mut html = String::from("<table><thead><tr><th>parameter</th><th>value</th><th>error</th>");
        let minos = self.has_minos();
        if minos {
            html.push_str("<th>MINOS −</th><th>MINOS +</th>");
        }
        html.push_str("<th></th></tr></thead><tbody>");
        for parameter in &self.parameters {
            let error = if parameter.fixed { String::new() } else { general(parameter.error) };
            let mut cells = vec![escape(&parameter.name), general(parameter.value), error];
            if minos {
                let (down, up) = parameter.minos.map_or_else(Default::default, |(d, u)| (general(d), general(u)));
                cells.extend([down, up]);
            }
            cells.push(remark(parameter).trim().to_owned());
            html.push_str("<tr>");
            for cell in cells {
                html.push_str("<td>");
                html.push_str(&cell);
                html.push_str("</td>");
            }
            html.push_str("</tr>");
        }
        let facts: Vec<String> = self.facts().iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let columns = if minos { 6 } else { 4 };
        let summary = format!("{} · {} · {}", algorithm_name(self.algorithm), self.summary(), facts.join(" · "));
        html.push_str("</tbody><tfoot><tr><td style=\"text-align:left\" colspan=\"");
        html.push_str(&format!("{columns}\">{}</td></tr></tfoot></table>", escape(&summary)));
        html
    }
}

fn remark(parameter: &FittedParameter) -> &'static str {
    match (parameter.fixed, parameter.tied, parameter.limits.is_some()) {
        (true, ..) => "   (fixed)",
        (_, true, _) => "   (tied)",
        (_, _, true) if parameter.at_limit() => "   (at its limit)",
        (_, _, true) => "   (limited)",
        _ => "",
    }
}

fn algorithm_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Migrad => "Migrad",
        Algorithm::Simplex => "Simplex",
        Algorithm::Combined => "Simplex + Migrad",
        Algorithm::LevenbergMarquardt => "Levenberg-Marquardt",
    }
}

/// Six significant digits, as C's `%g` writes them.
pub(crate) fn general(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".to_owned() } else { value.to_string() };
    }
    let scientific = format!("{value:.5e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        let decimals = usize::try_from(5 - exponent).unwrap_or(0);
        return trim_zeros(&format!("{value:.decimals$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trim_zeros(mantissa), exponent.abs())
}

fn trim_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_c() {
        for (value, text) in [
            (246.469_075, "246.469"),
            (0.010_478_86, "0.0104789"),
            (1.0, "1"),
            (-1234567.0, "-1.23457e+06"),
            (1.5e-8, "1.5e-08"),
            (999_999.5, "1e+06"),
            (0.0, "0"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(general(value), text);
        }
    }
}
