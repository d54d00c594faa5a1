"""Proves the same ONNX files with this program's backends and with EZKL, one after the other, and prints both sides.

    peers.py FOLDER [NETWORK ..] [--digits N] [--table FILE]

Every stage is a process of its own, of which wall-clock time, processor time and the most memory are taken (on a busy machine the
second of the two times is the one to compare). Inputs and outputs are public and
weights are in the keys, on all sides; reference strings are for development. EZKL's settings are those that its own calibration
chooses on 20 digits for few resources (`--target accuracy` asks it for exactness instead), but for the columns side by side (`--columns`): with
the two that it takes by itself, MNIST's table has 2^20 rows, and its prover more than 21 GB. A prediction is kept where the
quantised network's largest output is the float network's. `ONNX2CIRCUIT` names the command.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from networks import NETWORKS, digits

# Stages run in folders of their own, where a path from here would lead nowhere.
COMMAND = shutil.which(os.environ.get("ONNX2CIRCUIT", "onnx2circuit"))
USED = Path(__file__).resolve().parents[1] / "used.py"
CALIBRATED = 20
HEADER = """| network | prover | setup: passed, of processors | prove | verify | proof | verifying key | proving key | memory | predictions kept |
|---|---|---|---|---|---|---|---|---|---|"""


class Failed(Exception):
    """A stage, how it ended (137: killed, as processes are that take more memory than there is), and what it said last."""


class Stages:
    """Stages of one prover in one folder: seconds of each, passed and of processors, and the most memory of any."""

    def __init__(self, folder):
        self.folder, self.seconds, self.memory = folder, {}, 0
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, stage, *arguments):
        start = time.monotonic()
        with tempfile.TemporaryFile("w+") as log, tempfile.NamedTemporaryFile("r") as used:
            launched = [sys.executable, "-I", "-S", str(USED), used.name, *map(str, arguments)]
            status = subprocess.run(launched, cwd=self.folder, stdout=log, stderr=log).returncode
            if status:
                log.seek(0)
                raise Failed(f"{stage}: status {status}", log.read()[-4000:])
            used = json.load(used)
        passed, worked = self.seconds.get(stage, (0, 0))
        self.seconds[stage] = passed + time.monotonic() - start, worked + used["seconds"]
        self.memory = max(self.memory, used["memory"])

    def size(self, name):
        return (self.folder / name).stat().st_size

    def row(self, network, prover, files, kept):
        both = (self.seconds[stage] for stage in ["setup", "prove", "verify"])
        times = [f"{passed:.2f} s, {worked:.2f} s" for passed, worked in both]
        sizes = [f"{self.size(name):,}" for name in files]
        cells = [network, prover, *times, *sizes, f"{self.memory / 2**20:,.0f} MiB", kept]
        return "| " + " | ".join(cells) + " |"


def ours(network, model, images, wanted, folder):
    """A row for each backend."""
    samples = folder / "samples.npz"
    np.savez(samples, image=images[:CALIBRATED])
    np.save(folder / "digit.npy", images[0])
    compiled = Stages(folder / "ours")
    artifact = str(folder / "ours" / "artifact")
    compiled.run("compile", COMMAND, "compile", str(model), "--samples", str(samples), "-o", artifact)
    np.savez(folder / "all.npz", image=images)
    (folder / "labels.json").write_text(json.dumps([int(k) for k in wanted]))
    counted = subprocess.run(
        [COMMAND, "accuracy", artifact, "--samples", folder / "all.npz", "--labels", folder / "labels.json", "--json"],
        check=True, capture_output=True, text=True,
    )
    counts = json.loads(counted.stdout)
    kept = f"{counts['executions'][0]['correct']} of {counts['samples']}"
    for backend, flags in [("halo2", ["--unsafe-development-srs"]), ("sumcheck", [])]:
        stages = Stages(folder / backend)
        keys = str(stages.folder)
        stages.run("setup", COMMAND, "setup", artifact, "--backend", backend, *flags, "-o", keys)
        stages.run("prove", COMMAND, "prove", artifact, *flags, "--keys", keys, "--input", str(folder / "digit.npy"))
        stages.run("verify", COMMAND, "verify", "--key", "verifying.key")
        yield stages.row(network, backend, ["proof.bin", "verifying.key", "proving.key"], kept)


# What each stage does, in a process of its own: `peers.py --stage NAME TARGET`.
def ezkl_stage(name, target, columns):
    import ezkl

    def settings():
        arguments = ezkl.PyRunArgs()
        arguments.input_visibility, arguments.output_visibility, arguments.param_visibility = "public", "public", "fixed"
        arguments.num_inner_cols = columns
        ezkl.gen_settings("network.onnx", "settings.json", py_run_args=arguments)
        ezkl.calibrate_settings("calibration.json", "network.onnx", "settings.json", target, 2)
        ezkl.compile_circuit("network.onnx", "circuit", "settings.json")

    # Networks of one size share theirs: EZKL takes minutes to make one, and as long to cut a larger one in each stage that reads it.
    def string():
        rows = json.loads(Path("settings.json").read_text())["run_args"]["logrows"]
        kept, part = Path(f"../../srs-{rows}"), Path(f"../../srs-{rows}.part")
        if not kept.exists():
            ezkl.gen_srs(str(part), rows)
            part.rename(kept)
        Path("srs").unlink(missing_ok=True)
        Path("srs").symlink_to(kept)

    def predictions():
        scale = json.loads(Path("settings.json").read_text())["model_output_scales"][0]
        for path in sorted(Path("digits").iterdir()):
            witness = ezkl.gen_witness(str(path), "circuit", "witness-of-one.json")
            outputs = [ezkl.felt_to_float(felt, scale) for felt in witness["outputs"][0]]
            print(int(np.argmax(outputs)))

    {
        "settings": settings,
        "string": string,
        "setup": lambda: ezkl.setup("circuit", "verifying.key", "proving.key", srs_path="srs"),
        "witness": lambda: ezkl.gen_witness("digit.json", "circuit", "witness.json"),
        "prove": lambda: ezkl.prove("witness.json", "circuit", "proving.key", "proof.json", srs_path="srs"),
        "verify": lambda: ezkl.verify("proof.json", "settings.json", "verifying.key", srs_path="srs"),
        "predictions": predictions,
    }[name]()


def theirs(network, model, images, wanted, folder, target, columns):
    """EZKL's row. Its witness is part of proving, as ours is."""
    stages = Stages(folder / "ezkl")
    data = [image.reshape(-1).tolist() for image in images]
    (stages.folder / "network.onnx").write_bytes(model.read_bytes())
    calibration = {"input_data": [sum(data[:CALIBRATED], [])]}
    (stages.folder / "calibration.json").write_text(json.dumps(calibration))
    (stages.folder / "digit.json").write_text(json.dumps({"input_data": [data[0]]}))
    (stages.folder / "digits").mkdir(exist_ok=True)
    for i, pixels in enumerate(data):
        (stages.folder / "digits" / f"{i:04}.json").write_text(json.dumps({"input_data": [pixels]}))
    own = [sys.executable, str(Path(__file__).resolve()), "--target", target, "--columns", str(columns), "--stage"]
    for stage, name in [("settings", "settings"), ("string", "string"), ("setup", "setup"), ("prove", "witness"),
                        ("prove", "prove"), ("verify", "verify")]:
        stages.run(stage, *own, name)
    printed = subprocess.run([*own, "predictions"], cwd=stages.folder, check=True, capture_output=True, text=True)
    got = [int(line) for line in printed.stdout.split()]
    proof = json.loads((stages.folder / "proof.json").read_text())["proof"]
    (stages.folder / "proof.bin").write_bytes(bytes(proof))
    kept = f"{sum(a == b for a, b in zip(got, wanted, strict=True))} of {len(wanted)}"
    return stages.row(network, f"EZKL, {target}", ["proof.bin", "verifying.key", "proving.key"], kept)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("target/peers/run"))
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=", ".join(NETWORKS))
    parser.add_argument("--digits", type=int, default=1000, metavar="N")
    parser.add_argument("--target", default="resources", choices=["resources", "accuracy"])
    parser.add_argument("--columns", type=int, default=24, metavar="N", help="EZKL's num_inner_cols")
    parser.add_argument("--table", type=Path)
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stage:
        return ezkl_stage(arguments.stage, arguments.target, arguments.columns)
    if COMMAND is None:
        parser.error("no command: ONNX2CIRCUIT names none that is there")
    images, _ = digits(arguments.digits)
    rows = [HEADER]
    print(HEADER, flush=True)
    for name in arguments.networks or NETWORKS:
        folder = arguments.folder.resolve() / name
        folder.mkdir(parents=True, exist_ok=True)
        model = folder / "network.onnx"
        onnx.save(NETWORKS[name](), model)
        session = onnxruntime.InferenceSession(model)
        port = session.get_inputs()[0].name
        wanted = [int(np.argmax(session.run(None, {port: image[None]})[0])) for image in images]
        try:
            other = theirs(name, model, images, wanted, folder, arguments.target, arguments.columns)
        except Failed as failed:
            end, said = failed.args
            print(said, file=sys.stderr)
            other = f"| {name} | EZKL, {arguments.target} | {end} |" + " |" * 7
        sides = [*ours(name, model, images, wanted, folder), other]
        rows += sides
        print("\n".join(sides), flush=True)
    if arguments.table:
        arguments.table.write_text("\n".join(rows) + "\n")


main()
