//! Types at run time.

/// Any type without borrowed parts.
pub trait Any: 'static { fn type_id(&self) -> TypeId; }
impl<T: 'static + ?Sized> Any for T { fn type_id(&self) -> TypeId; }
impl dyn Any {
    /// Whether the value is a `T`.
    pub fn is<T: Any>(&self) -> bool;
    /// The value as a `T`, if it is one.
    pub fn downcast_ref<T: Any>(&self) -> Option<&T>;
    /// The value as a `T` to change, if it is one.
    pub fn downcast_mut<T: Any>(&mut self) -> Option<&mut T>;
}
/// Tells types apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId { id: u128 }
impl TypeId { pub const fn of<T: ?Sized + 'static>() -> TypeId; }
/// The name of a type, for people.
pub const fn type_name<T: ?Sized>() -> &'static str;
/// The name of the type of a value, for people.
pub const fn type_name_of_val<T: ?Sized>(value: &T) -> &'static str;
