//! Modules that lie: each gives an error that says which part is wrong, and never a panic.

use super::document::example;
use super::{optimised, recognised};
use crate::llvm::raw;
use gadgets::arbitrary::{Source, graph};
use llvm_backend::Extended;
use llvm_backend::read_back::read;

/// What reading the example gives with `from`, which it holds, replaced by `to` throughout.
fn lie(from: &str, to: &str) -> String {
    let good = recognised(&example(), "");
    let text = good.text().to_owned();
    if !text.contains(from) {
        return format!("not found in {text}");
    }
    match Extended::from_text(&text.replace(from, to)).map(|lie| read(&lie.with_constants_of(&good))) {
        Ok(Ok(_)) => "accepted".to_owned(),
        Ok(Err(e)) => e.to_string(),
        Err(e) => e.to_string(),
    }
}

#[test]
fn each_lie_is_named() {
    let cases = [
        ("!circuit.models", "!circuit.other", "not extended LLVM IR"),
        ("!{i32 2, !\"\"", "!{i32 1, !\"\"", "format version 1, expected 2"),
        ("!{i32 2, !\"\"", "!{i32 2, !\"a b\"", "metadata: prefix 'a b'"),
        ("!{i32 2, !\"\"", "!{i32 2, !\"a\"", "prefix 'a': 0 bytes are given, expected 32"),
        (", !4, !5, !6}", ", !4, !5}", "model 0: 8 fields, expected 9"),
        (", !4, !5, !6}", ", !4, i32 5, !6}", "no list of outputs"),
        (", !4, !5, !6}", ", !4, !5, i32 6}", "no list of constants"),
        // Numbers.
        (r"\22shape\22:[2,1]", r"\22shape\22:[4294967296,4294967296]", "tensor 'w': has too many elements"),
        (r"\22shape\22:[2,1]", r"\22shape\22:[2,-1]", "tensor 1: invalid value"),
        (r"\22lo\22:-2,\22hi\22:3", r"\22lo\22:3,\22hi\22:-2", "tensor 'w': range 3..=-2 is none of i8"),
        (r"\22lo\22:-2,\22hi\22:3", r"\22lo\22:-2,\22hi\22:300", "tensor 'w': range -2..=300"),
        (r"\22lo\22:-2,\22hi\22:3", r"\22lo\22:-1,\22hi\22:3", "tensor 'w' is 2 x i8 beyond -1..=3"),
        (r"\22lo\22:-500", r"\22lo\22:-499", "node 'gemm1': tensor 'y' is declared -499..=500"),
        (r"\22exponent\22:-4", r"\22exponent\22:-2147483648", "tensor 'w': scale"),
        (r"\22mantissa\22:1,\22exponent\22:-4", r"\22mantissa\22:2,\22exponent\22:-4", "tensor 'w': scale"),
        (r"\22y\22,\22tensor\22:2", r"\22y\22,\22tensor\22:3", "memory plan: the outputs"),
        (r"\22log2_size\22:7", r"\22log2_size\22:6", "memory plan: slot 1"),
        (r"\22count\22:1,", r"\22count\22:0,", "memory plan: slot 1"),
        (
            r"\22place\22:{\22constant\22:0}",
            r"\22place\22:\22unused\22",
            "there is a constant at 0, where no tensor lies",
        ),
        // Constants.
        (
            "@circuit.constants = external constant [32 x i8]",
            "@circuit.constants = constant [32 x i8] zeroinitializer",
            "@circuit.constants has elements in the module",
        ),
        (r"\22constants_size\22:32", r"\22constants_size\22:64", "32 bytes are given, expected 64"),
        (
            r"\22offset\22:0,\22bytes\22:2",
            r"\22offset\22:0,\22bytes\22:1",
            "the 1 bytes at 0 have Keccak-256",
        ),
        (r"\22offset\22:0,\22bytes\22:2", r"\22offset\22:1,\22bytes\22:2", "2 bytes at 1 are no place"),
        (r"\22offset\22:0,\22bytes\22:2", r"\22offset\22:0,\22bytes\22:33", "33 bytes at 0 are no place"),
        (r"\22bytes\22:2,\22width\22:1", r"\22bytes\22:2,\22width\22:2", "there is no 2 x i8 at 0"),
        (r"\22bytes\22:2,\22width\22:1", r"\22bytes\22:2,\22width\22:3", "2 bytes at 0 are no place"),
        (r#""circuit.constants"="[1]""#, r#""circuit.constants"="[]""#, "its call names no constant"),
        (r#""circuit.constants"="[1]""#, r#""circuit.constants"="[0]""#, "where tensor 0 does not lie"),
        (
            r#""circuit.constants"="[1]""#,
            r#""circuit.constants"="[1,1]""#,
            "names constant 1, which it does not read",
        ),
        (r#""circuit.constants"="[1]""#, r#""circuit.constants"="[-1]""#, "are no list of tensors"),
        // Entries.
        ("@main_graph(", "@other(", "@main_graph: is not defined with the right type"),
        ("@step(i64 %node, ", "@step(i64 %node, i32 %more, ", "@step: is not defined with the right type"),
        (
            "label %done, label %stop",
            "label %stop, label %done",
            "@main_graph: does not stop at step 1 with its status",
        ),
        ("br i1 %well, ", "br i1 true, ", "@main_graph: does not stop at step 0 with its status"),
        (
            "%status3 = phi i32 [ %status, %step0 ]",
            "%status3 = phi i32 [ 0, %step0 ]",
            "@main_graph: does not stop at step 0 with its status",
        ),
        ("ret i32 255", "ret i32 0", "@step: does not return 255 for 2"),
        (
            "    i64 1, label %step1",
            "    i64 1, label %step0",
            "@step: does not do for 1 what @main_graph does",
        ),
        ("ptr %arena, i64 64", "ptr %arena, i64 96", "writes (Arena, 96), where nothing lies"),
        (
            "ptr %constants, i64 0",
            "ptr %constants, i64 1",
            "reads (Constants, 1), where tensor 1 does not lie",
        ),
        ("ptr %constants, i64 0", "ptr %arena, i64 64", "reads (Arena, 64) before it is written"),
        ("ptr %arena, i64 64", "ptr %constants, i64 0", "writes (Constants, 0), where nothing lies"),
        ("ptr %arena, i64 64", "ptr %arena, i64 32", "writes (Arena, 32) once too often"),
        // Attributes.
        (r#" "circuit.version"="1""#, "", "has no circuit.version"),
        (r#""circuit.version"="1""#, r#""circuit.version"="2""#, "gadget: version 2, expected 1"),
        (r#""circuit.gadget"="fully_connected""#, r#""circuit.gadget"="relu""#, "gadget: named 'relu'"),
        (r"\22inputs\22:2,", r"\22inputs\22:0,", "fully_connected: shape"),
        (r"\22inputs\22:2,", r"\22inputs\22:3,", "node 'gemm1': tensor 'x' is 2 x i8, expected 3 x i8"),
        (r#""circuit.nodes"="[\22gemm1\22]" }"#, "nounwind }", "no list of names"),
        (r#""circuit.nodes"="[\22gemm1\22]""#, r#""circuit.nodes"="gemm1""#, "no list of names"),
    ];
    let wrong: Vec<String> = cases
        .into_iter()
        .map(|(from, to, want)| (from, to, want, lie(from, to)))
        .filter(|(_, _, want, got)| !got.contains(want))
        .map(|(from, to, want, got)| format!("'{to}' for '{from}': {got}\n  expected: {want}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mutilated_text_gives_a_model_or_an_error() {
    let modules = [
        recognised(&example(), ""),
        optimised(&recognised(&example(), "")),
        raw(&example(), ""),
        recognised(&graph(4), ""),
    ];
    let (mut refused, mut read_well) = (0, 0);
    let mut s = Source::new(11);
    for round in 0..1200 {
        let module = &modules[round % modules.len()];
        let Ok(extended) = Extended::from_text(&mutilate(module.text(), &mut s)) else { continue };
        match read(&extended.with_constants_of(module)) {
            Ok(got) => {
                assert_eq!(got.graph.validate(), Ok(()));
                read_well += 1;
            }
            Err(e) => {
                assert!(!e.to_string().is_empty());
                refused += 1;
            }
        }
    }
    assert!(refused > 50 && read_well > 50, "{refused} refused, {read_well} read");
}

/// Changes a number, a byte or a line.
fn mutilate(text: &str, s: &mut Source) -> String {
    let mut text = text.to_owned();
    for _ in 0..s.size(1, 2) {
        let at = |s: &mut Source, n: usize| s.size(0, n - 1);
        match s.bits() % 4 {
            0 | 1 => {
                let numbers: Vec<(usize, usize)> = numbers(&text);
                let (from, to) = numbers[at(s, numbers.len())];
                let other = ["0", "1", "2", "31", "64", "-1", "255", "4294967296", "9223372036854775807"];
                text.replace_range(from..to, other[at(s, other.len())]);
            }
            2 => {
                let byte = at(s, text.len());
                if text.is_char_boundary(byte) && text.is_char_boundary(byte + 1) {
                    let other = ["", " ", "x", "\"", "}", ",", "0"];
                    text.replace_range(byte..=byte, other[at(s, other.len())]);
                }
            }
            _ => {
                let mut lines: Vec<&str> = text.lines().collect();
                let (i, j) = (at(s, lines.len()), at(s, lines.len()));
                match s.bits() % 3 {
                    0 => lines.swap(i, j),
                    1 => drop(lines.remove(i)),
                    _ => lines.insert(i, lines[j]),
                }
                text = lines.join("\n");
            }
        }
    }
    text
}

/// Where the runs of digits are.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|i| digit(*i) && (*i == 0 || !digit(i - 1)));
    starts.map(|i| (i, (i..).find(|j| !digit(*j)).unwrap_or(bytes.len()))).collect()
}
