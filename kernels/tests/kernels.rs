//! Kernels against the gadgets' own semantics: odd shapes, all types, extreme values, several threads.

use gadgets::arbitrary::Source;
use gadgets::gadget::Known;
use gadgets::{
    Bound, Buffer, Conv2d, ElementType, Epilogue, Fault, FullyConnected, Gadget, Range, Rounding, Transpose,
    Window,
};
use kernels::{Instructions, Kernel, UNKNOWN, onnx2circuit_kernel, onnx2circuit_kernel_constant};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

const GUARD: u8 = 0xa5;

/// Runs a kernel by these instructions on operands of the gadget's types: status and result.
fn run(instructions: Instructions, gadget: &Gadget, operands: &[Vec<i64>]) -> (i32, Vec<i64>) {
    // SAFETY: the pointers are the kernel's, and whoever asks has seen that there are these instructions.
    guarded(gadget, operands, |kernel, pointers| unsafe { kernel.run_by(instructions, pointers) })
}

/// The same by a kernel that has laid the weights out before.
fn run_again(instructions: Instructions, gadget: &Gadget, operands: &[Vec<i64>]) -> (i32, Vec<i64>) {
    guarded(gadget, operands, |_, pointers| {
        // SAFETY: as above; nothing changes while the kernel is used.
        unsafe {
            let kernel = Kernel::of(gadget).expect("a kernel").keeping(0..usize::MAX);
            kernel.run_by(instructions, pointers);
            kernel.run_by(instructions, pointers)
        }
    })
}

/// Lays the operands out, and the result between guards, and has the kernel run `by` this: status and result.
fn guarded(
    gadget: &Gadget,
    operands: &[Vec<i64>],
    by: impl FnOnce(&Kernel, &[*mut u8]) -> i32,
) -> (i32, Vec<i64>) {
    let kernel = Kernel::of(gadget).expect("a kernel");
    let output = gadget.output().expect("a result");
    let bytes = output.len() * output.element.bytes();
    // Words, for the alignment.
    let words = |bytes: &[u8]| -> Vec<u64> {
        bytes.chunks(8).map(|c| c.iter().rev().fold(0, |w, b| w << 8 | u64::from(*b))).collect()
    };
    let mut memory: Vec<Vec<u64>> = gadget
        .operands()
        .iter()
        .zip(operands)
        .map(|(o, v)| words(Buffer::new(o.element, v).expect("values fit").le_bytes()))
        .collect();
    memory.push(words(&vec![GUARD; bytes + 64]));
    let last = memory.len() - 1;
    let pointers: Vec<*mut u8> = memory
        .iter_mut()
        .enumerate()
        .map(|(i, m)| m[if i == last { 4 } else { 0 }..].as_mut_ptr().cast())
        .collect();
    assert_eq!(pointers.len(), kernel.pointers());
    let status = by(&kernel, &pointers);
    let all: Vec<u8> = memory[last].iter().flat_map(|w| w.to_le_bytes()).collect();
    let (before, rest) = all.split_at(32);
    let (result, after) = rest.split_at(bytes);
    assert!(before.iter().chain(after).take(56).all(|b| *b == GUARD), "a write outside the result");
    (status, Buffer::from_le_bytes(output.element, result).to_i64())
}

/// How values are drawn.
#[derive(Clone, Copy, Debug)]
enum Draw {
    /// Ends, zeros, and anything.
    Edges,
    /// Anything.
    Any,
    /// The end that is furthest from 0.
    Lowest,
}

fn values(s: &mut Source, draw: Draw, range: Range, count: usize) -> Vec<i64> {
    let one = |s: &mut Source| match draw {
        Draw::Edges => s.value(range),
        Draw::Any => s.within(range.lo, range.hi),
        Draw::Lowest => range.lo,
    };
    (0..count).map(|_| one(s)).collect()
}

/// Gives a gadget its accumulator and an epilogue that is sound, and runs it.
fn check(
    s: &mut Source,
    ranges: [Range; 2],
    bias: bool,
    make: &dyn Fn(ElementType, bool, Epilogue) -> Gadget,
) {
    let largest = Range::new(-(1 << 20), 1 << 20);
    let known: Vec<Known<'_>> = ranges.into_iter().chain(bias.then_some(largest)).map(Known::range).collect();
    let plain = make(ElementType::I64, bias, Epilogue::none(ElementType::I64));
    let sum = plain.range(&known).expect("sums of 64 bits");
    let acc = ElementType::accumulator(sum);
    let mut epilogue = Epilogue::none(acc);
    if !s.one_in(4) {
        epilogue.relu = s.one_in(3);
        epilogue.rounding = if s.one_in(2) { Rounding::Floor } else { Rounding::HalfUp };
        epilogue.shift = s.size(0, 20) as u32;
        epilogue.multiplier = if s.one_in(3) { s.within(1, 5) } else { 1 };
        match epilogue.image("test", sum, acc) {
            Ok(image) => {
                let inner = Range { lo: image.lo / 3, hi: image.hi / 5 };
                epilogue.bound = match s.bits() % 4 {
                    0 => Bound::Saturate(inner),
                    1 => Bound::Reject(inner),
                    2 => Bound::Reject(image),
                    _ => Bound::Proven,
                };
                let stored = epilogue.bound.clamp().unwrap_or(image);
                epilogue.out = ElementType::smallest(stored);
            }
            Err(_) => epilogue = Epilogue::none(acc),
        }
    }
    let gadget = make(acc, bias, epilogue);
    gadget.check().expect("sound parameters");
    for draw in [Draw::Edges, Draw::Any, Draw::Lowest] {
        let operands: Vec<Vec<i64>> = gadget
            .operands()
            .iter()
            .zip(ranges.into_iter().chain([largest]))
            .map(|(o, range)| values(s, draw, range, o.len()))
            .collect();
        let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
        let expected = gadget.evaluate(&slices);
        let runs = [run, run_again];
        for (instructions, run) in Instructions::all().into_iter().flat_map(|i| runs.map(|run| (i, run))) {
            let got = run(instructions, &gadget, &operands);
            match &expected {
                Ok(expected) => {
                    assert_eq!((got.0, &got.1), (0, expected), "{instructions:?} {gadget:?} {draw:?}");
                }
                Err(Fault::Status(status)) => {
                    assert_eq!(got.0, status.code(), "{instructions:?} {gadget:?} {draw:?}");
                }
                Err(other) => panic!("{gadget:?}: {other}"),
            }
        }
    }
}

/// Two types of at most 32 bits, and their values or fewer: sums of some hundred products have 64 bits.
fn elements(s: &mut Source) -> [(ElementType, Range); 2] {
    let types = [ElementType::I8, ElementType::U8, ElementType::I16, ElementType::I32];
    let [x, w] = [types[s.size(0, 3)], types[s.size(0, 3)]];
    let surplus = (x.bits() + w.bits()).saturating_sub(54);
    let fewer = |s: &mut Source, element: ElementType, least: u32| {
        let (limit, bits) = (element.range(), s.size(0, 24).max(least as usize));
        let range = Range { lo: limit.lo >> bits, hi: (limit.hi >> bits).max(1) };
        (element, if least == 0 && s.one_in(2) { limit } else { range })
    };
    [fewer(s, x, 0), fewer(s, w, surplus)]
}

#[test]
fn matrix_products_are_those_of_the_gadget() {
    let s = &mut Source::new(1);
    for _ in 0..400 {
        let [(x, a), (w, b)] = elements(s);
        let (batch, rows, transposed) = (s.size(1, 3), s.size(4, 15), s.one_in(2));
        let (inputs, outputs, bias) = (s.size(1, 70), s.size(1, 40), s.one_in(2));
        check(s, [a, b], bias, &|acc, bias, epilogue| {
            let f = FullyConnected { batch, rows, inputs, outputs, transposed, x, w, acc, bias, epilogue };
            Gadget::FullyConnected(f)
        });
    }
}

#[test]
fn a_single_row_is_multiplied_like_any_other() {
    let s = &mut Source::new(2);
    for outputs in 16..50 {
        let [(x, a), (w, b)] = elements(s);
        let (inputs, bias, transposed) = (s.size(1, 300), s.one_in(2), false);
        check(s, [a, b], bias, &|acc, bias, epilogue| {
            let (batch, rows) = (1, 1);
            let f = FullyConnected { batch, rows, inputs, outputs, transposed, x, w, acc, bias, epilogue };
            Gadget::FullyConnected(f)
        });
    }
}

#[test]
fn convolutions_are_those_of_the_gadget() {
    let s = &mut Source::new(3);
    let mut seen = 0;
    while seen < 300 {
        let [(x, a), (w, b)] = elements(s);
        // Tall and narrow ones too, whose tiles are higher than wide.
        let input = if s.one_in(3) { [s.size(17, 70), s.size(1, 3)] } else { [s.size(1, 19), s.size(1, 36)] };
        let mut window = Window::plain([s.size(1, 4), s.size(1, 4)], [s.size(1, 3), s.size(1, 3)]);
        for axis in 0..2 {
            window.dilations[axis] = s.size(1, 2);
            window.begin[axis] = s.size(0, 3);
            window.end[axis] = s.size(0, 3);
        }
        if window.output("test", input).is_err() {
            continue;
        }
        seen += 1;
        let (batch, groups) = (s.size(1, 2), s.size(1, 2));
        let filters = if s.one_in(3) { 40 } else { 9 };
        let (in_channels, out_channels, bias) = (s.size(1, 4), s.size(4, filters), s.one_in(2));
        check(s, [a, b], bias, &|acc, bias, epilogue| {
            Gadget::Conv2d(Conv2d {
                batch,
                groups,
                in_channels,
                out_channels,
                input,
                window,
                x,
                w,
                acc,
                bias,
                epilogue,
            })
        });
    }
}

#[test]
fn large_products_are_shared_among_threads_and_stay_the_same() {
    let s = &mut Source::new(4);
    let (x, w, inputs, outputs) = (ElementType::I16, ElementType::I16, 257, 391);
    // Magnitudes for which a sum of 64 bits is taken in pieces of a few products.
    for (a, b) in [(300, 200), (32_767, 9_000), (32_767, 32_767)] {
        let ranges = [Range::new(-a - 1, a), Range::new(-b, b)];
        check(s, ranges, true, &|acc, bias, epilogue| {
            let (batch, rows, transposed) = (1, 45, false);
            let f = FullyConnected { batch, rows, inputs, outputs, transposed, x, w, acc, bias, epilogue };
            Gadget::FullyConnected(f)
        });
    }
}

/// Whoever finds the helpers busy does its work alone; whoever comes after a while wakes them.
#[test]
fn products_at_once_and_after_pauses_are_the_same() {
    let s = &mut Source::new(5);
    let (x, w, acc, inputs, outputs, rows) =
        (ElementType::I16, ElementType::I16, ElementType::I64, 192, 320, 70);
    let (epilogue, batch, transposed, bias) = (Epilogue::none(acc), 1, false, false);
    let f = FullyConnected { batch, rows, inputs, outputs, transposed, x, w, acc, bias, epilogue };
    let gadget = Gadget::FullyConnected(f);
    let range = Range::new(-9_000, 9_000);
    let operands = [rows * inputs, inputs * outputs].map(|count| values(s, Draw::Any, range, count));
    let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
    let expected = (0, gadget.evaluate(&slices).expect("it runs"));
    std::thread::scope(|scope| {
        for pause in [0, 0, 50, 1_000] {
            let (gadget, operands, expected) = (&gadget, &operands, &expected);
            scope.spawn(move || {
                for _ in 0..60 {
                    assert_eq!(run(Instructions::best(), gadget, operands), *expected);
                    std::thread::sleep(std::time::Duration::from_micros(pause));
                }
            });
        }
    });
}

#[test]
fn transposes_are_those_of_the_gadget() {
    let s = &mut Source::new(6);
    let types = [ElementType::U8, ElementType::I16, ElementType::I32, ElementType::I64];
    let mut seen = 0;
    for _ in 0..3_000 {
        let rank = s.size(2, 4);
        let shape: Vec<usize> = (0..rank).map(|_| if s.one_in(4) { 1 } else { s.size(1, 40) }).collect();
        let mut perm: Vec<usize> = (0..rank).collect();
        (1..rank).for_each(|i| perm.swap(i, s.size(0, i)));
        let x = types[s.size(0, 3)];
        let count = shape.iter().product();
        let gadget = Gadget::Transpose(Transpose { shape, perm, x });
        if count > 1 << 15 || Kernel::of(&gadget).is_none() {
            continue;
        }
        seen += 1;
        let operands = [values(s, Draw::Any, x.range(), count)];
        let expected = gadget.evaluate(&[&operands[0]]).expect("it runs");
        assert_eq!(run(Instructions::best(), &gadget, &operands), (0, expected), "{gadget:?}");
    }
    assert!(seen > 100, "{seen}");
    // Neighbours that stay neighbours are copied by the loops.
    let rows = Transpose { shape: vec![64, 4, 64], perm: vec![1, 0, 2], x: ElementType::I64 };
    assert!(Kernel::of(&Gadget::Transpose(rows)).is_none());
}

#[test]
fn small_layers_are_left_to_the_loops() {
    let epilogue = Epilogue::none(ElementType::I32);
    let f = |rows, inputs, outputs, transposed| {
        let (batch, x, w, acc, bias) = (1, ElementType::I16, ElementType::I8, ElementType::I32, false);
        let f = FullyConnected { batch, rows, inputs, outputs, transposed, x, w, acc, bias, epilogue };
        let kernel = Kernel::of(&Gadget::FullyConnected(f)).expect("a kernel");
        [kernel.is_faster(false), kernel.is_faster(true)]
    };
    assert_eq!([f(4, 16, 16, true), f(1, 16, 16, false), f(64, 300, 40, true)], [[true; 2]; 3]);
    assert_eq!([f(4, 15, 16, false), f(4, 16, 15, false)], [[false; 2]; 2]);
    // A new layout for a few rows alone costs more than it saves.
    assert_eq!(f(3, 16, 16, true), [false, true]);
    let wide = Gadget::Relu(gadgets::Relu { len: 4, x: ElementType::I8 });
    assert!(Kernel::of(&wide).is_none());
}

/// Weights within the addresses of constants are laid out by the first run; others are read by each.
#[test]
fn constants_are_laid_out_once_and_nothing_else_is() {
    let (rows, inputs, outputs) = (5, 40, 18);
    let (x, w, acc) = (ElementType::I8, ElementType::I8, ElementType::I32);
    let epilogue = Epilogue::none(acc);
    let gadget = Gadget::FullyConnected(FullyConnected {
        batch: 1,
        rows,
        inputs,
        outputs,
        transposed: false,
        x,
        w,
        acc,
        bias: false,
        epilogue,
    });
    let s = &mut Source::new(9);
    let [first, second, weights] = [rows * inputs, rows * inputs, inputs * outputs]
        .map(|count| values(s, Draw::Any, Range::new(-128, 127), count));
    let product = |x: &[i64], w: &[i64]| gadget.evaluate(&[x, w]).expect("it runs");
    let zeros = vec![0; inputs * outputs];
    for held in [true, false] {
        let narrow = |all: &[i64]| -> Vec<i8> { all.iter().map(|v| *v as i8).collect() };
        let (mut x, mut w) = (narrow(&first), narrow(&weights));
        let mut y = vec![0i32; rows * outputs];
        let around = w.as_ptr_range();
        let kept = if held { around.start.addr()..around.end.addr() } else { around.end.addr()..usize::MAX };
        // SAFETY: weights change below just where they are not kept, or to see that they are.
        let kernel = unsafe { Kernel::of(&gadget).expect("a kernel").keeping(kept) };
        let mut run = |x: &mut [i8], w: &mut [i8]| {
            let pointers = [x.as_mut_ptr().cast(), w.as_mut_ptr().cast(), y.as_mut_ptr().cast()];
            // SAFETY: operands and result have the gadget's sizes.
            assert_eq!(unsafe { kernel.run(&pointers) }, 0);
            y.iter().map(|v| i64::from(*v)).collect::<Vec<i64>>()
        };
        assert_eq!(run(&mut x, &mut w), product(&first, &weights));
        x = narrow(&second);
        assert_eq!(run(&mut x, &mut w), product(&second, &weights));
        w.fill(0);
        assert_eq!(run(&mut x, &mut w), product(&second, if held { &weights } else { &zeros }));
    }
}

/// What object files call: the kernel of a text, made by the first call and used by all others, on several threads at once.
#[test]
fn an_object_s_calls_are_the_kernel_of_its_text() {
    let layer = |relu: bool| {
        let epilogue = Epilogue { relu, ..Epilogue::none(ElementType::I64) };
        let (x, w, acc) = (ElementType::I8, ElementType::I16, ElementType::I64);
        let (rows, inputs, outputs) = (5, 19, 18);
        Gadget::FullyConnected(FullyConnected {
            batch: 1,
            rows,
            inputs,
            outputs,
            transposed: true,
            x,
            w,
            acc,
            bias: false,
            epilogue,
        })
    };
    let s = &mut Source::new(3);
    let operands = [
        values(s, Draw::Any, Range::new(-128, 127), 5 * 19),
        values(s, Draw::Any, Range::new(-900, 900), 18 * 19),
    ];
    let place = AtomicPtr::new(null_mut());
    let gadget = layer(true);
    let called = |place: &AtomicPtr<Kernel>, text: &str| {
        guarded(&gadget, &operands, |_, pointers| {
            // SAFETY: the place was null or filled for this text, and the pointers are the gadget's.
            unsafe { onnx2circuit_kernel(place, text.as_ptr(), text.len(), pointers.as_ptr()) }
        })
    };
    let constant = guarded(&gadget, &operands, |_, pointers| {
        let (place, text) = (AtomicPtr::new(null_mut()), gadget.params());
        // SAFETY: as above, and the weights stay what they are.
        let call =
            || unsafe { onnx2circuit_kernel_constant(&place, text.as_ptr(), text.len(), pointers.as_ptr()) };
        call() | call()
    });
    let expected = run(Instructions::best(), &gadget, &operands);
    let slices: Vec<&[i64]> = operands.iter().map(Vec::as_slice).collect();
    assert_eq!(expected, (0, gadget.evaluate(&slices).expect("it runs")));
    assert_eq!(constant, expected);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(called(&place, &gadget.params()), expected));
        }
    });
    let made = place.load(Ordering::Acquire);
    assert_eq!(called(&place, &gadget.params()), expected);
    assert_eq!(place.load(Ordering::Acquire), made);
    // The text says what is computed, and one that says nothing computes nothing.
    let other = called(&AtomicPtr::new(null_mut()), &layer(false).params());
    assert!(other.0 == 0 && other.1 != expected.1);
    let none = AtomicPtr::new(null_mut());
    for text in ["", "{}", "\u{7f}", &Gadget::Relu(gadgets::Relu { len: 3, x: ElementType::I8 }).params()] {
        assert_eq!(called(&none, text).0, UNKNOWN, "{text:?}");
        assert!(none.load(Ordering::Acquire).is_null());
    }
}
