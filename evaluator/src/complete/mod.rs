//! Completion and documentation: by rust-analyzer where it is ready, from tables until then.
//!
//! The tables know what the session, the library and Rust itself offer.

mod analyser;
mod catalog;
mod cursor;
mod files;
mod inspect;
mod matches;
mod templates;

use std::path::Path;

use rootlet_display::MimeBundle;

pub use analyser::program as analyser_program;
pub(crate) use analyser::{Analyser, CellCrate, Scene};
pub(crate) use catalog::{has_method, keep as keep_catalog, prepare};
pub use files::files;

use crate::{Completion, Match};
use analyser::Proposal;
use cursor::Before;

/// What the session offers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Variables: name and type, as [`std::any::type_name`] says it.
    pub(crate) variables: Vec<(String, String)>,
    /// Items: name, kind and source text.
    pub(crate) items: Vec<(String, &'static str, String)>,
}

impl Names {
    fn has(&self, name: &str) -> bool {
        self.variables.iter().any(|(known, _)| known == name) || self.items.iter().any(|(known, _, _)| known == name)
    }
}

/// Proposals at a cursor given in code points; `directory` is that of the session.
pub(crate) fn complete(
    analyser: &mut Analyser,
    scene: &Scene,
    names: &Names,
    directory: &Path,
    code: &str,
    cursor: usize,
) -> Completion {
    if let Some(files) = files::in_string(code, cursor, directory) {
        return files;
    }
    let place = cursor::at(code, cursor);
    match analyser.complete(scene, code, byte_of(code, cursor)) {
        Some(mut proposals) if !proposals.is_empty() => {
            if place.before == Before::Nothing {
                // What the user made comes before what the library has.
                proposals.sort_by_key(|proposal| !names.has(&proposal.text));
            }
            let matches = proposals.into_iter().map(Match::from).collect();
            Completion { matches, start: place.start, end: place.end }
        }
        _ => matches::complete(code, cursor, names),
    }
}

/// Documentation of what stands at a cursor (code points); `detail` 1 asks for the source as well.
pub(crate) fn inspect(
    analyser: &mut Analyser,
    scene: &Scene,
    names: &Names,
    code: &str,
    cursor: usize,
    detail: u8,
) -> Option<MimeBundle> {
    let place = cursor::at(code, cursor);
    // The tables say more of a variable (its type's documentation), of a type (its methods) and of sources.
    let own = place.before == Before::Nothing && names.has(place.word);
    if own && (detail > 0 || !names.items.iter().any(|(name, _, _)| name == place.word)) || inspect::is_type(place.word)
    {
        return inspect::inspect(code, cursor, detail, names);
    }
    // In a word its start says what it is; between parentheses the place itself does.
    let at = if place.word.is_empty() { cursor } else { place.start };
    match analyser.describe(scene, code, byte_of(code, at)) {
        Some((markdown, text)) => Some(MimeBundle::text(text).with("text/markdown", markdown)),
        None => inspect::inspect(code, cursor, detail, names),
    }
}

fn byte_of(code: &str, cursor: usize) -> usize {
    code.char_indices().nth(cursor).map_or(code.len(), |(at, _)| at)
}

impl From<Proposal> for Match {
    fn from(proposal: Proposal) -> Self {
        let Proposal { text, kind, signature, summary } = proposal;
        let parts: Vec<String> = [signature, summary].into_iter().filter(|part| !part.is_empty()).collect();
        Self { text, kind, signature: (!parts.is_empty()).then(|| parts.join(" — ")) }
    }
}
