"""Models of well-known architectures, as ONNX files: the weights are drawn, large ones lie in a file of their own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Bytes from which on a tensor lies outside the model's file.
EXTERNAL = 1 << 16


@dataclass
class Bench:
    """A model, how it is compiled, and what it is given."""

    name: str
    make: Callable[[Path], None]
    compile: list[str]
    draw: Callable[[np.random.Generator], dict[str, np.ndarray]]


class Graph:
    """A graph under construction: each call of `op` gives the name of its result."""

    def __init__(self, seed=1):
        self.nodes, self.weights, self.random = [], {}, np.random.default_rng(seed)

    def op(self, kind, *inputs, outputs=1, name=None, **attributes):
        names = [name or f"{kind.lower()}{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=names[0], **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, value):
        name = f"w{len(self.weights)}"
        self.weights[name] = np.asarray(value)
        return name

    def weight(self, *shape, std):
        return self.constant((std * self.random.standard_normal(shape)).astype(np.float32))

    def shape(self, *sizes):
        return self.constant(np.array(sizes, np.int64))

    def zeros(self, n):
        return self.weight(n, std=0.01)

    def save(self, path, inputs, outputs):
        def port(name, kind, shape):
            return helper.make_tensor_value_info(name, kind, shape)

        graph = helper.make_graph(
            self.nodes,
            path.stem,
            [port(*i) for i in inputs],
            [port(*o) for o in outputs],
            [numpy_helper.from_array(value, name) for name, value in self.weights.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
        onnx.save(model, path, save_as_external_data=True, location=f"{path.stem}.bin", size_threshold=EXTERNAL)


def resnet18(path, size=64, classes=1000, widths=(64, 128, 256, 512), small=False):
    """Convolutions with folded norms, residual sums, a pooled head; a `small` one keeps the image's size at first, as those for 32 pixels do."""
    g = Graph()

    def conv(x, i, o, kernel, stride, gain=1.0):
        w = g.weight(o, i, kernel, kernel, std=gain * (2 / (i * kernel * kernel)) ** 0.5)
        return g.op("Conv", x, w, g.zeros(o), strides=[stride] * 2, pads=[kernel // 2] * 4, kernel_shape=[kernel] * 2)

    before = widths[0]
    x = g.op("Relu", conv("image", 3, before, *((3, 1) if small else (7, 2))))
    if not small:
        x = g.op("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    for width, stride in [(width, 1 if i or not stage else 2) for stage, width in enumerate(widths) for i in range(2)]:
        y = conv(g.op("Relu", conv(x, before, width, 3, stride)), width, width, 3, 1, 0.5)
        x = x if (stride, before) == (1, width) else conv(x, before, width, 1, stride, 0.7)
        x, before = g.op("Relu", g.op("Add", x, y)), width
    x = g.op("Flatten", g.op("GlobalAveragePool", x))
    g.op("Gemm", x, g.weight(classes, before, std=0.05), g.zeros(classes), transB=1, name="logits")
    g.save(path, [("image", TensorProto.FLOAT, [1, 3, size, size])], [("logits", TensorProto.FLOAT, [1, classes])])


def linear(g, x, i, o):
    return g.op("Add", g.op("MatMul", x, g.weight(i, o, std=0.6 * i**-0.5)), g.zeros(o))


def heads(g, x, tokens, count, size, order=(0, 2, 1, 3)):
    return g.op("Transpose", g.op("Reshape", x, g.shape(1, tokens, count, size)), perm=list(order))


def attention(g, x, tokens, width, count, causal):
    size = width // count
    q, k, v = g.op("Split", linear(g, x, width, 3 * width), outputs=3, axis=2, num_outputs=3)
    q, v = heads(g, q, tokens, count, size), heads(g, v, tokens, count, size)
    scores = g.op("MatMul", q, heads(g, k, tokens, count, size, (0, 2, 3, 1)))
    scores = g.op("Mul", scores, g.constant(np.float32(size**-0.5)))
    if causal:
        scores = g.op("Add", scores, g.constant(np.triu(np.full((tokens, tokens), -1e4, np.float32), 1)))
    mixed = g.op("MatMul", g.op("Softmax", scores, axis=-1), v)
    mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), g.shape(1, tokens, width))
    return linear(g, mixed, width, width)


def norm(g, x, width):
    scale = g.constant((1 + 0.1 * g.random.standard_normal(width)).astype(np.float32))
    return g.op("LayerNormalization", x, scale, g.zeros(width), axis=-1, epsilon=1e-5)


def mlp(g, x, width, inner, approximate):
    return linear(g, g.op("Gelu", linear(g, x, width, inner), approximate=approximate), inner, width)


def embedded(g, tokens, vocabulary, width):
    table = g.weight(vocabulary, width, std=0.5)
    x = g.op("Gather", table, "tokens", axis=0)
    return table, g.op("Add", x, g.weight(1, tokens, width, std=0.2))


def gpt2(path, tokens=64, layers=12, width=768, count=12, vocabulary=50257):
    """Norms first, a causal mask, logits by the embedding's own table."""
    g = Graph()
    table, x = embedded(g, tokens, vocabulary, width)
    for _ in range(layers):
        x = g.op("Add", x, attention(g, norm(g, x, width), tokens, width, count, True))
        x = g.op("Add", x, mlp(g, norm(g, x, width), width, 4 * width, "tanh"))
    x = g.op("Reshape", norm(g, x, width), g.shape(tokens, width))
    g.op("Gemm", x, table, transB=1, name="logits")
    g.save(path, [("tokens", TensorProto.INT64, [1, tokens])], [("logits", TensorProto.FLOAT, [tokens, vocabulary])])


def bert(path, tokens=64, layers=4, width=256, count=4, vocabulary=1000, classes=2):
    """Norms after the sums, no mask, the first token's state through a pooler."""
    g = Graph()
    x = norm(g, embedded(g, tokens, vocabulary, width)[1], width)
    for _ in range(layers):
        x = norm(g, g.op("Add", x, attention(g, x, tokens, width, count, False)), width)
        x = norm(g, g.op("Add", x, mlp(g, x, width, 4 * width, "none")), width)
    first = g.op("Gather", x, g.constant(np.int64(0)), axis=1)
    pooled = g.op("Tanh", g.op("Gemm", first, g.weight(width, width, std=width**-0.5), g.zeros(width)))
    g.op("Gemm", pooled, g.weight(width, classes, std=width**-0.5), g.zeros(classes), name="logits")
    g.save(path, [("tokens", TensorProto.INT64, [1, tokens])], [("logits", TensorProto.FLOAT, [1, classes])])


def vit(path, size=64, patch=8, layers=6, width=192, count=3, classes=100):
    """Patches by a convolution, an encoder, the mean of its states."""
    g = Graph()
    tokens = (size // patch) ** 2
    w = g.weight(width, 3, patch, patch, std=(3 * patch * patch) ** -0.5)
    x = g.op("Conv", "image", w, g.zeros(width), strides=[patch] * 2, kernel_shape=[patch] * 2)
    x = g.op("Transpose", g.op("Reshape", x, g.shape(1, width, tokens)), perm=[0, 2, 1])
    x = g.op("Add", x, g.weight(1, tokens, width, std=0.2))
    for _ in range(layers):
        x = g.op("Add", x, attention(g, norm(g, x, width), tokens, width, count, False))
        x = g.op("Add", x, mlp(g, norm(g, x, width), width, 4 * width, "none"))
    x = g.op("ReduceMean", norm(g, x, width), g.shape(1), keepdims=0)
    g.op("Gemm", x, g.weight(width, classes, std=width**-0.5), g.zeros(classes), name="logits")
    g.save(path, [("image", TensorProto.FLOAT, [1, 3, size, size])], [("logits", TensorProto.FLOAT, [1, classes])])


def image(size, channels=3):
    return lambda random: {"image": random.uniform(-2, 2, (1, channels, size, size)).astype(np.float32)}


def words(vocabulary, tokens=64):
    return lambda random: {"tokens": random.integers(0, vocabulary, (1, tokens))}


LANGUAGE = ["--preset", "language"]
MODELS = [
    Bench("resnet18-64", resnet18, ["--input-range", "image=-2..2"], image(64)),
    Bench("vit-64", vit, ["--input-range", "image=-2..2"], image(64)),
    Bench("bert-64", bert, LANGUAGE, words(1000)),
    Bench("gpt2-small-64", gpt2, LANGUAGE, words(50257)),
]
