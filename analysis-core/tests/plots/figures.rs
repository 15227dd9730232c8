//! The figures that the tests share; none depends on random numbers.

use rootlet::plot::{Bins, CellLook, Cells, Curve, Edges, FitSummary, Layer, Points, Summary, Volume};
use rootlet::{Canvas, Color, Dash, Marker, Plot};

pub(crate) fn bell(name: &str, bins: usize, height: f64, mean: f64) -> Bins {
    let edges = Edges::Regular { count: bins, low: -4.0, high: 4.0 };
    let contents: Vec<f64> = (0..bins)
        .map(|i| {
            let x = edges.center(i) - mean;
            (height / (1.0 + x * x * x * x)).round() + (i * 7 % 5) as f64
        })
        .collect();
    let sum_w: f64 = contents.iter().sum();
    let mut histogram = Bins::new(name, name, edges, &contents);
    histogram.summary = Some(Summary {
        entries: sum_w,
        sum_w,
        sum_w2: sum_w,
        sum_wx: sum_w * mean,
        sum_wx2: sum_w * 1.5,
        ..Summary::default()
    });
    histogram.axis_titles = ("p_{T} [GeV]".to_owned(), "Events / 0.2 GeV".to_owned());
    histogram
}

pub(crate) fn fitted() -> Bins {
    let mut histogram = bell("fitted", 40, 200.0, 0.0);
    let mut curve = Curve::sample("model", -4.0, 4.0, 81, |x| 200.0 / (1.0 + x * x * x * x) + 2.0);
    curve.fit = Some(FitSummary {
        chi2: 47.4997,
        ndf: 53,
        parameters: vec![("N".to_owned(), 246.469, 4.315), ("#mu".to_owned(), 0.010479, 0.014359)],
    });
    histogram.fits.push(curve);
    histogram
}

pub(crate) fn cells(nx: usize, ny: usize) -> Cells {
    let (x, y) =
        (Edges::Regular { count: nx, low: -3.0, high: 3.0 }, Edges::Regular { count: ny, low: -2.0, high: 2.0 });
    let mut contents = vec![0.0; (nx + 2) * (ny + 2)];
    for iy in 0..ny {
        for ix in 0..nx {
            let (u, v) = (x.center(ix) - 0.5, y.center(iy));
            contents[(iy + 1) * (nx + 2) + ix + 1] = (100.0 / (1.0 + u * u + 2.0 * v * v) - 8.0).round().max(0.0);
        }
    }
    Cells {
        name: "h2".to_owned(),
        title: "two dimensions".to_owned(),
        x,
        y,
        contents,
        summary: None,
        look: CellLook::Colors,
        palette: None,
        axis_titles: ("x [cm]".to_owned(), "y [cm]".to_owned()),
    }
}

pub(crate) fn volume(bins: usize) -> Volume {
    let edges = || Edges::Regular { count: bins, low: -1.0, high: 1.0 };
    let side = bins + 2;
    let contents = (0..side.pow(3)).map(|i| ((i * 37) % 11) as f64).collect();
    Volume {
        name: "h3".to_owned(),
        title: "three dimensions".to_owned(),
        axes: [edges(), edges(), edges()],
        contents,
        summary: None,
        axis_titles: ["x", "y", "z"].map(str::to_owned),
    }
}

pub(crate) fn graph(points: usize) -> Points {
    let x: Vec<f64> = (0..points).map(|i| i as f64).collect();
    let y = x.iter().map(|x| 2.0 + (x - 4.0) * (x - 4.0) / 10.0).collect();
    Points {
        name: "g".to_owned(),
        title: "points".to_owned(),
        x,
        y,
        x_errors: Some((vec![0.3; points], vec![0.3; points])),
        y_errors: Some((vec![0.1; points], vec![0.4; points])),
        ..Points::default()
    }
}

pub(crate) fn one(layer: Layer) -> Plot {
    Plot::of(layer, "a plot of the tests")
}

pub(crate) fn histogram(bins: Bins) -> Plot {
    one(Layer::Bins(bins))
}

/// A cut flow: names that do not fit beside each other.
pub(crate) fn cut_flow() -> Bins {
    let cuts = ["trigger", "two good muons", "opposite charge", "80 < m_{#mu#mu} < 100 GeV", "p_{T}^{miss} < 40 GeV"];
    let names = cuts.iter().chain(&["no b jet", "two jets", "m_{jj} > 600 GeV", "central jet veto", "BDT > 0.8"]);
    let kept: Vec<f64> = (0..10).map(|i| f64::from(1000 >> i)).collect();
    Bins::new("flow", "cut flow", Edges::Labels(names.map(|name| (*name).to_owned()).collect()), &kept)
}

/// Every kind of plot, by name.
pub(crate) fn all() -> Vec<(&'static str, Plot)> {
    let steps = || histogram(bell("h", 40, 100.0, 0.0));
    let grid = |look| one(Layer::Cells(cells(12, 8))).cells(look);
    let stack =
        Layer::Stack(vec![bell("t#bar{t}", 20, 30.0, 1.0), bell("W+jets", 20, 60.0, 0.0), bell("Z", 20, 20.0, -1.0)]);
    vec![
        ("steps", steps()),
        ("fit", histogram(fitted())),
        ("errors", steps().errors().marker(Marker::Circle).color(Color::BLACK)),
        ("filled_log", steps().fill(Color::hex(0x3f90da)).log_y().title("#sqrt{s} = 13 TeV")),
        ("band", steps().band().same(steps().color(Color::BLACK))),
        (
            "bars",
            histogram(Bins::new(
                "b",
                "kinds",
                Edges::Labels(["e", "#mu", "#tau"].map(String::from).to_vec()),
                &[3.0, 5.0, 1.0],
            ))
            .bars(),
        ),
        ("names", histogram(cut_flow()).x_title("selection")),
        ("overlay", steps().label("first").same(histogram(bell("k", 40, 70.0, 1.0)).dash(Dash::Dashed)).legend()),
        ("stack", one(stack).same(steps().errors()).legend().x_title("m_{ll} [GeV]")),
        (
            "ratio",
            steps().ratio(histogram(bell("r", 40, 2.0, 0.0)).errors().y_title("Data/MC").line((-4.0, 1.0), (4.0, 1.0))),
        ),
        ("colors", grid(CellLook::Colors)),
        ("contours", grid(CellLook::Contours)),
        ("contour_lines", grid(CellLook::ContourLines)),
        ("lego", grid(CellLook::Lego)),
        ("surface", grid(CellLook::Surface)),
        ("boxes", grid(CellLook::Boxes)),
        ("numbers", grid(CellLook::ColorsText)),
        ("scatter", grid(CellLook::Scatter)),
        ("graph", one(Layer::Points(graph(9))).joined().grid()),
        ("graph_band", one(Layer::Points(graph(9))).band()),
        ("curve", one(Layer::Curve(Curve::sample("x^{2}", -2.0, 2.0, 41, |x| x * x))).text(0.2, 0.8, "f(x) = x^{2}")),
        ("points", steps().points()),
        ("volume", one(Layer::Volume(volume(5)))),
        ("mplhep", steps().theme(rootlet::Theme::Mplhep)),
        ("canvas", Canvas::divided(2, 1).add(steps()).add(one(Layer::Points(graph(5))).log_y()).draw()),
    ]
}
