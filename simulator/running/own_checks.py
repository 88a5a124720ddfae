"""What a beginner should know of a table before a network learns it: sentences that say what is odd and what helps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simulator.engine.memory import Array
from simulator.running.own_columns import Answers
from simulator.running.own_rows import Rows

APART = 100  # times: scales so far apart are very different
LARGE = 100  # numbers of this size drive gates to their ends, and are far from where a network starts
LOPSIDED = 0.9  # of all answers


def warnings(x: Array, names: Sequence[str], answers: Answers, rows: Rows, held_out: int, scaled: bool) -> list[str]:
    """Return what there is to say. ``x`` (rows, inputs) is as in the table; ``scaled``: it will be brought to scale.

    ``held_out``: how many sequences are.
    """
    return [*_about_rows(rows, held_out), *_about_inputs(x, names, scaled), *_about_answers(answers)]


def _about_rows(rows: Rows, held_out: int) -> Iterator[str]:
    count, low, high = rows.sequences, int(rows.lengths.min()), rows.steps
    if count == 1:
        yield (
            f"There is one sequence only, of {high:,} steps: each update sees all of it, and nothing can be held out. "
            "Choose the column that says which sequence a row is of, or cut it into pieces."
        )
    elif not held_out:
        yield (
            f"There are only {count} sequences, so none is held out: whether the network learns what they have in "
            "common, or learns them by heart, cannot be told. Add more."
        )
    if high == 1:
        yield (
            "Every sequence has one step, so that there is nothing to remember. Check the column that says which "
            "sequence a row is of."
        )
    elif low != high:
        yield (
            f"Sequences have {low:,} to {high:,} steps. Shorter ones are padded at their ends, and padding is neither "
            "read nor judged."
        )
    if rows.scattered:
        yield (
            "Rows of one sequence stand apart in the table; they were put together in the order in which they stand. "
            "Check the column that says which sequence a row is of."
        )


def _about_inputs(x: Array, names: Sequence[str], scaled: bool) -> Iterator[str]:
    deviations = x.std(axis=0)
    for name, column in zip(names, x.T, strict=True):
        if (column == column[0]).all():
            yield f"The input “{name}” is {column[0]:g} in every row, so that it says nothing. Leave it out."
    moving = np.flatnonzero(deviations > 0)
    if scaled or not len(moving):
        return
    wide, narrow = (moving[deviations[moving].argsort(kind="stable")[end]] for end in (-1, 0))
    if deviations[wide] > APART * deviations[narrow]:
        yield (
            f"The inputs “{names[wide]}” and “{names[narrow]}” are on very different scales: they vary by about "
            f"{_about(deviations[wide])} and {_about(deviations[narrow])}, and the network hardly sees the smaller "
            "one. Bring the inputs to one scale."
        )
    else:
        largest = moving[np.abs(x[:, moving]).max(axis=0).argmax()]
        size = np.abs(x[:, largest]).max()
        if size > LARGE:
            yield (
                f"The input “{names[largest]}” is as large as {_about(size)}, which drives gates to their ends, where "
                "they learn nothing. Bring the inputs to one scale."
            )


def _about_answers(answers: Answers) -> Iterator[str]:
    if answers.kind == "numbers":
        for name, column in zip(answers.columns, answers.values.T, strict=True):
            size = np.abs(column).max()
            if size > LARGE:
                yield (
                    f"The target “{name}” is as large as {_about(size)}, and a network starts near 0: it needs very "
                    "many updates to get there. Divide it by a number that makes it about 1."
                )
        return
    for name, values in zip(answers.columns, np.atleast_2d(answers.values.T), strict=True):
        found, counts = np.unique(values, return_counts=True)
        share = counts.max() / counts.sum()
        if share > LOPSIDED:
            most = int(found[counts.argmax()])
            said = answers.names[most] if answers.kind == "classes" else str(most)
            yield (
                f"{100 * share:.3g} % of the answers in “{name}” are {said}: to say so always is right that often, so "
                "judge the network by more than that. Add rows with other answers."
            )


def _about(value: float) -> str:
    """Return a size in three digits, written out up to a million: 1,010, 0.25."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if LARGE <= rounded < 1e6 else f"{rounded:g}"
