"""What a session is: layers, sequences, and what goes with them. Frozen; states that differ a little share the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.document.bands import Bands
from simulator.document.sequence import Array, Sequence
from simulator.engine.holding import Holds
from simulator.language import Cell
from simulator.lessons import Play
from simulator.tables import Words, words
from simulator.words import Encoding

if TYPE_CHECKING:
    from simulator.running.setup import Setup  # loads what trains, which a window on a lesson does not need


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
class Run:
    """What runs: a layer over a sequence as wide as its inputs, with signals held at some steps.

    ``holds`` that the cell has no signal for are left out.
    """

    layer: Layer
    sequence: Sequence
    holds: Holds = ()

    def __post_init__(self) -> None:
        if self.holds:
            layer = self.layer
            sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
            object.__setattr__(self, "holds", tuple(hold for hold in self.holds if hold.fits(sizes)))


@dataclass(frozen=True, eq=False)
class Side:
    """What runs beside the document, step by step with it; what is None is as in the document.

    ``key`` tells it from the other sides as long as it is there. ``layer`` is a cell or weights of its own,
    ``sequence`` the name of a sequence of the document, ``holds`` what is held in it. Only those ``shown`` are seen.
    """

    key: int
    titles: Words
    layer: Layer | None = None
    sequence: str | None = None
    holds: Holds | None = None
    shown: bool = True

    @property
    def title(self) -> str:
        """The name in English."""
        return words(self.titles)

    @property
    def is_branch(self) -> bool:
        """Whether it is the document itself but for what is held."""
        return self.layer is None and self.sequence is None

    def run(self, state: State) -> Run | None:
        """Return what runs beside a state; None where the sequence is gone, or is not as wide as its layer."""
        layer = self.layer or state.layer
        named = (one for one in state.sequences if one.name == self.sequence)
        sequence = state.sequence if self.sequence is None else next(named, None)
        if sequence is None or sequence.inputs != layer.inputs:
            return None
        return Run(layer, sequence, state.holds if self.holds is None else self.holds)


@dataclass(frozen=True, eq=False)
class State:
    """Everything that is saved and undone. Cursor, selection, zoom and theme are not in it.

    ``lesson`` is the id of the lesson it came from; ``chosen`` is the index of the sequence on show; ``labels``,
    ``show``, ``scale`` and ``play`` are as in a lesson. ``readout`` is what stands above the last layer: nothing.
    ``encoding`` is what the inputs mean where words set them; every sequence is as wide as the first layer. ``holds``
    are signals that are not what their equation says; ``sides`` run beside it, to be compared. ``training`` is what the
    view Train trains; None: what it begins with. ``rows`` is what a person has chosen for the timeline; None: what is
    usual.
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
    holds: Holds = ()
    sides: tuple[Side, ...] = ()
    training: Setup | None = None
    rows: Bands | None = None

    @cached_property
    def run(self) -> Run:
        """What runs: the first layer over the sequence on show."""
        return Run(self.layer, self.sequence, self.holds)

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
        return self.with_sequence_at(self.chosen, sequence)

    def with_sequence_at(self, index: int, sequence: Sequence) -> State:
        """Return the state with another sequence at a place of the list; sides that run the old one run it."""
        old, rest = self.sequences[index].name, self.sequences
        sides = self.sides
        if sequence.name != old:
            sides = tuple(replace(side, sequence=sequence.name) if side.sequence == old else side for side in sides)
        return replace(self, sequences=(*rest[:index], sequence, *rest[index + 1 :]), sides=sides)

    def with_layer(self, layer: Layer) -> State:
        """Return the state with another first layer."""
        return replace(self, layers=(layer, *self.layers[1:]))


def frozen(value: Any) -> Array:
    """Return a read-only float64 copy of an array or of nested lists."""
    array = np.array(value, dtype=np.float64)
    array.setflags(write=False)
    return array
