//! The recogniser's findings for a module, for `inspect`: a table, or JSON by `serde`.

use melior::ir::Module;
use serde::Serialize;
use serde_json::Value;

use super::scan;

/// `{"gadgets": [{"gadget", "function", "element", "params"}], "unrecognised": [{"function", "reason"}]}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Functions that are gadgets.
    pub gadgets: Vec<Recognised>,
    /// Functions that are none.
    pub unrecognised: Vec<Unrecognised>,
}

/// A function that is a gadget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recognised {
    /// Name of the gadget.
    pub gadget: String,
    /// Symbol name.
    pub function: String,
    /// Element type of the first operand: `i8`, `f32`.
    pub element: String,
    /// The gadget's parameters.
    pub params: Value,
}

/// A function that is no gadget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unrecognised {
    /// Symbol name.
    pub function: String,
    /// Why.
    pub reason: String,
}

/// What the functions of a module are, in order.
pub fn report(module: &Module<'_>) -> Report {
    let mut report = Report { gadgets: Vec::new(), unrecognised: Vec::new() };
    for finding in scan(module) {
        let function = finding.function;
        match finding.result {
            Ok(p) => report.gadgets.push(Recognised {
                gadget: p.name().to_owned(),
                function,
                element: p.element(),
                params: p.params(),
            }),
            Err(refusal) => report.unrecognised.push(Unrecognised { function, reason: refusal.reason }),
        }
    }
    report
}
