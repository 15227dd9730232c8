//! Trees: columns in branches, branches in baskets.

mod basket;
mod branch;
mod layout;
mod read;
mod tree;

pub use branch::Branch;
pub use tree::{Friend, Tree};
