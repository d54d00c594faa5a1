"""Models of Keras as tf2onnx writes them: images with channels last, recurrent layers as loops and unrolled, a classifier."""

import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import onnx
import tensorflow
import tf2onnx
from keras import layers

from family import Model, Samples, generator
from torch_models import normal

OPSET = 17


def images():
    return [
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.SeparableConv2D(12, 3, strides=2, padding="same", activation="relu6"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(10, activation="softmax"),
    ]


def sequence(unroll):
    return lambda: [
        layers.LSTM(12, return_sequences=True, unroll=unroll),
        layers.GRU(8, unroll=unroll),
        layers.Dense(4),
    ]


def classifier():
    return [layers.Dense(24, activation="swish"), layers.Dense(16, activation="elu"), layers.Dense(3, activation="softmax")]


# Name, layers, the shape of an input.
TABLE = [
    ("keras-images", images, (16, 16, 3)),
    ("keras-loops", sequence(False), (6, 5)),
    ("keras-unrolled", sequence(True), (6, 5)),
    ("keras-classifier", classifier, (12,)),
]


def entry(name, build, shape) -> Model:
    def make(path: Path) -> Samples:
        g = generator(name)
        keras.utils.set_random_seed(int(g.integers(1 << 31)))
        model = keras.Sequential([keras.Input(shape, batch_size=1), *build()])
        given = [tensorflow.TensorSpec([1, *shape], tensorflow.float32, name="x0")]
        made, _ = tf2onnx.convert.from_function(tensorflow.function(lambda x: model(x)), given, opset=OPSET)
        onnx.save(made, path)
        return {"x0": normal(1, *shape)(g)[0]}

    return Model(name, "tf2onnx", make)


MODELS = [entry(*row) for row in TABLE]
