//! The commitment that is linear: what it is by hand, that it is bound by short vectors, and that its random bytes reach everything.

use super::hidden::{rank, seeded};
use p3_field::{Field, PrimeCharacteristicRing, TwoAdicField};
use sumcheck::field::{E, F, small};
use sumcheck::lattice::{DIMENSION, IMAGE, Matrix, OPENING, RANK, binding, image, pulled};
use sumcheck::zk::random::{extension, values};

/// An element of a matrix at a slot: what an element of the ring that is one there and zero elsewhere is taken to.
fn element(matrix: Matrix, column: usize, columns: usize, slot: usize) -> [F; RANK] {
    // The inverse transform of one slot by hand.
    let root = F::two_adic_generator(9).exp_u64(2 * slot as u64 + 1);
    let scale = F::from_u32(DIMENSION as u32).inverse();
    let inverse = root.exp_u64(511);
    let mut vector = vec![F::ZERO; DIMENSION * columns];
    for j in 0..DIMENSION {
        vector[j * columns + column] = inverse.exp_u64(j as u64) * scale;
    }
    let all = image(matrix, &vector);
    for (other, own) in all.chunks(RANK).enumerate() {
        assert_eq!(own.iter().all(|v| *v == F::ZERO), other != slot, "slots are roots of X^256 + 1");
    }
    std::array::from_fn(|row| all[slot * RANK + row])
}

#[test]
fn it_is_the_product_of_matrix_and_vector_in_the_ring() {
    let mut rng = seeded(1);
    let columns = 3;
    let vector = values(&mut rng, DIMENSION * columns - 5);
    let all = image(Matrix::Values, &vector);
    assert_eq!(all.len(), IMAGE);
    for slot in [0, 1, 100, 255] {
        let root = F::two_adic_generator(9).exp_u64(2 * slot as u64 + 1);
        let mut expected = [F::ZERO; RANK];
        for column in 0..columns {
            let at = |j: usize| vector.get(j * columns + column).copied().unwrap_or(F::ZERO);
            let value: F = (0..DIMENSION).map(|j| at(j) * root.exp_u64(j as u64)).sum();
            let own = element(Matrix::Values, column, columns, slot);
            expected.iter_mut().zip(own).for_each(|(sum, a)| *sum += a * value);
        }
        assert_eq!(expected[..], all[slot * RANK..][..RANK]);
    }
    assert_ne!(all, image(Matrix::Opening, &vector));
    // What goes before does not depend on what follows: a column's elements are its own.
    assert_eq!(element(Matrix::Values, 1, 2, 7), element(Matrix::Values, 1, 5, 7));
}

#[test]
fn weights_are_pulled_back() {
    let mut rng = seeded(2);
    for count in [1, 255, 256, 257, 3000] {
        let (vector, weights) = (values(&mut rng, count), extension(&mut rng, IMAGE));
        let own = pulled(Matrix::Values, count, &weights);
        assert_eq!(own.len(), count);
        let sum: E = own.iter().zip(&vector).map(|(w, v)| *w * *v).sum();
        let all = image(Matrix::Values, &vector);
        assert_eq!(sum, weights.iter().zip(all).map(|(w, v)| *w * v).sum::<E>());
    }
}

/// Random bytes reach every commitment: at each slot their matrix has full rank. And they are many enough: the distance from uniform is
/// below `√((1 + p^5/256^56)^256 - 1)/2`.
#[test]
fn random_bytes_reach_all_commitments() {
    let columns = OPENING / DIMENSION;
    for slot in [0, 77, 255] {
        let rows: Vec<Vec<E>> = (0..columns)
            .map(|c| element(Matrix::Opening, c, columns, slot).iter().map(|v| E::from(*v)).collect())
            .collect();
        assert_eq!(rank(rows), RANK);
    }
    let excess = 8.0 + 31.0 * RANK as f64 - 8.0 * columns as f64;
    assert!(excess / 2.0 - 1.0 < -140.0, "{excess}");
}

/// What solutions of so many bits, of so many elements, take to find. Longer ones are found faster, and those as long as the prime by anyone.
#[test]
fn short_vectors_are_hard_to_find() {
    let of = |bits: i32, count: f64| binding(count * 4f64.powi(bits));
    assert!(of(8, 1e4) > 700.0, "{}", of(8, 1e4));
    assert!(of(16, 5e5) > 180.0, "{}", of(16, 5e5));
    assert!(of(16, 1.6e7) > 128.0, "{}", of(16, 1.6e7));
    assert!(of(16, 5e5) < of(13, 5e5));
    assert!(of(29, 1e6) == 0.0);
    // By hand: 2^26 long, δ = 1.00295, blocks of some 610.
    let known = binding(2f64.powi(52)) / 0.292;
    assert!((590.0..630.0).contains(&known), "{known}");
}

/// Commitments add up: the difference of two is the commitment to the difference.
#[test]
fn it_is_linear() {
    let mut rng = seeded(3);
    let [a, b] = [(); 2].map(|()| values(&mut rng, 700));
    let less: Vec<F> = a.iter().zip(&b).map(|(a, b)| *a - *b * small(3)).collect();
    let [a, b, less] = [a, b, less].map(|v| image(Matrix::Values, &v));
    assert!(a.iter().zip(b).zip(less).all(|((a, b), less)| *a - b * small(3) == less));
}
