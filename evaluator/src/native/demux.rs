use rootlet_display::control::Marker;

/// Takes a stream apart: text, and the session's markers in it. Cut UTF-8 waits for its rest.
pub(super) struct Demux {
    start: Vec<u8>,
    held: Vec<u8>,
}

/// A piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Marker(Marker),
}

/// The longest marker: start, letter, number, end.
const LONGEST_TAIL: usize = 24;

impl Demux {
    pub(super) fn new(token: &str) -> Self {
        Self { start: format!("\u{1e}{token}").into_bytes(), held: Vec::new() }
    }

    /// Feeds bytes and returns the pieces that are whole.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.held.extend_from_slice(bytes);
        let held = std::mem::take(&mut self.held);
        let mut pieces = Vec::new();
        let mut rest = &held[..];
        loop {
            let Some(at) = find(rest, &self.start) else {
                // The end may be the beginning of a marker.
                let keep = (1..self.start.len().min(rest.len() + 1))
                    .rev()
                    .find(|&n| rest.ends_with(&self.start[..n]))
                    .unwrap_or(0)
                    .max(unfinished_notice(rest));
                let (text, held) = rest.split_at(rest.len() - keep);
                let incomplete = text_piece(text, &mut pieces, keep == 0);
                self.held = [&text[text.len() - incomplete..], held].concat();
                return pieces;
            };
            let body = &rest[at + self.start.len()..];
            let Some(end) = body.iter().take(LONGEST_TAIL).position(|&byte| byte == 0x1f) else {
                if body.len() >= LONGEST_TAIL {
                    // Not ours after all: pass the start on as text.
                    let (text, after) = rest.split_at(at + 1);
                    text_piece(text, &mut pieces, false);
                    rest = after;
                    continue;
                }
                text_piece(&rest[..at], &mut pieces, false);
                self.held = rest[at..].to_vec();
                return pieces;
            };
            text_piece(&rest[..at], &mut pieces, false);
            if let Some(marker) = std::str::from_utf8(&body[..end]).ok().and_then(Marker::decode) {
                pieces.push(Piece::Marker(marker));
            }
            rest = &body[end + 1..];
        }
    }

    /// What is left when the stream ends.
    pub(super) fn finish(&mut self) -> Option<String> {
        let held = std::mem::take(&mut self.held);
        (!held.is_empty()).then(|| String::from_utf8_lossy(&held).into_owned())
    }
}

/// Adds text; with `more`, returns how many bytes at the end are an unfinished character.
fn text_piece(bytes: &[u8], pieces: &mut Vec<Piece>, more: bool) -> usize {
    let mut incomplete = 0;
    if more
        && let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        incomplete = bytes.len() - error.valid_up_to();
    } else if more {
        // Invalid bytes before may hide an unfinished character at the end.
        let tail = bytes.len().saturating_sub(3);
        incomplete = (tail..bytes.len())
            .find(|&at| matches!(std::str::from_utf8(&bytes[at..]), Err(e) if e.valid_up_to() == 0 && e.error_len().is_none()))
            .map_or(0, |at| bytes.len() - at);
    }
    let text = &bytes[..bytes.len() - incomplete];
    if !text.is_empty() {
        pieces.push(Piece::Text(without_thread_id(&String::from_utf8_lossy(text))));
    }
    incomplete
}

/// How std's notice of a stack overflow starts; it comes in several writes.
const NOTICE: &[u8] = b"\nthread '";
/// And how it ends.
const OVERFLOWED: &str = ") has overflowed its stack";

/// How many bytes at the end may be a part of a notice.
fn unfinished_notice(bytes: &[u8]) -> usize {
    // A thread's name is short; whoever prints more than this without a newline is somebody else.
    let tail = &bytes[bytes.len().saturating_sub(200)..];
    let start = tail.windows(NOTICE.len()).rposition(|window| window == NOTICE);
    start.filter(|&start| !tail[start + 1..].contains(&b'\n')).map_or(0, |start| tail.len() - start)
}

/// The notice without the system's number of the thread, which is another one in every run.
fn without_thread_id(text: &str) -> String {
    let Some(end) = text.find(OVERFLOWED) else { return text.to_owned() };
    let name = text[..end].trim_end_matches(|c: char| c.is_ascii_digit());
    match name.strip_suffix(" (") {
        Some(name) => format!("{name}{}", &text[end + 1..]),
        None => text.to_owned(),
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    let first = pattern[0];
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(|&byte| byte == first) {
        at += step;
        if bytes[at..].starts_with(pattern) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(chunks: &[&[u8]]) -> (String, Vec<Marker>) {
        let mut demux = Demux::new("tok");
        let (mut text, mut markers) = (String::new(), Vec::new());
        for chunk in chunks {
            for piece in demux.feed(chunk) {
                match piece {
                    Piece::Text(piece) => text.push_str(&piece),
                    Piece::Marker(marker) => markers.push(marker),
                }
            }
        }
        text.push_str(&demux.finish().unwrap_or_default());
        (text, markers)
    }

    #[test]
    fn any_cut_gives_the_same_pieces() {
        let stream = "aµb\u{1e}tokD12\u{1f}c\u{1e}to nein 😀\u{1e}tokE3\u{1f}z".as_bytes();
        for cut in 0..stream.len() {
            let (text, markers) = all(&[&stream[..cut], &stream[cut..]]);
            assert_eq!(text, "aµbc\u{1e}to nein 😀z", "cut at {cut}");
            assert_eq!(markers, [Marker::Display(12), Marker::End(3)], "cut at {cut}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(all(&[b"a\xffb"]).0, "a\u{fffd}b");
        assert_eq!(all(&[b"a\xe2\x82"]).0, "a\u{fffd}");
    }

    #[test]
    fn a_stack_overflow_has_no_thread_id() {
        let stream =
            b"a\n\nthread 'main' (4711) has overflowed its stack\nfatal runtime error: stack overflow, aborting\n";
        for cut in 11..stream.len() {
            let text = all(&[&stream[..11], &stream[11..cut], &stream[cut..]]).0;
            let expected =
                "a\n\nthread 'main' has overflowed its stack\nfatal runtime error: stack overflow, aborting\n";
            assert_eq!(text, expected, "cut at {cut}");
        }
        assert_eq!(all(&[b"\nthread 'x"]).0, "\nthread 'x");
    }

    #[test]
    fn a_false_marker_is_text() {
        let long = format!("\u{1e}tok{}", "x".repeat(40));
        assert_eq!(all(&[long.as_bytes()]).0, long);
    }
}
