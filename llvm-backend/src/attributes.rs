//! The attributes of extended LLVM IR: what makes a function a step, and which gadget it is.

use gadgets::{Gadget, GadgetError, TensorId};
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::ContextRef;
use inkwell::module::{Linkage, Module};
use inkwell::values::{CallSiteValue, FunctionValue};

/// Version of the gadget attributes, in `circuit.version`.
pub const VERSION: &str = "1";
/// The gadget's name.
pub const GADGET: &str = "circuit.gadget";
/// Version of what the two others mean.
pub const GADGET_VERSION: &str = "circuit.version";
/// The gadget's parameters as JSON.
pub const PARAMS: &str = "circuit.params";
/// On a call: the names of the ONNX nodes that the step fuses, as a JSON list.
pub const NODES: &str = "circuit.nodes";

/// On a call: the tensors whose elements its pointers into the constants point at, as a JSON list in their order.
/// Tensors of equal elements lie in one place.
pub const CONSTANT_OPERANDS: &str = "circuit.constants";

/// Attributes of every step function, and of the entries without `noinline`.
pub const FLAGS: [&str; 5] = ["nounwind", "willreturn", "nocallback", "nofree", "nosync"];

/// `memory(argmem: readwrite)`: two bits a location, argument memory lowest.
const ARGMEM_READ_WRITE: u64 = 3;

fn flag(context: ContextRef<'_>, name: &str, value: u64) -> Attribute {
    context.create_enum_attribute(Attribute::get_named_enum_kind_id(name), value)
}

/// The gadget that a function's attributes name; `None` without them.
///
/// # Errors
/// [`GadgetError::Parameters`] for attributes that contradict each other or mean nothing.
pub fn gadget(f: FunctionValue<'_>) -> Result<Option<Gadget>, GadgetError> {
    let text = |key| {
        let value = f.get_string_attribute(AttributeLoc::Function, key)?;
        Some(value.get_string_value().to_string_lossy().into_owned())
    };
    let fail = |reason| Err(GadgetError::Parameters { gadget: "gadget", reason });
    match (text(GADGET), text(PARAMS)) {
        (None, None) => Ok(None),
        (Some(name), Some(params)) => {
            if let Some(version) = text(GADGET_VERSION).filter(|v| v != VERSION) {
                return fail(format!("version {version}, expected {VERSION}"));
            }
            let gadget = Gadget::from_params(&params)?;
            if gadget.name() != name {
                return fail(format!("named '{name}', but the parameters are of '{gadget}'"));
            }
            if matches!(gadget, Gadget::Generic(_)) {
                return fail("code that is not recognised has no gadget attributes".to_owned());
            }
            Ok(Some(gadget))
        }
        (name, _) => fail(format!("only '{}' is given", if name.is_some() { GADGET } else { PARAMS })),
    }
}

/// Makes `f` a step function: linkage, flags, parameters; the last is written if `written`.
pub fn set_step(module: &Module<'_>, f: FunctionValue<'_>, gadget: Option<&Gadget>, written: bool) {
    let context = module.get_context();
    f.set_linkage(Linkage::WeakAny);
    for attribute in f.attributes(AttributeLoc::Function) {
        if attribute.is_string() {
            f.remove_string_attribute(
                AttributeLoc::Function,
                &attribute.get_string_kind_id().to_string_lossy(),
            );
        } else {
            f.remove_enum_attribute(AttributeLoc::Function, attribute.get_enum_kind_id());
        }
    }
    f.add_attribute(AttributeLoc::Function, flag(context, "noinline", 0));
    set_flags(context, f);
    for i in 0..f.count_params() {
        pointer(context, f, i, !(written && i + 1 == f.count_params()));
    }
    if let Some(gadget) = gadget {
        for (key, value) in [(GADGET, gadget.name()), (GADGET_VERSION, VERSION), (PARAMS, &gadget.params())] {
            f.add_attribute(AttributeLoc::Function, context.create_string_attribute(key, value));
        }
    }
}

/// Makes `f` an entry, whose last two parameters are arena and constants.
pub fn set_entry(module: &Module<'_>, f: FunctionValue<'_>) {
    let context = module.get_context();
    set_flags(context, f);
    let arena = f.count_params() - 2;
    pointer(context, f, arena, false);
    pointer(context, f, arena + 1, true);
}

fn set_flags(context: ContextRef<'_>, f: FunctionValue<'_>) {
    for name in FLAGS {
        f.add_attribute(AttributeLoc::Function, flag(context, name, 0));
    }
    f.add_attribute(AttributeLoc::Function, flag(context, "memory", ARGMEM_READ_WRITE));
}

fn pointer(context: ContextRef<'_>, f: FunctionValue<'_>, i: u32, read_only: bool) {
    let flags = ["noalias", "captures", "readonly"];
    for name in &flags[..2 + usize::from(read_only)] {
        f.add_attribute(AttributeLoc::Param(i), flag(context, name, 0));
    }
}

/// Names a step's ONNX nodes, and the constants that it reads, at its call.
pub fn set_call(module: &Module<'_>, call: CallSiteValue<'_>, names: &[String], constants: &[TensorId]) {
    let attribute = |key, list: serde_json::Value| {
        let attribute = module.get_context().create_string_attribute(key, &list.to_string());
        call.add_attribute(AttributeLoc::Function, attribute);
    };
    attribute(NODES, names.into());
    if !constants.is_empty() {
        attribute(CONSTANT_OPERANDS, constants.iter().map(|id| id.0).collect());
    }
}
