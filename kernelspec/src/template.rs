//! The template of nbconvert that keeps plots interactive in an exported page.

use std::path::Path;

use crate::renderer::drawing;
use crate::{Error, folder};

/// By which nbconvert knows it: `jupyter nbconvert --to html --template rootlet`.
pub(crate) const NAME: &str = "rootlet";

/// Writes the template's files below `target`.
pub(crate) fn write(target: &Path) -> Result<(), Error> {
    folder::write(&target.join("conf.json"), include_bytes!("../assets/nbconvert/conf.json"))?;
    folder::write(&target.join("index.html.j2"), include_bytes!("../assets/nbconvert/index.html.j2"))?;
    folder::write(&target.join("static/jsroot.min.js"), drawing("jsroot.min.js").unwrap_or_default())?;
    folder::write(&target.join("static/plots.mjs"), plots().as_bytes())
}

/// The renderer's modules and what starts them in a page, as one module: a page has no folder to import from.
fn plots() -> String {
    let module = |name: &str| {
        let text = String::from_utf8_lossy(drawing(name).unwrap_or_default()).into_owned();
        let lines = text.lines().filter(|line| !line.starts_with("import "));
        lines.map(|line| format!("{}\n", line.strip_prefix("export ").unwrap_or(line))).collect::<String>()
    };
    module("sanitize.mjs") + &module("draw.mjs") + include_str!("../assets/nbconvert/page.mjs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_module_imports_nothing() {
        let text = plots();
        assert!(text.contains("\nfunction sanitize(") && text.contains("\nclass Plot "));
        assert!(!text.lines().any(|line| line.starts_with("import ") || line.starts_with("export ")));
        // It stands inside a script element.
        assert!(!text.contains("</script"));
    }
}
