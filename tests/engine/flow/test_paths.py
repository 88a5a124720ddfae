"""Paths and edges add up to the gradients, in every cell; and each is what the equations say by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Model, load_cell, parse_cell
from simulator.engine.flow import Flow, flow
from simulator.engine.flow.paths import MOST, lengths
from simulator.language import cell_ids
from simulator.lessons import load_lesson
from tests.engine.test_reference import FAMILY, VECTORS, close, column, family_weights
from tests.oracles.random_cells import random_cell

Array = np.ndarray[Any, Any]


def followed(model: Model, steps: int, seed: int = 0, last_only: bool = False) -> Flow:
    """Return the flow at a random point, with a loss at every step or at the last alone."""
    random = np.random.default_rng(seed)
    flat = model.parameters.flat
    flat[...] = random.uniform(-1, 1, flat.shape)
    x = random.normal(size=(steps, model.sizes["inputs"]))
    initial = {name: random.normal(size=model.signal_sizes[name]) for name in model.cell.states}
    direct = random.normal(size=(steps, model.signal_sizes[model.cell.output]))
    if last_only:
        direct[:-1] = 0
    found = flow(model, x, direct, initial)
    wanted = model.gradients(x, direct, initial)
    for name in model.cell.states:
        assert np.array_equal(found.gradient[name], np.vstack([wanted.initial[name], wanted.signals[name]]))
    return found


def paths_add_up(found: Flow, tolerance: float = 1e-12) -> None:
    """Check every state at every step, and every factor of every path."""
    for state, gradient in found.gradient.items():
        paths = found.paths[state]
        total = np.sum([np.zeros_like(gradient), *(path.gradient for path in paths)], axis=0)
        scale = np.sum([np.full(len(gradient), 1e-300), *(path.norm for path in paths)], axis=0)[:, np.newaxis]
        assert (np.abs(total - gradient) <= tolerance * scale).all(), state
        for path in paths:
            np.testing.assert_allclose(path.norm, np.linalg.norm(path.gradient, axis=1), 1e-12)
            for factor in path.factors:
                there = ~np.isnan(factor.ratio)
                slack = 1 + 1e-9
                assert (factor.ratio[there] <= slack * factor.largest[there] + 1e-300).all(), (path.text, factor.text)
                assert (factor.largest[there] <= slack * factor.always).all(), (path.text, factor.text)


def factors_multiply(found: Flow) -> None:
    """The product of the ratios is what a path has made of the gradient at its source."""
    output = lengths(found.output_gradient)
    for state, paths in found.paths.items():
        for path in paths:
            source = output if path.source == "loss" else found.norms[path.source][1:]
            made = (
                source
                * np.prod([np.ones(found.steps + 1), *(factor.ratio for factor in path.factors)], axis=0)[
                    slice(None, -1) if path.earlier else slice(1, None)
                ]
            )
            arrived = path.norm[:-1] if path.earlier else path.norm[1:]
            there = ~np.isnan(made)
            np.testing.assert_allclose(arrived[there], made[there], 1e-9, 1e-300, err_msg=f"{state}: {path.text}")
            assert (arrived[~there] == 0).all()


def edges_add_up(found: Flow, tolerance: float = 1e-12) -> None:
    """Whatever reaches a signal along the edges of its step and the next, and from the loss, is its gradient."""
    cell, gradients = found.cell, found.gradients
    nodes = cell.graph.nodes
    later: dict[str, Array] = {}
    for step in range(found.steps, 0, -1):
        arrived = {name: [np.zeros(size)] for name, size in cell.signal_sizes(**found.trace.sizes).items()}
        arrived[cell.output].append(found.output_gradient[step - 1])
        for name, value in later.items():
            arrived[name].append(value)
        later = {}
        for edge in found.edges(step):
            operand = nodes[edge.link.operand]
            if operand.signal:
                arrived[operand.signal].append(edge.after)
            elif operand.op == "previous":
                later[operand.name] = later.get(operand.name, 0.0) + edge.after
        for name, parts in arrived.items():
            scale = np.abs(parts).sum() + 1e-300
            assert (np.abs(np.sum(parts, axis=0) - gradients.signals[name][step - 1]) <= tolerance * scale).all(), name
    for name in cell.states:
        np.testing.assert_allclose(later.get(name, 0.0), gradients.initial[name], 1e-9, 1e-12)


@pytest.mark.parametrize("last_only", [True, False])
@pytest.mark.parametrize("cell", cell_ids())
def test_all_cells_add_up(cell: str, last_only: bool) -> None:
    found = followed(Model(load_cell(cell), 3, 4, 2), 7, last_only=last_only)
    paths_add_up(found)
    factors_multiply(found)
    edges_add_up(found)


def test_random_cells_add_up() -> None:
    with_states = 0
    for seed in range(80):
        made = random_cell(seed)
        signals = parse_cell(made.text).signals
        cell = parse_cell(made.text, output=signals[seed % len(signals)])
        model = Model(cell, made.sizes["inputs"], made.sizes["units"], made.sizes["outputs"])
        found = followed(model, 1 + seed % 4, seed)
        if all(np.abs(value).max() < 1e6 for value in found.trace.values.values()):
            paths_add_up(found)
            factors_multiply(found)
            edges_add_up(found, 1e-11)
            with_states += bool(cell.states)
    assert with_states > 60


def test_float32() -> None:
    found = followed(Model(load_cell("lstm"), 3, 4, 2, dtype="float32"), 7)
    assert found.gradient["c"].dtype == found.paths["c"][0].gradient.dtype == np.float32
    for state in ("c", "h"):
        total = sum(path.gradient for path in found.paths[state])
        np.testing.assert_allclose(total, found.gradient[state], 1e-5, 1e-6)


# -- by hand


def test_the_paths_of_the_lstm_are_the_terms_of_its_back_propagation() -> None:
    found = followed(Model(load_cell("lstm"), 3, 4, 2), 6)
    i, f, o, g, c = (found.trace[name] for name in "ifogc")
    dc, dh = found.gradients.signals["c"], found.gradients.signals["h"]
    before = np.vstack([found.trace.initial["c"], c[:-1]])
    recurrent = {gate: found.trace.parameters[f"U_{gate}"] for gate in "ifog"}
    wanted = {
        "c": {"c → c[t-1]": dc * f, "h → c": dh * o * (1 - np.tanh(c) ** 2)},
        "h": {
            "loss → h": found.output_gradient,
            "c → i → z_i → h[t-1]": dc * g * i * (1 - i) @ recurrent["i"],
            "c → f → z_f → h[t-1]": dc * before * f * (1 - f) @ recurrent["f"],
            "c → g → z_g → h[t-1]": dc * i * (1 - g**2) @ recurrent["g"],
            "h → o → z_o → h[t-1]": dh * np.tanh(c) * o * (1 - o) @ recurrent["o"],
        },
    }
    factors = {
        "c → c[t-1]": ["× f"],
        "h → c": ["× o", "× tanh′(c)"],
        "loss → h": [],
        "c → i → z_i → h[t-1]": ["× g", "× σ′(z_i)", "U_iᵀ"],
        "c → f → z_f → h[t-1]": ["× c[t-1]", "× σ′(z_f)", "U_fᵀ"],
        "c → g → z_g → h[t-1]": ["× i", "× tanh′(z_g)", "U_gᵀ"],
        "h → o → z_o → h[t-1]": ["× tanh(c)", "× σ′(z_o)", "U_oᵀ"],
    }
    for state, ways in wanted.items():
        paths = {path.text: path for path in found.paths[state]}
        assert set(paths) == set(ways)
        for text, gradient in ways.items():
            path = paths[text]
            np.testing.assert_allclose(
                path.gradient[:-1] if path.earlier else path.gradient[1:], gradient, 1e-10, 1e-14
            )
            assert [factor.text for factor in path.factors] == factors[text]


def test_the_factors_of_the_elman() -> None:
    found = followed(Model(load_cell("elman"), 3, 4, 2), 6, last_only=True)
    h, u, dh = found.trace["h"], found.trace.parameters["U"], found.gradients.signals["h"]
    path = next(path for path in found.paths["h"] if path.earlier)
    slope, matrix = path.factors
    assert (slope.text, matrix.text, path.text) == ("× tanh′", "Uᵀ", "h → h[t-1]")
    inside = dh * (1 - h * h)
    norm = np.linalg.norm
    np.testing.assert_allclose(slope.ratio[:-1], norm(inside, axis=1) / norm(dh, axis=1), 1e-10)
    np.testing.assert_allclose(matrix.ratio[:-1], norm(inside @ u, axis=1) / norm(inside, axis=1), 1e-10)
    np.testing.assert_allclose(slope.largest[:-1], (1 - h * h).max(axis=1), 1e-12)
    np.testing.assert_allclose(matrix.largest[:-1], np.linalg.svd(u)[1][0], 1e-12)
    assert slope.always == 1
    assert matrix.always == pytest.approx(np.linalg.svd(u)[1][0])
    assert np.isnan(slope.ratio[-1])  # no step follows the last
    np.testing.assert_allclose(found.ratios["h"], slope.ratio[:-1] * matrix.ratio[:-1], 1e-10)


@pytest.mark.parametrize("vector", ["LSTM-BPTT", "LSTM-BPTT-PEEPHOLE"])
def test_lstm_bptt(vector: str) -> None:
    wanted = VECTORS[vector]
    cell = parse_cell(FAMILY[wanted["cell"]], output="h")
    model = Model(cell, 2, 2, 1, family_weights(cell))
    found = flow(model, wanted["x"], model.run(wanted["x"])["h"] - wanted["targets"])
    paths_add_up(found)
    for key, state in (("dh", "h"), ("dc", "c")):
        deltas = column(wanted["deltas"], key)
        close(np.sum([path.gradient for path in found.paths[state]], axis=0)[1:], deltas)
        close(found.norms[state][1:], np.linalg.norm(deltas, axis=1))
    last = {edge.link.operand: edge for edge in found.edges(3)}
    for gate in "zifo":
        signal = cell.graph.signals[f"z_{gate}"]
        close(last[signal].after, wanted["deltas"][2][f"dpre_{gate}"])


def test_the_lecturers_memory_gradient_is_multiplied_by_the_forget_gate() -> None:
    lesson = load_lesson("hand-set-lstm")
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, lesson.parameters)
    direct = np.zeros((len(lesson.x), 1))
    direct[-2] = 1  # where the output gate is open and the memory is read
    found = flow(model, lesson.x, direct, lesson.initial)
    path = next(path for path in found.paths["c"] if path.text == "c → c[t-1]")
    forget = found.trace["f"]
    assert np.array_equal(path.gradient[:-1], found.gradients.signals["c"] * forget)
    there = found.norms["c"][1:] > 0
    assert there.sum() >= 2
    np.testing.assert_allclose(path.factors[0].ratio[:-1][there], forget[there, 0], 1e-12)
    assert [factor.text for factor in path.factors] == ["× f"]


@pytest.mark.parametrize("row", VECTORS["FORGET-RETENTION"]["rows"], ids=lambda row: f"bias {row['bias']}")
def test_forget_retention(row: dict[str, float]) -> None:
    model = Model(parse_cell("f = sigmoid(b)\nc = f * c[t-1] + 0 * (W @ x)"), 1, 1, 1, {"W": [[0]], "b": [row["bias"]]})
    direct = np.zeros((1000, 1))
    direct[-1] = 1
    found = flow(model, np.zeros((1000, 1)), direct, {"c": [1]})
    assert found.norms["c"][0] == pytest.approx(row["f_pow_1000"], rel=1e-9)
    np.testing.assert_allclose(found.ratios["c"], row["f"], 1e-9)
    (step,) = found.at("c", 10)
    ((text, size),) = step.factors
    assert text == "× f"
    assert size == pytest.approx(row["f"])


def test_an_output_that_is_no_state_brings_the_loss_in() -> None:
    found = followed(Model(load_cell("wildml"), 3, 4, 2), 3)
    loss = next(path for path in found.paths["s"] if path.source == "loss")
    assert (loss.text, [factor.text for factor in loss.factors]) == ("loss → o → s", ["× softmax′", "Vᵀ"])
    assert loss.factors[0].always == 0.5
    y = found.trace["o"]
    jacobian = np.stack([np.diag(row) - np.outer(row, row) for row in y])
    wanted = np.einsum("ti,tij->tj", found.output_gradient, jacobian) @ found.trace.parameters["V"]
    np.testing.assert_allclose(loss.gradient[1:], wanted, 1e-10)


def test_an_output_inside_a_path_is_passed_through() -> None:
    """The gate is the output: the loss enters there, and the memory's gradient goes through it as well."""
    cell = parse_cell("f = sigmoid(W @ x + U @ c[t-1])\nc = f * c[t-1] + W @ x", output="f")
    found = followed(Model(cell, 3, 3), 4)
    assert sorted(path.text for path in found.paths["c"]) == ["c → c[t-1]", "c → f → c[t-1]", "loss → f → c[t-1]"]
    paths_add_up(found)
    factors_multiply(found)


# -- texts


def test_factors_are_written_as_a_person_would() -> None:
    text = (
        "a = abs(W @ (x * p)) - 0.5 * s[t-1]\n"
        "s = (1 - a) * s[t-1] - (a + q) * hard_sigmoid(a) * exp(-a)\n"
        "r = a * -2 + relu(-(a - s))"
    )
    found = followed(Model(parse_cell(text), 2, 2), 2)
    texts = {edge.link.text for edge in found.edges(1)}
    assert texts == {
        *("the same", "× −1", "Wᵀ", "× (x · p)ᵀ", "× abs′", "× 0.5", "× p", "× x", "× -2", "× s[t-1]"),
        *("× (1 − a)", "× hard_σ(a)", "× (a + q)", "× exp(−a)", "× exp′", "× hard_σ′(a)", "× relu′"),
        "× (a + q) · hard_σ(a)",
    }


# -- bundles


def test_more_paths_than_anybody_could_list_are_bundled() -> None:
    lines = ["a0 = tanh(W @ x + U @ h[t-1])", *(f"a{k} = 0.7 * a{k - 1} * a{k - 1} + 0.1" for k in range(1, 60))]
    found = followed(Model(parse_cell("\n".join([*lines, "h = a59 + 0.5 * h[t-1]"])), 2, 3), 4)
    paths = [path for path in found.paths["h"] if path.earlier]
    assert sum(path.paths for path in paths) == 2**59 + 1
    assert 2 < len(paths) <= MOST
    assert any(path.text.endswith("→ … → h[t-1]") for path in paths)
    paths_add_up(found)
    factors_multiply(found)
    edges_add_up(found)


def test_bundles_within_a_step() -> None:
    squares = [f"a{k} = 0.7 * a{k - 1} * a{k - 1} + 0.1" for k in range(1, 8)]
    cell = parse_cell("\n".join(["c = tanh(W @ x + u * c[t-1] + h[t-1])", "a0 = linear(c)", *squares, "h = a7 * c"]))
    found = followed(Model(cell, 2, 3), 4)
    within = [path for path in found.paths["c"] if not path.earlier and path.source == "h"]
    assert sum(path.paths for path in within) == 2**7 + 1
    assert any(path.text.endswith("→ … → c") for path in within)
    paths_add_up(found)
    factors_multiply(found)


def test_lengths_far_from_one() -> None:
    rows = np.array([[3e-300, 4e-300], [3e300, 4e300], [0, 0], [np.inf, 1], [np.nan, 1], [3, -4]])
    np.testing.assert_allclose(lengths(rows), [5e-300, 5e300, 0, np.inf, np.nan, 5])
