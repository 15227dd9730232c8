//! The layout of one class, and of one of its members.

use std::sync::Arc;

/// The kinds of members, as the class of the stored element tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ElementKind {
    Base,
    Basic,
    BasicPointer,
    Loop,
    Object,
    ObjectPointer,
    String,
    Stl,
    Artificial,
    Other,
}

impl ElementKind {
    pub(crate) fn of(class: &str) -> Self {
        match class {
            "TStreamerBase" => ElementKind::Base,
            "TStreamerBasicType" => ElementKind::Basic,
            "TStreamerBasicPointer" => ElementKind::BasicPointer,
            "TStreamerLoop" => ElementKind::Loop,
            "TStreamerObject" | "TStreamerObjectAny" => ElementKind::Object,
            "TStreamerObjectPointer" | "TStreamerObjectAnyPointer" => ElementKind::ObjectPointer,
            "TStreamerString" => ElementKind::String,
            "TStreamerSTL" | "TStreamerSTLstring" => ElementKind::Stl,
            "TStreamerArtificial" => ElementKind::Artificial,
            _ => ElementKind::Other,
        }
    }
}

/// One member of a class.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) kind: ElementKind,
    /// The element's own class, such as `TStreamerBasicType`.
    pub(crate) class: Arc<str>,
    pub(crate) name: Arc<str>,
    /// The comment; for `Double32_t` it may hold a range, for pointers the counter.
    pub(crate) title: String,
    /// ROOT's type code.
    pub(crate) code: i32,
    pub(crate) size: i32,
    /// Items of a fixed array over all dimensions; 0 when it is none.
    pub(crate) array_length: i32,
    pub(crate) array_dim: i32,
    pub(crate) max_index: [i32; 5],
    pub(crate) type_name: String,
    /// For bases: the base's version.
    pub(crate) base_version: i32,
    /// For pointers to basic types and loops: version, name and class of the counter.
    pub(crate) counter: Option<(i32, Arc<str>, Arc<str>)>,
    /// For standard containers: which, and of what.
    pub(crate) stl: (i32, i32),
}

impl Element {
    /// The sizes of a fixed array; empty when the member is none.
    pub(crate) fn dimensions(&self) -> Vec<usize> {
        let count = usize::try_from(self.array_dim).unwrap_or(0).min(self.max_index.len());
        let sizes: Vec<usize> =
            self.max_index[..count].iter().map(|size| usize::try_from(*size).unwrap_or(0)).collect();
        let length = usize::try_from(self.array_length).unwrap_or(0);
        let product = sizes.iter().try_fold(1usize, |a, b| a.checked_mul(*b));
        if product == Some(length) && !sizes.is_empty() {
            sizes
        } else if length > 0 {
            vec![length]
        } else {
            vec![]
        }
    }
}

/// The layout of one version of a class.
#[derive(Clone, Debug)]
pub(crate) struct StreamerInfo {
    pub(crate) class: Arc<str>,
    pub(crate) version: i32,
    pub(crate) checksum: u32,
    pub(crate) elements: Vec<Element>,
}
