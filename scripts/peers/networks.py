"""The networks that are proved, and the digits they read.

The digits are drawn by `models/mnist/draw_digits.py`. Beside that folder's own network there are two of the literature's
shapes: their hidden layers are random, and the last one is fitted to those by least squares, which is enough for predictions
that a careless rounding loses.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MNIST = Path(__file__).resolve().parents[2] / "models" / "mnist"
sys.path.insert(0, str(MNIST))
from draw_digits import STROKES, draw_varied  # noqa: E402

SEED = 20261129
CLASSES = len(STROKES)
TRAINED = 2000


def digits(count, seed=SEED):
    """Drawn digits, float32 `[count, 1, 28, 28]` of 0..255, and what each shows."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % CLASSES
    return np.stack([draw_varied(k, rng) for k in labels])[:, None].astype(np.float32), labels


class Layers:
    """A graph of layers, one after the other, with random weights drawn as they are asked for."""

    def __init__(self, name):
        self.rng = np.random.default_rng([SEED, *name.encode()])
        self.name, self.nodes, self.constants, self.last = name, [], [], "image"

    def add(self, kind, weights=(), **attributes):
        at = f"{kind.lower()}{len(self.nodes)}"
        names = [f"{at}.{i}" for i in range(len(weights))]
        self.constants += [numpy_helper.from_array(w.astype(np.float32), n) for w, n in zip(weights, names)]
        self.nodes.append(helper.make_node(kind, [self.last, *names], [at], at, **attributes))
        self.last = at
        return self

    def conv(self, inputs, outputs, kernel):
        w = self.rng.standard_normal((outputs, inputs, kernel, kernel)) * np.sqrt(2 / (inputs * kernel**2))
        # Pixels come in as 0..255.
        w /= 255 if not self.nodes else 1
        return self.add("Conv", [w, np.zeros(outputs)], strides=[1, 1]).add("Relu").add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])

    def dense(self, inputs, outputs):
        w = self.rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)
        w /= 255 if len(self.nodes) == 1 else 1
        return self.add("Gemm", [w, np.zeros(outputs)])

    def model(self):
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 28, 28])
        output = helper.make_tensor_value_info(self.last, TensorProto.FLOAT, None)
        graph = helper.make_graph(self.nodes, self.name, [image], [output], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        return onnx.shape_inference.infer_shapes(model)

    def fitted(self):
        """The model with a last layer that least squares fit to the digits."""
        import onnxruntime

        session = onnxruntime.InferenceSession(self.model().SerializeToString())
        images, labels = digits(TRAINED, SEED + 1)
        hidden = np.concatenate([session.run(None, {"image": image[None]})[0] for image in images])
        ones = np.hstack([hidden, np.ones((TRAINED, 1))]).astype(np.float64)
        wanted = np.eye(CLASSES)[labels]
        solved = np.linalg.solve(ones.T @ ones + 1e-2 * TRAINED * np.eye(ones.shape[1]), ones.T @ wanted)
        return self.add("Gemm", [solved[:-1], solved[-1]]).model()


def perceptron():
    """784-56-10."""
    return Layers("mlp").add("Flatten").dense(784, 56).add("Relu").fitted()


def lenet():
    """LeCun's network with ReLU and largest values: 44 thousand parameters."""
    convolutions = Layers("lenet").conv(1, 6, 5).conv(6, 16, 5).add("Flatten")
    return convolutions.dense(256, 120).add("Relu").dense(120, 84).add("Relu").fitted()


NETWORKS = {"mnist": lambda: onnx.load(MNIST / "mnist.onnx"), "mlp": perceptron, "lenet": lenet}
