"""The table [lesson.play]: what is read, and every refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import UserError
from simulator.lessons import Lesson, lesson_ids, load_lesson

PLAY = """
[lesson.play]
digits = "x2"
A = { x1 = 0.5, say = { en = "add", zh_TW = "加" } }
B = { say = "rest" }
"""
REST = '[lesson]\nid = "p"\ntitle = "P"\ncell = "elman"\ninputs = 2\nunits = 1\nx = [[1, 2]]\n'


def written(folder: Path, play: str) -> Lesson:
    path = folder / "p.toml"
    path.write_text(REST + play, encoding="utf-8")
    return load_lesson(path)


def test_keys_and_what_they_set(tmp_path: Path) -> None:
    play = written(tmp_path, PLAY).play
    assert play is not None
    assert list(play.keys) == ["A", "B"]
    assert play.keys["A"].words["zh_TW"] == "加"
    assert play.step(7) == (0, 7)
    assert play.step(7, "A") == (0.5, 7)
    assert play.step(7, "B") == (0, 7)


def test_lessons_of_the_lectures_cell_can_be_played() -> None:
    playable = [name for name in lesson_ids() if load_lesson(name).play]
    assert playable == ["hand-set-lstm", "hand-set-lstm-walk"]
    play = load_lesson("hand-set-lstm").play
    assert play is not None
    assert (play.step(3, "S"), play.step(3, "C"), play.step(3, "O")) == ((3, 1, 0), (3, -1, 0), (3, 0, 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('digits = "x2"', "", "digits is missing"),
        ('digits = "x2"', 'digits = "x3"', "digits is “x3”, which is no input. Write x1 or x2."),
        ("B = {", "b = {", "b is not a known key"),
        ("B = {", "BB = {", "BB is not a known key"),
        ('say = "rest"', "x1 = 1", "say is missing"),
        ('say = "rest"', 'x3 = 1, say = "rest"', "x3 is not a known key"),
        ("x1 = 0.5", 'x1 = "half"', "x1 must hold numbers"),
        ("x1 = 0.5", "x2 = 1", "x2 is not a known key"),
        ("B = {", "C = 1 #", "C must be a table"),
        (PLAY[PLAY.index("A =") :], "", "stands alone"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert PLAY.count(old) == 1
    with pytest.raises(UserError) as caught:
        written(tmp_path, PLAY.replace(old, new))
    assert says in str(caught.value)
    assert "p.toml, [lesson.play" in str(caught.value)
    assert "\n" not in str(caught.value)
