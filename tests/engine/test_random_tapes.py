"""Tapes of random cells: every way to use one gives the gradients that the whole sequence has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.engine import gradients as blocks
from simulator.engine.tape import Tape
from simulator.language import FUNCTIONS
from tests.oracles.random_cases import Case, cases

PARTS = range(4)
STRIDE = 20

Array = np.ndarray[Any, Any]


def close(found: Array, wanted: Array, case: Case, what: str = "") -> None:
    """Compare relative to the largest number: a tape computes sums and sigmoids in its own way."""
    wanted = np.asarray(wanted)
    scale = float(np.abs(wanted).max(initial=0))
    np.testing.assert_allclose(found, wanted, 1e-9, 1e-9 * scale + 1e-12, err_msg=f"{what}\n{case}")


def flat(case: Case, parameters: dict[str, Array]) -> Array:
    return np.concatenate([np.zeros(0), *(parameters[name].ravel() for name in case.model.parameters)])


def filled(case: Case, **options: Any) -> Tape:
    """Return a tape that has what a case starts from."""
    tape = Tape(case.model, *case.x.shape[:2], **options)
    tape.x[...] = case.x.transpose(0, 2, 1)
    for name, value in case.initial.items():
        tape.initial[name][...] = value.T
    return tape


def run(tape: Tape, output_gradient: Array) -> None:
    tape.forward()
    tape.output_gradient[...] = output_gradient.transpose(0, 2, 1)
    tape.backward()


@pytest.fixture(params=["as measured", "tiny"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides between ways for small and for large cells, also so that the large ways serve small cells."""
    if request.param == "tiny":
        home = "simulator.engine.tape"
        tiny = {"loops.BLOCK": 40, "loops.SMALL": 40, "rows.SMALL": 4, "rows.CACHE": 6, "weights.SMALL": 0}
        for place, value in tiny.items():
            monkeypatch.setattr(f"{home}.{place}", value)


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize("part", PARTS)
def test_a_bare_tape_used_again_and_again(part: int) -> None:
    """Nothing kept but what training needs; neither numbers of before nor of other parameters stay in it."""
    for case in cases(part, STRIDE):
        wanted = case.model.gradients(case.x, case.weight, case.initial)
        trace = case.model.run(case.x, case.initial)
        tape = filled(case)
        own = case.model.parameters.flat.copy()
        case.model.parameters.flat[...] *= -0.5
        tape.x[...] *= 2
        run(tape, -3 * case.weight)
        case.model.parameters.flat[...] = own
        tape.x[...] = case.x.transpose(0, 2, 1)
        for _ in range(2):
            run(tape, case.weight)
            close(tape.output.transpose(0, 2, 1), trace[case.model.cell.output], case, "output")
            close(tape.gradient, flat(case, wanted.parameters), case, "gradient")
            for name in case.initial:
                close(tape.final[name].T, trace.final[name], case, f"final {name}")
                close(tape.initial_gradient[name].T, wanted.initial[name], case, f"initial {name}")


@pytest.mark.parametrize("part", PARTS)
def test_blocks_of_a_sequence_give_the_gradients_of_the_whole(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for case in cases(part, STRIDE):
        monkeypatch.setattr(blocks, "BLOCK", 512)
        wanted = case.model.gradients(case.x, case.weight, case.initial)
        monkeypatch.setattr(blocks, "BLOCK", 2)
        found = case.model.gradients(case.x, case.weight, case.initial)
        close(flat(case, found.parameters), flat(case, wanted.parameters), case)
        close(found.x, wanted.x, case, "x")
        for name in wanted.initial:
            close(found.initial[name], wanted.initial[name], case, f"initial {name}")
        for name in wanted.signals:
            close(found.signals[name], wanted.signals[name], case, name)


@pytest.mark.parametrize("part", PARTS)
def test_padding_changes_nothing(part: int) -> None:
    """A batch of sequences of unequal length, masked: the sum of the gradients of each alone."""
    for case in cases(part, STRIDE):
        steps, batch = case.x.shape[:2]
        lengths = case.random.integers(1, steps + 1, batch)
        tape = filled(case, masked=True, input_gradient=True)
        tape.active[...] = np.arange(steps)[:, None, None] < lengths
        inside = (np.arange(steps)[:, None] < lengths)[..., None]
        tape.x[...] = np.where(inside, case.x, 9.0).transpose(0, 2, 1)  # what stands in the padding does not matter
        run(tape, np.where(inside, case.weight, 0.0))
        total = np.zeros_like(tape.gradient)
        for k, length in enumerate(lengths):
            start = {name: value[k] for name, value in case.initial.items()}
            alone = case.model.gradients(case.x[:length, k], case.weight[:length, k], start)
            trace = case.model.run(case.x[:length, k], start)
            total += flat(case, alone.parameters)
            close(tape.output[:length, :, k], trace[case.model.cell.output], case, "output")
            close(tape.x_gradient[:length, :, k], alone.x, case, "x")
            assert not tape.x_gradient[length:, :, k].any(), f"padding\n{case}"
            for name in case.initial:
                close(tape.final[name][:, k], trace.final[name], case, f"final {name}")
                close(tape.initial_gradient[name][:, k], alone.initial[name], case, f"initial {name}")
        close(tape.gradient, total, case, "gradient")


@pytest.mark.parametrize("part", PARTS)
def test_a_gradient_at_the_argument_of_the_output(part: int) -> None:
    """The output's own function is left to whoever knows its derivative; all else is as ever."""
    seen = set()
    for case in cases(part, STRIDE):
        graph = case.model.cell.graph
        output = graph.nodes[graph.signals[case.model.cell.output]]
        row = FUNCTIONS.get(output.op)
        if row is None or row.slope_of == "operand":
            continue
        seen.add(row.name)
        wanted = case.model.gradients(case.x, case.weight, case.initial)
        result = case.model.run(case.x, case.initial)[case.model.cell.output].transpose(0, 2, 1)
        direct = case.weight.transpose(0, 2, 1)
        at_argument = np.empty_like(result)
        if row.backward is not None:
            row.backward(result, direct, at_argument)
        elif row.slope is not None:
            row.slope(result, at_argument)
            at_argument *= direct
        tape = filled(case, at_argument=True, input_gradient=True)
        run(tape, at_argument.transpose(0, 2, 1))
        close(tape.gradient, flat(case, wanted.parameters), case, "gradient")
        close(tape.x_gradient.transpose(0, 2, 1), wanted.x, case, "x")
    assert {"tanh", "sigmoid"} <= seen
