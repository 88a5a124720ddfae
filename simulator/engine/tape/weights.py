"""Between one flat vector of parameters and the stacked matrices of the slabs: weights go out, gradients come back.

Each way is one ``take`` with places computed once, and one sign for each number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tape.rows import Rows, Section
from simulator.engine.tape.slabs import ONES, Slab
from simulator.language import Graph


@dataclass
class SlabWeights:
    """The weights of a slab: ``ahead`` (height, width), as they are multiplied forward, and ``back`` (width, height).

    Going back, the halves of the sigmoids are no part of the weights, and a transposed copy is multiplied faster than a
    transposed view.
    """

    slab: Slab
    ahead: Array
    back: Array
    places: Array  # of each number of ``ahead`` in the flat vector
    signs: Array  # of the same; 0 where there is no weight


class Weights:
    """``flat`` holds all ``parameters``, in order; ``gradient`` (same shape) takes their gradients."""

    def __init__(self, flat: Array, parameters: Mapping[str, Array], gradient: Array) -> None:
        self.flat, self.parameters, self.gradient = flat, parameters, gradient
        self.places: dict[str, Array] = {}
        start = 0
        for name, array in parameters.items():
            self.places[name] = np.arange(start, start + array.size).reshape(array.shape)
            start += array.size
        self.slabs: list[SlabWeights] = []
        self._more: list[tuple[Array, str, float]] = []  # what is to be added to a slab: its block, parameter, sign
        self._uses: list[tuple[int, slice, slice, str, float]] = []  # slab, rows, columns, parameter, sign
        self._direct: dict[str, Array] = {}

    def slab(self, slab: Slab, graph: Graph) -> SlabWeights:
        """Return memory for a slab's weights."""
        ahead = np.zeros((slab.height, slab.width), self.flat.dtype)
        places = np.zeros(ahead.shape, np.intp)
        signs = np.zeros(ahead.shape, self.flat.dtype)
        for sign, parameter, root, operand in slab.blocks:
            name, rows, columns = graph.nodes[parameter].name, slab.rows[root], slab.columns[operand]
            source = self.places[name]
            if signs[rows, columns].any():
                block = ahead[rows, columns]
                self._more.append((block[:, 0] if operand == ONES else block, name, sign))
            else:
                places[rows, columns] = source[:, np.newaxis] if operand == ONES else source
                signs[rows, columns] = sign
            self._uses.append((len(self.slabs), rows, columns, name, sign))
        back = np.zeros((slab.width, slab.height), self.flat.dtype)
        self.slabs.append(SlabWeights(slab, ahead, back, places, signs))
        return self.slabs[-1]

    def refresh(self, section: Section) -> None:
        """Add the calls that fill the slabs from the parameters."""
        for weights in self.slabs:
            section.run(self.flat.take, weights.places, None, weights.ahead, "clip")
            if (weights.signs != 1).any():
                section.run(np.multiply, weights.ahead, weights.signs, weights.ahead)
        for block, name, sign in self._more:
            section.run(np.add if sign > 0 else np.subtract, block, self.parameters[name], block)
        half = np.asarray(0.5, self.flat.dtype)
        for weights in self.slabs:
            section.run(np.positive, weights.ahead.T, weights.back)
            for group in weights.slab.groups:
                if group.halved:
                    section.run(np.multiply, weights.ahead[group.rows], half, weights.ahead[group.rows])

    def seal(self) -> None:
        """Make the memory for gradients, now that all slabs are known."""
        sizes = [slab.ahead.size for slab in self.slabs]
        self._found = np.zeros(sum(sizes) + self.flat.size + 1, self.flat.dtype) if sizes else self.gradient
        self.gradients: list[Array] = []
        start = 0
        for slab in self.slabs:
            self.gradients.append(self._found[start : start + slab.ahead.size].reshape(slab.ahead.shape))
            start += slab.ahead.size
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
            start = sum(slab.ahead.size for slab in self.slabs[:number])
            ahead = self.slabs[number].ahead
            sources = start + np.arange(ahead.size).reshape(ahead.shape)[rows, columns]
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
