use rootlet_tests::{TestKernel, connect_socket};
use serde_json::{Value, json};
use zeromq::{ReqSocket, Socket, SocketRecv, SocketSend};

#[tokio::test(flavor = "multi_thread")]
async fn kernel_info_describes_rust() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let info = client.ask("kernel_info_request", json!({})).await;
    assert_eq!(
        (&info["status"], &info["protocol_version"], &info["banner"]),
        (&json!("ok"), &json!("5.5"), &json!("a fake"))
    );
    assert_eq!(
        info["language_info"],
        json!({
            "name": "rust", "version": "1.95.0", "mimetype": "text/x-rustsrc", "file_extension": ".rs",
            "pygments_lexer": "rust", "codemirror_mode": "rust", "nbconvert_exporter": "script",
        })
    );
    assert_eq!(info["supported_features"], json!([]));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn completion_counts_code_points() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    // The flag is two code points, the woman five: graphemes or bytes would give other numbers.
    let code = "🇨🇭👩🏽\u{200d}🔬 fl";
    let cursor = code.chars().count();
    let reply = client.ask("complete_request", json!({"code": code, "cursor_pos": cursor})).await;
    assert_eq!(
        reply,
        json!({
            "status": "ok", "matches": ["flood"], "cursor_start": cursor - 2, "cursor_end": cursor,
            "metadata": {"_jupyter_types_experimental": [
                {"text": "flood", "type": "function", "signature": "(text)", "start": cursor - 2, "end": cursor}
            ]},
        })
    );
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn inspection_finds_or_says_that_it_does_not() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let mut inspect = async |code: &str, detail: u8| -> Value {
        client.ask("inspect_request", json!({"code": code, "cursor_pos": 5, "detail_level": detail})).await
    };
    let found = json!({"status": "ok", "found": true, "data": {"text/plain": "prints lines"}, "metadata": {}});
    assert_eq!(inspect("flood", 0).await, found);
    assert_eq!(inspect("flood", 1).await["data"]["text/plain"], "prints lines: source");
    assert_eq!(inspect("other", 0).await, json!({"status": "ok", "found": false, "data": {}, "metadata": {}}));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn is_complete_knows_three_answers() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    for (code, expected) in [
        ("print 1", json!({"status": "complete"})),
        ("fn f() {", json!({"status": "incomplete", "indent": "    "})),
        ("x!", json!({"status": "invalid"})),
        ("?x!", json!({"status": "complete"})),
    ] {
        assert_eq!(client.ask("is_complete_request", json!({"code": code})).await, expected, "{code}");
    }
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comm_to_an_unknown_target_is_closed() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let comms = client.ask("comm_info_request", json!({"target_name": "x"})).await;
    assert_eq!(comms, json!({"status": "ok", "comms": {}}));
    let open = json!({"comm_id": "c1", "target_name": "jupyter.widget", "data": {}});
    let id = client.send("shell", "comm_open", open);
    let outputs = client.outputs(&id).await;
    assert_eq!(outputs.len(), 1);
    assert_eq!((outputs[0].kind(), &outputs[0].content), ("comm_close", &json!({"comm_id": "c1", "data": {}})));
    let id = client.send("shell", "comm_msg", json!({"comm_id": "c1", "data": {}}));
    assert!(client.outputs(&id).await.is_empty());
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_heartbeat_echoes_while_a_cell_runs() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let running = client.send("shell", "execute_request", json!({"code": "sleep 300"}));
    let mut hearts = [ReqSocket::new(), ReqSocket::new()];
    for heart in &mut hearts {
        connect_socket(heart, &kernel.connection, kernel.connection.hb_port).await;
        heart.send("ping \u{0}\u{7f}".into()).await.unwrap();
    }
    for heart in &mut hearts {
        assert_eq!(heart.recv().await.unwrap().get(0).unwrap(), "ping \u{0}\u{7f}");
    }
    client.execution(&running).await;
    kernel.shutdown(&mut client).await;
}
