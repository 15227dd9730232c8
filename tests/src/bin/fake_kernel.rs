//! A kernel process with the fake evaluator: `rootlet-fake-kernel CONNECTION_FILE`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use rootlet_kernel::jupyter::{ConnectionFile, serve};
use rootlet_kernel::session::History;
use rootlet_tests::FakeEngine;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).context("the connection file is missing")?;
    let connection = ConnectionFile::read(&path)?;
    serve(&connection, Arc::new(FakeEngine::default()), History::of_user()).await?;
    Ok(())
}
