use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;

use super::iopub::IoPub;
use super::message::Wire;
use super::router::Router;
use super::serve::{Exit, Interrupts};
use super::shell::SUBSCRIBER_TIME;

/// What the control channel needs to answer.
pub(super) struct Control {
    pub(super) wire: Wire,
    pub(super) iopub: IoPub,
    pub(super) kernel_info: Value,
    pub(super) interrupts: Interrupts,
    pub(super) exit: Sender<Exit>,
}

impl Control {
    /// Answers requests at once, while a cell runs.
    pub(super) async fn serve(self, mut router: Router) {
        loop {
            let request = router.receive().await;
            self.iopub.wait_for_subscription(SUBSCRIBER_TIME).await;
            self.iopub.status(&request.parent, "busy");
            let reply = match request.header.msg_type.as_str() {
                "kernel_info_request" => Some(("kernel_info_reply", self.kernel_info.clone())),
                "interrupt_request" => {
                    self.interrupts.interrupt();
                    Some(("interrupt_reply", json!({"status": "ok"})))
                }
                "shutdown_request" => {
                    let restart = request.content.get("restart").and_then(Value::as_bool).unwrap_or(false);
                    Some(("shutdown_reply", json!({"status": "ok", "restart": restart})))
                }
                other => {
                    tracing::warn!("control: a message of the unknown type `{other}` was ignored");
                    None
                }
            };
            if let Some((msg_type, content)) = reply {
                router.send(&self.wire.reply(&request, msg_type, &json!({}), &content));
            }
            self.iopub.status(&request.parent, "idle");
            if request.header.msg_type == "shutdown_request" {
                // Full means that the exit is already on its way.
                let _ = self.exit.try_send(Exit::Requested);
            }
        }
    }
}
