//! If, Loop and Scan: the branch that is known to be taken, and bodies as often as is known.

use super::attributes::{bad, int};
use super::compose::Nested;
use super::context::{Context, Made};
use crate::error::Problem;
use crate::float_graph::ValueId;

/// Most iterations of one node.
const MOST: usize = 1 << 12;

/// The branch of a condition that is known.
pub(super) fn branch(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let results = c.node.output.len();
    c.arity(1, results)?;
    let condition = c.operand(0, "cond")?;
    let graphs = [c.attributes.graph("else_branch")?, c.attributes.graph("then_branch")?];
    let taken = c.uniform(condition).ok_or(Problem::NotConstant { index: 0, name: "cond" })?;
    let graph = graphs[usize::from(taken != 0.0)];
    let nested = Nested::new(c, graph)?;
    let values = nested.run(c, &[])?;
    named(c, values)
}

/// Values under the node's own names.
fn named(c: &mut Context<'_>, values: Vec<ValueId>) -> Made<Vec<ValueId>> {
    if values.len() < c.node.output.len() {
        let (got, expected) = (values.len(), c.node.output.len());
        return Err(Problem::Shape(format!("a graph has {got} results, {expected} expected")));
    }
    Ok(values)
}

/// A value for each iteration, joined along a new axis.
fn stacked(c: &mut Context<'_>, values: &[ValueId], axis: i64, backward: bool) -> Made {
    let mut rows = Vec::with_capacity(values.len());
    for value in values {
        rows.push(c.unsqueezed(*value, axis)?);
    }
    if backward {
        rows.reverse();
    }
    if rows.is_empty() {
        return Err(Problem::Unsupported(
            "no iteration, of which the results would have no elements,".into(),
        ));
    }
    c.joined(&rows, axis)
}

/// The body as often as the trip count and the condition say, both of which must be known.
pub(super) fn repeat(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let carried = c.operands.len().saturating_sub(2);
    c.arity(carried + 2, c.node.output.len())?;
    let graph = c.attributes.graph("body")?;
    let (count, condition) = (c.optional(0), c.optional(1));
    let known =
        |c: &Context<'_>, id: ValueId, index, name| c.uniform(id).ok_or(Problem::NotConstant { index, name });
    let trips = count.map(|id| known(c, id, 0, "M")).transpose()?;
    let mut goes_on = condition.map(|id| known(c, id, 1, "cond")).transpose()?.is_none_or(|v| v != 0.0);
    let mut state = (0..carried).map(|i| c.operand(i + 2, "v_initial")).collect::<Result<Vec<_>, _>>()?;
    let nested = Nested::new(c, graph)?;
    let mut rows: Vec<Vec<ValueId>> = vec![Vec::new(); c.node.output.len().saturating_sub(carried)];
    let mut i = 0usize;
    let mut condition = condition;
    while goes_on && trips.is_none_or(|n| (i as f64) < n) {
        if i >= MOST {
            return Err(Problem::TooLarge {
                what: "the number of iterations",
                got: i as u64 + 1,
                limit: MOST as u64,
            });
        }
        let number = c.whole("iteration", i as i64)?;
        let holds = match condition {
            Some(id) => id,
            None => c.whole("cond", 1)?,
        };
        let operands: Vec<ValueId> = [number, holds].into_iter().chain(state.iter().copied()).collect();
        let values = nested.run(c, &operands)?;
        if values.len() < 1 + carried + rows.len() {
            return Err(Problem::Shape(format!("the body has {} results", values.len())));
        }
        goes_on = c
            .uniform(values[0])
            .ok_or_else(|| Problem::Unsupported("a condition to go on that depends on data".to_owned()))?
            != 0.0;
        condition = Some(values[0]);
        state = values[1..=carried].to_vec();
        rows.iter_mut().zip(&values[1 + carried..]).for_each(|(row, value)| row.push(*value));
        i += 1;
    }
    let mut results = state;
    for row in &rows {
        results.push(stacked(c, row, 0, false)?);
    }
    named(c, results)
}

/// The body for each slice of its scanned operands. Before version 9 the first operand gives lengths, and all others
/// have a batch axis first.
pub(super) fn scan(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let old = c.version < 9;
    let all = c.operands.len();
    c.arity(all, c.node.output.len())?;
    let graph = c.attributes.graph("body")?;
    let scanned = usize::try_from(c.attributes.int("num_scan_inputs", 0)?).unwrap_or(0);
    let first = usize::from(old);
    let states = all.checked_sub(scanned + first).filter(|_| scanned > 0);
    let states = states.ok_or_else(|| bad("num_scan_inputs", &format!("is {scanned} of {all} operands")))?;
    if old && c.optional(0).is_some() {
        return Err(Problem::Unsupported("sequence_lens".to_owned()));
    }
    let results = c.node.output.len();
    let outs = results.checked_sub(states).ok_or_else(|| Problem::Shape(format!("{results} results")))?;
    let list = |name: &str, count: usize| -> Made<Vec<i64>> {
        let given = c.attributes.ints(name)?.map_or_else(|| vec![0; count], <[i64]>::to_vec);
        if given.len() == count { Ok(given) } else { Err(bad(name, &format!("has {} entries", given.len()))) }
    };
    let backward = list(if old { "directions" } else { "scan_input_directions" }, scanned)?;
    let (in_axes, out_axes, out_backward) = if old {
        (vec![0; scanned], vec![0; outs], vec![0; outs])
    } else {
        (
            list("scan_input_axes", scanned)?,
            list("scan_output_axes", outs)?,
            list("scan_output_directions", outs)?,
        )
    };
    let operands = (first..all).map(|i| c.operand(i, "inputs")).collect::<Result<Vec<_>, _>>()?;
    let nested = Nested::new(c, graph)?;
    let scanning = Scanning { nested, states, in_axes, out_axes, backward, out_backward, outs };
    if !old {
        let values = scanning.run(c, &operands)?;
        return named(c, values);
    }
    // A run for each element of the batch.
    let batch = c.shape(operands[states]).first().copied().unwrap_or(1);
    if batch > MOST {
        return Err(Problem::TooLarge { what: "the batch", got: batch as u64, limit: MOST as u64 });
    }
    let mut columns: Vec<Vec<ValueId>> = vec![Vec::new(); results];
    for b in 0..batch as i64 {
        let index = c.whole("element", b)?;
        let mut own = Vec::with_capacity(operands.len());
        for id in &operands {
            own.push(c.call_with("Gather", &[*id, index], vec![int("axis", 0)])?);
        }
        let values = scanning.run(c, &own)?;
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }
    let mut all = Vec::with_capacity(results);
    for column in &columns {
        all.push(stacked(c, column, 0, false)?);
    }
    named(c, all)
}

/// What a Scan does, whatever its operands.
struct Scanning<'g> {
    nested: Nested<'g>,
    states: usize,
    in_axes: Vec<i64>,
    out_axes: Vec<i64>,
    backward: Vec<i64>,
    out_backward: Vec<i64>,
    outs: usize,
}

impl Scanning<'_> {
    fn run(&self, c: &mut Context<'_>, operands: &[ValueId]) -> Made<Vec<ValueId>> {
        let (mut state, scanned) = (operands[..self.states].to_vec(), &operands[self.states..]);
        let mut lengths = Vec::with_capacity(scanned.len());
        for (id, axis) in scanned.iter().zip(&self.in_axes) {
            let shape = c.shape(*id);
            lengths.push(shape[Context::axis(*axis, shape.len())?]);
        }
        let length = lengths[0];
        if lengths.iter().any(|n| *n != length) {
            return Err(Problem::Shape(format!("scanned axes of {lengths:?}")));
        }
        if length > MOST {
            return Err(Problem::TooLarge {
                what: "the number of iterations",
                got: length as u64,
                limit: MOST as u64,
            });
        }
        let mut rows: Vec<Vec<ValueId>> = vec![Vec::new(); self.outs];
        for i in 0..length {
            let mut own = state.clone();
            for ((id, axis), back) in scanned.iter().zip(&self.in_axes).zip(&self.backward) {
                let at = if *back == 1 { length - 1 - i } else { i };
                let index = c.whole("step", at as i64)?;
                own.push(c.call_with("Gather", &[*id, index], vec![int("axis", *axis)])?);
            }
            let values = self.nested.run(c, &own)?;
            if values.len() < self.states + self.outs {
                return Err(Problem::Shape(format!("the body has {} results", values.len())));
            }
            state = values[..self.states].to_vec();
            rows.iter_mut().zip(&values[self.states..]).for_each(|(row, value)| row.push(*value));
        }
        let mut results = state;
        for ((row, axis), back) in rows.iter().zip(&self.out_axes).zip(&self.out_backward) {
            results.push(stacked(c, row, *axis, *back == 1)?);
        }
        Ok(results)
    }
}
