//! Machine AB: the MIPS64 program on the fault-proof VM, step by step against native code.

use fault_proof_vm::arena::Detached;
use fault_proof_vm::guest::Guest;
use fault_proof_vm::{elf, sanitise};
use gadgets::Graph;
use gadgets::arbitrary::{FAMILIES, case_of, graph};
use llvm_backend::{Arena, CodegenError, Extended, Header, Native, OptLevel, Plan, Progress, mips, program};
use std::sync::Arc;

use super::{inputs, model, raw, slices};

/// Most VM instructions of one step of the small graphs here.
const MAX_STEPS: u64 = 10_000_000;

/// Runs `cases` on both machines; the arenas must be equal after every step. How many ended in an error.
fn same(graph: &Graph, cases: &[Vec<Vec<i64>>]) -> usize {
    let plan = Arc::new(Plan::new(graph).expect("a plan"));
    let extended = raw(graph, "");
    let file = mips::elf(&extended, "", graph.nodes.len()).expect("a program");
    let guest = Guest::new(elf::load(&file).expect("a loadable program"), plan.log2_size).expect("an arena");
    let code = Native::new(&extended, "", graph.nodes.len(), &plan, OptLevel::O2).expect("code");
    let mut errors = 0;
    for values in cases {
        let mut arena = Arena::with_inputs(Arc::clone(&plan), graph, &slices(values)).expect("inputs fit");
        // Two steps more than there are: the end is a fixed point of both machines.
        for _ in 0..graph.nodes.len() + 2 {
            let before = arena.vm_bytes();
            let already_failed = arena.header().status != 0;
            let progress = code.advance(&mut arena);
            let step = guest.run(&before, MAX_STEPS).expect("the machine runs");
            match (progress, step.detached) {
                (Progress::Failed { status, .. }, Detached::Err { code, .. }) => assert_eq!(status, code),
                (Progress::Failed { .. }, Detached::Done(_)) => assert!(already_failed),
                (_, Detached::Done(_)) => {}
                (got, want) => panic!("native {got:?}, VM {want:?}"),
            }
            assert!(arena.vm_bytes() == step.arena, "arenas differ\n{}", extended.text());
        }
        errors += usize::from(arena.header().status != 0);
    }
    errors
}

#[test]
fn every_gadget_family_runs_in_the_vm_as_natively() {
    let mut errors = 0;
    for family in 0..FAMILIES {
        for seed in 0..4 {
            let (graph, values) = model(&case_of(family, seed));
            let more = (0..3).map(|i| inputs(&graph, i));
            errors += same(&graph, &std::iter::once(values).chain(more).collect::<Vec<_>>());
        }
    }
    assert!(errors > 0, "no case ended in an error status");
}

#[test]
fn random_graphs_run_in_the_vm_as_natively() {
    for seed in 0..10 {
        let graph = graph(seed);
        same(&graph, &(0..4).map(|i| inputs(&graph, i)).collect::<Vec<_>>());
    }
}

#[test]
fn a_counter_beyond_the_steps_is_an_error_of_its_own() {
    let graph = graph(2);
    let plan = Arc::new(Plan::new(&graph).expect("a plan"));
    let file = mips::elf(&raw(&graph, ""), "", graph.nodes.len()).expect("a program");
    let guest = Guest::new(elf::load(&file).expect("loadable"), plan.log2_size).expect("an arena");
    for step in [graph.nodes.len() as u64 + 1, 1 << 32, u64::MAX] {
        let mut arena = Arena::new(Arc::clone(&plan)).expect("memory");
        arena.set_header(Header { status: 0, step });
        let end = guest.run(&arena.vm_bytes(), MAX_STEPS).expect("the machine runs");
        assert!(matches!(end.detached, Detached::Err { code: 255, .. }), "{:?}", end.detached);
    }
}

#[test]
fn programs_hold_nothing_that_the_vm_refuses() {
    for seed in 0..30 {
        let graph = graph(seed);
        let extended = raw(&graph, "");
        let file = mips::elf(&extended, "", graph.nodes.len()).expect("a program");
        let report = sanitise::check_elf(&file).expect("an ELF file");
        assert_eq!(report.findings, []);
        // The exits of a step that is done and of one that failed.
        assert_eq!(report.syscalls.len(), 2);
        assert!(report.indirect_jumps.is_empty(), "{:?}", report.indirect_jumps);
        assert_eq!(program::check(&file).expect("checked when it was made"), report.instructions);
        assert_eq!(file, mips::elf(&extended, "", graph.nodes.len()).expect("a program"), "the same bytes");
        let text = mips::assembly(&extended, "", graph.nodes.len()).expect("assembly");
        assert!(text.contains("__start:") && text.contains("syscall"), "{text}");
    }
}

#[test]
fn each_forbidden_instruction_is_refused() {
    let graph = graph(1);
    let file = mips::elf(&raw(&graph, ""), "", graph.nodes.len()).expect("a program");
    let syscall = file.windows(8).position(|w| w == [0x64, 2, 0x14, 0x55, 0, 0, 0, 0x0c]).expect("one exit");
    let cases: [(u32, &str); 9] = [
        (0x0000_000d, "is not in"),               // break
        (0x0000_01f4, "is not in"),               // teq
        (0x7c03_e83b, "is not in"),               // rdhwr
        (0x4600_0000, "is not in"),               // add.s
        (0x0402_0000, "is not in"),               // bltzl
        (0x0000_000f, "is not in"),               // sync
        (0x0320_0008, "through a register"),      // jr $t9
        (0x0320_f809, "through a register"),      // jalr $t9
        (0x0000_000c, "not loaded right before"), // a second syscall
    ];
    for (word, why) in cases {
        let mut bad = file.to_vec();
        bad[syscall..syscall + 4].copy_from_slice(&word.to_be_bytes());
        let error = program::check(&bad).expect_err("a forbidden instruction").to_string();
        assert!(error.contains(why), "{word:#x}: {error}");
    }
    // A branch in a delay slot, and code that ends in one.
    let mut bad = file.to_vec();
    bad[syscall - 4..syscall + 4].copy_from_slice(&[0x10, 0, 0, 1, 0x10, 0, 0, 1]);
    assert!(program::check(&bad).expect_err("two branches").to_string().contains("delay slot"));
    // A branch to between the number and the call.
    let mut bad = file.to_vec();
    let words: [u32; 4] = [0, 0x1000_0003, 0, 0];
    let bytes: Vec<u8> = words.iter().flat_map(|w| w.to_be_bytes()).collect();
    bad[syscall - 16..syscall].copy_from_slice(&bytes);
    let error = program::check(&bad).expect_err("a branch to the call").to_string();
    assert!(error.contains("branches to between"), "{error}");
    for end in 0..file.len().min(400) {
        let _ = program::check(&file[..end]);
    }
    assert!(program::check(b"").is_err());
}

#[test]
fn floats_and_unknown_calls_do_not_link() {
    let body = "%a = load float, ptr %x\n%b = fadd float %a, 1.0\nstore float %b, ptr %y\nret i32 0";
    let region = r"{\22offset\22:0,\22log2_size\22:5}";
    let arena =
        format!(r"{{\22log2_size\22:5,\22inputs\22:{region},\22outputs\22:{region},\22constants_size\22:0}}");
    let text = format!(
        "define weak i32 @circuit.generic.0(ptr %x, ptr %y) noinline {{\n{body}\n}}
         @circuit.constants = external constant [0 x i8]
         !circuit.models = !{{!0}}
         !0 = !{{i32 2, !\"\", !\"floats\", !\"{arena}\", !1, !1, !1, !1, !1}}
         !1 = !{{}}
         define i32 @main_graph(ptr %a, ptr %c) {{ ret i32 0 }}
         define i32 @step(i64 %n, ptr %a, ptr %c) {{
           %s = call i32 @circuit.generic.0(ptr %a, ptr %a)
           ret i32 %s
         }}"
    );
    let extended = Extended::from_text(&text).expect("LLVM IR");
    let error = mips::elf(&extended, "", 1).expect_err("a float");
    assert!(matches!(&error, CodegenError::Link(e) if e.contains("__addsf3")), "{error}");
    assert_eq!(mips::elf(&extended, "other_", 1), Err(CodegenError::Missing("other_main_graph".to_owned())));
}
