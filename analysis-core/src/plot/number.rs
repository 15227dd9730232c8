//! Numbers as ROOT's boxes write them: C's `%g`.

/// `value` with at most `digits` significant digits, in the shorter of the two notations.
pub(crate) fn general(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return if value.is_nan() { "nan".to_owned() } else { format!("{value}") };
    }
    let digits = digits.max(1);
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    if power < -4 || power >= digits as i32 {
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", without_zeros(mantissa), power.abs());
    }
    without_zeros(&format!("{value:.*}", (digits as i32 - 1 - power).max(0) as usize)).to_owned()
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// A value and its error with as many decimals as four significant digits of the value leave.
pub(crate) fn with_error(value: f64, error: f64) -> (String, String) {
    let text = general(value, 4);
    if text.contains('e') || !error.is_finite() {
        return (text, general(error, 2));
    }
    let decimals = if value == 0.0 || !value.is_finite() {
        4
    } else {
        (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize
    };
    let rounded = format!("{error:.decimals$}");
    if rounded.parse::<f64>() == Ok(0.0) && error != 0.0 {
        return (text, general(error, 2));
    }
    (text, rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_printf_writes() {
        for (value, digits, expected) in [
            (0.008152, 4, "0.008152"),
            (1.016, 4, "1.016"),
            (5000.0, 4, "5000"),
            (123456.0, 4, "1.235e+05"),
            (0.00001234, 4, "1.234e-05"),
            (-0.5, 4, "-0.5"),
            (f64::NAN, 4, "nan"),
        ] {
            assert_eq!(general(value, digits), expected);
        }
    }

    #[test]
    fn errors_follow_their_value() {
        assert_eq!(with_error(246.469, 4.315), ("246.5".into(), "4.3".into()));
        assert_eq!(with_error(0.010479, 0.014359), ("0.01048".into(), "0.01436".into()));
        assert_eq!(with_error(1.0031, 0.0000001), ("1.003".into(), "1e-07".into()));
    }
}
