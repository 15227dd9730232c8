use bytes::Bytes;
use zeromq::{RouterSocket, Socket, SocketRecv, SocketSend, ZmqMessage, ZmqResult};

use super::message::{Request, Wire};
use super::transport::Listener;

/// A ROUTER socket that speaks Jupyter's messages; one task owns it.
pub(super) struct Router {
    socket: RouterSocket,
    wire: Wire,
    /// For the log.
    channel: &'static str,
}

impl Router {
    pub(super) async fn new(listener: Listener, wire: Wire, channel: &'static str) -> ZmqResult<Self> {
        let mut socket = RouterSocket::new();
        socket.bind_listener(listener).await?;
        Ok(Self { socket, wire, channel })
    }

    /// The next message that is one; all others are dropped with a line in the log.
    ///
    /// Nothing is lost when the future is dropped.
    pub(super) async fn receive(&mut self) -> Request {
        loop {
            let frames = match self.socket.recv().await {
                Ok(message) => message.into_vec(),
                Err(error) => {
                    tracing::warn!("{}: {error}", self.channel);
                    tokio::task::yield_now().await;
                    continue;
                }
            };
            match self.wire.parse(frames) {
                Ok(request) => return request,
                Err(error) => tracing::warn!("{}: a message was dropped: {error}", self.channel),
            }
        }
    }

    /// Hands a message to the peer that its first frame names; `false` if that peer is not there.
    pub(super) async fn send(&mut self, frames: Vec<Bytes>) -> bool {
        let Ok(message) = ZmqMessage::try_from(frames) else { return false };
        match self.socket.send(message).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!("{}: a message could not be sent: {error}", self.channel);
                false
            }
        }
    }
}
