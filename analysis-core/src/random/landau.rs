use super::landau_table::TABLE;

/// The quantile of the Landau distribution at location 0: `x` with P(X ≤ x) = `z`, scaled by `xi`.
///
/// −∞ for `z` ≤ 0, +∞ for `z` ≥ 1, NaN for NaN. About six digits, by interpolation of a table with rational
/// approximations in the tails: Kölbig and Schorr, Computer Physics Communications 31 (1984) 97. ROOT's
/// `landau_quantile` and CERNLIB's `RANLAN` give the same bits.
#[inline(never)]
pub fn landau_quantile(z: f64, xi: f64) -> f64 {
    if z.is_nan() {
        return f64::NAN;
    }
    if z <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if z >= 1.0 {
        return f64::INFINITY;
    }
    let scaled = 1000.0 * z;
    let cell = scaled as usize;
    let u = scaled - cell as f64;
    xi * match cell {
        70..800 => {
            let (low, high) = (table(cell), table(cell + 1));
            low + u * (high - low)
        }
        7..=980 => {
            let (before, low, high, after) = (table(cell - 1), table(cell), table(cell + 1), table(cell + 2));
            low + u * (high - low - 0.25 * (1.0 - u) * (after - high - low + before))
        }
        0..7 => lower_tail(z),
        _ => upper_tail(z),
    }
}

/// The quantile at `cell`/1000; the table starts at 6/1000.
fn table(cell: usize) -> f64 {
    TABLE[cell - 6]
}

fn lower_tail(z: f64) -> f64 {
    let v = z.ln();
    let u = 1.0 / v;
    let ratio = (0.99858950 + (34.5213058 + 17.0854528 * u) * u) / (1.0 + (34.1760202 + 4.01244582 * u) * u);
    ratio * (-(-0.91893853 - v).ln() - 1.0)
}

fn upper_tail(z: f64) -> f64 {
    let u = 1.0 - z;
    let v = u * u;
    if z <= 0.999 {
        (1.00060006 + 263.991156 * u + 4373.20068 * v) / ((1.0 + 257.368075 * u + 3414.48018 * v) * u)
    } else {
        (1.00001538 + 6075.14119 * u + 734266.409 * v) / ((1.0 + 6065.11919 * u + 694021.044 * v) * u)
    }
}
