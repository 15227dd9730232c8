use zeromq::{RouterSocket, Socket, SocketRecv, SocketSend, ZmqResult};

use super::transport::Listener;

/// Sends every message back as it came, for every client at once.
///
/// A ROUTER socket does this without state; a REP socket would wait for each client in turn.
pub(super) async fn serve(listener: Listener) -> ZmqResult<()> {
    let mut socket = RouterSocket::new();
    socket.bind_listener(listener).await?;
    loop {
        let message = socket.recv().await?;
        if let Err(error) = socket.send(message).await {
            tracing::debug!("heartbeat: {error}");
        }
    }
}
