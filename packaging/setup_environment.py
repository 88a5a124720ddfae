"""Makes the private environment .venv with the program and its tools in it; at once if nothing has changed.

Given the name of an extra (``bench``), it adds what that extra holds, one library at a time: what pip cannot install is
named, and does not stop the rest.

Needs the standard library and a pip, nothing else: Debian's Python has no ensurepip, so the environment is made
without pip, and a pip from outside installs into it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NO_PIP = """There is no pip here that could install the program's libraries.
Run: sudo apt-get install python3-pip (on Fedora: sudo dnf install python3-pip), then try again."""
FAILED = """pip could not install the program's libraries; what it says stands above.
Without a network, give it a folder of wheels: PIP_FIND_LINKS=/path PIP_NO_INDEX=1 make run"""
INSTALL = ["install", "--quiet", "--disable-pip-version-check"]


def main(*extras: str) -> int:
    environment = ROOT / ".venv"
    stamp = environment / "set-up"
    with open(ROOT / "pyproject.toml", "rb") as project:
        fcntl.flock(project, fcntl.LOCK_EX)  # two makes at once: the second waits, and finds the work done
        demands = tomllib.load(project)
        wanted = fingerprint(demands)
        if not (stamp.exists() and stamp.read_text() == wanted) and (failed := set_up(environment, stamp, wanted)):
            return failed
        for extra in extras:
            add(environment, extra, demands["project"]["optional-dependencies"][extra])
    return 0


def set_up(environment: Path, stamp: Path, wanted: str) -> int:
    """Make the environment anew, and return the exit status: 0 if all went well."""
    start = time.monotonic()
    print(f"Setting up .venv with Python {sys.version.split()[0]}; once, this takes a minute or two.", flush=True)
    shutil.rmtree(environment, ignore_errors=True)  # half an environment is worse than none
    venv.EnvBuilder(symlinks=True).create(environment)
    pip = next(filter(works, pips(environment / "bin" / "python")), None)
    if pip is None:
        print(NO_PIP, file=sys.stderr)
        return 2
    if not installs([*pip, *INSTALL, "--editable", f"{ROOT}[test,check]"]):
        print(FAILED, file=sys.stderr)
        return 1
    stamp.write_text(wanted)  # last of all: an interrupted set-up starts again
    print(f"Ready after {time.monotonic() - start:.0f} s.", flush=True)
    return 0


def add(environment: Path, extra: str, demands: list[str]) -> None:
    """Install the libraries of an extra that are not there yet; those that cannot be had are tried again next time."""
    stamp = environment / f"set-up-{extra}"  # goes with the environment when that is made anew
    if stamp.exists():
        return
    print(f"Adding what is only for “{extra}”: {', '.join(demands)}. Once, this may take some minutes.", flush=True)
    pip = next(filter(works, pips(environment / "bin" / "python")), None)
    missing = [demand for demand in demands if pip is None or not installs([*pip, *INSTALL, demand])]
    if missing:
        print(f"Not installed: {', '.join(missing)}. What needs them is skipped.", file=sys.stderr)
    else:
        stamp.touch()


def installs(command: list[str]) -> bool:
    return subprocess.run(command, check=False, env=os.environ | {"PIP_USER": "0"}).returncode == 0


def fingerprint(project: dict[str, Any]) -> str:
    """Return what an environment depends on, shortened: the Python, the place, and the project's own demands."""
    demands = [project["build-system"], project["project"], project["tool"]["hatch"]]
    parts = [base_python(), sys.version, str(ROOT), json.dumps(demands, sort_keys=True)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def base_python() -> str:
    """Return the Python outside any environment: the one that runs this may be inside the old .venv."""
    return str(getattr(sys, "_base_executable", sys.executable))


def pips(python: Path) -> Iterator[list[str]]:
    """Yield the commands that may install into the environment of ``python``, likeliest first."""
    yield [base_python(), "-m", "pip", "--python", str(python)]
    yield from ([found, "--python", str(python)] for name in ("pip3", "pip") if (found := shutil.which(name)))
    subprocess.run([python, "-m", "ensurepip"], check=False, capture_output=True)
    yield [str(python), "-m", "pip"]


def works(pip: list[str]) -> bool:
    return subprocess.run([*pip, "--version"], check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
