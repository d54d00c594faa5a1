//! Verifying keys that somebody forged, checksum and all, and circuits of which a few bytes name any number of cells:
//! an error before they cost anything.
//!
//! What is bounded is memory, which stands for time too: no key here is refused after more has been reserved than
//! goes with its own bytes, on a stack of a quarter of a megabyte.

use circuit::{Builder, EinsumSpec, Range, Reduction, public};
use ff::PrimeField;
use halo2::columns::Config;
use halo2::expr::Op;
use halo2::field::fr;
use halo2::file::finish;
use halo2::limits::Limits;
use halo2::program::MAX_DEPTH;
use halo2::system::{Column, System};
use halo2::{Plan, Slot, Srs, Statement, VerifyingKey, setup};
use std::alloc::{GlobalAlloc, Layout, System as Memory};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts bytes in use, and the most since it was last asked.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = IN_USE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's.
        unsafe { Memory.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's.
        unsafe { Memory.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A small honest key, taken apart: mark and digest, system, public tensors, points of G2 and halo2's part.
struct Parts {
    head: Vec<u8>,
    system: System,
    slots: Vec<Slot>,
    tail: Vec<u8>,
}

fn honest() -> &'static Parts {
    static HONEST: OnceLock<Parts> = OnceLock::new();
    HONEST.get_or_init(|| {
        let mut b = Builder::new();
        let x = b.input(&[1, 3], Range::new(0, 3));
        let w = b.constant(&[2, 3], &[1, -2, 3, 0, 1, 2]);
        let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
        b.output(y);
        let plan = Plan::new(&b.finish()).expect("a plan");
        let srs = Srs::from_seed(plan.system.k, 1).expect("a string");
        let (system, slots) = (plan.system.clone(), plan.slots.clone());
        let bytes = setup(plan, &srs).expect("keys").verifying.to_bytes();
        let middle = [encoded(&system), encoded(&slots)].concat();
        let (head, rest) = bytes.split_at(8 + 32 + 32);
        let tail = rest.strip_prefix(&middle[..]).expect("system and tensors follow the digest");
        Parts { head: head.to_vec(), system, slots, tail: tail[..tail.len() - 32].to_vec() }
    })
}

fn encoded(value: &impl borsh::BorshSerialize) -> Vec<u8> {
    borsh::to_vec(value).expect("writing to memory")
}

/// A key with this system, whose checksum and headers agree.
fn forged(system: &System) -> Vec<u8> {
    let Parts { head, slots, tail, .. } = honest();
    let mut tail = tail.clone();
    tail[256 + 1..256 + 5].copy_from_slice(&system.k.to_le_bytes());
    finish([&head[..], &encoded(system), &encoded(slots), &tail].concat())
}

fn with_gate(ops: Vec<Op>) -> Vec<u8> {
    forged(&System { gates: vec![("forged".into(), ops)], ..honest().system.clone() })
}

/// Runs `work` where a recursion of any depth would end the process; gives the most bytes in use beyond those before.
fn confined<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static, stack: usize) -> (T, usize) {
    let thread = std::thread::Builder::new().stack_size(stack).spawn(move || {
        let before = IN_USE.load(Ordering::Relaxed);
        MOST.store(before, Ordering::Relaxed);
        let result = work();
        (result, MOST.load(Ordering::Relaxed).saturating_sub(before))
    });
    thread.expect("a thread").join().expect("no panic")
}

/// The error for a key, which may reserve 64 times its bytes, as an operation in memory takes 36, and 64 KiB.
fn refused(what: &str, key: Vec<u8>, limits: Limits) -> String {
    let size = key.len();
    let (result, most) =
        confined(move || VerifyingKey::from_bytes_within(&key, limits).map(|_| ()), 256 << 10);
    let error = result.expect_err(what).to_string();
    println!("{what}: {size} bytes, {most} reserved: {error}");
    assert!(most <= 64 * size + (64 << 10), "{what}: {size} bytes made it reserve {most}: {error}");
    error
}

fn constant(v: i128) -> Op {
    Op::Const(fr(v).to_repr())
}

/// `((x·c + x)·c + x)·c + …`, which no balancing makes shallow.
fn ladder(rungs: usize) -> Vec<Op> {
    let rung = [constant(5), Op::Mul, Op::Fixed(0), Op::Add];
    std::iter::once(Op::Fixed(0)).chain(std::iter::repeat_n(rung, rungs).flatten()).collect()
}

/// All in one test: what others reserve meanwhile would count.
#[test]
fn what_is_forged_is_refused_before_it_costs_anything() {
    keys();
    circuits();
}

/// Valid circuits without a layout.
fn circuits() {
    const CONFIG: Config = Config { bits: 8, lanes: 11, accumulators: 2, weights: 3, ports: 4, tables: 1 };
    let refused = |what: &str, says: &str, make: &dyn Fn(&mut Builder)| {
        let mut b = Builder::new();
        make(&mut b);
        let graph = b.finish();
        graph.validate().unwrap_or_else(|e| panic!("{what}: {e:?}"));
        let (found, most) = confined(move || Plan::with_config(&graph, CONFIG).map(|_| ()), 1 << 20);
        let error = found.expect_err(what).to_string();
        println!("{what}: {most} reserved: {error}");
        assert!(most < 16 << 20, "{what}: {most} bytes reserved: {error}");
        assert!(error.contains(says), "{what}: {error}");
    };
    let unit = Range::new(0, 1);
    refused("a dilated kernel", "positions", &|b| {
        let x = b.input(&[1, 1, 2, 2], unit);
        let k = b.constant(&[1, 1, 2, 2], &[1; 4]);
        let far = 1 << 30;
        let window = circuit::Window {
            dilations: [far; 2],
            begin: [far; 2],
            ..circuit::Window::plain([2, 2], [1, 1])
        };
        let y = b.conv(x, k, None, window, 1).expect("fits");
        b.output(y);
    });
    refused("inputs larger than any table", "rows needed", &|b| {
        for _ in 0..100 {
            let x = b.input(&[1 << 26], unit);
            b.output(x);
        }
    });
    refused("sums of very many", "rows needed", &|b| {
        let x = b.input(&[1, 1, 64, 64], unit);
        let window =
            circuit::Window { begin: [63; 2], end: [63; 2], ..circuit::Window::plain([64; 2], [1, 1]) };
        let y = b.reduce(x, Reduction::Window(window)).expect("fits");
        b.output(y);
    });
    refused("a sum at very many places", "rows needed", &|b| {
        let x = b.input(&[1], unit);
        let repeated = circuit::IndexMap::Affine { offset: 0, strides: vec![0] };
        b.affine(vec![(1, circuit::Ref::from(x).view(vec![1 << 26], repeated))], 0).expect("fits");
        b.output(x);
    });
}

fn keys() {
    let (honest, limits) = (honest(), Limits::default());
    VerifyingKey::from_bytes(&forged(&honest.system)).expect("nothing is changed yet");

    let fixed = |i: usize| Op::Fixed((i % 2) as u16);
    let left: Vec<Op> =
        std::iter::once(fixed(0)).chain((1..500_000).flat_map(|i| [fixed(i), Op::Add])).collect();
    let right: Vec<Op> = (0..500_000).map(fixed).chain(std::iter::repeat_n(Op::Add, 499_999)).collect();
    for (what, ops) in [("additions nested to the left", left), ("additions nested to the right", right)] {
        assert!(refused(what, with_gate(ops), limits).contains("size"));
    }
    assert!(refused("a ladder", with_gate(ladder(20_000)), limits).contains("depth"));
    let products =
        [Op::Fixed(0)].into_iter().chain((0..20_000).flat_map(|_| [Op::Fixed(0), Op::Mul])).collect();
    assert!(refused("a product", with_gate(products), limits).contains("degree"));

    let powers: Vec<Op> = std::iter::once(Op::Fixed(0))
        .chain((0..256).flat_map(|_| [Op::Power(0, 1 << 16), Op::Fixed(0), Op::Mul, Op::Add]))
        .collect();
    assert!(refused("powers", with_gate(powers.clone()), limits).contains("size of the gates"));
    // As many in gates of their own, and where more is allowed.
    let gates =
        (0..256).map(|_| (String::new(), vec![Op::Power(0, 1 << 16), Op::Fixed(0), Op::Mul])).collect();
    refused("powers in gates", forged(&System { gates, ..honest.system.clone() }), limits);
    refused("powers within the largest limits", with_gate(powers), Limits::MOST);

    let large = forged(&System { k: 22, ..honest.system.clone() });
    assert!(refused("a large table", large, limits).contains("k is 22"));
    for k in 5..22 {
        let key = forged(&System { k, ..honest.system.clone() });
        refused("a larger table than allowed", key, Limits { k: k - 1 });
    }

    let system = &honest.system;
    let columns = |n: u16| (0..n).map(|_| Column::Instance).collect::<Vec<_>>();
    for (what, hostile) in [
        ("a column twice", System { equality: columns(2), ..system.clone() }),
        ("many equality columns", System { equality: columns(u16::MAX), ..system.clone() }),
        ("many columns", System { first: u16::MAX, ..system.clone() }),
        ("most columns together", System { first: u16::MAX, second: u16::MAX, ..system.clone() }),
        ("no gate", System { gates: Vec::new(), ..system.clone() }),
        ("empty gates", System { gates: vec![(String::new(), Vec::new()); 300_000], ..system.clone() }),
        ("a long name", System { gates: vec![("x".repeat(1 << 20), ladder(1))], ..system.clone() }),
    ] {
        refused(what, forged(&hostile), limits);
    }
    // Lists that claim to be long, and public tensors that have no place in the table.
    let Parts { head, slots, tail, .. } = honest;
    for from in [0, 4] {
        let mut short = encoded(system)[..10 + from].to_vec();
        short.extend([0xff; 4]);
        refused("a list that is not there", finish([&head[..], &short].concat()), limits);
    }
    let public = &slots[0].tensor;
    let slot = |shape, row| Slot { tensor: public::Slot { shape, ..public.clone() }, row };
    let inverted = public::Slot { range: Range { lo: 1, hi: 0 }, ..public.clone() };
    for (what, slots) in [
        ("a huge tensor", vec![slot(vec![u32::MAX; 4], 0)]),
        ("more than the table", vec![slot(vec![1 << 10, 1 << 10], 0)]),
        ("one over the other", vec![slot(vec![2], 0), slot(vec![2], 1)]),
        ("no integer", vec![Slot { tensor: inverted, row: 0 }]),
        ("very many", vec![slot(vec![0], 0); 1 << 17]),
    ] {
        refused(what, finish([&head[..], &encoded(system), &encoded(&slots), &tail[..]].concat()), limits);
    }

    // What is allowed is done, on a small stack: as deep and as large as a key may be.
    let rungs = (MAX_DEPTH as usize - 20) / 2;
    let mut ops = ladder(rungs);
    ops.extend(
        std::iter::repeat_n([Op::Fixed(1), Op::Add], (limits.nodes() as usize - 5 * rungs) / 2 - 1).flatten(),
    );
    let key = with_gate(ops);
    let read = move || VerifyingKey::from_bytes(&key).map(|key| key.clone().proof_bytes());
    let (read, most) = confined(read, 1 << 20);
    println!("the largest gate: {most} bytes reserved");
    assert!(read.is_ok(), "{read:?}");
    // What a key says is told without what halo2 reserves for its rows.
    let large = forged(&System { k: 22, ..honest.system.clone() });
    let (read, most) =
        confined(move || Statement::from_bytes(&large, Limits::MOST).map(|s| s.system.k), 1 << 20);
    assert!(read == Ok(22) && most < 1 << 20, "{read:?}, {most} bytes reserved");
}
