//! The parts of the `rootlet` binary.
//!
//! - [`session`] — cells in, outputs out, without a socket: what the kernel, the headless runner
//!   and the prompt share;
//! - [`jupyter`] — the Jupyter messaging protocol around a session; the only place that knows ZeroMQ.

pub mod jupyter;
pub mod session;
