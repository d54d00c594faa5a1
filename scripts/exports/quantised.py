"""Models that onnxruntime's quantisers make, compiled, and compared with onnxruntime in units of their last scale.

    quantised.py FOLDER [NAME ..] [--table FILE]

Each of three float models is quantised statically, as pairs of QuantizeLinear and DequantizeLinear and as operators of whole
numbers, by tensor and by channel, with signed and unsigned activations; and dynamically. onnxruntime runs each as it is
written (no optimisation) and as it is by default, where pairs become operators of its own that round in single precision.

Weights have 7 bits, as onnxruntime's documentation tells to choose for processors without VNNI: there its products of unsigned
activations and signed weights are summed in pairs of 16 bits, which saturate. Whether this one does is printed.
"""

import argparse
import json
import sys
from itertools import product
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import quantization
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

import torch_models
from family import CALIBRATION, generator
from measure import command, failed

RUNS = 6


def cnn():
    return torch_models.resnet()


def mlp():
    return nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 5))


MODELS = {
    "cnn": (cnn, torch_models.image()),
    "mlp": (mlp, torch_models.normal(1, 10)),
    "encoder": (torch_models.encoder, torch_models.normal(1, 6, 16)),
}


class Reader(CalibrationDataReader):
    def __init__(self, samples):
        self.rows = iter([{"x0": x} for x in samples])

    def get_next(self):
        return next(self.rows, None)


def variants():
    for form, channels, kind in product(QuantFormat, [False, True], [QuantType.QUInt8, QuantType.QInt8]):
        name = f"{form.name}, {'channel' if channels else 'tensor'}, {'unsigned' if kind is QuantType.QUInt8 else 'signed'}"
        options = dict(quant_format=form, per_channel=channels, activation_type=kind, weight_type=QuantType.QInt8, reduce_range=True)
        yield name, options
    yield "dynamic", None


def session(path, optimised):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if not optimised:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def saturates() -> bool:
    """Whether a product of unsigned and signed bytes is another number here than ONNX says."""
    a, w = np.full((1, 64), 255, np.uint8), np.full((64, 16), 127, np.int8)
    given = [helper.make_tensor_value_info("a", TensorProto.UINT8, a.shape)]
    made = [helper.make_tensor_value_info("y", TensorProto.INT32, None)]
    node = helper.make_node("MatMulInteger", ["a", "w"], ["y"])
    graph = helper.make_graph([node], "product", given, made, [numpy_helper.from_array(w, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    run = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return bool((run.run(None, {"a": a})[0] != 64 * 255 * 127).any())


def unit(path):
    """The scale of the last DequantizeLinear, if that gives the output."""
    graph = onnx.load(path).graph
    last = [n for n in graph.node if graph.output[0].name in n.output][0]
    if last.op_type != "DequantizeLinear":
        return None
    scale = [numpy_helper.to_array(t) for t in graph.initializer if t.name == last.input[1]]
    return float(scale[0].reshape(-1)[0]) if scale else None


def measured(name, path, samples, place):
    held, calibration, artifact = samples[CALIBRATION:], place / "calibration.json", place / "artifact"
    np.savez(place / "shown.npz", x0=samples[:CALIBRATION])
    np.savez(place / "held.npz", x0=held)
    for arguments in [
        ("calibrate", path, place / "shown.npz", "-o", calibration),
        ("compile", path, "--calibration", calibration, "--samples", place / "held.npz", "-o", artifact),
    ]:
        done = command(*arguments)
        if problem := failed(done):
            return [name, problem, "", "", ""], False
    error = json.loads(done.stdout)["report"]["outputs"][0]["error"]
    step, plain, usual = unit(path), session(path, False), session(path, True)
    counts = {"plain": np.zeros(3, int), "usual": np.zeros(3, int)}
    largest, width = 0.0, error["hi"] - error["lo"]
    for x in held[:RUNS]:
        np.savez(place / "one.npz", x0=x)
        done = command("run", artifact, "--input", place / "one.npz", "--on", "reference")
        if done.returncode == 1:
            continue
        if problem := failed(done):
            return [name, problem, "", "", ""], False
        got = np.asarray(json.loads(done.stdout)["outputs"][0]["values"])
        for kind, other in [("plain", plain), ("usual", usual)]:
            want = other.run(None, {"x0": x})[0].reshape(-1).astype(np.float64)
            if kind == "plain":
                largest = max(largest, float(np.abs(got - want).max()))
            if step:
                apart = np.abs(np.rint(got / step) - np.rint(want / step))
                counts[kind] += [(apart == 0).sum(), (apart == 1).sum(), (apart > 1).sum()]
    texts = ["/".join(map(str, counts[k])) if step else "" for k in ("plain", "usual")]
    figures = [f"{100 * error['max'] / width:.2f} %", f"{100 * largest / width:.2f} %"]
    return [name, *figures, *texts], not step or all(counts[k][2] == 0 for k in counts)


HEADER = """| model | reported error | error | equal, one unit, more; unoptimised | by default |
|---|---|---|---|---|
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--table", type=Path)
    arguments = parser.parse_args()
    print(f"onnxruntime's products of unsigned and signed bytes {'saturate' if saturates() else 'are exact'} here", flush=True)
    rows, bad = [], []
    for model, (build, inputs) in MODELS.items():
        g = generator(model)
        torch.manual_seed(int(g.integers(1 << 31)))
        network, samples = build().eval(), inputs(g)[0]
        folder = arguments.folder / f"quantised-{model}"
        folder.mkdir(parents=True, exist_ok=True)
        raw, ready = folder / "raw.onnx", folder / "float.onnx"
        first = (torch.from_numpy(samples[0]),)
        torch.onnx.export(network, first, raw, input_names=["x0"], output_names=["y"], dynamo=False, opset_version=17)
        quant_pre_process(str(raw), str(ready), skip_symbolic_shape=True)
        for i, (variant, options) in enumerate(variants()):
            if arguments.names and model not in arguments.names and variant not in arguments.names:
                continue
            path = folder / f"{i}.onnx"
            if options is None:
                quantization.quantize_dynamic(str(ready), str(path), reduce_range=True)
            else:
                quantization.quantize_static(str(ready), str(path), Reader(samples[:CALIBRATION]), **options)
            row, fine = measured(f"{model}, {variant}", path, samples, folder)
            rows.append("| " + " | ".join(row) + " |")
            print(rows[-1], flush=True)
            bad += [] if fine else [row[0]]
    if arguments.table:
        arguments.table.write_text(HEADER + "\n".join(rows) + "\n")
    print(f"{len(rows) - len(bad)} of {len(rows)} models are within one unit" + (f"; not: {'; '.join(bad)}" if bad else ""))
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
