use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use rootlet_kernelspec::{
    DataFolder, FoundRenderer, KernelSpec, OnConflict, Places, RendererChoice, find, stable_program, sys_prefix,
};

use super::arguments::{Install, Uninstall, Where};
use super::system::search_path;

/// `rootlet install`.
pub(crate) fn install(options: &Install) -> anyhow::Result<()> {
    let data = target(&options.place)?;
    let spec = KernelSpec {
        name: options.name.clone(),
        display_name: options.display_name.clone(),
        environment: options.env.iter().cloned().collect(),
        ..KernelSpec::new("")
    };
    let program = stable_program(&executable()?, &search_path());
    let on_conflict = if options.replace { OnConflict::Replace } else { OnConflict::Refuse };
    let choice = if options.no_labextension { RendererChoice::Skip } else { RendererChoice::Install };
    let installed = rootlet_kernelspec::install(&data, spec, &program, on_conflict, choice)?;
    let mut out = io::stdout().lock();
    writeln!(out, "kernel    {}", installed.kernel.display())?;
    writeln!(out, "starts    {}", installed.program.display())?;
    if let Some(renderer) = installed.renderer {
        writeln!(out, "renderer  {}", renderer.display())?;
    } else if choice == RendererChoice::Install {
        writeln!(io::stderr(), "note: this build carries no renderer; plots are shown as pictures")?;
    }
    Ok(())
}

/// `rootlet uninstall`: from the named place, or from all of them.
pub(crate) fn uninstall(options: &Uninstall) -> anyhow::Result<()> {
    let Where { user, sys_prefix, prefix } = &options.place;
    let folders = if *user || *sys_prefix || prefix.is_some() { vec![target(&options.place)?] } else { everywhere() };
    for folder in rootlet_kernelspec::uninstall(&folders, &options.name)? {
        writeln!(io::stdout(), "removed {}", folder.display())?;
    }
    Ok(())
}

/// `rootlet status`.
pub(crate) fn status() -> anyhow::Result<()> {
    let found = find(&everywhere(), &executable()?);
    let mut out = io::stdout().lock();
    if found.is_empty() {
        writeln!(out, "no kernel is installed")?;
        writeln!(
            io::stderr(),
            "hint: `rootlet install` installs it for you; `rootlet --notebook` needs no installation"
        )?;
    }
    for kernel in found {
        writeln!(out, "{} ({}), version {}", kernel.name, kernel.display_name, kernel.version)?;
        writeln!(out, "  kernel    {}", kernel.kernel.display())?;
        let binary = match (kernel.program_exists, kernel.is_this_binary) {
            (false, _) => "which is missing",
            (true, true) => "this binary",
            (true, false) => "another binary",
        };
        writeln!(out, "  starts    {} ({binary})", kernel.program.display())?;
        let state = match kernel.renderer {
            FoundRenderer::Current => "installed".to_owned(),
            FoundRenderer::Other(version) => format!("of version {version}; `rootlet install` brings it up to date"),
            FoundRenderer::Missing => "not installed here".to_owned(),
        };
        writeln!(out, "  renderer  {state}")?;
    }
    Ok(())
}

/// The running binary.
pub(crate) fn executable() -> anyhow::Result<PathBuf> {
    env::current_exe().context("cannot find the path of this program")
}

/// Every data folder that the Jupyter on PATH searches.
pub(crate) fn everywhere() -> Vec<DataFolder> {
    Places::from_env().search(sys_prefix().ok().as_deref())
}

fn target(place: &Where) -> anyhow::Result<DataFolder> {
    if let Some(prefix) = &place.prefix {
        let absolute = std::path::absolute(prefix).with_context(|| format!("cannot use `{}`", prefix.display()))?;
        return Ok(DataFolder::of_prefix(&absolute));
    }
    if place.sys_prefix {
        return Ok(DataFolder::of_prefix(Path::new(&sys_prefix()?)));
    }
    Ok(Places::from_env().user()?.clone())
}
