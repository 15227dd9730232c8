use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::transport::{AsyncListener, HANDSHAKE_TIME, Listener, Stream};
use super::zmtp::{self, Incoming};

/// The largest message that a peer may send, in bytes; Jupyter's server has no larger ones.
const LARGEST_MESSAGE: u64 = 512 << 20;

/// Messages that wait to be received, of all peers together; further ones stay with their senders.
const BACKLOG: usize = 256;

/// A ROUTER socket: messages of every peer in, each behind its peer's identity, and answers out.
///
/// Dropping it closes the connections.
pub(super) struct RouterSocket {
    incoming: mpsc::Receiver<Vec<Bytes>>,
    peers: Peers,
    /// Accepts and attends to peers; ends with the socket.
    _tasks: tokio::task::JoinSet<()>,
}

#[derive(Clone)]
struct Peers {
    by_identity: Arc<Mutex<HashMap<Bytes, Peer>>>,
    unwritten: Unwritten,
}

#[derive(Clone)]
struct Peer {
    /// Tells a peer from a later one with its identity.
    number: Uuid,
    outgoing: mpsc::UnboundedSender<Bytes>,
}

/// How many messages were sent and are not yet written; shared by sockets, to see when all are out.
#[derive(Clone)]
pub(super) struct Unwritten(watch::Sender<usize>);

impl Unwritten {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    /// Waits until everything is written.
    pub(super) async fn none(&self) {
        // It cannot fail while we hold the sender.
        let _ = self.0.subscribe().wait_for(|&count| count == 0).await;
    }

    fn add(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    fn remove(&self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl RouterSocket {
    /// Begins to accept peers.
    pub(super) fn new(listener: Listener, channel: &'static str, unwritten: Unwritten) -> io::Result<Self> {
        let listener = AsyncListener::new(listener)?;
        let (sender, incoming) = mpsc::channel(BACKLOG);
        let peers = Peers { by_identity: Arc::default(), unwritten };
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn({
            let peers = peers.clone();
            async move {
                let attend = |stream| peers.clone().attend(stream, channel, sender.clone());
                // It ends by being dropped.
                let _: io::Result<Infallible> = listener.serve(channel, attend).await;
            }
        });
        Ok(Self { incoming, peers, _tasks: tasks })
    }

    /// The next message; its first frame names the peer. Nothing is lost when the future is dropped.
    pub(super) async fn receive(&mut self) -> Vec<Bytes> {
        match self.incoming.recv().await {
            Some(frames) => frames,
            // The task that holds the sender lives as long as we do.
            None => std::future::pending().await,
        }
    }

    /// Sends a message to the peer that its first frame names; `false` if that peer is not there.
    pub(super) fn send(&mut self, frames: &[Bytes]) -> bool {
        let Some((identity, message)) = frames.split_first() else { return false };
        let peer = self.peers.lock().get(identity).cloned();
        peer.is_some_and(|peer| self.peers.enqueue(&peer, zmtp::encode(message)))
    }
}

impl Peers {
    fn lock(&self) -> MutexGuard<'_, HashMap<Bytes, Peer>> {
        self.by_identity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the answers for this identity to this connection: the last that spoke.
    ///
    /// A client that reconnects may come before its old connection has ended.
    fn claim(&self, identity: &Bytes, peer: &Peer) {
        let mut peers = self.lock();
        if peers.get(identity).is_none_or(|known| known.number != peer.number) {
            peers.insert(identity.clone(), peer.clone());
        }
    }

    /// Passes a peer's messages on.
    async fn read(
        &self,
        reader: impl AsyncRead + Unpin,
        identity: &Bytes,
        peer: &Peer,
        incoming: &mpsc::Sender<Vec<Bytes>>,
    ) -> io::Result<()> {
        let mut reader = BufReader::new(reader);
        loop {
            match zmtp::receive(&mut reader, LARGEST_MESSAGE).await? {
                Incoming::Message(mut frames) => {
                    self.claim(identity, peer);
                    frames.insert(0, identity.clone());
                    if incoming.send(frames).await.is_err() {
                        return Ok(());
                    }
                }
                Incoming::Ping(context) => {
                    self.enqueue(peer, zmtp::pong(&context));
                }
                Incoming::Unknown => {}
            }
        }
    }

    /// Hands bytes to a peer's writer; `false` if it has ended.
    fn enqueue(&self, peer: &Peer, bytes: Bytes) -> bool {
        self.unwritten.add();
        let is_sent = peer.outgoing.send(bytes).is_ok();
        if !is_sent {
            self.unwritten.remove();
        }
        is_sent
    }

    /// Serves one peer until it leaves.
    async fn attend(self, mut stream: Stream, channel: &'static str, incoming: mpsc::Sender<Vec<Bytes>>) {
        let greeting = zmtp::handshake(&mut stream, "ROUTER", &["DEALER", "REQ", "ROUTER"]);
        let greeted = tokio::time::timeout(HANDSHAKE_TIME, greeting).await;
        let mut identity = match greeted.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            Ok(identity) => identity,
            Err(error) => {
                tracing::warn!("{channel}: a peer was turned away: {error}");
                return;
            }
        };
        let number = Uuid::new_v4();
        if identity.is_empty() {
            identity = Bytes::copy_from_slice(number.as_bytes());
        }
        let (outgoing, queue) = mpsc::unbounded_channel();
        let peer = Peer { number, outgoing };
        self.claim(&identity, &peer);

        let (reader, writer) = tokio::io::split(stream);
        let mut queue = Queue { queue, unwritten: self.unwritten.clone() };
        let end = tokio::select! {
            end = self.read(reader, &identity, &peer, &incoming) => end,
            end = queue.write(writer) => end,
        };
        if let Err(error) = end {
            tracing::debug!("{channel}: a peer left: {error}");
        }
        let mut peers = self.lock();
        if peers.get(&identity).is_some_and(|peer| peer.number == number) {
            peers.remove(&identity);
        }
    }
}

/// What is to be written to one peer.
struct Queue {
    queue: mpsc::UnboundedReceiver<Bytes>,
    unwritten: Unwritten,
}

impl Queue {
    async fn write(&mut self, mut writer: impl AsyncWrite + Unpin) -> io::Result<()> {
        while let Some(message) = self.queue.recv().await {
            let written = writer.write_all(&message).await;
            self.unwritten.remove();
            written?;
        }
        Ok(())
    }
}

impl Drop for Queue {
    /// Nobody waits for what a peer that left did not receive.
    fn drop(&mut self) {
        self.queue.close();
        while self.queue.try_recv().is_ok() {
            self.unwritten.remove();
        }
    }
}
