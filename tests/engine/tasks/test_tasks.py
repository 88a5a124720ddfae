"""What all tasks have in common: counted, and each one run through."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
import pytest

from simulator import UserError, load_cell
from simulator.engine.tasks import TASKS, Batch, Echo, Task, find_task
from tests.engine.tasks.helpers import drawn

ALL = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS.keys())


def bits(batch: Batch) -> str:
    """Return a fingerprint of all numbers of a batch."""
    found = hashlib.sha256()
    for array in (batch.x, batch.target, batch.weight):
        found.update(np.ascontiguousarray(array, "<f8").tobytes())
    if batch.lengths is not None:
        found.update(batch.lengths.astype("<i8").tobytes())
    return found.hexdigest()[:12]


def expected_loss(task: Task, answer: np.ndarray[Any, Any], batch: Batch) -> float:
    """Return the mean loss of an answer (that broadcasts) over all that is judged, written out for each kind."""
    judged = batch.weight > 0
    y = np.broadcast_to(answer, batch.target.shape)[judged]
    target = batch.target[judged]
    if task.loss == "squared":
        return float(((y - target) ** 2).mean())
    if task.loss == "binary":
        return float(-np.where(target == 1, np.log(y), np.log(1 - y)).mean())
    return float(-np.log(y[target == 1]).sum() / judged.sum())


def trivial_answer(task: Task, batch: Batch) -> np.ndarray[Any, Any]:
    """Return what each task's sentence says, from the data alone."""
    judged = batch.target[batch.weight > 0]
    if task.id != "slot-filling":  # always the same: the mean of the answers is the best there is
        return np.asarray(judged.mean(axis=0))
    words = batch.x.argmax(-1)
    counts = np.full((task.inputs, task.outputs), 1e-300)  # a word that does not occur is never looked up
    np.add.at(counts, words[batch.weight > 0], judged)
    shares: np.ndarray[Any, Any] = (counts / counts.sum(1, keepdims=True))[words]
    return shares


def test_the_tasks_are_counted() -> None:
    assert list(TASKS) == ["lecture-gates", "echo", "adding", "parity", "next-character", "slot-filling"]
    assert [find_task(name).id for name in TASKS] == list(TASKS)


def test_an_unknown_task_is_refused_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"^“paritty” is no task\. Did you mean parity\?$"):
        find_task("paritty")
    with pytest.raises(UserError, match=r"There are lecture-gates, echo, adding, "):
        find_task("chess")


@ALL
def test_words_and_preset_are_complete(task: Task) -> None:
    assert task.title
    assert all(sentence.endswith(".") for sentence in (task.text, task.trivial))
    assert task.loss in {"squared", "binary", "categorical"}
    assert load_cell(task.preset.cell).id == task.preset.cell
    assert (task.length, task.batch_size) == (task.preset.length, task.preset.batch)
    assert task.shortest <= task.length


@ALL
@pytest.mark.parametrize("longer", [0, 1, 17])
def test_shapes(task: Task, longer: int) -> None:
    steps = task.shortest + longer
    batch = drawn(task, 7, steps)
    assert batch.x.shape == (steps, 7, task.inputs)
    assert batch.target.shape == (steps, 7, task.outputs)
    assert batch.weight.shape == (steps, 7)
    assert {array.dtype for array in (batch.x, batch.target, batch.weight)} == {np.dtype("float64")}
    assert set(np.unique(batch.weight)) <= {0, 1}
    assert (batch.weight.sum(axis=0) > 0).all()
    if batch.lengths is not None:
        assert batch.lengths.shape == (7,)
        assert batch.lengths.dtype.kind == "i"
    assert drawn(task).x.shape[0] == task.length


@ALL
def test_the_seed_decides(task: Task) -> None:
    assert bits(drawn(task, seed=5)) == bits(drawn(task, seed=5))
    assert bits(drawn(task, seed=5)) != bits(drawn(task, seed=6))
    random = np.random.default_rng(5)
    assert bits(task.batch(random, 6)) != bits(task.batch(random, 6))


FIXED = {  # held out, probe
    "lecture-gates": ("07a8ce074c84", "888829ce3e53"),
    "echo": ("6f163492fa2d", "cfc64f1468e6"),
    "adding": ("69b65c8a6a8a", "a139fcc63259"),
    "parity": ("c7f5b860d57c", "a600464cba6a"),
    "next-character": ("00b40a9a56d5", "ebc6621af0c1"),
    "slot-filling": ("8e36915035e3", "2f964deab4bf"),
}


@ALL
def test_held_out_and_probe_never_change(task: Task) -> None:
    """The fingerprints say so across versions of NumPy, too; figures reported for a task rest on them."""
    assert (bits(task.held_out()), bits(task.probe())) == FIXED[task.id]
    assert task.probe().x.shape[1] == 1
    assert task.held_out().x.shape[1] == (61 if task.id == "next-character" else 512)


@ALL
def test_probe_and_held_out_fit_any_length(task: Task) -> None:
    for steps in (task.shortest, task.length + 3):
        assert len(task.held_out(steps).x) == steps
        assert len(task.probe(steps).x) in {steps, task.length}


@ALL
def test_a_large_batch_can_be_cut(task: Task) -> None:
    whole = drawn(task, 9)
    part = whole.part(2, 5)
    assert part.x.shape[1] == part.target.shape[1] == part.weight.shape[1] == 3
    assert np.shares_memory(part.x, whole.x)
    assert part.target[:, 0].tolist() == whole.target[:, 2].tolist()
    if whole.lengths is not None and part.lengths is not None:
        assert part.lengths.tolist() == whole.lengths[2:5].tolist()
    assert (part.lengths is None) == (whole.lengths is None)


@ALL
@pytest.mark.parametrize("longer", [None, 0, 5])
def test_the_trivial_loss_is_that_of_the_trivial_answer(task: Task, longer: int | None) -> None:
    steps = task.length if longer is None else task.shortest + longer
    batch = drawn(task, 20_000 if task.loss == "squared" else 4000, steps)
    measured = expected_loss(task, trivial_answer(task, batch), batch)
    assert task.trivial_loss(steps) == pytest.approx(measured, rel=0.03)
    if longer is None:
        assert task.trivial_loss() == task.trivial_loss(steps)


@ALL
def test_what_is_held_out_is_like_the_rest(task: Task) -> None:
    held_out = task.held_out()
    assert expected_loss(task, trivial_answer(task, held_out), held_out) == pytest.approx(task.trivial_loss(), rel=0.03)


@ALL
def test_a_perfect_answer_is_solved_and_a_trivial_one_is_not(task: Task) -> None:
    held_out = task.held_out()
    perfect = task.score(held_out.target, held_out)
    assert perfect.solved
    trivial = np.broadcast_to(trivial_answer(task, held_out), held_out.target.shape)
    score = task.score(trivial, held_out)
    assert not score.solved
    assert score.text != perfect.text
    assert (score.value > perfect.value) == (task.loss == "squared")  # an error, and not a share that is right


@ALL
@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300])
def test_answers_that_ran_away_are_not_solved(task: Task, value: float) -> None:
    held_out = task.held_out()
    assert not task.score(np.full(held_out.target.shape, value), held_out).solved


@ALL
def test_what_is_not_judged_does_not_count(task: Task) -> None:
    held_out = task.held_out()
    y = np.where(held_out.weight[..., None] > 0, held_out.target, 0.3)
    assert task.score(y, held_out) == task.score(held_out.target, held_out)


@ALL
def test_bad_settings_are_refused(task: Task) -> None:
    random = np.random.default_rng(0)
    for size in (0, -1, 2.5, True):
        with pytest.raises(UserError, match=r"^the size of a batch must be a whole number of at least 1, and is "):
            task.batch(random, size)  # type: ignore[arg-type] # what a careless caller gives
    for steps in (0, -3, task.shortest - 1):
        for ask in (lambda n: task.batch(random, 2, n), task.held_out, task.probe, task.trivial_loss):
            with pytest.raises(UserError, match=rf"^{task.id}: .*at least .*{steps}\b"):
                ask(steps)
    with pytest.raises(UserError, match="must be a whole number"):
        task.held_out(7.5)  # type: ignore[arg-type] # the same


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"delay": 0}, "echo: the delay must be a whole number of at least 1, and is 0."),
        ({"letters": 1}, "echo: the number of letters must be a whole number of at least 2, and is 1."),
        ({"letters": 27}, "echo: the number of letters must be at most 26, and is 27."),
    ],
)
def test_bad_settings_of_echo_are_refused(settings: dict[str, int], sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        Echo(**settings)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("length", [20, 19, 1])
def test_a_delay_as_long_as_the_sequence_is_refused(length: int) -> None:
    with pytest.raises(UserError) as refused:
        drawn(Echo(delay=20), length=length)
    expected = (f"echo: a delay of 20 needs sequences of at least 21 steps, and the length is {length}. "
                "Choose longer sequences or a smaller delay.")
    assert str(refused.value) == expected
    with pytest.raises(UserError, match="and the length is 20"):
        drawn(Echo(delay=20))
