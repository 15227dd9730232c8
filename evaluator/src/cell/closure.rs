use syn::{ExprClosure, Pat, ReturnType};

/// How a closure that a `let` binds is kept: as a trait object, because its type has no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClosureShape {
    /// The parameters' types as written; `_` where none is.
    pub(crate) parameters: Vec<String>,
    /// The result's type as written; `_` where none is.
    pub(crate) result: String,
}

impl ClosureShape {
    pub(crate) fn of(closure: &ExprClosure, code: &str) -> Self {
        let text = |tokens: proc_macro2::TokenStream| {
            super::parts::range_of(tokens).map_or("_", |range| &code[range]).to_owned()
        };
        let parameters = closure.inputs.iter().map(|input| match input {
            Pat::Type(typed) => text(quote::ToTokens::to_token_stream(&typed.ty)),
            _ => "_".to_owned(),
        });
        let result = match &closure.output {
            ReturnType::Default => "_".to_owned(),
            ReturnType::Type(_, ty) => text(quote::ToTokens::to_token_stream(ty)),
        };
        Self { parameters: parameters.collect(), result }
    }

    /// The trait object's type for `Fn`, `FnMut` or `FnOnce`.
    pub(crate) fn object(&self, family: &str, bounds: &str) -> String {
        format!("dyn {family}({}) -> {}{bounds}", self.parameters.join(", "), self.result)
    }
}
