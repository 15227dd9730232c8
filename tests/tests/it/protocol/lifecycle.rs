use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rootlet_kernel::jupyter::ConnectionFile;
use rootlet_tests::{Client, TestKernel, ipc_connection};
use serde_json::json;
use tempfile::TempDir;

const FAKE_KERNEL: &str = env!("CARGO_BIN_EXE_rootlet-fake-kernel");

/// A folder with a connection file, `connection.json`.
fn prepared() -> (TempDir, ConnectionFile) {
    let folder = tempfile::tempdir().unwrap();
    let connection = ipc_connection(folder.path());
    connection.write(&folder.path().join("connection.json")).unwrap();
    (folder, connection)
}

fn kernel_process(folder: &TempDir) -> Child {
    let mut command = Command::new(FAKE_KERNEL);
    command.arg(folder.path().join("connection.json")).env("ROOTLET_HISTORY", "");
    command.spawn().unwrap()
}

fn signal(pid: u32, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &pid.to_string()]).status().unwrap().success());
}

async fn exit_of(mut child: Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "the kernel does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shutdown_interrupts_the_running_cell() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let running = client.send("shell", "execute_request", json!({"code": "print on\nwait"}));
    let queued = client.send("shell", "execute_request", json!({"code": "print never"}));
    client.find("iopub", |message| message.kind() == "stream").await;
    let shutdown = client.send("control", "shutdown_request", json!({"restart": true}));
    let reply = client.reply("control", &shutdown).await;
    assert_eq!(reply.content, json!({"status": "ok", "restart": true}));
    assert!(client.outputs(&shutdown).await.is_empty());
    assert_eq!(client.execution(&running).await.reply["ename"], "Interrupted");
    kernel.ended().await;
    let last = client.receive_within("shell", Duration::from_millis(10)).await;
    assert!(last.is_none_or(|message| message.parent["msg_id"] != queued.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn shutdown_does_not_wait_forever_for_a_cell() {
    let (folder, connection) = prepared();
    let process = kernel_process(&folder);
    let mut client = Client::connect(&connection).await;
    client.send("shell", "execute_request", json!({"code": "print on\ndeaf 60000"}));
    client.find("iopub", |message| message.kind() == "stream").await;
    client.send("control", "shutdown_request", json!({"restart": false}));
    assert!(exit_of(process).await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn shutdown_on_the_shell_channel_works_too() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let id = client.send("shell", "shutdown_request", json!({"restart": false}));
    assert_eq!(client.reply("shell", &id).await.content["status"], "ok");
    kernel.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_interrupts_the_cell_and_not_the_kernel() {
    let (folder, connection) = prepared();
    let process = kernel_process(&folder);
    let mut client = Client::connect(&connection).await;
    client.execute("print 1").await;
    signal(process.id(), "INT");
    let id = client.send("shell", "execute_request", json!({"code": "print on\nwait"}));
    client.find("iopub", |message| message.kind() == "stream").await;
    signal(process.id(), "INT");
    assert_eq!(client.execution(&id).await.reply["ename"], "Interrupted");
    client.send("control", "shutdown_request", json!({"restart": false}));
    assert!(exit_of(process).await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_the_kernel_in_order() {
    let (folder, connection) = prepared();
    let process = kernel_process(&folder);
    let mut client = Client::connect(&connection).await;
    client.execute("print 1").await;
    signal(process.id(), "TERM");
    assert!(exit_of(process).await.success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "its sockets are gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orphan_ends_itself() {
    let (folder, connection) = prepared();
    let script = r#""$0" "$1" & echo $!; wait"#;
    let mut parent = Command::new("sh")
        .args(["-c", script, FAKE_KERNEL])
        .arg(folder.path().join("connection.json"))
        .env("ROOTLET_HISTORY", "")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut client = Client::connect(&connection).await;
    client.execute("print 1").await;
    parent.kill().unwrap();
    parent.wait().unwrap();
    let start = Instant::now();
    // A kernel that ends in order removes its sockets.
    while std::fs::read_dir(folder.path()).unwrap().count() > 1 {
        assert!(start.elapsed() < Duration::from_secs(5), "the orphan lives on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_file_is_one_sentence_and_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("connection.json");
    std::fs::write(&path, "{\"ip\": ").unwrap();
    let output = Command::new(FAKE_KERNEL).arg(&path).output().unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("connection.json` is not one"), "{text}");
}
