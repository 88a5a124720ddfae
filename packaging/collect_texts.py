"""Collects all texts that can be translated into a file for Qt Linguist: ``make texts``.

In this code ``tr`` is short for ``QCoreApplication.translate`` and is given a context first. The tool takes it
for ``QObject.tr``, which is given none, unless it is told.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALIASES = "tr=none,translate+=tr"


def collect(path: Path) -> None:
    """Write or bring up to date a .ts file; translations that it has stay."""
    sources = sorted(map(str, (ROOT / "simulator").rglob("*.py")))
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([tool, "-silent", "-tr-function-alias", ALIASES, *sources, "-ts", path], check=True)


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
