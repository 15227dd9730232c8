use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::{Builder, ColumnType, Error, Frame};

/// How many stretches of rows may wait for the writer.
const WAITING: usize = 2;

/// What is written where.
pub struct Target {
    /// The file.
    pub path: PathBuf,
    /// The name of the tree or RNTuple; empty where files hold one table.
    pub(crate) table: String,
    /// Slot, name in the file and type.
    pub columns: Vec<(u32, String, ColumnType)>,
    /// Writes the whole file, and makes it appear under its name when the rows have ended.
    pub(crate) write: fn(&Target, &mut Next<'_>) -> Result<()>,
    /// A frame over the file.
    pub(crate) open: fn(&Target) -> Result<Frame>,
}

/// Gives the rows stretch by stretch, then `None`; an error if the loop ended early, so that no file must appear.
pub type Next<'a> = dyn FnMut() -> Result<Option<Vec<Builder>>> + 'a;

impl Target {
    /// The error for a file that cannot be written.
    pub fn failed(&self, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
        Error::Write { place: self.path.display().to_string(), cause: Arc::new(cause) }
    }
}

/// The selected rows of some columns in a file. The stretches go to the writer as soon as those before them have.
pub(in crate::frame) struct ToFile(pub(in crate::frame) Arc<Target>);

impl Action for ToFile {
    fn label(&self) -> String {
        let name = self.0.path.file_name().unwrap_or_default().to_string_lossy();
        format!("snapshot {} in {name}", self.0.table)
    }

    fn start(&self) -> Box<dyn Partial> {
        Box::new(Part { builders: empty(&self.0), target: self.0.clone(), writer: None })
    }
}

fn empty(target: &Target) -> Vec<Builder> {
    target.columns.iter().map(|(_, _, kind)| Builder::new(*kind)).collect()
}

struct Part {
    target: Arc<Target>,
    /// Rows that are not on their way yet.
    builders: Vec<Builder>,
    /// In the part that the others are merged into.
    writer: Option<Writer>,
}

/// The thread that writes. It ends before the loop does: with the file, or without if the channel closes early.
struct Writer {
    rows: SyncSender<Message>,
    thread: JoinHandle<Result<()>>,
}

enum Message {
    Rows(Vec<Builder>),
    End,
}

impl Writer {
    fn start(target: Arc<Target>) -> Self {
        let (rows, received) = sync_channel(WAITING);
        let thread = std::thread::spawn(move || write(&target, &received));
        Self { rows, thread }
    }

    /// The reason why the writer does not listen any more.
    fn joined(self) -> Result<()> {
        drop(self.rows);
        self.thread.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload))
    }
}

fn write(target: &Target, received: &Receiver<Message>) -> Result<()> {
    (target.write)(target, &mut || match received.recv() {
        Ok(Message::Rows(rows)) => Ok(Some(rows)),
        Ok(Message::End) => Ok(None),
        Err(_) => Err(target.failed(std::io::Error::from(std::io::ErrorKind::Interrupted))),
    })
}

impl Part {
    fn send(&mut self, message: Message) -> Result<()> {
        let writer = self.writer.get_or_insert_with(|| Writer::start(self.target.clone()));
        if writer.rows.send(message).is_ok() {
            return Ok(());
        }
        self.writer.take().map_or(Ok(()), Writer::joined)
    }

    /// Sends the rows on their way.
    fn flush(&mut self) -> Result<()> {
        if self.builders.first().is_none_or(|builder| builder.rows() == 0) {
            return Ok(());
        }
        let rows = std::mem::replace(&mut self.builders, empty(&self.target));
        self.send(Message::Rows(rows))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(writer) = self.writer.take() {
            // The loop ended early and says why itself; the writer leaves nothing behind.
            let _ = writer.joined();
        }
    }
}

impl Fold for Part {
    type Output = Frame;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        for ((slot, ..), builder) in self.target.columns.iter().zip(&mut self.builders) {
            builder.extend_selected(batch.store(*slot)?.as_ref(), batch.selection());
        }
        Ok(())
    }

    fn merge(&mut self, mut later: Self) -> Result<()> {
        self.flush()?;
        self.builders = std::mem::take(&mut later.builders);
        self.flush()
    }

    fn finish(mut self) -> Result<Frame> {
        self.flush()?;
        self.send(Message::End)?;
        if let Some(writer) = self.writer.take() {
            writer.joined()?;
        }
        (self.target.open)(&self.target)
    }
}
