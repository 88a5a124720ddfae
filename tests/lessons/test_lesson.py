"""Lesson files: what is read, and every refusal with its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import CellError, UserError
from simulator.lessons import Lesson, lesson_ids, load_lesson

OWN = """
[lesson]
id = "sum"
title = {en = "A sum", zh_TW = "總和"}
text = "It adds up."
output = "c"
equations = \"\"\"
c = c[t-1] + W @ x
y = tanh(c)
\"\"\"
inputs = 2
units = 1
x = [[1, 2], [3, 4]]
show = ["c"]
scale = 10

[lesson.labels]
x1 = "first"
c = {en = "memory", zh_TW = "記憶"}

[roles]
c = "memory"

[layout.plain]
c = [10, 20.5]

[init]
W = 1

[parameters]
W = [[1, 1]]

[initial]
c = [0.5]
"""


def written(folder: Path, text: str = OWN) -> Lesson:
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return load_lesson(path)


def refused(folder: Path, old: str, new: str) -> str:
    """Return what is said when ``old`` stands in the lesson as ``new``."""
    assert OWN.count(old) == 1
    with pytest.raises(UserError) as caught:
        written(folder, OWN.replace(old, new))
    message = str(caught.value)
    assert "my.toml" in message
    assert "\n" not in message
    assert message.endswith((".", ")", "?"))
    return message


def test_a_lesson_with_equations_of_its_own(tmp_path: Path) -> None:
    lesson = written(tmp_path)
    assert (lesson.id, lesson.title, lesson.text) == ("sum", "A sum", "It adds up.")
    assert lesson.titles["zh_TW"] == "總和"
    assert lesson.cell.id == "sum"
    assert lesson.cell.output == "c"
    assert lesson.cell.layouts == {"plain": {"c": (10, 20.5)}}
    assert lesson.cell.init == {"W": 1}
    assert (lesson.inputs, lesson.units, lesson.outputs) == (2, 1, 1)
    assert lesson.x == ((1, 2), (3, 4))
    assert lesson.labels["x1"] == {"en": "first"}
    assert lesson.labels["c"]["zh_TW"] == "記憶"
    assert lesson.show == ("c",)
    assert lesson.scale == 10
    assert lesson.parameters == {"W": [[1, 1]]}
    assert lesson.initial == {"c": [0.5]}


def test_what_may_be_left_out(tmp_path: Path) -> None:
    lesson = written(tmp_path, '[lesson]\nid = "a"\ntitle = "A"\ncell = "lstm"\ninputs = 1\nunits = 2\nx = [[0]]')
    assert lesson.parameters is None
    assert lesson.initial == {}
    assert lesson.labels == {}
    assert lesson.show == ("i", "f", "o", "g", "c", "h"), "all but the sums"
    assert lesson.scale == 1
    assert lesson.text == ""


def test_a_cell_file_beside_the_lesson(tmp_path: Path) -> None:
    cell = '[cell]\nid = "mine"\nname = "Mine"\noutput = "h"\nequations = "h = W @ x"'
    (tmp_path / "mine.toml").write_text(cell)
    lesson = written(tmp_path, '[lesson]\nid = "a"\ntitle = "A"\ncell = "mine.toml"\ninputs = 1\nunits = 2\nx = [[0]]')
    assert lesson.cell.title == "Mine"


def test_shipped_lessons_are_read_once() -> None:
    assert load_lesson("elman-ones") is load_lesson("elman-ones")


def test_an_unknown_id_lists_the_lessons() -> None:
    with pytest.raises(UserError) as caught:
        load_lesson("elmann-ones")
    assert all(name in str(caught.value) for name in ("elmann-ones", *lesson_ids()))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "sum"', "", "id is missing"),
        ("title = {", "titel = {", "title is missing"),
        ("scale = 10", "scale = 10\nshwo = []", "shwo is not a known key. Did you mean show?"),
        ("scale = 10", "scale = 0", "scale must be greater than 0"),
        ("scale = 10", "scale = nan", "scale holds nan, which is not a finite number"),
        ("scale = 10", 'scale = "10"', "scale must hold numbers"),
        ("units = 1", "units = 0", "units must be a whole number from 1"),
        ("units = 1", "units = 2", "W must be 2 x 2, and is 1 x 2."),
        ("units = 1", "", "units is missing"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3]]", "x has rows of different lengths: row 2"),
        ("[[1, 2], [3, 4]]", "[[1, nan]]", "x holds nan, which is not a finite number"),
        ("[[1, 2], [3, 4]]", "[[1, inf]]", "x holds inf, which is not a finite number"),
        ("[[1, 2], [3, 4]]", '[[1, "a"]]', "x must hold numbers, and 'a' is none"),
        ("[[1, 2], [3, 4]]", "[]", "x must be rows of 2 numbers, at least one row"),
        ("[[1, 2], [3, 4]]", "[[1]]", "x must be rows of 2 numbers"),
        ("x = [[1, 2], [3, 4]]", "", "x is missing"),
        ('show = ["c"]', 'show = ["cc"]', "show names “cc”, which is no signal. Did you mean c?"),
        ('show = ["c"]', 'show = ["memory"]', "which is no signal. The signals are c, y."),
        ('show = ["c"]', 'show = ["c", "c"]', "show names “c” twice"),
        ('show = ["c"]', "show = [1]", "show must be a list of texts"),
        ('x1 = "first"', 'x3 = "third"', "x3 is not a known key. Did you mean x"),
        ('x1 = "first"', "x1 = 1", "x1 must be a text"),
        ('c = "memory"', 'c = "store"', "is “store”, which is no role"),
        ("W = [[1, 1]]", "V = [[1, 1]]", "V is not a known key"),
        ("W = [[1, 1]]", "W = [[1, -inf]]", "W holds -inf"),
        ("c = [0.5]", "c = 0.5", "c must be a list of 1 numbers"),
        ("c = [0.5]", "y = [0.5]", "y is not a known key"),
        ('output = "c"', "", "output is missing"),
        ('output = "c"', 'output = "c"\ncell = "lstm"', "cell and equations are both there"),
        ("[init]", "[inti]", "inti is not a known key. Did you mean init?"),
    ],
)
def test_refusals(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in refused(tmp_path, old, new)


def test_an_error_in_an_equation_has_the_files_line(tmp_path: Path) -> None:
    with pytest.raises(CellError) as caught:
        written(tmp_path, OWN.replace("y = tanh(c)", "y = tahn(c)"))
    assert caught.value.line == OWN.split("\n").index("y = tanh(c)") + 1
    assert caught.value.column == 5
    assert "my.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the table [lesson] is missing"),
        ("lesson = 3", "lesson must be a table"),
        ("[lesson", "is not TOML"),
        ('[lesson]\nid = "a"\ntitle = "A"', "cell is missing. Name a cell, or write equations and output."),
        ('[lesson]\nid = "a"\ntitle = "A"\ncell = "lsmt"', "cell is “lsmt”, which is no cell. Write lstm"),
        ('[lesson]\nid = "a"\ntitle = "A"\ncell = "none.toml"', "none.toml cannot be read: it does not exist"),
        (
            '[lesson]\nid = "a"\ntitle = "A"\ncell = "elman"\ninputs = 1\nunits = 1\nx = [[1]]\n[roles]\nh = "gate"',
            "roles is not a known key",
        ),
    ],
)
def test_refused_files(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        written(tmp_path, text)
    assert says in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.toml cannot be read: it does not exist"):
        load_lesson(tmp_path / "gone.toml")
