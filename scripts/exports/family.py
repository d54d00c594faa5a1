"""What the families of models share: an entry of their tables, and reproducible data."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261129
# Samples of each model: the first ones calibrate it, the others measure.
CALIBRATION, HELD = 120, 16
SAMPLES = CALIBRATION + HELD

Samples = dict[str, np.ndarray]


@dataclass(frozen=True)
class Model:
    """A model: `make` writes it to a path and gives its samples, an array `[SAMPLES, ..]` for each input."""

    name: str
    exporter: str
    make: Callable[[Path], Samples]


def generator(name: str) -> np.random.Generator:
    """Random numbers that are a model's own."""
    return np.random.default_rng([SEED, *name.encode()])
