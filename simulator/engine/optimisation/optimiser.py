"""What all optimisers share: one flat vector of parameters, moved in place, in pieces that stay in the cache."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.settings import Setting, check_settings
from simulator.errors import UserError

BLOCK = 16384
"""Numbers of a piece: 128 kB of float64, so that the five vectors of Adam stay in a cache of 1 MB.

Measured with 300,000 numbers of float64: 1.8 ms in one piece, 1.4 ms in these, and 1.6 ms in pieces half as long,
where the calls begin to cost more than the cache saves.
"""

RATE = Setting("rate", 0.0, 0.0, 1e6, "How far a step goes.")


class Optimiser(ABC):
    """Moves a vector of parameters against its gradient.

    ``size`` numbers of ``dtype``; everything is computed in that dtype. A subclass states its paper, its ``settings``
    and the ``vectors`` it keeps, one number a parameter, zero at first, with their ``symbols`` in its formula.

    For speed the factors of one update are worked out once, in ``_prepare``, and kept as arrays without dimensions,
    which NumPy reads faster than Python's numbers; ``_move`` is the same few calls for every piece.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    text: ClassVar[str]
    source: ClassVar[str]
    usual_rate: ClassVar[float]
    settings: ClassVar[tuple[Setting, ...]] = ()
    vectors: ClassVar[tuple[str, ...]] = ()
    symbols: ClassVar[tuple[str, ...]] = ()  # what the formula calls them

    def __init__(
        self,
        size: int,
        rate: float | None = None,
        dtype: str | np.dtype[Any] = "float64",
        **settings: Any,
    ) -> None:
        self.values = check_settings(self.settings, settings, self.name)
        self.rate = self.usual_rate if rate is None else rate
        self.updates = 0
        self._dtype: np.dtype[Any] = np.dtype(dtype)
        self._vectors: dict[str, Array] = {name: np.zeros(size, self._dtype) for name in self.vectors}
        self._size = size
        self._scratch = np.empty(min(size, BLOCK), self._dtype)
        self._factor = self._scalar(0.0)  # of the step, written anew by _prepare
        self._bound: tuple[Array | None, Array | None] = (None, None)
        self._pieces: list[tuple[Array, ...]] = []
        self._set()

    @property
    def rate(self) -> float:
        """The learning rate; it may change between steps. Raises UserError if it is negative or no number."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._rate = RATE.check(rate, self.name)

    def step(self, parameters: Array, gradient: Array) -> None:
        """Move the parameters once, in place; the gradient stays as it is.

        Nothing is allocated as long as the two arrays are those of the step before. The gradient must be finite; where
        its square overflows, the parameter stands still, divided by infinity, and NumPy warns: whoever takes many steps
        holds one ``np.errstate(over="ignore")`` around them, as entering it at every step would cost a tenth of Adam.
        """
        if parameters is not self._bound[0] or gradient is not self._bound[1]:
            self._bind(parameters, gradient)
        self.updates += 1
        self._prepare()
        for piece in self._pieces:
            self._move(*piece)

    def gathered(self) -> dict[str, Array]:
        """Return what it keeps of earlier gradients, by the symbols of its formula and as large as there, as copies."""
        scales = self._scales()
        return {
            symbol: np.multiply(self._vectors[name], scales.get(symbol, 1.0), dtype=float)
            for symbol, name in zip(self.symbols, self.vectors, strict=True)
        }

    def state(self) -> dict[str, Array | float | int]:
        """Return all that a later step depends on, as copies; ``restore`` goes on from it bit for bit."""
        vectors = {name: vector.copy() for name, vector in self._vectors.items()}
        return {"updates": self.updates, "rate": self.rate, **vectors}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Copy a state in. Raises UserError, and changes nothing, if it is of another optimiser, size or dtype."""
        if set(state) != {"updates", "rate", *self.vectors}:
            raise UserError(f"this state is not one of {self.name}: it holds {', '.join(state) or 'nothing'}.")
        for name, own in self._vectors.items():
            given = np.asarray(state[name])
            if given.shape != own.shape or given.dtype != own.dtype:
                kept = f"{given.size:,} numbers of {given.dtype}"
                raise UserError(f"{name} of this state is {kept}, and must be {own.size:,} of {own.dtype}.")
        self.rate = float(state["rate"])
        self.updates = int(state["updates"])
        for name, own in self._vectors.items():
            own[...] = state[name]

    def _bind(self, parameters: Array, gradient: Array) -> None:
        """Cut the two vectors, and those kept, into pieces."""
        for array in (parameters, gradient):
            if array.shape != (self._size,) or array.dtype != self._dtype:
                raise ValueError(f"{array.shape} of {array.dtype}: not a vector of {self._size} of {self._dtype}")
        self._bound, self._pieces = (parameters, gradient), []
        for start in range(0, self._size, BLOCK):
            part = slice(start, min(start + BLOCK, self._size))
            kept = [vector[part] for vector in self._vectors.values()]
            self._pieces.append((parameters[part], gradient[part], self._scratch[: part.stop - start], *kept))

    def _scalar(self, value: float) -> Array:
        """Return a number as an array without dimensions; its ``fill`` gives it another value."""
        return np.full((), value, self._dtype)

    def _set(self) -> None:
        """Make numbers of the settings that ``_move`` can use."""
        return

    def _scales(self) -> dict[str, float]:
        """Return what a vector is multiplied by to be what its symbol stands for, where it is not the same."""
        return {}

    def _prepare(self) -> None:
        """Work out the factors of this update; ``updates`` counts it already."""
        self._factor.fill(self._rate)

    @abstractmethod
    def _move(self, *arrays: Any, **_: Any) -> None:
        """Move one piece: parameters, gradient, scratch, then the vectors kept, in their order."""
