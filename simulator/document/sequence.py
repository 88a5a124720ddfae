"""A sequence of inputs in blocks that never change: an edit makes new ones where it touches, and shares the rest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096  # rows a block holds at most,
NUMBERS = 1 << 20  # and numbers, unless one row has more: an edit of a wide sequence copies no more than 8 MB
_SMALL = 4  # what an edit leaves smaller than this part of a block joins its neighbour, so that blocks do not crumble

Array = NDArray[np.float64]

SetInputs = tuple[NDArray[np.intp], NDArray[np.intp], Array]
"""Numbers that are not 0: their rows, their columns, and what they are."""

_NONE: SetInputs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))


@dataclass(frozen=True, eq=False)
class Sequence:
    """Inputs, one row a step. Rows and columns count from 0; arrays are float64 and read-only.

    ``heads`` is a word a step, shown above its column; None: steps are numbered. Two sequences are the same only if
    they are one object; ``same_rows`` compares the numbers that stand in them.
    """

    name: str
    blocks: tuple[Array, ...]
    heads: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        assert self.heads is None or len(self.heads) == self.steps

    @classmethod
    def of(cls, name: str, rows: Any, heads: Iterable[str] | None = None) -> Sequence:
        """Make a sequence from an array or lists (steps, inputs), at least one step, and a word for each or none."""
        array = np.array(rows, dtype=np.float64)
        assert array.ndim == 2
        return cls(name, _blocks(array), None if heads is None else tuple(heads))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(block) for block in self.blocks))

    @property
    def steps(self) -> int:
        """Number of rows."""
        return self._ends[-1]

    @property
    def inputs(self) -> int:
        """Number of columns."""
        return int(self.blocks[0].shape[1])

    @property
    def longest(self) -> int:
        """How many rows a block holds at most."""
        return _longest(self.inputs)

    def row(self, row: int) -> Array:
        """Return one row, (inputs,), read-only."""
        number = bisect_right(self._ends, row)
        first = self._ends[number - 1] if number else 0
        view: Array = self.blocks[number][row - first]
        return view

    def array(self, start: int = 0, stop: int | None = None) -> Array:
        """Return rows start … stop - 1 as one array (rows, inputs), read-only."""
        stop = self.steps if stop is None else min(stop, self.steps)
        if start >= stop:
            return _frozen(np.empty((0, self.inputs)))
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, stop - 1)
        before = self._ends[first - 1] if first else 0
        if first == last:
            view: Array = self.blocks[first][start - before : stop - before]
            return view
        return _frozen(np.concatenate(self.blocks[first : last + 1])[start - before : stop - before])

    @cached_property
    def _set(self) -> dict[int, SetInputs]:
        return {}  # by block, as far as it was asked for

    def set_inputs(self, start: int, stop: int) -> SetInputs:
        """Return the numbers of rows start … stop - 1 that are not 0: rows (counted from ``start``), columns, numbers.

        They are in order. Where words set a few of very many inputs, that is all there is to be seen.
        """
        stop = min(stop, self.steps)
        found: list[SetInputs] = []
        for number in range(bisect_right(self._ends, start), len(self.blocks)):
            first = self._ends[number - 1] if number else 0
            if first >= stop:
                break
            if number not in self._set:
                rows, columns = np.nonzero(self.blocks[number])
                self._set[number] = rows, columns, self.blocks[number][rows, columns]
            rows, columns, numbers = self._set[number]
            part = slice(*np.searchsorted(rows, (start - first, stop - first)))
            found.append((rows[part] + (first - start), columns[part], numbers[part]))
        if len(found) == 1:
            return found[0]
        rows, columns, numbers = (np.concatenate(parts) for parts in zip(_NONE, *found, strict=True))
        return rows, columns, numbers

    def heads_at(self, start: int, stop: int) -> tuple[str, ...] | None:
        """Return the words of rows start … stop - 1, "" for those past the end; None where steps are numbered."""
        if self.heads is None:
            return None
        return self.heads[start:stop] + ("",) * (stop - max(start, self.steps))  # a sequence may have a million

    def with_value(self, row: int, column: int, value: float) -> Sequence:
        """Return the sequence with one number changed."""
        rows = self.row(row).copy()
        rows[column] = value
        return self.spliced(row, row + 1, rows[np.newaxis], self.heads_at(row, row + 1))

    def spliced(
        self, start: int, stop: int, rows: Rows[Rows[float]] | Array, heads: tuple[str, ...] | None = None
    ) -> Sequence:
        """Return the sequence with rows start … stop - 1 replaced by others, of any number.

        ``heads`` are the words of the new rows, "" where they are not given. Only the blocks that hold these rows are
        made anew (with a neighbour, if little is left of them).
        """
        first = min(bisect_right(self._ends, start), len(self.blocks) - 1)
        last = max(first, min(bisect_right(self._ends, stop - 1), len(self.blocks) - 1))
        before = self._ends[first - 1] if first else 0
        kept = sum(len(block) for block in self.blocks[first : last + 1]) - (stop - start) + len(rows)
        if kept < self.longest // _SMALL and len(self.blocks) > last - first + 1:
            if first:
                first -= 1
                before -= len(self.blocks[first])
            else:
                last += 1
        old = np.concatenate(self.blocks[first : last + 1])
        new = np.asarray(rows, dtype=np.float64).reshape(-1, self.inputs)
        joined = np.concatenate([old[: start - before], new, old[stop - before :]])
        blocks = (*self.blocks[:first], *_blocks(joined), *self.blocks[last + 1 :])
        if self.heads is None and heads is None:
            return Sequence(self.name, blocks)
        own = self.heads or ("",) * self.steps
        return Sequence(self.name, blocks, own[:start] + (heads or ("",) * len(new)) + own[stop:])

    def same_rows(self, other: Sequence) -> bool:
        """Whether both hold the same numbers, bit for bit."""
        return self.steps == other.steps and sum(self.common(other)) == self.steps

    def common(self, other: Sequence) -> tuple[int, int]:
        """Return how many rows are the same, bit for bit, at the beginning of both, and of the others at the end."""
        if self.inputs != other.inputs:
            return 0, 0
        blocks, others = self.blocks, other.blocks
        head = tail = 0
        while head < min(len(blocks), len(others)) and blocks[head] is others[head]:
            head += 1
        while tail < min(len(blocks), len(others)) - head and blocks[-1 - tail] is others[-1 - tail]:
            tail += 1
        start = sum(map(len, blocks[:head]))
        end = sum(map(len, blocks[len(blocks) - tail :]))
        shorter = min(self.steps, other.steps)
        front = self._front(other, start, shorter - end)
        return front, self._back(other, end, shorter - front)

    def _front(self, other: Sequence, known: int, most: int) -> int:
        """Return how many of the first ``most`` rows are the same in both; of the first ``known`` ones it is known.

        It goes a block at a time, so that two sequences of which nothing is the same cost next to nothing.
        """
        for start in range(known, most, self.longest):
            stop = min(start + self.longest, most)
            if len(found := differing_rows(self.array(start, stop), other.array(start, stop))):
                return start + int(found[0])
        return most

    def _back(self, other: Sequence, known: int, most: int) -> int:
        """Return the same for the last ``most`` rows."""
        for start in range(known, most, self.longest):
            stop = min(start + self.longest, most)
            one, two = (part.array(part.steps - stop, part.steps - start) for part in (self, other))
            if len(found := differing_rows(one, two)):
                return stop - 1 - int(found[-1])
        return most


def differing_rows(one: Array, two: Array) -> NDArray[np.intp]:
    """Return the indices of the rows in which two arrays of one shape differ in any bit."""
    bits, others = (np.ascontiguousarray(part).view(np.uint64) for part in (one, two))
    return np.flatnonzero((bits != others).any(axis=1))


def _longest(inputs: int) -> int:
    return max(1, min(BLOCK, NUMBERS // max(1, inputs)))


def _blocks(array: Array) -> tuple[Array, ...]:
    """Cut rows into blocks of nearly equal length."""
    count = -(-len(array) // _longest(array.shape[1]))
    return tuple(_frozen(np.ascontiguousarray(part)) for part in np.array_split(array, count)) if count else ()


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
