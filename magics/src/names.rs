use std::cell::RefCell;
use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rootlet_evaluator::Evaluator;

use crate::segment::Names;
use crate::state::State;
use crate::table;

/// The names that decide whether a line is Rust.
pub(crate) struct KnownNames<'a> {
    evaluator: RefCell<&'a mut dyn Evaluator>,
    variables: RefCell<Option<HashSet<String>>>,
    state: &'a State,
}

impl<'a> KnownNames<'a> {
    pub(crate) fn new(evaluator: &'a mut dyn Evaluator, state: &'a State) -> Self {
        Self { evaluator: RefCell::new(evaluator), variables: RefCell::new(None), state }
    }
}

impl Names for KnownNames<'_> {
    fn is_magic(&self, name: &str) -> bool {
        table::find(name).is_some() || self.state.aliases.contains_key(name) || self.state.macros.contains_key(name)
    }

    fn is_variable(&self, name: &str) -> bool {
        // Asked for at most once a cell, and only where a line looks like a magic.
        self.variables
            .borrow_mut()
            .get_or_insert_with(|| {
                self.evaluator.borrow_mut().variables().into_iter().map(|variable| variable.name).collect()
            })
            .contains(name)
    }

    fn is_command(&self, word: &str) -> bool {
        const BUILTINS: [&str; 12] =
            ["cd", "echo", "export", "for", "if", "printf", "pwd", "set", "source", "test", "type", "while"];
        if word.contains('/') {
            return is_executable(Path::new(word));
        }
        BUILTINS.contains(&word)
            || std::env::split_paths(&self.state.search_path()).any(|folder| is_executable(&folder.join(word)))
    }
}

fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}
