#!/usr/bin/env bash
# Holds the compiled contracts in contracts/artifacts and their bindings against their sources, with the compiler that
# contracts/package-lock.json pins; TypeScript checks the bindings; then forge builds the same bytes with it and runs the tests in Solidity. Fetches the compiler once,
# and anvil and forge with it. Where node and npm are missing or they cannot be fetched it says so and succeeds, since the tests
# run the artefacts, which are in the repository; with CI=true it fails, for there green has to mean compiled.
set -euo pipefail
cd "$(dirname "$0")/../contracts"

without() {
    echo "contracts: $1, so the contracts are not compiled anew, nor tested" >&2
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
node_modules/.bin/tsc -p bindings
forge=$PWD/node_modules/@foundry-rs/forge-linux-amd64/bin/forge
"$forge" --version >/dev/null 2>&1 || forge=$(command -v forge) || without "no forge for this machine"
"$forge" test
# The bytes depend a little on what else is compiled at once (the compiler orders functions by numbers it gives in a whole run). So
# src/ is built by itself, as build.mjs does; and where forge compiled again only what has changed and the bytes differ, all of it.
own=(--skip 'solidity/*' --out ../target/forge/src --cache-path ../target/forge/src-cache)
"$forge" build "${own[@]}" >/dev/null
node same.mjs ../target/forge/src 2>/dev/null || {
    "$forge" build --force "${own[@]}" >/dev/null
    node same.mjs ../target/forge/src
}
