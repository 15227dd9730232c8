use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::commands::{make_folder, on_path, run};
use crate::workspace::Workspace;

impl Workspace {
    /// The Python of the tests: an environment of our own with the packages that
    /// `tests/python/requirements.txt` pins; made when that file changed.
    pub(crate) fn python(&self) -> anyhow::Result<PathBuf> {
        let folder = self.private("python");
        let python = folder.join("bin/python");
        let wanted_path = self.root.join("tests/python/requirements.txt");
        let wanted =
            fs::read_to_string(&wanted_path).with_context(|| format!("cannot read `{}`", wanted_path.display()))?;
        let installed = folder.join("installed.txt");
        if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
            return Ok(python);
        }
        let Some(system) = on_path("python3") else {
            bail!(
                "no `python3` on PATH: the Jupyter clients that test the kernel need it (Debian: `apt install python3-venv`)"
            );
        };
        make_folder(&folder)?;
        run(self.command(&system).args(["-m", "venv", "--clear"]).arg(&folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement"];
        run(self.command(&python).args(pip).arg(&wanted_path))?;
        fs::write(&installed, wanted).with_context(|| format!("cannot write `{}`", installed.display()))?;
        Ok(python)
    }
}
