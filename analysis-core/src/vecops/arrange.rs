use super::Number;

/// Which values fulfil a condition.
pub fn mask<T: Copy>(values: &[T], condition: impl Fn(T) -> bool) -> Vec<bool> {
    values.iter().map(|&x| condition(x)).collect()
}

/// The values for which the mask is true, as far as the shorter list goes.
pub fn filter<T: Copy>(values: &[T], mask: &[bool]) -> Vec<T> {
    values.iter().zip(mask).filter(|(_, keep)| **keep).map(|(&x, _)| x).collect()
}

/// The places at which the mask is true.
pub fn nonzero(mask: &[bool]) -> Vec<usize> {
    (0..mask.len()).filter(|&index| mask[index]).collect()
}

/// The places of the values in ascending order; equal ones keep their order, NaN comes last.
pub fn argsort<T: Number>(values: &[T]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    let key = |index: usize| values[index];
    places.sort_by(|&a, &b| {
        key(a).partial_cmp(&key(b)).unwrap_or_else(|| {
            let nan = |x: T| x.to_f64().is_nan();
            nan(key(a)).cmp(&nan(key(b)))
        })
    });
    places
}

/// The values in ascending order, NaN last.
pub fn sort<T: Number>(values: &[T]) -> Vec<T> {
    take(values, &argsort(values))
}

/// The values in descending order, NaN first.
pub fn sort_descending<T: Number>(values: &[T]) -> Vec<T> {
    reverse(&sort(values))
}

/// The values from the last to the first.
pub fn reverse<T: Copy>(values: &[T]) -> Vec<T> {
    values.iter().rev().copied().collect()
}

/// The values at some places, in the order of the places.
///
/// # Panics
/// If a place is not in the list.
pub fn take<T: Copy>(values: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|&index| values[index]).collect()
}

/// The first `count` values, or all if there are fewer.
pub fn take_first<T: Copy>(values: &[T], count: usize) -> Vec<T> {
    values[..count.min(values.len())].to_vec()
}

/// The last `count` values, or all if there are fewer.
pub fn take_last<T: Copy>(values: &[T], count: usize) -> Vec<T> {
    values[values.len() - count.min(values.len())..].to_vec()
}

/// From `a` where the mask is true, else from `b`, as far as the shortest list goes.
pub fn where_<T: Copy>(mask: &[bool], a: &[T], b: &[T]) -> Vec<T> {
    mask.iter().zip(a.iter().zip(b)).map(|(&first, (&a, &b))| if first { a } else { b }).collect()
}

/// One list after the other.
pub fn concatenate<T: Copy>(a: &[T], b: &[T]) -> Vec<T> {
    [a, b].concat()
}

/// The values that stand in both lists, ascending, each once.
pub fn intersect<T: Number>(a: &[T], b: &[T]) -> Vec<T> {
    let mut both: Vec<T> = sort(a).into_iter().filter(|x| b.contains(x)).collect();
    both.dedup();
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn argsort_is_stable_and_puts_nan_last() {
        assert_eq!(argsort(&[2.0, f64::NAN, 1.0, 2.0]), [2, 0, 3, 1]);
    }

    #[test]
    fn filter_and_where_follow_the_mask() {
        let wanted = mask(&[1, 5, 3], |x| x > 2);
        assert_eq!(filter(&[1, 5, 3], &wanted), [5, 3]);
        assert_eq!(nonzero(&wanted), [1, 2]);
        assert_eq!(where_(&wanted, &[1, 2, 3], &[7, 8, 9]), [7, 2, 3]);
    }

    #[test]
    fn take_more_than_there_is_gives_all() {
        assert_eq!((take_first(&[1, 2, 3], 2), take_last(&[1, 2, 3], 5)), (vec![1, 2], vec![1, 2, 3]));
    }

    #[test]
    fn intersect_is_sorted_and_unique() {
        assert_eq!(intersect(&[3, 1, 3, 2], &[2, 3, 9]), [2, 3]);
    }
}
