//! A tree that is being written, batch by batch.

use std::sync::Arc;

use super::{
    Buffer, RootWriter,
    column::{Basket, Column, Kind},
    record::key_length,
};
use crate::{
    column::{Array, Type},
    compress::{Decompressor, compress},
    container::{Datime, Key},
    error::{Context, Error, Result, nearest},
    parallel::{self, Scratch},
    streamer::builtin,
    value::{Object, Value},
    views::{boxed, object, text},
    write::record::key_bytes,
};

/// Bytes of a cluster before compression: what a reader has in memory at once.
const CLUSTER_BYTES: usize = 16 << 20;
/// Bytes behind a basket's key that belong to its head.
const BASKET_HEAD: usize = 19;

/// Writes a tree into a file: columns of equal length, in batches of any size.
pub struct TreeWriter<'f> {
    file: &'f mut RootWriter,
    directory: usize,
    name: String,
    title: String,
    columns: Vec<Column>,
    entries: u64,
    /// Entries in the current cluster.
    open: usize,
    /// Entries of every cluster but the last; known from the first batch.
    cluster: Option<usize>,
    threads: usize,
}

impl RootWriter {
    /// Starts a tree at `path` with named columns: numbers, fixed arrays, texts, lists (as `vector<T>`).
    ///
    /// # Errors
    /// When a type cannot be stored in a tree, or a name stands twice.
    pub fn tree(&mut self, path: &str, title: &str, columns: &[(&str, Type)]) -> Result<TreeWriter<'_>> {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let directory = self.directory(directory)?;
        let mut made: Vec<Column> = vec![];
        for (column, ty) in columns {
            if made.iter().any(|other| other.name == *column) {
                return Err(Error::unsupported(format!("column `{column}`"), "its name stands twice"));
            }
            made.push(Column::new(column, ty)?);
        }
        Ok(TreeWriter {
            file: self,
            directory,
            name: name.to_owned(),
            title: title.to_owned(),
            columns: made,
            entries: 0,
            open: 0,
            cluster: None,
            threads: crate::column::ReadOptions::default().threads,
        })
    }

    /// Writes a whole tree from columns in memory.
    ///
    /// # Errors
    /// As [`RootWriter::tree`] and [`TreeWriter::write`].
    pub fn write_tree(&mut self, path: &str, columns: &[(&str, &Array)]) -> Result<()> {
        let types: Vec<(&str, Type)> = columns.iter().map(|(name, array)| (*name, array.ty())).collect();
        let mut tree = self.tree(path, "", &types)?;
        tree.write(columns)?;
        tree.finish()
    }
}

impl TreeWriter<'_> {
    /// Stores list columns with a common counter, as `Muon_pt[nMuon]`, instead of as vectors.
    /// The counter becomes a branch of its own; the lists of an entry must have the same length.
    ///
    /// # Errors
    /// When a column is no list of numbers, or entries were written already.
    pub fn counter(&mut self, counter: &str, columns: &[&str]) -> Result<()> {
        if self.entries > 0 || self.open > 0 {
            return Err(Error::unsupported(format!("counter `{counter}`"), "entries were written already"));
        }
        for name in columns {
            let names: Vec<String> = self.columns.iter().map(|c| c.name.clone()).collect();
            let table = self.name.clone();
            let column =
                self.columns.iter_mut().find(|column| column.name == *name).ok_or_else(|| Error::NoColumn {
                    table,
                    name: (*name).to_owned(),
                    near: nearest(name, names.iter().map(String::as_str)),
                })?;
            match column.kind {
                Kind::Vector => column.kind = Kind::Counted { counter: counter.to_owned() },
                _ => return Err(Error::unsupported(format!("column `{name}`"), "only lists of numbers have counters")),
            }
        }
        if !self.columns.iter().any(|column| column.name == counter) {
            let first =
                self.columns.iter().position(|c| matches!(&c.kind, Kind::Counted { counter: c } if c == counter));
            let column = Column::new(counter, &Type::I32)?;
            self.columns.insert(first.unwrap_or(0), column);
        }
        Ok(())
    }

    /// Appends entries: one array of equal length for each column.
    ///
    /// # Errors
    /// When a column is missing, of another type, or of another length, or the disk is full.
    pub fn write(&mut self, columns: &[(&str, &Array)]) -> Result<()> {
        let place = format!("tree `{}` of `{}`", self.name, self.file.place());
        self.write_batch(columns).at(|| format!("writing {place}"))
    }

    fn write_batch(&mut self, columns: &[(&str, &Array)]) -> Result<()> {
        let entries = columns.first().map_or(0, |(_, array)| array.len());
        let mut arrays: Vec<Arc<Array>> = vec![];
        for column in &self.columns {
            let given = columns.iter().find(|(name, _)| *name == column.name).map(|(_, array)| *array);
            let array = match given {
                Some(array) => Arc::new(array.clone()),
                None => Arc::new(self.counts(&column.name, columns)?),
            };
            if array.ty() != column.ty {
                return Err(column.wrong(&array));
            }
            if array.len() != entries {
                return Err(Error::WrongType {
                    what: format!("column `{}`", column.name),
                    found: format!("{} entries", array.len()),
                    wanted: format!("{entries} entries, as the first column has"),
                });
            }
            arrays.push(array);
        }
        let cluster = *self.cluster.get_or_insert_with(|| {
            let bytes: usize = arrays.iter().map(|array| size_of_array(array)).sum();
            (CLUSTER_BYTES / (bytes / entries.max(1)).max(1)).clamp(1, 10_000_000)
        });
        let mut from = 0;
        while from < entries {
            let to = entries.min(from + cluster - self.open);
            for (column, array) in self.columns.iter_mut().zip(&arrays) {
                column.encode(array, from, to)?;
            }
            self.open += to - from;
            from = to;
            // A cluster that grows far beyond the estimate ends early, before offsets overflow.
            let held: usize = self.columns.iter().map(|column| column.data.len()).sum();
            if self.open >= cluster || held > CLUSTER_BYTES * 16 {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// The lengths of the lists that a counter counts.
    fn counts(&self, counter: &str, columns: &[(&str, &Array)]) -> Result<Array> {
        let mut counts: Option<Vec<i32>> = None;
        for column in &self.columns {
            if !matches!(&column.kind, Kind::Counted { counter: c } if c == counter) {
                continue;
            }
            if let Some((_, Array::List(list))) = columns.iter().find(|(name, _)| *name == column.name) {
                let own: Vec<i32> = list.offsets.windows(2).map(|w| (w[1] - w[0]) as i32).collect();
                if counts.as_ref().is_some_and(|counts| *counts != own) {
                    return Err(Error::unsupported(
                        format!("column `{}`", column.name),
                        format!("its lists are not as long as the others that `{counter}` counts"),
                    ));
                }
                counts = Some(own);
            }
        }
        counts.map(Array::I32).ok_or_else(|| Error::NoColumn {
            table: self.name.clone(),
            name: counter.to_owned(),
            near: nearest(counter, columns.iter().map(|(name, _)| *name)),
        })
    }

    /// Writes a basket of every column.
    fn flush(&mut self) -> Result<()> {
        if self.open == 0 {
            return Ok(());
        }
        let compression = self.file.compression();
        let mut packed: Vec<Result<Vec<u8>>> = self.columns.iter().map(|_| Ok(vec![])).collect();
        let tree = self.name.clone();
        let tasks: Vec<(&mut Column, &mut Result<Vec<u8>>)> = self.columns.iter_mut().zip(&mut packed).collect();
        parallel::run(tasks, self.threads, &Scratch::default(), |_: &mut Decompressor, (column, out)| {
            let key_bytes = key_length("TBasket", &column.name, &tree, true) + BASKET_HEAD;
            let border = column.data.len() + key_bytes;
            if !column.is_flat() {
                column.data.i32(column.starts.len() as i32 + 1);
                for start in &column.starts {
                    column.data.bytes.extend_from_slice(&(start + key_bytes as i32).to_be_bytes());
                }
                column.data.i32(border as i32);
            }
            *out = compress(&column.data.bytes, compression);
            Ok(())
        })?;
        let parent = self.file.directory_seek(self.directory);
        for (column, packed) in self.columns.iter_mut().zip(packed) {
            let packed = packed?;
            let plain = column.data.len();
            let table = if column.is_flat() { 0 } else { 4 * (column.starts.len() + 2) };
            // The key always has 8-byte offsets, so that its length was known before its place.
            let key_size = key_length("TBasket", &column.name, &self.name, true) + BASKET_HEAD;
            let key = Key {
                name: column.name.clone(),
                title: self.name.clone(),
                class: "TBasket".to_owned(),
                cycle: column.baskets.len() as u16,
                datime: Datime::now(),
                seek: self.file.end(),
                seek_parent: parent,
                bytes: (key_size + packed.len()) as u32,
                object_bytes: plain as u32,
                key_bytes: key_size as u16,
            };
            let mut head = Buffer { bytes: key_bytes(&key, true) };
            head.u16(3);
            head.i32(plain.max(32_000) as i32);
            let entry_bytes = (plain - table) / self.open;
            head.i32(if column.is_flat() { entry_bytes as i32 } else { (self.open + 1).max(1000) as i32 });
            head.i32(self.open as i32);
            head.i32((plain - table + key_size) as i32);
            head.u8(0);
            column.baskets.push(Basket { seek: key.seek, bytes: key.bytes, first: self.entries });
            column.total_bytes += (key_size + plain) as u64;
            column.zip_bytes += u64::from(key.bytes);
            self.file.append(&head.bytes)?;
            self.file.append(&packed)?;
            column.data.bytes.clear();
            column.starts.clear();
        }
        self.entries += self.open as u64;
        self.open = 0;
        Ok(())
    }

    /// Writes what is left, and the tree itself.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        let tree = self.object();
        let place = self.file.place();
        for class in ["TBranch", "TBranchElement", "TLeafElement"] {
            if let Some(info) = builtin().latest(class) {
                self.file.use_layout(info);
            }
        }
        self.file
            .write_object(self.directory, &self.name, &self.title, &tree)
            .at(|| format!("writing tree `{}` to `{place}`", self.name))
    }

    /// The tree as ROOT keeps it.
    fn object(&self) -> Object {
        let int = |i: u64| Value::Int(i as i64);
        let list = |items: Vec<Value>| boxed(object("TObjArray", vec![("arr", Value::List(items))]));
        let (mut branches, mut leaves) = (vec![], vec![]);
        // Leaves are numbered from 1 in the order of the columns: counters are pointed to.
        let leaf_id = |index: usize| index as u32 + 1;
        let mut written = vec![];
        for (index, column) in self.columns.iter().enumerate() {
            let counter = match &column.kind {
                Kind::Counted { counter } => self.columns.iter().position(|c| c.name == *counter),
                _ => None,
            };
            // A counter behind its lists is written in full where it is first pointed to.
            let pointer = counter.map(|at| {
                if written.contains(&at) {
                    Value::Ref(leaf_id(at))
                } else {
                    written.push(at);
                    let mut leaf = leaf(&self.columns[at], Value::Null, self.most(at));
                    leaf.id = Some(leaf_id(at));
                    boxed(leaf)
                }
            });
            let own = if written.contains(&index) {
                Value::Ref(leaf_id(index))
            } else {
                written.push(index);
                let mut leaf = leaf(column, pointer.unwrap_or(Value::Null), self.most(index));
                leaf.id = Some(leaf_id(index));
                boxed(leaf)
            };
            leaves.push(Value::Ref(leaf_id(index)));
            branches.push(boxed(self.branch(column, list(vec![own]))));
        }
        let total: u64 = self.columns.iter().map(|column| column.total_bytes).sum();
        let zip: u64 = self.columns.iter().map(|column| column.zip_bytes).sum();
        object(
            "TTree",
            vec![
                ("fName", text(&self.name)),
                ("fTitle", text(&self.title)),
                ("fEntries", int(self.entries)),
                ("fTotBytes", int(total)),
                ("fZipBytes", int(zip)),
                ("fSavedBytes", int(zip)),
                ("fFlushedBytes", int(zip)),
                ("fWeight", Value::F64(1.0)),
                ("fScanField", int(25)),
                ("fDefaultEntryOffsetLen", int(1000)),
                ("fMaxEntries", int(1_000_000_000_000)),
                ("fMaxEntryLoop", int(1_000_000_000_000)),
                ("fAutoSave", Value::Int(-300_000_000)),
                ("fAutoFlush", int(self.cluster.unwrap_or(1) as u64)),
                ("fEstimate", int(1_000_000)),
                ("fBranches", list(branches)),
                ("fLeaves", list(leaves)),
            ],
        )
    }

    /// The longest list that a counter counts, `None` when it counts nothing: readers allocate by it.
    fn most(&self, index: usize) -> Option<usize> {
        let name = &self.columns[index].name;
        let counted = |column: &&Column| matches!(&column.kind, Kind::Counted { counter } if counter == name);
        self.columns.iter().filter(counted).map(|column| column.longest).max()
    }

    fn branch(&self, column: &Column, leaves: Value) -> Object {
        let int = |i: usize| Value::Int(i as i64);
        let count = column.baskets.len();
        let slots = (count + 1).max(10);
        let padded = |values: Vec<i64>| {
            let mut values = values;
            values.resize(slots, 0);
            Array::I64(values)
        };
        let mut firsts: Vec<i64> = column.baskets.iter().map(|b| b.first as i64).collect();
        firsts.push(self.entries as i64);
        let empty = || boxed(object("TObjArray", vec![("arr", Value::List(vec![]))]));
        let mut members = vec![
            ("fName", text(&column.name)),
            ("fTitle", text(&branch_title(column))),
            ("fCompress", Value::Int(i64::from(self.file.compression().code()))),
            ("fBasketSize", int(32_000)),
            ("fEntryOffsetLen", int(if column.is_flat() { 0 } else { 1000 })),
            ("fWriteBasket", int(count)),
            ("fEntryNumber", Value::Int(self.entries as i64)),
            ("fMaxBaskets", int(slots)),
            ("fEntries", Value::Int(self.entries as i64)),
            ("fTotBytes", Value::Int(column.total_bytes as i64)),
            ("fZipBytes", Value::Int(column.zip_bytes as i64)),
            ("fBranches", empty()),
            ("fLeaves", leaves),
            ("fBaskets", empty()),
            ("fBasketBytes", Value::Array(padded(column.baskets.iter().map(|b| i64::from(b.bytes)).collect()))),
            ("fBasketEntry", Value::Array(padded(firsts))),
            ("fBasketSeek", Value::Array(padded(column.baskets.iter().map(|b| b.seek as i64).collect()))),
        ];
        // Class versions and kinds as ROOT writes them for its standard classes.
        let (class, version, kind) = match column.kind {
            Kind::Text => ("string".to_owned(), 2, -1),
            Kind::Vector | Kind::Texts => (vector_class(column), 6, 0),
            _ => return object("TBranch", members),
        };
        members.push(("fClassName", text(&class)));
        members.push(("fClassVersion", int(version)));
        members.push(("fType", Value::Int(kind)));
        members.push(("fID", Value::Int(-1)));
        members.push(("fStreamerType", Value::Int(-1)));
        object("TBranchElement", members)
    }
}

fn vector_class(column: &Column) -> String {
    let item = match column.number() {
        Type::Bool => "bool",
        Type::I8 => "char",
        Type::I16 => "short",
        Type::I32 => "int",
        Type::I64 => "Long64_t",
        Type::U8 => "unsigned char",
        Type::U16 => "unsigned short",
        Type::U32 => "unsigned int",
        Type::U64 => "ULong64_t",
        Type::F32 => "float",
        Type::F64 => "double",
        _ => "string",
    };
    format!("vector<{item}>")
}

/// `name[3]`, `name[nMuon]`, or the name alone.
fn leaf_title(column: &Column) -> String {
    match &column.kind {
        Kind::Flat { dimensions } => {
            column.name.clone() + &dimensions.iter().map(|d| format!("[{d}]")).collect::<String>()
        }
        Kind::Counted { counter } => format!("{}[{counter}]", column.name),
        _ => column.name.clone(),
    }
}

fn branch_title(column: &Column) -> String {
    let letter = match (&column.kind, column.number()) {
        (Kind::Vector | Kind::Text | Kind::Texts, _) => return column.name.clone(),
        (_, Type::Bool) => "O",
        (_, Type::I8) => "B",
        (_, Type::U8) => "b",
        (_, Type::I16) => "S",
        (_, Type::U16) => "s",
        (_, Type::I32) => "I",
        (_, Type::U32) => "i",
        (_, Type::I64) => "L",
        (_, Type::U64) => "l",
        (_, Type::F32) => "F",
        _ => "D",
    };
    format!("{}/{letter}", leaf_title(column))
}

fn leaf(column: &Column, counter: Value, most: Option<usize>) -> Object {
    let (class, unsigned) = match (&column.kind, column.number()) {
        (Kind::Vector | Kind::Text | Kind::Texts, _) => ("TLeafElement", false),
        (_, Type::Bool) => ("TLeafO", false),
        (_, Type::I8) => ("TLeafB", false),
        (_, Type::U8) => ("TLeafB", true),
        (_, Type::I16) => ("TLeafS", false),
        (_, Type::U16) => ("TLeafS", true),
        (_, Type::I32) => ("TLeafI", false),
        (_, Type::U32) => ("TLeafI", true),
        (_, Type::I64) => ("TLeafL", false),
        (_, Type::U64) => ("TLeafL", true),
        (_, Type::F32) => ("TLeafF", false),
        _ => ("TLeafD", false),
    };
    let length = match &column.kind {
        Kind::Flat { dimensions } => dimensions.iter().product(),
        _ => 1,
    };
    let width = if class == "TLeafElement" { 0 } else { column.number().width().unwrap_or(1) };
    let mut members = vec![
        ("fName", text(&column.name)),
        ("fTitle", text(&leaf_title(column))),
        ("fLen", Value::Int(length as i64)),
        ("fLenType", Value::Int(width as i64)),
        ("fIsUnsigned", Value::Bool(unsigned)),
        ("fLeafCount", counter),
    ];
    if class == "TLeafElement" {
        members.push(("fID", Value::Int(-1)));
        members.push(("fType", Value::Int(-1)));
    }
    if let Some(most) = most {
        members.push(("fIsRange", Value::Bool(true)));
        members.push(("fMaximum", Value::Int(most as i64)));
    }
    object(class, members)
}

fn size_of_array(array: &Array) -> usize {
    match array {
        Array::String(strings) => strings.bytes.len() + strings.offsets.len(),
        Array::List(list) => size_of_array(&list.values) + 10 * list.offsets.len(),
        Array::Fixed(fixed) => size_of_array(&fixed.values),
        other => other.as_bytes().map_or(0, <[u8]>::len),
    }
}
