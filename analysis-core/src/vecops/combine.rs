/// All pairs `[i, j]` with `i < j` of `n` things, in lexical order.
pub fn pairs(n: usize) -> impl Iterator<Item = [usize; 2]> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| [i, j]))
}

/// All triplets `[i, j, k]` with `i < j < k` of `n` things, in lexical order.
pub fn triplets(n: usize) -> impl Iterator<Item = [usize; 3]> {
    (0..n).flat_map(move |i| (i + 1..n).flat_map(move |j| (j + 1..n).map(move |k| [i, j, k])))
}

/// All pairs `[i, j]` of one of `n` things and one of `m` others.
pub fn cross(n: usize, m: usize) -> impl Iterator<Item = [usize; 2]> {
    (0..n).flat_map(move |i| (0..m).map(move |j| [i, j]))
}

/// All choices of `size` out of `n` things, as ROOT's `Combinations` gives them: a list of places per member, so
/// `combinations(3, 2)` is `[[0, 0, 1], [1, 2, 2]]`. Empty lists if `size` is 0 or above `n`.
pub fn combinations(n: usize, size: usize) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); size];
    if size == 0 || size > n {
        return lists;
    }
    let mut chosen: Vec<usize> = (0..size).collect();
    loop {
        for (list, &place) in lists.iter_mut().zip(&chosen) {
            list.push(place);
        }
        // The last member that can move on; those after it follow closely.
        let Some(member) = (0..size).rev().find(|&member| chosen[member] < n - size + member) else {
            return lists;
        };
        chosen[member] += 1;
        for later in member + 1..size {
            chosen[later] = chosen[later - 1] + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_as_in_root() {
        assert_eq!(combinations(3, 2), [[0, 0, 1], [1, 2, 2]]);
        assert_eq!(combinations(2, 3), vec![Vec::<usize>::new(); 3]);
        assert_eq!(combinations(6, 4)[0].len(), 15);
    }

    #[test]
    fn pairs_and_triplets_agree_with_combinations() {
        let two = combinations(6, 2);
        assert!(pairs(6).eq((0..15).map(|k| [two[0][k], two[1][k]])));
        let three = combinations(6, 3);
        assert!(triplets(6).eq((0..20).map(|k| [three[0][k], three[1][k], three[2][k]])));
        assert_eq!(cross(2, 2).collect::<Vec<_>>(), [[0, 0], [0, 1], [1, 0], [1, 1]]);
    }
}
