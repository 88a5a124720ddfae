"""What helps while equations are typed."""

from __future__ import annotations

import pytest

from simulator.language.editing import Call, call_at, is_unfinished
from simulator.language.operations import FUNCTIONS

LINE = "h = o * tanh(c + sigmoid(z)) + exp (x)  # tanh(x)"


@pytest.mark.parametrize(
    ("place", "function"),
    [
        (LINE.index("tanh"), "tanh"),
        (LINE.index("tanh") + 4, "tanh"),
        (LINE.index("c +"), "tanh"),
        (LINE.index("sigmoid") + 3, "sigmoid"),
        (LINE.index("z))") + 1, "sigmoid"),
        (LINE.index("z))") + 3, "tanh"),
        (LINE.index("exp") + 1, "exp"),
        (LINE.index("(x)") + 1, "exp"),
        (0, None),
        (LINE.index("*"), None),
        (len(LINE), None),
    ],
)
def test_the_innermost_call_around_the_caret(place: int, function: str | None) -> None:
    found = call_at(LINE, place)
    assert (found.function if found else None) == function


def test_other_spellings_and_open_brackets() -> None:
    assert call_at("i = σ(z_i)", 4) == Call("sigmoid", 4, 5)
    assert call_at("größe = tanh(W @ x", 16) == Call("tanh", 8, 12)
    assert call_at("tanh_2 = tanhx(x)", 2) is None
    assert {call_at(f"y = {name}(x)", 5) for name in FUNCTIONS} == {Call(name, 4, 4 + len(name)) for name in FUNCTIONS}


@pytest.mark.parametrize(
    "line", ["", "h", "h =", "h = W @", "h = tanh(W @ x", "h = c[t", "h = a +  # and", "h: outputs ="]
)
def test_a_beginning_is_not_wrong_yet(line: str) -> None:
    assert is_unfinished(line)


@pytest.mark.parametrize("line", ["h = W @ x", "h = W @ x)", "h = softmx(x)", "h = x ^ 2"])
def test_a_whole_line_may_be_wrong(line: str) -> None:
    assert not is_unfinished(line)
