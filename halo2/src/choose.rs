//! The choice of columns: every combination that could pay is drafted, and the cheapest taken. What is cheap depends on
//! who pays: the prover's time grows with all cells of the table, the gas of verification with its columns alone.

use circuit::{Graph, Tensor};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

use super::build::PlanError;
use super::columns::{Config, IN_FRACTION, IN_SUM};
use super::draft::{Draft, MAX_TABLES};
use super::gates::{DEGREE, MAX_DEGREE};
use super::plan::Plan;

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

/// The draft with as many columns of the table as are cheapest, by `price`.
fn tabled(mut draft: Draft, price: impl Fn(&Draft) -> u64) -> (u64, Config) {
    let mut best = (price(&draft), draft.config());
    // The range table alone is low enough in one column, by the choice of its width.
    let most = if draft.has_lines() { MAX_TABLES } else { 1 };
    for tables in 2..=most {
        draft = draft.with_tables(tables);
        let price = price(&draft);
        if price < best.0 {
            best = (price, draft.config());
        }
    }
    best
}

/// What a search found so far.
struct Search<'g> {
    graph: &'g Graph,
    best: Option<(u64, Config)>,
    failure: Option<PlanError>,
}

impl Search<'_> {
    /// Drafts all of these at the same time, but for those that cannot be cheaper than what is found meanwhile. Of equally cheap ones the
    /// first is taken, so that the choice does not depend on which draft ended first.
    fn attempt(&mut self, configs: &[Config]) {
        let most = if self.graph.tables.is_empty() { 1 } else { MAX_TABLES };
        let cheapest = AtomicU64::new(self.best.map_or(u64::MAX, |(cost, _)| cost));
        let draft = |config: &Config| {
            let least = (1..=most).map(|tables| Draft::least_cost(Config { tables, ..*config })).min();
            if least.is_some_and(|least| least > cheapest.load(Ordering::Relaxed)) {
                return None;
            }
            let drafted = Draft::new(self.graph, Config { tables: 1, ..*config });
            Some(drafted.map(|draft| {
                let found = tabled(draft, Draft::cost);
                cheapest.fetch_min(found.0, Ordering::Relaxed);
                found
            }))
        };
        let drafts: Vec<_> = configs.par_iter().filter_map(draft).collect();
        for drafted in drafts {
            match drafted {
                Ok(found) if self.best.is_none_or(|(least, _)| found.0 < least) => self.best = Some(found),
                Ok(_) => {}
                Err(e) => self.failure = Some(e),
            }
        }
    }

    /// Tries values of one choice, beside what is best so far.
    fn vary(&mut self, values: &[u32], change: impl Fn(Config, u32) -> Config) {
        let base = self.best.map_or(START, |(_, c)| c);
        let configs: Vec<Config> = values.iter().map(|value| change(base, *value)).collect();
        self.attempt(&configs);
    }

    fn fractions(&mut self, values: &[u32]) {
        self.vary(values, |c, v| Config { lanes: IN_SUM + IN_FRACTION * v, ..c });
    }

    fn ports(&mut self, values: &[u32]) {
        self.vary(values, |c, ports| Config { ports, ..c });
    }

    fn weights(&mut self, values: &[u32]) {
        self.vary(values, |c, weights| Config { weights, ..c });
    }

    fn accumulators(&mut self, values: &[u32]) {
        self.vary(values, |c, accumulators| Config { accumulators, ..c });
    }
}

/// A start that fits most models.
const START: Config = Config { bits: 11, lanes: 11, accumulators: 2, weights: 5, ports: 3, tables: 1 };
/// Starts for models of many strips, whose lanes, ports and constants pay together alone.
const WIDE: [Config; 2] = [
    Config { bits: 13, lanes: 26, accumulators: 3, weights: 12, ports: 12, tables: 1 },
    Config { bits: 14, lanes: 44, accumulators: 4, weights: 12, ports: 24, tables: 1 },
];

/// Whether a valid graph surely takes more memory to prove than this, told by a draft or two where a choice takes many: a layout that fits
/// many models would take four times as much.
pub fn exceeds(graph: &Graph, bytes: u64) -> bool {
    let takes = |config| Draft::new(graph, config).map_or(u64::MAX, |draft| draft.memory_bytes());
    [START, WIDE[0]].into_iter().all(|config| takes(config) / 4 > bytes)
}

/// The cheapest configuration of a valid graph.
///
/// # Errors
/// Where nothing fits: what the last attempt said.
pub fn choose(graph: &Graph) -> Result<Config, PlanError> {
    let mut search = Search { graph, best: None, failure: None };
    // One choice at a time: bits and lanes decide the rows of windows and strips, then constants and accumulators what
    // lies beside them.
    search.attempt(&[START]);
    // Drafts of large models take their time, and their best choices lie closer together.
    let elements: u64 = graph.tensors.iter().filter_map(Tensor::numel).sum();
    if elements > LARGE {
        search.attempt(&WIDE);
        search.fractions(&[2, 3, 5, 8, 10, 12, 14]);
        search.ports(&[6, 8, 12, 16, 20]);
        search.vary(&[11, 12, 14, 16], |c, bits| Config { bits, ..c });
    } else {
        let of = |bits| (1..=6).map(move |fractions| (bits, IN_SUM + IN_FRACTION * fractions));
        let configs = (8..=16).flat_map(of).map(|(bits, lanes)| Config { bits, lanes, ..START });
        search.attempt(&configs.collect::<Vec<_>>());
    }
    search.weights(&[1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32]);
    if elements > LARGE {
        search.fractions(&[5, 8, 10, 12, 14, 16]);
    }
    search.ports(&[4, 6, 8, 12, 16, 20, 24]);
    search.accumulators(&[3, 4]);
    let Search { best, failure, .. } = search;
    best.map(|(_, c)| c).ok_or_else(|| failure.unwrap_or_else(|| PlanError::NoLayout("nothing fits".into())))
}

/// The plan that is cheapest to verify on a chain, proving time being a little of the price.
///
/// # Errors
/// Where nothing fits: what the last attempt said.
pub fn cheapest_on_chain(graph: &Graph) -> Result<Plan, PlanError> {
    let mut failure = None;
    let mut configs = Vec::new();
    for bits in 8..=16 {
        for fractions in 1..=3 {
            let lanes = IN_SUM + IN_FRACTION * fractions;
            configs.extend([1, 2, 4].map(|weights| Config { bits, lanes, weights, ..START }));
        }
    }
    let draft = |config: &Config| -> Result<(u64, Config), PlanError> {
        Ok(tabled(Draft::new(graph, *config)?, |d| d.gas() + d.cost() / TIME_FOR_GAS))
    };
    let mut drafts = Vec::new();
    for drafted in configs.par_iter().map(draft).collect::<Vec<_>>() {
        match drafted {
            Ok(found) => drafts.push(found),
            Err(e) => failure = Some(e),
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
