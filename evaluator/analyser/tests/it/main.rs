//! Completion and documentation as the kernel asks for them, by the real process over the real library.

mod answers;
mod client;
#[path = "../../../src/complete/analyser/wire.rs"]
mod wire;
