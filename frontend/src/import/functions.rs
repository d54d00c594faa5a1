//! A model's own functions: their nodes take the place of the node that calls them.

use std::collections::BTreeMap;

use tract_onnx::pb::{AttributeProto, FunctionProto, NodeProto};

use super::compose::Opsets;
use super::context::{Context, Made};
use super::opset;
use crate::float_graph::ValueId;

/// The function's results. A result of the node that it does not have is refused.
pub(super) fn inline(c: &mut Context<'_>, function: &FunctionProto) -> Made<Vec<ValueId>> {
    c.arity(function.input.len(), function.output.len())?;
    let operand = |(i, name): (usize, &String)| (name.clone(), c.optional(i));
    let known: BTreeMap<_, _> = function.input.iter().enumerate().map(operand).collect();
    let given = c.attributes.all();
    let nodes: Vec<NodeProto> = function.node.iter().map(|n| bound(n, given)).collect();
    let domain = |d: &str| if opset::is_standard(d) { String::new() } else { d.to_owned() };
    let mut opsets: Opsets = c.around.opsets.clone();
    opsets.extend(function.opset_import.iter().map(|o| (domain(&o.domain), o.version)));
    let wanted = c.node.output.len().min(function.output.len());
    let values = c.body(&nodes, known, &function.output[..wanted], &opsets, None)?;
    Ok(values)
}

/// A node of the function with the attributes that refer to the caller's replaced by those; an attribute that the caller
/// lacks is absent.
fn bound(node: &NodeProto, given: &[AttributeProto]) -> NodeProto {
    let own = |a: &AttributeProto| {
        if a.ref_attr_name.is_empty() {
            let mut a = a.clone();
            for graph in a.g.iter_mut().chain(&mut a.graphs) {
                graph.node = graph.node.iter().map(|n| bound(n, given)).collect();
            }
            return Some(a);
        }
        let found = given.iter().find(|g| g.name == a.ref_attr_name)?;
        Some(AttributeProto { name: a.name.clone(), ..found.clone() })
    };
    NodeProto { attribute: node.attribute.iter().filter_map(own).collect(), ..node.clone() }
}
