use rootlet_tests::{Client, TestKernel};
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

fn send(client: &mut Client, code: &str) -> String {
    client.send("shell", "execute_request", json!({"code": code}))
}

async fn status(client: &mut Client, id: &str) -> String {
    client.execution(id).await.reply["status"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_that_wait_behind_a_failed_one_are_aborted() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let failed = send(&mut client, "sleep 50\nfail it");
    let waiting = [send(&mut client, "print 1"), send(&mut client, "print 2")];
    assert_eq!(status(&mut client, &failed).await, "error");
    for id in waiting {
        let execution = client.execution(&id).await;
        assert_eq!(execution.reply["status"], "aborted");
        assert!(execution.outputs.is_empty(), "{:?}", execution.kinds());
    }
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_that_arrive_just_after_the_failure_are_aborted() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let mut rounds_in_time = 0;
    for _ in 0..10 {
        let start = Instant::now();
        let failed = send(&mut client, "fail it");
        assert_eq!(status(&mut client, &failed).await, "error");
        // The failed cell is no longer in any queue; this one was sent before the user saw it fail.
        let late = send(&mut client, "print 1");
        let late = status(&mut client, &late).await;
        // A busy machine may be too late.
        if start.elapsed() < Duration::from_millis(100) {
            assert_eq!(late, "aborted");
            rounds_in_time += 1;
        }
        sleep(Duration::from_millis(110)).await;
        let next = send(&mut client, "print 1");
        assert_eq!(status(&mut client, &next).await, "ok");
    }
    assert!(rounds_in_time > 0);
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_requests_are_answered_while_cells_are_aborted() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let failed = send(&mut client, "fail it");
    let info = client.ask("kernel_info_request", json!({})).await;
    assert_eq!(info["status"], "ok");
    assert_eq!(status(&mut client, &failed).await, "error");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_stop_on_error_the_next_cells_run() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let content = json!({"code": "fail it", "stop_on_error": false});
    let failed = client.send("shell", "execute_request", content);
    let next = send(&mut client, "print 1");
    assert_eq!(status(&mut client, &failed).await, "error");
    assert_eq!(status(&mut client, &next).await, "ok");
    kernel.shutdown(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aborted_cell_takes_no_number() {
    let kernel = TestKernel::start();
    let mut client = kernel.client().await;
    let failed = send(&mut client, "fail it");
    let aborted = send(&mut client, "print 1");
    assert_eq!(client.execution(&failed).await.reply["execution_count"], 1);
    assert_eq!(status(&mut client, &aborted).await, "aborted");
    sleep(Duration::from_millis(110)).await;
    assert_eq!(client.execute("print 2").await.reply["execution_count"], 2);
    kernel.shutdown(&mut client).await;
}
