//! Which operator one of ONNX's own test cases is about, by its name.

use frontend::opset::operators;

/// The domains that have operators here.
pub const DOMAINS: [&str; 4] = ["", "ai.onnx.ml", "ai.onnx.preview", "com.microsoft"];

/// The operator whose case this is: the longest that the name begins with.
pub fn of_case(case: &str) -> Option<&'static str> {
    let plain =
        case.trim_start_matches("test_").trim_start_matches("ai_onnx_ml_").replace('_', "").to_lowercase();
    let all = DOMAINS.into_iter().flat_map(operators).map(|o| o.name);
    all.filter(|name| plain.starts_with(&name.to_lowercase())).max_by_key(|name| name.len())
}
