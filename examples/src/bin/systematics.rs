//! What systematic variations cost in one loop: `systematics [--table NAME] COUNT FILE...`.
//!
//! Jets are selected by their momentum, which `COUNT` variations scale; four histograms follow. Muon pairs do not
//! depend on it, and are made once. Seconds and the yields of the outermost variations go to stderr.

use std::error::Error;
use std::time::Instant;

use rootlet::{Frame, Hist1D};

const USAGE: &str = "usage: systematics [--table NAME] COUNT FILE...";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut words, mut table) = (Vec::new(), "Events".to_owned());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--table" { table = arguments.next().ok_or(USAGE)? } else { words.push(argument) }
    }
    let (count, files) = words.split_first().filter(|(_, files)| !files.is_empty()).ok_or(USAGE)?;
    let count: i32 = count.parse()?;

    rootlet::io::keep_freed_memory();
    let begin = Instant::now();
    let shifts: Vec<(String, String)> = (0..count)
        .map(|i| (format!("scale{i}"), format!("Jet_pt * {}f", 1.0 + 0.005 * f64::from(i - count / 2))))
        .collect();
    let shifts: Vec<(&str, &str)> = shifts.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
    let mut events = Frame::open_all(files, &table)?.threads(1);
    if count > 0 {
        events = events.vary("Jet_pt", &shifts)?;
    }
    let jets = events.define("good_pt", "Jet_pt[Jet_pt > 30 && abs(Jet_eta) < 2.4]")?;
    let hard = jets.filter("size(good_pt) >= 2")?.define("ht", "Sum(good_pt)")?.define("first", "good_pt[0]")?;
    let hist = |name: &str, high| Hist1D::new(name, "", 100, 0.0, high);
    let varied = [
        jets.histo1d(hist("pt", 300.0), "good_pt")?,
        hard.histo1d(hist("ht", 600.0), "ht")?,
        hard.histo1d(hist("first", 300.0), "first")?,
        hard.histo1d(hist("met", 200.0), "MET_pt")?,
    ]
    .map(|booked| booked.variations());
    let muons = events.filter("nMuon == 2 && Muon_charge[0] != Muon_charge[1]")?;
    let mass = muons.define("mass", "InvariantMass(Muon_pt, Muon_eta, Muon_phi, Muon_mass)")?;
    let mass = mass.histo1d(hist("mass", 150.0), "mass")?;
    for result in &varied {
        result.value("nominal")?;
    }
    eprintln!("{} pairs of muons", mass.value()?.entries());
    for name in varied[1].names() {
        eprintln!("{name}: {} events", varied[1].value(name)?.entries());
    }
    eprintln!("wall {:.3}", begin.elapsed().as_secs_f64());
    Ok(())
}
