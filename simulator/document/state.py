"""What a session is: layers, sequences, and what goes with them. Frozen; states that differ a little share the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulator.document.bands import Bands
from simulator.document.sequence import Array, Sequence
from simulator.language import Cell
from simulator.lessons import Play
from simulator.tables import Words, words
from simulator.words import Encoding


@dataclass(frozen=True, eq=False)
class Layer:
    """A cell with its sizes and weights.

    ``parameters`` holds every parameter, ``initial`` every state, as read-only float64 arrays. ``layout`` names one of
    the cell's layouts (None: laid out by itself). ``places`` are those of parts of such a diagram (part -> % of the
    pane; None: as the cell's file says). ``direction`` is that of time.
    """

    cell: Cell
    inputs: int
    units: int
    outputs: int
    parameters: Mapping[str, Array]
    initial: Mapping[str, Array]
    layout: str | None = None
    places: Mapping[str, tuple[float, float]] | None = None
    direction: str = "forward"


@dataclass(frozen=True, eq=False)
class State:
    """Everything that is saved and undone. Cursor, selection, zoom and theme are not in it.

    ``lesson`` is the id of the lesson it came from; ``chosen`` is the index of the sequence on show; ``labels``,
    ``show``, ``scale`` and ``play`` are as in a lesson. ``readout`` is what stands above the last layer: nothing.
    ``encoding`` is what the inputs mean where words set them; every sequence is as wide as the first layer. ``rows`` is
    what a person has chosen for the timeline; None: what is usual.
    """

    titles: Words
    texts: Words
    lesson: str | None
    layers: tuple[Layer, ...]
    sequences: tuple[Sequence, ...]
    chosen: int = 0
    labels: Mapping[str, Words] = field(default_factory=dict)
    show: tuple[str, ...] = ()
    scale: float = 1.0
    readout: None = None
    play: Play | None = None
    encoding: Encoding | None = None
    rows: Bands | None = None

    @property
    def layer(self) -> Layer:
        """The first layer."""
        return self.layers[0]

    @property
    def sequence(self) -> Sequence:
        """The sequence on show."""
        return self.sequences[self.chosen]

    @property
    def title(self) -> str:
        """The title in English."""
        return words(self.titles)

    def with_sequence(self, sequence: Sequence) -> State:
        """Return the state with another sequence in place of the one on show."""
        rest = self.sequences
        return replace(self, sequences=(*rest[: self.chosen], sequence, *rest[self.chosen + 1 :]))

    def with_layer(self, layer: Layer) -> State:
        """Return the state with another first layer."""
        return replace(self, layers=(layer, *self.layers[1:]))


def frozen(value: Any) -> Array:
    """Return a read-only float64 copy of an array or of nested lists."""
    array = np.array(value, dtype=np.float64)
    array.setflags(write=False)
    return array
