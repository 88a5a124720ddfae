"""What the parts of a condition are in numbers, at many steps at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, reduce
from itertools import pairwise
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.source import Source
from simulator.language.condition import Condition, Part

_BLOCK = 1 << 15  # numbers of one value at a time: they stay in the cache, and memory is the same for any length

_Numbers = Callable[..., Any]

_CALCULATED: dict[str, _Numbers] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "abs": np.absolute,
    "min": lambda *values: reduce(np.minimum, values),
    "max": lambda *values: reduce(np.maximum, values),
    "least": lambda values: values.min(axis=1, keepdims=True),
    "most": lambda values: values.max(axis=1, keepdims=True),
}
_COMPARED: dict[str, _Numbers] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
_SAID: dict[str, _Numbers] = {
    "changes": lambda now, before: (now != before) & ~(np.isnan(now) & np.isnan(before)),
    "rises": np.greater,
    "falls": np.less,
    "opens": lambda now, before: (before <= 0.5) & (now > 0.5),
    "closes": lambda now, before: (before > 0.5) & (now <= 0.5),
    "overflows": lambda now: ~np.isfinite(now),
}
_JOINED: dict[str, _Numbers] = {
    "and": lambda *truths: reduce(np.logical_and, truths),
    "or": lambda *truths: reduce(np.logical_or, truths),
    "not": np.logical_not,
}


def holds(condition: Condition, source: Source, start: int, stop: int) -> Array:
    """Return where a condition holds among some steps, counted from 0 and all ready: (stop - start,), truths.

    A test holds where it does for any unit. What reads at t-1 a signal that is no state, or an input, has nothing to
    read at the first step: such a test neither holds there nor fails to hold, so that “not” does not make it hold
    either. No number (NaN) is equal to nothing, and neither above nor below anything.
    """
    found = np.empty(stop - start, bool)
    rows = most_rows(condition)
    for first in range(start, stop, rows):
        last = min(first + rows, stop)
        for value in evaluated(condition, source, first, last):
            whole = value  # the last part is the whole condition
        found[first - start : last - start] = whole
    return found


def most_rows(condition: Condition) -> int:
    """Return how many steps are evaluated at a time, at most."""
    return max(1, _BLOCK // max(part.size for part in condition.parts))


def evaluated(condition: Condition, source: Source, start: int, stop: int) -> Iterator[Array]:
    """Yield all parts of a condition in order, at some steps, at least one: values (steps, size), truths (steps,).

    Values made of numbers alone have no axes.
    """
    read = _reader(source, start, stop)
    silent = silent_at_first(condition, source) if start == 0 else ()
    waiting: dict[int, Array] = {}  # what a later part reads; nothing else is kept
    for index, part in enumerate(condition.parts):
        with np.errstate(all="ignore"):  # a number that overflows is what one may be looking for
            value = _evaluate(part, [waiting.pop(arg) for arg in part.args], read)
        if index in silent and not part.size:
            value[0] = part.negated
        waiting[index] = value
        yield value


def silent_at_first(condition: Condition, source: Source) -> set[int]:
    """Return the values and tests of a condition that say nothing about step 1: what they read is not there."""
    silent: set[int] = set()
    for index, part in enumerate(condition.parts):
        absent = part.op == "read" and part.earlier and _initial(source, part.name) is None
        if absent or (part.op not in _JOINED and not silent.isdisjoint(part.args)):
            silent.add(index)
    return silent


def _evaluate(part: Part, args: list[Array], read: Callable[[str, bool], Array]) -> Any:
    if part.op == "number":
        return np.asarray(part.value)
    if part.op == "step":
        return read("t", part.earlier)
    if part.op == "read":
        values = read(part.name, part.earlier)
        return values if part.unit is None else values[:, part.unit : part.unit + 1]
    if part.op in _CALCULATED:
        return _CALCULATED[part.op](*args)
    if part.op in _JOINED:
        return _JOINED[part.op](*args)
    if part.op == "compare":
        links = zip(part.signs, pairwise(args), strict=True)
        truths = reduce(np.logical_and, [_COMPARED[sign](*pair) for sign, pair in links])
    else:
        truths = _SAID[part.op](*args)
    return truths[:, 0] if truths.shape[1] == 1 else truths.any(axis=1)


def _reader(source: Source, start: int, stop: int) -> Callable[[str, bool], Array]:
    """Return what reads a signal, the inputs “x” or the step “t”, at these steps or one earlier: (steps, size)."""

    def rows(name: str, start: int, stop: int) -> Array:
        if name == "t":
            return np.arange(start + 1, stop + 1, dtype=np.float64)[:, np.newaxis]
        array = source.inputs(start, stop) if name == "x" else source.signal(name, start, stop)
        return np.asarray(array, np.float64)

    @cache
    def read(name: str, earlier: bool) -> Array:
        if not earlier:
            return rows(name, start, stop)
        if start or name == "t":
            return rows(name, start - 1, stop - 1)
        later = rows(name, 0, stop - 1)
        initial = _initial(source, name)
        before = np.full(later.shape[1], np.nan) if initial is None else initial
        return np.concatenate([before[np.newaxis], later])

    return read


def _initial(source: Source, name: str) -> Array | None:
    """Return what stands before the first step; None for what is no state."""
    if name == "x":
        return None
    try:
        return source.initial(name)
    except KeyError:
        return None
