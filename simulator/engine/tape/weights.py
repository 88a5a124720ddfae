"""Between one flat vector of parameters and the stacked matrices of the slabs: weights go out, gradients come back.

While they are few, each way is one ``take`` with places computed once; many are faster copied block by block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tape.rows import Rows, Section, zeros
from simulator.engine.tape.slabs import ONES, Slab
from simulator.language import Graph

SMALL = 4096  # parameters up to which one take is faster than a copy of each


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


@dataclass(frozen=True)
class Use:
    """Where in a slab a parameter stands: slab, rows and columns, and with which sign."""

    slab: int
    rows: slice
    columns: slice
    name: str
    sign: int


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
        self.small = flat.size <= SMALL
        self._uses: list[Use] = []
        self._direct: dict[str, Array] = {}

    def slab(self, slab: Slab, graph: Graph) -> SlabWeights:
        """Return memory for a slab's weights."""
        ahead = zeros((slab.height, slab.width), self.flat.dtype)
        places = np.zeros(ahead.shape, np.intp)
        signs = np.zeros(ahead.shape, self.flat.dtype)
        for sign, parameter, root, operand in slab.blocks:
            name, rows, columns = graph.nodes[parameter].name, slab.rows[root], slab.columns[operand]
            source = self.places[name]
            if not signs[rows, columns].any():
                places[rows, columns] = source[:, np.newaxis] if operand == ONES else source
                signs[rows, columns] = sign
            self._uses.append(Use(len(self.slabs), rows, columns, name, sign))
        back = zeros((slab.width, slab.height), self.flat.dtype)
        self.slabs.append(SlabWeights(slab, ahead, back, places, signs))
        return self.slabs[-1]

    def refresh(self, section: Section) -> None:
        """Add the calls that fill the slabs from the parameters."""
        filled: set[tuple[int, int, int]] = set()
        for number, weights in enumerate(self.slabs):
            if self.small:
                section.run(self.flat.take, weights.places, None, weights.ahead, "clip")
                if (weights.signs != 1).any():
                    section.run(np.multiply, weights.ahead, weights.signs, weights.ahead)
            for use in self._uses:
                if use.slab == number:
                    place = number, use.rows.start, use.columns.start
                    block, given = self._block(weights.ahead, use), self.parameters[use.name]
                    if place in filled:
                        section.run(np.add if use.sign > 0 else np.subtract, block, given, block)
                    elif not self.small:
                        section.run(np.positive if use.sign > 0 else np.negative, given, block)
                    filled.add(place)
            section.run(np.positive, weights.ahead.T, weights.back)
            for group in weights.slab.groups:
                if group.halved:
                    half = np.asarray(0.5, self.flat.dtype)
                    section.run(np.multiply, weights.ahead[group.rows], half, weights.ahead[group.rows])

    def _block(self, array: Array, use: Use) -> Array:
        """Return the part of a slab's weights that a parameter stands in, in the parameter's shape."""
        block = array[use.rows, use.columns]
        return block if self.parameters[use.name].ndim == 2 else block[:, 0]

    def seal(self) -> None:
        """Make the memory for gradients, now that all slabs are known."""
        sizes = [weights.ahead.size for weights in self.slabs]
        joined = self.small and bool(sizes)
        found = np.zeros(sum(sizes) + (self.flat.size + 1 if joined else 0), self.flat.dtype)
        self.gradients: list[Array] = []
        start = 0
        for weights in self.slabs:
            self.gradients.append(found[start : start + weights.ahead.size].reshape(weights.ahead.shape))
            start += weights.ahead.size
        self._found, self._joined = found, joined
        self._beside = found[start:] if joined else self.gradient

    def direct(self, name: str) -> Array:
        """Return where to write the gradient of a parameter's uses outside the slabs, in the parameter's shape."""
        if name not in self._direct:
            places = self.places[name]
            first = int(places.flat[0])
            self._direct[name] = self._beside[first : first + places.size].reshape(places.shape)
        return self._direct[name]

    def gather(self, section: Section) -> None:
        """Add the calls that bring all gradients together, after all of them have been computed."""
        if self._joined:
            self._take(section)
            return
        written = set(self._direct)
        for use in self._uses:
            source, out = self._block(self.gradients[use.slab], use), self._own(use.name)
            if use.name in written:
                section.run(np.add if use.sign > 0 else np.subtract, out, source, out)
            else:
                section.run(np.positive if use.sign > 0 else np.negative, source, out)
            written.add(use.name)
        for name in self.places:
            if name not in written:
                section.run(self._own(name).fill, 0.0)

    def _own(self, name: str) -> Array:
        places = self.places[name]
        first = int(places.flat[0])
        return self.gradient[first : first + places.size].reshape(places.shape)

    def _take(self, section: Section) -> None:
        rounds: list[tuple[Array, Array]] = []  # places in what was found (the last of it is zero), and signs
        used = dict.fromkeys(self.places, 0)

        def note(name: str, sources: Array, sign: float) -> None:
            if used[name] == len(rounds):
                rounds.append((np.full(self.flat.size, self._found.size - 1, np.intp), np.ones_like(self.flat)))
            places, signs = rounds[used[name]]
            places[self.places[name]] = sources
            signs[self.places[name]] = sign
            used[name] += 1

        starts = np.cumsum([0, *(weights.ahead.size for weights in self.slabs)]).tolist()
        for use in self._uses:
            ahead = self.slabs[use.slab].ahead
            note(use.name, self._block(starts[use.slab] + np.arange(ahead.size).reshape(ahead.shape), use), use.sign)
        for name in self._direct:
            note(name, starts[-1] + self.places[name], 1.0)
        out = self.gradient
        for places, signs in rounds:
            section.run(self._found.take, places, None, out, "clip")
            if (signs != 1).any():
                section.run(np.multiply, out, signs, out)
            if out is not self.gradient:
                section.run(np.add, self.gradient, out, self.gradient)
            out = np.zeros_like(self.gradient)


def column(array: Array) -> Rows:
    """Return a parameter's gradient as (size, 1), or a matrix's as it is."""
    return Rows(array if array.ndim == 2 else array[:, np.newaxis], "still")
