use std::collections::HashMap;

use super::super::HistError;

/// What an axis of categories does with a category that it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It goes to the overflow.
    Fixed,
    /// It gets a new bin after the last one.
    Growing,
}

/// One bin per listed whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntCategory {
    categories: Vec<i64>,
    bins: HashMap<i64, usize>,
    growth: Growth,
}

impl IntCategory {
    /// Checks and makes an axis; see [`Axis::int_categories`](super::Axis::int_categories).
    ///
    /// # Errors
    /// Where a number stands twice, or there is none and the axis does not grow.
    pub fn new(categories: &[i64], growth: Growth) -> Result<Self, HistError> {
        if categories.is_empty() && growth == Growth::Fixed {
            return Err(HistError::NoBins);
        }
        let mut axis = Self { categories: Vec::new(), bins: HashMap::new(), growth };
        for category in categories {
            if !axis.push(*category) {
                return Err(HistError::DuplicateCategory { category: category.to_string() });
            }
        }
        Ok(axis)
    }

    /// The numbers, in the order of their bins.
    pub fn categories(&self) -> &[i64] {
        &self.categories
    }

    /// What happens to an unknown number.
    pub fn growth(&self) -> Growth {
        self.growth
    }

    pub(super) fn index(&self, x: f64) -> usize {
        whole(x).and_then(|number| self.bins.get(&number).copied()).unwrap_or(self.categories.len() + 1)
    }

    pub(super) fn grow(&mut self, x: f64) -> bool {
        self.growth == Growth::Growing && whole(x).is_some_and(|number| self.push(number))
    }

    fn push(&mut self, category: i64) -> bool {
        let new = !self.bins.contains_key(&category);
        if new {
            self.categories.push(category);
            self.bins.insert(category, self.categories.len());
        }
        new
    }
}

/// A value as a whole number, if it is one.
fn whole(x: f64) -> Option<i64> {
    (x == x.floor() && x.abs() < 9.0e18).then_some(x as i64)
}

/// One bin per listed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrCategory {
    categories: Vec<String>,
    bins: HashMap<String, usize>,
    growth: Growth,
}

impl StrCategory {
    /// Checks and makes an axis; see [`Axis::str_categories`](super::Axis::str_categories).
    ///
    /// # Errors
    /// Where a text stands twice, or there is none and the axis does not grow.
    pub fn new(categories: &[&str], growth: Growth) -> Result<Self, HistError> {
        if categories.is_empty() && growth == Growth::Fixed {
            return Err(HistError::NoBins);
        }
        let mut axis = Self { categories: Vec::new(), bins: HashMap::new(), growth };
        for category in categories {
            if !axis.push(category) {
                return Err(HistError::DuplicateCategory { category: (*category).to_owned() });
            }
        }
        Ok(axis)
    }

    /// The texts, in the order of their bins.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// What happens to an unknown text.
    pub fn growth(&self) -> Growth {
        self.growth
    }

    pub(super) fn index(&self, label: &str) -> Option<usize> {
        self.bins.get(label).copied()
    }

    /// The bin of a position, the first category from 0 to 1; the overflow for anything else.
    pub(super) fn index_of_position(&self, x: f64) -> usize {
        let bins = self.categories.len();
        if (0.0..bins as f64).contains(&x) { x as usize + 1 } else { bins + 1 }
    }

    pub(super) fn grow(&mut self, label: &str) -> bool {
        self.growth == Growth::Growing && self.push(label)
    }

    fn push(&mut self, label: &str) -> bool {
        let new = !self.bins.contains_key(label);
        if new {
            self.categories.push(label.to_owned());
            self.bins.insert(label.to_owned(), self.categories.len());
        }
        new
    }
}
