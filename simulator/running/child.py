"""Where a training process begins. Nothing may be imported here at the top that loads NumPy, or Qt."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


PRIORITY = 10
"""How far what computes steps back behind the window, in the measure of Unix: from 0, not at all, to 19."""


def main(requests: Connection, messages: Connection) -> None:
    """Train as is asked through one pipe and tell about it through the other, until either is closed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in a terminal is for us too; nothing has to be tidied up
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # held back by the parent until now
    if hasattr(os, "nice"):
        os.nice(PRIORITY)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # best for products of these sizes; read when NumPy is loaded
    from simulator.running.worker import work

    work(requests, messages)
