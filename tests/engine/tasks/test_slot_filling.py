"""Slot filling: sentences read by plain rules, and that no function of the word alone can do it."""

from __future__ import annotations

import numpy as np

from simulator.engine.tasks import Batch, find_task
from tests.engine.tasks.helpers import drawn

TASK = find_task("slot-filling")
SLOTS = list(TASK.output_names)


def sentences(batch: Batch) -> list[tuple[list[str], list[str]]]:
    """Return each sentence of a batch as its words and their slots, and check the padding behind it."""
    found = []
    assert batch.lengths is not None
    for k, length in enumerate(batch.lengths):
        assert (batch.x[:length, k].sum(-1) == 1).all()
        assert (batch.target[:length, k].sum(-1) == 1).all()
        assert batch.weight[:, k].tolist() == [1] * length + [0] * (len(batch.x) - length)
        assert not batch.x[length:, k].any()
        assert not batch.target[length:, k].any()
        words = [TASK.input_names[row.argmax()] for row in batch.x[:length, k]]
        found.append((words, [SLOTS[row.argmax()] for row in batch.target[:length, k]]))
    return found


def slots_of(words: list[str]) -> list[str]:
    """Read a sentence as a person does: a city belongs to the verb before it."""
    slots, verb = [], ""
    for word in words:
        verb = word if word in ("arrive", "leave") else verb
        if word in ("Taipei", "Tainan", "Tokyo", "London", "Paris", "Boston"):
            slots.append("destination" if verb == "arrive" else "place of departure")
        elif word[0].isdigit() or (word[0].isupper() and word != "I"):
            slots.append("time")
        else:
            slots.append("other")
    return slots


def test_the_slots_of_every_word() -> None:
    drawn_ones = sentences(drawn(TASK, 3000))
    for words, slots in drawn_ones:
        assert slots == slots_of(words)
    assert {len(words) for words, _ in drawn_ones} == {5, 8, 9, 11}
    assert {word for words, _ in drawn_ones for word in words} == set(TASK.input_names)


def test_shorter_lengths_have_the_sentences_that_fit() -> None:
    assert {len(words) for words, _ in sentences(drawn(TASK, 200, 8))} == {5, 8}
    assert {len(words) for words, _ in sentences(drawn(TASK, 200, 5))} == {5}
    assert {len(words) for words, _ in sentences(drawn(TASK, 200, 14))} == {5, 8, 9, 11}


def test_the_lectures_sentences_are_held_out_first() -> None:
    for length in (5, None):
        first, second, *others = sentences(TASK.held_out(length))
        for (words, slots), verb, city in ((first, "arrive", "destination"), (second, "leave", "place of departure")):
            assert " ".join(words) == f"{verb} Taipei on November 2nd"
            assert slots == ["other", city, "other", "time", "time"]
        assert len(others) == 510


def test_the_probe_says_taipei_twice() -> None:
    probe = TASK.probe()
    words = list(probe.labels or ())
    assert " ".join(words) == "arrive Taipei on November 2nd and leave Taipei on November 3rd"
    assert probe.lengths is None
    assert [TASK.input_names[row.argmax()] for row in probe.x[:, 0]] == words
    assert [SLOTS[row.argmax()] for row in probe.target[:, 0]] == slots_of(words)
    assert " ".join(TASK.probe(7).labels or ()) == "arrive Taipei on November 2nd"


def best_by_the_word_alone(batch: Batch) -> float:
    """Return the largest share of words that any function of the word alone gets right: each word's commonest slot."""
    counts = np.einsum("tbw,tbs->ws", batch.x, batch.target)
    return float(counts.max(axis=1).sum() / counts.sum())


def test_no_function_of_the_word_alone_can_solve_it() -> None:
    held_out = TASK.held_out()
    best = best_by_the_word_alone(held_out)
    assert 0.8 < best < 0.95
    assert best_by_the_word_alone(held_out.part(0, 2)) == 0.9  # of ten words, one Taipei is wrong
    counts = np.einsum("tbw,tbs->ws", held_out.x, held_out.target)
    score = TASK.score(counts[held_out.x.argmax(-1)], held_out)
    assert score.value == best
    assert not score.solved


def test_one_wrong_word_is_not_solved() -> None:
    held_out = TASK.held_out()
    y = held_out.target.copy()
    y[1, 0] = (0, 0, 1, 0)
    assert not TASK.score(y, held_out).solved
    y[1, 0] = (0, 0.5, 0.4, 0.1)
    assert TASK.score(y, held_out).solved
