use std::collections::HashSet;

use rootlet_tests::TestKernel;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn outputs_keep_their_order() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("print a\ndisplay b\nwrite c\neprint d\nprint e\nvalue f").await;
    assert_eq!(
        cell.kinds(),
        ["execute_input", "stream", "display_data", "stream", "stream", "stream", "execute_result"]
    );
    let texts: Vec<&Value> = cell.contents("stream").into_iter().map(|content| &content["text"]).collect();
    assert_eq!(texts, ["a\n", "c", "d\n", "e\n"]);
    assert_eq!(cell.contents("execute_result")[0]["data"]["text/plain"], "f");
    assert_eq!(cell.contents("execute_result")[0]["execution_count"], 1);
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn printed_text_arrives_while_the_cell_runs() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let id = client.send("shell", "execute_request", json!({"code": "write a\nwait"}));
    let text = client.find("iopub", |message| message.kind() == "stream").await;
    assert_eq!(text.content["text"], "a");
    client.send("control", "interrupt_request", json!({}));
    assert_eq!(client.reply("shell", &id).await.content["ename"], "Interrupted");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_plain_display_has_an_id_of_its_own() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("display a\ndisplay b\ndisplay-as mine c\nupdate mine d").await;
    let ids: Vec<&str> = cell
        .contents("display_data")
        .into_iter()
        .map(|content| content["transient"]["display_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 3);
    assert_eq!(ids[2], "mine");
    let update = cell.contents("update_display_data")[0];
    assert_eq!((&update["transient"]["display_id"], &update["data"]["text/plain"]), (&json!("mine"), &json!("d")));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clear_output_tells_whether_to_wait() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("print a\nclear wait\nclear").await;
    assert_eq!(cell.contents("clear_output"), [&json!({"wait": true}), &json!({"wait": false})]);
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_told_once_and_in_the_reply() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("print a\nfail it").await;
    assert_eq!(cell.kinds(), ["execute_input", "stream", "error"]);
    let error = json!({"ename": "Failure", "evalue": "it", "traceback": ["Failure: it"]});
    assert_eq!(*cell.contents("error")[0], error);
    assert_eq!(cell.reply["status"], "error");
    for field in ["ename", "evalue", "traceback"] {
        assert_eq!(cell.reply[field], error[field]);
    }
    assert_eq!(cell.reply["execution_count"], 1);
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_of_the_evaluator_costs_one_cell() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute_with(json!({"code": "print a\npanic", "stop_on_error": false})).await;
    assert_eq!((&cell.reply["status"], &cell.reply["ename"]), (&json!("error"), &json!("KernelError")));
    assert_eq!(client.execute("value 1").await.reply["status"], "ok");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_cell_publishes_nothing_and_takes_no_number() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute_with(json!({"code": "print a\ndisplay b\nvalue c", "silent": true})).await;
    assert_eq!(cell.reply["status"], "ok");
    assert!(cell.outputs.is_empty(), "{:?}", cell.kinds());
    let failed = json!({"code": "fail it", "silent": true, "stop_on_error": false});
    let failed = client.execute_with(failed).await;
    assert_eq!(failed.reply["ename"], "Failure");
    assert!(failed.outputs.is_empty());
    assert_eq!(client.execute("value 1").await.reply["execution_count"], 1);
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn store_history_decides_over_the_number() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute_with(json!({"code": "value 1", "store_history": false})).await;
    assert_eq!(cell.kinds(), ["execute_input", "execute_result"]);
    assert_eq!(client.execute("value 2").await.reply["execution_count"], 1);
    assert_eq!(client.execute("value 3").await.reply["execution_count"], 2);
    assert_eq!(client.execute("  \n").await.reply["execution_count"], 3);
    assert_eq!(client.execute("value 4").await.reply["execution_count"], 3);
    let history = client.ask("history_request", json!({"hist_access_type": "tail", "n": 10})).await;
    assert_eq!(history["history"], json!([[1, 1, "value 2"], [1, 2, "value 3"], [1, 3, "value 4"]]));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn user_expressions_are_evaluated_after_success_only() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let expressions = json!({"a": "x + 1", "b": "unknown"});
    let cell = client.execute_with(json!({"code": "print 1", "user_expressions": expressions})).await;
    assert_eq!(
        cell.reply["user_expressions"]["a"],
        json!({"status": "ok", "data": {"text/plain": "<x + 1>"}, "metadata": {}})
    );
    let error = &cell.reply["user_expressions"]["b"];
    assert_eq!((&error["status"], &error["ename"]), (&json!("error"), &json!("NameError")));
    let cell = client.execute_with(json!({"code": "", "user_expressions": expressions})).await;
    assert_eq!(cell.reply["user_expressions"]["a"]["status"], "ok");
    let cell = client.execute_with(json!({"code": "fail it", "user_expressions": expressions})).await;
    assert_eq!(cell.reply["user_expressions"], json!({}));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_with_a_question_mark_opens_the_pager() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("flood?").await;
    let page = json!([{"source": "page", "data": {"text/plain": "prints lines"}, "start": 0}]);
    assert_eq!(cell.reply["payload"], page);
    assert_eq!(cell.kinds(), ["execute_input"]);
    let cell = client.execute("??flood").await;
    assert_eq!(cell.reply["payload"][0]["data"]["text/plain"], "prints lines: source");
    let cell = client.execute("nothing?").await;
    assert_eq!((&cell.reply["status"], &cell.reply["payload"]), (&json!("ok"), &json!([])));
    assert_eq!(cell.stream("stdout"), "Nothing is known about `nothing`\n");
    let cell = client.execute("%%bash?").await;
    assert!(cell.reply["payload"][0]["data"]["text/plain"].as_str().unwrap().starts_with("%%bash"));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_may_be_magics() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("%%bash\necho from $((1 + 1))").await;
    assert_eq!((&cell.reply["status"], cell.stream("stdout").as_str()), (&json!("ok"), "from 2\n"));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_can_propose_the_next_one() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let cell = client.execute("next let x = 1;").await;
    let expected = json!([{"source": "set_next_input", "text": "let x = 1;", "replace": false}]);
    assert_eq!(cell.reply["payload"], expected);
    assert_eq!(client.execute("print 1").await.reply["payload"], json!([]));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reply_says_when_the_cell_started() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let id = client.send("shell", "execute_request", json!({"code": "print 1"}));
    let reply = client.reply("shell", &id).await;
    assert!(reply.metadata["started"].as_str().unwrap().ends_with('Z'));
    kernel.shutdown(&mut client).await;
}
