"""Sequences: the same as a list of rows after any edit, in blocks that are shared."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from simulator.document.sequence import BLOCK, NUMBERS, Sequence


def numbered(steps: int, inputs: int = 2) -> Sequence:
    return Sequence.of("a", np.arange(steps * inputs, dtype=float).reshape(steps, inputs))


@pytest.mark.parametrize("steps", [1, 2, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_rows_are_where_they_were_put(steps: int) -> None:
    sequence = numbered(steps)
    assert (sequence.name, sequence.steps, sequence.inputs) == ("a", steps, 2)
    assert max(map(len, sequence.blocks)) <= BLOCK
    for row in {0, steps // 2, steps - 1}:
        assert sequence.row(row).tolist() == [2 * row, 2 * row + 1]
    assert sequence.array().tolist() == np.arange(2 * steps).reshape(steps, 2).tolist()
    assert sequence.array(steps).shape == (0, 2)
    assert sequence.array(0, steps + 7).shape == (steps, 2)


def test_an_array_across_blocks() -> None:
    sequence = numbered(3 * BLOCK)
    start, stop = BLOCK - 3, 2 * BLOCK + 2
    assert sequence.array(start, stop)[:, 0].tolist() == list(range(2 * start, 2 * stop, 2))


def test_nothing_in_it_can_be_written_to() -> None:
    sequence = numbered(2 * BLOCK)
    for array in (sequence.row(0), sequence.array(), sequence.array(3, 5), *sequence.blocks):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    rows = np.zeros((2, 2))
    held = Sequence.of("a", rows)
    rows[0, 0] = 9
    assert held.row(0)[0] == 0, "it keeps a copy of what it was made from"


def test_any_edits_are_those_of_a_list() -> None:
    random = np.random.default_rng(1)
    sequence = numbered(2 * BLOCK + 100)
    rows = sequence.array().tolist()
    for _ in range(120):
        start = int(random.integers(len(rows) + 1))
        stop = min(len(rows), start + int(random.choice([0, 1, 3, BLOCK])))
        new = random.normal(size=(int(random.choice([0, 1, 2, 700])), 2)).tolist()
        if len(rows) - (stop - start) + len(new) == 0:
            continue
        sequence = sequence.spliced(start, stop, new)
        rows[start:stop] = new
        assert sequence.array().tolist() == rows
        assert all(0 < len(block) <= BLOCK for block in sequence.blocks)
    assert len(sequence.blocks) <= 1 + 4 * len(rows) // BLOCK, "blocks do not crumble"


def test_words_stay_with_their_rows_in_any_edits() -> None:
    random = np.random.default_rng(2)
    sequence = Sequence.of("a", np.arange(60.0).reshape(30, 2), map(str, range(30)))
    heads = [str(row) for row in range(30)]
    for turn in range(200):
        start = int(random.integers(len(heads) + 1))
        stop = min(len(heads), start + int(random.integers(4)))
        count = int(random.integers(4))
        if len(heads) - (stop - start) + count == 0:
            continue
        given = tuple(f"{turn}.{row}" for row in range(count)) if random.integers(2) else None
        sequence = sequence.spliced(start, stop, np.zeros((count, 2)), given)
        heads[start:stop] = given or [""] * count
        assert sequence.heads == tuple(heads)
        row = int(random.integers(len(heads)))
        sequence = sequence.with_value(row, 1, float(turn))
        assert sequence.heads == tuple(heads)
        assert sequence.heads_at(row, row + 4) == (*heads, "", "", "", "")[row : row + 4]


def test_steps_are_numbered_until_a_word_is_given() -> None:
    sequence = numbered(3)
    assert sequence.heads is None
    assert sequence.heads_at(0, 9) is None
    assert sequence.with_value(0, 0, 5).spliced(1, 2, [[0, 0]] * 2).heads is None
    assert sequence.spliced(1, 2, [[0, 0]] * 2, ("a", "b")).heads == ("", "a", "b", "")
    with pytest.raises(AssertionError):
        sequence.spliced(1, 2, [[0, 0]], ("a", "b"))


def test_words_are_no_numbers() -> None:
    """What is compared is what a cell reads."""
    one = Sequence.of("a", [[1.0], [2.0]], ("the", "cat"))
    assert one.same_rows(Sequence.of("a", [[1.0], [2.0]]))
    assert one.common(Sequence.of("a", [[1.0], [3.0]], ("the", "cat"))) == (1, 0)


def test_deleting_much_does_not_leave_crumbs() -> None:
    sequence = numbered(4 * BLOCK)
    while sequence.steps > 10:
        sequence = sequence.spliced(5, min(sequence.steps - 1, 5 + BLOCK // 3), [])
    assert len(sequence.blocks) == 1


def test_an_edit_shares_the_other_blocks() -> None:
    before = numbered(5 * BLOCK)
    after = before.with_value(2 * BLOCK + 3, 1, -1.0)
    assert after.row(2 * BLOCK + 3)[1] == -1
    assert before.row(2 * BLOCK + 3)[1] != -1
    shared = [one is two for one, two in zip(before.blocks, after.blocks, strict=True)]
    assert shared == [True, True, False, True, True]
    longer = before.spliced(0, 0, [[1, 1]])
    assert longer.blocks[-4:] == before.blocks[-4:]


def test_what_two_sequences_have_in_common() -> None:
    one = numbered(3 * BLOCK)
    assert sum(one.common(one)) == one.steps
    assert one.same_rows(Sequence.of("b", one.array()))
    changed = one.with_value(BLOCK + 7, 0, 0.5)
    assert one.common(changed) == (BLOCK + 7, 2 * BLOCK - 8)
    longer = one.spliced(10, 10, [[-1, -1]] * 3)
    assert longer.common(one) == (10, one.steps - 10)
    assert one.common(one.spliced(one.steps, one.steps, [[0, 0]])) == (one.steps, 0)
    assert one.common(one.spliced(0, 1, []))[1] == one.steps - 1
    assert one.common(numbered(5, inputs=3)) == (0, 0)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_common_is_the_same_and_all_of_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    one = numbered(int(random.integers(1, 3 * BLOCK)))
    rows = one.array()
    two = one if random.integers(2) else Sequence.of("b", rows)  # with blocks that are shared, or not
    for _ in range(int(random.integers(1, 4))):
        start = int(random.integers(two.steps))
        stop = min(two.steps, start + int(random.choice([0, 1, BLOCK])))
        if two.steps > stop - start:
            new = random.integers(0, 2, (int(random.choice([0, 1, 700])), 2))
            two = two.spliced(start, stop, new.astype(np.float64))
    others = two.array()
    shorter = min(len(rows), len(others))
    for front, back in (one.common(two), two.common(one)):
        assert np.array_equal(rows[:front], others[:front])
        assert np.array_equal(rows[len(rows) - back :], others[len(others) - back :])
        if front + back < shorter:  # then there is no more of it
            assert not np.array_equal(rows[front], others[front])
            assert not np.array_equal(rows[-1 - back], others[-1 - back])
        else:
            assert front + back == shorter


def test_two_sequences_that_differ_at_once_are_not_read_through() -> None:
    one, two = numbered(50 * BLOCK), Sequence.of("b", -numbered(50 * BLOCK).array())
    tracemalloc.start()
    assert one.common(two) == (0, 0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * one.blocks[0].nbytes


def test_minus_zero_is_not_zero() -> None:
    """The results of the two may differ in the last bit."""
    zero = Sequence.of("a", [[0.0]])
    assert not zero.same_rows(Sequence.of("a", [[-0.0]]))


@pytest.mark.parametrize("inputs", [1, 300, 70_000, 2 * NUMBERS])
def test_a_block_of_a_wide_sequence_has_fewer_rows_and_an_edit_copies_no_more(inputs: int) -> None:
    most = max(1, min(BLOCK, NUMBERS // inputs))
    steps = most * 2 + 1
    sequence = Sequence.of("a", np.zeros((steps, inputs)))
    assert sequence.longest == most
    assert all(len(block) <= most for block in sequence.blocks)
    changed = sequence.with_value(most, inputs - 1, 1.0)
    assert sum(block not in map(id, sequence.blocks) for block in map(id, changed.blocks)) <= 2
    assert np.argwhere(changed.array()).tolist() == [[most, inputs - 1]]
    assert sequence.common(changed) == (most, steps - most - 1)


@pytest.mark.parametrize("seed", range(10))
def test_the_inputs_that_are_set_are_those_that_are_not_zero(seed: int) -> None:
    random = np.random.default_rng(seed)
    inputs = int(random.choice([3, NUMBERS // 7]))  # of the wide one a block has seven rows
    steps = int(random.integers(1, 40))
    rows = np.zeros((steps, inputs))
    for _ in range(60):
        rows[random.integers(steps), random.integers(inputs)] = random.choice([1.0, -0.5, 0.0, -0.0])
    sequence = Sequence.of("a", rows)
    for _ in range(3):
        row, column = int(random.integers(steps)), int(random.integers(inputs))
        rows[row, column] = 1 - rows[row, column]
        sequence = sequence.with_value(row, column, float(rows[row, column]))
        for _ in range(5):
            start, stop = sorted(random.integers(0, steps + 3, 2).tolist())
            part = rows[start:stop]
            found = sequence.set_inputs(start, stop)
            for one, two in zip(found, (*np.nonzero(part), part[np.nonzero(part)]), strict=True):
                assert one.tolist() == two.tolist()
