//! Warnings: each for what it is about, once, and none for a machine that works.

use crate::asm::*;
use fault_proof_vm::Vm;
use fault_proof_vm::monitor::{Monitor, Warning};
use fault_proof_vm::state::SCHEDULING_QUANTUM;

/// Warnings of a run of this many strides.
fn watch(vm: &mut Vm, strides: u64, stride: u64) -> Vec<Warning> {
    let mut monitor = Monitor::default();
    let mut warnings = Vec::new();
    for _ in 0..strides {
        vm.run(stride).unwrap();
        warnings.extend(monitor.observe(vm.state_mut()));
    }
    warnings
}

const CLONE: [(u32, u64); 3] = [(V0, 5055), (A0, 0x0005_0f00), (A1, 0x7000)];

#[test]
fn a_circle_is_found_whatever_its_length() {
    for nops in [0, 1, 5, 40] {
        let code = [vec![NOP; nops], vec![beq(ZERO, ZERO, -1 - nops as i32), NOP]].concat();
        for stride in [1_000, 99_991, SCHEDULING_QUANTUM] {
            let warnings = watch(&mut machine(&code, &[]), 200, stride);
            match warnings[..] {
                [Warning::Livelock { step, period }] => {
                    assert!(period > 0 && step <= 200 * stride, "{warnings:?}");
                    // Where it is now it was then.
                    let mut vm = machine(&code, &[]);
                    vm.run(step - period).unwrap();
                    let mut before = vm.state_mut().witness();
                    vm.run(period).unwrap();
                    let now = vm.state_mut().witness();
                    before.control.step = now.control.step;
                    before.control.steps_since_switch = now.control.steps_since_switch;
                    assert_eq!(before, now);
                }
                _ => panic!("{warnings:?}"),
            }
        }
    }
}

#[test]
fn work_in_registers_or_memory_is_no_circle() {
    let counting = [daddiu(T0, T0, 1), beq(ZERO, ZERO, -2), NOP];
    assert_eq!(watch(&mut machine(&counting, &[]), 300, 10_000), []);
    // All that grows is in memory, and the registers are the same at every look.
    let in_memory = [
        i(0x37, T1, A0, 0),
        daddiu(T1, T1, 1),
        i(0x3f, T1, A0, 0),
        daddu(T1, ZERO, ZERO),
        beq(ZERO, ZERO, -5),
        NOP,
    ];
    let mut vm = machine(&in_memory, &[(A0, 0x2000)]);
    assert_eq!(watch(&mut vm, 300, 6_000), []);
    assert!(vm.state().memory.read_word(0x2000) > 100_000);
}

#[test]
fn threads_that_only_give_way() {
    let code = [SYSCALL, daddiu(T0, T0, 1), ori(V0, ZERO, 5023), SYSCALL, beq(ZERO, ZERO, -4), NOP];
    let warnings = watch(&mut machine(&code, &CLONE), 1_100, 5_000);
    assert!(matches!(warnings[..], [Warning::OnlyYields { threads: 2, .. }]), "{warnings:?}");
    let alone = machine(&[&code[1..], &[NOP; 2]].concat(), &[]);
    assert_eq!(watch(&mut alone.clone(), 1_100, 5_000), []);
}

/// Two threads: the first has `parent` to do for ever, the second `child`.
fn two_threads(parent: &[u32], child: &[u32]) -> Vm {
    let over = beq(ZERO, ZERO, -1 - parent.len() as i32);
    let start = [SYSCALL, beq(V0, ZERO, 3 + parent.len() as i32), NOP];
    let back = beq(ZERO, ZERO, -1 - child.len() as i32);
    machine(&[&start[..], parent, &[over, NOP], child, &[back, NOP]].concat(), &CLONE)
}

/// Waits until the word at 0x2000 is not zero.
fn futex_wait() -> [u32; 5] {
    [ori(V0, ZERO, 5194), ori(A0, ZERO, 0x2000), ori(A1, ZERO, 128), ori(A2, ZERO, 0), SYSCALL]
}

/// A thread that waits is where it was whenever one looks, and is in order, while another one works.
#[test]
fn waiting_for_a_word_is_no_starvation() {
    for stride in [99_989, 99_991, 50_000, SCHEDULING_QUANTUM] {
        let mut vm = two_threads(&[daddiu(T0, T0, 1)], &futex_wait());
        assert_eq!(watch(&mut vm, 300 * 100_000 / stride, stride), [], "looks every {stride} steps");
    }
}

/// Nor is it idling: threads that wait for the clock, and threads that work by short turns and wait for each other.
#[test]
fn waiting_for_a_word_is_no_idling() {
    let clock = [ori(V0, ZERO, 5222), ori(A0, ZERO, 1), ori(A1, ZERO, 0x3000), SYSCALL];
    let until_later = [&clock[..], &futex_wait()].concat();
    assert_eq!(watch(&mut two_threads(&until_later, &until_later), 1_100, 5_000), []);
    let wake = [ori(V0, ZERO, 5194), ori(A0, ZERO, 0x2000), ori(A1, ZERO, 129), SYSCALL];
    let short_work = [&[daddiu(T0, T0, 1); 300][..], &wake].concat();
    assert_eq!(watch(&mut two_threads(&short_work, &short_work), 1_100, 5_000), []);
}

/// A deadlock is a circle, whatever the threads wait for.
#[test]
fn waiting_for_each_other_is_a_circle() {
    let warnings = watch(&mut two_threads(&futex_wait(), &futex_wait()), 300, 99_991);
    assert!(matches!(warnings[..], [Warning::Livelock { .. }]), "{warnings:?}");
}

/// A thread that makes and buries threads without end keeps its turn, and the first one never has one again.
#[test]
fn a_thread_that_starves() {
    let code = [
        SYSCALL,          // clone
        beq(V0, ZERO, 3), // the child goes on below
        NOP,
        beq(ZERO, ZERO, -1), // the parent waits for its turn
        NOP,
        daddiu(T0, T0, 1),
        ori(V0, ZERO, 5055),
        SYSCALL, // clone
        bne(V0, ZERO, -4),
        NOP,
        ori(V0, ZERO, 5058),
        SYSCALL, // exit
    ];
    let warnings = watch(&mut machine(&code, &CLONE), 250, 99_989);
    assert!(
        matches!(warnings[..], [Warning::Starvation { thread: 0, since, .. }] if since < 200_000),
        "{warnings:?}"
    );
    // Two threads that share the machine as they should.
    let code = [SYSCALL, daddiu(T0, T0, 1), beq(ZERO, ZERO, -2), NOP];
    assert_eq!(watch(&mut machine(&code, &CLONE), 250, 99_989), []);
}

#[test]
fn memory_that_runs_out() {
    let code = [i(0x3f, T0, A0, 0), daddiu(A0, A0, 0x1000), beq(ZERO, ZERO, -3), daddiu(T0, T0, 1)];
    let mut vm = machine(&code, &[(A0, 0x2000)]);
    vm.state_mut().memory.set_page_limit(100);
    let warnings = watch(&mut vm, 39, 10);
    assert!(matches!(warnings[..], [Warning::Memory { pages: 90..=92, limit: 100 }]), "{warnings:?}");
    assert_eq!(
        warnings[0].to_string(),
        format!(
            "memory: {} of 100 pages are in use",
            match warnings[0] {
                Warning::Memory { pages, .. } => pages,
                _ => 0,
            }
        )
    );
    let error = vm.run(1_000).unwrap_err();
    assert!(error.to_string().contains("the host's limit of 100 pages"), "{error}");
    assert!(Monitor::default().observe(machine(&exit_group(0), &[]).state_mut()).is_empty());
}
