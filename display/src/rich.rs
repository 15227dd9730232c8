use std::path::Path;

use crate::MimeBundle;

/// HTML, as a front end's browser shows it.
pub fn html(text: impl Into<String>) -> MimeBundle {
    rich("text/html", text.into())
}

/// Markdown.
pub fn markdown(text: impl Into<String>) -> MimeBundle {
    rich("text/markdown", text.into())
}

/// LaTeX; mathematics between dollar signs.
pub fn latex(text: impl Into<String>) -> MimeBundle {
    rich("text/latex", text.into())
}

/// A drawing as SVG text.
pub fn svg(text: impl Into<String>) -> MimeBundle {
    let text = text.into();
    MimeBundle::text(format!("<SVG, {} bytes>", text.len())).with("image/svg+xml", text)
}

/// An image file, read now: PNG, JPEG, GIF, WebP or SVG, by its ending.
///
/// # Errors
/// Where the file cannot be read, or its ending is none of these.
pub fn image(path: impl AsRef<Path>) -> std::io::Result<MimeBundle> {
    let path = path.as_ref();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let mime = match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => return Ok(svg(std::fs::read_to_string(path)?)),
        _ => {
            let message =
                format!("`{}` is no image that a notebook shows; png, jpg, gif, webp and svg are", path.display());
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, message));
        }
    };
    let bytes = std::fs::read(path)?;
    Ok(MimeBundle::text(format!("<{}, {} bytes>", path.display(), bytes.len())).with_bytes(mime, &bytes))
}

fn rich(mime: &str, text: String) -> MimeBundle {
    MimeBundle::text(text.clone()).with(mime, text)
}
