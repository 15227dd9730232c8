use std::time::Duration;

use rootlet_tests::{TestKernel, connect_socket};
use zeromq::{Socket, SocketRecv, SubSocket};

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_thousand_lines_arrive_complete_and_in_few_messages() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("flood 200000 90").await;
    let text = cell.stream("stdout");
    let mut lines = 0;
    for (index, line) in text.lines().enumerate() {
        assert!(line.starts_with(&format!("{index} x")), "line {index} is {line}");
        lines += 1;
    }
    assert_eq!(lines, 200_000);
    assert!(cell.outputs.len() < 1000, "{} messages", cell.outputs.len());
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_texts_and_displays_arrive_complete() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("blocks 20 5000000").await;
    assert_eq!(cell.stream("stdout").len(), 100_000_000);
    let cell = client.execute("pictures 20 5000000").await;
    let pictures = cell.contents("display_data");
    assert_eq!(pictures.len(), 20);
    assert!(pictures.iter().all(|content| content["data"]["image/png"].as_str().unwrap().len() == 5_000_000));
    kernel.shutdown(&mut client).await;
}

/// A subscriber that asks for everything and reads nothing until it is told to.
async fn stuck_subscriber(kernel: &TestKernel) -> SubSocket {
    let mut socket = SubSocket::new();
    connect_socket(&mut socket, &kernel.connection, kernel.connection.iopub_port).await;
    socket.subscribe("").await.unwrap();
    assert!(socket.recv().await.is_ok(), "the greeting");
    socket
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_subscriber_stops_nobody_and_reads_a_note_later() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let mut stuck = stuck_subscriber(&kernel).await;

    let cell = client.execute("blocks 60 1000000").await;
    assert_eq!(cell.stream("stdout").len(), 60_000_000);
    let cell = client.execute("flood 200000 90").await;
    assert_eq!(cell.stream("stdout").lines().count(), 200_000);

    // It reads again: what is left of the queue, then the note, then everything as before.
    let mut has_note = false;
    while !has_note {
        let message = tokio::time::timeout(Duration::from_secs(10), stuck.recv()).await.unwrap().unwrap();
        let content = message.iter().last().unwrap();
        has_note = content.len() < 1000 && String::from_utf8_lossy(content).contains("read too slowly");
    }
    client.execute("print again").await;
    let mut is_back = false;
    while !is_back {
        let message = tokio::time::timeout(Duration::from_secs(10), stuck.recv()).await.unwrap().unwrap();
        is_back = &message.iter().last().unwrap()[..] == br#"{"name":"stdout","text":"again\n"}"#;
    }
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_that_leaves_while_it_is_waited_for_holds_nothing_up() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let stuck = stuck_subscriber(&kernel).await;
    let leaving = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(stuck);
    });
    let cell = client.execute("blocks 60 1000000").await;
    assert_eq!(cell.stream("stdout").len(), 60_000_000);
    leaving.await.unwrap();
    kernel.shutdown(&mut client).await;
}
