#!/usr/bin/env bash
# Fetches ONNX's own operator tests, which the Python package onnx carries up to version 1.22, and those of its
# first operator sets (pytorch-*), into target/onnx-node-tests. They are used by `tests/conformance` and never
# copied into the repository.
# Does nothing when they are there. Where they cannot be had it says so and succeeds, and the tests are listed as
# ignored; with CI=true it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly VERSION=1.22.0
readonly TARGET=target/onnx-node-tests
# Says what is there.
readonly MARK=$TARGET/$VERSION-and-pytorch

if [[ -f $MARK ]]; then
    exit 0
fi
without() {
    echo "onnx-tests: $1, so ONNX's operator tests are skipped" >&2
    if [[ ${CI:-false} == true ]]; then exit 1; else exit 0; fi
}

python3 -m pip --version >/dev/null 2>&1 || without "no python3 with pip (apt-get install python3-pip)"
mkdir -p "$TARGET"
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$wheels" "onnx==$VERSION" || without "the package onnx $VERSION could not be fetched"
python3 - "$wheels" "$TARGET" <<'PYTHON'
import pathlib, sys, zipfile

(wheel,) = pathlib.Path(sys.argv[1]).glob("*.whl")
root = "onnx/backend/test/data/"
kinds = ("node", "pytorch-converted", "pytorch-operator", "simple")
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        kind, _, path = name.removeprefix(root).partition("/")
        if name.startswith(root) and kind in kinds and path and not name.endswith("/"):
            target = pathlib.Path(sys.argv[2]) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
PYTHON
touch "$MARK"
echo "onnx-tests: $(find "$TARGET" -maxdepth 1 -name 'test_*' | wc -l) cases of onnx $VERSION"
