//! Which values of Rust are visible in Python, and which of Python in Rust.

use rootlet::{Hist1D, Hist2D, Hist3D};

use super::{Function, PythonError, interpreter};

/// A value on its way to Python.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// What `receive` of the prelude makes of it.
    pub(super) kind: &'static str,
    pub(super) payload: Vec<u8>,
}

/// A type that has a form in Python.
pub trait ToPython {
    /// The value as it travels.
    fn to_python(&self) -> Shared;
}

/// Decides at compile time whether a variable has a form in Python, see [`share!`](crate::share).
pub struct Sharing<'a, T: ?Sized>(pub &'a T);

/// The variables that have one.
pub trait Share {
    /// The value as it travels.
    fn share(&self) -> Option<Shared>;
}

impl<T: ToPython> Share for &Sharing<'_, T> {
    fn share(&self) -> Option<Shared> {
        Some(self.0.to_python())
    }
}

/// All others.
pub trait ShareNot {
    /// Nothing.
    fn share(&self) -> Option<Shared> {
        None
    }
}

impl<T: ?Sized> ShareNot for Sharing<'_, T> {}

/// A variable for Python: its value, or `None` where its type has no form there.
#[macro_export]
macro_rules! share {
    ($variable:expr) => {{
        #[allow(unused_imports)]
        use $crate::python::{Share as _, ShareNot as _};
        (&&$crate::python::Sharing(&$variable)).share()
    }};
}

macro_rules! numbers {
    ($($type:ty, $scalar:literal, $dtype:literal;)*) => {
        $(
            impl ToPython for $type {
                fn to_python(&self) -> Shared {
                    Shared { kind: $scalar, payload: self.to_string().into_bytes() }
                }
            }

            impl ToPython for Vec<$type> {
                fn to_python(&self) -> Shared {
                    Shared { kind: $dtype, payload: self.iter().flat_map(|value| value.to_le_bytes()).collect() }
                }
            }
        )*
    };
}

numbers! {
    f64, "float", "<f8";
    f32, "float", "<f4";
    i64, "int", "<i8";
    i32, "int", "<i4";
    i16, "int", "<i2";
    i8, "int", "<i1";
    isize, "int", "<i8";
    u64, "int", "<u8";
    u32, "int", "<u4";
    u16, "int", "<u2";
    u8, "int", "<u1";
    usize, "int", "<u8";
}

impl ToPython for bool {
    fn to_python(&self) -> Shared {
        Shared { kind: "bool", payload: vec![if *self { b'1' } else { b'0' }] }
    }
}

impl ToPython for String {
    fn to_python(&self) -> Shared {
        Shared { kind: "str", payload: self.clone().into_bytes() }
    }
}

impl ToPython for &str {
    fn to_python(&self) -> Shared {
        Shared { kind: "str", payload: self.as_bytes().to_vec() }
    }
}

impl ToPython for Vec<String> {
    fn to_python(&self) -> Shared {
        Shared { kind: "texts", payload: serde_json::to_vec(self).unwrap_or_default() }
    }
}

impl ToPython for Vec<&str> {
    fn to_python(&self) -> Shared {
        Shared { kind: "texts", payload: serde_json::to_vec(self).unwrap_or_default() }
    }
}

/// A type that a Python variable can become.
pub trait FromPython: Sized {
    /// From the bytes of the prelude's `give`.
    #[doc(hidden)]
    fn from_bytes(name: &str, bytes: &[u8]) -> Option<Self>;

    /// The variable of this name.
    ///
    /// # Errors
    /// There is none, or it is of another type.
    fn get(name: &str) -> Result<Self, PythonError> {
        let bytes = interpreter()?.call("give", &[name.into()])?;
        if let Some(problem) = bytes.strip_prefix(b"!") {
            return Err(PythonError { message: String::from_utf8_lossy(problem).into_owned() });
        }
        Self::from_bytes(name, &bytes).ok_or_else(|| PythonError {
            message: format!("the Python variable `{name}` is no `{}`", std::any::type_name::<Self>()),
        })
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

impl FromPython for f64 {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        text(bytes)?.parse().ok()
    }
}

impl FromPython for i64 {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        text(bytes)?.parse().ok()
    }
}

impl FromPython for bool {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        text(bytes)?.parse::<i64>().ok().map(|number| number != 0)
    }
}

impl FromPython for String {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        text(bytes.strip_prefix(b" ")?).map(str::to_owned)
    }
}

impl FromPython for Vec<f64> {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.strip_prefix(b" ")?.as_chunks::<8>();
        rest.is_empty().then(|| chunks.iter().map(|chunk| f64::from_le_bytes(*chunk)).collect())
    }
}

impl FromPython for Vec<i64> {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.strip_prefix(b" ")?.as_chunks::<8>();
        rest.is_empty().then(|| chunks.iter().map(|chunk| i64::from_le_bytes(*chunk)).collect())
    }
}

impl FromPython for Vec<String> {
    fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

impl FromPython for Function {
    fn from_bytes(_: &str, _: &[u8]) -> Option<Self> {
        None
    }

    fn get(name: &str) -> Result<Self, PythonError> {
        interpreter()?.function(name)
    }
}

macro_rules! histograms {
    ($($type:ident)*) => {
        $(
            impl ToPython for $type {
                fn to_python(&self) -> Shared {
                    Shared { kind: "histogram", payload: self.to_uhi_json().into_bytes() }
                }
            }

            impl FromPython for $type {
                fn from_bytes(_: &str, bytes: &[u8]) -> Option<Self> {
                    Self::from_uhi_json(text(bytes)?).ok()
                }
            }
        )*
    };
}

histograms! { Hist1D Hist2D Hist3D }

#[cfg(test)]
mod tests {
    use super::*;

    struct Foreign;

    #[test]
    fn shareable_types_are_chosen_at_compile_time() {
        assert_eq!(crate::share!(2.5), Some(Shared { kind: "float", payload: b"2.5".to_vec() }));
        assert_eq!(crate::share!(vec![1u8, 2]), Some(Shared { kind: "<u1", payload: vec![1, 2] }));
        assert_eq!(crate::share!(String::from("µ")).map(|shared| shared.kind), Some("str"));
        assert_eq!(crate::share!(Foreign), None);
    }

    #[test]
    fn vectors_come_back() {
        let mut bytes = b" ".to_vec();
        bytes.extend(vec![1.5f64, -2.0].to_python().payload);
        assert_eq!(Vec::<f64>::from_bytes("x", &bytes), Some(vec![1.5, -2.0]));
        assert_eq!(Vec::<f64>::from_bytes("x", &bytes[..7]), None);
    }
}
