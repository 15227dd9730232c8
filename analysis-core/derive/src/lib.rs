//! `#[derive(Persist)]`: structs of the user in ROOT files.

mod persist;

use proc_macro::TokenStream;

/// Makes a struct one that ROOT files can hold: as an object, and as the rows of a tree or an RNTuple.
///
/// Members are numbers, booleans, texts, fixed arrays of numbers, vectors, and other structs with this
/// derive; an `Option` of them is a vector of none or one, and `None` where a file does not have it. The first line of a member's docs becomes its title in the file.
///
/// - `#[persist(class = "Event")]` on the struct: the name of the class in the file, when not the struct's;
/// - `#[persist(name = "pt")]` on a member: its name in the file;
/// - `#[persist(default)]` on a member: where a file does not have it, it reads as its `Default`;
/// - `#[persist(skip)]` on a member: it is not stored, and reads as its `Default`.
///
/// ```ignore
/// #[derive(Persist)]
/// struct Muon { pt: f32, charge: i32 }
///
/// #[derive(Persist)]
/// struct Event { run: u32, muons: Vec<Muon>, trigger: String }
/// ```
#[proc_macro_derive(Persist, attributes(persist))]
pub fn persist(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    persist::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
