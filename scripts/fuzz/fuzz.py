"""Random models: compiled, run four ways, and compared with onnxruntime.

    fuzz.py [--seed N] [--minutes M] [--count K] [--folder DIR]

Seeds count up from N; the first not yet in `results.jsonl` of the folder is next, so that a run goes on where the last one
ended. A model is wrong where an execution differs from another, where an element is further from onnxruntime than the
compile reported, or where the program fails by a fault of its own. Wrong ones are kept, and the exit status is 1.
`ONNX2CIRCUIT` names the command.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import onnx

import graphs
import operators

COMMAND = os.environ.get("ONNX2CIRCUIT", "onnx2circuit")
SAMPLES = 24
# What float32 itself leaves open, of an output's range, and of how large its elements are.
FLOAT = 1e-4
FLOAT_ULPS = 2.0**-20
EXECUTIONS = ["reference", "native", "vm", "circuit"]


def command(*arguments):
    try:
        return subprocess.run([COMMAND, "--json", *map(str, arguments)], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(late.cmd, 124, "", "no end after 300 s")


def reason(done) -> str:
    lines = [line.strip(" ×│├╰─▶") for line in done.stderr.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("note", "help", "warning"))]
    return re.sub(r"/\S*/", "", " ".join(lines))[-300:]


def tried(seed: int, folder: Path) -> dict:
    names = list(operators.TABLE)
    graph = graphs.random_graph(seed, names[seed % len(names)])
    result = {"seed": seed, "operators": graph.used}
    if not graph.nodes:
        return result | {"outcome": "no graph"}
    folder.mkdir(parents=True, exist_ok=True)
    model = graph.model()
    onnx.save(model, folder / "model.onnx")
    samples = {n: graph.random.normal(size=(SAMPLES, *x.shape)).astype(np.float32) for n, x in graph.inputs.items()}
    try:
        session = graphs.session(model)
    except Exception:  # onnxruntime took each node by itself.
        return result | {"outcome": "no session"}
    wanted = [session.run(None, {n: x[i] for n, x in samples.items()}) for i in range(SAMPLES)]
    wanted = [[np.asarray(v, np.float64).reshape(-1) for v in row] for row in wanted]
    if not all(np.isfinite(v).all() for row in wanted for v in row):
        return result | {"outcome": "not finite"}
    np.savez(folder / "samples.npz", **samples)
    np.savez(folder / "one.npz", **{n: x[0] for n, x in samples.items()})
    artifact = folder / "artifact"
    done = command("compile", folder / "model.onnx", "--samples", folder / "samples.npz", "-o", artifact)
    if done.returncode in (1, 2) and "panicked" not in done.stderr:
        return result | {"outcome": "refused", "why": reason(done)}
    if done.returncode != 0:
        return result | {"outcome": "fault", "why": reason(done)}
    report = json.loads(done.stdout)["report"]
    warned = "LARGE ERROR" in done.stderr or "is lost" in done.stderr
    result |= {"refused": report["refused"], "warned": warned}
    runs = {}
    for on in EXECUTIONS:
        done = command("run", artifact, "--input", folder / "one.npz", "--on", on)
        if done.returncode not in (0, 1) or "panicked" in done.stderr:
            return result | {"outcome": "fault", "why": f"{on}: {reason(done)}"}
        runs[on] = json.loads(done.stdout)["outputs"] if done.returncode == 0 else reason(done)
    plain = lambda outputs: outputs if isinstance(outputs, str) else [o["integers"] for o in outputs]
    if any(plain(runs[on]) != plain(runs["reference"]) for on in EXECUTIONS):
        return result | {"outcome": "executions differ"}
    if isinstance(runs["reference"], str):
        return result | {"outcome": "stopped", "why": runs["reference"]}
    worst = 0.0
    for k, output in enumerate(runs["reference"]):
        values = np.concatenate([row[k] for row in wanted])
        extent = float(np.ptp(values)) or float(np.abs(values).max()) or 1.0
        got, reported = np.asarray(output["values"]), report["outputs"][k]["error"]["max"]
        if got.shape != wanted[0][k].shape:
            return result | {"outcome": "wrong", "why": f"output {k} has {got.size} elements, not {wanted[0][k].size}"}
        error = float(np.abs(got - wanted[0][k]).max())
        if error > reported + FLOAT * extent + FLOAT_ULPS * float(np.abs(values).max()):
            why = f"output {k} is {error:.4g} off, {reported:.4g} was reported, of {extent:.4g}"
            return result | {"outcome": "wrong", "why": why}
        worst = max(worst, error / extent)
    return result | {"outcome": "right", "error": worst}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--count", type=int, default=1 << 30)
    parser.add_argument("--folder", type=Path, default=Path("target/fuzz-models/run"))
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    log = arguments.folder / "results.jsonl"
    known = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    seen, end, seed = {r["seed"] for r in known}, time.time() + 60 * arguments.minutes, arguments.seed
    for _ in range(arguments.count):
        if time.time() > end:
            break
        while seed in seen:
            seed += 1
        place = arguments.folder / f"{seed}"
        result = tried(seed, place)
        if result["outcome"] in ("fault", "executions differ", "wrong"):
            print(f"seed {seed}: {result['outcome']}: {result.get('why', '')} {result['operators']}", flush=True)
            shutil.rmtree(place / "artifact", ignore_errors=True)
        else:
            shutil.rmtree(place, ignore_errors=True)
        with log.open("a") as file:
            file.write(json.dumps(result) + "\n")
        known.append(result)
        seen.add(seed)
    outcomes, used = Counter(r["outcome"] for r in known), Counter(o for r in known for o in r["operators"])
    print(dict(outcomes), f"{len(used)} operators")
    refusals = Counter(re.sub(r"[\d.e'-]+", "_", r.get("why", ""))[:120] for r in known if r["outcome"] == "refused")
    for why, count in refusals.most_common(12):
        print(f"{count:5} refused: {why}")
    bad = sum(outcomes[o] for o in ("fault", "executions differ", "wrong"))
    print(f"{outcomes['right']} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
