//! The functions and structs of Rust and C++ cells, and the Rust that shows them to Python.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Signature, Type};

use super::bridge;

/// What cells defined that Python may call.
#[derive(Default)]
pub(super) struct Items {
    /// By their paths: `f`, `space::f`.
    functions: BTreeMap<String, Text>,
    structs: BTreeMap<String, Struct>,
    /// What Python has in its present form.
    given: HashSet<String>,
}

/// Rust to be parsed again: what `syn` makes of it cannot go to another thread.
struct Text(String);

impl Text {
    fn of(tokens: &impl ToTokens) -> Self {
        Self(tokens.to_token_stream().to_string())
    }

    fn parse<T: syn::parse::Parse>(&self) -> Option<T> {
        syn::parse_str(&self.0).ok()
    }

    /// The words of the text, among which are the types.
    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
    }
}

/// What Python sees of a struct.
#[derive(Default)]
pub(super) struct Struct {
    fields: Vec<(String, Text)>,
    methods: BTreeMap<String, Text>,
    /// Derived or implemented traits, by their last names.
    traits: BTreeSet<String>,
    /// The struct to which it dereferences: a C++ base class.
    base: Option<String>,
    /// A C++ class: its members are pairs of methods.
    is_cpp: bool,
}

impl Items {
    /// Takes over what Rust code defined.
    pub(super) fn learn(&mut self, code: &str) {
        let Ok(block) = syn::parse_str::<syn::Block>(&format!("{{{code}\n}}")) else { return };
        for statement in block.stmts {
            if let syn::Stmt::Item(item) = statement {
                self.item("", item);
            }
        }
    }

    fn item(&mut self, space: &str, item: Item) {
        match item {
            Item::Fn(function) => {
                let path = format!("{space}{}", function.sig.ident);
                self.given.remove(&path);
                self.functions.insert(path, Text::of(&function.sig));
            }
            Item::Struct(found) if found.generics.params.is_empty() => {
                let path = format!("{space}{}", found.ident);
                let is_cpp = found.fields.iter().any(|field| field.ident.as_ref().is_some_and(|name| name == "this"));
                let mut known = Struct { is_cpp, ..Struct::default() };
                if let (Fields::Named(fields), false) = (found.fields, is_cpp) {
                    known.fields = fields
                        .named
                        .into_iter()
                        .filter_map(|field| Some((field.ident?.to_string(), Text::of(&field.ty))))
                        .collect();
                }
                for attribute in found.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
                    let _ = attribute.parse_nested_meta(|meta| {
                        known.traits.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
                        Ok(())
                    });
                }
                self.given.remove(&path);
                self.structs.insert(path, known);
            }
            Item::Impl(found) if found.generics.params.is_empty() => {
                let Type::Path(path) = &*found.self_ty else { return };
                let Some(name) = path.path.segments.last().map(|segment| format!("{space}{}", segment.ident)) else {
                    return;
                };
                let Some(known) = self.structs.get_mut(&name) else { return };
                self.given.remove(&name);
                if let Some((_, path, _)) = &found.trait_ {
                    known.traits.extend(path.segments.last().map(|segment| segment.ident.to_string()));
                    for item in found.items {
                        if let ImplItem::Type(target) = item
                            && target.ident == "Target"
                            && let Type::Path(path) = target.ty
                        {
                            known.base = path.path.segments.last().map(|segment| segment.ident.to_string());
                        }
                    }
                    return;
                }
                for item in found.items {
                    if let ImplItem::Fn(method) = item
                        && !method
                            .attrs
                            .iter()
                            .any(|attribute| attribute.path().is_ident("doc") && is_hidden(attribute))
                    {
                        known.methods.insert(method.sig.ident.to_string(), Text::of(&method.sig));
                    }
                }
            }
            Item::Mod(module) => {
                for item in module.content.into_iter().flat_map(|(_, items)| items) {
                    self.item(&format!("{space}{}::", module.ident), item);
                }
            }
            _ => {}
        }
    }

    /// Whether there is a struct of this name.
    pub(super) fn is_struct(&self, name: &str) -> bool {
        self.structs.contains_key(name)
    }

    /// Whether values of a struct can be copied.
    pub(super) fn is_clone(&self, name: &str) -> bool {
        self.structs.get(name).is_some_and(|known| known.traits.contains("Clone"))
    }

    /// Rust that shows Python what these words name and what it does not have yet; empty if nothing.
    pub(super) fn glue(&mut self, words: &HashSet<&str>) -> Vec<(String, String)> {
        let named = |path: &str| path.split("::").next().is_some_and(|first| words.contains(first));
        let functions: Vec<String> =
            self.functions.keys().filter(|path| named(path) && !self.given.contains(*path)).cloned().collect();
        let mut structs: BTreeSet<String> = self.structs.keys().filter(|path| named(path)).cloned().collect();
        for path in &functions {
            structs.extend(self.structs_in(&self.functions[path]));
        }
        // Methods lead to other structs, those to more.
        let mut pending: Vec<String> = structs.iter().cloned().collect();
        while let Some(path) = pending.pop() {
            let Some(known) = self.structs.get(&path) else { continue };
            let fields = known.fields.iter().flat_map(|(_, ty)| self.structs_in(ty));
            let more = known.methods.values().flat_map(|signature| self.structs_in(signature)).chain(fields);
            for name in more.chain(known.base.clone()).collect::<Vec<_>>() {
                if structs.insert(name.clone()) {
                    pending.push(name);
                }
            }
        }
        let mut glue = Vec::new();
        for path in structs.into_iter().filter(|path| !self.given.contains(path)) {
            glue.push((path.clone(), self.class(&path)));
        }
        for path in functions {
            if let Some(code) = self.function(&path) {
                glue.push((path, code));
            }
        }
        self.given.extend(glue.iter().map(|(path, _)| path.clone()));
        glue
    }

    /// Python started anew, or a name got another meaning.
    pub(super) fn forget(&mut self, name: &str) {
        self.given.remove(name);
    }

    fn structs_in(&self, text: &Text) -> Vec<String> {
        let named = |word: &str| self.structs.keys().find(|path| path.rsplit("::").next() == Some(word)).cloned();
        text.words().filter_map(named).collect()
    }

    fn function(&self, path: &str) -> Option<String> {
        // `try_f` of a C++ function is `f` with its exception.
        if let Some(plain) = path.strip_prefix("try_")
            && self.functions.contains_key(plain)
        {
            return None;
        }
        let signature: Signature = self.functions[path].parse()?;
        let body = bridge::call(path, &signature, None, self)?;
        let name = path.replace("::", ".").replace("r#", "");
        Some(format!("rootlet_runtime::python::define({name:?}, {}, |a| {body})?;\n", signature.inputs.len()))
    }

    fn class(&self, path: &str) -> String {
        let known = &self.structs[path];
        let name = path.replace("::", ".");
        let mut code = format!("rootlet_runtime::python::Class::<{path}>::new({name:?})");
        for (field, ty) in known.fields.iter().filter_map(|(field, ty)| Some((field, ty.parse::<Type>()?))) {
            if let Some(read) = bridge::returned(&ty, &format!("a.object::<{path}>(0)?.{field}.clone()"), path, self) {
                let _ = write!(code, ".with(\"get\", {field:?}, 1, |a| {read})");
                if let Some(value) = bridge::argument(&ty, 1, path, self) {
                    let _ = write!(
                        code,
                        ".with(\"set\", {field:?}, 2, |a| {{ let value = {value}; a.object_mut::<{path}>(0)?.{field} = value; a.give(()) }})"
                    );
                }
            }
        }
        let mut seen = HashSet::new();
        let mut owner = Some(path);
        while let Some(current) = owner.and_then(|name| self.structs.get(name)) {
            for (method, signature) in &current.methods {
                let is_inherited = !std::ptr::eq(current, known);
                let Some(signature) = signature.parse::<Signature>() else { continue };
                let has_receiver = signature.receiver().is_some();
                if !seen.insert(method.clone()) || is_inherited && !has_receiver {
                    continue;
                }
                code += &self.member(path, method, &signature, current).unwrap_or_default();
            }
            owner = current.base.as_deref();
        }
        if known.traits.contains("Debug") {
            let _ = write!(
                code,
                ".with(\"method\", \"__repr__\", 1, |a| a.give(format!(\"{{:?}}\", a.object::<{path}>(0)?)))"
            );
        }
        if known.traits.contains("PartialEq") {
            let _ = write!(
                code,
                ".with(\"method\", \"__eq__\", 2, |a| a.give(a.object::<{path}>(1).is_ok_and(|other| a.object::<{path}>(0).is_ok_and(|own| own == other))))"
            );
        }
        if known.traits.contains("Clone") {
            let _ = write!(
                code,
                ".with(\"method\", \"__copy__\", 1, |a| a.give_object(a.object::<{path}>(0)?.clone())).copied()"
            );
        }
        code + ".define()?;\n"
    }

    fn member(&self, path: &str, method: &str, signature: &Signature, owner: &Struct) -> Option<String> {
        let count = signature.inputs.len();
        if method.strip_prefix("try_").is_some_and(|plain| owner.methods.contains_key(plain)) {
            return None;
        }
        let body = bridge::call(&format!("<{path}>::{method}"), signature, Some(path), self)?;
        let name = method.trim_start_matches("r#");
        let setter = format!("set_{name}");
        let member = match name.strip_prefix("set_") {
            Some(field) if owner.is_cpp && count == 2 && owner.methods.contains_key(field) => ("set", field),
            _ if owner.is_cpp && count == 1 && owner.methods.contains_key(&setter) => ("get", name),
            _ if signature.receiver().is_some() => ("method", name),
            _ if name == "new" || owner.is_cpp && name.starts_with("new_") => ("new", name),
            _ => ("static", name),
        };
        Some(format!(".with({:?}, {:?}, {count}, |a| {body})", member.0, member.1))
    }
}

fn is_hidden(attribute: &syn::Attribute) -> bool {
    matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string() == "hidden")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glue(code: &str, words: &[&str]) -> String {
        let mut items = Items::default();
        items.learn(code);
        items.glue(&words.iter().copied().collect()).into_iter().map(|(_, code)| code).collect()
    }

    #[test]
    fn functions_are_shown_once() {
        let mut items = Items::default();
        items.learn("fn f(x: f64, n: usize) -> f64 { x } fn g<T>(t: T) {}");
        let words = HashSet::from(["f", "g"]);
        let glue: Vec<_> = items.glue(&words);
        assert_eq!(
            glue[0].1,
            "rootlet_runtime::python::define(\"f\", 2, |a| a.give(f(a.get::<f64>(0)?, a.get::<usize>(1)?)))?;\n"
        );
        assert_eq!(glue.len(), 1);
        assert!(items.glue(&words).is_empty());
        items.learn("fn f(x: f64) -> f64 { x }");
        assert_eq!(items.glue(&words).len(), 1);
    }

    #[test]
    fn structs_come_with_what_leads_to_them() {
        let code = glue(
            "#[derive(Clone, Debug)] struct P { x: f64, hidden: *const u8 } impl P { fn new(x: f64) -> Self { P { x } } fn norm(&self) -> f64 { self.x } fn go(&mut self, by: f64) {} } fn make() -> P { P::new(1.0) }",
            &["make"],
        );
        for part in [
            "Class::<P>::new(\"P\")",
            ".with(\"get\", \"x\", 1, |a| a.give(a.object::<P>(0)?.x.clone()))",
            ".with(\"set\", \"x\", 2,",
            ".with(\"new\", \"new\", 1, |a| a.give_object(<P>::new(a.get::<f64>(0)?)))",
            ".with(\"method\", \"norm\", 1, |a| a.give(<P>::norm(a.object::<P>(0)?)))",
            ".with(\"method\", \"go\", 2, |a| a.give(<P>::go(a.object_mut::<P>(0)?, a.get::<f64>(1)?)))",
            "__repr__",
            ".copied()",
            "define(\"make\", 0, |a| a.give_object(make()))",
        ] {
            assert!(code.contains(part), "no `{part}` in {code}");
        }
        assert!(!code.contains("hidden"));
    }
}
