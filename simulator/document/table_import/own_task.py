"""From the columns of a table, and what somebody says that they are, to a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.document.table_import.columns import Columns
from simulator.document.table_import.uses import ANSWER, INPUT, SEQUENCE
from simulator.errors import UserError
from simulator.running.own_data import Choice, OwnData, Progress, own_data


def chosen(names: Sequence[str], uses: Sequence[str], use: str) -> tuple[str, ...]:
    """Return the names of the columns that have a use."""
    return tuple(name for name, own in zip(names, uses, strict=True) if own == use)


def choose(names: Sequence[str], uses: Sequence[str]) -> Choice:
    """Return what columns are to a network, with all else as it is usual. Raises UserError."""
    sequence = chosen(names, uses, SEQUENCE)
    if len(sequence) > 1:
        raise UserError(
            f"the columns “{sequence[0]}” and “{sequence[1]}” both say which sequence a row is of. Choose one of them."
        )
    return Choice(chosen(names, uses, INPUT), chosen(names, uses, ANSWER), sequence[0] if sequence else None)


def wanted_as_texts(columns: Columns, choice: Choice) -> tuple[str, ...]:
    """Return the columns that were read as numbers, hold something else as well, and need not be numbers as chosen."""
    free = [*_sequence(choice), *(choice.targets if choice.kind == "classes" else ())]
    return tuple(name for name in free if name in columns.troubles and columns.values[name].dtype.kind == "f")


def read_task(
    columns: Columns, choice: Choice, progress: Progress | None = None, title: str | None = None
) -> OwnData | None:
    """Return the task, with what there is to say of it; None if ``progress`` says that it should not go on.

    Raises UserError as ``own_data`` does, and with the line of a gap, or of a text among numbers.
    """
    for name in (*choice.inputs, *choice.targets, *_sequence(choice)):
        trouble = columns.troubles.get(name)
        if trouble is not None:
            classes = name in choice.targets and choice.kind == "auto" and "is not a number" in trouble
            raise UserError(trouble + (" Or say that the answers are classes." if classes else ""))
    return own_data(columns.values, choice, progress, title)


def _sequence(choice: Choice) -> Iterable[str]:
    return () if choice.sequence is None else (choice.sequence,)
