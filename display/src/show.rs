use crate::MimeBundle;

/// A value with a rich form: a plot, a table, an image.
///
/// The last expression of a cell is shown through this trait where its type has it,
/// and through [`std::fmt::Debug`] otherwise.
pub trait Show {
    /// Every form of the value, `text/plain` among them.
    fn mime_bundle(&self) -> MimeBundle;
}

impl Show for MimeBundle {
    fn mime_bundle(&self) -> MimeBundle {
        self.clone()
    }
}

impl<T: Show + ?Sized> Show for &T {
    fn mime_bundle(&self) -> MimeBundle {
        (**self).mime_bundle()
    }
}
