"""What the graph says each parameter is for."""

from __future__ import annotations

import pytest

from simulator import load_cell, parse_cell
from simulator.engine.optimisation.parameter_kinds import forget_gates, parameter_kinds


@pytest.mark.parametrize(
    ("cell", "kinds"),
    [
        ("elman-lecture", {"input": "W", "recurrent": "U", "bias": "b b_y", "other": "V"}),
        ("jordan", {"input": "W", "recurrent": "U", "bias": "b b_y", "other": "V"}),
        ("wildml", {"input": "U", "recurrent": "W", "other": "V"}),
        ("gru-reset-after", {"input": "W_z W_r W_n", "recurrent": "U_z U_r U_n", "bias": "b_z b_r b_n d_n"}),
        ("gru", {"input": "W_z W_r W_n", "recurrent": "U_z U_r U_n", "bias": "b_z b_r b_n"}),
        ("lstm-peephole", {"input": "W_i W_f W_g W_o", "recurrent": "U_i U_f U_g U_o", "bias": "b_i b_f b_g b_o",
                           "diagonal": "p_i p_f p_o"}),
        ("lecture-lstm", {"input": "W W_i W_f W_o", "bias": "b b_i b_f b_o"}),
    ],
)  # fmt: skip
def test_kinds_of_shipped_cells(cell: str, kinds: dict[str, str]) -> None:
    wanted = {name: kind for kind, names in kinds.items() for name in names.split()}
    assert parameter_kinds(load_cell(cell).graph) == wanted


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("r = sigmoid(b)\nq = r * h[t-1]\nh = tanh(U @ q + W @ x)", {"b": "bias", "U": "recurrent", "W": "input"}),
        ("h: inputs = tanh(A @ x + A @ h[t-1])", {"A": "recurrent"}),
        ("h: inputs = tanh(2 * b + W @ (x - h[t-1]))", {"b": "bias", "W": "recurrent"}),
        ("h = s * tanh(W @ (0.5 * x))", {"s": "diagonal", "W": "input"}),
        ("h = tanh(W @ x) + h[t-1]\ny = V @ h", {"W": "input", "V": "other"}),
        ("a = tanh(W @ x)\ny = V @ a", {"W": "input", "V": "other"}),
    ],
)
def test_kinds_follow_from_use(text: str, kinds: dict[str, str]) -> None:
    assert parameter_kinds(parse_cell(text).graph) == kinds


def test_a_value_reached_on_very_many_ways_is_looked_at_once() -> None:
    doublings = [f"s{k + 1}: inputs = s{k} + s{k}" for k in range(150)]
    cell = parse_cell("\n".join(["s0: inputs = x + h[t-1]", *doublings, "h: inputs = tanh(U @ s150) + s150"]))
    assert parameter_kinds(cell.graph) == {"U": "recurrent"}
    assert forget_gates(cell) == ()
