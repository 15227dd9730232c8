//! How one parameter or one result crosses from Rust to C++.

use super::declarations::Parameter;
use super::types::{CppType, Kind, Passing};

/// Both sides of one parameter.
#[derive(Debug, Default)]
pub(super) struct Argument {
    pub(super) name: String,
    /// The parameter of the C function.
    pub(super) c_parameter: String,
    /// C++ before the call.
    pub(super) c_before: String,
    /// What C++ is given.
    pub(super) c_value: String,
    /// The type of the Rust function's parameter.
    pub(super) rust_type: String,
    /// The type in the `extern` block.
    pub(super) extern_type: String,
    pub(super) rust_before: String,
    pub(super) rust_value: String,
    pub(super) rust_after: String,
}

impl Argument {
    /// Whether C++ is given the address alone.
    pub(super) fn is_pointer(&self) -> bool {
        self.extern_type.starts_with('*')
    }
}

/// Both sides of a result.
#[derive(Debug)]
pub(super) struct Returned {
    pub(super) c_type: &'static str,
    /// C++ that returns, with `CALL` where the call stands.
    pub(super) c_code: String,
    pub(super) extern_type: String,
    pub(super) rust_type: String,
    /// Rust that converts `rl_result`.
    pub(super) rust_code: String,
}

/// The Rust name of a C++ class, given its qualified C++ name.
pub(super) fn rust_class(qualified: &str) -> String {
    qualified.trim_start_matches(':').to_owned()
}

/// `None`: this type does not cross.
pub(super) fn argument(
    parameter: &Parameter,
    index: usize,
    class: &dyn Fn(&str) -> Option<String>,
) -> Option<Argument> {
    let cpp = CppType::parse(&parameter.type_text, class)?;
    let n = name(&parameter.name, index);
    let mut argument = Argument { name: n.clone(), ..Argument::default() };
    let mut set = |c_parameter: String, c_value: String, rust_type: String, extern_type: String, rust_value: String| {
        argument.c_parameter = c_parameter;
        argument.c_value = c_value;
        argument.rust_type = rust_type;
        argument.extern_type = extern_type;
        argument.rust_value = rust_value;
    };
    if cpp.is_c_string() {
        set(
            format!("const char* {n}"),
            n.clone(),
            "&str".into(),
            "*const std::ffi::c_char".into(),
            format!("{n}_c.as_ptr()"),
        );
        argument.rust_before = format!(
            "let {n}_c = std::ffi::CString::new({n}).map_err(|_| CppError {{ message: \"a C string cannot contain NUL\".into() }})?;"
        );
        return Some(argument);
    }
    // `std::vector`s and strings that the callee may change go there and back.
    let there_and_back = cpp.is_mutable();
    let buffer = |expression: String| (format!("RlBuffer::of({expression}.as_ptr(), {expression}.len())"), expression);
    let (owned, c_type, read) = match &cpp.kind {
        Kind::Void => return None,
        Kind::Scalar(rust, c) => {
            let c_name = format!("{c}* {n}");
            match (cpp.passing, cpp.is_const) {
                (Passing::Value, _) | (Passing::Reference, true) => {
                    set(format!("{c} {n}"), n.clone(), (*rust).into(), (*rust).into(), n.clone());
                }
                (Passing::Reference, false) => {
                    set(c_name, format!("*{n}"), format!("&mut {rust}"), format!("*mut {rust}"), n.clone());
                }
                (Passing::Pointer, true) => {
                    let value = format!("{n}.as_ptr()");
                    set(format!("const {c_name}"), n.clone(), format!("&[{rust}]"), format!("*const {rust}"), value);
                }
                (Passing::Pointer, false) => {
                    let value = format!("{n}.as_mut_ptr()");
                    set(c_name, n.clone(), format!("&mut [{rust}]"), format!("*mut {rust}"), value);
                }
            }
            return Some(argument);
        }
        Kind::Class(qualified) => {
            let rust = rust_class(qualified);
            let star = if cpp.passing == Passing::Pointer { "" } else { "*" };
            if there_and_back {
                let value = format!("{star}static_cast<{qualified}*>({n})");
                set(
                    format!("void* {n}"),
                    value,
                    format!("&mut {rust}"),
                    "*mut RlVoid".into(),
                    format!("{n}.rl_this()"),
                );
            } else {
                let value = format!("{star}static_cast<const {qualified}*>({n})");
                set(
                    format!("const void* {n}"),
                    value,
                    format!("&{rust}"),
                    "*const RlVoid".into(),
                    format!("{n}.rl_this()"),
                );
            }
            return Some(argument);
        }
        Kind::Span(rust, c, constant) => {
            let value = format!(
                "std::span<{}{c}>(static_cast<{c}*>({n}.data), {n}.count)",
                if *constant { "const " } else { "" }
            );
            let rust_type = if *constant { format!("&[{rust}]") } else { format!("&mut [{rust}]") };
            set(format!("rl_buffer {n}"), value, rust_type, "RlBuffer".into(), buffer(n.clone()).0);
            return Some(argument);
        }
        Kind::Histogram => {
            // A histogram of Rust is filled where it is; a parameter by value is a copy.
            let value = if cpp.passing == Passing::Value { format!("rl::Hist({n}_h)") } else { format!("{n}_h") };
            let (rust_type, pointer) =
                if there_and_back { ("&mut rootlet::Hist1D", "mut") } else { ("&rootlet::Hist1D", "const") };
            let cast = format!("{n} as *{pointer} rootlet::Hist1D as *mut RlVoid");
            set(format!("void* {n}"), value, rust_type.into(), "*mut RlVoid".into(), cast);
            argument.c_before = format!("rl::Hist {n}_h = rl::Hist::lent({n}); ");
            return Some(argument);
        }
        Kind::View => {
            let value = format!("std::string_view(static_cast<const char*>({n}.data), {n}.count)");
            set(format!("rl_buffer {n}"), value, "&str".into(), "RlBuffer".into(), buffer(n.clone()).0);
            return Some(argument);
        }
        Kind::Text => ("String".to_owned(), "std::string".to_owned(), "rl::str".to_owned()),
        Kind::Vector(rust, c) => (format!("Vec<{rust}>"), format!("std::vector<{c}>"), format!("rl::vector<{c}>")),
        Kind::Texts => ("Vec<String>".to_owned(), "std::vector<std::string>".to_owned(), "rl::strings".to_owned()),
    };
    let back = match &cpp.kind {
        Kind::Text => "into_string",
        Kind::Texts => "into_strings",
        _ => "into_vec",
    };
    let source = if cpp.kind == Kind::Texts {
        argument.rust_before = format!(
            "let {n}_v: Vec<RlBuffer> = {n}.iter().map(|text| RlBuffer::of(text.as_ptr(), text.len())).collect();"
        );
        buffer(format!("{n}_v")).0
    } else {
        buffer(n.clone()).0
    };
    if there_and_back {
        argument.c_parameter = format!("rl_buffer* {n}");
        argument.c_before = format!("rl::Back<{c_type}> {n}_b{{{n}, {read}(*{n})}}; ");
        argument.c_value = format!("{n}_b.value");
        argument.rust_type = format!("&mut {owned}");
        "*mut RlBuffer".clone_into(&mut argument.extern_type);
        argument.rust_before.push_str(&format!("let mut {n}_b = {source};"));
        argument.rust_value = format!("&mut {n}_b");
        argument.rust_after = format!("*{n} = unsafe {{ {n}_b.{back}() }};");
    } else {
        argument.c_parameter = format!("rl_buffer {n}");
        argument.c_value = format!("{read}({n})");
        argument.rust_type = match &cpp.kind {
            Kind::Text => "&str".to_owned(),
            Kind::Vector(rust, _) => format!("&[{rust}]"),
            _ => "&[&str]".to_owned(),
        };
        "RlBuffer".clone_into(&mut argument.extern_type);
        argument.rust_value = source;
    }
    Some(argument)
}

/// `None`: this type does not cross.
pub(super) fn returned(type_text: &str, class: &dyn Fn(&str) -> Option<String>) -> Option<Returned> {
    let cpp = CppType::parse(type_text, class)?;
    let make = |c_type, c_code: &str, extern_type: &str, rust_type: String, rust_code: String| Returned {
        c_type,
        c_code: c_code.to_owned(),
        extern_type: extern_type.to_owned(),
        rust_type,
        rust_code,
    };
    if cpp.is_c_string() {
        let code = "auto rl_text = CALL; return rl::text(rl_text ? rl_text : \"\");";
        return Some(make("rl_buffer", code, "RlBuffer", "String".into(), "unsafe { rl_result.into_string() }".into()));
    }
    match &cpp.kind {
        Kind::Void => Some(make("void", "CALL;", "()", "()".into(), "rl_result".into())),
        _ if cpp.passing == Passing::Pointer => None,
        Kind::Scalar(rust, c) => Some(make(c, "return CALL;", rust, (*rust).into(), "rl_result".into())),
        Kind::Text | Kind::View => Some(make(
            "rl_buffer",
            "return rl::text(CALL);",
            "RlBuffer",
            "String".into(),
            "unsafe { rl_result.into_string() }".into(),
        )),
        Kind::Vector(rust, _) => {
            let owned = format!("Vec<{rust}>");
            Some(make(
                "rl_buffer",
                "return rl::numbers(CALL);",
                "RlBuffer",
                owned,
                "unsafe { rl_result.into_vec() }".into(),
            ))
        }
        Kind::Texts => {
            let owned = "Vec<String>".to_owned();
            Some(make(
                "rl_buffer",
                "return rl::texts(CALL);",
                "RlBuffer",
                owned,
                "unsafe { rl_result.into_strings() }".into(),
            ))
        }
        Kind::Span(..) => None,
        Kind::Histogram if cpp.is_mutable() => None,
        Kind::Histogram => {
            let code = "rl::Hist rl_made = CALL; return rl_made.release();";
            let convert = "*unsafe { Box::from_raw(rl_result as *mut rootlet::Hist1D) }".to_owned();
            Some(make("void*", code, "*mut RlVoid", "rootlet::Hist1D".into(), convert))
        }
        // A reference that may be changed through has no lifetime that Rust could check.
        Kind::Class(_) if cpp.is_mutable() => None,
        Kind::Class(qualified) => {
            let rust = rust_class(qualified);
            let code = if cpp.passing == Passing::Value {
                format!("return new {qualified}(CALL);")
            } else {
                format!("return rl::copy<{qualified}>(CALL);")
            };
            let convert = format!("unsafe {{ {rust}::rl_from_raw(rl_result) }}");
            Some(make("void*", &code, "*mut RlVoid", rust, convert))
        }
    }
}

/// A name that Rust allows.
fn name(name: &str, index: usize) -> String {
    if name.is_empty() {
        format!("a{index}")
    } else if syn::parse_str::<syn::Ident>(name).is_err() {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}
