//! Reads models back out of extended LLVM IR: as it was made, or as LLVM's own tools have left it.
//!
//! Tensors and the memory plan come from the metadata, constants from the bytes beside the module, the steps from
//! the calls in `@main_graph`: the callee's attributes say which gadget, the pointers which tensors, the
//! call's attributes which ONNX nodes, and which of the constants that lie in one place. A function without gadget attributes is unrolled into a
//! [`gadgets::Generic`], which wants code before optimisation.
//!
//! Everything that a consumer relies on is checked: that the entries do nothing but call steps, in order, up
//! to the first status that is not 0; that `@step` does the same for each number; that plan and graph are
//! valid. Text may come from anyone: it gives an error, never a panic.

use gadgets::{Buffer, Dyadic, Gadget, GadgetError, Graph, GraphError, Node, TensorId};
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::module::Module;
use inkwell::values::FunctionValue;
use std::collections::BTreeMap;
use thiserror::Error;

use crate::attributes::{self, GADGET_VERSION};
use crate::constants::{CONSTANTS, ConstantRecord, Constants};
use crate::entry::{MAIN_GRAPH, NO_SUCH_STEP, STEP};
use crate::extended::{Extended, ExtendedError};
use crate::glue::{self, Base, Call, Returned};
use crate::lower::valid_prefix;
use crate::metadata::{self, MetadataError, ModelRecord};
use crate::plan::{Place, Plan, PlanError};
use crate::raw::Value;
use crate::scalar::{ScalarRefusal, generic};

/// A model of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Put before the names of its entries.
    pub prefix: String,
    /// What it computes.
    pub graph: Graph,
    /// Where its tensors lie.
    pub plan: Plan,
    /// The function of each step.
    pub functions: Vec<String>,
}

/// A module that does not follow the contract.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadBackError {
    /// A module that cannot be read.
    #[error(transparent)]
    Module(#[from] ExtendedError),
    /// Metadata of another form.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// A module that does not hold exactly one model, where none was chosen.
    #[error("the module holds {} models, expected one: {}", .held.len(), list(.held))]
    Several {
        /// The prefixes of all.
        held: Vec<String>,
    },
    /// No model, or more than one, with the prefix asked for.
    #[error("not one model has the prefix '{prefix}'; the module holds {}", list(.held))]
    Prefix {
        /// The prefix asked for.
        prefix: String,
        /// The prefixes of all.
        held: Vec<String>,
    },
    /// A name or number in the metadata that no model has.
    #[error("metadata: {subject}: {reason}")]
    Record {
        /// A tensor or the prefix.
        subject: String,
        /// What is wrong.
        reason: String,
    },
    /// A plan that is none.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// An entry that does something else than its contract says.
    #[error("@{entry}: {reason}")]
    Entry {
        /// Name of the function.
        entry: String,
        /// What is wrong.
        reason: String,
    },
    /// Constants that are not what the module says.
    #[error("constants of the model with the prefix '{prefix}': {reason}")]
    Constants {
        /// The model's prefix.
        prefix: String,
        /// What is wrong.
        reason: String,
    },
    /// A call that is no step.
    #[error("step {step}, @{function}: {reason}")]
    Step {
        /// Position.
        step: usize,
        /// The function called.
        function: String,
        /// What is wrong.
        reason: String,
    },
    /// Gadget attributes that mean nothing.
    #[error("step {step}, @{function}: {source}")]
    Gadget {
        /// Position.
        step: usize,
        /// The function called.
        function: String,
        /// What is wrong.
        source: Box<GadgetError>,
    },
    /// A function that is neither a gadget nor within the fallback's language.
    #[error(transparent)]
    Refused(Box<ScalarRefusal>),
    /// A graph that is not valid; the first finding.
    #[error("invalid graph: {0}")]
    Graph(Box<GraphError>),
}

fn list(prefixes: &[String]) -> String {
    prefixes.iter().map(|p| format!("'{p}'")).collect::<Vec<_>>().join(", ")
}

/// Reads the one model of `extended`.
///
/// # Errors
/// See [`ReadBackError`]; [`ReadBackError::Several`] for a module that does not hold exactly one.
pub fn read(extended: &Extended) -> Result<Model, ReadBackError> {
    chosen(extended, None)
}

/// Reads the model whose entries have this prefix; the others are not looked at.
///
/// # Errors
/// See [`ReadBackError`]; [`ReadBackError::Prefix`] where not exactly one model has it.
pub fn read_prefix(extended: &Extended, prefix: &str) -> Result<Model, ReadBackError> {
    chosen(extended, Some(prefix))
}

fn chosen(extended: &Extended, prefix: Option<&str>) -> Result<Model, ReadBackError> {
    let context = Context::create();
    let module = extended.module(&context)?;
    let records = metadata::read(&module)?;
    let held: Vec<String> = records.iter().map(|r| r.prefix.clone()).collect();
    let mut found = records.into_iter().filter(|r| prefix.is_none_or(|p| p == r.prefix));
    match (found.next(), found.next(), prefix) {
        (Some(record), None, _) => model(extended, &module, record),
        (.., Some(prefix)) => Err(ReadBackError::Prefix { prefix: prefix.to_owned(), held }),
        (.., None) => Err(ReadBackError::Several { held }),
    }
}

/// Reads all models of `extended`.
///
/// # Errors
/// See [`ReadBackError`]: the first departure from the contract.
pub fn models(extended: &Extended) -> Result<Vec<Model>, ReadBackError> {
    let context = Context::create();
    let module = extended.module(&context)?;
    metadata::read(&module)?.into_iter().map(|record| model(extended, &module, record)).collect()
}

fn model(extended: &Extended, module: &Module<'_>, record: ModelRecord) -> Result<Model, ReadBackError> {
    let ModelRecord { prefix, mut graph, plan, constants } = record;
    check_record(&prefix, &graph)?;
    plan.check_places(&graph)?;
    fill_constants(module, &prefix, &extended.constants(&prefix), &constants, &mut graph, &plan)?;
    let main = entry(module, format!("{prefix}{MAIN_GRAPH}"), &[0, 0])?;
    let step = entry(module, format!("{prefix}{STEP}"), &[64, 0, 0])?;
    let calls = trace(main, step)?;
    let mut reader = Reader { plan: &plan, by_place: BTreeMap::new(), written: vec![0; plan.slots.len()] };
    for (i, slot) in plan.slots.iter().enumerate() {
        reader.by_place.insert(slot.offset, i);
    }
    for port in &graph.inputs {
        if let Some(Place::Slot(slot)) = plan.places.get(port.tensor.index()) {
            reader.written[*slot as usize] = 1;
        }
    }
    let mut functions = Vec::new();
    for (i, call) in calls.iter().enumerate() {
        let name = call.callee.name();
        let node = reader.node(module, &graph, i, &name, call)?;
        graph.nodes.push(node);
        functions.push(name);
    }
    settle_ranges(&mut graph)?;
    plan.check_order(&graph)?;
    Ok(Model { prefix, graph, plan, functions })
}

/// Largest exponent of a scale, either way.
const MAX_EXPONENT: u32 = 1 << 16;

/// Checks what the metadata say of names, ranges and scales; sizes are the plan's to check.
fn check_record(prefix: &str, graph: &Graph) -> Result<(), ReadBackError> {
    let fail = |subject: String, reason: String| Err(ReadBackError::Record { subject, reason });
    if !valid_prefix(prefix) {
        return fail(format!("prefix '{prefix}'"), "is not of letters, digits, '_' and '.'".to_owned());
    }
    for t in &graph.tensors {
        if t.range.lo > t.range.hi || !t.element.range().contains_range(t.range) {
            return fail(
                format!("tensor '{}'", t.name),
                format!("range {} is none of {}", t.range, t.element),
            );
        }
        let Dyadic { mantissa, exponent } = t.scale;
        let normal = if mantissa == 0 { exponent == 0 } else { mantissa % 2 != 0 };
        if !normal || exponent.unsigned_abs() > MAX_EXPONENT {
            let reason = format!("scale {mantissa}*2^{exponent} is not normalised, or extreme");
            return fail(format!("tensor '{}'", t.name), reason);
        }
    }
    Ok(())
}

/// Validates the graph. Intervals may know less of a program than of the gadget that it is the code of, at one end or at both: where
/// a range is tighter than what can be proven of a program, or of a step after it, it grows to hold what is proven.
fn settle_ranges(graph: &mut Graph) -> Result<(), ReadBackError> {
    let first = |errors: Vec<GraphError>, of: fn(&GraphError) -> bool| {
        errors.into_iter().find(of).map_or(Ok(()), |e| Err(ReadBackError::Graph(Box::new(e))))
    };
    let Err(errors) = graph.validate() else { return Ok(()) };
    first(errors, |e| !matches!(e, GraphError::Range { .. }))?;
    let mut widened = vec![false; graph.tensors.len()];
    for node in &graph.nodes {
        let Some(output) = node.output.map(TensorId::index) else { continue };
        let wider = node.operands.iter().any(|id| widened[id.index()]);
        if !wider && !matches!(node.gadget, Gadget::Composed(_) | Gadget::Generic(_)) {
            continue;
        }
        let values = graph.constants(node);
        let proven = node.gadget.range(&graph.known(node, &values)).map_err(|source| {
            ReadBackError::Graph(Box::new(GraphError::Gadget { node: node.label(), source }))
        })?;
        let tensor = &mut graph.tensors[output];
        if !tensor.range.contains_range(proven) {
            tensor.range = tensor.range.hull(proven);
            widened[output] = true;
        }
    }
    first(graph.validate().err().unwrap_or_default(), |_| true)
}

fn entry(module: &Module<'_>, name: String, parameters: &[u32]) -> Result<Value, ReadBackError> {
    let found = module.get_function(&name).map(|f| Value::new(&f));
    match found.filter(|f| f.is_definition(parameters)) {
        Some(f) => Ok(f),
        None => {
            Err(ReadBackError::Entry { entry: name, reason: "is not defined with the right type".to_owned() })
        }
    }
}

/// The calls of a model, and the proof that both entries make them as they should.
fn trace(main: Value, step: Value) -> Result<Vec<Call>, ReadBackError> {
    let fail = |f: Value, reason: String| ReadBackError::Entry { entry: f.name(), reason };
    let run = |f: Value, node, fails, calls| glue::run(f, node, fails, calls).map_err(|r| fail(f, r));
    let whole = run(main, None, None, MAX_STEPS)?;
    if whole.returned != Returned::Number(0) {
        return Err(fail(main, "does not return 0 after all steps".to_owned()));
    }
    let calls = whole.calls;
    for i in 0..calls.len() {
        let stopped = run(main, None, Some(i), calls.len())?;
        if stopped.returned != Returned::Status(i) || stopped.calls != calls[..=i] {
            return Err(fail(main, format!("does not stop at step {i} with its status")));
        }
        for (fails, want) in [(None, Returned::Number(0)), (Some(0), Returned::Status(0))] {
            let one = run(step, Some(i as u64), fails, 1)?;
            if one.returned != want || one.calls != calls[i..=i] {
                return Err(fail(step, format!("does not do for {i} what @{MAIN_GRAPH} does")));
            }
        }
    }
    for beyond in [calls.len() as u64, calls.len() as u64 + 1, u64::MAX] {
        let none = run(step, Some(beyond), None, 1)?;
        if !none.calls.is_empty() || none.returned != Returned::Number(NO_SUCH_STEP as u64) {
            return Err(fail(step, format!("does not return {NO_SUCH_STEP} for {beyond}, which is no step")));
        }
    }
    Ok(calls)
}

/// Most steps of a model: the check takes time quadratic in them.
pub const MAX_STEPS: usize = 1 << 13;

/// Fills in the constant tensors with the bytes that came beside the module.
fn fill_constants(
    module: &Module<'_>,
    prefix: &str,
    given: &Constants,
    records: &[ConstantRecord],
    graph: &mut Graph,
    plan: &Plan,
) -> Result<(), ReadBackError> {
    let fail = |reason: String| ReadBackError::Constants { prefix: prefix.to_owned(), reason };
    if module.get_global(&format!("{prefix}{CONSTANTS}")).is_some_and(|g| Value::new(&g).is_initialised()) {
        return Err(fail(format!("@{prefix}{CONSTANTS} has elements in the module; they belong in a file")));
    }
    given.check(plan.constants_size, records).map_err(fail)?;
    let mut unread: BTreeMap<u64, &ConstantRecord> = records.iter().map(|r| (r.offset, r)).collect();
    let by_place = unread.clone();
    for (tensor, place) in graph.tensors.iter_mut().zip(&plan.places) {
        let Place::Constant(offset) = place else { continue };
        let (len, element) = (tensor.len(), tensor.element);
        let size = (len * element.bytes()) as u64;
        let fits = |r: &&&ConstantRecord| r.bytes == size && r.width == element.bytes() as u64;
        let bytes = by_place.get(offset).filter(fits).and_then(|r| given.slice(r.offset, r.bytes));
        let bytes = bytes.ok_or_else(|| fail(format!("there is no {len} x {element} at {offset}")))?;
        tensor.data = Some(Buffer::shared(element, bytes));
        unread.remove(offset);
    }
    match unread.keys().next() {
        Some(offset) => Err(fail(format!("there is a constant at {offset}, where no tensor lies"))),
        None => Ok(()),
    }
}

struct Reader<'a> {
    plan: &'a Plan,
    /// Slots by their place in the arena.
    by_place: BTreeMap<u64, usize>,
    /// How many of each slot's tensors have been written.
    written: Vec<usize>,
}

impl Reader<'_> {
    fn node(
        &mut self,
        module: &Module<'_>,
        graph: &Graph,
        step: usize,
        name: &str,
        call: &Call,
    ) -> Result<Node, ReadBackError> {
        let fail = |reason: String| ReadBackError::Step { step, function: name.to_owned(), reason };
        let function = module.get_function(name).ok_or_else(|| fail("is not in the module".to_owned()))?;
        if !call.callee.is_definition(&vec![0; call.pointers.len()]) {
            return Err(fail(format!("is no definition of i32 with {} pointers", call.pointers.len())));
        }
        let onnx: Vec<String> = call
            .nodes
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or_else(|| fail(format!("the call's {} are no list of names", attributes::NODES)))?;
        let written = writes_last(function, call.pointers.len()).map_err(fail)?;
        let (last, read) = match call.pointers.split_last() {
            Some((last, rest)) if written => (Some(*last), rest),
            _ => (None, call.pointers.as_slice()),
        };
        let mut named = constant_operands(call).map_err(fail)?.into_iter();
        let operands: Vec<TensorId> =
            read.iter().map(|p| self.operand(*p, &mut named).map_err(fail)).collect::<Result<_, _>>()?;
        if let Some(id) = named.next() {
            return Err(fail(format!("the call names constant {}, which it does not read", id.0)));
        }
        let output = last.map(|p| self.output(p).map_err(fail)).transpose()?;
        let gadget = attributes::gadget(function).map_err(|source| ReadBackError::Gadget {
            step,
            function: name.to_owned(),
            source: Box::new(source),
        })?;
        let gadget = match gadget {
            Some(_) if function.get_string_attribute(AttributeLoc::Function, GADGET_VERSION).is_none() => {
                return Err(fail(format!("has no {GADGET_VERSION}")));
            }
            Some(gadget) => gadget,
            None => {
                let tensors: Vec<_> = operands.iter().map(|id| graph.tensor(*id)).collect();
                generic(function, &onnx.join("+"), &tensors, output.map(|id| graph.tensor(id)))
                    .map_err(|e| ReadBackError::Refused(Box::new(e)))?
            }
        };
        Ok(Node { gadget, operands, output, onnx })
    }

    /// The tensor that lies at a place now. Of constants the call names the next one.
    fn operand(
        &self,
        place: (Base, u64),
        named: &mut impl Iterator<Item = TensorId>,
    ) -> Result<TensorId, String> {
        let (base, offset) = place;
        if base == Base::Constants {
            let id =
                named.next().ok_or_else(|| format!("reads {place:?}, but its call names no constant"))?;
            let there = self.plan.places.get(id.index()) == Some(&Place::Constant(offset));
            return if there {
                Ok(id)
            } else {
                Err(format!("reads {place:?}, where tensor {} does not lie", id.0))
            };
        }
        let slot =
            *self.by_place.get(&offset).ok_or_else(|| format!("reads {place:?}, where nothing lies"))?;
        let last = self.written[slot].checked_sub(1);
        let last = last.ok_or_else(|| format!("reads {place:?} before it is written"))?;
        Ok(self.plan.slots[slot].tensors[last])
    }

    /// The tensor that is written to a place next.
    fn output(&mut self, place: (Base, u64)) -> Result<TensorId, String> {
        let slot = (place.0 == Base::Arena).then(|| self.by_place.get(&place.1)).flatten();
        let slot = *slot.ok_or_else(|| format!("writes {place:?}, where nothing lies"))?;
        let next = self.plan.slots[slot].tensors.get(self.written[slot]);
        let next = *next.ok_or_else(|| format!("writes {place:?} once too often"))?;
        self.written[slot] += 1;
        Ok(next)
    }
}

/// The constants that a call names.
fn constant_operands(call: &Call) -> Result<Vec<TensorId>, String> {
    let ids: Option<Vec<u32>> =
        call.constants.as_deref().map_or(Some(Vec::new()), |json| serde_json::from_str(json).ok());
    let ids =
        ids.ok_or_else(|| format!("the call's {} are no list of tensors", attributes::CONSTANT_OPERANDS))?;
    Ok(ids.into_iter().map(TensorId).collect())
}

/// Whether a step function writes its last parameter; the others must be `readonly`.
fn writes_last(function: FunctionValue<'_>, pointers: usize) -> Result<bool, String> {
    let read_only = Attribute::get_named_enum_kind_id("readonly");
    let none = Attribute::get_named_enum_kind_id("readnone");
    let writes = |i: usize| {
        let location = AttributeLoc::Param(i as u32);
        [read_only, none].iter().all(|kind| function.get_enum_attribute(location, *kind).is_none())
    };
    match (0..pointers).find(|i| writes(*i)) {
        Some(i) if i + 1 < pointers => {
            Err(format!("parameter {i} is not readonly, but only the last may be written"))
        }
        found => Ok(found.is_some()),
    }
}
