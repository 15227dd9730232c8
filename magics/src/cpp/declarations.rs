//! Reads the declarations of a C++ cell.

use tree_sitter::{Node, Parser};

/// A function or method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Namespaces around it, outermost first.
    pub(crate) scope: Vec<String>,
    pub(crate) returns: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) is_const: bool,
    pub(crate) is_static: bool,
}

/// A parameter of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) type_text: String,
    pub(crate) name: String,
    pub(crate) has_default: bool,
}

/// A class or struct; only what is public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) name: String,
    pub(crate) scope: Vec<String>,
    pub(crate) bases: Vec<String>,
    pub(crate) constructors: Vec<Vec<Parameter>>,
    /// Whether any constructor is declared, public or not: then there is no implicit one.
    pub(crate) declares_constructor: bool,
    pub(crate) methods: Vec<Function>,
    /// Type and name of the data members.
    pub(crate) fields: Vec<(String, String)>,
}

/// One top-level part of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: PieceKind,
    /// Its text.
    pub(crate) source: String,
    /// What later cells see of it; `None` if nothing.
    pub(crate) header: Option<String>,
    /// The line of the cell on which it starts, from 0.
    pub(crate) line: usize,
    /// What a later declaration with the same key replaces.
    pub(crate) key: String,
    /// For [`PieceKind::Variable`]: what it declares.
    pub(crate) variables: Vec<VariableDeclaration>,
}

/// A variable of a plain cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VariableDeclaration {
    pub(crate) name: String,
    /// Its type, with `*`; `auto` where the compiler finds it.
    pub(crate) type_text: String,
    /// `(3)`, `{1, 2}` or, after `=`, an expression; empty without one.
    pub(crate) value: String,
    /// A reference or an array: its declarator as it stands.
    pub(crate) special: Option<String>,
}

impl VariableDeclaration {
    /// What tells other cells of it; `None` where only its value says its type.
    pub(crate) fn external(&self) -> Option<String> {
        let base = self.type_text.trim_end_matches(['*', '&']);
        match &self.special {
            _ if base.contains("auto") => None,
            Some(declarator) => Some(format!("extern {base} {declarator};")),
            None => Some(format!("extern {} {};", self.type_text, self.name)),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Stays in the global namespace: includes, macros, `using`, definitions of members.
    Global,
    /// A function, class, enumeration, alias or template.
    Declaration,
    /// A variable: `key` is `var NAME`.
    Variable,
    /// Code to run.
    Statement,
    /// A comment or a stray semicolon.
    Nothing,
}

/// What a cell declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declarations {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) functions: Vec<Function>,
    pub(crate) classes: Vec<Class>,
    /// What Rust will not see, with the reason.
    pub(crate) skipped: Vec<String>,
}

/// Reads a cell. Errors of syntax are left to the compiler, which explains them better.
pub(crate) fn read(code: &str) -> Declarations {
    let mut parser = Parser::new();
    let mut declarations = Declarations::default();
    if parser.set_language(&tree_sitter_cpp::LANGUAGE.into()).is_err() {
        return declarations;
    }
    let Some(tree) = parser.parse(code, None) else { return declarations };
    let reader = Reader { code };
    let root = tree.root_node();
    for node in children(root) {
        let piece = reader.piece(node, &[], &mut declarations);
        declarations.pieces.push(piece);
    }
    declarations
}

struct Reader<'a> {
    code: &'a str,
}

impl<'a> Reader<'a> {
    fn text(&self, node: Node<'_>) -> &'a str {
        &self.code[node.byte_range()]
    }

    /// One top-level node; what it declares is added to `found`.
    fn piece(&self, node: Node<'_>, scope: &[String], found: &mut Declarations) -> Piece {
        let source = self.text(node).to_owned();
        let line = node.start_position().row;
        let make = |kind, header: Option<String>, key: String| Piece {
            kind,
            source: source.clone(),
            header,
            line,
            key,
            variables: Vec::new(),
        };
        let whole = || Some(source.clone());
        match node.kind() {
            "comment" | ";" => make(PieceKind::Nothing, None, String::new()),
            kind if kind.starts_with("preproc") => make(PieceKind::Global, whole(), source.clone()),
            "using_declaration" | "static_assert_declaration" => make(PieceKind::Global, whole(), source.clone()),
            "linkage_specification" => make(PieceKind::Declaration, None, source.clone()),
            "namespace_definition" => self.namespace(node, scope, found),
            "template_declaration" | "template_instantiation" | "concept_definition" => {
                let name = first_line(&source);
                if node.kind() == "template_declaration" {
                    found.skipped.push(format!("`{name}`: a template; use it in C++ cells"));
                }
                make(PieceKind::Declaration, whole(), name)
            }
            "alias_declaration" | "type_definition" | "enum_specifier" => {
                let name = node.child_by_field_name("name").or_else(|| node.child_by_field_name("declarator"));
                let key = format!("type {}", name.map_or("", |name| self.text(name)));
                make(PieceKind::Declaration, Some(source.clone() + ";"), key)
            }
            "class_specifier" | "struct_specifier" | "union_specifier" => self.class_piece(node, node, scope, found),
            "function_definition" => self.function_piece(node, scope, found),
            "declaration" => self.declaration_piece(node, scope, found),
            _ => make(PieceKind::Statement, None, String::new()),
        }
    }

    fn namespace(&self, node: Node<'_>, scope: &[String], found: &mut Declarations) -> Piece {
        let source = self.text(node).to_owned();
        let name = node.child_by_field_name("name").map_or("", |name| self.text(name));
        let mut inner = scope.to_vec();
        inner.extend(name.split("::").map(str::to_owned).filter(|part| !part.is_empty()));
        let mut header = String::new();
        if let Some(body) = node.child_by_field_name("body") {
            for child in children(body) {
                let piece = self.piece(child, &inner, found);
                header += &piece.header.unwrap_or_default();
                header.push('\n');
            }
        }
        // Reopening a standard namespace, for a specialisation, must not happen inside of ours.
        let kind = if name == "std" { PieceKind::Global } else { PieceKind::Declaration };
        let line = node.start_position().row;
        let key = format!("namespace {name} {}", first_line(&header));
        Piece {
            kind,
            source,
            header: Some(format!("namespace {name} {{\n{header}}}")),
            line,
            key,
            variables: Vec::new(),
        }
    }

    fn class_piece(&self, whole: Node<'_>, node: Node<'_>, scope: &[String], found: &mut Declarations) -> Piece {
        let source = self.text(whole).to_owned();
        let name = node.child_by_field_name("name").map_or("", |name| self.text(name)).to_owned();
        let end = if source.trim_end().ends_with(';') { "" } else { ";" };
        if let Some(class) = self.class(node, scope, found) {
            found.classes.push(class);
        }
        Piece {
            kind: PieceKind::Declaration,
            header: Some(format!("{source}{end}")),
            source: format!("{source}{end}"),
            line: whole.start_position().row,
            key: format!("type {name}"),
            variables: Vec::new(),
        }
    }

    fn function_piece(&self, node: Node<'_>, scope: &[String], found: &mut Declarations) -> Piece {
        let source = self.text(node).to_owned();
        let line = node.start_position().row;
        let declarator = self.declarator(node);
        let key = format!("function {}({})", declarator.name, declarator.parameter_types());
        if declarator.name.contains("::") {
            return Piece { kind: PieceKind::Global, source, header: None, line, key, variables: Vec::new() };
        }
        let body = node.child_by_field_name("body").map_or(node.end_byte(), |body| body.start_byte());
        let head = self.code[node.start_byte()..body].trim_end();
        let is_inline = ["inline", "static", "constexpr", "consteval"].iter().any(|word| has_word(head, word));
        let is_auto = has_word(head, "auto") && !head.contains("->");
        let header = if is_inline { source.clone() } else { format!("{head};") };
        let function = self.function(node, &declarator, scope);
        if is_auto {
            found.skipped.push(format!("`{}`: write its return type instead of `auto`", declarator.name));
            // A prototype with `auto` cannot be called: later cells get the whole definition.
            let inline = if is_inline { source.clone() } else { format!("inline {source}") };
            let source = inline.clone();
            return Piece {
                kind: PieceKind::Declaration,
                source,
                header: Some(inline),
                line,
                key,
                variables: Vec::new(),
            };
        }
        if declarator.name.starts_with("operator") || declarator.name == "main" {
            return Piece {
                kind: PieceKind::Declaration,
                source,
                header: Some(header),
                line,
                key,
                variables: Vec::new(),
            };
        }
        found.functions.push(function);
        Piece { kind: PieceKind::Declaration, source, header: Some(header), line, key, variables: Vec::new() }
    }

    fn declaration_piece(&self, node: Node<'_>, scope: &[String], found: &mut Declarations) -> Piece {
        let source = self.text(node).to_owned();
        let line = node.start_position().row;
        let declared = node.child_by_field_name("type");
        if let Some(class) = declared.filter(|node| node.child_by_field_name("body").is_some())
            && node.child_by_field_name("declarator").is_none()
        {
            return self.class_piece(node, class, scope, found);
        }
        let declarator = self.declarator(node);
        if declarator.parameters.is_some() && !declarator.has_value {
            if !declarator.name.starts_with("operator") && !declarator.name.contains("::") {
                found.functions.push(self.function(node, &declarator, scope));
            }
            let key = format!("function {}({})", declarator.name, declarator.parameter_types());
            return Piece {
                kind: PieceKind::Declaration,
                header: Some(source.clone()),
                source,
                line,
                key,
                variables: Vec::new(),
            };
        }
        let constant = ["constexpr", "extern"].iter().any(|word| has_word(&source, word));
        let header = if constant { Some(source.clone()) } else { None };
        let kind = if constant { PieceKind::Declaration } else { PieceKind::Variable };
        let variables = self.variables(node);
        Piece { kind, source, header, line, key: format!("var {}", declarator.name), variables }
    }

    fn function(&self, node: Node<'_>, declarator: &Declarator, scope: &[String]) -> Function {
        let before = node.child_by_field_name("declarator").map_or(node.start_byte(), |child| child.start_byte());
        let head = &self.code[node.start_byte()..before];
        Function {
            name: declarator.name.clone(),
            scope: scope.to_vec(),
            returns: match &declarator.trailing {
                Some(trailing) => trailing.clone(),
                None => self.base_type(node) + &declarator.decoration,
            },
            parameters: declarator.parameters.clone().unwrap_or_default(),
            is_const: declarator.is_const,
            is_static: has_word(head, "static"),
        }
    }

    fn class(&self, node: Node<'_>, scope: &[String], found: &mut Declarations) -> Option<Class> {
        let name = self.text(node.child_by_field_name("name")?).to_owned();
        let body = node.child_by_field_name("body")?;
        let mut class = Class { name: name.clone(), scope: scope.to_vec(), ..Class::default() };
        let mut is_public = node.kind() != "class_specifier";
        if let Some(bases) = children(node).find(|child| child.kind() == "base_class_clause") {
            let mut access_is_public = is_public;
            for child in children(bases) {
                match child.kind() {
                    "access_specifier" => access_is_public = self.text(child) == "public",
                    "type_identifier" | "qualified_identifier" => {
                        if access_is_public {
                            class.bases.push(self.text(child).to_owned());
                        }
                        access_is_public = node.kind() != "class_specifier";
                    }
                    _ => {}
                }
            }
        }
        for member in children(body) {
            match member.kind() {
                "access_specifier" => is_public = self.text(member) == "public",
                "function_definition" | "declaration" | "field_declaration" => {
                    let declarator = self.declarator(member);
                    let text = self.text(member);
                    if declarator.name == name && declarator.parameters.is_some() {
                        class.declares_constructor = true;
                        let deleted = text.trim_end_matches(';').trim_end().ends_with("delete");
                        if is_public && !deleted {
                            class.constructors.push(declarator.parameters.unwrap_or_default());
                        }
                    } else if !is_public || declarator.name.starts_with('~') || declarator.name.is_empty() {
                    } else if declarator.name.starts_with("operator") {
                        found.skipped.push(format!("`{name}::{}`: an operator; use it in C++ cells", declarator.name));
                    } else if declarator.parameters.is_some() {
                        class.methods.push(self.function(member, &declarator, &[]));
                    } else if !has_word(text, "static") {
                        class.fields.push((self.base_type(member) + &declarator.decoration, declarator.name));
                    }
                }
                "template_declaration" if is_public => {
                    let member = first_line(self.text(member));
                    found.skipped.push(format!("`{name}`: `{member}` is a template; use it in C++ cells"));
                }
                _ => {}
            }
        }
        Some(class)
    }

    /// What a declaration of variables declares.
    fn variables(&self, node: Node<'_>) -> Vec<VariableDeclaration> {
        let base = self.base_type(node);
        let mut cursor = node.walk();
        let declarators: Vec<_> = node.children_by_field_name("declarator", &mut cursor).collect();
        declarators
            .into_iter()
            .map(|child| {
                let value = child.child_by_field_name("value").map_or("", |value| self.text(value)).to_owned();
                let inner = if child.kind() == "init_declarator" {
                    child.child_by_field_name("declarator").unwrap_or(child)
                } else {
                    child
                };
                let mut declarator = Declarator::default();
                self.walk(inner, &mut declarator);
                let text = self.text(inner);
                let is_special = text.contains(['[', '&']) || declarator.parameters.is_some();
                VariableDeclaration {
                    name: declarator.name,
                    type_text: base.clone() + &declarator.decoration,
                    value,
                    special: is_special.then(|| text.to_owned()),
                }
            })
            .collect()
    }

    /// The type before the declarators, with `const` where it stands there.
    fn base_type(&self, node: Node<'_>) -> String {
        let mut text = String::new();
        for child in children(node).filter(|child| child.kind() == "type_qualifier") {
            if self.text(child) == "const" {
                text += "const ";
            }
        }
        text + node.child_by_field_name("type").map_or("", |node| self.text(node))
    }

    fn declarator(&self, node: Node<'_>) -> Declarator {
        let mut found = Declarator::default();
        if let Some(child) = node.child_by_field_name("declarator") {
            self.walk(child, &mut found);
        }
        found
    }

    fn walk(&self, node: Node<'_>, found: &mut Declarator) {
        match node.kind() {
            "pointer_declarator" | "abstract_pointer_declarator" | "array_declarator" | "abstract_array_declarator" => {
                found.decoration.push('*');
            }
            "reference_declarator" | "abstract_reference_declarator" => {
                found.decoration += if self.text(node).starts_with("&&") { "&&" } else { "&" };
                for child in children(node) {
                    self.walk(child, found);
                }
                return;
            }
            "init_declarator" => found.has_value = true,
            "function_declarator" => {
                let list = node.child_by_field_name("parameters");
                let parameters = list.map(|list| children(list).filter_map(|child| self.parameter(child)).collect());
                found.parameters = Some(parameters.unwrap_or_default());
                found.is_const =
                    children(node).any(|child| child.kind() == "type_qualifier" && self.text(child) == "const");
                let trailing = children(node).find(|child| child.kind() == "trailing_return_type");
                found.trailing = trailing.map(|node| self.text(node).trim_start_matches("->").trim().to_owned());
            }
            "identifier"
            | "field_identifier"
            | "destructor_name"
            | "operator_name"
            | "qualified_identifier"
            | "operator_cast" => {
                self.text(node).clone_into(&mut found.name);
                return;
            }
            _ => {}
        }
        if let Some(child) = node.child_by_field_name("declarator") {
            self.walk(child, found);
        }
    }

    fn parameter(&self, node: Node<'_>) -> Option<Parameter> {
        if !node.kind().ends_with("parameter_declaration") {
            // `f(int, ...)` and the like.
            return (node.kind() != "comment")
                .then(|| Parameter { type_text: "...".to_owned(), ..Parameter::default() });
        }
        let declarator = self.declarator(node);
        let type_text = self.base_type(node) + &declarator.decoration;
        let is_function = declarator.parameters.is_some();
        Some(Parameter {
            type_text: if is_function { "function".to_owned() } else { type_text },
            name: declarator.name,
            has_default: node.kind() == "optional_parameter_declaration",
        })
    }
}

#[derive(Default)]
struct Declarator {
    name: String,
    /// `*` and `&` around the name.
    decoration: String,
    parameters: Option<Vec<Parameter>>,
    is_const: bool,
    trailing: Option<String>,
    has_value: bool,
}

impl Declarator {
    fn parameter_types(&self) -> String {
        let parameters = self.parameters.iter().flatten();
        parameters.map(|parameter| parameter.type_text.replace(' ', "")).collect::<Vec<_>>().join(",")
    }
}

fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).filter(Node::is_named).collect::<Vec<_>>().into_iter()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    line.split('{').next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_read() {
        let found =
            read("double myG(double *x, double* par) { return par[0]*x[0]; }\nconst std::string& name(int n = 3);");
        assert_eq!(found.functions[0].name, "myG");
        assert_eq!(found.functions[0].parameters[0].type_text, "double*");
        assert_eq!(found.functions[1].returns, "const std::string&");
        assert!(found.functions[1].parameters[0].has_default);
        assert_eq!(found.pieces[0].header.as_deref(), Some("double myG(double *x, double* par);"));
    }

    #[test]
    fn classes_are_read() {
        let code = "class A : public B { int hidden; public: A(std::string n); const std::string& getName() const; \
                    static int count(); double x; virtual ~A(); private: void secret(); };";
        let class = &read(code).classes[0];
        assert_eq!((class.name.as_str(), class.bases.as_slice()), ("A", &["B".to_owned()][..]));
        assert_eq!(class.constructors.len(), 1);
        let methods: Vec<_> =
            class.methods.iter().map(|method| (method.name.as_str(), method.is_const, method.is_static)).collect();
        assert_eq!(methods, [("getName", true, false), ("count", false, true)]);
        assert_eq!(class.fields, [("double".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn pieces_have_kinds() {
        use PieceKind::{Declaration, Global, Statement, Variable};
        let code = "#include <map>\nint a = 3;\nfor (int i = 0; i < a; ++i) a += 1;\na = 2;\nstd::cout << a;\nstruct P { int x; };\nP p;\nvoid P::f() {}";
        let kinds: Vec<_> =
            read(code).pieces.iter().map(|piece| piece.kind).filter(|kind| *kind != PieceKind::Nothing).collect();
        assert_eq!(kinds, [Global, Variable, Statement, Statement, Statement, Declaration, Variable, Global]);
    }

    #[test]
    fn namespaces_are_kept() {
        let found = read("namespace a::b { int f(int x) { return x; } struct S { int v; }; }");
        assert_eq!(found.functions[0].scope, ["a", "b"]);
        assert_eq!(found.classes[0].scope, ["a", "b"]);
        assert_eq!(found.pieces[0].header.as_deref(), Some("namespace a::b {\nint f(int x);\nstruct S { int v; };\n}"));
    }
}
