"""How each operator is put into a random graph: a function for each name."""

import numpy as np

TABLE = {}


def operator(*names):
    def put(make):
        for name in names:
            TABLE[name] = (lambda name: lambda g: make(g, name))(name)
        return make

    return put


def axis(g, x):
    rank = len(g.shape(x))
    return int(g.random.integers(-rank, rank))


def like(g, x, scale=1.0):
    """A constant that broadcasts to `x`."""
    shape = [n if g.random.random() < 0.6 else 1 for n in g.shape(x)]
    return g.weights(*shape[int(g.random.integers(0, len(shape) + 1)) :], scale=scale)


def second(g, x):
    """An operand that broadcasts with `x`: a constant, itself, or another tensor of its shape."""
    same = [n for n, v in g.values.items() if not n.startswith("c") and v.shape == g.shape(x) and v.dtype == np.float32]
    return like(g, x) if g.random.random() < 0.5 else g.choose(*same)


def positive(g, x):
    return g.node("Add", g.node("Abs", x), g.constant(np.float32(0.3)))


@operator(
    "Abs", "Atan", "Ceil", "Celu", "Cos", "Elu", "Erf", "Exp", "Floor", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Mish",
    "Neg", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Cosh", "Softplus", "Softsign", "Tanh", "ThresholdedRelu",
    "Asinh", "Dropout",
)
def unary(g, name):
    g.node(name, g.pick())


@operator("Gelu")
def gelu(g, name):
    g.node(name, g.pick(), approximate=g.choose("none", "tanh"))


@operator("Acos", "Asin", "Atanh")
def within(g, name):
    scaled = g.node("Mul", g.node("Tanh", g.pick()), g.constant(np.float32(0.9)))
    g.node(name, scaled)


@operator("Acosh", "Log", "Sqrt", "Reciprocal")
def above(g, name):
    x = positive(g, g.pick())
    g.node(name, g.node("Add", x, g.constant(np.float32(1.0))) if name == "Acosh" else x)


@operator("Tan")
def tangent(g, name):
    g.node(name, g.node("Tanh", g.pick()))


@operator("Add", "Sub", "Mul", "Max", "Min", "Mean", "Sum")
def binary(g, name):
    x = g.pick()
    operands = [x, second(g, x)]
    if g.random.random() < 0.3:
        operands.reverse()
    g.node(name, *operands)


@operator("Div")
def divide(g, name):
    x = g.pick()
    g.node(name, x, positive(g, second(g, x) if g.random.random() < 0.5 else x))


@operator("Pow")
def power(g, name):
    x, exponent = g.pick(), g.choose(2.0, 3.0, 0.5, -1.0, 1.5)
    g.node(name, x if exponent in (2.0, 3.0) else positive(g, x), g.constant(np.float32(exponent)))


@operator("PRelu")
def prelu(g, name):
    x = g.pick(least=2)
    shape = [1] * len(g.shape(x))
    shape[1] = g.shape(x)[1]
    g.node(name, x, g.weights(*shape[1:]))


@operator("Clip")
def clip(g, name):
    lo, hi = sorted(g.random.normal(size=2).astype(np.float32))
    bounds = g.choose(["lo", "hi"], ["lo"], ["hi"])
    g.node(name, g.pick(), g.constant(lo) if "lo" in bounds else "", g.constant(hi) if "hi" in bounds else "")


@operator("Mod")
def modulo(g, name):
    x = g.pick(kind=np.int64)
    g.node(name, x, g.ints(int(g.random.integers(2, 6))))


@operator("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")
def compare(g, name):
    x = g.pick()
    g.node(name, x, like(g, x) if g.random.random() < 0.7 else second(g, x))


@operator("And", "Or", "Xor")
def logic(g, name):
    x = g.pick(kind=np.bool_)
    same = [n for n, v in g.values.items() if v.dtype == np.bool_ and v.shape == g.shape(x) and not n.startswith("c")]
    g.node(name, x, g.choose(*same))


@operator("Not")
def inverted(g, name):
    g.node(name, g.pick(kind=np.bool_))


@operator("Where")
def where(g, name):
    x = g.pick()
    g.node(name, g.node("Greater", x, like(g, x)), x, like(g, x))


@operator("Cast")
def cast(g, name):
    kind = g.choose(np.float32, np.int64, np.int32, np.bool_)
    x = g.pick(kind=kind)
    to = g.choose(1, 6, 7, 9)
    g.node(name, x, to=int(to))


@operator("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp", "ReduceProd")
def reduce(g, name):
    x = g.pick()
    axes = g.random.permutation(len(g.shape(x)))[: g.random.integers(1, len(g.shape(x)) + 1)]
    g.node(name, x, g.ints(*map(int, axes)), keepdims=int(g.random.integers(2)))


@operator("ReduceLogSum")
def reduce_log(g, name):
    x = positive(g, g.pick())
    g.node(name, x, g.ints(axis(g, x)), keepdims=1)


@operator("ArgMax", "ArgMin")
def arg(g, name):
    x = g.pick()
    last = int(g.random.integers(2))
    g.node(name, x, axis=axis(g, x), keepdims=int(g.random.integers(2)), select_last_index=last)


@operator("TopK")
def top(g, name):
    x = g.pick(least=1)
    at = axis(g, x)
    k = int(g.random.integers(1, g.shape(x)[at] + 1))
    g.node(name, x, g.ints(k), outputs=2, axis=at, largest=int(g.random.integers(2)))


@operator("CumSum")
def running(g, name):
    x = g.pick(least=1)
    g.node(name, x, g.constant(np.int64(axis(g, x))), exclusive=int(g.random.integers(2)), reverse=int(g.random.integers(2)))


@operator("Softmax", "LogSoftmax", "Hardmax", "LpNormalization")
def along(g, name):
    x = g.pick(least=1)
    if name == "LpNormalization":
        x = positive(g, x)
    g.node(name, x, axis=axis(g, x))


@operator("LayerNormalization")
def layer_norm(g, name):
    x = g.pick(least=2)
    n = g.shape(x)[-1]
    g.node(name, x, g.weights(n), g.weights(n), axis=-1)


@operator("InstanceNormalization", "BatchNormalization", "GroupNormalization")
def channel_norm(g, name):
    x = g.pick(least=3)
    n = g.shape(x)[1]
    if name == "BatchNormalization":
        spread = g.constant(g.random.uniform(0.5, 2, n).astype(np.float32))
        g.node(name, x, g.weights(n), g.weights(n), g.weights(n), spread)
    elif name == "GroupNormalization":
        groups = g.choose(*[d for d in range(1, n + 1) if n % d == 0])
        g.node(name, x, g.weights(n), g.weights(n), num_groups=int(groups))
    else:
        g.node(name, x, g.weights(n), g.weights(n))


@operator("MeanVarianceNormalization", "LRN")
def planes(g, name):
    x = g.pick(rank=4)
    g.node(name, x, **({"size": 3} if name == "LRN" else {}))


@operator("MatMul", "Gemm", "FusedMatMul")
def matrices(g, name):
    x = g.pick(rank=2) if name == "Gemm" else g.pick(least=2)
    inner, outer = g.shape(x)[-1], int(g.random.integers(1, 6))
    if name == "Gemm":
        turned = int(g.random.integers(2))
        w = g.weights(outer, inner) if turned else g.weights(inner, outer)
        g.node(name, x, w, g.weights(outer), alpha=float(g.choose(1.0, 0.5)), transB=turned)
    elif name == "MatMul" and g.random.random() < 0.4:
        order = list(range(len(g.shape(x))))
        order[-1], order[-2] = order[-2], order[-1]
        g.node(name, x, g.node("Transpose", x, perm=order))
    else:
        domain = "com.microsoft" if name == "FusedMatMul" else ""
        g.node(name, x, g.weights(inner, outer), domain=domain)


@operator("Einsum")
def einsum(g, name):
    x = g.pick(rank=3)
    g.node(name, x, g.weights(g.shape(x)[2], 3), equation=g.choose("bij,jk->bik", "bij,jk->bk", "bij,jk->kbi"))


@operator("Conv", "ConvTranspose")
def convolution(g, name):
    x = g.pick(rank=int(g.choose(3, 4, 4, 5)))
    n, rank = g.shape(x)[1], len(g.shape(x)) - 2
    groups = n if g.random.random() < 0.3 else 1
    out = int(g.random.integers(1, 4))
    kernel = [int(k) for k in g.random.integers(1, 4, rank)]
    first = [n, out] if name == "ConvTranspose" else [out * groups, n // groups]
    w = g.weights(*first, *kernel, scale=0.5)
    operands = [x, w] + ([g.weights(out * groups)] if g.random.random() < 0.5 else [])
    pads = [int(p) for p in g.random.integers(0, 2, 2 * rank)]
    strides = [int(s) for s in g.random.integers(1, 3, rank)]
    g.node(name, *operands, group=groups, pads=pads, strides=strides, dilations=[int(d) for d in g.random.integers(1, 3, rank)])


@operator("MaxPool", "AveragePool", "LpPool")
def pool(g, name):
    x = g.pick(rank=int(g.choose(3, 4, 4, 5)))
    rank = len(g.shape(x)) - 2
    kernel = [int(k) for k in g.random.integers(1, 4, rank)]
    pads = [int(g.random.integers(0, (kernel[i % rank] + 1) // 2)) for i in range(2 * rank)]
    more = {"ceil_mode": int(g.random.integers(2)), "strides": [int(s) for s in g.random.integers(1, 3, rank)]}
    if name == "AveragePool":
        more["count_include_pad"] = int(g.random.integers(2))
    if name == "LpPool":
        x, more = positive(g, x), {"strides": more["strides"]}
    g.node(name, x, kernel_shape=kernel, pads=pads, **more)


@operator("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool")
def whole_pool(g, name):
    g.node(name, g.pick(least=3))


@operator("Transpose")
def transpose(g, name):
    x = g.pick()
    g.node(name, x, perm=[int(d) for d in g.random.permutation(len(g.shape(x)))])


@operator("Reshape")
def reshape(g, name):
    x = g.pick()
    n = int(np.prod(g.shape(x)))
    d = g.choose(*[d for d in range(1, n + 1) if n % d == 0])
    g.node(name, x, g.choose(g.ints(d, -1), g.ints(1, d, -1), g.ints(-1)))


@operator("Flatten")
def flatten(g, name):
    x = g.pick()
    g.node(name, x, axis=int(g.random.integers(0, len(g.shape(x)) + 1)))


@operator("Squeeze", "Unsqueeze")
def squeeze(g, name):
    x = g.pick()
    ones = [d for d, n in enumerate(g.shape(x)) if n == 1]
    at = g.choose(*ones) if name == "Squeeze" else int(g.random.integers(0, len(g.shape(x)) + 1))
    g.node(name, x, g.ints(at))


@operator("Concat")
def concat(g, name):
    x = g.pick(least=1)
    same = [n for n, v in g.values.items() if v.shape == g.shape(x) and v.dtype == np.float32 and not n.startswith("c")]
    g.node(name, x, g.choose(*same), g.weights(*g.shape(x)), axis=axis(g, x))


@operator("Split")
def split(g, name):
    x = g.pick(least=1)
    at = axis(g, x)
    n = g.shape(x)[at]
    cut = int(g.random.integers(1, n))
    g.node(name, x, g.ints(cut, n - cut), outputs=2, axis=at)


@operator("Slice")
def slices(g, name):
    x = g.pick(least=1)
    at = axis(g, x)
    n = g.shape(x)[at]
    start, step = int(g.random.integers(-n, n)), int(g.choose(1, 1, 2, -1))
    end = int(g.random.integers(-n, n + 1)) if step > 0 else -n - 1
    g.node(name, x, g.ints(start), g.ints(end), g.ints(at), g.ints(step))


@operator("Gather")
def gather(g, name):
    x = g.pick(least=1)
    at = axis(g, x)
    n = g.shape(x)[at]
    g.node(name, x, g.ints(*(int(i) for i in g.random.integers(-n, n, g.random.integers(1, 5)))), axis=at)


@operator("GatherElements")
def gather_elements(g, name):
    x = g.pick(least=1)
    at = axis(g, x)
    index = g.random.integers(0, g.shape(x)[at], g.shape(x))
    g.node(name, x, g.constant(index), axis=at)


@operator("GatherND")
def gather_nd(g, name):
    x = g.pick(least=2)
    g.node(name, x, g.constant(np.stack([g.random.integers(0, n, 3) for n in g.shape(x)[:2]], -1)))


@operator("ScatterElements")
def scatter_elements(g, name):
    x = g.pick(least=1)
    at = axis(g, x)
    shape = list(g.shape(x))
    shape[at] = 1
    index = g.constant(g.random.integers(0, g.shape(x)[at], shape))
    g.node(name, x, index, g.weights(*shape), axis=at, reduction=g.choose("none", "add", "max"))


@operator("Tile", "Expand")
def spread(g, name):
    x = g.pick()
    if name == "Tile":
        g.node(name, x, g.ints(*(int(n) for n in g.random.integers(1, 3, len(g.shape(x))))))
    else:
        g.node(name, x, g.ints(2, *(1 for _ in g.shape(x))))


@operator("Pad")
def pad(g, name):
    x = g.pick(least=1)
    mode = g.choose("constant", "edge", "reflect")
    pads = g.ints(*(int(p) for p in g.random.integers(0, 2, 2 * len(g.shape(x)))))
    g.node(name, x, pads, *([g.weights()] if mode == "constant" else []), mode=mode)


@operator("DepthToSpace", "SpaceToDepth")
def blocks(g, name):
    g.node(name, g.pick(rank=4), blocksize=2)


@operator("Resize")
def resize(g, name):
    x = g.pick(rank=4)
    mode = g.choose("nearest", "linear", "cubic")
    how = g.choose("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")
    # Of a size that is no whole number onnxruntime aligns the corners of what is left of it, ONNX's reference those of all.
    scales = [2, 2] if how == "align_corners" else g.choose([2, 2], [1.5, 2], [0.5, 1])
    scales = np.asarray([1, 1, *scales], np.float32)
    g.node(name, x, "", g.constant(scales), mode=mode, coordinate_transformation_mode=how)


@operator("Trilu")
def triangle(g, name):
    g.node(name, g.pick(least=2), upper=int(g.random.integers(2)))


@operator("OneHot")
def one_hot(g, name):
    x = g.pick(kind=np.int64)
    g.node(name, x, g.ints(4), g.constant(np.asarray([0, 1], np.float32)))


@operator("LSTM", "GRU", "RNN")
def recurrent(g, name):
    x = g.pick(rank=3)
    times, width = {"LSTM": 4, "GRU": 3, "RNN": 1}[name], int(g.random.integers(1, 4))
    ways = int(g.choose(1, 2))
    n = g.shape(x)[2]
    w, r = g.weights(ways, times * width, n, scale=0.5), g.weights(ways, times * width, width, scale=0.5)
    more = {"linear_before_reset": int(g.random.integers(2))} if name == "GRU" else {}
    how = "bidirectional" if ways == 2 else g.choose("forward", "reverse")
    g.node(name, x, w, r, g.weights(ways, 2 * times * width), hidden_size=width, direction=how, **more)


@operator("QuantizeLinear", "DequantizeLinear")
def quantise(g, name):
    x = g.pick()
    scale, zero = g.constant(np.float32(g.random.uniform(0.01, 0.05))), g.constant(np.uint8(g.random.integers(0, 256)))
    g.node("DequantizeLinear", g.node("QuantizeLinear", x, scale, zero), scale, zero)


@operator("Scaler", "Normalizer", "Binarizer")
def features(g, name):
    x = g.pick(rank=2)
    n = g.shape(x)[1]
    more = {
        "Scaler": {"offset": g.random.normal(size=n).tolist(), "scale": g.random.uniform(0.5, 2, n).tolist()},
        "Normalizer": {"norm": g.choose("L1", "L2", "MAX")},
        "Binarizer": {"threshold": 0.1},
    }[name]
    g.node(name, positive(g, x) if name == "Normalizer" else x, domain="ai.onnx.ml", **more)


@operator("LinearRegressor")
def regressor(g, name):
    x = g.pick(rank=2)
    weights = g.random.normal(size=2 * g.shape(x)[1]).tolist()
    g.node(name, x, domain="ai.onnx.ml", coefficients=weights, intercepts=[0.5, -0.5], targets=2)


@operator("SVMRegressor")
def svm(g, name):
    x = g.pick(rank=2)
    n, kind = g.shape(x)[1], g.choose("RBF", "LINEAR", "POLY", "SIGMOID")
    vectors = g.random.normal(size=3 * n).tolist()
    g.node(
        name, x, domain="ai.onnx.ml", kernel_type=kind, kernel_params=[0.5, 0.3, 2.0], n_supports=3,
        support_vectors=vectors, coefficients=g.random.normal(size=3).tolist(), rho=[0.2],
    )


@operator("BiasGelu", "FastGelu", "QuickGelu")
def gelus(g, name):
    x = g.pick(least=1)
    bias = [g.weights(g.shape(x)[-1])] if name != "QuickGelu" else []
    g.node(name, x, *bias, domain="com.microsoft")


@operator("SkipLayerNormalization")
def skip_norm(g, name):
    x = g.pick(rank=3)
    n = g.shape(x)[-1]
    g.node(name, x, x, g.weights(n), g.weights(n), domain="com.microsoft")


@operator("MultiHeadAttention")
def attention(g, name):
    x = g.pick(rank=3)
    n = g.shape(x)[-1]
    g.node(name, x, x, x, domain="com.microsoft", num_heads=int(g.choose(*[d for d in range(1, n + 1) if n % d == 0])))
