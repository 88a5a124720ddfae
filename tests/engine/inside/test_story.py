"""The story of an update: what the next step does, bit for bit; and back-propagation by hand, sequence by sequence."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Network, Trainer, TrainingStopped, UserError, parse_cell
from simulator.engine.inside import UpdateStory, update_story
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.surface import NetworkLandscape
from simulator.engine.tasks import TASKS, Batch
from simulator.engine.training.supply import POOL
from tests.oracles import backprop
from tests.oracles.random_cells import random_cell

Array = np.ndarray[Any, Any]


def places(trainer: Trainer) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Yield every number of every parameter: where it is in the vector, and its name and place."""
    names = ((name, index) for name, array in trainer.network.parameters.items() for index in np.ndindex(array.shape))
    for number, (name, index) in enumerate(names):
        yield number, name, index


def adds_up(story: UpdateStory, tolerance: float = 1e-12) -> None:
    """Check that what is split by step is the whole, and that its running sum gets there."""
    whole = np.abs(story.contributions).sum()
    assert abs(story.contributions.sum() - story.gradient) <= tolerance * whole + 1e-300, story.element
    assert abs(story.added[-1] - story.gradient) <= tolerance * whole + 1e-300, story.element
    order = slice(None) if story.split.backward else slice(None, None, -1)
    running = np.cumsum(story.contributions.sum(axis=1)[order])
    np.testing.assert_allclose(story.added, running, 1e-9, tolerance * whole)
    assert story.losses.sum() == pytest.approx(story.loss, rel=max(tolerance, 1e-12))


# -- bit for bit


@pytest.mark.parametrize("task", TASKS)
def test_it_is_what_the_next_step_does_bit_for_bit(task: str) -> None:
    settings: dict[str, Any] = {} if task == "lecture-gates" else {"units": 2}
    trainer, twin = (Trainer(task, batch=4, **settings) for _ in range(2))
    random = np.random.default_rng(1)
    everything = list(places(trainer))
    for _ in range(3):
        number, name, index = everything[random.integers(len(everything))]
        old = trainer.network.flat.copy()
        story = update_story(trainer, name, index, int(random.integers(4)))
        assert np.array_equal(trainer.network.flat, old), "nothing has moved"
        report = trainer.step()
        assert report[:-2] == twin.step()[:-2], "and nothing else has changed"
        assert (story.update, story.loss, story.move.rate) == (report.update, report.loss, report.rate)
        assert (story.clip.norm_before, story.clip.norm_after) == (report.gradient_norm, report.clipped_norm)
        assert (story.move.old, story.move.new) == (old[number], trainer.network.flat[number])
        assert story.move.step == trainer.network.flat[number] - old[number]
        assert story.clip.before == story.gradient
        adds_up(story)


def test_telling_changes_nothing_at_the_end_of_a_pool_or_in_a_window() -> None:
    told, silent = (Trainer("echo", units=2, batch=3, window=7, schedule="halve-when-loss-rises",
                            schedule_settings={"every": 3}, evaluate_every=5) for _ in range(2))  # fmt: skip
    for update in range(3 * POOL):
        if update % 5 != 1:
            update_story(told, "1.U_f", (0, 1))
        assert told.step()[:6] == silent.step()[:6]
    assert told.snapshot().to_bytes() == silent.snapshot().to_bytes()


@pytest.mark.parametrize("optimizer", OPTIMISERS)
def test_the_move_by_the_formula_of_each_optimiser(optimizer: str) -> None:
    trainer = Trainer("parity", units=2, batch=3, optimizer=optimizer, rate=0.02, clip_norm=0.05)
    name, index, t = "1.U_g", (1, 0), 6
    for _ in range(t - 1):
        trainer.step()
    story = update_story(trainer, name, index)
    move, g, rate = story.move, story.clip.after, story.move.rate
    assert story.clip.after == pytest.approx(story.gradient * story.clip.norm_after / story.clip.norm_before)
    had = {symbol: ends[0] for symbol, ends in move.gathered.items()}
    has = {symbol: ends[1] for symbol, ends in move.gathered.items()}
    if optimizer == "sgd":
        wanted, gathered = move.old - rate * g, {}
    elif optimizer in ("momentum", "nesterov"):
        gathered = {"v": 0.9 * had["v"] + g}
        wanted = move.old - rate * (gathered["v"] if optimizer == "momentum" else g + 0.9 * gathered["v"])
    elif optimizer == "nesterov-lookahead":
        gathered = {"v": 0.9 * had["v"] - rate * g}
        wanted = move.old + 0.9 * gathered["v"] - rate * g
    elif optimizer == "adagrad":
        gathered = {"s": had["s"] + g * g}
        wanted = move.old - rate * g / (math.sqrt(gathered["s"]) + 1e-10)
    elif optimizer == "rmsprop-lecture":
        gathered = {"σ": math.sqrt(0.9 * had["σ"] ** 2 + 0.1 * g * g)}
        wanted = move.old - rate * g / gathered["σ"]
    elif optimizer == "rmsprop-wildml":
        gathered = {"m": 0.9 * had["m"] + 0.1 * g * g}
        wanted = move.old - rate * g / math.sqrt(gathered["m"] + 1e-6)
    elif optimizer == "rmsprop":
        gathered = {"m": 0.99 * had["m"] + 0.01 * g * g}
        wanted = move.old - rate * g / (math.sqrt(gathered["m"]) + 1e-8)
    else:
        m, v = 0.9 * had["m"] + 0.1 * g, 0.999 * had["v"] + 0.001 * g * g
        gathered = {"m": m, "v": v, "m̂": m / (1 - 0.9**t), "v̂": v / (1 - 0.999**t)}
        kept = 1 - rate * 0.01 if optimizer == "adamw" else 1
        wanted = kept * move.old - rate * gathered["m̂"] / (math.sqrt(gathered["v̂"]) + 1e-8)
    assert move.new == pytest.approx(wanted, rel=1e-12)
    assert set(has) == set(gathered)
    for symbol, number in gathered.items():
        assert has[symbol] == pytest.approx(number, rel=1e-12), symbol
    assert move.optimizer == optimizer


def test_before_the_first_update_nothing_is_gathered() -> None:
    gathered = update_story(Trainer(batch=2), "1.W_i", (0, 1)).move.gathered
    assert [ends[0] for ends in gathered.values()] == [0, 0, 0, 0]
    assert gathered["m̂"][1] == pytest.approx(10 * gathered["m"][1])


def test_the_three_kinds_of_clipping() -> None:
    trainer = Trainer(batch=3, clip_norm=None)
    free = update_story(trainer, "1.W", (0, 0)).clip
    assert (free.kind, free.limit, free.after, free.norm_after) == (None, math.inf, free.before, free.norm_before)
    trainer.clip_norm = 0.01
    by_norm = update_story(trainer, "1.W", (0, 0)).clip
    assert (by_norm.kind, by_norm.limit, by_norm.norm_after) == ("norm", 0.01, 0.01)
    assert by_norm.after == pytest.approx(by_norm.before * 0.01 / by_norm.norm_before)
    trainer.clip_value = 0.01
    by_value = update_story(trainer, "1.W", (0, 0)).clip
    assert (by_value.kind, by_value.limit, by_value.after) == ("value", 0.01, math.copysign(0.01, free.before))
    assert free.before == by_norm.before == by_value.before


# -- back-propagation by hand


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_every_number_by_hand(cell: str) -> None:
    random = np.random.default_rng(5)
    steps, batch, units = 6, 3, 2
    x, target = random.normal(size=(steps, batch, 3)), random.normal(size=(steps, batch, units))
    trainer = Trainer((x, target), cell, units, readout=None, clip_norm=None, optimizer="sgd", rate=0.1)
    drawn = trainer.rehearse().batch  # the same sequences, shuffled
    parameters = {name.removeprefix("1."): array for name, array in trainer.network.parameters.items()}
    zero = [np.zeros(units)] * (2 if cell == "lstm" else 1)
    by_hand = []
    for sequence in range(batch):
        y = trainer.network.run(drawn.x[:, sequence]).output
        direct = 2 * (y - drawn.target[:, sequence]) / target.size
        by_hand.append(getattr(backprop, cell)(parameters, drawn.x[:, sequence], *zero, direct))
    for _, name, index in places(trainer):
        story = update_story(trainer, name, index, sequence=1)
        adds_up(story)
        own = name.removeprefix("1.")
        wanted = sum(one.parameters[own][index] for one in by_hand)
        assert story.gradient == pytest.approx(wanted, rel=1e-10, abs=1e-13)
        of_one = [one.parameters[own][index] for one in by_hand]
        np.testing.assert_allclose(story.contributions.sum(axis=0), of_one, 1e-9, 1e-13)
        gate, source = (own[-1], own[0]) if "_" in own else ("", own)
        delta = by_hand[1].deltas.get(f"z_{gate}")
        if delta is not None and source in "WUb" and (cell, own) != ("gru", "U_n"):
            before = np.vstack([np.zeros(units), by_hand[1].output[:-1]])
            beside = {"W": drawn.x[:, 1], "U": before, "b": np.ones((steps, 1))}[source]
            share = delta[:, index[0]] * beside[:, index[-1] if source != "b" else 0]
            np.testing.assert_allclose(story.contributions[:, 1], share, 1e-9, 1e-13)
    np.testing.assert_allclose(story.losses, ((np.stack([one.output for one in by_hand], 1) - drawn.target) ** 2
                                              ).sum(2) / target.size, 1e-10)  # fmt: skip
    for signal, delta in by_hand[1].deltas.items():
        np.testing.assert_allclose(story.gradients[f"1.{signal}"], delta, 1e-9, 1e-13, err_msg=signal)
    np.testing.assert_allclose(story.values["1.h"], by_hand[1].output, 1e-10)
    assert np.array_equal(story.x, drawn.x[:, 1])
    assert np.array_equal(story.target, drawn.target[:, 1])
    assert story.judged.tolist() == [1] * steps
    assert (story.steps, story.length, story.sequences, story.sequence) == (6, 6, 3, 1)
    assert len(story.moments) == 2 * 6 + 4
    assert all(array.tolist() == [0] * units for array in story.initial.values())


@pytest.mark.parametrize("task", ["lecture-gates", "slot-filling", "parity"])
def test_the_gradient_is_that_of_differences(task: str) -> None:
    trainer = Trainer(task, "lstm", units=2, batch=2)
    trainer.step()
    batch = trainer.rehearse().batch
    ground, flat = NetworkLandscape(trainer.network, trainer.task.loss, batch), trainer.network.flat.copy()
    for number, name, index in list(places(trainer))[::7]:
        step = np.zeros_like(flat)
        step[number] = 1e-6
        above, below = ground.losses(np.stack([flat + step, flat - step]))
        story = update_story(trainer, name, index)
        assert story.gradient == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-8), story.element


def test_a_thousand_times_the_same_weight() -> None:
    """TOY-W: y of step 1000 is w^999, and each of the 999 steps adds the same w^998 to dy/dw."""
    network = Network([Layer(parse_cell("h = W @ x + w * h[t-1]"), 1)], 1)
    network.parameters.fill({"1.W": [[1]], "1.w": [1.01]})
    x, target, weight = np.zeros((1000, 1, 1)), np.ones((1000, 1, 1)), np.zeros((1000, 1))
    x[0], weight[-1] = 1, 1
    trainer = Trainer(Batch(x, target, weight), network=network, optimizer="sgd", rate=1e-9, clip_value=15.0)
    story = update_story(trainer, "1.w", 0)
    y = 20751.6392454
    assert story.loss == pytest.approx((y - 1) ** 2, rel=1e-10)
    assert story.gradient == pytest.approx(2 * (y - 1) * 20525631.2932, rel=1e-10)
    np.testing.assert_allclose(story.contributions[1:, 0], 2 * (y - 1) * 1.01**998, 1e-9)
    assert story.contributions[0, 0] == 0
    np.testing.assert_allclose(story.added[:-1], np.arange(1, 1000) * story.added[0], 1e-10)
    assert story.clip.after == 15
    assert story.move.step == pytest.approx(-1.5e-8, rel=1e-6)
    assert np.count_nonzero(story.losses) == 1


# -- every kind of network


def network_cases() -> Iterator[tuple[str, Trainer]]:
    random = np.random.default_rng(8)
    x = random.normal(size=(5, 4, 3))
    lengths = np.array([5, 2, 1, 4])
    one_hot = np.eye(2)[random.integers(0, 2, (5, 4))]
    numbers = random.normal(size=(5, 4, 2))
    judged = random.integers(0, 2, (5, 4)) * 1.0
    judged[0] = 1
    layers = [Layer("lstm", 2, True), Layer("gru", 2)]
    deep = Network(layers, 3, 2, "softmax", seed=1)
    unequal = Batch(x, one_hot, judged, lengths)
    yield "two layers, one both ways, of unequal length", Trainer(unequal, network=deep, loss="categorical")
    yield "both ways side by side", Trainer((x, numbers), network=Network([Layer("elman", 1, True)], 3, seed=2))
    yield "float32", Trainer((x, numbers), "lstm", 3, dtype="float32")
    yield "windows", Trainer((x, numbers), "lstm", 2, window=2, batch=3)
    yield "windows of unequal length", Trainer(Batch(x, numbers, np.ones((5, 4)), lengths), "lstm", 2, window=2)
    yield "a softmax of its own", Trainer((x, one_hot), "wildml", 3, loss="categorical")
    own = parse_cell("h = sigmoid(W @ x + U @ h[t-1])")
    yield "a sigmoid that is a state", Trainer((x, one_hot), network=Network([Layer(own, 2)], 3, seed=3), loss="binary")
    named = parse_cell("z = W @ x + U @ h[t-1]\nh = sigmoid(z) + 0 * z\ny = sigmoid(z)")
    yield "a named argument", Trainer((x, one_hot), network=Network([Layer(named, 2)], 3, seed=3), loss="binary")
    alone = parse_cell("h = tanh(W @ x)\ny = sigmoid(b)")
    yield "a parameter alone", Trainer((x, one_hot), network=Network([Layer(alone, 2)], 3, seed=3), loss="binary")


CASES = dict(network_cases())


@pytest.mark.parametrize("name", CASES)
def test_every_kind_of_network_adds_up(name: str) -> None:
    trainer = CASES[name]
    tolerance = 1e-5 if trainer.network.dtype == np.float32 else 1e-12
    for _ in range(3):
        rehearsed = trainer.rehearse()
        there = rehearsed.batch.lengths is None or bool(rehearsed.batch.lengths[0] > 0)
        if there:
            for number, parameter, index in list(places(trainer))[:: 1 + trainer.network.flat.size // 20]:
                story = update_story(trainer, parameter, index)
                assert story.gradient == rehearsed.gradient[number]
                adds_up(story, tolerance)
                by_place = sum((place.by_step for place in story.places), np.zeros_like(story.contributions))
                np.testing.assert_allclose(by_place, story.contributions, 1e-5, 1e-7)
                if rehearsed.batch.lengths is not None:
                    gone = np.arange(story.steps)[:, np.newaxis] >= rehearsed.batch.lengths
                    assert not story.contributions[gone].any(), "what is padding adds nothing"
                    assert not story.losses[gone].any()
            signals = {f"{part}.{s}" for part, model in trainer.network.models.items() for s in model.cell.signals}
            assert set(story.values) == set(story.gradients) == signals
        trainer.step()


def test_random_cells_add_up() -> None:
    told = 0
    for seed in range(60):
        made = random_cell(seed)
        signals = parse_cell(made.text).signals
        cell = parse_cell(made.text, output=signals[seed % len(signals)])
        random = np.random.default_rng(seed)
        network = Network([Layer(cell, made.sizes["units"])], made.sizes["inputs"], made.sizes["outputs"], "linear")
        network.flat[...] = random.uniform(-0.8, 0.8, network.flat.size)
        x = random.normal(size=(1 + seed % 4, 2, network.inputs))
        target = random.normal(size=(*x.shape[:2], network.outputs))
        trainer = Trainer((x, target), network=network, clip_norm=None)
        everything = list(places(trainer))
        for number in random.integers(len(everything), size=3):
            _, name, index = everything[number]
            adds_up(update_story(trainer, name, index, seed % 2), 1e-10)
            told += 1
    assert told > 120


def test_the_initial_states_of_a_window_are_those_carried_over() -> None:
    random = np.random.default_rng(2)
    x, target = random.normal(size=(6, 2, 1)), random.normal(size=(6, 2, 1))
    trainer = Trainer((x, target), "elman", 2, window=3)
    trainer.step()
    story = update_story(trainer, "1.U", (0, 0), sequence=1)
    batch = trainer.rehearse().batch
    initial = story.initial["1.h"]
    assert initial.all()
    h = np.vstack([initial, story.values["1.h"]])
    inside = story.gradients["1.h"] * (1 - h[1:] ** 2)
    np.testing.assert_allclose(story.contributions[:, 1], inside[:, 0] * h[:-1, 0], 1e-10)
    assert np.array_equal(story.x, batch.x[:, 1])


def test_a_softmax_so_sure_that_it_is_wrong_by_all_digits_still_learns() -> None:
    random = np.random.default_rng(2)
    x, wrong = random.normal(size=(3, 2, 2)), np.broadcast_to([0.0, 1.0], (3, 2, 2))
    trainer = Trainer((x, wrong), "elman", 2, loss="categorical", clip_norm=None)
    trainer.network.parameters["readout.b_y"] = [800, -800]
    story = update_story(trainer, "readout.b_y", 1)
    assert story.values["readout.y"][:, 1].tolist() == [0, 0, 0]
    np.testing.assert_allclose(story.contributions, -1 / 6)
    assert story.gradient == pytest.approx(-1)
    adds_up(update_story(trainer, "1.U", (0, 1)))


@pytest.mark.parametrize(("task", "cell"), [("parity", "lstm"), ("slot-filling", "elman"), ("lecture-gates", "gru")])
def test_the_gradient_of_an_answer_is_that_of_its_loss(task: str, cell: str) -> None:
    """Also where the loss enters behind the readout's function, its own gradient is shown."""
    trainer = Trainer(task, cell, units=2, batch=3)
    batch = trainer.rehearse().batch
    story = update_story(trainer, "readout.b_y", 0, sequence=2)
    y, t, count = story.values["readout.y"], story.target, batch.weight.sum()
    by_hand: dict[str, Any] = {
        "squared": lambda: 2 * (y - t) / count,
        "binary": lambda: (y - t) / (y * (1 - y)) / count,
        "categorical": lambda: -t / np.where(y > 0, y, 1) / count,
    }
    wanted = by_hand[trainer.task.loss]() * story.judged[:, np.newaxis]
    np.testing.assert_allclose(story.gradients["readout.y"], wanted, 1e-10, 1e-14)
    assert wanted.any()


# -- what cannot be told


def test_what_there_is_not() -> None:
    trainer = Trainer(batch=2)
    before = trainer.snapshot().to_bytes()
    refused: list[tuple[tuple[Any, ...], str]] = [
        (("1.W_j", (0, 0)), "“1.W_j” is no parameter of this network. Did you mean"),
        (("W_i", (0, 0)), "“W_i” is no parameter of this network"),
        (("1.W_i", (0, 3)), "1.W_i is 1 x 3 and has no element"),
        (("1.b_i", 1), "1.b_i is 1 number and has no element 1: they are 0 to 0"),
        (("1.b_i", 0, 2), "the batch has no sequence 2: they are 0 to 1"),
        (("1.b_i", 0, -1), "the sequence to be shown must be a whole number of at least 0, and is -1"),
        (("1.b_i", 0, True), "the sequence to be shown must be a whole number"),
    ]
    for arguments, message in refused:
        with pytest.raises(UserError, match=message):
            update_story(trainer, *arguments)
    assert trainer.snapshot().to_bytes() == before


def test_a_sequence_that_ended_before_the_window() -> None:
    x = np.ones((4, 2, 1))
    trainer = Trainer(Batch(x, x, np.ones((4, 2)), np.array([4, 1])), "elman", 1, window=2, seed=1)
    trainer.step()
    lengths = trainer.rehearse().batch.lengths
    assert lengths is not None
    gone = int(np.flatnonzero(lengths == 0)[0])
    with pytest.raises(UserError, match=f"sequence {gone} has ended before this window of the batch"):
        update_story(trainer, "1.U", (0, 0), gone)
    story = update_story(trainer, "1.U", (0, 0), 1 - gone)
    assert not story.contributions[:, gone].any()
    adds_up(story)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_an_update_that_cannot_be_made(wrong: float) -> None:
    trainer = Trainer(batch=2)
    trainer.step()
    trainer.network.flat[3] = wrong
    before = trainer.snapshot().to_bytes()
    with pytest.raises(TrainingStopped, match=f"training stopped at update 2: the parameter .* is {wrong}"):
        update_story(trainer, "1.W_i", (0, 1))
    assert trainer.snapshot().to_bytes() == before


def test_it_may_be_sent_to_another_process() -> None:
    story = update_story(Trainer(batch=2), "1.W_i", (0, 1))
    again = pickle.loads(pickle.dumps(story))
    assert again.element == "1.W_i[1, 2]"
    assert (again.move, again.clip, again.loss) == (story.move, story.clip, story.loss)
    assert np.array_equal(again.contributions, story.contributions)
    assert again.moments == story.moments
