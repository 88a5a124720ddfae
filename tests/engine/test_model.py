"""What a model accepts, refuses and returns."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, load_cell, parse_cell
from simulator.engine.plan import make_plan

LSTM = load_cell("lstm")
X = np.random.default_rng(1).normal(size=(30, 3))


def test_parameters_come_from_the_seed_in_the_order_of_the_equations() -> None:
    model = Model(LSTM, inputs=3, units=4, seed=5)
    random = np.random.default_rng(5)
    for name, shape in LSTM.parameter_shapes(3, 4).items():
        assert model.parameters[name].tolist() == random.uniform(-0.5, 0.5, shape).tolist()
    assert tuple(model.parameters) == LSTM.parameters
    assert len(model.parameters) == 12


def test_a_cell_may_start_its_parameters_otherwise_and_still_draws_in_order() -> None:
    model = Model(load_cell("irnn"), inputs=2, units=3, seed=1)
    assert model.parameters["U"].tolist() == np.eye(3).tolist()
    assert model.parameters["b"].tolist() == [0, 0, 0]
    bound = 1 / np.sqrt(3)
    assert model.parameters["W"].tolist() == np.random.default_rng(1).uniform(-bound, bound, (3, 2)).tolist()


def test_assigning_a_parameter_copies_it_in() -> None:
    model = Model(LSTM, inputs=3, units=2)
    view, given = model.parameters["b_i"], np.array([1.0, 2.0])
    model.parameters["b_i"] = given
    given[0] = 7
    assert view.tolist() == [1, 2]
    before = model.run(X)
    model.parameters.update({"b_i": [9, 9]})
    after = model.run(X)
    assert not np.array_equal(before["i"], after["i"])
    assert before.parameters["b_i"].tolist() == [1, 2]
    assert np.shares_memory(model.parameters.flat, model.parameters["U_g"])
    assert "'b_i': array([9., 9.])" in repr(model.parameters)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("b_i", [1, 2, 3], "the parameter b_i must be 2 numbers, and is 3 numbers"),
        ("W_i", [[1, 2]], "the parameter W_i must be 2 x 3, and is 1 x 2"),
        ("w_i", [1], "“w_i” is no parameter of this cell. Did you mean W_i?"),
        ("b_i", ["a", "b"], "the parameter b_i must hold numbers"),
        ("b_i", [1, [2]], "the parameter b_i must hold numbers"),
        ("b_i", [1, np.nan], "the parameter b_i holds nan at place 2"),
        ("W_i", [[1, 2, 3], [4, np.inf, 6]], "the parameter W_i holds inf at place 2, 2"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(name: str, value: Any, sentence: str) -> None:
    model = Model(LSTM, inputs=3, units=2)
    before = model.parameters.flat.copy()
    with pytest.raises(UserError) as error:
        model.parameters[name] = value
    assert sentence in str(error.value)
    given = {**model.parameters, name: value}
    with pytest.raises(UserError) as error:
        Model(LSTM, inputs=3, units=2, parameters=given)
    assert sentence in str(error.value)
    assert model.parameters.flat.tolist() == before.tolist()


def test_a_missing_parameter_is_named() -> None:
    given = dict(Model(LSTM, inputs=3, units=2).parameters)
    del given["U_f"]
    with pytest.raises(UserError, match="the parameter U_f is missing"):
        Model(LSTM, inputs=3, units=2, parameters=given)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"inputs": 0}, "inputs must be a whole number of at least 1, and is 0"),
        ({"units": -1}, "units must be a whole number of at least 1, and is -1"),
        ({"outputs": 1.5}, "outputs must be a whole number of at least 1, and is 1.5"),
        ({"units": True}, "units must be a whole number"),
        ({"seed": -1}, "seed must be a whole number of at least 0, and is -1"),
        ({"seed": 0.5}, "seed must be a whole number of at least 0, and is 0.5"),
        ({"dtype": "int8"}, "dtype must be float64 or float32, and is int8"),
        ({"units": 10**12}, "need too much memory"),
    ],
)
def test_wrong_sizes_are_refused(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        Model(LSTM, **{"inputs": 3, "units": 2, **changed})


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        ([], "the sequence is empty"),
        (np.zeros((0, 3)), "the sequence is empty"),
        ([[1, 2]], "each step must have 3 inputs, and has 2"),
        ([1, 2, 3], "must be steps x inputs"),
        ([[1, 2, 3], [1, np.nan, 3]], "step 2, x2 is nan"),
        ([[1, 2, 3], [1, 2, -np.inf]], "step 2, x3 is -inf"),
        ([["a", "b", "c"]], "the sequence must be rows of 3 numbers"),
        ([[1, 2, 3], [1, 2]], "the sequence must be rows of 3 numbers"),
        ("3,1,0", "the sequence must be rows of 3 numbers"),
        ([[1j, 0, 0]], "the sequence must be rows of 3 numbers"),
    ],
)
def test_a_sequence_that_does_not_fit_is_refused(x: Any, sentence: str) -> None:
    model = Model(LSTM, inputs=3, units=2)
    for attempt in (lambda: model.run(x), lambda: list(model.stream(x))):
        with pytest.raises(UserError) as error:
            attempt()
        assert sentence in str(error.value)


def test_too_large_for_single_precision_is_not_finite() -> None:
    with pytest.raises(UserError, match="step 1, x1 is inf"):
        Model(LSTM, inputs=3, units=2, dtype="float32").run([[1e300, 0, 0]])


@pytest.mark.parametrize(
    ("initial", "sentence"),
    [
        ({"i": [0, 0]}, "“i” is no state of this cell"),
        ({"c": [1]}, "the initial c must be 2 numbers, and is 1 number"),
        ({"c": ["a", "b"]}, "the initial c must hold numbers"),
        ({"c": [np.inf, 0]}, "the initial c holds inf"),
    ],
)
def test_an_initial_state_that_does_not_fit_is_refused(initial: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as error:
        Model(LSTM, inputs=3, units=2).run(X, initial)
    assert sentence in str(error.value)


def test_shapes_of_a_sequence_and_of_a_batch() -> None:
    model = Model(LSTM, inputs=3, units=2)
    alone, together = model.run(X), model.run(np.stack([X, X + 1], axis=1), {"c": [1, 2]})
    assert alone["i"].shape == (30, 2)
    assert together["i"].shape == (30, 2, 2)
    assert alone.batch is None
    assert together.batch == 2
    assert alone.final["c"].tolist() == alone["c"][-1].tolist()
    assert together.final["c"].tolist() == together["c"][-1].tolist()
    assert together.initial["c"].tolist() == [[1, 2], [1, 2]]
    assert together.initial["h"].tolist() == [[0, 0], [0, 0]]
    first = model.run(X, {"c": [1, 2]})
    np.testing.assert_allclose(together["h"][:, 0], first["h"], 1e-13, 1e-13)


def test_arrays_of_a_trace_cannot_be_written_to() -> None:
    trace = Model(LSTM, inputs=3, units=2).run(X)
    for array in (trace["x"], trace["i"], trace.initial["c"], trace.final["c"], trace.parameters["b_i"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert X.flags.writeable


def test_a_trace_keeps_its_numbers_when_the_sequence_or_the_model_changes() -> None:
    x = X.copy()
    model = Model(LSTM, inputs=3, units=2)
    trace = model.run(x)
    inputs, value = trace.x.copy(), trace["h"].copy()
    x[:] = 0
    model.run(x)
    assert np.array_equal(trace.x, inputs)
    assert np.array_equal(trace["h"], value)


def test_a_trace_shares_no_numbers_with_a_view_that_only_seems_fixed() -> None:
    x = X.copy()
    view = x[:]
    view.flags.writeable = False
    trace = Model(LSTM, inputs=3, units=2).run(view)
    x[:] = 99
    assert np.array_equal(trace.x, X)


def test_only_wanted_signals_are_kept_in_the_order_of_the_equations() -> None:
    model = Model(LSTM, inputs=3, units=2)
    trace = model.run(X, signals=["h", "i"])
    assert trace.signals == ("i", "h")
    assert set(trace.final) == {"c", "h"}
    assert "o" not in trace
    with pytest.raises(KeyError, match="'o' is not in this trace"):
        trace["o"]
    with pytest.raises(UserError, match=r"“hh” is no signal of this cell\. Did you mean h\?"):
        model.run(X, signals=["hh"])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "lecture-lstm", "wildml", "lstm-peephole"])
def test_a_stream_equals_the_run_bit_for_bit(cell: str, dtype: Any) -> None:
    model = Model(load_cell(cell), inputs=3, units=5, outputs=2, dtype=dtype)
    x = np.random.default_rng(2).normal(size=(5000, 3)) * 3
    whole = model.run(x)
    for chunk in (1000, 777, 4096):
        pieces = list(model.stream(x, chunk=chunk))
        assert [piece.first for piece in pieces] == list(range(1, 5001, chunk))
        for name in ("x", *whole.signals):
            assert np.concatenate([piece[name] for piece in pieces]).tobytes() == whole[name].tobytes()
        for name, value in whole.final.items():
            assert pieces[-1].final[name].tobytes() == value.tobytes()


def test_a_stream_of_blocks_names_the_step_of_the_whole_sequence() -> None:
    model = Model(LSTM, inputs=1, units=1)
    blocks = iter([np.zeros((4, 1)), [[1], [np.nan]]])
    with pytest.raises(UserError, match="step 6, x1 is nan"):
        list(model.stream(blocks))
    with pytest.raises(UserError, match="the sequence is empty"):
        list(model.stream(iter([])))


def test_a_long_stream_needs_no_more_memory_than_a_short_one() -> None:
    model = Model(LSTM, inputs=2, units=4)

    def blocks(count: int) -> Iterator[np.ndarray]:
        return itertools.repeat(np.ones((1000, 2)), count)

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in model.stream(blocks(count), signals=["h"]):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(20) < 1.1 * peak(4)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [1e4, 1e30])
def test_huge_sums_saturate_without_a_warning(size: float, dtype: Any) -> None:
    """Warnings are errors in these tests."""
    for name in ("lecture-lstm", "lstm", "gru", "lstm-peephole", "elman-lecture", "wildml", "irnn"):
        model = Model(load_cell(name), inputs=1, units=2, outputs=2, dtype=dtype)
        model.parameters.flat[:] = 1.0
        trace = model.run([[size], [-size], [size]])
        for signal, role in model.cell.roles.items():
            if role == "gate":
                assert set(trace[signal][0]) <= {0.0, 1.0}
                assert not np.isnan(trace[signal]).any()


def test_sigmoid_far_from_zero() -> None:
    cell = parse_cell("s: inputs = sigmoid(x)\nh: inputs = sigmoid(x + 0 * h[t-1])")
    trace = Model(cell, 1, 1).run([[-1e4], [-700], [-90], [0], [90], [1e4]])
    for name in ("s", "h"):
        assert trace[name][:, 0].tolist() == [0, 9.859676543759771e-305, 8.194012623990515e-40, 0.5, 1, 1]


def test_only_what_lies_on_a_cycle_is_looped() -> None:
    graph = load_cell("lecture-lstm").graph
    loops = [stage for stage in make_plan(graph, graph.signals).stages if stage.loop]
    (loop,) = loops
    assert {graph.nodes[index].signal for index in loop.nodes} == {"c", ""}
    assert len(loop.nodes) == 3  # c[t-1], c[t-1] * f, and their sum with g * i


def test_what_nothing_wanted_needs_is_left_out() -> None:
    graph = LSTM.graph
    everything, states = (make_plan(graph, wanted) for wanted in (graph.signals, ()))
    assert len(everything.stages) >= len(states.stages)
    graph = load_cell("elman-lecture").graph
    plan = make_plan(graph, ())
    assert graph.signals["y"] not in {index for stage in plan.stages for index in stage.nodes}


def test_a_state_of_a_constant_and_a_state_of_the_input() -> None:
    cell = parse_cell("p: inputs = linear(x)\nd: inputs = x - p[t-1]\nk = b\ns = k[t-1] + 0 * (W @ d)")
    model = Model(cell, 1, 1, parameters={"b": [5], "W": [[1]]})
    trace = model.run([[1], [4], [9]], {"k": [2], "p": [-1]})
    assert trace["d"][:, 0].tolist() == [2, 3, 5]
    assert trace["s"][:, 0].tolist() == [2, 5, 5]
    assert trace.final["k"].tolist() == [5]


def test_a_model_says_what_it_is() -> None:
    model = Model(LSTM, inputs=3, units=2)
    assert repr(model) == "<Model of lstm: 3 inputs, 2 units, float64>"
    assert repr(model.run(X, signals=["c", "h"])) == "<Trace of lstm: 30 steps of c, h>"
