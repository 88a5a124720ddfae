"""A cell: its equations, the graph read from them, and what its file says beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any

from simulator.language.graph import Graph, resolve
from simulator.language.roles import infer_roles
from simulator.tables import Words, words

Place = tuple[float, float]
Rows = tuple[tuple[float, ...], ...]


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Example:
    """What a bare cell runs: sizes, a sequence (steps, inputs), and parameters (None: from the seed)."""

    inputs: int
    units: int
    outputs: int
    x: Rows
    parameters: Mapping[str, Any] | None = None
    initial: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A recurrent cell. Made by parse_cell from text, or by load_cell from a file.

    ``titles`` and ``texts`` are by language; ``source`` names paper and equation; ``given_roles``, ``init``
    (parameter -> "identity" or a number), ``layouts`` (layout -> node -> place on a 100 x 100 grid) and ``example``
    come from the file.
    """

    equations: str
    output: str
    graph: Graph
    id: str = "cell"
    titles: Words = field(default_factory=lambda: {"en": "A cell of your own"})
    texts: Words = field(default_factory=lambda: {"en": ""})
    source: str = ""
    given_roles: Mapping[str, str] = field(default_factory=_nothing)
    init: Mapping[str, str | float] = field(default_factory=_nothing)
    layouts: Mapping[str, Mapping[str, Place]] = field(default_factory=_nothing)
    example: Example | None = None

    @property
    def title(self) -> str:
        """The name in English."""
        return words(self.titles)

    @property
    def text(self) -> str:
        """What it is, in a sentence, in English."""
        return words(self.texts)

    @cached_property
    def signals(self) -> tuple[str, ...]:
        """The named values, in the order of the equations."""
        return tuple(self.graph.signals)

    @property
    def states(self) -> tuple[str, ...]:
        """The signals read at t-1, in the order of the equations."""
        return self.graph.states

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The weights and biases, in order of first appearance."""
        return tuple(self.graph.parameters)

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Signal -> input, sum, candidate, gate, memory or output: as the file says, inferred from use elsewhere."""
        return MappingProxyType({**infer_roles(self.graph, self.output), **self.given_roles})

    @cached_property
    def uses_outputs(self) -> bool:
        """Whether the size ``outputs`` occurs in it."""
        return any("outputs" in (node.size, node.columns) for node in self.graph.nodes)

    def parameter_shapes(self, inputs: int, units: int, outputs: int = 1) -> dict[str, tuple[int, ...]]:
        """Return the shape of each parameter, in order: (rows, columns) or (size,)."""
        sizes = {"inputs": inputs, "units": units, "outputs": outputs}
        return {name: tuple(resolve(size, sizes) for size in shape) for name, shape in self.graph.parameters.items()}

    def signal_sizes(self, inputs: int, units: int, outputs: int = 1) -> dict[str, int]:
        """Return the length of each signal, in order."""
        sizes = {"inputs": inputs, "units": units, "outputs": outputs}
        found = {}
        for name, index in self.graph.signals.items():
            size = self.graph.nodes[index].size
            assert size is not None  # a signal always has a size
            found[name] = resolve(size, sizes)
        return found

    def equation(self, signal: str) -> str:
        """Return the line that defines a signal, as written."""
        line = self.graph.nodes[self.graph.signals[signal]].line
        return self.equations.split("\n")[line - 1].split("#")[0].strip()

    def __getstate__(self) -> dict[str, Any]:
        given = {field.name: getattr(self, field.name) for field in fields(self)}  # what follows from them is left out
        return {name: dict(value) if isinstance(value, MappingProxyType) else value for name, value in given.items()}

    def __hash__(self) -> int:
        return hash((self.id, self.equations, self.output))
