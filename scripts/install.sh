#!/bin/sh
# Makes the virtual environment and installs a locked set of packages and the project itself into it.
# usage: install.sh PYTHON VENV LOCKFILE
set -eu
python=$1 venv=$2 lock=$3
if ! command -v "$python" >/dev/null 2>&1; then
    echo "huiqi: '$python' was not found; install python3 (3.11 or newer) and python3-venv" >&2
    exit 2
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "huiqi: $("$python" --version) is too old; Python 3.11 or newer is needed" >&2
    exit 2
fi
if [ ! -x "$venv/bin/python" ]; then
    echo "[1/3] making the virtual environment $venv"
    "$python" -m venv "$venv" || {
        echo "huiqi: could not make $venv; on Debian and Ubuntu install python3-venv" >&2
        exit 2
    }
fi
echo "[2/3] installing the packages of $lock"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
echo "[3/3] installing huiqi"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --no-deps --editable .
# Byte code once, here: an environment that forbids writing it later would compile every module at every start.
"$venv/bin/python" -m compileall -q bot intents knowledge
