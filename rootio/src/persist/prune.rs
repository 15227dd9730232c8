//! Types without the members that a file does not have.

use super::{Class, Layout};
use crate::{
    column::Type,
    error::{Error, Result, nearest},
    value::Value,
};

/// The type of what a value holds of `layout`. Old versions of a struct lack members, and an `Option` may once have
/// been one value.
///
/// # Errors
/// When a member is missing that may not.
pub(super) fn pruned(layout: &Layout, value: &Value) -> Result<Type> {
    match (layout, value) {
        (Layout::Class(class), Value::Object(object)) => {
            let names: Vec<&str> = object.members.iter().map(|(name, _)| &**name).collect();
            members(*class, &names, |name, layout| object.get(name).map(|value| pruned(layout, value)))
        }
        (Layout::List(item), Value::Array(items)) => Ok(common(item, &items.ty())?.list()),
        (Layout::List(item), Value::List(items)) => match items.first() {
            Some(first) => Ok(pruned(item, first)?.list()),
            None => layout.ty(),
        },
        // One value where a list is wanted: an `Option` takes it, a `Vec` says what it found.
        (Layout::List(item), Value::Object(_) | Value::String(_)) => pruned(item, value),
        (Layout::List(item), value) if value.as_f64().is_some() => item.ty(),
        _ => layout.ty(),
    }
}

/// The type of what arrays of the type `stored` hold of `layout`.
fn common(layout: &Layout, stored: &Type) -> Result<Type> {
    match (layout, stored) {
        (Layout::Class(class), Type::Struct(fields)) => {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let field = |name: &str| fields.iter().find(|(other, _)| other == name).map(|(_, ty)| ty);
            members(*class, &names, |name, layout| field(name).map(|stored| common(layout, stored)))
        }
        (Layout::List(item), Type::List(stored) | Type::Fixed(stored, _)) => Ok(common(item, stored)?.list()),
        (Layout::List(item), stored) => common(item, stored),
        _ => layout.ty(),
    }
}

/// A struct of the members that `find` finds.
fn members(class: Class, names: &[&str], mut find: impl FnMut(&str, &Layout) -> Option<Result<Type>>) -> Result<Type> {
    let mut kept = vec![];
    for member in (class.members)() {
        match find(member.name, &member.layout) {
            Some(ty) => kept.push((member.name.to_owned(), ty?)),
            None if member.optional => {}
            None => {
                return Err(Error::NoMember {
                    class: class.name.to_owned(),
                    name: member.name.to_owned(),
                    near: nearest(member.name, names.iter().copied()),
                });
            }
        }
    }
    Ok(Type::Struct(kept))
}
