//! Small programs run to their end: loops, preemption, threads, code that changes itself.

use crate::asm::*;
use fault_proof_vm::host::PreimageStore;
use fault_proof_vm::state::{SCHEDULING_QUANTUM, Status};
use fault_proof_vm::{RunOutcome, State, Vm, VmError};

/// Sums 1 to `n` into `$t1`, then exits with code 0.
fn sum_loop(n: u64) -> Vm {
    let code = [daddu(T1, T1, T0), daddiu(T0, T0, -1), bne(T0, ZERO, -3), NOP];
    machine(&[&code[..], &exit_group(0)].concat(), &[(T0, n)])
}

#[test]
fn a_loop_runs_to_its_exit() {
    let mut vm = sum_loop(1000);
    let outcome = vm.run(1_000_000).unwrap();
    assert_eq!(outcome, RunOutcome { exited: true, exit_code: 0, steps: 4003 });
    assert_eq!(register(&vm, T1), 500_500);
    assert_eq!(vm.state_mut().witness().status(), Status::Valid);
    // An exited state is its own successor.
    let hash = vm.state_mut().hash();
    step(&mut vm).unwrap();
    assert_eq!(vm.run(10).unwrap().steps, 0);
    assert_eq!(vm.state_mut().hash(), hash);
}

#[test]
fn bulk_runs_and_single_steps_agree_across_quanta() {
    let total = 2 * SCHEDULING_QUANTUM + 1000;
    let mut single = sum_loop(1 << 40);
    let mut bulk = single.clone();
    let mut uneven = single.clone();
    for _ in 0..total {
        single.step().unwrap();
    }
    assert_eq!(bulk.run(total).unwrap(), RunOutcome { exited: false, exit_code: 0, steps: total });
    let mut done = 0;
    for part in [1, 99_998, 1, 1, 1, 2, 50_000, 49_998, 1, 1].into_iter().chain([total; 1]) {
        done += uneven.run(part.min(total - done)).unwrap().steps;
    }
    assert_eq!(done, total);
    assert_eq!(bulk.state_mut().witness(), single.state_mut().witness());
    assert_eq!(uneven.state_mut().witness(), single.state_mut().witness());
}

#[test]
fn the_step_after_a_quantum_preempts() {
    let mut vm = sum_loop(1 << 40);
    vm.run(SCHEDULING_QUANTUM - 1).unwrap();
    step(&mut vm).unwrap();
    let control = &vm.state().control;
    assert_eq!((control.steps_since_switch, control.traverse_right), (SCHEDULING_QUANTUM, false));
    let pc = vm.state().active_thread().unwrap().pc;
    step(&mut vm).unwrap();
    let control = &vm.state().control;
    assert_eq!((control.step, control.steps_since_switch), (SCHEDULING_QUANTUM + 1, 0));
    assert!(control.traverse_right && vm.state().threads.left.is_empty());
    assert_eq!(vm.state().active_thread().unwrap().pc, pc);
    step(&mut vm).unwrap();
    assert_eq!(vm.state().control.steps_since_switch, 1);
}

#[test]
fn a_run_stops_before_an_exception() {
    let mut vm = machine(&[daddiu(T0, T0, 1), daddiu(T0, T0, 1), 0x0000_000d], &[]);
    let error = vm.run(100).unwrap_err();
    assert!(matches!(error, VmError::Exception(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "the machine has no next step: invalid instruction 0x0000000d at pc 0x1008"
    );
    assert_eq!(vm.state().control.step, 2);
    assert_eq!(vm.state().active_thread().unwrap().pc, CODE + 8);
    assert_eq!(register(&vm, T0), 2);
}

/// A store into code that was already executed is seen by the next execution, as in the step contract, which
/// reads memory at every step.
#[test]
fn code_that_changes_itself() {
    // t0 counts rounds; the instruction at 0x1004 adds 1 at first and 100 after the first round.
    let code = [
        daddiu(T0, T0, 1),
        daddiu(T1, T1, 1),
        i(0x2b, T2, A0, 4), // sw t2, 4(a0)
        bne(T0, A1, -4),
        NOP,
    ];
    let words = [&code[..], &exit_group(0)].concat();
    let registers = [(A0, CODE), (A1, 3), (T2, u64::from(daddiu(T1, T1, 100)))];
    let mut bulk = machine(&words, &registers);
    let mut single = bulk.clone();
    assert!(bulk.run(1000).unwrap().exited);
    assert_eq!(register(&bulk, T1), 201);
    while !single.state().control.exited {
        step(&mut single).unwrap();
    }
    assert_eq!(single.state_mut().witness(), bulk.state_mut().witness());
    // The host's writes count as well.
    let mut vm = machine(&[daddiu(T0, T0, 1), beq(ZERO, ZERO, -2), NOP], &[]);
    vm.run(3).unwrap();
    vm.state_mut().memory.write_bytes(CODE, &bytes(&[daddiu(T0, T0, 7)])).unwrap();
    vm.run(1).unwrap();
    assert_eq!(register(&vm, T0), 8);
}

#[test]
fn two_threads_take_turns() {
    // The parent clones, then both count in t0 and yield for ever; the child has 0 in v0.
    let code = [
        SYSCALL, // clone
        daddu(T1, V0, ZERO),
        daddiu(T0, T0, 1),
        ori(V0, ZERO, 5023),
        SYSCALL, // sched_yield
        beq(ZERO, ZERO, -4),
        NOP,
    ];
    let mut vm = machine(&code, &[(V0, 5055), (A0, 0x0005_0f00), (A1, 0xdead_0000)]);
    let mut order = Vec::new();
    let mut last = u64::MAX;
    for _ in 0..60 {
        let id = vm.state().active_thread().unwrap().id;
        if id != last {
            order.push(id);
        }
        last = id;
        step(&mut vm).unwrap();
    }
    assert_eq!(order[..6], [0, 1, 0, 1, 0, 1]);
    let all: Vec<_> = vm.state().threads.left.iter().chain(&vm.state().threads.right).collect();
    assert_eq!(all.len(), 2);
    for thread in all {
        let expected = if thread.id == 0 { (1, 0) } else { (0, 0xdead_0000) };
        assert_eq!((thread.registers[T1 as usize], thread.registers[SP as usize]), expected);
        assert!(thread.registers[T0 as usize] >= 2);
    }
    assert_eq!(vm.state().control.next_thread_id, 2);
}

#[test]
fn a_thread_that_ends_is_removed_and_the_last_one_ends_the_machine() {
    // clone; both exit(7).
    let code = [SYSCALL, ori(V0, ZERO, 5058), ori(A0, ZERO, 7), SYSCALL];
    let mut vm = machine(&code, &[(V0, 5055), (A0, 0x0005_0f00)]);
    steps(&mut vm, 4);
    assert_eq!(vm.state().threads.len(), 2);
    assert!(vm.state().active_thread().unwrap().exited && !vm.state().control.exited);
    step(&mut vm).unwrap();
    assert_eq!((vm.state().threads.len(), vm.state().control.step), (1, 5));
    let outcome = vm.run(100).unwrap();
    assert_eq!(outcome, RunOutcome { exited: true, exit_code: 7, steps: 3 });
    assert_eq!(vm.state_mut().hash()[0], 2);
}

#[test]
fn no_thread_left_is_an_exception() {
    let mut vm = call(5058, [0; 3]);
    vm.step().unwrap();
    vm.state_mut().control.exited = false;
    assert!(exception(&mut vm).to_string().contains("stack is empty"));
    let mut state = State::start(0);
    state.threads.left.clear();
    let mut vm = Vm::new(state);
    assert!(vm.step().is_err() && vm.run(1).is_err() && vm.step_with_proof().is_err());
}

#[test]
fn a_preimage_is_read_word_by_word() {
    let mut store = PreimageStore::default();
    let preimage: Vec<u8> = (0..=40).collect();
    let key = store.insert_keccak(preimage.clone());
    // Four writes of the key from 0x2000, then reads to 0x2f03 until nothing is left.
    let mut vm = Vm::with_host(state(&[SYSCALL; 64]), store);
    vm.state_mut().memory.write_bytes(0x2000, &key).unwrap();
    let set = |vm: &mut Vm<PreimageStore>, values: [u64; 4]| {
        let thread = &mut vm.state_mut().threads.left[0];
        for (register, value) in [V0, A0, A1, A2].into_iter().zip(values) {
            thread.registers[register as usize] = value;
        }
    };
    for part in 0..4 {
        set(&mut vm, [5001, 6, 0x2000 + 8 * part, 8]);
        step(&mut vm).unwrap();
        assert_eq!(result(&vm), (8, 0));
    }
    assert_eq!(vm.state().control.preimage_key, key);
    let (mut read, total) = (0, preimage.len() as u64 + 8);
    let mut sizes = Vec::new();
    while read < total {
        set(&mut vm, [5000, 5, 0x2f03 + read, 100]);
        step(&mut vm).unwrap();
        sizes.push(register(&vm, V0));
        read += register(&vm, V0);
    }
    assert_eq!(sizes, [5, 8, 8, 8, 8, 8, 4]);
    assert_eq!(vm.state().memory().read_bytes(0x2f03, 8), 41u64.to_be_bytes());
    assert_eq!(vm.state().memory().read_bytes(0x2f0b, 41), preimage);
    set(&mut vm, [5000, 5, 0x2f03, 1]);
    assert!(exception(&mut vm).to_string().contains("beyond its 49 bytes"));
}

#[test]
fn hints_reach_the_host_whole() {
    #[derive(Clone, Default)]
    struct Listener(Vec<Vec<u8>>, Vec<u8>);
    impl fault_proof_vm::Host for Listener {
        fn hint(&mut self, hint: &[u8]) -> Result<(), fault_proof_vm::host::HostError> {
            self.0.push(hint.to_vec());
            Ok(())
        }
        fn output(&mut self, descriptor: u64, bytes: &[u8]) {
            self.1.push(descriptor as u8);
            self.1.extend(bytes);
        }
    }
    let mut vm = Vm::with_host(state(&[SYSCALL; 8]), Listener::default());
    vm.state_mut().memory.write_bytes(0x2001, b"\0\0\0\x02hi\0\0\0\x01!\0\0\0\x05par").unwrap();
    let mut write = |descriptor, from, len| {
        let thread = &mut vm.state_mut().threads.left[0];
        thread.registers[V0 as usize] = 5001;
        thread.registers[A0 as usize] = descriptor;
        thread.registers[A1 as usize] = from;
        thread.registers[A2 as usize] = len;
        vm.step()
    };
    write(4, 0x2001, 3).unwrap();
    write(4, 0x2004, 15).unwrap();
    write(1, 0x2005, 2).unwrap();
    let error = write(4, 0, u64::MAX).unwrap_err();
    assert!(matches!(error, VmError::HintTooLong { len: u64::MAX, .. }), "{error}");
    assert_eq!(vm.state().last_hint, b"\0\0\0\x05par");
    assert_eq!(vm.host_mut().0, [b"hi".to_vec(), b"!".to_vec()]);
    assert_eq!(vm.host_mut().1, b"\x01hi");
}

/// A hint that comes in pieces is copied no more often than a vector grows, and counts as memory of the guest.
#[test]
fn long_hints_in_pieces() {
    let code = [SYSCALL, beq(ZERO, ZERO, -2), ori(V0, ZERO, 5001)];
    let registers = [(V0, 5001), (A0, 4), (A1, 0x2000), (A2, 0x1000)];
    let mut vm = machine(&code, &registers);
    vm.state_mut().memory.write_bytes(0x2000, &[0x7f; 0x1000]).unwrap();
    let mut moves = 0;
    for pieces in 1..=5_000 {
        let before = vm.state().last_hint.capacity();
        vm.run(3).unwrap();
        assert_eq!(vm.state().last_hint.len(), pieces * 0x1000);
        moves += u32::from(vm.state().last_hint.capacity() != before);
        assert!(moves < 30, "{moves} times in {pieces} pieces");
    }
    // Two pages are held; another piece would be the 5,001st.
    vm.state_mut().memory.set_page_limit(5_002);
    let before = vm.state_mut().hash();
    let error = vm.step().unwrap_err();
    assert_eq!(error, VmError::HintTooLong { len: 5_001 << 12, limit: 5_000 << 12 });
    assert_eq!(vm.state_mut().hash(), before);
    vm.state_mut().memory.set_page_limit(5_003);
    vm.step().unwrap();
}

/// A guest that makes threads without end stops at the host's limit, and can go on with another one.
#[test]
fn threads_are_limited() {
    let code = [SYSCALL, ori(V0, ZERO, 5055), beq(ZERO, ZERO, -3), NOP];
    let registers = [(V0, 5055), (A0, 0x0005_0f00), (A1, 0x7000)];
    let mut vm = machine(&code, &registers);
    vm.set_thread_limit(1_000);
    let error = vm.run(100_000).unwrap_err();
    assert_eq!(error, VmError::Threads { threads: 1_001, limit: 1_000 });
    assert_eq!((vm.step(), vm.step_with_proof().map(|_| ())), (Err(error.clone()), Err(error)));
    let mut free = machine(&code, &registers);
    free.run(vm.state().control.step).unwrap();
    assert_eq!(free.state_mut().hash(), vm.state_mut().hash(), "a state like any other");
    vm.set_thread_limit(2_000);
    vm.run(100).unwrap();
}
