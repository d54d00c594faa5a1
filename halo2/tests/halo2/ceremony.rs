//! Strings of ceremonies: both formats, made here by their rules from a secret that is known, and a published file.

use ff::{Field, PrimeField};
use halo2::srs::{Ceremony, Origin};
use halo2::{FileError, Plan, Srs, prove, setup, verify};
use halo2_proofs::SerdeFormat;
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2curves::bn256::{Bn256, Fq, Fr, G1Affine, G2Affine};
use halo2curves::group::GroupEncoding;
use halo2curves::serde::SerdeObject;
use rand::rngs::OsRng;
use std::io::Cursor;

use super::circuits::run;
use super::proofs::network;

const SEED: u64 = 11;
/// Bytes before the powers in a file of ours: head, mark, size.
const HEAD: usize = 8 + 32 + 4;

/// Powers, Lagrange form and points of G2 of the seeded string, raw.
struct Raw {
    powers: Vec<u8>,
    lagrange: Vec<u8>,
    g2: Vec<u8>,
}

fn raw(k: u32) -> Raw {
    let bytes = Srs::from_seed(k, SEED).expect("a small size").to_bytes();
    let part = |from: usize, bytes_of: usize| bytes[from..from + bytes_of].to_vec();
    let n = 64 << k;
    Raw { powers: part(HEAD, n), lagrange: part(HEAD + n, n), g2: part(HEAD + 2 * n, 256) }
}

type Sections = Vec<(u32, Vec<u8>)>;

/// The sections of a `.ptau` file of `2^power` powers; those of other bases (4 to 7) as short as they may be.
fn sections(power: u32, prepared: bool) -> Sections {
    let mut header = 32u32.to_le_bytes().to_vec();
    let mut modulus = (-Fq::from(1)).to_bytes();
    modulus[0] += 1;
    header.extend(modulus);
    header.extend([power.to_le_bytes(), power.to_le_bytes()].concat());
    let mut powers = raw(power + 1).powers;
    powers.truncate(powers.len() - 64);
    let mut g2 = raw(power).g2;
    g2.resize(128 << power, 0);
    let mut all = vec![(1, header), (2, powers), (3, g2), (4, vec![]), (7, vec![1, 2, 3])];
    if prepared {
        // The forms of less than 2^4 powers are read by nobody.
        let mut forms = vec![0; 64 * 15];
        (4..=power).for_each(|k| forms.extend(over_fives(k)));
        all.push((12, forms));
    }
    all
}

/// The Lagrange form of `2^k` powers in the order of the powers of `5^((r - 1) / 2^k)`, found by looking.
fn over_fives(k: u32) -> Vec<u8> {
    let root = |base: u64| {
        // The exponent (r - 1) / 2^28 is that of 7 in halo2's root, so the root of 5 is found by the same chain.
        let exponent = (-Fr::ONE) * Fr::from(1 << 28).invert().unwrap();
        let bits = exponent.to_repr();
        let power = bits.iter().rev().fold(Fr::ONE, |power, byte| {
            (0..8).rev().fold(power, |power, bit| {
                let square = power.square();
                if byte >> bit & 1 == 1 { square * Fr::from(base) } else { square }
            })
        });
        (k..28).fold(power, |power, _| power.square())
    };
    let powers = |root: Fr| std::iter::successors(Some(Fr::ONE), move |p| Some(*p * root)).take(1 << k);
    let ours: Vec<Fr> = powers(root(7)).collect();
    let form = raw(k).lagrange;
    let at = |point: Fr| ours.iter().position(|p| *p == point).expect("a power of halo2's root");
    powers(root(5)).flat_map(|point| form[at(point) * 64..][..64].to_vec()).collect()
}

fn ptau(sections: &Sections) -> Vec<u8> {
    let mut file = b"ptau".to_vec();
    file.extend([1u32.to_le_bytes(), (sections.len() as u32).to_le_bytes()].concat());
    for (kind, contents) in sections {
        file.extend(kind.to_le_bytes());
        file.extend((contents.len() as u64).to_le_bytes());
        file.extend(contents);
    }
    file
}

/// halo2's parameters, raw or compressed.
fn parameters(k: u32, format: SerdeFormat) -> Vec<u8> {
    let Raw { powers, lagrange, g2 } = raw(k);
    let raw = [&k.to_le_bytes()[..], &powers, &lagrange, &g2].concat();
    let params = ParamsKZG::<Bn256>::read_custom(&mut raw.as_slice(), SerdeFormat::RawBytes).expect("raw");
    let mut file = Vec::new();
    params.write_custom(&mut file, format).expect("memory");
    file
}

fn cut(file: &[u8], k: u32) -> Result<Srs, FileError> {
    let ceremony = Ceremony::open(Cursor::new(file))?;
    ceremony.ok_or_else(|| FileError::Malformed("neither format".to_owned()))?.cut(k)
}

fn refusal(file: &[u8], k: u32) -> String {
    cut(file, k).map(|_| ()).expect_err("is not refused").to_string()
}

#[test]
fn every_format_and_size_gives_the_same_string() {
    let files = [
        ("prepared", ptau(&sections(6, true))),
        ("unprepared", ptau(&sections(6, false))),
        ("raw", parameters(6, SerdeFormat::RawBytes)),
        ("compressed", parameters(6, SerdeFormat::Processed)),
    ];
    for (name, file) in &files {
        for k in 4..=6 {
            let got = cut(file, k).unwrap_or_else(|e| panic!("{name}, 2^{k}: {e}"));
            let seeded = Srs::from_seed(k, SEED).expect("a small size");
            assert_eq!(got.name().origin, Origin::Ceremony, "{name}");
            assert_eq!(got.name().fingerprint, seeded.name().fingerprint, "{name}");
            let contents = |srs: &Srs| srs.to_bytes()[HEAD - 4..][..4 + (128 << k) + 256].to_vec();
            assert!(contents(&got) == contents(&seeded), "{name}, 2^{k}");
            let again = Srs::from_bytes(&got.to_bytes()).expect("reads back");
            assert_eq!(again.name(), got.name(), "{name}");
        }
        assert!(refusal(file, 7).contains("k is 7"), "{}", refusal(file, 7));
        assert!(refusal(file, 3).contains("k is 3"));
    }
}

/// Whatever is changed among what is read is found: a point, its place, the form, the secret.
#[test]
fn points_that_do_not_belong_together_are_refused() {
    let sound = sections(5, true);
    let with = |section: usize, change: &dyn Fn(&mut Vec<u8>)| {
        let mut changed = sound.clone();
        change(&mut changed[section].1);
        refusal(&ptau(&changed), 5)
    };
    let swap = |bytes: &mut Vec<u8>, a: usize, b: usize| {
        (0..64).for_each(|i| bytes.swap(a * 64 + i, b * 64 + i));
    };
    assert!(with(1, &|b| b[64 * 31] ^= 1).contains("point 31 is not on the curve"));
    assert!(with(1, &|b| b[64 * 7 + 63] |= 0xf0).contains("point 7 is not on the curve"));
    assert!(with(1, &|b| swap(b, 30, 31)).contains("powers of one secret"));
    assert!(with(1, &|b| swap(b, 0, 1)).contains("generator of G1"));
    with(1, &|b| b[64 * 9..64 * 10].fill(0));
    assert!(with(1, &|b| *b = raw_of_other(5)).contains("powers of one secret"));
    assert!(with(2, &|b| b[..256].rotate_left(128)).contains("generator of G2"));
    assert!(with(2, &|b| b[128..256].fill(0)).contains("zero or in another subgroup"));
    assert!(with(2, &|b| b[130] ^= 1).contains("G2 is not on the curve"));
    let stray = outside_of_the_subgroup();
    assert!(with(2, &|b| b[128..256].copy_from_slice(&stray)).contains("another subgroup"));
    let form = 64 * 31;
    assert!(with(5, &|b| b[form..].rotate_left(64)).contains("Lagrange form"));
    assert!(with(5, &|b| b[form + 1] ^= 1).contains("point 0 is not on the curve"));
    // The form of another size is not looked at.
    let mut smaller = sound.clone();
    smaller[5].1[form..].rotate_left(64);
    assert!(cut(&ptau(&smaller), 4).is_ok());
    // The same of halo2's parameters.
    for format in [SerdeFormat::RawBytes, SerdeFormat::Processed] {
        let file = parameters(4, format);
        let point = if matches!(format, SerdeFormat::Processed) { 32 } else { 64 };
        for (what, at) in
            [("powers", 4 + 3 * point), ("form", 4 + 20 * point), ("secret", file.len() - point)]
        {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(cut(&changed, 4).is_err(), "{what} in {format:?}");
        }
        let mut moved = file.clone();
        moved[4 + point..4 + 3 * point].rotate_left(point);
        assert!(refusal(&moved, 4).contains("powers of one secret"), "{format:?}");
    }
}

fn raw_of_other(k: u32) -> Vec<u8> {
    let bytes = Srs::from_seed(k + 1, SEED + 1).expect("a small size").to_bytes();
    bytes[HEAD..][..((2 << k) - 1) * 64].to_vec()
}

/// A point on the curve of G2 that no multiple of the generator is.
fn outside_of_the_subgroup() -> Vec<u8> {
    let point = |x: u8| {
        let mut encoded = <G2Affine as GroupEncoding>::Repr::default();
        encoded.as_mut()[0] = x;
        Option::<G2Affine>::from(G2Affine::from_bytes(&encoded))
    };
    let found = (1..=255).find_map(point).expect("half of all numbers are a point's");
    found.to_raw_bytes()
}

#[test]
fn files_that_are_none_are_refused() {
    let sound = sections(4, true);
    let with = |change: &dyn Fn(&mut Sections)| {
        let mut changed = sound.clone();
        change(&mut changed);
        refusal(&ptau(&changed), 4)
    };
    assert!(with(&|s| drop(s.remove(0))).contains("without header"));
    assert!(with(&|s| drop(s.remove(2))).contains("without header, powers in G1 or powers in G2"));
    assert!(with(&|s| s.push(s[1].clone())).contains("section 2 occurs twice"));
    assert!(with(&|s| s[0].1[4] ^= 1).contains("another curve"));
    assert!(with(&|s| s[0].1[0] = 48).contains("another curve"));
    assert!(with(&|s| s[0].1.push(0)).contains("a header of 45 bytes"));
    assert!(with(&|s| s[0].1[36] = 5).contains("bytes of powers in G1"));
    assert!(with(&|s| s[0].1[36..40].fill(255)).contains("powers, at most 2^28"));
    assert!(with(&|s| s[0].1[36] = 0).contains("powers, at most 2^28"));
    assert!(with(&|s| s[2].1.truncate(2047)).contains("bytes of powers in G2"));
    assert!(with(&|s| s.extend((0..64).map(|i| (100 + i, vec![])))).contains("70 sections"));
    let file = ptau(&sound);
    let lying = |at: usize, bytes: &[u8]| {
        let mut changed = file.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        refusal(&changed, 4)
    };
    assert!(lying(4, &[2]).contains("version 2"));
    assert!(lying(16, &[255; 8]).contains("bytes, "), "a section longer than the file");
    assert!(lying(8, &[20]).contains("cannot be read"), "more sections than there are");
    for length in 0..file.len() {
        assert!(cut(&file[..length], 4).is_err() || length > file.len() - 64 * 31, "cut off at {length}");
    }
    assert!(matches!(Ceremony::open(Cursor::new(b"not a ceremony's file")), Ok(None)));
    assert!(matches!(Ceremony::open(Cursor::new(Srs::from_seed(4, 1).unwrap().to_bytes())), Ok(None)));
}

/// Keys and proofs hang on the ceremony, and say so; that it is none that is known, too.
#[test]
fn keys_of_a_ceremony_prove() {
    let circuit = network(0);
    let plan = Plan::new(&circuit).expect("a plan");
    let k = plan.system.k;
    let srs = cut(&parameters(k + 1, SerdeFormat::RawBytes), k).expect("sound");
    let keys = setup(plan, &srs).expect("keys");
    let name = keys.verifying.srs();
    assert_eq!((name, name.ceremony(), name.is_unsafe()), (srs.name(), None, true));
    assert_eq!(name.origin, Origin::Ceremony);
    let trace = run(&circuit, &mut super::random::rng(5)).expect("completes");
    let (public, proof) = prove(&keys.proving, &srs, &trace, OsRng).expect("a proof");
    verify(&keys.verifying, &public, &proof).expect("valid");
    // The mark is part of what a proof stands for.
    let marked = setup(Plan::new(&circuit).expect("a plan"), &Srs::from_seed(k, SEED).expect("a string"));
    assert!(verify(&marked.expect("keys").verifying, &public, &proof).is_err());
}

/// The smallest file of the ceremony that most of the field uses, as a package of another project ships it.
#[test]
fn a_published_ceremony_is_read_and_known() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/ceremony/8.ptau");
    let file = std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}; scripts/ceremony.sh fetches it"));
    let mut ceremony = Ceremony::open(Cursor::new(&file)).expect("sound").expect("a ceremony's");
    assert_eq!(ceremony.most(), 8);
    let name = ceremony.name();
    let known = name.ceremony().unwrap_or_else(|| panic!("{name}"));
    assert!(known.contains("powersOfTau28_hez_final") && !name.is_unsafe(), "{name}");
    let small = ceremony.cut(4).expect("sound");
    let srs = ceremony.cut(8).expect("sound");
    assert_eq!((small.name(), small.k(), srs.name(), srs.k()), (name, 4, name, 8));
    assert_eq!(srs.for_k(4).expect("smaller").to_bytes(), small.to_bytes(), "its Lagrange forms are ours");
    // Every byte of what is read decides.
    for at in (12 + 12 + 44 + 12..).step_by(64 * 16 + 7).take(16) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(cut(&changed, 8).is_err(), "byte {at}");
    }
}

/// Coordinates are as in files of ceremonies, whatever the curve's crate does.
#[test]
fn raw_points_are_in_montgomery_form() {
    let one = G1Affine::from_raw_bytes(&raw(4).powers[..64]).expect("the generator");
    let r = Fq::from(2).pow_vartime_256();
    assert_eq!(&raw(4).powers[..32], r.to_bytes().as_slice(), "x = 1 is 2^256 modulo the modulus");
    assert_eq!(one.x, Fq::from(1));
}

trait Power {
    fn pow_vartime_256(self) -> Self;
}

impl Power for Fq {
    fn pow_vartime_256(self) -> Self {
        (0..8).fold(self, |power, _| power * power)
    }
}
