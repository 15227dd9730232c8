//! A column of a tree that is being written: its entries as bytes, and where its baskets stand.

use super::Buffer;
use crate::{
    column::{Array, Type},
    error::{Error, Result},
};

/// How a column is stored.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The same number of values in each entry.
    Flat { dimensions: Vec<usize> },
    /// As many values as a counter branch says; `None` for that branch itself.
    Counted { counter: String },
    /// A standard vector.
    Vector,
    /// A text.
    Text,
    /// A vector of texts.
    Texts,
}

/// Where a basket stands in the file.
pub(super) struct Basket {
    pub(super) seek: u64,
    pub(super) bytes: u32,
    pub(super) first: u64,
}

/// A column with the entries that wait for their basket.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) kind: Kind,
    /// Entries of the current cluster.
    pub(super) data: Buffer,
    /// Where each of them starts; empty for flat columns.
    pub(super) starts: Vec<i32>,
    pub(super) baskets: Vec<Basket>,
    pub(super) total_bytes: u64,
    pub(super) zip_bytes: u64,
    /// The largest count.
    pub(super) longest: usize,
}

impl Column {
    pub(super) fn new(name: &str, ty: &Type) -> Result<Self> {
        let unsupported = |why: &'static str| Error::unsupported(format!("column `{name}` of type {ty}"), why);
        let kind = match ty {
            Type::String => Kind::Text,
            Type::List(item) if **item == Type::String => Kind::Texts,
            Type::List(item) if item.width().is_some() => Kind::Vector,
            Type::List(_) => return Err(unsupported("a tree holds lists of numbers or texts; RNTuple holds more")),
            Type::Struct(_) => return Err(unsupported("write its members as columns, or use an RNTuple")),
            _ => {
                let mut dimensions = vec![];
                let mut inner = ty;
                while let Type::Fixed(item, size) = inner {
                    dimensions.push(*size);
                    inner = item;
                }
                if inner.width().is_none() {
                    return Err(unsupported("a tree holds fixed arrays of numbers"));
                }
                Kind::Flat { dimensions }
            }
        };
        Ok(Self {
            name: name.to_owned(),
            ty: ty.clone(),
            kind,
            data: Buffer::default(),
            starts: vec![],
            baskets: vec![],
            total_bytes: 0,
            zip_bytes: 0,
            longest: 0,
        })
    }

    /// The type of the single numbers.
    pub(super) fn number(&self) -> &Type {
        let mut ty = &self.ty;
        while let Type::Fixed(inner, _) | Type::List(inner) = ty {
            ty = inner;
        }
        ty
    }

    pub(super) fn is_flat(&self) -> bool {
        matches!(self.kind, Kind::Flat { .. })
    }

    /// Appends the entries `from..to` of an array.
    pub(super) fn encode(&mut self, array: &Array, from: usize, to: usize) -> Result<()> {
        match (&self.kind, array) {
            (Kind::Flat { dimensions }, array) => {
                let items: usize = dimensions.iter().product();
                let mut values = array;
                while let Array::Fixed(fixed) = values {
                    values = &fixed.values;
                }
                put_numbers(&mut self.data.bytes, values, from * items, to * items)
            }
            (Kind::Counted { .. } | Kind::Vector, Array::List(list)) => {
                let vector = matches!(self.kind, Kind::Vector);
                for entry in from..to {
                    let (start, end) = (list.offsets[entry] as usize, list.offsets[entry + 1] as usize);
                    self.starts.push(self.data.len() as i32);
                    self.longest = self.longest.max(end - start);
                    let head = vector.then(|| self.data.begin_object(9));
                    if vector {
                        self.data.i32((end - start) as i32);
                    }
                    put_numbers(&mut self.data.bytes, &list.values, start, end)?;
                    if let Some(head) = head {
                        self.data.end(head);
                    }
                }
                Ok(())
            }
            (Kind::Text, Array::String(strings)) => {
                for at in strings.offsets[from..=to].windows(2) {
                    self.starts.push(self.data.len() as i32);
                    let bytes = &strings.bytes[at[0] as usize..at[1] as usize];
                    put_text(&mut self.data, bytes);
                }
                Ok(())
            }
            (Kind::Texts, Array::List(list)) => {
                let Array::String(strings) = &*list.values else { return Err(self.wrong(array)) };
                for at in list.offsets[from..=to].windows(2) {
                    self.starts.push(self.data.len() as i32);
                    let head = self.data.begin_object(9);
                    self.data.i32((at[1] - at[0]) as i32);
                    for text in strings.offsets[at[0] as usize..=at[1] as usize].windows(2) {
                        put_text(&mut self.data, &strings.bytes[text[0] as usize..text[1] as usize]);
                    }
                    self.data.end(head);
                }
                Ok(())
            }
            _ => Err(self.wrong(array)),
        }
    }

    pub(super) fn wrong(&self, array: &Array) -> Error {
        Error::WrongType {
            what: format!("column `{}`", self.name),
            found: array.ty().to_string(),
            wanted: self.ty.to_string(),
        }
    }
}

fn put_text(data: &mut Buffer, bytes: &[u8]) {
    match u8::try_from(bytes.len()) {
        Ok(short) if short < 255 => data.u8(short),
        _ => {
            data.u8(255);
            data.u32(bytes.len() as u32);
        }
    }
    data.put(bytes);
}

/// Appends numbers in big-endian order.
fn put_numbers(out: &mut Vec<u8>, array: &Array, from: usize, to: usize) -> Result<()> {
    let wrong = || Error::WrongType {
        what: "a column's values".to_owned(),
        found: array.ty().to_string(),
        wanted: "numbers".to_owned(),
    };
    let width = array.ty().width().ok_or_else(wrong)?;
    let bytes = array.as_bytes().and_then(|bytes| bytes.get(from * width..to * width)).ok_or_else(wrong)?;
    macro_rules! swap {
        ($type:ty) => {{
            let start = out.len();
            out.resize(start + bytes.len(), 0);
            for (to, from) in
                out[start..].chunks_exact_mut(size_of::<$type>()).zip(bytes.chunks_exact(size_of::<$type>()))
            {
                let mut word = [0; size_of::<$type>()];
                word.copy_from_slice(from);
                to.copy_from_slice(&<$type>::from_ne_bytes(word).to_be_bytes());
            }
        }};
    }
    match width {
        2 => swap!(u16),
        4 => swap!(u32),
        8 => swap!(u64),
        _ => out.extend_from_slice(bytes),
    }
    Ok(())
}
