use std::io;

use anyhow::Context;
use rootlet_kernel::jupyter::{ConnectionFile, serve};
use rootlet_kernel::session::History;
use tracing_subscriber::EnvFilter;

use super::arguments::Kernel;
use super::engine;

/// `rootlet kernel -f FILE`: what Jupyter starts.
pub(crate) fn kernel(options: &Kernel) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("ROOTLET_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false).init();
    let connection = ConnectionFile::read(&options.connection_file)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    let outcome = runtime.block_on(serve(&connection, engine::of_kind(options.engine), History::of_user()));
    // A cell that did not end in time may still hold a thread of the runtime.
    runtime.shutdown_background();
    Ok(outcome?)
}
