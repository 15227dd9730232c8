//! The native engine, tested as notebooks use it: sessions of cells in, outputs out.

mod deaths;
mod harness;
mod kept;
mod sessions;
