//! The choice of columns: every combination that could pay is drafted, and the cheapest taken.

use super::build::PlanError;
use super::columns::{Config, IN_FRACTION, IN_SUM};
use super::plan::Draft;
use crate::ir::Graph;

/// The cheapest configuration of a valid graph.
///
/// # Errors
/// Where nothing fits: what the last attempt said.
pub fn choose(graph: &Graph) -> Result<Config, PlanError> {
    let mut best: Option<(u64, Config)> = None;
    let mut failure = None;
    let mut attempt = |config: Config, best: &mut Option<(u64, Config)>| match Draft::new(graph, config) {
        Ok(draft) => {
            let cost = draft.cost();
            if best.is_none_or(|(least, _)| cost < least) {
                *best = Some((cost, config));
            }
        }
        Err(e) => failure = Some(e),
    };
    // One choice at a time from a start that fits most models: bits and lanes decide the rows of windows,
    // then constants and accumulators what lies beside them.
    let start = Config { bits: 11, lanes: 11, accumulators: 2, weights: 5 };
    for bits in [8, 9, 10, 11, 12, 13, 14] {
        for fractions in 1..=6 {
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
