//! What users see, as text: the SVG of every kind of plot and ROOT's JSON.
//!
//! `ROOTLET_BLESS=1 cargo test -p rootlet --test plots` writes the files anew; look at them before committing.

use std::fs;
use std::path::PathBuf;

use crate::figures;

fn check(name: &str, found: &str) -> Result<(), String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/plots").join(name);
    if std::env::var_os("ROOTLET_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, found).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
    if expected == found {
        return Ok(());
    }
    let differing = expected.lines().zip(found.lines()).enumerate().find(|(_, (a, b))| a != b);
    Err(match differing {
        Some((line, (a, b))) => format!("{name} line {}:\n  expected {a:.300}\n  found    {b:.300}", line + 1),
        None => format!("{name}: {} lines expected, {} found", expected.lines().count(), found.lines().count()),
    })
}

#[test]
fn pictures_are_as_reviewed() {
    let problems: Vec<String> = figures::all()
        .iter()
        // Clouds and perspective are thousands of shapes, which the numbers below cover.
        .filter(|(name, _)| !matches!(*name, "scatter" | "surface" | "contours" | "contour_lines"))
        .filter_map(|(name, plot)| check(&format!("{name}.svg"), &plot.to_svg()).err())
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn json_is_as_reviewed() {
    let problems: Vec<String> = figures::all()
        .iter()
        .filter(|(name, _)| matches!(*name, "fit" | "stack" | "colors" | "graph" | "canvas" | "names"))
        .filter_map(|(name, plot)| {
            let json = serde_json::to_string_pretty(&plot.to_root_json()).unwrap();
            check(&format!("{name}.json"), &(json + "\n")).err()
        })
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Drawn by Vega-Lite in `tests/js/vega.mjs`.
#[test]
fn vega_is_as_reviewed() {
    let problems: Vec<String> = figures::all()
        .iter()
        .filter(|(name, _)| matches!(*name, "fit" | "stack" | "graph" | "filled_log" | "colors"))
        .filter_map(|(name, plot)| check(&format!("{name}.vl"), &format!("{}\n", plot.to_vega_json())).err())
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The pixels of a few pictures by a hash: the same bytes on every machine.
#[test]
fn pixels_are_as_reviewed() {
    let mut lines = String::new();
    for (name, plot) in figures::all() {
        let png = plot.to_png(1.0);
        assert_eq!(png, plot.to_png(1.0), "{name} twice");
        // FNV-1a.
        let hash = png
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
        lines += &format!("{name} {hash:016x}\n");
    }
    if let Err(problem) = check("pixels.txt", &lines) {
        panic!("{problem}");
    }
}
