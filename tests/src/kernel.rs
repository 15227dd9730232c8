use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rootlet_kernel::jupyter::{ConnectionFile, ServeError, Transport, serve};
use rootlet_kernel::session::History;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{Client, FakeEngine};

/// A kernel that is served inside the test, with a [`FakeEngine`].
pub struct TestKernel {
    /// Where it listens.
    pub connection: ConnectionFile,
    task: JoinHandle<Result<(), ServeError>>,
    _folder: TempDir,
}

impl TestKernel {
    /// Over Unix sockets, which no other test can take.
    pub fn start() -> Self {
        Self::start_with(FakeEngine::default(), History::in_memory())
    }

    /// With this engine and history.
    pub fn start_with(engine: FakeEngine, history: History) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let connection = ipc_connection(folder.path());
        let task = tokio::spawn({
            let connection = connection.clone();
            async move { serve(&connection, Arc::new(engine), history).await }
        });
        Self { connection, task, _folder: folder }
    }

    /// A client that is connected to all channels and subscribed to everything.
    pub async fn client(&self) -> Client {
        Client::connect(&self.connection).await
    }

    /// Asks the kernel to end and checks that it does, without an error.
    pub async fn shutdown(self, client: &mut Client) {
        let id = client.send("control", "shutdown_request", serde_json::json!({"restart": false}));
        assert_eq!(client.reply("control", &id).await.content["status"], "ok");
        self.ended().await;
    }

    /// Waits for the end of the kernel.
    pub async fn ended(self) {
        let end = tokio::time::timeout(Duration::from_secs(10), self.task).await;
        end.expect("the kernel ends").expect("the kernel does not panic").expect("the kernel ends well");
    }
}

/// Unix sockets in `folder`.
pub fn ipc_connection(folder: &Path) -> ConnectionFile {
    let ip = folder.join("kernel").to_string_lossy().into_owned();
    connection(Transport::Ipc, ip, [1, 2, 3, 4, 5])
}

/// TCP ports that were free a moment ago.
pub fn tcp_connection() -> ConnectionFile {
    let listeners = [(); 5].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    let ports = listeners.map(|listener| listener.local_addr().expect("its address").port());
    connection(Transport::Tcp, "127.0.0.1".to_owned(), ports)
}

fn connection(transport: Transport, ip: String, ports: [u16; 5]) -> ConnectionFile {
    let [shell_port, control_port, stdin_port, iopub_port, hb_port] = ports;
    ConnectionFile {
        transport,
        ip,
        shell_port,
        control_port,
        stdin_port,
        iopub_port,
        hb_port,
        key: "a key".to_owned(),
        signature_scheme: "hmac-sha256".to_owned(),
    }
}
