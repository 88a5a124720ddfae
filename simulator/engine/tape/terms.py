"""What a node's gradient is added up from: gradients of its readers as they are, or what is computed of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tape.rows import Rows, Section


@dataclass
class Same:
    """A term that is a gradient itself, with a sign."""

    sign: int
    rows: Rows


@dataclass
class Made:
    """A term that has to be computed: ``write(section, out)``. ``steps``: it has a value for each step."""

    write: Callable[[Section, Rows], None]
    steps: bool = True


Term = Same | Made


def times(gradient: Rows, factor: Rows) -> Made:
    """Return the term gradient times factor, number by number."""
    return Made(lambda section, out: section.do(np.multiply, gradient, factor, out), gradient.array.ndim == 3)


def product(matrix: Array, gradient: Rows) -> Made:
    """Return the term matrix @ gradient."""
    return Made(lambda section, out: section.product(matrix, gradient, out), gradient.array.ndim == 3)
