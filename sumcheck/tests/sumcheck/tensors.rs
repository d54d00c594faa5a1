//! Weights that are products over bits are what weights one by one are, through any view, and the two are never confused.

use super::cases::{KINDS, family};
use super::honest::network;
use super::kernels::{element, elements, value};
use circuit::{Graph, PublicValues, interpret};
use p3_field::PrimeCharacteristicRing;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::sync::Arc;
use sumcheck::Plan;
use sumcheck::field::{E, F, equalities, scaled_equalities};
use sumcheck::functional::Functional;
use sumcheck::parts::{Parts, Places, Shared};
use sumcheck::plan::Axis;
use sumcheck::plane::{Kind, Map, NOTHING, PlaneId};
use sumcheck::products::{Weights, gridded, spread};
use sumcheck::structure::Structure;
use sumcheck::tensor::{Squeeze, Tensor, Tensors, cube, indices};
use sumcheck::witness::Witness;

/// A tensor of so many elements, with some of the bits that it may have.
fn tensor(len: usize, rng: &mut ChaCha8Rng) -> Tensor {
    let bits: Vec<u32> = (0..cube(len)).filter(|_| rng.gen_bool(0.7)).collect();
    let mut pair = || match rng.gen_range(0..3) {
        0 => [E::ONE; 2],
        1 => {
            let r = element(rng);
            [E::ONE - r, r]
        }
        _ => [element(rng), element(rng)],
    };
    let bits: Vec<_> = bits.into_iter().map(|bit| (bit, pair())).collect();
    let dense = elements(len >> bits.len(), rng);
    Tensor { bits, dense }
}

/// What a tensor says, element by element.
fn weights(tensor: &Tensor, len: usize) -> Vec<E> {
    let weight = |i: usize| {
        let (mut product, mut rest, mut place) = (E::ONE, 0, 0);
        for bit in 0..usize::BITS - 1 {
            match tensor.bits.iter().find(|(own, _)| *own == bit) {
                Some((_, pair)) => product *= pair[i >> bit & 1],
                None => {
                    rest |= (i >> bit & 1) << place;
                    place += 1;
                }
            }
        }
        product * tensor.dense[rest]
    };
    (0..len).map(weight).collect()
}

/// The positions of a view of `len` elements, made of steps that views have: axes split, permuted, sliced, repeated, padded, turned.
fn view(len: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    // Axes with their strides.
    let mut axes: Vec<(usize, i64)> = Vec::new();
    let mut rest = len;
    while rest > 1 && axes.len() < 4 {
        let divisors: Vec<usize> = (2..=rest).filter(|d| rest.is_multiple_of(*d)).collect();
        let size = divisors[rng.gen_range(0..divisors.len())];
        axes.push((size, (len / rest) as i64));
        rest /= size;
    }
    axes.reverse();
    let mut offset = 0i64;
    for _ in 0..rng.gen_range(0..4) {
        let count = axes.len();
        match rng.gen_range(0..4) {
            0 if count > 1 => axes.swap(0, count - 1),
            1 => axes.insert(rng.gen_range(0..=count), (rng.gen_range(1..5), 0)),
            2 if count > 0 => {
                let axis = &mut axes[rng.gen_range(0..count)];
                let from = rng.gen_range(0..axis.0);
                offset += from as i64 * axis.1;
                axis.0 = rng.gen_range(1..=axis.0 - from);
            }
            3 if count > 0 && rng.gen_bool(0.3) => {
                let axis = &mut axes[rng.gen_range(0..count)];
                offset += (axis.0 as i64 - 1) * axis.1;
                axis.1 = -axis.1;
            }
            _ => {}
        }
    }
    let mut map = vec![offset];
    for (size, stride) in axes {
        map = map.iter().flat_map(|at| (0..size as i64).map(move |i| at + i * stride)).collect();
    }
    let mut map: Vec<u32> = map.into_iter().map(|at| at as u32).collect();
    if rng.gen_bool(0.3) {
        // Zeros before, between, or after, also such that a shorter pattern goes on for a while.
        let step = 1 << rng.gen_range(0..4);
        let chance = rng.gen_bool(0.5);
        map.chunks_mut(step).for_each(|part| {
            if chance && rng.gen_bool(0.3) {
                part.fill(NOTHING);
            }
        });
        let at = rng.gen_range(0..map.len());
        map[at] = if rng.gen_bool(0.5) { NOTHING } else { rng.gen_range(0..len as u32) };
        map.resize(map.len() + rng.gen_range(0..9), NOTHING);
    }
    map
}

const SIZES: [usize; 14] = [1, 2, 3, 4, 8, 12, 16, 20, 24, 32, 48, 64, 96, 160];

/// The transpose of a map, element by element.
fn spread_out(map: &Map, own: &[E], len: usize) -> Vec<E> {
    let mut all = vec![E::ZERO; len];
    match map {
        Map::Same => all.copy_from_slice(own),
        Map::Gather(map) => {
            map.iter().zip(own).filter(|(at, _)| **at != NOTHING).for_each(|(at, w)| all[*at as usize] += *w);
        }
        Map::Fold { starts, items } => {
            for (bounds, w) in starts.windows(2).zip(own) {
                items[bounds[0] as usize..bounds[1] as usize].iter().for_each(|at| all[*at as usize] += *w);
            }
        }
    }
    all
}

#[test]
fn weights_through_random_views_are_those_one_by_one() {
    let mut rng = super::random::rng(11);
    let (mut kept, mut all) = (0, 0);
    for case in 0..4000 {
        let len = SIZES[rng.gen_range(0..SIZES.len())];
        let read = view(len, &mut rng);
        let (map, count) = if rng.gen_bool(0.4) {
            // Sums: of members side by side, of as many each or of any.
            let items: Vec<u32> = read.iter().copied().filter(|at| *at != NOTHING).collect();
            if items.is_empty() {
                continue;
            }
            let divisors: Vec<usize> = (1..=items.len()).filter(|d| items.len().is_multiple_of(*d)).collect();
            let each = divisors[rng.gen_range(0..divisors.len())];
            let mut starts: Vec<u32> = (0..=items.len() / each).map(|i| (i * each) as u32).collect();
            if starts.len() > 2 && rng.gen_bool(0.2) {
                starts.remove(1);
            }
            let count = starts.len() - 1;
            (Map::Fold { starts: starts.into(), items: items.into() }, count)
        } else {
            let count = read.len();
            (Map::Gather(read.into()), count)
        };
        let own = tensor(count, &mut rng);
        let one_by_one = weights(&own, count);
        assert_eq!(own.clone().expanded(), one_by_one, "case {case}");
        assert_eq!(own.total(), one_by_one.iter().copied().sum(), "case {case}");
        let (structure, factor) = (Structure::of(&map, len), value(&mut rng));
        let passed = structure.passed(&map, &own, factor, len);
        let expected: Vec<E> = spread_out(&map, &one_by_one, len).into_iter().map(|w| w * factor).collect();
        assert_eq!(weights(&passed, len), expected, "case {case}: {map:?}, {structure:?}, {own:?}");
        kept += passed.bits.len();
        all += cube(len) as usize;
    }
    assert!(kept * 3 > all, "{kept} of {all} bits are kept");
}

/// An axis that is moved is known: the weights of a permutation stay as short as they were.
#[test]
fn bits_of_permuted_axes_stay_bits() {
    let map: Vec<u32> = (0..16).flat_map(|i| (0..12).map(move |j| j * 16 + i)).collect();
    let structure = Structure::of(&Map::Gather(map.into()), 192);
    assert_eq!(structure.bits, [(0, Some(4)), (1, Some(5))]);
    let map: Vec<u32> = (0..8).flat_map(|i| (0..32).map(move |j| j * 8 + i)).collect();
    let structure = Structure::of(&Map::Gather(map.into()), 256);
    let moved: Vec<(u32, Option<u32>)> = (0..8).map(|bit| (bit, Some((bit + 3) % 8))).collect();
    assert_eq!(structure.bits, moved);
    let starts = (0..=8).map(|i| i * 32).collect();
    let fold = Map::Fold { starts, items: (0..256).collect() };
    let Structure { bits, members } = Structure::of(&fold, 256);
    assert_eq!((bits.len(), members.len()), (3, 5));
}

#[test]
fn tensors_have_the_values_and_the_sums_of_their_weights() {
    let mut rng = super::random::rng(12);
    let mut few = 0;
    for case in 0..600 {
        let n = rng.gen_range(0..9);
        let (point, scale) = (elements(n, &mut rng), element(&mut rng));
        let start = rng.gen_range(0..1 << n);
        let len = rng.gen_range(0..=(1 << n) - start);
        let own = Tensor::equalities(&point, start, len, scale);
        assert_eq!(weights(&own, len), scaled_equalities(&point, scale)[start..start + len], "case {case}");
        if let Some(all) = Places::new(&point).of(start, len) {
            let mut parts = Parts::default();
            all.iter().for_each(|(eq, shared)| parts.share(scale * *eq, shared, len));
            assert_eq!(
                parts.total(),
                scaled_equalities(&point, scale)[start..start + len].iter().copied().sum()
            );
            let parts = parts.merged(len).expanded();
            assert_eq!(parts, scaled_equalities(&point, scale)[start..start + len], "case {case}");
            few += 1;
        }
        let own = tensor(len, &mut rng);
        let value = weights(&own, len).iter().zip(&equalities(&point)[start..]).map(|(w, e)| *w * *e).sum();
        assert_eq!(own.at(&point, start, len), value, "case {case}: {start}, {len}");
        let mut sum = Tensors::default();
        let mut one_by_one = vec![E::ZERO; len];
        for _ in 0..rng.gen_range(1..20) {
            let own = if rng.gen_bool(0.5) { own.clone() } else { tensor(len, &mut rng) };
            one_by_one.iter_mut().zip(weights(&own, len)).for_each(|(to, w)| *to += w);
            sum.add(own, len);
        }
        assert_eq!(sum.expanded(), one_by_one, "case {case}");
        let mask = rng.gen_range(0..1 << 9);
        let left: Vec<usize> = indices(mask, 512).collect();
        assert_eq!(left, (0..512).filter(|i| i & mask == 0).collect::<Vec<_>>());
        assert_eq!(
            left.iter().map(|i| Squeeze::new(mask).of(*i)).collect::<Vec<_>>(),
            (0..left.len()).collect::<Vec<_>>()
        );
    }
    assert!(few > 100, "{few}");
}

/// What each element of a factor weighs, by its definition.
fn of_factor(axes: &[Axis], of: &Weights, terms: &[E], scale: E) -> Vec<E> {
    let eq = equalities(terms);
    let mut all = vec![(0, scale)];
    for axis in axes {
        let own = axis.weight.map(|w| of.of(w, axis.size));
        let each = |(at, w): (usize, E)| {
            let own = &own;
            (0..axis.size)
                .map(move |i| (at + axis.step.unwrap_or(0) * i, own.as_ref().map_or(w, |own| w * own[i])))
        };
        all = all.into_iter().flat_map(each).collect();
    }
    all.into_iter().map(|(at, w)| w * eq[at]).collect()
}

#[test]
fn factors_weigh_what_their_axes_say() {
    let mut rng = super::random::rng(13);
    let court = super::honest::Court::new(&network(0), 8);
    let mut transcript = sumcheck::transcript::Transcript::new(&court.plan, &court.vectors, &[]);
    let of = Weights::drawn([4; 4], &mut transcript);
    let mut grids = 0;
    for case in 0..500 {
        // Axes of the sum in any order, which others may lie between.
        let mut axes: Vec<Axis> = Vec::new();
        let mut terms = 1;
        for _ in 0..rng.gen_range(0..4) {
            let size = rng.gen_range(1..9);
            let shared = rng.gen_bool(0.6);
            let weight = rng.gen_bool(0.5).then(|| rng.gen_range(0..4));
            axes.push(Axis { size, step: shared.then_some(terms), weight });
            // Sometimes the other factor has an axis in between.
            let between = if rng.gen_bool(0.2) { 3 } else { 1 };
            terms *= between * if shared { size } else { 1 };
        }
        if rng.gen_bool(0.5) {
            axes.reverse();
        }
        let point = elements(sumcheck::field::log_ceil(terms), &mut rng);
        let scale = element(&mut rng);
        let len = axes.iter().map(|a| a.size).product();
        let own = spread(&axes, &of, &point, scale);
        let expected = of_factor(&axes, &of, &point, scale);
        assert_eq!(weights(&own, len), expected, "case {case}: {axes:?}");
        if let Some(grid) = gridded(&axes, &of, &point, scale) {
            assert_eq!(grid.tensor().expanded(), expected, "case {case}: {axes:?}");
            grids += 1;
        }
    }
    assert!(grids > 100, "{grids}");
}

/// Whatever claims there are about planes, they come to what is left of them.
fn claims_are_kept(name: &str, graph: &Graph, inputs: &[Vec<i128>], rng: &mut ChaCha8Rng) -> bool {
    let Ok(trace) = interpret(graph, inputs) else { return false };
    for least in [usize::MAX, 1] {
        let plan = Plan::withholding(graph, 8, least).expect("a plan");
        let public = PublicValues::of(&plan.graph, &trace);
        let values = circuit::public::integers(&plan.slots, &public).expect("its own");
        let witness = Witness::new(&plan, &trace, &values);
        // Nothing that is passed on is kept, some of it, or all.
        let kept = if rng.gen_bool(0.5) { usize::MAX } else { rng.gen_range(0..40) };
        let mut functional = Functional::keeping(&plan, kept);
        let mut sum = E::ZERO;
        // Planes of one length weigh the same but for factors, and each something of its own.
        let mut alike: BTreeMap<usize, (Vec<E>, Arc<Shared>)> = BTreeMap::new();
        for (i, plane) in plan.planes.iter().enumerate() {
            if matches!(plane.kind, Kind::Withheld { offset: None, .. }) || rng.gen_bool(0.5) {
                continue;
            }
            let (weights, shared) = alike.entry(plane.len).or_insert_with(|| {
                let own = tensor(plane.len, rng);
                (own.clone().expanded(), Shared::new(own))
            });
            let (plane, factor) = (PlaneId(i as u32), element(rng));
            sum += weights.iter().zip(witness.plane(plane)).map(|(w, v)| *w * *v).sum::<E>() * factor;
            functional.weigh_shared(plane, factor, shared);
        }
        for _ in 0..40 {
            let plane = PlaneId(rng.gen_range(0..plan.planes.len() as u32));
            // Constants that nothing depends on have no place.
            if matches!(plan.plane(plane).kind, Kind::Withheld { offset: None, .. }) {
                continue;
            }
            let own = tensor(plan.plane(plane).len, rng);
            sum +=
                own.clone().expanded().into_iter().zip(witness.plane(plane)).map(|(w, v)| w * *v).sum::<E>();
            functional.weigh(plane, own);
        }
        for (i, table) in plan.tables.iter().enumerate() {
            let own = tensor(table.len(), rng);
            let counts = &witness.cells[plan.multiplicities[i]..];
            sum += own.clone().expanded().into_iter().zip(counts).map(|(w, v)| w * *v).sum::<E>();
            functional.weigh_counts(i, own);
        }
        let reduced = functional.reduce(&values);
        let mut left = reduced.known;
        for (weighted, values) in [(reduced.cells, &witness.cells), (reduced.withheld, &witness.withheld)] {
            let point = elements(weighted.log, rng);
            let at = weighted.at(&point);
            let dense = weighted.dense();
            assert_eq!(at, dense.iter().zip(equalities(&point)).map(|(w, e)| *w * e).sum::<E>(), "{name}");
            left += dense.into_iter().zip(values.iter()).map(|(w, v)| w * *v).sum::<E>();
        }
        assert_eq!(left, sum, "{name}\n{}", graph.summary());
    }
    true
}

#[test]
fn claims_about_planes_of_every_circuit_are_kept() {
    let mut rng = super::random::rng(14);
    for seed in 0..25 {
        let graph = super::random::graph(&mut super::random::rng(seed));
        let inputs = super::random::inputs(&graph, &mut super::random::rng(seed));
        claims_are_kept(&format!("seed {seed}"), &graph, &inputs, &mut rng);
    }
    for kind in 0..KINDS {
        let mut done = 0;
        for (graph, given) in (0..40).filter_map(|seed| family(kind, seed)) {
            done += usize::from(done < 2 && claims_are_kept("a family", &graph, &given, &mut rng));
        }
        assert!(done > 0);
    }
    let inputs = vec![(0..36).map(|i| i % 16).collect()];
    assert!(claims_are_kept("network", &network(3), &inputs, &mut rng));
}

/// Weights one by one, as [`F`] has them, are those of numbers that everybody knows.
#[test]
fn weights_times_known_numbers_are_those_one_by_one() {
    let mut rng = super::random::rng(15);
    for case in 0..400 {
        let len = SIZES[rng.gen_range(0..SIZES.len())];
        // Numbers that repeat, as tables of angles and masks do.
        let few: Vec<F> = (0..2).map(|_| value(&mut rng)).collect();
        let step = 1 << rng.gen_range(0..5);
        let mut by: Vec<F> = (0..len).map(|i| few[i / step % 2]).collect();
        if rng.gen_bool(0.3) {
            by[rng.gen_range(0..len)] = value(&mut rng);
        }
        let structure = Structure::of_numbers(&by);
        let own = tensor(len, &mut rng);
        let expected: Vec<E> = weights(&own, len).into_iter().zip(&by).map(|(w, by)| w * *by).collect();
        assert_eq!(weights(&structure.scaled(&by, &own), len), expected, "case {case}");
    }
}
