//! ROOT's spelling of a title with those of the axes: `title;x;y`.

/// The title and those of the axes.
pub(super) fn apart(text: &str) -> (&str, &str, &str) {
    let mut parts = text.splitn(3, ';');
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}

pub(super) fn together(title: &str, x: &str, y: &str) -> String {
    if x.is_empty() && y.is_empty() { title.to_owned() } else { format!("{title};{x};{y}") }
}
