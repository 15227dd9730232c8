use bytes::Bytes;
use chrono::{SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::signature::Signer;

/// The protocol version that every message of ours states.
pub(super) const PROTOCOL_VERSION: &str = "5.5";

const DELIMITER: &[u8] = b"<IDS|MSG>";

/// A message from a client, its signature checked.
#[derive(Debug)]
pub(super) struct Request {
    /// Who sent it: the routing prefix, repeated in the reply.
    pub(super) identities: Vec<Bytes>,
    pub(super) header: Header,
    /// What answers and outputs name as their cause.
    pub(super) parent: Parent,
    pub(super) content: Value,
}

/// The part of a header that the kernel reads.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub(super) msg_type: String,
    #[serde(default)]
    version: Option<String>,
}

/// The header of the request that caused a message, as the bytes that arrived:
/// clients find their own unknown fields again.
#[derive(Clone, Debug)]
pub(super) struct Parent(Bytes);

impl Parent {
    /// The parent of messages that nobody asked for.
    pub(super) fn none() -> Self {
        Self(Bytes::from_static(b"{}"))
    }
}

/// Why a message was dropped.
#[derive(Debug, thiserror::Error)]
pub(super) enum ParseError {
    #[error("it has no `<IDS|MSG>` frame")]
    NoDelimiter,
    #[error("it has {0} frames after `<IDS|MSG>`; 5 are needed")]
    TooFewFrames(usize),
    #[error("its signature is wrong")]
    Signature,
    #[error("its {0} is not valid JSON: {1}")]
    Json(&'static str, serde_json::Error),
    #[error("its content is not a JSON object")]
    Content,
    #[error("it is of protocol version {0}; this kernel speaks {PROTOCOL_VERSION}")]
    Version(String),
}

/// Turns messages into frames and back.
#[derive(Clone)]
pub(super) struct Wire {
    signer: Signer,
    /// This kernel's session, which every header of ours names.
    session: String,
}

impl Wire {
    pub(super) fn new(key: &str) -> Self {
        Self { signer: Signer::new(key), session: Uuid::new_v4().to_string() }
    }

    /// Reads and checks a message.
    pub(super) fn parse(&self, mut frames: Vec<Bytes>) -> Result<Request, ParseError> {
        let delimiter = frames.iter().position(|frame| &frame[..] == DELIMITER).ok_or(ParseError::NoDelimiter)?;
        let message = frames.split_off(delimiter + 1);
        frames.truncate(delimiter);
        // Binary buffers may follow the five frames; no message of ours has any.
        let [signature, header, parent, metadata, content, ..] = &message[..] else {
            return Err(ParseError::TooFewFrames(message.len()));
        };
        if !self.signer.verify(signature, [header, parent, metadata, content]) {
            return Err(ParseError::Signature);
        }
        let raw_header = header.clone();
        let header: Header = serde_json::from_slice(header).map_err(|error| ParseError::Json("header", error))?;
        match header.version.as_deref() {
            None => {}
            Some(version) if version.split('.').next() == Some("5") => {}
            Some(version) => return Err(ParseError::Version(version.to_owned())),
        }
        let content: Value = serde_json::from_slice(content).map_err(|error| ParseError::Json("content", error))?;
        if !content.is_object() {
            return Err(ParseError::Content);
        }
        Ok(Request { identities: frames, header, parent: Parent(raw_header), content })
    }

    /// The frames of a message to one client.
    pub(super) fn reply(&self, to: &Request, msg_type: &str, metadata: &Value, content: &Value) -> Vec<Bytes> {
        self.frames(&to.identities, msg_type, &to.parent, metadata, content)
    }

    /// The frames of a message to one client that is no answer, such as a question.
    pub(super) fn ask(&self, identities: &[Bytes], msg_type: &str, parent: &Parent, content: &Value) -> Vec<Bytes> {
        self.frames(identities, msg_type, parent, &json!({}), content)
    }

    /// The frames of a message to all subscribers; the first is its topic.
    pub(super) fn publication(&self, msg_type: &str, parent: &Parent, content: &Value) -> Vec<Bytes> {
        let topic = Bytes::from(format!("kernel.{}.{msg_type}", self.session));
        self.frames(&[topic], msg_type, parent, &json!({}), content)
    }

    /// The greeting of a new subscriber (JEP 65); its topic is the subscription, so that it arrives.
    pub(super) fn welcome(&self, subscription: &Bytes) -> Vec<Bytes> {
        let content = json!({"subscription": String::from_utf8_lossy(subscription)});
        self.frames(std::slice::from_ref(subscription), "iopub_welcome", &Parent::none(), &json!({}), &content)
    }

    fn frames(
        &self,
        prefix: &[Bytes],
        msg_type: &str,
        parent: &Parent,
        metadata: &Value,
        content: &Value,
    ) -> Vec<Bytes> {
        let header = json!({
            "msg_id": Uuid::new_v4().to_string(),
            "session": self.session,
            "username": "kernel",
            "date": now(),
            "msg_type": msg_type,
            "version": PROTOCOL_VERSION,
        });
        let [header, metadata, content] = [&header, metadata, content].map(|part| Bytes::from(part.to_string()));
        let signature = self.signer.sign([&header, &parent.0, &metadata, &content]);
        let mut frames = Vec::with_capacity(prefix.len() + 6);
        frames.extend_from_slice(prefix);
        frames.extend([
            Bytes::from_static(DELIMITER),
            Bytes::from(signature),
            header,
            parent.0.clone(),
            metadata,
            content,
        ]);
        frames
    }
}

/// The present time as Jupyter writes it: ISO 8601, UTC, microseconds.
pub(super) fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(wire: &Wire, parts: [&'static str; 4]) -> Vec<Bytes> {
        let signature = wire.signer.sign(parts.map(str::as_bytes));
        let mut frames = vec![Bytes::from_static(b"client"), Bytes::from_static(DELIMITER), Bytes::from(signature)];
        frames.extend(parts.map(|part| Bytes::from_static(part.as_bytes())));
        frames
    }

    #[test]
    fn parent_header_is_echoed_byte_by_byte() {
        let wire = Wire::new("key");
        let header = r#"{ "msg_id":"1", "msg_type":"kernel_info_request","future":[1.0] }"#;
        let request = wire.parse(signed(&wire, [header, "{}", "{}", "{}"])).unwrap();
        let reply = wire.reply(&request, "kernel_info_reply", &json!({}), &json!({}));
        assert_eq!(reply[0], "client");
        assert_eq!(reply[4], header);
    }

    #[test]
    fn every_message_has_an_id_of_its_own() {
        let wire = Wire::new("key");
        let id = |frames: Vec<Bytes>| {
            let header: Value = serde_json::from_slice(&frames[3]).unwrap();
            header["msg_id"].as_str().unwrap().to_owned()
        };
        let first = id(wire.publication("status", &Parent::none(), &json!({})));
        assert_ne!(first, id(wire.publication("status", &Parent::none(), &json!({}))));
    }

    #[test]
    fn each_defect_has_its_error() {
        let wire = Wire::new("key");
        let header = r#"{"msg_id":"1","msg_type":"x_request","version":"5.3"}"#;
        let parse = |parts| wire.parse(signed(&wire, parts));
        assert!(parse([header, "{}", "{}", "{}"]).is_ok());
        assert!(matches!(parse(["{", "{}", "{}", "{}"]), Err(ParseError::Json("header", _))));
        assert!(matches!(parse(["{}", "{}", "{}", "{}"]), Err(ParseError::Json("header", _))));
        assert!(matches!(parse([header, "{}", "{}", "\u{0}"]), Err(ParseError::Json("content", _))));
        assert!(matches!(parse([header, "{}", "{}", "[]"]), Err(ParseError::Content)));
        let old = r#"{"msg_id":"1","msg_type":"x_request","version":"4.1"}"#;
        assert!(matches!(parse([old, "{}", "{}", "{}"]), Err(ParseError::Version(_))));
        assert!(matches!(wire.parse(vec![Bytes::from_static(b"x")]), Err(ParseError::NoDelimiter)));
        assert!(matches!(wire.parse(vec![Bytes::from_static(DELIMITER)]), Err(ParseError::TooFewFrames(0))));
        let mut forged = signed(&wire, [header, "{}", "{}", "{}"]);
        forged[6] = Bytes::from_static(b"{\"code\":\"\"}");
        assert!(matches!(wire.parse(forged), Err(ParseError::Signature)));
    }

    #[test]
    fn deeply_nested_json_is_refused() {
        let wire = Wire::new("");
        let content = "[".repeat(100_000);
        let header = Bytes::from_static(br#"{"msg_type":"x_request"}"#);
        let empty = Bytes::from_static(b"{}");
        let frames = vec![Bytes::from_static(DELIMITER), Bytes::new(), header, empty.clone(), empty, content.into()];
        assert!(matches!(wire.parse(frames), Err(ParseError::Json("content", _))));
    }
}
