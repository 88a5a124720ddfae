"""Peak memory of a training step, in a process of its own.

    python -m tests.benchmarks.peak_memory ours lstm 3 16 1 32 20 float64

Prints by how many MB the most memory that the process ever held (VmHWM) grew from its state after imports and a few
updates of a network of one unit, over building the one in question and three updates; and how many MB that is in all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.peers import torch_step
from tests.benchmarks.workload import Workload

STATUS = Path("/proc/self/status")


def main(who: str, cell: str, *sizes: str) -> None:
    inputs, units, outputs, batch, steps = map(int, sizes[:-1])
    dtype = sizes[-1]
    make = Workload.ours if who == "ours" else torch_step
    small = make(Workload(cell, 1, 1, 1, 1, 2, dtype))
    for _ in range(3):
        small()
    before = _most()
    step = make(Workload(cell, inputs, units, outputs, batch, steps, dtype))
    for _ in range(3):
        step()
    print((_most() - before) / 1024, _most() / 1024)


def _most() -> int:
    """Return the most kB that this process has held; what getrusage says begins with the parent's."""
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
