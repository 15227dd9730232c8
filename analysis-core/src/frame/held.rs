use std::any::Any;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::Arc;

/// Vectors of our own, or vectors over memory that somebody else owns: read only, never grown, never freed by us.
pub(super) struct Held<V> {
    value: ManuallyDrop<V>,
    /// Keeps foreign memory alive; `None` if the vectors are ours.
    owner: Option<Arc<dyn Any + Send + Sync>>,
}

impl<V> Held<V> {
    pub(super) fn own(value: V) -> Self {
        Self { value: ManuallyDrop::new(value), owner: None }
    }

    /// Vectors over memory of `owner`.
    ///
    /// # Safety
    /// The memory neither moves nor changes while `owner` lives. The value is only ever read.
    #[expect(unsafe_code, reason = "foreign memory cannot be checked")]
    pub(super) unsafe fn foreign(value: ManuallyDrop<V>, owner: Arc<dyn Any + Send + Sync>) -> Self {
        Self { value, owner: Some(owner) }
    }
}

/// A vector over foreign memory, to be read and forgotten.
///
/// # Safety
/// It must neither be grown nor dropped, and not outlive the slice.
#[expect(unsafe_code, reason = "a vector over memory that it did not allocate")]
pub(super) unsafe fn over<T>(slice: &[T]) -> ManuallyDrop<Vec<T>> {
    // SAFETY: nobody drops or grows it, so the allocator never sees the pointer; the rest is the caller's promise.
    ManuallyDrop::new(unsafe { Vec::from_raw_parts(slice.as_ptr().cast_mut(), slice.len(), slice.len()) })
}

impl Held<Vec<i64>> {
    /// Offsets that others share.
    pub(super) fn shared(numbers: Arc<Vec<i64>>) -> Self {
        #[expect(unsafe_code, reason = "see `Held`")]
        // SAFETY: a vector inside of an `Arc` neither moves nor changes while a clone of the `Arc` lives.
        unsafe {
            Self::foreign(over(&numbers), numbers)
        }
    }
}

impl<V> Deref for Held<V> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        &self.value
    }
}

impl<V> Drop for Held<V> {
    fn drop(&mut self) {
        if self.owner.is_none() {
            #[expect(unsafe_code, reason = "what is ours is freed")]
            // SAFETY: this is the only drop, and nothing reads the value afterwards.
            unsafe {
                ManuallyDrop::drop(&mut self.value);
            }
        }
    }
}

impl<V: std::fmt::Debug> std::fmt::Debug for Held<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}
