"""Writes the trained parameters as an ONNX file."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import CHANNELS, CLASSES, KERNEL, PAD, POOLS

OPSET = 17
IR_VERSION = 8


def to_onnx(parameters):
    """The model for raw pixels: input `image` [1, 1, 28, 28] float 0..255, output `logits` [1, 10].

    Training sees pixels as 0..1; the factor 1/255 goes into the first convolution's weights.
    """
    initialisers, nodes = [], []

    def constant(name, array):
        initialisers.append(numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name))
        return name

    def node(op, name, inputs, output, **attributes):
        nodes.append(helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    x = "image"
    for i, k in zip((1, 2), POOLS):
        weight = parameters[f"conv{i}.weight"].transpose(3, 2, 0, 1)  # to [out, in, height, width]
        if i == 1:
            weight = weight / np.float32(255)
        inputs = [x, constant(f"conv{i}.weight", weight), constant(f"conv{i}.bias", parameters[f"conv{i}.bias"])]
        x = node("Conv", f"conv{i}", inputs, f"conv{i}.out",
                 kernel_shape=[KERNEL, KERNEL], pads=[PAD] * 4, strides=[1, 1])
        x = node("Relu", f"relu{i}", [x], f"relu{i}.out")
        x = node("MaxPool", f"pool{i}", [x], f"pool{i}.out", kernel_shape=[k, k], strides=[k, k])
    x = node("Flatten", "flatten", [x], "flatten.out", axis=1)
    # Training's features lie [height, width, channel]; ONNX flattens [channel, height, width].
    weight = parameters["fc.weight"].reshape(4, 4, CHANNELS[2], CLASSES).transpose(3, 2, 0, 1)
    inputs = [x, constant("fc.weight", weight.reshape(CLASSES, -1)), constant("fc.bias", parameters["fc.bias"])]
    node("Gemm", "fc", inputs, "logits", transB=1)

    graph = helper.make_graph(
        nodes, "mnist",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, CLASSES])],
        initialisers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                              ir_version=IR_VERSION, producer_name="onnx2circuit/models/mnist")
    onnx.checker.check_model(model, full_check=True)
    return model
