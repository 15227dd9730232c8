use rootlet_tests::{Client, TestKernel};
use serde_json::json;

fn start(client: &mut Client, code: &str) -> String {
    client.send("shell", "execute_request", json!({"code": code, "allow_stdin": true}))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_asks_and_goes_on_with_the_answer() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let id = start(&mut client, "write before\ninput Name?\npassword Key?");
    let question = client.receive("stdin").await;
    assert_eq!(question.kind(), "input_request");
    assert_eq!(question.parent["msg_id"], id.as_str());
    assert_eq!(question.content, json!({"prompt": "Name?", "password": false}));
    // What was printed before the question is there when the user reads the question.
    assert_eq!(client.find("iopub", |message| message.kind() == "stream").await.content["text"], "before");
    client.send("stdin", "input_reply", json!({"value": "Ada", "status": "ok"}));
    assert_eq!(client.receive("stdin").await.content, json!({"prompt": "Key?", "password": true}));
    client.send("stdin", "input_reply", json!({"value": "42"}));
    let cell = client.execution(&id).await;
    assert_eq!(cell.stream("stdout"), "got Ada\ngot 42\n");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_ends_the_question_and_a_late_answer_is_nobodys() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let id = start(&mut client, "input Name?");
    client.receive("stdin").await;
    let interrupt = client.send("control", "interrupt_request", json!({}));
    client.reply("control", &interrupt).await;
    assert_eq!(client.execution(&id).await.reply["ename"], "Interrupted");
    client.send("stdin", "input_reply", json!({"value": "late"}));

    tokio::time::sleep(std::time::Duration::from_millis(110)).await;
    let id = start(&mut client, "input Again?");
    assert_eq!(client.receive("stdin").await.content["prompt"], "Again?");
    client.send("stdin", "input_reply", json!({"value": "in time"}));
    assert_eq!(client.execution(&id).await.stream("stdout"), "got in time\n");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cannot_be_asked_is_not_asked() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute_with(json!({"code": "input Name?", "allow_stdin": false})).await;
    assert_eq!(cell.reply["ename"], "InputError");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_client_that_sent_the_cell_is_asked() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let mut other = kernel.client().await;
    let id = start(&mut client, "input Name?");
    client.receive("stdin").await;
    other.send("stdin", "input_reply", json!({"value": "wrong"}));
    client.send("stdin", "input_reply", json!({"value": "right"}));
    assert_eq!(client.execution(&id).await.stream("stdout"), "got right\n");
    kernel.shutdown(&mut client).await;
}
