use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// A number that lists can hold: the integers from 8 to 64 bits, `f32` and `f64`.
pub trait Number:
    Copy + Default + PartialEq + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + 'static
{
    /// One.
    const ONE: Self;

    /// The nearest `f64`.
    fn to_f64(self) -> f64;
}

macro_rules! number {
    ($($type:ty => $one:expr),*) => {$(
        impl Number for $type {
            const ONE: Self = $one;

            #[inline]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    )*};
}

number!(i8 => 1, i16 => 1, i32 => 1, i64 => 1, u8 => 1, u16 => 1, u32 => 1, u64 => 1, f32 => 1.0, f64 => 1.0);

/// `f32` or `f64`: what kinematics is computed in. As in ROOT, `f32` inputs give `f32` results.
pub trait Real: Number + Div<Output = Self> + Rem<Output = Self> + Neg<Output = Self> {
    /// π.
    const PI: Self;

    /// The nearest number.
    fn of(x: f64) -> Self;
    /// Square root; NaN below zero.
    fn sqrt(self) -> Self;
    /// Sine.
    fn sin(self) -> Self;
    /// Cosine.
    fn cos(self) -> Self;
    /// Hyperbolic sine.
    fn sinh(self) -> Self;
}

macro_rules! real {
    ($($type:ident),*) => {$(
        impl Real for $type {
            const PI: Self = std::$type::consts::PI;

            #[inline]
            fn of(x: f64) -> Self {
                x as Self
            }

            #[inline]
            fn sqrt(self) -> Self {
                self.sqrt()
            }

            #[inline]
            fn sin(self) -> Self {
                self.sin()
            }

            #[inline]
            fn cos(self) -> Self {
                self.cos()
            }

            #[inline]
            fn sinh(self) -> Self {
                self.sinh()
            }
        }
    )*};
}

real!(f32, f64);
