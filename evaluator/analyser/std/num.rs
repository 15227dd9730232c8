//! Numbers.

/// Why a text is no whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseIntError { kind: u8 }
/// Why a text is no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseFloatError { kind: u8 }
/// Why a number does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TryFromIntError(());

macro_rules! floats { ($($ty:ident $bits:ident $digits:literal)*) => { $(
    impl $ty {
        pub const MAX: $ty = 0.0;
        pub const MIN: $ty = 0.0;
        /// The smallest positive number without loss of digits.
        pub const MIN_POSITIVE: $ty = 0.0;
        /// The distance from 1 to the next number.
        pub const EPSILON: $ty = 0.0;
        pub const INFINITY: $ty = 0.0;
        pub const NEG_INFINITY: $ty = 0.0;
        /// Not a number.
        pub const NAN: $ty = 0.0;
        pub const DIGITS: u32 = $digits;
        /// Whether it is not a number.
        pub const fn is_nan(self) -> bool;
        pub const fn is_infinite(self) -> bool;
        /// Whether it is neither infinite nor NaN.
        pub const fn is_finite(self) -> bool;
        pub const fn is_sign_positive(self) -> bool;
        pub const fn is_sign_negative(self) -> bool;
        /// The largest whole number not above it.
        pub fn floor(self) -> $ty;
        /// The smallest whole number not below it.
        pub fn ceil(self) -> $ty;
        /// The nearest whole number; halves go away from zero.
        pub fn round(self) -> $ty;
        /// The whole part.
        pub fn trunc(self) -> $ty;
        /// The part behind the point.
        pub fn fract(self) -> $ty;
        /// The size without the sign.
        pub const fn abs(self) -> $ty;
        /// 1 or -1, by the sign.
        pub const fn signum(self) -> $ty;
        pub const fn copysign(self, sign: $ty) -> $ty;
        /// `self * a + b`, rounded once.
        pub fn mul_add(self, a: $ty, b: $ty) -> $ty;
        pub fn div_euclid(self, rhs: $ty) -> $ty;
        pub fn rem_euclid(self, rhs: $ty) -> $ty;
        /// A whole power.
        pub fn powi(self, n: i32) -> $ty;
        /// A power.
        pub fn powf(self, n: $ty) -> $ty;
        /// The square root, NaN below zero.
        pub fn sqrt(self) -> $ty;
        /// The cube root.
        pub fn cbrt(self) -> $ty;
        /// e to this power.
        pub fn exp(self) -> $ty;
        /// 2 to this power.
        pub fn exp2(self) -> $ty;
        /// `exp(self) - 1`, exact near zero.
        pub fn exp_m1(self) -> $ty;
        /// The natural logarithm.
        pub fn ln(self) -> $ty;
        /// The logarithm to a base.
        pub fn log(self, base: $ty) -> $ty;
        pub fn log2(self) -> $ty;
        pub fn log10(self) -> $ty;
        /// `ln(1 + self)`, exact near zero.
        pub fn ln_1p(self) -> $ty;
        /// The length of the hypotenuse.
        pub fn hypot(self, other: $ty) -> $ty;
        /// The sine, in radians.
        pub fn sin(self) -> $ty;
        /// The cosine, in radians.
        pub fn cos(self) -> $ty;
        /// The tangent, in radians.
        pub fn tan(self) -> $ty;
        pub fn sin_cos(self) -> ($ty, $ty);
        pub fn asin(self) -> $ty;
        pub fn acos(self) -> $ty;
        pub fn atan(self) -> $ty;
        /// The angle of the point (`other`, `self`), in (-π, π].
        pub fn atan2(self, other: $ty) -> $ty;
        pub fn sinh(self) -> $ty;
        pub fn cosh(self) -> $ty;
        pub fn tanh(self) -> $ty;
        pub fn asinh(self) -> $ty;
        pub fn acosh(self) -> $ty;
        pub fn atanh(self) -> $ty;
        /// `1 / self`.
        pub const fn recip(self) -> $ty;
        pub const fn to_degrees(self) -> $ty;
        pub const fn to_radians(self) -> $ty;
        /// The greater one; NaN is left out.
        pub const fn max(self, other: $ty) -> $ty;
        /// The smaller one; NaN is left out.
        pub const fn min(self, other: $ty) -> $ty;
        /// The value, or the limit that it is beyond.
        pub const fn clamp(self, min: $ty, max: $ty) -> $ty;
        pub const fn midpoint(self, other: $ty) -> $ty;
        /// An order of all values, NaN at the ends.
        pub fn total_cmp(&self, other: &$ty) -> crate::cmp::Ordering;
        pub const fn to_bits(self) -> $bits;
        pub const fn from_bits(v: $bits) -> $ty;
    }
    impl crate::str::FromStr for $ty { type Err = ParseFloatError; fn from_str(s: &str) -> Result<$ty, ParseFloatError>; }
    pub mod $ty {
        pub const EPSILON: $ty = 0.0;
        pub const INFINITY: $ty = 0.0;
        pub const NAN: $ty = 0.0;
        pub const MAX: $ty = 0.0;
        pub const MIN: $ty = 0.0;
        pub mod consts {
            //! Mathematical constants.
            /// The ratio of a circle's circumference to its diameter.
            pub const PI: $ty = 3.14159265358979323846264338327950288;
            /// A full turn, 2π.
            pub const TAU: $ty = 6.28318530717958647692528676655900577;
            /// The base of the natural logarithm.
            pub const E: $ty = 2.71828182845904523536028747135266250;
            pub const SQRT_2: $ty = 1.41421356237309504880168872420969808;
            pub const LN_2: $ty = 0.693147180559945309417232121458176568;
            pub const LN_10: $ty = 2.30258509299404568401799145468436421;
            pub const LOG10_E: $ty = 0.434294481903251827651128918916605082;
            pub const LOG2_E: $ty = 1.44269504088896340735992468100189214;
            pub const FRAC_PI_2: $ty = 1.57079632679489661923132169163975144;
            pub const FRAC_PI_3: $ty = 1.04719755119659774615421446109316763;
            pub const FRAC_PI_4: $ty = 0.785398163397448309615660845819875721;
            pub const FRAC_PI_6: $ty = 0.52359877559829887307710723054658381;
            pub const FRAC_1_PI: $ty = 0.318309886183790671537767526745028724;
            pub const FRAC_1_SQRT_2: $ty = 0.707106781186547524400844362104849039;
        }
    }
)* }; }
floats! { f32 u32 6 f64 u64 15 }

macro_rules! integers { ($($ty:ident $unsigned:ident)*) => { $(
    impl $ty {
        pub const MAX: $ty = 0;
        pub const MIN: $ty = 0;
        pub const BITS: u32 = 0;
        /// The number of ones in its bits.
        pub const fn count_ones(self) -> u32;
        pub const fn count_zeros(self) -> u32;
        pub const fn leading_zeros(self) -> u32;
        pub const fn trailing_zeros(self) -> u32;
        pub const fn rotate_left(self, n: u32) -> $ty;
        pub const fn rotate_right(self, n: u32) -> $ty;
        pub const fn swap_bytes(self) -> $ty;
        /// The sum, `None` where it does not fit.
        pub const fn checked_add(self, rhs: $ty) -> Option<$ty>;
        pub const fn checked_sub(self, rhs: $ty) -> Option<$ty>;
        pub const fn checked_mul(self, rhs: $ty) -> Option<$ty>;
        pub const fn checked_div(self, rhs: $ty) -> Option<$ty>;
        pub const fn checked_pow(self, exp: u32) -> Option<$ty>;
        /// The sum, or the limit that it is beyond.
        pub const fn saturating_add(self, rhs: $ty) -> $ty;
        pub const fn saturating_sub(self, rhs: $ty) -> $ty;
        pub const fn saturating_mul(self, rhs: $ty) -> $ty;
        /// The sum, around the end of the type.
        pub const fn wrapping_add(self, rhs: $ty) -> $ty;
        pub const fn wrapping_sub(self, rhs: $ty) -> $ty;
        pub const fn wrapping_mul(self, rhs: $ty) -> $ty;
        pub const fn overflowing_add(self, rhs: $ty) -> ($ty, bool);
        /// A whole power.
        pub const fn pow(self, exp: u32) -> $ty;
        /// The square root, rounded down.
        pub const fn isqrt(self) -> $ty;
        pub const fn div_euclid(self, rhs: $ty) -> $ty;
        /// The remainder, never below zero.
        pub const fn rem_euclid(self, rhs: $ty) -> $ty;
        pub const fn ilog2(self) -> u32;
        pub const fn ilog10(self) -> u32;
        pub const fn abs_diff(self, other: $ty) -> $unsigned;
        pub const fn to_le_bytes(self) -> [u8; 8];
        pub const fn to_be_bytes(self) -> [u8; 8];
        pub const fn from_str_radix(src: &str, radix: u32) -> Result<$ty, ParseIntError>;
    }
    impl crate::str::FromStr for $ty { type Err = ParseIntError; fn from_str(s: &str) -> Result<$ty, ParseIntError>; }
    pub mod $ty { pub const MAX: $ty = 0; pub const MIN: $ty = 0; }
)* }; }
integers! { usize usize u8 u8 u16 u16 u32 u32 u64 u64 isize usize i8 u8 i16 u16 i32 u32 i64 u64 }
macro_rules! signed { ($($ty:ident $unsigned:ident)*) => { $(impl $ty {
    /// The size without the sign.
    pub const fn abs(self) -> $ty;
    pub const fn unsigned_abs(self) -> $unsigned;
    pub const fn signum(self) -> $ty;
    pub const fn is_positive(self) -> bool;
    pub const fn is_negative(self) -> bool;
})* }; }
signed! { isize usize i8 u8 i16 u16 i32 u32 i64 u64 }
macro_rules! unsigned { ($($ty:ident)*) => { $(impl $ty {
    pub const fn is_power_of_two(self) -> bool;
    pub const fn next_power_of_two(self) -> $ty;
    pub const fn div_ceil(self, rhs: $ty) -> $ty;
    pub const fn is_multiple_of(self, rhs: $ty) -> bool;
})* }; }
unsigned! { usize u8 u16 u32 u64 }
impl bool {
    /// The value if this is true.
    pub fn then_some<T>(self, t: T) -> Option<T>;
    /// What the function makes if this is true.
    pub fn then<T, F: FnOnce() -> T>(self, f: F) -> Option<T>;
}
