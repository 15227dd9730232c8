use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, watch};

use super::message::{Parent, Wire};
use super::transport::{AsyncListener, HANDSHAKE_TIME, Listener, Stream};
use super::zmtp::{self, Incoming};

/// A cell waits while a subscriber has this much left to read, in bytes.
const QUEUE_LIMIT: usize = 16 << 20;

/// A subscriber that read nothing for so long while a cell waited for it is no longer waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a subscriber that lags may miss: streams, and everything else of at least this size, in bytes.
const DROPPABLE_SIZE: usize = 64 << 10;

/// A subscriber whose queue holds so much even without what it may miss is disconnected, in bytes.
const QUEUE_CEILING: usize = 2 * QUEUE_LIMIT;

/// Bytes that are written in one go; after each the subscriber counts as reading.
const CHUNK: usize = 256 << 10;

/// A topic is a few words; more is a mistake or an attack. In bytes.
const LARGEST_SUBSCRIPTION: u64 = 64 << 10;

/// Publishes to every subscriber; clones are handles to the same subscribers.
///
/// Each subscriber has a queue of its own, bounded in bytes. One that stops reading holds a cell
/// up for [`PATIENCE`] once; from then on it misses streams and large outputs until it has caught
/// up, and then reads a note about them. The others miss nothing.
#[derive(Clone)]
pub(super) struct IoPub {
    wire: Wire,
    shared: Arc<Shared>,
}

struct Shared {
    subscribers: Mutex<Subscribers>,
    /// Told whenever a queue became shorter or a subscriber left.
    room: Condvar,
    /// How many subscriptions were made so far.
    subscriptions: watch::Sender<usize>,
}

#[derive(Default)]
struct Subscribers {
    list: Vec<Subscriber>,
    next_id: u64,
}

struct Subscriber {
    id: u64,
    topics: Vec<Bytes>,
    queue: VecDeque<Bytes>,
    /// In the queue and being written.
    queued_bytes: usize,
    /// When the queue was last empty or became shorter.
    progress: Instant,
    /// Bytes that it missed so far and, for the note, the request they belong to.
    lagging: Option<(usize, Parent)>,
    signals: Arc<Signals>,
}

/// What its task waits for.
#[derive(Default)]
struct Signals {
    queue_grew: Notify,
    give_up: Notify,
}

impl IoPub {
    pub(super) fn new(wire: Wire) -> Self {
        let subscriptions = watch::Sender::new(0);
        let shared = Shared { subscribers: Mutex::default(), room: Condvar::new(), subscriptions };
        Self { wire, shared: Arc::new(shared) }
    }

    /// Publishes without waiting for slow subscribers; for small messages of the kernel itself.
    pub(super) fn send(&self, msg_type: &str, parent: &Parent, content: &Value) {
        let message = Message::new(&self.wire, msg_type, parent, content);
        self.shared.lock().publish(&message);
    }

    /// Publishes, and first waits while a subscriber that reads has too much left to read.
    ///
    /// Blocks: never call it in a task.
    pub(super) fn send_paced(&self, msg_type: &str, parent: &Parent, content: &Value) {
        let message = Message::new(&self.wire, msg_type, parent, content);
        let mut subscribers = self.shared.lock();
        while let Some(deadline) = subscribers.wait_until(&message) {
            let time = deadline.saturating_duration_since(Instant::now());
            let waited = self.shared.room.wait_timeout(subscribers, time);
            subscribers = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        subscribers.publish(&message);
    }

    /// Publishes that the kernel is `busy`, `idle` or `starting`.
    pub(super) fn status(&self, parent: &Parent, state: &str) {
        self.send("status", parent, &json!({"execution_state": state}));
    }

    /// Waits until everything is written, at most for `time`. Blocks.
    pub(super) fn flush(&self, time: Duration) {
        let deadline = Instant::now() + time;
        let mut subscribers = self.shared.lock();
        while subscribers.list.iter().any(|subscriber| subscriber.queued_bytes > 0) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.shared.room.wait_timeout(subscribers, left);
            subscribers = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until the first subscription has ever been made, at most for `time`.
    pub(super) async fn wait_for_subscription(&self, time: Duration) {
        let mut subscriptions = self.shared.subscriptions.subscribe();
        if tokio::time::timeout(time, subscriptions.wait_for(|&count| count > 0)).await.is_err() {
            tracing::debug!("no subscriber yet: going on without");
        }
    }

    /// Accepts subscribers, and serves them, until this future is dropped.
    pub(super) async fn serve(self, listener: Listener) -> io::Result<Infallible> {
        AsyncListener::new(listener)?.serve("iopub", |stream| self.clone().attend(stream)).await
    }

    /// Serves one subscriber until it leaves.
    async fn attend(self, mut stream: Stream) {
        let greeting = zmtp::handshake(&mut stream, "XPUB", &["SUB", "XSUB"]);
        let greeted = tokio::time::timeout(HANDSHAKE_TIME, greeting).await;
        if let Err(error) = greeted.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            tracing::warn!("iopub: a peer was turned away: {error}");
            return;
        }
        let (reader, writer) = tokio::io::split(stream);
        let (id, signals) = self.shared.add();
        let end = tokio::select! {
            end = self.read_subscriptions(id, reader) => end,
            end = self.write_queue(id, &signals.queue_grew, writer) => end,
            () = signals.give_up.notified() => Err(io::Error::other("it did not read its messages")),
        };
        if let Err(error) = end {
            tracing::debug!("a subscriber of IOPub left: {error}");
        }
        self.shared.remove(id);
    }

    async fn read_subscriptions(&self, id: u64, mut reader: impl AsyncRead + Unpin) -> io::Result<()> {
        loop {
            let frame = match zmtp::receive(&mut reader, LARGEST_SUBSCRIPTION).await? {
                Incoming::Message(frames) if frames.len() == 1 => frames[0].clone(),
                Incoming::Message(_) | Incoming::Unknown => continue,
                Incoming::Ping(context) => {
                    self.shared.with(id, |subscriber| subscriber.push(zmtp::pong(&context)));
                    continue;
                }
            };
            match frame.first() {
                Some(1) => {
                    let topic = frame.slice(1..);
                    let welcome = zmtp::encode(&self.wire.welcome(&topic));
                    self.shared.with(id, |subscriber| {
                        subscriber.topics.push(topic);
                        subscriber.push(welcome);
                    });
                    self.shared.subscriptions.send_modify(|count| *count += 1);
                }
                Some(0) => {
                    self.shared.with(id, |subscriber| {
                        if let Some(index) = subscriber.topics.iter().position(|known| *known == frame[1..]) {
                            subscriber.topics.swap_remove(index);
                        }
                    });
                }
                _ => tracing::debug!("a subscriber of IOPub sent something that is no subscription"),
            }
        }
    }

    async fn write_queue(&self, id: u64, grew: &Notify, mut writer: impl AsyncWrite + Unpin) -> io::Result<()> {
        loop {
            let Some(message) = self.shared.with(id, |subscriber| subscriber.queue.pop_front()).flatten() else {
                grew.notified().await;
                continue;
            };
            for chunk in message.chunks(CHUNK) {
                writer.write_all(chunk).await?;
                self.shared.with(id, |subscriber| subscriber.written(chunk.len(), &self.wire));
                self.shared.room.notify_all();
            }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Subscribers> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self) -> (u64, Arc<Signals>) {
        let mut subscribers = self.lock();
        let id = subscribers.next_id;
        subscribers.next_id += 1;
        let signals = Arc::new(Signals::default());
        subscribers.list.push(Subscriber {
            id,
            topics: Vec::new(),
            queue: VecDeque::new(),
            queued_bytes: 0,
            progress: Instant::now(),
            lagging: None,
            signals: Arc::clone(&signals),
        });
        (id, signals)
    }

    fn remove(&self, id: u64) {
        self.lock().list.retain(|subscriber| subscriber.id != id);
        self.room.notify_all();
    }

    fn with<T>(&self, id: u64, action: impl FnOnce(&mut Subscriber) -> T) -> Option<T> {
        self.lock().list.iter_mut().find(|subscriber| subscriber.id == id).map(action)
    }
}

impl Subscribers {
    fn publish(&mut self, message: &Message<'_>) {
        for subscriber in self.list.iter_mut().filter(|subscriber| subscriber.wants(message)) {
            subscriber.offer(message);
        }
    }

    /// Until when the message should wait for a subscriber to read; `None` if it can be published now.
    ///
    /// Gives up on subscribers that have not read for too long.
    fn wait_until(&mut self, message: &Message<'_>) -> Option<Instant> {
        let now = Instant::now();
        let mut until = None;
        for subscriber in self.list.iter_mut().filter(|subscriber| subscriber.wants(message)) {
            if subscriber.lagging.is_some() || subscriber.queued_bytes <= QUEUE_LIMIT {
                continue;
            }
            let deadline = subscriber.progress + PATIENCE;
            if deadline <= now {
                tracing::warn!("a subscriber of IOPub does not read; it misses outputs until it does");
                subscriber.lagging = Some((0, message.parent.clone()));
            } else {
                until = Some(until.map_or(deadline, |earlier: Instant| earlier.min(deadline)));
            }
        }
        until
    }
}

impl Subscriber {
    fn wants(&self, message: &Message<'_>) -> bool {
        self.topics.iter().any(|topic| message.topic.starts_with(topic))
    }

    fn offer(&mut self, message: &Message<'_>) {
        match &mut self.lagging {
            Some((missed, parent)) if message.is_droppable() => {
                *missed += message.bytes.len();
                *parent = message.parent.clone();
            }
            _ => self.push(message.bytes.clone()),
        }
    }

    fn push(&mut self, bytes: Bytes) {
        if self.queued_bytes == 0 {
            self.progress = Instant::now();
        }
        if self.lagging.is_some() && self.queued_bytes + bytes.len() > QUEUE_CEILING {
            // Its task ends now; until then nothing more is meant for it.
            self.topics.clear();
            self.queue.clear();
            self.signals.give_up.notify_one();
        } else {
            self.queued_bytes += bytes.len();
            self.queue.push_back(bytes);
            self.signals.queue_grew.notify_one();
        }
    }

    /// Takes note that so many bytes were written.
    fn written(&mut self, bytes: usize, wire: &Wire) {
        self.queued_bytes -= bytes;
        self.progress = Instant::now();
        if self.queued_bytes < QUEUE_LIMIT / 2
            && let Some((missed, parent)) = self.lagging.take()
            && missed > 0
        {
            let text = format!("[rootlet: {missed} bytes of output are missing here: this client read too slowly]\n");
            let note = wire.publication("stream", &parent, &json!({"name": "stderr", "text": text}));
            self.push(zmtp::encode(&note));
        }
    }
}

/// A message on its way to the subscribers.
struct Message<'a> {
    topic: Bytes,
    /// As it travels: encoded once for all subscribers.
    bytes: Bytes,
    parent: &'a Parent,
    is_stream: bool,
}

impl<'a> Message<'a> {
    fn new(wire: &Wire, msg_type: &str, parent: &'a Parent, content: &Value) -> Self {
        let frames = wire.publication(msg_type, parent, content);
        Self { topic: frames[0].clone(), bytes: zmtp::encode(&frames), parent, is_stream: msg_type == "stream" }
    }

    fn is_droppable(&self) -> bool {
        self.is_stream || self.bytes.len() >= DROPPABLE_SIZE
    }
}
