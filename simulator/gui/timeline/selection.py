"""The block of inputs that is selected in the timeline, on which commands act. It is not part of the document."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Block:
    """Steps ``start`` … ``stop`` - 1 and inputs ``first`` … ``last``, counted from 0."""

    start: int
    stop: int
    first: int
    last: int

    @property
    def columns(self) -> list[int]:
        """The inputs of the block."""
        return list(range(self.first, self.last + 1))

    def within(self, steps: int, inputs: int) -> Block | None:
        """Return what of it lies in a sequence of a size; None if nothing does."""
        stop, last = min(self.stop, steps), min(self.last, inputs - 1)
        return Block(self.start, stop, self.first, last) if self.start < stop and self.first <= last else None


class BlockSelection(QObject):
    """Holds a block, or None, and where it was begun."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.block: Block | None = None
        self.together = 0  # how many inputs stand in one row, so that they are selected together; 0: each in its own
        self._anchor = (0, 0)  # step and input

    def begin(self, step: int, column: int) -> None:
        """Say where a selection begins, without selecting anything yet."""
        self._anchor = step, column

    def reach(self, step: int, column: int) -> None:
        """Select from where it was begun to here."""
        (from_step, from_column) = self._anchor
        block = Block(
            min(step, from_step), max(step, from_step) + 1, min(column, from_column), max(column, from_column)
        )
        self.choose(block)

    def choose(self, block: Block | None) -> None:
        """Select a block, or nothing."""
        if block is not None and self.together:
            block = replace(block, first=0, last=self.together - 1)
        if block != self.block:
            self.block = block
            self.changed.emit()

    def grow(self, steps: int, columns: int, at: tuple[int, int], within: tuple[int, int]) -> None:
        """Move the end that is not where it was begun; with nothing selected, begin at a step and an input.

        ``within``: how many steps and inputs there are.
        """
        if self.block is None:
            self._anchor = at
            end = at
        else:
            step, column = self._anchor
            block = self.block
            end = (
                block.stop - 1 if block.start == step else block.start,
                block.last if block.first == column else block.first,
            )
        step, column = end[0] + steps, end[1] + columns
        self.reach(max(0, min(step, within[0] - 1)), max(0, min(column, within[1] - 1)))
