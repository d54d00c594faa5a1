#!/usr/bin/env python3
"""Draws the ten digits with a round pen and writes them as samples for the model.

    digits/0.npy .. 9.npy    one image each, float32 [1, 1, 28, 28], whole numbers 0..255
    calibration.npz          `image`: 64 of them shifted, turned, scaled and noisy, uint8 [64, 1, 28, 28];
                             sample i shows the digit i mod 10

Each digit is a list of strokes, each stroke a smooth curve through its points (x to the right, y down; the
unit is arbitrary). As in MNIST, the figure fits a box of 20 x 20 pixels and its centre of mass lies in the
middle of the 28 x 28 image. No MNIST data goes in.

With `--check mnist.onnx` it writes nothing and prints what the model makes of the files that are there.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

SIDE, BOX = 28, 20
PEN = 1.5  # radius of the pen in pixels
CALIBRATION_SAMPLES = 64

STROKES = {
    0: [[(5, 0), (1.6, 2), (0.8, 6), (2, 10.6), (5, 12), (8, 10.4), (9, 6), (7.8, 1.6), (5, 0)]],
    1: [[(5.6, 0), (5, 6), (4.4, 12)]],
    2: [[(1, 2.6), (3, 0.4), (6, 0.2), (8, 2.4), (7, 5.6), (4, 9), (1, 11.8)], [(1, 11.8), (5, 11.4), (9, 11.6)]],
    3: [[(1.4, 1.4), (4.6, 0), (7.6, 1.6), (6.6, 4.4), (3.8, 5.6)],
        [(3.8, 5.6), (7.4, 6.8), (8.2, 9.4), (5.2, 12), (1, 10.8)]],
    4: [[(2, 0), (1.4, 3.6), (1.2, 6.4)], [(1.2, 6.4), (5, 6.2), (8.6, 6)], [(8, 0), (7.4, 6), (7, 12)]],
    5: [[(8.4, 0.2), (5, 0.3), (2.6, 0.4)], [(2.6, 0.4), (2.2, 2.8), (1.8, 5.4)],
        [(1.8, 5.4), (5, 4.6), (8, 6.4), (7.8, 10), (4.6, 12), (1.2, 11)]],
    6: [[(6.6, 0), (3.4, 3), (1.6, 7.4), (2.6, 11.2), (5.4, 12), (7.8, 9.8), (6.8, 7), (4, 6.8), (1.8, 8.8)]],
    7: [[(1, 0.8), (4.6, 0.6), (8.6, 0.4)], [(8.6, 0.4), (6.6, 5), (4.4, 12)]],
    8: [[(7.4, 1.4), (4.8, 0), (2.4, 1.8), (3.4, 4.6), (6.6, 7), (7.8, 9.8), (5, 12), (2.2, 10), (3.4, 7),
         (6.4, 4.6), (7.4, 1.4)]],
    9: [[(7.6, 2.6), (5, 0.2), (2, 2), (2, 5), (4.6, 6.2), (7.2, 4.4), (7.6, 2.6)], [(7.6, 2.6), (7, 7), (6, 12)]],
}


def curve(points, pieces=12):
    """A Catmull-Rom spline through `points`, as a fine polyline; closed where the ends meet."""
    p = np.array(points, float)
    closed = len(p) > 3 and np.array_equal(p[0], p[-1])
    before, after = (p[-2], p[1]) if closed else (2 * p[0] - p[1], 2 * p[-1] - p[-2])
    p = np.vstack([before, p, after])
    t = np.linspace(0, 1, pieces, endpoint=False)[:, None]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        out.append(b + t * (c - a) / 2 + t**2 * (2 * a - 5 * b + 4 * c - d) / 2 + t**3 * (3 * (b - c) + d - a) / 2)
    return np.vstack([*out, p[-2:-1]])


def render(lines, pen):
    """Ink 0..1 of each pixel: the distance to the nearest stroke, softened over one pixel at the pen's edge."""
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    pixels = np.stack([x, y], -1)[:, :, None]
    distance = np.full((SIDE, SIDE), np.inf)
    for line in lines:
        start, step = line[:-1], np.diff(line, axis=0)
        along = ((pixels - start) * step).sum(-1) / np.maximum((step * step).sum(-1), 1e-12)
        nearest = start + np.clip(along, 0, 1)[..., None] * step
        distance = np.minimum(distance, np.linalg.norm(pixels - nearest, axis=-1).min(-1))
    return np.clip(pen + 0.5 - distance, 0, 1)


def draw(digit, pen=PEN, matrix=((1, 0), (0, 1)), shift=(0, 0), jitter=0.0, rng=None):
    """One digit: fitted to the box, then transformed by `matrix`, then centred by mass and shifted."""
    strokes = [np.array(stroke, float) for stroke in STROKES[digit]]
    if jitter:
        # Strokes that meet must move together: the same point always moves by the same amount.
        moved = {point: rng.normal(0, jitter, 2) for stroke in STROKES[digit] for point in stroke}
        strokes = [stroke + [moved[tuple(point)] for point in stroke] for stroke in strokes]
    lines = [curve(stroke) for stroke in strokes]
    extent = np.ptp(np.vstack(lines), axis=0)
    matrix = np.array(matrix) * (BOX - 2 * PEN) / extent.max()
    lines = [line @ matrix.T for line in lines]
    # The centre of mass of a stroke drawn at even pressure is its mean over length.
    middles = np.vstack([(line[1:] + line[:-1]) / 2 for line in lines])
    lengths = np.concatenate([np.linalg.norm(np.diff(line, axis=0), axis=1) for line in lines])
    centre = np.average(middles, axis=0, weights=lengths)
    return render([line - centre + SIDE / 2 + np.array(shift) for line in lines], pen)


def draw_varied(digit, rng):
    """One digit as another hand might write it: grain in the ink, a softer or a harder edge. Bytes 0..255."""
    turn, slant = rng.uniform(-0.2, 0.2), rng.uniform(-0.35, 0.2)
    scale_x, scale_y = rng.uniform(0.75, 1.1, 2)
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ [[scale_x, slant], [0, scale_y]]
    ink = draw(digit, rng.uniform(0.8, 2.8), matrix, rng.uniform(-1.5, 1.5, 2), 0.35, rng)
    ink *= 1 - rng.uniform(0, 0.4, ink.shape) * (rng.random(ink.shape) < rng.uniform(0, 0.3))
    return np.rint(255 * np.minimum(1, rng.uniform(0.9, 1.8) * ink)).astype(np.uint8)


def write(folder, seed):
    """Writes all files into `folder`."""
    (folder / "digits").mkdir(parents=True, exist_ok=True)
    for digit in STROKES:
        image = np.rint(255 * draw(digit)).astype(np.float32)
        np.save(folder / "digits" / f"{digit}.npy", image[None, None])
    rng = np.random.default_rng(seed)
    samples = [draw_varied(i % len(STROKES), rng) for i in range(CALIBRATION_SAMPLES)]
    # Not compressed: the bytes then depend on no zlib.
    np.savez(folder / "calibration.npz", image=np.stack(samples)[:, None])


def check(folder, model):
    """Prints the model's answer and its margin for each digit; fails unless all ten are right."""
    from onnx.reference import ReferenceEvaluator

    evaluator = ReferenceEvaluator(str(model))

    def classify(image):
        return evaluator.run(None, {"image": image.astype(np.float32)})[0][0]

    wrong = 0
    for digit in STROKES:
        logits = classify(np.load(folder / "digits" / f"{digit}.npy"))
        margin = logits[digit] - np.delete(logits, digit).max()
        wrong += margin <= 0
        print(f"{digit}: classified as {logits.argmax()}, margin {margin:+.2f}")
    samples = np.load(folder / "calibration.npz")["image"]
    right = sum(classify(image[None]).argmax() == i % len(STROKES) for i, image in enumerate(samples))
    print(f"calibration samples: {right} of {len(samples)} classified as drawn")
    return wrong == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", type=Path, metavar="MODEL")
    arguments = parser.parse_args()
    if arguments.check is None:
        write(arguments.out, arguments.seed)
    elif not check(arguments.out, arguments.check):
        sys.exit("a digit is misclassified")


if __name__ == "__main__":
    main()
