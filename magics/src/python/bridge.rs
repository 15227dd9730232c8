//! How one argument or result crosses from Python to Rust: which Rust to write for its type.

use syn::{FnArg, GenericArgument, PathArguments, ReturnType, Signature, Type};

use super::items::Items;

/// Types that cross by value, both ways.
const PLAIN: &[&str] = &[
    "f64", "f32", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize", "bool", "String", "Hist1D",
    "Hist2D", "Hist3D",
];
/// Numbers of which vectors cross as arrays.
const NUMBERS: &[&str] = &["f64", "f32", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

/// The body of a closure that calls `path` with what Python passed; `None` where a type does not cross.
/// `own` is what `Self` means.
pub(super) fn call(path: &str, signature: &Signature, own: Option<&str>, items: &Items) -> Option<String> {
    let is_generic = signature.generics.params.iter().any(|param| !matches!(param, syn::GenericParam::Lifetime(_)));
    if is_generic || signature.asyncness.is_some() || signature.unsafety.is_some() || signature.variadic.is_some() {
        return None;
    }
    let own = own.unwrap_or("Self");
    let arguments: Option<Vec<String>> = signature
        .inputs
        .iter()
        .enumerate()
        .map(|(index, input)| match input {
            FnArg::Receiver(receiver) if receiver.reference.is_none() => {
                items.is_clone(own).then(|| format!("a.object::<{own}>({index})?.clone()"))
            }
            FnArg::Receiver(receiver) if receiver.mutability.is_some() => {
                Some(format!("a.object_mut::<{own}>({index})?"))
            }
            FnArg::Receiver(_) => Some(format!("a.object::<{own}>({index})?")),
            FnArg::Typed(typed) => argument(&typed.ty, index, own, items),
        })
        .collect();
    let call = format!("{path}({})", arguments?.join(", "));
    match &signature.output {
        ReturnType::Default => Some(format!("a.give({call})")),
        ReturnType::Type(_, ty) => returned(ty, &call, own, items),
    }
}

/// Rust that reads argument `index`.
pub(super) fn argument(ty: &Type, index: usize, own: &str, items: &Items) -> Option<String> {
    if let Some(name) = structure(ty, own, items) {
        return items.is_clone(&name).then(|| format!("a.object::<{name}>({index})?.clone()"));
    }
    match ty {
        Type::Reference(reference) => {
            let inner = &*reference.elem;
            if let Some(name) = structure(inner, own, items) {
                let how = if reference.mutability.is_some() { "object_mut" } else { "object" };
                return Some(format!("a.{how}::<{name}>({index})?"));
            }
            if reference.mutability.is_some() {
                return None;
            }
            match inner {
                Type::Path(path) if path.path.is_ident("str") => Some(format!("a.get::<&str>({index})?")),
                Type::Slice(slice) => match &*slice.elem {
                    Type::Reference(text) if matches!(&*text.elem, Type::Path(path) if path.path.is_ident("str")) => {
                        Some(format!("&a.get::<Vec<String>>({index})?.iter().map(String::as_str).collect::<Vec<_>>()"))
                    }
                    element => {
                        let element = plain(element)?;
                        if NUMBERS.contains(&element.as_str()) {
                            return Some(format!("a.get::<&[{element}]>({index})?"));
                        }
                        (element == "String").then(|| format!("&a.get::<Vec<String>>({index})?"))
                    }
                },
                inner => by_value(inner).map(|ty| format!("&a.get::<{ty}>({index})?")),
            }
        }
        ty => by_value(ty).map(|ty| format!("a.get::<{ty}>({index})?")),
    }
}

/// Rust that gives the value of `call` to Python.
pub(super) fn returned(ty: &Type, call: &str, own: &str, items: &Items) -> Option<String> {
    if structure(ty, own, items).is_some() {
        return Some(format!("a.give_object({call})"));
    }
    if let Some((wrapper, inner)) = wrapped(ty)
        && structure(inner, own, items).is_some()
    {
        return match wrapper.as_str() {
            "Option" => Some(format!("match {call} {{ Some(value) => a.give_object(value), None => a.give(()) }}")),
            "Result" => Some(format!(
                "a.give_object({call}.map_err(|error| rootlet_runtime::python::PythonError::new(error.to_string()))?)"
            )),
            _ => None,
        };
    }
    match ty {
        Type::Reference(reference) => {
            let inner = &*reference.elem;
            if let Some(name) = structure(inner, own, items) {
                return items.is_clone(&name).then(|| format!("a.give_object({call}.clone())"));
            }
            let crosses = match inner {
                Type::Path(path) if path.path.is_ident("str") => true,
                Type::Slice(slice) => plain(&slice.elem).is_some_and(|element| NUMBERS.contains(&element.as_str())),
                inner => return by_value(inner).map(|_| format!("a.give({call}.clone())")),
            };
            crosses.then(|| format!("a.give({call})"))
        }
        ty => gives(ty).then(|| format!("a.give({call})")),
    }
}

/// Whether a type crosses from Rust by value.
fn gives(ty: &Type) -> bool {
    match ty {
        Type::Tuple(tuple) => tuple.elems.len() <= 4 && tuple.elems.len() != 1 && tuple.elems.iter().all(gives),
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) => path.path.is_ident("str"),
            Type::Slice(slice) => plain(&slice.elem).is_some_and(|element| NUMBERS.contains(&element.as_str())),
            _ => false,
        },
        ty => match wrapped(ty) {
            Some((wrapper, inner)) if matches!(wrapper.as_str(), "Option" | "Result") => gives(inner),
            _ => by_value(ty).is_some(),
        },
    }
}

/// The text of a type that crosses by value, both ways.
fn by_value(ty: &Type) -> Option<String> {
    if let Some(name) = plain(ty) {
        return Some(name);
    }
    let (wrapper, inner) = wrapped(ty)?;
    let inner = by_value(inner)?;
    let crosses = match wrapper.as_str() {
        "Vec" => NUMBERS.contains(&inner.as_str()) || inner == "String" || inner == "bool",
        "Option" => true,
        _ => false,
    };
    crosses.then(|| format!("{wrapper}<{inner}>"))
}

fn plain(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let name = last.ident.to_string();
    // The names of C, which C++ wrappers use.
    let name = match name.as_str() {
        "c_char" => "i8".to_owned(),
        "c_long" => "i64".to_owned(),
        "c_ulong" => "u64".to_owned(),
        _ => name,
    };
    (matches!(last.arguments, PathArguments::None) && PLAIN.contains(&name.as_str())).then_some(name)
}

/// `Vec<T>`: `Vec` and `T`; of several arguments the first.
fn wrapped(ty: &Type) -> Option<(String, &Type)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let first = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })?;
    Some((last.ident.to_string(), first))
}

/// The struct of a cell that a type names.
fn structure(ty: &Type, own: &str, items: &Items) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    if path.path.is_ident("Self") {
        return items.is_struct(own).then(|| own.to_owned());
    }
    let segments: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let full = segments.join("::");
    // A class of a namespace is named without it by its own functions.
    let inside = own.rsplit_once("::").map(|(space, _)| format!("{space}::{full}"));
    [Some(full), inside].into_iter().flatten().find(|name| items.is_struct(name))
}
