"""What tests of tasks share."""

from __future__ import annotations

import numpy as np

from simulator.engine.tasks import Batch, Task


def drawn(task: Task, size: int = 6, length: int | None = None, seed: int = 3) -> Batch:
    return task.batch(np.random.default_rng(seed), size, length)
