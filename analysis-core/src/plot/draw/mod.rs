//! How the library's own types are described as layers.

mod hist1d;
