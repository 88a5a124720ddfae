"""Steps that are repeated, reversed and shuffled: what a list of rows says, with their words, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from simulator.document import Sequence, State, open_what, sequence_edits
from simulator.document.edits import MAX_STEPS, Edit
from simulator.document.sequence import BLOCK
from simulator.document.sequence_edits import repeat_steps, reverse_steps, shuffle_steps, with_rows
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
    assert edit.template in sequence_edits.TEMPLATES
    return edit.name


def test_repeat(state: State) -> None:
    edit = repeat_steps(state, 1, 3, 2)
    assert name_of(edit) == "Repeat 2 steps"
    assert edit.first_step == 3
    assert [row[0] for row in rows(edit)] == [0, 3, 6, 3, 6, 3, 6, 9, 12, 15, 18]
    assert edit.state.sequence.heads == (*WORDS[:3], *WORDS[1:3] * 2, *WORDS[3:])
    assert name_of(repeat_steps(state, 6, 7)) == "Repeat step 7"


def test_reverse(state: State) -> None:
    edit = reverse_steps(state, 2, 6)
    assert name_of(edit) == "Reverse 4 steps"
    assert edit.first_step == 2
    assert rows(edit)[1:] == [[3, 4, 5], [15, 16, 17], [12, 13, 14], [9, 10, 11], [6, 7, 8], [18, 19, 20]]
    assert edit.state.sequence.heads == ("the", "black", "the", "on", "sat", "cat", "mat")
    assert content(reverse_steps(edit.state, 2, 6).state) == content(state)


def test_shuffle(state: State) -> None:
    edit = shuffle_steps(state, 1, 6, seed=3)
    assert name_of(edit) == "Shuffle 5 steps"
    assert edit.first_step == 1
    sequence = edit.state.sequence
    pairs = list(zip(rows(edit), sequence.heads or (), strict=True))
    before = [([3.0 * k, 3 * k + 1, 3 * k + 2], word) for k, word in enumerate(WORDS)]
    assert pairs != before
    assert pairs[:1] + pairs[6:] == before[:1] + before[6:]
    assert sorted(pairs) == sorted(before), "every row is there once, with its own word"
    assert content(shuffle_steps(state, 1, 6, seed=3).state) == content(edit.state)
    assert content(shuffle_steps(state, 1, 6, seed=4).state) != content(edit.state)


def test_every_order_comes_up() -> None:
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", [[0, 0, 0], [1, 1, 1], [2, 2, 2]]))
    orders = Counter(tuple(row[0] for row in rows(shuffle_steps(state, 0, 3, seed))) for seed in range(120))
    assert len(orders) == 6
    assert min(orders.values()) > 5


def test_words_that_change_their_places_are_a_change() -> None:
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", np.zeros((3, 3)), ("a", "b", "c")))
    assert reverse_steps(state, 0, 3).state.sequence.heads == ("c", "b", "a")
    same = state.with_sequence(Sequence.of("a", np.zeros((3, 3)), ("a", "b", "a")))
    assert reverse_steps(same, 0, 3).state is same


@pytest.mark.parametrize("seed", range(5))
def test_what_changes_nothing_leads_to_the_same_state(seed: int) -> None:
    table = np.zeros((20, 3))
    table[:10] = 7
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", table))
    assert reverse_steps(state, 2, 9).state is state
    assert reverse_steps(state, 9, 10).state is state
    assert shuffle_steps(state, 2, 9, seed).state is state
    assert shuffle_steps(state, 2, 9, seed).name == "Shuffle 7 steps"
    assert with_rows(state, 2, table[2:12]) is state


def test_what_does_not_change_is_shared() -> None:
    """Of a block of many steps only those are touched between the first and the last that differs."""
    table = np.zeros((5 * BLOCK, 3))
    table[2 * BLOCK + 5] = 1
    state = open_what("hand-set-lstm").with_sequence(Sequence.of("a", table))
    table[2 * BLOCK + 5] = 2
    new = with_rows(state, 0, table).sequence
    shared = [one is two for one, two in zip(state.sequence.blocks, new.blocks, strict=True)]
    assert shared == [True, True, False, True, True]
    assert new.array().tolist() == table.tolist()


BLOCKS: dict[str, Callable[[State, int, int], Edit]] = {
    "repeat": lambda state, start, stop: repeat_steps(state, start, stop),
    "reverse": reverse_steps,
    "shuffle": lambda state, start, stop: shuffle_steps(state, start, stop, 0),
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


Make = Callable[[State], Edit]
BAD: list[tuple[Make, str]] = [
    (lambda state: repeat_steps(state, 0, 1, 0), "steps are repeated at least once, not 0 times. Use a larger number."),
    (
        lambda state: repeat_steps(state, 0, 7, MAX_STEPS),
        "a sequence has at most 1,000,000 steps, and this would be 7,000,007. Use fewer.",
    ),
    (lambda state: shuffle_steps(state, 0, 2, -1), "the seed must be a whole number of at least 0, and is -1."),
]


@pytest.mark.parametrize(("make", "says"), BAD)
def test_what_cannot_be_is_refused(state: State, make: Make, says: str) -> None:
    with pytest.raises(UserError) as caught:
        make(state)
    assert str(caught.value).startswith(says)
