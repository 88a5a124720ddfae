"""Sequences of unequal length side by side: each is followed by padding, which is never read and in which all is 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.errors import UserError


def check_lengths(lengths: Any, steps: int, batch: int, low: int = 1) -> Array:
    """Return the lengths as an array (batch,). Raises UserError if they are not one whole number a sequence."""
    try:
        array = np.asarray(lengths)
    except ValueError:
        array = np.empty(0)
    if array.shape != (batch,) or array.dtype.kind not in "iu":
        raise UserError(f"lengths must be {batch} whole number{'s' * (batch > 1)}, one for each sequence.")
    wrong = np.flatnonzero((array < low) | (array > steps))
    if len(wrong):
        found = f"the length of sequence {wrong[0] + 1} is {array[wrong[0]]}"
        raise UserError(f"{found}. Give {low} to {steps}, which is all steps.")
    return array.astype(np.intp)


def inside(lengths: Array, steps: int) -> Array:
    """Return where the sequences are, and no padding: (steps, batch) bool."""
    found: Array = np.arange(steps)[:, np.newaxis] < lengths
    return found


def without_padding(x: Any, lengths: Any) -> tuple[Any, Array]:
    """Return a batch (steps, batch, size) with zeros for its padding, whatever was there, and the lengths, checked."""
    try:
        array = np.asarray(x)
    except ValueError:
        array = np.empty(0)
    if array.ndim != 3 or array.dtype.kind not in "biuf":
        raise UserError("lengths belong to a batch: numbers as steps x batch x inputs.")
    checked = check_lengths(lengths, *array.shape[:2])
    return blank(array, checked), checked


def blank(array: Array, lengths: Array | None) -> Array:
    """Return an array (steps, batch, size) with zeros for the padding."""
    if lengths is None:
        return array
    return np.where(inside(lengths, len(array))[:, :, np.newaxis], array, np.zeros((), array.dtype))


def backward_order(lengths: Array, steps: int) -> Array:
    """Return which step stands where when each sequence is reversed in its own length: (steps, batch)."""
    step = np.arange(steps)[:, np.newaxis]
    return np.where(step < lengths, lengths - 1 - step, step)


def reverse(array: Array, lengths: Array | None) -> Array:
    """Return an array from its last step to its first; with lengths, (steps, batch, size), each sequence in its own."""
    if lengths is None:
        return array[::-1]
    return np.take_along_axis(array, backward_order(lengths, len(array))[:, :, np.newaxis], axis=0)


def last(array: Array, lengths: Array | None) -> Array:
    """Return the last step of each sequence: (size,), or (batch, size)."""
    found: Array = array[-1] if lengths is None else array[lengths - 1, np.arange(len(lengths))]
    return found
