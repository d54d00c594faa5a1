//! What lies outside the fallback's language is refused: by node, instruction and reason.

use super::{extract_text, input, output};
use gadgets::ElementType;
use gadgets::scalar::ScalarOperand;
use llvm_backend::scalar::Reason;

/// Two inputs' worth of data, and an output.
fn operands() -> [ScalarOperand; 2] {
    [input(ElementType::I32, 4), output(ElementType::I32, 2)]
}

/// Refusal of a function whose body is `body`, with `tail` after it: the reason and the instruction.
fn refusal(body: &str, tail: &str) -> (Reason, String) {
    let text = format!("define i32 @f(ptr %x, ptr %y) {{\n{body}\n}}\n{tail}");
    let refusal = extract_text(&text, &operands()).expect_err(&text);
    assert_eq!((refusal.node.as_str(), refusal.function.as_str()), ("node/1", "f"));
    let shown = refusal.to_string();
    assert!(shown.contains("'node/1'") && shown.contains(&refusal.instruction), "{shown}");
    (*refusal.reason, refusal.instruction)
}

/// Asserts the reason's kind and that the instruction named holds `at`.
macro_rules! refused {
    ($body:expr, $tail:expr, $at:expr, $reason:pat) => {{
        let (reason, instruction) = refusal($body, $tail);
        assert!(matches!(reason, $reason), "{reason:?}");
        assert!(instruction.contains($at), "{instruction}");
    }};
}

const LOAD: &str = "  %v = load i32, ptr %x\n";

#[test]
fn data_decides_nothing_but_values() {
    refused!(
        &format!(
            "{LOAD}  %c = icmp eq i32 %v, 0\n  br i1 %c, label %a, label %b\na:\n  ret i32 0\nb:\n  ret i32 1"
        ),
        "",
        "br i1 %c",
        Reason::Branch
    );
    let at = "  %i = zext i32 %v to i64\n  %p = getelementptr i32, ptr";
    refused!(
        &format!("{LOAD}{at} %x, i64 %i\n  %w = load i32, ptr %p\n  ret i32 %w"),
        "",
        "%w = load",
        Reason::Address { .. }
    );
    refused!(
        &format!("{LOAD}{at} %y, i64 %i\n  store i32 1, ptr %p\n  ret i32 0"),
        "",
        "store i32 1",
        Reason::Address { .. }
    );
    refused!(&format!("{LOAD}  %w = shl i32 1, %v\n  ret i32 %w"), "", "shl", Reason::Dynamic(_));
    refused!(&format!("{LOAD}  %a = alloca i8, i32 %v\n  ret i32 0"), "", "alloca", Reason::Dynamic(_));
    refused!(
        &format!("{LOAD}  call void @llvm.memset.p0.i32(ptr %y, i8 0, i32 %v, i1 false)\n  ret i32 0"),
        "",
        "memset",
        Reason::Dynamic(_)
    );
    refused!(
        &format!(
            "{LOAD}  %b = trunc i32 %v to i8\n  call void @llvm.memset.p0.i32(ptr %y, i8 %b, i32 4, i1 false)\n  ret i32 0"
        ),
        "",
        "memset",
        Reason::Dynamic(_)
    );
    refused!(
        &format!("{LOAD}  %c = icmp eq i32 %v, 0\n  %p = select i1 %c, ptr %x, ptr %y\n  ret i32 0"),
        "",
        "select",
        Reason::Unsupported(_)
    );
}

#[test]
fn runaway_code_meets_a_limit() {
    refused!("  br label %l\nl:\n  br label %l", "", "br label", Reason::Limit { limit: 50_000_000, .. });
    // A loop that makes a new operation each time.
    refused!(
        &format!(
            "{LOAD}  br label %l\nl:\n  %a = phi i32 [ %v, %0 ], [ %b, %l ]\n  %m = mul i32 %a, %v\n  %b = xor i32 %m, %v\n  br label %l"
        ),
        "",
        "",
        Reason::Limit { what: "operations", .. }
    );
    refused!(
        "  br label %l\nl:\n  %a = alloca [1000 x i8]\n  br label %l",
        "",
        "alloca",
        Reason::Limit { .. }
    );
    refused!("  br label %l\nl:\n  %a = alloca [0 x i8]\n  br label %l", "", "alloca", Reason::Limit { .. });
    refused!("  %a = alloca [4611686018427387904 x i64]\n  ret i32 0", "", "alloca", Reason::Limit { .. });
    refused!("  %a = alloca [2 x i64], i64 -1\n  ret i32 0", "", "alloca", Reason::Limit { .. });
    // A table that changes before each of endless lookups.
    refused!(
        &format!(
            "{LOAD}  %a = alloca [64 x i64]\n  call void @llvm.memset.p0.i64(ptr %a, i8 0, i64 512, i1 false)\n  %i = zext i32 %v to i64\n  %p = getelementptr i64, ptr %a, i64 %i\n  br label %l\nl:\n  %n = phi i64 [ 0, %0 ], [ %m, %l ]\n  %m = add i64 %n, 1\n  store i64 %n, ptr %a\n  %w = load i64, ptr %p\n  br label %l"
        ),
        "",
        "load i64",
        Reason::Limit { .. }
    );
}

#[test]
fn only_integers() {
    refused!(
        &format!("{LOAD}  %f = sitofp i32 %v to float\n  ret i32 0"),
        "",
        "sitofp",
        Reason::Unsupported(_)
    );
    refused!("  %v = load double, ptr %x\n  ret i32 0", "", "load double", Reason::Unsupported(_));
    refused!("  %v = load <2 x i32>, ptr %x\n  ret i32 0", "", "<2 x i32>", Reason::Unsupported(_));
    refused!("  %v = load i200, ptr %x\n  ret i32 0", "", "i200", Reason::Unsupported(_));
    refused!("  %v = load {i32, i32}, ptr %x\n  ret i32 0", "", "load { i32", Reason::Unsupported(_));
    refused!("  %v = ptrtoint ptr %x to i32\n  ret i32 %v", "", "ptrtoint", Reason::Unsupported(_));
    refused!("  %p = inttoptr i64 64 to ptr\n  ret i32 0", "", "inttoptr", Reason::Unsupported(_));
    refused!(
        "  %c = icmp eq ptr %x, %y\n  %s = zext i1 %c to i32\n  ret i32 %s",
        "",
        "icmp",
        Reason::Unsupported(_)
    );
    refused!("  %v = load i32, ptr null\n  ret i32 %v", "", "null", Reason::Unsupported(_));
    refused!("  %v = load target(\"spirv.Image\"), ptr %x\n  ret i32 0", "", "load", Reason::Unsupported(_));
    refused!(
        "  %p = getelementptr {i32, i8}, ptr %x, i64 0, i32 1\n  ret i32 0",
        "",
        "getelementptr",
        Reason::Unsupported(_)
    );
    refused!(
        &format!("{LOAD}  switch i32 %v, label %a [ i32 1, label %b ]\na:\n  ret i32 0\nb:\n  ret i32 1"),
        "",
        "switch",
        Reason::Unsupported(_)
    );
    // Even where it is never reached.
    refused!(
        "  ret i32 0\ndead:\n  %f = fadd float 1.0, 2.0\n  ret i32 1",
        "",
        "fadd",
        Reason::Unsupported(_)
    );
}

#[test]
fn no_calls_and_no_shared_memory() {
    refused!("  %v = call i32 @g(ptr %x)\n  ret i32 %v", "declare i32 @g(ptr)", "@g", Reason::Call(_));
    refused!("  %v = call i32 %x()\n  ret i32 %v", "", "call", Reason::Call(_));
    refused!("  %v = call i32 asm \"nop\", \"=r\"()\n  ret i32 %v", "", "asm", Reason::Call(_));
    refused!("  call void @f(ptr %x, ptr %y)\n  ret i32 0", "", "@f", Reason::Call(_));
    refused!(
        "  %v = call i32 @llvm.ctpop.i32(i32 1)\n  ret i32 %v",
        "declare i32 @llvm.ctpop.i32(i32)",
        "ctpop",
        Reason::Call(_)
    );
    refused!(
        "  %v = call i64 @llvm.read_register.i64(metadata !0)\n  ret i32 0",
        "declare i64 @llvm.read_register.i64(metadata)\n!0 = !{!\"rsp\"}",
        "read_register",
        Reason::Unsupported(_)
    );
    refused!("  %v = load volatile i32, ptr %x\n  ret i32 0", "", "volatile", Reason::Unsupported(_));
    refused!("  store volatile i32 0, ptr %y\n  ret i32 0", "", "volatile", Reason::Unsupported(_));
    refused!(
        "  %v = load atomic i32, ptr %x seq_cst, align 4\n  ret i32 0",
        "",
        "atomic",
        Reason::Unsupported(_)
    );
    refused!(
        "  %v = atomicrmw add ptr %y, i32 1 seq_cst\n  ret i32 0",
        "",
        "atomicrmw",
        Reason::Unsupported(_)
    );
    refused!("  fence seq_cst\n  ret i32 0", "", "fence", Reason::Unsupported(_));
    refused!(
        "  call void @llvm.memset.p0.i64(ptr %y, i8 0, i64 8, i1 true)\n  ret i32 0",
        "",
        "memset",
        Reason::Unsupported(_)
    );
    refused!("  %v = load i32, ptr @g\n  ret i32 %v", "@g = global i32 1", "@g", Reason::Unsupported(_));
    refused!(
        "  %v = load i32, ptr @g\n  ret i32 %v",
        "@g = weak constant i32 1",
        "@g",
        Reason::Unsupported(_)
    );
    refused!(
        "  %v = load i32, ptr @g\n  ret i32 %v",
        "@g = external constant i32",
        "@g",
        Reason::Unsupported(_)
    );
}

#[test]
fn memory_is_typed_bounded_and_written_first() {
    refused!(
        "  %a = alloca i32\n  %v = load i32, ptr %a\n  ret i32 %v",
        "",
        "%v = load",
        Reason::Uninitialised { element: 0, .. }
    );
    refused!("  %v = load i32, ptr %y\n  ret i32 %v", "", "%v = load", Reason::Uninitialised { .. });
    refused!("  ret i32 0", "", "ret i32 0", Reason::Unwritten { element: 0 });
    refused!("  store i32 0, ptr %y\n  ret i32 0", "", "ret i32 0", Reason::Unwritten { element: 1 });
    refused!("  store i32 0, ptr %x\n  ret i32 0", "", "store", Reason::ReadOnly { .. });
    refused!("  %v = load i16, ptr %x\n  ret i32 0", "", "load i16", Reason::Width { .. });
    refused!("  store i64 0, ptr %y\n  ret i32 0", "", "store i64", Reason::Width { .. });
    refused!(
        "  %p = getelementptr i8, ptr %x, i64 2\n  %v = load i32, ptr %p\n  ret i32 0",
        "",
        "load",
        Reason::Width { offset: 2, .. }
    );
    for (offset, bytes) in [(-4i64, 16usize), (16, 16), (i64::MIN, 16), (1 << 62, 16)] {
        let body =
            format!("  %p = getelementptr i8, ptr %x, i64 {offset}\n  %v = load i32, ptr %p\n  ret i32 0");
        let (reason, _) = refusal(&body, "");
        assert_eq!(reason, Reason::Outside { object: "operand 0".into(), offset, bytes });
    }
    for length in [-1i64, 12, i64::MIN, i64::MAX, 1 << 62] {
        let body = format!(
            "  call void @llvm.memcpy.p0.p0.i64(ptr %y, ptr %x, i64 {length}, i1 false)\n  ret i32 0"
        );
        let (_, instruction) = refusal(&body, "");
        assert!(instruction.contains("memcpy") || length < 0, "{instruction}");
    }
    refused!(
        "  call void @llvm.memset.p0.i64(ptr %y, i8 0, i64 3, i1 false)\n  ret i32 0",
        "",
        "memset",
        Reason::Width { .. }
    );
    refused!(
        "  %a = alloca i32\n  store i32 1, ptr %a\n  call void @llvm.lifetime.end.p0(ptr %a)\n  %v = load i32, ptr %a\n  ret i32 %v",
        "",
        "%v = load",
        Reason::Uninitialised { .. }
    );
}

#[test]
fn nothing_undefined_is_given_a_meaning() {
    refused!("  ret i32 undef", "", "undef", Reason::Undefined(_));
    refused!("  %v = add i32 poison, 1\n  ret i32 %v", "", "poison", Reason::Undefined(_));
    refused!("  %v = freeze i32 poison\n  ret i32 %v", "", "freeze", Reason::Undefined(_));
    refused!("  %v = sdiv i32 1, 0\n  ret i32 %v", "", "sdiv", Reason::Undefined(_));
    refused!("  %v = srem i32 -2147483648, -1\n  ret i32 %v", "", "srem", Reason::Undefined(_));
    refused!("  %v = shl i32 1, 32\n  ret i32 %v", "", "shl", Reason::Undefined(_));
    refused!("  unreachable", "", "unreachable", Reason::Undefined(_));
    refused!(
        "  br label %l\nl:\n  %v = phi i32 [ poison, %0 ]\n  ret i32 %v",
        "",
        "ret i32 %v",
        Reason::Undefined(_)
    );
}

#[test]
fn signatures_and_operands_must_fit() {
    for text in [
        "define void @f(ptr %x, ptr %y) { ret void }",
        "define i64 @f(ptr %x, ptr %y) { ret i64 0 }",
        "define i32 @f(ptr %x) { ret i32 0 }",
        "define i32 @f(ptr %x, i64 %y) { ret i32 0 }",
        "define i32 @f(ptr %x, ptr %y, ...) { ret i32 0 }",
        "define i32 @f(ptr %x, ptr addrspace(1) %y) { ret i32 0 }",
        "define i32 @f(ptr %x, target(\"spirv.Image\") %y) { ret i32 0 }",
        "declare i32 @f(ptr, ptr)",
    ] {
        let refusal = extract_text(text, &operands()).expect_err(text);
        assert!(matches!(*refusal.reason, Reason::Signature { expected: 2, .. }), "{refusal}");
    }
    // The parser takes a use that its definition does not dominate; the verifier does not.
    let text = "define i32 @f(ptr %x, ptr %y) {
  br i1 true, label %a, label %b
a:
  %v = load i32, ptr %x
  br label %b
b:
  ret i32 %v
}";
    let refusal = extract_text(text, &operands()).expect_err(text);
    assert_eq!(*refusal.reason, Reason::Unsupported("invalid LLVM IR".into()));
    let mut wrong = operands();
    wrong[0] = super::constant(gadgets::Buffer::from(vec![1i32, 2]));
    wrong[0].len = 3;
    let refusal = extract_text("define i32 @f(ptr %x, ptr %y) { ret i32 0 }", &wrong).expect_err("2 of 3");
    assert!(matches!(*refusal.reason, Reason::Operand { operand: 0, .. }), "{refusal}");
}
