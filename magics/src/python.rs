use crate::Context;

/// The Python that the session uses: `$VIRTUAL_ENV`, `$CONDA_PREFIX`, `./.venv`, or `python3`.
pub(crate) fn interpreter(context: &Context<'_>) -> String {
    ["VIRTUAL_ENV", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(|name| context.environment(name))
        .map(Into::into)
        .chain([context.path(".venv")])
        .map(|folder: std::path::PathBuf| folder.join("bin").join("python"))
        .find(|path| path.exists())
        .map_or_else(|| "python3".to_owned(), |path| path.to_string_lossy().into_owned())
}
