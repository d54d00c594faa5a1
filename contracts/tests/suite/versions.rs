//! Versions of a transaction against a node's rules, at random: what is sent is never more than may be paid, the node's own is always one that is
//! remembered, through refusals, answers that are lost, kills and a pool that forgets, and it comes to be in a block if what nodes ask for may be paid.

use contracts::chain::{ChainError, Fees, Limits, Prices, Size, Verdict, Versions};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const GWEI: u128 = 1_000_000_000;

fn hash(fees: &Fees) -> Hash {
    keccak256(format!("{fees:?}").as_bytes())
}

/// A node, of which one number of an account's is looked at.
struct Node {
    prices: Prices,
    /// What the account has.
    money: u128,
    size: Size,
    /// What it keeps under that number.
    pool: Option<Fees>,
}

impl Node {
    /// By Geth's rules.
    fn take(&mut self, fees: Fees) -> Verdict {
        let error = || ChainError::Node {
            method: String::new(),
            code: -32_000,
            message: "insufficient funds".to_owned(),
        };
        if self.pool == Some(fees) {
            return Verdict::Taken;
        }
        if fees.cost(self.size) > self.money {
            return Verdict::Poor(error());
        }
        let percent = if self.size.blobs > 0 { 100 } else { 10 };
        let more = |new: u128, old: u128| 100 * new >= old * (100 + percent);
        if let Some(old) = self.pool
            && !(new_is_more(&fees, &old)
                && more(fees.fee, old.fee)
                && more(fees.tip, old.tip)
                && more(fees.blob_fee, old.blob_fee))
        {
            return Verdict::Short;
        }
        self.pool = Some(fees);
        Verdict::Taken
    }

    /// A block: whether it has what is kept.
    fn block(&self) -> bool {
        self.pool.is_some_and(|fees| {
            fees.fee >= self.prices.base
                && (self.size.blobs == 0 || fees.blob_fee >= self.prices.blob.unwrap_or(u128::MAX))
        })
    }
}

/// The same price again replaces nothing, zeros aside.
fn new_is_more(new: &Fees, old: &Fees) -> bool {
    new.fee > old.fee
}

/// Who sends.
struct Sending {
    versions: Versions,
    limits: Limits,
    random: ChaCha8Rng,
}

impl Sending {
    /// Writes a version down and sends it. It may be killed in between, the version may be lost on its way, or the answer.
    fn offer(&mut self, node: &mut Node, fees: Fees, money: u128) -> Verdict {
        self.versions.note(fees, hash(&fees));
        if self.random.gen_ratio(1, 10) {
            let kept = serde_json::to_vec(&self.versions).expect("it is kept");
            self.versions = serde_json::from_slice(&kept).expect("it is read");
            return Verdict::Unknown;
        }
        assert!(
            fees.fee <= self.limits.fee && fees.blob_fee <= self.limits.blob_fee && fees.tip <= fees.fee,
            "{fees:?}"
        );
        if self.random.gen_ratio(1, 10) {
            return Verdict::Unknown;
        }
        let verdict = node.take(fees);
        if self.random.gen_ratio(1, 10) {
            return Verdict::Unknown;
        }
        match verdict {
            Verdict::Poor(_) => self.versions.refused(&hash(&fees), Some(money)),
            Verdict::Taken => self.versions.refused(&hash(&fees), None),
            _ => {}
        }
        verdict
    }

    /// As the sender does it when its patience is over.
    fn renew(&mut self, node: &mut Node, holds_up: bool) {
        // What is known of the money may be old.
        let known = if self.random.gen_ratio(1, 4) { node.money.saturating_mul(2) } else { node.money };
        let limits = Limits { money: known, ..self.limits };
        if let Some(fees) = self.versions.next(&node.prices, node.size, &limits, holds_up) {
            assert!(fees.cost(node.size) <= known, "{fees:?}");
            if self.offer(node, fees, known) == Verdict::Taken {
                return;
            }
        }
        for fees in self.versions.to_send() {
            match self.offer(node, fees, 0) {
                Verdict::Taken | Verdict::Unknown => return,
                _ => {}
            }
        }
    }
}

/// One transaction; how many versions it took, and whether it is in a block.
fn play(seed: u64) -> (usize, bool) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let blobs = if random.r#gen() { random.gen_range(1..=6) } else { 0 };
    let size = Size { gas: random.gen_range(21_000..1_000_000), blobs };
    let price = |random: &mut ChaCha8Rng| (GWEI / 100) << random.gen_range(0..14);
    let prices = Prices {
        base: price(&mut random),
        tip: GWEI * random.gen_range(0..3),
        blob: Some(price(&mut random)),
    };
    let limits = Limits { fee: 1_000 * GWEI, blob_fee: 100 * GWEI, money: u128::MAX };
    let first = Fees::first(&prices, size, &limits);
    let money = first.cost(size) + GWEI * u128::from(random.gen_range(0..10_000_000u64));
    let mut node = Node { prices, money, size, pool: None };
    let mut sending = Sending { versions: Versions::default(), limits, random };
    sending.offer(&mut node, first, 0);
    let remembered = |sending: &Sending, node: &Node| {
        node.pool.is_none_or(|fees| sending.versions.hashes().any(|known| *known == hash(&fees)))
    };
    for _ in 0..sending.random.gen_range(0..60) {
        let walk = |random: &mut ChaCha8Rng, price: u128| (price * random.gen_range(7..=9) / 8).max(1);
        node.prices.base = walk(&mut sending.random, node.prices.base);
        node.prices.blob = node.prices.blob.map(|price| walk(&mut sending.random, price));
        if sending.random.gen_ratio(1, 20) {
            node.money = node.money * sending.random.gen_range(1..4) / 2;
        }
        if sending.random.gen_ratio(1, 20) {
            node.pool = None;
        }
        let holds_up = sending.random.r#gen();
        sending.renew(&mut node, holds_up);
        assert!(remembered(&sending, &node), "seed {seed}: {:?} is forgotten", node.pool);
    }
    // The market is quiet, there is money, and nothing is lost any more.
    node.money = u128::MAX;
    (node.prices.base, node.prices.blob) = (GWEI * 300, Some(GWEI * 30));
    for _ in 0..120 {
        if node.block() {
            break;
        }
        sending.renew(&mut node, true);
    }
    let best = sending.versions.best().map_or_else(Fees::default, |best| best.fees);
    // With blobs twice as much of everything may be more than may be paid.
    let may = 2 * best.fee <= limits.fee && 2 * best.blob_fee <= limits.blob_fee;
    assert!(node.block() || (blobs > 0 && !may), "seed {seed}: {:?} of {:?}", node.pool, sending.versions);
    (sending.versions.all().len(), node.block())
}

#[test]
fn versions_and_a_node_s_rules() {
    let all: Vec<(usize, bool)> = (0..3_000).map(play).collect();
    let done = all.iter().filter(|(_, done)| *done).count();
    println!("{done} of {}, up to {:?} versions", all.len(), all.iter().max());
    assert!(10 * done > 9 * all.len() && all.iter().any(|(count, _)| *count > 10));
}

/// Blobs that go for a quarter of what gas may cost are raised twice, as nodes ask for it; the price of gas stays as it is if nothing is short.
#[test]
fn blobs_have_room() {
    let size = Size { gas: 500_000, blobs: 1 };
    let limits = Limits { fee: 1_000 * GWEI, blob_fee: 1_000 * GWEI, money: u128::MAX };
    let now = Prices { base: 220 * GWEI, tip: GWEI, blob: Some(GWEI) };
    let mut versions = Versions::default();
    let first = Fees::first(&now, size, &limits);
    assert!(first.fee >= now.base + now.tip && 4 * first.fee <= limits.fee, "{first:?}");
    versions.note(first, hash(&first));
    assert_eq!(versions.next(&now, size, &limits, false), None, "nothing is short");
    for round in 0..2 {
        let dear = Prices { blob: versions.best().map(|best| best.fees.blob_fee + 1), ..now };
        let next = versions
            .next(&dear, size, &limits, false)
            .unwrap_or_else(|| panic!("round {round}: {versions:?}"));
        let best = versions.best().expect("one").fees;
        assert!(
            next.fee == 2 * best.fee && next.blob_fee >= 2 * best.blob_fee && next.tip >= 2 * best.tip,
            "{next:?}"
        );
        versions.note(next, hash(&next));
    }
    let dear = Prices { blob: versions.best().map(|best| best.fees.blob_fee + 1), ..now };
    assert_eq!(versions.next(&dear, size, &limits, true), None, "it would cost more than it may");
}

/// What the account has bounds what is offered; what was refused for want of money is tried again for less, and what was there before is kept.
#[test]
fn money_bounds_versions() {
    let size = Size { gas: 100_000, blobs: 0 };
    let now = Prices { base: 10 * GWEI, tip: GWEI, blob: None };
    let limits = Limits { fee: 1_000 * GWEI, blob_fee: 0, money: 100_000 * 30 * GWEI };
    let mut versions = Versions::default();
    let first = Fees::first(&now, size, &limits);
    assert_eq!((first.fee, first.tip), (21 * GWEI, GWEI));
    versions.note(first, hash(&first));
    let dear = Prices { base: 100 * GWEI, ..now };
    let next = versions.next(&dear, size, &limits, false).expect("more");
    assert_eq!(next.fee, 30 * GWEI);
    versions.note(next, hash(&next));
    versions.refused(&hash(&next), Some(limits.money));
    assert_eq!(versions.best().map(|best| best.fees), Some(first));
    assert_eq!(versions.to_send(), [first, next]);
    // Again, when nobody has asked what there is.
    versions.refused(&hash(&next), Some(0));
    let less = versions.next(&dear, size, &limits, false).expect("less than that");
    assert_eq!(less.fee, 21 * GWEI + 21 * GWEI / 10);
    let rich = Limits { money: u128::MAX, ..limits };
    assert_eq!(
        versions.next(&dear, size, &rich, false).map(|next| next.fee),
        Some(201 * GWEI),
        "there is more now"
    );
    assert_eq!(versions.next(&dear, size, &Limits { money: 100_000 * 22 * GWEI, ..limits }, false), None);
}

/// Each kind of node has words of its own, and what sounds alike is something else.
#[test]
fn words_of_nodes() {
    let verdict = |message: &str| {
        Verdict::of(ChainError::Node { method: String::new(), code: -32_000, message: message.to_owned() })
    };
    for known in ["already known", "transaction already imported", "Known transaction", "AlreadyKnown"] {
        assert_eq!(verdict(known), Verdict::Taken, "{known}");
    }
    for short in [
        "replacement transaction underpriced",
        "transaction underpriced: tip needed 1, tip permitted 0",
        "ReplacementNotAllowed",
        "FeeTooLow, MaxFeePerGas too low",
    ] {
        assert_eq!(verdict(short), Verdict::Short, "{short}");
    }
    for reserved in [
        "address already reserved",
        "transaction type 2 conflicts with existing transaction for 0x00",
        "PendingTxsOfConflictingType",
    ] {
        assert_eq!(verdict(reserved), Verdict::Reserved, "{reserved}");
    }
    for used in ["nonce too low: next nonce 5, tx nonce 4", "OldNonce", "Nonce is too low"] {
        assert!(matches!(verdict(used), Verdict::Used(_)), "{used}");
    }
    for poor in [
        "insufficient funds for gas * price + value: have 1 want 2",
        "InsufficientFunds, Balance is 0",
        "Upfront cost exceeds account balance",
    ] {
        assert!(matches!(verdict(poor), Verdict::Poor(_)), "{poor}");
    }
    for refused in [
        "unknown transaction type",
        "state conflict",
        "nonce too high",
        "intrinsic gas too low",
        "blob sidecar conflict",
    ] {
        assert!(matches!(verdict(refused), Verdict::Refused(_)), "{refused}");
    }
    assert_eq!(
        Verdict::of(ChainError::Unreachable { url: String::new(), cause: String::new() }),
        Verdict::Unknown
    );
}

/// Where no blocks are made, or who makes them leaves a transaction out, what any block may have is raised to what is dear, and no further; where it has
/// come to pay too little, it is raised whatever tip it has.
#[test]
fn waiting_is_not_paid_for() {
    let size = Size { gas: 300_000, blobs: 0 };
    let limits = Limits { fee: 1_000 * GWEI, blob_fee: 0, money: u128::MAX };
    let mut prices = Prices { base: GWEI, tip: 2 * GWEI, blob: None };
    let mut versions = Versions::default();
    let first = Fees::first(&prices, size, &limits);
    versions.note(first, hash(&first));
    let mut raises = 0;
    let raise = |versions: &mut Versions, prices: &Prices| {
        let next = versions.next(prices, size, &limits, true).filter(|next| versions.is_worth(next, prices));
        next.inspect(|next| versions.note(*next, hash(next))).is_some()
    };
    while raise(&mut versions, &prices) {
        raises += 1;
        assert!(raises < 100, "it is raised without end");
    }
    let paid = versions.best().expect("a version").fees;
    assert!(raises > 10 && paid.tip <= 16 * GWEI && paid.tip > 14 * GWEI, "{raises}, {paid:?}");
    prices.base = 50 * GWEI;
    assert!(raise(&mut versions, &prices));
    assert!(versions.best().is_some_and(|best| best.fees.fee >= 52 * GWEI), "{versions:?}");
    prices = Prices { base: 40 * GWEI, tip: 40 * GWEI, blob: None };
    assert!(raise(&mut versions, &prices), "what is usual by now");
}
