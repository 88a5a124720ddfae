"""What a lesson puts beside itself: read, made a state of, and every refusal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.document import new_state_from_lesson
from simulator.engine.holding import Hold
from simulator.errors import UserError
from simulator.lessons import Lesson, load_lesson

LESSON = """
[lesson]
id = "sides"
title = "Sides"
cell = "lstm"
inputs = 1
units = 2

[[lesson.sequences]]
name = "one"
x = [[1], [2], [3]]

[[lesson.sequences]]
name = "two"
x = [[3], [2], [1], [0]]

{side}
"""


BESIDE = '[[lesson.beside]]\ntitle = "a"\n'


def written(folder: Path, side: str) -> Lesson:
    file = folder / "lesson.toml"
    file.write_text(LESSON.format(side=side), encoding="utf-8")
    return load_lesson(file)


def test_a_branch(tmp_path: Path) -> None:
    lesson = written(
        tmp_path,
        """
        [[lesson.beside]]
        title = { en = "Shut", zh_TW = "關" }
        holds = [
          { signal = "f", unit = 2, from = 2, to = 2, value = 0 },
          { signal = "c", from = 3, value = 0.5 },
          { signal = "o", value = 1 },
        ]
        """,
    )
    state = new_state_from_lesson(lesson)
    (side,) = state.sides
    assert dict(side.titles) == {"en": "Shut", "zh_TW": "關"}
    assert side.is_branch
    assert side.holds == (Hold("f", 1, 1, 2, 0.0), Hold("c", None, 2, None, 0.5), Hold("o", None, 0, None, 1.0))
    run = side.run(state)
    assert run is not None
    assert run.holds == side.holds


def test_another_cell_with_some_weights_of_its_own(tmp_path: Path) -> None:
    lesson = written(
        tmp_path,
        """
        [[lesson.beside]]
        title = "Elman"
        cell = "elman"
        parameters = { b = [0.5, 0.25] }
        initial = { h = [1, -1] }
        sequence = "two"
        """,
    )
    state = new_state_from_lesson(lesson)
    (side,) = state.sides
    run = side.run(state)
    assert run is not None
    assert run.layer.cell.id == "elman"
    assert run.layer.parameters["b"].tolist() == [0.5, 0.25]
    assert run.layer.initial["h"].tolist() == [1, -1]
    assert run.layer.parameters["W"].shape == (2, 1)
    assert run.sequence.name == "two"
    assert run.layer.layout == next(iter(run.layer.cell.layouts), None)


def test_softer_gates(tmp_path: Path) -> None:
    state = new_state_from_lesson(written(tmp_path, '[[lesson.beside]]\ntitle = "Soft"\nhardness = 0.5'))
    layer = state.sides[0].layer
    assert layer is not None
    assert np.array_equal(layer.parameters["W_f"], state.layer.parameters["W_f"] * 0.5)
    assert layer.parameters["W_g"] is state.layer.parameters["W_g"]


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ('[[lesson.beside]]\ncell = "gru"', "[[lesson.beside]] number 1: title is missing."),
        (BESIDE + 'cell = "elmann"', "cell is “elmann”, which is no cell. Write elman, or"),
        (BESIDE + 'sequence = "tow"', "sequence is “tow”, which the lesson does not have. Write two"),
        (BESIDE + 'hardness = 2', "hardness must be from 0.03 to 1"),
        (BESIDE + 'parameters = { W = [1] }', "W is not a known key."),
        (BESIDE + 'parameters = { b_f = [1] }', "b_f must be 2, and is 1."),
        (BESIDE + 'initial = { c = 3 }', "c must be 2, and is a single number."),
        (BESIDE + 'holds = [{ signal = "q", value = 0 }]', "signal is “q”, which is no signal"),
        (BESIDE + 'holds = [{ signal = "f", unit = 3, value = 0 }]', "unit must be a whole number"),
        (BESIDE + 'holds = [{ signal = "f", from = 4, value = 0 }]', "from must be a whole number"),
        (
            BESIDE + 'holds = [{ signal = "f", from = 3, to = 2, value = 0 }]',
            "to must be a whole number from 3 to 3.",
        ),
        (BESIDE + 'holds = [{ signal = "f" }]', "value is missing."),
        (BESIDE + 'hold = []', "hold is not a known key. Did you mean holds?"),
        (BESIDE * 3, "[[lesson.beside]] number 3: title is that of one too many"),
    ],
)
def test_sides_that_are_refused(tmp_path: Path, side: str, words: str) -> None:
    with pytest.raises(UserError) as error:
        written(tmp_path, side)
    assert words in str(error.value)
