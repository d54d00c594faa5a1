"""Proves models of well-known shapes with both backends and prints each figure beside its goal and what `setup` expected.

    measure.py FOLDER [NAME ..] [--add NAME=FILE ..] [--repeat N] [--table FILE]

Every stage is a process of its own: seconds are those that the command gives for the work itself, without reading files, memory the most
that the process held. Proofs are made several times and the fastest counts, since other work on the machine makes them slower and
nothing makes them faster. Reference strings are for development. --add takes one more model, compiled with `--preset language` where its inputs
are tokens. What is refused has its reason in the table, and the status is 1. `ONNX2CIRCUIT` names the command.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import numpy as np
import onnx

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.extend(str(SCRIPTS / other) for other in ("bench-native", "peers"))
from models import gpt2, resnet18  # noqa: E402
from networks import NETWORKS, digits  # noqa: E402

COMMAND = os.environ.get("ONNX2CIRCUIT", "onnx2circuit")
MB, GB = 1e6, 1e9
# Of tables of 2 to this power of rows one proof is enough.
LARGE = 15
HEADER = """| model | backend | size | keys: expected, taken | prove: expected, fastest, goal | verify: expected, fastest, goal | proof: bytes, goal | memory: expected, taken, goal | phases |
|---|---|---|---|---|---|---|---|---|"""


@dataclass
class Goal:
    """What is aimed at on two cores: seconds, bytes of a proof, bytes of memory."""

    prove: float | None = None
    verify: float | None = None
    proof: float | None = None
    memory: float | None = None


@dataclass
class Model:
    """A model, how it is compiled and its keys are made, what it is given, and what is aimed at by each backend."""

    make: Callable[[Path], None]
    compile: Callable[[Path], list[str]]
    given: Callable[[], np.ndarray]
    halo2: Goal | None = field(default_factory=Goal)
    sumcheck: Goal = field(default_factory=Goal)
    setup: list[str] = field(default_factory=list)


class Failed(Exception):
    """What the command says where it fails."""


def command(*arguments):
    """The command's answer, and the most memory of its process in bytes."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as said, tempfile.NamedTemporaryFile("r") as used:
        launched = [sys.executable, "-I", "-S", SCRIPTS / "used.py", used.name, COMMAND, "--json", *map(str, arguments)]
        status = subprocess.run(launched, stdout=out, stderr=said).returncode
        said.seek(0), out.seek(0)
        if status:
            lines = [line for line in said.read().splitlines() if line.strip()]
            raise Failed(" ".join(lines[-4:]) or f"status {status}")
        return json.loads(out.read()), json.load(used)["memory"]


def numbered(name):
    """One of the networks that read digits, calibrated on twenty."""

    def make(path):
        onnx.save(NETWORKS[name](), path)

    def compile(folder):
        np.savez(folder / "samples.npz", image=digits(20)[0])
        return ["--samples", folder / "samples.npz"]

    return make, compile, lambda: digits(1)[0][0]


def drawn(*shape):
    return lambda: np.random.default_rng(7).uniform(-1, 1, shape).astype(np.float32)


def words(vocabulary, tokens):
    return lambda: np.random.default_rng(7).integers(0, vocabulary, (1, tokens))


def language(_):
    return ["--preset", "language"]


SMALL_SUMS = Goal(0.025, 0.004, 100e3, 80 * MB)
MODELS = {
    "mnist": Model(*numbered("mnist"), Goal(0.25, 0.005, 2.7e3, 64 * MB), Goal(0.015, 0.004, 90e3, 60 * MB)),
    "mlp": Model(*numbered("mlp"), Goal(0.2), SMALL_SUMS),
    "lenet": Model(*numbered("lenet"), Goal(0.4), SMALL_SUMS),
    "resnet18-32": Model(
        lambda path: resnet18(path, 32, 10, (8, 16, 32, 64), True),
        lambda _: ["--input-range", "image=-1..1"],
        drawn(1, 3, 32, 32),
        sumcheck=Goal(2, 0.02, 400e3, 1.5 * GB),
        setup=["--memory", "1G"],
    ),
    "nanogpt-64": Model(
        lambda path: gpt2(path, 64, 4, 64, 4, 65), language, words(65, 64), None, Goal(0.08, 0.008, 250e3, 0.4 * GB)
    ),
    "gpt2-small-64": Model(gpt2, language, words(50257, 64), None, Goal(2, 0.05, 0.7e6, 4 * GB)),
}
# Models that are added by these names have goals, too.
ADDED = {
    "stories260K-8": (Goal(20, memory=2 * GB), Goal()),
    "stories260K-16": (None, Goal(0.04, 0.008, 250e3, 0.4 * GB)),
    "stories260K-64": (None, Goal(0.1, 0.008, 250e3, 0.4 * GB)),
}


def added(name, file):
    """A model that is there already; its inputs lie between 0 and 1, or are tokens below 32."""
    ports = onnx.load(file, load_external_data=False).graph.input
    shape = [d.dim_value or 1 for d in ports[0].type.tensor_type.shape.dim]
    tokens = ports[0].type.tensor_type.elem_type == onnx.TensorProto.INT64
    random = np.random.default_rng(7)
    given = random.integers(0, 32, shape) if tokens else random.uniform(0, 1, shape).astype(np.float32)
    samples = file.with_suffix(".samples.npy")

    def compile(_):
        shown = ["--samples", samples] if samples.exists() else [] if tokens else ["--input-range", f"{ports[0].name}=0..1"]
        return [*(language(_) if tokens else []), *shown]

    halo2, sumcheck = ADDED.get(name, (Goal(), Goal()))
    return Model(lambda path: path.symlink_to(file.resolve()), compile, lambda: given, halo2, sumcheck)


def seconds(value):
    return "-" if value is None else f"{1e3 * value:.3g} ms" if value < 0.1 else f"{value:.3g} s"


def size(value):
    return "-" if value is None else f"{value / MB:,.0f} MB"


def row(name, backend, circuit, keys, prove, verify, proof, memory, phases=None):
    """A line of the table. Expected, taken and goal of each figure, what is not known being None."""
    columns = [
        name,
        backend,
        circuit,
        ", ".join(map(seconds, keys)),
        ", ".join(map(seconds, prove)),
        ", ".join(map(seconds, verify)),
        ", ".join(f"{int(n):,}" if n else "-" for n in proof),
        ", ".join(map(size, memory)),
        ", ".join(f"{what} {seconds(time)}" for what, time in (phases or {}).items()) or "-",
    ]
    return "| " + " | ".join(columns) + " |"


def by_halo2(folder, name, model, repeat):
    """Keys, proofs and their verification, beside what `setup` expected."""
    artifact, keys, goal, development = folder / "artifact", folder / "halo2", model.halo2, "--unsafe-development-srs"
    made, _ = command("setup", artifact, "--backend", "halo2", development, *model.setup, "-o", keys)
    proof, public = keys / "proof.bin", keys / "public.json"
    given = ["--keys", keys, "--input", folder / "given.npy", "-o", proof, "--public", public]
    runs = []
    for _ in range(repeat if made.get("k", LARGE) < LARGE else 1):
        start = time.monotonic()
        run, memory = command("prove", artifact, development, *given)
        runs.append((run.get("seconds", time.monotonic() - start), memory))
    check = ["--key", keys / "verifying.key", "--public", public, "--proof", proof, "--max-k", 22]
    verified = min(command("verify", *check)[0]["seconds"] for _ in range(repeat))
    expected = made.get("expected") or {}
    return row(
        name,
        "halo2",
        f"k = {made['k']}" if "k" in made else f"{len(made['segments'])} segments",
        (expected.get("keygen_seconds"), made.get("seconds")),
        (expected.get("prove_seconds"), min(run[0] for run in runs), goal.prove),
        (expected.get("verify_seconds"), verified, goal.verify),
        (proof.stat().st_size, goal.proof),
        (expected.get("prove_memory_bytes"), max(run[1] for run in runs), goal.memory),
    )


def by_sumchecks(folder, name, model, repeat):
    """The same by sumchecks, with the phases of the fastest proof."""
    artifact, keys, given, goal = folder / "artifact", folder / "sumcheck", folder / "given.npy", model.sumcheck
    made, _ = command("setup", artifact, "--backend", "sumcheck", "-o", keys)
    proof, public = keys / "proof.bin", keys / "public.json"
    _, memory = command("prove", artifact, "--keys", keys, "--input", given, "-o", proof, "--public", public)
    timed, _ = command("bench", "--sumcheck", artifact, "--input", given, "--repeat", repeat)
    return row(
        name,
        "sumcheck",
        f"{made['cells']:,} cells, {made['lookups']:,} lookups",
        (None, made["seconds"]),
        (None, timed["sumcheck_prove"]["min"], goal.prove),
        (None, timed["sumcheck_verify"]["min"], goal.verify),
        (proof.stat().st_size, goal.proof),
        (None, memory, goal.memory),
        timed["sumcheck_phases"] | {"native": timed["native"]["min"]},
    )


def measure(folder, name, model, repeat):
    """Rows of all backends that have a goal for this model, or none, and whether all were measured."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.onnx"
    if not path.exists():
        model.make(path)
    np.save(place / "given.npy", model.given())
    try:
        command("compile", path, *model.compile(place), "-o", place / "artifact")
    except Failed as failed:
        yield f"| {name} | - | not compiled: {failed} |" + " |" * 6, False
        return
    backends = {"halo2": (model.halo2, by_halo2), "sumcheck": (model.sumcheck, by_sumchecks)}
    for backend, (goal, measured) in backends.items():
        if goal is None:
            continue
        try:
            yield measured(place, name, model, repeat), True
        except Failed as failed:
            yield f"| {name} | {backend} | refused: {failed} |" + " |" * 6, False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(MODELS)}; without, all but the last")
    parser.add_argument("--add", action="append", default=[], metavar="NAME=FILE", help="samples lie beside it as NAME.samples.npy, if any")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--table", type=Path, help="also write the table here")
    arguments = parser.parse_args()
    more = (text.split("=", 1) for text in arguments.add)
    extra = {name: added(name, Path(file)) for name, file in more}
    models = MODELS | extra
    names = arguments.names or [*list(MODELS)[:-1], *extra]
    lines, whole = [HEADER], True
    print(HEADER, flush=True)
    for name in names:
        for line, fine in measure(arguments.folder, name, models[name], arguments.repeat):
            lines.append(line)
            whole &= fine
            print(line, flush=True)
    if arguments.table:
        arguments.table.write_text("\n".join(lines) + "\n")
    sys.exit(not whole)


if __name__ == "__main__":
    main()
