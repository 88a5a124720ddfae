#!/bin/sh
# Runs a script with the first Python that the program supports: python.sh SCRIPT [ARGUMENT ...]
# PYTHON=/path/to/python3 overrides the choice. A command that is there but does not run (a pyenv shim) is passed over.
for python in ${PYTHON:-.venv/bin/python python3.13 python3.12 python3.11 python3 python}; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
done
found=$("${PYTHON:-python3}" --version 2>&1 || true)
echo "This program needs Python 3.11 or newer, and this machine has: ${found:-none}." >&2
echo "Install one (sudo apt-get install python3), or name it: make PYTHON=/path/to/python3 run" >&2
exit 2
