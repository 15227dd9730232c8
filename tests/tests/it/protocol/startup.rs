use std::sync::Arc;
use std::time::Duration;

use rootlet_kernel::jupyter::{ServeError, serve};
use rootlet_kernel::session::History;
use rootlet_tests::{Client, FakeEngine, Gate, TestKernel, ipc_connection, tcp_connection};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_at_once_sees_idle() {
    for _ in 0..20 {
        let kernel = TestKernel::start();
        let mut client = Client::connect_at_once(&kernel.connection).await;
        let id = client.send("shell", "kernel_info_request", json!({}));
        assert_eq!(client.reply("shell", &id).await.content["status"], "ok");
        // Fails if idle does not come.
        assert!(client.outputs(&id).await.is_empty());
        kernel.shutdown(&mut client).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_answer_waits_for_a_subscriber() {
    for channel in ["shell", "control"] {
        let kernel = TestKernel::start();
        let mut client = Client::without_iopub(&kernel.connection).await;
        let id = client.send(channel, "kernel_info_request", json!({}));
        assert!(client.receive_within(channel, Duration::from_millis(50)).await.is_none());
        client.subscribe(&kernel.connection).await;
        assert!(client.outputs(&id).await.is_empty());
        kernel.shutdown(&mut client).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_subscribes_is_answered_too() {
    let kernel = TestKernel::start();
    let mut client = Client::without_iopub(&kernel.connection).await;
    let id = client.send("shell", "kernel_info_request", json!({}));
    assert_eq!(client.reply("shell", &id).await.content["status"], "ok");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_subscription_is_greeted() {
    let kernel = TestKernel::start();
    let mut client = Client::connect_at_once(&kernel.connection).await;
    let welcome = client.receive("iopub").await;
    assert_eq!((welcome.kind(), &welcome.content), ("iopub_welcome", &json!({"subscription": ""})));
    assert_eq!(welcome.parent, json!({}));
    let mut second = kernel.client().await;
    assert!(client.receive_within("iopub", Duration::from_millis(50)).await.is_none(), "a greeting is for one");
    second.execute("print 1").await;
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kernel_info_does_not_wait_for_the_evaluator() {
    let gate = Arc::new(Gate::default());
    let kernel = TestKernel::start_with(FakeEngine::gated(&gate), History::in_memory());
    let mut client = kernel.client().await;
    assert_eq!(client.ask("kernel_info_request", json!({})).await["status"], "ok");
    assert_eq!(client.ask("complete_request", json!({"code": "fl", "cursor_pos": 2})).await["matches"], json!([]));
    let id = client.send("shell", "execute_request", json!({"code": "print 1"}));
    gate.open();
    let cell = client.execution(&id).await;
    assert_eq!((cell.stream("stderr").as_str(), cell.stream("stdout").as_str()), ("building the library\n", "1\n"));
    assert_eq!(client.execute("print 2").await.stream("stderr"), "");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_ends_the_wait_for_the_evaluator() {
    let gate = Arc::new(Gate::default());
    let kernel = TestKernel::start_with(FakeEngine::gated(&gate), History::in_memory());
    let mut client = kernel.client().await;
    let id = client.send("shell", "execute_request", json!({"code": "print 1"}));
    client.find("iopub", |message| message.kind() == "stream").await;
    let interrupt = client.send("control", "interrupt_request", json!({}));
    client.reply("control", &interrupt).await;
    assert_eq!(client.execution(&id).await.reply["ename"], "Interrupted");
    gate.open();
    tokio::time::sleep(Duration::from_millis(110)).await;
    assert_eq!(client.execute("print 2").await.stream("stdout"), "2\n");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_start_is_told_and_tried_again() {
    let kernel = TestKernel::start_with(FakeEngine::failing(2), History::in_memory());
    let mut client = kernel.client().await;
    for _ in 0..2 {
        let cell = client.execute_with(json!({"code": "print 1", "stop_on_error": false})).await;
        assert_eq!((&cell.reply["ename"], &cell.reply["evalue"]), (&json!("StartError"), &json!("no rustc on PATH")));
    }
    assert_eq!(client.execute("print 1").await.stream("stdout"), "1\n");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_named() {
    let connection = tcp_connection();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", connection.stdin_port)).unwrap();
    let error = serve(&connection, Arc::new(FakeEngine::default()), History::in_memory()).await.unwrap_err();
    assert!(matches!(error, ServeError::Listen { channel: "stdin", .. }));
    assert!(error.to_string().contains(&format!("tcp://127.0.0.1:{}", connection.stdin_port)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_a_killed_kernel_left_behind_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let connection = ipc_connection(folder.path());
    for port in 1..=5 {
        drop(std::os::unix::net::UnixListener::bind(format!("{}-{port}", connection.ip)).unwrap());
    }
    let kernel = tokio::spawn({
        let connection = connection.clone();
        async move { serve(&connection, Arc::new(FakeEngine::default()), History::in_memory()).await }
    });
    let mut client = Client::connect(&connection).await;
    assert_eq!(client.execute("print 1").await.stream("stdout"), "1\n");

    // A kernel that lives keeps them.
    let second = serve(&connection, Arc::new(FakeEngine::default()), History::in_memory()).await;
    assert!(matches!(second, Err(ServeError::Listen { channel: "iopub", .. })));

    let id = client.send("control", "shutdown_request", json!({}));
    client.reply("control", &id).await;
    kernel.await.unwrap().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
