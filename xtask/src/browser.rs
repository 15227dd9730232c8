use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::commands::{make_folder, on_path, run};
use crate::workspace::Workspace;

/// Chromium under the names by which systems know it.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// What the scripts of `tests/js` and `tests/browser` use: playwright drives the browser (without its own download of
/// one), JSROOT and Vega-Lite draw what plots emit.
const PACKAGES: [&str; 4] = ["playwright-core@1.56.1", "jsroot@7.11.2", "vega@5.33.0", "vega-lite@5.23.0"];

impl Workspace {
    /// The browser tests of `tests/browser`, each a script for node that exits non-zero when it fails.
    pub(crate) fn browser_tests(&self) -> anyhow::Result<()> {
        let scripts = self.scripts("tests/browser")?;
        let browser = browser()?;
        let modules = self.node_modules()?;
        let python = self.python()?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = python.parent().context("Python has no folder")?.to_owned();
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)))?;
        for script in scripts {
            run(self
                .command("node")
                .arg(&script)
                .env("BROWSER_EXECUTABLE", &browser)
                .env("NODE_MODULES", &modules)
                .env("SCREENSHOTS", self.private("screenshots"))
                .env("PATH", &path))?;
        }
        Ok(())
    }

    /// The tests of `tests/js`: what plots emit, drawn by others' code without a browser.
    pub(crate) fn script_tests(&self) -> anyhow::Result<()> {
        let modules = self.node_modules()?;
        for script in self.scripts("tests/js")? {
            run(self.command("node").arg(&script).env("NODE_MODULES", &modules))?;
        }
        Ok(())
    }

    fn scripts(&self, folder: &str) -> anyhow::Result<Vec<PathBuf>> {
        let entries = self.root.join(folder).read_dir().into_iter().flatten().flatten();
        let mut scripts: Vec<_> = entries.map(|entry| entry.path()).collect();
        // What begins with an underscore is shared by the others.
        let is_test = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".mjs") && !name.starts_with('_')
        };
        scripts.retain(is_test);
        scripts.sort();
        if scripts.is_empty() {
            bail!("no `*.mjs` in `{folder}`");
        }
        Ok(scripts)
    }

    /// `node_modules` with the packages, installed without running anybody's scripts.
    fn node_modules(&self) -> anyhow::Result<PathBuf> {
        let folder = self.private("node");
        let modules = folder.join("node_modules");
        let installed = folder.join("installed.txt");
        if fs::read_to_string(&installed).is_ok_and(|packages| packages == PACKAGES.join(" ")) {
            return Ok(modules);
        }
        if on_path("npm").is_none() {
            bail!("no `npm` on PATH: the tests of plots need node (Debian: `apt install nodejs npm`)");
        }
        make_folder(&folder)?;
        make_folder(&self.private("screenshots"))?;
        let options =
            ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent", "--no-save"];
        run(self.command("npm").args(options).arg("--prefix").arg(&folder).args(PACKAGES))?;
        fs::write(&installed, PACKAGES.join(" ")).with_context(|| format!("cannot write `{}`", installed.display()))?;
        Ok(modules)
    }
}

/// A browser that is here or, for the superuser of a Debian, is installed now.
fn browser() -> anyhow::Result<PathBuf> {
    let find = || {
        let named = std::env::var_os("BROWSER_EXECUTABLE").map(PathBuf::from);
        named.or_else(|| BROWSERS.into_iter().find_map(on_path))
    };
    if let Some(browser) = find() {
        return Ok(browser);
    }
    if let Some(apt) = on_path("apt-get") {
        eprintln!("no browser on PATH: trying to install chromium");
        let install = |arguments: &[&str]| {
            let mut command = std::process::Command::new(&apt);
            run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        // It fails for anybody but the superuser; the message below says what to do then.
        let _ = install(&["update", "-qq"])
            .and_then(|()| install(&["install", "-qq", "-y", "--no-install-recommends", "chromium"]));
    }
    find().context("no browser: install chromium, or name one by BROWSER_EXECUTABLE")
}
