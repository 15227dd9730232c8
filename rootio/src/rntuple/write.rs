//! An RNTuple that is being written, cluster by cluster.

use xxhash_rust::xxh3::xxh3_64;

use super::{encoding::split, envelope::Locator};
use crate::{
    column::{Array, ReadOptions, Type},
    compress::{Compression, Decompressor, compress},
    error::{Context, Error, Result},
    parallel::{self, Scratch},
    streamer::builtin,
    write::{Buffer, RootWriter},
};

/// Bytes of a cluster before compression.
const CLUSTER_BYTES: usize = 64 << 20;
/// Bytes of a page before compression.
const PAGE_BYTES: usize = 1 << 20;

const BIT: u16 = 0x00;
const CHAR: u16 = 0x02;
const SPLIT_INDEX_64: u16 = 0x1B;

struct Field {
    name: String,
    type_name: String,
    parent: usize,
    role: u16,
    repetition: Option<u64>,
    /// The first of its columns.
    column: Option<usize>,
    children: Vec<usize>,
}

struct Column {
    kind: u16,
    bits: u16,
    field: usize,
    /// Elements of the current cluster, in the machine's order.
    data: Vec<u8>,
    /// Elements in the clusters before.
    written: u64,
}

impl Column {
    /// Bytes of an element in memory.
    fn width(&self) -> usize {
        usize::from(self.bits.max(8) / 8)
    }
}

struct Cluster {
    entries: u64,
    /// For each column: its pages, and the elements before them.
    columns: Vec<(Vec<(u32, Locator)>, u64)>,
}

/// Writes an RNTuple into a file: columns of equal length, in batches of any size.
pub struct NTupleWriter<'f> {
    file: &'f mut RootWriter,
    directory: usize,
    name: String,
    description: String,
    top: Vec<(String, Type, usize)>,
    fields: Vec<Field>,
    columns: Vec<Column>,
    clusters: Vec<Cluster>,
    open: u64,
    threads: usize,
}

impl RootWriter {
    /// Starts an RNTuple at `path` with named columns of any type.
    ///
    /// # Errors
    /// When a name stands twice, or has a character that RNTuple forbids.
    pub fn ntuple(&mut self, path: &str, description: &str, columns: &[(&str, Type)]) -> Result<NTupleWriter<'_>> {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let directory = self.directory(directory)?;
        let mut writer = NTupleWriter {
            file: self,
            directory,
            name: name.to_owned(),
            description: description.to_owned(),
            top: vec![],
            fields: vec![],
            columns: vec![],
            clusters: vec![],
            open: 0,
            threads: ReadOptions::default().threads,
        };
        for (column, ty) in columns {
            if writer.top.iter().any(|(name, _, _)| name == column) {
                return Err(Error::unsupported(format!("column `{column}`"), "its name stands twice"));
            }
            let id = writer.add(column, ty, None)?;
            writer.top.push(((*column).to_owned(), ty.clone(), id));
        }
        Ok(writer)
    }

    /// Writes a whole RNTuple from columns in memory.
    ///
    /// # Errors
    /// As [`RootWriter::ntuple`] and [`NTupleWriter::write`].
    pub fn write_ntuple(&mut self, path: &str, columns: &[(&str, &Array)]) -> Result<()> {
        let types: Vec<(&str, Type)> = columns.iter().map(|(name, array)| (*name, array.ty())).collect();
        let mut ntuple = self.ntuple(path, "", &types)?;
        ntuple.write(columns)?;
        ntuple.finish()
    }
}

/// The type as C++ spells it; empty where a struct without a C++ class is inside.
fn cxx_name(ty: &Type) -> String {
    let plain = match ty {
        Type::Bool => "bool",
        Type::I8 => "std::int8_t",
        Type::I16 => "std::int16_t",
        Type::I32 => "std::int32_t",
        Type::I64 => "std::int64_t",
        Type::U8 => "std::uint8_t",
        Type::U16 => "std::uint16_t",
        Type::U32 => "std::uint32_t",
        Type::U64 => "std::uint64_t",
        Type::F32 => "float",
        Type::F64 => "double",
        Type::String => "std::string",
        Type::Struct(_) => "",
        Type::List(item) => {
            let item = cxx_name(item);
            return if item.is_empty() { item } else { format!("std::vector<{item}>") };
        }
        Type::Fixed(item, size) => {
            let item = cxx_name(item);
            return if item.is_empty() { item } else { format!("std::array<{item},{size}>") };
        }
    };
    plain.to_owned()
}

fn column_kind(ty: &Type) -> (u16, u16) {
    match ty {
        Type::Bool => (BIT, 1),
        Type::I8 => (0x03, 8),
        Type::U8 => (0x04, 8),
        Type::I16 => (0x11, 16),
        Type::U16 => (0x12, 16),
        Type::I32 => (0x13, 32),
        Type::U32 => (0x14, 32),
        Type::I64 => (0x15, 64),
        Type::U64 => (0x16, 64),
        Type::F32 => (0x18, 32),
        _ => (0x19, 64),
    }
}

impl NTupleWriter<'_> {
    fn add(&mut self, name: &str, ty: &Type, parent: Option<usize>) -> Result<usize> {
        if name.is_empty() || name.contains(['.', ' ', '\\', '/']) || name.contains(char::is_control) {
            return Err(Error::unsupported(
                format!("column `{name}`"),
                "RNTuple allows no dot, space, slash or control character in a name",
            ));
        }
        let id = self.fields.len();
        let (role, repetition) = match ty {
            Type::List(_) => (1, None),
            Type::Struct(_) => (2, None),
            Type::Fixed(_, size) => (0, Some(*size as u64)),
            _ => (0, None),
        };
        if repetition.is_some() && cxx_name(ty).is_empty() {
            return Err(Error::unsupported(format!("column `{name}`"), "fixed arrays of structs have no type in C++"));
        }
        self.fields.push(Field {
            name: name.to_owned(),
            type_name: cxx_name(ty),
            parent: parent.unwrap_or(id),
            role,
            repetition,
            column: None,
            children: vec![],
        });
        let first = self.columns.len();
        let kinds = match ty {
            Type::List(_) => vec![(SPLIT_INDEX_64, 64)],
            Type::String => vec![(SPLIT_INDEX_64, 64), (CHAR, 8)],
            Type::Fixed(..) | Type::Struct(_) => vec![],
            primitive => vec![column_kind(primitive)],
        };
        if !kinds.is_empty() {
            self.fields[id].column = Some(first);
        }
        for (kind, bits) in kinds {
            self.columns.push(Column { kind, bits, field: id, data: vec![], written: 0 });
        }
        match ty {
            Type::List(item) | Type::Fixed(item, _) => {
                let child = self.add("_0", item, Some(id))?;
                self.fields[id].children.push(child);
            }
            Type::Struct(members) => {
                for (name, ty) in members {
                    let child = self.add(name, ty, Some(id))?;
                    self.fields[id].children.push(child);
                }
            }
            _ => {}
        }
        Ok(id)
    }

    /// Appends entries: one array of equal length for each column.
    ///
    /// # Errors
    /// When a column is missing, of another type, or of another length, or the disk is full.
    pub fn write(&mut self, columns: &[(&str, &Array)]) -> Result<()> {
        let place = format!("RNTuple `{}` of `{}`", self.name, self.file.place());
        self.write_batch(columns).at(|| format!("writing {place}"))
    }

    fn write_batch(&mut self, columns: &[(&str, &Array)]) -> Result<()> {
        let entries = columns.first().map_or(0, |(_, array)| array.len());
        let mut arrays = vec![];
        for (name, ty, id) in &self.top {
            let given = columns.iter().find(|(given, _)| given == name).map(|(_, array)| *array);
            let array = given.ok_or_else(|| Error::NoColumn {
                table: self.name.clone(),
                name: name.clone(),
                near: crate::error::nearest(name, columns.iter().map(|(name, _)| *name)),
            })?;
            if array.ty() != *ty || array.len() != entries {
                return Err(Error::WrongType {
                    what: format!("column `{name}`"),
                    found: format!("{} entries of {}", array.len(), array.ty()),
                    wanted: format!("{entries} entries of {ty}"),
                });
            }
            arrays.push((*id, array));
        }
        // Pieces small enough that a cluster is not overshot by much.
        let mut from = 0;
        while from < entries {
            let to = entries.min(from + 4096);
            for (id, array) in &arrays {
                self.fill(*id, array, from, to);
            }
            self.open += (to - from) as u64;
            from = to;
            if self.columns.iter().map(|column| column.data.len()).sum::<usize>() >= CLUSTER_BYTES {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Appends the entries `from..to` of a field's array.
    fn fill(&mut self, id: usize, array: &Array, from: usize, to: usize) {
        let column = self.fields[id].column.unwrap_or(0);
        match array {
            Array::String(strings) => {
                let (start, end) = (strings.offsets[from], strings.offsets[to]);
                let base = self.columns[column + 1].data.len() as i64 - start;
                ends(&mut self.columns[column].data, &strings.offsets[from + 1..=to], base);
                self.columns[column + 1].data.extend_from_slice(&strings.bytes[start as usize..end as usize]);
            }
            Array::List(list) => {
                let (start, end) = (list.offsets[from], list.offsets[to]);
                let last = self.columns[column].data.last_chunk::<8>().map_or(0, |word| i64::from_ne_bytes(*word));
                ends(&mut self.columns[column].data, &list.offsets[from + 1..=to], last - start);
                self.fill(self.fields[id].children[0], &list.values, start as usize, end as usize);
            }
            Array::Fixed(fixed) => {
                self.fill(self.fields[id].children[0], &fixed.values, from * fixed.size, to * fixed.size);
            }
            Array::Struct(structs) => {
                for (i, (_, member)) in structs.fields.iter().enumerate() {
                    self.fill(self.fields[id].children[i], member, from, to);
                }
            }
            numbers => {
                let width = numbers.ty().width().unwrap_or(1);
                let bytes = numbers.as_bytes().unwrap_or_default();
                self.columns[column].data.extend_from_slice(&bytes[from * width..to * width]);
            }
        }
    }

    /// Encodes, compresses and writes the current cluster.
    fn flush(&mut self) -> Result<()> {
        if self.open == 0 {
            return Ok(());
        }
        let compression = self.file.compression();
        let mut pages: Vec<Vec<(u32, Vec<u8>)>> = vec![vec![]; self.columns.len()];
        let mut tasks = vec![];
        for (column, out) in self.columns.iter().zip(&mut pages) {
            let width = column.width();
            let chunks: Vec<&[u8]> = column.data.chunks(PAGE_BYTES / width * width).collect();
            *out = vec![(0, vec![]); chunks.len()];
            for (chunk, slot) in chunks.into_iter().zip(out.iter_mut()) {
                tasks.push((column.kind, width, chunk, slot));
            }
        }
        parallel::run(tasks, self.threads, &Scratch::default(), |_: &mut Decompressor, (kind, width, chunk, slot)| {
            *slot = ((chunk.len() / width) as u32, page(kind, chunk, compression)?);
            Ok(())
        })?;
        // One blob holds the pages of a cluster, each with its checksum behind.
        let mut blob = vec![];
        let mut places = vec![];
        for (column, pages) in self.columns.iter_mut().zip(pages) {
            let mut located = vec![];
            for (elements, bytes) in pages {
                located.push((elements, Locator { offset: blob.len() as u64, bytes: bytes.len() as u64 }));
                blob.extend_from_slice(&bytes);
                blob.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
            }
            places.push((located, column.written));
            column.written += (column.data.len() / column.width()) as u64;
            column.data.clear();
        }
        let start = self.blob(&blob, blob.len())?;
        for (located, _) in &mut places {
            for (_, locator) in located {
                locator.offset += start;
            }
        }
        self.clusters.push(Cluster { entries: self.open, columns: places });
        self.open = 0;
        Ok(())
    }

    /// Writes an unnamed record; gives the place of its bytes.
    fn blob(&mut self, bytes: &[u8], plain: usize) -> Result<u64> {
        let parent = self.file.directory_seek(self.directory);
        let (seek, key) = self.file.record(["RBlob", "", ""], bytes, plain, parent, 1)?;
        Ok(seek + u64::from(key.key_bytes))
    }

    fn envelope(&mut self, kind: u64, payload: &Little) -> Result<(Locator, u64, u64)> {
        let length = (payload.bytes.len() + 16) as u64;
        let mut bytes = (kind | length << 16).to_le_bytes().to_vec();
        bytes.extend_from_slice(&payload.bytes);
        let sum = xxh3_64(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        let packed = compress(&bytes, self.file.compression())?;
        let offset = self.blob(&packed, bytes.len())?;
        Ok((Locator { offset, bytes: packed.len() as u64 }, length, sum))
    }

    /// Writes what is left, the schema, and the anchor.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        let place = self.file.place();
        let name = self.name.clone();
        self.finish_inner().at(|| format!("writing RNTuple `{name}` to `{place}`"))
    }

    fn finish_inner(&mut self) -> Result<()> {
        let header = self.header();
        let (header_at, header_length, sum) = self.envelope(1, &header)?;

        let mut list = Little::default();
        list.u64(sum);
        let mut first = 0;
        list.list(self.clusters.len(), |list| {
            for cluster in &self.clusters {
                list.record(|list| {
                    list.u64(first);
                    list.u64(cluster.entries);
                });
                first += cluster.entries;
            }
        });
        let compression = self.file.compression().code();
        list.list(self.clusters.len(), |list| {
            for cluster in &self.clusters {
                list.list(cluster.columns.len(), |list| {
                    for (pages, before) in &cluster.columns {
                        list.list_then(
                            pages.len(),
                            |list| {
                                for (elements, at) in pages {
                                    // A negative count announces a checksum behind the page.
                                    list.u32((*elements as i32).wrapping_neg() as u32);
                                    list.locator(*at);
                                }
                            },
                            |list| {
                                list.u64(*before);
                                list.u32(compression);
                            },
                        );
                    }
                });
            }
        });
        let entries: u64 = self.clusters.iter().map(|cluster| cluster.entries).sum();
        let (pages_at, pages_length, _) = self.envelope(3, &list)?;

        let mut footer = Little::default();
        footer.u64(0);
        footer.u64(sum);
        footer.record(|footer| {
            for _ in 0..4 {
                footer.list(0, |_| {});
            }
        });
        let clusters = self.clusters.len() as u32;
        footer.list(1, |footer| {
            footer.record(|footer| {
                footer.u64(0);
                footer.u64(entries);
                footer.u32(clusters);
                footer.u64(pages_length);
                footer.locator(pages_at);
            });
        });
        let (footer_at, footer_length, _) = self.envelope(2, &footer)?;

        let mut anchor = Buffer::default();
        let start = anchor.begin_object(2);
        let fields = anchor.len();
        for word in [1, 0, 0, 0] {
            anchor.u16(word);
        }
        for (at, length) in [(header_at, header_length), (footer_at, footer_length)] {
            anchor.u64(at.offset);
            anchor.u64(at.bytes);
            anchor.u64(length);
        }
        anchor.u64(1 << 30);
        anchor.end(start);
        let sum = xxh3_64(&anchor.bytes[fields..]);
        anchor.u64(sum);
        if let Some(info) = builtin().latest("ROOT::RNTuple") {
            self.file.use_layout(info);
        }
        self.file.write_payload(self.directory, ["ROOT::RNTuple", &self.name, ""], &anchor.bytes)
    }

    fn header(&self) -> Little {
        let mut header = Little::default();
        header.u64(0);
        header.string(&self.name);
        header.string(&self.description);
        header.string(concat!("rootio ", env!("CARGO_PKG_VERSION")));
        header.list(self.fields.len(), |header| {
            for field in &self.fields {
                header.record(|header| {
                    header.u32(0);
                    header.u32(0);
                    header.u32(field.parent as u32);
                    header.u16(field.role);
                    header.u16(u16::from(field.repetition.is_some()));
                    header.string(&field.name);
                    header.string(&field.type_name);
                    header.string("");
                    header.string("");
                    if let Some(size) = field.repetition {
                        header.u64(size);
                    }
                });
            }
        });
        header.list(self.columns.len(), |header| {
            for column in &self.columns {
                header.record(|header| {
                    header.u16(column.kind);
                    header.u16(column.bits);
                    header.u32(column.field as u32);
                    header.u16(0);
                    header.u16(0);
                });
            }
        });
        header.list(0, |_| {});
        header.list(0, |_| {});
        header
    }
}

/// Appends ends, shifted to count from the cluster's start.
fn ends(data: &mut Vec<u8>, offsets: &[i64], base: i64) {
    for offset in offsets {
        data.extend_from_slice(&(offset + base).to_ne_bytes());
    }
}

/// Encodes and compresses one page.
fn page(kind: u16, words: &[u8], compression: Compression) -> Result<Vec<u8>> {
    let mut plain = Vec::with_capacity(words.len());
    macro_rules! mapped {
        ($type:ty, $width:literal, $map:expr) => {{
            let mut mapped = Vec::with_capacity(words.len());
            #[allow(unused_mut, reason = "only some maps remember the word before")]
            let mut map = $map;
            for chunk in words.chunks_exact($width) {
                let mut word = [0; $width];
                word.copy_from_slice(chunk);
                mapped.extend_from_slice(&map(<$type>::from_ne_bytes(word)).to_ne_bytes());
            }
            split::<$width>(&mapped, &mut plain);
        }};
    }
    match kind {
        BIT => {
            for bits in words.chunks(8) {
                plain.push(bits.iter().enumerate().fold(0, |byte, (i, bit)| byte | u8::from(*bit != 0) << i));
            }
        }
        0x11 => mapped!(i16, 2, |x: i16| x << 1 ^ x >> 15),
        0x13 => mapped!(i32, 4, |x: i32| x << 1 ^ x >> 31),
        0x15 => mapped!(i64, 8, |x: i64| x << 1 ^ x >> 63),
        SPLIT_INDEX_64 => {
            let mut before = 0u64;
            mapped!(u64, 8, |x: u64| {
                let delta = x.wrapping_sub(before);
                before = x;
                delta
            });
        }
        0x12 => split::<2>(words, &mut plain),
        0x14 | 0x18 => split::<4>(words, &mut plain),
        0x16 | 0x19 => split::<8>(words, &mut plain),
        _ => plain.extend_from_slice(words),
    }
    compress(&plain, compression)
}

/// Little-endian bytes with frames.
#[derive(Default)]
struct Little {
    bytes: Vec<u8>,
}

impl Little {
    fn u16(&mut self, x: u16) {
        self.bytes.extend_from_slice(&x.to_le_bytes());
    }

    fn u32(&mut self, x: u32) {
        self.bytes.extend_from_slice(&x.to_le_bytes());
    }

    fn u64(&mut self, x: u64) {
        self.bytes.extend_from_slice(&x.to_le_bytes());
    }

    fn string(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn locator(&mut self, at: Locator) {
        if let Ok(size) = i32::try_from(at.bytes) {
            self.u32(size as u32);
            self.u64(at.offset);
        } else {
            // The large form: its own length, and type 1 in the high byte with the sign set.
            self.u32(0x14 | 0x8100_0000);
            self.u64(at.bytes);
            self.u64(at.offset);
        }
    }

    fn frame(&mut self, sign: i64, inside: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.u64(0);
        inside(self);
        let size = (self.bytes.len() - start) as i64 * sign;
        self.bytes[start..start + 8].copy_from_slice(&size.to_le_bytes());
    }

    fn record(&mut self, inside: impl FnOnce(&mut Self)) {
        self.frame(1, inside);
    }

    fn list(&mut self, count: usize, items: impl FnOnce(&mut Self)) {
        self.list_then(count, items, |_| {});
    }

    fn list_then(&mut self, count: usize, items: impl FnOnce(&mut Self), after: impl FnOnce(&mut Self)) {
        self.frame(-1, |frame| {
            frame.u32(count as u32);
            items(frame);
            after(frame);
        });
    }
}
