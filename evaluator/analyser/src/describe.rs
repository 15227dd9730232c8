use ra_ap_ide::{Analysis, FilePosition, FileRange, HoverConfig, HoverDocFormat, SubstTyLen, TextRange};
use ra_ap_ide_db::ra_fixture::RaFixtureConfig;

use crate::wire::Question;
use crate::world::World;

/// Signature and documentation of what stands at the question's place: as markdown and as text.
///
/// Between the parentheses of a call, where nothing stands under the cursor, it is the function that is called.
pub(crate) fn describe(world: &mut World, question: Question) -> Option<(String, String)> {
    let word = |character: char| character.is_alphanumeric() || character == '_' || character == '!';
    let (before, after) = question.text.split_at_checked(question.offset).unwrap_or_default();
    let on_word = before.ends_with(word) || after.starts_with(word);
    let (analysis, position) = world.ask(question);
    if on_word {
        let markdown = hover(&analysis, position, HoverDocFormat::Markdown);
        let text = hover(&analysis, position, HoverDocFormat::PlainText);
        return markdown.zip(text).or_else(|| call(&analysis, position));
    }
    call(&analysis, position)
}

/// The function whose call the place is in.
fn call(analysis: &Analysis, position: FilePosition) -> Option<(String, String)> {
    let help = analysis.signature_help(position).ok()??;
    let docs = help.doc.as_ref().map(|docs| docs.as_str().to_owned()).unwrap_or_default();
    Some((format!("```rust\n{}\n```\n\n{docs}\n", help.signature), format!("{}\n\n{docs}\n", help.signature)))
}

fn hover(analysis: &Analysis, position: FilePosition, format: HoverDocFormat) -> Option<String> {
    let config = HoverConfig {
        links_in_hover: false,
        memory_layout: None,
        documentation: true,
        keywords: true,
        format,
        max_trait_assoc_items_count: Some(40),
        max_fields_count: Some(40),
        max_enum_variants_count: Some(40),
        max_subst_ty_len: SubstTyLen::LimitTo(200),
        show_drop_glue: false,
        ra_fixture: RaFixtureConfig::default(),
    };
    let range = FileRange { file_id: position.file_id, range: TextRange::empty(position.offset) };
    let found = analysis.hover(&config, range).ok()??;
    let text = found.info.markup.as_str().trim().to_owned();
    (!text.is_empty()).then_some(text)
}
