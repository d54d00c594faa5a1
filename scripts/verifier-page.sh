#!/usr/bin/env bash
# Builds the page that verifies proofs by sumchecks in a browser, one file that opens anywhere: PAGE, target/verifier.html unless given,
# with cargo's profile PROFILE, release unless given.
#
#   scripts/verifier-page.sh [PAGE [PROFILE]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
page=${1:-target/verifier.html}
profile=${2:-release}
target=wasm32-unknown-unknown
folder=$profile
[[ $profile != dev ]] || folder=debug

# The page is for every processor: flags for this one are none for it.
RUSTFLAGS='' ${CARGO:-cargo} rustc --locked --quiet --package sumcheck-verifier --target $target --crate-type cdylib --profile "$profile" \
    -- -C strip=debuginfo
mkdir -p "$(dirname "$page")"
wasm=${CARGO_TARGET_DIR:-target}/$target/$folder/sumcheck_verifier.wasm
{
    sed '/atob("WASM")/,$d' sumcheck/verifier/page.html
    sed -n '/atob("WASM")/p' sumcheck/verifier/page.html | sed 's/WASM").*//' | tr -d '\n'
    base64 -w0 "$wasm"
    sed -n '/atob("WASM")/p' sumcheck/verifier/page.html | sed 's/.*WASM")/")/'
    sed '1,/atob("WASM")/d' sumcheck/verifier/page.html
} >"$page.new"
mv "$page.new" "$page"
