//! Where the bytes come from: positional reads only, so that remote files fit the same trait.

use std::{fs::File, io, path::Path};

/// Bytes that can be read at any position by several threads at once.
///
/// Files are read positionally, not mapped: a file that shrinks under a map kills the process,
/// and a map does not fit http ranges.
pub trait Source: Send + Sync {
    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// When fewer bytes are there, or the read fails.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;

    /// The length in bytes.
    ///
    /// # Errors
    /// When the source cannot say.
    fn size(&self) -> io::Result<u64>;
}

/// A local file.
#[derive(Debug)]
pub struct FileSource {
    file: File,
}

impl FileSource {
    /// Opens a local file for reading.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        Ok(Self { file })
    }
}

impl Source for FileSource {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, offset)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }
}

/// Bytes in memory: a whole file that came from elsewhere.
impl Source for Vec<u8> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let bytes = usize::try_from(offset)
            .ok()
            .and_then(|start| self.get(start..start.checked_add(buffer.len())?))
            .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }
}
