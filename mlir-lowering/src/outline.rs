//! Outlining: foreign functions that hold several nests are cut into one function for each gadget.
//!
//! A gadget is one top-level nest or several in a row, such as a fill and the sum that starts from it, or
//! the three nests of a softmax: the longest row that is one gadget, provided that what it writes besides
//! its output is used nowhere else. The new function has the calling convention of a step: operands in the
//! gadget's order, then the output, and status 0.

use melior::Context;
use melior::ir::attribute::{FlatSymbolRefAttribute, IntegerAttribute, StringAttribute, TypeAttribute};
use melior::ir::operation::{OperationBuilder, OperationLike, OperationMutLike, OperationRefMut};
use melior::ir::r#type::{FunctionType, IntegerType, MemRefType};
use melior::ir::{
    Attribute, Block, BlockLike, BlockRef, Identifier, Location, Module, Operation, OperationRef, Region,
    RegionLike, Type, Value, ValueLike,
};

use crate::recognise::ops::{self, definition, key, name, nested};
use crate::recognise::{Pattern, functions, recognise_nests, symbol};

/// Most nests that one gadget is made of.
const MAX_GROUP: usize = 6;

/// A function that was cut out.
#[derive(Clone, Debug)]
pub struct Outlined {
    /// Its name: `main_graph.outlined0`.
    pub name: String,
    /// What it is.
    pub pattern: Pattern,
}

/// A row of nests that is one gadget.
struct Group<'c, 'a> {
    nests: Vec<OperationRef<'c, 'a>>,
    /// Operands in the gadget's order, then the output.
    parameters: Vec<Value<'c, 'a>>,
    pattern: Pattern,
}

/// Cuts the gadgets out of every function of the module that holds more than them.
pub fn outline<'c>(context: &'c Context, module: &mut Module<'c>) -> Vec<Outlined> {
    let mut all = Vec::new();
    let mut cut = Vec::new();
    for f in functions(module) {
        let Ok(block) = ops::body(f) else { continue };
        for (i, group) in groups(block).into_iter().enumerate() {
            let name = format!("{}.outlined{i}", symbol(f));
            cut.push(extract(context, &group, &name));
            all.push(Outlined { name, pattern: group.pattern });
        }
    }
    for f in cut {
        module.body().append_operation(f);
    }
    all
}

/// The groups of a block, in order.
fn groups<'c: 'a, 'a>(block: BlockRef<'c, 'a>) -> Vec<Group<'c, 'a>> {
    let all = ops::operations(block);
    let mut found = Vec::new();
    let mut next = 0;
    while next < all.len() {
        let row = row(&all[next..]);
        let group = (1..=row.len()).rev().find_map(|n| group(&all, &row[..n]));
        match group {
            Some(group) => {
                let last = group.nests.last().copied();
                next += all[next..].iter().position(|op| Some(*op) == last).unwrap_or(0) + 1;
                found.push(group);
            }
            None => next += 1,
        }
    }
    found
}

/// The nests at the start of `all`, with nothing but declarations between them.
fn row<'c: 'a, 'a>(all: &[OperationRef<'c, 'a>]) -> Vec<OperationRef<'c, 'a>> {
    let mut row = Vec::new();
    for op in all {
        match name(*op).as_str() {
            "affine.for" if row.len() < MAX_GROUP => row.push(*op),
            "arith.constant" | "memref.alloc" | "memref.alloca" | "memref.get_global" if !row.is_empty() => {}
            _ => break,
        }
    }
    row
}

fn group<'c: 'a, 'a>(all: &[OperationRef<'c, 'a>], nests: &[OperationRef<'c, 'a>]) -> Option<Group<'c, 'a>> {
    let captured = captured(nests);
    let memrefs: Vec<Value<'c, 'a>> =
        captured.iter().copied().filter(|v| MemRefType::try_from(v.r#type()).is_ok()).collect();
    // Besides memrefs a nest may use constants alone.
    let constant = |v: &Value<'c, 'a>| definition(*v).is_some_and(|op| name(op) == "arith.constant");
    if captured.len() != memrefs.len() + captured.iter().filter(|v| constant(v)).count() {
        return None;
    }
    let outside = |v: &Value<'c, 'a>| used_elsewhere(all, nests, *v);
    // What the group alone uses is scratch, and need not be what the caller gave.
    let (kept, scratch): (Vec<_>, Vec<_>) = memrefs.into_iter().partition(outside);
    let (kept, scratch) = (kept, scratch);
    if !apart(&kept, nests) {
        return None;
    }
    let declarations: Vec<OperationRef<'c, 'a>> = scratch.iter().filter_map(|v| definition(*v)).collect();
    if declarations.len() != scratch.len() {
        return None;
    }
    let body: Vec<OperationRef<'c, 'a>> = declarations.into_iter().chain(nests.iter().copied()).collect();
    let pattern = recognise_nests(&body, &kept).ok()?;
    let mut parameters = Vec::new();
    for i in pattern.operands.iter().copied().chain([pattern.output]) {
        parameters.push(*kept.get(i?)?);
    }
    Some(Group { nests: body, parameters, pattern })
}

/// Values from outside that operations use, each once, in order of use.
fn captured<'c: 'a, 'a>(all: &[OperationRef<'c, 'a>]) -> Vec<Value<'c, 'a>> {
    let mut found: Vec<Value<'c, 'a>> = Vec::new();
    let inside: Vec<OperationRef<'c, 'a>> = all.iter().flat_map(|op| nested(*op)).collect();
    for op in &inside {
        for v in op.operands() {
            let defined = match definition(v) {
                Some(op) => inside.contains(&op),
                None => !argument_of_function(v),
            };
            if !defined && !found.iter().any(|f| key(*f) == key(v)) {
                found.push(v);
            }
        }
    }
    found
}

/// Whether a block argument is a function's.
fn argument_of_function(v: Value<'_, '_>) -> bool {
    // SAFETY: the value is a live block argument, so its block and that block's operation are live.
    let parent =
        unsafe { mlir_sys::mlirBlockGetParentOperation(mlir_sys::mlirBlockArgumentGetOwner(v.to_raw())) };
    if parent.ptr.is_null() {
        return false;
    }
    // SAFETY: as above.
    name(unsafe { OperationRef::from_raw(parent) }) == "func.func"
}

/// Whether a memref is a parameter, or used by an operation that is not in the group.
fn used_elsewhere<'c: 'a, 'a>(
    all: &[OperationRef<'c, 'a>],
    nests: &[OperationRef<'c, 'a>],
    v: Value<'c, 'a>,
) -> bool {
    let local = definition(v).is_some_and(|op| matches!(name(op).as_str(), "memref.alloc" | "memref.alloca"));
    let uses = |op: &OperationRef<'c, 'a>| nested(*op).iter().any(|o| o.operands().any(|w| key(w) == key(v)));
    let dealloc = |op: &OperationRef<'c, 'a>| name(*op) == "memref.dealloc";
    !local
        || all.iter().any(|op| !nests.contains(op) && !dealloc(op) && uses(op))
        || all.iter().any(|op| dealloc(op) && uses(op))
}

/// Whether a buffer that the nests store to overlaps none of the others, as far as views go.
fn apart<'c: 'a, 'a>(memrefs: &[Value<'c, 'a>], nests: &[OperationRef<'c, 'a>]) -> bool {
    let stored: Vec<usize> = nests
        .iter()
        .flat_map(|n| nested(*n))
        .filter(|op| matches!(name(*op).as_str(), "affine.store" | "memref.store"))
        .filter_map(|op| op.operand(1).ok().map(|v| key(root(v))))
        .collect();
    memrefs.iter().enumerate().all(|(i, v)| {
        let r = key(root(*v));
        !stored.contains(&r) || memrefs.iter().enumerate().all(|(j, w)| i == j || key(root(*w)) != r)
    })
}

/// The buffer behind views.
fn root<'c: 'a, 'a>(mut v: Value<'c, 'a>) -> Value<'c, 'a> {
    while let Some(op) = definition(v) {
        let allocates = matches!(name(op).as_str(), "memref.alloc" | "memref.alloca" | "memref.get_global");
        match op.operand(0) {
            Ok(source) if !allocates && MemRefType::try_from(source.r#type()).is_ok() => v = source,
            _ => break,
        }
    }
    v
}

/// Moves a group into a function of its own, and calls it where the group was.
fn extract<'c: 'a, 'a>(context: &'c Context, group: &Group<'c, 'a>, symbol: &str) -> Operation<'c> {
    let location = Location::unknown(context);
    let build = |builder: OperationBuilder<'c>| -> Operation<'c> {
        builder.build().expect("only the inference of result types can fail, and they are given")
    };
    let id = |s: &str| Identifier::new(context, s);
    let status: Type<'c> = IntegerType::new(context, 32).into();
    let types: Vec<Type<'c>> = group.parameters.iter().map(ValueLike::r#type).collect();
    let callee = FlatSymbolRefAttribute::new(context, symbol);
    let call = build(
        OperationBuilder::new("func.call", location)
            .add_operands(&group.parameters)
            .add_results(&[status])
            .add_attributes(&[(id("callee"), callee.into())]),
    );
    let last = group.nests[group.nests.len() - 1];
    if let Some(block) = last.block() {
        block.insert_operation_before(last, call);
    }
    let region = Region::new();
    let arguments: Vec<(Type<'c>, Location<'c>)> = types.iter().map(|t| (*t, location)).collect();
    let block = region.append_block(Block::new(&arguments));
    let zero = IntegerAttribute::new(status, 0);
    let zero = block.append_operation(build(
        OperationBuilder::new("arith.constant", location)
            .add_results(&[status])
            .add_attributes(&[(id("value"), Attribute::from(zero))]),
    ));
    let result = zero.result(0).expect("the operation was made with a result");
    let end = block.append_operation(build(
        OperationBuilder::new("func.return", location).add_operands(&[result.into()]),
    ));
    // Constants are copied, all else is moved; then uses of what was outside become uses of what is inside.
    let outside = captured(&group.nests);
    for op in &group.nests {
        // SAFETY: the operation is live, in a module that the caller lends us mutably, and moves once.
        unsafe { OperationRefMut::from_raw(op.to_raw()) }.move_before(end);
    }
    for v in outside {
        let inside: Option<Value<'c, '_>> = match group.parameters.iter().position(|p| key(*p) == key(v)) {
            Some(i) => block.argument(i).ok().map(Into::into),
            None => definition(v).map(|op| {
                // SAFETY: a copy of a live operation without regions.
                let copy = unsafe { Operation::from_raw(mlir_sys::mlirOperationClone(op.to_raw())) };
                let copy = block.insert_operation(0, copy);
                copy.result(0).expect("a constant has a result").into()
            }),
        };
        let Some(inside) = inside else { continue };
        for op in group.nests.iter().flat_map(|op| nested(*op)) {
            for (i, used) in op.operands().enumerate().collect::<Vec<_>>() {
                if key(used) == key(v) {
                    // SAFETY: as above; the new operand has the same type and dominates the use.
                    unsafe { mlir_sys::mlirOperationSetOperand(op.to_raw(), i as isize, inside.to_raw()) };
                }
            }
        }
    }
    let ty = FunctionType::new(context, &types, &[status]);
    build(
        OperationBuilder::new("func.func", location)
            .add_attributes(&[
                (id("sym_name"), StringAttribute::new(context, symbol).into()),
                (id("function_type"), TypeAttribute::new(ty.into()).into()),
            ])
            .add_regions([region]),
    )
}
