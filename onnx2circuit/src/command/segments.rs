//! `setup`, `prove`, `verify`, `check-key` and `inspect` where a circuit is cut into segments. A verifying key says by its first bytes
//! that it is of segments.

mod keys;
mod prove;

use halo2::{Limits, SegmentsReject};
use serde_json::json;

use super::args::Verify;
use super::print;
use super::progress::timed;
use super::prove::warn;
use super::registered::compare;
use crate::artifact::Artifact;
use crate::forecast::{read_seconds, verify_seconds};
use crate::proving::{self, Public};
use crate::strings::to_json as srs_json;
use crate::{Failure, segments, statement};

pub use keys::{bytes, check_key, cutting, inspected, number, setup};
pub use prove::{Claim, prove};

/// Verifies a proof: all segments, and that they belong together.
pub fn verify(args: &Verify, json: bool) -> Result<(), Failure> {
    #[cfg(feature = "chain")]
    if args.evm {
        return Err(Failure::input("--evm: no contract verifies proofs in segments"));
    }
    let limits = Limits { k: args.max_k.min(Limits::MOST.k) };
    let bytes = proving::verifying_key_bytes(&args.key, proving::VerifyingKey::MAX_BYTES)?;
    let artifact = args.artifact.as_deref().map(Artifact::open).transpose()?;
    let (key, private) = match &artifact {
        Some(artifact) => {
            let (key, private) = keys::check(artifact, &args.key, args.srs.as_deref(), &bytes)?;
            (key, Some(private))
        }
        None => (segments::key(&args.key, &bytes, limits)?, None),
    };
    let srs = key.srs();
    warn(&srs);
    if let Some(registered) = &args.parameters {
        compare(registered, None)?;
    }
    let public = Public::read(&args.public)?;
    let proof = proving::read_parts(&args.proof)?;
    let limits = if args.artifact.is_some() { Limits::MOST } else { limits };
    let (result, time) = timed("verifying", || key.verify(&public, &proof, limits));
    result.map_err(|e| match e {
        SegmentsReject::Key { source, .. } => proving::no_key(&args.key, source, limits),
        e => Failure::no(format!("the proof is refused: {e}")),
    })?;
    let expected: f64 = key
        .statements()
        .iter()
        .map(|s| {
            read_seconds(&s.system) + verify_seconds(&s.system, s.slots.iter().map(|slot| slot.len()).sum())
        })
        .sum();
    let says = match (&artifact, &private) {
        (Some(artifact), Some(private)) => private.words(artifact, &public.hashes),
        _ => statement::words(&key.wiring().shown, &public.hashes),
    };
    let value = json!({
        "verified": true, "says": says, "backend": "halo2", "seconds": time.as_secs_f64(), "circuit": key.digest().to_string(),
        "segments": key.parts(), "key_checked": args.artifact.is_some(), "unsafe_srs": srs.is_unsafe(), "srs": srs_json(&srs),
        "expected_seconds": expected,
    });
    print(json, &value, || {
        let of = match &args.artifact {
            Some(artifact) => format!("of {}", artifact.display()),
            None => "by what the key says of itself (--artifact checks it)".to_owned(),
        };
        let time = time.as_secs_f64() * 1e3;
        format!(
            "verified: circuit {} {of}, in {} segments, {time:.1} ms, where a release build takes some {:.1} ms\nit says: {says}\n{}",
            key.digest(),
            key.parts(),
            1e3 * expected,
            proving::outputs(&public)
        )
    })
}
