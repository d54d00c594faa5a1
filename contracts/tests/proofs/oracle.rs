//! A third verdict: that of snark-verifier, another implementation of the proof system's verifier.
//!
//! It is given halo2's verifying key and the claim as the contract is given it, and makes of them what it needs by code of its own: which
//! identities have to hold, what is opened where, the SHPLONK check. The transcript is written down here from its description
//! (docs/evm-verifier.md). What a packed value is, and whether it lies in its range, is ours.

use ff::{Field, PrimeField};
use halo2::VerifyingKey;
use halo2::field::Fr;
use halo2::public::instance;
use halo2curves::CurveAffine;
use halo2curves::bn256::{Bn256, Fq, G1Affine};
use sha3::{Digest, Keccak256};
use snark_verifier::Error;
use snark_verifier::loader::native::{LOADER, NativeLoader};
use snark_verifier::pcs::kzg::{Bdfg21, KzgAs, KzgDecidingKey};
use snark_verifier::system::halo2::{Config, compile};
use snark_verifier::util::transcript::{Transcript, TranscriptRead};
use snark_verifier::verifier::SnarkVerifier;
use snark_verifier::verifier::plonk::{PlonkProtocol, PlonkVerifier};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::deployed::{Claim, unpack};

type Verifier = PlonkVerifier<KzgAs<Bn256, Bdfg21>>;

/// The other verifier, for one key.
pub struct Oracle {
    protocol: PlonkProtocol<G1Affine>,
    key: KzgDecidingKey<Bn256>,
    seed: [u8; 32],
}

impl Oracle {
    pub fn new(key: &VerifyingKey) -> Self {
        let (params, halo2) = key.halo2();
        let values = key.slots().iter().map(|s| s.len()).sum();
        let protocol = compile(&params, halo2, Config::kzg().with_num_instance(vec![values]));
        let key_of_string = KzgDecidingKey::new(G1Affine::generator(), params.g2(), params.s_g2());
        Self { protocol, key: key_of_string, seed: key.seed() }
    }

    /// The verdict on a claim: an error of its own, or none.
    pub fn verdict(&self, key: &VerifyingKey, claim: &Claim, points: usize) -> Result<(), String> {
        let values = unpack(&claim.public, key.slots()).ok_or("the values are too few or too many")?;
        let values = instance(&values, key.slots()).map_err(|e| e.to_string())?;
        let (points, scalars) = claim.proof.split_at_checked(64 * points).ok_or("the proof is too short")?;
        let mut told = Told {
            start: Some([&self.seed[..], &claim.public].map(<[u8]>::to_vec)),
            absorbed: Vec::new(),
            digest: Vec::new(),
            points,
            scalars,
        };
        // It takes inverses that no honest proof lacks.
        let run = AssertUnwindSafe(|| {
            let values = [values];
            let proof = Verifier::read_proof(&self.key, &self.protocol, &values, &mut told)?;
            if !told.points.is_empty() || !told.scalars.is_empty() {
                return refuse("the proof is too long");
            }
            Verifier::verify(&self.key, &self.protocol, &values, &proof)
        });
        catch_unwind(run).map_err(|_| "a panic".to_owned())?.map_err(|e| format!("{e:?}"))
    }
}

/// The transcript: every challenge is a hash of the last one and of all that was sent since.
struct Told<'a> {
    /// What it starts from, before and behind halo2's hash of its key.
    start: Option<[Vec<u8>; 2]>,
    absorbed: Vec<u8>,
    /// The last digest.
    digest: Vec<u8>,
    points: &'a [u8],
    scalars: &'a [u8],
}

fn refuse<T>(reason: &str) -> Result<T, Error> {
    Err(Error::Transcript(ErrorKind::InvalidData, reason.to_owned()))
}

/// A number of 32 bytes, the most significant first.
fn number<F: PrimeField<Repr = [u8; 32]>>(word: &[u8]) -> Option<F> {
    let mut little: [u8; 32] = word.try_into().ok()?;
    little.reverse();
    F::from_repr(little).into()
}

fn word<F: PrimeField<Repr = [u8; 32]>>(number: F) -> [u8; 32] {
    let mut word = number.to_repr();
    word.reverse();
    word
}

impl Transcript<G1Affine, NativeLoader> for Told<'_> {
    fn loader(&self) -> &NativeLoader {
        &LOADER
    }

    fn squeeze_challenge(&mut self) -> Fr {
        let since = if self.absorbed.is_empty() { &[1][..] } else { &self.absorbed };
        self.digest = Keccak256::digest([&self.digest[..], since].concat()).to_vec();
        self.absorbed.clear();
        self.digest.iter().fold(Fr::ZERO, |sum, byte| sum * Fr::from(256) + Fr::from(u64::from(*byte)))
    }

    fn common_ec_point(&mut self, point: &G1Affine) -> Result<(), Error> {
        self.absorbed.extend([point.x, point.y].map(word).concat());
        Ok(())
    }

    /// halo2's hash of its key, then the public values, which are absorbed as they are packed.
    fn common_scalar(&mut self, scalar: &Fr) -> Result<(), Error> {
        if let Some([statement, public]) = self.start.take() {
            self.absorbed = [&statement[..], &word(*scalar), &public].concat();
        }
        Ok(())
    }
}

impl TranscriptRead<G1Affine, NativeLoader> for Told<'_> {
    fn read_scalar(&mut self) -> Result<Fr, Error> {
        let Some((bytes, rest)) = self.scalars.split_at_checked(32) else {
            return refuse("no more scalars");
        };
        self.scalars = rest;
        self.absorbed.extend(bytes);
        number(bytes).map_or_else(|| refuse("no scalar"), Ok)
    }

    fn read_ec_point(&mut self) -> Result<G1Affine, Error> {
        let Some((bytes, rest)) = self.points.split_at_checked(64) else {
            return refuse("no more points");
        };
        self.points = rest;
        let [x, y] = [&bytes[..32], &bytes[32..]].map(number::<Fq>);
        let point = x.zip(y).filter(|_| bytes.iter().any(|b| *b != 0));
        let point = point.and_then(|(x, y)| Option::<G1Affine>::from(G1Affine::from_xy(x, y)));
        let Some(point) = point else { return refuse("no point of the curve") };
        self.common_ec_point(&point)?;
        Ok(point)
    }
}
