use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Error;

/// One data folder of Jupyter, for example `~/.local/share/jupyter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFolder(pub PathBuf);

impl DataFolder {
    /// The data folder of an environment, for example `/opt/conda` → `/opt/conda/share/jupyter`.
    pub fn of_prefix(prefix: &Path) -> Self {
        Self(prefix.join("share/jupyter"))
    }

    /// Where the kernel `name` lives.
    pub fn kernel(&self, name: &str) -> PathBuf {
        self.0.join("kernels").join(name)
    }

    /// Where the template `name` of nbconvert lives.
    pub fn template(&self, name: &str) -> PathBuf {
        self.0.join("nbconvert/templates").join(name)
    }

    /// Where the JupyterLab extension `name` lives.
    pub fn labextension(&self, name: &str) -> PathBuf {
        self.0.join("labextensions").join(name)
    }
}

/// The data folders of Jupyter on this machine, as `jupyter --paths` lists them.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// From `JUPYTER_PATH`, first wins.
    pub explicit: Vec<DataFolder>,
    /// The user's own; `None` without a home folder.
    pub user: Option<DataFolder>,
    /// Of the whole machine.
    pub system: Vec<DataFolder>,
}

impl Places {
    /// The places that this process' environment names.
    pub fn from_env() -> Self {
        Self::new(|name| env::var_os(name))
    }

    /// The places that the given variables name; empty variables count as unset.
    pub fn new(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home_data = || {
            let home = path("HOME")?;
            Some(if cfg!(target_os = "macos") {
                home.join("Library/Jupyter")
            } else {
                path("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share")).join("jupyter")
            })
        };
        let explicit = path("JUPYTER_PATH")
            .map(|list| env::split_paths(&list).filter(|p| !p.as_os_str().is_empty()).map(DataFolder).collect());
        Self {
            explicit: explicit.unwrap_or_default(),
            user: path("JUPYTER_DATA_DIR").or_else(home_data).map(DataFolder),
            system: ["/usr/local/share/jupyter", "/usr/share/jupyter"].map(|p| DataFolder(p.into())).into(),
        }
    }

    /// The user's data folder.
    ///
    /// # Errors
    /// Where neither a home folder nor `JUPYTER_DATA_DIR` is known.
    pub fn user(&self) -> Result<&DataFolder, Error> {
        self.user.as_ref().ok_or(Error::NoHome)
    }

    /// Every place once, in the order in which Jupyter searches them; `prefix` is that of its Python.
    pub fn search(&self, prefix: Option<&Path>) -> Vec<DataFolder> {
        let of_prefix = prefix.map(DataFolder::of_prefix);
        let mut all: Vec<DataFolder> = Vec::new();
        for folder in self.explicit.iter().chain(&self.user).chain(&of_prefix).chain(&self.system) {
            if !all.contains(folder) {
                all.push(folder.clone());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(variables: &[(&str, &str)]) -> Places {
        Places::new(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    #[cfg(not(target_os = "macos"))]
    fn user_folder_follows_xdg() {
        assert_eq!(places(&[("HOME", "/h")]).user.unwrap().0, Path::new("/h/.local/share/jupyter"));
        let xdg = places(&[("HOME", "/h"), ("XDG_DATA_HOME", "/d")]);
        assert_eq!(xdg.user.unwrap().0, Path::new("/d/jupyter"));
    }

    #[test]
    fn jupyter_data_dir_wins_and_empty_counts_as_unset() {
        let both = places(&[("HOME", "/h"), ("JUPYTER_DATA_DIR", "/j"), ("JUPYTER_PATH", "")]);
        assert_eq!(both.user.unwrap().0, Path::new("/j"));
        assert_eq!(both.explicit, []);
    }

    #[test]
    fn no_home_is_an_error_with_a_hint() {
        let error = places(&[]).user().cloned().unwrap_err();
        assert!(matches!(error, Error::NoHome));
        assert!(error.hint().unwrap().contains("--prefix"));
    }

    #[test]
    fn search_keeps_jupyters_order_and_names_each_once() {
        let found = places(&[("JUPYTER_DATA_DIR", "/u"), ("JUPYTER_PATH", "/a:/u")]).search(Some(Path::new("/env")));
        let paths: Vec<_> = found.iter().map(|folder| folder.0.to_str().unwrap()).collect();
        assert_eq!(paths, ["/a", "/u", "/env/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"]);
    }
}
