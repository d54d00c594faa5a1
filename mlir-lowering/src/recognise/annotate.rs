//! Marks recognised functions for LLVM, and gives every function a name that stands for its code.
//!
//! A function that may be a step has memref parameters and an `i32` result. Its name becomes
//! `circuit.<gadget>.<hash>` (or `circuit.generic.<hash>`), where the hash covers its text and its
//! parameters; functions of one name are one function, since equal names mean equal code. `passthrough`
//! becomes LLVM function attributes.

use melior::Context;
use melior::ir::attribute::{ArrayAttribute, FlatSymbolRefAttribute, StringAttribute, TypeAttribute};
use melior::ir::operation::{OperationLike, OperationMutLike, OperationRefMut};
use melior::ir::r#type::{FunctionType, IntegerType, MemRefType};
use melior::ir::{Attribute, Module, OperationRef, Type};
use sha3::{Digest, Keccak256};
use std::collections::BTreeMap;

use gadgets::Gadget;

use super::print::Printer;
use super::{Pattern, Refusal, composed, functions, ops, recognise_function, symbol};
use crate::program::NODES;

/// Version of the attributes' meaning.
const VERSION: &str = "1";

/// What became of a function.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// Its name before: `step3`.
    pub step: String,
    /// Its name now: `circuit.relu.0123456789abcdef`.
    pub name: String,
    /// What it is, with operands and output in the calling convention's order; or why it is no gadget.
    pub result: Result<Gadget, Refusal>,
}

/// Recognises, marks, renames and merges the functions of a module that may be steps, in order. Other
/// functions stay, but call the new names.
///
/// Code alone does not say which operands are constants, or which values they hold: `fits` is asked of everything that is found, by
/// the position of its step, whether it can be used there. A family that cannot is the composition that it is, too; a composition
/// that cannot is not recognised.
pub fn annotate<'c>(
    context: &'c Context,
    module: &mut Module<'c>,
    fits: impl Fn(usize, &Gadget) -> bool,
) -> Vec<Annotated> {
    let mut all = Vec::new();
    let mut kept: BTreeMap<String, ()> = BTreeMap::new();
    let mut merged: Vec<mlir_sys::MlirOperation> = Vec::new();
    let mut printer = Printer::new(module);
    for f in functions(module).into_iter().filter(|f| is_step(*f)) {
        let step = symbol(f);
        let fitting = |g: Gadget| match fits(all.len(), &g) {
            true => Ok(g),
            false => Err(Refusal::new(format!("a {} that does not fit its operands or result", g.name()))),
        };
        // A family of other operands, in another order, or that does not fit, is a composition of all of them.
        let found = recognise_function(f).and_then(conventional).and_then(fitting);
        let result = found.or_else(|why| composed(f).map_err(|_| why).and_then(fitting));
        let name = mark(context, f, &result, &printer);
        if kept.insert(name.clone(), ()).is_some() {
            merged.push(f.to_raw());
            if merged.len() == 1 {
                // With two functions of one name the module is not valid, and texts are of the generic form from here on.
                printer = Printer::new(module);
            }
        }
        all.push(Annotated { step, name, result });
    }
    drop(printer);
    let names: BTreeMap<&str, &str> = all.iter().map(|a| (a.step.as_str(), a.name.as_str())).collect();
    redirect(context, module, &names);
    for raw in merged {
        // SAFETY: the function is in this module, none of its values is used outside of it, and nothing
        // refers to it by name any more than to its twin.
        unsafe {
            mlir_sys::mlirOperationRemoveFromParent(raw);
            mlir_sys::mlirOperationDestroy(raw);
        }
    }
    all
}

/// Whether parameters are memrefs and the one result is `i32`.
fn is_step(f: OperationRef<'_, '_>) -> bool {
    let ty = f.attribute("function_type").ok().and_then(|a| TypeAttribute::try_from(a).ok());
    let Some(ty) = ty.and_then(|t| FunctionType::try_from(t.value()).ok()) else { return false };
    let memref = |t: Type<'_>| MemRefType::try_from(t).is_ok();
    let i32 = |t: Type<'_>| IntegerType::try_from(t).is_ok_and(|i| i.width() == 32);
    ty.result_count() == 1
        && ty.result(0).is_ok_and(i32)
        && (0..ty.input_count()).all(|i| ty.input(i).is_ok_and(memref))
}

/// The gadget, if parameters are operands in order and then the output.
fn conventional(p: Pattern) -> Result<Gadget, Refusal> {
    let n = p.operands.len();
    let in_order = p.operands.iter().enumerate().all(|(i, o)| *o == Some(i));
    match p.gadget() {
        None => Err(Refusal::new(format!("{} elements are named only", p.element()))),
        Some(g) if in_order && p.output == g.output().map(|_| n) => Ok(g.clone()),
        Some(g) => Err(Refusal::new(format!("a {} whose parameters are in another order", g.name()))),
    }
}

/// Sets name and attributes; gives the name.
fn mark<'c>(
    context: &'c Context,
    f: OperationRef<'c, '_>,
    result: &Result<Gadget, Refusal>,
    printer: &Printer<'_>,
) -> String {
    // SAFETY: attributes of a function in a module that the caller lends us mutably.
    let mut f = unsafe { OperationRefMut::from_raw(f.to_raw()) };
    let text = |s: &str| -> Attribute<'c> { StringAttribute::new(context, s).into() };
    for attribute in [NODES, "passthrough", "llvm.linkage"] {
        // The attribute need not be there.
        let _ = f.remove_attribute(attribute);
    }
    f.set_attribute("sym_name", text("f"));
    let (kind, params) = match result {
        Ok(g) => (g.name(), g.params()),
        Err(_) => ("generic", String::new()),
    };
    let name = format!("circuit.{kind}.{}", hash(&printer.text(&f), &params));
    let pair =
        |k: &str, v: &str| -> Attribute<'c> { ArrayAttribute::new(context, &[text(k), text(v)]).into() };
    let mut attributes: Vec<Attribute<'c>> =
        ["noinline", "nounwind", "willreturn", "nocallback", "nofree", "nosync"].map(text).to_vec();
    if result.is_ok() {
        attributes.push(pair("circuit.gadget", kind));
        attributes.push(pair("circuit.version", VERSION));
        attributes.push(pair("circuit.params", &params));
    }
    f.set_attribute("passthrough", ArrayAttribute::new(context, &attributes).into());
    if let Some(weak) = Attribute::parse(context, "#llvm.linkage<weak>") {
        f.set_attribute("llvm.linkage", weak);
    }
    f.set_attribute("sym_name", text(&name));
    name
}

/// 16 hex digits of Keccak-256 over a function's text and its parameters.
fn hash(text: &str, params: &str) -> String {
    let mut hasher = Keccak256::new();
    hasher.update((text.len() as u64).to_le_bytes());
    hasher.update(text);
    hasher.update(params);
    hasher.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// Lets calls use the new names.
fn redirect<'c>(context: &'c Context, module: &Module<'c>, names: &BTreeMap<&str, &str>) {
    for op in functions(module).into_iter().flat_map(ops::nested).filter(|op| ops::name(*op) == "func.call") {
        let callee = op.attribute("callee").ok().and_then(|a| FlatSymbolRefAttribute::try_from(a).ok());
        if let Some(new) = callee.and_then(|c| names.get(c.value())) {
            // SAFETY: an attribute of an operation in a module that the caller lends us mutably.
            let mut op = unsafe { OperationRefMut::from_raw(op.to_raw()) };
            op.set_attribute("callee", FlatSymbolRefAttribute::new(context, new).into());
        }
    }
}
