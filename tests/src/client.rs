use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use rootlet_kernel::jupyter::{ConnectionFile, Transport};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::mpsc;
use uuid::Uuid;
use zeromq::util::PeerIdentity;
use zeromq::{DealerSocket, Socket, SocketOptions, SocketRecv, SocketSend, SubSocket, ZmqMessage};

/// How long a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A Jupyter client with sockets of its own.
pub struct Client {
    key: String,
    session: String,
    channels: HashMap<&'static str, Channel>,
    /// Messages that arrived before somebody asked for them.
    pending: HashMap<&'static str, VecDeque<Message>>,
}

/// A message as it arrived, its signature checked.
#[derive(Clone, Debug)]
pub struct Message {
    /// The header of the message.
    pub header: Value,
    /// The header of the request that caused it.
    pub parent: Value,
    /// The metadata of the message.
    pub metadata: Value,
    /// The content of the message.
    pub content: Value,
    /// When it arrived.
    pub arrived: Instant,
}

impl Message {
    /// The type of the message.
    pub fn kind(&self) -> &str {
        self.header["msg_type"].as_str().unwrap_or_default()
    }
}

/// What one cell caused.
#[derive(Debug)]
pub struct Execution {
    /// The content of the reply.
    pub reply: Value,
    /// Everything on IOPub between busy and idle.
    pub outputs: Vec<Message>,
}

impl Execution {
    /// The types of the outputs, in order.
    pub fn kinds(&self) -> Vec<&str> {
        self.outputs.iter().map(Message::kind).collect()
    }

    /// The contents of the outputs of one type.
    pub fn contents(&self, kind: &str) -> Vec<&Value> {
        self.outputs.iter().filter(|message| message.kind() == kind).map(|message| &message.content).collect()
    }

    /// Everything that was printed on one stream.
    pub fn stream(&self, name: &str) -> String {
        let texts = self.contents("stream").into_iter().filter(|content| content["name"] == name);
        texts.filter_map(|content| content["text"].as_str()).collect()
    }
}

struct Channel {
    outgoing: mpsc::UnboundedSender<Vec<Bytes>>,
    incoming: mpsc::UnboundedReceiver<(Vec<Bytes>, Instant)>,
}

/// The address of one port of a connection file.
fn address(connection: &ConnectionFile, port: u16) -> String {
    match connection.transport {
        Transport::Tcp => format!("tcp://{}:{port}", connection.ip),
        Transport::Ipc => format!("ipc://{}-{port}", connection.ip),
    }
}

/// Connects a socket, as soon as the kernel listens.
pub async fn connect_socket(socket: &mut impl Socket, connection: &ConnectionFile, port: u16) {
    let address = address(connection, port);
    let start = Instant::now();
    while let Err(error) = socket.connect(&address).await {
        assert!(start.elapsed() < PATIENCE, "{address}: {error}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn run<S: SocketRecv + SocketSend>(
    mut socket: S,
    mut outgoing: mpsc::UnboundedReceiver<Vec<Bytes>>,
    incoming: mpsc::UnboundedSender<(Vec<Bytes>, Instant)>,
) {
    loop {
        tokio::select! {
            frames = outgoing.recv() => {
                let Some(frames) = frames else { return };
                socket.send(ZmqMessage::try_from(frames).expect("frames")).await.expect("a socket that sends");
            }
            message = socket.recv() => {
                let Ok(message) = message else { return };
                if incoming.send((message.into_vec(), Instant::now())).is_err() {
                    return;
                }
            }
        }
    }
}

async fn read_publications(mut socket: SubSocket, incoming: mpsc::UnboundedSender<(Vec<Bytes>, Instant)>) {
    while let Ok(message) = socket.recv().await {
        if incoming.send((message.into_vec(), Instant::now())).is_err() {
            return;
        }
    }
}

impl Client {
    /// Connects every channel and waits for the greeting of IOPub.
    pub async fn connect(connection: &ConnectionFile) -> Self {
        let mut client = Self::connect_at_once(connection).await;
        let welcome = client.receive("iopub").await;
        assert_eq!(welcome.kind(), "iopub_welcome");
        client
    }

    /// Connects every channel and waits for nothing.
    pub async fn connect_at_once(connection: &ConnectionFile) -> Self {
        let mut client = Self::without_iopub(connection).await;
        client.subscribe(connection).await;
        client
    }

    /// Connects every channel but IOPub.
    pub async fn without_iopub(connection: &ConnectionFile) -> Self {
        let session = Uuid::new_v4().to_string();
        let mut channels = HashMap::new();
        let ports =
            [("shell", connection.shell_port), ("control", connection.control_port), ("stdin", connection.stdin_port)];
        for (name, port) in ports {
            let mut options = SocketOptions::default();
            options.peer_identity(PeerIdentity::try_from(session.as_bytes()).expect("an identity"));
            let mut socket = DealerSocket::with_options(options);
            connect_socket(&mut socket, connection, port).await;
            let (outgoing, to_send) = mpsc::unbounded_channel();
            let (received, incoming) = mpsc::unbounded_channel();
            tokio::spawn(run(socket, to_send, received));
            channels.insert(name, Channel { outgoing, incoming });
        }
        Self { key: connection.key.clone(), session, channels, pending: HashMap::new() }
    }

    /// Connects IOPub and subscribes to everything.
    pub async fn subscribe(&mut self, connection: &ConnectionFile) {
        let mut socket = SubSocket::new();
        connect_socket(&mut socket, connection, connection.iopub_port).await;
        socket.subscribe("").await.expect("a subscription");
        let (outgoing, _) = mpsc::unbounded_channel();
        let (received, incoming) = mpsc::unbounded_channel();
        tokio::spawn(read_publications(socket, received));
        self.channels.insert("iopub", Channel { outgoing, incoming });
    }

    /// Sends a request and returns its id.
    #[expect(clippy::needless_pass_by_value, reason = "callers write the value in place")]
    pub fn send(&mut self, channel: &'static str, kind: &str, content: Value) -> String {
        let id = Uuid::new_v4().to_string();
        let header = json!({
            "msg_id": id, "session": self.session, "username": "tester", "date": "2026-01-01T00:00:00Z",
            "msg_type": kind, "version": "5.3",
        });
        self.send_parts(channel, [&header.to_string(), "{}", "{}", &content.to_string()]);
        id
    }

    /// Sends these four parts with their signature.
    pub fn send_parts(&mut self, channel: &'static str, parts: [&str; 4]) {
        let mut frames = vec![Bytes::from_static(b"<IDS|MSG>"), Bytes::from(self.signature(parts.map(str::as_bytes)))];
        frames.extend(parts.map(|part| Bytes::copy_from_slice(part.as_bytes())));
        self.send_frames(channel, frames);
    }

    /// Sends anything.
    pub fn send_frames(&mut self, channel: &'static str, frames: Vec<Bytes>) {
        self.channels[channel].outgoing.send(frames).expect("an open channel");
    }

    fn signature(&self, parts: [&[u8]; 4]) -> String {
        if self.key.is_empty() {
            return String::new();
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).expect("any key will do");
        for part in parts {
            mac.update(part);
        }
        hex::encode(mac.finalize().into_bytes())
    }

    /// The next message of a channel.
    pub async fn receive(&mut self, channel: &'static str) -> Message {
        let within = self.receive_within(channel, PATIENCE).await;
        within.unwrap_or_else(|| panic!("nothing arrived on {channel}"))
    }

    /// The next message of a channel, or `None` when the time is over.
    pub async fn receive_within(&mut self, channel: &'static str, time: Duration) -> Option<Message> {
        if let Some(message) = self.pending.entry(channel).or_default().pop_front() {
            return Some(message);
        }
        let incoming = &mut self.channels.get_mut(channel).expect("a channel").incoming;
        let (frames, arrived) = tokio::time::timeout(time, incoming.recv()).await.ok()??;
        let start = frames.iter().position(|frame| &frame[..] == b"<IDS|MSG>").expect("a delimiter");
        let [signature, header, parent, metadata, content] = &frames[start + 1..] else {
            panic!("{} frames", frames.len())
        };
        assert_eq!(signature, self.signature([header, parent, metadata, content]).as_bytes());
        let [header, parent, metadata, content] =
            [header, parent, metadata, content].map(|part| serde_json::from_slice(part).expect("JSON"));
        Some(Message { header, parent, metadata, content, arrived })
    }

    /// The answer to one request; what else arrives meanwhile is kept.
    pub async fn reply(&mut self, channel: &'static str, id: &str) -> Message {
        self.find(channel, |message| message.parent["msg_id"] == id).await
    }

    /// The first message with a property; what else arrives meanwhile is kept.
    pub async fn find(&mut self, channel: &'static str, wanted: impl Fn(&Message) -> bool) -> Message {
        let mut others = VecDeque::new();
        let found = loop {
            let message = self.receive(channel).await;
            if wanted(&message) {
                break message;
            }
            others.push_back(message);
        };
        let pending = self.pending.entry(channel).or_default();
        others.append(pending);
        *pending = others;
        found
    }

    /// What IOPub tells of one request between its busy and its idle.
    pub async fn outputs(&mut self, id: &str) -> Vec<Message> {
        let mut outputs = Vec::new();
        let mut is_busy = false;
        loop {
            let message = self.find("iopub", |message| message.parent["msg_id"] == id).await;
            match (message.kind(), message.content["execution_state"].as_str()) {
                ("status", Some("busy")) => is_busy = true,
                ("status", Some("idle")) => {
                    assert!(is_busy, "idle came without busy");
                    return outputs;
                }
                _ => outputs.push(message),
            }
        }
    }

    /// Runs a cell as a notebook does.
    pub async fn execute(&mut self, code: &str) -> Execution {
        self.execute_with(json!({"code": code, "allow_stdin": false})).await
    }

    /// Runs a cell with this content of the request.
    pub async fn execute_with(&mut self, content: Value) -> Execution {
        let id = self.send("shell", "execute_request", content);
        self.execution(&id).await
    }

    /// What the cell of this request caused.
    pub async fn execution(&mut self, id: &str) -> Execution {
        let reply = self.reply("shell", id).await;
        assert_eq!(reply.kind(), "execute_reply");
        Execution { reply: reply.content, outputs: self.outputs(id).await }
    }

    /// Sends a request on the shell channel and returns the content of its reply.
    pub async fn ask(&mut self, kind: &str, content: Value) -> Value {
        let id = self.send("shell", kind, content);
        let reply = self.reply("shell", &id).await.content;
        self.outputs(&id).await;
        reply
    }
}
