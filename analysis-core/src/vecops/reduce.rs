use super::{Number, Real};

/// The sum, in the type of the values; 0 for an empty list. Integers wrap around as in ROOT.
pub fn sum<T: Number>(values: &[T]) -> T {
    values.iter().fold(T::default(), |sum, &x| sum + x)
}

/// The product, in the type of the values; 1 for an empty list.
pub fn product<T: Number>(values: &[T]) -> T {
    values.iter().fold(T::ONE, |product, &x| product * x)
}

/// The mean; 0 for an empty list, as in ROOT.
pub fn mean<T: Number>(values: &[T]) -> f64 {
    if values.is_empty() { 0.0 } else { sum(values).to_f64() / values.len() as f64 }
}

/// The variance with n − 1; 0 for less than two values, as in ROOT.
pub fn var<T: Number>(values: &[T]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().map(|x| x.to_f64()).sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|x| (x.to_f64() - mean).powi(2)).sum();
    squares / (values.len() - 1) as f64
}

/// The standard deviation with n − 1; 0 for less than two values, as in ROOT.
pub fn std_dev<T: Number>(values: &[T]) -> f64 {
    var(values).sqrt()
}

/// The largest value; `None` for an empty list. NaN never wins, unless it stands first.
pub fn max<T: Number>(values: &[T]) -> Option<T> {
    argmax(values).map(|index| values[index])
}

/// The smallest value; `None` for an empty list. NaN never wins, unless it stands first.
pub fn min<T: Number>(values: &[T]) -> Option<T> {
    argmin(values).map(|index| values[index])
}

/// Where the largest value stands, the first of equal ones; `None` for an empty list.
pub fn argmax<T: Number>(values: &[T]) -> Option<usize> {
    best(values, |x, best| x > best)
}

/// Where the smallest value stands, the first of equal ones; `None` for an empty list.
pub fn argmin<T: Number>(values: &[T]) -> Option<usize> {
    best(values, |x, best| x < best)
}

fn best<T: Number>(values: &[T], better: impl Fn(T, T) -> bool) -> Option<usize> {
    let mut best = 0;
    for (index, &x) in values.iter().enumerate() {
        if better(x, values[best]) {
            best = index;
        }
    }
    (!values.is_empty()).then_some(best)
}

/// Whether at least one is true; `false` for an empty list.
pub fn any(mask: &[bool]) -> bool {
    mask.contains(&true)
}

/// Whether none is false; `true` for an empty list.
pub fn all(mask: &[bool]) -> bool {
    !mask.contains(&false)
}

/// The scalar product of two lists, as far as the shorter one goes.
pub fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::default(), |sum, (&a, &b)| sum + a * b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lists_are_as_in_root() {
        let none: &[f64] = &[];
        assert_eq!((sum(none), product(none), mean(none), std_dev(none)), (0.0, 1.0, 0.0, 0.0));
        assert_eq!((max(none), argmin(none), any(&[]), all(&[])), (None, None, false, true));
    }

    #[test]
    fn first_of_equal_values_wins() {
        assert_eq!((argmax(&[1, 3, 3]), argmin(&[2.0, 1.0, 1.0])), (Some(1), Some(1)));
    }

    #[test]
    fn deviation_divides_by_one_less() {
        assert_eq!(var(&[1, 2, 3, 4]), 5.0 / 3.0);
        assert_eq!(var(&[7.0f32]), 0.0);
    }
}
