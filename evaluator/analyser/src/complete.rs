use ra_ap_hir::PrefixKind;
use ra_ap_ide::{CompletionConfig, CompletionFieldsToResolve, CompletionItem, CompletionItemKind, SymbolKind};
use ra_ap_ide_db::imports::insert_use::{ImportGranularity, InsertUseConfig};
use ra_ap_ide_db::ra_fixture::RaFixtureConfig;

use crate::wire::{Proposal, Question};
use crate::world::World;

/// More than this nobody reads; a longer list is a question asked too early.
const MOST: usize = 400;

/// What may stand at the question's place, best first.
pub(crate) fn complete(world: &mut World, question: Question) -> Option<Vec<Proposal>> {
    let text = question.text.clone();
    let (analysis, position) = world.ask(question);
    let mut items = analysis.completions(&config(), position, None).ok()??;
    let typed = |item: &CompletionItem| {
        let start = usize::from(item.source_range.start());
        text.get(start..usize::from(position.offset)).unwrap_or_default().to_owned()
    };
    let prefix = items.first().map(typed).unwrap_or_default();
    let exact: Vec<_> = items.extract_if(.., |item| item.lookup().starts_with(&prefix)).collect();
    // A slip of the case is forgiven where nothing else fits.
    let lower = prefix.to_lowercase();
    items.retain(|item| exact.is_empty() && item.lookup().to_lowercase().starts_with(&lower));
    items.extend(exact);
    items.retain(|item| wanted(item, &prefix));
    items.sort_by(|a, b| {
        let key = |item: &CompletionItem| (std::cmp::Reverse(item.relevance.score()), item.lookup().to_owned());
        key(a).cmp(&key(b))
    });
    let mut proposals: Vec<Proposal> = items.iter().map(proposal).collect();
    let mut seen = std::collections::HashSet::new();
    proposals.retain(|proposal| seen.insert(proposal.text.clone()));
    proposals.truncate(MOST);
    Some(proposals)
}

/// Whether it is something to write, and not of our own making.
fn wanted(item: &CompletionItem, prefix: &str) -> bool {
    let ours = item.lookup().starts_with("__") && !prefix.starts_with("__");
    !ours && !item.deprecated && item.kind != CompletionItemKind::Snippet && item.kind != CompletionItemKind::Expression
}

fn proposal(item: &CompletionItem) -> Proposal {
    // A variant is proposed with its parentheses or braces.
    let mut text = item.lookup().trim_end_matches(['(', ')', '{', '}', ' ']).to_owned();
    if item.kind == CompletionItemKind::SymbolKind(SymbolKind::Macro) && !text.ends_with('!') {
        text.push('!');
    }
    let summary = item.documentation.as_ref().map(|docs| first_sentence(docs.as_str())).unwrap_or_default();
    Proposal { text, kind: kind(item.kind).to_owned(), signature: item.detail.clone().unwrap_or_default(), summary }
}

/// The first line with words.
fn first_sentence(docs: &str) -> String {
    docs.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

/// The words that the tables use too.
fn kind(kind: CompletionItemKind) -> &'static str {
    match kind {
        CompletionItemKind::SymbolKind(symbol) => match symbol {
            SymbolKind::Function | SymbolKind::Method => "function",
            SymbolKind::Struct | SymbolKind::Union => "struct",
            SymbolKind::Enum => "enum",
            SymbolKind::Variant => "variant",
            SymbolKind::Trait => "trait",
            SymbolKind::TypeAlias | SymbolKind::TypeParam | SymbolKind::SelfType => "type",
            SymbolKind::Module | SymbolKind::CrateRoot | SymbolKind::ToolModule => "module",
            SymbolKind::Const | SymbolKind::ConstParam | SymbolKind::Static => "constant",
            SymbolKind::Field => "field",
            SymbolKind::Local | SymbolKind::SelfParam | SymbolKind::ValueParam => "variable",
            SymbolKind::Macro | SymbolKind::ProcMacro | SymbolKind::Derive | SymbolKind::Attribute => "macro",
            _ => "keyword",
        },
        CompletionItemKind::Binding => "variable",
        CompletionItemKind::BuiltinType | CompletionItemKind::InferredType => "type",
        _ => "keyword",
    }
}

/// Names only: no snippets, no imports to add, no parentheses.
fn config() -> CompletionConfig<'static> {
    CompletionConfig {
        enable_postfix_completions: false,
        enable_imports_on_the_fly: false,
        enable_self_on_the_fly: true,
        enable_auto_iter: false,
        enable_auto_await: false,
        enable_private_editable: false,
        enable_term_search: false,
        term_search_fuel: 0,
        full_function_signatures: true,
        callable: None,
        add_colons_to_module: false,
        add_semicolon_to_unit: false,
        snippet_cap: None,
        insert_use: InsertUseConfig {
            granularity: ImportGranularity::Crate,
            enforce_granularity: false,
            prefix_kind: PrefixKind::Plain,
            group: false,
            skip_glob_imports: true,
        },
        prefer_no_std: false,
        prefer_prelude: true,
        prefer_absolute: false,
        snippets: Vec::new(),
        limit: None,
        fields_to_resolve: CompletionFieldsToResolve::empty(),
        exclude_flyimport: Vec::new(),
        exclude_traits: &[],
        ra_fixture: RaFixtureConfig::default(),
    }
}
