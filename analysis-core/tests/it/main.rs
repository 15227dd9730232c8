//! Histograms, random numbers and graphs against independent programs, and their laws.

mod adl;
mod filling;
mod frame_files;
mod graphs;
mod laws;
mod persist;
mod random;
mod root;
mod uhi;
