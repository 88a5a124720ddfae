"""Parameters by name: views into one flat vector, so that an optimiser's step will be a few calls."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.errors import UserError
from simulator.language import Cell


def numbers(value: Any, what: str, dtype: np.dtype[Any]) -> Array:
    """Return a value as an array of finite numbers. Raises UserError that begins with ``what``."""
    try:
        with np.errstate(over="ignore"):
            array = np.asarray(value)
            if array.dtype.kind not in "biuf":
                raise TypeError
            array = array.astype(dtype)
    except (TypeError, ValueError):
        raise UserError(f"{what} must hold numbers in rows of one length, such as [[1, 0], [0, 1]].") from None
    if not np.isfinite(array).all():
        place = tuple(int(k) + 1 for k in np.argwhere(~np.isfinite(array))[0])
        where = f" at place {', '.join(map(str, place))}" if place else ""
        raise UserError(f"{what} holds {array[~np.isfinite(array)][0]}{where}. Give finite numbers.")
    return array


def say_shape(shape: tuple[int, ...]) -> str:
    """Return a shape as a person reads it: 4 x 3, or 2 numbers."""
    if len(shape) == 1:
        return f"{shape[0]} number{'s' * (shape[0] != 1)}"
    return " x ".join(map(str, shape)) or "a single number"


def check_names(given: Iterable[str], known: Iterable[str], kind: str, of: str = "cell") -> None:
    """Refuse a name that is not known, offering the nearest that is."""
    known = list(known)
    for name in given:
        if name not in known:
            close = [other for other in known if other.lower() == str(name).lower()]
            close = close or difflib.get_close_matches(str(name), known, 1)
            hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(known) or 'none'}."
            raise UserError(f"“{name}” is no {kind} of this {of}. {hint}")


def check_element(name: str, index: int | tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the place of one number of a parameter: (row, column) of a matrix, (unit,) of a vector, from 0.

    Raises UserError if there is none.
    """
    given: Any = index if isinstance(index, tuple) else (index,)
    whole = all(isinstance(number, int | np.integer) and not isinstance(number, bool) for number in given)
    if not whole or len(given) != len(shape) or not all(0 <= k < size for k, size in zip(given, shape, strict=True)):
        if not shape:
            raise UserError(f"{name} is a single number and has no element {index}.")
        last = ", ".join(str(size - 1) for size in shape)
        first = ", ".join("0" for _ in shape)
        raise UserError(f"{name} is {say_shape(shape)} and has no element {index}: they are {first} to {last}.")
    return tuple(map(int, given))


def place_in_flat(shapes: Mapping[str, tuple[int, ...]], name: str, index: tuple[int, ...]) -> int:
    """Return which number of the vector of all parameters one number of a parameter is; ``index`` is checked."""
    first = 0
    for other, shape in shapes.items():
        if other == name:
            return first + (int(np.ravel_multi_index(index, shape)) if index else 0)
        first += math.prod(shape)
    raise KeyError(name)


def say_element(name: str, index: tuple[int, ...]) -> str:
    """Return one number of a parameter as a person writes it, counted from 1: U_f[1, 2]."""
    return f"{name}[{', '.join(str(k + 1) for k in index)}]" if index else name


class Parameters(Mapping[str, Array]):
    """The parameters of a model, by name, in order. Assigning copies the numbers in; ``flat`` holds them all.

    ``of`` is what they belong to, for messages.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], dtype: np.dtype[Any], of: str = "cell") -> None:
        self.of = of
        self._bind(shapes, np.zeros(sum(map(math.prod, shapes.values())), dtype))

    def _bind(self, shapes: Mapping[str, tuple[int, ...]], flat: Array) -> None:
        self.flat = flat
        self._arrays: dict[str, Array] = {}
        start = 0
        for name, shape in shapes.items():
            stop = start + math.prod(shape)
            self._arrays[name] = flat[start:stop].reshape(shape)
            start = stop

    def move(self, flat: Array) -> None:
        """Copy all numbers into ``flat`` (a part of a longer vector, say) and be views of it from now on."""
        flat[...] = self.flat
        self._bind(self._shapes(), flat)

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: array.shape for name, array in self._arrays.items()}

    def __getstate__(self) -> tuple[dict[str, tuple[int, ...]], Array, str]:
        return self._shapes(), self.flat.copy(), self.of

    def __setstate__(self, state: tuple[dict[str, tuple[int, ...]], Array, str]) -> None:
        shapes, flat, self.of = state
        self._bind(shapes, flat)  # a copy's arrays are views of its own vector

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __setitem__(self, name: str, value: Any) -> None:
        check_names([name], self._arrays, "parameter", self.of)
        array = numbers(value, f"the parameter {name}", self.flat.dtype)
        own = self._arrays[name]
        if array.shape != own.shape:
            raise UserError(f"the parameter {name} must be {say_shape(own.shape)}, and is {say_shape(array.shape)}.")
        own[...] = array

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return repr(self._arrays)

    def update(self, values: Mapping[str, Any]) -> None:
        """Copy some parameters in, by name."""
        for name, value in values.items():
            self[name] = value

    def fill(self, values: Mapping[str, Any]) -> None:
        """Copy all parameters in. Raises UserError for one too many, one missing or a wrong shape."""
        check_names(values, self._arrays, "parameter", self.of)
        missing = [name for name in self._arrays if name not in values]
        if missing:
            raise UserError(f"the parameter {missing[0]} is missing. Give all parameters: {', '.join(self._arrays)}.")
        for name in self._arrays:
            self[name] = values[name]

    def draw(self, cell: Cell, units: int, seed: int | np.random.Generator) -> None:
        """Draw from the seed: uniform ±1/sqrt(units), in order; then what the cell starts otherwise (``cell.init``).

        A generator instead of a seed goes on where it stands.
        """
        random = np.random.default_rng(seed)
        bound = 1 / math.sqrt(units)
        for name, array in self._arrays.items():
            array[...] = random.uniform(-bound, bound, array.shape)
            start = cell.init.get(name)
            if start == "identity":
                array[...] = np.eye(*array.shape)
            elif start is not None:
                array[...] = start
