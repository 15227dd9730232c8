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
    /// The error and its sources, outermost first; a source that its error has told already is left out.
    pub(crate) fn chain(&self) -> Vec<String> {
        let mut chain = vec![self.0.to_string()];
        let mut source = self.0.source();
        while let Some(error) = source {
            let text = error.to_string();
            if chain.last().is_none_or(|told| !told.contains(&text)) {
                chain.push(text);
            }
            source = error.source();
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Told(&'static str, Option<Box<Told>>);

    impl fmt::Display for Told {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Told {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|cause| cause as &dyn Error)
        }
    }

    #[test]
    fn nothing_is_told_twice() {
        let root = Told("disk full", None);
        let middle = Told("cannot write: disk full", Some(Box::new(root)));
        let outer = Told("cannot save the plot", Some(Box::new(middle)));
        assert_eq!(Failure::from(outer).chain(), ["cannot save the plot", "cannot write: disk full"]);
    }
}
