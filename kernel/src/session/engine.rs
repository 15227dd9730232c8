use rootlet_evaluator::{CellError, EngineInfo, Evaluator};

/// Makes evaluators: once at the start of a session, and again after a failed start.
pub trait Engine: Send + Sync + 'static {
    /// The language's version and a banner, without starting anything; at most tens of milliseconds.
    fn info(&self) -> EngineInfo;

    /// Starts an evaluator; may take long the first time, and says so through `progress`, a line each.
    ///
    /// # Errors
    /// Why it cannot start, in words for the user: the first cell shows them.
    fn start(&self, progress: &mut dyn FnMut(&str)) -> Result<Box<dyn Evaluator>, CellError>;
}
