"""One step in full: its values and its products."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import Model, UserError, explain, load_cell, parse_cell
from simulator.engine import Explained
from simulator.lessons import load_lesson


def lesson(step: int, name: str = "hand-set-lstm") -> Explained:
    found = load_lesson(name)
    model = Model(found.cell, found.inputs, found.units, found.outputs, parameters=found.parameters)
    return explain(model, model.run(found.x, found.initial), step)


def test_the_products_of_the_lectures_forget_gate() -> None:
    now = lesson(7)
    terms = now.terms(now.cell.graph.signals["z_f"])
    assert [(term.parameter, term.index, term.source) for term in terms] == [
        ("W_f", (0, 0), "x[1]"),
        ("W_f", (0, 1), "x[2]"),
        ("W_f", (0, 2), "x[3]"),
        ("b_f", (0,), "1"),
    ]
    assert [(term.weight, term.value, term.product) for term in terms][1] == (100, -1, -100)
    assert sum(term.product for term in terms) == now["z_f"][0] == -90
    assert now.step == 7


def test_every_value_of_the_step_is_there() -> None:
    now = lesson(8)
    assert now.x.tolist() == [6, 1, 0]
    assert now.previous("c")[0] == pytest.approx(0, abs=1e-30)
    assert now["c"][0] == 6
    assert len(now.values) == len(now.cell.graph.nodes)
    products = [now.value(node.index)[0] for node in now.cell.graph.nodes if node.op == "mul" and not node.signal]
    assert products[0] == pytest.approx(6)  # i * g
    assert now.parameters["W_i"].tolist() == [[0, 100, 0]]
    assert now.sizes == {"inputs": 3, "units": 1, "outputs": 1}


def test_recurrent_products_say_which_unit_they_come_from() -> None:
    now = lesson(3, "elman-ones")
    terms = now.terms(now.cell.graph.signals["h"], unit=1)
    assert [term.source for term in terms] == ["x[1]", "x[2]", "h[t-1][1]", "h[t-1][2]"]
    assert [term.index for term in terms] == [(1, 0), (1, 1), (1, 0), (1, 1)]
    assert [term.product for term in terms] == [2, 2, 6, 6]


def test_signs_names_and_expressions_in_a_sum() -> None:
    text = "a = W @ x\nz = -(W @ x) + p * a - a - (b - 2 * a[t-1]) + 0.5 + a * a + U @ (a * a)"
    model = Model(parse_cell(text), 1, 1, parameters={"W": [[3]], "p": [2], "b": [7], "U": [[10]]})
    now = explain(model, model.run([[1], [2]]), 2)
    terms = now.terms(now.cell.graph.signals["z"])
    assert [(term.parameter, term.source, term.weight, term.value) for term in terms] == [
        ("W", "x[1]", -3, 2),
        ("p", "a[1]", 2, 6),
        ("", "a[1]", -1, 6),
        ("b", "1", -7, 1),
        ("", "a[t-1][1]", 2, 3),
        ("", "1", 0.5, 1),
        ("", "a * a", 1, 36),
        ("U", "a * a", 10, 36),
    ]
    assert sum(term.product for term in terms) == pytest.approx(now["z"][0])


def test_the_terms_of_a_signal_add_up_in_every_cell() -> None:
    for name in ("lstm", "lstm-peephole", "gru", "gru-reset-after", "jordan", "irnn"):
        model = Model(load_cell(name), inputs=3, units=4, outputs=2)
        trace = model.run(np.random.default_rng(0).normal(size=(6, 3)))
        now = explain(model, trace, 6)
        for signal, index in now.cell.graph.signals.items():
            for unit in range(len(now[signal])):
                assert sum(term.product for term in now.terms(index, unit)) == pytest.approx(now[signal][unit])


def test_numbers_shown_are_the_traces_own() -> None:
    model = Model(load_cell("lstm"), inputs=3, units=8)
    trace = model.run(np.random.default_rng(0).normal(size=(40, 3)))
    for step in (1, 2, 40):
        now = explain(model, trace, step)
        for name in trace.signals:
            assert now[name].tobytes() == trace[name][step - 1].tobytes()
        if step > 1:
            assert now.previous("h").tobytes() == trace["h"][step - 2].tobytes()


def test_a_later_piece_of_a_stream_can_be_explained() -> None:
    model = Model(load_cell("gru"), inputs=1, units=2)
    x = np.linspace(-1, 1, 20)[:, np.newaxis]
    whole = model.run(x)
    *_, last = model.stream(x, chunk=8)
    now, wanted = explain(model, last, 17), explain(model, whole, 17)
    assert now.previous("h").tobytes() == wanted.previous("h").tobytes()
    with pytest.raises(UserError, match="there is no step 3: the steps are 17 to 20"):
        explain(model, last, 3)


def test_what_cannot_be_explained_is_said() -> None:
    model = Model(load_cell("lstm"), inputs=1, units=1)
    trace = model.run([[1], [2]])
    for step in (0, 3, -1):
        with pytest.raises(UserError, match=f"there is no step {step}: the steps are 1 to 2"):
            explain(model, trace, step)
    with pytest.raises(UserError, match="the trace does not hold c"):
        explain(model, model.run([[1], [2]], signals=["h"]), 2)
    with pytest.raises(UserError, match="a batch cannot be explained"):
        explain(model, model.run([[[1], [2]]]), 1)
