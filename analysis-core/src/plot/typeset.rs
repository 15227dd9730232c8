//! Places the parts of a label: which characters stand where, and which lines are drawn.

use super::Color;
use super::font::{CAP_HEIGHT, Face};
use super::latex::{Mark, Node, parse};
use super::scene::{Item, Path, Step, Stroke, TextItem};

/// A label with its parts placed relative to the start of its baseline, `y` downwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Label {
    pub(crate) width: f64,
    /// How far it reaches above the baseline.
    pub(crate) ascent: f64,
    /// How far it reaches below the baseline.
    pub(crate) descent: f64,
    texts: Vec<Part>,
    lines: Vec<(Path, f64)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Part {
    x: f64,
    y: f64,
    size: f64,
    face: Face,
    text: String,
}

/// Where the given point lies in the width of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
}

/// Where the given point lies in the height of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    Baseline,
    /// The middle of capital letters.
    Middle,
    Top,
}

impl Label {
    /// Lays out a label with fonts of `size` CSS pixels.
    pub(crate) fn new(text: &str, size: f64) -> Self {
        lay_out(&parse(text), size, Face::Regular)
    }

    /// Adds the label to a drawing; `angle` is counter-clockwise in degrees.
    pub(crate) fn place(
        &self,
        items: &mut Vec<Item>,
        at: (f64, f64),
        anchor: (Align, Stand),
        angle: f64,
        color: Color,
    ) {
        let dx = match anchor.0 {
            Align::Left => 0.0,
            Align::Center => -self.width / 2.0,
            Align::Right => -self.width,
        };
        let dy = match anchor.1 {
            Stand::Baseline => 0.0,
            Stand::Middle => self.ascent.min(self.cap()) / 2.0,
            Stand::Top => self.ascent,
        };
        let (sin, cos) = if angle == 0.0 { (0.0, 1.0) } else { angle.to_radians().sin_cos() };
        let turn = |x: f64, y: f64| (at.0 + (x + dx) * cos + (y + dy) * sin, at.1 - (x + dx) * sin + (y + dy) * cos);
        for part in &self.texts {
            let (x, y) = turn(part.x, part.y);
            items.push(Item::Text(TextItem {
                text: part.text.clone(),
                x,
                y,
                size: part.size,
                face: part.face,
                color,
                angle,
            }));
        }
        for (path, width) in &self.lines {
            let steps = path.steps.iter().map(|step| match *step {
                Step::Move(x, y) => {
                    let (x, y) = turn(x, y);
                    Step::Move(x, y)
                }
                Step::Line(x, y) => {
                    let (x, y) = turn(x, y);
                    Step::Line(x, y)
                }
                other => other,
            });
            let path = Path { steps: steps.collect() };
            items.push(Item::Shape { path, fill: None, stroke: Some(Stroke::solid(color, *width)) });
        }
    }

    fn cap(&self) -> f64 {
        self.texts.iter().map(|part| part.size).fold(0.0, f64::max) * CAP_HEIGHT
    }

    fn append(&mut self, other: Self, x: f64, y: f64) {
        self.ascent = self.ascent.max(other.ascent - y);
        self.descent = self.descent.max(other.descent + y);
        self.width = self.width.max(x + other.width);
        self.texts.extend(other.texts.into_iter().map(|part| Part { x: part.x + x, y: part.y + y, ..part }));
        for (path, width) in other.lines {
            let steps = path.steps.iter().map(|step| match *step {
                Step::Move(px, py) => Step::Move(px + x, py + y),
                Step::Line(px, py) => Step::Line(px + x, py + y),
                other => other,
            });
            self.lines.push((Path { steps: steps.collect() }, width));
        }
    }

    fn line(&mut self, points: &[(f64, f64)], width: f64) {
        self.lines.push((Path::polyline(points.iter().copied()), width));
    }
}

fn lay_out(node: &Node, size: f64, face: Face) -> Label {
    let rule = (size * 0.055).max(0.6);
    match node {
        Node::Text(text) => Label {
            width: face.width(text, size),
            ascent: size * CAP_HEIGHT,
            descent: if text.contains(|c: char| "gjpqy()[]{}|,;βγημρφχψ∫".contains(c)) {
                size * 0.21
            } else {
                0.0
            },
            texts: vec![Part { x: 0.0, y: 0.0, size, face, text: text.clone() }],
            lines: Vec::new(),
        },
        Node::Row(nodes) => {
            let mut label = Label::default();
            for node in nodes {
                let part = lay_out(node, size, face);
                let x = label.width;
                label.append(part, x, 0.0);
            }
            label
        }
        Node::Script { up, down } => {
            let mut label = Label::default();
            let small = size * 0.68;
            if let Some(up) = up {
                label.append(lay_out(up, small, face), size * 0.03, -size * 0.38);
            }
            if let Some(down) = down {
                label.append(lay_out(down, small, face), size * 0.03, size * 0.18);
            }
            label.width += size * 0.03;
            label
        }
        Node::Root { degree, body } => {
            let body = lay_out(body, size, face);
            let (ascent, descent) = (body.ascent.max(size * CAP_HEIGHT), body.descent);
            let mut label = Label::default();
            let mut hook = 0.0;
            if let Some(degree) = degree {
                let degree = lay_out(degree, size * 0.5, face);
                hook = (degree.width - size * 0.15).max(0.0);
                label.append(degree, 0.0, -ascent * 0.65);
            }
            let top = -ascent - size * 0.14;
            let start = hook + size * 0.52;
            let end = start + body.width + size * 0.06;
            let bottom = descent + size * 0.02;
            label.line(
                &[
                    (hook + size * 0.04, -ascent * 0.42),
                    (hook + size * 0.16, -ascent * 0.50),
                    (hook + size * 0.30, bottom),
                    (hook + size * 0.46, top),
                    (end, top),
                ],
                rule,
            );
            label.append(body, start, 0.0);
            label.width = end + size * 0.05;
            label.ascent = label.ascent.max(-top + rule);
            label.descent = label.descent.max(bottom);
            label
        }
        Node::Fraction { over, under } => {
            let (over, under) = (lay_out(over, size * 0.85, face), lay_out(under, size * 0.85, face));
            let width = over.width.max(under.width) + size * 0.2;
            let middle = -size * 0.26;
            let mut label = Label::default();
            let (x, y) = ((width - over.width) / 2.0, middle - over.descent - size * 0.14);
            label.append(over, x, y);
            let (x, y) = ((width - under.width) / 2.0, middle + under.ascent + size * 0.14);
            label.append(under, x, y);
            label.line(&[(size * 0.05, middle), (width - size * 0.05, middle)], rule);
            label.width = width;
            label
        }
        Node::Lines { first, second } => {
            let (first, second) = (lay_out(first, size, face), lay_out(second, size, face));
            let mut label = Label::default();
            let gap = first.descent.max(size * 0.2) + second.ascent + size * 0.1;
            label.append(first, 0.0, -gap / 2.0);
            label.append(second, 0.0, gap / 2.0);
            label
        }
        Node::Accent { mark, body } => {
            let body = lay_out(body, size, face);
            let (width, ascent, descent) = (body.width, body.ascent, body.descent);
            // Small letters end lower than capitals; a mark sits on what is there.
            let low = body.texts.iter().all(|part| part.text.chars().all(|c| "acegmnopqrsuvwxyzνμπρσ".contains(c)));
            let top = if low { -size * 0.60 } else { -ascent - size * 0.08 };
            let mut label = Label::default();
            label.append(body, 0.0, 0.0);
            match mark {
                Mark::Bar => label.line(&[(width * 0.08, top), (width * 0.92, top)], rule),
                Mark::Underline => label.line(&[(0.0, descent + rule * 2.0), (width, descent + rule * 2.0)], rule),
                Mark::Slash => label.line(&[(width * 0.15, size * 0.1), (width * 0.85, -ascent - size * 0.05)], rule),
                Mark::Arrow => {
                    let (head, end) = (size * 0.1, width.max(size * 0.3));
                    label.line(&[(0.0, top), (end, top)], rule);
                    label.line(&[(end - head, top - head * 0.7), (end, top), (end - head, top + head * 0.7)], rule);
                }
                Mark::Character(character) => {
                    let text = character.to_string();
                    let x = (width - face.width(&text, size)) / 2.0;
                    let y = if low { -size * 0.08 } else { -size * 0.22 };
                    label.texts.push(Part { x, y, size, face, text });
                }
            }
            label.width = width;
            label.ascent = label.ascent.max(-top + rule);
            label
        }
        Node::Font { face, body } => lay_out(body, size, *face),
    }
}
