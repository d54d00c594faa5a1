#!/usr/bin/env bash
# Holds the compiled contracts in contracts/artifacts against their sources, with the compiler that
# contracts/package-lock.json pins. Fetches it once, and anvil with it. Where node and npm are missing or the compiler
# cannot be fetched it says so and succeeds, since the tests run the artefacts, which are in the repository; with CI=true
# it fails, for there green has to mean compiled.
set -euo pipefail
cd "$(dirname "$0")/../contracts"

without() {
    echo "contracts: $1, so the artefacts are not compiled anew" >&2
    if [[ ${CI:-false} == true ]]; then exit 1; else exit 0; fi
}

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    without "no node with npm (scripts/setup.sh installs them)"
fi
# npm writes the lock it installed from last.
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
    npm ci --silent --no-audit --no-fund || without "the compiler could not be fetched"
    touch node_modules/.package-lock.json
fi
node build.mjs --check
