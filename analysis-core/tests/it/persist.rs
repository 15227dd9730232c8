//! Structs of the user in files: as objects, and as rows of trees and RNTuples.

use rootlet::Persist;
use rootlet::io::{RootFile, RootWriter};

#[derive(Persist, Clone, Debug, PartialEq, Default)]
pub(crate) struct PHit {
    /// Position along x, in cm.
    x: f32,
    id: i32,
    label: String,
}

#[derive(Persist, Clone, Debug, PartialEq, Default)]
pub(crate) struct PEvent {
    ok: bool,
    c: i8,
    s: i16,
    i: i32,
    l: i64,
    uc: u8,
    us: u16,
    ui: u32,
    ul: u64,
    f: f32,
    d: f64,
    name: String,
    pt: Vec<f32>,
    tags: Vec<String>,
    p: [f32; 3],
    m: [[i32; 3]; 2],
    best: PHit,
    hits: Vec<PHit>,
    fl: Vec<bool>,
    ll: Vec<i64>,
    by: Vec<u8>,
    vv: Vec<Vec<f64>>,
    ull: Vec<u64>,
    vc: Vec<i8>,
    #[persist(skip)]
    scratch: Option<f64>,
}

/// What a tree can hold.
#[derive(Persist, Clone, Debug, PartialEq)]
struct Row {
    run: u32,
    best: Particle,
    #[persist(name = "Muon")]
    muons: Vec<Particle>,
    note: String,
    p4: [f64; 4],
}

#[derive(Persist, Clone, Debug, PartialEq)]
struct Particle {
    pt: f32,
    charge: i32,
}

fn hit(i: usize) -> PHit {
    PHit { x: i as f32 / 2.0, id: 7 - i as i32, label: format!("hit {i}") }
}

fn event(i: usize) -> PEvent {
    PEvent {
        ok: i.is_multiple_of(2),
        c: -(i as i8),
        s: -300,
        i: -70_000,
        l: -(1 << 40),
        uc: 200,
        us: 60_000,
        ui: 4_000_000_000,
        ul: 1 << 63,
        f: 1.5,
        d: -2.25,
        name: "ä".repeat(i),
        pt: (0..i).map(|k| k as f32).collect(),
        tags: vec!["a".to_owned(), "x".repeat(300)],
        p: [1.0, 2.0, 3.0],
        m: [[1, 2, 3], [4, 5, 6]],
        best: hit(i),
        hits: (0..i % 4).map(hit).collect(),
        fl: vec![true, false, true],
        ll: vec![-1, 1 << 50],
        by: vec![1, 255],
        vv: vec![vec![], vec![1.0, 2.0]],
        ull: vec![u64::MAX],
        vc: vec![-1, 1],
        scratch: None,
    }
}

fn row(i: usize) -> Row {
    let particle = |k: usize| Particle { pt: k as f32 + 0.5, charge: 1 - 2 * (k as i32 % 2) };
    Row {
        run: i as u32,
        best: particle(i),
        muons: (0..i % 5).map(particle).collect(),
        note: format!("n{i}"),
        p4: [i as f64; 4],
    }
}

/// A file written and opened again.
fn written(write: impl FnOnce(&mut RootWriter)) -> RootFile {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    let mut out = RootWriter::create(&path).unwrap();
    write(&mut out);
    out.finish().unwrap();
    RootFile::open(&path).unwrap()
}

#[test]
fn structs_come_back_from_objects() {
    let mut with_scratch = event(3);
    with_scratch.scratch = Some(1.0);
    let many: Vec<PEvent> = (0..5).map(event).collect();
    let file = written(|out| {
        out.write("e", &with_scratch).unwrap();
        out.write("dir/empty", &PEvent::default()).unwrap();
        out.write("many", &many).unwrap();
        out.write("numbers", &vec![1.0, 2.5]).unwrap();
    });
    assert_eq!(file.get::<PEvent>("e").unwrap(), event(3));
    assert_eq!(file.get::<PEvent>("dir/empty").unwrap(), PEvent::default());
    assert_eq!(file.get::<Vec<PEvent>>("many").unwrap(), many);
    assert_eq!(file.get::<Vec<f64>>("numbers").unwrap(), [1.0, 2.5]);
    let error = file.get::<PHit>("e").unwrap_err().to_string();
    assert!(error.contains("is a PEvent, wanted a PHit"), "{error}");
}

#[test]
fn structs_come_back_from_trees_and_ntuples() {
    let rows: Vec<Row> = (0..1000).map(row).collect();
    let events: Vec<PEvent> = (0..20).map(event).collect();
    let file = written(|out| {
        out.write_rows("t", &rows).unwrap();
        out.write_ntuple_rows("n", &rows).unwrap();
        out.write_ntuple_rows("events", &events).unwrap();
    });
    let names: Vec<String> = file.tree("t").unwrap().branches().iter().map(|branch| branch.name.clone()).collect();
    for name in ["run", "best_pt", "nMuon", "Muon_pt", "Muon_charge", "note", "p4"] {
        assert!(names.iter().any(|known| known == name), "{name} not in {names:?}");
    }
    for table in ["t", "n"] {
        assert_eq!(file.rows::<Row>(table).unwrap().collect::<Result<Vec<_>, _>>().unwrap(), rows, "{table}");
    }
    assert_eq!(file.rows::<PEvent>("events").unwrap().collect::<Result<Vec<_>, _>>().unwrap(), events);
}

#[test]
fn a_struct_that_changed_reads_old_files_by_its_names() {
    mod new {
        #[derive(rootlet::Persist)]
        pub(super) struct PHit {
            pub(super) id: i64,
            pub(super) x: f64,
        }
    }
    mod wrong {
        #[derive(Debug, rootlet::Persist)]
        pub(super) struct PHit {
            pub(super) idd: i64,
        }
    }
    let file = written(|out| out.write("h", &hit(3)).unwrap());
    let hit: new::PHit = file.get("h").unwrap();
    assert_eq!((hit.id, hit.x), (4, 1.5));
    let error = file.get::<wrong::PHit>("h").unwrap_err().to_string();
    assert!(error.contains("no member `idd`") && error.contains("near: `id`"), "{error}");
}

/// What `PHit` and `Row` became later: more members, which old files do not have.
mod later {
    use rootlet::Persist;

    #[derive(Persist, Clone, Debug, PartialEq)]
    pub(super) struct PHit {
        pub(super) id: i32,
        #[persist(default)]
        pub(super) quality: Quality,
        pub(super) time: Option<f64>,
        /// Once every hit had one.
        pub(super) x: Option<f32>,
    }

    #[derive(Persist, Clone, Debug, PartialEq)]
    pub(super) struct Quality {
        pub(super) chi2: f32,
        pub(super) layers: Vec<u8>,
    }

    impl Default for Quality {
        fn default() -> Self {
            Self { chi2: -1.0, layers: vec![7] }
        }
    }

    #[derive(Persist, Clone, Debug, PartialEq)]
    pub(super) struct Event {
        pub(super) run: u32,
        pub(super) best: Option<Particle>,
        pub(super) second: Option<Particle>,
        #[persist(name = "Muon")]
        pub(super) muons: Vec<Particle>,
        #[persist(default)]
        pub(super) electrons: Vec<Particle>,
        pub(super) weights: Option<Vec<f32>>,
        #[persist(default)]
        pub(super) quality: Quality,
    }

    #[derive(Persist, Clone, Debug, PartialEq)]
    pub(super) struct Particle {
        pub(super) pt: f32,
        #[persist(default)]
        pub(super) charge_error: f32,
        pub(super) isolation: Option<f32>,
    }
}

#[test]
fn members_that_an_old_file_lacks_get_their_defaults() {
    #[derive(Persist)]
    #[persist(class = "PHit")]
    struct Strict {
        id: i32,
        time: f64,
    }
    let rows: Vec<Row> = (0..7).map(row).collect();
    let file = written(|out| {
        out.write("h", &hit(3)).unwrap();
        out.write("hits", &vec![hit(3), hit(4)]).unwrap();
        out.write_rows("t", &rows).unwrap();
        out.write_ntuple_rows("n", &rows).unwrap();
    });
    let wanted =
        |k: i32| later::PHit { id: 7 - k, quality: later::Quality::default(), time: None, x: Some(k as f32 / 2.0) };
    assert_eq!(file.get::<later::PHit>("h").unwrap(), wanted(3));
    assert_eq!(file.get::<Vec<later::PHit>>("hits").unwrap(), [wanted(3), wanted(4)]);
    let error = file.get::<Strict>("h").map(|hit| (hit.id, hit.time)).unwrap_err().to_string();
    assert!(error.contains("no member `time` in PHit"), "{error}");
    for table in ["t", "n"] {
        let events: Vec<later::Event> = file.rows(table).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(events.len(), 7, "{table}");
        let event = &events[4];
        let particle = |k: usize| later::Particle { pt: k as f32 + 0.5, charge_error: 0.0, isolation: None };
        assert_eq!((event.run, &event.best, &event.second), (4, &Some(particle(4)), &None), "{table}");
        assert_eq!(event.muons, (0..4).map(particle).collect::<Vec<_>>(), "{table}");
        assert_eq!((&event.electrons, &event.weights, &event.quality.layers), (&vec![], &None, &vec![7]), "{table}");
    }
}

#[test]
fn options_come_back_from_objects_trees_and_ntuples() {
    let event = |k: usize| later::Event {
        run: k as u32,
        best: k.is_multiple_of(2).then_some(later::Particle { pt: 1.0, charge_error: 2.0, isolation: None }),
        second: None,
        muons: vec![],
        electrons: (0..k).map(|_| later::Particle { pt: 3.0, charge_error: 4.0, isolation: None }).collect(),
        weights: (k > 1).then(|| (0..k).map(|k| k as f32).collect()),
        quality: later::Quality { chi2: k as f32, layers: vec![] },
    };
    let events: Vec<later::Event> = (0..5).map(event).collect();
    let hits: Vec<later::PHit> = (0..5)
        .map(|k| later::PHit {
            id: k,
            quality: event(2).quality,
            time: (k == 1).then_some(0.5),
            x: (k > 2).then_some(9.0),
        })
        .collect();
    let file = written(|out| {
        out.write("e", &events[2]).unwrap();
        out.write_ntuple_rows("n", &events).unwrap();
        out.write_rows("t", &hits).unwrap();
    });
    assert_eq!(file.get::<later::Event>("e").unwrap(), events[2]);
    assert_eq!(file.rows::<later::Event>("n").unwrap().collect::<Result<Vec<_>, _>>().unwrap(), events);
    assert_eq!(file.rows::<later::PHit>("t").unwrap().collect::<Result<Vec<_>, _>>().unwrap(), hits);
}

#[test]
fn rows_of_a_table_about_something_else_are_refused() {
    #[derive(Persist)]
    struct Other {
        #[persist(default)]
        nothing: f64,
        alike: Option<f64>,
    }
    let file = written(|out| out.write_rows("t", &[row(1)]).unwrap());
    let Err(error) = file.rows::<Other>("t").map(|rows| rows.map(|row| row.map(|row| (row.nothing, row.alike)))) else {
        panic!("rows of defaults");
    };
    assert!(error.to_string().contains("no column `nothing`"), "{error}");
}

#[test]
fn a_file_keeps_old_and_new_versions_of_a_struct() {
    mod new {
        #[derive(Clone, Debug, PartialEq, rootlet::Persist)]
        pub(super) struct PHit {
            pub(super) energy: f64,
            pub(super) id: i32,
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    let mut out = RootWriter::create(&path).unwrap();
    out.write("old", &hit(1)).unwrap();
    out.finish().unwrap();
    let changed = new::PHit { energy: 2.5, id: 3 };
    let mut out = RootWriter::update(&path).unwrap();
    out.write("new", &changed).unwrap();
    out.finish().unwrap();
    let file = RootFile::open(&path).unwrap();
    assert_eq!(file.get::<PHit>("old").unwrap(), hit(1));
    assert_eq!(file.get::<new::PHit>("new").unwrap(), changed);
}

#[test]
fn a_struct_that_contains_itself_is_an_error() {
    #[derive(Persist)]
    struct Node {
        children: Vec<Other>,
    }
    #[derive(Persist)]
    struct Other {
        back: Vec<Node>,
    }
    let folder = tempfile::tempdir().unwrap();
    let mut out = RootWriter::create(folder.path().join("a.root")).unwrap();
    let error = out.write("n", &Node { children: vec![Other { back: vec![] }] }).unwrap_err().to_string();
    assert!(error.contains("contains itself"), "{error}");
}

#[test]
fn a_name_of_roots_own_is_refused() {
    #[derive(Persist)]
    #[persist(class = "TH1D")]
    struct Mine {
        x: f64,
    }
    let folder = tempfile::tempdir().unwrap();
    let mut out = RootWriter::create(folder.path().join("a.root")).unwrap();
    assert!(out.write("h", &Mine { x: 1.0 }).unwrap_err().to_string().contains("#[persist(class"));
}

/// Written for ROOT and uproot, which `rootio/tests/peers` runs, where that variable says.
#[test]
fn a_file_for_other_programs() {
    let Some(folder) = std::env::var_os("ROOTIO_PEERS") else { return };
    let mut out = RootWriter::create(std::path::Path::new(&folder).join("persist.root")).unwrap();
    out.write("e", &event(3)).unwrap();
    out.write("many", &(0..5).map(event).collect::<Vec<_>>()).unwrap();
    let optional = |k: i32| later::PHit {
        id: k,
        quality: later::Quality::default(),
        time: (k == 1).then_some(0.5),
        x: (k != 1).then_some(2.5),
    };
    #[derive(Persist)]
    struct POptions {
        first: Option<f64>,
        second: Option<f64>,
        hits: Vec<later::Quality>,
        text: Option<String>,
        list: Option<Vec<f32>>,
    }
    let options = POptions {
        first: None,
        second: Some(2.5),
        hits: vec![later::Quality::default()],
        text: Some("a".to_owned()),
        list: Some(vec![1.0, 2.0]),
    };
    out.write("options", &options).unwrap();
    out.write_ntuple_rows("optional", &(0..3).map(optional).collect::<Vec<_>>()).unwrap();
    let rows: Vec<Row> = (0..1000).map(row).collect();
    out.write_rows("t", &rows).unwrap();
    out.write_ntuple_rows("n", &rows).unwrap();
    out.write_ntuple_rows("events", &(0..20).map(event).collect::<Vec<_>>()).unwrap();
    out.finish().unwrap();
}

/// The library's own objects, likewise.
#[test]
fn objects_of_the_library_for_other_programs() {
    use rootlet::{Graph, Hist1D, MultiGraph};
    let Some(folder) = std::env::var_os("ROOTIO_PEERS") else { return };
    let mut out = RootWriter::create(std::path::Path::new(&folder).join("library.root")).unwrap();
    let mut graphs = MultiGraph::new("graphs", "two");
    for k in [1.0, 2.0] {
        let named = Graph::with_errors(&[1.0, 2.0], &[k, 2.0 * k], &[0.0; 2], &[0.5; 2]).unwrap();
        graphs.add(named.named(&format!("g{k}"), ""));
    }
    out.write("dir/graphs", &graphs).unwrap();
    let mut histogram = Hist1D::new("h", "filled", 10, 0.0, 1.0);
    (0..100).for_each(|i| histogram.fill(f64::from(i % 10) / 10.0 + 0.05));
    out.write("dir/h", &histogram).unwrap();
    out.write("dir/canvas", &histogram.draw()).unwrap();
    out.finish().unwrap();
}
