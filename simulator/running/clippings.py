"""Where gradients were clipped: spans of updates, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array

SPANS = 256
_FIRST, _LAST, _COUNT, _PEAK, _PEAK_UPDATE = range(5)


@dataclass(frozen=True, slots=True)
class Clipped:
    """Updates from ``first`` to ``last``, ``count`` of which were clipped; the longest gradient was ``peak``."""

    first: int
    last: int
    count: int
    peak: float
    peak_update: int


class Clippings:
    """The spans of updates whose gradients were clipped, one after the other.

    When there are more than ``spans``, those that lie closest together become one: so what stands alone, such as a
    spike in the middle of a quiet training, stays by itself.
    """

    def __init__(self, spans: int = SPANS) -> None:
        self.most = spans
        self._rows = np.empty((0, 5))

    @property
    def spans(self) -> tuple[Clipped, ...]:
        """Those there are, in order."""
        rows = self._rows.tolist()
        return tuple(Clipped(int(first), int(last), int(count), peak, int(at)) for first, last, count, peak, at in rows)

    def add(self, first: int, before: Array, after: Array) -> None:
        """Take norms of gradients before and after clipping, of updates that follow each other from ``first`` on."""
        clipped = np.flatnonzero(after < before)
        if not len(clipped):
            return
        updates = first + clipped.astype(float)
        each = np.stack([updates, updates, np.ones(len(updates)), before[clipped], updates], axis=1)
        rows = _joined(np.concatenate([self._rows, each]), 1)
        if len(rows) > self.most:
            gaps = rows[1:, _FIRST] - rows[:-1, _LAST]
            kept = max(1, self.most // 2)  # by far fewer, so that this is seldom done
            rows = _joined(rows, float(np.partition(gaps, -kept)[-kept]))
        self._rows = rows

    def cut(self, update: int) -> None:
        """Forget what came after an update, and with it the span in which that lies."""
        self._rows = self._rows[self._rows[:, _LAST] <= update]

    def arrays(self) -> dict[str, Array]:
        """Return all there is, as a copy; ``of`` takes it."""
        return {"spans": self._rows.copy()}

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> Clippings:
        """Return what ``arrays`` were of. Raises KeyError, TypeError or ValueError if they are of something else."""
        made = cls()
        made._rows = np.asarray(arrays["spans"], float).reshape(-1, 5)
        return made


def _joined(rows: Array, gap: float) -> Array:
    """Return spans of which those are one that lie no further apart than a gap."""
    apart = rows[1:, _FIRST] - rows[:-1, _LAST] > gap
    starts = np.flatnonzero(np.concatenate([[True], apart]))
    joined = rows[starts]
    joined[:, _LAST] = np.maximum.reduceat(rows[:, _LAST], starts)
    joined[:, _COUNT] = np.add.reduceat(rows[:, _COUNT], starts)
    joined[:, _PEAK] = np.maximum.reduceat(rows[:, _PEAK], starts)
    belongs = np.repeat(joined[:, _PEAK], np.diff(starts, append=len(rows)))
    tops = np.flatnonzero(rows[:, _PEAK] == belongs)
    span = np.searchsorted(starts, tops, "right") - 1
    _, places = np.unique(span, return_index=True)
    joined[:, _PEAK_UPDATE] = rows[tops[places], _PEAK_UPDATE]
    return joined
