use crate::MimeBundle;

/// A value with a rich form: a plot, a table, an image.
///
/// The last expression of a cell is shown through this trait where its type has it,
/// and through [`std::fmt::Debug`] otherwise.
///
/// `Via` is for crates that give a form to types of another crate: they name a type of their own there, which
/// Rust's rule of orphans asks for. Everybody else writes `impl Show for Mine`.
pub trait Show<Via = Own> {
    /// Every form of the value, `text/plain` among them.
    fn mime_bundle(&self) -> MimeBundle;
}

/// The crate of a type itself says how it is shown.
#[derive(Clone, Copy, Debug)]
pub enum Own {}

impl Show for MimeBundle {
    fn mime_bundle(&self) -> MimeBundle {
        self.clone()
    }
}

impl<Via, T: Show<Via> + ?Sized> Show<Via> for &T {
    fn mime_bundle(&self) -> MimeBundle {
        (**self).mime_bundle()
    }
}
