use base64::Engine;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// One output in several forms, keyed by MIME type, as in Jupyter's `display_data`.
///
/// A front end shows the richest form that it knows; every bundle should carry `text/plain`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MimeBundle {
    /// MIME type → content: text as a string, binary as base64, `+json` types as JSON.
    pub data: Map<String, Value>,
    /// MIME type → hints for the front end, for example `{"width": 640, "height": 480}` (CSS pixels).
    pub metadata: Map<String, Value>,
}

impl MimeBundle {
    /// An empty bundle.
    pub fn new() -> Self {
        Self::default()
    }

    /// A bundle with one `text/plain` form.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new().with("text/plain", text.into())
    }

    /// Adds or replaces one form.
    pub fn with(mut self, mime: &str, content: impl Into<Value>) -> Self {
        self.data.insert(mime.to_owned(), content.into());
        self
    }

    /// Adds a binary form, for example `image/png`, encoded as base64.
    pub fn with_bytes(self, mime: &str, bytes: &[u8]) -> Self {
        self.with(mime, base64::engine::general_purpose::STANDARD.encode(bytes))
    }

    /// Adds hints for one MIME type.
    pub fn with_metadata(mut self, mime: &str, hints: impl Into<Value>) -> Self {
        self.metadata.insert(mime.to_owned(), hints.into());
        self
    }

    /// Adds a `width` and `height` hint in CSS pixels for one MIME type.
    pub fn with_size(self, mime: &str, width: u32, height: u32) -> Self {
        self.with_metadata(mime, json!({"width": width, "height": height}))
    }

    /// The `text/plain` form, if there is one.
    pub fn plain_text(&self) -> Option<&str> {
        self.data.get("text/plain").and_then(Value::as_str)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_base64() {
        let bundle = MimeBundle::text("x").with_bytes("image/png", b"\x89PNG");
        assert_eq!(bundle.data["image/png"], "iVBORw==");
        assert_eq!(bundle.plain_text(), Some("x"));
    }

    #[test]
    fn survives_json() {
        let bundle = MimeBundle::text("µ\n\"x\"").with_size("image/png", 10, 20);
        let json = serde_json::to_string(&bundle).unwrap();
        assert_eq!(serde_json::from_str::<MimeBundle>(&json).unwrap(), bundle);
    }
}
