//! Shapes: sizes of a tensor's axes, row-major, last axis fastest. No axes for a single number.

/// Number of elements; saturated, as a shape may come from anywhere.
pub fn len(shape: &[usize]) -> usize {
    shape.iter().fold(1, |n, d| n.saturating_mul(*d))
}

/// Row-major strides: elements between neighbours along each axis; saturated.
pub fn strides(shape: &[usize]) -> Vec<usize> {
    let mut out = vec![1; shape.len()];
    for axis in (0..shape.len().saturating_sub(1)).rev() {
        out[axis] = shape[axis + 1].saturating_mul(out[axis + 1]);
    }
    out
}

/// Calls `f` with every index of `shape`, in row-major order.
pub fn for_each(shape: &[usize], mut f: impl FnMut(&[usize])) {
    if shape.contains(&0) {
        return;
    }
    let mut index = vec![0; shape.len()];
    loop {
        f(&index);
        let Some(axis) = (0..shape.len()).rev().find(|a| index[*a] + 1 < shape[*a]) else { return };
        index[axis] += 1;
        index[axis + 1..].fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_come_in_the_order_of_elements() {
        for shape in [vec![], vec![3], vec![2, 3], vec![2, 1, 3, 2], vec![2, 0]] {
            let steps = strides(&shape);
            let mut seen = Vec::new();
            for_each(&shape, |i| seen.push(i.iter().zip(&steps).map(|(i, s)| i * s).sum::<usize>()));
            assert_eq!(seen, (0..len(&shape)).collect::<Vec<_>>());
        }
    }
}
