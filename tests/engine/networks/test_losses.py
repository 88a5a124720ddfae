"""Each loss against its definition, written out place by place, and its gradients against differences."""

from __future__ import annotations

import json
import math
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import UserError
from simulator.engine.memory import Array
from simulator.engine.networks.losses import LOSSES

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "reference" / "vectors.json").read_text(encoding="utf-8"))
STEPS, SIZE, BATCH = 4, 3, 5


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


def softmax(a: Array) -> Array:
    powers = np.exp(a - a.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


READOUTS: dict[str, Callable[[Array], Array]] = {"linear": lambda a: a, "sigmoid": sigmoid, "softmax": softmax}


def drawn(name: str, soft: bool = False) -> tuple[Array, Array, Array]:
    """Return arguments of the readout function, targets and weights, some of them 0."""
    random = np.random.default_rng(3)
    a = random.normal(size=(STEPS, SIZE, BATCH))
    target = random.uniform(size=a.shape)
    if name == "categorical":
        target = target / target.sum(axis=1, keepdims=True)
        if not soft:
            target = (target == target.max(axis=1, keepdims=True)) * 1.0
    elif name == "binary" and not soft:
        target = target.round()
    weight = random.integers(0, 3, (STEPS, 1, BATCH)) * 1.0
    weight[0, 0, 0], weight[-1, 0, -1] = 0, 2
    return a, target, weight


def by_definition(name: str, y: Array, target: Array, weight: Array) -> float:
    total = places = 0.0
    for step, unit, sequence in np.ndindex(y.shape):
        p, t, w = (float(array[step, unit, sequence]) for array in (y, target, np.broadcast_to(weight, y.shape)))
        total += w * {
            "squared": lambda p=p, t=t: (p - t) ** 2,
            "binary": lambda p=p, t=t: -t * math.log(p) - (1 - t) * math.log(1 - p),
            "categorical": lambda p=p, t=t: -t * math.log(p),
        }[name]()
        places += w if name != "categorical" or unit == 0 else 0
    return total / places


def differences(value: Callable[[Array], float], at: Array) -> Array:
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        moved = [at.copy(), at.copy()]
        for sign, array in zip((1, -1), moved, strict=True):
            array[place] += sign * 1e-5
        found[place] = (value(moved[0]) - value(moved[1])) / 2e-5
    return found


def test_every_loss_is_here() -> None:
    assert {name: loss.readout for name, loss in LOSSES.items()} == {
        "squared": "linear",
        "binary": "sigmoid",
        "categorical": "softmax",
    }


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_value_and_gradients(name: str, soft: bool) -> None:
    loss = LOSSES[name]
    a, target, weight = drawn(name, soft)
    function = READOUTS[loss.readout]
    y = function(a)
    assert loss.value(y, target, weight) == pytest.approx(by_definition(name, y, target, weight), rel=1e-13)
    of_y, of_a = np.empty_like(y), np.empty_like(y)
    loss.gradient(y, target, weight, of_y)
    loss.gradient(y, target, weight, of_a, at_argument=True)
    assert np.allclose(of_y, differences(lambda p: by_definition(name, p, target, weight), y), rtol=1e-7, atol=1e-10)
    wanted = differences(lambda b: by_definition(name, function(b), target, weight), a)
    assert np.allclose(of_a, wanted, rtol=1e-7, atol=1e-10)
    assert not of_y[np.broadcast_to(weight == 0, y.shape)].any()


@pytest.mark.parametrize("name", ["binary", "categorical"])
def test_a_gradient_at_the_argument_is_the_plain_difference(name: str) -> None:
    a, target, weight = drawn(name)
    loss = LOSSES[name]
    y = READOUTS[loss.readout](a * 50)
    out = np.empty_like(y)
    loss.gradient(y, target, weight, out, at_argument=True)
    places = weight.sum() * (SIZE if name == "binary" else 1)
    assert np.allclose(out, (y - target) * weight / places, rtol=1e-15, atol=0)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("at_argument", [False, True])
@pytest.mark.parametrize("name", ["binary", "categorical"])
def test_nothing_is_infinite_where_y_is_0_or_1(name: str, at_argument: bool, dtype: Any) -> None:
    y = np.array([0, 1, 0, 1], dtype).reshape(2, 2, 1)
    target = np.array([0, 1, 1, 0], dtype).reshape(2, 2, 1)  # right, then as wrong as can be
    weight, out = np.ones((2, 1, 1), dtype), np.empty_like(y)
    worst = -math.log(np.finfo(dtype).tiny)
    assert LOSSES[name].value(y, target, weight) == pytest.approx(worst / 2, rel=1e-6)
    LOSSES[name].gradient(y, target, weight, out, at_argument)
    assert np.isfinite(out).all()
    assert out[0].tolist() == [[0], [0]] if at_argument else (out[0] <= 0).any()
    assert (np.sign(out[1]) == [[-1], [1]]).all() if name == "binary" or at_argument else out[1, 0] < 0


@pytest.mark.parametrize("at_argument", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_float32_stays_float32(name: str, at_argument: bool) -> None:
    a, target, weight = drawn(name)
    y = READOUTS[LOSSES[name].readout](a)
    loss = LOSSES[name]
    outs: list[Array] = [np.empty(y.shape, np.float32), np.empty(y.shape)]
    values = []
    for out in outs:
        measure = loss.measure((STEPS, SIZE, BATCH), out.dtype, at_argument)
        measure.aim(target, weight)
        values.append(measure(y.astype(out.dtype), out))
        kept = [value.dtype for value in vars(measure).values() if isinstance(value, np.ndarray)]
        assert set(kept) == {out.dtype}
    assert values[0] == pytest.approx(values[1], rel=1e-6)
    assert values[0] != values[1]
    assert np.allclose(outs[0], outs[1], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("at_argument", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_measuring_allocates_nothing(name: str, at_argument: bool) -> None:
    y = np.full((50, 16, 128), 0.25)
    measure, out = LOSSES[name].measure((50, 16, 128), y.dtype, at_argument), np.empty_like(y)
    measure.aim(y, np.ones((50, 1, 128)))
    measure(y, out)
    tracemalloc.start()
    try:
        measure.aim(y, measure.target[:, :1])
        measure(y, out)
        assert tracemalloc.get_traced_memory()[1] < y.nbytes / 8  # NumPy itself takes 64 kB to repeat the weights
    finally:
        tracemalloc.stop()


def test_slot_ce() -> None:
    vector = VECTORS["vectors"]["SLOT-CE"]
    y = np.array(vector["y"])[:, :, np.newaxis]
    target = np.eye(3)[vector["target"]][:, :, np.newaxis]
    loss, everywhere = LOSSES["categorical"], np.ones((3, 1, 1))
    assert 3 * loss.value(y, target, everywhere) == pytest.approx(vector["total"], abs=1e-10)
    for step, wanted in enumerate(vector["per_step"]):
        only = np.zeros((3, 1, 1))
        only[step] = 1
        assert loss.value(y, target, only) == pytest.approx(wanted, abs=1e-10)


def test_a_loss_needs_a_target_somewhere() -> None:
    y = np.ones((2, 1, 1))
    with pytest.raises(UserError, match="no step has a target"):
        LOSSES["squared"].value(y, y, np.zeros((2, 1, 1)))


def test_what_overflows_is_infinite_and_no_warning() -> None:
    y = np.full((2, 1, 1), 1e200)
    assert LOSSES["squared"].value(y, -y, np.ones((2, 1, 1))) == np.inf


@pytest.mark.parametrize("name", LOSSES)
def test_what_each_answer_adds_is_the_loss_of_it_alone(name: str) -> None:
    a, target, weight = drawn(name)
    y = READOUTS[LOSSES[name].readout](a)
    measure = LOSSES[name].measure((STEPS, SIZE, BATCH), y.dtype)
    measure.aim(target, weight)
    terms = measure.terms(y)
    assert terms.shape == (STEPS, BATCH)
    for step, sequence in np.ndindex(terms.shape):
        alone = np.zeros_like(weight)
        alone[step, 0, sequence] = weight[step, 0, sequence]
        share = alone.sum() / weight.sum()
        wanted = share * by_definition(name, y, target, alone) if share else 0.0
        assert terms[step, sequence] == pytest.approx(wanted, rel=1e-12)
    assert terms.sum() == pytest.approx(measure(y, np.empty_like(y)), rel=1e-12)
    with np.errstate(all="raise"):
        assert np.isfinite(measure.terms(np.zeros_like(y)) if name != "squared" else terms).all()
