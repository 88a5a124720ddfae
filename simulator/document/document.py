"""The document: one state at a time, changed by edits alone, with everything undone and redone by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.document.edits import Edit
from simulator.document.state import State

UNDO_LIMIT = 1000  # edits that can be undone; the states share almost everything


@dataclass(frozen=True, eq=False)
class Change:
    """What happened: from one state to another, by an edit applied, undone or redone.

    ``first_step`` is the first row whose trace may differ (None: all).
    """

    before: State
    after: State
    edit: Edit
    first_step: int | None


Callback = Callable[[Change], None]


@dataclass(frozen=True, eq=False)
class _Past:
    """An edit that was applied, and the state it was applied to."""

    before: State
    edit: Edit


class Document:
    """Holds the state; tells those who subscribed of every change, after it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._done: list[_Past] = []
        self._undone: list[_Past] = []
        self._gesture: str | None = None  # which the next edit may go on with
        self._callbacks: list[Callback] = []

    @property
    def state(self) -> State:
        """The state now."""
        return self._state

    @property
    def undo_edit(self) -> Edit | None:
        """The edit that undo would take back."""
        return self._done[-1].edit if self._done else None

    @property
    def redo_edit(self) -> Edit | None:
        """The edit that redo would apply again."""
        return self._undone[-1].edit if self._undone else None

    def apply(self, edit: Edit) -> None:
        """Apply an edit of the state now; one that changes nothing leaves no trace.

        An edit with the gesture of the last one is undone together with it.
        """
        if edit.state is self._state:
            return
        past = _Past(self._state, edit)
        if edit.gesture is not None and edit.gesture == self._gesture:
            last = self._done.pop()
            past = _Past(last.before, _merged(last.edit, edit))
        self._done.append(past)
        del self._done[:-UNDO_LIMIT]
        self._undone.clear()
        self._gesture = edit.gesture
        self._go(edit.state, edit)

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        if self._done:
            past = self._done.pop()
            self._undone.append(past)
            self._gesture = None
            self._go(past.before, past.edit)

    def redo(self) -> None:
        """Apply the edit again that was taken back last, if there is one."""
        if self._undone:
            past = self._undone.pop()
            self._done.append(past)
            self._gesture = None
            self._go(past.edit.state, past.edit)

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call ``callback`` after every change, in the order of subscription. Returns what ends it."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def _go(self, state: State, edit: Edit) -> None:
        change = Change(self._state, state, edit, edit.first_step)
        self._state = state
        for callback in tuple(self._callbacks):
            callback(change)


def _merged(first: Edit, second: Edit) -> Edit:
    """Return one edit in place of two of one gesture: it has the name of the second."""
    known = first.first_step is not None and second.first_step is not None
    earliest = min(first.first_step or 0, second.first_step or 0) if known else None
    return Edit(second.template, second.state, second.values, second.gesture, earliest)
