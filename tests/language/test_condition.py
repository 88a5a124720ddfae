"""What a condition is made of: what it reads, how long its values are, and every way to write it."""

from __future__ import annotations

import dataclasses
import pickle
import re
from pathlib import Path

import pytest

from simulator import load_cell
from simulator.errors import ConditionError, UserError
from simulator.language import cell_ids
from simulator.language.condition import Condition, Part, parse_condition
from simulator.language.condition_tokens import WORDS

SIZES = {"i": 1, "f": 1, "c": 4, "y": 2, "h": 4}


def read(text: str, inputs: int = 3) -> Condition:
    return parse_condition(text, tuple(SIZES), inputs, SIZES)


def meaning(text: str) -> list[Part]:
    """Return the parts without the words they are written in."""
    return [dataclasses.replace(part, text="") for part in read(text).parts]


def test_parts_stand_after_what_they_read_and_are_read_once() -> None:
    condition = read("not 0.1 < abs(f - c[2]) < 0.9 and (y changes or t > 3 * i[t-1])")
    used = [arg for part in condition.parts for arg in part.args]
    assert sorted(used) == list(range(len(condition.parts) - 1))
    assert all(arg < index for index, part in enumerate(condition.parts) for arg in part.args)
    assert condition.parts[-1].op == "and"


def test_a_comparison() -> None:
    assert read("f < 0.5").parts == (
        Part("read", (), 1, "f", name="f"),
        Part("number", (), 1, "0.5", value=0.5, constant=True),
        Part("compare", (0, 1), 0, "f < 0.5", signs=("<",)),
    )
    chain = read("0.1 <= f != i == 3").parts[-1]
    assert (chain.args, chain.signs) == ((0, 1, 2, 3), ("<=", "!=", "=="))


def test_a_word_compares_now_with_one_step_earlier() -> None:
    assert read("c[2] - x1 rises").parts == (
        Part("read", (), 1, "c[2]", name="c", unit=1),
        Part("read", (), 1, "x1", name="x", unit=0),
        Part("sub", (0, 1), 1, "c[2] - x1"),
        Part("read", (), 1, "c[2]", name="c", unit=1, earlier=True),
        Part("read", (), 1, "x1", name="x", unit=0, earlier=True),
        Part("sub", (3, 4), 1, "c[2] - x1"),
        Part("rises", (2, 5), 0, "c[2] - x1 rises"),
    )
    assert [part.op for part in read("c[t-1] overflows").parts] == ["read", "overflows"]


@pytest.mark.parametrize(
    ("text", "name", "unit", "earlier", "size"),
    [
        ("c", "c", None, False, 4),
        ("c[4]", "c", 3, False, 1),
        ("c[t-1]", "c", None, True, 4),
        ("c[2][t-1]", "c", 1, True, 1),
        ("c[t-1][2]", "c", 1, True, 1),
        ("c [ 2 ] [ t - 1 ]", "c", 1, True, 1),
        ("f[1]", "f", 0, False, 1),
        ("x", "x", None, False, 3),
        ("x3", "x", 2, False, 1),
        ("x[3]", "x", 2, False, 1),
        ("x3[t-1]", "x", 2, True, 1),
    ],
)
def test_what_is_read(text: str, name: str, unit: int | None, earlier: bool, size: int) -> None:
    part = read(f"{text} > 0").parts[0]
    assert (part.op, part.name, part.unit, part.earlier, part.size) == ("read", name, unit, earlier, size)
    assert part.text == text


def test_a_signal_may_be_called_like_an_input_a_word_or_a_function() -> None:
    names = {"x1": 1, "max": 1, "changes": 1}
    condition = parse_condition("x1 > x[1] and max(max, 1) > 0 and changes changes", tuple(names), 2, names)
    assert [(part.name, part.unit) for part in condition.parts if part.op == "read"] == [
        ("x1", None),
        ("x", 0),
        ("max", None),
        ("changes", None),
        ("changes", None),
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("f = 0.5", "f == 0.5"),
        ("f ≤ -3 and f ≥ .5 or f ≠ 2.0", "f <= −3 and f >= 0.5 or f != 2"),
        ("f<1", " f\t<\n1  "),
        ("ｆ＜０．５ and （ｙ［１］＝−３）", "f < 0.5 and (y[1] == -3)"),
        ("f ⊙ 2 > 1", "f * 2 > 1"),
        ("007 < 5e-1 * f", "7 < 0.5 * f"),
        ("00.5 < f", "0.5 < f"),
        ("min(f) > 1", "f > 1"),
        ("((f)) > (1)", "f > 1"),
        ("(y changes)", "y changes"),
        ("(y)changes", "y changes"),
        ("y[1]changes", "(y[1]) changes"),
        ("a\u0308 > 1", "ä > 1"),
    ],
)
def test_other_ways_to_write_the_same(one: str, two: str) -> None:
    if "ä" in two:
        found = [parse_condition(text, ("ä",), 1, {"ä": 1}).parts[0].name for text in (one, two)]
        assert found == ["ä", "ä"]
    else:
        assert meaning(one) == meaning(two)


def test_what_binds_more() -> None:
    assert meaning("f + i * 2 changes") == meaning("(f + (i * 2)) changes")
    assert meaning("-f rises") == meaning("(-f) rises")
    assert meaning("not f < 1 and i > 2 or y changes") == meaning("((not (f < 1)) and (i > 2)) or (y changes)")
    assert meaning("not f changes and i opens") == meaning("(not (f changes)) and (i opens)")
    assert meaning("f - i - 1 > 0") == meaning("((f - i) - 1) > 0")
    assert meaning("f - i - 1 > 0") != meaning("f - (i - 1) > 0")


def test_sizes_of_values() -> None:
    sizes = {part.text: part.size for part in read("max(c, h, f) - y[1] > min(c) + abs(h) and y / 2 > max(y)").parts}
    assert sizes["max(c, h, f) - y[1]"] == 4
    assert sizes["min(c)"] == sizes["max(y)"] == 1
    assert sizes["abs(h)"] == sizes["min(c) + abs(h)"] == 4
    assert sizes["y / 2"] == 2


def test_each_test_knows_how_often_it_is_denied() -> None:
    parts = read("f > 1 and not (i > 1 or not (y changes and not f opens))").parts
    denied = {part.text: part.negated for part in parts if part.size == 0}
    assert denied["f > 1"] is False
    assert denied["i > 1"] is True
    assert denied["y changes"] is False
    assert denied["f opens"] is True


def test_what_is_made_of_numbers_alone() -> None:
    parts = read("abs(-(1 + 2)) * 3 < t - min(1, f)").parts
    constant = {part.text for part in parts if part.constant}
    assert constant == {"1", "2", "3", "1 + 2", "-(1 + 2)", "abs(-(1 + 2))", "abs(-(1 + 2)) * 3"}


def test_the_text_of_parts_is_one_line() -> None:
    condition = read("  f\n <  0.5   and\ty changes ")
    assert condition.text == "  f\n <  0.5   and\ty changes "
    assert [part.text for part in condition.parts if part.size == 0] == [
        "f < 0.5",
        "y changes",
        "f < 0.5 and y changes",
    ]


def test_equal_conditions_are_one_in_a_set() -> None:
    assert len({read("f < 1"), read("f < 1"), read("f < 2")}) == 2


def test_long_conditions_within_the_limits_are_read() -> None:
    sums = ("+".join("f" * 490), "+".join(["(f)"] * 240), "+".join(["-f"] * 240), "+".join(["c[1]"] * 190))
    for text in (*(f"{total} > 1" for total in sums), " < ".join(["0"] + ["f"] * 248), "f>1or " * 160 + "f>1"):
        assert len(text) <= 1000
        read(text)
    read("(" * 60 + "f" + ")" * 60 + " > 1")
    read("not " * 60 + "f > 1")
    read("-" * 60 + "f > 1")


@pytest.mark.parametrize("identity", cell_ids())
def test_every_signal_of_every_cell_can_be_asked_for(identity: str) -> None:
    cell = load_cell(identity)
    sizes = cell.signal_sizes(3, 2, 2)
    for name in cell.signals:
        for text in (f"{name} changes", f"{name}[2] > 0.5", f"{name}[t-1] < x2"):
            assert parse_condition(text, cell.signals, 3, sizes).parts[0].name == name


def test_the_examples_of_the_documentation_are_conditions() -> None:
    page = (Path(__file__).parents[2] / "docs" / "conditions.md").read_text(encoding="utf-8")
    sizes = {"f": 4, "o": 1, "c": 4, "y": 1}
    examples = [line[4:].split("  ")[0] for line in page.split("## ")[0].splitlines() if line.startswith("    ")]
    words = [text for text in re.findall("`([^`]*)`", page) if text.split()[-1] in WORDS]
    assert len(examples) == 11
    assert set(WORDS) == {word.split()[-1] for word in words}
    for text in (*examples, *words, "f[t-1] <= 0.5 < f", "abs(f - f[t-1]) > 0.01"):
        assert text in page
        parse_condition(text, tuple(sizes), 3, sizes)


def test_the_error_is_one_sentence_and_travels() -> None:
    with pytest.raises(ConditionError) as caught:
        read("f < ")
    error = caught.value
    assert isinstance(error, UserError)
    assert str(error) == "column 4: something is missing at the end. Write a comparison, such as f < 0.5."
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.column, again.hint) == (str(error), error.column, error.hint)
    assert str(ConditionError("this is wrong.", 3)) == "column 3: this is wrong."
