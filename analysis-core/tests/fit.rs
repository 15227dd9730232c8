//! Fits of histograms, points and cost functions against independent programs.

#[path = "fit/functions.rs"]
mod functions;
#[path = "fit/minimisers.rs"]
mod minimisers;
#[path = "fit/nist.rs"]
mod nist;
#[path = "fit/slides.rs"]
mod slides;
