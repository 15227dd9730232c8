use std::error::Error;

/// What a cell returns: `?` in a cell ends it with the error.
pub type CellResult = Result<(), Failure>;

/// An error that ended a cell through `?`.
pub struct Failure(Box<dyn Error>);

impl<E: Into<Box<dyn Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl Failure {
    /// The error and its sources, outermost first.
    pub(crate) fn chain(&self) -> Vec<String> {
        let mut chain = vec![self.0.to_string()];
        let mut source = self.0.source();
        while let Some(error) = source {
            chain.push(error.to_string());
            source = error.source();
        }
        chain
    }
}
