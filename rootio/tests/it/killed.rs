//! Writers that are killed: what is left reads, or says clearly why not, and old content stays.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rootio::{Array, ReadOptions, RootFile, RootWriter, views::Text};

/// Which file the child writes, and how.
const FILE: &str = "ROOTIO_KILLED_FILE";
const MODE: &str = "ROOTIO_KILLED_MODE";
const ENTRIES: usize = 20_000;

fn column(seed: usize) -> Array {
    (0..ENTRIES).map(|i| ((i * 7919 + seed) % 100_003) as f64).collect::<Vec<_>>().into()
}

/// Many objects, directories, a tree and an RNTuple.
fn write(out: &mut RootWriter, name: &str) {
    for i in 0..300 {
        out.write(&format!("{name}/notes/{}/n{i}", i % 40), &Text(format!("{name} {i}"))).unwrap();
    }
    for i in 0..4 {
        let column = column(i);
        out.write_tree(&format!("{name}/t{i}"), &[("x", &column)]).unwrap();
        out.write_ntuple(&format!("{name}/r{i}"), &[("x", &column)]).unwrap();
    }
}

/// Checks all that [`write`] wrote.
fn check(file: &RootFile, name: &str) {
    for i in 0..300 {
        let path = format!("{name}/notes/{}/n{i}", i % 40);
        assert_eq!(file.get::<Text>(&path).unwrap().0, format!("{name} {i}"));
    }
    for i in 0..4 {
        for path in [format!("{name}/t{i}"), format!("{name}/r{i}")] {
            let table = file.table(&path).unwrap();
            let batch = table.read(&["x"], 0..table.entries(), ReadOptions::default()).unwrap();
            assert_eq!(batch.columns[0].1, column(i), "{path}");
        }
    }
}

fn create(path: &Path, name: &str) {
    let mut out = RootWriter::create(path).unwrap();
    write(&mut out, name);
    out.finish().unwrap();
}

/// Run as a child by the tests below; does nothing otherwise.
#[test]
fn writer_that_may_be_killed() {
    let (Some(path), Ok(mode)) = (std::env::var_os(FILE), std::env::var(MODE)) else { return };
    let path = Path::new(&path);
    if mode == "create" {
        return create(path, "new");
    }
    // Several updates, so that the moments between headers come often.
    for name in ["one", "two", "three"] {
        let mut out = RootWriter::update(path).unwrap();
        write(&mut out, name);
        out.finish().unwrap();
    }
}

fn child(path: &Path, mode: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::writer_that_may_be_killed", "--test-threads", "1"])
        .env(FILE, path)
        .env(MODE, mode)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Starts writers and kills them after growing parts of the time that one takes; gives how many were
/// killed before they ended.
fn kill_at_moments(mode: &str, prepare: impl Fn(&Path), check: impl Fn(&Path)) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.root");
    prepare(&path);
    let start = Instant::now();
    assert!(child(&path, mode).wait().unwrap().success());
    let whole = start.elapsed();
    check(&path);
    let mut killed = 0;
    for moment in 0..20u32 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.root");
        prepare(&path);
        let mut child = child(&path, mode);
        // Not a wait for something: the moment is what is tested.
        std::thread::sleep(whole * (moment + 1) / 21 + Duration::from_micros(u64::from(moment) * 137));
        killed += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        check(&path);
    }
    killed
}

#[test]
fn a_killed_writer_of_a_new_file_leaves_nothing_or_all_of_it() {
    let killed = kill_at_moments(
        "create",
        |_| (),
        |path| {
            if path.exists() {
                self::check(&RootFile::open(path).unwrap(), "new");
            }
        },
    );
    assert!(killed > 0);
}

#[test]
fn a_killed_writer_that_replaces_a_file_leaves_the_old_or_the_new_one() {
    let check = |path: &Path| {
        let file = RootFile::open(path).unwrap();
        let name = if file.key("new").is_ok() { "new" } else { "old" };
        self::check(&file, name);
    };
    assert!(kill_at_moments("create", |path| create(path, "old"), check) > 0);
}

#[test]
fn a_killed_update_keeps_the_old_content_and_whole_updates_before_it() {
    let check = |path: &Path| {
        let file = RootFile::open(path).unwrap();
        self::check(&file, "old");
        for name in ["one", "two", "three"] {
            // The top directory names it last: then all of it is there.
            if file.key(name).is_ok() {
                self::check(&file, name);
            }
        }
        // And the file can be updated again.
        let mut out = RootWriter::update(path).unwrap();
        out.write("after", &Text("all".to_owned())).unwrap();
        out.finish().unwrap();
        assert_eq!(RootFile::open(path).unwrap().get::<Text>("after").unwrap().0, "all");
    };
    assert!(kill_at_moments("update", |path| create(path, "old"), check) > 0);
}
