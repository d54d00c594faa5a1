//! Loops over elements side by side give what loops over elements one by one do, at every size.

use super::honest::{Court, network};
use p3_blake3::Blake3;
use p3_dft::{Radix2DFTSmallBatch, TwoAdicSubgroupDft};
use p3_field::PrimeCharacteristicRing;
use p3_matrix::Matrix;
use p3_matrix::dense::RowMajorMatrix;
use p3_symmetric::{CryptographicHasher, SerializingHasher};
use rand::Rng;
use rand::seq::SliceRandom;
use sumcheck::code::Code;
use sumcheck::field::{E, F, equalities, equalities_below, evaluate, indices_below, small};
use sumcheck::fractions;
use sumcheck::hasher::RowHash;
use sumcheck::lanes::{Element, Scale, Vector, WIDE, WIDTH, packed, unpacked};
use sumcheck::ones::{GROUP, Ones};
use sumcheck::rounds::{product_round, product_sum, prove_reduction};
use sumcheck::transcript::Transcript;

pub fn value(rng: &mut impl Rng) -> F {
    small(rng.gen_range(0..i64::from(u32::MAX)))
}

pub fn element(rng: &mut impl Rng) -> E {
    let mut sponge = sumcheck::pcs::sponge();
    sumcheck::pcs::absorb_bytes(&mut sponge, &rng.r#gen::<[u8; 16]>());
    sumcheck::pcs::draw(&mut sponge)
}

pub fn elements(n: usize, rng: &mut impl Rng) -> Vec<E> {
    (0..n).map(|_| element(rng)).collect()
}

/// The value at a point of the polynomial with these values.
fn at(values: &[E], point: &[E]) -> E {
    values.iter().zip(equalities(point)).map(|(v, e)| *v * e).sum()
}

fn transcript(court: &Court) -> Transcript {
    Transcript::new(&court.plan, &court.vectors, &[])
}

#[test]
fn vectors_are_bound_and_multiplied_as_their_elements_are() {
    let mut rng = super::random::rng(5);
    for n in 1..=13 {
        let [a, b] = [0, 1].map(|_| elements(1 << n, &mut rng));
        let half = a.len() / 2;
        let product: E = a.iter().zip(&b).map(|(a, b)| *a * *b).sum();
        let two = |v: &[E], i: usize| v[i + half].double() - v[i];
        let low: E = (0..half).map(|i| a[i] * b[i]).sum();
        let high: E = (0..half).map(|i| two(&a, i) * two(&b, i)).sum();
        let [mut wide, other] = [&a, &b].map(|v| Vector::new(v.clone()));
        assert_eq!(product_sum(&wide, &other), product, "2^{n}");
        assert_eq!(product_round(&wide, &other), [low, high], "2^{n}");
        let point = elements(n, &mut rng);
        point.iter().for_each(|r| wide.bind(*r));
        assert_eq!((wide.len(), wide.only()), (1, at(&a, &point)), "2^{n}");
        assert_eq!(unpacked(&packed(&a[..half / WIDTH * WIDTH])), a[..half / WIDTH * WIDTH]);
        if 1 << n >= WIDTH {
            assert_eq!(unpacked(&(WIDE.equalities)(&point)), equalities(&point), "2^{n}");
        }
    }
}

/// Products side by side, by as many elements and by one, are products of elements.
#[test]
fn elements_are_multiplied_side_by_side() {
    let mut rng = super::random::rng(12);
    let [a, b] = [0, 1].map(|_| elements(8 * WIDTH, &mut rng));
    let (r, wide) = (element(&mut rng), packed(&a));
    let products: Vec<_> = wide.iter().zip(packed(&b)).map(|(a, b)| a.times(b)).collect();
    assert_eq!(unpacked(&products), a.iter().zip(&b).map(|(a, b)| *a * *b).collect::<Vec<_>>());
    let scaled: Vec<_> = wide.iter().map(|a| a.scaled(&Scale::new(r))).collect();
    assert_eq!(unpacked(&scaled), a.iter().map(|a| *a * r).collect::<Vec<_>>());
}

/// Rows are hashed one after the other as many at a time are, as Plonky3 hashes them.
#[test]
fn rows_have_the_digests_of_their_bytes() {
    let mut rng = super::random::rng(10);
    let known = SerializingHasher::new(Blake3);
    for width in [0, 1, 5, 15, 16, 17, 77, 80, 300] {
        for count in [1, 2, 15, 16, 17, 33, 700] {
            let values: Vec<F> = (0..width * count).map(|_| value(&mut rng)).collect();
            let (mut own, mut digests) = (vec![[0; 32]; count], vec![[0; 32]; count]);
            RowHash.hash_many(&values, &mut own);
            known.hash_many(&values, &mut digests);
            assert_eq!(own, digests, "{count} rows of {width}");
            let first: [u8; 32] = RowHash.hash_slice(&values[..width]);
            assert_eq!(first, digests[0]);
        }
    }
}

/// Codewords are those of whole transforms.
#[test]
fn codewords_are_transforms_of_padded_messages() {
    let mut rng = super::random::rng(11);
    for width in [1, 15, 16, 33, 80] {
        for n in 0..6 {
            for rate in 0..5 {
                let mut coefficients: Vec<F> = (0..width << n).map(|_| value(&mut rng)).collect();
                coefficients.resize(width << (n + rate), F::ZERO);
                let coefficients = RowMajorMatrix::new(coefficients, width);
                let known = Radix2DFTSmallBatch::default().dft_batch(coefficients.clone());
                let own = Code::default().padded(coefficients, rate);
                assert_eq!(own, known.to_row_major_matrix(), "2^{n} rows of {width} at 2^-{rate}");
            }
        }
    }
}

/// The reduction ends with what the vectors are at its point.
#[test]
fn a_reduction_ends_at_its_point() {
    let court = Court::new(&network(0), 8);
    let mut rng = super::random::rng(6);
    for n in 10..=13 {
        let cells: Vec<F> = (0..1 << n).map(|_| value(&mut rng)).collect();
        let weights = elements(1 << n, &mut rng);
        let mut claim: E = cells.iter().zip(&weights).map(|(c, w)| *w * *c).sum();
        let (messages, point) = prove_reduction(&cells, &weights, &mut claim, &mut transcript(&court));
        assert_eq!((messages.len(), point.len()), (n, n));
        assert_eq!(claim, evaluate(&cells, &point) * at(&weights, &point), "2^{n}");
    }
}

/// Trees of fractions of every size end with what the leaves are at the claim's point, and say what they add up to.
#[test]
fn fractions_end_at_their_leaves() {
    let court = Court::new(&network(0), 8);
    let mut rng = super::random::rng(7);
    for n in 1..=13 {
        // Pairs of fractions that cancel.
        let mut leaves: Vec<(F, E)> = Vec::new();
        for _ in 0..1 << (n - 1) {
            let (numerator, denominator) = (value(&mut rng), element(&mut rng));
            leaves.extend([(numerator, denominator), (-numerator, denominator)]);
        }
        leaves.shuffle(&mut rng);
        let (mut numerators, denominators): (Vec<F>, Vec<E>) = leaves.into_iter().unzip();
        for sum in [F::ZERO, F::ONE] {
            numerators[0] += sum;
            let (layers, claim) = fractions::prove(&numerators, &denominators, &mut transcript(&court));
            let verified = fractions::verify(n, &layers, &mut transcript(&court));
            assert_eq!(verified.as_ref(), Some(&claim), "2^{n}");
            assert_eq!(claim.numerator, evaluate(&numerators, &claim.point), "2^{n}");
            assert_eq!(claim.denominator, at(&denominators, &claim.point), "2^{n}");
            let [n, d] = fractions::root(&layers);
            assert_eq!(n * denominators[0], d * sum, "2^{n}");
        }
    }
}

/// Trees of fractions whose numerators are one are proved with the same words as any others.
#[test]
fn fractions_of_one_are_fractions() {
    let court = Court::new(&network(0), 8);
    let mut rng = super::random::rng(8);
    for n in GROUP.ilog2() as usize..=14 {
        for runs in 1..4 {
            let groups = (1usize << n) / GROUP;
            let mut ends: Vec<usize> = (1..runs).map(|_| rng.gen_range(1..=groups) * GROUP).collect();
            ends.push(1 << n);
            ends.sort_unstable();
            ends.dedup();
            let runs = ends.into_iter().map(|end| (end, element(&mut rng))).collect();
            let values = (0..1 << n).map(|_| value(&mut rng)).collect();
            let leaves = Ones { values, runs };
            let (numerators, denominators) = (vec![F::ONE; 1 << n], leaves.denominators());
            let any = fractions::prove(&numerators, &denominators, &mut transcript(&court));
            assert_eq!(leaves.prove(&mut transcript(&court)), any, "2^{n}, {:?}", leaves.runs);
        }
    }
}

#[test]
fn equalities_below_an_index_are_summed() {
    let mut rng = super::random::rng(9);
    for n in 0..=12 {
        let point = elements(n, &mut rng);
        let all = equalities(&point);
        for end in [0, 1, 2, 3, all.len() / 2, all.len().saturating_sub(1), all.len()] {
            let sum: E = all[..end.min(all.len())].iter().copied().sum();
            assert_eq!(equalities_below(&point, end.min(all.len())), sum, "2^{n}, {end}");
            let own = all[..end.min(all.len())].iter().zip(0..).map(|(e, i)| *e * small(i)).sum::<E>();
            assert_eq!(indices_below(&point, end.min(all.len())), own, "2^{n}, {end}");
        }
    }
}
