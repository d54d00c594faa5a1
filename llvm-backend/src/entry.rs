//! The two entries of a model: `@main_graph` runs all steps, `@step` runs one.
//!
//! Both pass each step pointers into arena and constants at the plan's offsets, and return its status.

use gadgets::{Graph, Node, TensorId};
use inkwell::AddressSpace;
use inkwell::IntPredicate;
use inkwell::builder::Builder;
use inkwell::module::Module;
use inkwell::types::BasicMetadataTypeEnum;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue, IntValue, PointerValue};

use crate::attributes;
use crate::lower::LowerError;
use crate::plan::{Place, Plan};

/// What `@step` returns for a number that is no step's; no gadget returns it.
pub const NO_SUCH_STEP: i32 = 255;

/// The name of the entry that runs all steps.
pub const MAIN_GRAPH: &str = "main_graph";
/// The name of the entry that runs one step.
pub const STEP: &str = "step";

/// What an entry has at hand.
struct Entry<'a, 'l> {
    module: &'a Module<'l>,
    builder: Builder<'l>,
    function: FunctionValue<'l>,
    steps: &'a [FunctionValue<'l>],
    graph: &'a Graph,
    plan: &'a Plan,
}

impl<'a, 'l> Entry<'a, 'l> {
    /// An empty function with pointers to arena and constants after `first`.
    fn new(
        module: &'a Module<'l>,
        name: &str,
        first: &[BasicMetadataTypeEnum<'l>],
        (steps, graph, plan): (&'a [FunctionValue<'l>], &'a Graph, &'a Plan),
    ) -> Self {
        let context = module.get_context();
        let pointer = context.ptr_type(AddressSpace::default()).into();
        let ty = context.i32_type().fn_type(&[first, &[pointer, pointer]].concat(), false);
        let function = module.add_function(name, ty, None);
        attributes::set_entry(module, function);
        let names = [["node"].as_slice(), &["arena", "constants"]].concat();
        for (value, name) in function.get_param_iter().zip(&names[1 - first.len()..]) {
            value.set_name(name);
        }
        Self { module, builder: context.create_builder(), function, steps, graph, plan }
    }

    /// Calls step `i`; the status.
    fn call(&self, i: usize, node: &Node) -> Result<IntValue<'l>, LowerError> {
        let pointers = node.operands.iter().chain(&node.output);
        let pointers: Vec<BasicMetadataValueEnum<'l>> = pointers
            .map(|id| Ok(self.pointer(self.plan.places[id.index()])?.into()))
            .collect::<Result<_, LowerError>>()?;
        let call = self.builder.build_call(self.steps[i], &pointers, "status")?;
        let constant = |id: &&TensorId| matches!(self.plan.places[id.index()], Place::Constant(_));
        let constants: Vec<TensorId> = node.operands.iter().filter(constant).copied().collect();
        attributes::set_call(self.module, call, &node.onnx, &constants);
        call.try_as_basic_value()
            .basic()
            .map(|v| v.into_int_value())
            .ok_or_else(|| LowerError::Internal(format!("step {i} returns nothing")))
    }

    fn pointer(&self, place: Place) -> Result<PointerValue<'l>, LowerError> {
        let last = self.function.count_params() - 1;
        let (param, offset) = match place {
            Place::Slot(slot) => (last - 1, self.plan.slots[slot as usize].offset),
            Place::Constant(offset) => (last, offset),
            Place::Unused => return Err(LowerError::Internal("a step's tensor has no place".to_owned())),
        };
        let base = self.function.get_nth_param(param).map(|p| p.into_pointer_value());
        let base = base.ok_or_else(|| LowerError::Internal("an entry lacks its parameters".to_owned()))?;
        let context = self.module.get_context();
        let offset = context.i64_type().const_int(offset, false);
        // SAFETY: the plan's offsets lie inside arena and constants.
        Ok(unsafe { self.builder.build_in_bounds_gep(context.i8_type(), base, &[offset], "")? })
    }
}

/// Defines `@main_graph(arena, constants)`: every step in order, up to the first status that is not 0.
pub fn main_graph<'l>(
    module: &Module<'l>,
    prefix: &str,
    steps: &[FunctionValue<'l>],
    graph: &Graph,
    plan: &Plan,
) -> Result<(), LowerError> {
    let context = module.get_context();
    let e = Entry::new(module, &format!("{prefix}{MAIN_GRAPH}"), &[], (steps, graph, plan));
    let zero = context.i32_type().const_zero();
    let block = |name: &str| context.append_basic_block(e.function, name);
    let mut blocks: Vec<_> = (0..steps.len()).map(|i| block(&format!("step{i}"))).collect();
    blocks.push(block("done"));
    let stop = if steps.is_empty() { None } else { Some(block("stop")) };
    let mut statuses = Vec::new();
    for (i, node) in e.graph.nodes.iter().enumerate() {
        e.builder.position_at_end(blocks[i]);
        let status = e.call(i, node)?;
        let well = e.builder.build_int_compare(IntPredicate::EQ, status, zero, "well")?;
        if let Some(stop) = stop {
            e.builder.build_conditional_branch(well, blocks[i + 1], stop)?;
        }
        statuses.push(status);
    }
    e.builder.position_at_end(blocks[steps.len()]);
    e.builder.build_return(Some(&zero))?;
    if let Some(stop) = stop {
        e.builder.position_at_end(stop);
        let phi = e.builder.build_phi(context.i32_type(), "status")?;
        for (status, block) in statuses.iter().zip(&blocks) {
            phi.add_incoming(&[(status, *block)]);
        }
        e.builder.build_return(Some(&phi.as_basic_value()))?;
    }
    Ok(())
}

/// Defines `@step(node, arena, constants)`: the step with this number, or [`NO_SUCH_STEP`].
pub fn step<'l>(
    module: &Module<'l>,
    prefix: &str,
    steps: &[FunctionValue<'l>],
    graph: &Graph,
    plan: &Plan,
) -> Result<(), LowerError> {
    let context = module.get_context();
    let number = context.i64_type();
    let e = Entry::new(module, &format!("{prefix}{STEP}"), &[number.into()], (steps, graph, plan));
    let entry = context.append_basic_block(e.function, "entry");
    let mut cases = Vec::new();
    for (i, node) in e.graph.nodes.iter().enumerate() {
        let block = context.append_basic_block(e.function, &format!("step{i}"));
        e.builder.position_at_end(block);
        let status = e.call(i, node)?;
        e.builder.build_return(Some(&status))?;
        cases.push((number.const_int(i as u64, false), block));
    }
    let none = context.append_basic_block(e.function, "none");
    e.builder.position_at_end(none);
    e.builder.build_return(Some(&context.i32_type().const_int(NO_SUCH_STEP as u64, false)))?;
    e.builder.position_at_end(entry);
    let node = e.function.get_nth_param(0).map(|p| p.into_int_value());
    let node = node.ok_or_else(|| LowerError::Internal("@step lacks its parameter".to_owned()))?;
    e.builder.build_switch(node, none, &cases)?;
    Ok(())
}
