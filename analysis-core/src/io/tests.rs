use super::{RootFile, RootWriter, views};
use crate::graph::{Graph, MultiGraph};
use crate::hist::{Axis, Hist1D, Hist2D, Hist3D, HistSparse, Profile1D, Profile2D};

/// Writes values to a file and opens it.
fn written(write: impl FnOnce(&mut RootWriter)) -> RootFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    let mut file = RootWriter::create(&path).unwrap();
    write(&mut file);
    file.finish().unwrap();
    // The open file outlives its name.
    RootFile::open(&path).unwrap()
}

#[test]
fn histograms_come_back_with_their_running_sums() {
    let mut one = Hist1D::new("h", "title", 10, -1.0, 1.0);
    let mut two = Hist2D::new("h2", "", 4, 0.0, 1.0, 3, 0.0, 1.0);
    let halves = || Axis::regular(2, 0.0, 1.0).unwrap();
    let mut three = Hist3D::with_axes("h3", "", halves(), Axis::variable(&[0.0, 0.3, 1.0]).unwrap(), halves()).unwrap();
    for i in 0..50 {
        let x = f64::from(i) / 40.0 - 0.1;
        one.fill_weight(x, 1.0 + x);
        two.fill(x, 1.0 - x);
        three.fill(x, x * x, 0.5 * x);
    }
    let file = written(|file| {
        file.write("h", &one).unwrap();
        file.write("dir/h2", &two).unwrap();
        file.write("dir/h3", &three).unwrap();
    });
    let back: Hist1D = file.get("h").unwrap();
    assert!(back.core == one.core);
    assert!(file.get::<Hist2D>("dir/h2").unwrap().core == two.core);
    let back: Hist3D = file.get("dir/h3").unwrap();
    assert_eq!(back.core.contents, three.core.contents);
    assert_eq!(back.core.moments, three.core.moments);
}

#[test]
fn profiles_come_back_with_their_sums() {
    let mut one = Profile1D::new("p", "t", 5, 0.0, 1.0);
    let mut two = Profile2D::new("p2", "", (2, 0.0, 1.0), (2, 0.0, 1.0));
    for i in 0..30 {
        let x = f64::from(i) / 25.0;
        one.fill_weight(x, x * 3.0, 2.0);
        two.fill(x, x, 1.0 + x);
    }
    let file = written(|file| {
        file.write("p", &one).unwrap();
        file.write("p2", &two).unwrap();
    });
    let back: Profile1D = file.get("p").unwrap();
    assert_eq!(back.values(), one.values());
    assert_eq!(back.errors(), one.errors());
    assert_eq!((back.mean(), back.std_dev()), (one.mean(), one.std_dev()));
    assert_eq!(file.get::<Profile2D>("p2").unwrap().core.sum_y2, two.core.sum_y2);
}

#[test]
fn another_class_is_an_error_that_says_so() {
    let file = written(|file| file.write("h", &Hist1D::new("h", "", 2, 0.0, 1.0)).unwrap());
    let error = file.get::<Hist2D>("h").err().unwrap().to_string();
    assert!(error.contains("`h` is a TH1D, wanted a histogram in 2 dimensions"), "{error}");
    let error = file.get::<Hist1D>("hh").err().unwrap().to_string();
    assert!(error.contains("near: `h`"), "{error}");
}

#[test]
fn graphs_come_back_with_their_errors_and_titles() {
    let (x, y) = ([1.0, 2.0], [3.0, 5.0]);
    let plain = Graph::new(&x, &y).unwrap().named("g", "plain");
    let mut even = Graph::with_errors(&x, &y, &[0.1, 0.2], &[0.3, 0.4]).unwrap().named("e", "even");
    even.set_axis_titles("t (s)", "x (m)");
    let uneven = Graph::with_asymmetric_errors(&x, &y, &[0.1; 2], &[0.2; 2], &[0.3; 2], &[0.4; 2]).unwrap();
    let mut all = MultiGraph::new("all", "several");
    all.add(plain.clone()).add(even.clone());
    let file = written(|file| {
        file.write("g", &plain).unwrap();
        file.write("e", &even).unwrap();
        file.write("u", &uneven).unwrap();
        file.write("all", &all).unwrap();
    });
    assert!(file.get::<Graph>("g").unwrap() == plain);
    assert!(file.get::<Graph>("e").unwrap() == even);
    assert!(file.get::<Graph>("u").unwrap() == uneven);
    assert!(file.get::<MultiGraph>("all").unwrap() == all);
}

#[test]
fn what_was_fitted_goes_with_the_histogram() {
    let mut h = Hist1D::new("h", "", 20, -3.0, 3.0);
    for i in 0..200 {
        h.fill(f64::from(i % 20) * 0.2 - 2.0);
    }
    let result = h.fit("gaus").unwrap();
    let file = written(|file| file.write("h", &h).unwrap());
    let object = file.object("h").unwrap();
    let functions = object.items("fFunctions").unwrap();
    assert_eq!(functions.len(), 1);
    let stored: views::Function = super::FromObject::from_object(functions[0].as_object().unwrap()).unwrap();
    assert_eq!(stored.parameters[1].1, result.parameters[1].value);
    assert_eq!(stored.errors[1], result.parameters[1].error);
    assert_eq!(stored.degrees as usize, result.ndf());
}

/// A file that ROOT 6.40 wrote.
fn made_by_root() -> RootFile {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    RootFile::open(folder.join("../rootio/tests/data/more.root")).unwrap()
}

#[test]
fn a_sparse_histogram_of_root_has_its_bins_and_errors() {
    let sparse: HistSparse = made_by_root().get("sparse").unwrap();
    assert_eq!((sparse.name(), sparse.entries(), sparse.filled_bins()), ("sparse", 60.0, 54));
    // ROOT's numbers, in `rootio/tests/data/sparse.json`.
    assert_eq!(sparse.bin_content(&[1, 1, 1]), 2.5);
    assert!((sparse.bin_error(&[1, 1, 1]).powi(2) - 3.13).abs() < 1e-12);
    assert_eq!(sparse.axes()[1].title(), "pt");
}

#[test]
fn several_graphs_of_root_come_back_as_one_group() {
    let graphs: MultiGraph = made_by_root().get("multi").unwrap();
    assert_eq!((graphs.graphs.len(), graphs.x_title.as_str(), &graphs.graphs[1].y), (2, "x", &vec![2.0, 4.0, 6.0]));
}

#[test]
fn a_sparse_histogram_comes_back_with_and_without_weights() {
    let axes = made_by_root().get::<HistSparse>("sparse").unwrap().axes().to_vec();
    for weight in [1.0, 0.75] {
        let mut sparse = HistSparse::new("s", "title", &axes).unwrap();
        for i in 0..50 {
            let x = f64::from(i);
            sparse.fill_weight(&[x / 40.0, x * 0.7, x / 20.0 - 1.2], weight).unwrap();
        }
        let file = written(|file| file.write("s", &sparse).unwrap());
        let back: HistSparse = file.get("s").unwrap();
        assert_eq!((back.name(), back.title(), back.entries()), ("s", "title", 50.0));
        assert_eq!(back.filled_bins(), sparse.filled_bins());
        sparse.each_filled_bin(&mut |bins, content, error| {
            assert_eq!(back.bin_content(bins), content);
            assert!((back.bin_error(bins) - error).abs() < 1e-12);
        });
    }
}
