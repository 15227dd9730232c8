//! Draws every kind of plot: `cargo run -p rootlet-examples --bin gallery [FOLDER [CANVASES.root]]` writes the
//! gallery of the docs.
//!
//! The random numbers are ROOT's, bit for bit, so that `docs/gallery/root.py` draws the same histograms with ROOT.

use std::fs;
use std::path::{Path, PathBuf};

use rootlet::hist::{Axis, Efficiency, Growth};
use rootlet::io::RootWriter;
use rootlet::plot::Plot;
use rootlet::random::{Generator, TRandom3};
use rootlet::{
    Canvas, CellLook, Color, Dash, Frame, Function, Graph, Hist1D, Hist2D, Hist3D, Marker, Model, MultiGraph,
    Profile1D, Stack, StatBox, Theme,
};

type Error = Box<dyn std::error::Error>;

/// One entry of the gallery.
struct Entry {
    name: &'static str,
    what: &'static str,
    code: &'static str,
    plot: Plot,
}

fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).map_or_else(|| PathBuf::from("docs/gallery"), PathBuf::from);
    fs::create_dir_all(&folder)?;
    let entries = entries()?;
    for entry in &entries {
        entry.plot.save(folder.join(format!("{}.png", entry.name)))?;
        entry.plot.save(folder.join(format!("{}.json", entry.name)))?;
    }
    // With a second word, every canvas goes into a ROOT file as well, for `docs/gallery/canvases.py`.
    if let Some(file) = std::env::args().nth(2) {
        let mut file = RootWriter::create(file)?;
        for entry in &entries {
            file.write(entry.name, &entry.plot)?;
        }
        file.finish()?;
    }
    fs::write(folder.join("README.md"), page(&entries, &folder))?;
    fs::write(folder.join("gallery.ipynb"), notebook(&entries))?;
    Ok(())
}

/// The slides' histogram: ROOT's default generator gives the same entries.
fn slides() -> Hist1D {
    let mut h = Hist1D::new("h", "MyData", 64, -4.0, 4.0);
    h.fill_random("gaus", 5000);
    h
}

fn sample(name: &str, title: &str, seed: u32, entries: usize, mean: f64, sigma: f64) -> Hist1D {
    let mut h = Hist1D::new(name, title, 40, -4.0, 4.0);
    let mut random = TRandom3::new(seed);
    for _ in 0..entries {
        h.fill(random.gaus(mean, sigma));
    }
    h
}

fn two_dimensions() -> Hist2D {
    let mut h = Hist2D::new("h2", "two bumps", 40, -3.0, 3.0, 40, -3.0, 3.0);
    let mut random = TRandom3::new(11);
    for _ in 0..40_000 {
        let x = random.gaus(0.0, 0.9);
        h.fill(x, 0.6 * x + random.gaus(0.0, 0.6));
        h.fill_weight(random.gaus(1.5, 0.3), random.gaus(-1.5, 0.3), 0.15);
    }
    h.set_axis_titles("x [cm]", "y [cm]");
    h
}

/// The spectrum of `notebooks/24-dimuon.ipynb`: events from a file that ROOT wrote.
fn dimuon() -> Result<Plot, Error> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../notebooks/data/dimuon.root");
    let two_muons = Frame::open(file, "Events")?.filter("nMuon == 2")?;
    let opposite = two_muons.filter("Muon_charge[0] != Muon_charge[1]")?;
    let masses = opposite.define("m", "InvariantMass(Muon_pt, Muon_eta, Muon_phi, Muon_mass)")?;
    let spectrum = masses.histo1d(Hist1D::with_axis("m", "", Axis::log(280, 0.25, 150.0)?), "m")?;
    let plot = spectrum.value()?.draw().log_x().log_y().y_range(0.7, 2000.0).color(Color::hex(0x1f_3b9b));
    let plot = plot.title("Muon pairs of opposite charge").x_title("m_{#mu#mu} [GeV]").y_title("pairs");
    let plot = plot.stats(StatBox::Hide).text_at(0.42, 190.0, "#eta").text_at(0.6, 190.0, "#rho, #omega");
    let plot = plot.text_at(0.98, 290.0, "#phi").text_at(2.5, 1100.0, "J/#psi").text_at(3.9, 120.0, "#psi'");
    Ok(plot.text_at(8.0, 500.0, "#Upsilon(1,2,3S)").text_at(87.0, 700.0, "Z"))
}

fn entries() -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    let mut add = |name, what, code, plot: Plot| entries.push(Entry { name, what, code, plot });

    let h = slides();
    let mut fitted = h.clone();
    let gauss = |x: f64, p: &[f64]| p[0] * (-0.5 * ((x - p[1]) / p[2]).powi(2)).exp();
    fitted.fit(Model::new(gauss).params([("N", 200.0), ("mu", 0.0), ("sigma", 1.0)]))?;
    add("fit", "A histogram with its fit", "h.draw()", fitted.draw());
    add(
        "steps",
        "A histogram",
        "h.draw().x_title(\"x [GeV]\")",
        h.draw().x_title("x [GeV]").y_title("Events / 0.125 GeV"),
    );
    let errors = h.draw().errors().marker(Marker::Circle).color(Color::BLACK);
    add("errors", "Error bars", "h.draw().errors().marker(Marker::Circle)", errors);
    let points = h.draw().points().color(Color::BLACK).y_title("Events");
    add("points", "Points without bars along x", "h.draw().points()", points);
    let filled = h.draw().fill(Color::hex(0x3f_90da)).log_y().x_title("#eta").y_title("Tracks");
    add("filled_log", "Filled, logarithmic", "h.draw().fill(color).log_y()", filled);

    add("dimuon", "Pairs of muons, from a file of events", "masses.draw().log_x().log_y()", dimuon()?);
    let mut flow = Hist1D::with_axis("flow", "selection;;events", Axis::str_categories(&[], Growth::Growing)?);
    for (cut, kept) in [("all", 980.0), ("trigger", 610.0), ("2 #mu", 240.0), ("m_{#mu#mu}", 75.0)] {
        flow.fill_label_weight(cut, kept);
    }
    add("bars", "Names of bins", "flow.draw().bars()", flow.draw().bars().stats(StatBox::Hide).y_range(0.0, 1100.0));

    let (a, b, c) = (
        sample("a", "signal", 1, 3000, 1.0, 0.5),
        sample("b", "W + jets", 2, 6000, 0.0, 1.2),
        sample("c", "t#bar{t}", 3, 2000, -1.0, 0.9),
    );
    let overlay =
        b.draw().same(&a).same(c.draw().dash(Dash::Dashed)).legend().title("#sqrt{s} = 13 TeV").x_title("p_{T} [GeV]");
    add(
        "overlay",
        "Several histograms and a legend",
        "b.draw().same(&a).same(c.draw().dash(Dash::Dashed)).legend()",
        overlay,
    );
    let mut data = sample("d", "data", 4, 3000, 1.0, 0.5);
    data.add(&sample("d2", "", 5, 6000, 0.0, 1.2))?;
    data.add(&sample("d3", "", 6, 2000, -1.0, 0.9))?;
    let stack = Stack::new().add(&c).add(&b).add(&a).draw();
    let stack = stack.same(data.draw().errors().marker(Marker::Circle).color(Color::BLACK)).legend();
    let stack = stack.title("#bf{rootlet} #it{simulation}").x_title("m_{#mu#mu} [GeV]").y_title("Events / 0.2 GeV");
    add("stack", "A stack with data", "Stack::new().add(&c).add(&b).add(&a).draw().same(data.draw().errors())", stack);

    let mut sum = a.clone();
    sum.add(&b)?;
    sum.add(&c)?;
    let mut ratio = data.clone();
    ratio.keep_sumw2();
    ratio.divide(&sum)?;
    let ratio = ratio.draw().errors().y_title("Data / MC").y_range(0.5, 1.5).line((-4.0, 1.0), (4.0, 1.0));
    let upper = sum.draw().label("simulation").fill(Color::hex(0x3f_90da)).title("Data and simulation");
    let upper = upper.same(data.draw().errors().marker(Marker::Circle).color(Color::BLACK)).legend().y_title("Events");
    add("ratio", "A ratio below", "upper.ratio(ratio.draw().errors())", upper.x_title("x [GeV]").ratio(ratio));

    let h2 = two_dimensions();
    for (name, what, code, look) in [
        ("colz", "Coloured cells", "h2.draw()", CellLook::Colors),
        ("contz", "Filled contours", "h2.draw().contours()", CellLook::Contours),
        ("cont1", "Contour lines", "h2.draw().cells(CellLook::ContourLines)", CellLook::ContourLines),
        ("lego2", "Columns", "h2.draw().lego()", CellLook::Lego),
        ("surf1", "A surface", "h2.draw().surf()", CellLook::Surface),
        ("scat", "A cloud", "h2.draw().cells(CellLook::Scatter)", CellLook::Scatter),
        ("box", "Boxes", "h2.draw().cells(CellLook::Boxes)", CellLook::Boxes),
    ] {
        add(name, what, code, h2.draw().cells(look));
    }
    let coarse = h2.rebin(0, 5)?.rebin(1, 5)?;
    let mut h3 = Hist3D::new("h3", "two clouds;x;y;z", (12, -3.0, 3.0), (12, -3.0, 3.0), (12, -3.0, 3.0));
    let mut random = TRandom3::new(12);
    for _ in 0..20_000 {
        h3.fill(random.gaus(-1.0, 0.6), random.gaus(-1.0, 0.6), random.gaus(-1.0, 0.6));
        h3.fill(random.gaus(1.2, 0.4), random.gaus(1.2, 0.4), random.gaus(1.2, 0.4));
    }
    add("volume", "Three dimensions", "h3.draw()", h3.draw());
    add("text", "Numbers in cells", "h2.draw().cells(CellLook::ColorsText)", coarse.draw().cells(CellLook::ColorsText));

    let mut profile = Profile1D::new("p", "a profile", 30, -3.0, 3.0);
    let mut random = TRandom3::new(21);
    for _ in 0..5000 {
        let x = random.gaus(0.0, 1.2);
        profile.fill(x, x * x + random.gaus(0.0, 1.0));
    }
    add("profile", "A profile", "profile.draw()", profile.draw().x_title("x").y_title("mean of y"));

    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| (x * 0.5).sin() + 2.0).collect();
    let graph = Graph::with_asymmetric_errors(&x, &y, &[0.3; 12], &[0.3; 12], &[0.1; 12], &[0.25; 12])?;
    let graph = graph.named("g", "asymmetric errors");
    add(
        "graph",
        "A graph",
        "graph.draw().joined().grid()",
        graph.draw().joined().grid().x_title("t [s]").y_title("#frac{dN}{dt}"),
    );
    add(
        "band",
        "A band",
        "graph.draw().band()",
        graph.draw().band().same(graph.draw().no_errors().no_markers().joined().color(Color::BLACK)),
    );
    let mut many = MultiGraph::new("mg", "several graphs");
    for shift in 0..3 {
        let y: Vec<f64> = x.iter().map(|x| (x * 0.5 + f64::from(shift)).cos()).collect();
        many.add(Graph::new(&x, &y)?.named("", ["#phi = 0", "#phi = 1", "#phi = 2"][shift as usize]));
    }
    add("multigraph", "Several graphs", "many.draw().joined().legend()", many.draw().joined().legend());

    let mut efficiency = Efficiency::new("eff", "trigger efficiency", 20, 0.0, 10.0);
    for _ in 0..4000 {
        let x = random.uniform(0.0, 10.0);
        efficiency.fill(random.rndm() < 1.0 / (1.0 + (-2.0 * (x - 4.0)).exp()), x);
    }
    add("efficiency", "An efficiency", "efficiency.draw()", efficiency.draw().x_title("p_{T} [GeV]"));
    let function = Function::new(|x: f64, p: &[f64]| if x == 0.0 { p[0] } else { p[0] * x.sin() / x }, [("a", 1.0)]);
    let function = function.named("sinc").draw_over(-12.0, 12.0).title("#frac{sin x}{x}").grid();
    add("function", "A function", "function.draw_over(-12.0, 12.0)", function);
    let mplhep = b.draw().theme(Theme::Mplhep).x_title("m_{#gamma#gamma} [GeV]").y_title("Events").title("");
    add("mplhep", "The other theme", "b.draw().theme(Theme::Mplhep)", mplhep);
    let canvas = Canvas::divided(2, 2).add(&h).add(h.draw().log_y().errors()).add(&h2).add(&graph);
    add(
        "canvas",
        "A canvas with pads",
        "Canvas::divided(2, 2).add(&h).add(h.draw().log_y()).add(&h2).add(&graph)",
        canvas.draw(),
    );
    Ok(entries)
}

/// The page: every plot beside ROOT's of the same objects, where there is one.
fn page(entries: &[Entry], folder: &Path) -> String {
    let mut text = String::from(
        "# Gallery\n\nMade by `cargo run -p rootlet-examples --bin gallery`; ROOT's pictures by `root.py` beside it. \
         In JupyterLab with rootlet's renderer `gallery.ipynb` shows the same plots interactively.\n\n\
         | | rootlet | ROOT |\n| --- | --- | --- |\n",
    );
    for entry in entries {
        let root = format!("root/{}.png", entry.name);
        let root = if folder.join(&root).exists() { format!("![ROOT: {}]({root})", entry.what) } else { String::new() };
        let code = entry.code.replace('|', "\\|");
        text += &format!("| {}<br>`{code}` | ![{}]({}.png) | {root} |\n", entry.what, entry.what, entry.name);
    }
    text
}

/// The same plots as a stored notebook.
fn notebook(entries: &[Entry]) -> String {
    let cells: Vec<serde_json::Value> = entries
        .iter()
        .enumerate()
        .map(|(i, entry)| {
            let figure = entry.plot.figure();
            serde_json::json!({
                "cell_type": "code", "id": entry.name, "execution_count": i + 1, "metadata": {}, "source": entry.code,
                "outputs": [{
                    "output_type": "display_data",
                    "data": {"application/vnd.root+json": entry.plot.to_root_json(), "text/plain": entry.what},
                    "metadata": {"application/vnd.root+json": {"width": figure.width, "height": figure.height, "option": "localcolors"}},
                }],
            })
        })
        .collect();
    let notebook = serde_json::json!({
        "cells": cells, "nbformat": 4, "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "rootlet", "display_name": "Rust (rootlet)", "language": "rust"},
            "language_info": {"name": "rust", "mimetype": "text/x-rustsrc", "file_extension": ".rs"},
        },
    });
    notebook.to_string() + "\n"
}
