"""What trainings are called: by what tells them apart, such as “lstm 4, rate 0.01”."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.engine.tasks import as_task
from simulator.engine.training.task_network import AUTO
from simulator.language import Cell, load_cell
from simulator.running.setup import Setup

TASK, CELL = "{task}", "{cell} {units}"
ONE_LAYER, LAYERS = "one layer", "{layers} layers"
ONE_DIRECTION, BOTH_DIRECTIONS = "in one direction", "in both directions"
READOUT, NO_READOUT, USUAL_READOUT = "{readout} readout", "no readout", "usual readout"
INITIALISATION = "{initialisation} start"
FORGET_BIAS, USUAL_FORGET_BIAS = "forget bias {bias}", "usual forget bias"
OPTIMIZER, OPTIMIZER_WITH = "{optimizer}", "{optimizer} with {settings}"
RATE = "rate {rate}"
SCHEDULE, SCHEDULE_WITH = "schedule {schedule}", "schedule {schedule} with {settings}"
CLIP_NORM, CLIP_VALUE, NO_CLIPPING = "clip norm {limit}", "clip value {limit}", "no clipping"
BATCH, LENGTH = "batch {batch}", "length {length}"
WINDOW, NO_WINDOW = "window {window}", "no window"
SEED, DTYPE = "seed {seed}", "{dtype}"
FROM_START, FROM = "from the start", "from update {update}"
AGAIN = "{name} ({number})"

TEMPLATES = (
    *(TASK, CELL, ONE_LAYER, LAYERS, ONE_DIRECTION, BOTH_DIRECTIONS, READOUT, NO_READOUT, USUAL_READOUT),
    *(INITIALISATION, FORGET_BIAS, USUAL_FORGET_BIAS, OPTIMIZER, OPTIMIZER_WITH, RATE, SCHEDULE),
    *(SCHEDULE_WITH, CLIP_NORM, CLIP_VALUE, NO_CLIPPING, BATCH, LENGTH, WINDOW, NO_WINDOW, SEED, DTYPE),
    *(FROM_START, FROM, AGAIN),
)
"""What is said of a training, for translators."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words on a training: a template, and what stands in its braces."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.said()

    def said(self, say: Callable[[str], str] = str) -> str:
        """Return the words; ``say`` translates the template, and the titles that stand in it."""
        values = {name: say(str(value)) if isinstance(value, _Named) else value for name, value in self.values.items()}
        return say(self.template).format(**values)


def differences(setup: Setup, other: Setup) -> tuple[Phrase, ...]:
    """Return what is said of a training that is not said of another; nothing if they are the same.

    How often a training is judged is no difference.
    """
    ours, theirs = _aspects(setup), _aspects(other)
    return tuple(phrase for phrase, unlike in zip(ours, theirs, strict=True) if phrase != unlike)


def names(
    setups: Sequence[Setup], begins: Sequence[int] | None = None, say: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Return a name for each of some trainings, by what is not the same of all of them; no name comes twice.

    ``begins``: after which update each begins, 0 unless it is a branch of another. What is as usual is left out where
    there is more to say; where there is nothing to say, cell and units are said. ``say`` translates.
    """
    columns = list(zip(*map(_aspects, setups), strict=True)) or [()] * len(_ASPECTS)
    columns.append(tuple(map(_begins, begins or ())))
    telling = [column for column in columns if any(phrase != column[0] for phrase in column)] or [columns[_CELL]]
    seen: Counter[str] = Counter()
    found = []
    for row in zip(*telling, strict=True):
        unusual = [phrase for phrase in row if phrase not in _USUAL]
        name = ", ".join(phrase.said(say) for phrase in unusual or row)
        seen[name] += 1
        found.append(name if seen[name] == 1 else say(AGAIN).format(name=name, number=seen[name]))
    return tuple(found)


# -- what can be said


def _with_settings(bare: str, full: str, values: dict[str, Any], settings: Mapping[str, float]) -> Phrase:
    said = ", ".join(f"{name} {_number(value)}" for name, value in settings.items())
    return Phrase(full, {**values, "settings": said}) if said else Phrase(bare, values)


def _number(value: Any) -> str:
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def _cell(setup: Setup) -> Phrase:
    cell = setup.cell if isinstance(setup.cell, Cell) else load_cell(str(setup.cell))
    return Phrase(CELL, {"cell": _Named(cell.id, cell), "units": setup.units})


def _readout(setup: Setup) -> Phrase:
    if setup.readout == AUTO:
        return Phrase(USUAL_READOUT)
    return Phrase(NO_READOUT) if setup.readout is None else Phrase(READOUT, {"readout": setup.readout})


def _initialisation(setup: Setup) -> Phrase:
    return Phrase(INITIALISATION, {"initialisation": setup.initialisation})


def _forget_bias(setup: Setup) -> Phrase:
    bias = setup.forget_bias
    return Phrase(USUAL_FORGET_BIAS) if bias is None else Phrase(FORGET_BIAS, {"bias": _number(bias)})


def _optimizer(setup: Setup) -> Phrase:
    return _with_settings(OPTIMIZER, OPTIMIZER_WITH, {"optimizer": setup.optimizer}, setup.optimizer_settings)


def _schedule(setup: Setup) -> Phrase:
    return _with_settings(SCHEDULE, SCHEDULE_WITH, {"schedule": setup.schedule}, setup.schedule_settings)


def _clipping(setup: Setup) -> Phrase:
    if isinstance(setup.clip_norm, int | float):
        return Phrase(CLIP_NORM, {"limit": _number(setup.clip_norm)})
    if setup.clip_value is not None:
        return Phrase(CLIP_VALUE, {"limit": _number(setup.clip_value)})
    return Phrase(NO_CLIPPING)


_ASPECTS: tuple[Callable[[Setup], Phrase], ...] = (
    lambda setup: Phrase(TASK, {"task": _Named(as_task(setup.task).title, as_task(setup.task))}),
    _cell,
    lambda setup: Phrase(ONE_LAYER) if setup.layers == 1 else Phrase(LAYERS, {"layers": setup.layers}),
    lambda setup: Phrase(BOTH_DIRECTIONS if setup.bidirectional else ONE_DIRECTION),
    _readout,
    _initialisation,
    _forget_bias,
    _optimizer,
    lambda setup: Phrase(RATE, {"rate": _number(setup.rate)}),
    _schedule,
    _clipping,
    lambda setup: Phrase(BATCH, {"batch": setup.batch}),
    lambda setup: Phrase(LENGTH, {"length": setup.length}),
    lambda setup: Phrase(NO_WINDOW) if setup.window is None else Phrase(WINDOW, {"window": setup.window}),
    lambda setup: Phrase(SEED, {"seed": setup.seed}),
    lambda setup: Phrase(DTYPE, {"dtype": setup.dtype}),
)
_CELL = _ASPECTS.index(_cell)
_USUAL = (
    *(Phrase(ONE_LAYER), Phrase(ONE_DIRECTION), Phrase(USUAL_READOUT), _initialisation(Setup())),
    *(Phrase(USUAL_FORGET_BIAS), _schedule(Setup()), Phrase(NO_WINDOW), Phrase(FROM_START)),
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A thing that is called by a name, and is another where the names alone are the same."""

    name: str
    thing: Any

    def __str__(self) -> str:
        return self.name


def _begins(update: int) -> Phrase:
    return Phrase(FROM, {"update": f"{update:,}"}) if update else Phrase(FROM_START)


def _aspects(setup: Setup) -> tuple[Phrase, ...]:
    complete = setup.complete()
    return tuple(aspect(complete) for aspect in _ASPECTS)
