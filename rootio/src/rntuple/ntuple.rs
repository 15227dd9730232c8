//! An open RNTuple.

use std::{collections::BTreeSet, fmt, ops::Range};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    encoding,
    envelope::{Frames, Locator, read_envelope},
    field_type::{field_type, path_type},
    read,
    schema::{Cluster, Schema, clusters},
    shared::SharedPages,
};
use crate::{
    bytes::Reader,
    column::{Batch, ColumnInfo, ReadOptions, Table, describe, select_names},
    container::{Key, RootFile},
    error::{Context, Error, Result, nearest},
};

/// An RNTuple, open for reading. Columns are its fields; members of records and of collections of
/// records can be read alone, as `Muon.pt`.
pub struct NTuple {
    pub(super) file: RootFile,
    name: String,
    description: String,
    writer: String,
    pub(super) schema: Schema,
    pub(super) clusters: Vec<Cluster>,
    /// Every field that can be selected, with its path from the top.
    paths: Vec<(String, Vec<usize>)>,
    pub(super) shared: SharedPages,
}

impl fmt::Debug for NTuple {
    /// Its columns and their types: the last expression of a cell is shown so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe(self, &self.place(), f)
    }
}

impl RootFile {
    /// The RNTuple at `path`.
    ///
    /// # Errors
    /// When it is missing, damaged, or no RNTuple.
    pub fn ntuple(&self, path: &str) -> Result<NTuple> {
        let key = self.key(path)?;
        if !key.is_ntuple() {
            return Err(Error::WrongClass {
                name: path.to_owned(),
                class: key.class.clone(),
                wanted: "an RNTuple".to_owned(),
            });
        }
        self.ntuple_of(&key)
    }

    /// The RNTuple of a key.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn ntuple_of(&self, key: &Key) -> Result<NTuple> {
        NTuple::open(self, key).at(|| format!("RNTuple `{}` of `{}`", key.name, self.name()))
    }
}

/// The anchor: where header and footer are.
struct Anchor {
    header: (Locator, u64),
    footer: (Locator, u64),
}

impl Anchor {
    fn parse(payload: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(payload, "the RNTuple anchor");
        reader.object_header()?;
        let start = reader.position();
        let epoch = reader.u16()?;
        let rest = [reader.u16()?, reader.u16()?, reader.u16()?];
        if epoch != 1 {
            let version = format!("version {epoch}.{}.{}.{}", rest[0], rest[1], rest[2]);
            return Err(Error::unsupported("this RNTuple", format!("{version} is not of the released format 1")));
        }
        let mut part = || -> Result<(Locator, u64)> {
            let (offset, bytes, plain) = (reader.u64()?, reader.u64()?, reader.u64()?);
            Ok((Locator { offset, bytes }, plain))
        };
        let (header, footer) = (part()?, part()?);
        reader.u64()?;
        let end = reader.position();
        let stored = reader.u64()?;
        let computed = xxh3_64(&payload[start..end]);
        if stored != computed {
            return Err(Error::Checksum { what: "the RNTuple anchor".into(), stored, computed });
        }
        Ok(Self { header, footer })
    }
}

impl NTuple {
    fn open(file: &RootFile, key: &Key) -> Result<Self> {
        let anchor = Anchor::parse(&file.payload(key)?)?;
        let (header, header_sum) = read_envelope(file, anchor.header.0, anchor.header.1, 1)?;
        let mut frames = Frames::new(&header, "the RNTuple header");
        frames.features()?;
        let name = frames.string()?;
        let description = frames.string()?;
        let writer = frames.string()?;
        let mut schema = Schema::default();
        schema.extend(&mut frames)?;

        let (footer, _) = read_envelope(file, anchor.footer.0, anchor.footer.1, 2)?;
        let mut frames = Frames::new(&footer, "the RNTuple footer");
        frames.features()?;
        let stored = frames.u64()?;
        if stored != header_sum {
            return Err(Error::Checksum {
                what: "the RNTuple header, as the footer knows it,".into(),
                stored,
                computed: header_sum,
            });
        }
        frames.record(|frames| schema.extend(frames))?;
        schema.link();
        let groups = frames.list(|frames| {
            frames.record(|frames| {
                frames.u64()?;
                frames.u64()?;
                frames.u32()?;
                Ok((frames.u64()?, frames.locator()?))
            })
        })?;
        let mut all = vec![];
        for (plain, at) in groups {
            let (payload, _) = read_envelope(file, at, plain, 3)?;
            all.extend(clusters(&payload)?);
        }
        all.sort_by_key(|cluster| cluster.first);
        let mut next = 0u64;
        for cluster in &all {
            if cluster.first != next {
                return Err(Error::corrupt("an RNTuple", format!("entries {next}..{} are missing", cluster.first)));
            }
            next = next
                .checked_add(cluster.entries)
                .ok_or_else(|| Error::corrupt("an RNTuple", "it has too many entries"))?;
        }
        let mut paths = vec![];
        for top in schema.top() {
            add_paths(&schema, &schema.fields[top].name, vec![top], &mut paths);
        }
        Ok(Self {
            file: file.clone(),
            name,
            description,
            writer,
            schema,
            clusters: all,
            paths,
            shared: SharedPages::default(),
        })
    }

    /// The description in the file.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The program that wrote it.
    pub fn writer(&self) -> &str {
        &self.writer
    }

    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.file.name(), self.name)
    }

    pub(super) fn path(&self, column: &str) -> Result<&[usize]> {
        let found = self.paths.iter().find(|(name, _)| name == column).map(|(_, path)| path.as_slice());
        found.ok_or_else(|| Error::NoColumn {
            table: self.place(),
            name: column.to_owned(),
            near: nearest(column, self.paths.iter().map(|(name, _)| name.as_str())),
        })
    }

    /// Fields for a listing, with the sizes of their columns.
    pub(crate) fn listing(&self) -> Vec<crate::ls::Branch> {
        let mut out = vec![];
        for (name, path) in &self.paths {
            let Some(id) = path.last() else { continue };
            let field = &self.schema.fields[*id];
            let (mut total, mut zip, mut pages, mut compression) = (0u64, 0u64, 0, None);
            let whole = path.len() == 1;
            let columns =
                if whole { self.columns_below(*id) } else { field.columns.iter().flatten().copied().collect() };
            for column in columns {
                for cluster in &self.clusters {
                    let Some(stored) = cluster.columns.get(column) else { continue };
                    for page in &stored.pages {
                        let plain = super::encoding::page_bytes(&self.schema.columns[column], page.elements);
                        total += plain.unwrap_or(0) as u64;
                        zip += page.at.bytes;
                        pages += 1;
                    }
                    if !stored.suppressed {
                        compression.get_or_insert(stored.compression);
                    }
                }
            }
            out.push(crate::ls::Branch {
                name: name.clone(),
                title: field.description.clone(),
                depth: path.len() - 1,
                type_name: if field.alias.is_empty() { field.type_name.clone() } else { field.alias.clone() },
                rust_type: path_type(&self.schema, path).ok().map(|ty| ty.to_string()),
                total_bytes: total,
                zip_bytes: zip,
                baskets: pages,
                compression: crate::setting_name(compression.unwrap_or(0)),
            });
        }
        out
    }

    /// The physical columns of a field and of those below it.
    fn columns_below(&self, id: usize) -> Vec<usize> {
        let field = &self.schema.fields[id];
        let mut columns: Vec<usize> = field.columns.iter().flatten().copied().collect();
        for child in &field.children {
            columns.extend(self.columns_below(*child));
        }
        columns
    }
}

/// Fields deeper than this are not selected alone.
const MAX_DEPTH: usize = 16;

/// The path of a field, and of the members of its records.
fn add_paths(schema: &Schema, name: &str, path: Vec<usize>, out: &mut Vec<(String, Vec<usize>)>) {
    out.push((name.to_owned(), path.clone()));
    let Some(mut record) = path.last().copied() else { return };
    if path.len() > MAX_DEPTH {
        return;
    }
    let mut below = path;
    // The item of a collection stands for the collection: `Muon.pt`, not `Muon._0.pt`.
    if let [item] = schema.fields[record].children[..]
        && schema.fields[record].role == super::schema::Role::Collection
    {
        record = item;
        below.push(item);
    }
    if schema.fields[record].role != super::schema::Role::Record {
        return;
    }
    for child in &schema.fields[record].children {
        let mut path = below.clone();
        path.push(*child);
        add_paths(schema, &format!("{name}.{}", schema.fields[*child].name), path, out);
    }
}

/// A cluster is read in parts where its columns take more than this in memory.
const PART_BYTES: u64 = 64 << 20;
/// A damaged file may claim any size.
const MOST_PARTS: u64 = 1000;

impl NTuple {
    /// The physical columns that reading a path needs.
    fn columns_of(&self, path: &[usize], found: &mut BTreeSet<usize>) {
        let Some((last, parents)) = path.split_last() else { return };
        for parent in parents {
            found.extend(self.schema.fields[*parent].columns.iter().flatten());
        }
        let mut below = vec![*last];
        while let Some(field) = below.pop() {
            let field = &self.schema.fields[field];
            found.extend(field.columns.iter().flatten());
            below.extend(&field.children);
        }
    }
}

impl Table for NTuple {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self) -> u64 {
        self.clusters.last().map_or(0, |cluster| cluster.first + cluster.entries)
    }

    fn columns(&self) -> Vec<ColumnInfo> {
        self.schema
            .top()
            .map(|id| {
                let field = &self.schema.fields[id];
                ColumnInfo {
                    name: field.name.clone(),
                    title: field.description.clone(),
                    type_name: if field.alias.is_empty() { field.type_name.clone() } else { field.alias.clone() },
                    ty: field_type(&self.schema, id, 0),
                }
            })
            .collect()
    }

    fn select(&self, patterns: &[&str]) -> Result<Vec<String>> {
        // Globs without a dot mean whole fields.
        let mut chosen = vec![];
        for pattern in patterns {
            let dotted = pattern.contains('.');
            let names = self
                .paths
                .iter()
                .filter(move |(name, path)| dotted || path.len() == 1 || name == pattern)
                .map(|(name, path)| (name.as_str(), path_type(&self.schema, path).is_ok()));
            for name in select_names(&self.place(), names, &[pattern])? {
                if !chosen.contains(&name) {
                    chosen.push(name);
                }
            }
        }
        Ok(chosen)
    }

    fn clusters(&self, columns: &[&str]) -> Result<Vec<Range<u64>>> {
        let mut stored = BTreeSet::new();
        for column in columns {
            self.columns_of(self.path(column)?, &mut stored);
        }
        let width = |column: &usize| encoding::element_type(&self.schema.columns[*column])?.width();
        let widths: Vec<(usize, u64)> =
            stored.iter().map(|column| (*column, width(column).unwrap_or(1) as u64)).collect();
        let mut ranges = vec![];
        for cluster in &self.clusters {
            // Pages that two parts share are decoded once, so that a part may end anywhere.
            let bytes = cluster.bytes(&widths);
            let parts = bytes.div_ceil(PART_BYTES).clamp(1, MOST_PARTS.min(cluster.entries.max(1)));
            let bound =
                |part: u64| cluster.first + (u128::from(cluster.entries) * u128::from(part) / u128::from(parts)) as u64;
            ranges.extend((0..parts).map(|part| bound(part)..bound(part + 1)));
        }
        Ok(ranges)
    }

    fn read(&self, columns: &[&str], range: Range<u64>, options: ReadOptions) -> Result<Batch> {
        read::read(self, columns, range, options)
    }
}
