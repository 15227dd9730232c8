use super::arguments::Ls;

/// `rootlet ls`.
pub(crate) fn ls(options: &Ls) -> anyhow::Result<()> {
    let _ = options;
    Ok(())
}
