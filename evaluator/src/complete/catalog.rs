//! The public items of the library, read from the sources that are embedded in this binary.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Once, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use quote::ToTokens;
use serde::{Deserialize, Serialize};
use syn::{ImplItem, Item, TraitItem, Visibility};

use super::templates::Templates;

/// A function, type, trait, macro or constant of the library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) kind: Cow<'static, str>,
    /// The signature or declaration on one line, without its body.
    pub(crate) signature: String,
    /// The documentation as markdown.
    pub(crate) docs: String,
}

/// Everything public, and the methods and associated functions of each type.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Catalog {
    pub(crate) items: Vec<Entry>,
    pub(crate) methods: BTreeMap<String, Vec<Entry>>,
    /// What a method returns, by type and method, where it is a plain name.
    pub(crate) results: BTreeMap<String, BTreeMap<String, String>>,
    /// Public traits: their functions, and what each returns.
    #[serde(skip)]
    traits: BTreeMap<String, Vec<(Entry, Option<String>)>>,
    /// Which trait is implemented for which type.
    #[serde(skip)]
    impls: Vec<(String, String)>,
}

/// Stands for the type that implements a trait.
const IMPLEMENTOR: &str = "Self";

/// How long a first question waits for the catalogue: a busy machine needs longer, and then it is empty for once.
const PATIENCE: Duration = Duration::from_millis(100);

/// Where the catalogue stands in the folder of a library: reading the sources takes some hundred milliseconds. The
/// number changes with what this file makes of the same sources.
const FILE: &str = "catalog-3.json";

static CATALOG: OnceLock<Catalog> = OnceLock::new();

/// Reads the catalogue before anybody asks. `folder` is that of the library whose sources this binary holds.
pub(crate) fn prepare(folder: PathBuf) {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        thread::spawn(move || CATALOG.get_or_init(|| open(&folder)));
    });
}

/// The library's catalogue.
pub(crate) fn catalog() -> &'static Catalog {
    static EMPTY: Catalog = Catalog {
        items: Vec::new(),
        methods: BTreeMap::new(),
        results: BTreeMap::new(),
        traits: BTreeMap::new(),
        impls: Vec::new(),
    };
    static STARTED: OnceLock<Instant> = OnceLock::new();
    let started = STARTED.get_or_init(|| {
        thread::spawn(|| CATALOG.get_or_init(Catalog::read));
        Instant::now()
    });
    while CATALOG.get().is_none() && started.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(2));
    }
    CATALOG.get().unwrap_or(&EMPTY)
}

/// Whether a type of the library has a method or an associated function.
pub(crate) fn has_method(ty: &str, name: &str) -> bool {
    catalog().methods.get(ty).is_some_and(|methods| methods.iter().any(|entry| entry.name == name))
}

/// Leaves the catalogue in the folder of a new library.
pub(crate) fn keep(folder: &Path) -> std::io::Result<()> {
    write(&Catalog::read(), folder)
}

/// What the folder has; otherwise reads the sources and leaves it there.
fn open(folder: &Path) -> Catalog {
    let known = fs::read(folder.join(FILE)).ok().and_then(|text| serde_json::from_slice(&text).ok());
    known.unwrap_or_else(|| {
        let catalog = Catalog::read();
        // A folder that cannot be written to costs the next session the same time.
        let _ = write(&catalog, folder);
        catalog
    })
}

fn write(catalog: &Catalog, folder: &Path) -> std::io::Result<()> {
    let temporary = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&temporary, catalog)?;
    temporary.persist(folder.join(FILE))?;
    Ok(())
}

impl Catalog {
    fn read() -> Self {
        let mut catalog = Self::default();
        let mut templates = Templates::default();
        for text in crate::library::rust_sources() {
            if let Ok(file) = syn::parse_file(text) {
                file.items.iter().for_each(|item| catalog.add(item));
                let macros =
                    file.items.iter().filter_map(|item| if let Item::Macro(i) = item { Some(i) } else { None });
                macros.for_each(|item| templates.read(item));
            }
            proc_macro2::extra::invalidate_current_thread_spans();
        }
        templates.expand().iter().for_each(|item| catalog.add(item));
        proc_macro2::extra::invalidate_current_thread_spans();
        catalog.implement();
        catalog.items.sort_by(|a, b| a.name.cmp(&b.name));
        catalog.items.dedup_by(|a, b| a.name == b.name && a.kind == b.kind);
        catalog
    }

    fn add(&mut self, item: &Item) {
        let public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
        match item {
            Item::Struct(i) if public(&i.vis) => self.item(
                &i.ident,
                "struct",
                format!("pub struct {}{}", i.ident, i.generics.to_token_stream()),
                &i.attrs,
            ),
            Item::Enum(i) if public(&i.vis) => {
                self.item(&i.ident, "enum", format!("pub enum {}{}", i.ident, i.generics.to_token_stream()), &i.attrs);
            }
            Item::Trait(i) if public(&i.vis) => {
                self.item(&i.ident, "trait", format!("pub trait {}", i.ident), &i.attrs);
                let functions = i.items.iter().filter_map(|member| match member {
                    TraitItem::Fn(function) => {
                        Some((entry(&function.sig, &function.attrs), result_name(&function.sig.output, IMPLEMENTOR)))
                    }
                    _ => None,
                });
                self.traits.entry(i.ident.to_string()).or_default().extend(functions);
            }
            Item::Type(i) if public(&i.vis) => self.item(&i.ident, "type", format!("pub type {}", i.ident), &i.attrs),
            Item::Const(i) if public(&i.vis) => {
                self.item(&i.ident, "constant", format!("pub const {}: {}", i.ident, tidy(&i.ty)), &i.attrs);
            }
            Item::Fn(i) if public(&i.vis) => self.item(&i.sig.ident, "function", tidy(&i.sig), &i.attrs),
            Item::Macro(i) if i.ident.is_some() && i.attrs.iter().any(|a| a.path().is_ident("macro_export")) => {
                if let Some(name) = &i.ident {
                    self.item(name, "macro", format!("{name}!"), &i.attrs);
                }
            }
            Item::Impl(i) => {
                let syn::Type::Path(path) = &*i.self_ty else { return };
                let Some(owner) = path.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
                if let Some((_, path, _)) = &i.trait_ {
                    self.impls.extend(path.segments.last().map(|segment| (segment.ident.to_string(), owner)));
                    return;
                }
                for member in &i.items {
                    let ImplItem::Fn(function) = member else { continue };
                    if public(&function.vis) {
                        let result = result_name(&function.sig.output, &owner);
                        self.method(&owner, entry(&function.sig, &function.attrs), result);
                    }
                }
            }
            _ => {}
        }
    }

    /// Gives every type the functions of the public traits that it has.
    fn implement(&mut self) {
        for (of_trait, owner) in std::mem::take(&mut self.impls) {
            for (entry, result) in self.traits.get(&of_trait).cloned().unwrap_or_default() {
                let result = result.map(|name| if name == IMPLEMENTOR { owner.clone() } else { name });
                self.method(&owner, entry, result);
            }
        }
        self.traits.clear();
    }

    fn method(&mut self, owner: &str, entry: Entry, result: Option<String>) {
        if let Some(result) = result {
            self.results.entry(owner.to_owned()).or_default().insert(entry.name.clone(), result);
        }
        self.methods.entry(owner.to_owned()).or_default().push(entry);
    }

    fn item(&mut self, name: &syn::Ident, kind: &'static str, signature: String, attributes: &[syn::Attribute]) {
        self.items.push(Entry { name: name.to_string(), kind: kind.into(), signature, docs: docs(attributes) });
    }
}

fn entry(signature: &syn::Signature, attributes: &[syn::Attribute]) -> Entry {
    let kind = if signature.receiver().is_some() { "method" } else { "function" };
    Entry { name: signature.ident.to_string(), kind: kind.into(), signature: tidy(signature), docs: docs(attributes) }
}

/// The name of the type that a function returns, through `Result`, `Option`, `&` and `Self`.
fn result_name(output: &syn::ReturnType, owner: &str) -> Option<String> {
    fn plain(ty: &syn::Type, owner: &str) -> Option<String> {
        match ty {
            syn::Type::Reference(reference) => plain(&reference.elem, owner),
            syn::Type::Path(path) => {
                let last = path.path.segments.last()?;
                let name = last.ident.to_string();
                match (name.as_str(), &last.arguments) {
                    ("Result" | "Option" | "Box", syn::PathArguments::AngleBracketed(arguments)) => {
                        match arguments.args.first()? {
                            syn::GenericArgument::Type(inner) => plain(inner, owner),
                            _ => None,
                        }
                    }
                    ("Self", _) => Some(owner.to_owned()),
                    _ => Some(name),
                }
            }
            _ => None,
        }
    }
    match output {
        syn::ReturnType::Type(_, ty) => plain(ty, owner),
        syn::ReturnType::Default => None,
    }
}

/// Tokens as people write them.
fn tidy(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (" :", ":"),
        ("& ", "&"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        (": :", "::"),
        (":: ", "::"),
        (" ::", "::"),
        ("->", " ->"),
        ("  ->", " ->"),
        ("- >", "->"),
    ] {
        text = text.replace(from, to);
    }
    text
}

fn docs(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> = lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_session_finds_the_catalogue() {
        let folder = tempfile::tempdir().unwrap();
        let read = open(folder.path());
        assert!(read.items.iter().any(|entry| entry.name == "Hist1D"));
        let of_trait = read.methods["Frame"].iter().find(|entry| entry.name == "from_parquet").unwrap();
        assert!(of_trait.kind == "function" && of_trait.docs.contains("Parquet"), "{of_trait:?}");
        assert_eq!(read.results["Frame"]["from_parquet"], "Frame");
        let by_macro = read.methods["Hist1D"].iter().find(|entry| entry.name == "entries").unwrap();
        assert!(by_macro.kind == "method" && by_macro.docs.contains("filled"), "{by_macro:?}");
        assert!(folder.path().join(FILE).is_file());
        assert_eq!(open(folder.path()), read);
        // What is broken is read and written anew.
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(open(folder.path()), read);
        assert_eq!(open(Path::new("/nowhere")), read);
    }
}
