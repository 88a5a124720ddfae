"""What a network will learn from a table, in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from simulator.engine.tasks import Batch
from simulator.render.format import small
from simulator.running.own_data import OwnData


def said(data: OwnData) -> str:
    """Return the sentence: “3 inputs, 2 classes, 120 sequences of 5 to 40 steps, 24 of them held out. …”"""
    tr = QCoreApplication.translate
    task = data.task
    parts = [_count(task.inputs, tr("OwnData", "1 input"), tr("OwnData", "{count} inputs"))]
    if data.kind == "classes":
        parts.append(_count(task.outputs, tr("OwnData", "1 class"), tr("OwnData", "{count} classes")))
    elif data.kind == "yes or no":
        one, many = tr("OwnData", "1 answer of yes or no"), tr("OwnData", "{count} answers of yes or no")
        parts.append(_count(task.outputs, one, many))
    else:
        one, many = tr("OwnData", "1 number to answer"), tr("OwnData", "{count} numbers to answer")
        parts.append(_count(task.outputs, one, many))
    parts.append(_sequences(data))
    if data.held_out:
        parts.append(tr("OwnData", "{count} of them held out").format(count=f"{data.held_out:,}"))
    cost = tr("OwnData", "Always giving the same answer costs at least {loss}.")
    return f"{', '.join(parts)}. {cost.format(loss=small(task.trivial_loss()))}"


def _sequences(data: OwnData) -> str:
    tr = QCoreApplication.translate
    batches = [data.task.all, *([data.task.held_out()] if data.held_out else [])]
    ends = [length for batch in batches for length in _ends(batch)]
    low, high = min(ends), max(ends)
    one = tr("OwnData", "1 sequence of {steps} steps")
    if low == high:
        many = tr("OwnData", "{count} sequences of {steps} steps")
        if high == 1:
            one, many = tr("OwnData", "1 sequence of one step"), tr("OwnData", "{count} sequences of one step")
    else:
        many = tr("OwnData", "{count} sequences of {low} to {steps} steps")
    return _count(data.sequences, one, many, low=f"{low:,}", steps=f"{high:,}")


def _ends(batch: Batch) -> tuple[int, int]:
    """Return how many steps the shortest and the longest of some sequences have."""
    if batch.lengths is None:
        return len(batch.x), len(batch.x)
    return int(batch.lengths.min()), int(batch.lengths.max())


def _count(count: int, one: str, many: str, **values: str) -> str:
    return (one if count == 1 else many).format(count=f"{count:,}", **values)
