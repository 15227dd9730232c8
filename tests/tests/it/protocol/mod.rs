//! The Jupyter protocol over real sockets, with a fake evaluator.

mod abort;
mod execute;
mod flood;
mod history;
mod interrupt;
mod lifecycle;
mod malformed;
mod questions;
mod startup;
mod stdin;
