use std::fmt::Write;

use crate::plot::Marker;
use crate::plot::font::Face;
use crate::plot::output::png;
use crate::plot::scene::{Item, Path, Scene, Step, Stroke, TextItem, marker_outline};

/// A stand-alone SVG document. Text stays text: it can be searched, selected and edited.
pub(crate) fn write(scene: &Scene) -> String {
    let (width, height) = (scene.width, scene.height);
    let mut out = String::with_capacity(16 * 1024);
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="'Liberation Sans',Arial,Helvetica,sans-serif">"#
    );
    let _ = writeln!(out, r#"<rect width="{width}" height="{height}" fill="{}"/>"#, scene.background.css());
    let mut clips = 0;
    for item in &scene.items {
        match item {
            Item::Shape { path, fill, stroke } => shape(&mut out, path, *fill, stroke.as_ref()),
            Item::Markers { points, marker, size, color } => markers(&mut out, points, *marker, *size, *color),
            Item::Text(text) => text_element(&mut out, text),
            Item::Raster { area, columns, rows, pixels } => {
                let data = png::data_url(*columns, *rows, pixels);
                let _ = writeln!(
                    out,
                    r#"<image x="{}" y="{}" width="{}" height="{}" preserveAspectRatio="none" style="image-rendering:pixelated" href="{data}"/>"#,
                    Short(area.left),
                    Short(area.top),
                    Short(area.width()),
                    Short(area.height())
                );
            }
            Item::Clip(area) => {
                clips += 1;
                let _ = writeln!(
                    out,
                    r#"<clipPath id="clip{clips}"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath><g clip-path="url(#clip{clips})">"#,
                    Short(area.left),
                    Short(area.top),
                    Short(area.width()),
                    Short(area.height())
                );
            }
            Item::Unclip => out.push_str("</g>\n"),
        }
    }
    out.push_str("</svg>\n");
    out
}

fn shape(out: &mut String, path: &Path, fill: Option<crate::plot::Color>, stroke: Option<&Stroke>) {
    if path.is_empty() || (fill.is_none() && stroke.is_none()) {
        return;
    }
    out.push_str("<path d=\"");
    path_data(out, path);
    out.push('"');
    match fill {
        Some(fill) => {
            let _ = write!(out, r#" fill="{}""#, fill.css());
            if fill.alpha < 1.0 {
                let _ = write!(out, r#" fill-opacity="{}""#, Short(f64::from(fill.alpha)));
            }
        }
        None => out.push_str(r#" fill="none""#),
    }
    if let Some(stroke) = stroke {
        let _ = write!(out, r#" stroke="{}" stroke-width="{}""#, stroke.color.css(), Short(stroke.width));
        if stroke.color.alpha < 1.0 {
            let _ = write!(out, r#" stroke-opacity="{}""#, Short(f64::from(stroke.color.alpha)));
        }
        let pattern = stroke.dash.pattern();
        if !pattern.is_empty() {
            let pattern: Vec<String> = pattern.iter().map(ToString::to_string).collect();
            let _ = write!(out, r#" stroke-dasharray="{}""#, pattern.join(" "));
        }
    }
    out.push_str("/>\n");
}

/// Circles are dots of a round pen, which take a third of the bytes of an outline.
fn markers(out: &mut String, points: &[(f64, f64)], marker: Marker, size: f64, color: crate::plot::Color) {
    if points.is_empty() || marker == Marker::None {
        return;
    }
    if matches!(marker, Marker::Circle | Marker::Dot) {
        out.push_str("<path d=\"");
        for (x, y) in points.iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
            let _ = write!(out, "M{} {}h0", Short(*x), Short(*y));
        }
        let _ = writeln!(
            out,
            r#"" fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"/>"#,
            color.css(),
            Short(size)
        );
        return;
    }
    let (path, filled) = marker_outline(points, marker, size);
    let stroke = Stroke::solid(color, 1.2);
    shape(out, &path, filled.then_some(color), (!filled).then_some(&stroke));
}

fn text_element(out: &mut String, item: &TextItem) {
    let _ = write!(out, r#"<text x="{}" y="{}" font-size="{}""#, Short(item.x), Short(item.y), Short(item.size));
    match item.face {
        Face::Regular => {}
        Face::Bold => out.push_str(r#" font-weight="bold""#),
        Face::Italic => out.push_str(r#" font-style="italic""#),
    }
    if item.angle != 0.0 {
        let _ = write!(out, r#" transform="rotate({} {} {})""#, Short(-item.angle), Short(item.x), Short(item.y));
    }
    if item.color != crate::plot::Color::BLACK {
        let _ = write!(out, r#" fill="{}""#, item.color.css());
    }
    if item.text.starts_with(' ') || item.text.ends_with(' ') || item.text.contains("  ") {
        out.push_str(r#" xml:space="preserve""#);
    }
    out.push('>');
    escape(out, &item.text);
    out.push_str("</text>\n");
}

/// Text as XML; characters that XML forbids become a question mark.
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || ('\u{7f}'..='\u{9f}').contains(&c) || c == '\u{fffe}' || c == '\u{ffff}' => out.push('?'),
            c => out.push(c),
        }
    }
}

fn path_data(out: &mut String, path: &Path) {
    let mut last = (f64::NAN, f64::NAN);
    for step in &path.steps {
        match *step {
            Step::Move(x, y) => {
                let _ = write!(out, "M{} {}", Short(x), Short(y));
                last = (x, y);
            }
            Step::Line(x, y) => {
                if y == last.1 {
                    let _ = write!(out, "H{}", Short(x));
                } else if x == last.0 {
                    let _ = write!(out, "V{}", Short(y));
                } else {
                    let _ = write!(out, "L{} {}", Short(x), Short(y));
                }
                last = (x, y);
            }
            Step::Quad(a, b) => {
                let _ = write!(out, "Q{} {} {} {}", Short(a.0), Short(a.1), Short(b.0), Short(b.1));
                last = b;
            }
            Step::Cubic(a, b, c) => {
                let _ = write!(
                    out,
                    "C{} {} {} {} {} {}",
                    Short(a.0),
                    Short(a.1),
                    Short(b.0),
                    Short(b.1),
                    Short(c.0),
                    Short(c.1)
                );
                last = c;
            }
            Step::Close => {
                out.push('Z');
                last = (f64::NAN, f64::NAN);
            }
        }
    }
}

/// A number with at most two decimals: a hundredth of a pixel cannot be seen.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 100.0).round() / 100.0;
        // No `-0`, so that the text does not depend on the sign of a rounding error.
        write!(f, "{}", if rounded == 0.0 { 0.0 } else { rounded })
    }
}
