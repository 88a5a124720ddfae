"""Sizes that follow from use: a parameter's size is unknown until it meets something whose size is known."""

from __future__ import annotations

from simulator.language.graph import Size


class SizeError(Exception):
    """Two sizes that must agree do not."""


class Unknown:
    """A size not known yet. Two that must agree become one; all that became one know their size together."""

    def __init__(self) -> None:
        self._same: Unknown | None = None
        self._size: Size | None = None

    @property
    def root(self) -> Unknown:
        """The one that stands for all that became one."""
        found = self
        while found._same is not None:
            found = found._same
        return found

    @property
    def value(self) -> Size | None:
        """The size, None while it is not known."""
        return self.root._size

    def settle(self, size: Size) -> None:
        """Make it known."""
        self.root._size = size

    def join(self, other: Unknown) -> None:
        """Make two unknown sizes one."""
        if self.root is not other.root:
            self.root._same = other.root


def known(size: Size | Unknown | None) -> Size | None:
    """Return the size where it is known."""
    return size.value if isinstance(size, Unknown) else size


def unify(first: Size | Unknown | None, second: Size | Unknown | None) -> None:
    """Make two sizes agree (None, a number's, fits any). Raises SizeError if they cannot."""
    if first is None or second is None:
        return
    left, right = known(first), known(second)
    if left is not None and right is not None:
        if left != right:
            raise SizeError
    elif isinstance(first, Unknown) and right is not None:
        first.settle(right)
    elif isinstance(second, Unknown) and left is not None:
        second.settle(left)
    elif isinstance(first, Unknown) and isinstance(second, Unknown):
        first.join(second)


def say(size: Size | Unknown | None) -> str:
    """Return a size as a person reads it."""
    found = known(size)
    return "an unknown size" if found is None else str(found)
