//! Generic code that cells use all the time, compiled once here so that cells share it.
