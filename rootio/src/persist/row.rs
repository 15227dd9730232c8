//! One struct among others, member by member: what the derive macro calls.

use super::Persist;
use crate::{
    column::{Array, Struct},
    error::{Context, Error, Result, nearest},
};

/// Appends one struct to an array of structs; every member must be pushed, in order.
pub struct RowWriter<'a> {
    structs: &'a mut Struct,
    next: usize,
}

impl<'a> RowWriter<'a> {
    /// Starts a struct.
    ///
    /// # Panics
    /// When the array holds no structs.
    pub fn new(array: &'a mut Array) -> Self {
        match array {
            Array::Struct(structs) => {
                structs.length += 1;
                Self { structs, next: 0 }
            }
            other => panic!("an array of {} was given for structs: arrays are made from `Persist::layout`", other.ty()),
        }
    }

    /// Appends the next member.
    ///
    /// # Panics
    /// When there are more members than the array's type has.
    pub fn push<T: Persist>(&mut self, value: &T) {
        value.append_to(&mut self.structs.fields[self.next].1);
        self.next += 1;
    }
}

/// Reads one struct of an array of structs.
pub struct RowReader<'a> {
    structs: &'a Struct,
    index: usize,
}

impl<'a> RowReader<'a> {
    /// The struct at `index`.
    ///
    /// # Errors
    /// When the array holds no structs.
    pub fn new(array: &'a Array, index: usize) -> Result<Self> {
        match array {
            Array::Struct(structs) => Ok(Self { structs, index }),
            other => Err(Error::WrongType {
                what: "a value".to_owned(),
                found: other.ty().to_string(),
                wanted: "a struct".to_owned(),
            }),
        }
    }

    /// The member of this name; `position` is where it most likely is.
    ///
    /// # Errors
    /// When it is missing or of another type.
    pub fn get<T: Persist>(&self, position: usize, name: &str) -> Result<T> {
        let fields = &self.structs.fields;
        self.stored(position, name)?.or_else(T::missing).ok_or_else(|| Error::NoMember {
            class: "the struct".to_owned(),
            name: name.to_owned(),
            near: nearest(name, fields.iter().map(|(known, _)| known.as_str())),
        })
    }

    /// The member of this name, or its default where the file does not have it.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn get_or_default<T: Persist + Default>(&self, position: usize, name: &str) -> Result<T> {
        Ok(self.stored(position, name)?.unwrap_or_default())
    }

    fn stored<T: Persist>(&self, position: usize, name: &str) -> Result<Option<T>> {
        let fields = &self.structs.fields;
        let likely = fields.get(position).filter(|(known, _)| known == name);
        let found = likely.or_else(|| fields.iter().find(|(known, _)| known == name));
        found.map(|(_, array)| T::at(array, self.index)).transpose().at(|| format!("member `{name}`"))
    }
}
