//! `dispute parameters`: clocks and a bond for a game, and what an attacker gets for its money with them.

use dispute::history::MAX_HEIGHT;
use dispute::model::MAX_LAYERS;
use dispute::parameters::{MOST_BONDS, Making, Needs, worst};
use gadgets::Port;
use serde_json::json;
use std::fmt::Write;

use super::super::print;
use super::super::subject;
use super::args::Parameters;
use crate::Failure;
use crate::swapping::{Machines, input_bytes};

const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const GWEI: f64 = 1e9;
const ETH: f64 = 1e18;

/// Runs the verb.
pub fn run(args: &Parameters, json: bool) -> Result<(), Failure> {
    let (heights, input) = match &args.artifact {
        Some(artifact) => {
            let machines = subject::machines(artifact, &args.text)?;
            let model = machines.slow.model();
            let input = match machines.text {
                // The longest: how long a text is, is for whoever asks.
                Some(_) => 1 << model.inputs.log2_size,
                None => longest(&machines)?,
            };
            ((0..model.layers()).map(|layer| model.height(layer)).collect(), input)
        }
        None => (args.heights.clone(), args.input),
    };
    let layers = 2..=1 + MAX_LAYERS;
    if !layers.contains(&heights.len()) || heights.iter().any(|height| !(1..=MAX_HEIGHT).contains(height)) {
        return Err(Failure::input(format!(
            "--heights {heights:?}: expected {} to {} layers of 1 to {MAX_HEIGHT}",
            layers.start(),
            layers.end()
        )));
    }
    let needs = Needs {
        gas_price: amount("--gas-price", args.gas_price, GWEI)?,
        outage: seconds("--outage", args.outage, HOUR)?,
        notice: seconds("--notice", args.notice, HOUR)?,
        turn: args.turn,
        budget: amount("--budget", args.budget, ETH)?,
        delay: seconds("--delay", args.delay, DAY)?,
        heights,
    };
    let params = needs.parameters().map_err(Failure::input)?;
    let bond = params.bond as f64 / ETH;
    let worst = worst(&params, MOST_BONDS, needs.turn);
    let bonds = (0..).map(|power| 1usize << power).take_while(|bonds| *bonds <= MOST_BONDS);
    let rows: Vec<(usize, f64, f64)> = std::iter::once(0)
        .chain(bonds)
        .map(|bonds| (bonds, worst[bonds] as f64 / DAY, bonds as f64 * bond / 2.0))
        .collect();
    let blob_fee = amount("--blob-fee", args.blob_fee, GWEI)?;
    let makings = [("beside", Making::beside(input)), ("in_blobs", Making::in_blobs(input))];
    let makings = makings.map(|(name, making)| (name, making, making.cost(needs.gas_price, blob_fee)));
    let claim: serde_json::Map<String, serde_json::Value> = makings
        .iter()
        .map(|(name, making, wei)| {
            let Making { gas, blob_gas } = making;
            let fits = making.fits();
            let value = json!({ "gas": gas, "blob_gas": blob_gas, "wei": wei.to_string(), "fits": fits });
            ((*name).to_owned(), value)
        })
        .collect();
    let table: Vec<_> = rows
        .iter()
        .map(|(bonds, days, cost)| json!({ "bonds": bonds, "days": days, "cost_eth": cost }))
        .collect();
    let value = json!({
        "allowance": params.allowance, "extension": params.extension, "bond": params.bond.to_string(),
        "heights": params.heights, "worst": table, "input": input, "claim": claim,
    });
    print(json, &value, || {
        let mut text = format!(
            "dispute deploy --allowance {} --extension {} --bond {}\n\n{:.2} days to join and to play in the topmost \
             tournament, {:.1} hours to join and in each match below, {bond:.3} ETH a commitment\n\n{:>8}  {:>14}  {:>16}\n",
            params.allowance,
            params.extension,
            params.bond,
            params.allowance as f64 / DAY,
            params.extension as f64 / HOUR,
            "attacker",
            "claim, at most",
            "attack, at least",
        );
        for (bonds, days, cost) in rows {
            let _ = writeln!(text, "{bonds:>8}  {days:>9.1} days  {cost:>12.3} ETH");
        }
        let [beside, in_blobs] = makings.map(|(_, making, wei)| match making.fits() {
            true if making.blob_gas == 0 => format!("{:.4} ETH ({} gas)", wei as f64 / ETH, making.gas),
            true => format!(
                "{:.4} ETH ({} gas, {} of blobs), with a deposit of a bond more, which comes back",
                wei as f64 / ETH,
                making.gas,
                making.blob_gas
            ),
            false => "more than a transaction holds".to_owned(),
        });
        let _ = writeln!(
            text,
            "\na claim on {input} bytes, beside its bond, with the input beside it: {beside}; in blobs: {in_blobs}"
        );
        text
    })
}

/// The bytes of the longest inputs, which none are longer than.
fn longest(machines: &Machines) -> Result<u64, Failure> {
    let full = |port: &Port| {
        let tensor = machines.graph.tensor(port.tensor);
        vec![if tensor.range.lo < 0 { tensor.range.lo } else { tensor.range.hi }; tensor.len()]
    };
    let inputs: Vec<Vec<i64>> = machines.graph.inputs.iter().map(full).collect();
    Ok(input_bytes(&machines.graph, &machines.plan, &inputs)?.len() as u64)
}

/// A number of some unit, as whole ones of the smallest.
fn amount(name: &str, value: f64, unit: f64) -> Result<u128, Failure> {
    let wei = value * unit;
    // What all bonds together come to is counted in 128 bits.
    if (0.0..1e30).contains(&wei) {
        return Ok(wei as u128);
    }
    Err(Failure::input(format!("{name} {value}: expected 0 to {:e}", 1e30 / unit)))
}

fn seconds(name: &str, value: f64, unit: f64) -> Result<u64, Failure> {
    // The contract's limit for a clock.
    const MOST: f64 = (1u64 << 40) as f64;
    let seconds = value * unit;
    if (0.0..MOST).contains(&seconds) {
        return Ok(seconds as u64);
    }
    Err(Failure::input(format!("{name} {value}: expected 0 to {:e}", MOST / unit)))
}
