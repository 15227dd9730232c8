//! Plots: what is drawn, what is refused, what is shown when.

#[path = "plots/bad_input.rs"]
mod bad_input;
#[path = "plots/figures.rs"]
mod figures;
#[path = "plots/goldens.rs"]
mod goldens;
#[path = "plots/outputs.rs"]
mod outputs;
#[path = "plots/showing.rs"]
mod showing;
