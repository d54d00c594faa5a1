//! The choice of columns: every combination that could pay is drafted, and the cheapest taken. What is cheap depends on
//! who pays: the prover's time grows with all cells of the table, the gas of verification with its columns alone.

use circuit::{Graph, Tensor};

use super::build::PlanError;
use super::columns::{Config, IN_FRACTION, IN_SUM};
use super::gates::{DEGREE, MAX_DEGREE};
use super::plan::{Draft, Plan};

/// What a layout is chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// The prover's time: many columns, few rows.
    #[default]
    Time,
    /// The gas of verification on a chain: few columns, many rows.
    Gas,
}

impl Goal {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Time, Self::Gas];
}

/// Drafts of which the exact gas is told.
const FINALISTS: usize = 4;
/// What a proof may cost more for a unit of gas less: a second of proving for 5,000 gas.
const TIME_FOR_GAS: u64 = 40;

/// Elements of a large model.
const LARGE: u64 = 1 << 18;

/// The cheapest configuration of a valid graph.
///
/// # Errors
/// Where nothing fits: what the last attempt said.
pub fn choose(graph: &Graph) -> Result<Config, PlanError> {
    let mut best: Option<(u64, Config)> = None;
    let mut failure = None;
    let mut attempt = |config: Config, best: &mut Option<(u64, Config)>| {
        if best.is_some_and(|(least, _)| Draft::least_cost(config) >= least) {
            return;
        }
        match Draft::new(graph, config) {
            Ok(draft) => {
                let cost = draft.cost();
                if best.is_none_or(|(least, _)| cost < least) {
                    *best = Some((cost, config));
                }
            }
            Err(e) => failure = Some(e),
        }
    };
    // One choice at a time from a start that fits most models: bits and lanes decide the rows of windows,
    // then constants and accumulators what lies beside them.
    let start = Config { bits: 11, lanes: 11, accumulators: 2, weights: 5, ports: 3 };
    attempt(start, &mut best);
    // Drafts of large models take their time, and their best choices lie closer together.
    let elements: u64 = graph.tensors.iter().filter_map(Tensor::numel).sum();
    let (all_bits, all_fractions): (&[u32], &[u32]) = if elements > LARGE {
        (&[11, 12, 14, 16], &[2, 3, 5])
    } else {
        (&[8, 9, 10, 11, 12, 13, 14, 15, 16], &[1, 2, 3, 4, 5, 6])
    };
    for bits in all_bits.iter().copied() {
        for fractions in all_fractions {
            attempt(Config { bits, lanes: IN_SUM + IN_FRACTION * fractions, ..start }, &mut best);
        }
    }
    for weights in [1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32] {
        let base = best.map_or(start, |(_, c)| c);
        attempt(Config { weights, ..base }, &mut best);
    }
    for ports in [4, 6, 8, 12] {
        let base = best.map_or(start, |(_, c)| c);
        attempt(Config { ports, ..base }, &mut best);
    }
    for accumulators in [3, 4] {
        let base = best.map_or(start, |(_, c)| c);
        attempt(Config { accumulators, ..base }, &mut best);
    }
    best.map(|(_, c)| c).ok_or_else(|| failure.unwrap_or_else(|| PlanError::NoLayout("nothing fits".into())))
}

/// The plan that is cheapest to verify on a chain, proving time being a little of the price.
///
/// # Errors
/// Where nothing fits: what the last attempt said.
pub fn cheapest_on_chain(graph: &Graph) -> Result<Plan, PlanError> {
    let mut drafts = Vec::new();
    let mut failure = None;
    for bits in 8..=16 {
        for fractions in 1..=3 {
            for weights in [1, 2, 4] {
                let config = Config {
                    bits,
                    lanes: IN_SUM + IN_FRACTION * fractions,
                    accumulators: 2,
                    weights,
                    ports: 3,
                };
                match Draft::new(graph, config) {
                    Ok(draft) => drafts.push((draft.gas() + draft.cost() / TIME_FOR_GAS, config)),
                    Err(e) => failure = Some(e),
                }
            }
        }
    }
    drafts.sort_by_key(|(price, _)| *price);
    let mut best: Option<(u64, Plan)> = None;
    let finalists = drafts.into_iter().take(FINALISTS);
    for (config, degree) in
        finalists.flat_map(|(_, config)| [DEGREE, 7, MAX_DEGREE].map(|degree| (config, degree)))
    {
        match Plan::with_degree(graph, config, degree) {
            Ok(plan) => {
                let price = plan.system.gas() + plan.cost() / TIME_FOR_GAS;
                if best.as_ref().is_none_or(|(least, _)| price < *least) {
                    best = Some((price, plan));
                }
            }
            Err(e) => failure = Some(e),
        }
    }
    match best {
        Some((_, plan)) => Ok(plan),
        // Narrow layouts do not take every circuit: a wide one is better than none.
        None => Plan::new(graph).map_err(|e| failure.unwrap_or(e)),
    }
}
