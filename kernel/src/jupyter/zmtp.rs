//! ZMTP 3.0 (<https://rfc.zeromq.org/spec/23/>) with NULL security: the listening side.
//!
//! The kernel speaks it itself because of two things that the `zeromq` crate (0.7) cannot do. Its
//! XPUB socket has no queue per subscriber: one that stops reading stops them all. And its decoder
//! allocates whatever length a peer announces: nine bytes of a stranger end the process, before
//! any signature is checked. The tests use that crate as the client.

use std::io;

use bytes::{BufMut, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;

/// What a frame costs beside its content; bounds the number of empty frames in a message.
const FRAME_COST: u64 = 64;

/// The longest identity of a peer.
const LONGEST_IDENTITY: usize = 255;

/// Something that a peer sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    /// The frames of one message.
    Message(Vec<Bytes>),
    /// Wants this context back, to see that we live.
    Ping(Bytes),
    /// A command that means nothing to us.
    Unknown,
}

/// Greets a peer, checks that it is of one of these types, and returns its identity, which may be empty.
pub(super) async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    our_type: &str,
    their_types: &[&str],
) -> io::Result<Bytes> {
    let mut greeting = [0; 64];
    greeting[0] = 0xff;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    greeting[12..16].copy_from_slice(b"NULL");
    stream.write_all(&greeting).await?;

    let mut theirs = [0; 64];
    // The first ten bytes tell a ZMTP peer from, say, a web browser.
    stream.read_exact(&mut theirs[..10]).await?;
    if theirs[0] != 0xff || theirs[9] & 1 == 0 {
        return Err(invalid("the peer does not speak ZMTP"));
    }
    stream.read_exact(&mut theirs[10..]).await?;
    if theirs[10] < 3 || &theirs[12..17] != b"NULL\0" {
        return Err(invalid("the peer does not speak ZMTP 3 without encryption"));
    }

    let mut ready = BytesMut::from(&b"\x05READY\x0bSocket-Type"[..]);
    ready.put_u32(our_type.len() as u32);
    ready.put_slice(our_type.as_bytes());
    stream.write_all(&[COMMAND, ready.len() as u8]).await?;
    stream.write_all(&ready).await?;

    let (flags, body) = read_frame(stream, 4096).await?;
    let properties = body.strip_prefix(b"\x05READY").filter(|_| flags & COMMAND != 0);
    let properties = properties.ok_or_else(|| invalid("the peer does not complete the handshake"))?;
    let their_type = property(properties, "Socket-Type").unwrap_or_default();
    if !their_types.iter().any(|known| known.as_bytes() == their_type) {
        return Err(invalid("the peer is a socket of the wrong type"));
    }
    let identity = property(properties, "Identity").unwrap_or_default();
    if identity.len() > LONGEST_IDENTITY {
        return Err(invalid("the peer's identity is too long"));
    }
    Ok(Bytes::copy_from_slice(identity))
}

/// Reads one message or command of at most `largest` bytes; a longer one is an error.
///
/// Memory is taken as bytes arrive, not as they are announced.
pub(super) async fn receive<R: AsyncRead + Unpin>(reader: &mut R, largest: u64) -> io::Result<Incoming> {
    let mut frames = Vec::new();
    let mut left = largest;
    loop {
        let (flags, body) = read_frame(reader, left).await?;
        if flags & COMMAND != 0 {
            // PING: its name, a time to live of two bytes, a context to repeat.
            let context = body.strip_prefix(b"\x04PING").and_then(|rest| rest.get(2..));
            return Ok(context.map_or(Incoming::Unknown, |context| Incoming::Ping(Bytes::copy_from_slice(context))));
        }
        left = left.saturating_sub(body.len() as u64 + FRAME_COST);
        frames.push(Bytes::from(body));
        if flags & MORE == 0 {
            return Ok(Incoming::Message(frames));
        }
    }
}

/// The bytes of a message on the wire.
pub(super) fn encode(frames: &[Bytes]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(frames.iter().map(|frame| frame.len() + 9).sum());
    for (index, frame) in frames.iter().enumerate() {
        let more = if index + 1 < frames.len() { MORE } else { 0 };
        if let Ok(length) = u8::try_from(frame.len()) {
            bytes.put_slice(&[more, length]);
        } else {
            bytes.put_u8(more | LONG);
            bytes.put_u64(frame.len() as u64);
        }
        bytes.put_slice(frame);
    }
    bytes.freeze()
}

/// The answer to [`Incoming::Ping`] on the wire.
pub(super) fn pong(context: &[u8]) -> Bytes {
    // The context has 16 bytes at most.
    let context = &context[..context.len().min(16)];
    let mut bytes = BytesMut::from(&[COMMAND, 5 + context.len() as u8][..]);
    bytes.put_slice(b"\x04PONG");
    bytes.put_slice(context);
    bytes.freeze()
}

async fn read_frame<R: AsyncRead + Unpin>(reader: &mut R, largest: u64) -> io::Result<(u8, Vec<u8>)> {
    let flags = reader.read_u8().await?;
    let length = if flags & LONG == 0 { u64::from(reader.read_u8().await?) } else { reader.read_u64().await? };
    if length > largest {
        return Err(invalid("the peer sends too much"));
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body).await?;
    if (body.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((flags, body))
}

/// The value of a property of a READY command; names do not depend on case.
fn property<'a>(mut rest: &'a [u8], wanted: &str) -> Option<&'a [u8]> {
    loop {
        let (&name_length, after) = rest.split_first()?;
        let (name, after) = after.split_at_checked(usize::from(name_length))?;
        let (value_length, after) = after.split_first_chunk::<4>()?;
        let (value, after) = after.split_at_checked(u32::from_be_bytes(*value_length) as usize)?;
        if name.eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(value);
        }
        rest = after;
    }
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_short_frames() {
        let bytes = encode(&[Bytes::from_static(b"ab"), Bytes::from(vec![7; 256])]);
        assert_eq!(&bytes[..4], b"\x01\x02ab");
        assert_eq!(&bytes[4..13], b"\x02\0\0\0\0\0\0\x01\0");
        assert_eq!(bytes.len(), 13 + 256);
    }

    #[test]
    fn truncated_properties_are_no_property() {
        assert_eq!(property(b"\x0bSocket-Type\0\0\0\x03SUB", "socket-type"), Some(&b"SUB"[..]));
        assert_eq!(property(b"\x0bSocket-Type\0\0\0\x09SUB", "Socket-Type"), None);
        assert_eq!(property(b"\xffSocket", "Socket-Type"), None);
        assert_eq!(property(b"", "Socket-Type"), None);
    }

    #[tokio::test]
    async fn messages_and_pings() {
        let mut bytes = &b"\x01\x01a\0\x01b\0\0\x04\x09\x04PING\0\x0axy\x04\x03\x02NO\0\x05cut"[..];
        let mut next = async || receive(&mut bytes, 1000).await;
        let message = |frames: &[&'static str]| Incoming::Message(frames.iter().map(|&frame| frame.into()).collect());
        assert_eq!(next().await.unwrap(), message(&["a", "b"]));
        assert_eq!(next().await.unwrap(), message(&[""]));
        assert_eq!(next().await.unwrap(), Incoming::Ping(Bytes::from_static(b"xy")));
        assert_eq!(next().await.unwrap(), Incoming::Unknown);
        assert!(next().await.is_err());
    }

    #[tokio::test]
    async fn too_much_is_refused_before_it_is_read() {
        let giant = b"\x02\0\0\x01\0\0\0\0\0";
        assert!(receive(&mut &giant[..], 1000).await.is_err());
        let many_empty_frames = b"\x01\0".repeat(1000);
        assert!(receive(&mut &many_empty_frames[..], 1000).await.is_err());
    }
}
