//! Makes items visible to later cells, which are crates of their own.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Fields, ForeignItem, ImplItem, Item, Visibility};

use super::parts::range_of;
use super::source::Edit;

/// The edits that make an item, its fields and its inherent methods public.
pub(crate) fn edits(item: &Item) -> Vec<Edit> {
    let mut edits = Vec::new();
    match item {
        Item::Const(i) => publish(&i.vis, i.const_token.span(), &mut edits),
        Item::Static(i) => publish(&i.vis, i.static_token.span(), &mut edits),
        Item::Type(i) => publish(&i.vis, i.type_token.span(), &mut edits),
        Item::Mod(i) => publish(&i.vis, i.unsafety.map_or(i.mod_token.span(), |t| t.span()), &mut edits),
        Item::Use(i) => publish(&i.vis, i.use_token.span(), &mut edits),
        Item::ExternCrate(i) => publish(&i.vis, i.extern_token.span(), &mut edits),
        Item::Fn(i) => {
            if let Some(span) = i.sig.to_token_stream().into_iter().next().map(|token| token.span()) {
                publish(&i.vis, span, &mut edits);
            }
        }
        Item::Trait(i) => {
            let first = i.unsafety.map(|t| t.span()).or(i.auto_token.map(|t| t.span()));
            publish(&i.vis, first.unwrap_or(i.trait_token.span()), &mut edits);
        }
        Item::Enum(i) => publish(&i.vis, i.enum_token.span(), &mut edits),
        Item::Union(i) => {
            publish(&i.vis, i.union_token.span(), &mut edits);
            i.fields.named.iter().for_each(|field| publish_field(field, &mut edits));
        }
        Item::Struct(i) => {
            publish(&i.vis, i.struct_token.span(), &mut edits);
            match &i.fields {
                Fields::Named(fields) => fields.named.iter().for_each(|field| publish_field(field, &mut edits)),
                Fields::Unnamed(fields) => fields.unnamed.iter().for_each(|field| publish_field(field, &mut edits)),
                Fields::Unit => {}
            }
        }
        Item::Impl(i) if i.trait_.is_none() => i.items.iter().for_each(|member| publish_member(member, &mut edits)),
        Item::ForeignMod(i) => i.items.iter().for_each(|item| publish_foreign(item, &mut edits)),
        Item::Macro(i) if i.ident.is_some() => {
            let exported = i.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
            if let (false, Some(range)) = (exported, range_of(i.mac.to_token_stream())) {
                edits.push(Edit { range: range.start..range.start, text: "#[macro_export] " });
            }
        }
        _ => {}
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

fn publish(visibility: &Visibility, first: proc_macro2::Span, edits: &mut Vec<Edit>) {
    match visibility {
        Visibility::Public(_) => {}
        Visibility::Inherited => {
            let start = first.byte_range().start;
            edits.push(Edit { range: start..start, text: "pub " });
        }
        Visibility::Restricted(restricted) => {
            if let Some(range) = range_of(restricted.to_token_stream()) {
                edits.push(Edit { range, text: "pub" });
            }
        }
    }
}

fn publish_field(field: &syn::Field, edits: &mut Vec<Edit>) {
    let first = field
        .ident
        .as_ref()
        .map(Spanned::span)
        .or_else(|| field.ty.to_token_stream().into_iter().next().map(|t| t.span()));
    if let Some(first) = first {
        publish(&field.vis, first, edits);
    }
}

fn publish_member(member: &ImplItem, edits: &mut Vec<Edit>) {
    match member {
        ImplItem::Fn(i) => {
            let first = i
                .defaultness
                .map(|t| t.span())
                .or_else(|| i.sig.to_token_stream().into_iter().next().map(|t| t.span()));
            if let Some(first) = first {
                publish(&i.vis, first, edits);
            }
        }
        ImplItem::Const(i) => publish(&i.vis, i.const_token.span(), edits),
        ImplItem::Type(i) => publish(&i.vis, i.type_token.span(), edits),
        _ => {}
    }
}

fn publish_foreign(item: &ForeignItem, edits: &mut Vec<Edit>) {
    match item {
        ForeignItem::Fn(i) => {
            if let Some(first) = i.sig.to_token_stream().into_iter().next() {
                publish(&i.vis, first.span(), edits);
            }
        }
        ForeignItem::Static(i) => publish(&i.vis, i.static_token.span(), edits),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::source::Source;

    fn check(code: &str, expected: &str) {
        let item: Item = syn::parse_str(code).unwrap();
        let mut source = Source::default();
        source.edited(code, 0..code.len(), &edits(&item));
        assert_eq!(source.text(), expected);
    }

    #[test]
    fn items_become_public() {
        check("fn f() {}", "pub fn f() {}");
        check("/// doc\nasync unsafe fn f() {}", "/// doc\npub async unsafe fn f() {}");
        check(
            "#[derive(Debug)] struct P { x: f64, pub y: f64 }",
            "#[derive(Debug)] pub struct P { pub x: f64, pub y: f64 }",
        );
        check("struct T(f64, pub(crate) i64);", "pub struct T(pub f64, pub i64);");
        check("pub(crate) const N: u8 = 1;", "pub const N: u8 = 1;");
        check("impl P { fn a(&self) {} const B: u8 = 0; }", "impl P { pub fn a(&self) {} pub const B: u8 = 0; }");
        check("impl T for P { fn a(&self) {} }", "impl T for P { fn a(&self) {} }");
        check("macro_rules! m { () => {} }", "#[macro_export] macro_rules! m { () => {} }");
        check("trait T { fn a(&self); }", "pub trait T { fn a(&self); }");
        check("static mut S: u8 = 0;", "pub static mut S: u8 = 0;");
        check("struct R<'a>(&'a str);", "pub struct R<'a>(pub &'a str);");
    }
}
