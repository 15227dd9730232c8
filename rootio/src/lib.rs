//! ROOT files, read and written natively.
