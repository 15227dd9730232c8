use std::path::Path;
use std::sync::Arc;

use rootio::{Array, List, RootWriter, Strings, Type};

use super::action::{Next, Target, ToFile};
use super::{Booked, Builder, ColumnType, ElementType, Frame, Result, Values};

/// Files. They are written by the event loop, stretch by stretch, so that memory stays flat; a file appears when it is
/// complete: an error or an interrupt leaves nothing, or what was there before.
impl Frame {
    /// Writes the selected rows of some columns (all if none are named) as a tree into a new ROOT file, and gives a
    /// frame over it. A dot in a name becomes `_`. Runs the loop now, for all booked results.
    ///
    /// # Errors
    /// If there is no such column, it cannot be read, or the file cannot be written.
    pub fn snapshot_tree(&self, path: impl AsRef<Path>, tree: &str, columns: &[&str]) -> Result<Self> {
        self.book_tree(path, tree, columns)?.value().cloned()
    }

    /// As [`Frame::snapshot_tree`], as an RNTuple.
    ///
    /// # Errors
    /// As [`Frame::snapshot_tree`].
    pub fn snapshot_ntuple(&self, path: impl AsRef<Path>, ntuple: &str, columns: &[&str]) -> Result<Self> {
        self.book_ntuple(path, ntuple, columns)?.value().cloned()
    }

    /// As [`Frame::snapshot_tree`], written by the next loop together with all other results.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn book_tree(&self, path: impl AsRef<Path>, tree: &str, columns: &[&str]) -> Result<Booked<Self>> {
        self.book_file(path.as_ref(), tree, columns, write_tree, open)
    }

    /// As [`Frame::snapshot_ntuple`], written by the next loop together with all other results.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn book_ntuple(&self, path: impl AsRef<Path>, ntuple: &str, columns: &[&str]) -> Result<Booked<Self>> {
        self.book_file(path.as_ref(), ntuple, columns, write_ntuple, open)
    }

    /// Books a file that `write` writes, and `open` reads back: what snapshots to files are made of.
    ///
    /// `table` is empty where files hold one table; no columns mean all of them.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn book_file(
        &self,
        path: &Path,
        table: &str,
        columns: &[&str],
        write: fn(&Target, &mut Next<'_>) -> Result<()>,
        open: fn(&Target) -> Result<Self>,
    ) -> Result<Booked<Self>> {
        let names = if columns.is_empty() {
            self.columns().into_iter().map(|(name, _)| name).collect()
        } else {
            columns.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()
        };
        let find = |name: &String| {
            let slot = self.slot(name)?;
            Ok((slot, name.replace('.', "_"), self.kind(slot)))
        };
        let columns: Vec<(u32, String, ColumnType)> = names.iter().map(find).collect::<Result<_>>()?;
        let slots: Vec<u32> = columns.iter().map(|column| column.0).collect();
        let target = Target { path: path.to_owned(), table: table.to_owned(), columns, write, open };
        Ok(self.book(Arc::new(ToFile(Arc::new(target))), &slots))
    }
}

fn open(target: &Target) -> Result<Frame> {
    Frame::open(&target.path, &target.table)
}

fn write_tree(target: &Target, next: &mut Next<'_>) -> Result<()> {
    let failed = |error| target.failed(error);
    let mut file = RootWriter::create(&target.path).map_err(failed)?;
    let mut writer = file.tree(&target.table, "", &types(target)).map_err(failed)?;
    while let Some(rows) = next()? {
        writer.write(&borrowed(&arrays(target, rows))).map_err(failed)?;
    }
    writer.finish().and_then(|()| file.finish()).map_err(failed)
}

fn write_ntuple(target: &Target, next: &mut Next<'_>) -> Result<()> {
    let failed = |error| target.failed(error);
    let mut file = RootWriter::create(&target.path).map_err(failed)?;
    let mut writer = file.ntuple(&target.table, "", &types(target)).map_err(failed)?;
    while let Some(rows) = next()? {
        writer.write(&borrowed(&arrays(target, rows))).map_err(failed)?;
    }
    writer.finish().and_then(|()| file.finish()).map_err(failed)
}

fn types(target: &Target) -> Vec<(&str, Type)> {
    target.columns.iter().map(|(_, name, kind)| (name.as_str(), column_type(*kind))).collect()
}

fn arrays(target: &Target, rows: Vec<Builder>) -> Vec<(&str, Array)> {
    target.columns.iter().zip(rows).map(|((_, name, _), rows)| (name.as_str(), array(rows))).collect()
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
