use std::os::unix::process::parent_id;
use std::time::Duration;

/// How often the parent is looked at: a kernel outlives its server by at most this much.
const PERIOD: Duration = Duration::from_secs(1);

/// Returns when the process that started this one is gone.
///
/// A parent that dies without a word (killed, crashed) leaves no other trace: no signal, no closed pipe.
pub(super) async fn parent_gone() {
    let parent = parent_id();
    let mut ticks = tokio::time::interval(PERIOD);
    while parent_id() == parent {
        ticks.tick().await;
    }
}
