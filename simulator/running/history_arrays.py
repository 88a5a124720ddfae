"""A history as arrays by name, without pickle, as a session file may hold them; and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks import Score
from simulator.engine.training.snapshot import Snapshot
from simulator.errors import UserError
from simulator.running import naming
from simulator.running.blocks import Blocks
from simulator.running.clippings import Clippings
from simulator.running.history import TEMPLATES, History, Mark
from simulator.running.messages import COLUMNS, Evaluated
from simulator.running.naming import Phrase
from simulator.running.setup import Setup

_KNOWN = {*naming.TEMPLATES, *TEMPLATES}


def to_arrays(history: History) -> dict[str, Array]:
    """Return all that a history has, but for its setup, which has to be kept beside it."""
    numbers = {
        "begin": history.begin,
        "trivial_loss": history.trivial_loss,
        "seconds": history.seconds,
        "solved": history.solved,
        "evaluations": [[row.update, row.loss, *astuple(row.score)] for row in history.evaluations],
        "changes": _written(history.changes),
        "stops": _written(history.stops),
        "ranks": history.snapshots.ranks,
    }
    arrays = {f"blocks.{name}": array for name, array in history.blocks.arrays().items()}
    arrays |= {f"clippings.{name}": array for name, array in history.clippings.arrays().items()}
    for number, snapshot in enumerate(history.snapshots):
        arrays[f"snapshot.{number}"] = np.frombuffer(snapshot.to_bytes(), np.uint8)
    return {"numbers": np.array(json.dumps(numbers)), **arrays}


def from_arrays(setup: Setup, arrays: Mapping[str, Array]) -> History:
    """Return the history that ``to_arrays`` was given; ``setup`` is that of now. Raises UserError if it is damaged."""
    try:
        return _read(setup, arrays)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, UserError):
        raise UserError("the history of this training is damaged. Begin another one.") from None


def _read(setup: Setup, arrays: Mapping[str, Array]) -> History:
    numbers = json.loads(str(arrays["numbers"]))
    made = History(setup, int(numbers["begin"]))
    made.trivial_loss, made.seconds = float(numbers["trivial_loss"]), float(numbers["seconds"])
    made.solved = None if numbers["solved"] is None else int(numbers["solved"])
    made.blocks = Blocks.of(_under("blocks", arrays))
    if (made.blocks.begin, made.blocks.columns) != (made.begin, len(COLUMNS)):
        raise ValueError("curves of another history")
    made.clippings = Clippings.of(_under("clippings", arrays))
    for update, loss, text, value, solved in numbers["evaluations"]:
        judged = Evaluated(int(update), float(loss), Score(str(text), float(value), bool(solved)))
        made.evaluations.add(judged, (judged.loss,))
    for name, marks in (("changes", made.changes), ("stops", made.stops)):
        for update, phrases in numbers[name]:
            marks.add(Mark(int(update), tuple(_phrase(*phrase) for phrase in phrases)))
    for number, rank in enumerate(numbers["ranks"]):
        made.keep(Snapshot.from_bytes(arrays[f"snapshot.{number}"].tobytes()), tuple(map(float, rank)))
    return made


def _written(marks: Iterable[Mark]) -> list[Any]:
    return [[mark.update, [[phrase.template, dict(phrase.values)] for phrase in mark.phrases]] for mark in marks]


def _phrase(template: str, values: Mapping[str, Any]) -> Phrase:
    """Read a phrase, of which a template that is not ours is refused: it might ask for anything."""
    if template not in _KNOWN:
        raise ValueError("a phrase that nobody wrote")
    phrase = Phrase(template, {str(name): value for name, value in values.items() if isinstance(value, str | int)})
    str(phrase)
    return phrase


def _under(part: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {name.removeprefix(f"{part}."): array for name, array in arrays.items() if name.startswith(f"{part}.")}
