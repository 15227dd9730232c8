//! Pages that several reads share: a page on the edge of two reads is decoded once.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::error::Result;

/// The most that waiting pages may take, in bytes.
const MOST: usize = 64 << 20;

/// Decoded pages of which a read took a part, kept until the rest was taken.
///
/// An event loop reads range after range, and pages are as long as several ranges: without this a page would be
/// decompressed once for each.
#[derive(Default)]
pub(super) struct SharedPages {
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    /// By the page's place in the file.
    pages: HashMap<u64, Waited>,
    /// Which came first.
    order: VecDeque<u64>,
    bytes: usize,
}

struct Waited {
    page: Arc<SharedPage>,
    /// Elements that nobody took yet.
    left: u64,
    bytes: usize,
}

/// The decoded bytes, once somebody made them; who comes meanwhile waits.
#[derive(Default)]
struct SharedPage(Mutex<Option<Arc<Vec<u8>>>>);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SharedPages {
    /// The decoded page at `offset`, of which `taken` of `elements` elements are taken now; `decode` makes its
    /// `bytes` bytes if nobody did.
    pub(super) fn take(
        &self,
        offset: u64,
        (taken, elements): (u64, u64),
        bytes: usize,
        decode: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<Arc<Vec<u8>>> {
        let page = self.enter(offset, taken, elements, bytes);
        let mut content = locked(&page.0);
        if let Some(content) = &*content {
            return Ok(content.clone());
        }
        let decoded = Arc::new(decode()?);
        *content = Some(decoded.clone());
        Ok(decoded)
    }

    fn enter(&self, offset: u64, taken: u64, elements: u64, bytes: usize) -> Arc<SharedPage> {
        let mut guard = locked(&self.waiting);
        let waiting = &mut *guard;
        if let Some(waited) = waiting.pages.get_mut(&offset) {
            waited.left = waited.left.saturating_sub(taken);
            let page = waited.page.clone();
            if waited.left == 0 {
                waiting.forget(offset);
            }
            return page;
        }
        let page = Arc::new(SharedPage::default());
        waiting.bytes += bytes;
        waiting.order.push_back(offset);
        waiting.pages.insert(offset, Waited { page: page.clone(), left: elements.saturating_sub(taken), bytes });
        while waiting.bytes > MOST
            && let Some(oldest) = waiting.order.front().copied()
        {
            waiting.forget(oldest);
        }
        page
    }
}

impl Waiting {
    fn forget(&mut self, offset: u64) {
        if let Some(waited) = self.pages.remove(&offset) {
            self.bytes -= waited.bytes;
        }
        self.order.retain(|known| *known != offset);
    }
}

impl fmt::Debug for SharedPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = locked(&self.waiting);
        write!(f, "SharedPages({} pages, {} bytes)", waiting.pages.len(), waiting.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn a_page_is_decoded_once_and_forgotten_when_all_of_it_was_taken() {
        let pages = SharedPages::default();
        let mut decoded = 0;
        for _ in 0..2 {
            let page = pages.take(100, (5, 10), 40, || {
                decoded += 1;
                Ok(vec![7; 40])
            });
            assert_eq!(*page.unwrap(), vec![7; 40]);
        }
        assert_eq!(decoded, 1);
        assert_eq!(format!("{pages:?}"), "SharedPages(0 pages, 0 bytes)");
    }

    #[test]
    fn too_many_pages_push_out_the_oldest() {
        let pages = SharedPages::default();
        for offset in 0..5 {
            pages.take(offset, (1, 10), MOST / 4, || Ok(vec![])).unwrap();
        }
        assert_eq!(format!("{pages:?}"), format!("SharedPages(4 pages, {MOST} bytes)"));
    }

    #[test]
    fn a_page_that_failed_is_tried_again() {
        let pages = SharedPages::default();
        assert!(pages.take(1, (1, 3), 1, || Err(Error::corrupt("a page", "it is broken"))).is_err());
        assert_eq!(*pages.take(1, (1, 3), 1, || Ok(vec![1])).unwrap(), vec![1]);
    }
}
