use super::router_socket::RouterSocket;

/// Sends every message back as it came.
///
/// A ROUTER socket does this for all clients at once; a REP socket would wait for each in turn.
pub(super) async fn serve(mut socket: RouterSocket) {
    loop {
        let message = socket.receive().await;
        socket.send(&message);
    }
}
