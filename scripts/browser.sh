#!/usr/bin/env bash
# Installs a headless Chromium from Debian's packages, unless a browser that the tests know is there: they open the pages that the
# command writes. Where it cannot be had it says so and succeeds, and these tests are skipped; with CI=true it fails.
set -euo pipefail

for name in chromium chromium-browser google-chrome chromium-headless-shell; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
echo "browser: installing a headless Chromium (chromium-headless-shell)" >&2
as_root=()
if ((EUID != 0)); then as_root=(sudo -n); fi
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}
if command -v apt-get >/dev/null && { install install -y --no-install-recommends chromium-headless-shell 2>/dev/null ||
    { install update && install install -y --no-install-recommends chromium-headless-shell; }; }; then
    exit 0
fi
echo "browser: no Chromium, and none could be installed (chromium-headless-shell of Debian), so that pages are not opened: skipped" >&2
if [[ ${CI:-false} == true ]]; then exit 1; fi
