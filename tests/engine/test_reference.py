"""Every numbered vector that a forward pass of one cell can meet, by its id."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Cell, Model, Trace, load_cell, parse_cell

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[1] / "reference" / "vectors.json").read_text(encoding="utf-8")
)["vectors"]


def close(found: Any, wanted: Any) -> None:
    """Compare within the tolerance that the vectors are printed for: absolute 1e-10 or relative 1e-10."""
    found, wanted = np.asarray(found, float), np.asarray(wanted, float)
    assert found.shape == wanted.shape
    error = np.abs(found - wanted)
    assert (error <= np.maximum(1e-10, 1e-10 * np.abs(wanted))).all(), (found, wanted)


def column(rows: Sequence[dict[str, Any]], key: str) -> list[Any]:
    return [row[key] for row in rows]


def run(cell: Cell, parameters: dict[str, Any], x: Any, initial: dict[str, Any] | None = None, units: int = 2) -> Trace:
    outputs = next((len(value) for name, value in parameters.items() if name == "V"), 1)
    model = Model(cell, inputs=len(x[0]), units=units, outputs=outputs, parameters=parameters)
    return model.run(x, initial)


# -- the lecture's cell

HAND = {"W": [[1, 0, 0]], "b": [0]} | {
    key: value
    for gate in "ifo"
    for key, value in (
        (f"W_{gate}", [VECTORS["LSTM-HAND-W"]["weights"][gate]["w"]]),
        (f"b_{gate}", [VECTORS["LSTM-HAND-W"]["weights"][gate]["b"]]),
    )
}
HAND_NAMES = {"z": "z", "z_i": "z_i", "z_f": "z_f", "z_o": "z_o", "g": "g", "gate_i": "i", "gate_f": "f", "gate_o": "o"}


@pytest.mark.parametrize("vector", ["LSTM-TABLE-9", "LSTM-WALK-5"])
def test_the_lectures_tables(vector: str) -> None:
    rows = VECTORS[vector]["exact"]
    trace = run(load_cell("lecture-lstm"), HAND, column(rows, "x"), units=1)
    for key, signal in {**HAND_NAMES, "c_after": "c", "y": "y"}.items():
        close(trace[signal][:, 0], column(rows, key))
    close(trace["i"][:, 0] * trace["g"][:, 0], column(rows, "write"))
    before = np.concatenate([trace.initial["c"], trace["c"][:-1, 0]])
    close(before, column(rows, "c_before"))
    close(trace["f"][:, 0] * before, column(rows, "keep"))


def test_lstm_table_9_reads_as_the_slide_does() -> None:
    table = VECTORS["LSTM-TABLE-9"]
    trace = run(load_cell("lecture-lstm"), HAND, list(zip(table["x1"], table["x2"], table["x3"], strict=True)), units=1)
    assert trace["y"][:, 0].round().tolist() == table["y"]
    assert trace["c"][:, 0].round().tolist() == table["memory_after"]
    assert [0, *trace["c"][:-1, 0].round().tolist()] == table["memory_before"]


def test_lstm_hand_w_sigmoids_keep_their_relative_accuracy() -> None:
    for text, wanted in VECTORS["LSTM-HAND-W"]["sigmoid"].items():
        found = Model(parse_cell("s: inputs = sigmoid(x)"), 1, 1).run([[float(text)]])["s"][0, 0]
        assert found == pytest.approx(wanted, rel=1e-11, abs=0)


def test_lstm_hand_w_gates_are_half_open_where_the_lecture_says() -> None:
    trace = run(load_cell("lecture-lstm"), HAND, [[0, 0.1, 0], [0, -0.1, 0], [0, 0, 0.1]], units=1)
    assert trace["i"][0, 0] == pytest.approx(0.5, abs=1e-12)
    assert trace["f"][1, 0] == pytest.approx(0.5, abs=1e-12)
    assert trace["o"][2, 0] == pytest.approx(0.5, abs=1e-12)


# -- all ones

ONES = [[1, 1], [1, 1]]
ELMAN = "h = W @ x + U @ h[t-1]\ny: outputs = V @ h"
JORDAN = "h = W @ x + U @ y[t-1]\ny: outputs = V @ h"


@pytest.mark.parametrize("order", ["lecture_order", "two_first", "two_middle"])
@pytest.mark.parametrize(("vector", "text", "memory"), [("ELMAN-ONES", ELMAN, "h"), ("JORDAN-ONES", JORDAN, "y")])
def test_all_ones(vector: str, text: str, memory: str, order: str) -> None:
    rows = VECTORS[vector][order]
    trace = run(parse_cell(text), {"W": ONES, "U": ONES, "V": ONES}, column(rows, "x"))
    assert trace["h"].tolist() == column(rows, "hidden")
    assert trace["y"].tolist() == column(rows, "y")
    assert [[0, 0], *trace[memory][:-1].tolist()] == column(rows, "memory_before")


@pytest.mark.parametrize("order", ["lecture_order", "two_first"])
def test_elman_ones_grad_loss(order: str) -> None:
    x = column(VECTORS["ELMAN-ONES"][order], "x")
    trace = run(parse_cell(ELMAN), {"W": ONES, "U": ONES, "V": ONES}, x)
    assert trace["y"].sum() == VECTORS["ELMAN-ONES-GRAD"][order]["loss_value"]


def test_deep_ones_as_one_cell() -> None:
    rows = VECTORS["DEEP-ONES"]["lecture_order"]
    text = "h = W @ x + U @ h[t-1]\nk = W2 @ h + U2 @ k[t-1]\ny = V @ k"
    trace = run(parse_cell(text), dict.fromkeys(("W", "U", "W2", "U2", "V"), ONES), column(rows, "x"))
    assert np.stack([trace["h"], trace["k"]], 1).tolist() == column(rows, "hidden")
    assert trace["y"].tolist() == column(rows, "y")


def test_birnn_ones_by_two_runs() -> None:
    rows = VECTORS["BIRNN-ONES"]["lecture_order"]
    x = np.array(column(rows, "x"))
    cell, ones = parse_cell("h = W @ x + U @ h[t-1]"), {"W": ONES, "U": ONES}
    forward, backward = run(cell, ones, x)["h"], run(cell, ones, x[::-1])["h"][::-1]
    assert forward.tolist() == column(rows, "forward")
    assert backward.tolist() == column(rows, "backward")
    assert ((forward + backward) @ np.array(ONES)).tolist() == column(rows, "y")


# -- the family of LSTMs

SUMS = {gate: f"W{gate} @ x + R{gate} @ h[t-1] + b{gate}" for gate in "zifo"}
PEEPHOLES = {"z": "", "i": " + pi * c[t-1]", "f": " + pf * c[t-1]", "o": " + po * c"}
FULL = {gate: f" + P{gate} @ c[t-1]" for gate in "zifo"}
RECURRENCE = {"z": ""} | {
    gate: "".join(f" + R{other}{gate} @ {other}[t-1]" for other in "ifo") + PEEPHOLES[gate] for gate in "ifo"
}


def lstm(extra: dict[str, str] | None = None, **changed: str) -> str:
    """Return the equations of an LSTM: ``extra`` terms of the sums, and what replaces a gate or a function."""
    extra = extra or {}
    sums = {gate: SUMS[gate] + extra.get(gate, "") for gate in "zifo"}
    functions = {
        "g": "tanh(z_z)",
        "i": "sigmoid(z_i)",
        "f": "sigmoid(z_f)",
        "o": "sigmoid(z_o)",
        "h_of_c": "tanh(c)",
    } | changed
    lines = [f"z_{gate} = {sums[gate]}" for gate in "zif"]
    lines += [f"{name} = {functions[name]}" for name in "gif"]
    lines += ["c = f * c[t-1] + i * g", f"z_o = {sums['o']}"]
    lines += [f"{name} = {functions[name]}" for name in ("o", "h_of_c")]
    return "\n".join([*lines, "h = o * h_of_c"])


FAMILY = {
    "no_peephole": lstm(),
    "1997": lstm(f="linear(1 + 0 * z_f)", g="4 * sigmoid(z_z) - 2", h_of_c="2 * sigmoid(c) - 1"),
    "graves_peephole": lstm(PEEPHOLES),
    "lecture_full_peephole": lstm(FULL),
    "coupled_no_peephole": lstm(f="1 - i"),
    "NIG": lstm(PEEPHOLES, i="1 + 0 * z_i"),
    "NFG": lstm(PEEPHOLES, f="1 + 0 * z_f"),
    "NOG": lstm(PEEPHOLES, o="1 + 0 * z_o"),
    "NIAF": lstm(PEEPHOLES, g="linear(z_z)"),
    "NOAF": lstm(PEEPHOLES, h_of_c="linear(c)"),
    "CIFG": lstm(PEEPHOLES, f="1 - i"),
    "FGR": lstm(RECURRENCE),
    "goodfellow_sigmoid_candidate": lstm(g="sigmoid(z_z)"),
    "jozefowicz_printed": lstm(o="tanh(z_o)"),
}


def family_weights(cell: Cell) -> dict[str, Any]:
    family = VECTORS["LSTM-FAMILY"]
    weights = family["weights"] | family["fgr_extra"] | family["lecture_full_peephole_extra"]
    return {name: weights[name] for name in cell.parameters}


def test_lstm_family_is_complete() -> None:
    assert set(FAMILY) == set(VECTORS["LSTM-FAMILY"]["variants"])
    assert len(FAMILY) == 14


@pytest.mark.parametrize("variant", FAMILY)
def test_lstm_family(variant: str) -> None:
    rows = VECTORS["LSTM-FAMILY"]["variants"][variant]
    cell = parse_cell(FAMILY[variant])
    trace = run(cell, family_weights(cell), column(rows, "x"))
    for key, signal in {f"pre_{gate}": f"z_{gate}" for gate in "zifo"}.items():
        if not any(row[key] is None for row in rows) and any(any(row[key]) for row in rows):
            close(trace[signal], column(rows, key))
    for name in ("g", "i", "f", "o", "c", "h_of_c", "h"):
        close(trace[name], column(rows, name))


SHIPPED = {
    "no_peephole": "lstm",
    "graves_peephole": "lstm-peephole",
    "coupled_no_peephole": "lstm-coupled",
}


@pytest.mark.parametrize("variant", SHIPPED)
def test_lstm_family_in_the_cells_that_ship(variant: str) -> None:
    rows = VECTORS["LSTM-FAMILY"]["variants"][variant]
    cell = load_cell(SHIPPED[variant])
    weights = VECTORS["LSTM-FAMILY"]["weights"]
    letters = {"W": "W", "U": "R", "b": "b", "p": "p"}
    own = {name: weights[letters[name[0]] + name[2].replace("g", "z")] for name in cell.parameters}
    trace = run(cell, own, column(rows, "x"))
    for name in ("g", "i", "f", "o", "c", "h"):
        close(trace[name], column(rows, name))


def test_peephole_which_c() -> None:
    vector = VECTORS["PEEPHOLE-WHICH-C"]
    cell = parse_cell(FAMILY["graves_peephole"])
    trace = run(cell, family_weights(cell), [vector["x"]], {"c": vector["c0"], "h": vector["h0"]})
    for key, signal in {"pre_o": "z_o", "o": "o", "c": "c", "h": "h", "pre_i": "z_i", "pre_f": "z_f"}.items():
        close(trace[signal][0], vector["graves"][key])
    wrong = parse_cell(lstm(PEEPHOLES | {"o": " + po * c[t-1]"}))
    trace = run(wrong, family_weights(wrong), [vector["x"]], {"c": vector["c0"], "h": vector["h0"]})
    close(trace["o"][0], vector["wrong_output_gate_if_c_prev_used"])


@pytest.mark.parametrize("vector", ["LSTM-BPTT", "LSTM-BPTT-PEEPHOLE"])
def test_lstm_bptt_loss(vector: str) -> None:
    wanted = VECTORS[vector]
    cell = parse_cell(FAMILY[wanted["cell"]])
    trace = run(cell, family_weights(cell), wanted["x"])
    close(0.5 * ((trace["h"] - wanted["targets"]) ** 2).sum(), wanted["loss_value"])


# -- the conventions of the GRU

NEW_STATE = {"z_keeps_old": "z * h[t-1] + (1 - z) * cand", "z_takes_new": "(1 - z) * h[t-1] + z * cand"}
CANDIDATE = {
    "reset_before": "Wh @ x + b_in + Uh @ (r * h[t-1]) + b_hn",
    "reset_after": "Wh @ x + b_in + r * (Uh @ h[t-1] + b_hn)",
}


def gru(update: str, reset: str) -> str:
    return "\n".join(
        [
            "z = sigmoid(Wz @ x + Uz @ h[t-1] + bz)",
            "r = sigmoid(Wr @ x + Ur @ h[t-1] + br)",
            f"pre_cand = {CANDIDATE[reset]}",
            "cand = tanh(pre_cand)",
            f"h = {NEW_STATE[update]}",
        ]
    )


@pytest.mark.parametrize("name", VECTORS["GRU-CONVENTIONS"]["runs"])
def test_gru_conventions(name: str) -> None:
    vector = VECTORS["GRU-CONVENTIONS"]
    update, reset = name.split(" ")[0].split("__")
    trace = run(parse_cell(gru(update, reset)), vector["weights"], vector["x"], {"h": vector["h0"]})
    for signal in ("z", "r", "pre_cand", "cand", "h"):
        close(trace[signal], column(vector["runs"][name], signal))


@pytest.mark.parametrize(
    ("cell", "run_name"),
    [("gru", "z_keeps_old__reset_before"), ("gru-chung", "z_takes_new__reset_before")],
)
def test_gru_conventions_in_the_cells_that_ship(cell: str, run_name: str) -> None:
    vector = VECTORS["GRU-CONVENTIONS"]
    rows = next(rows for name, rows in vector["runs"].items() if name.startswith(run_name))
    weights = vector["weights"]
    own = {f"{letter}_{gate}": weights[f"{letter}{gate}"] for letter in "WUb" for gate in "zr"}
    own |= {"W_n": weights["Wh"], "U_n": weights["Uh"], "b_n": np.add(weights["b_in"], weights["b_hn"])}
    trace = run(load_cell(cell), own, vector["x"], {"h": vector["h0"]})
    close(trace["h"], column(rows, "h"))


def test_gru_conventions_reset_after_in_the_cell_that_ships() -> None:
    vector = VECTORS["GRU-CONVENTIONS"]
    rows = next(rows for name, rows in vector["runs"].items() if name.startswith("z_keeps_old__reset_after"))
    weights = vector["weights"]
    own = {f"{letter}_{gate}": weights[f"{letter}{gate}"] for letter in "WUb" for gate in "zr"}
    own |= {"W_n": weights["Wh"], "U_n": weights["Uh"], "b_n": weights["b_in"], "d_n": weights["b_hn"]}
    close(run(load_cell("gru-reset-after"), own, vector["x"], {"h": vector["h0"]})["h"], column(rows, "h"))


@pytest.mark.parametrize(("vector", "reset"), [("GRU-BPTT-BEFORE", "reset_before"), ("GRU-BPTT-AFTER", "reset_after")])
def test_gru_bptt_loss(vector: str, reset: str) -> None:
    common, wanted = VECTORS["GRU-CONVENTIONS"], VECTORS[vector]
    trace = run(parse_cell(gru("z_keeps_old", reset)), common["weights"], common["x"], {"h": common["h0"]})
    close(0.5 * ((trace["h"] - wanted["targets"]) ** 2).sum(), wanted["loss_value"])


def test_gru_scalar() -> None:
    vector = VECTORS["GRU-SCALAR"]
    for key, equation in (("keeps_old", "z * h[t-1] + (1 - z) * n"), ("takes_new", "(1 - z) * h[t-1] + z * n")):
        cell = parse_cell(f"z = Z @ x\nn = N @ x\nh = {equation}")
        trace = run(cell, {"Z": [[1, 0]], "N": [[0, 1]]}, [[0.6, -1]], {"h": [1]}, units=1)
        close(trace["h"], [[vector[key]]])


# -- other cells


def test_wildml_rnn_forward() -> None:
    vector = VECTORS["WILDML-RNN-BPTT"]
    x = np.eye(4)[vector["x"]]
    trace = run(load_cell("wildml"), vector["weights"], x)
    close(trace["s"], vector["s"])
    close(trace["o"], vector["o"])
    loss = -np.log(trace["o"][range(3), vector["y"]]).sum()
    close(loss, vector["total_loss"])
    close(loss / 3, vector["mean_loss"])


def test_irnn() -> None:
    rows = VECTORS["IRNN"]["rows"]
    x = [[row["x"]] for row in rows]
    trace = run(load_cell("irnn"), {"W": [[1]], "U": [[1]], "b": [0]}, x, units=1)
    close(trace["h"][:, 0], column(rows, "h"))


@pytest.mark.parametrize("weight", VECTORS["TOY-W"]["values"])
def test_toy_w(weight: str) -> None:
    x = np.zeros((1000, 1))
    x[0] = 1
    trace = run(parse_cell("h = W @ x + w * h[t-1]"), {"W": [[1]], "w": [float(weight)]}, x, units=1)
    close(trace["h"][-1, 0], VECTORS["TOY-W"]["values"][weight]["y1000_w999"])


@pytest.mark.parametrize("row", VECTORS["FORGET-RETENTION"]["rows"], ids=lambda row: f"bias {row['bias']}")
def test_forget_retention(row: dict[str, float]) -> None:
    cell = parse_cell("f = sigmoid(b)\nc = f * c[t-1] + 0 * (W @ x)")
    trace = run(cell, {"W": [[0]], "b": [row["bias"]]}, np.zeros((1000, 1)), {"c": [1]}, units=1)
    close(trace["f"][0, 0], row["f"])
    assert trace["c"][39, 0] == pytest.approx(row["f_pow_40"], rel=1e-10)
    assert trace["c"][999, 0] == pytest.approx(row["f_pow_1000"], rel=1e-9)


def test_mrnn() -> None:
    vector = VECTORS["MRNN"]
    cell = parse_cell("f = (W_fx @ x) * (W_fh @ h[t-1])\nh = tanh(W_hf @ f + W_hx @ x)")
    weights = {name: vector[name] for name in cell.parameters}
    trace = run(cell, weights, column(vector["rows"], "x"), {"h": vector["h0"]})
    close(trace["f"], column(vector["rows"], "f"))
    close(trace["h"], column(vector["rows"], "h"))


def test_scrn() -> None:
    vector = VECTORS["SCRN"]
    text = (
        f"s = {1 - vector['alpha']} * B * (I @ x) + {vector['alpha']} * s[t-1]\n"
        "h = sigmoid(P * s + A * (I @ x) + R * h[t-1])\npre_y = U * h + V * s"
    )
    weights = {name: [vector[name]] for name in "BPARUV"} | {"I": [[1]]}
    trace = run(parse_cell(text), weights, [[row["x"]] for row in vector["rows"]], units=1)
    for signal in ("s", "h", "pre_y"):
        close(trace[signal][:, 0], column(vector["rows"], signal))


def test_clockwork_with_the_clock_as_an_input() -> None:
    vector = VECTORS["CLOCKWORK"]
    cell = parse_cell("on = C @ x\ny = on * tanh(W_H @ y[t-1] + W_I @ x) + (1 - on) * y[t-1]")
    x = [[1, *map(float, row["active"])] for row in vector["rows"]]
    inputs = [[weight, 0, 0, 0] for weight in vector["W_I"]]
    weights = {"C": np.eye(4)[1:], "W_H": vector["W_H"], "W_I": inputs}
    close(run(cell, weights, x, units=3)["y"], column(vector["rows"], "y"))


def test_deep_rnn_pascanu() -> None:
    vector = VECTORS["DEEP-RNN-PASCANU"]
    text = """
        h_shallow = tanh(U * h[t-1] + W @ x)
        y_shallow = V_out * h_shallow
        h = tanh(U2 * h_shallow)
        y_dot = V_out * tanh(V1 * h)
        h_dts = tanh(U2 * h_shallow + S * h[t-1])
    """
    weights = {name: [vector[name]] for name in ("U", "U2", "V_out", "V1")}
    weights |= {"W": [[vector["W"]]], "S": [vector["DTS_shortcut"]]}
    trace = run(parse_cell(text), weights, [[vector["x"]]], {"h": [vector["h_prev"]]}, units=1)
    keys = {"h_shallow": "shallow_h", "y_shallow": "shallow_y", "h": "DT_h", "y_dot": "DOT_y", "h_dts": "DTS_h"}
    for signal, key in keys.items():
        close(trace[signal][0, 0], vector[key])


def test_gf_rnn() -> None:
    """Two layers of one unit, each state let through to each layer by a gate of its own."""
    vector = VECTORS["GF-RNN"]
    lines, below = [], ["(I @ x)", "h1"]
    weights: dict[str, Any] = {"I": [[1]]}
    for j in (1, 2):
        for i in (1, 2):
            lines.append(f"g{i}{j} = sigmoid(v{j} * {below[j - 1]} + a{i}{j} * h1[t-1] + b{i}{j} * h2[t-1])")
            weights[f"a{i}{j}"], weights[f"b{i}{j}"] = ([value] for value in vector["u_g_i_to_j"][i - 1][j - 1])
            weights[f"u{i}{j}"] = [vector["u_i_to_j"][i - 1][j - 1]]
        weights[f"v{j}"], weights[f"w{j}"] = [vector["w_g"][j - 1]], [vector["w_below"][j - 1]]
        lines.append(f"h{j} = tanh(w{j} * {below[j - 1]} + g1{j} * u1{j} * h1[t-1] + g2{j} * u2{j} * h2[t-1])")
    initial = {"h1": [vector["h_prev"][0]], "h2": [vector["h_prev"][1]]}
    trace = run(parse_cell("\n".join(lines)), weights, [[vector["x"]]], initial, units=1)
    close([[trace[f"g{i}{j}"][0, 0] for i in (1, 2)] for j in (1, 2)], vector["gates_per_layer_j"])
    close([trace["h1"][0, 0], trace["h2"][0, 0]], vector["h"])


# -- how many parameters


def count(cell: Cell, inputs: int, units: int, outputs: int = 1) -> int:
    return sum(int(np.prod(shape)) for shape in cell.parameter_shapes(inputs, units, outputs).values())


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("elman", "simple_rnn_keras"),
        ("lstm", "lstm_keras"),
        ("lstm-peephole", "lstm_peephole_diag"),
        ("gru", "gru_one_bias"),
        ("gru-chung", "gru_one_bias"),
    ],
)
def test_params(cell: str, key: str) -> None:
    assert count(load_cell(cell), 10, 20) == VECTORS["PARAMS"]["m10_n20"][key]


def test_params_of_what_has_no_file() -> None:
    vector = VECTORS["PARAMS"]
    assert count(parse_cell(lstm(FULL)), 10, 20) == vector["m10_n20"]["lstm_peephole_lecture_full"]
    assert count(parse_cell("h = W @ x + b"), 10, 20) == vector["m10_n20"]["plain"]
    assert count(parse_cell("h = W @ x"), 2, 2) == vector["lecture_2x2"]["plain_no_bias"]
    assert count(parse_cell("h = W @ x + b"), 2, 2) == vector["lecture_2x2"]["plain_with_bias"]
    assert count(load_cell("lecture-lstm"), 2, 2) == vector["lecture_2x2"]["lstm_with_bias"]


def test_params_counts_what_stands_in_the_equations() -> None:
    """PyTorch and Keras keep two biases for z and r that only occur as a sum: 1,920."""
    assert count(load_cell("gru-reset-after"), 10, 20) == 1880
    assert VECTORS["PARAMS"]["m10_n20"]["gru_keras_reset_after"] - 2 * 20 == 1880


def test_params_wildml() -> None:
    wanted = VECTORS["PARAMS"]["wildml"]
    cell = load_cell("wildml")
    assert count(cell, wanted["C"], wanted["H"], wanted["C"]) == wanted["total_2HC+H^2"]
    assert count(cell, wanted["C"], 50, wanted["C"]) == wanted["H50_total"]
