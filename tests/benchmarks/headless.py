"""A process that trains a task without a window, as ``gatesim train`` does.

For each number of updates that it reads from its input it makes so many, and writes how many seconds they took:

    python -m tests.benchmarks.headless TASK
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.running.setup import Setup


class Headless:
    """The process, seen from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def seconds(self, updates: int) -> float:
        """Let it make so many updates; return how long that took."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{updates}\n")
        stdin.flush()
        return float(stdout.readline())


@contextmanager
def headless(task: str) -> Iterator[Headless]:
    """Start it, and end it afterwards."""
    command = [sys.executable, "-m", "tests.benchmarks.headless", task]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Headless(process)
        process.kill()


def main(task: str) -> None:
    trainer = Setup(task).trainer()
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in trainer.reports(int(line)):
            pass
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
