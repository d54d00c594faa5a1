//! Verification on a chain: what the reusable contract needs to know of a key, and its calldata.
//!
//! The contract `Halo2Verifier` reads a proof, draws the challenges, sums commitments and checks the pairing; it is the
//! same for all circuits. A *key contract* holds what differs: hash and points of the verifying key, the public
//! tensors, and code without jumps that computes the factor of each commitment from the opened values
//! ([`identities`](crate::verifier::identities), [`assembly`]). Its code:
//!
//! | bytes | contents |
//! |---|---|
//! | 4 | `PUSH2 n JUMP` |
//! | `data` | [`Layout`], hashes, points of G2, public tensors, points of G1: see [`EvmKey::new`] |
//! | 33 | zeros, and the `JUMPDEST` at `n` |
//! | the rest | the code |
//!
//! Where this does not fit into one contract, code and data move to contracts of their own, whose addresses stand at the
//! end of the key contract, one word each. All numbers are big-endian.

pub mod assembly;
pub mod values;

use circuit::{PublicValues, Range};
use ff::PrimeField;
use halo2curves::bn256::{Fq, G1Affine, G2Affine};
use sha3::{Digest, Keccak256};
use std::ops::Neg;
use thiserror::Error;

use crate::field::Fr;
use crate::key::VerifyingKey;
use crate::proof::Reject;
use crate::public::{Slot, in_order, packed};
use crate::transcript::{read_point, word};
use crate::verifier::identities::{FIRST_OPENED, Strange, factors};
use assembly::{MAX_CODE, Program, assemble};
use values::{Id, Value, Values};

/// Why a key has no contract, or a proof no calldata.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EvmError {
    /// A key that no plan has.
    #[error("the verifying key has no contract: {0}")]
    Key(#[from] Strange),
    /// A number that the key contract has no room for.
    #[error("the verifying key has no contract: {what} is {got}, the most is {most}")]
    TooLarge {
        /// Which one.
        what: &'static str,
        /// Its value.
        got: usize,
        /// Most allowed.
        most: usize,
    },
    /// A proof or public values that verification refuses before any arithmetic.
    #[error(transparent)]
    Reject(#[from] Reject),
}

/// Bytes before the data: a jump over it.
const JUMP: usize = 4;
/// Bytes between data and code: no byte of the data is taken for an instruction that swallows the `JUMPDEST`.
const GAP: usize = 33;
/// The function that checks a proof.
pub const VERIFY: &str = "verify(address,bytes,bytes)";

/// Sizes that the contract reads first, as words of eight numbers of four bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Bytes of the data.
    pub data: usize,
    /// Bytes of the data that stand in the key contract itself.
    pub own_data: usize,
    /// Bytes of the packed public values.
    pub public: usize,
    /// Bytes of a proof for the contract.
    pub proof: usize,
    /// Points of a proof.
    pub proof_points: usize,
    /// Points of the key.
    pub key_points: usize,
    /// Opened values.
    pub opened: usize,
    /// Words of the memory image that goes to the code.
    pub image: usize,
    /// Points by the challenge that they are hashed for.
    pub rounds: [usize; 4],
    /// Public tensors.
    pub tensors: usize,
    /// Contracts of code; none where the code stands in the key contract.
    pub code_contracts: usize,
    /// Contracts of data.
    pub data_contracts: usize,
    /// Where the addresses of these stand in the key contract, code first.
    pub addresses: usize,
}

impl Layout {
    fn to_bytes(self) -> Result<Vec<u8>, EvmError> {
        let [a, b, c, d] = self.rounds;
        let all = [
            self.data,
            self.own_data,
            self.public,
            self.proof,
            self.proof_points,
            self.key_points,
            self.opened,
            self.image,
            a,
            b,
            c,
            d,
            self.tensors,
            self.code_contracts,
            self.data_contracts,
            self.addresses,
        ];
        let mut bytes = Vec::new();
        for number in all {
            let small = u32::try_from(number).map_err(|_| EvmError::TooLarge {
                what: "a size in the key contract",
                got: number,
                most: u32::MAX as usize,
            })?;
            bytes.extend_from_slice(&small.to_be_bytes());
        }
        Ok(bytes)
    }
}

/// The contracts of a verifying key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvmKey {
    /// Sizes.
    pub layout: Layout,
    /// Runtime code of the contracts beside the key contract, in the order of their addresses.
    pub parts: Vec<Vec<u8>>,
    /// Runtime code of the key contract, before the addresses.
    pub main: Vec<u8>,
}

impl EvmKey {
    /// The data: [`Layout`] in two words; hash of the statement, halo2's hash of its part, `ω⁻¹`; the secret in G2 and the
    /// generator negated; for each public tensor a word of numbers (elements, bytes of each, number of the byte that has
    /// its sign), its least value and the largest less the least; then points.
    ///
    /// # Errors
    /// See [`EvmError`].
    pub fn new(key: &VerifyingKey) -> Result<Self, EvmError> {
        Self::within(key, MAX_CODE)
    }

    /// As [`Self::new`], in contracts of at most `limit` bytes.
    ///
    /// # Errors
    /// See [`EvmError`].
    pub fn within(key: &VerifyingKey, limit: usize) -> Result<Self, EvmError> {
        let statement = key.statement();
        let mut values = Values::default();
        let found = factors(&mut values, &statement.system, &key.halo2)?;
        let fixed = key.halo2.fixed_commitments().iter();
        let points = fixed.chain(key.halo2.permutation().commitments()).copied();
        let all: Vec<G1Affine> = points.chain([G1Affine::generator()]).collect();
        let proof_points = found.points.all();
        // What is opened nowhere has no factor.
        let zero = |id: &Id| values.all()[id.index()] == Value::Constant([0; 32]);
        let (mut results, mut key_points) = (found.factors[..proof_points].to_vec(), Vec::new());
        for (id, point) in found.factors[proof_points..].iter().zip(all) {
            if !zero(id) {
                results.push(*id);
                key_points.push(point);
            }
        }
        let inputs = FIRST_OPENED + found.opened;
        let slots = in_order(&statement.slots);

        let mut rest = key.seed.to_vec();
        rest.extend_from_slice(&word(key.halo2.transcript_repr().to_repr()));
        rest.extend_from_slice(&word(key.halo2.get_domain().get_omega_inv().to_repr()));
        for point in [key.statement.g2[1], key.statement.g2[0].neg()] {
            rest.extend_from_slice(&g2_words(&point));
        }
        for slot in &slots {
            rest.extend_from_slice(&tensor_words(slot)?);
        }
        key_points.iter().for_each(|p| rest.extend_from_slice(&g1_words(p)));

        let points = found.points;
        let mut layout = Layout {
            data: 64 + rest.len(),
            public: slots.iter().map(|s| s.len() * s.width()).sum(),
            proof: 64 * proof_points + 32 * found.opened,
            proof_points,
            key_points: key_points.len(),
            opened: found.opened,
            rounds: [points.first, points.second, points.products, points.pieces],
            tensors: slots.len(),
            ..Layout::default()
        };
        let program = assemble(&values, &results, inputs, limit);
        let alone = program.pieces.len() == 1 && JUMP + layout.data + GAP + program.pieces[0].len() <= limit;
        let data_room = limit.saturating_sub(JUMP + GAP + MAX_ADDRESSES * 32).max(LEAST_DATA) & !31;
        layout.own_data = if alone { layout.data } else { layout.data.min(data_room) };
        layout.image = if program.pieces.len() == 1 { results.len() + inputs } else { program.region };
        let over = layout.data - layout.own_data;
        layout.data_contracts = over.div_ceil(limit - 1);
        layout.code_contracts = if alone { 0 } else { program.pieces.len() };
        let contracts = layout.code_contracts + layout.data_contracts;
        if contracts > MAX_ADDRESSES {
            let (what, got, most) = ("its number of contracts", contracts, MAX_ADDRESSES);
            return Err(EvmError::TooLarge { what, got, most });
        }
        let start = JUMP + layout.own_data + GAP;
        layout.addresses = if alone { start + program.pieces[0].len() } else { start };
        let data = [layout.to_bytes()?, rest].concat();
        Ok(Self::arrange(layout, &data, &program, alone, limit))
    }

    fn arrange(layout: Layout, data: &[u8], program: &Program, alone: bool, limit: usize) -> Self {
        let (own, over) = data.split_at(layout.own_data);
        let start = JUMP + own.len() + GAP;
        // The last byte of the gap is the JUMPDEST.
        let target = (start - 1) as u16;
        let mut main = vec![0x61];
        main.extend_from_slice(&target.to_be_bytes());
        main.push(0x56);
        main.extend_from_slice(own);
        main.extend_from_slice(&[0; GAP - 1]);
        main.push(0x5b);
        let mut parts = Vec::new();
        if alone {
            main.extend(program.pieces[0].at(start));
        } else {
            parts.extend(program.pieces.iter().map(|piece| piece.at(0)));
        }
        parts.extend(over.chunks(limit - 1).map(|chunk| [&[0], chunk].concat()));
        Self { layout, parts, main }
    }

    /// Code that deploys a contract with this runtime code and whatever is appended.
    pub fn creation(runtime: &[u8]) -> Vec<u8> {
        // Returns all code after these eleven bytes.
        let copy = [0x60, 11, 0x38, 0x03, 0x80, 0x60, 11, 0x5f, 0x39, 0x5f, 0xf3];
        [&copy[..], runtime].concat()
    }

    /// Runtime code of the key contract, where the other contracts have these addresses.
    pub fn runtime(&self, parts: &[[u8; 20]]) -> Vec<u8> {
        let mut code = self.main.clone();
        for address in parts {
            code.extend_from_slice(&[0; 12]);
            code.extend_from_slice(address);
        }
        code
    }

    /// Bytes of all contracts.
    pub fn runtime_bytes(&self) -> usize {
        self.parts.iter().map(Vec::len).sum::<usize>() + self.main.len() + 32 * self.parts.len()
    }
}

/// Most contracts beside the key contract.
const MAX_ADDRESSES: usize = 64;
/// Bytes of the data that the key contract itself has to hold: the contract reads them before the rest.
const LEAST_DATA: usize = 64;

fn tensor_words(slot: &Slot) -> Result<[u8; 96], EvmError> {
    let most = u32::MAX as usize;
    let count = u32::try_from(slot.len()).map_err(|_| EvmError::TooLarge {
        what: "the number of a tensor's elements",
        got: slot.len(),
        most,
    })?;
    let width = slot.width();
    // `signextend` of byte 31 leaves a word as it is.
    let Range { lo, hi } = slot.range;
    let sign = if lo < 0 && !slot.kind.is_hash() { width - 1 } else { 31 };
    let mut words = [0; 96];
    words[..4].copy_from_slice(&count.to_be_bytes());
    words[4..8].copy_from_slice(&(width as u32).to_be_bytes());
    words[8..12].copy_from_slice(&(sign as u32).to_be_bytes());
    if slot.kind.is_hash() {
        // Any element of the field.
        words[64..].copy_from_slice(&word((-Fr::one()).to_repr()));
        return Ok(words);
    }
    words[32..64].fill(if lo < 0 { 0xff } else { 0 });
    words[48..64].copy_from_slice(&lo.to_be_bytes());
    let span = hi.wrapping_sub(lo) as u128;
    words[80..].copy_from_slice(&span.to_be_bytes());
    Ok(words)
}

fn g1_words(point: &G1Affine) -> [u8; 64] {
    let mut words = [0; 64];
    words[..32].copy_from_slice(&word(point.x.to_repr()));
    words[32..].copy_from_slice(&word(point.y.to_repr()));
    words
}

fn g2_words(point: &G2Affine) -> [u8; 128] {
    let mut words = [0; 128];
    let coordinates: [Fq; 4] = [point.x.c1, point.x.c0, point.y.c1, point.y.c0];
    for (to, from) in words.chunks_mut(32).zip(coordinates) {
        to.copy_from_slice(&word(from.to_repr()));
    }
    words
}

/// Calldata of [`VERIFY`], for the key contract at an address: packed public values, and the proof with its points
/// uncompressed, all before the scalars.
///
/// # Errors
/// [`Reject`] for public values or a proof that no check of the contract could accept.
pub fn calldata(
    key: &VerifyingKey,
    address: [u8; 20],
    public: &PublicValues,
    proof: &[u8],
) -> Result<Vec<u8>, EvmError> {
    let packed = packed(public, key.slots()).map_err(Reject::from)?;
    let proof = uncompressed(key, proof)?;
    Ok(encode(address, &packed, &proof))
}

/// The call of [`VERIFY`] with these arguments.
pub fn encode(address: [u8; 20], public: &[u8], proof: &[u8]) -> Vec<u8> {
    let number = |n: usize| -> [u8; 32] {
        let mut word = [0; 32];
        word[24..].copy_from_slice(&(n as u64).to_be_bytes());
        word
    };
    let padded = |bytes: &[u8]| {
        let mut padded = bytes.to_vec();
        padded.resize(bytes.len().next_multiple_of(32), 0);
        [&number(bytes.len())[..], &padded].concat()
    };
    let (first, second) = (padded(public), padded(proof));
    let mut key = [0; 32];
    key[12..].copy_from_slice(&address);
    let selector = &Keccak256::digest(VERIFY)[..4];
    [selector, &key, &number(96), &number(96 + first.len()), &first, &second].concat()
}

/// A proof as the contract takes it.
///
/// # Errors
/// [`Reject::Length`], or [`Reject::Encoding`] for a part that is no point.
pub fn uncompressed(key: &VerifyingKey, proof: &[u8]) -> Result<Vec<u8>, Reject> {
    let (expected, got) = (key.proof_bytes(), proof.len());
    if expected != got {
        return Err(Reject::Length { expected, got });
    }
    let (mut points, mut scalars) = (Vec::new(), Vec::new());
    for (i, part) in proof.chunks_exact(32).enumerate() {
        let part: &[u8; 32] = part.try_into().map_err(|_| Reject::Length { expected, got })?;
        if key.parts.is_point(i) {
            points.extend_from_slice(&g1_words(&read_point(part).ok_or(Reject::Encoding { point: i })?));
        } else {
            scalars.extend_from_slice(&word(*part));
        }
    }
    points.extend(scalars);
    Ok(points)
}
