"""Steps that are filled: with what a list of rows says, in the inputs that are meant; and what is refused."""

from __future__ import annotations

import math
import tracemalloc
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator.document import Document, Sequence, State, open_what, sequence_fills
from simulator.document.edits import Edit
from simulator.document.sequence import BLOCK
from simulator.document.sequence_fills import (
    clear_steps,
    draw_choices,
    draw_steps,
    pulse_steps,
    ramp_steps,
    set_steps,
)
from simulator.errors import UserError
from tests.document.helpers import content

WORDS = ("the", "black", "cat", "sat", "on", "the", "mat")


@pytest.fixture
def state() -> State:
    """Seven steps with a word each: row k is 3k, 3k + 1, 3k + 2."""
    return open_what("hand-set-lstm").with_sequence(Sequence.of("cats", np.arange(21.0).reshape(7, 3), WORDS))


def rows(edit: Edit) -> list[list[float]]:
    found: list[list[float]] = edit.state.sequence.array().tolist()
    return found


def name_of(edit: Edit) -> str:
    assert edit.template in sequence_fills.TEMPLATES
    return edit.name


def test_set_and_clear(state: State) -> None:
    edit = set_steps(state, 1, 3, -0.5, columns=[0, 2])
    assert name_of(edit) == "Set 2 steps to -0.5"
    assert edit.first_step == 1
    assert rows(edit)[:4] == [[0, 1, 2], [-0.5, 4, -0.5], [-0.5, 7, -0.5], [9, 10, 11]]
    assert name_of(set_steps(state, 6, 7, 1e-7)) == "Set step 7 to 1e-07"
    edit = clear_steps(state, 0, 7)
    assert name_of(edit) == "Clear 7 steps"
    assert rows(edit) == [[0, 0, 0]] * 7
    assert edit.state.sequence.heads == WORDS
    assert name_of(clear_steps(state, 3, 4, [1])) == "Clear step 4"
    assert rows(clear_steps(state, 3, 4, [1]))[3] == [9, 0, 11]


def test_draw_is_what_numpy_draws(state: State) -> None:
    edit = draw_steps(state, 1, 6, -2, 3, seed=7, columns=[0, 2])
    assert name_of(edit) == "Draw 5 steps at random"
    assert name_of(draw_steps(state, 1, 2, 0, 1, seed=7)) == "Draw step 2 at random"
    expected = state.sequence.array().copy()
    expected[1:6, [0, 2]] = np.random.default_rng(7).uniform(-2, 3, (5, 2))
    assert rows(edit) == expected.tolist()
    whole = draw_steps(state, 1, 6, -1.5, 1.5, seed=7, whole=True)
    assert rows(whole)[1:6] == np.random.default_rng(7).integers(-1, 2, (5, 3)).tolist()
    assert draw_steps(state, 0, 1, 5, 5, 0).state.sequence.row(0).tolist() == [5, 5, 5]


def test_what_is_drawn_lies_between_both_ends_and_reaches_them() -> None:
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", np.zeros((2000, 3))))
    whole = draw_steps(state, 0, 2000, -1, 2, seed=1, whole=True).state.sequence.array()
    counts = Counter(whole.ravel().tolist())
    assert sorted(counts) == [-1, 0, 1, 2]
    assert max(counts.values()) < 1.2 * min(counts.values())
    uniform = draw_steps(state, 0, 2000, -1, 2, seed=1).state.sequence.array()
    assert -1 <= uniform.min() < -0.99
    assert 1.99 < uniform.max() <= 2


def test_draw_choices(state: State) -> None:
    long = state.with_sequence(Sequence.of("a", np.full((2000, 3), 9.0)))
    edit = draw_choices(long, 1, 2000, [0, 1, -0.5, 1], seed=2, columns=[1])
    assert name_of(edit) == "Draw 1999 steps at random"
    drawn = edit.state.sequence.array()
    assert drawn[:, [0, 2]].min() == 9
    counts = Counter(drawn[1:, 1].tolist())
    assert sorted(counts) == [-0.5, 0, 1]
    assert 1.7 < counts[1] / counts[0] < 2.3, "what is given twice is twice as likely"
    assert content(draw_choices(long, 1, 2000, [0, 1, -0.5, 1], 2, [1]).state) == content(edit.state)


def test_ramp(state: State) -> None:
    edit = ramp_steps(state, 1, 6, 1, -1, columns=[1])
    assert name_of(edit) == "Make a ramp of 5 steps"
    assert [row[1] for row in rows(edit)] == [1, 1, 0.5, 0, -0.5, -1, 19]
    assert [row[0] for row in rows(edit)] == [0, 3, 6, 9, 12, 15, 18]
    assert rows(ramp_steps(state, 0, 2, 0.1, 0.3))[:2] == [[0.1] * 3, [0.3] * 3]


@pytest.mark.parametrize(("first", "last", "count"), [(0, 1, 11), (0, 10, 101), (1, 2, 11), (0, -1, 6), (-3, 3, 7)])
def test_a_ramp_of_round_numbers_is_round(first: float, last: float, count: int) -> None:
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", np.zeros((count, 3))))
    ramp = ramp_steps(state, 0, count, first, last).state.sequence.array()[:, 0]
    exact = [round(first + (last - first) * k / (count - 1), 3) for k in range(count)]
    assert ramp.tolist() == exact


def test_pulse(state: State) -> None:
    edit = pulse_steps(state, 1, 7, 2.5, every=2, first=2, columns=[0])
    assert name_of(edit) == "Put 3 pulses"
    assert [row[0] for row in rows(edit)] == [0, 0, 2.5, 0, 2.5, 0, 2.5]
    assert [row[1] for row in rows(edit)] == [1, 4, 7, 10, 13, 16, 19]
    assert edit.first_step == 1
    single = pulse_steps(state, 0, 7, -1, every=100)
    assert name_of(single) == "Put a pulse at step 1"
    assert rows(single) == [[-1] * 3, *[[0] * 3] * 6]
    assert name_of(pulse_steps(state, 0, 7, 1, every=7, first=4)) == "Put a pulse at step 5"


Make = Callable[[State], Edit]
SAME: dict[str, Make] = {
    "set": lambda state: set_steps(state, 2, 9, 7.0),
    "clear": lambda state: clear_steps(state, 10, 20),
    "ramp": lambda state: ramp_steps(state, 2, 9, 7.0, 7.0),
    "pulse": lambda state: pulse_steps(state, 10, 20, 0.0, 3),
    "draw": lambda state: draw_steps(state, 2, 9, 7.0, 7.0, 1),
    "choices": lambda state: draw_choices(state, 2, 9, [7.0], 1),
}


@pytest.mark.parametrize("what", SAME)
def test_an_edit_that_changes_nothing_leads_to_the_same_state(what: str) -> None:
    table = np.zeros((20, 3))
    table[:10] = 7
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", table))
    assert SAME[what](state).state is state
    assert SAME[what](state).name


def test_minus_zero_is_cleared() -> None:
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", [[-0.0, 0, 0]]))
    cleared = clear_steps(state, 0, 1).state
    assert cleared is not state
    assert math.copysign(1, cleared.sequence.row(0)[0]) == 1


def test_what_does_not_change_is_shared() -> None:
    """A block of a million steps in which one number changes costs what that number costs."""
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", np.zeros((5 * BLOCK, 3))))
    edit = pulse_steps(state, 0, 5 * BLOCK, 1.0, every=10 * BLOCK, first=2 * BLOCK + 5)
    old, new = state.sequence.blocks, edit.state.sequence.blocks
    assert [one is two for one, two in zip(old, new, strict=True)] == [True, True, False, True, True]
    tracemalloc.start()
    changed = set_steps(edit.state, 7, 9, 1.0).state
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 2 * old[0].nbytes
    assert changed.sequence.blocks[1:] == new[1:]


def test_what_is_dragged_is_undone_at_once(state: State) -> None:
    """A dialog gives the state it was opened on, again and again."""
    document = Document(state)
    for seed in range(5):
        document.apply(draw_steps(state, 0, 7, 0, 1, seed, gesture="dialog"))
    document.apply(ramp_steps(state, 0, 7, 0, 1, gesture="dialog"))
    assert document.undo_edit is not None
    assert document.undo_edit.name == "Make a ramp of 7 steps"
    document.undo()
    assert document.state is state


BLOCKS: dict[str, Callable[[State, int, int], Edit]] = {
    "set": lambda state, start, stop: set_steps(state, start, stop, 1),
    "clear": clear_steps,
    "draw": lambda state, start, stop: draw_steps(state, start, stop, 0, 1, 0),
    "choices": lambda state, start, stop: draw_choices(state, start, stop, [1], 0),
    "ramp": lambda state, start, stop: ramp_steps(state, start, stop, 0, 1),
    "pulse": lambda state, start, stop: pulse_steps(state, start, stop, 1, 2),
}


@pytest.mark.parametrize("what", BLOCKS)
def test_blocks_that_are_not_there_are_refused(state: State, what: str) -> None:
    make = BLOCKS[what]
    with pytest.raises(UserError, match=r"^there is no step 8: the sequence has 7\. Choose one of them\.$"):
        make(state, 3, 8)
    with pytest.raises(UserError, match=r"^there is no step 0"):
        make(state, -1, 3)
    for start, stop in ((3, 3), (4, 2)):
        with pytest.raises(UserError, match=r"^no steps are chosen\. Choose at least one\.$"):
            make(state, start, stop)


FILLS: dict[str, Callable[[State, Any], Edit]] = {
    "set": lambda state, columns: set_steps(state, 0, 2, 1, columns),
    "clear": lambda state, columns: clear_steps(state, 0, 2, columns),
    "draw": lambda state, columns: draw_steps(state, 0, 2, 0, 1, 0, False, columns),
    "choices": lambda state, columns: draw_choices(state, 0, 2, [1], 0, columns),
    "ramp": lambda state, columns: ramp_steps(state, 0, 2, 0, 1, columns),
    "pulse": lambda state, columns: pulse_steps(state, 0, 2, 1, 2, None, columns),
}


@pytest.mark.parametrize("what", FILLS)
def test_inputs_that_are_not_there_are_refused(state: State, what: str) -> None:
    with pytest.raises(UserError, match=r"^there is no input x4: the cell has 3\. Choose one of them\.$"):
        FILLS[what](state, [0, 3])
    with pytest.raises(UserError, match=r"^no inputs are chosen\. Choose at least one\.$"):
        FILLS[what](state, [])


BAD: list[tuple[Make, str]] = [
    (lambda state: draw_steps(state, 0, 2, 0, 1, -1), "the seed must be a whole number of at least 0, and is -1."),
    (lambda state: draw_choices(state, 0, 2, [1], -1), "the seed must be a whole number of at least 0, and is -1."),
    (lambda state: set_steps(state, 0, 2, math.nan), "“nan” is not a finite number. Type a number such as 0.5."),
    (
        lambda state: draw_steps(state, 0, 2, math.nan, 1, 0),
        "The lowest number: “nan” is not a finite number. Type a number such as 0.5.",
    ),
    (
        lambda state: draw_steps(state, 0, 2, 0, math.inf, 0),
        "The highest number: “inf” is not a finite number. Type a number such as 0.5.",
    ),
    (
        lambda state: draw_steps(state, 0, 2, 1, 0.5, 0),
        "the lowest number, 1, is above the highest, 0.5. Exchange them.",
    ),
    (
        lambda state: draw_steps(state, 0, 2, 0.5, 0.7, 0, whole=True),
        "there is no whole number from 0.5 to 0.7. Choose numbers further apart.",
    ),
    (
        lambda state: draw_steps(state, 0, 2, 0, 1e300, 0, whole=True),
        "whole numbers are drawn up to 9,007,199,254,740,992 and no further. Choose smaller numbers.",
    ),
    (
        lambda state: draw_steps(state, 0, 2, -1e308, 1e308, 0),
        "-1e+308 and 1e+308 are too far apart. Choose numbers closer together.",
    ),
    (lambda state: draw_choices(state, 0, 2, [], 0), "there is nothing to choose from. Give some numbers such as 0"),
    (lambda state: draw_choices(state, 0, 2, [0, math.inf], 0), "“inf” is not a finite number."),
    (lambda state: ramp_steps(state, 0, 2, math.inf, 0), "The first number: “inf” is not a finite number."),
    (lambda state: ramp_steps(state, 0, 2, 0, math.nan), "The last number: “nan” is not a finite number."),
    (lambda state: ramp_steps(state, 0, 2, 1e308, -1e308), "1e+308 and -1e+308 are too far apart."),
    (
        lambda state: ramp_steps(state, 0, 1, 0, 1),
        "a ramp needs at least two steps, its first and its last. Choose more steps.",
    ),
    (lambda state: pulse_steps(state, 0, 2, math.nan, 1), "“nan” is not a finite number."),
    (lambda state: pulse_steps(state, 0, 2, 1, 0), "pulses are at least 1 step apart, not 0. Use a larger number."),
    (
        lambda state: pulse_steps(state, 1, 3, 1, 1, first=3),
        "the first pulse is at one of steps 2 to 3, not at step 4. Choose one of them.",
    ),
    (lambda state: pulse_steps(state, 1, 3, 1, 1, 0), "the first pulse is at one of steps 2 to 3, not at step 1."),
]


@pytest.mark.parametrize(("make", "says"), BAD)
def test_what_cannot_be_is_refused(state: State, make: Make, says: str) -> None:
    with pytest.raises(UserError) as caught:
        make(state)
    assert str(caught.value).startswith(says)


def test_whole_numbers_up_to_the_largest(state: State) -> None:
    edit = draw_steps(state, 0, 7, -(2.0**53), 2.0**53, 0, whole=True)
    assert all(number.is_integer() for row in rows(edit) for number in row)
