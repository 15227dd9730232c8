//! The publishing side of ZMTP 3.0 (<https://rfc.zeromq.org/spec/23/>), NULL security.
//!
//! IOPub speaks it itself because the XPUB socket of the `zeromq` crate (0.7) has no queue per
//! subscriber: one that stops reading stops them all, and it cannot be told apart or dropped.

use std::io;

use bytes::{BufMut, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;

/// A subscriber sends topics only; a longer frame is a mistake or an attack.
const LONGEST_FRAME: u64 = 64 << 10;

/// What a subscriber may send.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    Subscribe(Bytes),
    Unsubscribe(Bytes),
    /// Wants this context back, to see that we live.
    Ping(Bytes),
    Unknown,
}

/// Greets a peer and checks that it is a subscriber.
pub(super) async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> io::Result<()> {
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

    let mut ready = BytesMut::new();
    ready.put_slice(b"\x05READY\x0bSocket-Type\0\0\0\x04XPUB");
    stream.write_all(&[COMMAND, ready.len() as u8]).await?;
    stream.write_all(&ready).await?;

    let (flags, body) = read_frame(stream).await?;
    if flags & COMMAND == 0 || !body.starts_with(b"\x05READY") {
        return Err(invalid("the peer does not complete the handshake"));
    }
    match property(&body[6..], "Socket-Type") {
        Some(b"SUB" | b"XSUB") => Ok(()),
        _ => Err(invalid("the peer is not a subscriber")),
    }
}

/// Reads one message or command of a subscriber.
pub(super) async fn receive<R: AsyncRead + Unpin>(reader: &mut R) -> io::Result<Incoming> {
    let (flags, body) = read_frame(reader).await?;
    if flags & COMMAND != 0 {
        // PING: its name, a time to live of two bytes, a context to repeat.
        let context = body.strip_prefix(b"\x04PING").and_then(|rest| rest.get(2..));
        return Ok(context.map_or(Incoming::Unknown, |context| Incoming::Ping(Bytes::copy_from_slice(context))));
    }
    if flags & MORE != 0 {
        while read_frame(reader).await?.0 & MORE != 0 {}
        return Ok(Incoming::Unknown);
    }
    Ok(match body.split_first() {
        Some((1, topic)) => Incoming::Subscribe(Bytes::copy_from_slice(topic)),
        Some((0, topic)) => Incoming::Unsubscribe(Bytes::copy_from_slice(topic)),
        _ => Incoming::Unknown,
    })
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

async fn read_frame<R: AsyncRead + Unpin>(reader: &mut R) -> io::Result<(u8, Vec<u8>)> {
    let flags = reader.read_u8().await?;
    let length = if flags & LONG == 0 { u64::from(reader.read_u8().await?) } else { reader.read_u64().await? };
    if length > LONGEST_FRAME {
        return Err(invalid("the peer sends too much"));
    }
    let mut body = vec![0; length as usize];
    reader.read_exact(&mut body).await?;
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
    async fn subscriptions_and_pings() {
        let mut bytes = &b"\0\x03\x01ab\0\x01\0\x04\x09\x04PING\0\x0axy\x01\x01a\0\x01b\0\0"[..];
        assert_eq!(receive(&mut bytes).await.unwrap(), Incoming::Subscribe(Bytes::from_static(b"ab")));
        assert_eq!(receive(&mut bytes).await.unwrap(), Incoming::Unsubscribe(Bytes::new()));
        assert_eq!(receive(&mut bytes).await.unwrap(), Incoming::Ping(Bytes::from_static(b"xy")));
        assert_eq!(receive(&mut bytes).await.unwrap(), Incoming::Unknown);
        assert_eq!(receive(&mut bytes).await.unwrap(), Incoming::Unknown);
        assert!(receive(&mut bytes).await.is_err());
    }

    #[tokio::test]
    async fn a_giant_frame_is_refused_before_it_is_read() {
        let mut bytes = &b"\x02\xff\xff\xff\xff\xff\xff\xff\xff"[..];
        assert!(receive(&mut bytes).await.is_err());
    }
}
