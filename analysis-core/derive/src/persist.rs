//! The implementation that the derive stands for.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, Ident, LitStr, Result, ext::IdentExt};

/// A member that is stored.
struct Member<'a> {
    ident: &'a Ident,
    ty: &'a syn::Type,
    name: String,
    title: String,
    /// Whether a file may lack it: then it is the type's `Default`.
    default: bool,
}

/// What the attributes of a struct or a member say.
#[derive(Default)]
struct Options {
    name: Option<String>,
    skip: bool,
    default: bool,
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let unsupported = |what: &str| Err(Error::new_spanned(&input.ident, what));
    let Data::Struct(data) = &input.data else {
        return unsupported("`Persist` needs a struct: a ROOT file has no form for enums and unions");
    };
    let Fields::Named(fields) = &data.fields else {
        return unsupported("`Persist` needs a struct with named members: their names are in the file");
    };
    if !input.generics.params.is_empty() {
        return unsupported("`Persist` needs a struct without parameters: the file knows each class by its name");
    }
    let ident = &input.ident;
    let class = options(&input.attrs, "class")?.name.unwrap_or_else(|| ident.unraw().to_string());
    check_class(ident, &class)?;
    let mut members = vec![];
    let mut skipped = vec![];
    for field in &fields.named {
        let Some(name) = &field.ident else { continue };
        let options = options(&field.attrs, "name")?;
        if options.skip {
            skipped.push(name);
            continue;
        }
        let member = Member {
            ident: name,
            ty: &field.ty,
            name: options.name.unwrap_or_else(|| name.unraw().to_string()),
            title: title(field),
            default: options.default,
        };
        if members.iter().any(|other: &Member| other.name == member.name) {
            return Err(Error::new_spanned(field, format!("two members have the name `{}`", member.name)));
        }
        members.push(member);
    }
    if members.is_empty() {
        return unsupported("`Persist` needs at least one member to store");
    }
    Ok(implementation(ident, &class, &members, &skipped))
}

fn implementation(ident: &Ident, class: &str, members: &[Member], skipped: &[&Ident]) -> TokenStream {
    let describe = members.iter().map(|Member { ty, name, title, default, .. }| {
        quote! {
            persist::Member {
                name: #name,
                title: #title,
                layout: <#ty as persist::Persist>::layout(),
                optional: #default || <#ty as persist::Persist>::missing().is_some(),
            }
        }
    });
    let pushes = members.iter().map(|Member { ident, .. }| quote! { row.push(&self.#ident); });
    let reads = members.iter().enumerate().map(|(position, Member { ident, name, default, .. })| {
        if *default {
            return quote! { #ident: row.get_or_default(#position, #name)? };
        }
        quote! { #ident: row.get(#position, #name)? }
    });
    quote! {
        const _: () = {
            use ::rootlet::io::{Error, FromObject, Object, ToObject, persist};

            impl persist::Persist for #ident {
                fn layout() -> persist::Layout {
                    fn members() -> ::std::vec::Vec<persist::Member> {
                        ::std::vec![#(#describe),*]
                    }
                    persist::Layout::Class(persist::Class { name: #class, members })
                }

                fn append_to(&self, array: &mut ::rootlet::io::Array) {
                    let mut row = persist::RowWriter::new(array);
                    #(#pushes)*
                }

                fn at(array: &::rootlet::io::Array, index: usize) -> ::std::result::Result<Self, Error> {
                    let row = persist::RowReader::new(array, index)?;
                    ::std::result::Result::Ok(Self {
                        #(#reads,)*
                        #(#skipped: ::std::default::Default::default(),)*
                    })
                }
            }

            impl persist::Item for #ident {}

            impl ToObject for #ident {
                fn to_object(&self) -> Object {
                    persist::to_object(self)
                }

                fn layouts(&self) -> ::std::result::Result<::std::vec::Vec<persist::Class>, Error> {
                    persist::layouts::<Self>()
                }
            }

            impl FromObject for #ident {
                fn from_object(object: &Object) -> ::std::result::Result<Self, Error> {
                    persist::from_object(object)
                }
            }
        };
    }
}

/// `#[persist(…)]`; `key` is what a name is called here.
fn options(attributes: &[Attribute], key: &str) -> Result<Options> {
    let mut options = Options::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("persist")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident(key) {
                options.name = Some(meta.value()?.parse::<LitStr>()?.value());
                return Ok(());
            }
            if key == "name" && meta.path.is_ident("skip") {
                options.skip = true;
                return Ok(());
            }
            if key == "name" && meta.path.is_ident("default") {
                options.default = true;
                return Ok(());
            }
            let known = if key == "name" { "`name = \"…\"`, `default` and `skip`" } else { "`class = \"…\"`" };
            Err(meta.error(format!("unknown option; here stand {known}")))
        })?;
    }
    Ok(options)
}

/// The first line of a member's docs.
fn title(field: &Field) -> String {
    let lines = field.attrs.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.into_iter().next().unwrap_or_default()
}

/// A class must have a name in C++, which readers take apart.
fn check_class(ident: &Ident, class: &str) -> Result<()> {
    let valid = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if class.split("::").all(valid) {
        return Ok(());
    }
    let help = "give one with `#[persist(class = \"…\")]`";
    Err(Error::new_spanned(ident, format!("`{class}` is no name of a class in C++: {help}")))
}
