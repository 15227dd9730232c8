use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rootlet_kernel::jupyter::serve;
use rootlet_kernel::session::History;
use rootlet_tests::{Client, FakeEngine, TestKernel, tcp_connection};
use serde_json::json;

fn header(kind: &str, version: &str) -> String {
    json!({"msg_id": "bad", "session": "s", "username": "u", "date": "", "msg_type": kind, "version": version})
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_none_are_dropped_and_the_next_is_answered() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let good = header("execute_request", "5.3");
    let code = r#"{"code":"print hacked"}"#;
    for channel in ["shell", "control", "stdin"] {
        let part = |text: &str| Bytes::copy_from_slice(text.as_bytes());
        let delimiter = part("<IDS|MSG>");
        client.send_frames(channel, vec![part("x")]);
        client.send_frames(channel, vec![part("")]);
        client.send_frames(channel, vec![delimiter.clone()]);
        client.send_frames(channel, vec![delimiter.clone(), part("00"), part("{}")]);
        for signature in ["", "00", "no hexadecimal number", &"00".repeat(32)] {
            let parts = [part(signature), part(&good), part("{}"), part("{}"), part(code)];
            client.send_frames(channel, [vec![delimiter.clone()], parts.to_vec()].concat());
        }
        client.send_parts(channel, ["", "{}", "{}", code]);
        client.send_parts(channel, ["[1]", "{}", "{}", code]);
        client.send_parts(channel, ["{}", "{}", "{}", code]);
        client.send_parts(channel, [r#"{"msg_type": 7}"#, "{}", "{}", code]);
        client.send_parts(channel, [&good, "{}", "{}", "{"]);
        client.send_parts(channel, [&good, "{}", "{}", "[]"]);
        client.send_parts(channel, [&good, "{}", "{}", &"[".repeat(100_000)]);
        client.send_parts(channel, [&header("execute_request", "4.1"), "{}", "{}", code]);
        client.send_parts(channel, [&header("execute_request", "six"), "{}", "{}", code]);
    }
    let cell = client.execute("print fine").await;
    assert_eq!((cell.stream("stdout").as_str(), &cell.reply["execution_count"]), ("fine\n", &json!(1)));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_contents_are_answered_with_an_error() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    for (kind, content) in [
        ("execute_request", json!({})),
        ("execute_request", json!({"code": 7})),
        ("complete_request", json!({"code": "f", "cursor_pos": -1})),
        ("history_request", json!({"hist_access_type": "all"})),
    ] {
        let reply = client.ask(kind, content.clone()).await;
        assert_eq!(
            (&reply["status"], &reply["ename"]),
            (&json!("error"), &json!("InvalidRequest")),
            "{kind} {content}"
        );
    }
    assert_eq!(client.execute("value 1").await.reply["execution_count"], 1);
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_requests_become_idle() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    for channel in ["shell", "control"] {
        let id = client.send(channel, "dance_request", json!({}));
        assert!(client.outputs(&id).await.is_empty());
    }
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_on_the_ports_do_no_harm() {
    let connection = tcp_connection();
    let kernel = tokio::spawn({
        let connection = connection.clone();
        async move { serve(&connection, Arc::new(FakeEngine::default()), History::in_memory()).await }
    });
    let mut client = Client::connect(&connection).await;
    let ports = [
        connection.shell_port,
        connection.control_port,
        connection.stdin_port,
        connection.iopub_port,
        connection.hb_port,
    ];
    for port in ports {
        for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], b"", b"\xff\0\0\0\0\0\0\0\x01\x7f", &[0xff; 200]] {
            let mut stranger = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stranger.write_all(bytes).unwrap();
        }
    }
    // A frame of 2⁴⁰ bytes, announced: who allocates it is killed.
    for (port, kind) in [(connection.shell_port, "DEALER"), (connection.iopub_port, "SUB")] {
        let mut stranger = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stranger.write_all(b"\xff\0\0\0\0\0\0\0\0\x7f\x03\0NULL").unwrap();
        stranger.write_all(&[0; 48]).unwrap();
        let ready = format!("\x05READY\x0bSocket-Type\0\0\0{}{kind}", char::from(kind.len() as u8));
        stranger.write_all(&[4, ready.len() as u8]).unwrap();
        stranger.write_all(ready.as_bytes()).unwrap();
        stranger.write_all(b"\x02\0\0\x01\0\0\0\0\0 and some bytes").unwrap();
        // Everything that the kernel says, until it closes the connection.
        stranger.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut answer = Vec::new();
        let _ = stranger.read_to_end(&mut answer);
        assert!(answer.len() > 64, "the handshake was completed");
    }
    assert_eq!(client.execute("print fine").await.stream("stdout"), "fine\n");
    let id = client.send("control", "shutdown_request", json!({}));
    client.reply("control", &id).await;
    kernel.await.unwrap().unwrap();
}
