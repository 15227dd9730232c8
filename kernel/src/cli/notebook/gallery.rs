use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The page that a new user sees first.
const FIRST_PAGE: &str = "01-first-rootbook.ipynb";

/// Its text, for a binary that was moved away from everything else.
const FIRST_PAGE_TEXT: &str = include_str!("../../../../notebooks/01-first-rootbook.ipynb");

/// On the first run of a user, a copy of the gallery in `data`, rootlet's own folder: its first page.
///
/// `None` where the copy is there already, or cannot be made: then this is like any other run.
pub(super) fn on_first_run(data: &Path) -> Option<PathBuf> {
    let place = data.join("gallery");
    if place.exists() {
        return None;
    }
    let parts = original().and_then(|original| copy(&original, &place));
    parts
        .or_else(|_| fs::create_dir_all(&place).and_then(|()| fs::write(place.join(FIRST_PAGE), FIRST_PAGE_TEXT)))
        .ok()?;
    Some(place.join(FIRST_PAGE))
}

/// The gallery beside this binary: in the archive that it came with, or in the checkout that it was built from.
fn original() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let prefix = program.parent().and_then(Path::parent);
    let of_archive = prefix.map(|prefix| prefix.join("share/rootlet/notebooks"));
    let of_checkout = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("notebooks");
    let places = of_archive.into_iter().chain([of_checkout]);
    places.into_iter().find(|place| place.join(FIRST_PAGE).is_file()).ok_or_else(|| io::ErrorKind::NotFound.into())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gallery_is_copied_once() {
        let data = tempfile::tempdir().unwrap();
        let page = on_first_run(data.path()).unwrap();
        assert_eq!(fs::read_to_string(&page).unwrap(), FIRST_PAGE_TEXT);
        assert!(page.with_file_name("02-histograms.ipynb").is_file());
        assert_eq!(on_first_run(data.path()), None);
    }

    #[test]
    fn folder_that_cannot_be_written_is_no_first_run() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(on_first_run(file.path()), None);
    }
}
