//! `setup --backend auto`: which proofs keys are made for, and why.
//!
//! What only halo2 gives decides first: a chain that verifies, something that is private or hashed without `--zk`, several runs or segments.
//! Then what can be made at all: halo2 needs a reference string and a table that holds the circuit, sumchecks integers that
//! their field tells apart; bits of security are asked for of sumchecks alone. Where both can, the shorter proving time that is expected decides.

use sumcheck::{Level, Plan, Vectors};

use super::args::{Backend, Parameters, Purpose, Setup};
use super::progress::stage;
use crate::artifact::Artifact;
use crate::forecast::{HASH_SECONDS, Proving, SUMCHECK_SECONDS};
use crate::statement::Private;
use crate::{Failure, proving};

/// A backend, and why it is this one where nobody named it.
#[derive(Debug)]
pub struct Choice {
    /// The backend.
    pub backend: Backend,
    /// Why.
    pub why: Option<String>,
}

/// The first thing that is asked for and that only halo2 gives.
pub fn demand(args: &Setup) -> Option<&'static str> {
    let given = [
        ("--for evm", args.purpose == Purpose::Evm),
        ("--private", !args.private.is_empty() && !args.zk),
        ("--hashed", !args.hashed.is_empty() && !args.zk),
        ("--parameters hashed", args.parameters == Parameters::Hashed && !args.zk),
        ("--with-salts", args.with_salts.is_some() && !args.zk),
        ("--segments", args.segments.is_some()),
        ("--memory", args.memory.is_some()),
        ("--batch", args.batch != 1),
    ];
    given.into_iter().find_map(|(flag, given)| given.then_some(flag))
}

/// Which keys to make.
///
/// # Errors
/// [`Failure`] for what is no artifact.
pub fn choose(args: &Setup) -> Result<Choice, Failure> {
    if args.backend == Backend::Halo2 && args.zk {
        return Err(Failure::input(
            "--zk belongs to --backend sumcheck: proofs by halo2 hide what is not public anyway",
        ));
    }
    if args.security.is_some() {
        let problem =
            "--security belongs to --backend sumcheck: proofs by halo2 are worth what their curve is";
        match (args.backend, demand(args)) {
            (Backend::Halo2, _) => return Err(Failure::input(problem)),
            (Backend::Auto, Some(flag)) => {
                return Err(Failure::input(problem).with_help(format!("{flag} asks for halo2's")));
            }
            _ => {}
        }
    }
    if args.backend != Backend::Auto {
        return Ok(Choice { backend: args.backend, why: None });
    }
    let (backend, why) = match demand(args) {
        Some(flag) => (Backend::Halo2, format!("{flag} is asked for")),
        None if args.security.is_some() => (Backend::Sumcheck, "--security is asked for".to_owned()),
        None => by_cost(args)?,
    };
    let name = if backend == Backend::Halo2 { "halo2" } else { "sumcheck" };
    eprintln!("backend {name}: {why}");
    Ok(Choice { backend, why: Some(why) })
}

/// Seconds that a proof's proofs of work take, but for those of withheld constants, of which no root is made here.
fn work(plan: &Plan, hides: bool) -> Result<f64, Failure> {
    let vectors = Vectors::with_root(plan, None, hides, Level::default()).map_err(Failure::input)?;
    Ok(vectors.hashes() * HASH_SECONDS)
}

/// By what can be made of the circuit, and by how long its proofs take.
fn by_cost(args: &Setup) -> Result<(Backend, String), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let private = Private {
        inputs: args.private.clone(),
        hashed: args.hashed.clone(),
        parameters: args.parameters.into(),
        runs: args.batch,
    };
    let circuit = private.hide(&artifact, &artifact.circuit()?)?.circuit;
    let sums = stage("laying out the circuit for sumchecks", || Plan::new(&circuit));
    let sums = match sums {
        Ok(plan) => plan.cost() as f64 * SUMCHECK_SECONDS + work(&plan, args.zk)?,
        Err(e) => return Ok((Backend::Halo2, format!("there are no sumchecks of this circuit: {e}"))),
    };
    if args.srs.is_none() && !args.development.allowed {
        return Ok((Backend::Sumcheck, "it needs no reference string, and none is given".to_owned()));
    }
    let table =
        stage("laying out the circuit for halo2", || proving::plan_for(&circuit, args.purpose.into()));
    Ok(match table {
        Err(e) => (Backend::Sumcheck, format!("halo2 has no table for this circuit: {e}")),
        Ok(table) => {
            let halo2 = Proving::from(&table).prove_seconds;
            let words =
                format!("a proof is expected to take {sums:.2} s by sumchecks, {halo2:.2} s by halo2");
            (if sums <= halo2 { Backend::Sumcheck } else { Backend::Halo2 }, words)
        }
    })
}
