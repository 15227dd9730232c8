//! C++ cells.

use rootlet_evaluator::Variable;

/// What the C++ cells of a session declared.
#[derive(Default)]
pub(crate) struct CppSession {}

impl CppSession {
    /// The variables of plain cells.
    pub(crate) fn variables(&self) -> Vec<Variable> {
        Vec::new()
    }
}
