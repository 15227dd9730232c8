//! Values that change behind a shared reference.

#[lang = "unsafe_cell"]
pub struct UnsafeCell<T: ?Sized> { value: T }
/// A value that is replaced behind a shared reference.
pub struct Cell<T: ?Sized> { value: UnsafeCell<T> }
impl<T> Cell<T> {
    pub const fn new(value: T) -> Cell<T>;
    /// Puts a value in.
    pub fn set(&self, value: T);
    /// Puts a value in and returns the old one.
    pub fn replace(&self, value: T) -> T;
    pub fn into_inner(self) -> T;
}
impl<T: Copy> Cell<T> {
    /// A copy of the value.
    pub fn get(&self) -> T;
    /// Replaces the value by what the function makes of it.
    pub fn update(&self, f: impl FnOnce(T) -> T);
}
impl<T: Default> Cell<T> { pub fn take(&self) -> T; }
/// A value whose borrows are checked while the program runs.
pub struct RefCell<T: ?Sized> { value: UnsafeCell<T> }
impl<T> RefCell<T> {
    pub const fn new(value: T) -> RefCell<T>;
    pub fn into_inner(self) -> T;
    pub fn replace(&self, value: T) -> T;
}
impl<T: ?Sized> RefCell<T> {
    /// Borrows the value; panics while it is borrowed to change.
    pub fn borrow(&self) -> Ref<'_, T>;
    /// Borrows the value to change it; panics while it is borrowed.
    pub fn borrow_mut(&self) -> RefMut<'_, T>;
}
pub struct Ref<'b, T: ?Sized> { value: &'b T }
impl<T: ?Sized> crate::ops::Deref for Ref<'_, T> { type Target = T; fn deref(&self) -> &T; }
pub struct RefMut<'b, T: ?Sized> { value: &'b mut T }
impl<T: ?Sized> crate::ops::Deref for RefMut<'_, T> { type Target = T; fn deref(&self) -> &T; }
impl<T: ?Sized> crate::ops::DerefMut for RefMut<'_, T> { fn deref_mut(&mut self) -> &mut T; }
/// A value that is set once.
pub struct OnceCell<T> { value: UnsafeCell<Option<T>> }
impl<T> OnceCell<T> {
    pub const fn new() -> OnceCell<T>;
    pub fn get(&self) -> Option<&T>;
    pub fn get_or_init<F: FnOnce() -> T>(&self, f: F) -> &T;
}
