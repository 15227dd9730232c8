use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};

use crate::commands::{make_folder, on_path, output, run};
use crate::workspace::Workspace;

/// How the binaries are compiled.
#[derive(Clone, Copy)]
pub(crate) struct Profile {
    name: &'static str,
    /// Below the target folder.
    folder: &'static str,
}

impl Profile {
    /// What users get.
    pub(crate) const RELEASE: Self = Self { name: "release", folder: "release" };
    /// What the tests have built already: to try the archive itself.
    pub(crate) const DEV: Self = Self { name: "dev", folder: "debug" };
}

/// Makes the archive that runs where it is unpacked, and tries it: `target/xtask/dist/rootlet-VERSION-HOST.tar.gz`.
///
/// It holds the binary and the analyser, the cell library for this toolchain, the kernelspec and the renderer, completions,
/// the manual and the gallery. `root`, the root folder of another system (as debootstrap makes them) with a
/// Rust toolchain of this version in it, is where the archive is tried as well.
pub(crate) fn dist(workspace: &Workspace, profile: Profile, root: Option<&Path>) -> anyhow::Result<()> {
    let start = Instant::now();
    let words = ["build", "--profile", profile.name, "--locked", "-p", "rootlet-kernel", "-p", "rootlet-analyser"];
    workspace.cargo(words)?;
    let binary = workspace.target.join(profile.folder).join("rootlet");
    let built = start.elapsed();
    let library = output(workspace.command(&binary).arg("build-library"))?;
    let library = Path::new(library.trim());

    let name = format!("rootlet-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let folder = workspace.private("dist");
    let stage = folder.join(&name);
    if stage.exists() {
        fs::remove_dir_all(&stage).with_context(|| format!("cannot empty `{}`", stage.display()))?;
    }
    fill(workspace, &stage, &binary, library)?;
    let archive = folder.join(format!("{name}.tar.gz"));
    pack(&folder, &name, &archive)?;
    eprintln!(
        "{}: {:.1} MB packed, {:.1} MB unpacked; {:.0} s in all, {:.0} s of them for the binary",
        archive.display(),
        megabytes(&archive)?,
        megabytes(&stage)?,
        start.elapsed().as_secs_f64(),
        built.as_secs_f64(),
    );
    try_in_empty_home(workspace, &archive, &name)?;
    root.map_or(Ok(()), |root| try_in_other_system(&archive, &name, root))
}

/// What belongs into the archive.
fn fill(workspace: &Workspace, stage: &Path, binary: &Path, library: &Path) -> anyhow::Result<()> {
    let folder = |path: &str| {
        let folder = stage.join(path);
        make_folder(&folder).map(|()| folder)
    };
    let programs = folder("bin")?;
    copy(binary, &programs.join("rootlet"))?;
    copy(&binary.with_file_name("rootlet-analyser"), &programs.join("rootlet-analyser"))?;
    let key = library.file_name().context("the cell library has no name")?;
    copy_tree(library, &folder("lib/rootlet")?.join(key))?;
    for (what, place) in [
        ("bash", "share/bash-completion/completions"),
        ("zsh", "share/zsh/site-functions"),
        ("fish", "share/fish/vendor_completions.d"),
        ("man", "share/man/man1"),
    ] {
        run(workspace.command(binary).args(["generate", what, "--output"]).arg(folder(place)?))?;
    }
    let completions = stage.join("share/bash-completion/completions");
    fs::rename(completions.join("rootlet.bash"), completions.join("rootlet"))?;
    let doc = folder("share/doc/rootlet")?;
    for file in ["README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&workspace.root.join(file), &doc.join(file))?;
    }
    let gallery = folder("share/rootlet/notebooks")?;
    for notebook in workspace.notebooks()? {
        copy(&notebook, &gallery.join(notebook.file_name().unwrap_or_default()))?;
    }
    copy_tree(&workspace.root.join("notebooks/data"), &gallery.join("data"))?;
    kernelspec(workspace, stage)
}

/// `share/jupyter`, for `JUPYTER_PATH`; its `kernel.json` finds the binary from where it is itself.
fn kernelspec(workspace: &Workspace, stage: &Path) -> anyhow::Result<()> {
    let binary = stage.join("bin/rootlet");
    run(workspace.command(&binary).args(["install", "--prefix"]).arg(stage))?;
    let folder = stage.join("share/jupyter/kernels/rootlet");
    let path = folder.join("kernel.json");
    let json = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    // Below cargo's target folder, where builds come and go, `install` copies the binary and names the copy.
    let copy = folder.join("rootlet");
    if copy.exists() {
        fs::remove_file(&copy).with_context(|| format!("cannot remove `{}`", copy.display()))?;
    }
    // Jupyter puts the folder of `kernel.json` there.
    let place = "{resource_dir}/../../../../bin/rootlet";
    let named = [&copy, &binary].map(|program| format!("\"{}\"", program.display()));
    let Some(program) = named.iter().find(|program| json.contains(program.as_str())) else {
        bail!("`{}` does not name the binary of the archive", path.display());
    };
    fs::write(&path, json.replace(program, &format!("\"{place}\"")))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

/// The same files give the same bytes.
fn pack(folder: &Path, name: &str, archive: &Path) -> anyhow::Result<()> {
    let same = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
    run(Command::new("tar")
        .args(["--create", "--gzip"])
        .args(same)
        .arg("--file")
        .arg(archive)
        .arg("-C")
        .arg(folder)
        .arg(name))
}

/// What a first cell must print.
const FIRST_CELL: &str =
    r#"let mut h = Hist1D::new("h", "", 64, -4.0, 4.0); h.fill_random("gaus", 5000); println!("{:.6}", h.mean());"#;
const ANSWER: &str = "0.008152\n";

/// With nothing but rustc on PATH and an empty home.
fn try_in_empty_home(workspace: &Workspace, archive: &Path, name: &str) -> anyhow::Result<()> {
    let place = workspace.private("dist-try");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("cannot empty `{}`", place.display()))?;
    }
    let home = place.join("home");
    make_folder(&home)?;
    // Moved after unpacking: nothing may know where it was made.
    run(Command::new("tar").arg("--extract").arg("--file").arg(archive).arg("-C").arg(&place))?;
    let unpacked = place.join("else where");
    fs::rename(place.join(name), &unpacked)?;

    let rustc = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let path = std::env::join_paths([Path::new(rustc.trim()).join("bin"), "/usr/bin".into(), "/bin".into()])?;
    let rootlet = || {
        let mut command = Command::new(unpacked.join("bin/rootlet"));
        command.env_clear().env("PATH", &path).env("HOME", &home).current_dir(&home);
        command
    };
    let start = Instant::now();
    expect(&output(rootlet().args(["-e", FIRST_CELL]))?, "in an empty home")?;
    let first = start.elapsed();
    run(rootlet().args(["run", "--check"]).arg(unpacked.join("share/rootlet/notebooks/01-first-rootbook.ipynb")))?;
    if home.join(".cache/rootlet/lib").exists() {
        bail!("the unpacked archive built a cell library of its own");
    }
    eprintln!("unpacked in an empty home: the first cell answers after {:.2} s", first.as_secs_f64());
    Ok(())
}

/// In another system's root, as its superuser.
fn try_in_other_system(archive: &Path, name: &str, root: &Path) -> anyhow::Result<()> {
    if on_path("chroot").is_none() {
        bail!("no `chroot` on PATH: it needs the superuser");
    }
    // rustup and rootlet find themselves there.
    if !root.join("proc/self").exists() {
        bail!("`{0}/proc` is empty: `mount -t proc proc {0}/proc`", root.display());
    }
    let opt = root.join("opt");
    run(Command::new("tar").arg("--extract").arg("--file").arg(archive).arg("-C").arg(&opt))?;
    let rootlet = |words: &[&str]| {
        let mut command = Command::new("chroot");
        command.env_clear().arg(root).arg("/usr/bin/env").args(["-i", "HOME=/home/ada"]);
        command.arg("PATH=/home/ada/.cargo/bin:/usr/bin:/bin").arg(format!("/opt/{name}/bin/rootlet")).args(words);
        command
    };
    make_folder(&root.join("home/ada"))?;
    let start = Instant::now();
    expect(&output(&mut rootlet(&["-e", FIRST_CELL]))?, "in the other system")?;
    eprintln!("unpacked in `{}`: the first cell answers after {:.2} s", root.display(), start.elapsed().as_secs_f64());
    let notebook = format!("/opt/{name}/share/rootlet/notebooks/02-histograms.ipynb");
    run(&mut rootlet(&["run", "--check", &notebook]))
}

fn expect(printed: &str, place: &str) -> anyhow::Result<()> {
    if printed != ANSWER {
        bail!("the first cell {place} printed `{printed}`, not `{ANSWER}`");
    }
    Ok(())
}

/// The target of the toolchain, for example `x86_64-unknown-linux-gnu`.
fn host() -> anyhow::Result<String> {
    let text = output(Command::new("rustc").arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` names no host")
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("cannot copy `{}` to `{}`", from.display(), to.display()))
}

fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    make_folder(to)?;
    for path in entries(from)? {
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy_tree(&path, &target)? } else { copy(&path, &target)? }
    }
    Ok(())
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = folder.read_dir().with_context(|| format!("cannot read `{}`", folder.display()))?;
    Ok(entries.collect::<Result<Vec<_>, _>>()?.into_iter().map(|entry| entry.path()).collect())
}

/// The size of a file or of all files below a folder, in 10⁶ bytes.
fn megabytes(path: &Path) -> anyhow::Result<f64> {
    if path.is_dir() {
        return entries(path)?.iter().map(|path| megabytes(path)).sum();
    }
    let data = path.metadata().with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(data.len() as f64 / 1e6)
}
