"""Undoes what was mended against attacks, one thing at a time (attacks.txt), and sees the tests fail that are named there.

    undo.py [NAME]...

The files are those of this checkout, which are put back as they were; so it refuses those that were changed. Contracts are compiled anew
(node, npm ci --prefix contracts). What is undone and still found is a line with `found` and the tests; `NOT FOUND` and `DOES NOT BUILD` are
failures, and then the exit status is 1. A minute or two each on two cores, most of which is the build.
"""

import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORGE = ROOT / "contracts/node_modules/@foundry-rs/forge-linux-amd64/bin/forge"


def read(path):
    """The mutants: name, file, what is there, what comes instead, tests."""
    mutants = []
    for line in path.read_text().splitlines():
        if line.startswith("## "):
            name, _, about = line[3:].partition(": ")
            mutants.append({"name": name, "about": about, "file": "", "-": [], "+": [], "tests": []})
        elif line.startswith("#") or not line:
            continue
        elif line[0] in "-+":
            mutants[-1][line[0]].append(line[1:])
        elif " " in line:
            mutants[-1]["tests"].append(tuple(line.split(" ")))
        else:
            mutants[-1]["file"] = line
    return mutants


def run(*command, folder=ROOT):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def failed(kind, tests):
    """Those of some tests that fail; None if they cannot be built or are not there."""
    if kind == "forge":
        lost = set()
        for test in tests:
            _, said = run(FORGE, "test", "--match-test", test, folder=ROOT / "contracts")
            if "[FAIL" in said:
                lost.add(test)
            elif "[PASS]" not in said:
                print(said[-2000:], file=sys.stderr)
                return None
        return lost
    code, said = run("cargo", "test", "--workspace", "--test", kind, "--no-fail-fast", "--", "--exact", *tests)
    ends = dict(re.findall(r"^test (\S+) \.\.\. (\w+)", said, re.M))
    # What a test prints may stand between its name and its end.
    ends.update((name, "FAILED") for name in re.findall(r"^    (\S+)$", said, re.M) if name in tests)
    if any(test not in said for test in tests) or (code != 0) != ("FAILED" in ends.values()):
        print(said[-4000:], file=sys.stderr)
        return None
    return {test for test in tests if ends.get(test) == "FAILED"}


def undo(mutant):
    """Undoes one thing and says what became of its tests."""
    path = ROOT / mutant["file"]
    before = path.read_text()
    here, instead = ("\n".join(mutant[sign]) + "\n" for sign in "-+")
    if before.count(here) != 1:
        return "NOT THERE", []
    path.write_text(before.replace(here, instead))
    try:
        if path.suffix == ".sol" and any(kind != "forge" for kind, _ in mutant["tests"]):
            code, said = run("node", "contracts/build.mjs")
            if code != 0:
                print(said[-4000:], file=sys.stderr)
                return "DOES NOT BUILD", []
        lost = []
        for kind in sorted({kind for kind, _ in mutant["tests"]}):
            some = failed(kind, [test for of, test in mutant["tests"] if of == kind])
            if some is None:
                return "DOES NOT BUILD", []
            lost += sorted(some)
        return ("found" if len(lost) == len(mutant["tests"]) else "NOT FOUND"), lost
    finally:
        path.write_text(before)
        if path.suffix == ".sol":
            run("git", "checkout", "--", "contracts/artifacts", "contracts/bindings")


def main():
    mutants = read(pathlib.Path(__file__).with_name("attacks.txt"))
    names = sys.argv[1:] or [mutant["name"] for mutant in mutants]
    chosen = [mutant for mutant in mutants if mutant["name"] in names]
    if len(chosen) != len(set(names)):
        sys.exit(f"names: {' '.join(mutant['name'] for mutant in mutants)}")
    files = sorted({mutant["file"] for mutant in chosen} | {"contracts/artifacts", "contracts/bindings"})
    if run("git", "status", "--porcelain", "--", *files)[1]:
        sys.exit("changed, so it could not be put back: commit first\n" + run("git", "status", "--short", "--", *files)[1])
    bad = 0
    for number, mutant in enumerate(chosen, 1):
        start = time.monotonic()
        verdict, lost = undo(mutant)
        bad += verdict != "found"
        took = f"{time.monotonic() - start:.0f} s"
        print(f"{number}/{len(chosen)} {verdict}: {mutant['name']}, {mutant['about']} ({' '.join(lost)}; {took})", flush=True)
    sys.exit(bad != 0)


main()
