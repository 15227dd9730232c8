//! Fits of histograms, points and cost functions against independent programs.

#[path = "fit/slides.rs"]
mod slides;
