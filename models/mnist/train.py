#!/usr/bin/env python3
"""Trains the network on MNIST digits and writes it as ONNX.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py --mnist DIR

DIR holds t10k-first8000-images-idx3-ubyte.gz and t10k-first8000-labels-idx1-ubyte.gz, the first 8,000 of
MNIST's test digits: the first 7,000 are trained on, the last 1,000 are only counted, once, at the end.
"""

import argparse
import gzip
import os
import sys
import time
from pathlib import Path

# The order of BLAS's sums depends on the number of threads, and the weights on the order of the sums.
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from augment import distort
from export import to_onnx
from network import backward, cross_entropy, forward, initial_parameters, predict

TRAINED, REPORTED = 7000, 1000
BATCH = 50
PEAK_RATE = 3e-3
WEIGHT_DECAY = 5e-4
SMOOTHING = 0.05


def read_idx(path, magic):
    """One array of MNIST's own format: a magic number, big-endian dimensions, bytes."""
    data = gzip.decompress(path.read_bytes())
    dimensions = data[3]
    header = np.frombuffer(data, ">u4", 1 + dimensions)
    if header[0] != magic:
        sys.exit(f"{path}: magic number {header[0]}, expected {magic}")
    return np.frombuffer(data, np.uint8, offset=4 * (1 + dimensions)).reshape(header[1:])


def read_digits(folder):
    """Images [8000, 28, 28, 1] uint8 and labels [8000]."""
    images = read_idx(folder / "t10k-first8000-images-idx3-ubyte.gz", 2051)
    labels = read_idx(folder / "t10k-first8000-labels-idx1-ubyte.gz", 2049)
    if len(images) != TRAINED + REPORTED or len(labels) != len(images):
        sys.exit(f"{folder}: {len(images)} images and {len(labels)} labels, expected {TRAINED + REPORTED}")
    return images[..., None], labels


class Adam:
    """Adam with decoupled weight decay (AdamW) on the weights, none on the biases."""

    def __init__(self, parameters):
        self.step_count = 0
        self.mean = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.square = {name: np.zeros_like(value) for name, value in parameters.items()}

    def step(self, parameters, gradients, rate):
        self.step_count += 1
        correction = np.sqrt(1 - 0.999**self.step_count) / (1 - 0.9**self.step_count)
        for name, gradient in gradients.items():
            mean, square = self.mean[name], self.square[name]
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            if name.endswith("weight"):
                parameters[name] *= np.float32(1 - rate * WEIGHT_DECAY)
            parameters[name] -= np.float32(rate * correction) * mean / (np.sqrt(square) + np.float32(1e-8))


def train(images, labels, epochs, rng):
    """Learning rate: a short warm-up, then half a cosine down to zero."""
    parameters = initial_parameters(rng)
    adam = Adam(parameters)
    steps = epochs * (len(images) // BATCH)
    warm_up = steps // 20
    step = 0
    for epoch in range(epochs):
        started, losses = time.monotonic(), []
        distorted = distort(images, rng)
        order = rng.permutation(len(images))
        for batch in order.reshape(-1, BATCH):
            step += 1
            progress = max(0, step - warm_up) / (steps - warm_up)
            rate = PEAK_RATE * min(step / warm_up, (1 + np.cos(np.pi * progress)) / 2)
            logits, kept = forward(parameters, distorted[batch])
            loss, grad = cross_entropy(logits, labels[batch], SMOOTHING)
            adam.step(parameters, backward(parameters, kept, grad), rate)
            losses.append(loss)
        print(f"epoch {epoch + 1:2}/{epochs}  loss {np.mean(losses):.4f}  {time.monotonic() - started:.1f} s",
              flush=True)
    return parameters


def onnx_logits(model, images):
    """The file's own answers, by ONNX's reference evaluator: raw pixels in, one image at a time."""
    evaluator = ReferenceEvaluator(model)
    pixels = images.astype(np.float32).transpose(0, 3, 1, 2)
    return np.concatenate([evaluator.run(None, {"image": image[None]})[0] for image in pixels])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True, metavar="DIR", help="folder of the digits")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("mnist.onnx"), metavar="FILE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=60)
    arguments = parser.parse_args()

    images, labels = read_digits(arguments.mnist)
    scaled = images.astype(np.float32) / 255
    parameters = train(scaled[:TRAINED], labels[:TRAINED], arguments.epochs, np.random.default_rng(arguments.seed))

    model = to_onnx(parameters)
    held_out, truth = slice(TRAINED, None), labels[TRAINED:]
    logits = onnx_logits(model, images[held_out])
    ours = forward(parameters, scaled[held_out])[0]
    correct = int((logits.argmax(axis=1) == truth).sum())
    trained = (predict(parameters, scaled[:TRAINED]) == labels[:TRAINED]).mean()
    print(f"ONNX file and training network differ by at most {np.abs(logits - ours).max():.1e} in any logit")
    print(f"on the {TRAINED} digits trained on: {trained:.2%}")
    print(f"on the last {REPORTED} digits: {correct} right, {correct / REPORTED:.1%}")
    onnx.save(model, arguments.out)


if __name__ == "__main__":
    main()
