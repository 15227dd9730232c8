use std::path::Path;

use super::output::{jsroot, raster, svg};
use super::{Plot, PlotError, render};

/// What `save` knows.
const KNOWN: &str = ".png, .pdf, .svg, .json, .root";

impl Plot {
    /// Writes the plot to a file; its ending says the format: `.png`, `.pdf`, `.svg`, `.json` (ROOT's, for JSROOT)
    /// or `.root` (a `TCanvas` under the figure's name, `c1`, which ROOT draws and JSROOT's page shows).
    ///
    /// A name that ends in `@2x.png` gets two pixels for each CSS pixel.
    ///
    /// # Errors
    /// For an unknown ending, and where the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        if ending(path) == "root" {
            self.settle();
            return rooted(self, path).map_err(|source| PlotError::Root { path: path.to_owned(), source });
        }
        let data = self.encoded(path)?;
        std::fs::write(path, data).map_err(|source| PlotError::Write { path: path.to_owned(), source })
    }

    fn encoded(&self, path: &Path) -> Result<Vec<u8>, PlotError> {
        self.settle();
        let figure = self.figure();
        match ending(path).as_str() {
            "svg" => Ok(svg::write(&render::scene(figure)).into_bytes()),
            "png" => {
                let fine = path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("@2x"));
                let picture = raster::png(&render::scene(figure), if fine { 2.0 } else { 1.0 });
                if picture.is_empty() {
                    return Err(PlotError::BadSize { width: figure.width, height: figure.height });
                }
                Ok(picture)
            }
            "pdf" => Ok(super::output::pdf::write(&render::scene(figure))),
            "json" => Ok(jsroot::canvas(figure).to_string().into_bytes()),
            _ => Err(PlotError::UnknownFormat { path: path.to_owned(), known: KNOWN }),
        }
    }
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase()
}

fn rooted(plot: &Plot, path: &Path) -> Result<(), rootio::Error> {
    let mut file = rootio::RootWriter::create(path)?;
    file.write("", plot)?;
    file.finish()
}
