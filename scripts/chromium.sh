#!/bin/sh
# Install Chromium from Debian packages, for the tests that open the HTML report in a real browser.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done

give_up() {
    echo "no Chromium here: $1; the tests that need it are skipped" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
    exit 0
}

if ! command -v apt-get >/dev/null; then give_up "there is no apt-get"; fi
if [ "$(id -u)" = 0 ]; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; else give_up "nobody may install packages"; fi
$sudo apt-get update -qq || give_up "the package lists cannot be had"
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null \
    || give_up "the package cannot be installed"
