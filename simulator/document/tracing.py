"""The trace of the sequence on show, kept up with the document: from the first changed step on, in slices, no further
than it differs."""

from __future__ import annotations

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from simulator.document.document import Document
from simulator.document.sequence import Array, Sequence
from simulator.document.state import Layer, Run, State
from simulator.engine import Explained, Model, Trace, explain_step
from simulator.engine.holding import HeldModel, Hold, Holds
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

    def __init__(
        self,
        document: Document,
        pick: Callable[[State], Run | None] = lambda state: state.run,
        subscribe: bool = True,
    ) -> None:
        """``pick`` says what of a state is run; it is kept as it is while that is nothing.

        Without ``subscribe`` it follows the document only when it is told to.
        """
        run = pick(document.state)
        assert run is not None
        self._pick = pick
        self._explained: OrderedDict[int, Explained] = OrderedDict()
        self._sequence: Sequence = run.sequence
        self._start(run.layer, run.holds)
        self.computed_steps = 0  # since the beginning, for tests and measurements
        self.stop = document.subscribe(lambda change: self.follow(change.after)) if subscribe else lambda: None

    @property
    def model(self) -> Model:
        """The cell with its weights as they are now."""
        return self._model

    @property
    def layer(self) -> Layer:
        """What it runs."""
        return self._layer

    @property
    def sequence(self) -> Sequence:
        """What it runs over."""
        return self._sequence

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
            held, parameters = self._held.holds, self._layer.parameters
            found = explain_step(self._model, step, self._sequence.row(row), before, known, held, parameters)
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

    def trace(self) -> Trace:
        """Return the whole trace; what is not ready yet is computed first."""
        while not self.advance(math.inf):
            pass
        final = {name: self.signal(name)[-1] for name in self._layer.initial}
        values = {name: self.signal(name) for name in self._arrays}
        cell, model, x = self._layer.cell, self._model, self._sequence.array()
        return Trace(cell, model.sizes, dict(model.parameters), x, values, self._layer.initial, final)

    # -- inside

    def _spread(self, name: str) -> Spread:
        if name not in self._spreads:
            self._spreads[name] = Spread(self._sequence.array() if name == "x" else self._arrays[name])
        return self._spreads[name]

    def _start(self, layer: Layer, holds: Holds) -> None:
        """Begin from nothing: another cell, other weights or other sizes."""
        self._layer = layer
        self._take_model(layer, holds)
        weights = sum(array.size for array in layer.parameters.values())
        self._longest = max(1, min(_LARGEST, _WORK // max(1, weights)))
        sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
        self._arrays = {name: np.zeros((self.total, size)) for name, size in sizes.items()}
        self._spreads: dict[str, Spread] = {}
        self._ready = 0
        # Rows from here on follow from each other: if the states at one come out as they were, all after it hold.
        self._settled = self.total

    def _take_model(self, layer: Layer, holds: Holds) -> None:
        self._model = Model(layer.cell, layer.inputs, layer.units, layer.outputs, parameters=layer.parameters)
        self._held = HeldModel(self._model, holds)

    def follow(self, state: State) -> None:
        """Keep up with another state: what is the same in both is not computed anew."""
        run = self._pick(state)
        if run is None:
            return
        old, new, sequence, holds = self._layer, run.layer, run.sequence, run.holds
        if sequence is self._sequence and new is old and holds == self._held.holds:
            return
        self._explained.clear()
        sizes = new.inputs, new.units, new.outputs
        if new.cell != old.cell or sizes != (old.inputs, old.units, old.outputs):
            self._sequence = sequence
            self._start(new, holds)
            return
        self._settled = self._chain()
        if sequence is not self._sequence:
            self._splice(sequence)
        self._layer = new
        changed = [name for name in new.parameters if new.parameters[name] is not old.parameters[name]]
        if changed:
            self._model.parameters.update({name: new.parameters[name] for name in changed})
            self._held = HeldModel(self._model, holds)
            self._ready, self._settled = 0, self.total
            return
        if any(new.initial[name] is not old.initial[name] for name in new.initial):
            self._ready = 0
        if holds != self._held.holds:
            self._hold(holds)

    def _hold(self, holds: Holds) -> None:
        """Hold other signals than before: rows at which they differ are stale, whatever the states are."""
        differing = set(holds) ^ set(self._held.holds)
        if set(holds) == set(self._held.holds):  # in another order: any of them may count now
            differing = set(holds)
        self._ready = min(self._ready, min(hold.start for hold in differing))
        self._settled = max(self._settled, self._end(differing))
        self._held = HeldModel(self._model, holds)

    def _end(self, holds: Iterable[Hold]) -> int:
        """Return the row behind the last one at which something is held."""
        ends = (self.total if hold.stop is None else hold.stop for hold in holds)
        return min(self.total, max(ends, default=0))

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
        if before != after and (holds := self._held.holds):  # what moved is held at other steps than before
            end = max(after if hold.stop is None else hold.stop + max(0, after - before) for hold in holds)
            self._settled = min(after, max(self._settled, end))
        self._ready = min(self._ready, head)
        self._sequence = sequence

    def _slice(self, start: int, stop: int) -> None:
        """Compute rows start … stop - 1, and be done if the states of the last one are what they were."""
        before = {name: self._before(name, start) for name in self._layer.initial}
        old = {name: self._arrays[name][stop - 1].tobytes() for name in self._layer.initial}
        found = self._held.resume(self._sequence.array(start, stop), before, start + 1)
        for name, array in self._arrays.items():
            array[start:stop] = found[name]
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
