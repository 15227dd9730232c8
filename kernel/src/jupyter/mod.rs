//! The Jupyter messaging protocol, version 5.5, around a [`Session`](crate::session::Session).
//!
//! | task or thread | owns |
//! | --- | --- |
//! | `shell`, `control`, `stdin`, `heartbeat` tasks | the ROUTER socket of that name |
//! | one task per IOPub subscriber | its connection; they share the queues in `iopub` |
//! | `executor` thread | the session: requests of the shell channel, one after the other |
//!
//! A request travels from the shell task to the executor, which publishes busy, outputs and idle
//! and hands the reply back to the shell task. Control requests are answered by their own task at
//! once, while a cell runs.

mod connection;
mod content;
mod control;
mod executor;
mod heartbeat;
mod iopub;
mod kernel_info;
mod message;
mod orphan;
mod router;
mod router_socket;
mod serve;
mod shell;
mod signature;
mod stdin;
mod stream;
mod transport;
mod zmtp;

pub use connection::{ConnectionError, ConnectionFile, Transport};
pub use serve::{ServeError, serve};
