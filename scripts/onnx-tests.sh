#!/usr/bin/env bash
# Fetches ONNX's own operator tests, which the Python package onnx carries up to version 1.22, into
# target/onnx-node-tests. They are used by `tests/conformance` and never copied into the repository.
# Does nothing when they are there; says so and succeeds when Python's package installer is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly VERSION=1.22.0
readonly TARGET=target/onnx-node-tests

if [[ -f $TARGET/$VERSION ]]; then
    exit 0
fi
if ! python3 -m pip --version >/dev/null 2>&1; then
    echo "onnx-tests: no python3 with pip, so ONNX's operator tests are skipped (apt-get install python3-pip)"
    exit 0
fi
mkdir -p "$TARGET"
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$wheels" "onnx==$VERSION"; then
    echo "onnx-tests: the package onnx $VERSION could not be fetched, so ONNX's operator tests are skipped"
    exit 0
fi
python3 - "$wheels" "$TARGET" <<'PYTHON'
import pathlib, sys, zipfile

(wheel,) = pathlib.Path(sys.argv[1]).glob("*.whl")
root = "onnx/backend/test/data/node/"
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(root) and not name.endswith("/"):
            target = pathlib.Path(sys.argv[2]) / name.removeprefix(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
PYTHON
touch "$TARGET/$VERSION"
echo "onnx-tests: $(find "$TARGET" -maxdepth 1 -name 'test_*' | wc -l) cases of onnx $VERSION"
