//! Formulas in ROOT's syntax: `[0]*exp(-x/[1])+[2]`, `gaus(0)+pol1(3)`, `[N]*TMath::Gaus(x,[mu],[sigma])`.
//!
//! Variables are `x`, `y`, `z`, `t` (or `x[0]`, …). Parameters are numbered `[0]` or named `[tau]`. A named
//! shape takes its parameters from a number on (`gaus(3)`), from expressions (`gaus(x,[N],[mu],2*[w])`), or, where
//! nothing is said, from the next free number on: `gaus+pol1` has five parameters.
//! Operators are those of C, and `^` or `**` for powers.

mod lexer;
mod parser;
mod program;
mod table;

use std::sync::Arc;

use super::{Function, FunctionError};

/// Reads a formula.
///
/// # Errors
/// Something is not in the language; the error says where and what was expected.
pub(super) fn parse(text: &str) -> Result<Function, FunctionError> {
    let parsed = parser::parse(text)?;
    let program = program::Program::compile(&parsed);
    let values = parsed.values.clone();
    let mut function = Function::from_code(Arc::new(program), text.trim(), parsed.names, values);
    function.pieces = parsed.pieces;
    Ok(function)
}
