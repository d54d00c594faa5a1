//! MLIR text from anywhere: an error in MLIR's own words, never a crash.

use mlir_lowering::parse::{MAX_BYTES, MAX_DEPTH};
use mlir_lowering::passes::{LINALG_TO_AFFINE, PassError};
use mlir_lowering::{ParseError, new_context, parse, run_pipeline};

fn refused(text: &str) -> ParseError {
    let context = new_context();
    parse(&context, text).map(|_| ()).expect_err("hostile text")
}

#[test]
fn errors_are_in_mlirs_own_words_with_the_place() {
    let error = refused("func.func @f(%x: memref<4xi8>) {\n  affine.nonsense %x\n  return\n}").to_string();
    assert!(error.contains("2:3") && error.contains("affine.nonsense"), "{error}");
    // Well formed, but not valid.
    let error = refused("func.func @f() -> i32 {\n  return\n}").to_string();
    assert!(error.contains("has 0 operands") && error.contains("2:3"), "{error}");
    // A diagnostic handler of one call does not outlive it.
    let context = new_context();
    assert!(parse(&context, "nonsense").is_err());
    assert!(parse(&context, "func.func @f() { return }").is_ok());
}

#[test]
fn size_and_nesting_are_bounded_before_the_parser_runs() {
    assert_eq!(refused("\0"), ParseError::Nul { at: 0 });
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(refused(&large), ParseError::TooLarge { bytes: MAX_BYTES + 1 });
    let n = 200_000;
    let deep = |text: String| assert!(matches!(refused(&text), ParseError::TooDeep { .. }));
    for open in ["(", "[", "{", "<", "module {", "tensor<", "\"a.b\"() ({"] {
        deep(open.repeat(n));
        deep(format!("#a = {}", open.repeat(n)));
    }
    deep(format!("#m = affine_map<(d0) -> ({}d0)>", "-".repeat(n)));
    deep(format!("#m = affine_map<(d0) -> (d0{})>", " + d0".repeat(n)));
    deep(format!("#m = affine_map<(d0) -> (d0{})>", "\n mod 7".repeat(n)));
    deep(format!("#m = affine_map<(d0) -> (d0{})>", " + (d0)".repeat(n)));
    deep(format!("#m = affine_map<(d0) -> ({})>", "(d0 + ".repeat(n)));
}

#[test]
fn the_permitted_nesting_fits_a_thread_of_two_megabytes() {
    let text = |n: usize| format!("{}{}", "module {".repeat(n), "}".repeat(n));
    let sum = format!("#m = affine_map<(d0) -> (d0{})>", " + d0 mod 7".repeat(200));
    let minus = format!("#m = affine_map<(d0) -> ({}d0)>", "-".repeat(1000));
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let context = new_context();
            assert!(parse(&context, &text(MAX_DEPTH)).is_ok());
            assert!(parse(&context, &sum).is_ok());
            let _ = parse(&context, &minus);
        })
        .expect("a thread starts")
        .join()
        .expect("the stack suffices");
}

#[test]
fn strings_and_comments_do_not_nest() {
    let context = new_context();
    let brackets = "(".repeat(1000);
    let text = format!("// {brackets}\nfunc.func @f() attributes {{a = \"{brackets}\\22\"}} {{ return }}");
    parse(&context, &text).expect("brackets in strings and comments are text");
}

#[test]
fn random_mutations_of_a_module_never_crash() {
    let seed = include_str!("padded_conv2d.mlir").as_bytes();
    let context = new_context();
    let mut source = gadgets::arbitrary::Source::new(1);
    let mut accepted = 0;
    for _ in 0..2000 {
        let mut bytes = seed.to_vec();
        for _ in 0..source.size(1, 4) {
            let at = source.size(0, bytes.len() - 1);
            match source.size(0, 9) {
                0 => bytes.truncate(at.max(1)),
                1..=3 => bytes[at] = source.size(32, 126) as u8,
                4..=6 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"(){}<>[]%#-+*,:x0"[source.size(0, 16)]),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        accepted += usize::from(parse(&context, &text).is_ok());
    }
    assert!(accepted < 2000);
}

#[test]
fn pipelines_report_what_is_wrong() {
    let context = new_context();
    let mut module = parse(&context, "func.func @f() { return }").expect("a module");
    let error =
        run_pipeline(&context, &mut module, "builtin.module(no-such-pass)").expect_err("no such pass");
    assert!(matches!(&error, PassError::Pipeline { .. }), "{error}");
    assert!(error.to_string().contains("no-such-pass"), "{error}");
}

#[test]
fn structured_operations_become_affine_loops() {
    let context = new_context();
    let text = "func.func @f(%x: tensor<2x3xi8>, %w: tensor<3x4xi8>) -> tensor<2x4xi32> {
      %zero = arith.constant 0 : i32
      %empty = tensor.empty() : tensor<2x4xi32>
      %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<2x4xi32>) -> tensor<2x4xi32>
      %y = linalg.matmul ins(%x, %w : tensor<2x3xi8>, tensor<3x4xi8>) outs(%init : tensor<2x4xi32>) -> tensor<2x4xi32>
      return %y : tensor<2x4xi32>
    }";
    let mut module = parse(&context, text).expect("linalg parses");
    run_pipeline(&context, &mut module, LINALG_TO_AFFINE).expect("the pipeline runs");
    let out = module.as_operation().to_string();
    assert!(out.contains("affine.for") && out.contains("memref<2x4xi32>"), "{out}");
    assert!(!out.contains("linalg") && !out.contains("tensor<"), "{out}");
}
