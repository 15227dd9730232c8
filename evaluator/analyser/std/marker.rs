//! What the compiler itself asks about types.

#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
/// Types whose size is known.
#[lang = "sized"]
#[fundamental]
pub trait Sized: MetaSized {}
#[lang = "unsize"]
pub trait Unsize<T: ?Sized> {}
/// Types that are copied instead of moved.
#[lang = "copy"]
pub trait Copy: Clone {}
/// Types that may go to another thread.
pub unsafe auto trait Send {}
/// Types that threads may share.
#[lang = "sync"]
pub unsafe auto trait Sync {}
#[lang = "unpin"]
pub auto trait Unpin {}
#[lang = "freeze"]
pub unsafe auto trait Freeze {}
#[lang = "tuple_trait"]
pub trait Tuple {}
#[lang = "discriminant_kind"]
pub trait DiscriminantKind { #[lang = "discriminant_type"] type Discriminant; }
/// Stands for a `T` that is not there.
#[lang = "phantom_data"]
pub struct PhantomData<T: ?Sized>;

macro_rules! copies { ($($ty:ty)*) => { $(impl Copy for $ty {} impl Clone for $ty { fn clone(&self) -> Self; })* }; }
copies! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 f32 f64 bool char ! }
impl<T: ?Sized> Copy for *const T {}
impl<T: ?Sized> Copy for *mut T {}
impl<T: ?Sized> Copy for &T {}
impl<T: ?Sized> Clone for &T { fn clone(&self) -> Self; }
impl<T: ?Sized> Clone for *const T { fn clone(&self) -> Self; }
impl<T: ?Sized> Clone for *mut T { fn clone(&self) -> Self; }
impl<T: ?Sized> Copy for PhantomData<T> {}
impl<T: ?Sized> Clone for PhantomData<T> { fn clone(&self) -> Self; }
impl<T: Clone, const N: usize> Clone for [T; N] { fn clone(&self) -> Self; }
impl<T: Copy, const N: usize> Copy for [T; N] {}
