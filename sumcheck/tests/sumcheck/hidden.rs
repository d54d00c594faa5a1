//! Proofs that hide what is not public: nobody else's numbers are in them, every number of theirs is uniform whatever was hidden, and
//! who lies under pads is refused.

use super::honest::network;
use circuit::public::integers;
use circuit::{Builder, Divisor, Graph, PublicValues, Range, Relation, Rounding, TensorId, Trace, interpret};
use p3_field::{Field, PrimeCharacteristicRing};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sumcheck::field::{E, F, canonical, equalities};
use sumcheck::fractions::{self, root};
use sumcheck::functional::Reduced;
use sumcheck::lanes::Vector;
use sumcheck::lookups::{self, Challenges};
use sumcheck::products::{self, Weights};
use sumcheck::rounds::product_round;
use sumcheck::transcript::{Label, Transcript};
use sumcheck::witness::Witness;
use sumcheck::zk::claims::{Claims, blinded, claims};
use sumcheck::zk::follow::{Layout, follow};
use sumcheck::zk::hiding::{Hiding, MASKS, PARTS};
use sumcheck::zk::proof::Hidden;
use sumcheck::zk::prove::{pads, prove_hidden, prove_with};
use sumcheck::zk::random::{extension, values};
use sumcheck::zk::verify::{verify_hidden, weights};
use sumcheck::{Plan, Reject, Setup, VerifyingKey, prove, setup, setup_hiding, verify};

pub fn seeded(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A network whose input is private.
pub fn private(weight: i64) -> Graph {
    network(weight).hiding(&[0]).expect("it has an input")
}

pub fn image(first: i128) -> Vec<Vec<i128>> {
    vec![(0..36).map(|i| (i * 7 + first) % 16).collect()]
}

/// Keys from which constants of so many elements are withheld.
fn keys_from(graph: &Graph, least: usize) -> Setup {
    setup_hiding(Plan::withholding(graph, 8, least).expect("a plan")).expect("keys")
}

fn keys(graph: &Graph) -> Setup {
    keys_from(graph, usize::MAX)
}

/// What a key's proof of a run is made of, and the proof.
struct Made {
    keys: Setup,
    trace: Trace,
    public: PublicValues,
}

impl Made {
    fn of(graph: &Graph, inputs: &[Vec<i128>]) -> Self {
        let trace = interpret(graph, inputs).expect("completes");
        Self { keys: keys(graph), public: PublicValues::of(graph, &trace), trace }
    }

    fn plan(&self) -> &Plan {
        &self.keys.proving.plan
    }

    fn hiding(&self) -> &Hiding {
        self.keys.proving.vectors().hidden.as_ref().expect("they hide")
    }

    fn witness(&self) -> Witness {
        let values = integers(&self.plan().slots, &self.public).expect("in their ranges");
        Witness::new(self.plan(), &self.trace, &values)
    }

    fn proved(&self, seed: u64) -> Hidden {
        let values = integers(&self.plan().slots, &self.public).expect("in their ranges");
        let (plan, vectors) = (self.plan(), self.keys.proving.vectors());
        let made = prove_hidden(plan, vectors, self.hiding(), &self.witness(), &values, &mut seeded(seed));
        made.expect("a proof").0
    }

    fn judged(&self, proof: &Hidden) -> Result<(), Reject> {
        verify_hidden(self.plan(), self.keys.verifying.vectors(), self.hiding(), &self.public, proof)
    }
}

/// Every input of four numbers has the output zero.
fn flat() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[4], Range::new(-8, 7));
    let halved = Relation::DivRound {
        num: x.into(),
        den: Divisor::Pow2(4),
        rounding: Rounding::HalfUp,
        clip: None,
        out: TensorId(0),
    };
    let y = b.define(halved).expect("fits");
    b.output(y);
    b.finish().hiding(&[0]).expect("it has an input")
}

#[test]
fn a_private_input_is_proved_and_its_key_says_so() {
    for least in [usize::MAX, 1] {
        let graph = private(3);
        let keys = keys_from(&graph, least);
        assert!(keys.verifying.hides());
        let trace = interpret(&graph, &image(2)).expect("completes");
        let (public, proof) = prove(&keys.proving, &trace).expect("a proof");
        assert!(public.inputs.is_empty());
        let key = VerifyingKey::from_bytes(&keys.verifying.to_bytes(), 16).expect("a key");
        assert!(key.hides() && key.security().bits() >= 100.0);
        key.check(&graph).expect("its own");
        verify(&key, &public, &proof).expect("it is valid");
        assert!(proof.len() <= key.most_proof_bytes());
        let mut other = public.clone();
        other.outputs[0][0] += 1;
        assert!(verify(&key, &other, &proof).is_err());

        // The same circuit's keys of proofs that hide nothing: other bytes, other proofs.
        let plain = setup(Plan::withholding(&graph, 8, least).expect("a plan")).expect("keys");
        assert!(!plain.verifying.hides());
        assert_ne!(plain.verifying.to_bytes(), keys.verifying.to_bytes());
        let (_, shown) = prove(&plain.proving, &trace).expect("a proof");
        verify(&plain.verifying, &public, &shown).expect("it is valid");
        assert!(verify(&key, &public, &shown).is_err());
        assert!(verify(&plain.verifying, &public, &proof).is_err());
    }
}

/// All numbers of a proof but those of opened rows and of what is said of h, which is uniform as it is.
pub fn numbers(proof: &Hidden) -> Vec<E> {
    let opened = &proof.opened;
    let mut all = [&proof.said[..], &proof.blinded, opened.rounds.as_flattened()].concat();
    all.extend([opened.mask, opened.blind]);
    all.extend(opened.reduction.as_flattened());
    all
}

#[test]
fn two_proofs_of_one_run_share_no_number() {
    let made = Made::of(&private(3), &image(2));
    let [one, other] = [1, 2].map(|seed| made.proved(seed));
    for proof in [&one, &other] {
        made.judged(proof).expect("it is valid");
    }
    assert!(numbers(&one).iter().zip(numbers(&other)).all(|(a, b)| *a != b));
    assert!(one.root != other.root && one.opened.root != other.opened.root);
    // Rows have salts, so none is another proof's; and no row of cells is as it was encoded without them.
    assert!(one.opened.rows.iter().all(|row| !other.opened.rows.contains(row)));
}

/// How many of so many proofs have a number in the lower half of the field, for each number.
fn halves(made: &Made, count: u64, padded: bool) -> Vec<u64> {
    let values = integers(&made.plan().slots, &made.public).expect("in their ranges");
    let witness = made.witness();
    let layout = Layout::of(made.plan());
    let mut sums = Vec::new();
    for seed in 0..count {
        let mut rng = seeded(seed);
        let own = if padded { pads(&layout, &mut rng) } else { vec![E::ZERO; layout.pads()] };
        let vectors = made.keys.proving.vectors();
        let made = prove_with(made.plan(), vectors, made.hiding(), &witness, &values, &own, &mut rng);
        let all = numbers(&made.expect("a proof").0);
        sums.resize(all.len(), 0);
        let lower = |v: E| u64::from(canonical(coordinate(v)) < (1 << 30) - (1 << 23));
        sums.iter_mut().zip(all).for_each(|(sum, v)| *sum += lower(v));
    }
    sums
}

/// The first coordinate.
pub fn coordinate(v: E) -> F {
    p3_field::BasedVectorSpace::<F>::as_basis_coefficients_slice(&v)[0]
}

/// Whatever was hidden, each number of a proof is in the lower half of the field as often as not; without pads some are not.
#[test]
fn numbers_have_one_distribution_whatever_is_hidden() {
    const COUNT: u64 = 144;
    // Six standard deviations, of which each is half the root of the number of proofs.
    let even = |sums: &[u64]| sums.iter().all(|n| n.abs_diff(COUNT / 2) < 36);
    let graph = flat();
    for input in [[-8, -8, -8, -8], [7, 0, -3, 5]] {
        let made = Made::of(&graph, &[input.to_vec()]);
        assert_eq!(made.public.outputs, vec![vec![0; 4]]);
        assert!(even(&halves(&made, COUNT, true)));
        assert!(!even(&halves(&made, COUNT, false)));
    }
}

/// The rank of a matrix by its rows.
pub fn rank(mut rows: Vec<Vec<E>>) -> usize {
    let mut rank = 0;
    let width = rows.first().map_or(0, Vec::len);
    for column in 0..width {
        let Some(pivot) = (rank..rows.len()).find(|r| rows[*r][column] != E::ZERO) else { continue };
        rows.swap(rank, pivot);
        let (done, rest) = rows.split_at_mut(rank + 1);
        let own = &done[rank];
        let inverse = own[column].inverse();
        for row in rest {
            let factor = row[column] * inverse;
            row.iter_mut().zip(own).for_each(|(a, b)| *a -= *b * factor);
        }
        rank += 1;
    }
    rank
}

/// What a mask with one element of one kind in one part adds to all that is said in the rounds at these challenges: its sum, and two
/// values of each round's polynomial.
fn of_mask(which: usize, part: usize, point: &[E]) -> Vec<E> {
    let parts = 1usize << PARTS;
    let mut mask = vec![E::ZERO; parts];
    mask[part] = E::ONE;
    let weight = |part: usize| if which == 0 { E::ONE } else { E::TWO.exp_u64(u64::from(part.count_ones())) };
    let weights: Vec<E> = (0..parts).map(weight).collect();
    let mut said = vec![mask.iter().zip(&weights).map(|(m, w)| *m * *w).sum()];
    let (mut mask, mut weights) = (Vector::new(mask), Vector::new(weights));
    for r in point {
        said.extend(product_round(&mask, &weights));
        mask.bind(*r);
        weights.bind(*r);
    }
    said
}

/// The linear map from masks to what is said in the rounds is onto: so that is uniform, whatever else it is the sum of. One of the two
/// kinds of masks would not do.
#[test]
fn masks_reach_all_messages_of_the_rounds() {
    for seed in 0..4 {
        let point = extension(&mut seeded(seed), PARTS);
        let of = |kinds: std::ops::Range<usize>| -> usize {
            let each = kinds.flat_map(|which| (0..1 << PARTS).map(move |part| (which, part)));
            rank(each.map(|(which, part)| of_mask(which, part, &point)).collect())
        };
        assert_eq!(of(0..MASKS), 1 + 2 * PARTS);
        assert!(of(0..1) < 1 + 2 * PARTS);
    }
}

/// The linear map from a part's random coefficients to its values in as many rows as are opened is onto, and with one coefficient less
/// it is not.
#[test]
fn random_coefficients_reach_all_opened_values() {
    let hiding = Hiding::new(1000).expect("a size");
    let (start, end) = hiding.random();
    let points: Vec<usize> = (0..end - start).map(|i| i * 5 % (1 << (end.ilog2() + 2))).collect();
    let rows = |from: usize| -> Vec<Vec<E>> {
        let powers = |x: F| (from..end).map(|j| x.exp_u64(j as u64).into()).collect();
        points.iter().map(|i| powers(hiding.point(*i))).collect()
    };
    assert_eq!(rank(rows(start)), points.len());
    assert_eq!(rank(rows(start + 1)), points.len() - 1);
}

#[test]
fn weighted_sums_are_opened_and_others_are_not() {
    let mut rng = seeded(5);
    for count in [1, 500, 20_000] {
        let hiding = Hiding::new(count).expect("a size");
        let (vector, weights) = (values(&mut rng, count), extension(&mut rng, count));
        let sum: E = vector.iter().zip(&weights).map(|(v, w)| *w * *v).sum();
        let (root, kept) = hiding.commit(&vector, &mut rng);
        let plan = Plan::new(&flat()).expect("a plan");
        let vectors = setup_hiding(plan.clone()).expect("keys");
        let start = || Transcript::new(&plan, vectors.proving.vectors(), &[]);
        for claim in [sum, sum + E::ONE] {
            let opened = hiding.open(&kept, &weights, claim, &mut start()).expect("opens");
            let verdict = hiding.verify(&root, &opened, &weights, claim, &mut start());
            assert_eq!(verdict.is_ok(), claim == sum);
            // What is true of other weights is not true of these.
            let mut others = weights.clone();
            others[count / 2] += E::ONE;
            assert!(hiding.verify(&root, &opened, &others, claim, &mut start()).is_err());
        }
    }
}

/// Another h, of which all that follows is true but for what rows say: with weights of zero there, nothing else objects.
#[test]
fn what_is_opened_is_what_rows_say() {
    let mut rng = seeded(6);
    let hiding = Hiding::new(500).expect("a size");
    let vector = values(&mut rng, 500);
    let (root, kept) = hiding.commit(&vector, &mut rng);
    let plan = Plan::new(&flat()).expect("a plan");
    let vectors = setup_hiding(plan.clone()).expect("keys");
    let start = || Transcript::new(&plan, vectors.proving.vectors(), &[]);
    let weights = vec![E::ZERO; 500];
    for changed in [false, true] {
        let change = |h: &mut [F]| h[0] += F::from_bool(changed);
        let opened = hiding.open_changed(&kept, &weights, E::ZERO, &mut start(), change).expect("opens");
        let verdict = hiding.verify(&root, &opened, &weights, E::ZERO, &mut start());
        assert_eq!(verdict.is_ok(), !changed);
    }
}

/// A part of a proof, and what replaces it.
type Edit<'a> = (&'a str, &'a dyn Fn(&mut Hidden));

#[test]
fn every_part_that_is_changed_is_refused() {
    let made = Made::of(&private(3), &image(2));
    let (proof, other) = (made.proved(1), made.proved(2));
    made.judged(&proof).expect("it is valid");
    let refused = |what: &str, edit: &dyn Fn(&mut Hidden)| {
        let mut changed = proof.clone();
        edit(&mut changed);
        assert!(made.judged(&changed).is_err(), "{what}");
    };
    for i in 0..proof.said.len() {
        refused(&format!("message {i}"), &|p| p.said[i] += E::ONE);
    }
    for i in 0..proof.blinded.len() {
        refused(&format!("product {i}"), &|p| p.blinded[i] += E::ONE);
    }
    for i in 0..PARTS {
        refused(&format!("round {i}"), &|p| p.opened.rounds[i][i % 2] += E::ONE);
    }
    for i in 0..proof.opened.rows.len() {
        refused(&format!("row {i}"), &|p| p.opened.rows[i][i % 77] += F::ONE);
    }
    for i in 0..proof.opened.reduction.len() {
        refused(&format!("reduction {i}"), &|p| p.opened.reduction[i][i % 2] += E::ONE);
    }
    let edits: [Edit<'_>; 13] = [
        ("root", &|p| p.root = other.root.clone()),
        ("a message less", &|p| p.said.truncate(p.said.len() - 1)),
        ("a message more", &|p| p.said.push(E::ZERO)),
        ("a product less", &|p| p.blinded.truncate(p.blinded.len() - 1)),
        ("mask", &|p| p.opened.mask += E::ONE),
        ("blind", &|p| p.opened.blind += E::ONE),
        ("root of h", &|p| p.opened.root = other.opened.root.clone()),
        ("a row less", &|p| p.opened.rows.truncate(p.opened.rows.len() - 1)),
        ("a short row", &|p| p.opened.rows[0].truncate(60)),
        ("paths", &|p| p.opened.paths = other.opened.paths.clone()),
        ("a round less", &|p| p.opened.rounds.truncate(PARTS - 1)),
        ("a reduction more", &|p| p.opened.reduction.push([E::ZERO; 2])),
        ("opening", &|p| p.opened.opening = other.opened.opening.clone()),
    ];
    for (what, edit) in edits {
        refused(what, edit);
    }
    let bytes = proof.to_bytes().expect("bytes");
    assert!(Hidden::from_bytes(&bytes).is_some());
    assert!(Hidden::from_bytes(&bytes[..bytes.len() - 1]).is_none());
}

/// What a dishonest prover does under pads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lie {
    Nothing,
    /// Says of a product's first factor what it is not.
    Blinded(usize),
    /// Commits to another product of two pads.
    Crossed(usize),
    /// Commits to a cell that is another, of which some lookup is no row.
    Cell,
    /// The same, and says of the roots what makes their sum zero.
    Balanced,
}

/// A proof with all that follows from a lie.
fn forged(made: &Made, lie: Lie) -> Hidden {
    let (plan, vectors, hiding) = (made.plan(), made.keys.proving.vectors(), made.hiding());
    let layout = Layout::of(plan);
    let public = integers(&plan.slots, &made.public).expect("in their ranges");
    let mut rng = seeded(3);
    let mut own = pads(&layout, &mut rng);
    let mut witness = made.witness();
    if let Lie::Crossed(i) = lie {
        own[layout.cross(i)] += E::ONE;
    }
    if matches!(lie, Lie::Cell | Lie::Balanced) {
        let plane = plan.lookups.iter().find_map(|l| {
            let plane = l.columns[0].plane.0 as usize;
            let sumcheck::plane::Kind::Cells { offset, .. } = plan.planes[plane].kind else { return None };
            Some((plane, offset))
        });
        let (plane, offset) = plane.expect("a cell is looked up");
        witness.cells[offset] += F::TWO.exp_u64(20);
        witness.planes[plane][0] += F::TWO.exp_u64(20);
    }
    let mut vector = witness.cells[..plan.cells].to_vec();
    for pad in &own {
        vector.extend(p3_field::BasedVectorSpace::<F>::as_basis_coefficients_slice(pad));
    }
    let mut said = Transcript::new(plan, vectors, &public);
    let (commitment, kept) = hiding.commit(&vector, &mut rng);
    said.root(&commitment);
    let mut masked = said.clone();
    masked.mask(own[..layout.messages].to_vec());
    let challenges = Challenges::draw(&mut masked);
    let (numbers, _) = lookups::numbers(plan, &witness, challenges).prove(&mut masked);
    let (n, d) = lookups::rows(plan, &witness, challenges);
    let (rows, _) = fractions::prove(&n, &d, &mut masked);
    let ([n0, d0], [mut n1, d1]) = (root(&numbers), root(&rows));
    assert_eq!(n0 * d1 + n1 * d0 == E::ZERO, !matches!(lie, Lie::Cell | Lie::Balanced));
    if lie == Lie::Balanced {
        n1 = -(n0 * d1) * d0.inverse();
    }
    masked.values(Label::Roots, &[n0, d0, n1, d1, d0 * d1, (d0 * d1).inverse()]);
    let drawn = Weights::draw(plan, &mut masked);
    products::prove(plan, &witness, &drawn, &mut masked);
    let under = masked.unmask().expect("as many as pads");
    let followed = follow(plan, &layout, &under, &mut said).expect("it follows");
    let seconds: Vec<usize> =
        followed.rules.iter().flat_map(|r| r.products.iter().map(|(_, y)| *y)).collect();
    assert_eq!(seconds, layout.seconds);
    let e = said.challenge();
    let mut first = blinded(&followed, &layout, &own, e);
    if let Lie::Blinded(i) = lie {
        first[i] += E::ONE;
    }
    let Claims { reduced: Reduced { cells, known, .. }, pads } =
        claims(plan, &layout, &followed, [&under, &first], e, (&public, &[]), &mut said);
    let weights = weights(plan, cells.dense(), &pads);
    let sum: E = vector.iter().zip(&weights).map(|(v, w)| *w * *v).sum();
    assert_eq!(sum == -known, lie == Lie::Nothing, "{lie:?}");
    let opened = hiding.open(&kept, &weights, -known, &mut said).expect("opens");
    let (commitments, work) = (Vec::new(), said.numbers());
    Hidden { commitments, root: commitment, said: under, blinded: first, withheld: None, opened, work }
}

#[test]
fn who_lies_under_pads_is_refused() {
    let made = Made::of(&private(3), &image(2));
    made.judged(&forged(&made, Lie::Nothing)).expect("it is valid");
    let products = Layout::of(made.plan()).seconds.len();
    let mut lies = vec![Lie::Cell, Lie::Balanced];
    lies.extend((0..products).flat_map(|i| [Lie::Blinded(i), Lie::Crossed(i)]));
    for lie in lies {
        // What was opened is of the sum that the verifier asks for, and is not true.
        let verdict = made.judged(&forged(&made, lie));
        assert!(matches!(verdict, Err(Reject::Hidden(_))), "{lie:?}: {verdict:?}");
    }
}

/// One weight is another's equality: a part's weight is the product over its bits.
#[test]
fn weights_of_masks_are_products() {
    let point = extension(&mut seeded(9), PARTS);
    let parts = equalities(&point);
    let sum: E = parts.iter().enumerate().map(|(i, e)| *e * E::TWO.exp_u64(u64::from(i.count_ones()))).sum();
    assert_eq!(sum, point.iter().map(|r| *r + E::ONE).product::<E>());
}
