use std::marker::PhantomData;
use std::sync::Arc;

use rootlet_display::{MimeBundle, Show};

use super::graph::{Booking, Graph};
use super::{Error, Result, run};

/// A result that the next event loop makes: a promise of a `T`.
///
/// [`Booked::value`] gives it; the first call runs one loop for all results booked so far on the same input. A
/// result that was dropped before the loop costs nothing.
pub struct Booked<T> {
    graph: Arc<Graph>,
    booking: Arc<Booking>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Booked<T> {
    fn clone(&self) -> Self {
        Self { graph: self.graph.clone(), booking: self.booking.clone(), kind: PhantomData }
    }
}

impl<T> Booked<T> {
    /// A booking of this graph as a promise of what its action makes.
    pub(super) fn new(graph: Arc<Graph>, booking: Arc<Booking>) -> Self {
        Self { graph, booking, kind: PhantomData }
    }
}

// What follows is compiled in every cell that uses it: the work is done by functions of the graph, without type
// parameters, which are compiled here.
impl<T: Send + Sync + 'static> Booked<T> {
    /// The value; runs the event loop if it has not run since this was booked.
    ///
    /// # Errors
    /// What went wrong in the loop. The next call tries again; other results are not touched.
    pub fn value(&self) -> Result<&T> {
        match run::outcome(&self.graph, &self.booking)?.downcast_ref() {
            Some(value) => Ok(value),
            None => unreachable!("an action makes the type that it was booked with"),
        }
    }

    /// Whether the value is there already.
    pub fn is_ready(&self) -> bool {
        self.booking.outcome.get().is_some()
    }

    /// The same result for every variation that changes it, and the nominal one (`"nominal"`).
    ///
    /// Ask before the first use of any result, so that one loop makes them all.
    pub fn variations(&self) -> Variations<T> {
        let varied = self.graph.book_variations(&self.booking);
        let varied = varied.into_iter().map(|(name, booking)| (name, Self::new(self.graph.clone(), booking)));
        let results = std::iter::once(("nominal".to_owned(), self.clone())).chain(varied).collect();
        Variations { results }
    }
}

impl<T: Show + Send + Sync + 'static> Show for Booked<T> {
    /// Shows the value; runs the event loop if that is needed.
    fn mime_bundle(&self) -> MimeBundle {
        match self.value() {
            Ok(value) => value.mime_bundle(),
            Err(error) => MimeBundle::text(format!("error: {error}")),
        }
    }
}

impl<T> std::fmt::Debug for Booked<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = if self.booking.outcome.get().is_some() { "ready" } else { "not run yet" };
        write!(f, "Booked({}, {state})", self.booking.action.label())
    }
}

/// A result and its variations, by name.
pub struct Variations<T> {
    results: Vec<(String, Booked<T>)>,
}

impl<T: Send + Sync + 'static> Variations<T> {
    /// The names: `"nominal"`, then `"name:tag"` in the order in which they were made.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.results.iter().map(|(name, _)| name.as_str())
    }

    /// One of the results.
    ///
    /// # Errors
    /// If there is no such variation, or as [`Booked::value`].
    pub fn value(&self, name: &str) -> Result<&T> {
        match self.results.iter().find(|(known, _)| known == name) {
            Some((_, booked)) => booked.value(),
            None => Err(Error::NoColumn {
                name: name.to_owned(),
                place: "the variations of this result".to_owned(),
                near: self.names().map(str::to_owned).take(8).collect(),
            }),
        }
    }
}

impl<T> std::fmt::Debug for Variations<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.results.iter().map(|(name, _)| name)).finish()
    }
}
