use bytes::Bytes;

use super::message::{Request, Wire};
use super::router_socket::RouterSocket;

/// A ROUTER socket that speaks Jupyter's messages; one task owns it.
pub(super) struct Router {
    socket: RouterSocket,
    wire: Wire,
    /// For the log.
    channel: &'static str,
}

impl Router {
    pub(super) fn new(socket: RouterSocket, wire: Wire, channel: &'static str) -> Self {
        Self { socket, wire, channel }
    }

    /// The next message that is one; all others are dropped with a line in the log.
    ///
    /// Nothing is lost when the future is dropped.
    pub(super) async fn receive(&mut self) -> Request {
        loop {
            match self.wire.parse(self.socket.receive().await) {
                Ok(request) => return request,
                Err(error) => tracing::warn!("{}: a message was dropped: {error}", self.channel),
            }
        }
    }

    /// Sends a message to the peer that its first frame names; `false` if that peer is not there.
    pub(super) fn send(&mut self, frames: &[Bytes]) -> bool {
        let sent = self.socket.send(frames);
        if !sent {
            tracing::warn!("{}: a message was not sent: its receiver is gone", self.channel);
        }
        sent
    }
}
