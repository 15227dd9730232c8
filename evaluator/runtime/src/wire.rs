//! The control socket: one JSON packet a message.

use std::os::fd::RawFd;

use rootlet_display::control::{Report, Request};

/// Largest request, in bytes: above Linux's limit for a packet.
const LARGEST: usize = 1 << 20;

pub(crate) struct Control(pub(crate) RawFd);

impl Control {
    /// The next request; `None` when the kernel is gone.
    pub(crate) fn receive(&self, buffer: &mut Vec<u8>) -> Option<Request> {
        buffer.resize(LARGEST, 0);
        loop {
            // SAFETY: the buffer is valid for its length.
            let count = unsafe { libc::recv(self.0, buffer.as_mut_ptr().cast(), buffer.len(), 0) };
            match count {
                0 => return None,
                1.. => match serde_json::from_slice(&buffer[..count as usize]) {
                    Ok(request) => return Some(request),
                    Err(error) => eprintln!("rootlet: unreadable request: {error}"),
                },
                _ if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
                _ => return None,
            }
        }
    }

    pub(crate) fn send(&self, report: &Report) {
        let Ok(packet) = serde_json::to_vec(report) else { return };
        loop {
            // SAFETY: the packet is valid for its length.
            let count = unsafe { libc::send(self.0, packet.as_ptr().cast(), packet.len(), libc::MSG_NOSIGNAL) };
            if count >= 0 || std::io::Error::last_os_error().kind() != std::io::ErrorKind::Interrupted {
                return;
            }
        }
    }
}
