#!/bin/sh
# Make a virtual environment with stacqc (second argument: `.`, or `.[dev]` for all that its tests need),
# on a fresh Debian machine too.
set -eu
venv=${1:-.venv}
what=${2:-.}

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then python=$candidate; break; fi
done

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if [ -z "$python" ] || ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    if ! command -v apt-get >/dev/null; then
        echo "stacqc needs Python 3.11 or newer with its venv module" >&2
        exit 1
    fi
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends python3 python3-venv
    python=python3
fi

"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$what"
