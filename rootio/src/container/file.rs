//! An open ROOT file.

use std::{
    fmt,
    path::Path,
    sync::{Arc, OnceLock},
};

use super::{Directory, Header, Key, header::HEADER_BYTES};
use crate::{
    bytes::Reader,
    compress::{Decompressor, at_least, check_blocks},
    error::{Context, Error, Result},
    ls,
    parallel::Scratch,
    source::{FileSource, Source},
    streamer::{ObjectReader, Registry},
    value::Object,
};

/// Directories nested deeper than this are refused: a damaged file can point in circles.
const MAX_DEPTH: usize = 64;

/// A type that can be made from a stored object.
pub trait FromObject: Sized {
    /// Makes the value from the object's members.
    ///
    /// # Errors
    /// When the class is another, or a member is missing.
    fn from_object(object: &Object) -> Result<Self>;
}

impl FromObject for Object {
    fn from_object(object: &Object) -> Result<Self> {
        Ok(object.clone())
    }
}

/// A ROOT file, open for reading. Cheap to clone; usable from several threads.
#[derive(Clone)]
pub struct RootFile {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    source: Box<dyn Source>,
    size: u64,
    header: Header,
    registry: OnceLock<Arc<Registry>>,
    top: Directory,
    scratch: Scratch,
}

impl fmt::Debug for RootFile {
    /// What is in it, as `rootlet ls -l` lists it: the last expression of a cell is shown so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ls::list(self, ls::Detail::Keys) {
            Ok(listing) => f.write_str(ls::render(&listing, ls::Style::Long).trim_end()),
            Err(error) => write!(f, "{}: {error}", self.inner.name),
        }
    }
}

impl RootFile {
    /// Opens a local file.
    ///
    /// # Errors
    /// When the system refuses, or the file is not a ROOT file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let source =
            FileSource::open(path).map_err(|source| Error::Io { action: "open", file: name.clone(), source })?;
        Self::from_source(Box::new(source), &name)
    }

    /// Opens a file from any source of bytes; `name` appears in messages.
    ///
    /// # Errors
    /// When the bytes are not a ROOT file.
    pub fn from_source(source: Box<dyn Source>, name: &str) -> Result<Self> {
        let read = |source| Error::Io { action: "read", file: name.to_owned(), source };
        let size = source.size().map_err(read)?;
        let mut head = vec![0; HEADER_BYTES.min(size as usize)];
        source.read_at(&mut head, 0).map_err(read)?;
        let header = Header::parse(&head, name)?;
        let top = Directory {
            path: String::new(),
            keys: Vec::new(),
            seek: 0,
            seek_parent: 0,
            header_at: 0,
            wide: false,
            bytes_name: 0,
        };
        let bare = Self {
            inner: Arc::new(Inner {
                name: name.to_owned(),
                source,
                size,
                header,
                registry: OnceLock::new(),
                top,
                scratch: Scratch::default(),
            }),
        };
        let top = Directory::read(&bare, String::new(), header.begin + u64::from(header.bytes_name))
            .at(|| format!("`{name}`"))?;
        let mut inner =
            Arc::try_unwrap(bare.inner).map_err(|_| Error::corrupt("the file", "it was shared while being opened"))?;
        inner.top = top;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The name under which it was opened.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Length in bytes.
    pub fn size(&self) -> u64 {
        self.inner.size
    }

    /// The version of ROOT's format in the header, such as `6.40.00`.
    pub fn version(&self) -> String {
        self.inner.header.version_name()
    }

    /// The compression setting in the header: 100 × algorithm + level.
    pub fn compression(&self) -> u32 {
        self.inner.header.compression
    }

    /// Buffers for those who read this file.
    pub(crate) fn scratch(&self) -> &Scratch {
        &self.inner.scratch
    }

    pub(crate) fn header(&self) -> &Header {
        &self.inner.header
    }

    /// The directory at the top.
    pub fn top(&self) -> &Directory {
        &self.inner.top
    }

    /// The keys at the top, in the order of the file.
    pub fn keys(&self) -> &[Key] {
        &self.inner.top.keys
    }

    /// The directory at `path`; `""` is the top.
    ///
    /// # Errors
    /// When a part of the path is missing or is not a directory.
    pub fn directory(&self, path: &str) -> Result<Directory> {
        let mut directory = self.inner.top.clone();
        for (depth, part) in path.split('/').filter(|part| !part.is_empty()).enumerate() {
            if depth >= MAX_DEPTH {
                return Err(Error::corrupt(format!("`{path}`"), "directories are nested too deeply"));
            }
            let key = directory.key(part).ok_or_else(|| directory.missing(self.name(), part))?;
            directory = self.subdirectory(&directory, key)?;
        }
        Ok(directory)
    }

    /// The directory that `key` of `parent` points to.
    ///
    /// # Errors
    /// When the key is of another class, or the directory is damaged.
    pub fn subdirectory(&self, parent: &Directory, key: &Key) -> Result<Directory> {
        let path = if parent.path.is_empty() { key.name.clone() } else { format!("{}/{}", parent.path, key.name) };
        if !key.is_directory() {
            return Err(Error::WrongClass { name: path, class: key.class.clone(), wanted: "a directory".to_owned() });
        }
        Directory::read(self, path.clone(), key.seek + u64::from(key.key_bytes))
            .at(|| format!("directory `{path}` of `{}`", self.name()))
    }

    /// The key at `path`, such as `h`, `dir/h` or `dir/h;2`.
    ///
    /// # Errors
    /// When it is missing; the message names the nearest.
    pub fn key(&self, path: &str) -> Result<Key> {
        // A name may itself hold a slash: the whole is tried first.
        if let Some(key) = self.inner.top.key(path) {
            return Ok(key.clone());
        }
        let (directory, name) = path.trim_matches('/').rsplit_once('/').unwrap_or(("", path.trim_matches('/')));
        let directory = self.directory(directory)?;
        directory.key(name).cloned().ok_or_else(|| directory.missing(self.name(), name))
    }

    /// Calls `visit` with the path and key of every object, directories before their content.
    ///
    /// # Errors
    /// When a directory cannot be read.
    pub fn walk(&self, visit: &mut dyn FnMut(&str, &Key)) -> Result<()> {
        let mut seen = std::collections::HashSet::new();
        self.walk_directory(&self.inner.top, 0, &mut seen, visit)
    }

    fn walk_directory(
        &self,
        directory: &Directory,
        depth: usize,
        seen: &mut std::collections::HashSet<u64>,
        visit: &mut dyn FnMut(&str, &Key),
    ) -> Result<()> {
        for key in directory.newest() {
            let path =
                if directory.path.is_empty() { key.name.clone() } else { format!("{}/{}", directory.path, key.name) };
            visit(&path, key);
            if key.is_directory() && depth < MAX_DEPTH && seen.insert(key.seek) {
                let below = self.subdirectory(directory, key)?;
                self.walk_directory(&below, depth + 1, seen, visit)?;
            }
        }
        Ok(())
    }

    /// The object at `path` as a typed value.
    ///
    /// # Errors
    /// When it is missing, damaged, or of another class.
    pub fn get<T: FromObject>(&self, path: &str) -> Result<T> {
        let object = self.object(path)?;
        T::from_object(&object).at(|| format!("`{path}` of `{}`", self.name()))
    }

    /// The object at `path` as a tree of values, whatever its class.
    ///
    /// # Errors
    /// When it is missing or damaged.
    pub fn object(&self, path: &str) -> Result<Object> {
        let key = self.key(path)?;
        self.object_of(&key)
    }

    /// The object of a key.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn object_of(&self, key: &Key) -> Result<Object> {
        let place = || format!("`{}` ({}) of `{}`", key.name, key.class, self.name());
        let payload = self.payload(key).at(place)?;
        let registry = self.registry()?;
        ObjectReader::new(&payload, usize::from(key.key_bytes), registry).top(&key.class).at(place)
    }

    /// The decompressed bytes of a key's object.
    ///
    /// # Errors
    /// When they cannot be read or decompressed.
    pub fn payload(&self, key: &Key) -> Result<Vec<u8>> {
        let packed = self.bytes(key.seek + u64::from(key.key_bytes), key.packed_bytes() as usize)?;
        let plain_bytes = key.object_bytes as usize;
        if packed.len() == plain_bytes {
            return Ok(packed);
        }
        check_blocks(&packed, plain_bytes)?;
        let mut plain = vec![0; plain_bytes];
        Decompressor::default().decompress(&packed, &mut plain)?;
        Ok(plain)
    }

    /// The class layouts of the file, read when first needed.
    pub(crate) fn registry(&self) -> Result<&Arc<Registry>> {
        if let Some(registry) = self.inner.registry.get() {
            return Ok(registry);
        }
        let registry = Arc::new(self.read_registry().at(|| format!("the class layouts of `{}`", self.name()))?);
        Ok(self.inner.registry.get_or_init(|| registry))
    }

    fn read_registry(&self) -> Result<Registry> {
        let header = &self.inner.header;
        if header.seek_info == 0 || header.bytes_info == 0 {
            return Ok(Registry::default());
        }
        let record = self.bytes(header.seek_info, header.bytes_info as usize)?;
        let key = Key::read(&mut Reader::new(&record, "the StreamerInfo key"))?;
        let payload = self.payload(&Key { seek: header.seek_info, ..key.clone() })?;
        Registry::parse(&payload, usize::from(key.key_bytes))
    }

    /// Exactly `count` bytes from `offset`.
    pub(crate) fn bytes(&self, offset: u64, count: usize) -> Result<Vec<u8>> {
        self.check_range(offset, count)?;
        let mut buffer = vec![0; count];
        self.read_into(offset, &mut buffer)?;
        Ok(buffer)
    }

    /// Up to `count` bytes from `offset`: fewer at the end of the file.
    pub(crate) fn bytes_up_to(&self, offset: u64, count: usize) -> Result<Vec<u8>> {
        let left = self.inner.size.saturating_sub(offset);
        self.bytes(offset, count.min(usize::try_from(left).unwrap_or(usize::MAX)))
    }

    /// Exactly `count` bytes from `offset`, at the start of `buffer`, which grows where it must.
    pub(crate) fn bytes_reusing<'b>(&self, offset: u64, count: usize, buffer: &'b mut Vec<u8>) -> Result<&'b [u8]> {
        self.check_range(offset, count)?;
        let bytes = at_least(buffer, count);
        self.read_into(offset, bytes)?;
        Ok(bytes)
    }

    fn check_range(&self, offset: u64, count: usize) -> Result<()> {
        match offset.checked_add(count as u64) {
            Some(end) if end <= self.inner.size => Ok(()),
            _ => Err(Error::Truncated {
                what: "the file",
                at: offset as usize,
                need: count,
                left: self.inner.size.saturating_sub(offset) as usize,
            }),
        }
    }

    fn read_into(&self, offset: u64, buffer: &mut [u8]) -> Result<()> {
        self.inner.source.read_at(buffer, offset).map_err(|source| Error::Io {
            action: "read",
            file: self.inner.name.clone(),
            source,
        })
    }
}
