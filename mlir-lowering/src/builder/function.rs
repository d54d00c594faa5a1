//! Whole functions: a signature of memrefs, a body, an `i32` result.

use gadgets::ElementType;
use melior::Context;
use melior::ir::attribute::{ArrayAttribute, DictionaryAttribute, StringAttribute, TypeAttribute};
use melior::ir::r#type::{FunctionType, IntegerType};
use melior::ir::{Attribute, Identifier, Location, Module, Type, Value};
use std::rc::Rc;

use super::{Builder, Constants, Memref, argument, memref_type};

/// The head of a function: all but its body.
#[derive(Clone, Debug)]
pub struct Signature<'c> {
    /// Symbol name.
    pub name: String,
    /// Storage type and shape of each parameter.
    pub parameters: Vec<(ElementType, Vec<usize>)>,
    /// Discardable attributes.
    pub attributes: Vec<(&'static str, Attribute<'c>)>,
}

/// Appends `func.func @name(parameters…) -> i32` to `module`; `body` gives the result.
///
/// # Errors
/// Those of `body`; the module is then incomplete.
pub fn function<'c, 'a, E>(
    context: &'c Context,
    module: &'a Module<'c>,
    location: Location<'c>,
    signature: &Signature<'c>,
    body: impl FnOnce(&Builder<'c, 'a>, &[Memref<'c, 'a>]) -> Result<Value<'c, 'a>, E>,
) -> Result<(), E> {
    let types: Vec<Type<'c>> =
        signature.parameters.iter().map(|(e, shape)| memref_type(context, *e, shape)).collect();
    let i32_type: Type<'c> = IntegerType::new(context, 32).into();
    let name = StringAttribute::new(context, &signature.name);
    let function_type = TypeAttribute::new(FunctionType::new(context, &types, &[i32_type]).into());
    let mut attributes: Vec<(&str, Attribute<'c>)> =
        vec![("sym_name", name.into()), ("function_type", function_type.into())];
    attributes.extend(storage(context, signature).map(|a| ("arg_attrs", a)));
    attributes.extend(&signature.attributes);
    let constants = Constants::new(module.body());
    let outer = Builder { context, block: module.body(), location, constants, counters: Rc::default() };
    let op = outer.append("func.func", &[], &[], &attributes, 1);
    let block = outer.open(op, &types);
    let memrefs: Vec<Memref<'c, 'a>> = signature
        .parameters
        .iter()
        .enumerate()
        .map(|(i, (element, _))| Memref { value: argument(block, i), element: *element })
        .collect();
    let inner = Builder { block, constants: Constants::new(block), ..outer };
    let status = body(&inner, &memrefs)?;
    inner.append("func.return", &[status], &[], &[], 0);
    Ok(())
}

/// The parameter attribute that says how elements are stored where the type cannot: MLIR's integers have no
/// sign, so it stands on parameters of unsigned elements.
pub const ELEMENT: &str = "circuit.element";

/// [`ELEMENT`] for every parameter that needs it; `None` if none does.
fn storage<'c>(context: &'c Context, signature: &Signature<'c>) -> Option<Attribute<'c>> {
    let unsigned = |(element, _): &(ElementType, Vec<usize>)| !element.signed();
    signature.parameters.iter().any(unsigned).then(|| {
        let dictionaries: Vec<Attribute<'c>> = signature
            .parameters
            .iter()
            .map(|p| {
                let name = StringAttribute::new(context, &p.0.to_string()).into();
                let entry = (Identifier::new(context, ELEMENT), name);
                DictionaryAttribute::new(
                    context,
                    if unsigned(p) { std::slice::from_ref(&entry) } else { &[] },
                )
                .into()
            })
            .collect();
        ArrayAttribute::new(context, &dictionaries).into()
    })
}
