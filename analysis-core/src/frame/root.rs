use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rootio::{Array, ReadOptions, RootFile, Table, Type};

use super::{ColumnData, ColumnInfo, ColumnType, Element, ElementType, Error, Frame, Result, Source, Values};

/// A tree or an RNTuple of a ROOT file.
pub struct RootTable {
    table: Box<dyn Table>,
    name: String,
    columns: Vec<ColumnInfo>,
    /// Columns of other types: name and reason.
    unreadable: Vec<(String, String)>,
}

impl Frame {
    /// A frame over a tree or RNTuple: `Frame::open("data/*.root", "Events")`.
    ///
    /// `*` and `?` in the file name take every file that fits, in the order of the names.
    ///
    /// # Errors
    /// If a file cannot be opened, has no such table, or no file fits.
    pub fn open(path: impl AsRef<Path>, table: &str) -> Result<Self> {
        Self::open_all(&[path], table)
    }

    /// A frame over the tables of one name in several files, one after the other; names as in [`Frame::open`].
    ///
    /// # Errors
    /// As [`Frame::open`].
    pub fn open_all(paths: &[impl AsRef<Path>], table: &str) -> Result<Self> {
        open_source(paths, table).map(Self::from_source)
    }
}

/// The tables of one name in the files that `paths` name, one after the other.
///
/// # Errors
/// As [`Frame::open`].
pub fn open_source(paths: &[impl AsRef<Path>], table: &str) -> Result<Arc<dyn Source>> {
    let mut sources: Vec<Arc<dyn Source>> = Vec::new();
    for path in paths {
        for file in super::files::matching(path.as_ref())? {
            sources.push(Arc::new(RootTable::open(&file, table)?));
        }
    }
    if sources.len() == 1 {
        return Ok(sources.remove(0));
    }
    Ok(Arc::new(super::Chain::new(sources)?))
}

impl RootTable {
    /// Opens one table of one file.
    ///
    /// # Errors
    /// If the file cannot be opened or has no such table.
    pub fn open(path: &Path, table: &str) -> Result<Self> {
        let place = path.display().to_string();
        let open = || RootFile::open(path)?.table(table);
        let table = open().map_err(|error| Error::Open { place: place.clone(), cause: Arc::new(error) })?;
        Ok(Self::new(table, &place))
    }

    /// A table that is open already; `place` is its file, for messages.
    pub fn new(table: Box<dyn Table>, place: &str) -> Self {
        let mut columns = Vec::new();
        let mut unreadable = Vec::new();
        for column in table.columns() {
            match column.ty.map(|ty| (column_type(&ty), ty)) {
                Ok((Some(kind), _)) => columns.push(ColumnInfo { name: column.name, kind }),
                Ok((None, ty)) => unreadable.push((column.name, format!("it holds `{ty}`, which is no plain list"))),
                Err(why) => unreadable.push((column.name, why)),
            }
        }
        let name = format!("`{}` of {place}", table.name());
        Self { table, name, columns, unreadable }
    }
}

impl Source for RootTable {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn entries(&self) -> u64 {
        self.table.entries()
    }

    fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    fn unreadable(&self, name: &str) -> Option<String> {
        self.unreadable.iter().find(|(known, _)| known == name).map(|(_, why)| why.clone())
    }

    fn clusters(&self, columns: &[usize]) -> Vec<u64> {
        let names: Vec<&str> = columns.iter().map(|&index| self.columns[index].name.as_str()).collect();
        // A damaged table says so when it is read, with the column.
        let ranges = self.table.clusters(&names).unwrap_or_default();
        ranges.into_iter().map(|range| range.start).collect()
    }

    fn read(&self, column: usize, entries: Range<u64>) -> Result<ColumnData> {
        let column = self.read_all(&[column], entries)?.pop();
        Ok(column.unwrap_or_else(|| ColumnData::flat(Vec::<f64>::new())))
    }

    fn read_all(&self, columns: &[usize], entries: Range<u64>) -> Result<Vec<ColumnData>> {
        let names: Vec<&str> = columns.iter().map(|&column| self.columns[column].name.as_str()).collect();
        let failed = |column: &str, cause: Arc<dyn std::error::Error + Send + Sync>| Error::Read {
            place: self.name.clone(),
            column: column.to_owned(),
            entries: entries.clone(),
            cause,
        };
        let batch = self
            .table
            .read(&names, entries.clone(), ReadOptions { threads: 1 })
            .map_err(|error| failed(&names.join("`, `"), Arc::new(error)))?;
        let one = |(name, array): (String, Array)| column_data(array).map_err(|error| failed(&name, Arc::new(error)));
        batch.columns.into_iter().map(one).collect()
    }
}

fn element(ty: &Type) -> Option<ElementType> {
    Some(match ty {
        Type::Bool => ElementType::Bool,
        Type::I8 => ElementType::I8,
        Type::I16 => ElementType::I16,
        Type::I32 => ElementType::I32,
        Type::I64 => ElementType::I64,
        Type::U8 => ElementType::U8,
        Type::U16 => ElementType::U16,
        Type::U32 => ElementType::U32,
        Type::U64 => ElementType::U64,
        Type::F32 => ElementType::F32,
        Type::F64 => ElementType::F64,
        Type::String => ElementType::Str,
        Type::List(_) | Type::Fixed(..) | Type::Struct(_) => return None,
    })
}

/// What a frame makes of a type: arrays of fixed size become lists, however many dimensions they have.
fn column_type(ty: &Type) -> Option<ColumnType> {
    let inner = |item: &Type| {
        let mut item = item;
        while let Type::Fixed(inside, _) = item {
            item = inside;
        }
        element(item).map(|element| ColumnType { element, jagged: true })
    };
    match ty {
        Type::List(item) => inner(item),
        Type::Fixed(..) => inner(ty),
        plain => element(plain).map(|element| ColumnType { element, jagged: false }),
    }
}

fn column_data(array: Array) -> Result<ColumnData, super::BadOffsets> {
    match array {
        Array::List(list) => {
            let (values, size) = flattened(*list.values);
            if size == 1 {
                return ColumnData::jagged(values, list.offsets);
            }
            ColumnData::jagged(values, list.offsets.iter().map(|offset| offset * size).collect::<Vec<_>>())
        }
        Array::Fixed(fixed) => {
            let length = fixed.length as i64;
            let (values, size) = flattened(Array::Fixed(fixed));
            ColumnData::jagged(values, (0..=length).map(|row| row * size).collect::<Vec<_>>())
        }
        plain => Ok(ColumnData::from_values(flattened(plain).0)),
    }
}

/// The values of an array and how many make one entry of it.
fn flattened(array: Array) -> (Values, i64) {
    let values = match array {
        Array::Bool(v) => bool::wrap(v),
        Array::I8(v) => i8::wrap(v),
        Array::I16(v) => i16::wrap(v),
        Array::I32(v) => i32::wrap(v),
        Array::I64(v) => i64::wrap(v),
        Array::U8(v) => u8::wrap(v),
        Array::U16(v) => u16::wrap(v),
        Array::U32(v) => u32::wrap(v),
        Array::U64(v) => u64::wrap(v),
        Array::F32(v) => f32::wrap(v),
        Array::F64(v) => f64::wrap(v),
        Array::String(strings) => {
            let text =
                |pair: &[i64]| String::from_utf8_lossy(&strings.bytes[pair[0] as usize..pair[1] as usize]).into();
            String::wrap(strings.offsets.windows(2).map(text).collect())
        }
        Array::Fixed(fixed) => {
            let (values, size) = flattened(*fixed.values);
            return (values, size * fixed.size as i64);
        }
        // `column_type` lets no such column through; the caller compares the type that comes out.
        Array::List(_) | Array::Struct(_) => f64::wrap(Vec::new()),
    };
    (values, 1)
}
