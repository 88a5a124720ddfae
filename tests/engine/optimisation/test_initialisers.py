"""How parameters start."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Cell, Model, load_cell, parse_cell
from simulator.engine.optimisation.initialisers import INITIALISERS, initialise
from simulator.engine.parameters import Parameters
from simulator.errors import UserError

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "reference" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]


def drawn(cell: str | Cell, how: str, inputs: int = 3, units: int = 4, outputs: int = 2, **given: Any) -> Parameters:
    cell = load_cell(cell) if isinstance(cell, str) else cell
    model = Model(cell, inputs, units, outputs, seed=99, dtype=given.pop("dtype", "float64"))
    initialise(model.parameters, cell, model.sizes, how, given.pop("random", 1), **given)
    return model.parameters


def uniform_between(array: Any, bound: float) -> bool:
    """Whether numbers fill ± bound as a uniform draw of many would."""
    spread = np.sqrt(np.mean(array**2)) * np.sqrt(3) / bound
    return bool(np.abs(array).max() <= bound) and abs(spread - 1) < 0.1 and abs(array.mean()) < 0.1 * bound


# -- the ways


def test_uniform_is_what_a_model_draws_and_keeps_the_cells_own_start() -> None:
    for name in ("lstm", "irnn", "jordan"):
        model = Model(load_cell(name), 3, 4, 2, seed=7)
        assert drawn(name, "uniform", random=7).flat.tobytes() == model.parameters.flat.tobytes()
    assert drawn("irnn", "uniform")["U"].tolist() == np.eye(4).tolist()


def test_pytorch() -> None:
    parameters = drawn("gru-reset-after", "pytorch", inputs=20, units=25)
    assert uniform_between(parameters.flat, 0.2)
    assert all(np.abs(array).max() > 0.1 for array in parameters.values())
    assert np.abs(drawn("irnn", "pytorch")["b"]).min() > 0
    readout = parse_cell("y: outputs = linear(V @ x + b)")
    parameters = drawn(readout, "pytorch", inputs=100, units=1, outputs=50)
    assert uniform_between(parameters["V"], 0.1)
    assert uniform_between(parameters.flat, 0.1)


def test_keras_draws_the_matrices_of_all_gates_as_one() -> None:
    parameters = drawn("lstm", "keras", inputs=30, units=20)
    inputs = np.vstack([parameters[f"W_{gate}"] for gate in "ifog"])
    states = np.vstack([parameters[f"U_{gate}"] for gate in "ifog"])
    assert uniform_between(inputs, math.sqrt(6 / (30 + 80)))
    np.testing.assert_allclose(states.T @ states, np.eye(20), atol=1e-13)
    assert np.abs(states).std() > 0
    biases = {name: set(parameters[name].tolist()) for name in ("b_i", "b_f", "b_o", "b_g")}
    assert biases == {"b_i": {0}, "b_f": {1}, "b_o": {0}, "b_g": {0}}


def test_keras_gives_a_gru_no_forget_bias_and_a_plain_cell_matrices_of_its_own() -> None:
    parameters = drawn("gru", "keras", inputs=30, units=20)
    assert not any(parameters[name].any() for name in ("b_z", "b_r", "b_n"))
    states = np.vstack([parameters[f"U_{gate}"] for gate in "zrn"])
    np.testing.assert_allclose(states.T @ states, np.eye(20), atol=1e-13)
    parameters = drawn("elman-lecture", "keras", inputs=30, units=20, outputs=10)
    assert uniform_between(parameters["W"], math.sqrt(6 / 50))
    assert uniform_between(parameters["V"], math.sqrt(6 / 30))
    np.testing.assert_allclose(parameters["U"] @ parameters["U"].T, np.eye(20), atol=1e-13)
    assert not parameters["b"].any()
    assert uniform_between(drawn("lstm-peephole", "keras", units=1000)["p_o"], math.sqrt(6 / 2000))
    assert set(drawn("lstm-coupled", "keras")["b_i"].tolist()) == {0}


def test_wildml_has_the_vectors_bounds() -> None:
    vector = VECTORS["WILDML-INIT"]
    parameters = drawn("wildml", "wildml", inputs=vector["C"], units=vector["H"], outputs=vector["C"])
    for name in "UVW":
        assert uniform_between(parameters[name], vector[f"{name}_bound"])
        assert np.abs(parameters[name]).max() > 0.99 * vector[f"{name}_bound"]
    parameters = drawn("lstm-peephole", "wildml", units=900)
    assert uniform_between(parameters["p_f"], 1 / 30)
    assert not parameters["b_f"].any()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_orthogonal_matrices_keep_lengths(dtype: Any) -> None:
    parameters = drawn("lstm-peephole", "orthogonal", inputs=7, units=5, dtype=dtype)
    for gate in "ifog":
        assert not parameters[f"b_{gate}"].any()
        for matrix in (parameters[f"W_{gate}"], parameters[f"U_{gate}"]):
            np.testing.assert_allclose(matrix @ matrix.T, np.eye(5), atol=1e-14 if dtype == "float64" else 1e-6)
    assert 0 < np.abs(parameters["p_i"]).max() <= 1 / math.sqrt(5)
    assert not np.array_equal(parameters["U_i"], parameters["U_f"])
    tall = drawn("elman", "orthogonal", inputs=2, units=5)["W"]
    np.testing.assert_allclose(tall.T @ tall, np.eye(2), atol=1e-14)


def test_orthogonal_matrices_favour_no_direction() -> None:
    """Without the signs, QR's first column points against its own first entry in every draw."""
    random = np.random.default_rng(0)
    corners = [drawn("elman", "orthogonal", units=2, random=random)["U"][0, 0] > 0 for _ in range(200)]
    assert 70 < sum(corners) < 130


def test_identity() -> None:
    parameters = drawn("elman-lecture", "identity", inputs=50, units=40)
    assert parameters["U"].tolist() == np.eye(40).tolist()
    assert not parameters["b"].any()
    for name in ("W", "V"):
        assert 0.0009 < parameters[name].std() < 0.0011 or parameters[name].size < 100
    assert np.abs(drawn("jordan", "identity")["U"]).max() < 0.01  # units x outputs is no square
    assert drawn("jordan", "identity", units=3, outputs=3)["U"].tolist() == np.eye(3).tolist()


def test_a_cell_that_starts_as_the_identity_repeats_and_adds() -> None:
    """The first steps of vector IRNN: with W 1, the state is the sum of what came."""
    model = Model(load_cell("irnn"), 1, 1)
    initialise(model.parameters, model.cell, model.sizes, "identity")
    model.parameters["W"] = [[VECTORS["IRNN"]["W_in"]]]
    trace = model.run([[row["x"]] for row in VECTORS["IRNN"]["rows"]])
    assert trace["h"][:, 0].tolist() == [row["h"] for row in VECTORS["IRNN"]["rows"]]


@pytest.mark.parametrize("how", INITIALISERS)
def test_the_same_seed_gives_the_same_numbers(how: str) -> None:
    one, same = drawn("lstm-peephole", how, random=3), drawn("lstm-peephole", how, random=3)
    generator = np.random.default_rng(3)
    by_generator, next_one = (drawn("lstm-peephole", how, random=generator) for _ in range(2))
    assert one.flat.tobytes() == same.flat.tobytes() == by_generator.flat.tobytes()
    assert one.flat.tobytes() != next_one.flat.tobytes()
    single = drawn("lstm-peephole", how, random=3, dtype="float32")
    assert single.flat.dtype == np.float32
    assert np.array_equal(single.flat, one.flat.astype(np.float32))


# -- the forget bias


@pytest.mark.parametrize(
    ("cell", "biases"),
    [
        ("lstm", {"b_f": 2}),
        ("lecture-lstm", {"b_f": 2}),
        ("lstm-peephole", {"b_f": 2}),
        ("lstm-coupled", {"b_i": -2}),
        ("gru", {"b_z": 2}),
        ("gru-reset-after", {"b_z": 2}),
        ("gru-chung", {"b_z": -2}),
    ],
)
@pytest.mark.parametrize("how", INITIALISERS)
def test_the_forget_bias_makes_the_memory_stay(how: str, cell: str, biases: dict[str, float]) -> None:
    plain, found = drawn(cell, how), drawn(cell, how, forget_bias=2)
    for name in plain:
        wanted = np.full(4, biases[name]) if name in biases else plain[name]
        assert found[name].tolist() == wanted.tolist()


def test_the_bias_keeps_as_much_as_the_vector_says() -> None:
    """Without input, the memory of the lecture's cell after some steps is f to their power."""
    for row in VECTORS["FORGET-RETENTION"]["rows"]:
        model = Model(load_cell("lecture-lstm"), 1, 1)
        initialise(model.parameters, model.cell, model.sizes, "wildml", forget_bias=row["bias"])
        trace = model.run(np.zeros((40, 1)), {"c": [1]})
        assert trace["c"][-1, 0] == pytest.approx(row["f_pow_40"], rel=1e-10, abs=0)


@pytest.mark.parametrize(
    ("text", "biases"),
    [
        ("z = sigmoid(W @ x + b)\nh = h[t-1] + z * (tanh(V @ x) - h[t-1])", {"b": -3}),
        ("z = sigmoid(W @ x + b)\nn = tanh(V @ x)\nh = n + z * (h[t-1] - n)", {"b": 3}),
        ("z = sigmoid(W @ x - b)\nkeep = z * h[t-1]\nh = keep + tanh(V @ x)", {"b": -3}),
        ("f = hard_sigmoid(W @ x + b + d)\nc = f * c[t-1] + V @ x", {"b": 3, "d": 0}),
        ("c = sigmoid(W @ x + b) * (U @ c[t-1]) + sigmoid(V @ x + d) * c[t-1]", {"d": 3}),
        ("f = sigmoid(b)\nc = f * c[t-1] + W @ x\ng = sigmoid(d)\nm = m[t-1] * g + c", {"b": 3, "d": 3}),
        ("i = sigmoid(b)\nk = 1 - linear(i)\nc = -(-k * c[t-1]) + W @ x", {"b": -3}),
    ],
)
def test_the_forget_gate_is_found_by_what_it_does(text: str, biases: dict[str, float]) -> None:
    cell = parse_cell(text)
    plain, found = drawn(cell, "orthogonal"), drawn(cell, "orthogonal", forget_bias=3)
    for name in plain:
        assert found[name].tolist() == (np.full(4, biases[name]) if name in biases else plain[name]).tolist()


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (load_cell("elman"), "elman has no forget gate: no gate multiplies the last value of a memory."),
        (load_cell("lstm-1997"), "lstm-1997 has no forget gate"),
        (parse_cell("f = sigmoid(W @ x)\nc = f * c[t-1] + V @ x"), "the forget gate f of cell has no bias of its own"),
        (
            parse_cell("f = sigmoid(W @ x + b)\nc = f * c[t-1] + V @ x + b"),
            "the forget gate f of cell has no bias of its own",
        ),
        (
            parse_cell("f = sigmoid(b)\nc = f * c[t-1] + W @ x\nd = (1 - f) * d[t-1] + c"),
            "the gate f of cell keeps and forgets",
        ),
    ],
)
def test_where_there_is_no_forget_bias_to_set_nothing_changes(cell: Cell, sentence: str) -> None:
    model = Model(cell, 2, 3)
    before = model.parameters.flat.copy()
    with pytest.raises(UserError) as error:
        initialise(model.parameters, cell, model.sizes, "keras", forget_bias=1)
    assert sentence in str(error.value)
    assert model.parameters.flat.tolist() == before.tolist()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"how": "kreas"}, "“kreas” is no initialiser. Did you mean keras?"),
        ({"how": "uniform", "forget_bias": math.nan}, "the forget bias must be a finite number, and is nan."),
        ({"how": "uniform", "forget_bias": "1"}, "the forget bias must be a finite number"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as error:
        drawn("lstm", **given)
    assert sentence in str(error.value)


def test_the_table_says_what_a_form_needs() -> None:
    assert list(INITIALISERS) == ["uniform", "pytorch", "keras", "wildml", "orthogonal", "identity"]
    for name, row in INITIALISERS.items():
        assert row.name == name
        assert row.title
        assert row.source
        assert row.text.endswith(".")
