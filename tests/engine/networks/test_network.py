"""Networks: how they are put together, what they give, and sequences of unequal length."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Layer, Model, Network, UserError, explain, load_cell, parse_cell

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "reference" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]
X = np.random.default_rng(7).normal(size=(6, 4, 3))
LENGTHS = [6, 1, 4, 3]

NETWORKS: dict[str, Callable[[], Network]] = {
    "of the contract": lambda: Network(
        [Layer("lstm", units=8), Layer("gru", units=4, bidirectional=True)], inputs=3, outputs=2, readout="linear"
    ),
    "one layer": lambda: Network([Layer("elman", 3)], 3),
    "both directions, no readout": lambda: Network([Layer("lstm-peephole", 2, True)], 3),
    "both directions twice": lambda: Network([Layer("gru", 2, True), Layer("lstm", 3, True)], 3, 2, "softmax"),
    "own outputs above own outputs": lambda: Network([Layer("jordan", 4), Layer("wildml", 3)], 3, 2),
    "a layer without states": lambda: Network(
        [Layer(parse_cell("h = tanh(W @ x)"), 4), Layer("irnn", 2)], 3, 1, "sigmoid"
    ),
}
ALL = pytest.mark.parametrize("name", NETWORKS)


# -- how they are put together


def test_the_example_of_the_contract() -> None:
    network = NETWORKS["of the contract"]()
    assert network.layers[0].backward is None
    backward = network.layers[1].backward
    assert isinstance(backward, Model)
    assert (network.layers[0].forward.cell.id, backward.cell.id) == ("lstm", "gru")
    assert network.readout is not None
    assert network.readout.parameters["V"].shape == (2, 8)
    result = network.run(X[:, 0])
    assert result.output.shape == (6, 2)
    assert result.layers[0].forward["c"].shape == (6, 8)
    assert result.layers[1].backward is not None
    assert result.layers[1].backward["h"].shape == (6, 4)
    assert network.run(X).output.shape == (6, 4, 2)


def test_parameters_are_views_of_one_vector() -> None:
    network = NETWORKS["of the contract"]()
    names = list(network.parameters)
    assert names[0] == "1.W_i"
    assert names[-2:] == ["readout.V", "readout.b_y"]
    assert names.index("2.W_z") < names.index("2.backward.W_z") < names.index("readout.V")
    assert np.array_equal(network.flat, np.concatenate([a.ravel() for a in network.parameters.values()]))
    for part, model in network.models.items():
        assert np.shares_memory(model.parameters.flat, network.flat)
        assert np.array_equal(network.flat[network.slices[part]], model.parameters.flat)
        for name, array in model.parameters.items():
            assert np.shares_memory(array, network.parameters[f"{part}.{name}"])
    before = network.run(X).output
    network.parameters["readout.b_y"] = [100, 200]
    assert network.readout is not None
    assert network.readout.parameters["b_y"].tolist() == [100, 200]
    assert not np.array_equal(network.run(X).output, before)
    network.flat[:] = 0
    assert not any(array.any() for model in network.models.values() for array in model.parameters.values())


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_a_copy_has_a_vector_of_its_own(copied: Callable[[Network], Network]) -> None:
    network = NETWORKS["of the contract"]()
    before = network.run(X).output
    other = copied(network)
    assert np.array_equal(other.run(X).output, before)
    other.flat[:] = 0
    assert not any(array.any() for model in other.models.values() for array in model.parameters.values())
    assert not any(array.any() for array in other.parameters.values())
    assert not other.run(X).output.any()
    assert np.array_equal(network.run(X).output, before)


def test_parameters_come_from_one_generator_in_order() -> None:
    network = Network([Layer("lstm", 4), Layer("gru", 4, True)], 3, 2, "linear", seed=5)
    random = np.random.default_rng(5)
    for name, array in network.parameters.items():
        bound = 1 / np.sqrt(8 if name.startswith("readout") else 4)
        assert array.tolist() == random.uniform(-bound, bound, array.shape).tolist(), name
    assert len(np.unique(network.flat)) == len(network.flat)
    again = Network([Layer("lstm", 4), Layer("gru", 4, True)], 3, 2, "linear", seed=5)
    assert np.array_equal(network.flat, again.flat)
    other = Network([Layer("lstm", 4), Layer("gru", 4, True)], 3, 2, "linear", seed=6)
    assert not np.isin(network.flat, other.flat).any()


def test_one_layer_is_the_model_of_that_seed() -> None:
    model = Model(load_cell("irnn"), 3, 4, seed=9)
    network = Network([Layer("irnn", 4)], 3, seed=9)
    assert np.array_equal(network.flat, model.parameters.flat)
    assert np.array_equal(network.run(X).output, model.run(X)["h"])


def test_parameters_can_be_given() -> None:
    given = {name: np.full(a.shape, 0.25) for name, a in NETWORKS["one layer"]().parameters.items()}
    assert (Network([Layer("elman", 3)], 3, parameters=given).flat == 0.25).all()


def test_a_layer_takes_an_id_a_file_or_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[cell]\nid = "mine"\nname = "Mine"\noutput = "h"\nequations = "h = tanh(W @ x + U @ h[t-1])"\n')
    cell = parse_cell("h = tanh(W @ x + U @ h[t-1])")
    first, second = (Network([Layer(what, 2)], 3).run(X).output for what in (path, cell))
    assert np.array_equal(first, second)
    assert np.array_equal(Network([Layer(str(path), 2)], 3).run(X).output, first)


def test_own_outputs_are_the_networks_in_the_last_layer_and_as_many_as_units_below() -> None:
    network = NETWORKS["own outputs above own outputs"]()
    assert network.layers[0].forward.sizes["outputs"] == 4
    assert network.layers[1].forward.sizes == {"inputs": 4, "units": 3, "outputs": 2}
    assert network.outputs == 2
    assert np.allclose(network.run(X).output.sum(axis=-1), 1)


def test_its_output_function_is_what_the_last_equation_calls() -> None:
    names = {name: make().output_function for name, make in NETWORKS.items()}
    assert names == dict.fromkeys(NETWORKS) | {
        "one layer": "tanh",
        "both directions twice": "softmax",
        "own outputs above own outputs": "softmax",
        "a layer without states": "sigmoid",
    }


# -- what they give


def test_deep_ones() -> None:
    rows = VECTORS["DEEP-ONES"]["lecture_order"]
    cell = parse_cell("h = W @ x + U @ h[t-1]")
    network = Network([Layer(cell, 2), Layer(cell, 2)], 2, 2, "linear")
    network.flat[:] = 1
    network.parameters["readout.b_y"] = [0, 0]
    result = network.run([row["x"] for row in rows])
    hidden = [layer.forward["h"] for layer in result.layers]
    assert np.stack(hidden, axis=1).tolist() == [row["hidden"] for row in rows]
    assert result.output.tolist() == [row["y"] for row in rows]


def test_birnn_ones() -> None:
    rows = VECTORS["BIRNN-ONES"]["lecture_order"]
    network = Network([Layer(parse_cell("h = W @ x + U @ h[t-1]"), 2, True)], 2, 2, "linear")
    network.flat[:] = 1
    network.parameters["readout.b_y"] = [0, 0]
    result = network.run([row["x"] for row in rows])
    assert result.layers[0].backward is not None
    assert result.layers[0].forward["h"].tolist() == [row["forward"] for row in rows]
    assert result.layers[0].backward["h"].tolist() == [row["backward"] for row in rows]
    assert result.output.tolist() == [row["y"] for row in rows]
    assert result.final["1.h"].tolist() == rows[-1]["forward"]
    assert result.final["1.backward.h"].tolist() == rows[0]["backward"]


def test_a_network_is_its_models_one_after_another() -> None:
    network = NETWORKS["of the contract"]()
    first = network.layers[0].forward.run(X)["h"]
    assert network.layers[1].backward is not None
    both = network.layers[1].forward.run(first)["h"], network.layers[1].backward.run(first[::-1])["h"][::-1]
    assert network.readout is not None
    wanted = network.readout.run(np.concatenate(both, axis=-1))["y"]
    result = network.run(X)
    assert np.array_equal(result.output, wanted)
    assert result.readout is not None
    assert np.array_equal(result.readout["y"], wanted)
    assert np.array_equal(result.layers[1].forward["h"], both[0])
    assert result.layers[1].backward is not None
    assert np.array_equal(result.layers[1].backward["h"], both[1])
    assert np.array_equal(result.layers[1].backward["x"], first)


def test_states_go_on_where_a_run_ended() -> None:
    network = Network([Layer("lstm", 3), Layer("gru", 2)], 3, 2, "linear")
    whole, first = network.run(X), network.run(X[:2])
    second = network.run(X[2:], initial=first.final)
    assert np.array_equal(np.concatenate([first.output, second.output]), whole.output)
    assert {name: array.shape for name, array in whole.final.items()} == {"1.c": (4, 3), "1.h": (4, 3), "2.h": (4, 2)}
    assert all(np.array_equal(second.final[name], whole.final[name]) for name in whole.final)


def test_a_backward_directions_initial_state_is_what_comes_after_the_end() -> None:
    network = Network([Layer("elman", 2, True)], 3)
    state = [0.5, -0.5]
    found = network.run(X[:, 0], initial={"1.backward.h": state})
    model = network.models["1.backward"]
    assert np.array_equal(found.output[:, 2:], model.run(X[::-1, 0], {"h": state})["h"][::-1])
    assert np.array_equal(found.output[:, :2], network.run(X[:, 0]).output[:, :2])


def test_a_backward_trace_is_explained_in_its_own_direction() -> None:
    network = Network([Layer("elman", 2, True)], 3)
    trace = network.run(X[:, 0], initial={"1.backward.h": [0.5, -0.5]}).layers[0].backward
    assert trace is not None
    for step, before in ((3, trace["h"][3]), (6, np.array([0.5, -0.5]))):
        now = explain(network.models["1.backward"], trace, step)
        assert np.array_equal(now.previous("h"), before)
        z = sum(term.product for term in now.terms(now.cell.graph.nodes[now.cell.graph.signals["h"]].args[0]))
        assert np.tanh(z) == pytest.approx(trace["h"][step - 1, 0], rel=1e-12)


def test_float32_is_float32_throughout() -> None:
    network = Network([Layer("lstm", 4), Layer("gru", 3, True)], 3, 2, "softmax", seed=2, dtype="float32")
    result = network.run(X)
    traces = [trace for layer in result.layers for trace in layer]
    assert {array.dtype for trace in traces for array in trace.values.values()} == {np.dtype("float32")}
    assert result.output.dtype == np.float32
    exact = Network([Layer("lstm", 4), Layer("gru", 3, True)], 3, 2, "softmax", seed=2)
    assert np.allclose(result.output, exact.run(X).output, rtol=1e-5, atol=1e-6)


def test_nothing_that_overflows_is_refused_between_layers() -> None:
    network = Network([Layer(parse_cell("h: inputs = exp(exp(x))"), 3), Layer("lstm", 2)], 3)
    assert np.isinf(network.run(X * 0 + 50).layers[1].forward["x"]).all()


# -- unequal lengths


@pytest.mark.parametrize("filled", [0.0, 1e300, np.nan])
@ALL
def test_each_sequence_gives_what_it_gives_alone(name: str, filled: float) -> None:
    network = NETWORKS[name]()
    x = X.copy()
    for sequence, length in enumerate(LENGTHS):
        x[length:, sequence] = filled
    random = np.random.default_rng(1)
    initial = {state: random.normal(size=value.shape) for state, value in network.run(X).final.items()}
    result = network.run(x, LENGTHS, initial)
    for sequence, length in enumerate(LENGTHS):
        own = {state: value[sequence] for state, value in initial.items()}
        alone = network.run(X[:length, sequence], initial=own)
        assert np.allclose(result.output[:length, sequence], alone.output, rtol=1e-12, atol=1e-14)
        assert not result.output[length:, sequence].any()
        for state, value in alone.final.items():
            assert np.allclose(result.final[state][sequence], value, rtol=1e-12, atol=1e-14)
        for layer, other in zip(result.layers, alone.layers, strict=True):
            for trace, wanted in zip(layer, other, strict=True):
                for signal in wanted.signals:
                    found = trace[signal][:, sequence]
                    assert np.allclose(found[:length], wanted[signal], rtol=1e-12, atol=1e-14)
                    assert not found[length:].any()


@ALL
def test_full_lengths_change_no_bit(name: str) -> None:
    network = NETWORKS[name]()
    result, plain = network.run(X, [6, 6, 6, 6]), network.run(X)
    assert np.array_equal(result.output, plain.output)
    assert all(np.array_equal(result.final[state], plain.final[state]) for state in plain.final)


# -- what is refused


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"layers": []}, "a network needs at least one layer"),
        ({"layers": ["lstm"]}, "“lstm” is no layer. Write Layer(cell, units=…)"),
        ({"layers": [Layer("lstn", 2)]}, "there is no cell “lstn”"),
        ({"layers": [Layer("gru", 2), Layer("lstm", 0)]}, "layer 2: units must be a whole number of at least 1"),
        ({"inputs": 0}, "layer 1: inputs must be a whole number of at least 1"),
        ({"outputs": 3}, "the last layer gives 2, and outputs is 3. Add a readout"),
        ({"readout": "linear"}, "a linear readout needs to know its width"),
        ({"readout": "linear", "outputs": 0}, "the readout: outputs must be a whole number"),
        ({"readout": "tanh", "outputs": 1}, "“tanh” is no readout. The readouts are linear, sigmoid, softmax, or None"),
        ({"layers": [Layer("jordan", 2)]}, "jordan gives as many numbers as the network has outputs. Say how many"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"dtype": "float16"}, "dtype must be float64 or float32"),
        ({"parameters": {"1.w": [1]}}, "“1.w” is no parameter of this network. Did you mean 1.W?"),
        ({"parameters": {"1.W": np.ones((2, 3))}}, "the parameter 1.U is missing"),
    ],
)
def test_a_network_that_cannot_be_is_refused_in_a_sentence(arguments: dict[str, Any], sentence: str) -> None:
    make: Any = Network
    with pytest.raises(UserError) as caught:
        make(**{"layers": [Layer("elman", 2)], "inputs": 3} | arguments)
    assert sentence in str(caught.value)


BAD = X.copy()
BAD[1, 2, 0] = np.nan


@pytest.mark.parametrize(
    ("x", "arguments", "sentence"),
    [
        (X[:, :, :2], {}, "each step must have 3 inputs, and has 2"),
        (BAD, {}, "step 2, x1 is nan. Give finite numbers"),
        (BAD, {"lengths": [6, 6, 2, 6]}, "step 2, x1 is nan. Give finite numbers"),
        (X, {"lengths": [1, 2, 3]}, "lengths must be 4 whole numbers, one for each sequence"),
        (X, {"lengths": [1, 2, 3, 4.5]}, "lengths must be 4 whole numbers"),
        (X, {"lengths": [True] * 4}, "lengths must be 4 whole numbers"),
        (X, {"lengths": 6}, "lengths must be 4 whole numbers"),
        (X, {"lengths": [1, 2, [3], 4]}, "lengths must be 4 whole numbers"),
        (X, {"lengths": [1, 7, 3, 4]}, "the length of sequence 2 is 7. Give 1 to 6, which is all steps"),
        (X, {"lengths": [1, 2, 0, 4]}, "the length of sequence 3 is 0. Give 1 to 6"),
        (X[:, 0], {"lengths": [6]}, "lengths belong to a batch"),
        ([[[1, 2, 3]], [[1, 2]]], {"lengths": [2]}, "lengths belong to a batch"),
        (X, {"initial": {"1.c": [0, 0]}}, "“1.c” is no state of this network. Did you mean 1.h?"),
        (X, {"initial": {"1.h": [0, 0, 0]}}, "the initial h must be 4 x 2, and is 3 numbers"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(x: Any, arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        Network([Layer("elman", 2)], 3).run(x, **arguments)
    assert sentence in str(caught.value)
