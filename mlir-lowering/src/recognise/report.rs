//! The recogniser's findings as JSON, for `inspect`.

use serde_json::{Value, json};

use super::Finding;

/// `{"gadgets": [{"gadget", "function", "params", "element"}], "unrecognised": [{"function", "reason"}]}`.
pub fn report(findings: &[Finding]) -> Value {
    let gadgets: Vec<Value> = findings
        .iter()
        .filter_map(|f| {
            let p = f.result.as_ref().ok()?;
            let (gadget, element) = (p.name(), p.element());
            Some(
                json!({ "gadget": gadget, "function": f.function, "element": element, "params": p.params() }),
            )
        })
        .collect();
    let unrecognised: Vec<Value> = findings
        .iter()
        .filter_map(|f| {
            let reason = &f.result.as_ref().err()?.reason;
            Some(json!({ "function": f.function, "reason": reason }))
        })
        .collect();
    json!({ "gadgets": gadgets, "unrecognised": unrecognised })
}
