use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedReceiver;

use super::executor::{Event, Work};
use super::iopub::IoPub;
use super::router::Router;

/// How long the first request waits for a subscriber.
///
/// Clients connect their sockets in any order, and some (VS Code) ask for kernel_info at once and
/// then wait for its idle status, which nobody would have received.
pub(super) const SUBSCRIBER_TIME: Duration = Duration::from_secs(1);

/// Passes requests to the executor and its replies to the clients.
pub(super) async fn serve(
    mut router: Router,
    executor: Sender<Event>,
    mut replies: UnboundedReceiver<Vec<Bytes>>,
    iopub: IoPub,
) {
    let mut is_first = true;
    loop {
        tokio::select! {
            Some(reply) = replies.recv() => {
                router.send(&reply);
            }
            request = router.receive() => {
                if std::mem::take(&mut is_first) {
                    iopub.wait_for_subscription(SUBSCRIBER_TIME).await;
                }
                if executor.send(Event::Request(Work { request, arrived: Instant::now() })).is_err() {
                    return;
                }
            }
        }
    }
}
