//! The recogniser: from affine loop nests to gadgets, whoever wrote the nests.
//!
//! It looks at affine structure alone. First a walk brings a function to a normal form: the one output as
//! an expression tree per element, in which accumulators are reductions whether they were loop-carried
//! values, local rank-0 buffers or elements of the output ([`memory`]). Then a matcher per family takes the
//! tree apart, guesses parameters, and proves them: the output is covered, each element once; a window
//! visits exactly the cells that it should, by enumeration ([`domain`]); start values are neutral or a bias;
//! the output is no operand; nothing else is written.
//!
//! A match implies equality: for all operands within the ranges that the gadget's own analysis accepts, the
//! function returns the gadget's result and status. When in doubt it refuses, with the reason. Distinct
//! memref parameters do not overlap: that is the calling convention.
//!
//! What no family takes is [raised](raise) to a composition of primitives.
//!
//! Float code is named, never lowered.
//!
//! Shapes: `memref`s are static, contiguous and row-major. Indices and sizes count elements.

mod affine;
mod annotate;
mod conv2d;
mod domain;
mod elementwise;
mod epilogue;
mod expr;
mod fully_connected;
mod memory;
mod nest;
pub(crate) mod ops;
mod pattern;
mod pool;
mod raise;
mod range_check;
mod refusal;
mod report;
mod softmax;
mod walk;
mod window;

use gadgets::Gadget;
use melior::ir::attribute::{ArrayAttribute, DictionaryAttribute, StringAttribute};
use melior::ir::operation::OperationLike;
use melior::ir::{BlockLike, Module, OperationRef, RegionLike, Value};

pub use annotate::{Annotated, annotate};
pub use pattern::Pattern;
pub use refusal::Refusal;
pub use report::{Recognised, Report, Unrecognised, report};

use crate::builder::ELEMENT;
use expr::{BufferId, Expr, Kind, Op, Ty};
use memory::{Content, Memory};
use nest::{Found, Nest, reduction};
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
    let refusal = match walked(f, false).and_then(|walk| found(&walk, count)) {
        Ok(found) => return Ok(pattern(found, count)),
        Err(refusal) => refusal,
    };
    match raised(f) {
        Ok(shape) => Ok(Pattern {
            operands: (0..count - 1).map(Some).collect(),
            output: Some(count - 1),
            shape,
            float: None,
            no_family: Some(refusal),
        }),
        Err(other) if other == refusal => Err(refusal),
        Err(other) => refuse(format!("{refusal}; and no composition of primitives: {other}")),
    }
}

/// The composition that a function is, of its parameters in order but the last one, which is the result.
pub(crate) fn raised<'c: 'a, 'a>(f: OperationRef<'c, 'a>) -> Result<Gadget, Refusal> {
    let count = ops::body(f)?.argument_count();
    let walk = walked(f, true)?;
    let gadget = match does(&walk, count)? {
        Does::Writes(nest) => raise::composed(&nest, count)?,
        Does::Checks(_) => return refuse("it writes nothing"),
    };
    gadget.check().map_err(|e| Refusal::new(e.to_string()))?;
    Ok(gadget)
}

/// What a function does, by its loops; local buffers may stay tensors of their own.
fn walked<'c: 'a, 'a>(f: OperationRef<'c, 'a>, keeps: bool) -> Result<Walk, Refusal> {
    let block = ops::body(f)?;
    let mut walk = Walk::default();
    walk.memory.keeps = keeps;
    for i in 0..block.argument_count() {
        let argument: Value<'c, 'a> = block.argument(i).map_err(|e| Refusal::new(e.to_string()))?.into();
        walk.given(argument, unsigned(f, i))?;
    }
    walk.run(&ops::operations(block))?;
    Ok(walk)
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
    Ok(pattern(found(&walk, outside.len())?, outside.len()))
}

fn pattern(found: Found, parameters: usize) -> Pattern {
    let parameter = |b: BufferId| (b < parameters).then_some(b);
    Pattern {
        operands: found.operands.iter().map(|b| parameter(*b)).collect(),
        output: found.output.and_then(parameter),
        shape: found.gadget,
        float: found.float,
        no_family: None,
    }
}

/// Whether a parameter attribute says that elements are unsigned.
fn unsigned(f: OperationRef<'_, '_>, i: usize) -> bool {
    let all = f.attribute("arg_attrs").ok().and_then(|a| ArrayAttribute::try_from(a).ok());
    let one = all.and_then(|a| a.element(i).ok()).and_then(|a| DictionaryAttribute::try_from(a).ok());
    let name = one.and_then(|d| d.element_by_name(ELEMENT)).and_then(|a| StringAttribute::try_from(a).ok());
    name.is_some_and(|s| s.value() == "u8")
}

/// The one thing that a walked function does.
enum Does<'w> {
    /// It gives a status.
    Checks(Expr),
    /// It writes a buffer.
    Writes(Nest<'w>),
}

fn does(walk: &Walk, parameters: usize) -> Result<Does<'_>, Refusal> {
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
    match (&outputs[..], status) {
        ([], None) => refuse("it writes nothing"),
        ([], Some(status)) => Ok(Does::Checks(status)),
        ([b], status) => match &buffers[*b].content {
            Content::Written(w) => {
                if let Some(why) = w.value.unknown() {
                    return refuse(why);
                }
                if !loops.covers(&w.loops, &w.at, &buffers[*b].shape)? {
                    return refuse("it does not write every element of its output exactly once");
                }
                let (at, over, value) = (w.at.clone(), w.loops.clone(), w.value.clone());
                Ok(Does::Writes(Nest { loops, buffers, output: *b, at, over, value, status }))
            }
            Content::Unknown(why) => refuse(why.to_string()),
            _ => refuse("it does not write its output"),
        },
        (more, _) => refuse(format!("it writes {} buffers", more.len())),
    }
}

/// The gadget of a family that it is.
fn found(walk: &Walk, parameters: usize) -> Result<Found, Refusal> {
    let Memory { loops, buffers, .. } = &walk.memory;
    let found = match does(walk, parameters)? {
        Does::Checks(status) => range_check::matches(loops, buffers, &status),
        Does::Writes(nest) => family(&nest),
    }?;
    checked(found, buffers)
}

/// What holds for every gadget.
fn checked(found: Found, buffers: &[memory::Buffer]) -> Result<Found, Refusal> {
    let Found { gadget, float, operands, output } = &found;
    if output.is_some_and(|o| operands.contains(&o)) {
        return refuse("the output is read as an operand, too");
    }
    let elements = operands.iter().chain(output).map(|b| buffers[*b].ty);
    if let Some(name) = float {
        if elements.into_iter().any(|ty| ty != Ty::Float(name)) {
            return refuse("operands of different types");
        }
        return Ok(found);
    }
    gadget.check().map_err(|e| Refusal::new(e.to_string()))?;
    let expected: Vec<_> = gadget.operands().into_iter().chain(gadget.output()).collect();
    let given: Vec<_> = operands.iter().chain(output).collect();
    let fits = expected.len() == given.len()
        && expected.iter().zip(&given).all(|(e, b)| {
            let len: usize = buffers[**b].shape.iter().product();
            e.len() == len && buffers[**b].ty == Ty::Int(e.element.bits())
        });
    if fits { Ok(found) } else { refuse("operands whose sizes or types are not the gadget's") }
}

/// Chooses the family by what remains under the epilogue.
fn family(nest: &Nest<'_>) -> Result<Found, Refusal> {
    let p = epilogue::peel(nest)?;
    if has_lookup(&p.core) {
        return softmax::integer(nest, &p);
    }
    let core = &p.core;
    if let Some(sum) = reduction(core, Op::Add) {
        return match &sum.term.kind {
            Kind::Binary(Op::Mul, a, b) if !a.is_constant() && !b.is_constant() => {
                products(nest, &p, &sum, a, b)
            }
            _ => pool::average(nest, &p, core),
        };
    }
    match &core.kind {
        Kind::Reduce { op: Op::Max, .. } => match reduction(core, Op::Max) {
            Some(r) => pool::max(nest, &p, &r),
            None => refuse("a maximum over nothing"),
        },
        Kind::Reduce { op, .. } => refuse(format!("a reduction by {}", op.name())),
        Kind::Binary(Op::Div, a, b) if matches!(a.kind, Kind::Exp(_)) => softmax::float(nest, a, b),
        Kind::Binary(Op::Mul | Op::Div, ..) => pool::average(nest, &p, core),
        Kind::Binary(Op::Add, a, b) => elementwise::add(nest, &p, a, b, 1),
        Kind::Binary(Op::Sub, a, b) => elementwise::add(nest, &p, a, b, -1),
        Kind::Binary(op, ..) => refuse(format!("an elementwise {}", op.name())),
        _ if epilogue::is_load(core) => elementwise::one(nest, &p),
        Kind::Int(_) | Kind::Float(_) => refuse("it fills its output with a constant"),
        _ => refuse("a computation of no known kind"),
    }
}

fn has_lookup(e: &Expr) -> bool {
    let mut found = false;
    e.visit(&mut |k| found |= matches!(k, Kind::Lookup(..)));
    found
}

/// A sum of products: which factor holds the weights is tried both ways.
fn products(
    nest: &Nest<'_>,
    p: &epilogue::Peeled,
    sum: &nest::Reduction,
    a: &Expr,
    b: &Expr,
) -> Result<Found, Refusal> {
    let (a, b) = (nest.source(a)?, nest.source(b)?);
    let both = |x: &nest::Source, w: &nest::Source| match nest.shape(w.buffer).len() {
        4 => conv2d::matches(nest, p, sum, x, w),
        2 | 3 if !x.at.is_empty() && !nest.at.is_empty() => fully_connected::matches(nest, p, sum, x, w),
        rank => refuse(format!("a sum of products with weights of {rank} dimensions")),
    };
    // Refusals of the given order are the ones to report.
    both(&a, &b).or_else(|first| both(&b, &a).map_err(|_| first))
}
