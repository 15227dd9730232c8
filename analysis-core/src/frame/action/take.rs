use std::marker::PhantomData;

use super::{Action, Batch, Fold, Partial, Result};
use crate::frame::Element;

/// All values of a flat column of type `T`.
pub(in crate::frame) struct TakeFlat<T> {
    pub(in crate::frame) slot: u32,
    pub(in crate::frame) name: String,
    pub(in crate::frame) kind: PhantomData<fn() -> T>,
}

impl<T: Element> Action for TakeFlat<T> {
    fn label(&self) -> String {
        format!("take {}", self.name)
    }

    fn start(&self) -> Box<dyn Partial> {
        Box::new(FlatPart { slot: self.slot, values: Vec::<T>::new() })
    }
}

struct FlatPart<T> {
    slot: u32,
    values: Vec<T>,
}

impl<T: Element> Fold for FlatPart<T> {
    type Output = Vec<T>;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        let store = batch.store(self.slot)?;
        // The type was compared when the result was booked.
        if let Some(values) = T::unwrap(store.values()) {
            self.values.extend(batch.selection().iter().map(|row| values[store.range(row).start].clone()));
        }
        Ok(())
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.values.extend(later.values);
        Ok(())
    }

    fn finish(self) -> Result<Vec<T>> {
        Ok(self.values)
    }
}

/// All lists of a jagged column of type `[T]`.
pub(in crate::frame) struct TakeLists<T> {
    pub(in crate::frame) slot: u32,
    pub(in crate::frame) name: String,
    pub(in crate::frame) kind: PhantomData<fn() -> T>,
}

impl<T: Element> Action for TakeLists<T> {
    fn label(&self) -> String {
        format!("take {}", self.name)
    }

    fn start(&self) -> Box<dyn Partial> {
        Box::new(ListsPart { slot: self.slot, values: Vec::<Vec<T>>::new() })
    }
}

struct ListsPart<T> {
    slot: u32,
    values: Vec<Vec<T>>,
}

impl<T: Element> Fold for ListsPart<T> {
    type Output = Vec<Vec<T>>;

    fn fill(&mut self, batch: &Batch<'_>) -> Result<()> {
        let store = batch.store(self.slot)?;
        if let Some(values) = T::unwrap(store.values()) {
            self.values.extend(batch.selection().iter().map(|row| values[store.range(row)].to_vec()));
        }
        Ok(())
    }

    fn merge(&mut self, later: Self) -> Result<()> {
        self.values.extend(later.values);
        Ok(())
    }

    fn finish(self) -> Result<Vec<Vec<T>>> {
        Ok(self.values)
    }
}
