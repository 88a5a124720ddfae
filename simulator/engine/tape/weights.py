"""Between one flat vector of parameters and the stacked matrices of the slabs: weights go out, gradients come back.

Each way is one ``take`` with places computed once, and one factor for each number (a sign, the half of a sigmoid).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tape.rows import Rows, Section
from simulator.engine.tape.slabs import ONES, Slab
from simulator.language import Graph


class Weights:
    """``flat`` holds all ``parameters``, in order; ``gradient`` (same shape) takes their gradients."""

    def __init__(self, flat: Array, parameters: Mapping[str, Array], gradient: Array) -> None:
        self.flat, self.parameters, self.gradient = flat, parameters, gradient
        self.places: dict[str, Array] = {}
        start = 0
        for name, array in parameters.items():
            self.places[name] = np.arange(start, start + array.size).reshape(array.shape)
            start += array.size
        self.slabs: list[Array] = []
        self._sources: list[tuple[Array, Array]] = []  # of each slab: places in the flat vector, factors
        self._more: list[tuple[Array, str, float]] = []  # what has to be added to a slab: its block, a parameter, a factor
        self._uses: list[tuple[int, slice, slice, str, float]] = []  # slab, rows, columns, parameter, factor
        self._direct: dict[str, Array] = {}

    def slab(self, slab: Slab, graph: Graph) -> Array:
        """Return memory for a slab's weights, (height, width)."""
        array = np.zeros((slab.height, slab.width), self.flat.dtype)
        places = np.zeros(array.shape, np.intp)
        factors = np.zeros(array.shape, self.flat.dtype)
        for sign, parameter, root, operand in slab.blocks:
            name, rows, columns = graph.nodes[parameter].name, slab.rows[root], slab.columns[operand]
            factor = sign * (0.5 if slab.halves(root) else 1.0)
            source = self.places[name]
            if factors[rows, columns].any():
                block = array[rows, columns]
                self._more.append((block[:, 0] if operand == ONES else block, name, factor))
            else:
                places[rows, columns] = source[:, np.newaxis] if operand == ONES else source
                factors[rows, columns] = factor
            self._uses.append((len(self.slabs), rows, columns, name, factor))
        self.slabs.append(array)
        self._sources.append((places, factors))
        return array

    def refresh(self, section: Section) -> None:
        """Add the calls that fill the slabs from the parameters."""
        for array, (places, factors) in zip(self.slabs, self._sources, strict=True):
            section.run(self.flat.take, places, None, array, "clip")
            if (factors != 1).any():
                section.run(np.multiply, array, factors, array)
        for block, name, factor in self._more:
            scaled = np.zeros_like(self.parameters[name])
            section.run(np.multiply, self.parameters[name], np.asarray(factor, self.flat.dtype), scaled)
            section.run(np.add, block, scaled, block)

    def seal(self) -> None:
        """Make the memory for gradients, now that all slabs are known."""
        sizes = [array.size for array in self.slabs]
        self._found = np.zeros(sum(sizes) + self.flat.size + 1, self.flat.dtype) if sizes else self.gradient
        self.gradients: list[Array] = []
        start = 0
        for array in self.slabs:
            self.gradients.append(self._found[start : start + array.size].reshape(array.shape))
            start += array.size
        self._start = start

    def direct(self, name: str) -> Array:
        """Return where to write the gradient of a parameter's uses outside the slabs, in the parameter's shape."""
        if name not in self._direct:
            places = self.places[name]
            first = self._start + int(places.flat[0])
            self._direct[name] = self._found[first : first + places.size].reshape(places.shape)
        return self._direct[name]

    def gather(self, section: Section) -> None:
        """Add the calls that bring all gradients together, after all of them have been computed."""
        if not self.slabs:
            for name, places in self.places.items():
                if name not in self._direct:
                    section.run(self.gradient[places.flat[0] : places.flat[-1] + 1].fill, 0.0)
            return
        found: list[tuple[Array, Array]] = []  # of each round: places in what was found (the last is zero), factors
        used = {name: 0 for name in self.places}

        def note(name: str, sources: Array, factor: float) -> None:
            if used[name] == len(found):
                found.append((np.full(self.flat.size, self._found.size - 1, np.intp), np.ones_like(self.flat)))
            places, factors = found[used[name]]
            places[self.places[name]] = sources
            factors[self.places[name]] = factor
            used[name] += 1

        for number, rows, columns, name, factor in self._uses:
            start = sum(array.size for array in self.slabs[:number])
            sources = start + np.arange(self.slabs[number].size).reshape(self.slabs[number].shape)[rows, columns]
            note(name, sources.reshape(self.places[name].shape), factor)
        for name in self._direct:
            note(name, self._start + self.places[name], 1.0)
        out = self.gradient
        for places, factors in found:
            section.run(self._found.take, places, None, out, "clip")
            if (factors != 1).any():
                section.run(np.multiply, out, factors, out)
            if out is not self.gradient:
                section.run(np.add, self.gradient, out, self.gradient)
            out = np.zeros_like(self.gradient)


def column(array: Array) -> Rows:
    """Return a parameter's gradient as (size, 1), or a matrix's as it is."""
    return Rows(array if array.ndim == 2 else array[:, np.newaxis], "still")
