//! The defined ways to give no output: the same status at the same step in all four executions.

use frontend::{Calibration, Options, Overflow};
use gadgets::{Gadget, Status};
use onnx2circuit::execute::Outcome;
use tests::data::{self, PIXELS};

use super::compiled::{Compiled, load, ranges, sample};

#[test]
fn an_input_out_of_range_has_one_status_everywhere() {
    let model = load(&data::our_mnist().join("mnist.onnx"));
    // Bytes up to 255 are stored, but the model promises to take pixels up to 200.
    let calibration = Calibration::declared(&model, &ranges(&model, 0.0, 200.0));
    let compiled = Compiled::new(model, &calibration, &Options::default());
    let step = compiled.graph().nodes.iter().position(|n| matches!(n.gadget, Gadget::RangeCheck(_)));
    let expected =
        Outcome::Stopped { code: Status::InputRange.code(), step: step.expect("inputs are checked") };
    for (place, value) in [(0, 201), (400, 255), (PIXELS - 1, 240)] {
        let mut pixels = vec![200; PIXELS];
        assert!(matches!(compiled.agreed_by_four(&compiled.image(&pixels)), Outcome::Done(_)));
        pixels[place] = value;
        assert_eq!(compiled.agreed_by_four(&compiled.image(&pixels)), expected);
    }
}

/// Our model, calibrated on a blank image and nothing else.
fn calibrated_on_nothing(overflow: Overflow) -> Compiled {
    let model = load(&data::our_mnist().join("mnist.onnx"));
    let mut calibration = model.calibrate(&[sample(&[0; PIXELS])]).expect("a blank image fits");
    calibration.declare(&model, &ranges(&model, 0.0, 255.0)).expect("the input's name");
    Compiled::new(model, &calibration, &Options { overflow, ..Options::default() })
}

#[test]
fn a_violated_calibration_has_one_status_everywhere() {
    let compiled = calibrated_on_nothing(Overflow::Reject);
    assert!(matches!(compiled.agreed_by_four(&compiled.image(&[0; PIXELS])), Outcome::Done(_)));
    for inputs in compiled.drawn().iter().take(3) {
        let outcome = compiled.agreed_by_four(inputs);
        let Outcome::Stopped { code, step } = outcome else { panic!("not rejected: {outcome:?}") };
        assert_eq!(code, Status::ValueRange.code());
        assert!(step < compiled.graph().nodes.len());
    }
}

#[test]
fn saturation_has_no_status_and_one_output_everywhere() {
    let compiled = calibrated_on_nothing(Overflow::Saturate);
    for inputs in compiled.drawn().iter().take(2) {
        assert!(matches!(compiled.agreed_by_four(inputs), Outcome::Done(_)));
    }
}
