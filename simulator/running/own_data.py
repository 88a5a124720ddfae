"""A table of one's own as a task: columns that are read, columns that are to be answered, rows put into sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.settings import pick
from simulator.engine.tasks import Batch, OwnSequences
from simulator.engine.tasks.task import whole
from simulator.errors import UserError
from simulator.running.own_checks import warnings
from simulator.running.own_columns import Answers, Kind, answers_of, check_chosen, code_rows, numbers_of
from simulator.running.own_rows import Rows, arrange, hold_out

HELD_OUT, FEWEST = 0.2, 10  # the share of sequences that is held out, where there are so many
MOST_NUMBERS = 25_000_000  # of inputs and answers with their padding: 200 MB
LOSSES: dict[Kind, str] = {"numbers": "squared", "yes or no": "binary", "classes": "categorical"}

JUDGED = ("every step", "last step")

Progress = Callable[[int, int], bool]
"""Is told how many rows of how many are done, and says whether to go on."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the columns of a table are to a network, by their names.

    ``sequence``: rows with the same value in that column are one sequence, in the order of the rows; None: all are.
    ``cut``: sequences are cut into pieces of so many steps. ``kind``: what the answers are: numbers, yes or no (one or
    several columns of 0 and 1), or classes (one column of whatever is to be told apart); "auto" looks at them.
    ``judged``: whether there is an answer at every step, or, for a sequence as a whole, at its last. ``scaled``: each
    input is brought to a mean of 0 and a deviation of 1.
    """

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    sequence: str | None = None
    cut: int | None = None
    kind: Literal["auto"] | Kind = "auto"
    judged: Literal["every step", "last step"] = "every step"
    scaled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class OwnData:
    """A task made of a table, and what a beginner should know of it: ``warnings``, a sentence each.

    ``task.output_names`` are the target columns or the classes. ``means``, ``deviations`` (inputs,): what the inputs
    were scaled by, (x - mean) / deviation; 0 and 1 if that was not asked for.
    """

    task: OwnSequences
    kind: Kind
    warnings: tuple[str, ...]
    sequences: int
    held_out: int
    means: Array
    deviations: Array


def own_data(
    columns: Mapping[str, Any], choice: Choice, progress: Progress | None = None, title: str | None = None
) -> OwnData | None:
    """Return a table as a task, of a title if it has one; None if ``progress`` says that it should not go on.

    ``columns``: by name, an array of as many rows each: numbers, in which NaN is a gap, or texts. A fifth of the
    sequences is held out where there are ten or more; the same ones every time. Raises UserError that says what is
    wrong, in which column and row (counted from 1), and what to do.
    """
    try:
        return _read(columns, choice, progress or (lambda _done, _total: True), title)
    except _Cancelled:
        return None


class _Cancelled(Exception):  # noqa: N818 - it is no error
    """Whoever watches the progress has had enough."""


def _read(columns: Mapping[str, Any], choice: Choice, progress: Progress, title: str | None) -> OwnData:
    if choice.cut is not None:
        whole(choice.cut, 1, "the steps of a piece")
    pick(dict.fromkeys(("auto", *LOSSES)), choice.kind, "kind of answers")
    pick(dict.fromkeys(JUDGED), choice.judged, "choice of steps that are judged")
    count = check_chosen(columns, choice.inputs, choice.targets, choice.sequence)
    total = count * (len(choice.inputs) + len(choice.targets) + 2)
    done = 0

    def tick(rows: int) -> None:
        nonlocal done
        done += rows
        if not progress(done, total):
            raise _Cancelled

    x = np.stack([numbers_of(name, "input", columns[name], tick) for name in choice.inputs], axis=1)
    answers = answers_of(columns, choice.targets, choice.kind, tick)
    codes = np.zeros(count, np.intp)
    if choice.sequence is not None:
        codes, _ = code_rows(choice.sequence, "sequence column", columns[choice.sequence], tick)
    rows = arrange(codes, choice.cut)
    _check_size(rows, len(choice.inputs) + len(answers.names))
    out = hold_out(rows, HELD_OUT, FEWEST)
    told = warnings(x, choice.inputs, answers, rows, int(out.sum()), choice.scaled)
    means, deviations = _scale(x[~out[rows.sequence]]) if choice.scaled else (np.zeros(x.shape[1]), np.ones(x.shape[1]))
    x -= means
    x /= deviations
    batch = _batch(x, answers, rows, choice.judged == "last step")
    kept, apart = (_chosen(batch, part, rows.lengths) if part.any() else None for part in (~out, out))
    assert kept is not None  # never all are held out
    task = OwnSequences(kept, LOSSES[answers.kind], apart, choice.inputs, answers.names, title)
    progress(total, total)
    return OwnData(task, answers.kind, tuple(told), rows.sequences, int(out.sum()), means, deviations)


def _check_size(rows: Rows, width: int) -> None:
    numbers = rows.steps * rows.sequences * width
    if numbers <= MOST_NUMBERS:
        return
    own = int(rows.lengths.sum()) * width
    why = "" if own > MOST_NUMBERS else f", most of it padding to the {rows.steps:,} steps of the longest sequence"
    raise UserError(
        f"{rows.sequences:,} sequences of these columns are {numbers:,} numbers{why}, and at most {MOST_NUMBERS:,} are "
        "learnt. Choose fewer columns or rows, or cut long sequences into pieces."
    )


def _scale(x: Array) -> tuple[Array, Array]:
    """Return mean and deviation of each input; the deviation is 1 where it is always the same."""
    deviations = x.std(axis=0)
    return x.mean(axis=0), np.where(deviations > 0, deviations, 1.0)


def _batch(x: Array, answers: Answers, rows: Rows, last: bool) -> Batch:
    """Return all sequences side by side; answers are judged at each step, or at the ``last`` of each sequence."""
    shape = (rows.steps, rows.sequences)
    inputs, target = np.zeros((*shape, x.shape[1])), np.zeros((*shape, len(answers.names)))
    inputs[rows.step, rows.sequence] = x
    if answers.kind == "classes":
        target[rows.step, rows.sequence, answers.values] = 1
    else:
        target[rows.step, rows.sequence] = answers.values
    weight = np.zeros(shape)
    if last:
        weight[rows.lengths - 1, np.arange(rows.sequences)] = 1
    else:
        weight[rows.step, rows.sequence] = 1
    return Batch(inputs, target, weight)


def _chosen(batch: Batch, part: Array, lengths: Array) -> Batch:
    """Return some of the sequences; without lengths if those are all the same and full."""
    own = lengths[part]
    kept = None if (lengths == len(batch.x)).all() else own
    return Batch(batch.x[:, part], batch.target[:, part], batch.weight[:, part], kept)
