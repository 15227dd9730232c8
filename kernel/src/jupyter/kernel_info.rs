use rootlet_evaluator::EngineInfo;
use serde_json::{Value, json};

use super::message::PROTOCOL_VERSION;

/// The content of every `kernel_info_reply`.
pub(super) fn content(info: &EngineInfo) -> Value {
    json!({
        "status": "ok",
        "protocol_version": PROTOCOL_VERSION,
        "implementation": "rootlet",
        "implementation_version": env!("CARGO_PKG_VERSION"),
        "language_info": {
            "name": "rust",
            "version": info.language_version,
            "mimetype": "text/x-rustsrc",
            "file_extension": ".rs",
            "pygments_lexer": "rust",
            "codemirror_mode": "rust",
            "nbconvert_exporter": "script",
        },
        "banner": info.banner,
        "debugger": false,
        "help_links": [
            {"text": "The Rust Standard Library", "url": "https://doc.rust-lang.org/std/"},
            {"text": "The Rust Programming Language", "url": "https://doc.rust-lang.org/book/"},
        ],
        "supported_features": [],
    })
}
