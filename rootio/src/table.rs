//! Trees and RNTuples under one roof.

use crate::{
    column::Table,
    container::{Key, RootFile},
    error::{Error, Result},
};

impl RootFile {
    /// The tree or RNTuple at `path`.
    ///
    /// # Errors
    /// When it is missing, damaged, or neither.
    pub fn table(&self, path: &str) -> Result<Box<dyn Table>> {
        self.table_of(&self.key(path)?)
    }

    /// The tree or RNTuple of a key.
    ///
    /// # Errors
    /// When it is damaged, or neither.
    pub fn table_of(&self, key: &Key) -> Result<Box<dyn Table>> {
        if key.is_tree() {
            Ok(Box::new(self.tree_of(key)?))
        } else if key.is_ntuple() {
            Ok(Box::new(self.ntuple_of(key)?))
        } else {
            Err(Error::WrongClass {
                name: key.name.clone(),
                class: key.class.clone(),
                wanted: "a tree or an RNTuple".to_owned(),
            })
        }
    }
}
