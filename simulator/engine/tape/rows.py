"""Where the values of a tape stand, step by step, and the sections of calls on them.

All arrays are [step, feature, batch]. A section is run either once, on whole arrays, or step by step; what it is told
to do is the same in both.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from simulator.engine.memory import Array, Call
from simulator.language.operations import OUT, VALUE, Slope, SlopeCall

Kind = Literal["steps", "one", "still", "ring", "turn", "turned"]

CACHE = 1 << 11  # numbers of a block computed ahead; measured
LINE = 64  # bytes of a line of the cache
SMALL = 1_000_000  # multiplications up to which OpenBLAS takes its quicker way for small products


@dataclass(frozen=True, eq=False)
class Rows:
    """One value's memory.

    ``steps``: (steps, size, batch), all steps kept. ``one``: (1, size, batch), overwritten at each step. ``still``: the
    same at every step, (size, 1) or a matrix. ``ring``: (some, size, batch), kept for some steps. ``turn`` and
    ``turned``: (3, size, batch), written at step t and read at step t - 1 of a walk backward; row 0 is what the last
    step reads.
    """

    array: Array
    kind: Kind = "steps"

    def views(self, steps: int) -> list[Array]:
        """Return the view of each step."""
        array = self.array
        if self.kind == "steps":
            return list(array)
        if self.kind == "turn":
            return [array[1 + step % 2] for step in range(steps)]
        if self.kind == "turned":
            return [array[1 + (step + 1) % 2] for step in range(steps - 1)] + [array[0]]
        if self.kind == "ring":
            return [array[step % len(array)] for step in range(steps)]
        return [array if self.kind == "still" else array[0]] * steps

    def part(self, rows: slice) -> Rows:
        """Return some of its features."""
        return Rows(self.array[:, rows], self.kind)


def slope_calls(slope: Callable[[Array, Array], None] | None) -> tuple[SlopeCall, ...]:
    """Return a derivative as calls."""
    assert slope is not None  # asked of functions that work number by number only
    return slope.calls if isinstance(slope, Slope) else ((slope, VALUE),)


def zeros(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Return zeros that begin where a line of the processor's cache does: a tenth of the time of a call."""
    size = math.prod(shape) * dtype.itemsize
    memory = np.zeros(size + LINE, np.uint8)
    start = -memory.ctypes.data % LINE
    return memory[start : start + size].view(dtype).reshape(shape)


class Memory:
    """Makes the arrays of a tape."""

    def __init__(self, steps: int, batch: int, dtype: np.dtype[Any]) -> None:
        self.steps, self.batch, self.dtype = steps, batch, dtype

    def new(self, steps: int, size: int) -> Array:
        """Return zeros (steps, size, batch)."""
        return zeros((steps, size, self.batch), self.dtype)

    def kept(self, size: int) -> Rows:
        """Return memory for every step."""
        return Rows(self.new(self.steps, size))

    def ring(self, size: int) -> Rows:
        """Return memory for what is computed for as many steps ahead as stay in the processor's cache."""
        return Rows(self.new(max(1, min(self.steps, CACHE // max(1, size * self.batch))), size), "ring")

    def turning(self, size: int, length: int) -> Rows:
        """Return memory for the last ``length`` steps only."""
        return Rows(self.new(length, size), "ring")

    def passing(self, size: int, loop: bool) -> Rows:
        """Return memory for what is used up within its step, or, where there is no loop, its section."""
        return Rows(self.new(1, size), "one") if loop else self.kept(size)


@dataclass
class Section:
    """Calls in order, for all steps at once or (``loop``) step by step, from the last step if ``backward``."""

    steps: int
    loop: bool = False
    backward: bool = False
    calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = field(default_factory=list)
    blocks: list[tuple[int, bool, Callable[[int, int], list[Call]]]] = field(default_factory=list)

    def do(self, function: Callable[..., Any], *rows: Rows) -> None:
        """Add a call; the last operand takes the result."""
        self.calls.append((function, rows))

    def run(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Add a call with arguments as they are; only where all steps are done at once."""
        self.calls.append((function, arguments))

    def product(self, matrix: Array, operand: Rows, out: Rows) -> None:
        """Add a product, matrix (rows, columns) @ operand; the rows of ``out`` stand together at each step."""
        if not self.loop:
            self.run(np.matmul, matrix, operand, out)
            return
        rows, columns = matrix.shape
        count = _parts(rows, columns * out.array.shape[-1])
        if count == 1 or not out.array[0].flags.c_contiguous:
            self.do(np.dot, Rows(matrix, "still"), operand, out)
            return
        parts = matrix.reshape(count, rows // count, columns)
        stacked = out.array.reshape(len(out.array), count, rows // count, -1)
        self.do(np.matmul, Rows(parts, "still"), operand, Rows(stacked, out.kind))

    def ahead(self, call: SlopeCall, value: Rows, ring: Rows) -> None:
        """Add one call of a derivative: ``ring`` takes the results of ``value``, in a loop for a block of steps.

        Going backward, a block is computed where its last step begins, while it is still in the processor's cache.
        """
        function, *operands = call
        dtype = ring.array.dtype
        numbers: dict[str | float, Array] = {
            item: np.asarray(item, dtype) for item in operands if not isinstance(item, str)
        }

        def calls(start: int, stop: int) -> list[Call]:
            out = ring.array[: stop - start]
            part = value.array if value.kind == "still" else value.array[start:stop]
            known: dict[str | float, Array] = {VALUE: part, OUT: out, **numbers}
            return [(function, (*(known[item] for item in operands), out))]

        if self.loop:
            self.blocks.append((len(ring.array), True, calls))
        else:
            self.calls += calls(0, len(ring.array))

    def behind(self, length: int, calls: Callable[[int, int], list[Call]]) -> None:
        """Add calls for each block of ``length`` steps (start, stop), made when a walk backward has passed it."""
        self.blocks.append((length, False, calls))

    def tape(self) -> list[Call]:
        """Return all calls with their arguments, in the order of time."""
        if not self.loop:
            return [
                (function, tuple(item.array if isinstance(item, Rows) else item for item in arguments))
                for function, arguments in self.calls
            ]
        views: dict[int, list[Array]] = {}
        columns = []
        for function, rows in self.calls:
            for row in rows:
                if id(row) not in views:
                    views[id(row)] = row.views(self.steps)
            arguments = zip(*(views[id(row)] for row in rows), strict=True)
            columns.append([(function, argument) for argument in arguments])
        by_step: list[list[Call]] = [list(calls) for calls in zip(*columns, strict=True)]
        by_step = by_step or [[] for _ in range(self.steps)]
        early: list[list[Call]] = [[] for _ in range(self.steps)]
        for length, first, make in self.blocks:
            for start in range(0, self.steps, length):
                stop = min(start + length, self.steps)
                calls = make(start, stop)
                (early[stop - 1] if first else by_step[start]).extend(calls)
        order = [*zip(early, by_step, strict=True)]
        return [call for step in (reversed(order) if self.backward else order) for calls in step for call in calls]


def _parts(rows: int, each: int) -> int:
    """Return into how many equal parts to cut a product's rows so that each part is small; 1 if that cannot be."""
    return next((count for count in range(1, 17) if rows % count == 0 and rows // count * each <= SMALL), 1)
