//! Lies about hashes: another value under a hash, a hash of another type, and packings that are none.

use super::super::cheats::Court;
use super::super::hashed::{circuit, inputs};
use super::super::liar::{Liar, Lie, Place};
use super::{CONFIG, refused};
use circuit::public::{Kind, Slot};
use circuit::{Graph, Range};
use halo2::block::Content;
use halo2::field::{Fr, fr};
use halo2::grid::Grid;
use halo2::hashed::{Salt, element, hash, packed::Packed, sponge::Sponge};
use halo2::{Plan, witness};

/// A hashed input in lanes, one that is copied, and what a run of each is.
fn cases() -> [(&'static str, Graph, Vec<Vec<i128>>); 2] {
    let wide = 1 << 20;
    [
        ("in lanes", circuit(0, 200).hashing(&[0], &[]).expect("an input"), inputs(0, 200)),
        ("copied", circuit(0, wide).hashing(&[0], &[]).expect("an input"), inputs(0, wide)),
    ]
}

/// All that is packed, with first rows.
pub fn all_packed(plan: &Plan) -> impl Iterator<Item = (u32, &Packed)> {
    plan.blocks.iter().filter_map(|b| match &b.content {
        Content::Packed(packed) => Some((b.start, packed)),
        _ => None,
    })
}

fn packed(plan: &Plan) -> (u32, &Packed) {
    all_packed(plan).next().expect("a packed tensor")
}

pub fn sponge(plan: &Plan) -> (u32, &Sponge) {
    let found = plan.blocks.iter().find_map(|b| match &b.content {
        Content::Sponge(sponge) => Some((b.start, sponge)),
        _ => None,
    });
    found.expect("a sponge")
}

/// Takes the ports of some rows from another table.
pub fn ports(plan: &Plan, lie: &mut Lie, from: &Grid, rows: std::ops::Range<u32>) {
    for (row, port) in rows.flat_map(|row| (0..3).map(move |port| (row, port))) {
        let column = plan.columns.port(port);
        lie.grid.set(column, row, from.get(column, row));
    }
}

/// The lie shows this hash.
fn shows(lie: &mut Lie, slot: &Slot, salt: Salt, values: &[i128]) {
    lie.public.hashes[0] = hash(slot, salt, values);
    lie.instance[0] = element(&lie.public.hashes[0]).expect("a hash");
}

pub fn named(what: &str, from: &Lie) -> Lie {
    Lie { what: what.to_owned(), ..from.clone() }
}

/// The model reads one input, and another one is hashed.
#[test]
fn another_input_under_the_hash() {
    for (name, graph, given) in cases() {
        let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
        let (liar, _) = Liar::new(&plan, &given).expect("runs");
        let mut court = Court::default();
        court.accepts(name, &liar);
        let mut other = given.clone();
        other[0][5] += 3;
        let (false_input, _) = Liar::new(&plan, &other).expect("runs");
        let (start, rows) = packed(&plan);
        let (first, sponge) = sponge(&plan);
        let whole = start..start + rows.count + 1;

        // The other input's run beside this one's hash: the hash that is shown is not the one that is computed.
        let mut lie = named("its own hash", &false_input.honest);
        (lie.public.hashes, lie.instance[0]) = (liar.honest.public.hashes.clone(), liar.honest.instance[0]);
        refused(name, &mut court, &liar, &lie, &["copy"]);
        // The sponge is this input's, and absorbs what is not packed.
        ports(&plan, &mut lie, &liar.honest.grid, first..first + sponge.rows());
        refused(name, &mut court, &liar, &lie, &["copy"]);
        // What is packed is this input's too: its digits are none of what the model reads.
        ports(&plan, &mut lie, &liar.honest.grid, whole);
        let by = if rows.lanes.is_some() { "packed" } else { "copy" };
        refused(name, &mut court, &liar, &lie, &[by]);
    }
}

/// The hash is of the same elements in another range, of fewer of them, or of more.
#[test]
fn a_hash_of_another_type() {
    for (name, graph, given) in cases() {
        let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
        let (liar, _) = Liar::new(&plan, &given).expect("runs");
        let mut court = Court::default();
        let (start, honest) = sponge(&plan);
        let own = &plan.slots[0];
        let shape = |shape: &[u32]| Slot { shape: shape.to_vec(), ..own.tensor.clone() };
        let wider = Slot { range: Range { hi: own.range.hi + 1, ..own.range }, ..own.tensor.clone() };
        for slot in [shape(&[13]), shape(&[1, 11]), wider] {
            let count = slot.elements().min(12);
            let mut lie = named(&format!("a hash of {slot:?}"), &liar.honest);
            shows(&mut lie, &slot, Salt::NONE, &given[0][..count]);
            refused(name, &mut court, &liar, &lie, &["copy"]);
            // With a sponge that starts from that type's tag.
            let tag = halo2::hashed::tag([(slot.elements() as u64, slot.range)], None);
            let told = Sponge { tag, ..honest.clone() };
            let elements = halo2::hashed::absorbed(Salt::NONE, &[(own.range, given[0].clone())]);
            told.fill(start, &elements, &plan.columns, &mut lie.grid);
            lie.instance[0] = lie.grid.get(plan.columns.port(0), start + honest.rows() - 1);
            lie.public.hashes[0] = circuit::Hash(Salt::of(lie.instance[0]).to_bytes());
            refused(name, &mut court, &liar, &lie, &["sponge a", "sponge b", "sponge c"]);
        }
    }
}

/// The hash that is shown has another salt than the one that is absorbed.
#[test]
fn a_salt_swapped() {
    for (name, graph, given) in cases() {
        let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
        let (liar, _) = Liar::new(&plan, &given).expect("runs");
        let mut court = Court::default();
        let salt = Salt::of(fr(77));
        let mut lie = named("another salt", &liar.honest);
        shows(&mut lie, &plan.slots[0].tensor, salt, &given[0]);
        refused(name, &mut court, &liar, &lie, &["copy"]);
        // The salt alone is swapped in the table.
        let (start, _) = sponge(&plan);
        lie.grid.set(plan.columns.port(0), start, fr(77));
        refused(name, &mut court, &liar, &lie, &["copy", "sponge a", "sponge b", "sponge c"]);
        // With all that follows it is no lie.
        lie.grid = witness::first_phase_salted(&plan, &liar.trace, &[salt]);
        assert!(liar.caught(&lie).is_none() && court.judges(&liar, &lie).is_ok(), "{name}");
    }
}

/// Two digits that come to the same number: one less, and the next by the base more.
#[test]
fn digits_that_are_none() {
    let (name, graph, given) = cases().into_iter().next().expect("a case");
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &given).expect("runs");
    let mut court = Court::default();
    let (start, rows) = packed(&plan);
    let lane = |l: u32| plan.columns.lane(l);
    let largest = rows.largest;
    // Elements 1 and 2 with 201 as base: another input of the model, whose packed number is the same.
    let other = (given[0][1] - 1, given[0][2] + largest + 1);
    let mut false_input = given.clone();
    (false_input[0][1], false_input[0][2]) = other;
    let (told, stopped) = Liar::new(&plan, &false_input).expect("runs without checks");
    assert!(stopped.is_some(), "an honest prover stops");
    let base = || {
        let mut lie = named("a digit beyond its base", &told.honest);
        (lie.public.hashes, lie.instance[0]) = (liar.honest.public.hashes.clone(), liar.honest.instance[0]);
        let end = sponge(&plan).0 + sponge(&plan).1.rows();
        ports(&plan, &mut lie, &liar.honest.grid, start..start + rows.count + 1);
        ports(&plan, &mut lie, &liar.honest.grid, sponge(&plan).0..end);
        // Between the two digits the sum is one less; below them it is what it was.
        let between = (plan.columns.port(1), start + 2);
        lie.grid.set(between.0, between.1, lie.grid.get(between.0, between.1) - Fr::one());
        lie
    };
    let row = start + 2;
    // The lane's table holds the digit (it is below 2^8 where the base is 201), but not its distance to the largest.
    assert!(other.1 < 256, "{other:?}");
    let digit = other.1 as u32;
    let tell = |lie: &mut Lie, complement: Place, v: Fr| {
        lie.grid.lane(lane(0), row, digit);
        lie.grid.lane(complement.0, complement.1, 0);
        witness::multiplicities(&plan, &mut lie.grid);
        lie.grid.set(complement.0, complement.1, v);
    };
    let mut lie = base();
    tell(&mut lie, (lane(1), row), fr(0));
    refused(name, &mut court, &liar, &lie, &["packed digit"]);
    let mut lie = base();
    tell(&mut lie, (lane(1), row), fr(largest - other.1));
    refused(name, &mut court, &liar, &lie, &["lookup sum"]);
}

/// A relation reads a copy of a hashed input that is another than the hashed one.
#[test]
fn a_copy_that_is_not_hashed() {
    for (name, graph, given) in cases() {
        let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
        let (liar, _) = Liar::new(&plan, &given).expect("runs");
        let mut court = Court::default();
        let mut told = 0;
        for relation in 0..plan.graph.relations.len() {
            for lie in liar.misread(relation) {
                if super::objections(&liar.all(&lie)) == ["copy".to_owned()].into() && told < 3 {
                    refused(name, &mut court, &liar, &lie, &["copy"]);
                    told += 1;
                }
            }
        }
        assert!(told > 0, "{name}: no copy was misread");
    }
}

/// An output's hash: the model's result is another.
#[test]
fn another_output_under_the_hash() {
    let graph = circuit(0, 200).hashing(&[], &[0]).expect("an output");
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &inputs(0, 200)).expect("runs");
    assert!(plan.slots.iter().any(|s| s.kind == Kind::HashedOutput));
    let mut court = Court::default();
    court.accepts("an output", &liar);
    let old = liar.trace.tensor(graph.outputs[0]).get(1);
    let relation = (0..graph.relations.len()).find(|r| graph.relations[*r].out() == Some(graph.outputs[0]));
    let lie = liar.trace_cheat(relation.expect("it is computed"), 1, old + 1).expect("it is committed");
    // Its hash follows.
    refused("an output", &mut court, &liar, &lie, &["accumulator"]);
    let mut lie = named("an output's hash", &liar.honest);
    lie.public.hashes[0].0[31] ^= 1;
    lie.instance
        [plan.slots.iter().position(|s| s.kind.is_hash()).map_or(0, |i| plan.slots[i].row as usize)] =
        element(&lie.public.hashes[0]).expect("a hash");
    refused("an output", &mut court, &liar, &lie, &["copy"]);
}
