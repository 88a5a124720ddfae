"""The answers of each task against a plain reading, one sequence and one step at a time."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from simulator.engine.tasks import Batch, Echo, find_task
from tests.engine.tasks.helpers import drawn


def sequences(batch: Batch) -> list[list[list[float]]]:
    """Return x as lists: sequence, step, input."""
    return [batch.x[:, k].tolist() for k in range(batch.x.shape[1])]


def test_lecture_gates() -> None:
    batch = drawn(find_task("lecture-gates"), 200)
    for k, steps in enumerate(sequences(batch)):
        memory = 0.0
        for t, (x1, x2, x3) in enumerate(steps):
            memory = {1: memory + x1, 0: memory, -1: 0.0}[int(x2)]
            assert batch.target[t, k, 0] == pytest.approx(memory if x3 == 1 else 0, abs=1e-12)
            if memory == 0:
                assert batch.target[t, k, 0] == 0  # exactly: nothing of what was forgotten stays
    assert batch.weight.all()


def test_lecture_gates_takes_every_case_equally_often() -> None:
    x = drawn(find_task("lecture-gates"), 3000).x
    assert 0 <= x[..., 0].min() < 0.01
    assert 8.99 < x[..., 0].max() < 9
    assert x[..., 0].mean() == pytest.approx(4.5, abs=0.05)
    cases = Counter(map(tuple, x[..., 1:].reshape(-1, 2).tolist()))
    assert set(cases) == {(a, b) for a in (-1, 0, 1) for b in (0, 1)}
    assert all(count == pytest.approx(x[..., 0].size / 6, rel=0.05) for count in cases.values())


def test_the_probe_of_lecture_gates_is_the_table_of_the_slide() -> None:
    probe = find_task("lecture-gates").probe()
    assert probe.x[:9, 0, 0].tolist() == [1, 3, 2, 4, 2, 1, 3, 6, 1]
    assert probe.x[:9, 0, 1].tolist() == [0, 1, 0, 1, 0, 0, -1, 1, 0]
    assert probe.x[:9, 0, 2].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 1]
    assert probe.target[:9, 0, 0].tolist() == [0, 0, 0, 0, 0, 7, 0, 0, 6]
    assert find_task("lecture-gates").probe(4).x.tolist() == probe.x[:4].tolist()


def test_lecture_gates_says_how_far_off() -> None:
    task = find_task("lecture-gates")
    held_out = task.held_out()
    score = task.score(held_out.target + 0.5, held_out)
    assert score.value == pytest.approx(0.25 / task.trivial_loss())
    assert score.text == "off by 0.5 on average, 1.1 % of the trivial loss"
    assert not score.solved
    assert task.score(held_out.target + 0.45, held_out).solved


@pytest.mark.parametrize(("delay", "letters", "length"), [(3, 4, 20), (1, 2, 2), (5, 26, 9)])
def test_echo(delay: int, letters: int, length: int) -> None:
    task = Echo(delay, letters)
    batch = drawn(task, 40, length)
    assert task.trivial_loss() == math.log(letters)
    for k, steps in enumerate(sequences(batch)):
        assert all(sorted(step) == [0] * (letters - 1) + [1] for step in steps)
        for t in range(length):
            expected = steps[t - delay] if t >= delay else [0] * letters
            assert batch.target[t, k].tolist() == expected
            assert batch.weight[t, k] == (t >= delay)
    assert set(np.unique(batch.x.argmax(-1))) == set(range(letters))


@pytest.mark.parametrize("length", [2, 3, 50, 100])
def test_adding(length: int) -> None:
    batch = drawn(find_task("adding"), 300, length)
    places = set()
    for k, steps in enumerate(sequences(batch)):
        marked = [t for t, (_, mark) in enumerate(steps) if mark == 1]
        assert all(0 <= number < 1 and mark in (0, 1) for number, mark in steps)
        first, second = marked
        assert first < length // 2 <= second < length
        places |= {first, second}
        assert batch.target[-1, k, 0] == steps[first][0] + steps[second][0]
        assert batch.weight[:, k].tolist() == [0] * (length - 1) + [1]
        assert not batch.target[:-1, k].any()
    assert {0, length - 1} <= places
    assert len(places) > 0.9 * length


def test_adding_counts_sums_as_near_as_in_the_paper() -> None:
    task = find_task("adding")
    held_out = task.held_out()
    y = held_out.target.copy()
    y[-1, :128] += 0.0399
    y[-1, 128:256] -= 0.0401
    score = task.score(y, held_out)
    assert score.text == "75 % of sums right to 0.04, mean squared error 0.0008"
    assert score.value == pytest.approx(0.0008, rel=0.01)
    assert score.solved
    assert not task.score(held_out.target + 0.101, held_out).solved


def test_parity() -> None:
    batch = drawn(find_task("parity"), 50)
    for k, steps in enumerate(sequences(batch)):
        ones = 0
        for t, (bit,) in enumerate(steps):
            assert bit in (0, 1)
            ones += int(bit)
            assert batch.target[t, k, 0] == ones % 2
    assert batch.weight.all()
    assert batch.x.mean() == pytest.approx(0.5, abs=0.05)


def test_shares_are_rounded_down() -> None:
    """One wrong answer of 10,240 is not 100 %."""
    task = find_task("parity")
    held_out = task.held_out()
    y = held_out.target.copy()
    y[3, 7] = 1 - y[3, 7]
    score = task.score(y, held_out)
    assert score.text == "99.9 % of answers right"
    assert score.value == 1 - 1 / 10_240


def text_of(one_hot: np.ndarray) -> str:
    """Return rows (steps, characters) as the text they are."""
    names = find_task("next-character").input_names
    return "".join(names[row.argmax()] for row in one_hot)


def test_next_character() -> None:
    task = find_task("next-character")
    text = "one gate lets numbers in, one keeps them, one lets them out. "
    assert sorted(set(text)) == list(task.input_names) == list(task.output_names)
    batch = drawn(task, 1000)
    starts = set()
    for k in range(1000):
        window = text_of(batch.x[:, k])
        assert window in text * 2
        assert text_of(batch.target[:, k]) == (text * 3)[(text * 2).index(window) + 1 :][: len(window)]
        starts.add((text * 2).index(window))
    assert len(starts) == len(text)
    assert (batch.x.sum(-1) == 1).all()
    assert (batch.target.sum(-1) == 1).all()
    windows = task.held_out()
    assert [text_of(windows.x[:, k])[0] for k in range(len(text))] == list(text)
    assert "".join(task.probe().labels or ()) == text_of(task.probe().x[:, 0]) == text[:30]
    assert len(drawn(task, length=200).x) == 200  # round the loop more than once


def test_next_character_is_solved_by_the_best_that_can_be_known() -> None:
    """A reader that goes by what it has seen of the window, and counts what followed it in the text."""
    task = find_task("next-character")
    held_out = task.held_out()
    followers: dict[str, Counter[int]] = defaultdict(Counter)
    read = [text_of(held_out.x[:, k]) for k in range(61)]
    for k, window in enumerate(read):
        for t in range(len(window)):
            followers[window[: t + 1]][int(held_out.target[t, k].argmax())] += 1
    y = np.zeros_like(held_out.target)
    for k, window in enumerate(read):
        for t in range(len(window)):
            y[t, k, followers[window[: t + 1]].most_common(1)[0][0]] = 1
    score = task.score(y, held_out)
    assert score.text == "97.4 % of characters right, where 97.4 % can be known"
    assert score.solved
    assert score.value < 1


def test_next_character_needs_more_than_the_last_letter() -> None:
    task = find_task("next-character")
    held_out = task.held_out()
    counts = np.einsum("tbi,tbo->io", held_out.x, held_out.target)
    score = task.score(counts[held_out.x.argmax(-1)], held_out)
    assert score.value < 0.75
    assert not score.solved
