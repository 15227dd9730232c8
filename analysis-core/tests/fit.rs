//! Fits of histograms, points and cost functions against independent programs.

#![expect(clippy::print_stdout, reason = "tables of what was reached, for whoever runs with --nocapture")]

#[path = "fit/bad_input.rs"]
mod bad_input;
#[path = "fit/functions.rs"]
mod functions;
#[path = "fit/minimisers.rs"]
mod minimisers;
#[path = "fit/nist.rs"]
mod nist;
#[path = "fit/options.rs"]
mod options;
#[path = "fit/root.rs"]
mod root;
#[path = "fit/slides.rs"]
mod slides;
