//! Writes the C functions around what a cell declares, and the Rust module that calls them.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::argument::{Argument, argument, returned, rust_class};
use super::declarations::{Class, Declarations, Function, Parameter};

/// What is compiled behind a cell, and the Rust that uses it.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    /// C++: `extern "C"` functions.
    pub(crate) shims: String,
    /// Rust: the module and what is used from it; empty if Rust sees nothing.
    pub(crate) module: String,
    /// What Rust does not see, with the reason.
    pub(crate) skipped: Vec<String>,
}

/// Writes the bindings of one cell. `module` names the Rust module and begins the C names;
/// `class` finds the qualified name of a class, given a scope and a name.
pub(crate) fn write(
    declarations: &Declarations,
    module: &str,
    class: &dyn Fn(&[String], &str) -> Option<String>,
) -> Bindings {
    let mut writer =
        Writer { module, class, shims: String::new(), externs: String::new(), next: 0, skipped: Vec::new() };
    let mut root = Module::default();
    let mut used = HashSet::new();
    for class in &declarations.classes {
        let code = writer.class(class);
        root.at(&class.scope).items += &code;
        used.insert((class.scope.clone(), class.name.clone()));
    }
    for function in &declarations.functions {
        let scope = function.scope.clone();
        let qualified = qualified(&scope, &function.name);
        let mut names = used.iter().filter(|(other, _)| *other == scope).map(|(_, name)| name.clone()).collect();
        let callable = Callable { receiver: None, call: qualified, function, class: None };
        let (code, written) = writer.overloads(&callable, &function.name, &mut names);
        root.at(&scope).items += &code;
        used.extend(written.into_iter().map(|name| (scope.clone(), name)));
    }
    let mut text = String::new();
    if !root.is_empty() {
        let _ = writeln!(text, "#[allow(warnings, clippy::all)]\npub mod {module} {{");
        text += include_str!("support.rs");
        let _ = writeln!(text, "unsafe extern \"C\" {{\n{}}}\n}}", writer.externs);
        let mut items = String::new();
        root.write(&mut items);
        text += &qualify(&items, module);
    }
    let mut skipped = declarations.skipped.clone();
    skipped.append(&mut writer.skipped);
    Bindings { shims: writer.shims, module: text, skipped }
}

/// Items stand at the top, where a cell's items belong; what they use is in the module.
fn qualify(items: &str, module: &str) -> String {
    let mut text = String::with_capacity(items.len() * 2);
    let mut rest = items;
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        let (before, word_on) = rest.split_at(start);
        let end = word_on.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word_on.len());
        let (word, after) = word_on.split_at(end);
        text += before;
        let is_ours = matches!(word, "RlBuffer" | "RlVoid" | "CppError" | "rl_raise")
            || word.strip_prefix("rl_").is_some_and(|symbol| symbol.starts_with(module));
        if is_ours {
            text += module;
            text += "::";
        }
        text += word;
        rest = after;
    }
    text + rest
}

/// A Rust module for a C++ namespace.
#[derive(Default)]
struct Module {
    items: String,
    inner: Vec<(String, Module)>,
}

impl Module {
    fn at(&mut self, scope: &[String]) -> &mut Self {
        let Some((first, rest)) = scope.split_first() else { return self };
        let index = self.inner.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
            self.inner.push((first.clone(), Self::default()));
            self.inner.len() - 1
        });
        self.inner[index].1.at(rest)
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.inner.iter().all(|(_, module)| module.is_empty())
    }

    fn write(&self, text: &mut String) {
        *text += &self.items;
        for (name, module) in &self.inner {
            let _ = writeln!(text, "#[allow(warnings)] pub mod {name} {{ use super::*;");
            module.write(text);
            *text += "}\n";
        }
    }
}

struct Writer<'a> {
    module: &'a str,
    class: &'a dyn Fn(&[String], &str) -> Option<String>,
    shims: String,
    externs: String,
    next: usize,
    skipped: Vec<String>,
}

/// Something that can be called: a function, method, constructor or member.
struct Callable<'a> {
    /// The class whose object is needed, and whether it may be changed.
    receiver: Option<(&'a str, bool)>,
    /// C++ up to the argument list.
    call: String,
    function: &'a Function,
    /// For messages: the class.
    class: Option<&'a str>,
}

impl Writer<'_> {
    fn symbol(&mut self) -> String {
        self.next += 1;
        format!("rl_{}_{}", self.module, self.next)
    }

    /// The callable under its name, and under longer names with fewer arguments where it has defaults.
    fn overloads(&mut self, callable: &Callable<'_>, name: &str, used: &mut HashSet<String>) -> (String, Vec<String>) {
        let (mut code, mut names) = (String::new(), Vec::new());
        let parameters = &callable.function.parameters;
        let required = parameters.iter().take_while(|parameter| !parameter.has_default).count();
        for count in (required..=parameters.len()).rev() {
            match self.callable(callable, name, &parameters[..count], used) {
                Some((text, mut written)) => {
                    code += &text;
                    names.append(&mut written);
                }
                None if count == parameters.len() => self.skip(callable),
                None => {}
            }
        }
        (code, names)
    }

    fn skip(&mut self, callable: &Callable<'_>) {
        let function = callable.function;
        let types: Vec<_> = function.parameters.iter().map(|parameter| parameter.type_text.as_str()).collect();
        let name = callable.class.map_or(String::new(), |class| format!("{class}::")) + &function.name;
        let returns = if function.returns.is_empty() { String::new() } else { format!("{} ", function.returns) };
        self.skipped.push(format!("`{returns}{name}({})`: a type that has no form in Rust", types.join(", ")));
    }

    fn callable(
        &mut self,
        callable: &Callable<'_>,
        name: &str,
        parameters: &[Parameter],
        used: &mut HashSet<String>,
    ) -> Option<(String, Vec<String>)> {
        let scope = &callable.function.scope;
        let class = |text: &str| (self.class)(scope, text);
        let arguments: Vec<Argument> = parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| argument(parameter, index, &class))
            .collect::<Option<_>>()?;
        let result = returned(&callable.function.returns, &class)?;
        let name = free_name(name, &arguments, used);
        let shown = rust_name(&name);
        let symbol = self.symbol();

        let receiver = callable.receiver.map(|(class, mutable)| {
            let constant = if mutable { "" } else { "const " };
            (format!("{constant}void* rl_self"), format!("static_cast<{constant}{class}*>(rl_self)->"), mutable)
        });
        let c_parameters: Vec<_> = receiver
            .iter()
            .map(|(parameter, ..)| parameter.clone())
            .chain(arguments.iter().map(|argument| argument.c_parameter.clone()))
            .chain(["rl_buffer* rl_error".to_owned()])
            .collect();
        let values: Vec<_> = arguments.iter().map(|argument| argument.c_value.as_str()).collect();
        let object = receiver.as_ref().map_or("", |(_, object, _)| object.as_str());
        // A member is read without parentheses, and written with `=`.
        let call = match callable.call.strip_suffix('=') {
            Some(member) => format!("{object}{member} = {}", values.join("")),
            None if callable.call.ends_with('.') => format!("{object}{}", callable.call.trim_end_matches('.')),
            None => format!("{object}{}({})", callable.call, values.join(", ")),
        };
        let before: String = arguments.iter().map(|argument| argument.c_before.as_str()).collect();
        // `rl::make` gives the pointer itself.
        let c_code = if callable.call.starts_with("rl::make<") { "return CALL;" } else { &result.c_code };
        let _ = writeln!(
            self.shims,
            "extern \"C\" {} {symbol}({}) {{ try {{ {before}{} }} catch (...) {{ *rl_error = rl::current_exception(); }}{} }}",
            result.c_type,
            c_parameters.join(", "),
            c_code.replace("CALL", &call),
            if result.c_type == "void" { "" } else { " return {};" },
        );

        let extern_parameters: Vec<_> = receiver
            .iter()
            .map(|_| "rl_self: *mut RlVoid".to_owned())
            .chain(arguments.iter().map(|argument| format!("{}: {}", argument.name, argument.extern_type)))
            .chain(["rl_error: *mut RlBuffer".to_owned()])
            .collect();
        let _ =
            writeln!(self.externs, "    pub fn {symbol}({}) -> {};", extern_parameters.join(", "), result.extern_type);

        let receiver_text = receiver.as_ref().map(|(.., mutable)| if *mutable { "&mut self" } else { "&self" });
        let rust_parameters: Vec<_> = receiver_text
            .iter()
            .map(ToString::to_string)
            .chain(arguments.iter().map(|argument| format!("{}: {}", argument.name, argument.rust_type)))
            .collect();
        let rust_parameters = rust_parameters.join(", ");
        let passed: Vec<_> = receiver_text
            .iter()
            .map(|_| "self.rl_this()")
            .chain(arguments.iter().map(|argument| argument.rust_value.as_str()))
            .chain(["&mut rl_error"])
            .collect();
        let before: String = arguments.iter().map(|argument| argument.rust_before.as_str()).collect();
        let after: String = arguments.iter().map(|argument| argument.rust_after.as_str()).collect();
        let rust_type = &result.rust_type;
        let names: Vec<_> = arguments.iter().map(|argument| argument.name.as_str()).collect();
        let own = match (&receiver_text, callable.class) {
            (Some(_), _) => "self.",
            (None, Some(_)) => "Self::",
            (None, None) => "",
        };
        let mut code = String::new();
        let mut written = vec![name.clone(), format!("try_{name}")];
        let _ = writeln!(
            code,
            "#[allow(warnings)] #[inline] pub fn try_{name}({rust_parameters}) -> Result<{rust_type}, CppError> {{ {before} \
             let mut rl_error = RlBuffer::NONE; let rl_result = unsafe {{ {symbol}({}) }}; {after} rl_error.check()?; Ok({}) }}",
            passed.join(", "),
            result.rust_code,
        );
        let (x, p) = (arguments.first(), arguments.get(1));
        if let (Some(x), Some(p), 2, "f64") = (x, p, arguments.len(), rust_type.as_str())
            && [x, p].iter().all(|argument| argument.rust_type.ends_with("[f64]"))
        {
            code += &fit_function(&name, own, &symbol, receiver_text, [x, p]);
            written.push(format!("{name}_at"));
        } else {
            let _ = writeln!(
                code,
                "#[allow(warnings)] #[inline] #[track_caller] pub fn {shown}({rust_parameters}) -> {rust_type} {{ match {own}try_{name}({}) {{ Ok(value) => value, Err(error) => rl_raise(error) }} }}",
                names.join(", "),
            );
        }
        let snake = snake_case(&name);
        if callable.class.is_some() && snake != name && used.insert(snake.clone()) && !snake.starts_with('_') {
            let snake = rust_name(&snake);
            let _ = writeln!(
                code,
                "#[allow(warnings)] #[inline] #[track_caller] pub fn {snake}({rust_parameters}) -> {rust_type} {{ {own}{shown}({}) }}",
                names.join(", "),
            );
        }
        Some((code, written))
    }

    fn class(&mut self, class: &Class) -> String {
        let name = &class.name;
        let qualified = qualified(&class.scope, name);
        let mut used = HashSet::new();
        let mut body = String::new();
        let mut constructors = class.constructors.clone();
        if !class.declares_constructor {
            constructors.push(Vec::new());
        }
        let mut has_default = false;
        for parameters in &constructors {
            // Copies are made by `clone`; moves have no meaning for Rust.
            let is_copy = parameters.len() == 1
                && parameters[0].type_text.ends_with('&')
                && parameters[0].type_text.contains(name);
            if is_copy {
                continue;
            }
            let function = Function {
                name: "new".to_owned(),
                scope: class.scope.clone(),
                returns: name.clone(),
                parameters: parameters.clone(),
                ..Function::default()
            };
            let callable = Callable {
                receiver: None,
                call: format!("rl::make<{qualified}>"),
                function: &function,
                class: Some(name),
            };
            body += &self.overloads(&callable, "new", &mut used).0;
            if !has_default && parameters.iter().all(|parameter| parameter.has_default) {
                has_default = true;
            }
        }
        for method in &class.methods {
            let method = Function { scope: class.scope.clone(), ..method.clone() };
            let (receiver, call) = if method.is_static {
                (None, format!("{qualified}::{}", method.name))
            } else {
                (Some((qualified.as_str(), !method.is_const)), method.name.clone())
            };
            let callable = Callable { receiver, call, function: &method, class: Some(name) };
            body += &self.overloads(&callable, &method.name, &mut used).0;
        }
        for (type_text, field) in &class.fields {
            body += &self.field(class, &qualified, type_text, field, &mut used);
        }
        let destroy = self.symbol();
        let clone = self.symbol();
        let _ =
            writeln!(self.shims, "extern \"C\" void {destroy}(void* rl_self) {{ rl::destroy<{qualified}>(rl_self); }}");
        let _ = writeln!(
            self.shims,
            "extern \"C\" void* {clone}(const void* rl_self, rl_buffer* rl_error) {{ try {{ return rl::copy<{qualified}>(*static_cast<const {qualified}*>(rl_self)); }} catch (...) {{ *rl_error = rl::current_exception(); }} return {{}}; }}"
        );
        let _ = writeln!(
            self.externs,
            "    pub fn {destroy}(rl_self: *mut RlVoid);\n    pub fn {clone}(rl_self: *mut RlVoid, rl_error: *mut RlBuffer) -> *mut RlVoid;"
        );
        let default = if has_default {
            let new = if constructors.iter().any(Vec::is_empty) && !used.contains("new_0") { "new" } else { "new_0" };
            let exists = body.contains(&format!("pub fn {new}() "));
            if exists {
                format!("impl Default for {name} {{ fn default() -> Self {{ Self::{new}() }} }}\n")
            } else {
                String::new()
            }
        } else {
            String::new()
        };
        let base = class.bases.first().and_then(|base| (self.class)(&class.scope, base));
        let (field, make, deref) = match &base {
            None => (String::new(), String::new(), String::new()),
            Some(base) => {
                let upcast = self.symbol();
                let _ = writeln!(
                    self.shims,
                    "extern \"C\" void* {upcast}(void* rl_self) {{ return static_cast<{base}*>(static_cast<{qualified}*>(rl_self)); }}"
                );
                let _ = writeln!(self.externs, "    pub fn {upcast}(rl_self: *mut RlVoid) -> *mut RlVoid;");
                let rust = rust_class(base);
                (
                    format!(", base: std::mem::ManuallyDrop<{rust}>"),
                    format!(", base: std::mem::ManuallyDrop::new(unsafe {{ {rust}::rl_from_raw({upcast}(this)) }})"),
                    format!(
                        "impl std::ops::Deref for {name} {{ type Target = {rust}; fn deref(&self) -> &{rust} {{ &self.base }} }}\n\
                         impl std::ops::DerefMut for {name} {{ fn deref_mut(&mut self) -> &mut {rust} {{ &mut self.base }} }}\n"
                    ),
                )
            }
        };
        format!(
            "/// An object of the C++ class `{shown}`.\n#[allow(warnings)] pub struct {name} {{ this: *mut RlVoid{field} }}\n\
             impl Drop for {name} {{ fn drop(&mut self) {{ unsafe {{ {destroy}(self.this) }} }} }}\n\
             impl Clone for {name} {{ #[track_caller] fn clone(&self) -> Self {{ let mut rl_error = RlBuffer::NONE; \
             let this = unsafe {{ {clone}(self.this, &mut rl_error) }}; rl_error.check().unwrap_or_else(rl_raise); unsafe {{ Self::rl_from_raw(this) }} }} }}\n\
             impl std::fmt::Debug for {name} {{ fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{ \
             write!(f, \"<C++ {shown} at {{:p}}>\", self.this) }} }}\n{default}{deref}\
             #[allow(warnings)] impl {name} {{\n#[doc(hidden)] pub fn rl_this(&self) -> *mut RlVoid {{ self.this }}\n\
             #[doc(hidden)] pub unsafe fn rl_from_raw(this: *mut RlVoid) -> Self {{ Self {{ this{make} }} }}\n{body}}}\n",
            shown = qualified.trim_start_matches(':'),
        )
    }

    /// A getter and, where it can be written, a setter.
    fn field(
        &mut self,
        class: &Class,
        qualified: &str,
        type_text: &str,
        field: &str,
        used: &mut HashSet<String>,
    ) -> String {
        if used.contains(field) {
            return String::new();
        }
        let scope = class.scope.clone();
        let returns = type_text.trim_end_matches('*').to_owned();
        if returns != type_text {
            self.skipped.push(format!("`{}::{field}`: a pointer or an array", class.name));
            return String::new();
        }
        let getter =
            Function { name: field.to_owned(), scope: scope.clone(), returns, is_const: true, ..Function::default() };
        let callable = Callable {
            receiver: Some((qualified, false)),
            call: format!("{field}."),
            function: &getter,
            class: Some(&class.name),
        };
        let mut code = self.overloads(&callable, field, used).0;
        if !type_text.contains("const ") && !code.is_empty() {
            let parameter = Parameter { type_text: type_text.to_owned(), name: "value".to_owned(), has_default: false };
            let setter = Function {
                name: format!("set_{field}"),
                scope,
                returns: "void".to_owned(),
                parameters: vec![parameter],
                ..Function::default()
            };
            let callable = Callable {
                receiver: Some((qualified, true)),
                call: format!("{field}="),
                function: &setter,
                class: Some(&class.name),
            };
            code += &self.overloads(&callable, &setter.name, used).0;
        }
        code
    }
}

/// `double f(double* x, double* p)`, the form of ROOT's fit functions: `f(x, &p)` with a number and
/// `f_at(&x, &p)` with a point. What C++ could write to is copied, so that callers need not lend it.
///
/// Fits call it millions of times, from cells at a low level of optimisation: no `Result`, no iterators.
fn fit_function(name: &str, own: &str, symbol: &str, receiver: Option<&str>, arguments: [&Argument; 2]) -> String {
    let [x, p] = arguments.map(|argument| argument.name.as_str());
    let [of_x, of_p] = arguments.map(copied);
    let this = receiver.map_or("", |_| "self.rl_this(), ");
    let receiver = receiver.map_or(String::new(), |receiver| format!("{receiver}, "));
    let call = if arguments.iter().all(|argument| argument.is_pointer()) {
        format!(
            "let mut rl_error = RlBuffer::NONE; let rl_result = unsafe {{ {symbol}({this}{x}_at, {p}_at, &mut rl_error) }}; \
             if rl_error.is_some() {{ rl_error.raise(); }} rl_result"
        )
    } else {
        format!(
            "let {x} = unsafe {{ std::slice::from_raw_parts_mut({x}_at as *mut f64, {x}.len()) }}; \
             let {p} = unsafe {{ std::slice::from_raw_parts_mut({p}_at as *mut f64, {p}.len()) }}; \
             match {own}try_{name}({x}, {p}) {{ Ok(value) => value, Err(error) => rl_raise(error) }}"
        )
    };
    format!(
        "#[allow(warnings)] #[inline] #[track_caller] pub fn {name}_at({receiver}{x}: &[f64], {p}: &[f64]) -> f64 {{ {of_x}{of_p}{call} }}\n\
         #[allow(warnings)] #[inline] #[track_caller] pub fn {name}({receiver}{x}: f64, {p}: &[f64]) -> f64 {{ \
         let mut {x} = [{x}]; let {x}_at = {x}.as_mut_ptr(); {of_p}{call} }}\n"
    )
}

/// `n_at`, a pointer to the numbers of `n`, or to a copy that C++ may change.
fn copied(argument: &Argument) -> String {
    let n = &argument.name;
    if !argument.rust_type.starts_with("&mut") {
        return format!("let {n}_at = {n}.as_ptr(); ");
    }
    // 16 numbers need no allocation, and no zeros that are overwritten.
    format!(
        "let mut {n}_space = std::mem::MaybeUninit::<[f64; 16]>::uninit(); let mut {n}_heap; \
         let {n}_at = if {n}.len() <= 16 {{ let {n}_to = {n}_space.as_mut_ptr() as *mut f64; let mut {n}_i = 0; \
         while {n}_i < {n}.len() {{ unsafe {{ *{n}_to.add({n}_i) = *{n}.as_ptr().add({n}_i); }} {n}_i += 1; }} {n}_to }} \
         else {{ {n}_heap = {n}.to_vec(); {n}_heap.as_mut_ptr() }}; "
    )
}

/// The name itself, or with the types of its arguments where another overload has it.
fn free_name(name: &str, arguments: &[Argument], used: &mut HashSet<String>) -> String {
    if used.insert(name.to_owned()) {
        return name.to_owned();
    }
    let types = arguments.iter().map(|argument| {
        let text = argument.rust_type.replace("Vec<", "vec_").replace("&mut [", "slice_").replace("&[", "slice_");
        let last = text.rsplit("::").next().unwrap_or_default().to_owned();
        last.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    });
    let suffix = types.collect::<Vec<_>>().join("_");
    let mut long = if suffix.is_empty() { format!("{name}_0") } else { format!("{name}_{suffix}") };
    while !used.insert(long.clone()) {
        long.push('_');
    }
    long
}

/// A name that Rust allows: keywords are escaped.
fn rust_name(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("r#{name}") }
}

fn qualified(scope: &[String], name: &str) -> String {
    format!("::{}", scope.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join("::"))
}

/// `getName` and `GetName` become `get_name`; `fX` and `GetNBins` do not fall apart into letters.
fn snake_case(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, c) in characters.iter().enumerate() {
        let after_lower = index > 0 && (characters[index - 1].is_lowercase() || characters[index - 1].is_ascii_digit());
        let before_lower = characters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && index > 0 && characters[index - 1] != '_' && (after_lower || before_lower) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpp::declarations::read;

    fn bindings(code: &str) -> Bindings {
        let declarations = read(code);
        let classes: Vec<String> = declarations.classes.iter().map(|class| class.name.clone()).collect();
        write(&declarations, "cpp_1", &|_, name| classes.contains(&name.to_owned()).then(|| format!("::{name}")))
    }

    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let module = bindings(code).module;
        assert!(syn::parse_file(&module).is_ok(), "{module}");
        for text in expected {
            assert!(module.contains(text), "no `{text}` in {module}");
        }
    }

    #[test]
    fn snake_case_keeps_words_together() {
        for (name, snake) in
            [("getName", "get_name"), ("GetNBins", "get_n_bins"), ("name", "name"), ("ID", "id"), ("fX", "f_x")]
        {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn fit_functions_take_a_number() {
        check(
            "double g(double* x, double* par) { return x[0]; }",
            &["pub fn g(x: f64, par: &[f64]) -> f64", "pub fn g_at("],
        );
    }

    #[test]
    fn overloads_get_longer_names() {
        check("int f(int n); int f(double x);", &["pub fn f(n: i32) -> i32", "pub fn f_f64(x: f64) -> i32"]);
    }

    #[test]
    fn defaults_may_be_left_out() {
        check("int f(double x, int n = 3);", &["pub fn f(x: f64, n: i32)", "pub fn f_f64(x: f64)"]);
    }

    #[test]
    fn classes_have_constructors_methods_and_members() {
        check(
            "struct A { A(std::string n); const std::string& getName() const; double x; };",
            &[
                "pub fn new(n: &str) -> ::A".trim_end_matches("::A"),
                "pub fn getName(&self) -> String",
                "pub fn get_name(&self) -> String",
                "pub fn x(&self) -> f64",
                "pub fn set_x(&mut self, value: f64)",
            ],
        );
    }

    #[test]
    fn what_does_not_cross_is_named() {
        let skipped = bindings("int f(std::map<int, int> m); template<class T> T g(T x) { return x; }").skipped;
        assert_eq!(
            skipped,
            [
                "`template<class T> T g(T x)`: a template; use it in C++ cells",
                "`int f(std::map<int, int>)`: a type that has no form in Rust"
            ]
        );
    }
}
