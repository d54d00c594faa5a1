//! Segments: a run in pieces is the run, and a piece that is not what it says is refused.

use crate::asm::*;
use fault_proof_vm::host::{Host, NoHost, PreimageStore};
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::segment::{
    EncodingError, MAX_LOG2_STEPS, Page, Recorder, Segment, SegmentError, check_all, measure,
};
use fault_proof_vm::state::SCHEDULING_QUANTUM;
use fault_proof_vm::{State, Vm};
use proptest::prelude::*;

const S0: u32 = 16;
const S1: u32 = 17;
const DATA: u64 = 0x10_0000;

/// Three threads that each do `rounds` random loads and stores in 64 KiB, yield after every one, look at the
/// clock, and exit; the last of them ends the machine with code 7.
fn threads_at_work(rounds: u64) -> State {
    let xorshift = [
        shift(0x38, T1, T0, 13),
        r(0x26, T0, T0, T1),
        shift(0x3a, T1, T0, 7),
        r(0x26, T0, T0, T1),
        shift(0x38, T1, T0, 17),
        r(0x26, T0, T0, T1),
    ];
    let code = [
        &[SYSCALL, ori(V0, ZERO, 5055), SYSCALL][..],        // two clones
        &[ori(V0, ZERO, 5178), SYSCALL, daddiu(T0, V0, 77)], // seed: thread identifier + 77
        &xorshift,
        &[
            i(0x0c, T1, T0, 0xfff8), // andi
            daddu(T1, T1, S0),
            i(0x37, T2, T1, 0), // ld
            daddu(T0, T0, T2),
            i(0x3f, T0, T1, 0), // sd
            ori(V0, ZERO, 5023),
            SYSCALL, // yield
            ori(V0, ZERO, 5222),
            ori(A0, ZERO, 1),
            daddu(A1, T1, ZERO),
            SYSCALL, // clock_gettime
            daddiu(S1, S1, -1),
            bne(S1, ZERO, -19),
            NOP,
            ori(V0, ZERO, 5058),
            ori(A0, ZERO, 7),
            SYSCALL, // exit
        ],
    ]
    .concat();
    let registers = [(V0, 5055), (A0, 0x0005_0f00), (S0, DATA), (S1, rounds)];
    machine(&code, &registers).into_state()
}

/// Copies a pre-image of 40 bytes, with its length, to [`DATA`], eight bytes a call.
fn reader(key: &[u8; 32]) -> State {
    let code = [
        ori(V0, ZERO, 5001),
        ori(A0, ZERO, 6),
        SYSCALL, // a quarter of the key
        daddiu(A1, A1, 8),
        daddiu(S1, S1, -1),
        bne(S1, ZERO, -6),
        ori(A2, ZERO, 8),
        daddu(A1, S0, ZERO),
        ori(V0, ZERO, 5000),
        ori(A0, ZERO, 5),
        SYSCALL,
        daddiu(A1, A1, 8),
        daddiu(T0, T0, -1),
        bne(T0, ZERO, -6),
        NOP,
    ];
    let registers = [(A1, 0x2000), (A2, 8), (S1, 4), (S0, DATA), (T0, 6)];
    let mut state = machine(&[&code[..], &exit_group(0)].concat(), &registers).into_state();
    state.memory.write_bytes(0x2000, key).unwrap();
    state
}

fn record<H: Host>(state: &State, host: &mut H, log2_steps: u8) -> Vec<Segment> {
    Recorder::new(state.clone(), host, log2_steps).unwrap().collect::<Result<_, _>>().unwrap()
}

/// A run in segments proves what the run as a whole comes to.
fn agree<H: Host + Clone>(state: &State, host: &H, log2_steps: u8) -> Vec<Segment> {
    let mut whole = Vm::with_host(state.clone(), host.clone());
    let first = whole.state_mut().hash();
    let outcome = whole.run(1 << 22).unwrap();
    assert!(outcome.exited);
    let segments = record(state, &mut host.clone(), log2_steps);
    let checked = check_all(&segments).unwrap().unwrap();
    assert_eq!(checked.start, first);
    assert_eq!(checked.end, whole.state_mut().hash());
    assert_eq!(checked.steps, outcome.steps.next_multiple_of(1 << log2_steps));
    for segment in &segments {
        assert_eq!(Segment::decode(&segment.encode()).unwrap(), *segment);
    }
    segments
}

#[test]
fn a_run_in_segments_is_the_run() {
    let state = threads_at_work(60);
    for log2_steps in [0, 1, 4, 9, 12] {
        let segments = agree(&state, &NoHost, log2_steps);
        assert!(segments.iter().all(|segment| segment.pages.len() <= 18));
    }
    let one = agree(&state, &NoHost, 13);
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].end.control.exit_code, 7);
}

/// Every boundary is tried, those in delay slots and around the end of a quantum among them.
#[test]
fn boundaries_anywhere() {
    let code = [daddu(T1, T1, T0), bne(T0, ZERO, -2), daddiu(T0, T0, -1)];
    let mut state = machine(&[&code[..], &exit_group(0)].concat(), &[(T0, 20)]).into_state();
    for since in [0, SCHEDULING_QUANTUM - 10, SCHEDULING_QUANTUM - 3, SCHEDULING_QUANTUM] {
        state.control.steps_since_switch = since;
        for log2_steps in [0, 1, 2] {
            let segments = agree(&state, &NoHost, log2_steps);
            let in_delay_slot = |segment: &Segment| {
                let thread = segment.threads.left.first().or(segment.threads.right.first()).unwrap();
                thread.next_pc != thread.pc + 4
            };
            assert!(segments.iter().any(in_delay_slot));
        }
    }
}

#[test]
fn pre_images_come_along() {
    let mut store = PreimageStore::default();
    let key = store.insert_keccak((0..40).collect());
    let local = [1; 32];
    store.insert(local, vec![9; 40]);
    for (key, assumed) in [(key, 0), (local, 1)] {
        let segments = agree(&reader(&key), &store, 5);
        let checked = check_all(&segments).unwrap().unwrap();
        assert_eq!(checked.assumptions.len(), assumed);
        let at = segments.iter().position(|segment| !segment.preimages.is_empty()).unwrap();
        let mut changed = segments[at].clone();
        changed.preimages[0].bytes[39] ^= 1;
        match changed.check() {
            Ok(other) => {
                assert_eq!((assumed, other.assumptions[0].0), (1, local));
                assert_ne!(other.assumptions, checked.assumptions, "another assumption is another claim");
            }
            Err(error) => assert_eq!(error, SegmentError::Preimage { index: 0, key }),
        }
        let mut without = segments[at].clone();
        without.preimages.clear();
        assert!(matches!(without.check(), Err(SegmentError::MissingPreimage(_))));
        let mut twice = segments[at].clone();
        twice.preimages.push(twice.preimages[0].clone());
        assert!(matches!(twice.check(), Err(SegmentError::Preimage { index: 1, .. })));
    }
    let error = Recorder::new(reader(&[2; 32]), &mut store, 10).unwrap().segment().unwrap_err();
    assert!(matches!(error, SegmentError::MissingPreimage(_)), "{error}");
}

/// Output and hints have no part in a segment: their bytes need not be in it, nor be sensible hints.
#[test]
fn what_goes_out_is_not_checked() {
    #[derive(Clone, Default)]
    struct Ear(Vec<u8>);
    impl Host for Ear {
        fn output(&mut self, _descriptor: u64, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }
    }
    let write = |descriptor| [ori(V0, ZERO, 5001), ori(A0, ZERO, descriptor), SYSCALL];
    let code = [&write(1)[..], &write(4), &write(1), &exit_group(0)].concat();
    let mut state = machine(&code, &[(A1, 0x5000), (A2, 16)]).into_state();
    state.memory.write_bytes(0x5000, b"hello\xff\xff\xff\xff, world").unwrap();
    let mut ear = Ear::default();
    let segments = record(&state, &mut ear, 2);
    assert_eq!(ear.0.len(), 32);
    check_all(&segments).unwrap();
    assert!(segments.iter().all(|segment| segment.pages.iter().all(|page| page.number == 1)));
}

#[test]
fn a_segment_without_a_page_is_incomplete() {
    let state = threads_at_work(20);
    let segments = record(&state, &mut NoHost, 9);
    let mut machine = Vm::new(state);
    for segment in &segments {
        for at in 0..segment.pages.len() {
            let mut without = segment.clone();
            let gone = without.pages.remove(at);
            let numbers: Vec<u64> = without.pages.iter().map(|page| page.number).collect();
            without.siblings = machine.state_mut().memory.multiproof(&numbers).unwrap();
            match without.check() {
                Err(SegmentError::Incomplete { address }) => assert_eq!(address >> 12, gone.number),
                other => panic!("{other:?}"),
            }
            let mut zeroed = segment.clone();
            zeroed.pages[at] = Page { number: gone.number, contents: None };
            let is_zero = gone.contents.is_none();
            assert_eq!(zeroed.check().is_ok(), is_zero, "zeros are not the page");
        }
        machine.run(1 << 9).unwrap();
    }
}

#[test]
fn wrong_claims_are_refused() {
    let segments = record(&threads_at_work(30), &mut NoHost, 9);
    assert!(segments.len() >= 3);
    assert_eq!(check_all(&[]).unwrap(), None);
    let mut swapped = segments.clone();
    swapped.swap(0, 1);
    assert!(matches!(check_all(&swapped), Err(SegmentError::Link { index: 1, .. })));
    let gap = [segments[0].clone(), segments[2].clone()];
    assert!(matches!(check_all(&gap), Err(SegmentError::Link { index: 1, .. })));

    let first = &segments[0];
    let refused = |change: &dyn Fn(&mut Segment)| {
        let mut changed = first.clone();
        change(&mut changed);
        changed.check().unwrap_err()
    };
    let error = refused(&|segment| segment.end.control.step += 1);
    assert!(matches!(error, SegmentError::End { .. }));
    let error = check_all(&[Segment { end: first.start.clone(), ..first.clone() }]).unwrap_err();
    assert!(matches!(error, SegmentError::At { index: 0, .. }), "{error}");
    assert!(matches!(refused(&|segment| segment.end = segment.start.clone()), SegmentError::End { .. }));
    assert!(matches!(refused(&|segment| segment.log2_steps -= 1), SegmentError::End { .. }));
    let error = refused(&|segment| segment.log2_steps = MAX_LOG2_STEPS + 1);
    assert_eq!(error, SegmentError::Steps { got: MAX_LOG2_STEPS + 1 });
    assert!(matches!(refused(&|segment| segment.start.control.heap += 1), SegmentError::End { .. }));
    let error = refused(&|segment| segment.threads.left[0].registers[8] ^= 1);
    assert!(matches!(error, SegmentError::Root { what: "left threads", .. }));
    let error = refused(&|segment| segment.threads.right.push(segment.threads.left[0].clone()));
    assert!(matches!(error, SegmentError::Root { what: "right threads", .. }));
    let error = refused(&|segment| segment.start.memory_root[3] ^= 1);
    assert!(matches!(error, SegmentError::Root { what: "pages", .. }));
    assert!(matches!(refused(&|segment| segment.pages.swap(0, 1)), SegmentError::Partial(_)));
    assert!(matches!(refused(&|segment| segment.siblings.truncate(3)), SegmentError::Partial(_)));
    assert!(matches!(refused(&|segment| segment.siblings.swap(0, 1)), SegmentError::Root { .. }));
    assert!(Recorder::new(threads_at_work(1), &mut NoHost, MAX_LOG2_STEPS + 1).is_err());
}

/// An exited machine stays as it is; a run that fails gives no segment.
#[test]
fn ends_of_runs() {
    let mut state = threads_at_work(1);
    state.control.exited = true;
    assert!(record(&state, &mut NoHost, 3).is_empty());
    let start = state.witness();
    let siblings = state.memory.multiproof(&[]).unwrap();
    let (threads, end) = (state.threads.clone(), start.clone());
    let padding = Segment { log2_steps: 20, start, threads, end, pages: vec![], siblings, preimages: vec![] };
    assert_eq!(padding.check().unwrap().steps, 1 << 20);
    let bad = machine(&[daddiu(T0, T0, 1), daddiu(T0, T0, 1), 0x0000_000d], &[]).into_state();
    let mut host = NoHost;
    let mut recorder = Recorder::new(bad, &mut host, 0).unwrap();
    assert!(recorder.segment().unwrap().is_some() && recorder.segment().unwrap().is_some());
    assert!(matches!(recorder.segment(), Err(SegmentError::Vm(_))));
    assert_eq!(recorder.state().control.step, 2);
}

/// A segment that makes threads without end is stopped.
#[test]
#[ignore = "makes a million threads; run by make test-deep"]
fn threads_without_end_are_refused() {
    let code = [ori(V0, ZERO, 5055), SYSCALL, beq(ZERO, ZERO, -3), NOP];
    let mut state = machine(&code, &[(A0, 0x0005_0f00)]).into_state();
    let siblings = state.memory.multiproof(&[1]).unwrap();
    let contents = state.memory.page(1).unwrap().map(|page| Box::new(*page));
    let segment = Segment {
        log2_steps: MAX_LOG2_STEPS,
        start: state.witness(),
        threads: state.threads.clone(),
        end: state.witness(),
        pages: vec![Page { number: 1, contents }],
        siblings,
        preimages: vec![],
    };
    assert!(matches!(segment.check(), Err(SegmentError::Threads { .. })));
}

#[test]
fn damage_is_found() {
    let bytes = record(&threads_at_work(5), &mut NoHost, 8)[1].encode();
    for at in (0..bytes.len()).step_by(1009).chain(0..420).chain(bytes.len() - 40..bytes.len()) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        let expected = if at < 8 { EncodingError::Magic } else { EncodingError::Damaged };
        assert_eq!(Segment::decode(&damaged), Err(expected), "byte {at}");
    }
    for cut in [0, 7, 8, 39, 40, 41, bytes.len() - 1] {
        assert!(Segment::decode(&bytes[..cut]).is_err());
    }
}

/// The bytes with a hash that fits them again.
fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 32;
    let digest = keccak256(&bytes[..body]);
    bytes[body..].copy_from_slice(&digest);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A segment whose hash was made to fit again proves nothing else either.
    #[test]
    fn a_changed_segment_is_refused(at in any::<prop::sample::Index>(), flip in 1u8..=255, early in any::<bool>()) {
        let segment = record(&threads_at_work(5), &mut NoHost, 8).swap_remove(0);
        let mut bytes = segment.encode();
        let body = bytes.len() - 32;
        let at = at.index(if early { 700 } else { body });
        bytes[at] ^= flip;
        if let Ok(changed) = Segment::decode(&mended(bytes)) {
            // Another start may be just as true: an exit code that nobody has set yet is overwritten.
            prop_assert!(changed.check().is_err() || changed.start != segment.start, "byte {}", at);
        }
    }

    #[test]
    fn hostile_bytes_do_not_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        counts in any::<bool>(),
    ) {
        let mut bytes = record(&threads_at_work(2), &mut NoHost, 6)[0].encode();
        for (at, byte) in changes {
            let at = if counts { 385 + at.index(16) } else { at.index(bytes.len()) };
            bytes[at] = byte;
        }
        bytes.truncate(40 + cut.index(bytes.len() - 40));
        if let Ok(segment) = Segment::decode(&mended(bytes)) {
            let _ = segment.check();
        }
    }
}

#[test]
fn costs_are_counted() {
    let report = measure(&threads_at_work(100), &NoHost, 10, 3).unwrap();
    assert_eq!((report.segments, report.steps), (3, 3 << 10));
    assert!(report.pages_in >= report.pages_out && report.pages_out >= 3);
    assert!(report.bytes > 4096 * 3);
    let text = report.to_string();
    assert!(text.contains("3 segments of 2^10 steps, 3072 steps in all"), "{text}");
    let whole = measure(&threads_at_work(100), &NoHost, 10, 1000).unwrap();
    assert!(whole.segments > 3 && whole.steps < (whole.segments as u64) << 10);
}
