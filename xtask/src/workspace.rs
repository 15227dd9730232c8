use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Where things are; everything that the steps make lies below the target folder.
pub(crate) struct Workspace {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// cargo's target folder.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The workspace that holds this program.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("`xtask` has no folder above it")?.to_owned();
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    /// A folder for what the steps make beside cargo.
    pub(crate) fn private(&self, name: &str) -> PathBuf {
        self.target.join("xtask").join(name)
    }

    /// The binary that the tests drive: built like the tests, so that nothing is built twice.
    pub(crate) fn rootlet(&self) -> PathBuf {
        self.target.join("debug").join("rootlet")
    }

    /// What every process of the product is given: its cell library, its kernelspec and its history
    /// stay below the target folder too. A cache that the user names is shared.
    pub(crate) fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let cache = env::var_os("ROOTLET_CACHE").map_or_else(|| self.private("cache"), PathBuf::from);
        vec![
            ("ROOTLET_CACHE", cache),
            ("ROOTLET_BINARY", self.rootlet()),
            ("JUPYTER_PATH", self.private("jupyter").join("share/jupyter")),
            ("JUPYTER_CONFIG_DIR", self.private("jupyter").join("config")),
            ("JUPYTER_DATA_DIR", self.private("jupyter").join("data")),
            ("JUPYTER_RUNTIME_DIR", self.private("jupyter").join("runtime")),
            ("IPYTHONDIR", self.private("jupyter").join("ipython")),
            ("XDG_DATA_HOME", self.private("data")),
            ("XDG_STATE_HOME", self.private("state")),
        ]
    }

    /// The notebooks of the gallery, sorted.
    pub(crate) fn notebooks(&self) -> anyhow::Result<Vec<PathBuf>> {
        let folder = self.root.join("notebooks");
        let entries = folder.read_dir().with_context(|| format!("cannot read `{}`", folder.display()))?;
        let mut notebooks: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        notebooks.retain(|path| path.extension().is_some_and(|ending| ending == "ipynb"));
        notebooks.sort();
        Ok(notebooks)
    }
}
