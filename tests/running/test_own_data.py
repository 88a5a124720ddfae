"""A table of one's own as a task: where every row goes, what is refused in which words, and what a beginner is told."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import UserError
from simulator.engine.tasks import Batch
from simulator.running import own_columns
from simulator.running import own_data as of_own_data
from simulator.running.own_data import Choice, OwnData, own_data
from simulator.running.setup import Setup

Columns = dict[str, Any]


def made(columns: Columns, **choice: Any) -> OwnData:
    found = own_data(columns, Choice(**{"inputs": ("x",), "targets": ("y",), **choice}))
    assert found is not None
    return found


def plain_table(sequences: int = 12, steps: int = 5, seed: int = 0) -> Columns:
    """Return a table about which there is nothing to say."""
    numbers = np.random.default_rng(seed)
    x, y = numbers.normal(size=(2, sequences * steps))
    return {"x": x, "y": y, "id": np.repeat(np.arange(sequences), steps)}


def near(one: Any, other: Any) -> bool:
    return np.allclose(one, other, rtol=0, atol=1e-12)


# -- where rows go


@pytest.mark.parametrize("seed", range(25))
def test_every_row_is_a_step_of_its_sequence(seed: int) -> None:
    """Of random tables, against going through them row by row."""
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    ids = [draw.choice("abcdefghijklmno"[: draw.choice([3, 15])]) for _ in range(draw.choice([30, 200]))]
    if draw.random() < 0.5:
        ids.sort()
    count, kind, cut = len(ids), draw.choice(["numbers", "yes or no", "classes"]), draw.choice([None, None, 2, 5])
    columns: Columns = {"a": numbers.normal(size=count), "b": numbers.normal(size=count), "id": np.array(ids, object)}
    answers = {
        "numbers": numbers.normal(size=count),
        "yes or no": numbers.integers(0, 2, count),
        "classes": np.array([draw.choice(["red", "green", "blue"]) for _ in ids], object),
    }
    columns["t"] = answers[kind]
    judged, scaled = draw.choice(["every step", "last step"]), draw.choice([False, True])
    data = made(columns, inputs=("b", "a"), targets=("t",), sequence="id", cut=cut, judged=judged, scaled=scaled)
    assert data.kind == kind

    pieces: list[list[int]] = []
    for name in dict.fromkeys(ids):
        rows = [row for row, own in enumerate(ids) if own == name]
        pieces += [rows[k : k + (cut or count)] for k in range(0, len(rows), cut or count)]
    assert data.sequences == len(pieces)
    batches = [data.task.all] + [data.task.held_out()] * bool(data.held_out)
    seen = []
    for batch in batches:
        for number in range(batch.x.shape[1]):
            length = len(batch.x) if batch.lengths is None else int(batch.lengths[number])
            x = batch.x[:length, number] * data.deviations + data.means
            (rows,) = [piece for piece in pieces if len(piece) == length and near(columns["b"][piece], x[:, 0])]
            seen.append(rows)
            assert near(x[:, 1], columns["a"][rows])
            weight = [1.0] * length if judged == "every step" else [0.0] * (length - 1) + [1.0]
            assert batch.weight[:, number].tolist() == weight + [0.0] * (len(batch.x) - length)
            for step, row in enumerate(rows):
                wanted = columns["t"][row]
                target = batch.target[step, number]
                if kind == "classes":
                    assert target.tolist() == [float(name == wanted) for name in ("blue", "green", "red")]
                else:
                    assert target.tolist() == [wanted]
            assert not batch.x[length:, number].any()
            assert not batch.target[length:, number].any()
    assert sorted(seen) == sorted(pieces)
    assert data.task.output_names == (("blue", "green", "red") if kind == "classes" else ("t",))
    assert data.task.input_names == ("b", "a")
    assert Setup(data.task, "elman", 2).trainer().step().loss > 0


def test_a_fifth_of_the_sequences_is_held_out_always_the_same() -> None:
    columns = plain_table(40)
    one, two = (made(columns, sequence="id") for _ in range(2))
    assert (one.sequences, one.held_out) == (40, 8)
    assert one.task.all.x.shape == (5, 32, 1)
    assert np.array_equal(one.task.held_out().x, two.task.held_out().x)
    assert one.warnings == ()
    few = made(plain_table(9), sequence="id")
    assert few.held_out == 0
    assert few.task.held_out() is few.task.all


def test_no_piece_of_what_is_trained_with_is_held_out() -> None:
    columns = plain_table(20, 12)
    columns["x"] = columns["id"].astype(float)  # so that each step says of which sequence it is
    data = made(columns, sequence="id", cut=5)
    assert (data.sequences, data.held_out) == (60, 12)
    trained, held_out = (set(batch.x[0, :, 0]) for batch in (data.task.all, data.task.held_out()))
    assert not trained & held_out


def test_one_long_sequence_in_pieces_has_its_end_held_out() -> None:
    columns = {"x": np.arange(100.0) / 100, "y": np.arange(100.0) / 100}
    data = made(columns, cut=5)
    assert (data.sequences, data.held_out) == (20, 4)
    assert data.task.held_out().x[0, :, 0].tolist() == [0.8, 0.85, 0.9, 0.95]


def test_scaled_inputs_have_mean_0_and_deviation_1_where_they_are_trained_with() -> None:
    columns = plain_table(40) | {"z": np.random.default_rng(1).normal(5000, 300, 200), "c": np.full(200, 7.0)}
    data = made(columns, inputs=("x", "z", "c"), sequence="id", scaled=True)
    x = data.task.all.x
    assert x.mean(axis=(0, 1)) == pytest.approx(0, abs=1e-12)
    assert x.std(axis=(0, 1)).tolist() == pytest.approx([1, 1, 0])
    assert data.deviations[2] == 1
    assert data.task.held_out().x * data.deviations + data.means == pytest.approx(
        made(columns, inputs=("x", "z", "c"), sequence="id").task.held_out().x
    )
    assert columns["z"].mean() > 4000, "the table is as it was"


def test_what_answers_look_like() -> None:
    columns = plain_table(12)
    bits = columns["y"] > 0
    assert made(columns | {"y": bits}, sequence="id").kind == "yes or no"
    assert made(columns | {"y": bits * 1.0, "z": ~bits}, targets=("y", "z"), sequence="id").kind == "yes or no"
    assert made(columns | {"y": bits * 1.0}, sequence="id", kind="numbers").kind == "numbers"
    assert made(columns | {"y": bits + 1}, sequence="id").kind == "numbers"
    classes = made(columns | {"y": np.where(bits, 10.0, 9.0)}, sequence="id", kind="classes")
    assert (classes.kind, classes.task.output_names, classes.task.loss) == ("classes", ("9", "10"), "categorical")
    mixed = made(columns | {"y": np.array([" no" if bit else 2 for bit in bits], object)}, sequence="id")
    assert mixed.task.output_names == ("2", "no")


# -- what is refused


def with_value(name: str, row: int, value: Any) -> Columns:
    columns = plain_table()
    changed = columns[name].astype(object if isinstance(value, str) or value is None else float)
    changed[row] = value
    return columns | {name: changed}


@pytest.mark.parametrize(
    ("columns", "choice", "message"),
    [
        ({}, {"inputs": ()}, "no column is an input. Choose those that the network is to read."),
        ({}, {"targets": ()}, "no column is a target. Choose those that the network is to answer."),
        ({}, {"inputs": ("xx",)}, "there is no column “xx”. Did you mean x?"),
        ({}, {"inputs": ("weight",)}, "there is no column “weight”. There are x, y, id."),
        ({}, {"inputs": ("x", "y")}, "“y” is chosen twice, so the answer would be given away. Choose it for one"),
        ({}, {"inputs": ("x", "x")}, "“x” is chosen twice, which says nothing more."),
        ({}, {"sequence": "x"}, "“x” is chosen twice, which says nothing more."),
        ({"y": np.ones(7)}, {}, "the column “y” has 7 rows, and “x” has 60. Give columns of one table."),
        ({"x": [], "y": [], "id": []}, {}, "the table has no rows. Choose one with a row for each step."),
        (with_value("x", 2, np.nan), {}, "the input “x” has a gap in row 3: nothing stands there. Fill it in the"),
        (with_value("x", 2, None), {}, "the input “x” has a gap in row 3"),
        (with_value("x", 2, " "), {}, "the input “x” has a gap in row 3"),
        (with_value("x", 2, "red"), {}, "the input “x” holds text in row 3 (“red”). Write numbers, or leave that"),
        (with_value("x", 2, "r" * 99), {}, "(“" + "r" * 29 + "…”)"),
        (with_value("x", 2, "a\nb\x1b"), {}, "(“a b\N{REPLACEMENT CHARACTER}”)"),
        (with_value("x", 4, np.inf), {}, "the input “x” is not finite in row 5. Write a number there."),
        (with_value("y", 9, np.nan), {}, "the target “y” has a gap in row 10"),
        (with_value("y", 9, -np.inf), {}, "the target “y” is not finite in row 10"),
        (with_value("y", 9, None), {"kind": "classes"}, "the target “y” has a gap in row 10"),
        (with_value("id", 59, ""), {}, "the sequence column “id” has a gap in row 60"),
        (with_value("id", 5, np.nan), {}, "the sequence column “id” has a gap in row 6"),
        ({"y": np.full(60, 2.5)}, {}, "the target “y” is 2.5 in every row, so there is nothing to learn. Choose"),
        ({"y": np.full(60, "yes", object)}, {}, "the target “y” is yes in every row"),
        ({"y": np.zeros(60)}, {"kind": "yes or no"}, "the target “y” is 0 in every row"),
        ({"y": np.arange(60.0)}, {"kind": "yes or no"}, "the target “y” is 2 in row 3, and yes or no is 1 or 0"),
        (with_value("y", 3, "no"), {"kind": "numbers"}, "the target “y” holds text in row 4 (“no”)"),
        (with_value("y", 3, "no") | {"z": np.ones(60)}, {"targets": ("y", "z")}, "classes stand in one column, and 2"),
        ({}, {"kind": "class"}, "“class” is no kind of answers. Did you mean classes?"),
        ({}, {"judged": "last"}, "“last” is no choice of steps that are judged. Did you mean last step?"),
        ({}, {"cut": 0}, "the steps of a piece must be a whole number of at least 1, and is 0."),
    ],
)
def test_what_cannot_be_learnt_is_refused(columns: Columns, choice: Any, message: str) -> None:
    with pytest.raises(UserError) as caught:
        made(plain_table() | columns, **{"sequence": "id", **choice})
    assert message in str(caught.value)


def test_too_many_classes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_columns, "MOST_CLASSES", 50)
    with pytest.raises(UserError, match="has 60 different answers, which are hardly classes: at most 50 are"):
        made(plain_table(), sequence="id", kind="classes")


def test_more_than_there_is_room_for_is_refused_before_room_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 40_000
    columns = {"x": np.arange(rows) / rows, "y": np.arange(rows) % 7, "id": np.arange(rows)}
    columns["id"][:20_000] = -1
    with pytest.raises(UserError) as caught:
        made(columns, sequence="id")
    assert str(caught.value) == (
        "20,001 sequences of these columns are 800,040,000 numbers, most of it padding to the 20,000 steps of the "
        "longest sequence, and at most 25,000,000 are learnt. Choose fewer columns or rows, or cut long sequences into "
        "pieces."
    )
    assert made(columns, sequence="id", cut=100).sequences == 20_200
    monkeypatch.setattr(of_own_data, "MOST_NUMBERS", 1000)
    with pytest.raises(UserError, match="40,000 sequences of these columns are 80,000 numbers, and at most 1,000 are"):
        made(columns | {"id": np.arange(rows)}, sequence="id")


# -- what is said


def told(columns: Columns, **choice: Any) -> str:
    """Return the one thing that is said."""
    (sentence,) = made(plain_table() | columns, **{"sequence": "id", **choice}).warnings
    return sentence


def test_nothing_is_said_of_a_table_that_is_in_order() -> None:
    assert made(plain_table(), sequence="id").warnings == ()


@pytest.mark.parametrize(
    ("columns", "choice", "start", "advice"),
    [
        ({}, {"sequence": None}, "There is one sequence only, of 60 steps", "or cut it into pieces."),
        ({"id": np.repeat([1, 2, 3, 4], 15)}, {}, "There are only 4 sequences, so none is held out", "Add more."),
        ({"id": np.arange(60)}, {}, "Every sequence has one step", "Check the column that says which sequence"),
        ({"id": np.repeat(np.arange(12), [8, 2] * 6)}, {}, "Sequences have 2 to 8 steps", "neither read nor judged."),
        ({"id": np.tile(np.arange(12), 5)}, {}, "Rows of one sequence stand apart", "Check the column"),
        ({"z": np.full(60, 3.0)}, {"inputs": ("x", "z")}, "The input “z” is 3 in every row", "Leave it out."),
        (
            {"z": np.random.default_rng(3).normal(size=60) * 5000},
            {"inputs": ("x", "z")},
            "The inputs “z” and “x” are on very different scales: they vary by about 5,360 and 0.897",
            "Bring the inputs to one scale.",
        ),
        ({"x": np.arange(60.0) + 150}, {}, "The input “x” is as large as 209", "Bring the inputs to one scale."),
        ({"y": np.arange(60.0) * 100}, {}, "The target “y” is as large as 5,900", "Divide it by a number"),
        ({"y": (np.arange(60) == 7) * 1}, {}, "98.3 % of the answers in “y” are 0", "Add rows with other answers."),
        (
            {"y": np.where(np.arange(60) == 7, "b", "a").astype(object)},
            {},
            "98.3 % of the answers in “y” are a",
            "Add rows with other answers.",
        ),
    ],
)
def test_what_is_odd_is_said_with_advice(columns: Columns, choice: Any, start: str, advice: str) -> None:
    sentence = told(columns, **choice)
    assert sentence.startswith(start)
    assert advice in sentence


def test_scaling_answers_what_is_said_of_scales() -> None:
    columns = plain_table() | {"z": np.random.default_rng(3).normal(size=60) * 5000}
    assert made(columns, inputs=("x", "z"), sequence="id", scaled=True).warnings == ()
    assert made(plain_table() | {"x": np.arange(60.0) + 150}, sequence="id", scaled=True).warnings == ()


# -- a million rows


def test_a_large_table_says_how_far_it_is_and_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_columns, "SLICE", 100)
    columns = plain_table(100, 50)
    choice = Choice(("x",), ("y",), "id")
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    assert own_data(columns, choice, watch) is not None
    done = [one for one, _ in seen]
    assert done == sorted(done)
    assert len(done) > 100
    assert {total for _, total in seen} == {20_000}
    assert done[-1] == 20_000
    for stop in (0, 60, 120):
        asked: list[int] = []

        def give_up(done: int, total: int, stop: int = stop, asked: list[int] = asked) -> bool:
            asked.append(done)
            return len(asked) <= stop

        assert own_data(columns, choice, give_up) is None
        assert len(asked) == stop + 1
    columns["y"] = np.round(columns["y"])
    assert own_data(columns, replace(choice, kind="classes", cut=3), watch) is not None


def test_a_network_learns_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A running sum, of sequences of unequal length, with the held-out ones learnt as well."""
    numbers = np.random.default_rng(0)
    lengths = numbers.integers(3, 9, 60)
    x = numbers.normal(size=lengths.sum())
    ids = np.repeat(np.arange(60), lengths)
    y = np.concatenate([np.cumsum(x[ids == name]) for name in range(60)])
    data = made({"x": x, "y": y, "id": ids}, sequence="id")
    trainer = Setup(data.task, "gru", 8, rate=0.03).trainer()
    assert (trainer.batch, trainer.length) == (32, 8)
    for _ in trainer.reports(600):
        pass
    assert trainer.evaluate().loss < 0.05 * trainer.trivial_loss
    assert isinstance(data.task.held_out(), Batch)
