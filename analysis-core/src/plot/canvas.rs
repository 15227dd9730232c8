use rootlet_display::{MimeBundle, Show};

use super::{Area, Figure, Plot};

/// Several plots beside each other, like a `TCanvas` divided into pads.
///
/// # Examples
/// ```
/// use rootlet::Hist1D;
/// use rootlet::plot::Canvas;
///
/// let a = Hist1D::new("a", "left", 10, 0.0, 1.0);
/// let b = Hist1D::new("b", "right", 10, 0.0, 1.0);
/// let canvas = Canvas::divided(2, 1).add(&a).add(b.draw().log_y());
/// canvas.draw();
/// ```
#[derive(Clone, Debug)]
pub struct Canvas {
    figure: Figure,
    columns: usize,
    rows: usize,
    next: usize,
}

impl Canvas {
    /// A canvas of `columns` times `rows` equal pads; both are at least 1.
    pub fn divided(columns: usize, rows: usize) -> Self {
        let (columns, rows) = (columns.clamp(1, 100), rows.clamp(1, 100));
        // Pads keep a readable size: each row and column adds half of a plot's.
        let figure = Figure::default();
        let grow = |side: u32, count: usize| (f64::from(side) * (1.0 + 0.5 * (count as f64 - 1.0))).min(4000.0) as u32;
        let figure = Figure { width: grow(figure.width, columns), height: grow(figure.height, rows), ..figure };
        Self { figure, columns, rows, next: 1 }
    }

    /// Width and height of the canvas in CSS pixels, held to 50–10000.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.figure.width = width.clamp(50, 10_000);
        self.figure.height = height.clamp(50, 10_000);
        self
    }

    /// Puts a plot into the next pad: row by row, from the upper left.
    pub fn add(mut self, plot: impl Into<Plot>) -> Self {
        let number = self.next;
        self.next += 1;
        self.pad(number, plot)
    }

    /// Puts a plot into pad `number`, counted from 1 as by ROOT's `cd`; a number beyond the last starts over.
    pub fn pad(self, number: usize, plot: impl Into<Plot>) -> Self {
        // ROOT's gap between pads.
        const GAP: f64 = 0.01;
        let index = number.saturating_sub(1) % (self.columns * self.rows);
        let (column, row) = (index % self.columns, index / self.columns);
        let (width, height) = (1.0 / self.columns as f64, 1.0 / self.rows as f64);
        let area = Area {
            left: column as f64 * width + GAP / 2.0,
            right: (column + 1) as f64 * width - GAP / 2.0,
            top: 1.0 - row as f64 * height - GAP / 2.0,
            bottom: 1.0 - (row + 1) as f64 * height + GAP / 2.0,
        };
        self.place(area, plot)
    }

    /// Puts a plot anywhere.
    pub fn place(mut self, area: Area, plot: impl Into<Plot>) -> Self {
        let figure = plot.into().into_figure();
        self.figure.theme = figure.theme;
        for mut pad in figure.pads {
            let inner = pad.area;
            // In small pads ROOT's letters are hard to read.
            if self.columns * self.rows > 1 {
                pad.text_scale = Some(pad.text_scale.unwrap_or(1.0) * 1.2);
            }
            let (width, height) = (area.right - area.left, area.top - area.bottom);
            pad.area = Area {
                left: area.left + inner.left * width,
                right: area.left + inner.right * width,
                bottom: area.bottom + inner.bottom * height,
                top: area.bottom + inner.top * height,
            };
            self.figure.pads.push(pad);
        }
        self
    }

    /// The plot of all pads.
    pub fn draw(&self) -> Plot {
        Plot::new(self.figure.clone())
    }
}

impl From<Canvas> for Plot {
    fn from(canvas: Canvas) -> Self {
        Plot::new(canvas.figure)
    }
}

impl From<&Canvas> for Plot {
    fn from(canvas: &Canvas) -> Self {
        canvas.draw()
    }
}

impl Show for Canvas {
    fn mime_bundle(&self) -> MimeBundle {
        self.draw().mime_bundle()
    }
}
