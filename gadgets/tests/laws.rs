//! The laws of primitives: a fast evaluation is the definition, and no result leaves what was inferred. And those of
//! gadgets as compositions: a body is the gadget.

use gadgets::Fault;
use gadgets::arbitrary::{FAMILIES, case_of, reading, word};
use gadgets::primitive::Known;
use gadgets::strided::Strided;

/// Whether both give the same, statuses included; what is malformed is so for both.
fn agree<T: PartialEq + std::fmt::Debug>(a: &Result<T, Fault>, b: &Result<T, Fault>) -> bool {
    match (a, b) {
        (Err(Fault::Gadget(_)), Err(Fault::Gadget(_))) => true,
        _ => a == b,
    }
}

#[test]
fn a_primitive_is_its_nest_and_stays_within_its_range() {
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    for seed in 0..4_000 {
        let case = word(seed);
        let word = case.primitive.word();
        let operands: Vec<Strided<'_>> = word.reads().iter().map(|r| r.strided(&case.values)).collect();
        let shapes: Vec<_> = operands.iter().map(|o| o.shape.clone()).collect();
        let own = word.shape(&shapes).unwrap_or_else(|e| panic!("seed {seed}: {e}: {case:?}"));
        let known: Vec<Known<'_>> = case.known();
        let known: Vec<Known<'_>> =
            word.reads().iter().map(|r| r.known(&known).expect("it was read")).collect();
        for (k, o) in known.iter().zip(&operands) {
            assert_eq!(k.shape, o.shape);
            assert!(o.to_vec().iter().all(|v| k.range.contains((*v).into())), "seed {seed}: {case:?}");
        }
        let (fast, defined) = (word.eval(&operands), word.nest(&shapes).run(&operands));
        assert!(agree(&fast, &defined), "seed {seed}: {fast:?} is not {defined:?}: {case:?}");
        if let Ok(values) = fast {
            assert_eq!(values.len(), gadgets::shape::len(&own));
            let range = word.infer(&known).unwrap_or_else(|e| panic!("seed {seed}: {e}: {case:?}"));
            let outside = values.iter().find(|v| !range.contains(**v));
            assert_eq!(outside, None, "seed {seed}: not within {range}: {case:?}");
            *seen.entry(word.name()).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
    assert!(seen.values().all(|n| *n > 100), "{seen:?}");
}

#[test]
fn an_inferred_range_is_attained_where_operands_vary_freely() {
    // Two operands, every element of small intervals: the image is the hull of what occurs.
    use gadgets::Interval;
    use gadgets::primitive::{Map, Read, Term, Word};
    let select = Map {
        reads: vec![Read::value(0), Read::value(1), Read::value(2)],
        terms: vec![
            Term { coefficient: 1, factors: vec![0, 1] },
            Term { coefficient: -1, factors: vec![0, 2] },
            Term { coefficient: 1, factors: vec![2] },
        ],
        constant: 0,
    };
    let known = |lo, hi| Known::new(&[], Interval { lo, hi }, None);
    let operands = [known(0, 1), known(-5, 3), known(2, 9)];
    // c·a + (1 − c)·b for a bit c: no wider than both.
    assert_eq!(select.infer(&operands), Ok(Interval { lo: -5, hi: 9 }));
}

#[test]
fn a_view_reads_where_its_place_says() {
    use gadgets::nest::{Counter, Index};
    for seed in 0..3_000 {
        let (under, views) = reading(seed);
        let data: Vec<i64> = (0..gadgets::shape::len(&under) as i64).map(|i| 100 + i).collect();
        let strided = views.iter().fold(Strided::new(&under, data.clone()), |s, v| s.view(v));
        let applied = views.iter().fold((under.clone(), data.clone()), |(shape, data), v| {
            (v.shape(&shape).expect("it fits"), v.apply(&shape, &data, |v| v))
        });
        assert_eq!((strided.shape.clone(), strided.to_vec()), applied, "seed {seed}: {under:?} {views:?}");

        // Back through the views, by index expressions.
        let shapes: Vec<Vec<usize>> = views.iter().fold(vec![under.clone()], |mut all, v| {
            all.push(v.shape(all.last().expect("one")).expect("it fits"));
            all
        });
        let top = shapes.last().expect("one");
        let counters: Vec<Index> = (0..top.len()).map(|k| Index::counter(Counter(k as u32))).collect();
        let extent = |ix: &Index| {
            ix.is_linear().then(|| {
                ix.terms.iter().fold((ix.constant, ix.constant), |(lo, hi), (atom, f)| match atom {
                    gadgets::nest::Atom::Counter(c) => {
                        let end = (top[c.0 as usize] as i64 - 1) * f;
                        (lo + end.min(0), hi + end.max(0))
                    }
                    _ => (i64::MIN / 2, i64::MAX / 2),
                })
            })
        };
        let (mut at, mut guards) = (counters, Vec::new());
        for (v, under) in views.iter().zip(&shapes).rev() {
            let place = v.place(under, &at, &extent).expect("small");
            at = place.at;
            guards.extend(place.guards);
        }
        let steps = gadgets::shape::strides(&under);
        let mut read = Vec::new();
        gadgets::shape::for_each(top, |i| {
            let env = i.iter().enumerate().map(|(k, v)| (Counter(k as u32), *v as i64)).collect();
            let holds = |g: &gadgets::view::Guard| {
                let v = g.index.eval(&env).expect("small");
                (0..g.size).contains(&v) && v % g.step == 0
            };
            let failing = guards.iter().find(|(g, _)| !holds(g));
            read.push(failing.map_or_else(
                || {
                    let at: i64 =
                        at.iter().zip(&steps).map(|(p, s)| p.eval(&env).expect("small") * *s as i64).sum();
                    data[at as usize]
                },
                |(_, value)| *value,
            ));
        });
        assert_eq!(read, strided.to_vec(), "seed {seed}: {under:?} {views:?}");
    }
}

#[test]
fn a_gadget_is_the_composition_of_its_body() {
    for family in 0..FAMILIES {
        for seed in 0..150 {
            let case = case_of(family, seed);
            let body = case.gadget.body().expect("every family is a composition");
            body.shapes().unwrap_or_else(|e| panic!("{e}: {:?}", case.gadget));
            let operands: Vec<&[i64]> = case.operands.iter().map(Vec::as_slice).collect();
            let expected = case.gadget.evaluate(&operands).map(|y| match case.gadget.output() {
                Some(_) => vec![y],
                None => vec![],
            });
            for found in [body.evaluate(&operands), body.define(&operands)] {
                assert_eq!(found, expected, "{:?}", case.gadget);
            }
        }
    }
}

#[test]
fn a_body_that_reads_what_is_not_there_is_refused() {
    use gadgets::primitive::{Einsum, Map, Misfit, Primitive, Read};
    use gadgets::{Body, ElementType, Operand, Role, View};
    let operand =
        |shape: &[usize]| Operand { role: Role::Activation, element: ElementType::I8, shape: shape.to_vec() };
    let copy = |read: Read| Primitive::Map(Map::linear([(1, read)], 0));
    let body = |word: Primitive| {
        let mut body = Body::new(vec![operand(&[2, 3])]);
        body.push(word, ElementType::I32);
        body.shapes().map_err(|e| *e.source)
    };
    assert!(matches!(body(copy(Read::value(1))), Err(Misfit::View { operand: 0, .. })));
    assert!(matches!(body(copy(Read::value(9))), Err(Misfit::View { operand: 0, .. })));
    let too_many = Read::value(0).view(View::Reshape { shape: vec![7] });
    assert!(matches!(body(copy(too_many)), Err(Misfit::View { .. })));
    let outside = Read::value(0).view(View::select(&[3, 3], &[Some(0), Some(1)]));
    assert!(matches!(body(copy(outside)), Err(Misfit::View { .. })));
    let sums = Einsum { a: Read::value(0), b: Read::value(0), addend: None, summed: 3 };
    assert!(matches!(body(Primitive::Einsum(sums)), Err(Misfit::Parameters(_))));
    let huge = Read::value(0).view(View::Pad {
        low: vec![usize::MAX, 0],
        high: vec![usize::MAX, 0],
        interior: vec![usize::MAX, 0],
        value: 0,
    });
    assert!(matches!(body(copy(huge)), Err(Misfit::View { .. })));
    // An accumulator that its type does not hold.
    let mut wide = Body::new(vec![operand(&[2, 3])]);
    wide.push(Primitive::Map(Map::linear([(1 << 40, Read::value(0))], 0)), ElementType::I32);
    let known = Known::new(&[2, 3], ElementType::I8.range().into(), None);
    assert!(matches!(wide.infer(vec![known]), Err(e) if matches!(*e.source, Misfit::Range { .. })));
}

/// What a view repeats is neither work nor memory: a table of GPT-2's size is read in the shape of 64 of its rows. What is gone
/// through and what is held is bounded, on either side of each bound.
#[test]
fn what_is_repeated_is_free_and_what_is_done_is_bounded() {
    use gadgets::gadget::MAX_ELEMENTS;
    use gadgets::nest::MAX_WORK;
    use gadgets::primitive::{Einsum, Fold, Gather, Map, Misfit, Primitive, Read, Reduce};
    use gadgets::view::{MAX_POINTS, ViewError};
    use gadgets::{Body, ElementType, Operand, Role, View};
    let operand =
        |shape: &[usize]| Operand { role: Role::Activation, element: ElementType::I8, shape: shape.to_vec() };
    let shape_of = |operands: &[&[usize]], word: Primitive| {
        let mut body = Body::new(operands.iter().map(|s| operand(s)).collect());
        body.push(word, ElementType::I64);
        body.shapes().map(|all| all.last().cloned().unwrap_or_default()).map_err(|e| *e.source)
    };
    let table = Read::value(0).view(View::select(&[64, 768, 50257], &[Some(2), Some(1)]));
    let index = Read::value(1).view(View::select(&[64, 768], &[Some(0)]));
    let rows = Primitive::Gather(Gather { data: table, index });
    assert_eq!(shape_of(&[&[50257, 768], &[64]], rows), Ok(vec![64, 768]));

    // One number, repeated.
    let repeated = |shape: &[usize]| Read::value(0).view(View::select(shape, &[None]));
    let view =
        |under: &[usize], shape: &[usize], from: &[Option<usize>]| View::select(shape, from).shape(under);
    let (most, points) = (MAX_ELEMENTS, MAX_POINTS / MAX_ELEMENTS);
    assert_eq!(view(&[1], &[most, points], &[None]), Ok(vec![most, points]));
    assert!(matches!(view(&[1], &[most, points, 2], &[None]), Err(ViewError::Points { .. })));
    assert!(matches!(view(&[1], &[usize::MAX; 3], &[None]), Err(ViewError::Points { .. })));
    assert!(matches!(view(&[1], &[most + 1], &[None]), Err(ViewError::Points { .. })));
    assert!(matches!(view(&[1], &[0, 2], &[None]), Err(ViewError::Shape { .. })));
    // What differs along one of two axes, or both.
    assert!(view(&[most / 2], &[most / 2, 9], &[Some(0)]).is_ok());
    assert!(view(&[most / 2, 2], &[most / 2, 2], &[Some(0), Some(1)]).is_ok());
    let both = view(&[most / 2, 3], &[most / 2, 3], &[Some(0), Some(1)]);
    assert!(matches!(both, Err(ViewError::Points { .. })));

    // Nothing is held beyond the bound of elements: no result, no reshape, no pad, no join.
    let copy = |read: Read| Primitive::Map(Map::linear([(1, read)], 0));
    assert_eq!(shape_of(&[&[1]], copy(repeated(&[most]))), Ok(vec![most]));
    let all = repeated(&[most, 2]);
    assert!(matches!(shape_of(&[&[1]], copy(all.clone())), Err(Misfit::View { .. })));
    let flat = all.clone().view(View::Reshape { shape: vec![most, 2] });
    assert!(matches!(shape_of(&[&[1]], copy(flat)), Err(Misfit::View { .. })));
    let pad = View::Pad { low: vec![0, 1], high: vec![0, 0], interior: vec![0, 0], value: 0 };
    assert!(matches!(shape_of(&[&[1]], copy(all.view(pad))), Err(Misfit::View { .. })));

    // Work is bounded, and so is either list that it goes by.
    let sum = |shape: &[usize], summed: usize| {
        Primitive::Einsum(Einsum { a: repeated(shape), b: repeated(shape), addend: None, summed })
    };
    let terms = MAX_WORK >> 14;
    assert_eq!(shape_of(&[&[1]], sum(&[1 << 14, terms], 1)), Ok(vec![1 << 14]));
    let longer = shape_of(&[&[1]], sum(&[1 << 14, terms + 1], 1));
    assert_eq!(longer, Err(Misfit::Work { results: 1 << 14, terms: terms + 1 }));
    let fold = |shape: &[usize], folded: usize| {
        Primitive::Reduce(Reduce { op: Fold::Sum, x: repeated(shape), folded, floor: None })
    };
    assert_eq!(shape_of(&[&[1]], fold(&[2, most], 1)), Ok(vec![2]));
    assert!(matches!(shape_of(&[&[1]], fold(&[2, most, 2], 2)), Err(Misfit::Work { .. })));
}

/// Code of 32 bits for a sum that fits is read back term by term, so that the terms have to fit, too.
#[test]
fn a_sum_is_narrow_where_its_terms_are() {
    use gadgets::primitive::{Map, Primitive, Read};
    use gadgets::{Body, ElementType, Operand, Range, Role};
    let most = i64::from(i32::MAX);
    // The coefficient of an operand of 0..=1000, what is added, and whether 32 bits do.
    let cases = [
        (1, 0, true),
        (1, most - 1000, true),
        (-3_000_000, 1 << 32, false),
        (-2_147_483, most, true),
        (-2_147_484, most, false),
        (2_000_000, -1, true),
    ];
    for (coefficient, constant, narrow) in cases {
        let element = ElementType::I16;
        let operand = Operand { role: Role::Activation, element, shape: vec![4] };
        let mut body = Body::new(vec![operand]);
        body.push(Primitive::Map(Map::linear([(coefficient, Read::value(0))], constant)), ElementType::I64);
        let lo = if coefficient == -3_000_000 { 800 } else { 0 };
        let known = Known::new(&[4], Range { lo, hi: 1000 }.into(), None);
        let ranges = body.fit(vec![known]).expect("64 bits hold it");
        let wanted = if narrow { ElementType::I32 } else { ElementType::I64 };
        assert_eq!(body.values[0].ty, wanted, "{coefficient}·x + {constant}: {:?}", ranges[1]);
    }
}
