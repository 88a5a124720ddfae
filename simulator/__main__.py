"""``python -m simulator``: the same as the command ``gatesim``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a frozen build starts its child processes here, and they must not open a window
        import multiprocessing

        multiprocessing.freeze_support()

    from simulator.cli import main

    sys.exit(main())
