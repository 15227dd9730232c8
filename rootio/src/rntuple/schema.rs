//! Fields and columns, clusters and pages.

use super::envelope::{Frames, Locator};
use crate::error::Result;

/// What a field is the parent of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Leaf,
    Collection,
    Record,
    Variant,
    Streamer,
    Unknown,
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) type_name: String,
    pub(crate) alias: String,
    pub(crate) description: String,
    pub(crate) parent: usize,
    pub(crate) role: Role,
    /// Copies for each entry, for fixed arrays.
    pub(crate) repetition: Option<u64>,
    /// Physical columns: for each representation, in order of the field's columns.
    pub(crate) columns: Vec<Vec<usize>>,
    pub(crate) children: Vec<usize>,
}

/// One physical column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) kind: u16,
    pub(crate) bits: u16,
    pub(crate) field: usize,
    pub(crate) representation: u16,
    pub(crate) deferred: bool,
    pub(crate) range: (f64, f64),
}

/// The schema: header and footer together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    pub(crate) fields: Vec<Field>,
    pub(crate) columns: Vec<Column>,
    aliases: Vec<(usize, usize)>,
}

/// One page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) elements: u64,
    pub(crate) checksum: bool,
    pub(crate) at: Locator,
}

/// The pages of one column in one cluster.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnPages {
    pub(crate) pages: Vec<Page>,
    pub(crate) suppressed: bool,
    pub(crate) compression: u32,
}

/// Some entries, with the pages of all columns.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) first: u64,
    pub(crate) entries: u64,
    pub(crate) columns: Vec<ColumnPages>,
}

impl Cluster {
    /// Bytes in memory of some of its columns, which are given with the width of their elements.
    pub(crate) fn bytes(&self, widths: &[(usize, u64)]) -> u64 {
        let elements = |column: &usize| -> u64 {
            self.columns
                .get(*column)
                .map_or(0, |stored| stored.pages.iter().fold(0, |sum: u64, page| sum.saturating_add(page.elements)))
        };
        widths.iter().fold(0, |sum: u64, (column, width)| sum.saturating_add(elements(column).saturating_mul(*width)))
    }
}

impl Schema {
    /// Adds the four lists of a header or a schema extension.
    pub(crate) fn extend(&mut self, frames: &mut Frames) -> Result<()> {
        let fields = frames.list(|frames| frames.record(field))?;
        let first = self.fields.len();
        self.fields.extend(fields);
        self.columns.extend(frames.list(|frames| frames.record(column))?);
        self.aliases.extend(frames.list(|frames| frames.record(|f| Ok((f.u32()? as usize, f.u32()? as usize))))?);
        frames.list(|frames| frames.record(|_| Ok(())))?;
        for id in first..self.fields.len() {
            let parent = self.fields[id].parent;
            // A parent comes before its children; anything else would be a circle.
            if parent < id {
                self.fields[parent].children.push(id);
            }
        }
        Ok(())
    }

    /// Gives every field its columns, when all are known.
    pub(crate) fn link(&mut self) {
        for (id, column) in self.columns.iter().enumerate() {
            if let Some(field) = self.fields.get_mut(column.field) {
                let representation = usize::from(column.representation);
                if representation <= field.columns.len() {
                    if representation == field.columns.len() {
                        field.columns.push(vec![]);
                    }
                    field.columns[representation].push(id);
                }
            }
        }
        for (physical, field) in &self.aliases {
            if *physical < self.columns.len()
                && let Some(field) = self.fields.get_mut(*field)
            {
                if field.columns.is_empty() {
                    field.columns.push(vec![]);
                }
                field.columns[0].push(*physical);
            }
        }
    }

    /// The fields at the top.
    pub(crate) fn top(&self) -> impl Iterator<Item = usize> + Clone {
        self.fields.iter().enumerate().filter(|(id, field)| field.parent >= *id).map(|(id, _)| id)
    }
}

fn field(frames: &mut Frames) -> Result<Field> {
    frames.u32()?;
    frames.u32()?;
    let parent = frames.u32()? as usize;
    let role = match frames.u16()? {
        0 => Role::Leaf,
        1 => Role::Collection,
        2 => Role::Record,
        3 => Role::Variant,
        4 => Role::Streamer,
        _ => Role::Unknown,
    };
    let flags = frames.u16()?;
    let name = frames.string()?;
    let type_name = frames.string()?;
    let alias = frames.string()?;
    let description = frames.string()?;
    let repetition = if flags & 1 != 0 { Some(frames.u64()?) } else { None };
    Ok(Field { name, type_name, alias, description, parent, role, repetition, columns: vec![], children: vec![] })
}

fn column(frames: &mut Frames) -> Result<Column> {
    let kind = frames.u16()?;
    let bits = frames.u16()?;
    let field = frames.u32()? as usize;
    let flags = frames.u16()?;
    let representation = frames.u16()?;
    let deferred = flags & 1 != 0;
    if deferred {
        frames.i64()?;
    }
    let range = if flags & 2 != 0 { (frames.f64()?, frames.f64()?) } else { (0.0, 0.0) };
    Ok(Column { kind, bits, field, representation, deferred, range })
}

/// The clusters of one page list.
pub(crate) fn clusters(payload: &[u8]) -> Result<Vec<Cluster>> {
    let mut frames = Frames::new(payload, "an RNTuple page list");
    frames.u64()?;
    let summaries = frames.list(|frames| frames.record(|f| Ok((f.u64()?, f.u64()?))))?;
    let pages = frames.list(|frames| {
        frames.list(|frames| {
            let page = |frames: &mut Frames| {
                let count = frames.u32()? as i32;
                Ok(Page { elements: u64::from(count.unsigned_abs()), checksum: count < 0, at: frames.locator()? })
            };
            let (pages, (offset, compression)) = frames.list_then(page, |frames| {
                let offset = frames.i64()?;
                Ok((offset, if offset < 0 { 0 } else { frames.u32()? }))
            })?;
            Ok(ColumnPages { pages, suppressed: offset < 0, compression })
        })
    })?;
    Ok(summaries
        .into_iter()
        .zip(pages)
        // The high byte of the count holds flags.
        .map(|((first, entries), columns)| Cluster { first, entries: entries & 0x00ff_ffff_ffff_ffff, columns })
        .collect())
}
