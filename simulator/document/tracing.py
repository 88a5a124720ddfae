"""The trace of the sequence on show, kept up with the document: from the first changed step on, in slices, no further
than it differs."""

from __future__ import annotations

import re
import time
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from simulator.document.document import Change, Document
from simulator.document.sequence import Array, Sequence
from simulator.document.state import Layer
from simulator.engine import Explained, Model, explain_step
from simulator.engine.spread import Spread

Edges = NDArray[np.int64]

_INPUT = re.compile(r"x\[(\d+)\]")
AT_ONCE = 1000  # steps finished in one call, so that the usual edit is never seen half done,
PATIENCE = 0.03  # unless they take longer than this, in seconds
_FIRST, _LARGEST = 16, 1024  # steps of a slice: few first, for the states may soon be what they were
_WORK = 8_000_000  # multiplications in a slice at most: some milliseconds
_KEPT = 8  # explained steps


class Tracer:
    """All signals at every step, in float64.

    After an edit the arrays hold the new values up to ``ready_steps`` and the old ones beyond (0 where there were
    none), until ``advance`` has been called often enough. A further edit takes the place of what was under way.
    """

    def __init__(self, document: Document) -> None:
        state = document.state
        self._explained: OrderedDict[int, Explained] = OrderedDict()
        self._sequence: Sequence = state.sequence
        self._start(state.layer)
        self.computed_steps = 0  # since the beginning, for tests and measurements
        self.stop = document.subscribe(self._changed)

    @property
    def model(self) -> Model:
        """The cell with its weights as they are now."""
        return self._model

    @property
    def total(self) -> int:
        """Number of steps of the sequence."""
        return self._sequence.steps

    @property
    def ready_steps(self) -> int:
        """How many steps, from the first, hold what the document says now."""
        return self._ready

    def signal(self, name: str, start: int = 0, stop: int | None = None) -> Array:
        """Return a signal at rows start … stop - 1, (steps, size), a read-only view: take it anew after an edit."""
        return self._view(self._arrays[name][start:stop])

    def spread(self, name: str, unit: int | None, edges: Edges) -> tuple[Array, Array]:
        """Return the smallest and largest value of a unit of a signal, or of the inputs "x", between edges.

        ``edges``: rows, rising, (n + 1,). Returns two arrays (n,), or (n, size) of all units if ``unit`` is None.
        """
        return self._spread(name).over(edges, unit)

    def extent(self, name: str) -> tuple[float, float]:
        """Return the smallest and largest finite value of a signal so far, a state's initial value included.

        Of an input where the name is such as "x[1]".
        """
        if found := _INPUT.fullmatch(name):
            return self._spread("x").whole(int(found[1]) - 1)
        spread = self._spread(name)
        ends = [spread.whole(unit) for unit in range(self._arrays[name].shape[1])]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        values = np.array([low, high])
        if not np.isfinite(values).all():
            values = self._arrays[name][: self._ready].ravel()
        if name in self._layer.initial:
            values = np.concatenate([values, self._layer.initial[name]])
        values = values[np.isfinite(values)]
        return (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)

    def explained(self, step: int) -> Explained:
        """Return every node and product of one step, counted from 1."""
        found = self._explained.get(step)
        if found is None:
            row = step - 1
            before = {name: self._before(name, row).copy() for name in self._layer.initial}
            known = {name: array[row].copy() for name, array in self._arrays.items()}
            found = explain_step(self._model, step, self._sequence.row(row), before, known, self._layer.parameters)
            if step <= self._ready:
                self._explained[step] = found
        else:
            self._explained.move_to_end(step)
        while len(self._explained) > _KEPT:
            self._explained.popitem(last=False)
        return found

    def advance(self, budget: float) -> bool:
        """Go on computing for about ``budget`` seconds; return whether all is done.

        A thousand steps are finished in one call even if it takes a little longer.
        """
        begin = time.perf_counter()
        done, length = 0, _FIRST
        while self._ready < self.total:
            elapsed = time.perf_counter() - begin
            if done and elapsed > (budget if done >= AT_ONCE else max(budget, PATIENCE)):
                return False
            # Up to where the old states are met again at the earliest, and a little further.
            wanted = max(self._ready, self._settled) + length
            stop = min(wanted, self._ready + self._longest, self.total)
            done += stop - self._ready
            self._slice(self._ready, stop)
            length *= 2
        return True

    # -- inside

    def _spread(self, name: str) -> Spread:
        if name not in self._spreads:
            self._spreads[name] = Spread(self._sequence.array() if name == "x" else self._arrays[name])
        return self._spreads[name]

    def _start(self, layer: Layer) -> None:
        """Begin from nothing: another cell, other weights or other sizes."""
        self._layer = layer
        self._model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
        weights = sum(array.size for array in layer.parameters.values())
        self._longest = max(1, min(_LARGEST, _WORK // max(1, weights)))
        sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
        self._arrays = {name: np.zeros((self.total, size)) for name, size in sizes.items()}
        self._spreads: dict[str, Spread] = {}
        self._ready = 0
        # Rows from here on follow from each other: if the states at one come out as they were, all after it hold.
        self._settled = self.total

    def _changed(self, change: Change) -> None:
        old, new = self._layer, change.after.layer
        sequence = change.after.sequence
        if (sequence is self._sequence) and new is old:
            return
        self._explained.clear()
        sizes = new.inputs, new.units, new.outputs
        if new.cell != old.cell or sizes != (old.inputs, old.units, old.outputs):
            self._sequence = sequence
            self._start(new)
            return
        self._settled = self._chain()
        if sequence is not self._sequence:
            self._splice(sequence)
        self._layer = new
        changed = [name for name in new.parameters if new.parameters[name] is not old.parameters[name]]
        if changed:
            self._model.parameters.update({name: new.parameters[name] for name in changed})
            self._ready, self._settled = 0, self.total
        elif any(new.initial[name] is not old.initial[name] for name in new.initial):
            self._ready = 0

    def _chain(self) -> int:
        """Return the row from which on the rows, new or old, follow from each other."""
        return 0 if self._ready == self.total else max(self._settled, self._ready)

    def _splice(self, sequence: Sequence) -> None:
        """Take another sequence, and move what is still of use to where it belongs in it."""
        head, tail = self._sequence.common(sequence)
        before, after = self.total, sequence.steps
        if head == before == after:  # another name, other words: what is under way goes on
            tail = after
        if before != after:
            for name, array in self._arrays.items():
                moved = np.zeros((after, array.shape[1]))
                moved[:head] = array[:head]
                moved[after - tail :] = array[before - tail :]
                self._arrays[name] = moved
            self._spreads.clear()
        elif "x" in self._spreads:
            self._spreads["x"].change(head, after - tail, sequence.array())
        self._settled = after - min(tail, before - self._settled)
        self._ready = min(self._ready, head)
        self._sequence = sequence

    def _slice(self, start: int, stop: int) -> None:
        """Compute rows start … stop - 1, and be done if the states of the last one are what they were."""
        before = {name: self._before(name, start) for name in self._layer.initial}
        old = {name: self._arrays[name][stop - 1].tobytes() for name in self._layer.initial}
        trace = self._model.resume(self._sequence.array(start, stop), before, first=start + 1)
        for name, array in self._arrays.items():
            array[start:stop] = trace[name]
            if name in self._spreads:
                self._spreads[name].change(start, stop)
        self.computed_steps += stop - start
        same = all(self._arrays[name][stop - 1].tobytes() == old[name] for name in old)
        self._ready = self.total if same and stop - 1 >= self._settled else stop

    def _before(self, name: str, row: int) -> Array:
        """Return a state as it was before a row."""
        return self._arrays[name][row - 1] if row else self._layer.initial[name]

    @staticmethod
    def _view(array: Array) -> Array:
        view = array.view()
        view.setflags(write=False)
        return view
