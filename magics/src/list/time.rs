//! `%time`, `%timeit` and the timing of every cell.

use std::time::{Duration, Instant};

use crate::magic::{About, Call, Form, Group, Magic, Rest, valued};
use crate::{Context, MagicError};

/// `%time`.
pub(crate) struct Time;

impl Magic for Time {
    fn about(&self) -> &'static About {
        &About {
            name: "time",
            aliases: &[],
            form: Form::Both,
            group: Group::Timing,
            summary: "Runs code once and tells how long compiling and running took",
            options: &[],
            rest: Rest::Text { name: "CODE", required: false },
            details: "Variables that the code defines stay. The cell form also times cells of other languages: \
                `%%time` on the first line, `%%bash` on the second.",
        }
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        if call.arguments.text.trim().is_empty() && call.body.unwrap_or_default().trim().is_empty() {
            return Err(MagicError::Usage {
                magic: call.written.to_owned(),
                problem: "CODE is missing".to_owned(),
                usage: self.about().usage(),
            });
        }
        match call.body {
            Some(body) if call.arguments.text.is_empty() => timed(context, body, call.lines_before),
            Some(body) => timed(context, &format!("{}\n{body}", call.arguments.text), call.lines_before - 1),
            None => timed(context, &call.arguments.text, 0),
        }
    }
}

/// Runs code and prints its times, also when it fails.
pub(crate) fn timed(context: &mut Context<'_>, code: &str, lines_before: usize) -> Result<(), MagicError> {
    let start = Instant::now();
    let result = context.run(code, lines_before);
    let wall = start.elapsed();
    let text = match context.evaluator.timing() {
        // Of other languages only the whole is known.
        Some(timing) if !code.trim_start().starts_with(['%', '!']) => {
            format!("Run {} · compile {} · wall {}\n", human(timing.run), human(timing.compile), human(wall))
        }
        _ => format!("Wall {}\n", human(wall)),
    };
    context.print(text);
    result
}

/// `%timeit`.
pub(crate) struct Timeit;

impl Magic for Timeit {
    fn about(&self) -> &'static About {
        const ABOUT: About = About {
            name: "timeit",
            aliases: &[],
            form: Form::Both,
            group: Group::Timing,
            summary: "Runs an expression many times, compiled optimised, and tells the mean and its spread",
            options: &[
                valued(
                    "number",
                    Some('n'),
                    "N",
                    "runs of the expression in one measurement; chosen so that it takes 0.1 s",
                ),
                valued("repeat", Some('r'), "R", "measurements; 7 without it"),
            ],
            rest: Rest::Text { name: "CODE", required: false },
            details: "In the cell form the text on the first line is run once before, untimed. Results pass through \
                `black_box`; wrap inputs yourself where the compiler could compute with them: `black_box(3)`.",
        };
        &ABOUT
    }

    fn run(&self, context: &mut Context<'_>, call: &Call<'_>) -> Result<(), MagicError> {
        let arguments = &call.arguments;
        let (setup, code) = match call.body {
            Some(body) => (arguments.text.as_str(), body),
            None => ("", arguments.text.as_str()),
        };
        let number = |name: &str, default: u64| match arguments.value(name) {
            None => Ok(default),
            Some(text) => {
                text.parse::<u64>().ok().filter(|number| *number > 0 || default == 0).ok_or_else(|| MagicError::Usage {
                    magic: "%timeit".to_owned(),
                    problem: format!("`{text}` is not a number of runs"),
                    usage: self.about().usage(),
                })
            }
        };
        if code.trim().is_empty() {
            return Err(MagicError::Usage {
                magic: "%timeit".to_owned(),
                problem: "CODE is missing".to_owned(),
                usage: self.about().usage(),
            });
        }
        let code = measuring(setup, code, number("number", 0)?, number("repeat", 7)?.max(1));
        // Without the option the engine measures at its usual level, which is better than not at all.
        let level = context.evaluator.set_option("opt", "").ok();
        let optimised = context.evaluator.set_option("opt", "3").is_ok();
        let result = context.rust(&code);
        if let (true, Some(level)) = (optimised, level) {
            context.evaluator.set_option("opt", &level)?;
        }
        result
    }
}

/// The Rust that measures; a block, so that nothing of it stays.
fn measuring(setup: &str, code: &str, number: u64, repeat: u64) -> String {
    format!(
        r#"{{
    #[allow(unused_imports)]
    use std::hint::black_box;
    {setup}
    #[allow(unused_braces, unused_mut)]
    let mut rootlet_body = || {{ black_box({{
{code}
    }}); }};
    let mut rootlet_measure = |loops: u64| {{
        let start = std::time::Instant::now();
        for _ in 0..loops {{ rootlet_body(); }}
        start.elapsed().as_secs_f64()
    }};
    let mut loops: u64 = {number};
    if loops == 0 {{
        loops = 1;
        loop {{
            let seconds = rootlet_measure(loops);
            if seconds >= 0.1 || loops >= 1_000_000_000 {{ break; }}
            loops = if seconds < 1e-3 {{ loops * 10 }} else {{ ((loops as f64 * 0.12 / seconds) as u64).max(loops + 1) }};
        }}
    }}
    let times: Vec<f64> = (0..{repeat}u64).map(|_| rootlet_measure(loops) / loops as f64).collect();
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let spread = (times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / times.len() as f64).sqrt();
    let human = |seconds: f64| {{
        let (scale, unit) = match seconds {{
            s if s < 1e-6 => (1e9, "ns"),
            s if s < 1e-3 => (1e6, "µs"),
            s if s < 1.0 => (1e3, "ms"),
            _ => (1.0, "s"),
        }};
        format!("{{:.3}} {{unit}}", seconds * scale)
    }};
    println!("{{}} ± {{}} per loop (mean ± std. dev. of {{}} runs, {{}} loops each)", human(mean), human(spread), times.len(), loops);
}}"#
    )
}

/// `:timing`.
pub(crate) struct Timing;

impl Magic for Timing {
    fn about(&self) -> &'static About {
        &About {
            name: "timing",
            aliases: &[":timing"],
            form: Form::Line,
            group: Group::Timing,
            summary: "Tells the times of every following cell, or stops telling them",
            options: &[],
            rest: Rest::Nothing,
            details: "",
        }
    }

    fn run(&self, context: &mut Context<'_>, _: &Call<'_>) -> Result<(), MagicError> {
        context.state.always_time = !context.state.always_time;
        let state = if context.state.always_time { "on" } else { "off" };
        context.print(format!("Timing is {state}\n"));
        Ok(())
    }
}

/// A time with three digits: `1.23 ms`.
fn human(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (scale, unit) = match seconds {
        s if s < 1e-6 => (1e9, "ns"),
        s if s < 1e-3 => (1e6, "µs"),
        s if s < 1.0 => (1e3, "ms"),
        _ => (1.0, "s"),
    };
    let value = seconds * scale;
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        for (nanoseconds, text) in
            [(5, "5.00 ns"), (12_340, "12.3 µs"), (123_400_000, "123 ms"), (2_500_000_000, "2.50 s")]
        {
            assert_eq!(human(Duration::from_nanos(nanoseconds)), text);
        }
    }

    #[test]
    fn measuring_code_is_rust() {
        assert!(syn::parse_str::<syn::Block>(&measuring("let a = 1;", "a + 1", 0, 7)).is_ok());
    }
}
