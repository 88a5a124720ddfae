"""The gradients of random cells of the whole grammar against differences of plain runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from simulator import Model, parse_cell
from simulator.engine.gradcheck import check_gradients
from tests.oracles.random_cases import MARGIN, Case, cases

Array = np.ndarray[Any, Any]


def assert_slope(found: float, difference: Any, size: float, message: str) -> None:
    """Compare a slope with ``difference(step)``, central quotients: one step of several must confirm it.

    ``size`` is that of the loss, whose rounding limits what a quotient can tell.
    """
    seen = []
    for step in (1e-5, 1e-6, 1e-4, 1e-7):
        seen.append(difference(step))
        if abs(found - seen[-1]) <= 1e-6 * max(abs(found), abs(seen[-1])) + 1e-15 * (1 + size) / step:
            return
    raise AssertionError(f"{found!r} against {seen}\n{message}")


def slope_along(case: Case, gradients: Any, direction: Mapping[str, Array]) -> float:
    total = sum((gradients.parameters[name] * direction[name]).sum() for name in case.model.parameters)
    total += (gradients.x * direction["x"]).sum()
    return float(total + sum((gradients.initial[name] * direction[f"{name}[0]"]).sum() for name in case.initial))


def directions(case: Case, count: int) -> Iterator[dict[str, Array]]:
    """Yield directions through parameters, inputs and initial states together, of length 1."""
    shapes = {name: array.shape for name, array in case.model.parameters.items()}
    shapes |= {"x": case.x.shape} | {f"{name}[0]": value.shape for name, value in case.initial.items()}
    for _ in range(count):
        drawn = {name: case.random.normal(size=shape) for name, shape in shapes.items()}
        length = np.sqrt(sum((value**2).sum() for value in drawn.values()))
        yield {name: value / length for name, value in drawn.items()}


def difference_along(case: Case, direction: Mapping[str, Array], step: float) -> float:
    own, x, initial = case.model.parameters.flat.copy(), case.x, case.initial
    losses = []
    for sign in (step, -step):
        for name, array in case.model.parameters.items():
            array += sign * direction[name]
        case.x = x + sign * direction["x"]
        case.initial = {name: value + sign * direction[f"{name}[0]"] for name, value in initial.items()}
        losses.append(case.loss())
        case.model.parameters.flat[...] = own
    case.x, case.initial = x, initial
    return float((losses[0] - losses[1]).sum() / (2 * step))


# -- the tests


@pytest.mark.parametrize("part", range(10))
def test_random_cells_along_random_directions(part: int) -> None:
    checked = 0
    for each in cases(part, 10):
        direct = each.weight
        whole = each.model.gradients(each.x, direct, each.initial)
        bare = each.model.gradients(each.x, direct, each.initial, signals=[])
        size = float(np.linalg.norm(each.loss()))
        for direction in directions(each, 3):
            slopes = [slope_along(each, found, direction) for found in (whole, bare)]
            for slope in slopes:
                assert_slope(slope, partial(difference_along, each, direction), size, str(each))
        for name, gradient in whole.parameters.items():
            scale = float(np.abs(gradient).max())
            np.testing.assert_allclose(bare.parameters[name], gradient, 1e-10, 1e-11 * scale, err_msg=str(each))
        checked += 1
    assert checked >= 50


@pytest.mark.parametrize("part", range(5))
def test_random_cells_number_by_number(part: int) -> None:
    for each in cases(part, 20):
        if each.model.parameters.flat.size > 150:
            continue
        steps, batch = each.x.shape[:2]
        found = check_gradients(each.model, steps=steps, batch=batch, seed=each.seed)
        assert found.passed or found.kink < MARGIN, f"{found.wrong}\n{each}"


def extended(case: Case) -> Model:
    """Return the model with a parameter q0, q1, … (zero) added to every signal."""
    lines = []
    for number, line in enumerate(case.text.splitlines()):
        name, text = line.split(" = ")
        lines.append(f"{name} = ({text}) + q{number}")
    cell = parse_cell("\n".join(lines), output=case.model.cell.output)
    sizes = case.model.signal_sizes
    zeros = {f"q{number}": np.zeros(sizes[name]) for number, name in enumerate(case.model.cell.signals)}
    wide: dict[str, Any] = dict(case.model.sizes)
    return Model(cell, **wide, parameters={**case.model.parameters, **zeros})


def disturbed(case: Case, model: Model, name: str, change: Array, step: int) -> Array:
    """Return the weighted outputs if a parameter that is 0 elsewhere is ``change`` at one step (from 0)."""
    state: Mapping[str, Array] = case.initial
    outputs = []
    for start, stop in ((0, step), (step, step + 1), (step + 1, len(case.x))):
        if start < stop:
            model.parameters[name] = change if start == step else 0 * change
            trace = model.run(case.x[start:stop], state)
            state = trace.final
            outputs.append(trace[case.model.cell.output])
    model.parameters[name] = 0 * change
    return np.asarray(case.weight * np.concatenate(outputs))


def difference_at(case: Case, model: Model, name: str, to: Array, place: int, step: float) -> float:
    up, down = (disturbed(case, model, name, sign * to, place) for sign in (step, -step))
    return float((up - down).sum() / (2 * step))


@pytest.mark.parametrize("part", range(5))
def test_gradients_of_signals_of_random_cells(part: int) -> None:
    """A signal's gradient at a step is what the loss gains if the signal is a little larger there, and only there."""
    for each in cases(part, 20):
        model = extended(each)
        found = each.model.gradients(each.x, each.weight, each.initial).signals
        size = float(np.linalg.norm(each.loss()))
        for number, (name, length) in enumerate(each.model.signal_sizes.items()):
            place = int(each.random.integers(len(each.x)))
            to = each.random.normal(size=length)
            slope = float((found[name][place].sum(axis=0) * to).sum())
            difference = partial(difference_at, each, model, f"q{number}", to, place)
            assert_slope(slope, difference, size, f"{name} at step {place + 1} of {each}")


@pytest.mark.parametrize("part", range(2, 4))
def test_random_cells_in_single_precision(part: int) -> None:
    for each in cases(part, 10):
        wanted = each.model.gradients(each.x, each.weight, each.initial)
        model = Model(each.model.cell, **each.model.sizes, parameters=each.model.parameters, dtype="float32")
        found = model.gradients(each.x, each.weight, each.initial)
        for name, gradient in {**wanted.parameters, "x": wanted.x}.items():
            single = found.x if name == "x" else found.parameters[name]
            assert single.dtype == np.float32
            assert np.linalg.norm(single - gradient) <= 1e-3 * (1e-2 + np.linalg.norm(gradient)), f"{name}\n{each}"


def test_a_wrong_gradient_would_be_noticed() -> None:
    """The comparison is no formality: one parameter's gradient off by a thousandth shows."""
    caught = 0
    for each in cases(0, 20):
        found = each.model.gradients(each.x, each.weight, each.initial)
        largest = max(found.parameters.values(), key=lambda one: float(np.abs(one).max()), default=np.zeros(1))
        if largest.any():
            largest *= 1.001
            direction = next(directions(each, 1))
            slope, size = slope_along(each, found, direction), float(np.linalg.norm(each.loss()))
            with pytest.raises(AssertionError, match="against"):
                assert_slope(slope, partial(difference_along, each, direction), size, str(each))
            caught += 1
    assert caught > 15
