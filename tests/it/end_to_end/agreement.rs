//! The same input gives the same bits in the reference, in native code, in the virtual machine and in the
//! circuit's interpreter.

use frontend::Options;
use tests::{data, onnx};

use super::compiled::{Compiled, argmax, done};

/// The first `count` real digits, `in_vm` of them, evenly spread, in the virtual machine too.
fn real_digits(compiled: &Compiled, count: usize, in_vm: usize) {
    let Some(digits) = data::digits(count) else { return };
    for (i, image) in digits.images.iter().enumerate() {
        let inputs = compiled.image(image);
        let outcome = if i % (count / in_vm) == 0 {
            compiled.agreed_by_four(&inputs)
        } else {
            compiled.agreed(&inputs)
        };
        done(outcome);
    }
}

#[test]
fn drawn_digits_agree_and_are_what_they_show() {
    let ours = Compiled::ours();
    for (digit, inputs) in ours.drawn().iter().enumerate() {
        assert_eq!(argmax(&done(ours.agreed_by_four(inputs))[0]), digit);
    }
}

#[test]
fn drawn_digits_agree_when_every_node_rounds() {
    let options = Options { node_by_node: true, ..Options::default() };
    let single = Compiled::ours_with(&options);
    assert!(single.graph().nodes.len() > Compiled::ours().graph().nodes.len());
    for (digit, inputs) in single.drawn().iter().enumerate() {
        assert_eq!(argmax(&done(single.agreed_by_four(inputs))[0]), digit);
    }
}

#[test]
fn two_hundred_digits_agree() {
    real_digits(Compiled::ours(), 200, 5);
}

#[test]
fn two_hundred_digits_agree_in_the_zoos_model() {
    if let Some(zoo) = Compiled::zoo() {
        real_digits(zoo, 200, 5);
    }
}

#[test]
#[ignore = "minutes: 1,000 digits, 50 in the virtual machine"]
fn thousand_digits_agree() {
    real_digits(Compiled::ours(), 1000, 50);
}

#[test]
#[ignore = "minutes: 1,000 digits, 50 in the virtual machine"]
fn thousand_digits_agree_in_the_zoos_model() {
    if let Some(zoo) = Compiled::zoo() {
        real_digits(zoo, 1000, 50);
    }
}

#[test]
fn corners_of_small_models_agree() {
    for bytes in [onnx::perceptron(11), onnx::classifier(12), onnx::assortment(13)] {
        let compiled = Compiled::tiny(&bytes, -1.0, 1.0);
        let tensor = compiled.graph().tensor(compiled.graph().inputs[0].tensor);
        let (range, len) = (tensor.range, tensor.len() as i64);
        let spread =
            |seed: i64| (0..len).map(move |i| range.clamp((i * 37 + seed * 53) % 255 - 127)).collect();
        for values in [vec![range.lo; len as usize], vec![range.hi; len as usize], spread(1), spread(2)] {
            done(compiled.agreed_by_four(&vec![values]));
        }
    }
}
