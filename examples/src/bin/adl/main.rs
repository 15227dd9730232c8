//! Runs the eight ADL queries over files: `adl [--threads N] [--table NAME] [--each] FILE...`.
//!
//! All eight run in one loop; with `--each` every query has a loop of its own. The bin contents go to stdout as
//! JSON, the seconds and what else there is to say to stderr.

mod queries;

use std::error::Error;
use std::time::Instant;

use queries::QUERIES;
use rootlet::Frame;

const USAGE: &str = "usage: adl [--threads N] [--table NAME] [--each] FILE...";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut files, mut table, mut threads, mut each) = (Vec::new(), "Events".to_owned(), 1, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--threads" => threads = arguments.next().ok_or(USAGE)?.parse()?,
            "--table" => table = arguments.next().ok_or(USAGE)?,
            "--each" => each = true,
            _ => files.push(argument),
        }
    }
    if files.is_empty() {
        return Err(USAGE.into());
    }
    let open = || Frame::open_all(&files, &table).map(|events| events.threads(threads).with_progress());

    let begin = Instant::now();
    let mut histograms = Vec::new();
    if each {
        for (index, query) in QUERIES.iter().enumerate() {
            let begin = Instant::now();
            let booked = query(&open()?)?;
            for histogram in booked {
                histograms.push(histogram.value()?.clone());
            }
            eprintln!("Q{}: {:.3} s", index + 1, begin.elapsed().as_secs_f64());
        }
    } else {
        let events = open()?;
        let booked = QUERIES.iter().map(|query| query(&events)).collect::<rootlet::frame::Result<Vec<_>>>()?;
        for histogram in booked.iter().flatten() {
            histograms.push(histogram.value()?.clone());
        }
    }
    eprintln!("wall {:.3}", begin.elapsed().as_secs_f64());

    let line = |h: &rootlet::Hist1D| {
        let bins: Vec<String> = h.contents().iter().map(f64::to_string).collect();
        format!("\"{}\": [{}]", h.name(), bins.join(", "))
    };
    let lines: Vec<String> = histograms.iter().map(line).collect();
    #[expect(clippy::print_stdout, reason = "the answer of the program")]
    {
        println!("{{\n{}\n}}", lines.join(",\n"));
    }
    Ok(())
}
