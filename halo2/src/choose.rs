//! The choice of columns: every combination that could pay is drafted, and the cheapest taken.

use circuit::{Graph, Tensor};

use super::build::PlanError;
use super::columns::{Config, IN_FRACTION, IN_SUM};
use super::plan::Draft;

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
    let start = Config { bits: 11, lanes: 11, accumulators: 2, weights: 5 };
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
    for accumulators in [3, 4] {
        let base = best.map_or(start, |(_, c)| c);
        attempt(Config { accumulators, ..base }, &mut best);
    }
    best.map(|(_, c)| c).ok_or_else(|| failure.unwrap_or_else(|| PlanError::NoLayout("nothing fits".into())))
}
