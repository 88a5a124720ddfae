"""The optimisers against PyTorch's numbers, plain formulas, the reference vectors, and themselves."""

from __future__ import annotations

import json
import math
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.engine.optimisation.optimiser import BLOCK
from simulator.engine.optimisation.optimisers import OPTIMISERS, NesterovLookahead, make_optimiser
from simulator.errors import UserError

Array = NDArray[Any]

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "reference" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]

STEPS = 20
START = np.array([0.5, -1.0, 2.0, 0.01, -0.3])
STEEPNESS = np.array([1.0, 0.1, 3.0, 0.5, 0.02])

# What PyTorch 2.13.0 (CPU, float64, its defaults beside the settings named) makes of START in STEPS steps with the
# gradients below, at rate 0.05, halved before the 13th step.
TORCH: list[tuple[str, dict[str, float], list[float]]] = [
    ("sgd", {},
     [0.21816895608512435, -0.9233044811796937, 0.14619425894267388, 0.0100707429005696, -0.2944426563734677]),
    ("momentum", {},
     [-0.12267918800378766, -0.5591922320607607, 0.3492831689038244, -0.0017923580852256685, -0.31795812523304184]),
    ("momentum", {"momentum": 0.5},
     [0.09191799508258673, -0.8493579818107645, -0.01918961691657372, 0.004975492406562465, -0.30025274827681664]),
    ("nesterov", {},
     [-0.08313638654764789, -0.5465602455776302, 0.07340592784581428, -0.004187120836176363, -0.31028276580979]),
    ("adagrad", {},
     [0.264338769313193, -0.894518706422664, 1.6780717570509818, 0.021691160691773827, -0.29163218952882014]),
    ("adagrad", {"eps": 0.1},
     [0.2792904166346245, -0.8937460352170468, 1.6808171238178773, 0.018080163086986897, -0.29527458069737433]),
    ("rmsprop", {},
     [-0.04736980074533746, -0.372910020506131, 0.08775033810344936, 0.018953132367815623, -0.2190347112349085]),
    ("rmsprop", {"alpha": 0.8, "eps": 0.1},
     [0.06682400845148462, -0.7849334679894415, 1.1084407580597742, 0.010454165817104006, -0.2813013621927972]),
    ("adam", {},
     [-0.03466584780747273, -0.6896911389892755, 1.220759955027656, 0.023563202075604132, -0.2884289881124275]),
    ("adam", {"beta1": 0.7, "beta2": 0.8, "eps": 0.1},
     [0.05832746819753064, -0.7837882188691325, 1.2298078633512952, 0.01646185307451496, -0.2910793579801698]),
    ("adamw", {},
     [-0.03528411603507273, -0.6834134022094213, 1.2083019745813306, 0.023237677187109975, -0.2862387537517567]),
    ("adamw", {"beta1": 0.7, "beta2": 0.8, "eps": 0.1, "weight_decay": 0.5},
     [0.025450118890428305, -0.5124853328189422, 0.7171611430729214, 0.00741516967550047, -0.19511246252372766]),
]  # fmt: skip


def gradient(parameters: Array, step: int) -> Array:
    return np.asarray(STEEPNESS * parameters + 0.3 * np.cos(step + np.arange(5.0)))


def walk(name: str, dtype: Any = "float64", **settings: float) -> Array:
    """Return the parameters after each step, (STEPS, 5)."""
    optimiser = make_optimiser(name, 5, 0.05, dtype, **settings)
    parameters = START.astype(dtype)
    found = []
    for step in range(STEPS):
        if step == 12:
            optimiser.rate /= 2
        optimiser.step(parameters, gradient(parameters, step).astype(dtype))
        found.append(parameters.copy())
    return np.array(found)


@pytest.mark.parametrize(("name", "settings", "wanted"), TORCH)
def test_pytorch_makes_the_same_of_it(name: str, settings: dict[str, Any], wanted: list[float]) -> None:
    np.testing.assert_allclose(walk(name, **settings)[-1], np.array(wanted), rtol=1e-11, atol=1e-14)
    single = walk(name, "float32", **settings)[-1]
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, np.array(wanted), rtol=3e-5, atol=3e-6)


# -- each definition once more, as its paper has it: one number, t from 1, memory m kept between the calls

Plain = Callable[[float, float, int, float, dict[str, float]], float]
"""(parameter, gradient, t, rate, memory) -> parameter."""


def plain_sgd(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    return w - rate * g


def plain_momentum(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["v"] = 0.9 * m.get("v", 0.0) + g
    return w - rate * m["v"]


def plain_nesterov(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["v"] = 0.9 * m.get("v", 0.0) + g
    return w - rate * (g + 0.9 * m["v"])


def plain_lookahead(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    """``w`` is where the gradient is taken, x + mu v."""
    x = w - 0.9 * m.get("v", 0.0)
    m["v"] = 0.9 * m.get("v", 0.0) - rate * g
    return x + m["v"] + 0.9 * m["v"]


def plain_adagrad(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["s"] = m.get("s", 0.0) + g**2
    return w - rate * g / (math.sqrt(m["s"]) + 1e-10)


def plain_rmsprop_lecture(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["sigma"] = abs(g) if t == 1 else math.sqrt(0.9 * m["sigma"] ** 2 + 0.1 * g**2)
    return w - rate / m["sigma"] * g


def plain_rmsprop_wildml(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["m"] = 0.9 * m.get("m", 0.0) + 0.1 * g**2
    return w - rate * g / math.sqrt(m["m"] + 1e-6)


def plain_rmsprop(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["m"] = 0.99 * m.get("m", 0.0) + 0.01 * g**2
    return w - rate * g / (math.sqrt(m["m"]) + 1e-8)


def plain_adam(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    m["m"] = 0.9 * m.get("m", 0.0) + 0.1 * g
    m["v"] = 0.999 * m.get("v", 0.0) + 0.001 * g**2
    return w - rate * m["m"] / (1 - 0.9**t) / (math.sqrt(m["v"] / (1 - 0.999**t)) + 1e-8)


def plain_adamw(w: float, g: float, t: int, rate: float, m: dict[str, float]) -> float:
    return plain_adam(w - rate * 0.01 * w, g, t, rate, m)


PLAIN: dict[str, Plain] = {
    "sgd": plain_sgd,
    "momentum": plain_momentum,
    "nesterov": plain_nesterov,
    "nesterov-lookahead": plain_lookahead,
    "adagrad": plain_adagrad,
    "rmsprop-lecture": plain_rmsprop_lecture,
    "rmsprop-wildml": plain_rmsprop_wildml,
    "rmsprop": plain_rmsprop,
    "adam": plain_adam,
    "adamw": plain_adamw,
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_is_what_its_formula_says(name: str) -> None:
    found = walk(name)
    parameters = START.copy()
    memories: list[dict[str, float]] = [{} for _ in START]
    for step in range(STEPS):
        g, rate = gradient(parameters, step), 0.05 if step < 12 else 0.025
        for k, memory in enumerate(memories):
            parameters[k] = PLAIN[name](float(parameters[k]), float(g[k]), step + 1, rate, memory)
        np.testing.assert_allclose(found[step], parameters, rtol=1e-11, atol=1e-14)


# -- reference vectors


def test_nag_lists_the_points_looked_at() -> None:
    vector = VECTORS["NAG"]
    optimiser = make_optimiser("nesterov-lookahead", 1, vector["eta"], momentum=vector["mu"])
    assert isinstance(optimiser, NesterovLookahead)
    point = np.array([float(vector["x0"])])
    for row in vector["rows"]:
        np.testing.assert_allclose(point, row["lookahead"], 1e-10)
        optimiser.step(point, point.copy())  # the gradient of x²/2 is x
        np.testing.assert_allclose(optimiser.state()["velocity"], row["v"], 1e-10)
        np.testing.assert_allclose(optimiser.position(point), row["x"], 1e-10)


def test_at_one_rate_nesterov_goes_where_looking_ahead_goes_and_not_when_the_rate_changes() -> None:
    ahead, torch = walk("nesterov-lookahead"), walk("nesterov")
    np.testing.assert_allclose(ahead[:12], torch[:12], rtol=1e-12, atol=1e-14)
    assert np.abs(ahead[12:] - torch[12:]).max(axis=1).min() > 1e-3


def test_the_lectures_rmsprop_at_its_cliff() -> None:
    vector = VECTORS["RMSPROP-LECTURE"]
    optimiser = make_optimiser("rmsprop-lecture", 1, vector["eta"], alpha=vector["alpha"])
    w = np.array([float(vector["w0"])])
    for row in vector["rows"]:
        before = w.copy()
        optimiser.step(w, np.array([float(row["g"])]))
        np.testing.assert_allclose(optimiser.state()["sigma"], row["sigma"], 1e-10)
        np.testing.assert_allclose(before - w, row["step"], 1e-10)
        np.testing.assert_allclose(w, row["w"], 1e-10)


def test_one_spike_moves_the_lectures_rmsprop_by_no_more_than_the_vector_says() -> None:
    vector = VECTORS["RMSPROP-LECTURE"]
    optimiser = make_optimiser("rmsprop-lecture", 1, vector["eta"], alpha=vector["alpha"])
    w = np.zeros(1)
    optimiser.step(w, np.array([1e-9]))
    w[:] = 0
    optimiser.step(w, np.array([1e200]))
    np.testing.assert_allclose(-w, vector["max_step_value"], 1e-10)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_where_sigma_is_zero_nothing_moves_and_tiny_gradients_are_not_taken_for_zero(dtype: Any) -> None:
    optimiser = make_optimiser("rmsprop-lecture", 2, 0.01, dtype)
    w = np.zeros(2, dtype)
    for _ in range(3):
        optimiser.step(w, np.array([0, 1e-30 if dtype == "float32" else 1e-250], dtype))
    np.testing.assert_allclose(w, [0, -0.03], rtol=1e-6)


# -- what all share


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_it_goes_on_from_a_state_bit_for_bit(name: str, dtype: Any) -> None:
    random = np.random.default_rng(0)
    gradients = random.normal(size=(8, 40)).astype(dtype)
    first, second = make_optimiser(name, 40, 0.3, dtype), make_optimiser(name, 40, dtype=dtype)
    parameters = random.normal(size=40).astype(dtype)
    first.rate = 0.1
    for g in gradients[:4]:
        first.step(parameters, g)
    state, copy = first.state(), parameters.copy()
    for g in gradients[4:]:
        first.step(parameters, g)
    second.restore(state)
    for g in gradients[4:]:
        second.step(copy, g)
    assert copy.tobytes() == parameters.tobytes()
    assert second.state().keys() == first.state().keys()
    for key, value in first.state().items():
        assert np.asarray(second.state()[key]).tobytes() == np.asarray(value).tobytes()
    assert state["updates"] == 4


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_long_vector_moves_as_its_parts_would(name: str) -> None:
    size = BLOCK + 300
    random = np.random.default_rng(0)
    start, gradients = random.normal(size=size), random.normal(size=(2, size))
    whole, parts = start.copy(), start.copy()
    optimiser = make_optimiser(name, size, 0.01)
    for g in gradients:
        kept = g.copy()
        optimiser.step(whole, g)
        assert np.array_equal(g, kept)  # the gradient stays as it is
    for part in (slice(0, 7), slice(7, BLOCK + 1), slice(BLOCK + 1, size)):
        piece = parts[part]
        optimiser = make_optimiser(name, len(piece), 0.01)
        for g in gradients:
            optimiser.step(piece, g[part])
    assert whole.tobytes() == parts.tobytes()
    assert (whole != start).all()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_float32_is_computed_in_float32_and_nothing_is_allocated(name: str) -> None:
    size = 3 * BLOCK
    optimiser = make_optimiser(name, size, 0.01, "float32")
    parameters, g = np.ones(size, np.float32), np.full(size, 0.3, np.float32)
    optimiser.step(parameters, g)
    assert all(value.dtype == np.float32 for value in optimiser.state().values() if isinstance(value, np.ndarray))
    tracemalloc.start()
    optimiser.step(parameters, g)
    optimiser.step(parameters, g)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # NumPy casts float64 in pieces of 8192 numbers: those would be 32 kB at least.
    assert most < 4000


def test_a_step_that_overflows_stands_still() -> None:
    optimiser = make_optimiser("adam", 1, 0.1)
    parameters = np.ones(1)
    with np.errstate(over="ignore"):
        optimiser.step(parameters, np.array([1e200]))
    assert parameters.tolist() == [1]


def test_other_arrays_may_come_at_every_step() -> None:
    gradients = np.random.default_rng(0).normal(size=(4, 6))
    one, other = np.zeros(6), np.zeros(6)
    same, changing = make_optimiser("adam", 6), make_optimiser("adam", 6)
    room = np.empty(6)
    for g in gradients:
        room[:] = g
        same.step(one, room)
        other = other.copy()
        changing.step(other, g)
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("wrong", [np.zeros(3), np.zeros((4, 1)), np.zeros(4, np.float32)])
def test_arrays_that_do_not_fit_are_refused(wrong: Array) -> None:
    optimiser = make_optimiser("sgd", 4)
    for parameters, g in ((wrong, np.zeros(4)), (np.zeros(4), wrong)):
        with pytest.raises(ValueError, match="not a vector of 4 of float64"):
            optimiser.step(parameters, g)
    assert optimiser.updates == 0


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("Adamm", {}, "“Adamm” is no optimiser. Did you mean adam?"),
        ("xyz", {}, "“xyz” is no optimiser. There are: sgd, momentum, "),
        ("adam", {"beta": 0.9}, "adam has no setting “beta”. Did you mean beta2?"),
        ("sgd", {"momentum": 0.9}, "sgd has no setting “momentum”. There are: none."),
        ("adam", {"beta1": 1}, "beta1 of adam must be a number from 0 to below 1, and is 1."),
        ("adam", {"eps": 0}, "eps of adam must be a number from 1e-30 to below 10, and is 0."),
        ("adamw", {"weight_decay": math.nan}, "weight_decay of adamw must be a number from 0 to below 10, and is nan."),
        ("momentum", {"momentum": "much"}, "momentum of momentum must be a number"),
        ("rmsprop", {"alpha": True}, "alpha of rmsprop must be a number"),
        ("sgd", {"rate": -1}, "rate of sgd must be a number from 0 to below 1e+06, and is -1."),
        ("sgd", {"rate": math.inf}, "rate of sgd must be a number"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(name: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as error:
        make_optimiser(name, 3, **given)
    assert sentence in str(error.value)


def test_a_rate_that_does_not_fit_leaves_the_old_one() -> None:
    optimiser = make_optimiser("adam", 3, 0.1)
    with pytest.raises(UserError, match="rate of adam"):
        optimiser.rate = math.nan
    assert optimiser.rate == 0.1


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (make_optimiser("sgd", 3).state(), "this state is not one of adam: it holds updates, rate."),
        (make_optimiser("adam", 4).state(), "gradients of this state is 4 numbers of float64, and must be 3 of float"),
        (make_optimiser("adam", 3, dtype="float32").state(), "must be 3 of float64"),
        ({**make_optimiser("adam", 3).state(), "rate": -1}, "rate of adam"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(state: dict[str, Any], sentence: str) -> None:
    optimiser = make_optimiser("adam", 3, 0.1)
    optimiser.step(np.zeros(3), np.ones(3))
    before = optimiser.state()
    with pytest.raises(UserError) as error:
        optimiser.restore(state)
    assert sentence in str(error.value)
    for key, value in optimiser.state().items():
        assert np.array_equal(value, before[key])


def test_the_table_says_what_a_form_needs() -> None:
    assert list(OPTIMISERS) == list(PLAIN)
    for name, row in OPTIMISERS.items():
        assert row.name == name
        assert row.title
        assert row.source
        assert row.text.endswith(".")
        assert make_optimiser(name, 1).rate == row.usual_rate
        for setting in row.settings:
            assert setting.low <= setting.default < setting.high
            assert setting.text.endswith(".")
            lowest: dict[str, Any] = {setting.name: setting.low}
            assert make_optimiser(name, 1, **lowest).values == {**make_optimiser(name, 1).values, **lowest}
            beyond: dict[str, Any] = {setting.name: setting.high}
            with pytest.raises(UserError, match=setting.name):
                make_optimiser(name, 1, **beyond)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_what_is_gathered_has_the_symbols_of_the_formula(name: str) -> None:
    """After one gradient g, from zero: every mean is its share of g or g², every sum g or g² itself."""
    optimiser = make_optimiser(name, len(START))
    assert all(not vector.any() for vector in optimiser.gathered().values())
    g = gradient(START, 0)
    optimiser.step(START.copy(), g)
    rate = optimiser.rate
    first: dict[str, dict[str, Array]] = {
        "momentum": {"v": g},
        "nesterov": {"v": g},
        "nesterov-lookahead": {"v": -rate * g},
        "adagrad": {"s": g * g},
        "rmsprop-lecture": {"σ": np.abs(g)},
        "rmsprop-wildml": {"m": 0.1 * g * g},
        "rmsprop": {"m": 0.01 * g * g},
        "adam": {"m": 0.1 * g, "v": 0.001 * g * g, "m̂": g, "v̂": g * g},
    }
    wanted = first.get(name.replace("adamw", "adam"), {})
    found = optimiser.gathered()
    assert set(found) == set(wanted)
    for symbol, vector in wanted.items():
        assert found[symbol] == pytest.approx(vector, rel=1e-12), symbol
        found[symbol][...] = 7  # a copy
    assert all(7 not in vector for vector in optimiser.gathered().values())
    docstring = next(kind.__doc__ or "" for kind in type(optimiser).__mro__ if kind.__doc__ and "←" in kind.__doc__)
    assert all(symbol in docstring for symbol in wanted) or name == "adamw"
