//! Methods that the library writes by macro: `shared_methods!(Hist1D, …)`.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{Item, ItemMacro};

/// Macros of one arm and their calls, as text: spans do not outlive the file that they come from.
#[derive(Default)]
pub(super) struct Templates {
    /// By name: the first parameter, and what the macro writes.
    macros: BTreeMap<String, (String, String)>,
    /// Calls that start with a type's name: the macro and that name.
    calls: Vec<(String, String)>,
}

impl Templates {
    pub(super) fn read(&mut self, item: &ItemMacro) {
        let tokens = item.mac.tokens.clone();
        match &item.ident {
            Some(name) => {
                let groups: Vec<TokenStream> = tokens.into_iter().filter_map(group).collect();
                let [pattern, body] = groups.as_slice() else { return };
                if let Some(TokenTree::Ident(parameter)) = pattern.clone().into_iter().nth(1) {
                    self.macros.insert(name.to_string(), (parameter.to_string(), body.to_string()));
                }
            }
            None => {
                if let (Some(name), Some(TokenTree::Ident(owner))) =
                    (item.mac.path.get_ident(), tokens.into_iter().next())
                {
                    self.calls.push((name.to_string(), owner.to_string()));
                }
            }
        }
    }

    /// What the calls write; macros that repeat a part are left out.
    pub(super) fn expand(&self) -> Vec<Item> {
        let written = self.calls.iter().filter_map(|(name, owner)| {
            let (parameter, body) = self.macros.get(name)?;
            let body = with(body.parse().ok()?, parameter, owner);
            Some(syn::parse2::<syn::File>(body).ok()?.items)
        });
        written.flatten().collect()
    }
}

fn group(token: TokenTree) -> Option<TokenStream> {
    if let TokenTree::Group(group) = token { Some(group.stream()) } else { None }
}

/// The tokens with a value in the place of `$parameter`; other parameters stay as plain names, which is enough to read
/// signatures.
fn with(tokens: TokenStream, parameter: &str, value: &str) -> TokenStream {
    let mut after_dollar = false;
    let replaced = tokens.into_iter().filter_map(|token| {
        let is_parameter = std::mem::take(&mut after_dollar);
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => {
                after_dollar = true;
                None
            }
            TokenTree::Ident(name) if is_parameter && name == parameter => {
                Some(TokenTree::Ident(Ident::new(value, Span::call_site())))
            }
            TokenTree::Ident(name) if is_parameter && name != "crate" => {
                Some(TokenTree::Ident(Ident::new(&format!("{name}_"), Span::call_site())))
            }
            TokenTree::Group(group) => {
                let inside = with(group.stream(), parameter, value);
                Some(TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inside)))
            }
            other => Some(other),
        }
    });
    replaced.collect()
}
