//! Two-dimensional histograms in perspective.

use super::View;
use crate::plot::scene::Item;

pub(super) fn draw(_view: &View<'_>, _items: &mut Vec<Item>) {}
