//! Crates of items that a later session would compile to the same: functions around a C++ library, `%%rust -a`.
//!
//! Compiled once for a cell library and a source, and kept in the cache; a session that wants them again
//! links the files into its folder, where later cells look for them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use super::compile::{Compiled, Job, Product};
use super::diagnostics::View;
use super::engine::NativeEvaluator;
use super::session::{ItemCrate, Loadable};
use super::tables::names_tables;
use crate::cell::{self, Context, Parts, Source, Without};
use crate::library::cache_folder;
use crate::{Cell, CellError, OutputSink};

/// A crate that does not depend on the session.
struct Kept {
    krate: String,
    parts: Parts,
    context: Context,
    source: Source,
    opt_level: String,
    /// Where its files are kept; `None` where no cache is known.
    folder: Option<PathBuf>,
}

/// What a kept crate consists of. The last is there only if all are: the path under which rustc saw the source.
const FILES: [fn(&str) -> String; 3] =
    [|krate| format!("lib{krate}.rmeta"), |krate| format!("lib{krate}.so"), |krate| format!("{krate}.path")];

impl NativeEvaluator {
    /// Runs a cell of items, from the cache where it is there.
    pub(super) fn run_kept(
        &mut self,
        cell: &Cell<'_>,
        opt_level: Option<&str>,
        sink: &mut dyn OutputSink,
    ) -> Result<(), CellError> {
        let kept = self.kept(cell.code, opt_level);
        let Some(kept) = kept.filter(|kept| self.has_files(kept) || self.compile_crate(kept)) else {
            // The plain way, which also has the words for what rustc refuses.
            let before = self.opt_level.clone();
            self.opt_level = opt_level.map(str::to_owned).or(before.clone());
            let result = self.run_cell(cell, sink);
            self.opt_level = before;
            return result;
        };
        if !self.session.crates.iter().any(|known| known.name == kept.krate) {
            self.adopt(&kept, cell);
        }
        self.session.declare(&kept.krate, cell.code, &kept.parts);
        self.execute_loaded(None, None, cell, sink)
    }

    /// Does something that the user may interrupt.
    pub(super) fn interruptible<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.interrupter.begin();
        let result = work(self);
        if self.interrupter.requested().is_some() {
            // The rustc that waits was ended, too; its FIFO has no reader any more.
            self.compiler.warm = None;
        }
        self.interrupter.end();
        self.warm_up();
        result
    }

    /// Makes the files of a crate that [`Self::run_kept`] will be asked for; what fails fails there.
    pub(super) fn prepare_kept(&mut self, code: &str, opt_level: Option<&str>) {
        if let Some(kept) = self.kept(code, opt_level)
            && !self.has_files(&kept)
        {
            self.compile_crate(&kept);
        }
    }

    /// `None`: the code runs, or names what the session has.
    fn kept(&self, code: &str, opt_level: Option<&str>) -> Option<Kept> {
        let parts = cell::split(code);
        if parts.items.is_empty() || parts.runs() || parts.unparsed.is_some() {
            return None;
        }
        let automatic = if parts.heavy { super::engine::THOROUGH } else { super::engine::QUICK };
        let opt_level = opt_level.or(self.opt_level.as_deref()).unwrap_or(automatic).to_owned();
        let mut context = self.session.context_of_nothing(code, &parts)?;
        let source = cell::generate(code, &parts, &context, &Without::default()).source;
        let library = &self.compiler.library;
        let mut hash = Sha256::new();
        hash.update(format!("{}\n{opt_level}\n", library.folder.display()));
        hash.update(self.compiler.toolchain.verbose_version.as_bytes());
        // A library that `ROOTLET_LIBRARY` names may change where it is.
        let built = fs::metadata(&library.shared_object).and_then(|metadata| metadata.modified()).ok()?;
        hash.update(built.duration_since(UNIX_EPOCH).ok()?.as_nanos().to_le_bytes());
        for (name, file) in &self.compiler.dependencies.externs {
            hash.update(format!("{name}={}\n", file.display()));
        }
        hash.update(source.text());
        let key: String = hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        // Named like every crate of a cell: that is how paths of its types are told from those of the library.
        let krate = format!("cell_kept_{key}");
        context.krate.clone_from(&krate);
        let folder = cache_folder().ok().map(|cache| {
            let library = library.folder.file_name().unwrap_or_default();
            cache.join("kept").join(library)
        });
        Some(Kept { krate, parts, context, source, opt_level, folder })
    }

    /// Whether the crate's files are in the session's folder; brings them there if the cache has them.
    fn has_files(&self, kept: &Kept) -> bool {
        let here = &self.compiler.folder;
        let names = FILES.map(|name| name(&kept.krate));
        if here.join(&names[2]).is_file() {
            return true;
        }
        let Some(folder) = &kept.folder else { return false };
        folder.join(&names[2]).is_file() && names.iter().all(|name| bring(&folder.join(name), &here.join(name)).is_ok())
    }

    /// Compiles the crate into the session's folder, and keeps it.
    fn compile_crate(&mut self, kept: &Kept) -> bool {
        let Kept { krate, source, opt_level, .. } = kept;
        let product = Product::CodeAndMetadata;
        let job = Job { krate, stem: krate, source: source.text(), externs: &[], product, opt_level };
        let Compiled::Done { .. } = self.compiler.compile(&job, &self.interrupter) else { return false };
        let here = &self.compiler.folder;
        let path = self.compiler.source_path(krate).display().to_string();
        if fs::write(here.join(FILES[2](krate)), path).is_err() {
            return false;
        }
        if let Some(folder) = &kept.folder {
            // Without a cache the next session compiles again.
            let _ = fs::create_dir_all(folder).and_then(|()| {
                FILES.iter().try_for_each(|name| bring(&here.join(name(krate)), &folder.join(name(krate))))
            });
        }
        true
    }

    /// Makes the crate one of the session's.
    fn adopt(&mut self, kept: &Kept, cell: &Cell<'_>) {
        let Kept { krate, .. } = kept;
        if names_tables(kept.source.text()) {
            self.compiler.with_tables.insert(krate.clone());
        }
        let here = &self.compiler.folder;
        let name = super::outcome::cell_name(cell.number);
        let own = self.compiler.source_path(krate).display().to_string();
        // Panics name the file of the session that compiled it.
        let seen = fs::read_to_string(here.join(FILES[2](krate))).unwrap_or_else(|_| own.clone());
        let files = vec![kept.source.lines(&seen, &name, cell.code)];
        let library = here.join(FILES[1](krate));
        self.session.libraries.push(Loadable { library, files, named: true, loaded: false });
        self.session.crates.push(ItemCrate {
            name: krate.clone(),
            metadata: self.compiler.metadata_path(krate),
            cell: name.clone(),
            code: cell.code.to_owned(),
            parts: kept.parts.clone(),
            needs: HashSet::new(),
            context: kept.context.clone(),
            additions: Vec::new(),
        });
        // rustc quotes an earlier cell's item from the file, if it is there.
        let _ = fs::write(&own, kept.source.text());
        for path in [seen, own] {
            let view = View { cell: name.clone(), code: cell.code.to_owned(), source: kept.source.clone() };
            self.views.insert(path, view);
        }
    }
}

/// The same file at another place: a link, or a copy that appears all at once.
fn bring(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    let temporary = tempfile::NamedTempFile::new_in(folder)?;
    fs::copy(from, temporary.path())?;
    temporary.persist(to).map(|_| ()).map_err(|error| error.error)
}
