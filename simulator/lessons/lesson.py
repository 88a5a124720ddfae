"""Lesson files: TOML around a cell, a sequence and the words that go with them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from simulator.errors import UserError
from simulator.language import Cell, cell_ids, load_cell
from simulator.language.cell import Rows
from simulator.language.cellfile import read_arrays, read_equations
from simulator.lessons.play import Play, read_play
from simulator.lessons.sequences import LessonSequence, read_encoding, read_sequences
from simulator.lessons.sides import LessonSide, read_sides
from simulator.resources import assets
from simulator.tables import Table, Words, words
from simulator.words import Encoding, InputLabels

_NAMED = 100  # units of a signal that may have a label each

# The order in which they are taught.
_ORDER = (
    *("hand-set-lstm", "hand-set-lstm-walk", "elman-ones", "jordan-ones", "order-matters", "gru-gates"),
    *("two-memories", "ten-or-three", "across-a-gap", "gru-conventions"),
)


@dataclass(frozen=True)
class Lesson:
    """What one lesson shows.

    ``titles`` and ``texts`` are by language. ``sequences`` are there to choose from, the first is shown; ``encoding``
    says what inputs a word sets, None where none does. ``labels`` name inputs ("x1"), signals ("y") and their units
    ("y[1]") in everyday words; ``show`` lists the signals of the timeline; ``scale`` is the value of a full tank.
    ``play`` says which keys drive the cell live. ``parameters`` is None where they come from the seed; ``initial``
    holds the states that do not start at zero. ``sides`` are what the lesson is compared with.
    """

    id: str
    titles: Words
    texts: Words
    cell: Cell
    inputs: int
    units: int
    outputs: int
    sequences: tuple[LessonSequence, ...]
    labels: Mapping[str, Words]
    show: tuple[str, ...]
    scale: float
    parameters: Mapping[str, Any] | None
    initial: Mapping[str, Any]
    play: Play | None = None
    encoding: Encoding | None = None
    sides: tuple[LessonSide, ...] = ()

    @cached_property
    def x(self) -> Rows:
        """The first sequence, (steps, inputs)."""
        return tuple(tuple(map(float, row)) for row in self.sequences[0].rows(self.encoding))

    @property
    def title(self) -> str:
        """The title in English."""
        return words(self.titles)

    @property
    def text(self) -> str:
        """The text in English: paragraphs separated by empty lines, variables between asterisks."""
        return words(self.texts)


def lesson_ids() -> tuple[str, ...]:
    """Return the ids of the lessons that ship, in the order in which they are taught."""
    found = {path.stem for path in assets("lessons").glob("*.toml")}
    return tuple(sorted(found, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)))


def lesson_titles(name: str) -> Words:
    """Return what a lesson that ships is called, by language, without reading the rest of it."""
    return Table.read(assets("lessons", f"{name}.toml")).table("lesson").words("title")


def load_lesson(what: str | Path) -> Lesson:
    """Return a lesson by id, or from a lesson file.

    Raises UserError for an unknown id or a file that is wrong, CellError where one of its equations is.
    """
    if isinstance(what, str) and what in lesson_ids():
        return _shipped(what)
    path = Path(what)
    if path.suffix != ".toml" and not os.path.exists(path):
        known = ", ".join(lesson_ids())
        raise UserError(f"there is no lesson “{what}”. The lessons are {known}; or give a lesson file (.toml).")
    return read_lesson(Table.read(path))


@cache
def _shipped(name: str) -> Lesson:
    return read_lesson(Table.read(assets("lessons", f"{name}.toml")))


def read_lesson(file: Table) -> Lesson:
    """Read a lesson from a file's tables. Raises UserError, or CellError where an equation is wrong."""
    table = file.table("lesson")
    if not table.values:
        raise UserError(f"{file.where}: the table [lesson] is missing, so this is no lesson file.")
    name = table.text("id")
    titles, texts = table.words("title"), table.words("text", "")
    cell = _cell(file, table, name, titles)
    encoding = read_encoding(table.table("words"), Path(file.where).parent)
    sizes = _sizes(table, encoding)
    labels, show = table.table("labels"), table.texts("show")
    scale = table.number("scale", 1.0)
    if scale <= 0:
        raise table.wrong("scale", "must be greater than 0: it is the value of a full tank.")
    x, entries, beside = table.numbers("x"), table.tables("sequences"), table.tables("beside")
    play = read_play(table.table("play"), sizes["inputs"])
    table.finish()
    sequences = read_sequences(table, x, entries, sizes["inputs"], encoding)
    steps = {sequence.name: sequence.steps for sequence in sequences}
    sides = read_sides(beside, Path(file.where).parent, cell, sizes, steps)
    cells = (cell, *(side.cell for side in sides if side.cell is not None))
    words_of = _labels(labels, cells, sizes)
    parameters, initial = read_arrays(cell, sizes, file.table("parameters"), file.table("initial"))
    file.finish()
    return Lesson(
        id=name,
        titles=titles,
        texts=texts,
        cell=cell,
        **sizes,
        sequences=sequences,
        labels=InputLabels(encoding, words_of) if encoding else words_of,
        show=_show(table, show, cells),
        scale=scale,
        parameters=parameters,
        initial=initial,
        play=play,
        encoding=encoding,
        sides=sides,
    )


def _cell(file: Table, table: Table, name: str, titles: Words) -> Cell:
    """Read the cell: one that ships, a cell file beside the lesson, or equations in the lesson itself."""
    known = table.text("cell", "")
    if not known:
        if "equations" not in table.values:
            raise table.wrong("cell", "is missing. Name a cell, or write equations and output.")
        return read_equations(file, table, table.text("output"), {"id": name, "titles": titles})
    if "equations" in table.values:
        raise table.wrong("cell", "and equations are both there. Leave one of them out.")
    if known.endswith(".toml"):
        return load_cell(Path(file.where).parent / known)
    if known not in cell_ids():
        close = difflib.get_close_matches(known, cell_ids(), 1) or [", ".join(cell_ids())]
        raise table.wrong("cell", f"is “{known}”, which is no cell. Write {close[0]}, or name a cell file (.toml).")
    return load_cell(known)


def _sizes(table: Table, encoding: Encoding | None) -> dict[str, int]:
    """Read inputs, units and outputs; where words set the inputs, their number follows."""
    follows = None if encoding is None else encoding.size
    defaults = {"inputs": follows, "units": None, "outputs": 1}
    sizes = {size: table.whole(size, default) for size, default in defaults.items()}
    if follows not in (None, sizes["inputs"]):
        raise table.wrong("inputs", f"is {sizes['inputs']:,}, and the words have {follows:,} places. Leave it out.")
    return sizes


def _labels(table: Table, cells: Sequence[Cell], sizes: Mapping[str, int]) -> dict[str, Words]:
    """Read everyday words for inputs, for the signals of the cells, and for the units of a signal."""
    known = [f"x{number}" for number in range(1, sizes["inputs"] + 1)]
    for name, size in (pair for cell in cells for pair in cell.signal_sizes(**sizes).items()):
        units = range(1, size + 1) if 1 < size <= _NAMED else ()
        known += [name, *(f"{name}[{unit}]" for unit in units)]
    known = list(dict.fromkeys(known))
    found = {name: table.words(name, "") for name in known if name in table.values}
    table.finish(known)
    return {name: label for name, label in found.items() if words(label)}


def _show(table: Table, show: tuple[str, ...] | None, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Check the signals of the timeline; all of the first cell but its sums if the file does not say."""
    signals = tuple(dict.fromkeys(name for cell in cells for name in cell.signals))
    if show is None:
        cell = cells[0]
        return tuple(name for name in cell.signals if cell.roles[name] != "sum") or cell.signals
    for name in show:
        if name not in signals:
            close = difflib.get_close_matches(name, signals, 1)
            hint = f"Did you mean {close[0]}?" if close else f"The signals are {', '.join(signals)}."
            raise table.wrong("show", f"names “{name}”, which is no signal. {hint}")
        if show.count(name) > 1:
            raise table.wrong("show", f"names “{name}” twice. Name it once.")
    return show
