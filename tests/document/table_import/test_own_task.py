"""From columns to a task: what is chosen, what may be read as texts, and what is refused with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.document.table_import import preview
from simulator.document.table_import.columns import Columns, read_columns
from simulator.document.table_import.own_task import choose, read_task, wanted_as_texts
from simulator.document.table_import.uses import ANSWER, INPUT, SEQUENCE, UNUSED
from simulator.errors import UserError
from simulator.running.own_data import Choice

NAMES = ("run", "x1", "x2", "label")


def read(path: Path, text: str) -> Columns:
    path.write_text(text)
    found = read_columns(preview(path))
    assert found is not None
    return found


def test_what_is_chosen() -> None:
    assert choose(NAMES, (SEQUENCE, INPUT, UNUSED, ANSWER)) == Choice(("x1",), ("label",), "run")
    assert choose(NAMES, (ANSWER, INPUT, INPUT, ANSWER)) == Choice(("x1", "x2"), ("run", "label"))
    with pytest.raises(UserError, match="both say which sequence a row is of"):
        choose(NAMES, (SEQUENCE, INPUT, SEQUENCE, ANSWER))


def test_texts_among_numbers(tmp_path: Path) -> None:
    columns = read(tmp_path / "t.csv", "run,x1,x2,label\n1,1,1,0\n1,2,2,1\n2,3,3,0\nB,4,four,other\n")
    choice = choose(NAMES, (SEQUENCE, INPUT, UNUSED, ANSWER))
    assert wanted_as_texts(columns, choice) == ("run",)
    assert wanted_as_texts(columns, replace(choice, kind="classes")) == ("run", "label")
    with pytest.raises(UserError, match=r"line 5, column 4 \(label\).* Or say that the answers are classes\.$"):
        read_task(columns, choice)
    with pytest.raises(UserError, match=r"line 5, column 3 \(x2\): “four” .* or leave that column out\.$"):
        read_task(columns, choose(NAMES, (UNUSED, INPUT, INPUT, ANSWER)))


def test_what_is_left_out_may_be_anything(tmp_path: Path) -> None:
    columns = read(tmp_path / "t.csv", "run,x1,x2,label\n1,1,,0\n1,2,2,1\n2,3,four,0\n")
    choice = choose(NAMES, (SEQUENCE, INPUT, UNUSED, ANSWER))
    found = read_task(columns, choice)
    assert found is not None
    assert (found.sequences, found.task.all.x[:, 0, 0].tolist()) == (2, [1, 2])
    assert read_task(columns, choice, lambda _done, _total: False) is None
