//! How the entries of a branch are stored.

use super::branch::{Objects, StoredBranch};
use crate::{
    column::Type,
    streamer::{Basic, Decoder, Element, Encoding, Registry},
    value::Object,
};

/// The shape of a branch's entries.
#[derive(Clone, Debug)]
pub(crate) enum Layout {
    /// The same number of values in each entry.
    Flat { basic: Basic, dimensions: Vec<usize> },
    /// As many items as another branch says.
    Counted { counter: usize, basic: Basic, dimensions: Vec<usize> },
    /// A byte count, a version, a count, and values: `vector<float>`.
    Vector { basic: Basic },
    /// One value of any type.
    Entry(Decoder),
    /// As many values of any type as another branch says; `flagged` has a byte in front of each entry.
    CountedEntry { counter: usize, decoder: Decoder, flagged: bool },
}

impl Layout {
    /// The type of the column.
    pub(crate) fn ty(&self) -> Type {
        match self {
            Layout::Flat { basic, dimensions } => basic.ty().fixed(dimensions),
            Layout::Counted { basic, dimensions, .. } => basic.ty().fixed(dimensions).list(),
            Layout::Vector { basic } => basic.ty().list(),
            Layout::Entry(decoder) => decoder.ty(),
            Layout::CountedEntry { decoder, .. } => decoder.ty().list(),
        }
    }

    /// The branch with the counts.
    pub(crate) fn counter(&self) -> Option<usize> {
        match self {
            Layout::Counted { counter, .. } | Layout::CountedEntry { counter, .. } => Some(*counter),
            _ => None,
        }
    }
}

/// What a layout is found from.
pub(crate) struct Finder<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) objects: &'a Objects<'a>,
    /// The branch that owns a leaf, and the branch with an identity, by the addresses of the stored objects.
    pub(crate) owners: std::collections::HashMap<*const Object, usize>,
}

/// The layout, or why there is none; and the type as C++ spells it.
pub(crate) type Found = (Result<Layout, String>, String);

impl Finder<'_> {
    pub(crate) fn find(&self, branch: &StoredBranch) -> Found {
        match branch.object.class.as_str() {
            "TBranch" | "TBranchClones" => self.simple(branch),
            "TBranchElement" => self.element(branch),
            "TBranchObject" => {
                let class = branch.object.str("fClassName").unwrap_or_default().to_owned();
                (Err("branches of class TBranchObject (before ROOT 3) are not read".to_owned()), class)
            }
            other => (Err(format!("branches of class {other} are not read")), other.to_owned()),
        }
    }

    /// A branch of basic types, spelled in its title.
    fn simple(&self, branch: &StoredBranch) -> Found {
        match branch.leaves.as_slice() {
            [] => (Err("it has no leaves".to_owned()), String::new()),
            [leaf] => {
                let (basic, type_name) = match leaf_basic(leaf) {
                    Ok(found) => found,
                    Err(why) => return (Err(why), leaf.class.clone()),
                };
                let dimensions = leaf_dimensions(leaf);
                let shown = type_name.clone() + &dimensions.iter().map(|d| format!("[{d}]")).collect::<String>();
                let Some(basic) = basic else {
                    return (Ok(Layout::Entry(Decoder::String)), "char*".to_owned());
                };
                match self.leaf_counter(leaf) {
                    Ok(None) => (Ok(Layout::Flat { basic, dimensions }), shown),
                    Ok(Some(counter)) => (Ok(Layout::Counted { counter, basic, dimensions }), format!("{type_name}[]")),
                    Err(why) => (Err(why), shown),
                }
            }
            leaves => {
                let mut fields = vec![];
                let mut names = vec![];
                for leaf in leaves {
                    let name = leaf.str("fName").unwrap_or_default().to_owned();
                    match (leaf_basic(leaf), self.leaf_counter(leaf)) {
                        (Ok((basic, type_name)), Ok(None)) => {
                            names.push(format!("{type_name} {name}"));
                            let decoder = basic.map_or(Decoder::String, Decoder::Basic);
                            fields.push((name, decoder.fixed(&leaf_dimensions(leaf))));
                        }
                        (Err(why), _) | (_, Err(why)) => return (Err(why), String::new()),
                        (_, Ok(Some(_))) => {
                            return (Err("a leaf list with a counter inside".to_owned()), String::new());
                        }
                    }
                }
                (Ok(Layout::Entry(Decoder::leaf_list(fields))), format!("struct {{{}}}", names.join("; ")))
            }
        }
    }

    fn leaf_counter(&self, leaf: &Object) -> Result<Option<usize>, String> {
        let Some(counter) = self.objects.follow(leaf.get("fLeafCount")) else { return Ok(None) };
        match self.owners.get(&std::ptr::from_ref(counter)) {
            Some(branch) => Ok(Some(*branch)),
            None => Err("its counter is in no branch".to_owned()),
        }
    }

    /// A branch of a class member, a container, or a whole object.
    fn element(&self, branch: &StoredBranch) -> Found {
        let object = branch.object;
        let number = |name: &str| object.i64(name).unwrap_or(0);
        let class = object.str("fClassName").unwrap_or_default();
        let (kind, code, id) = (number("fType"), number("fStreamerType"), number("fID"));
        match kind {
            3 | 4 => {
                if branch.has_children {
                    let items = object.str("fClonesName").unwrap_or_default();
                    return (Ok(Layout::Flat { basic: Basic::I32, dimensions: vec![] }), format!("{class} of {items}"));
                }
                return (self.whole(class), class.to_owned());
            }
            1 | 2 => return (Err("its members are in the branches below".to_owned()), class.to_owned()),
            _ => {}
        }
        if branch.has_children && id == -2 {
            return (Err("its members are in the branches below".to_owned()), class.to_owned());
        }
        if id < 0 {
            return (self.whole(class), class.to_owned());
        }
        let Some(element) = self.stored_element(object, class, id) else {
            // Without a description, the codes of basic types still tell enough.
            let basic = i32::try_from(code).ok().and_then(|code| Basic::of_code(code, ""));
            return match basic {
                Some(basic) if kind == 0 => (Ok(Layout::Flat { basic, dimensions: vec![] }), String::new()),
                _ => (Err(format!("the file does not describe class {class}")), class.to_owned()),
            };
        };
        let type_name = element.type_name.clone();
        let shown = type_name.clone() + &element.dimensions().iter().map(|d| format!("[{d}]")).collect::<String>();
        let layout = self.member(object, &element, kind);
        (layout, if matches!(kind, 31 | 41) { format!("{shown}[]") } else { shown })
    }

    fn member(&self, object: &Object, element: &Element, kind: i64) -> Result<Layout, String> {
        let counter = || {
            let count = self.objects.follow(object.get("fBranchCount")).ok_or("it has no counter")?;
            self.owners.get(&std::ptr::from_ref(count)).copied().ok_or("its counter is in no branch")
        };
        if (41..60).contains(&element.code) {
            if kind != 0 {
                return Err("arrays of variable length inside of a container are not read".to_owned());
            }
            let basic = Basic::of_code(element.code - 40, &element.title).ok_or("its type is unknown")?;
            return Ok(Layout::CountedEntry { counter: counter()?, decoder: Decoder::Basic(basic), flagged: true });
        }
        let decoder = Decoder::of_element(element, self.registry, 0).map_err(|error| error.to_string())?;
        if matches!(kind, 31 | 41) {
            let counter = counter()?;
            return Ok(match decoder {
                Decoder::Basic(basic) if basic.is_plain() => Layout::Counted { counter, basic, dimensions: vec![] },
                decoder => Layout::CountedEntry { counter, decoder, flagged: false },
            });
        }
        Ok(match (decoder, element.dimensions()) {
            (Decoder::Basic(basic), _) => Layout::Flat { basic, dimensions: vec![] },
            (Decoder::Fixed(..), dimensions) if (21..40).contains(&element.code) => {
                let basic = Basic::of_code(element.code - 20, &element.title).ok_or("its type is unknown")?;
                Layout::Flat { basic, dimensions }
            }
            (decoder, _) => vector_or_entry(decoder),
        })
    }

    /// The member's description in the class that declares it.
    fn stored_element(&self, object: &Object, class: &str, id: i64) -> Option<Element> {
        let version = object.i64("fClassVersion").unwrap_or(0) as i32;
        let checksum = object.i64("fCheckSum").unwrap_or(0) as u32;
        let info = self
            .registry
            .checksum(class, checksum)
            .or_else(|| self.registry.version(class, version))
            .or_else(|| self.registry.latest(class))?;
        let name = object.str("fName").ok()?;
        let bare = name.split('[').next()?.trim_end_matches('.');
        let last = bare.rsplit('.').next()?;
        let by_id = usize::try_from(id).ok().and_then(|id| info.elements.get(id));
        let named = |element: &&Element| &*element.name == last;
        by_id.filter(named).or_else(|| info.elements.iter().find(named)).or(by_id).cloned()
    }

    /// An object or container with nothing split off.
    fn whole(&self, class: &str) -> Result<Layout, String> {
        // A text on its own has no header.
        if class == "string" {
            return Ok(Layout::Entry(Decoder::String));
        }
        let decoder = Decoder::of_type_name(class, self.registry, true).map_err(|error| error.to_string())?;
        Ok(vector_or_entry(decoder))
    }
}

fn vector_or_entry(decoder: Decoder) -> Layout {
    if let Decoder::Headed(inner) = &decoder
        && let Decoder::Sequence(item) = &**inner
        && let Decoder::Basic(basic) = **item
    {
        return Layout::Vector { basic };
    }
    Layout::Entry(decoder)
}

/// The type of a leaf: `None` for text.
fn leaf_basic(leaf: &Object) -> Result<(Option<Basic>, String), String> {
    let unsigned = leaf.get("fIsUnsigned").and_then(crate::value::Value::as_i64) == Some(1);
    let title = leaf.str("fTitle").unwrap_or_default();
    let (basic, name) = match leaf.class.as_str() {
        "TLeafO" => (Basic::Bool, "bool"),
        "TLeafB" if unsigned => (Basic::U8, "uint8_t"),
        "TLeafB" => (Basic::I8, "int8_t"),
        "TLeafS" if unsigned => (Basic::U16, "uint16_t"),
        "TLeafS" => (Basic::I16, "int16_t"),
        "TLeafI" if unsigned => (Basic::U32, "uint32_t"),
        "TLeafI" => (Basic::I32, "int32_t"),
        "TLeafL" | "TLeafG" if unsigned => (Basic::U64, "uint64_t"),
        "TLeafL" | "TLeafG" => (Basic::I64, "int64_t"),
        "TLeafF" => (Basic::F32, "float"),
        "TLeafD" => (Basic::F64, "double"),
        "TLeafF16" => (Basic::Float16(Encoding::of_title(title, Encoding::Truncated(12))), "Float16_t"),
        "TLeafD32" => (Basic::Double32(Encoding::of_title(title, Encoding::Float)), "Double32_t"),
        "TLeafC" => return Ok((None, "char*".to_owned())),
        other => return Err(format!("leaves of class {other} are not read")),
    };
    Ok((Some(basic), name.to_owned()))
}

/// The numbers between brackets in a leaf's title: a counter's name is none.
fn leaf_dimensions(leaf: &Object) -> Vec<usize> {
    let title = leaf.str("fTitle").unwrap_or_default();
    let sizes: Vec<usize> = title
        .split('[')
        .skip(1)
        .filter_map(|part| part.split(']').next())
        .filter_map(|size| size.trim().parse().ok())
        .collect();
    let length = usize::try_from(leaf.i64("fLen").unwrap_or(1)).unwrap_or(1);
    if sizes.iter().try_fold(1usize, |a, b| a.checked_mul(*b)) == Some(length) {
        sizes
    } else if length > 1 {
        vec![length]
    } else {
        vec![]
    }
}
