//! Values that threads share.

use crate::ops::{Deref, DerefMut};
pub use arc::{Arc, Weak};
mod arc { crate::owned::shared! { Arc Weak "A value with several owners, also in several threads." } }

pub struct PoisonError<T> { data: T }
impl<T> crate::fmt::Debug for PoisonError<T> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
impl<T> PoisonError<T> { pub fn into_inner(self) -> T; }
pub type LockResult<T> = Result<T, PoisonError<T>>;
/// A value that one thread at a time may use.
pub struct Mutex<T: ?Sized> { data: T }
impl<T> Mutex<T> { pub const fn new(t: T) -> Mutex<T>; pub fn into_inner(self) -> LockResult<T>; }
impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else uses the value.
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>>;
    pub fn try_lock(&self) -> LockResult<MutexGuard<'_, T>>;
    pub fn get_mut(&mut self) -> LockResult<&mut T>;
}
pub struct MutexGuard<'a, T: ?Sized> { lock: &'a Mutex<T> }
impl<T: ?Sized> Deref for MutexGuard<'_, T> { type Target = T; fn deref(&self) -> &T; }
impl<T: ?Sized> DerefMut for MutexGuard<'_, T> { fn deref_mut(&mut self) -> &mut T; }
/// A value that many may read or one may change.
pub struct RwLock<T: ?Sized> { data: T }
impl<T> RwLock<T> { pub const fn new(t: T) -> RwLock<T>; pub fn into_inner(self) -> LockResult<T>; }
impl<T: ?Sized> RwLock<T> {
    pub fn read(&self) -> LockResult<MutexGuard<'_, T>>;
    pub fn write(&self) -> LockResult<MutexGuard<'_, T>>;
}
/// A value that is made at its first use.
pub struct LazyLock<T, F = fn() -> T> { parts: (T, F) }
impl<T, F: FnOnce() -> T> LazyLock<T, F> { pub const fn new(f: F) -> LazyLock<T, F>; }
impl<T, F> Deref for LazyLock<T, F> { type Target = T; fn deref(&self) -> &T; }
/// A value that is set once.
pub struct OnceLock<T> { value: T }
impl<T> OnceLock<T> {
    pub const fn new() -> OnceLock<T>;
    pub fn get(&self) -> Option<&T>;
    pub fn set(&self, value: T) -> Result<(), T>;
    pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T;
}
pub mod atomic {
    //! Numbers that threads change without locks.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Ordering { Relaxed, Release, Acquire, AcqRel, SeqCst }
    macro_rules! atomics { ($($name:ident $ty:ty)*) => { $(
        pub struct $name { v: $ty }
        impl $name {
            pub const fn new(v: $ty) -> $name;
            pub fn load(&self, order: Ordering) -> $ty;
            pub fn store(&self, val: $ty, order: Ordering);
            pub fn swap(&self, val: $ty, order: Ordering) -> $ty;
            pub fn fetch_add(&self, val: $ty, order: Ordering) -> $ty;
            pub fn fetch_sub(&self, val: $ty, order: Ordering) -> $ty;
            pub fn fetch_max(&self, val: $ty, order: Ordering) -> $ty;
        }
    )* }; }
    atomics! { AtomicBool bool AtomicUsize usize AtomicIsize isize AtomicU64 u64 AtomicI64 i64 AtomicU32 u32 AtomicI32 i32 }
}
pub mod mpsc {
    //! Channels.
    /// A channel without limit.
    pub fn channel<T>() -> (Sender<T>, Receiver<T>);
    pub struct Sender<T> { inner: T }
    impl<T> Clone for Sender<T> { fn clone(&self) -> Self; }
    impl<T> Sender<T> { pub fn send(&self, t: T) -> Result<(), SendError<T>>; }
    #[derive(Debug)]
    pub struct SendError<T>(pub T);
    #[derive(Debug)]
    pub struct RecvError;
    pub struct Receiver<T> { inner: T }
    impl<T> Receiver<T> {
        pub fn recv(&self) -> Result<T, RecvError>;
        pub fn try_recv(&self) -> Result<T, RecvError>;
        pub fn recv_timeout(&self, timeout: crate::time::Duration) -> Result<T, RecvError>;
        pub fn iter(&self) -> crate::collections::Items<T>;
    }
    impl<T> IntoIterator for Receiver<T> { type Item = T; type IntoIter = crate::collections::Items<T>; fn into_iter(self) -> crate::collections::Items<T>; }
}
