//! Functions as text, and texts that differ from them in one place.

use gadgets::arbitrary::Source;
use melior::ir::Module;
use melior::ir::operation::OperationLike;

/// A function as text under another name, with the maps that it uses.
pub fn print(module: &Module<'_>, name: &str, new: &str) -> String {
    use melior::ir::{BlockLike, attribute::StringAttribute};
    let mut op = module.body().first_operation();
    while let Some(f) = op {
        let symbol = f.attribute("sym_name").ok().and_then(|a| StringAttribute::try_from(a).ok());
        if symbol.is_some_and(|s| s.value() == name) {
            let text = f.to_string().replace("#map", &format!("#{new}_map"));
            return text.replace(&format!("@{name}("), &format!("@{new}(")) + "\n";
        }
        op = f.next_in_block();
    }
    panic!("no function @{name}")
}

/// The texts that differ from `text` in one number, predicate, operation or operand.
pub fn mutations(text: &str, s: &mut Source) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let body = text.find("i32 {").or_else(|| text.find("i32 attributes")).unwrap_or(0);
    let mut at = 1;
    while at < bytes.len() {
        let start = at;
        at += 1;
        if !bytes[start].is_ascii_digit()
            || bytes[start - 1].is_ascii_alphanumeric()
            || b"%_#.".contains(&bytes[start - 1])
        {
            continue;
        }
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if bytes.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || *c == b'_') {
            continue;
        }
        let Ok(number) = text[start..at].parse::<i64>() else { continue };
        for new in [number.saturating_add(1), number - 1] {
            if new >= 0 && s.one_in(2) {
                all.push(format!("{}{new}{}", &text[..start], &text[at..]));
            }
        }
    }
    for (from, to) in [
        ("arith.maxsi", "arith.minsi"),
        ("arith.addi", "arith.subi"),
        ("arith.muli", "arith.addi"),
        ("arith.shrsi", "arith.shrui"),
        ("arith.extsi", "arith.extui"),
        ("arith.extui", "arith.extsi"),
        ("cmpi ne", "cmpi eq"),
        ("arith.minui", "arith.minsi"),
        ("arith.ori", "arith.andi"),
        ("%arg0", "%arg1"),
        ("%arg1", "%arg0"),
        ("%arg4", "%arg5"),
        ("%arg5", "%arg4"),
        ("%arg6", "%arg5"),
    ] {
        for (at, _) in text.match_indices(from).filter(|(at, _)| *at > body) {
            let end = at + from.len();
            if !bytes.get(end).is_some_and(u8::is_ascii_digit) {
                all.push(format!("{}{to}{}", &text[..at], &text[end..]));
            }
        }
    }
    all
}
