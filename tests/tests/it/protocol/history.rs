use rootlet_kernel::session::History;
use rootlet_tests::{FakeEngine, TestKernel};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn history_outlives_the_kernel() {
    let folder = tempfile::tempdir().unwrap();
    let history = || History::in_file(folder.path().join("history.jsonl"));
    let kernel = TestKernel::start_with(FakeEngine::default(), history());
    let mut client = kernel.client().await;
    client.execute("value 1").await;
    client.execute("print 2").await;
    kernel.shutdown(&mut client).await;

    let kernel = TestKernel::start_with(FakeEngine::default(), history());
    let mut client = kernel.client().await;
    client.execute("value 3").await;
    let tail = client.ask("history_request", json!({"hist_access_type": "tail", "n": 2, "output": false})).await;
    assert_eq!(tail["history"], json!([[1, 2, "print 2"], [2, 1, "value 3"]]));
    let previous = json!({"hist_access_type": "range", "session": -1, "start": 0, "stop": null});
    let previous = client.ask("history_request", previous).await;
    assert_eq!(previous["history"], json!([[1, 1, "value 1"], [1, 2, "print 2"]]));
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tail_range_and_search() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    for cell in ["value 1", "print x", "value 1", "value 2"] {
        client.execute(cell).await;
    }
    let cases = [
        (json!({"hist_access_type": "tail", "n": 1}), json!([[1, 4, "value 2"]])),
        (json!({"hist_access_type": "tail", "n": 1, "output": true}), json!([[1, 4, ["value 2", "2"]]])),
        (
            json!({"hist_access_type": "tail", "n": 3, "output": true}),
            json!([[1, 2, ["print x", null]], [1, 3, ["value 1", "1"]], [1, 4, ["value 2", "2"]]]),
        ),
        (
            json!({"hist_access_type": "range", "session": 0, "start": 2, "stop": 4}),
            json!([[1, 2, "print x"], [1, 3, "value 1"]]),
        ),
        (
            json!({"hist_access_type": "search", "pattern": "value*", "unique": true}),
            json!([[1, 3, "value 1"], [1, 4, "value 2"]]),
        ),
        (
            json!({"hist_access_type": "search", "pattern": "value ?", "n": 2}),
            json!([[1, 3, "value 1"], [1, 4, "value 2"]]),
        ),
        (json!({"hist_access_type": "search", "pattern": "value"}), json!([])),
    ];
    for (request, expected) in cases {
        let reply = client.ask("history_request", request.clone()).await;
        assert_eq!(reply["history"], expected, "{request}");
    }
    kernel.shutdown(&mut client).await;
}
