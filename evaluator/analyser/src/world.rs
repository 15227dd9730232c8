use std::collections::HashMap;
use std::path::Path;

use ra_ap_base_db::{
    CrateBuilderId, CrateDisplayName, CrateGraphBuilder, CrateName, CrateOrigin, CrateWorkspaceData, DependencyBuilder,
    Env, FileId, FileSet, LangCrateOrigin, SourceRoot, VfsPath,
};
use ra_ap_cfg::CfgOptions;
use ra_ap_hir::ChangeWithProcMacros;
use ra_ap_ide::{Analysis, AnalysisHost, Edition, FilePosition, TextSize};
use ra_ap_intern::Symbol;
use triomphe::Arc;

use crate::standard::Standard;
use crate::wire::{CrateText, Question};

/// The crate with the cell that is being written.
const CELL: &str = "cell";

/// Everything that rust-analyzer knows: the standard library, the library, earlier cells and the current one.
pub(crate) struct World {
    host: AnalysisHost,
    standard: Standard,
    libraries: Vec<CrateText>,
    cells: Vec<CrateText>,
    /// What the current cell names.
    needs: Vec<String>,
    files: Files,
    cell: FileId,
}

/// Files by path; the number of a path stays the same.
#[derive(Default)]
struct Files {
    ids: HashMap<String, FileId>,
}

impl World {
    /// Reads the library; `standard` is the folder `library` of rust-src.
    pub(crate) fn open(libraries: Vec<CrateText>, standard: Option<&Path>) -> Self {
        let mut files = Files::default();
        let cell = files.id("/cell/lib.rs");
        let standard = Standard::read(standard);
        let mut world = Self {
            host: AnalysisHost::default(),
            standard,
            libraries,
            cells: Vec::new(),
            needs: Vec::new(),
            files,
            cell,
        };
        let mut change = ChangeWithProcMacros::default();
        for krate in world.standard.crates.iter().chain(&world.libraries) {
            world.files.set(krate, &mut change);
        }
        change.change_file(cell, Some(String::new()));
        world.arrange(&mut change);
        // The texts live in the database now.
        for krate in world.standard.crates.iter_mut().chain(&mut world.libraries) {
            krate.files.iter_mut().for_each(|(_, text)| *text = String::new());
        }
        world.host.apply_change(change);
        world
    }

    /// The names of the library's crates.
    pub(crate) fn libraries(&self) -> Vec<String> {
        self.libraries.iter().map(|krate| krate.name.clone()).collect()
    }

    /// Takes over the question's texts; what to ask rust-analyzer, and where.
    pub(crate) fn ask(&mut self, question: Question) -> (Analysis, FilePosition) {
        let mut change = ChangeWithProcMacros::default();
        let mut rearranged = question.needs != self.needs;
        self.needs = question.needs;
        if let Some(cells) = question.cells {
            for old in self.cells.iter().filter(|old| !cells.iter().any(|new| new.name == old.name)) {
                self.files.forget(old, &mut change);
            }
            for krate in &cells {
                self.files.set(krate, &mut change);
            }
            self.cells = cells;
            rearranged = true;
        }
        let offset = TextSize::try_from(question.offset.min(question.text.len())).unwrap_or_default();
        change.change_file(self.cell, Some(question.text));
        if rearranged {
            self.arrange(&mut change);
        }
        self.host.apply_change(change);
        (self.host.analysis(), FilePosition { file_id: self.cell, offset })
    }

    /// Says which files make which crate, and which crate names which.
    fn arrange(&self, change: &mut ChangeWithProcMacros) {
        let nowhere = Arc::new(ra_ap_base_db::AbsPathBuf::assert("/".into()));
        let data = Arc::new(CrateWorkspaceData { target: Err("no layout is needed".into()), toolchain: None });
        let mut graph = CrateGraphBuilder::default();
        let mut roots = Vec::new();
        let mut ids: HashMap<&str, CrateBuilderId> = HashMap::new();
        let cell = CrateText {
            name: CELL.to_owned(),
            files: vec![("/cell/lib.rs".to_owned(), String::new())],
            needs: self.needs.clone(),
        };
        let standard = self.standard.crates.iter().map(|krate| (krate, Layer::Standard));
        let libraries = self.libraries.iter().map(|krate| (krate, Layer::Library));
        let cells = self.cells.iter().chain([&cell]).map(|krate| (krate, Layer::Cell));
        let all: Vec<_> = standard.chain(libraries).chain(cells).collect();
        for (krate, layer) in &all {
            let mut set = FileSet::default();
            for (path, _) in &krate.files {
                if let Some(id) = self.files.ids.get(path) {
                    set.insert(*id, VfsPath::new_virtual_path(path.clone()));
                }
            }
            roots.push(if *layer == Layer::Cell { SourceRoot::new_local(set) } else { SourceRoot::new_library(set) });
            let Some(root) = krate.files.first().and_then(|(path, _)| self.files.ids.get(path)) else { continue };
            let origin = match layer {
                Layer::Standard => CrateOrigin::Lang(LangCrateOrigin::from(krate.name.as_str())),
                Layer::Library => CrateOrigin::Library { repo: None, name: Symbol::intern(&krate.name) },
                Layer::Cell => CrateOrigin::Local { repo: None, name: None },
            };
            let id = graph.add_crate_root(
                *root,
                Edition::Edition2024,
                Some(CrateDisplayName::from_canonical_name(&krate.name)),
                None,
                cfg(),
                None,
                Env::default(),
                origin,
                Vec::new(),
                false,
                nowhere.clone(),
                data.clone(),
            );
            ids.insert(&krate.name, id);
        }
        for (krate, layer) in &all {
            let Some(from) = ids.get(krate.name.as_str()) else { continue };
            let named = krate.needs.iter().map(|name| (name.as_str(), name.as_str(), false));
            let given: &[(&str, &str)] = if *layer == Layer::Standard { &[] } else { self.standard.names() };
            for (name, target, sysroot) in named.chain(given.iter().map(|&(name, target)| (name, target, true))) {
                let Some(target) = ids.get(target).filter(|target| *target != from) else { continue };
                let dependency =
                    DependencyBuilder::with_prelude(CrateName::normalize_dashes(name), *target, true, sysroot);
                // A cycle can only come from broken input; that crate is then not found by name.
                let _ = graph.add_dep(*from, dependency);
            }
        }
        change.set_roots(roots);
        change.set_crate_graph(graph);
    }
}

impl Files {
    fn id(&mut self, path: &str) -> FileId {
        let next = FileId::from_raw(self.ids.len() as u32);
        *self.ids.entry(path.to_owned()).or_insert(next)
    }

    fn set(&mut self, krate: &CrateText, change: &mut ChangeWithProcMacros) {
        for (path, text) in &krate.files {
            let id = self.id(path);
            change.change_file(id, Some(text.clone()));
        }
    }

    fn forget(&self, krate: &CrateText, change: &mut ChangeWithProcMacros) {
        for (path, _) in &krate.files {
            if let Some(id) = self.ids.get(path) {
                change.change_file(*id, Some(String::new()));
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Standard,
    Library,
    Cell,
}

/// What `#[cfg(…)]` sees: a 64-bit system of this kind; the features of the cell library in its crates.
fn cfg() -> CfgOptions {
    let mut cfg = CfgOptions::default();
    for name in ["unix", "debug_assertions"] {
        cfg.insert_atom(Symbol::intern(name));
    }
    for (key, value) in [
        ("target_os", std::env::consts::OS),
        ("target_family", "unix"),
        ("target_arch", std::env::consts::ARCH),
        ("target_pointer_width", "64"),
        ("target_endian", "little"),
        ("panic", "unwind"),
    ] {
        cfg.insert_key_value(Symbol::intern(key), Symbol::intern(value));
    }
    for bits in ["8", "16", "32", "64", "ptr"] {
        cfg.insert_key_value(Symbol::intern("target_has_atomic"), Symbol::intern(bits));
        cfg.insert_key_value(Symbol::intern("target_has_atomic_load_store"), Symbol::intern(bits));
    }
    cfg
}
