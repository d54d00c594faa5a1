"""Times native code beside onnxruntime, float and int8, on one thread and on two.

    measure.py FOLDER [NAME ..] [--add NAME=FILE ..] [--rounds N] [--table FILE]

Models are made once and compiled into FOLDER, in what time and with how much anonymous memory at most is printed, too; --add takes one more, compiled with `--preset language` where its inputs are
tokens (what is drawn is below 32), else with inputs of 0 to 255. What is timed are runs alone, the model loaded and its code compiled: each round asks
every execution in turn for some runs and keeps their median; printed are the medians of the rounds, and what is slower or
faster than onnxruntime's floats by how much. Native code has to give the reference's integers. A model that is refused is left out, and the status is 1. `ONNX2CIRCUIT` names the command.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from models import LANGUAGE, MODELS, Bench

COMMAND = os.environ.get("ONNX2CIRCUIT", "onnx2circuit")
# Seconds of each execution in a round, and its most runs.
SECONDS, RUNS = 0.5, 200
REPOSITORY = Path(__file__).parents[2]


class Failed(Exception):
    """What the command says where it fails."""


def command(*arguments, **environment):
    done = subprocess.run(
        [COMMAND, "--json", *map(str, arguments)], capture_output=True, text=True, env={**os.environ, **environment}
    )
    if done.returncode:
        raise Failed(f"{' '.join(map(str, arguments))}: {done.stderr}")
    return json.loads(done.stdout)


# Seconds between two looks at a compilation's memory.
TICK = 0.01


def anonymous(process):
    """Bytes of a process's memory that are no file's."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines())
    return next((1024 * int(words[1]) for words in lines if words[:1] == ["RssAnon:"]), 0)


def compiled(path, options, artifact):
    """Compiles a model: seconds, the most anonymous memory seen, and the bytes of its integer weights."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        arguments = [COMMAND, "--json", "compile", path, *options, "-o", artifact]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=said) as child:
            peak = 0
            while child.poll() is None:
                peak = max(peak, anonymous(child.pid))
                time.sleep(TICK)
        if child.returncode:
            said.seek(0)
            raise Failed(f"{path}: {said.read().decode()}")
    weights = (artifact / "constants.bin").stat().st_size
    return {"seconds": time.perf_counter() - start, "anonymous": peak, "weights": weights}


def agree(artifact, given):
    """Native code beside the reference on an input."""
    file = artifact.parent / "given.npz"
    np.savez(file, **given)
    native, reference = (command("run", artifact, "--input", file, "--on", on)["outputs"] for on in ("native", "reference"))
    if native != reference:
        raise Failed(f"{artifact}: native code gives other outputs than the reference")


def added(name, file):
    """A model that is there already."""
    inputs = onnxruntime.InferenceSession(str(file)).get_inputs()
    tokens = all(i.type == "tensor(int64)" for i in inputs)

    def draw(random):
        def one(i):
            shape = [d if isinstance(d, int) else 1 for d in i.shape]
            return random.integers(0, 32, shape) if tokens else random.uniform(0, 255, shape).astype(np.float32)

        return {i.name: one(i) for i in inputs}

    ranges = [a for i in inputs for a in ("--input-range", f"{i.name}=0..255")]
    return Bench(name, lambda path: path.symlink_to(file.resolve()), LANGUAGE if tokens else ranges, draw)


class Onnxruntime:
    """A session on some threads."""

    def __init__(self, path, threads, given):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.given = given
        self.runs = max(3, min(RUNS, int(SECONDS / self.once())))

    def once(self):
        start = time.perf_counter()
        self.session.run(None, self.given)
        return time.perf_counter() - start

    def median(self):
        return statistics.median(self.once() for _ in range(self.runs))


class Native:
    """The artifact's native code on some threads, in a process of its own."""

    def __init__(self, artifact, threads):
        self.artifact, self.threads, self.runs = artifact, threads, 3
        self.runs = max(3, min(RUNS, int(SECONDS / self.median())))

    def median(self):
        arguments = ["bench", "--native", self.artifact, "--repeat", self.runs]
        self.last = command(*arguments, RAYON_NUM_THREADS=str(self.threads))
        return self.last["native"]["median"]


def measure(bench, folder, rounds):
    place = folder / bench.name
    place.mkdir(parents=True, exist_ok=True)
    path, artifact = place / f"{bench.name}.onnx", place / "artifact"
    if not path.exists():
        bench.make(path)
    cost = compiled(path, bench.compile, artifact)
    given = bench.draw(np.random.default_rng(7))
    agree(artifact, given)
    int8 = place / "int8.onnx"
    if not int8.exists():
        prepared = place / "prepared.onnx"
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True, save_as_external_data=True)
        quantize_dynamic(str(prepared), str(int8), weight_type=QuantType.QInt8, use_external_data_format=True)
    executions = {
        "float, 1": Onnxruntime(path, 1, given),
        "native, 1": Native(artifact, 1),
        "float, 2": Onnxruntime(path, 2, given),
        "native, 2": Native(artifact, 2),
        "int8, 1": Onnxruntime(int8, 1, given),
    }
    medians = {name: [] for name in executions}
    for _ in range(rounds):
        for name, execution in executions.items():
            medians[name].append(execution.median())
    times = {name: statistics.median(all) for name, all in medians.items()}
    ratios = {
        threads: statistics.median(n / f for n, f in zip(medians[f"native, {threads}"], medians[f"float, {threads}"]))
        for threads in (1, 2)
    }
    return {"model": bench.name, "compile": cost, "times": times, "ratios": ratios, "steps": executions["native, 1"].last["steps"]}


HEADER = """| model | compile | memory | integer weights | onnxruntime float | native | ratio | float, two threads | native, two threads | ratio | onnxruntime int8 |
|---|---|---|---|---|---|---|---|---|---|---|"""


def row(result):
    times, ratios = result["times"], result["ratios"]

    def text(name):
        return f"{1e3 * times[name]:.3g} ms"

    cost = result["compile"]
    sizes = [f"{1e-6 * cost[what]:.3g} MB" for what in ("anonymous", "weights")]
    cells = [result["model"], f"{cost['seconds']:.0f} s", *sizes, text("float, 1"), text("native, 1"), f"{ratios[1]:.2f}"]
    cells += [text("float, 2"), text("native, 2"), f"{ratios[2]:.2f}", text("int8, 1")]
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--add", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--table", type=Path, help="also write the table here")
    arguments = parser.parse_args()
    own = [("mnist", "models/mnist/mnist.onnx"), ("tiny-llm", "models/tiny-llm/tiny_llm.onnx")]
    files = [(name, REPOSITORY / file) for name, file in own] + [
        (name, Path(file)) for name, file in (text.split("=", 1) for text in arguments.add)
    ]
    models = [added(name, file) for name, file in files] + MODELS
    lines, missing = [HEADER], []
    print(HEADER, flush=True)
    for bench in models:
        if arguments.names and bench.name not in arguments.names:
            continue
        try:
            result = measure(bench, arguments.folder, arguments.rounds)
        except Failed as failed:
            # The others are measured all the same.
            print(failed, file=sys.stderr, flush=True)
            missing.append(bench.name)
            continue
        (arguments.folder / bench.name / "result.json").write_text(json.dumps(result, indent=1))
        lines.append(row(result))
        print(lines[-1], flush=True)
    if arguments.table:
        arguments.table.write_text("\n".join(lines) + "\n")
    if missing:
        sys.exit(f"not measured: {', '.join(missing)}")


if __name__ == "__main__":
    main()
