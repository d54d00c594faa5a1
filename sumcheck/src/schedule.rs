//! What an opening by WHIR has to be: how fast rates fall, how many bits each step has, and how much work a prover does before challenges.
//!
//! Steps have a number of bits each, chosen such that all of them together have what is asked for. What queries and foldings lack of it is
//! made up for by proofs of work, of as few bits as the first foldings need and no less than [`WORK_BITS`], since queries are fewer for it.
//! Rates fall with each folding; the lower they are the weaker is a folding, and so they fall no faster than that work allows.

use p3_field::Field;
use p3_security::ErrorBits;
use p3_whir::parameters::{FoldingFactor, ProtocolParameters, SecurityAssumption, WhirConfig};

use super::field::{CHALLENGE_BITS, E, F};
use super::pcs::{CommitmentError, EXPANSION, Sponge, whir};

/// Bits of security that each step of an opening has, at least; all of them together have fewer. Of vectors from 2^23 on, which take more steps, it
/// is the latter.
const STEP_BITS: [usize; 2] = [108, 110];
/// Bits of a proof of work, at least at most: what queries may lack.
const WORK_BITS: usize = 14;
/// Bits of work before each folding but the first ones, at most: where these need more, others are more of them.
const LATER: usize = 20;
/// Most bits of a proof of work before one challenge: its number is a value of the field, of which some 2^5 would do.
pub const MOST_WORK: usize = 26;
/// Variables folded at a time; at first more, where rows would be too many.
pub const FOLDED: usize = 4;
/// Bounds are proven.
pub const BOUND: SecurityAssumption = SecurityAssumption::JohnsonBound;

/// The parameters of an opening.
type Config = WhirConfig<E, F, Sponge>;

/// Bits of each step from which on an opening of a vector of `2^n` values may have so many bits.
pub fn least_steps(n: usize, least: f64) -> usize {
    STEP_BITS[usize::from(n >= 23)].max(least as usize)
}

/// Parameters for vectors of `2^n` values, of which `first` variables are folded at first, with so many bits a step.
///
/// # Errors
/// A folding that needs more work than [`MOST_WORK`].
pub fn parameters(n: usize, first: usize, steps: usize) -> Result<ProtocolParameters, CommitmentError> {
    let folding_factor = FoldingFactor::ConstantFromSecondRound(first, FOLDED);
    let foldings = folding_factor.compute_folding_schedule(n).map_err(whir)?;
    let needed = |left, rate| BOUND.folding_pow_bits(steps, E::bits(), left, rate).ceil() as usize;
    let work = WORK_BITS.max(needed(n, EXPANSION));
    if work > MOST_WORK {
        let step = format!("a folding of an opening of 2^{n} values");
        return Err(CommitmentError::Work { step, needed: work });
    }
    let later = work.min(LATER);
    let (mut left, mut rate) = (n, EXPANSION);
    let mut rates = Vec::with_capacity(foldings.len());
    for folded in &foldings[..foldings.len() - 1] {
        left -= folded;
        // A domain is halved, if not more: the rate falls by what else is folded.
        rate = (rate..rate + FOLDED).rev().find(|rate| needed(left, *rate) <= later).unwrap_or(rate);
        rates.push(rate);
    }
    Ok(ProtocolParameters {
        starting_log_inv_rate: EXPANSION,
        round_log_inv_rates: rates,
        folding_factor,
        soundness_type: BOUND,
        security_level: steps,
        pow_bits: work,
    })
}

/// An error of an opening: its bits but for work, and those of work.
type Error = (f64, usize);

/// All errors, as Plonky3 adds them up (`p3_whir`'s `pcs/security.rs`), of an opening of one value.
fn errors(config: &Config) -> Vec<Error> {
    let field = CHALLENGE_BITS as usize;
    let (n, rounds) = (config.num_variables(), config.round_parameters());
    let samples = config.commitment_ood_samples();
    let mut all = vec![(config.initial_claims_error(1 + samples), 0)];
    let sampled = |left, rate, samples| (BOUND.ood_error(left, rate, field, samples), 0);
    let folded = |left, rate, count, work| {
        let gap = BOUND.prox_gaps_error(left, rate, field, 2) - 1.0;
        let sumcheck = BOUND.fold_sumcheck_error(field, left, rate);
        std::iter::repeat_n([(gap, work), (sumcheck, work)], count).flatten()
    };
    let foldings = config.folding_schedule();
    all.push(sampled(n, EXPANSION, samples));
    all.extend(folded(n, EXPANSION, foldings[0], config.starting_folding_pow_bits()));
    let mut rate = EXPANSION;
    for (round, count) in rounds.iter().zip(&foldings[1..]) {
        let (left, next, samples) = (round.num_variables, round.log_inv_rate, round.ood_samples);
        all.push(sampled(left, next, samples));
        all.push((BOUND.queries_error(rate, round.num_queries), round.pow_bits));
        let combined = BOUND.queries_combination_error(field, left, next, samples, round.num_queries);
        all.push((combined, round.pow_bits));
        all.extend(folded(left, next, *count, round.folding_pow_bits));
        rate = next;
    }
    let end = config.terminal();
    all.push((BOUND.queries_error(rate, end.num_queries), end.pow_bits));
    let last = (field as f64 - 1.0, config.final_folding_pow_bits());
    all.extend(std::iter::repeat_n(last, config.final_sumcheck_rounds()));
    all
}

/// Bits of all errors, with proofs of work or without.
pub fn bits(config: &Config, work: bool) -> f64 {
    let of = |(bits, own): Error| ErrorBits::from_log2(bits + if work { own as f64 } else { 0.0 });
    let all: Vec<ErrorBits> = errors(config).into_iter().map(of).collect();
    ErrorBits::sum(&all).bits()
}

/// Hashes that a prover's work takes, as expected.
pub fn hashes(config: &Config) -> f64 {
    let of = |count: usize, bits: usize| if bits == 0 { 0.0 } else { count as f64 * (bits as f64).exp2() };
    let foldings = config.folding_schedule();
    let rounds = config.round_parameters().iter().zip(&foldings[1..]);
    let rounds: f64 = rounds.map(|(r, count)| of(1, r.pow_bits) + of(*count, r.folding_pow_bits)).sum();
    of(foldings[0], config.starting_folding_pow_bits())
        + rounds
        + of(1, config.terminal().pow_bits)
        + of(config.final_sumcheck_rounds(), config.final_folding_pow_bits())
}
