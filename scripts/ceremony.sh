#!/usr/bin/env bash
# Fetches the smallest file of the perpetual powers of tau, which the crate ppot-rs ships (MIT), into target/ceremony. The test
# of published ceremonies reads it; it is never copied into the repository. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
# The points of another ceremony, for blobs.
scripts/kzg.sh

# BLAKE2b-512, as snarkjs publishes it for powersOfTau28_hez_final_08.ptau.
readonly HASH=d6a8fb3a04feb600096c3b791f936a578c4e664d262e4aa24beed1b7a9a96aa5eb72864d628db247e9293384b74b36ffb52ca8d148d6e1b8b51e279fdf57b583
readonly TARGET=target/ceremony/8.ptau

if [[ -f $TARGET ]] || python3 scripts/crate_file.py ppot-rs 0.1.1 8.ptau blake2b "$HASH" "$TARGET"; then
    exit 0
fi
echo "ceremony: 8.ptau of the crate ppot-rs could not be had, so the test of a published ceremony fails" >&2
if [[ ${CI:-false} == true ]]; then exit 1; fi
