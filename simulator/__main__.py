"""``python -m simulator``: the same as the command ``gatesim``."""

from __future__ import annotations

import multiprocessing
import sys

from simulator.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # first of all: in a frozen build a child process starts here, and must not open a window
    sys.exit(main())
