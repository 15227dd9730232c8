//! A ROOT file that is being written.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::NamedTempFile;

use super::{
    Buffer, layouts,
    object::ObjectWriter,
    record::{BIG, key, key_bytes, key_length},
};
use crate::{
    compress::{Compression, compress},
    container::{Datime, Key, RootFile},
    error::{Context, Error, Result},
    persist::Class,
    streamer::{Registry, StreamerInfo, builtin},
    views::ToObject,
};

/// How a file is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions {
    /// Compression of every object and column.
    pub compression: Compression,
}

/// Where new bytes go: a temporary file beside the target, or the target itself.
enum Target {
    Temporary(NamedTempFile),
    Existing(File),
}

impl Target {
    fn file(&self) -> &File {
        match self {
            Target::Temporary(file) => file.as_file(),
            Target::Existing(file) => file,
        }
    }
}

/// A directory that is being written.
struct WriterDirectory {
    path: String,
    keys: Vec<Key>,
    seek: u64,
    seek_parent: u64,
    /// Where its header is.
    header_at: u64,
    bytes_name: u32,
    changed: bool,
    /// Whether an old header has 8-byte offsets; a new one has room for both.
    fixed: Option<bool>,
    created: Datime,
}

/// A ROOT file open for writing. Nothing is there under its name, or nothing of the old content is
/// changed, before [`RootWriter::finish`].
///
/// ```no_run
/// # use rootio::{RootWriter, views::Text};
/// let mut file = RootWriter::create("a.root")?;
/// file.write("notes/first", &Text("hello".to_owned()))?;
/// file.finish()?;
/// # Ok::<(), rootio::Error>(())
/// ```
pub struct RootWriter {
    target: Target,
    path: PathBuf,
    end: u64,
    directories: Vec<WriterDirectory>,
    used: Vec<Arc<StreamerInfo>>,
    options: WriteOptions,
    registry: Arc<Registry>,
    /// The header of an updated file, whose start it keeps.
    begin: u64,
}

const BEGIN: u64 = 100;
/// A directory header with 8-byte offsets and an identifier.
const DIRECTORY_HEADER: usize = 60;
/// ROOT 6.40.00.
const FORMAT: u32 = 64_000;

impl RootWriter {
    /// Starts a new file; it appears under `path` when finished, replacing what was there.
    ///
    /// # Errors
    /// When the directory cannot be written to.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::create_with(path, WriteOptions::default())
    }

    /// Starts a new file with options.
    ///
    /// # Errors
    /// When the directory cannot be written to.
    pub fn create_with(path: impl AsRef<Path>, options: WriteOptions) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".rootio-")
            .suffix(".part")
            .tempfile_in(parent)
            .map_err(|source| Error::Io { action: "create", file: path.display().to_string(), source })?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let name_bytes = key_length("TFile", &name, "", false) + 2 + name.len();
        let mut writer = Self {
            target: Target::Temporary(file),
            path,
            end: BEGIN,
            directories: vec![],
            used: vec![],
            options,
            registry: Arc::new(Registry::default()),
            begin: BEGIN,
        };
        let mut payload = Buffer::default();
        payload.string(&name);
        payload.string("");
        payload.put(&[0; DIRECTORY_HEADER]);
        let (seek, _) = writer.record(["TFile", &name, ""], &payload.bytes, payload.len(), 0, 1)?;
        writer.directories.push(WriterDirectory {
            path: String::new(),
            keys: vec![],
            seek,
            seek_parent: 0,
            header_at: BEGIN + name_bytes as u64,
            bytes_name: name_bytes as u32,
            changed: true,
            fixed: None,
            created: Datime::now(),
        });
        Ok(writer)
    }

    /// Opens an existing file to add to it. Old objects stay; one of the same name gets a new cycle.
    ///
    /// # Errors
    /// When it is missing, not writable, or not a ROOT file.
    pub fn update(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let old = RootFile::open(&path)?;
        let registry = old.registry()?.clone();
        let file = OpenOptions::new().read(true).write(true).open(&path).map_err(|source| Error::Io {
            action: "open",
            file: path.display().to_string(),
            source,
        })?;
        let mut directories = vec![];
        let mut pending = vec![old.top().clone()];
        while let Some(directory) = pending.pop() {
            for key in directory.newest().filter(|key| key.is_directory()) {
                pending.push(old.subdirectory(&directory, key)?);
            }
            directories.push(WriterDirectory {
                path: directory.path,
                keys: directory.keys,
                seek: directory.seek,
                seek_parent: directory.seek_parent,
                header_at: directory.header_at,
                bytes_name: directory.bytes_name,
                changed: false,
                fixed: Some(directory.wide),
                created: Datime::now(),
            });
            if directories.len() > 100_000 {
                return Err(Error::corrupt(old.name().to_owned(), "its directories contain each other"));
            }
        }
        // After the end that the header tells and after the bytes that are there: neither is touched.
        let end = old.header().end.max(old.size());
        Ok(Self {
            target: Target::Existing(file),
            path,
            end,
            directories,
            used: registry.all().to_vec(),
            options: WriteOptions::default(),
            registry,
            begin: old.header().begin,
        })
    }

    /// The compression of what is written from now on.
    pub fn set_compression(&mut self, compression: Compression) {
        self.options.compression = compression;
    }

    pub(crate) fn compression(&self) -> Compression {
        self.options.compression
    }

    pub(crate) fn place(&self) -> String {
        self.path.display().to_string()
    }

    /// Writes an object under a path such as `h` or `dir/h`; directories are made as needed. Without a
    /// name after the last slash, the object's own is used.
    ///
    /// # Errors
    /// When the object has no name or holds what cannot be written, or the disk is full.
    pub fn write<T: ToObject + ?Sized>(&mut self, path: &str, value: &T) -> Result<()> {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = if name.is_empty() { value.name() } else { name };
        if name.is_empty() {
            return Err(Error::unsupported("an object without a name", "give it one in the path"));
        }
        self.adopt(&value.layouts()?)?;
        let directory = self.directory(directory)?;
        let object = value.to_object();
        let title = value.title().to_owned();
        let place = self.place();
        self.write_object(directory, name, &title, &object).at(|| format!("writing `{path}` to `{place}`"))
    }

    /// Takes up the layouts of the user's structs. One that differs from the file's newest of that name
    /// becomes its next version.
    fn adopt(&mut self, classes: &[Class]) -> Result<()> {
        for class in classes {
            if builtin().latest(class.name).is_some() {
                return Err(Error::unsupported(
                    format!("a struct of the name {}", class.name),
                    "ROOT has a class of that name; give another with `#[persist(class = \"…\")]`",
                ));
            }
            let known = self.registry.latest(class.name);
            let mut info = class.info(known.as_ref().map_or(1, |known| known.version + 1));
            match known {
                Some(known) if known.checksum == info.checksum => self.use_layout(known),
                _ => {
                    // Unsigned numbers in headers mean versions from 1 to 16383.
                    info.version = info.version.clamp(1, 0x3fff);
                    let registry = Arc::make_mut(&mut self.registry);
                    self.used.push(registry.add(info));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn write_object(
        &mut self,
        directory: usize,
        name: &str,
        title: &str,
        object: &crate::value::Object,
    ) -> Result<()> {
        let parent = self.directories[directory].seek;
        let wide = self.end >= BIG || parent >= BIG;
        let length = key_length(&object.class, name, title, wide);
        let registry = self.registry.clone();
        let mut writer = ObjectWriter::new(length, &registry);
        writer.top(object)?;
        let plain = writer.buffer.bytes;
        for info in writer.used {
            self.use_layout(info);
        }
        self.write_payload(directory, [&object.class, name, title], &plain)
    }

    /// Notes a layout for the file's list, with those of its bases.
    pub(crate) fn use_layout(&mut self, info: Arc<StreamerInfo>) {
        if !self.used.iter().any(|known| known.class == info.class && known.version == info.version) {
            self.used.push(info);
        }
    }

    /// Writes an object's bytes, compressed, as a key of a directory.
    pub(crate) fn write_payload(&mut self, directory: usize, texts: [&str; 3], plain: &[u8]) -> Result<()> {
        if plain.len() > 0x3fff_ffff {
            return Err(Error::unsupported(format!("`{}`", texts[1]), "an object of more than 1 GB"));
        }
        let packed = if texts[0] == "ROOT::RNTuple" || plain.len() < 256 {
            plain.to_vec()
        } else {
            compress(plain, self.options.compression)?
        };
        let parent = self.directories[directory].seek;
        let newest = self.directories[directory].keys.iter().filter(|key| key.name == texts[1]).map(|key| key.cycle);
        let cycle = newest.max().unwrap_or(0).wrapping_add(1);
        let (_, key) = self.record(texts, &packed, plain.len(), parent, cycle)?;
        let directory = &mut self.directories[directory];
        // Readers take the first of a name: the newest stands before the older ones.
        let at = directory.keys.iter().position(|old| old.name == key.name).unwrap_or(directory.keys.len());
        directory.keys.insert(at, key);
        directory.changed = true;
        Ok(())
    }

    /// Appends a record; gives its offset and key.
    pub(crate) fn record(
        &mut self,
        texts: [&str; 3],
        packed: &[u8],
        plain: usize,
        parent: u64,
        cycle: u16,
    ) -> Result<(u64, Key)> {
        let seek = self.end;
        let (key, wide) = key(texts, seek, parent, cycle, (packed.len(), plain));
        self.append(&key_bytes(&key, wide))?;
        self.append(packed)?;
        Ok((seek, key))
    }

    /// Appends bytes as they are.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.put(bytes, self.end)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    fn put(&self, bytes: &[u8], at: u64) -> Result<()> {
        self.target.file().write_all_at(bytes, at).map_err(|source| self.failed("write", source))
    }

    fn failed(&self, action: &'static str, source: std::io::Error) -> Error {
        Error::Io { action, file: self.path.display().to_string(), source }
    }

    /// The directory at `path`, made if needed; its position among the directories.
    pub(crate) fn directory(&mut self, path: &str) -> Result<usize> {
        let path = path.trim_matches('/');
        if let Some(found) = self.directories.iter().position(|directory| directory.path == path) {
            return Ok(found);
        }
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = self.directory(parent)?;
        let seek_parent = self.directories[parent].seek;
        if self.directories[parent].keys.iter().any(|key| key.name == name) {
            return Err(Error::WrongClass {
                name: path.to_owned(),
                class: "an object".to_owned(),
                wanted: "a directory".to_owned(),
            });
        }
        let (seek, key) =
            self.record(["TDirectory", name, name], &[0; DIRECTORY_HEADER], DIRECTORY_HEADER, seek_parent, 1)?;
        let bytes_name = u32::from(key.key_bytes);
        let directory = &mut self.directories[parent];
        directory.keys.push(key);
        directory.changed = true;
        self.directories.push(WriterDirectory {
            path: path.to_owned(),
            keys: vec![],
            seek,
            seek_parent,
            header_at: seek + u64::from(bytes_name),
            bytes_name,
            changed: true,
            fixed: None,
            created: Datime::now(),
        });
        Ok(self.directories.len() - 1)
    }

    pub(crate) fn directory_seek(&self, directory: usize) -> u64 {
        self.directories[directory].seek
    }

    /// Writes what makes the new content visible: lists of keys, class layouts, and headers last.
    ///
    /// # Errors
    /// When the disk refuses. The old file, if there was one, is then as before, or still readable.
    pub fn finish(mut self) -> Result<()> {
        let mut headers = vec![];
        for index in 0..self.directories.len() {
            if self.directories[index].changed {
                let (seek, bytes) = self.write_keys(index)?;
                headers.push((index, seek, bytes));
            }
        }
        for (index, seek, _) in &headers {
            let directory = &self.directories[*index];
            if directory.fixed == Some(false) && *seek >= BIG {
                return Err(Error::unsupported(
                    format!("directory `{}` of `{}`", directory.path, self.path.display()),
                    "its header has no room for offsets above 2 GB; write a new file",
                ));
            }
        }
        let (seek_info, bytes_info) = self.write_layouts()?;
        let (seek_free, bytes_free) = self.write_free()?;
        // Everything new lies behind the old end, the headers of new directories included. Then the file's
        // header, whose list of layouts knows old and new classes; then the directories that were there,
        // the top last. Whoever stops between two of these leaves nothing named that cannot be read.
        let (old, new): (Vec<_>, Vec<_>) =
            headers.into_iter().partition(|(index, ..)| self.directories[*index].fixed.is_some());
        self.put_directory_headers(&new)?;
        self.sync()?;
        let header = self.header(seek_info, bytes_info, seek_free, bytes_free);
        self.put(&header, 0)?;
        // A machine that loses power keeps this order, too.
        self.sync()?;
        self.put_directory_headers(&old)?;
        self.sync()?;
        match self.target {
            Target::Existing(_) => Ok(()),
            Target::Temporary(file) => {
                let path = self.path;
                permissions_as_new(file.as_file());
                file.persist(&path).map(drop).map_err(|error| Error::Io {
                    action: "write",
                    file: path.display().to_string(),
                    source: error.error,
                })
            }
        }
    }

    /// Writes headers of directories, parents after what is in them.
    fn put_directory_headers(&self, headers: &[(usize, u64, u32)]) -> Result<()> {
        for (index, seek, bytes) in headers.iter().rev() {
            let directory = &self.directories[*index];
            let wide = directory.fixed.unwrap_or(*seek >= BIG || directory.seek >= BIG);
            self.put(&directory_header(directory, *seek, *bytes, wide), directory.header_at)?;
        }
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        self.target.file().sync_data().map_err(|source| self.failed("write", source))
    }

    fn write_keys(&mut self, index: usize) -> Result<(u64, u32)> {
        let directory = &self.directories[index];
        let mut list = Buffer::default();
        list.u32(directory.keys.len() as u32);
        for key in &directory.keys {
            let wide = key_length(&key.class, &key.name, &key.title, true) == usize::from(key.key_bytes);
            list.put(&key_bytes(key, wide));
        }
        let (parent, name) = (directory.seek, directory.path.rsplit('/').next().unwrap_or_default().to_owned());
        let (class, name) = if directory.path.is_empty() {
            ("TFile", self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default())
        } else {
            ("TDirectory", name)
        };
        let (seek, key) = self.record([class, &name, ""], &list.bytes, list.len(), parent, 1)?;
        Ok((seek, key.bytes))
    }

    fn write_layouts(&mut self) -> Result<(u64, u32)> {
        let mut infos = self.used.clone();
        // Bases and members by value need a layout, too.
        let mut at = 0;
        while at < infos.len() {
            let info = infos[at].clone();
            for element in &info.elements {
                let class = if element.kind == crate::streamer::ElementKind::Base {
                    &*element.name
                } else {
                    element.type_name.trim_end_matches('*').trim()
                };
                if let Some(found) = self.registry.latest(class).or_else(|| builtin().latest(class))
                    && !infos.iter().any(|known| known.class == found.class)
                {
                    infos.push(found);
                }
            }
            at += 1;
        }
        let texts = ["TList", "StreamerInfo", "Doubly linked list"];
        let wide = self.end >= BIG;
        let plain = layouts::write(&infos, key_length(texts[0], texts[1], texts[2], wide));
        let packed = compress(&plain, self.options.compression)?;
        let (seek, key) = self.record(texts, &packed, plain.len(), self.begin, 1)?;
        Ok((seek, key.bytes))
    }

    /// The list of free segments: what comes after the end.
    fn write_free(&mut self) -> Result<(u64, u32)> {
        let name = self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let big = self.end + 200 >= BIG;
        let length = if big { 18 } else { 10 };
        let key_bytes = key_length("TFile", &name, "", self.end >= BIG);
        let end = self.end + (key_bytes + length) as u64;
        let mut free = Buffer::default();
        free.u16(if big { 1001 } else { 1 });
        free.offset(end, big);
        free.offset(if big { (end / 1_000_000_000 + 2) * 1_000_000_000 } else { BIG }, big);
        let (seek, key) = self.record(["TFile", &name, ""], &free.bytes, free.len(), self.begin, 1)?;
        Ok((seek, key.bytes))
    }

    fn header(&self, seek_info: u64, bytes_info: u32, seek_free: u64, bytes_free: u32) -> Vec<u8> {
        let wide = self.end >= BIG;
        let mut out = Buffer::default();
        out.put(b"root");
        out.u32(if wide { FORMAT + 1_000_000 } else { FORMAT });
        out.u32(self.begin as u32);
        out.offset(self.end, wide);
        out.offset(seek_free, wide);
        out.u32(bytes_free);
        out.u32(1);
        out.u32(self.directories.iter().find(|d| d.path.is_empty()).map_or(0, |d| d.bytes_name));
        out.u8(if wide { 8 } else { 4 });
        out.u32(self.options.compression.code());
        out.offset(seek_info, wide);
        out.u32(bytes_info);
        out.u16(1);
        out.put(&identifier());
        out.bytes
    }
}

fn directory_header(directory: &WriterDirectory, seek_keys: u64, bytes_keys: u32, wide: bool) -> Vec<u8> {
    let mut out = Buffer::default();
    out.u16(if wide { 1005 } else { 5 });
    out.u32(directory.created.0);
    out.u32(Datime::now().0);
    out.u32(bytes_keys);
    out.u32(directory.bytes_name);
    out.offset(directory.seek, wide);
    out.offset(directory.seek_parent, wide);
    out.offset(seek_keys, wide);
    out.u16(1);
    out.put(&identifier());
    out.bytes
}

/// A random identifier of version 4.
fn identifier() -> [u8; 16] {
    use std::hash::{BuildHasher, Hasher};
    let random = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&random().to_be_bytes());
    bytes[8..].copy_from_slice(&random().to_be_bytes());
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

/// A temporary file is private; the finished one is as readable as any new file.
fn permissions_as_new(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    // The umask cannot be read without setting it; 644 is what most have.
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}
