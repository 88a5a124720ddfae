"""What must be learnable, and is in a second; what takes longer is tests/benchmarks/bench_learning.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Trainer, load_cell, parse_cell
from simulator.engine.tasks import find_task
from simulator.engine.tasks.slot_filling import LECTURE, SlotFilling
from simulator.engine.training.report import evaluate

FEED_FORWARD = parse_cell("y: outputs = softmax(V @ x + b)")


def learnt(trainer: Trainer, updates: int, every: int = 50) -> int | None:
    """Train until the task is solved and return the updates that took; None if it was not."""
    for report in trainer.reports(updates, every):
        if trainer.evaluate().score.solved:
            return report.update
    return None


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_one_unit_finds_the_lecturers_gates(seed: int) -> None:
    """The weights say what the lecturer's say: each gate looks at its own input, and is shut without it.

    He set W_i and W_f to (0, 100, 0) with biases -10 and 10, and W_o to (0, 0, 100) with -10.
    """
    trainer = Trainer("lecture-gates", seed=seed)
    for _ in trainer.reports(2000, 2000):
        pass
    score = trainer.evaluate().score
    assert score.value < 0.002, "about 0.1 % of the trivial loss"
    p: dict[str, Any] = {
        name.removeprefix("1."): array.ravel().tolist() for name, array in trainer.network.parameters.items()
    }
    for gate, own in (("i", 1), ("f", 1), ("o", 2)):
        others = [abs(weight) for place, weight in enumerate(p[f"W_{gate}"]) if place != own]
        assert p[f"W_{gate}"][own] > 4
        assert max(others) < 0.5
    assert p["b_i"][0] < -2
    assert p["b_f"][0] > 3
    assert p["b_o"][0] < -4
    assert p["W_i"][1] + p["b_i"][0] > 1, "x2 = 1 opens the input gate"
    assert p["b_f"][0] - p["W_f"][1] < -4, "x2 = -1 empties the memory"
    assert p["W_o"][2] + p["b_o"][0] > 0.5, "x3 = 1 opens the output gate"
    slide = trainer.probe()
    assert np.abs(slide.output[:9, 0] - [0, 0, 0, 0, 0, 7, 0, 0, 6]).max() < 0.4


@pytest.mark.parametrize(
    ("name", "updates"), [("parity", 500), ("echo", 500), ("next-character", 400), ("slot-filling", 500)]
)
def test_the_preset_solves_its_task(name: str, updates: int) -> None:
    trainer = Trainer(name)
    assert learnt(trainer, updates) is not None
    assert updates <= trainer.task.preset.updates


@pytest.mark.parametrize("cell", ["gru", "elman", "elman-lecture", "lstm-peephole"])
def test_other_cells_solve_parity(cell: str) -> None:
    """An exclusive or over time: one layer and one more, through the state."""
    assert learnt(Trainer("parity", cell, units=8, seed=1), 1500) is not None


def test_single_precision_learns_as_well() -> None:
    assert learnt(Trainer("parity", dtype="float32"), 500) is not None


def right(trainer: Trainer) -> dict[str, list[str]]:
    """Return the slots that the network gives to the words of the lecture's sentences, which are held out first."""
    task = find_task("slot-filling")
    held_out = task.held_out()
    found = {}
    for number, sentence in enumerate(LECTURE):
        words = sentence.split()
        y = trainer.network.run(held_out.x[: len(words), number]).output
        found[sentence] = [task.output_names[place] for place in y.argmax(-1)]
    return found


def test_a_memory_tells_arrive_from_leave_and_no_function_of_a_word_can() -> None:
    trainer = Trainer("slot-filling")
    assert learnt(trainer, 500) is not None
    assert trainer.evaluate().score.value == 1.0
    assert right(trainer) == {
        "arrive Taipei on November 2nd": ["other", "destination", "other", "time", "time"],
        "leave Taipei on November 2nd": ["other", "place of departure", "other", "time", "time"],
    }
    without = Trainer("slot-filling", FEED_FORWARD, clip_norm=None, rate=0.05)
    for _ in without.reports(1000, 1000):
        pass
    one, other = right(without).values()
    assert one[1] == other[1], "the same word, the same slot"
    assert one[2:] == other[2:] == ["other", "time", "time"], "all else it knows"
    found = without.evaluate()
    assert found.loss == pytest.approx(without.trivial_loss, rel=0.1), "the best that can be done without a memory"
    assert not found.score.solved
    lecture = SlotFilling().held_out().part(0, 2)
    assert evaluate(without.network, without.task, lecture).score.value == 0.9, "9 of the lecture's 10 words"


@pytest.mark.parametrize("seed", [0, 1])
def test_keeping_and_adding_over_twenty_steps(seed: int) -> None:
    """A short form of the adding problem."""
    assert learnt(Trainer("adding", "gru", units=16, length=20, rate=0.02, seed=seed), 600) is not None


def test_both_directions_see_what_is_to_come() -> None:
    """The answer at a step is the input of the next: no cell that reads forward can know, one that reads back does."""
    random = np.random.default_rng(0)
    x = np.eye(3)[random.integers(0, 3, (8, 64))]
    target = np.roll(x, -1, axis=0)
    scores = []
    for bidirectional in (False, True):
        trainer = Trainer(
            (x[:-1], target[:-1]), "gru", 4, loss="categorical", bidirectional=bidirectional, rate=0.05, batch=32
        )
        for _ in trainer.reports(300, 300):
            pass
        y = trainer.network.run(x[:-1]).output[:-1]  # the last answer lies behind the sequence
        scores.append(float((y.argmax(-1) == target[:-2].argmax(-1)).mean()))
    assert scores[0] < 0.6
    assert scores[1] == 1


def test_windows_learn_what_lies_within_one() -> None:
    """The echo of three steps ago, in windows of ten: the states come from the window before, the gradients do not."""
    assert learnt(Trainer("echo", window=10), 800) is not None


def test_weights_set_by_hand_are_a_solution() -> None:
    """The lecturer's own weights answer every held-out sequence, so that the task asks for what he showed."""
    cell = load_cell("lecture-lstm")
    trainer = Trainer("lecture-gates")
    example: Any = cell.example
    for name, value in example.parameters.items():
        trainer.network.parameters[f"1.{name}"] = value
    assert trainer.evaluate().score.value < 1e-4
