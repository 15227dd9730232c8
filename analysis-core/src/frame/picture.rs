use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Weak;

use rootlet_display::{MimeBundle, Show};

use super::Frame;
use super::graph::{Origin, Parts, Step};
use super::table::escape;

/// Height of a box and of the gap below it, in pixels.
const BOX: usize = 26;
const GAP: usize = 22;
/// Width of a character in the boxes, about.
const CHARACTER: usize = 7;

/// The graph of an analysis: the input, definitions, filters and results, as an SVG or as indented text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    steps: Vec<Drawn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Drawn {
    label: String,
    sort: Sort,
    /// The step above; the input has none.
    above: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Input,
    Rows,
    Definition,
    Result { ready: bool },
}

impl Frame {
    /// A picture of everything that was made from the input of this frame.
    pub fn graph(&self) -> Picture {
        let parts = self.graph.parts();
        let mut steps = vec![Drawn { label: self.graph.source.name(), sort: Sort::Input, above: None }];
        draw(&parts, 0, 0, &mut steps, &mut HashSet::new());
        Picture { steps }
    }
}

/// Draws what hangs below a node: its definitions in one box, its results, then its filters.
fn draw(parts: &Parts, node: u32, above: usize, steps: &mut Vec<Drawn>, done: &mut HashSet<u32>) {
    if !done.insert(node) {
        return;
    }
    let defined: Vec<_> = parts
        .slots
        .iter()
        .filter(|slot| matches!(&slot.origin, Origin::Computed { node: at, .. } if *at == node))
        .map(|slot| slot.name.as_str())
        .collect();
    let mut above = above;
    if !defined.is_empty() {
        let label = format!("define {}", defined.join(", "));
        steps.push(Drawn { label, sort: Sort::Definition, above: Some(above) });
        above = steps.len() - 1;
    }
    for booking in parts.booked.iter().filter_map(Weak::upgrade).filter(|booking| booking.node == node) {
        let varied = match booking.universe {
            0 => String::new(),
            universe => format!(" ({})", parts.universes[universe as usize]),
        };
        let label = booking.action.label() + &varied;
        let ready = booking.outcome.get().is_some();
        steps.push(Drawn { label, sort: Sort::Result { ready }, above: Some(above) });
    }
    for (index, below) in parts.nodes.iter().enumerate().skip(1).filter(|(_, below)| below.parent == node) {
        let label = match &below.step {
            Step::Range { begin, end, stride: 1, .. } => format!("range {begin}..{end}"),
            Step::Range { begin, end, stride, .. } => format!("range {begin}..{end} by {stride}"),
            Step::Root | Step::Filter { .. } => {
                format!("filter {}", below.name().unwrap_or("by a closure"))
            }
        };
        steps.push(Drawn { label, sort: Sort::Rows, above: Some(above) });
        let at = steps.len() - 1;
        draw(parts, index as u32, at, steps, done);
    }
}

impl Picture {
    fn depth(&self, step: usize) -> usize {
        self.steps[step].above.map_or(0, |above| 1 + self.depth(above))
    }

    /// The picture as an SVG document.
    pub fn svg(&self) -> String {
        // A tree with one step per line needs no layout: depth is the indent.
        let left = |step: usize| 10 + 28 * self.depth(step);
        let top = |step: usize| 10 + step * (BOX + GAP);
        let wide = |step: usize| 20 + CHARACTER * short(&self.steps[step].label).chars().count();
        let width = (0..self.steps.len()).map(|step| left(step) + wide(step)).max().unwrap_or(0) + 10;
        let height = top(self.steps.len()) - GAP + 10;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"12\">\
             <rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
        );
        for (step, drawn) in self.steps.iter().enumerate() {
            let (x, y) = (left(step), top(step));
            if let Some(above) = drawn.above {
                let (from, middle) = (left(above) + 12, y + BOX / 2);
                let start = top(above) + BOX;
                let _ = write!(svg, "<path d=\"M{from} {start}V{middle}H{x}\" fill=\"none\" stroke=\"#888\"/>");
            }
            let (fill, round) = match drawn.sort {
                Sort::Input => ("#f4e3b5", 13),
                Sort::Rows => ("#cfe3f7", 2),
                Sort::Definition => ("#eeeeee", 2),
                Sort::Result { ready: true } => ("#bfe5c3", 13),
                Sort::Result { ready: false } => ("#ffffff", 13),
            };
            let _ = write!(
                svg,
                "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{BOX}\" rx=\"{round}\" \
                 fill=\"{fill}\" stroke=\"#555\"/><text x=\"{}\" y=\"{}\" fill=\"black\">{}</text></g>",
                escape(&drawn.label),
                wide(step),
                x + 10,
                y + 17,
                escape(&short(&drawn.label)),
            );
        }
        svg + "</svg>"
    }
}

/// At most 80 characters.
fn short(label: &str) -> String {
    if label.chars().count() <= 80 {
        return label.to_owned();
    }
    label.chars().take(79).chain(['…']).collect()
}

impl std::fmt::Display for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (step, drawn) in self.steps.iter().enumerate() {
            let state = match drawn.sort {
                Sort::Result { ready: true } => " (ready)",
                Sort::Result { ready: false } => " (not run yet)",
                _ => "",
            };
            writeln!(f, "{}{}{state}", "  ".repeat(self.depth(step)), drawn.label)?;
        }
        Ok(())
    }
}

impl Show for Picture {
    fn mime_bundle(&self) -> MimeBundle {
        MimeBundle::text(self.to_string()).with("image/svg+xml", self.svg())
    }
}
