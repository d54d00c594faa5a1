"""Makes models as exporters do, compiles each, and compares what comes out with onnxruntime.

    measure.py FOLDER [NAME ..] [--table FILE]

Each is calibrated on samples, compiled, and measured on others by the compile itself. Then the artifact is run on some of
those: every element must be within the error that the compile reported of what onnxruntime gives, and the four executions
must agree. The exit status is 1 where one is not, or does not compile. `ONNX2CIRCUIT` names the command.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from family import CALIBRATION, Model

FAMILIES = ["torch_models", "keras_models", "tabular_models"]
COMMAND = os.environ.get("ONNX2CIRCUIT", "onnx2circuit")
# Samples of those held out that the artifact is run on.
RUNS = 3
# What float32 itself leaves open, of an output's range.
FLOAT = 2e-5


@dataclass
class Row:
    """What is known of a model."""

    name: str
    exporter: str
    nodes: int = 0
    parameters: int = 0
    seconds: float = 0.0
    printed: float = 0.0
    measured: float = 0.0
    agreeing: int = 0
    decisions: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)

    def text(self) -> str:
        state = "; ".join(self.problems) if self.problems else "yes"
        held = f"{self.refused}" if self.refused else "0"
        figures = [held, f"{100 * self.printed:.2f} %", f"{100 * self.measured:.2f} %", f"{self.agreeing}/{self.decisions}"]
        cells = [self.name, self.exporter, f"{self.nodes:,}", f"{self.parameters:,}", state, *figures]
        return "| " + " | ".join(cells) + " |"


HEADER = """| model | exporter | nodes | parameters | compiles | refused | reported error | error beside onnxruntime | same arg-max |
|---|---|---|---|---|---|---|---|---|"""


def command(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([COMMAND, "--json", *map(str, arguments)], capture_output=True, text=True)


def failed(done: subprocess.CompletedProcess) -> str | None:
    """Why a command gave nothing; a fault of the program says so."""
    if done.returncode == 0:
        return None
    lines = [line.strip(" ×│├╰─▶") for line in done.stderr.splitlines() if line.strip()]
    kind = "fault: " if done.returncode not in (1, 2) or "panicked" in done.stderr else ""
    lines = [line for line in lines if not line.startswith("note:")]
    return kind + " ".join(lines)[-400:]


def sessions(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def flat(value) -> np.ndarray:
    """An output as numbers; a map for each row (ZipMap) in its order."""
    if isinstance(value, list):
        value = [list(row.values()) for row in value]
    return np.asarray(value, dtype=np.float64).reshape(-1)


def expected(session, samples, i):
    given = {}
    for meta in session.get_inputs():
        x = samples[meta.name][i]
        given[meta.name] = x.astype({"tensor(int64)": np.int64, "tensor(int32)": np.int32}.get(meta.type, np.float32))
    return [flat(v) for v in session.run(None, given)]


def measured(model: Model, folder: Path) -> Row:
    row = Row(model.name, model.exporter)
    place = folder / model.name
    place.mkdir(parents=True, exist_ok=True)
    path = place / "model.onnx"
    try:
        samples = model.make(path)
    except Exception as error:  # What an exporter cannot write is no fault of ours, but no row either.
        row.problems.append(f"not exported: {type(error).__name__}: {str(error)[:200]}")
        return row
    proto = onnx.load(path)
    row.nodes = len(proto.graph.node)
    row.parameters = sum(int(np.prod(t.dims)) for t in proto.graph.initializer)
    shown = {name: x[:CALIBRATION] for name, x in samples.items()}
    held = {name: x[CALIBRATION:] for name, x in samples.items()}
    np.savez(place / "shown.npz", **shown)
    np.savez(place / "held.npz", **held)
    start = time.time()
    calibration, artifact = place / "calibration.json", place / "artifact"
    for arguments in [
        ("calibrate", path, place / "shown.npz", "-o", calibration),
        ("compile", path, "--calibration", calibration, "--samples", place / "held.npz", "-o", artifact),
    ]:
        done = command(*arguments)
        if problem := failed(done):
            row.problems.append(problem)
            return row
    row.seconds = time.time() - start
    compare(row, json.loads(done.stdout)["report"], sessions(path), artifact, held, place)
    return row


def compare(row: Row, report, session, artifact, held, place):
    row.refused = report["refused"]
    count = len(next(iter(held.values())))
    wanted = [expected(session, held, i) for i in range(count)]
    extents = []
    for k, output in enumerate(report["outputs"]):
        error, values = output["error"], np.concatenate([w[k] for w in wanted])
        extents.append(max(float(np.ptp(values)), 1e-30) if np.ptp(values) > 0 else max(float(np.abs(values).max()), 1e-30))
        row.printed = max(row.printed, error["max"] / extents[-1])
        row.agreeing, row.decisions = row.agreeing + output["agreeing"], row.decisions + output["decisions"]
    for i in range(min(RUNS, count)):
        one = place / "one.npz"
        np.savez(one, **{name: x[i] for name, x in held.items()})
        results = {}
        for on in ["reference"] if i or os.environ.get("LITE_EXE") else ["reference", "native", "vm", "circuit"]:
            done = command("run", artifact, "--input", one, "--on", on)
            if row.refused and done.returncode == 1:
                # A sample beyond what calibration saw: refused by all alike.
                continue
            if problem := failed(done):
                row.problems.append(f"run on {on}: {problem}")
                return
            results[on] = json.loads(done.stdout)["outputs"]
        if "reference" not in results:
            if results:
                row.problems.append(f"sample {i}: refused by the reference alone")
            continue
        for on, outputs in results.items():
            if [o["integers"] for o in outputs] != [o["integers"] for o in results["reference"]]:
                row.problems.append(f"sample {i}: {on} differs from the reference")
        for k, (output, want) in enumerate(zip(results["reference"], wanted[i])):
            got = np.asarray(output["values"])
            if got.shape != want.shape:
                row.problems.append(f"output {k} has {got.size} elements, {want.size} expected")
                continue
            error = float(np.abs(got - want).max())
            row.measured = max(row.measured, error / extents[k])
            if error > report["outputs"][k]["error"]["max"] + FLOAT * extents[k]:
                row.problems.append(f"output {k}, sample {i}: {error:.3g} off, more than was reported")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--families", default=",".join(FAMILIES))
    parser.add_argument("--table", type=Path, help="also write the table here")
    arguments = parser.parse_args()
    rows = []
    for family in arguments.families.split(","):
        for model in importlib.import_module(family).MODELS:
            if arguments.names and model.name not in arguments.names:
                continue
            rows.append(measured(model, arguments.folder))
            print(f"{rows[-1].text()} {rows[-1].seconds:.0f} s", flush=True)
    table = "\n".join([HEADER, *(row.text() for row in rows)]) + "\n"
    if arguments.table:
        arguments.table.write_text(table)
    bad = [row.name for row in rows if row.problems]
    print(f"{len(rows) - len(bad)} of {len(rows)} models compile and keep to their reported error" + (f"; not: {', '.join(bad)}" if bad else ""))
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
