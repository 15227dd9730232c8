use std::fmt::Write as _;

use super::profile::ProfileCore;
use super::{Axis, Core};

/// Blocks of rising height.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Characters of one line of blocks.
const WIDTH: usize = 64;
/// Lines of a two-dimensional picture.
const HEIGHT: usize = 16;

/// A number in at most six digits, as `%g` writes it.
pub(crate) fn number(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return format!("{x}").replace("inf", "∞");
    }
    let exponent = format!("{x:.5e}").rsplit_once('e').and_then(|(_, e)| e.parse::<i32>().ok()).unwrap_or(0);
    if (-5..6).contains(&exponent) {
        let text = format!("{x:.*}", (5 - exponent).max(0) as usize);
        return if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    }
    let text = format!("{x:.5e}");
    match text.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => {
            format!("{}e{exponent}", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

/// What a cell shows for a histogram: a line of facts, then a picture made of blocks.
#[inline(never)]
pub(crate) fn summary(kind: &str, core: &Core) -> String {
    let mut text = format!("{kind} `{}`", core.name);
    if !core.title.is_empty() && core.title != core.name {
        let _ = write!(text, " {}", core.title);
    }
    let _ = write!(text, ": {} entries", number(core.entries));
    if core.axes.iter().all(|axis| !axis.is_category()) {
        let moments = core.moments();
        for i in 0..core.dimension() {
            let suffix = if core.dimension() == 1 { String::new() } else { format!(" {}", axis_name(i)) };
            let (mean, std_dev) = (number(moments.mean(i)), number(moments.std_dev(i)));
            let _ = write!(text, ", mean{suffix} {mean}, std dev{suffix} {std_dev}");
        }
    }
    text.push('\n');
    match core.dimension() {
        1 if core.axes[0].is_labelled() => labelled(&mut text, core),
        1 => line(&mut text, core),
        2 => picture(&mut text, core),
        _ => {
            for (i, axis) in core.axes.iter().enumerate() {
                let _ = writeln!(text, "{}: {}", axis_name(i), describe(axis));
            }
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// What a cell shows for a profile: a line of facts, then the means as blocks between their extremes.
#[inline(never)]
pub(crate) fn profile(kind: &str, profile: &ProfileCore) -> String {
    let core = &profile.weights;
    let mut text = format!("{kind} `{}`", core.name);
    if !core.title.is_empty() && core.title != core.name {
        let _ = write!(text, " {}", core.title);
    }
    let last = core.dimension();
    let (mean, std_dev) = (number(profile.moments.mean(last)), number(profile.moments.std_dev(last)));
    let value = axis_name(last);
    let _ = writeln!(text, ": {} entries, mean {value} {mean}, std dev {value} {std_dev}", number(core.entries));
    if core.dimension() == 1 {
        let axis = &core.axes[0];
        let filled = (1..=axis.nbins()).filter(|bin| core.contents[*bin] != 0.0).map(|bin| profile.mean(bin));
        let (low, high) = filled.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| (a.min(y), b.max(y)));
        let step = axis.nbins().div_ceil(WIDTH);
        let height = |bin: usize| match core.contents[bin] == 0.0 {
            true => 0.0,
            // Means that are all equal stand half-way up.
            false if low == high => 0.5,
            false => 0.1 + 0.9 * (profile.mean(bin) - low) / (high - low),
        };
        let heights: Vec<f64> = (1..=axis.nbins()).step_by(step).map(height).collect();
        let _ = writeln!(text, "{} ▕{}▏ {}", number(axis.low()), blocks(&heights, 1.0), number(axis.high()));
        if low <= high {
            let _ = writeln!(text, "y from {} to {}", number(low), number(high));
        }
    }
    for (i, axis) in core.axes.iter().enumerate() {
        let _ = writeln!(text, "{}: {}", axis_name(i), describe(axis));
    }
    text.truncate(text.trim_end().len());
    text
}

/// `x`, `y`, `z`, then numbers.
fn axis_name(i: usize) -> String {
    ["x", "y", "z"].get(i).map_or_else(|| format!("axis {i}"), |name| (*name).to_owned())
}

/// An axis in words: kind, bins, range.
pub(crate) fn describe(axis: &Axis) -> String {
    let range =
        if axis.is_category() { String::new() } else { format!(", {} to {}", number(axis.low()), number(axis.high())) };
    let title = if axis.title().is_empty() { String::new() } else { format!(" ({})", axis.title()) };
    format!("{} bins {}{range}{title}", axis.nbins(), axis.kind_name())
}

/// Sums neighbouring values into at most `most` groups of one size.
fn grouped(values: &[f64], most: usize) -> Vec<f64> {
    values.chunks(values.len().div_ceil(most).max(1)).map(|group| group.iter().sum()).collect()
}

/// One character per value, its height relative to `highest`.
fn blocks(values: &[f64], highest: f64) -> String {
    let block = |value: &f64| {
        // Anything above nothing shall be seen.
        let height = (value / highest * 8.0).round().clamp(0.0, 8.0) as usize;
        BLOCKS[if *value > 0.0 { height.max(1) } else { 0 }]
    };
    values.iter().map(block).collect()
}

/// `-4 ▕▁▂▇█▇▂▁▏ 4`, and what lies outside.
fn line(text: &mut String, core: &Core) {
    let axis = &core.axes[0];
    let values = grouped(&core.contents[1..=axis.nbins()], WIDTH);
    let highest = values.iter().copied().fold(0.0, f64::max);
    let _ = writeln!(text, "{} ▕{}▏ {}", number(axis.low()), blocks(&values, highest), number(axis.high()));
    let _ = write!(text, "{}", describe(axis));
    let (underflow, overflow) = (core.contents[0], core.contents[axis.nbins() + 1]);
    if underflow != 0.0 || overflow != 0.0 {
        let _ = write!(text, ", underflow {}, overflow {}", number(underflow), number(overflow));
    }
}

/// One line per label, the longest lists cut.
fn labelled(text: &mut String, core: &Core) {
    const MOST: usize = 20;
    let axis = &core.axes[0];
    let label = |bin: usize| axis.label(bin).unwrap_or_else(|| number(axis.center(bin)));
    let widest = (1..=axis.nbins().min(MOST)).map(|bin| label(bin).chars().count()).max().unwrap_or(0);
    let highest = core.contents[1..=axis.nbins()].iter().copied().fold(0.0, f64::max);
    for bin in 1..=axis.nbins().min(MOST) {
        let content = core.contents[bin];
        let length = if highest > 0.0 { (content / highest * 32.0).round().max(0.0) as usize } else { 0 };
        let _ = writeln!(text, "{:widest$} {} {}", label(bin), "█".repeat(length), number(content));
    }
    if axis.nbins() > MOST {
        let _ = writeln!(text, "… {} more", axis.nbins() - MOST);
    }
    let overflow = core.contents[axis.nbins() + 1];
    if overflow != 0.0 {
        let _ = writeln!(text, "other: {}", number(overflow));
    }
}

/// A map in shades, y upwards.
fn picture(text: &mut String, core: &Core) {
    const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
    let (x, y) = (&core.axes[0], &core.axes[1]);
    if x.nbins() > 0 && y.nbins() > 0 {
        let (step_x, step_y) = (x.nbins().div_ceil(WIDTH), y.nbins().div_ceil(HEIGHT));
        let (columns, rows) = (x.nbins().div_ceil(step_x), y.nbins().div_ceil(step_y));
        let mut cells = vec![vec![0.0; columns]; rows];
        for by in 1..=y.nbins() {
            for bx in 1..=x.nbins() {
                cells[(by - 1) / step_y][(bx - 1) / step_x] += core.contents[core.position(&[bx, by])];
            }
        }
        let highest = cells.iter().flatten().copied().fold(0.0, f64::max);
        for row in cells.iter().rev() {
            let shade = |value: &f64| {
                let level = (value / highest * 4.0).ceil().clamp(0.0, 4.0) as usize;
                SHADES[if *value > 0.0 { level.max(1) } else { 0 }]
            };
            let _ = writeln!(text, "▕{}▏", row.iter().map(shade).collect::<String>());
        }
    }
    let _ = writeln!(text, "x: {}", describe(x));
    let _ = writeln!(text, "y: {}", describe(y));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_six_digits() {
        let shown: Vec<String> = [0.0, 5000.0, 0.0081523, 1.0 / 3.0, 1234567.0, -2.5e-9, 100000.0, f64::NAN]
            .into_iter()
            .map(number)
            .collect();
        assert_eq!(shown, ["0", "5000", "0.0081523", "0.333333", "1.23457e6", "-2.5e-9", "100000", "NaN"]);
    }
}
