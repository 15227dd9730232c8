use std::path::Path;
use std::sync::Arc;

use rootio::{Array, List, RootWriter, Strings, Type};

use super::{Batch, Builder, ColumnType, ElementType, Error, Frame, Result, Values, run};

/// Files. These run a loop at once, on the calling thread and stretch by stretch, so that memory stays flat.
impl Frame {
    /// Writes the selected rows of some columns (all if none are named) as a tree into a new ROOT file, and gives a
    /// frame over it. A dot in a name becomes `_`.
    ///
    /// The file appears when it is complete: an error or an interrupt leaves nothing, or what was there before.
    ///
    /// # Errors
    /// If there is no such column, it cannot be read, or the file cannot be written.
    pub fn snapshot_tree(&self, path: impl AsRef<Path>, tree: &str, columns: &[&str]) -> Result<Self> {
        let path = path.as_ref();
        let save = Save::new(self, path, columns)?;
        let mut file = save.wrote(RootWriter::create(path))?;
        let mut writer = save.wrote(file.tree(tree, "", &save.types()))?;
        run::each_batch(self, &mut |batch| save.wrote(writer.write(&borrowed(&save.arrays(batch)?))))?;
        save.wrote(writer.finish())?;
        save.wrote(file.finish())?;
        Self::open(path, tree)
    }

    /// As [`Frame::snapshot_tree`], as an RNTuple.
    ///
    /// # Errors
    /// As [`Frame::snapshot_tree`].
    pub fn snapshot_ntuple(&self, path: impl AsRef<Path>, ntuple: &str, columns: &[&str]) -> Result<Self> {
        let path = path.as_ref();
        let save = Save::new(self, path, columns)?;
        let mut file = save.wrote(RootWriter::create(path))?;
        let mut writer = save.wrote(file.ntuple(ntuple, "", &save.types()))?;
        run::each_batch(self, &mut |batch| save.wrote(writer.write(&borrowed(&save.arrays(batch)?))))?;
        save.wrote(writer.finish())?;
        save.wrote(file.finish())?;
        Self::open(path, ntuple)
    }
}

/// What is written where.
struct Save {
    place: String,
    /// Slot, name in the file and type.
    columns: Vec<(u32, String, ColumnType)>,
}

impl Save {
    fn new(frame: &Frame, path: &Path, columns: &[&str]) -> Result<Self> {
        let names = if columns.is_empty() {
            frame.columns().into_iter().map(|(name, _)| name).collect()
        } else {
            columns.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()
        };
        let find = |name: &String| {
            let slot = frame.slot(name)?;
            Ok((slot, name.replace('.', "_"), frame.kind(slot)))
        };
        let columns = names.iter().map(find).collect::<Result<_>>()?;
        Ok(Self { place: path.display().to_string(), columns })
    }

    fn types(&self) -> Vec<(&str, Type)> {
        self.columns.iter().map(|(_, name, kind)| (name.as_str(), column_type(*kind))).collect()
    }

    fn arrays(&self, batch: &Batch<'_>) -> Result<Vec<(&str, Array)>> {
        let mut arrays = Vec::new();
        for (slot, name, kind) in &self.columns {
            let store = batch.store(*slot)?;
            let mut builder = Builder::new(*kind);
            for row in batch.selection().iter() {
                builder.values.extend_from(store.values(), store.range(row));
                builder.end_list();
            }
            arrays.push((name.as_str(), array(builder)));
        }
        Ok(arrays)
    }

    fn wrote<T>(&self, result: rootio::Result<T>) -> Result<T> {
        result.map_err(|error| Error::Write { place: self.place.clone(), cause: Arc::new(error) })
    }
}

fn borrowed<'a>(arrays: &'a [(&'a str, Array)]) -> Vec<(&'a str, &'a Array)> {
    arrays.iter().map(|(name, array)| (*name, array)).collect()
}

fn column_type(kind: ColumnType) -> Type {
    let element = match kind.element {
        ElementType::Bool => Type::Bool,
        ElementType::I8 => Type::I8,
        ElementType::I16 => Type::I16,
        ElementType::I32 => Type::I32,
        ElementType::I64 => Type::I64,
        ElementType::U8 => Type::U8,
        ElementType::U16 => Type::U16,
        ElementType::U32 => Type::U32,
        ElementType::U64 => Type::U64,
        ElementType::F32 => Type::F32,
        ElementType::F64 => Type::F64,
        ElementType::Str => Type::String,
    };
    if kind.jagged { element.list() } else { element }
}

fn array(builder: Builder) -> Array {
    let values = match builder.values {
        Values::Bool(v) => Array::Bool(v),
        Values::I8(v) => Array::I8(v),
        Values::I16(v) => Array::I16(v),
        Values::I32(v) => Array::I32(v),
        Values::I64(v) => Array::I64(v),
        Values::U8(v) => Array::U8(v),
        Values::U16(v) => Array::U16(v),
        Values::U32(v) => Array::U32(v),
        Values::U64(v) => Array::U64(v),
        Values::F32(v) => Array::F32(v),
        Values::F64(v) => Array::F64(v),
        Values::Str(v) => {
            let mut strings = Strings { offsets: vec![0], bytes: Vec::new() };
            for text in v {
                strings.bytes.extend_from_slice(text.as_bytes());
                strings.offsets.push(strings.bytes.len() as i64);
            }
            Array::String(strings)
        }
    };
    match builder.offsets {
        Some(offsets) => Array::List(List { offsets: Arc::new(offsets), values: Box::new(values) }),
        None => values,
    }
}
