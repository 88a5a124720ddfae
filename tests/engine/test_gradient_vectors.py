"""Every numbered vector that a backward pass of one cell can meet, by its id."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Cell, Model, load_cell, parse_cell
from simulator.engine.truncation import truncated_gradients
from tests.engine.test_reference import ELMAN, FAMILY, ONES, VECTORS, close, column, family_weights, gru


def model_of(cell: Cell, parameters: dict[str, Any], inputs: int, units: int = 2) -> Model:
    outputs = next((len(value) for name, value in parameters.items() if name == "V"), 1)
    return Model(cell, inputs, units, outputs, parameters)


@pytest.mark.parametrize("order", ["lecture_order", "two_first"])
def test_elman_ones_grad(order: str) -> None:
    x = column(VECTORS["ELMAN-ONES"][order], "x")
    wanted = VECTORS["ELMAN-ONES-GRAD"][order]
    model = model_of(parse_cell(ELMAN, output="y"), {"W": ONES, "U": ONES, "V": ONES}, 2)
    found = model.gradients(x, np.ones((3, 2))).parameters
    for name, key in (("W", "dW_in"), ("U", "dW_rec"), ("V", "dW_out")):
        assert found[name].tolist() == wanted[key]


@pytest.mark.parametrize("vector", ["LSTM-BPTT", "LSTM-BPTT-PEEPHOLE"])
def test_lstm_bptt(vector: str) -> None:
    wanted = VECTORS[vector]
    cell = parse_cell(FAMILY[wanted["cell"]], output="h")
    model = model_of(cell, family_weights(cell), 2)
    found = model.gradients(wanted["x"], model.run(wanted["x"])["h"] - wanted["targets"])
    assert set(wanted["grad"]) == set(cell.parameters)
    for name, gradient in wanted["grad"].items():
        close(found.parameters[name], gradient)
    signals = {"dh": "h", "dc": "c"} | {f"dpre_{gate}": f"z_{gate}" for gate in "zifo"}
    for key, signal in signals.items():
        close(found.signals[signal], column(wanted["deltas"], key))


@pytest.mark.parametrize(("vector", "reset"), [("GRU-BPTT-BEFORE", "reset_before"), ("GRU-BPTT-AFTER", "reset_after")])
def test_gru_bptt(vector: str, reset: str) -> None:
    common, wanted = VECTORS["GRU-CONVENTIONS"], VECTORS[vector]
    cell = parse_cell(gru("z_keeps_old", reset), output="h")
    model = model_of(cell, common["weights"], 2)
    x, initial = common["x"], {"h": common["h0"]}
    found = model.gradients(x, model.run(x, initial)["h"] - wanted["targets"], initial)
    assert set(wanted["grad"]) == set(cell.parameters)
    for name, gradient in wanted["grad"].items():
        close(found.parameters[name], gradient)
    close(found.initial["h"], wanted["dh0"])


WILDML = VECTORS["WILDML-RNN-BPTT"]


def wildml() -> tuple[Model, np.ndarray, np.ndarray]:
    """Return the model, its inputs, and the derivative of the total cross-entropy with respect to the output."""
    x = np.eye(4)[WILDML["x"]]
    model = model_of(load_cell("wildml"), WILDML["weights"], 4)
    return model, x, -np.eye(4)[WILDML["y"]] / model.run(x)["o"]


@pytest.mark.parametrize(
    ("truncate", "key"),
    [
        (0, "grad_bptt_truncate_0"),
        (1, "grad_bptt_truncate_1"),
        (2, "grad_full"),  # three steps back from the last of three
        (4, "grad_full"),
        (None, "grad_full"),
    ],
)
def test_wildml_rnn_bptt(truncate: int | None, key: str) -> None:
    model, x, direct = wildml()
    found = model.gradients(x, direct) if truncate is None else truncated_gradients(model, x, direct, truncate)
    for name in ("U", "V", "W"):
        close(found.parameters[name], WILDML[key][f"d{name}"])


def toy(weight: str) -> tuple[Model, np.ndarray, np.ndarray]:
    """Return the model, the pulse, and the gradient of a loss that is the last output."""
    x, direct = np.zeros((2, 1000, 1))
    x[0] = direct[-1] = 1
    return Model(parse_cell("h = W @ x + w * h[t-1]"), 1, 1, parameters={"W": [[1]], "w": [float(weight)]}), x, direct


@pytest.mark.parametrize("weight", VECTORS["TOY-W"]["values"])
def test_toy_w(weight: str) -> None:
    wanted = VECTORS["TOY-W"]["values"][weight]
    model, x, direct = toy(weight)
    found = model.gradients(x, direct)
    close(found.parameters["w"], [wanted["dy_dw_999_w998"]])
    close(found.x[0], [wanted["y1000_w999"]])  # of a sum: what comes back is what has gone forth
    close(found.initial["h"], [wanted["w1000"]])
    exact = float(weight) ** np.arange(999, -1, -1.0)
    np.testing.assert_allclose(found.signals["h"][:, 0], exact, 1e-10)


def test_toy_w_where_nothing_is_left() -> None:
    """0.01^999 is 1e-1998, which is 0 in float64: no learning rate makes up for it."""
    assert VECTORS["TOY-W"]["values"]["0.01"]["exact_grad_999_w998"] == "9.99000000000E-1994"
    model, x, direct = toy("0.01")
    assert model.gradients(x, direct).parameters["w"].tolist() == [0]


@pytest.mark.parametrize("row", VECTORS["FORGET-RETENTION"]["rows"], ids=lambda row: f"bias {row['bias']}")
def test_forget_retention(row: dict[str, float]) -> None:
    """The product of the forget gates is how much of the last memory's gradient reaches the first."""
    cell = parse_cell("f = sigmoid(b)\nc = f * c[t-1] + 0 * (W @ x)")
    model = Model(cell, 1, 1, parameters={"W": [[0]], "b": [row["bias"]]})
    for steps, key, tolerance in ((40, "f_pow_40", 1e-10), (1000, "f_pow_1000", 1e-9)):
        direct = np.zeros((steps, 1))
        direct[-1] = 1
        x = np.zeros((steps, 1))
        found = model.gradients(x, direct, {"c": [1]})
        assert found.initial["c"][0] == pytest.approx(row[key], rel=tolerance)
        gates = model.run(x, {"c": [1]})["f"]
        assert found.initial["c"][0] == pytest.approx(gates.prod(), rel=1e-10)
