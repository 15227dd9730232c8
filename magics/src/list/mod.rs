//! The magics themselves, by subject.

pub(crate) mod alias;
pub(crate) mod bash;
pub(crate) mod capture;
pub(crate) mod configure;
pub(crate) mod cpp;
pub(crate) mod directory;
pub(crate) mod display;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod lsmagic;
pub(crate) mod python;
pub(crate) mod refused;
pub(crate) mod rust;
pub(crate) mod time;
pub(crate) mod variables;
