use std::fs;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rootlet_evaluator::{EngineInfo, Interrupt};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc as channel, oneshot};
use tokio::task::JoinSet;

use super::connection::ConnectionFile;
use super::control::Control;
use super::executor::{Event, Executor};
use super::iopub::IoPub;
use super::message::{Parent, Wire};
use super::router::Router;
use super::router_socket::{RouterSocket, Unwritten};
use super::stdin::Stdin;
use super::stream::StreamBuffer;
use super::transport::{Endpoint, Listener};
use super::{heartbeat, kernel_info, orphan, shell};
use crate::session::{DeferredEvaluator, Engine, History, Session};

/// How long kernel_info may wait for the language's version; clients expect an answer within 0.3 s.
const INFO_TIME: Duration = Duration::from_millis(200);

/// How long a running cell and the evaluator may take to end; Jupyter kills a kernel after 5 s.
const SESSION_TIME: Duration = Duration::from_secs(3);

/// How long slow clients may take to read the last messages.
const FLUSH_TIME: Duration = Duration::from_millis(300);

/// Why a kernel could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// An address of the connection file cannot be listened on.
    #[error("cannot listen on {endpoint} for the {channel} channel; each kernel needs a connection file of its own")]
    Listen {
        /// `shell`, `control`, `stdin`, `iopub` or `heartbeat`.
        channel: &'static str,
        /// The address.
        endpoint: String,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no sockets, signal handlers or threads.
    #[error("the system refuses a socket, a signal handler or a thread")]
    System(#[from] io::Error),
}

/// Why a kernel ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// A client asked for it.
    Requested,
    /// Nobody is left who could ask.
    ParentGone,
    /// SIGTERM.
    Terminated,
}

/// Stops the running cell, and the question that it asks.
#[derive(Clone)]
pub(super) struct Interrupts {
    cell: Arc<dyn Interrupt>,
    stdin: Stdin,
}

impl Interrupts {
    pub(super) fn interrupt(&self) {
        self.stdin.interrupt();
        self.cell.interrupt();
    }
}

/// Serves one kernel until a client shuts it down, its parent is gone, or SIGTERM arrives.
///
/// SIGINT interrupts the running cell, like `interrupt_request`. After the return the process
/// should exit: a cell that could not be stopped in time may still have its thread.
///
/// # Errors
/// The sockets cannot be bound. Whatever happens later is handled or logged.
pub async fn serve(connection: &ConnectionFile, engine: Arc<dyn Engine>, history: History) -> Result<(), ServeError> {
    let endpoints = Endpoints::new(connection);
    let listeners = endpoints.listen()?;
    let wire = Wire::new(&connection.key);
    let iopub = IoPub::new(wire.clone());
    let (stdin, stdin_queue) = Stdin::new();

    let evaluator = DeferredEvaluator::start(Arc::clone(&engine));
    let session = Session::new(Box::new(evaluator), history);
    let interrupts = Interrupts { cell: session.interrupter(), stdin: stdin.clone() };
    let kernel_info = kernel_info::content(&engine_info(engine).await);

    let (exit, exits) = channel::channel(1);
    let (events, requests) = mpsc::channel();
    let stop = events.clone();
    let (replies, outgoing) = channel::unbounded_channel();
    let stopping = Arc::new(AtomicBool::new(false));

    let unwritten = Unwritten::new();
    let socket = |listener, channel| RouterSocket::new(listener, channel, unwritten.clone());
    let router = |listener, channel| socket(listener, channel).map(|socket| Router::new(socket, wire.clone(), channel));
    let shell_router = router(listeners.shell, "shell")?;
    let control_router = router(listeners.control, "control")?;
    let stdin_router = router(listeners.stdin, "stdin")?;
    let heart = socket(listeners.heartbeat, "heartbeat")?;
    let control = Control {
        wire: wire.clone(),
        iopub: iopub.clone(),
        kernel_info: kernel_info.clone(),
        interrupts: interrupts.clone(),
        exit: exit.clone(),
    };
    let executor = Executor {
        session,
        wire: wire.clone(),
        iopub: iopub.clone(),
        stream: StreamBuffer::start(iopub.clone()),
        stdin,
        replies,
        kernel_info,
        exit,
        stopping: Arc::clone(&stopping),
        abort_until: None,
    };

    let mut tasks = JoinSet::new();
    tasks.spawn(publish(iopub.clone(), listeners.iopub));
    tasks.spawn(heartbeat::serve(heart));
    tasks.spawn(stdin_queue.serve(stdin_router, wire.clone()));
    tasks.spawn(control.serve(control_router));
    tasks.spawn(shell::serve(shell_router, events, outgoing, iopub.clone()));
    let (ended, session_end) = oneshot::channel();
    thread::Builder::new().name("executor".to_owned()).spawn(move || {
        executor.run(&requests);
        let _ = ended.send(());
    })?;
    iopub.status(&Parent::none(), "starting");

    let reason = wait_for_exit(exits, &interrupts).await?;
    tracing::info!("the kernel ends: {reason:?}");
    stopping.store(true, Ordering::SeqCst);
    let _ = stop.send(Event::Stop);
    interrupts.interrupt();
    if tokio::time::timeout(SESSION_TIME, session_end).await.is_err() {
        tracing::warn!("the running cell did not end in time and is left behind");
    }
    // A failure to join means a panic, after which there is nothing to flush.
    let _ = tokio::task::spawn_blocking(move || iopub.flush(FLUSH_TIME)).await;
    // The shell task takes the executor's last replies in the same order, so they are counted by now.
    let _ = tokio::time::timeout(FLUSH_TIME, unwritten.none()).await;
    tasks.shutdown().await;
    endpoints.remove_files();
    Ok(())
}

/// Waits for a reason to end; meanwhile SIGINT interrupts the running cell.
async fn wait_for_exit(mut exits: channel::Receiver<Exit>, interrupts: &Interrupts) -> Result<Exit, ServeError> {
    let mut sigint = signal(SignalKind::interrupt())?;
    let mut sigterm = signal(SignalKind::terminate())?;
    let parent_gone = orphan::parent_gone();
    tokio::pin!(parent_gone);
    loop {
        tokio::select! {
            Some(exit) = exits.recv() => return Ok(exit),
            () = &mut parent_gone => return Ok(Exit::ParentGone),
            Some(()) = sigterm.recv() => return Ok(Exit::Terminated),
            Some(()) = sigint.recv() => interrupts.interrupt(),
        }
    }
}

/// The language's version, or a stand-in where asking for it takes too long.
async fn engine_info(engine: Arc<dyn Engine>) -> EngineInfo {
    let asked = tokio::task::spawn_blocking(move || engine.info());
    match tokio::time::timeout(INFO_TIME, asked).await {
        Ok(Ok(info)) => info,
        Ok(Err(_)) | Err(_) => EngineInfo { language_version: "unknown".to_owned(), banner: "rootlet".to_owned() },
    }
}

/// Serves IOPub; says so if that ends.
async fn publish(iopub: IoPub, listener: Listener) {
    let Err(error) = iopub.serve(listener).await;
    tracing::error!("iopub cannot be served: {error}");
}

/// The addresses of the five channels.
struct Endpoints {
    iopub: Endpoint,
    shell: Endpoint,
    control: Endpoint,
    stdin: Endpoint,
    heartbeat: Endpoint,
}

struct Listeners {
    iopub: Listener,
    shell: Listener,
    control: Listener,
    stdin: Listener,
    heartbeat: Listener,
}

impl Endpoints {
    fn new(connection: &ConnectionFile) -> Self {
        let endpoint = |port| Endpoint::new(connection, port);
        Self {
            iopub: endpoint(connection.iopub_port),
            shell: endpoint(connection.shell_port),
            control: endpoint(connection.control_port),
            stdin: endpoint(connection.stdin_port),
            heartbeat: endpoint(connection.hb_port),
        }
    }

    /// Listens on all of them or, after an error, on none.
    fn listen(&self) -> Result<Listeners, ServeError> {
        let listen = |channel, endpoint: &Endpoint| {
            let listener = endpoint.listen();
            listener.map_err(|source| ServeError::Listen { channel, endpoint: endpoint.to_string(), source })
        };
        Ok(Listeners {
            iopub: listen("iopub", &self.iopub)?,
            shell: listen("shell", &self.shell)?,
            control: listen("control", &self.control)?,
            stdin: listen("stdin", &self.stdin)?,
            heartbeat: listen("heartbeat", &self.heartbeat)?,
        })
    }

    /// Removes the files of Unix sockets.
    fn remove_files(&self) {
        for endpoint in [&self.iopub, &self.shell, &self.control, &self.stdin, &self.heartbeat] {
            if let Endpoint::Ipc(path) = endpoint {
                // It may be gone, with the folder that Jupyter made for it.
                let _ = fs::remove_file(path);
            }
        }
    }
}
