//! Contours of two-dimensional histograms.

use super::View;
use crate::plot::Cells;
use crate::plot::scene::Item;

pub(super) fn filled(_view: &View<'_>, _cells: &Cells, _items: &mut Vec<Item>) {}

pub(super) fn lines(_view: &View<'_>, _cells: &Cells, _items: &mut Vec<Item>) {}
