//! What a verifier and a prover read: keys, reference strings, proofs, public values.

use std::sync::OnceLock;

use super::hostile::fuzz;
use circuit::interpret;
use circuit::lower::lower;
use halo2::file::finish;
use halo2::srs::Ceremony;
use halo2::{Plan, ProvingKey, PublicValues, Srs, VerifyingKey, prove, setup, verify};

/// A small circuit with everything that belongs to it.
struct Proved {
    circuit: circuit::Graph,
    srs: Srs,
    proving: ProvingKey,
    verifying: VerifyingKey,
    public: PublicValues,
    proof: Vec<u8>,
}

fn proved() -> &'static Proved {
    static PROVED: OnceLock<Proved> = OnceLock::new();
    PROVED.get_or_init(|| {
        // The first random graph whose run on the smallest inputs completes.
        let run = |seed| {
            let circuit = lower(&gadgets::arbitrary::graph(seed)).ok()?;
            let tensors = circuit.inputs.iter().map(|t| circuit.tensor(*t));
            let inputs: Vec<Vec<i128>> =
                tensors.map(|t| vec![t.range.lo; t.numel().unwrap_or(0) as usize]).collect();
            let trace = interpret(&circuit, &inputs).ok()?;
            Some((circuit, trace))
        };
        let (circuit, trace) = (0..100).find_map(run).expect("some graph completes");
        let plan = Plan::new(&circuit).expect("it has a layout");
        let srs = Srs::from_seed(plan.system.k, 1).expect("a small size");
        let keys = setup(plan, &srs).expect("the reference string is large enough");
        let (public, proof) = prove(&keys.proving, &srs, &trace, rand::rngs::OsRng).expect("it completes");
        verify(&keys.verifying, &public, &proof).expect("the proof is valid");
        Proved { circuit, srs, proving: keys.proving, verifying: keys.verifying, public, proof }
    })
}

/// Runs `loader`, which says whether it took the file, on mutations of a file's contents: with the checksum that goes with them,
/// and without one, which is never taken.
fn fuzz_sealed(file: Vec<u8>, loader: impl Fn(&[u8]) -> bool + std::panic::RefUnwindSafe) {
    let contents = file[..file.len() - 32].to_vec();
    let sealed = |bytes: &[u8]| loader(&finish(bytes.to_vec()));
    assert!(sealed(&contents), "the target gets past the checksum");
    fuzz(&[contents], |bytes| {
        assert!(!loader(bytes), "a file is taken without its checksum");
        sealed(bytes);
    });
}

#[test]
fn verifying_keys() {
    let p = proved();
    fuzz_sealed(p.verifying.to_bytes(), |bytes| {
        let Ok(key) = VerifyingKey::from_bytes(bytes) else { return false };
        if verify(&key, &p.public, &p.proof).is_ok() {
            assert_eq!(key.to_bytes(), p.verifying.to_bytes(), "another key accepts the proof");
        }
        true
    });
}

#[test]
fn proving_keys() {
    let p = proved();
    fuzz_sealed(p.proving.to_bytes(), |bytes| ProvingKey::from_bytes(bytes, &p.circuit).is_ok());
}

/// Files of ceremonies, in each format; the places in them are not sealed by anything.
#[test]
fn ceremonies() {
    let raw = proved().srs.to_bytes();
    let parameters = raw[40..raw.len() - 32].to_vec();
    let section = |kind: u32, contents: &[u8]| {
        [&kind.to_le_bytes()[..], &(contents.len() as u64).to_le_bytes(), contents].concat()
    };
    let powers = &Srs::from_seed(5, 1).expect("a small size").to_bytes()[44..];
    let mut header = 32u32.to_le_bytes().to_vec();
    header.extend((-halo2curves::bn256::Fq::from(1)).to_bytes());
    header[4] += 1;
    header.extend([4, 0, 0, 0, 4, 0, 0, 0]);
    let head = [b"ptau".as_slice(), &[1, 0, 0, 0, 3, 0, 0, 0]].concat();
    let g2 = &raw[raw.len() - 32 - 256..][..256];
    let file =
        [head, section(1, &header), section(2, &powers[..31 * 64]), section(3, &g2.repeat(8))].concat();
    let load = |bytes: &[u8]| {
        if let Ok(Some(mut ceremony)) = Ceremony::open(std::io::Cursor::new(bytes)) {
            let _ = ceremony.cut(4);
        }
    };
    let mut sound = Ceremony::open(std::io::Cursor::new(&file)).expect("a ceremony").expect("a ceremony");
    assert!(sound.cut(4).is_ok(), "the target gets past the header");
    fuzz(&[parameters, file], load);
}

#[test]
fn reference_strings() {
    let p = proved();
    fuzz_sealed(p.srs.to_bytes(), |bytes| {
        let Ok(srs) = Srs::from_bytes(bytes) else { return false };
        assert_eq!(Srs::from_bytes(&srs.to_bytes()).map(|s| s.name()), Ok(srs.name()));
        let _ = srs.check_powers();
        true
    });
}

#[test]
fn proofs() {
    let p = proved();
    fuzz(std::slice::from_ref(&p.proof), |bytes| {
        assert!(
            verify(&p.verifying, &p.public, bytes).is_err() || bytes == p.proof,
            "another proof is accepted"
        );
    });
}

#[test]
fn public_values() {
    let p = proved();
    let base = borsh::to_vec(&p.public).expect("writing to memory");
    fuzz(&[base], |bytes| {
        if let Ok(public) = borsh::from_slice::<PublicValues>(bytes) {
            assert!(public == p.public || verify(&p.verifying, &public, &p.proof).is_err(), "{public:?}");
        }
    });
}
