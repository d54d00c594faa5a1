"""Random graphs: each node is evaluated by onnxruntime as it is added, so that shapes and values are known."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import operators

OPSET, ML = 21, 3
DOMAINS = [("", OPSET), ("ai.onnx.ml", ML), ("com.microsoft", 1)]
# Elements of a tensor, and magnitudes: what is larger or smaller than all tests want says nothing.
ELEMENTS, LARGEST, SMALLEST = 600, 1e3, 1e-3

onnxruntime.set_default_logger_severity(4)


class Unfit(Exception):
    """A node that does not apply here."""


def model_of(nodes, inputs, outputs, initialisers) -> onnx.ModelProto:
    """A model; `inputs` are arrays by name."""
    kind = lambda x: helper.np_dtype_to_tensor_dtype(x.dtype)
    given = [helper.make_tensor_value_info(n, kind(x), x.shape) for n, x in inputs.items()]
    results = [helper.make_tensor_value_info(n, kind(x), x.shape) for n, x in outputs.items()]
    graph = helper.make_graph(nodes, "fuzz", given, results, initialisers)
    opsets = [helper.make_opsetid(*d) for d in DOMAINS]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


class Graph:
    """A graph under construction, with the values of one sample."""

    def __init__(self, seed: int):
        self.random = np.random.default_rng(seed)
        self.nodes, self.initialisers, self.inputs, self.values = [], [], {}, {}
        self.used = []

    def input(self, shape) -> str:
        name = f"x{len(self.inputs)}"
        self.inputs[name] = self.values[name] = self.random.normal(size=shape).astype(np.float32)
        return name

    def constant(self, array) -> str:
        name = f"c{len(self.initialisers)}"
        self.initialisers.append(numpy_helper.from_array(np.asarray(array), name))
        self.values[name] = np.asarray(array)
        return name

    def weights(self, *shape, scale=1.0) -> str:
        return self.constant((self.random.normal(size=shape) * scale).astype(np.float32))

    def ints(self, *values) -> str:
        return self.constant(np.asarray(values, np.int64))

    def shape(self, name) -> tuple:
        return self.values[name].shape

    def pick(self, kind=np.float32, rank=None, least=0) -> str:
        """A computed tensor of this type, a late one rather than an early one."""
        fits = lambda x: x.dtype == kind and (rank is None or x.ndim == rank) and x.ndim >= least
        names = [n for n, x in self.values.items() if not n.startswith("c") and fits(x)]
        if not names and kind == np.float32 and rank is not None:
            return self.input(tuple(self.random.integers(1 if d == 0 else 2, 2 if d == 0 else 6) for d in range(rank)))
        if not names:
            raise Unfit
        return names[min(int(self.random.exponential(2.0)), len(names) - 1) * -1 - 1]

    def choose(self, *options):
        return options[self.random.integers(len(options))]

    def node(self, operator, *inputs, outputs=1, domain="", **attributes):
        """Adds a node and gives its first result."""
        names = [f"t{len(self.values)}_{i}" for i in range(outputs)]
        node = helper.make_node(operator, list(inputs), names, domain=domain, name=f"n{len(self.nodes)}", **attributes)
        given = {n: self.values[n] for n in inputs if n}
        constants = [t for t in self.initialisers if t.name in given]
        live = {n: x for n, x in given.items() if not n.startswith("c")}
        graph = helper.make_graph(
            [node],
            "one",
            [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(x.dtype), x.shape) for n, x in live.items()],
            [helper.make_empty_tensor_value_info(n) for n in names],
            constants,
        )
        one = helper.make_model(graph, opset_imports=[helper.make_opsetid(*d) for d in DOMAINS], ir_version=10)
        try:
            results = session(one).run(None, live)
        except Exception as error:
            raise Unfit(str(error)) from error
        for x in results:
            if not isinstance(x, np.ndarray) or x.size == 0 or x.size > ELEMENTS:
                raise Unfit("size")
            magnitude = np.abs(x.astype(np.float64)).max()
            if not np.isfinite(x.astype(np.float64)).all() or magnitude > LARGEST:
                raise Unfit("values")
            if x.dtype == np.float32 and magnitude < SMALLEST:
                raise Unfit("values")
        self.nodes.append(node)
        self.values.update(zip(names, results))
        self.used.append(operator)
        return names[0] if outputs == 1 else names

    def model(self) -> onnx.ModelProto:
        read = {n for node in self.nodes for n in node.input}
        last = [n for node in self.nodes for n in node.output if n not in read]
        outputs = {n: self.values[n] for n in last}
        return model_of(self.nodes, self.inputs, outputs, self.initialisers)


def random_graph(seed: int, operator=None) -> Graph:
    """A graph of a few operators; `operator` is one of them."""
    graph = Graph(seed)
    rank = int(graph.random.integers(2, 5))
    graph.input((1, *(int(n) for n in graph.random.integers(2, 6, rank - 1))))
    wanted = int(graph.random.integers(1, 7))
    names = list(operators.TABLE)
    first = [operator] if operator else []
    for attempt in range(12 * wanted):
        name = first.pop() if first and attempt >= wanted // 2 else names[graph.random.integers(len(names))]
        before = (len(graph.nodes), len(graph.initialisers), len(graph.used), dict(graph.values), dict(graph.inputs))
        try:
            operators.TABLE[name](graph)
        except (Unfit, ValueError, IndexError):
            nodes, constants, used, graph.values, graph.inputs = before
            del graph.nodes[nodes:], graph.initialisers[constants:], graph.used[used:]
            if operator == name and attempt < 8 * wanted:
                first.append(name)
        if len(graph.nodes) >= wanted and not first:
            break
    return graph
