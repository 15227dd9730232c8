//! Runs the eight ADL queries over a file: `adl FILE [TABLE] [THREADS]`.

mod queries;

use std::error::Error;
use std::time::Instant;

use queries::QUERIES;
use rootlet::Frame;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: adl FILE [TABLE] [THREADS]")?;
    let table = arguments.next().unwrap_or_else(|| "Events".to_owned());
    let threads = arguments.next().map_or(Ok(1), |threads| threads.parse())?;

    // Each query in a loop of its own, then all of them in one.
    let mut sum = 0.0;
    for (index, query) in QUERIES.iter().enumerate() {
        let begin = Instant::now();
        let events = Frame::open(&file, &table)?.threads(threads);
        let histograms = query(&events)?;
        for histogram in &histograms {
            let h = histogram.value()?;
            eprintln!("Q{}: {} entries in range, mean {:.6}", index + 1, h.integral(), h.mean());
        }
        let seconds = begin.elapsed().as_secs_f64();
        eprintln!("    {seconds:.3} s");
        sum += seconds;
    }
    eprintln!("one by one: {sum:.3} s");

    let begin = Instant::now();
    let events = Frame::open(&file, &table)?.threads(threads).with_progress();
    let booked = QUERIES.iter().map(|query| query(&events)).collect::<Result<Vec<_>, _>>()?;
    for histogram in booked.iter().flatten() {
        histogram.value()?;
    }
    eprintln!("in one loop: {:.3} s, {} loop", begin.elapsed().as_secs_f64(), events.runs());
    Ok(())
}
