//! Helpers shared by the integration tests.
//!
//! [`FakeEngine`] stands in for the evaluator, [`Client`] is a Jupyter client that shares no code
//! with the kernel, and [`TestKernel`] serves a kernel inside the test.

mod client;
mod fake;
mod kernel;

pub use client::{Client, Execution, Message, connect_socket};
pub use fake::{FakeEngine, Gate};
pub use kernel::{TestKernel, ipc_connection, tcp_connection};
