//! Files, time, threads and processes.

pub mod error {
    /// What an error can say.
    pub trait Error: crate::fmt::Debug + crate::fmt::Display {
        fn source(&self) -> Option<&(dyn Error + 'static)> {}
        fn description(&self) -> &str {}
    }
    impl Error for crate::num::ParseIntError {}
    impl Error for crate::num::ParseFloatError {}
    impl Error for crate::io::Error {}
    impl Error for crate::fmt::Error {}
}
pub mod io {
    //! Reading and writing.
    /// Why reading or writing failed.
    pub struct Error { repr: u8 }
    impl Error { pub fn kind(&self) -> ErrorKind; pub fn other<E>(error: E) -> Error; pub fn last_os_error() -> Error; }
    impl crate::fmt::Debug for Error { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    impl crate::fmt::Display for Error { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ErrorKind { NotFound, PermissionDenied, AlreadyExists, InvalidInput, InvalidData, UnexpectedEof, Interrupted, Other }
    pub type Result<T> = crate::result::Result<T, Error>;
    pub trait Read {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize>;
        /// Reads everything to the end.
        fn read_to_end(&mut self, buf: &mut Vec<u8>) -> Result<usize> {}
        fn read_to_string(&mut self, buf: &mut String) -> Result<usize> {}
        fn read_exact(&mut self, buf: &mut [u8]) -> Result<()> {}
    }
    pub trait Write {
        fn write(&mut self, buf: &[u8]) -> Result<usize>;
        fn flush(&mut self) -> Result<()>;
        fn write_all(&mut self, buf: &[u8]) -> Result<()> {}
        fn write_fmt(&mut self, args: crate::fmt::Arguments<'_>) -> Result<()> {}
    }
    pub trait BufRead: Read {
        fn read_line(&mut self, buf: &mut String) -> Result<usize> {}
        fn lines(self) -> crate::collections::Items<Result<String>> where Self: Sized {}
    }
    pub trait Seek { fn seek(&mut self, pos: SeekFrom) -> Result<u64>; }
    pub enum SeekFrom { Start(u64), End(i64), Current(i64) }
    pub struct BufReader<R> { inner: R }
    impl<R: Read> BufReader<R> { pub fn new(inner: R) -> BufReader<R>; }
    impl<R: Read> Read for BufReader<R> { fn read(&mut self, buf: &mut [u8]) -> Result<usize>; }
    impl<R: Read> BufRead for BufReader<R> {}
    pub struct BufWriter<W> { inner: W }
    impl<W: Write> BufWriter<W> { pub fn new(inner: W) -> BufWriter<W>; }
    impl<W: Write> Write for BufWriter<W> { fn write(&mut self, buf: &[u8]) -> Result<usize>; fn flush(&mut self) -> Result<()>; }
    pub struct Stdin;
    impl Stdin { pub fn read_line(&self, buf: &mut String) -> Result<usize>; pub fn lines(self) -> crate::collections::Items<Result<String>>; }
    pub struct Stdout;
    impl Write for Stdout { fn write(&mut self, buf: &[u8]) -> Result<usize>; fn flush(&mut self) -> Result<()>; }
    /// Standard input.
    pub fn stdin() -> Stdin;
    /// Standard output.
    pub fn stdout() -> Stdout;
    pub fn stderr() -> Stdout;
    pub fn _print(args: crate::fmt::Arguments<'_>);
}
pub mod path {
    //! Paths of files.
    /// A path, borrowed.
    pub struct Path { inner: str }
    impl Path {
        pub fn new<S: AsRef<str> + ?Sized>(s: &S) -> &Path;
        pub fn to_str(&self) -> Option<&str>;
        pub fn to_string_lossy(&self) -> crate::borrow::Cow<'_, str>;
        pub fn to_path_buf(&self) -> PathBuf;
        pub fn is_absolute(&self) -> bool;
        /// The folder that it is in.
        pub fn parent(&self) -> Option<&Path>;
        pub fn file_name(&self) -> Option<&str>;
        pub fn file_stem(&self) -> Option<&str>;
        pub fn extension(&self) -> Option<&str>;
        /// The path with another part behind it.
        pub fn join<P: AsRef<Path>>(&self, path: P) -> PathBuf;
        pub fn with_extension<S: AsRef<str>>(&self, extension: S) -> PathBuf;
        pub fn display(&self) -> Display<'_>;
        /// Whether there is such a file or folder.
        pub fn exists(&self) -> bool;
        pub fn is_file(&self) -> bool;
        pub fn is_dir(&self) -> bool;
    }
    pub struct Display<'a> { path: &'a Path }
    impl crate::fmt::Display for Display<'_> { fn fmt(&self, f: &mut crate::fmt::Formatter<'_>) -> crate::fmt::Result; }
    /// A path, owned.
    #[derive(Clone, Default, Debug, PartialEq, Eq, Hash)]
    pub struct PathBuf { inner: String }
    impl PathBuf { pub fn new() -> PathBuf; pub fn push<P: AsRef<Path>>(&mut self, path: P); pub fn pop(&mut self) -> bool; }
    impl crate::ops::Deref for PathBuf { type Target = Path; fn deref(&self) -> &Path; }
    impl AsRef<Path> for PathBuf { fn as_ref(&self) -> &Path; }
    impl AsRef<Path> for Path { fn as_ref(&self) -> &Path; }
    impl AsRef<Path> for str { fn as_ref(&self) -> &Path; }
    impl AsRef<Path> for String { fn as_ref(&self) -> &Path; }
    impl From<&str> for PathBuf { fn from(s: &str) -> PathBuf; }
    impl From<String> for PathBuf { fn from(s: String) -> PathBuf; }
}
pub mod fs {
    //! Files and folders.
    use crate::io;
    use crate::path::{Path, PathBuf};
    /// An open file.
    pub struct File { fd: i32 }
    impl File {
        /// Opens a file to read it.
        pub fn open<P: AsRef<Path>>(path: P) -> io::Result<File>;
        /// Makes a new or empty file to write it.
        pub fn create<P: AsRef<Path>>(path: P) -> io::Result<File>;
    }
    impl io::Read for File { fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>; }
    impl io::Write for File { fn write(&mut self, buf: &[u8]) -> io::Result<usize>; fn flush(&mut self) -> io::Result<()>; }
    impl io::Seek for File { fn seek(&mut self, pos: io::SeekFrom) -> io::Result<u64>; }
    /// All bytes of a file.
    pub fn read<P: AsRef<Path>>(path: P) -> io::Result<Vec<u8>>;
    /// The text of a file.
    pub fn read_to_string<P: AsRef<Path>>(path: P) -> io::Result<String>;
    /// Makes a file with this content.
    pub fn write<P: AsRef<Path>, C: AsRef<[u8]>>(path: P, contents: C) -> io::Result<()>;
    pub fn remove_file<P: AsRef<Path>>(path: P) -> io::Result<()>;
    pub fn copy<P: AsRef<Path>, Q: AsRef<Path>>(from: P, to: Q) -> io::Result<u64>;
    pub fn rename<P: AsRef<Path>, Q: AsRef<Path>>(from: P, to: Q) -> io::Result<()>;
    pub fn create_dir<P: AsRef<Path>>(path: P) -> io::Result<()>;
    pub fn create_dir_all<P: AsRef<Path>>(path: P) -> io::Result<()>;
    pub fn remove_dir_all<P: AsRef<Path>>(path: P) -> io::Result<()>;
    /// What is in a folder.
    pub fn read_dir<P: AsRef<Path>>(path: P) -> io::Result<crate::collections::Items<io::Result<DirEntry>>>;
    pub struct DirEntry { inner: u8 }
    impl DirEntry { pub fn path(&self) -> PathBuf; pub fn file_name(&self) -> String; }
}
pub mod env {
    //! The process's surroundings.
    pub fn args() -> crate::collections::Items<String>;
    #[derive(Debug)]
    pub enum VarError { NotPresent, NotUnicode(String) }
    pub fn var<K: AsRef<str>>(key: K) -> Result<String, VarError>;
    pub fn vars() -> crate::collections::Items<(String, String)>;
    pub fn current_dir() -> crate::io::Result<crate::path::PathBuf>;
    pub fn set_current_dir<P: AsRef<crate::path::Path>>(path: P) -> crate::io::Result<()>;
    pub fn temp_dir() -> crate::path::PathBuf;
}
pub mod time {
    //! Time.
    /// A span of time.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Duration { secs: u64, nanos: u32 }
    impl Duration {
        pub const ZERO: Duration;
        pub const fn from_secs(secs: u64) -> Duration;
        pub const fn from_millis(millis: u64) -> Duration;
        pub const fn from_micros(micros: u64) -> Duration;
        pub const fn from_nanos(nanos: u64) -> Duration;
        pub const fn from_secs_f64(secs: f64) -> Duration;
        pub const fn as_secs(&self) -> u64;
        pub const fn as_millis(&self) -> u128;
        pub const fn as_micros(&self) -> u128;
        pub const fn as_nanos(&self) -> u128;
        /// The span in seconds.
        pub const fn as_secs_f64(&self) -> f64;
        pub const fn as_secs_f32(&self) -> f32;
    }
    impl crate::ops::Add for Duration { type Output = Duration; fn add(self, rhs: Duration) -> Duration; }
    impl crate::ops::Sub for Duration { type Output = Duration; fn sub(self, rhs: Duration) -> Duration; }
    impl crate::ops::Mul<u32> for Duration { type Output = Duration; fn mul(self, rhs: u32) -> Duration; }
    /// A moment of a clock that never goes back.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Instant(Duration);
    impl Instant {
        pub fn now() -> Instant;
        /// The time since this moment.
        pub fn elapsed(&self) -> Duration;
        pub fn duration_since(&self, earlier: Instant) -> Duration;
    }
    impl crate::ops::Sub for Instant { type Output = Duration; fn sub(self, rhs: Instant) -> Duration; }
    /// A moment of the calendar's clock.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct SystemTime(Duration);
    pub const UNIX_EPOCH: SystemTime;
    #[derive(Clone, Debug)]
    pub struct SystemTimeError(Duration);
    impl SystemTime { pub fn now() -> SystemTime; pub fn duration_since(&self, earlier: SystemTime) -> Result<Duration, SystemTimeError>; }
}
pub mod thread {
    //! Threads.
    /// Starts a thread.
    pub fn spawn<F: FnOnce() -> T, T>(f: F) -> JoinHandle<T>;
    /// Threads that may borrow and end with this call.
    pub fn scope<'env, F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T, T>(f: F) -> T;
    pub fn sleep(dur: crate::time::Duration);
    pub fn yield_now();
    pub fn available_parallelism() -> crate::io::Result<usize>;
    pub struct Scope<'scope, 'env> { data: &'scope &'env () }
    impl<'scope, 'env> Scope<'scope, 'env> { pub fn spawn<F: FnOnce() -> T, T>(&'scope self, f: F) -> JoinHandle<T>; }
    pub struct JoinHandle<T> { inner: T }
    impl<T> JoinHandle<T> {
        /// Waits for the thread's result.
        pub fn join(self) -> Result<T, Box<dyn crate::any::Any>>;
        pub fn is_finished(&self) -> bool;
    }
    pub struct LocalKey<T> { inner: T }
    impl<T> LocalKey<T> { pub fn with<F: FnOnce(&T) -> R, R>(&self, f: F) -> R; }
}
pub mod process {
    //! Other programs.
    use crate::io;
    /// A program to run.
    pub struct Command { program: String }
    impl Command {
        pub fn new<S: AsRef<str>>(program: S) -> Command;
        pub fn arg<S: AsRef<str>>(&mut self, arg: S) -> &mut Command;
        pub fn args<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, args: I) -> &mut Command;
        pub fn env<K: AsRef<str>, V: AsRef<str>>(&mut self, key: K, val: V) -> &mut Command;
        pub fn current_dir<P: AsRef<crate::path::Path>>(&mut self, dir: P) -> &mut Command;
        pub fn spawn(&mut self) -> io::Result<Child>;
        /// Runs the program and takes what it prints.
        pub fn output(&mut self) -> io::Result<Output>;
        /// Runs the program to its end.
        pub fn status(&mut self) -> io::Result<ExitStatus>;
    }
    pub struct Child { handle: i32 }
    impl Child { pub fn id(&self) -> u32; pub fn wait(&mut self) -> io::Result<ExitStatus>; pub fn kill(&mut self) -> io::Result<()>; }
    #[derive(Clone, Debug)]
    pub struct Output { pub status: ExitStatus, pub stdout: Vec<u8>, pub stderr: Vec<u8> }
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ExitStatus(i32);
    impl ExitStatus { pub fn success(&self) -> bool; pub fn code(&self) -> Option<i32>; }
    pub fn id() -> u32;
    pub fn exit(code: i32) -> !;
}
pub mod hint { pub const fn black_box<T>(dummy: T) -> T; }
pub mod net { pub struct TcpStream { fd: i32 } pub struct TcpListener { fd: i32 } }
pub mod panic { pub fn catch_unwind<F: FnOnce() -> R, R>(f: F) -> Result<R, Box<dyn crate::any::Any>>; }
pub mod pin {
    #[lang = "pin"]
    #[fundamental]
    pub struct Pin<P> { pointer: P }
    impl<P> Pin<P> { pub fn new(pointer: P) -> Pin<P>; }
    impl<P: crate::ops::Deref> crate::ops::Deref for Pin<P> { type Target = P::Target; fn deref(&self) -> &P::Target; }
    impl<P: crate::ops::DerefMut> crate::ops::DerefMut for Pin<P> { fn deref_mut(&mut self) -> &mut P::Target; }
    impl<P, U> crate::ops::CoerceUnsized<Pin<U>> for Pin<P> where P: crate::ops::CoerceUnsized<U> {}
    impl<P, U> crate::ops::DispatchFromDyn<Pin<U>> for Pin<P> where P: crate::ops::DispatchFromDyn<U> {}
    impl<P: crate::ops::Deref<Target = F>, F: Future + ?Sized> Future for Pin<P> { type Output = F::Output; fn poll(self: Pin<&mut Self>, cx: &mut crate::task::Context<'_>) -> crate::task::Poll<F::Output>; }
}
pub mod future {
    use crate::pin::Pin;
    use crate::task::{Context, Poll};
    /// A value that comes later.
    #[lang = "future_trait"]
    pub trait Future {
        #[lang = "future_output"]
        type Output;
        #[lang = "poll"]
        fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output>;
    }
    pub trait IntoFuture {
        type Output;
        type IntoFuture: Future<Output = Self::Output>;
        #[lang = "into_future"]
        fn into_future(self) -> Self::IntoFuture;
    }
    impl<F: Future> IntoFuture for F { type Output = F::Output; type IntoFuture = F; fn into_future(self) -> F; }
    pub struct Ready<T>(T);
    impl<T> Future for Ready<T> { type Output = T; fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T>; }
    pub fn ready<T>(t: T) -> Ready<T>;
}
pub mod task {
    #[lang = "Poll"]
    pub enum Poll<T> { #[lang = "Ready"] Ready(T), #[lang = "Pending"] Pending }
    #[lang = "Context"]
    pub struct Context<'a> { waker: &'a () }
}
