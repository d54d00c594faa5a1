//! The recogniser: from affine loop nests to gadgets, whoever wrote the nests.
//!
//! It looks at affine structure alone. First a walk brings a function to a normal form: the one output as
//! an expression tree per element, in which accumulators are reductions whether they were loop-carried
//! values, local rank-0 buffers or elements of the output ([`memory`]). Then it is [raised](raise) to a body of primitives:
//! the output is covered, each element once; loops that leave points out are pads, by enumeration ([`domain`]); the output
//! is no operand; nothing else is written. Which family the body is, [`gadgets::find()`](gadgets::find::find) says; what is
//! none is a composition.
//!
//! A match implies equality: for all operands within the ranges that the gadget's own analysis accepts, the
//! function returns the gadget's result and status. When in doubt it refuses, with the reason. Distinct
//! memref parameters do not overlap: that is the calling convention.
//!
//! Float code is [named](float), never lowered.
//!
//! Shapes: `memref`s are static, contiguous and row-major. Indices and sizes count elements.

mod affine;
mod annotate;
mod domain;
mod expr;
mod float;
mod memory;
mod nest;
pub(crate) mod ops;
mod pattern;
mod print;
mod raise;
mod refusal;
mod report;
mod walk;

use gadgets::find::{Found, find};
use gadgets::{Composed, Gadget};
use melior::ir::attribute::{ArrayAttribute, DictionaryAttribute, StringAttribute};
use melior::ir::operation::OperationLike;
use melior::ir::{BlockLike, Module, OperationRef, RegionLike, Value};

pub use annotate::{Annotated, annotate};
pub use pattern::Pattern;
pub use refusal::Refusal;
pub use report::{Recognised, Report, Unrecognised, report};

use crate::builder::ELEMENT;
use expr::{BufferId, Ty};
use float::Floats;
use memory::{Content, Memory};
use nest::{Nest, Written};
use raise::Raised;
use refusal::refuse;
use walk::{Returned, Walk};

/// A function of a module, and what it is.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Symbol name.
    pub function: String,
    /// The gadget, or why there is none.
    pub result: Result<Pattern, Refusal>,
    /// Where the module says that it comes from.
    pub location: String,
}

/// Looks at every function of a module that has a body, in order.
pub fn scan(module: &Module<'_>) -> Vec<Finding> {
    functions(module)
        .into_iter()
        .map(|f| Finding {
            function: symbol(f),
            result: recognise_function(f),
            location: f.location().to_string(),
        })
        .collect()
}

/// The functions of a module that have a body.
pub(crate) fn functions<'c: 'a, 'a>(module: &'a Module<'c>) -> Vec<OperationRef<'c, 'a>> {
    let all = ops::operations(module.body()).into_iter();
    all.filter(|f| ops::name(*f) == "func.func" && f.region(0).is_ok_and(|r| r.first_block().is_some()))
        .collect()
}

pub(crate) fn symbol(f: OperationRef<'_, '_>) -> String {
    let name = f.attribute("sym_name").ok().and_then(|a| StringAttribute::try_from(a).ok());
    name.map_or_else(String::new, |s| s.value().to_owned())
}

/// The gadget that a function (a `func.func` with a body) is: one of a family, or else any composition.
///
/// # Errors
/// [`Refusal`] with the reason why it is none.
pub fn recognise_function<'c: 'a, 'a>(f: OperationRef<'c, 'a>) -> Result<Pattern, Refusal> {
    let count = ops::body(f)?.argument_count();
    let Function { raised, walk, floats } = raised(walked(f)?, count)?;
    let refusal = match family(&raised, &walk, floats.as_ref(), count) {
        Ok(pattern) => return Ok(pattern),
        Err(refusal) => refusal,
    };
    match composition(raised, floats.as_ref(), count) {
        Ok(shape) => {
            let operands = shape.operands().len();
            Ok(Pattern {
                operands: (0..operands).map(Some).collect(),
                output: (operands < count).then_some(operands),
                shape,
                float: None,
                no_family: Some(refusal),
            })
        }
        Err(other) => refuse(format!("{refusal}; and no composition of primitives: {other}")),
    }
}

/// The composition that a function is, of its parameters in order but the last one, which is the result, or of all of them where it
/// returns the result.
pub(crate) fn composed<'c: 'a, 'a>(f: OperationRef<'c, 'a>) -> Result<Gadget, Refusal> {
    let count = ops::body(f)?.argument_count();
    let Function { raised, floats, .. } = raised(walked(f)?, count)?;
    composition(raised, floats.as_ref(), count)
}

fn composition(raised: Raised, floats: Option<&Floats>, parameters: usize) -> Result<Gadget, Refusal> {
    if let Some(floats) = floats {
        return refuse(format!("{} elements are named only", floats.name));
    }
    let Some(output) = raised.output else { return refuse("it writes nothing") };
    let given = Some(output).filter(|b| *b < parameters);
    if !raised.operands.iter().copied().chain(given).eq(0..parameters) {
        return refuse("its result is not its last parameter, or it reads constants of the module");
    }
    let gadget = Gadget::Composed(Composed { body: raised.body });
    gadget.check().map_err(|e| Refusal::new(e.to_string()))?;
    Ok(gadget)
}

/// A function by its loops.
struct Function {
    raised: Raised,
    walk: Walk,
    floats: Option<Floats>,
}

/// What a function does, by its loops.
fn walked<'c: 'a, 'a>(f: OperationRef<'c, 'a>) -> Result<Walk, Refusal> {
    let block = ops::body(f)?;
    let mut walk = Walk::default();
    for i in 0..block.argument_count() {
        let argument: Value<'c, 'a> = block.argument(i).map_err(|e| Refusal::new(e.to_string()))?.into();
        walk.given(argument, unsigned(f, i))?;
    }
    walk.run(&ops::operations(block))?;
    Ok(walk)
}

/// Its body.
fn raised(mut walk: Walk, parameters: usize) -> Result<Function, Refusal> {
    does(&walk, parameters)?;
    let floats = float::exact(&mut walk.memory)?;
    let raised = raise::body(&does(&walk, parameters)?, parameters, floats.as_ref())?;
    Ok(Function { raised, walk, floats })
}

/// The gadget of a family that a sequence of operations is on memrefs from outside, which come first among the buffers.
pub(crate) fn recognise_nests<'c: 'a, 'a>(
    nests: &[OperationRef<'c, 'a>],
    outside: &[Value<'c, 'a>],
) -> Result<Pattern, Refusal> {
    let mut walk = Walk::default();
    for v in outside {
        walk.given(*v, false)?;
    }
    walk.run(nests)?;
    let Function { raised, walk, floats } = raised(walk, outside.len())?;
    family(&raised, &walk, floats.as_ref(), outside.len())
}

/// The family that a body is.
fn family(
    raised: &Raised,
    walk: &Walk,
    floats: Option<&Floats>,
    parameters: usize,
) -> Result<Pattern, Refusal> {
    let found = match floats {
        Some(floats) => floats.family(raised)?,
        None => find(&raised.body)?,
    };
    let Found { gadget, operands } = found;
    // What a parameter's attribute says of its elements has to be how they are read.
    let signed = |o: &usize| {
        let own = &raised.body.operands[*o];
        walk.memory.buffers[raised.operands[*o]].unsigned && own.element != gadgets::ElementType::U8
    };
    if operands.iter().any(signed) {
        return refuse("unsigned elements are extended by their sign");
    }
    let parameter = |b: BufferId| (b < parameters).then_some(b);
    Ok(Pattern {
        operands: operands.iter().map(|o| parameter(raised.operands[*o])).collect(),
        output: raised.output.and_then(parameter),
        shape: gadget,
        float: floats.map(|f| f.name),
        no_family: None,
    })
}

/// Whether a parameter attribute says that elements are unsigned.
fn unsigned(f: OperationRef<'_, '_>, i: usize) -> bool {
    let all = f.attribute("arg_attrs").ok().and_then(|a| ArrayAttribute::try_from(a).ok());
    let one = all.and_then(|a| a.element(i).ok()).and_then(|a| DictionaryAttribute::try_from(a).ok());
    let name = one.and_then(|d| d.element_by_name(ELEMENT)).and_then(|a| StringAttribute::try_from(a).ok());
    name.is_some_and(|s| s.value() == "u8")
}

/// The one thing that a walked function does.
fn does(walk: &Walk, parameters: usize) -> Result<Nest<'_>, Refusal> {
    let Memory { loops, buffers, .. } = &walk.memory;
    let mut status = None;
    let mut outputs: Vec<BufferId> = Vec::new();
    for returned in &walk.returned {
        match returned {
            Returned::Buffer(b) if *b >= parameters => outputs.push(*b),
            Returned::Buffer(_) => return refuse("it returns one of its parameters"),
            Returned::Value(e) if status.is_none() && e.ty == Ty::Int(32) => status = Some(e.clone()),
            Returned::Value(_) => return refuse("it returns something else than a status and a buffer"),
        }
    }
    outputs.extend((0..parameters).filter(|b| !matches!(buffers[*b].content, Content::Given)));
    if let Some(why) = status.as_ref().and_then(|s| s.unknown()) {
        return refuse(why);
    }
    let nest = |written, status| Ok(Nest { loops, buffers, written, status });
    match (&outputs[..], status) {
        ([], Some(status)) if status.int().is_none() => nest(None, Some(status)),
        ([], _) => refuse("it writes nothing"),
        ([b], status) => match &buffers[*b].content {
            Content::Written(w) => {
                if let Some(why) = w.value.unknown() {
                    return refuse(why);
                }
                if !loops.covers(&w.loops, &w.at, &buffers[*b].shape)? {
                    return refuse("it does not write every element of its output exactly once");
                }
                let (at, value) = (w.at.clone(), w.value.clone());
                nest(Some(Written { output: *b, at, value }), status)
            }
            Content::Unknown(why) => refuse(why.to_string()),
            _ => refuse("it does not write its output"),
        },
        (more, _) => refuse(format!("it writes {} buffers", more.len())),
    }
}
