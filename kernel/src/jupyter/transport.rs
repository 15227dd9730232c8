use std::convert::Infallible;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;

use super::{ConnectionFile, Transport};

/// How long a peer may take to say who it is.
pub(super) const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// After a failed accept (too many open files): a loop without a pause would take a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where one socket listens.
#[derive(Clone, Debug)]
pub(super) enum Endpoint {
    Tcp { ip: String, port: u16 },
    Ipc(PathBuf),
}

/// A socket that listens, before anything is known of its protocol.
pub(super) enum Listener {
    Tcp(TcpListener),
    Ipc(UnixListener),
}

impl Endpoint {
    pub(super) fn new(connection: &ConnectionFile, port: u16) -> Self {
        match connection.transport {
            Transport::Tcp => {
                let ip = if connection.ip == "*" { "0.0.0.0".to_owned() } else { connection.ip.clone() };
                Self::Tcp { ip, port }
            }
            Transport::Ipc => Self::Ipc(PathBuf::from(format!("{}-{port}", connection.ip))),
        }
    }

    pub(super) fn listen(&self) -> io::Result<Listener> {
        match self {
            Self::Tcp { ip, port } => TcpListener::bind((ip.as_str(), *port)).map(Listener::Tcp),
            Self::Ipc(path) => {
                let listener = match UnixListener::bind(path) {
                    // A kernel that was killed leaves its file behind; Jupyter restarts with the same one.
                    Err(error) if error.kind() == io::ErrorKind::AddrInUse && UnixStream::connect(path).is_err() => {
                        fs::remove_file(path)?;
                        UnixListener::bind(path)?
                    }
                    other => other?,
                };
                Ok(Listener::Ipc(listener))
            }
        }
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp { ip, port } => write!(f, "tcp://{ip}:{port}"),
            Self::Ipc(path) => write!(f, "ipc://{}", path.display()),
        }
    }
}

/// A [`Listener`] of the runtime.
pub(super) enum AsyncListener {
    Tcp(tokio::net::TcpListener),
    Ipc(tokio::net::UnixListener),
}

/// A connection of either kind.
pub(super) type Stream = Box<dyn Duplex>;

/// What a connection can do.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

impl AsyncListener {
    pub(super) fn new(listener: Listener) -> io::Result<Self> {
        Ok(match listener {
            Listener::Tcp(listener) => {
                listener.set_nonblocking(true)?;
                Self::Tcp(tokio::net::TcpListener::from_std(listener)?)
            }
            Listener::Ipc(listener) => {
                listener.set_nonblocking(true)?;
                Self::Ipc(tokio::net::UnixListener::from_std(listener)?)
            }
        })
    }

    /// Accepts peers, and attends to each in a task of its own, until this future is dropped.
    pub(super) async fn serve<F>(self, channel: &str, attend: impl Fn(Stream) -> F) -> io::Result<Infallible>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut peers = JoinSet::new();
        loop {
            tokio::select! {
                stream = self.accept() => match stream {
                    Ok(stream) => {
                        peers.spawn(attend(stream));
                    }
                    Err(error) => {
                        tracing::warn!("{channel}: a peer cannot be accepted: {error}");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
                Some(_) = peers.join_next() => {}
            }
        }
    }

    async fn accept(&self) -> io::Result<Stream> {
        Ok(match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Box::new(stream)
            }
            Self::Ipc(listener) => Box::new(listener.accept().await?.0),
        })
    }
}
