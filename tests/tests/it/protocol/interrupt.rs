use std::time::Duration;

use rootlet_tests::TestKernel;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_stops_the_running_cell_and_aborts_the_next() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let running = client.send("shell", "execute_request", json!({"code": "print on\nwait"}));
    let queued = client.send("shell", "execute_request", json!({"code": "print 1"}));
    client.find("iopub", |message| message.kind() == "stream").await;

    let interrupt = client.send("control", "interrupt_request", json!({}));
    assert_eq!(client.reply("control", &interrupt).await.content, json!({"status": "ok"}));
    client.outputs(&interrupt).await;
    assert_eq!(client.execution(&running).await.reply["ename"], "Interrupted");
    assert_eq!(client.execution(&queued).await.reply["status"], "aborted");
    tokio::time::sleep(Duration::from_millis(110)).await;
    assert_eq!(client.execute("value 1").await.reply["status"], "ok");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_without_a_cell_stops_nothing() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    client.execute("print 1").await;
    let interrupt = client.send("control", "interrupt_request", json!({}));
    assert_eq!(client.reply("control", &interrupt).await.content["status"], "ok");
    assert_eq!(client.execute("sleep 10").await.reply["status"], "ok");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn control_answers_while_a_cell_runs() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let running = client.send("shell", "execute_request", json!({"code": "print on\nwait"}));
    client.find("iopub", |message| message.kind() == "stream").await;
    let info = client.send("control", "kernel_info_request", json!({}));
    assert_eq!(client.reply("control", &info).await.content["language_info"]["name"], "rust");
    assert!(client.outputs(&info).await.is_empty());
    let interrupt = client.send("control", "interrupt_request", json!({}));
    client.reply("control", &interrupt).await;
    client.reply("shell", &running).await;
    kernel.shutdown(&mut client).await;
}
