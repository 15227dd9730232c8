//! Points with uncertainties, curves through them, and several of them together.
