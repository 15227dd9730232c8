use std::path::Path;

use serde_json::Value;

use crate::{Error, folder};

/// The files of the JupyterLab renderer, `(path, content)`, filled by `build.rs`.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/labextension.rs"));

/// The JupyterLab extension that draws plots, as this binary carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renderer {
    /// The package's name: the folder under `labextensions` must be called so.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The folder inside the embedded tree where `package.json` stands; empty for the top.
    root: String,
}

/// The renderer inside this binary; `None` where it was built without.
pub fn renderer() -> Option<Renderer> {
    from_files(FILES)
}

/// A file of the renderer's folder `static`; `None` where it was built without.
pub(crate) fn drawing(name: &str) -> Option<&'static [u8]> {
    let is_it = |path: &str| Path::new(path).ends_with(Path::new("static").join(name));
    FILES.iter().find(|(path, _)| is_it(path)).map(|(_, content)| *content)
}

fn from_files(files: &[(&str, &[u8])]) -> Option<Renderer> {
    let (path, package) =
        files.iter().find(|(path, _)| Path::new(path).file_name() == Some("package.json".as_ref()))?;
    let package: Value = serde_json::from_slice(package).ok()?;
    Some(Renderer {
        name: package["name"].as_str()?.to_owned(),
        version: package["version"].as_str().unwrap_or("0").to_owned(),
        root: path.strip_suffix("package.json")?.to_owned(),
    })
}

impl Renderer {
    /// Writes every file of the extension below `target`.
    pub(crate) fn write(&self, target: &Path) -> Result<(), Error> {
        for (path, content) in FILES {
            if let Some(inside) = path.strip_prefix(&self.root) {
                folder::write(&target.join(inside), content)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_version_come_from_the_package() {
        let package = br#"{"name": "rootlet-jsroot", "version": "1.2.3"}"#.as_slice();
        let found = from_files(&[("x/install.json", b"{}"), ("x/package.json", package)]).unwrap();
        assert_eq!(
            (found.name.as_str(), found.version.as_str(), found.root.as_str()),
            ("rootlet-jsroot", "1.2.3", "x/")
        );
    }

    #[test]
    fn no_package_is_no_renderer() {
        assert_eq!(from_files(&[]), None);
        assert_eq!(from_files(&[("package.json", b"broken")]), None);
    }
}
