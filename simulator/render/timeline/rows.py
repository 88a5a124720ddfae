"""Which rows a timeline has, and where each stands: for the drawing, and for finding what was pointed at."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Literal, NamedTuple, Protocol

import numpy as np

from simulator.engine.source import Source
from simulator.language import Cell
from simulator.language.roles import default_signals
from simulator.render.kit import symbol
from simulator.render.primitives import Run
from simulator.tables import Words, words

Kind = Literal["input", "places", "wave", "memory", "bar", "heat", "overlay", "title"]

DASHES: tuple[tuple[float, ...], ...] = ((), (7.0, 3.0), (2.0, 3.0), (10.0, 3.0, 2.0, 3.0))
"""How the lines of an overlay differ."""

MOST_UNITS = 8  # rows of a vector signal; more units are one heat-map, unless rows are asked for
MOST_INPUTS = 12  # rows of inputs; more of them are one heat-map, unless rows are asked for
MOST_ROWS = 64  # of one signal, whoever asks for them
_LOOKED_AT = 64  # inputs of a heat-map that decide what its deepest colour is

_KINDS: dict[str, Kind] = {
    "input": "wave",
    "sum": "wave",
    "candidate": "wave",
    "gate": "wave",
    "memory": "memory",
    "output": "bar",
}
_HUES = {"input": "inp", "sum": "inp", "candidate": "inp", "gate": "gate", "memory": "mem", "output": "out"}
_GATES = {"i": "input gate", "f": "forget gate", "o": "output gate", "z": "update gate", "r": "reset gate"}
_ROLES = {"sum": "weighted sum", "h": "hidden state", "c": "memory", "candidate": "candidate"}


class TimelineSource(Source, Protocol):
    """Where a timeline's numbers come from: also those of many steps at once, and the words over them."""

    def spread(self, name: str, unit: int | None, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the smallest and largest value of a unit of a signal, or of "x", between neighbouring edges.

        ``edges``: rows, rising, (n + 1,), all ready. Returns two arrays (n,), or (n, size) of all units if ``unit`` is
        None; NaN where a stretch is empty.
        """

    def set_inputs(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the inputs of some steps that are not 0: their rows (from ``start``), their columns, the numbers."""

    def heads(self, start: int, stop: int) -> tuple[str, ...] | None:
        """Return the words that stand over some steps, counted from 0; None where steps are numbered."""


class Track(NamedTuple):
    """A run that a timeline shows rows of: where its numbers come from, and its cell."""

    source: TimelineSource
    cell: Cell


def read(source: Source, name: str, start: int, stop: int) -> np.ndarray:
    """Return a signal at some steps, or the inputs if it is "x": (stop - start, size)."""
    return source.inputs(start, stop) if name == "x" else source.signal(name, start, stop)


class Encoding(Protocol):
    """What words set."""

    @property
    def sets(self) -> str:
        """How many of the inputs a word sets: “one”, “few” or “all”."""

    def in_order(self, word: str) -> tuple[int, ...]:
        """Return the inputs that a word sets, from 0, in the order in which they stand in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What the inputs stand for where words set them, by their ``labels``; the same only for the same object of labels.

    ``encoding`` says which of them a word sets.
    """

    encoding: Encoding
    labels: Mapping[str, Words]
    language: str = "en"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        return id(self.encoding), id(self.labels), self.language

    @property
    def few(self) -> bool:
        """Whether a word may set several of them."""
        return self.encoding.sets == "few"

    def name(self, index: int) -> str:
        """Return what an input (from 0) stands for."""
        return words(self.labels.get(f"x{index + 1}", {}), self.language) or f"x{index + 1}"


def places_of(encoding: Encoding | None, labels: Mapping[str, Words], language: str = "en") -> Places | None:
    """Return what is named where words set inputs; None where they set all of them, or where there are no words."""
    return None if encoding is None or encoding.sets == "all" else Places(encoding, labels, language)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a unit (from 0) of a signal, or of the inputs (``signal`` "x"), from ``low`` to ``high``.

    A heat-map has ``units`` of them; an overlay draws its ``members``, rows of their own, over one another; a title
    stands above its members, or in their place if it is ``folded``. ``group`` names the group that a row stands in.
    Where several runs are compared, ``side`` says which of them it is of, from 0, and has a ``letter``; what the first
    run has in its place is drawn ``against`` it. ``places`` are named where they are set, in a row of all inputs.
    """

    signal: str
    unit: int
    kind: Kind
    symbol: tuple[Run, ...]
    label: str
    hue: str
    low: float = 0.0
    high: float = 1.0
    units: int = 1
    members: tuple[Row, ...] = ()
    group: str = ""
    folded: bool = False
    side: int = 0
    letter: str = ""
    against: Row | None = None
    places: Places | None = None

    @property
    def id(self) -> str:
        """What tells it from all other rows."""
        own = f"{self.kind} {self.signal}" if self.members else f"{self.signal} {self.unit}"
        return f"{self.letter} {own}" if self.letter else own


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in pixels: heights of the header, of each kind of row, and between inputs and signals; widths; type.

    ``labels`` is the width of the column of names, ``margin`` is free at the right. A column that scrolls has the width
    ``column``; where all steps fit it is from ``narrowest`` to ``widest``. ``number``, ``name`` and ``label`` are sizes
    of type, ``axis`` that of the numbers at an axis (0: there are none), ``figure`` the height that a number in a bar
    needs. ``k`` scales all that is not said here.
    """

    header: float
    input: float
    gap: float
    wave: float
    memory: float
    bar: float
    labels: float = 200.0
    margin: float = 32.0
    column: float = 152.0
    narrowest: float = 120.0
    widest: float = 192.0
    number: float = 14.5
    name: float = 14.5
    label: float = 13.0
    axis: float = 11.5
    figure: float = 14.0
    k: float = 1.0

    def of(self, row: Row) -> float:
        """Return the height of a row."""
        match row.kind:
            case "input":
                return self.input
            case "places":
                return self.input * (1.8 if row.places and row.places.few else 1.0)
            case "memory":
                return self.memory
            case "bar":
                return self.bar
            case "overlay":
                return 1.4 * self.memory
            case "title":
                return max(18.0 * self.k, 0.85 * self.input)
            case "heat":  # a few px a unit, as long as that is not too much
                return min(max(self.wave, 4.0 * self.k * row.units), 2.2 * self.memory)
        return self.wave

    def times(self, scale: float) -> Metrics:
        """Return all sizes larger, or smaller."""
        return Metrics(*(size * scale for size in astuple(self)))


DESKTOP = Metrics(28, 23, 8, 27, 46, 30)
COMPACT = Metrics(23, 20, 0, 20, 33, 21, number=12.5)
_PROJECTED = Metrics(34, 33, 8, 34, 50, 34, 212, 32, 150, 110, 300, 25, 26, 22, 0, 16, 1.22)
_LONGEST = 300.0  # px: of the column of names in projection


def projected(rows: Sequence[Row], scale: float = 1.0) -> Metrics:
    """Return the sizes of a projection whose stage, 1600 x 1000, is shown ``scale`` times as large.

    The names get more room where they need it: they must be read at the back of a hall.
    """
    needed = max((rough_width(row.label, _PROJECTED.label) for row in rows), default=0.0) + 84
    labels = min(_LONGEST, max(_PROJECTED.labels, needed))
    return replace(_PROJECTED, labels=labels).times(scale)


def rough_width(text: str, size: float) -> float:
    """Return roughly how wide a text is: painting measures exactly."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.58 for sign in text)


def timeline_rows(
    cell: Cell,
    inputs: int,
    sizes: Mapping[str, int],
    extent: Callable[[str], tuple[float, float]],
    labels: Mapping[str, Words] | None = None,
    show: Sequence[str] = (),
    scale: float | None = None,
    language: str = "en",
    say: Callable[[str], str] = str,
    heat: Container[str] = (),
    apart: Mapping[str, Sequence[int] | None] | None = None,
    places: Places | None = None,
) -> tuple[Row, ...]:
    """Return the rows of a cell: the inputs, then the signals in ``show``, or else its gates, memories and output.

    ``sizes``: the length of each signal. ``extent``: the smallest and largest value of a signal, or of an input
    ("x[1]"). ``scale``: the value that fills a memory. ``labels`` may name single units ("y[2]"). ``say`` translates
    the customary names used where it has none. Signals in ``heat``, and those of very many units, are one heat-map
    each; of those in ``apart`` all units, or some of them, have a row each, as long as they are not far too many.
    Where words set the inputs, ``places`` are named in one row.
    """
    labels, apart = labels or {}, apart or {}

    def label(name: str, role: str) -> str:
        if name in labels:
            return words(labels[name], language)
        if role == "gate":
            return say(_GATES.get(name, "gate"))
        return say(_ROLES.get(name) or _ROLES.get(role, role))

    def units_of(name: str, size: int, most: int) -> Sequence[int]:
        """Return the units that have a row each; none for one heat-map."""
        if name not in apart:
            return () if size > most or (name in heat and size > 1) else range(size)
        units = [unit for unit in apart[name] or () if unit < size] or range(size)
        return units if len(units) <= MOST_ROWS else ()

    def input_row(k: int) -> Row:
        name = words(labels.get(f"x{k + 1}", {}), language)
        low, high = _range("input", *extent(f"x[{k + 1}]"), None)
        return Row("x", k, "input", symbol(f"x{k + 1}"), name, "inp", low, high)

    rows: list[Row] = []
    shown = units_of("x", inputs, MOST_INPUTS)
    if places is not None and "x" not in heat and "x" not in apart:
        count = say("{count} inputs").format(count=f"{inputs:,}")
        rows.append(Row("x", 0, "places", symbol("x"), count, "inp", units=inputs, places=places))
    elif inputs and not shown:
        ends = [abs(end) for k in range(min(inputs, _LOOKED_AT)) for end in extent(f"x[{k + 1}]")]
        rows.append(Row("x", 0, "heat", symbol("x"), f"1 … {inputs}", "inp", 0.0, _round_up(max(ends)), inputs))
    else:
        rows += map(input_row, shown)
    for name in show or default_signals(cell, max(sizes.values())):
        role = cell.roles[name]
        low, high = _range(role, *extent(name), scale)
        size = sizes[name]
        units = units_of(name, size, MOST_UNITS)
        if not units:
            text = f"{label(name, role)}  1 … {size}"
            rows.append(Row(name, 0, "heat", symbol(name), text, _HUES[role], low, high, size))
            continue
        for unit in units:
            sign = symbol(name) if size == 1 else _unit_symbol(name, unit)
            text = label(name, role) if unit == units[0] else ""
            text = words(labels.get(f"{name}[{unit + 1}]", {}), language) or text
            rows.append(Row(name, unit, _KINDS[role], sign, text, _HUES[role], low, high))
    return tuple(rows)


def _unit_symbol(name: str, unit: int) -> tuple[Run, ...]:
    runs = symbol(name)
    below = "".join(run.text for run in runs[1:])
    return (runs[0], Run(f"{below},{unit + 1}" if below else str(unit + 1), shift="sub"))


def _range(role: str, low: float, high: float, scale: float | None) -> tuple[float, float]:
    """Return a row's axis: gates 0 to 1, others from zero to a round number, on both sides if there are two signs."""
    if role == "gate":
        return 0.0, 1.0
    reach = max(abs(low), abs(high))
    top = scale if scale and role in ("memory", "output") else _round_up(reach)
    return (-top, top) if low < -0.005 else (0.0, top)


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 3, 4, 5, 8 times a power of ten."""
    if not 0 < value < math.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    tops = (float(f"{step * power:.3g}") for step in (1, 2, 3, 4, 5, 8, 10))
    return next(top for top in tops if value <= top * (1 + 1e-9))
