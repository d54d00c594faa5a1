#!/usr/bin/env bash
# Holds the compiled contracts in contracts/artifacts against their sources, with the compiler that
# contracts/package-lock.json pins. Fetches it once. Says so and succeeds where node and npm are missing or the
# compiler cannot be fetched: the tests run the artefacts, which are in the repository.
set -euo pipefail
cd "$(dirname "$0")/../contracts"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "contracts: no node with npm, so the artefacts are not compiled anew (apt-get install nodejs npm)"
    exit 0
fi
# npm writes the lock it installed from last.
if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
    if ! npm ci --silent --no-audit --no-fund; then
        echo "contracts: the compiler could not be fetched, so the artefacts are not compiled anew"
        exit 0
    fi
    touch node_modules/.package-lock.json
fi
node build.mjs --check
