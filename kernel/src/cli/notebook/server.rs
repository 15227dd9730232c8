use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

use anyhow::Context;
use tokio::sync::oneshot;

use super::Browser;
use crate::cli::error::CliError;
use crate::cli::system::terminate;

/// Runs Jupyter until it ends or the user does: Ctrl-C ends it cleanly and without a question.
///
/// Its log goes to `log`; its address is printed as soon as it is known.
pub(super) fn serve(
    program: &Path,
    arguments: &[OsString],
    environment: &[(&str, OsString)],
    browser: Browser,
    log: &Path,
) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    // A group of its own: the terminal's Ctrl-C must not reach it before we ask it to end.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start")?;
    let (status, asked) = runtime.block_on(async {
        // Handlers first: a Ctrl-C during the start must not leave an orphan.
        let mut stop = Stop::new()?;
        let mut child = command.spawn().with_context(|| format!("cannot start `{}`", program.display()))?;
        let process_id = child.id();
        if let Some(stderr) = child.stderr.take() {
            let file = File::create(log).with_context(|| format!("cannot write `{}`", log.display()))?;
            thread::spawn(move || follow(stderr, file, browser));
        }
        let mut ended = ended(child);
        tokio::select! {
            status = &mut ended => Ok((status?, false)),
            () = stop.asked() => {
                let _ = writeln!(io::stderr(), "stopping Jupyter");
                terminate(process_id);
                Ok::<_, anyhow::Error>((ended.await?, true))
            }
        }
    })?;
    let status = status.context("cannot wait for Jupyter")?;
    if asked || status.success() {
        return Ok(());
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let program = program.display().to_string();
    Err(CliError::JupyterEnded { program, status, log: lines[lines.len().saturating_sub(15)..].join("\n") }.into())
}

/// Waits for the child in a thread of its own.
fn ended(mut child: Child) -> oneshot::Receiver<io::Result<ExitStatus>> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || sender.send(child.wait()));
    receiver
}

/// The signals by which a user or a service manager asks us to end.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    fn new() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let handler = |kind| signal(kind).context("cannot watch for Ctrl-C");
        Ok(Self {
            terminate: handler(SignalKind::terminate())?,
            interrupt: handler(SignalKind::interrupt())?,
            hang_up: handler(SignalKind::hangup())?,
        })
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

/// Copies Jupyter's log and tells the user where to look.
fn follow(stderr: impl io::Read, mut log: File, browser: Browser) {
    let mut told = false;
    for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
        let _ = log.write_all(&line).and_then(|()| log.write_all(b"\n"));
        let line = String::from_utf8_lossy(&line);
        if let Some(address) = address(&line).filter(|_| !told) {
            told = true;
            let _ = writeln!(io::stdout(), "{address}");
            let how = match browser {
                Browser::Yes => "a browser opens it",
                Browser::No => "open it in a browser",
            };
            let _ = writeln!(io::stderr(), "JupyterLab is ready; {how}; Ctrl-C stops it");
        }
    }
}

/// The first address with its token in a line of Jupyter's log.
fn address(line: &str) -> Option<&str> {
    let start = line.find("http://").or_else(|| line.find("https://"))?;
    let address = line[start..].split_whitespace().next()?;
    // Jupyter shows a token that the user chose as three dots: such a line still says where.
    (address.contains("/lab")
        || address.contains("/tree")
        || address.contains("/notebooks")
        || address.contains("token="))
    .then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_found_in_the_log() {
        let line = "[I 2026-11-21 08:00:00.000 ServerApp] http://localhost:8888/lab/tree/a.ipynb?token=abc";
        assert_eq!(address(line), Some("http://localhost:8888/lab/tree/a.ipynb?token=abc"));
        assert_eq!(address("[I ServerApp] Jupyter Server 2.17 is running at:"), None);
        assert_eq!(address("see https://jupyter.org for help"), None);
    }
}
