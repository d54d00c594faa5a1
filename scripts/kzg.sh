#!/usr/bin/env bash
# Fetches the points of Ethereum's ceremony for blobs (trusted_setup.txt), as the crate c-kzg ships them (Apache-2.0), into target/ceremony.
# Tests of inputs in blobs read them, and `--kzg-setup` takes them; they are never copied into the repository. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly HASH=d39b9f2d047cc9dca2de58f264b6a09448ccd34db967881a6713eacacf0f26b7
readonly TARGET=target/ceremony/trusted_setup.txt

if [[ -f $TARGET ]] || python3 scripts/crate_file.py c-kzg 2.1.8 src/trusted_setup.txt sha256 "$HASH" "$TARGET"; then
    exit 0
fi
echo "kzg: trusted_setup.txt of the crate c-kzg could not be had, so the tests of blobs fail" >&2
if [[ ${CI:-false} == true ]]; then exit 1; fi
