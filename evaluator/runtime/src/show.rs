use std::any::type_name;
use std::fmt::{Debug, Write};

use rootlet_display::{DisplayEvent, MimeBundle, Show, host};

/// Longest text of a value, in bytes; the rest is cut with a note.
const LONGEST: usize = 200_000;

/// The value of a last expression, on its way to the richest form that its type has.
///
/// Method lookup prefers fewer automatic references: [`ByShow`] wins over [`ByDebug`], and that
/// over [`ByName`]. So one compile decides, without naming the type.
pub struct Shown<'a, T: ?Sized>(pub &'a T);

/// The form of types that have [`Show`].
pub trait ByShow<Via> {
    /// The value's bundle.
    fn bundle(&self) -> Option<MimeBundle>;
}

impl<Via, T: Show<Via> + ?Sized> ByShow<Via> for &&Shown<'_, T> {
    fn bundle(&self) -> Option<MimeBundle> {
        Some(self.0.mime_bundle())
    }
}

/// The form of types that only have [`Debug`]. `()` shows nothing.
pub trait ByDebug {
    /// The value's bundle.
    fn bundle(&self) -> Option<MimeBundle>;
}

impl<T: Debug + ?Sized> ByDebug for &Shown<'_, T> {
    fn bundle(&self) -> Option<MimeBundle> {
        debug_text(type_name::<T>(), &self.0)
    }
}

/// The form of every other type: its name.
pub trait ByName {
    /// The value's bundle.
    fn bundle(&self) -> Option<MimeBundle>;
}

impl<T: ?Sized> ByName for Shown<'_, T> {
    fn bundle(&self) -> Option<MimeBundle> {
        Some(name_text(type_name::<T>()))
    }
}

/// Sends the value of a last expression to the front end.
#[inline(never)]
pub fn show_value(bundle: Option<MimeBundle>) {
    if let (Some(bundle), Some(host)) = (bundle, host()) {
        host.event(DisplayEvent::Result(bundle));
    }
}

/// A type's name without the paths of its parts.
#[inline(never)]
fn name_text(name: &str) -> MimeBundle {
    let mut short = String::new();
    for part in name.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        short.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    MimeBundle::text(format!("<{short}>"))
}

#[inline(never)]
fn debug_text(name: &str, value: &dyn Debug) -> Option<MimeBundle> {
    if name == "()" {
        return None;
    }
    let mut text = Bounded(String::new());
    // An error means that the text was cut; what was written so far is shown.
    if write!(text, "{value:?}").is_err() {
        text.0.push_str(" … (cut)");
    }
    Some(MimeBundle::text(text.0))
}

struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if self.0.len() + text.len() > LONGEST {
            let room = (LONGEST - self.0.len()).min(text.len());
            let cut = (0..=room).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
            self.0.push_str(&text[..cut]);
            return Err(std::fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::needless_borrow, reason = "the borrows are what method lookup goes by")]
mod tests {
    use super::*;

    struct Rich;
    impl Show for Rich {
        fn mime_bundle(&self) -> MimeBundle {
            MimeBundle::text("rich")
        }
    }
    struct Bare;

    fn text(bundle: Option<MimeBundle>) -> Option<String> {
        bundle.and_then(|bundle| bundle.plain_text().map(str::to_owned))
    }

    #[test]
    fn richest_form_wins() {
        assert_eq!(text((&&&Shown(&Rich)).bundle()).as_deref(), Some("rich"));
        assert_eq!(text((&&&Shown(&vec![1, 2])).bundle()).as_deref(), Some("[1, 2]"));
        assert_eq!(text((&&&Shown("a\"b")).bundle()).as_deref(), Some(r#""a\"b""#));
        assert!(text((&&&Shown(&Bare)).bundle()).unwrap() == "<Bare>");
        assert_eq!(text((&&&Shown(&())).bundle()), None);
    }

    #[test]
    fn endless_text_is_cut() {
        let text = text((&&&Shown(&vec![1u8; 1_000_000])).bundle()).unwrap();
        assert!(text.len() < LONGEST + 20 && text.ends_with("(cut)"));
    }
}
